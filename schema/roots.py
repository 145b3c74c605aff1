"""What clients can ask for first."""

import strawberry

from db.enums import SortOrder
from resolvers import nouns, roots
from schema.bookings import Availability, Booking, BookingConnection, BookingsFilter, MeetingType, Slot, Workspace
from schema.events import Event
from schema.fields import Argument, of, say
from schema.groups import Group
from schema.lists import (
    CategoryConnection,
    EventConnection,
    EventsFilter,
    GroupConnection,
    GroupsFilter,
    GroupsSort,
    MemberConnection,
    MembersFilter,
    MembersSort,
    RsvpListConnection,
    RsvpsFilter,
    RsvpsSort,
    TopicsConnection,
)
from schema.members import Member
from schema.networks import ProNetwork
from schema.pages import paging
from schema.rsvps import Rsvp
from schema.scalars import DateTime, Duration
from schema.threads import MessageThread
from schema.webhooks import Webhook, WebhookConnection


@of(nouns.QUERY, "Where reading starts. What the viewer may not see is null, as if it were not there.")
class Query:
    """The root of queries."""

    event: Event | None = say(
        "One event.",
        {
            "id": Argument(strawberry.ID, "Its number, or its letters if it belongs to a series."),
            "include_limited": Argument(bool, "Also if the viewer may see a little of it only.", False),
            "group_urlname": Argument(str | None, "Only if it belongs to this group."),
        },
    )
    group: Group | None = say("One group.", {"id": Argument(strawberry.ID, "Its number.")})
    group_by_urlname: Group | None = say(
        "One group.", {"urlname": Argument(str, "Its name in addresses, in any case.")}
    )
    events: EventConnection = say(
        "Events of all groups, upcoming ones unless the filter says otherwise.",
        paging(
            filter=Argument(EventsFilter | None, "Which events to list."),
            sort=Argument(SortOrder | None, "ASC, the earliest first, if not given."),
            include_limited=Argument(bool, "Also events that the viewer may see a little of only.", False),
        ),
    )
    groups: GroupConnection = say(
        "Groups.",
        paging(
            filter=Argument(GroupsFilter | None, "Which groups to list."),
            sort=Argument(GroupsSort | None, "How to sort them."),
        ),
    )
    members: MemberConnection = say(
        "Members.",
        paging(
            filter=Argument(MembersFilter | None, "Which members to list."),
            sort=Argument(MembersSort | None, "How to sort them."),
        ),
    )
    rsvp: Rsvp | None = say("One RSVP.", {"id": Argument(strawberry.ID, "Its number.")})
    rsvps: RsvpListConnection = say(
        "RSVPs to the events that the viewer sees.",
        paging(
            filter=Argument(RsvpsFilter | None, "Which RSVPs to list."),
            sort=Argument(RsvpsSort | None, "How to sort them."),
        ),
    )
    categories: CategoryConnection = say(
        "The categories of groups.", paging(sort=Argument(SortOrder | None, "ASC if not given."))
    )
    slots: list[Slot] | None = say(
        "The starts of a meeting that can be booked; null if there is no such meeting type.",
        {
            "meeting_type": Argument(strawberry.ID, "The meeting type."),
            "from_": Argument(DateTime | None, "The first start to look at; now if not given."),
            "to": Argument(DateTime | None, "Starts before this, at most two years later; 30 days later if not given."),
            "timezone": Argument(str, "The zone of the starts in the answer. It does not change what they are.", "UTC"),
            "hosts": Argument(list[strawberry.ID] | None, "Only these hosts; all of the meeting type's if not given."),
            "duration": Argument(Duration | None, "One of the meeting type's durations; the usual one if not given."),
            "troubleshoot": Argument(bool, "Also the starts that cannot be booked, each with the reason.", False),
        },
    )
    meeting_type: MeetingType | None = say("One meeting type.", {"id": Argument(strawberry.ID, "Its number.")})
    availability: Availability | None = say("One availability.", {"id": Argument(strawberry.ID, "Its number.")})
    workspace: Workspace | None = say("One workspace.", {"id": Argument(strawberry.ID, "Its number.")})
    booking: Booking | None = say("One booking.", {"id": Argument(strawberry.ID, "Its number.")})
    booking_by_secret: Booking | None = say(
        "The booking of an attendee who need not have an account.",
        {"secret": Argument(str, "What `createBooking` answered.")},
    )
    bookings: BookingConnection = say(
        "The bookings that the viewer hosts, comes to or runs.",
        paging(
            filter=Argument(BookingsFilter | None, "Which bookings to list."),
            sort=Argument(SortOrder | None, "ASC, the earliest first, if not given."),
        ),
    )
    webhook: Webhook | None = say("One webhook.", {"id": Argument(strawberry.ID, "Its number.")})
    webhooks: WebhookConnection = say("The viewer's webhooks, and those of workspaces that the viewer runs.", paging())
    suggest_topics: TopicsConnection = say(
        "Topics whose name contains a text.",
        paging(
            query=Argument(str, "The text."),
            exclude_member_topics=Argument(bool | None, "Leave out the topics that the viewer has, if true."),
        ),
    )
    pro_network: ProNetwork | None = say(
        "One pro network, by its number or its name in addresses.",
        {
            "id": Argument(strawberry.ID | None, "Its number."),
            "urlname": Argument(strawberry.ID | None, "Its name in addresses, in any case."),
        },
    )
    message_thread: MessageThread | None = say(
        "One of the viewer's conversations.", {"id": Argument(strawberry.ID, "Its number.")}
    )
    member: Member | None = say("One member.", {"id": Argument(strawberry.ID, "Its number; `self` is the viewer.")})
    self_: Member | None = say("The viewer; null for a caller without a credential.", name="self")


FILLED = (roots,)
