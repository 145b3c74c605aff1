"""Pro networks, and what their groups come to."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from db.enums import Role
from db.member_enums import NetworkPayment, NetworkStatus, TieStatus
from resolvers import nouns
from schema.fields import Argument, of, say
from schema.groups import Group, Membership
from schema.members import Member
from schema.network_inputs import (
    ProEventRegistrationAnswersInput,
    ProNetworkEventsSearchInput,
    ProNetworkGroupsSearchInput,
    ProNetworkMemberSearchInput,
    ProNetworkRsvpsSearchInput,
    ProNetworkSuggestedEventsInput,
)
from schema.pages import CURSOR, EDGES, PAGE_INFO, TOTAL, PageInfo
from schema.places import PhotoInfo
from schema.scalars import DateTime
from schema.social import SocialNetwork

if TYPE_CHECKING:
    from schema.events import Event
    from schema.rsvps import Rsvp

_Event = Annotated["Event", strawberry.lazy("schema.events")]
_Rsvp = Annotated["Rsvp", strawberry.lazy("schema.rsvps")]


@of(nouns.GENDER_RATIOS, "The shares of a group's members by gender, from 0 to 1.")
class GroupGenderMembershipRatios:
    """Published as GroupGenderMembershipRatios."""

    female_ratio: float = say("The share of women.")
    male_ratio: float = say("The share of men.")
    other_ratio: float = say("The share of those who are neither.")
    unknown_ratio: float = say("The share of those who did not say.")


@of(nouns.GROUP_ANALYTICS, "What a group of a pro network comes to.")
class GroupAnalytics:
    """Published as GroupAnalytics."""

    average_age: float = say("Average age in years of the members who gave their year of birth; 0 where nobody did.")
    average_rsvps_per_event: float = say("How many came to its past events on average, guests included.")
    gender_membership_ratios: GroupGenderMembershipRatios = say("The shares of its members by gender.")
    last_event_date: DateTime | None = say("When it met last, in UTC.")
    next_event_date: DateTime | None = say("When it meets next, in UTC.")
    tie_status: TieStatus = say("How it stands in the network.")
    total_members: int = say("How many members it has.")
    total_past_events: int = say("How many events it has held.")
    total_past_rsvps: int = say("How many came to them in all, guests included.")
    total_repeat_rsvpers: int = say("How many members said yes to an event that was and to one that is to come.")
    total_upcoming_events: int = say("How many of its events are to come.")


@of(nouns.MEMBER_ANALYTICS, "What a member is to a pro network.")
class MemberAnalytics:
    """Published as MemberAnalytics."""

    events_attended: int | None = say("At how many of the network's events the member was, as organizers noted.")
    groups_count: int | None = say("In how many of the network's groups the member is.")
    is_organizer: bool | None = say("Whether the member is the organizer of one of them.")
    join_time: DateTime | None = say("When the member joined the first of them, in UTC.")
    last_access_time: DateTime | None = say("When the member last visited one of them, in UTC.")
    memberships: list[Membership] | None = say("The member's places in the groups of the viewer's networks.")
    role: Role | None = say("The member's highest role in the network's groups.")


@of(nouns.NETWORK_GROUP_EDGE, "A group of a pro network.")
class ProNetworkGroupsSearchEdge:
    """Published as ProNetworkGroupsSearchEdge."""

    cursor: str = say(CURSOR)
    node: Group = say("The group.")
    metadata: GroupAnalytics | None = say("What it comes to; null for all but who runs the network or the group.")


@of(nouns.NETWORK_GROUPS, "Groups of a pro network.")
class ProNetworkGroupsSearchConnection:
    """Published as ProNetworkGroupsSearchConnection."""

    edges: list[ProNetworkGroupsSearchEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int = say(TOTAL)


@of(nouns.NETWORK_EVENT_EDGE, "An event of a pro network.")
class ProNetworkEventsSearchEdge:
    """Published as ProNetworkEventsSearchEdge."""

    cursor: str = say(CURSOR)
    node: _Event = say("The event.")


@of(nouns.NETWORK_EVENTS, "Events of a pro network's groups.")
class ProNetworkEventsSearchConnection:
    """Published as ProNetworkEventsSearchConnection."""

    edges: list[ProNetworkEventsSearchEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int = say(TOTAL)


@of(nouns.SUGGESTED_EVENT_EDGE, "An event of a pro network that may be of interest.")
class ProNetworkSuggestedEventsEdge:
    """Published as ProNetworkSuggestedEventsEdge."""

    cursor: str = say(CURSOR)
    node: _Event = say("The event.")


@of(nouns.SUGGESTED_EVENTS, "Events of a pro network that may be of interest.")
class ProNetworkSuggestedEventsConnection:
    """Published as ProNetworkSuggestedEventsConnection."""

    edges: list[ProNetworkSuggestedEventsEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int = say(TOTAL)


@of(nouns.NETWORK_MEMBER_EDGE, "A member of a pro network's groups.")
class ProNetworkMemberSearchEdge:
    """Published as ProNetworkMemberSearchEdge."""

    cursor: str = say(CURSOR)
    node: Member = say("The member.")
    metadata: MemberAnalytics | None = say("What the member is to the network.")


@of(nouns.NETWORK_MEMBERS, "Members of a pro network's groups, each once. For the network's administrators.")
class ProNetworkMemberSearchConnection:
    """Published as ProNetworkMemberSearchConnection."""

    edges: list[ProNetworkMemberSearchEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int = say(TOTAL)


@of(nouns.NETWORK_RSVP_EDGE, "An RSVP to an event of a pro network.")
class ProNetworkRsvpEdge:
    """Published as ProNetworkRsvpEdge."""

    cursor: str = say(CURSOR)
    node: _Rsvp = say("The RSVP.")


@of(nouns.NETWORK_RSVPS, "Those who said yes to events of a pro network. For its administrators.")
class ProNetworkRsvpConnection:
    """Published as ProNetworkRsvpConnection."""

    edges: list[ProNetworkRsvpEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int = say(TOTAL)


@of(nouns.REGISTRATION_ANSWER, "What was answered to one question of an event's survey.")
class ProEventRegistrationAnswer:
    """Published as ProEventRegistrationAnswer."""

    question: str = say("The question.")
    answer: str = say("The answer.")


@of(nouns.REGISTRATION, "What a member answered to an event's survey.")
class ProEventRegistration:
    """Published as ProEventRegistration."""

    answers: list[ProEventRegistrationAnswer] | None = say("The answers.")
    event: _Event = say("The event.")
    member: Member = say("Who answered.")
    updated_at: DateTime = say("When the RSVP was last changed, in UTC.")


@of(nouns.REGISTRATION_EDGE, "A survey that was answered.")
class ProEventRegistrationAnswersEdge:
    """Published as ProEventRegistrationAnswersEdge."""

    cursor: str = say(CURSOR)
    node: ProEventRegistration = say("What was answered.")


@of(nouns.REGISTRATIONS, "Answers to the surveys of a pro network's events. For its administrators.")
class ProEventRegistrationAnswersConnection:
    """Published as ProEventRegistrationAnswersConnection."""

    edges: list[ProEventRegistrationAnswersEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int = say(TOTAL)


@of(nouns.NETWORK_ANALYTICS, "What a pro network comes to, of what the viewer sees.")
class ProNetworkAnalytics:
    """Published as ProNetworkAnalytics."""

    total_countries: int = say("In how many countries it has groups.")
    total_groups: int = say("How many groups it has.")
    total_members: int = say("How many memberships these have together.")


@of(nouns.NETWORK, "A network of groups that somebody runs together.")
class ProNetwork:
    """Published as ProNetwork."""

    id: strawberry.ID = say("Identifier, a number.")
    urlname: str = say("Name in addresses; looked up without regard to case.")
    name: str = say("Name.")
    description: str | None = say("What the network is about.")
    link: str = say("Address of the network's page.")
    external_url: str | None = say("Address of the network's own site.")
    contact_email: str | None = say("Where to write to.")
    logo: PhotoInfo | None = say("The network's logo.")
    status: NetworkStatus = say("The network's standing; an INACTIVE one is seen by its administrators only.")
    payment_model: NetworkPayment = say("Who pays for its groups.")
    allow_photo_uploads: bool = say("Whether members may upload photos of its groups and events.")
    is_pro_email_shared: bool = say("Whether the viewer lets the network have the e-mail address.")
    primary_admin: Member | None = say("Who runs the network first of all.")
    social_networks: list[SocialNetwork] = say("The network's names on other sites.")
    network_analytics: ProNetworkAnalytics | None = say("What the network comes to.")
    groups_search: ProNetworkGroupsSearchConnection = say(
        "Groups of the network.", {"input": Argument(ProNetworkGroupsSearchInput | None, "Which groups, and the page.")}
    )
    events_search: ProNetworkEventsSearchConnection = say(
        "Events of the network's groups, those to come unless the filter names statuses.",
        {"input": Argument(ProNetworkEventsSearchInput | None, "Which events, and the page.")},
    )
    suggested_events: ProNetworkSuggestedEventsConnection = say(
        "Events of the network's groups that are to come, by their start: all, or those near a place.",
        {"input": Argument(ProNetworkSuggestedEventsInput | None, "Where, and how many.")},
    )
    members_search: ProNetworkMemberSearchConnection = say(
        "Members of the network's groups, each once. Empty for all but the network's administrators.",
        {"input": Argument(ProNetworkMemberSearchInput | None, "Which members, and the page.")},
    )
    rsvps_search: ProNetworkRsvpConnection = say(
        "Those who said yes to events of the network's groups. Empty for all but the network's administrators.",
        {"input": Argument(ProNetworkRsvpsSearchInput | None, "The page.")},
    )
    event_registration_answers: ProEventRegistrationAnswersConnection = say(
        "Answers to the surveys of the network's events. Empty for all but the network's administrators.",
        {"input": Argument(ProEventRegistrationAnswersInput | None, "Of which events, and the page.")},
    )


@of(nouns.NETWORK_EVENT, "What ties events of several groups of a pro network together.")
class NetworkEvent:
    """Published as NetworkEvent."""

    id: strawberry.ID = say("Identifier, a number.")
    title: str | None = say("Title.")
    status: str | None = say("Where it stands, in the words of EventStatus.")
    timezone: str | None = say("Time zone of its start.")
    event_time: DateTime | None = say("When it starts, in UTC.")
    created_at: DateTime | None = say("When it was entered, in UTC.")
    is_announced: bool | None = say("Whether members were told of it.")
    group_count: int = say("How many groups that the viewer sees hold it.")
    rsvp_count: int = say("How many come to its events that the viewer sees, guests included.")
