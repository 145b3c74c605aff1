"""Members."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from db.enums import EventStatus, EventType, MemberStatus, Role, SortOrder
from db.member_enums import MemberGender, ReasonForJoining, SavedEventsFilter
from resolvers import nouns
from schema.calendars import CalendarConnection, CalendarFeed
from schema.fields import Argument, of, say
from schema.groups import Group, Membership
from schema.member_inputs import MemberEventSort, MembershipsFilter, MembershipSort
from schema.notifications import MemberNotificationConnection, MemberNotificationsFilter
from schema.pages import CURSOR, EDGES, PAGE_INFO, TOTAL, PageInfo, paging
from schema.places import PhotoInfo
from schema.rsvp_inputs import RsvpFilter, RsvpSort
from schema.scalars import DateTime
from schema.threads import MessageThreadConnection
from schema.topics import Topic

if TYPE_CHECKING:
    from schema.bookings import Availability, MeetingType, Workspace
    from schema.events import Event
    from schema.member_events import MemberEventConnection
    from schema.networks import ProNetwork
    from schema.rsvps import MemberRsvpConnection
    from schema.topics import TopicsConnection

_Availability = Annotated["Availability", strawberry.lazy("schema.bookings")]
_MeetingType = Annotated["MeetingType", strawberry.lazy("schema.bookings")]
_Workspace = Annotated["Workspace", strawberry.lazy("schema.bookings")]
_Event = Annotated["Event", strawberry.lazy("schema.events")]
_Events = Annotated["MemberEventConnection", strawberry.lazy("schema.member_events")]
_Networks = list[Annotated["ProNetwork", strawberry.lazy("schema.networks")]]
_Rsvps = Annotated["MemberRsvpConnection", strawberry.lazy("schema.rsvps")]
_Topics = Annotated["TopicsConnection", strawberry.lazy("schema.topics")]


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
    username: str | None = say("Name to sign in with, if the member has one.")
    email: str = say(
        "E-mail address; empty for everybody but the member and the administrators of networks that it is shared with."
    )
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
    birthday: DateTime | None = say("Midnight of the day of birth, in UTC; null for everybody but the member.")
    gender: MemberGender | None = say("Gender; null for everybody but the member.")
    reasons_for_joining: list[ReasonForJoining] | None = say(
        "Why the member signed up; null for everybody but the member."
    )
    birth_year: int | None = say("Year of birth; null for everybody but the member.")
    visited_time: DateTime | None = say("When the member last visited the site, in UTC.")
    topics: list[Topic] = say("What the member is interested in, in the member's order.")
    other_services: list[MemberService] = say("The member's names on other sites.")
    preferred_locale: str = say("Language and region, like `en-US`.")
    selected_timezone: str | None = say("Time zone; null for everybody but the member.")
    is_organizer: bool = say("Whether the member is the organizer of a group that the viewer sees.")
    is_leader: bool = say("Whether the member helps to run a group that the viewer sees.")
    highest_current_role: Role | None = say("The member's highest role in the groups that the viewer sees.")
    is_member_plus_subscriber: bool = say("Whether the member has a subscription that has not run out.")
    is_pro_organizer: bool = say("Whether the member helps to run a group of a pro network.")
    is_pro_primary_organizer: bool = say("Whether the member is the organizer of a group of a pro network.")
    admin_pro_networks: _Networks = say("The pro networks that the member administers, as far as that is public.")
    organized_group_count: int = say("How many groups that the viewer sees the member organizes.")
    next_event: _Event | None = say("The next event that the member comes to; null for everybody but the member.")
    dashboard: MemberDashboard | None = say("Counts for the member's own page; null for everybody else.")
    counters: MemberCounters | None = say("What waits for the member; null for everybody else.")
    workspaces: list[_Workspace] = say("The workspaces of the member that the viewer is in.")
    availabilities: list[_Availability] = say(
        "When the member can be booked; none for all but the member and those who run the member's workspaces."
    )
    meeting_types: list[_MeetingType] = say("The meetings of the member's own that can be booked.")
    calendar_connections: list[CalendarConnection] = say(
        "Other calendars, which take the member's time; none for everybody but the member."
    )
    calendar_feed: CalendarFeed | None = say("Whether the member's own calendar can be read by its address.")
    memberships: MemberGroupConnection = say(
        "The groups that the member belongs to.",
        paging(
            filter=Argument(MembershipsFilter | None, "Which memberships to list."),
            sort=Argument(MembershipSort | None, "How to sort them."),
        ),
    )
    member_events: _Events = say(
        "The events that the member comes to or waits for, or those that the member hosts.",
        paging(
            event_status=Argument(list[EventStatus | None] | None, "Only events that stand so; ACTIVE if not given."),
            event_type=Argument(list[EventType | None] | None, "Only events of these types."),
            is_hosting=Argument(bool | None, "The events that the member hosts, answered or not, if true."),
            lat=Argument(float | None, "Latitude of a place: only events of groups around it. Goes with `lon`."),
            lon=Argument(float | None, "Longitude of the place."),
            radius=Argument(float | None, "How far around the place, in miles; 25 if not given."),
            memberships_filter=Argument(
                MembershipsFilter | None, "Only events of groups in which the member's place is such."
            ),
            sort=Argument(MemberEventSort | None, "How to sort them."),
            start_date=Argument(str | None, "Only events that start later: a date, perhaps with a time and an offset."),
        ),
    )
    saved_events: _Events = say(
        "The events that the member has saved, by their start; empty for everybody else.",
        paging(
            filter=Argument(SavedEventsFilter | None, "Ours: only those that are over or not; ALL if not given."),
            sort=Argument(SortOrder | None, "ASC, the earliest first, if not given."),
        ),
    )
    rsvps: _Rsvps = say(
        "The member's RSVPs.",
        paging(
            filter=Argument(RsvpFilter | None, "Which RSVPs to list."),
            sort=Argument(RsvpSort | None, "How to sort them; times are those of the events."),
        ),
    )
    notifications: MemberNotificationConnection | None = say(
        "What the member was told; empty for everybody else.",
        paging(filter=Argument(MemberNotificationsFilter | None, "Which notifications to list.")),
    )
    message_threads: MessageThreadConnection = say("The member's conversations; empty for everybody else.", paging())
    recommended_topics: _Topics = say(
        "Topics of the member's groups that the member has not chosen, those of the most groups first; empty for "
        "everybody else.",
        paging(category_ids=Argument(list[strawberry.ID] | None, "Only topics of groups of these categories.")),
    )
