"""The lists one can start from."""

from typing import Any

import strawberry

from db.enums import EventStatus, GroupSortField, MemberSortField, RsvpSortField, RsvpStatus, SortOrder
from resolvers import nouns
from schema.fields import entries, of, say
from schema.groups import EventEdge, Group, GroupCategory
from schema.members import Member
from schema.pages import CURSOR, EDGES, PAGE_INFO, TOTAL, PageInfo
from schema.rsvps import RsvpEdge
from schema.scalars import DateTime

_ids = list[strawberry.ID]


def _may(description: str) -> Any:
    """An optional entry of an input."""
    return strawberry.field(default=None, description=description)


@of(nouns.EVENTS, "Events by their start.")
class EventConnection:
    """Ours: what `/2/events` asks."""

    edges: list[EventEdge] = say(EDGES)
    page_info: PageInfo | None = say(PAGE_INFO)
    total_count: int | None = say(TOTAL)


@of(nouns.GROUP_EDGE, "A group in a list.")
class GroupEdge:
    """Ours."""

    cursor: str = say(CURSOR)
    node: Group = say("The group.")


@of(nouns.GROUPS, "Groups.")
class GroupConnection:
    """Ours: what `/2/groups` asks."""

    edges: list[GroupEdge] = say(EDGES)
    page_info: PageInfo | None = say(PAGE_INFO)
    total_count: int | None = say(TOTAL)


@of(nouns.MEMBER_EDGE, "A member in a list.")
class MemberEdge:
    """Ours."""

    cursor: str = say(CURSOR)
    node: Member = say("The member.")


@of(nouns.MEMBERS, "Members.")
class MemberConnection:
    """Ours: what `/2/members` asks."""

    edges: list[MemberEdge] = say(EDGES)
    page_info: PageInfo | None = say(PAGE_INFO)
    total_count: int | None = say(TOTAL)


@of(nouns.RSVPS, "RSVPs of any events.")
class RsvpListConnection:
    """Ours: what `/2/rsvps` asks."""

    edges: list[RsvpEdge] = say(EDGES)
    page_info: PageInfo | None = say(PAGE_INFO)
    total_count: int | None = say(TOTAL)


@of(nouns.CATEGORY_EDGE, "A category in a list.")
class CategoryEdge:
    """Ours."""

    cursor: str = say(CURSOR)
    node: GroupCategory = say("The category.")


@of(nouns.CATEGORIES, "The categories of groups.")
class CategoryConnection:
    """Ours: what `/2/categories` asks."""

    edges: list[CategoryEdge] = say(EDGES)
    page_info: PageInfo | None = say(PAGE_INFO)
    total_count: int | None = say(TOTAL)


@entries("A place and how far around it to look.")
class Near:
    """Ours."""

    lat: float = strawberry.field(description="Latitude in degrees, from -90 to 90.")
    lon: float = strawberry.field(description="Longitude in degrees, from -180 to 180.")
    radius: float = strawberry.field(default=25.0, description="Radius in miles.")


@entries("Which events to list. Every entry narrows the list.")
class EventsFilter:
    """Ours."""

    group_ids: _ids | None = _may("Events of these groups; with `groupUrlnames`, of any of both.")
    group_urlnames: list[str] | None = _may("Events of these groups, by their names in addresses.")
    event_ids: _ids | None = _may("These events, by number or letters.")
    member_id: strawberry.ID | None = _may("Events of the groups of this member; `self` is the viewer.")
    venue_ids: _ids | None = _may("Events at these places.")
    rsvp: list[RsvpStatus] | None = _may("Events to which the viewer gave one of these answers.")
    own: bool | None = _may("Events that the viewer hosts or said yes to, if true.")
    status: list[EventStatus] | None = _may("Events of these statuses; ACTIVE if not given.")
    starts_after: DateTime | None = _may("Events that start at this time or later.")
    starts_before: DateTime | None = _may("Events that start at this time or earlier.")


@entries("Which groups to list. Every entry narrows the list.")
class GroupsFilter:
    """Ours."""

    ids: _ids | None = _may("These groups; with `urlnames`, any of both.")
    urlnames: list[str] | None = _may("These groups, by their names in addresses.")
    member_id: strawberry.ID | None = _may("Groups of this member; `self` is the viewer.")
    organizer_id: strawberry.ID | None = _may("Groups that this member organizes; `self` is the viewer.")
    category_ids: _ids | None = _may("Groups of these categories.")
    topics: list[str] | None = _may("Groups with one of these topics, by `urlkey`.")
    city: str | None = _may("Groups of this city.")
    state: str | None = _may("Groups of this state, by its code.")
    countries: list[str] | None = _may("Groups of these countries, by their codes.")
    near: Near | None = _may("Groups around a place.")
    text: str | None = _may("Words, up to 20, of which each must begin some word of the name, urlname or description.")
    topic_ids: _ids | None = _may("Groups with one of these topics.")
    has_upcoming_events: bool | None = _may("Groups with an event to come, if true.")
    exclude_own: bool | None = _may("Groups that the viewer is no member of, if true.")


@entries("Which members to list. Every entry narrows the list.")
class MembersFilter:
    """Ours."""

    member_id: strawberry.ID | None = _may("This member; `self` is the viewer.")
    member_ids: _ids | None = _may("These members.")
    group_ids: _ids | None = _may("Members of these groups; with `groupUrlnames`, of any of both.")
    group_urlnames: list[str] | None = _may("Members of these groups, by their names in addresses.")
    topics: list[str] | None = _may("Members with one of these topics, by `urlkey`.")
    service: str | None = _may("Members with a name on this site, like `twitter`.")


@entries("Which RSVPs to list. Every entry narrows the list.")
class RsvpsFilter:
    """Ours."""

    event_ids: _ids | None = _may("RSVPs to these events, by number or letters.")
    rsvp_status: list[RsvpStatus] | None = _may("Only these answers.")
    member_id: strawberry.ID | None = _may("RSVPs of this member; `self` is the viewer.")


@entries("How to sort groups.")
class GroupsSort:
    """Ours."""

    sort_field: GroupSortField | None = _may("ID if not given.")
    sort_order: SortOrder | None = _may("ASC if not given.")


@entries("How to sort members.")
class MembersSort:
    """Ours."""

    sort_field: MemberSortField | None = _may("NAME if not given.")
    sort_order: SortOrder | None = _may("ASC if not given.")


@entries("How to sort RSVPs of several events.")
class RsvpsSort:
    """Ours."""

    sort_field: RsvpSortField | None = _may("By event if not given.")
    sort_order: SortOrder | None = _may("ASC if not given.")
