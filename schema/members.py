"""Members."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from db.enums import MembershipStatus, MemberStatus, SortOrder
from resolvers import nouns
from schema.fields import Argument, of, say
from schema.groups import Group, Membership
from schema.pages import CURSOR, EDGES, PAGE_INFO, TOTAL, PageInfo, paging
from schema.places import PhotoInfo
from schema.scalars import DateTime
from schema.topics import Topic

if TYPE_CHECKING:
    from schema.events import Event

_Event = Annotated["Event", strawberry.lazy("schema.events")]


@strawberry.input(description="Which of a member's memberships to list.")
class MembershipsFilter:
    """Published as MembershipsFilter."""

    status: list[MembershipStatus] | None = strawberry.field(
        default=None, description="Only these standings; ACTIVE and LEADER if not given."
    )


@strawberry.input(description="How to sort a member's memberships.")
class MembershipSort:
    """Published as MembershipSort."""

    sort_order: SortOrder | None = strawberry.field(default=None, description="ASC if not given.")


@of(nouns.MEMBER_GROUP_EDGE, "A group of a member.")
class MemberGroupEdge:
    """Published as MemberGroupEdge."""

    cursor: str = say(CURSOR)
    metadata: Membership | None = say("The member's place in the group.")
    node: Group | None = say("The group.")


@of(nouns.MEMBER_GROUPS, "The groups of a member, in the order of joining.")
class MemberGroupConnection:
    """Published as MemberGroupConnection."""

    edges: list[MemberGroupEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int | None = say(TOTAL)


@of(nouns.SERVICE, "A member's name on another site.")
class MemberService:
    """Ours: the old API's `other_services`."""

    service: str = say("The site, like `twitter`.")
    identifier: str = say("The member's name there.")


@of(nouns.DASHBOARD, "What a member's own page counts.")
class MemberDashboard:
    """Ours: the `stats` of the old `/dashboard`."""

    memberships: int = say("How many groups the member belongs to.")
    upcoming_events: int = say("How many events are to come in these groups.")
    nearby_events: int = say("How many events are to come in groups of the member's city.")
    city_groups: int = say("How many groups there are in the member's city.")
    all_groups: int = say("How many groups there are.")


@of(nouns.COUNTERS, "What waits for a member.")
class MemberCounters:
    """Ours: the old API's `X-Meetup-Unread-*` and `X-Meetup-Saved-Events` headers."""

    unread_notifications: int = say("Notifications that the member has not read.")
    unread_messages: int = say("Messages that the member has not read.")
    unread_updates: int = say("Both together.")
    saved_events: int = say("Events that the member has saved.")


@of(nouns.MEMBER, "A person.")
class Member:
    """Published as Member."""

    id: strawberry.ID = say("Identifier, a number.")
    name: str | None = say("Name as the member wrote it.")
    email: str = say("E-mail address; empty for everybody but the member.")
    bio: str | None = say("What the member says about himself or herself.")
    city: str | None = say("City.")
    state: str | None = say("State or province, as its code where it has one.")
    country: str | None = say("Country code, two letters.")
    zip: str | None = say("Postal code; null for everybody but the member.")
    lat: float | None = say("Latitude of the member's place.")
    lon: float | None = say("Longitude of the member's place.")
    hometown: str | None = say("Where the member comes from.")
    member_url: str = say("Address of the member's page.")
    member_photo: PhotoInfo | None = say("Picture of the member.")
    start_date: DateTime | None = say("When the member signed up, in UTC.")
    status: MemberStatus = say("State of the account.")
    birth_year: int | None = say("Year of birth; null for everybody but the member.")
    visited_time: DateTime | None = say("When the member last visited the site, in UTC.")
    topics: list[Topic] = say("What the member is interested in, in the member's order.")
    other_services: list[MemberService] = say("The member's names on other sites.")
    preferred_locale: str = say("Language and region, like `en-US`.")
    selected_timezone: str | None = say("Time zone; null for everybody but the member.")
    is_organizer: bool = say("Whether the member is the organizer of a group that the viewer sees.")
    is_leader: bool = say("Whether the member helps to run a group that the viewer sees.")
    organized_group_count: int = say("How many groups that the viewer sees the member organizes.")
    next_event: _Event | None = say("The next event that the member comes to; null for everybody but the member.")
    dashboard: MemberDashboard | None = say("Counts for the member's own page; null for everybody else.")
    counters: MemberCounters | None = say("What waits for the member; null for everybody else.")
    memberships: MemberGroupConnection = say(
        "The groups that the member belongs to.",
        paging(
            filter=Argument(MembershipsFilter | None, "Which memberships to list."),
            sort=Argument(MembershipSort | None, "How to sort them."),
        ),
    )
