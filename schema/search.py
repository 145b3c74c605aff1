"""Searches and recommendations: what they answer."""

from resolvers import nouns
from schema.events import Event
from schema.fields import of, say
from schema.groups import Group
from schema.pages import CURSOR, EDGES, PAGE_INFO, TOTAL, PageInfo

EVENT, GROUP = "The event.", "The group."


@of(nouns.EVENT_SEARCH_EDGE, "A found event.")
class EventSearchEdge:
    """Published as EventSearchEdge."""

    cursor: str = say(CURSOR)
    node: Event = say(EVENT)


@of(nouns.EVENT_SEARCH, "Found events.")
class EventSearchConnection:
    """Published as EventSearchConnection."""

    edges: list[EventSearchEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int = say(TOTAL)


@of(nouns.GROUP_SEARCH_EDGE, "A found group.")
class GroupSearchEdge:
    """Published as GroupSearchEdge."""

    cursor: str = say(CURSOR)
    node: Group = say(GROUP)


@of(nouns.GROUP_SEARCH, "Found groups.")
class GroupSearchConnection:
    """Published as GroupSearchConnection."""

    edges: list[GroupSearchEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int = say(TOTAL)


@of(nouns.RECOMMENDED_EVENT_EDGE, "A recommended event.")
class RecommendedEventsEdge:
    """Published as RecommendedEventsEdge."""

    cursor: str = say(CURSOR)
    node: Event = say(EVENT)


@of(nouns.RECOMMENDED_EVENTS, "Recommended events.")
class RecommendedEventsConnection:
    """Published as RecommendedEventsConnection."""

    edges: list[RecommendedEventsEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int = say(TOTAL)


@of(nouns.RECOMMENDED_GROUP_EDGE, "A recommended group.")
class RecommendedGroupEdge:
    """Published as RecommendedGroupEdge."""

    cursor: str = say(CURSOR)
    node: Group = say(GROUP)


@of(nouns.RECOMMENDED_GROUPS, "Recommended groups.")
class RecommendedGroupsConnection:
    """Published as RecommendedGroupsConnection."""

    edges: list[RecommendedGroupEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int = say(TOTAL)


@of(nouns.ROUNDUP_EDGE, "A group of a roundup, and what happened in it in the period.")
class GroupRoundupEdge:
    """Ours."""

    cursor: str = say(CURSOR)
    node: Group = say(GROUP)
    new_member_count: int = say("How many of its members joined in the period.")
    growth: float | None = say("These in percent of the members that it had without them; null if it had none.")
    event_count: int = say("How many events it held in the period.")
    yes_count: int = say("How many came to these, guests included, by their answers.")


@of(nouns.ROUNDUP, "Groups of a topic, those with the most members first.")
class GroupRoundupConnection:
    """Ours."""

    edges: list[GroupRoundupEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int = say(TOTAL)
