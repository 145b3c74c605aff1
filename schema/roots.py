"""What clients can ask for first."""

import strawberry

from db.enums import SortOrder
from db.regions import Region
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
)
from schema.members import Member
from schema.networks import ProNetwork
from schema.pages import paging
from schema.rsvps import Rsvp
from schema.scalars import DateTime, Duration
from schema.search import (
    EventSearchConnection,
    GroupRoundupConnection,
    GroupSearchConnection,
    RecommendedEventsConnection,
    RecommendedGroupsConnection,
)
from schema.search_inputs import (
    EventSearchFilter,
    GroupSearchFilter,
    KeywordSort,
    RecommendedEventsFilter,
    RecommendedEventsSort,
    RecommendedGroupsFilter,
)
from schema.threads import MessageThread
from schema.topics import TopicCategoryConnection, TopicsConnection
from schema.webhooks import Webhook, WebhookConnection

_DATA = Argument(str | None, "Has no effect: what it did is not published.")


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
        "Topics whose name or `urlkey` contains a text; accents and capitals make no difference in names.",
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
    topic_categories: TopicCategoryConnection | None = say(
        "The categories that have topics.",
        paging(include_new_groups=Argument(bool | None, "Not supported, and refused if true: new groups make none.")),
    )
    event_search: EventSearchConnection = say(
        "Events by words and place.",
        paging(
            filter=Argument(EventSearchFilter, "Which events to look for."),
            sort=Argument(KeywordSort | None, "How to sort them."),
            data_configuration=_DATA,
        ),
    )
    group_search: GroupSearchConnection = say(
        "Groups by words and place: those with every word in their name first, then those with the most members.",
        paging(filter=Argument(GroupSearchFilter, "Which groups to look for."), data_configuration=_DATA),
    )
    recommended_events: RecommendedEventsConnection = say(
        "Events that the viewer may like and has not answered. Points count: 5 if the viewer belongs to the group, 3 "
        "for each of the viewer's topics that the event has and 1 for each that its group has; 3 within 5 miles of the "
        "place that is asked for, 2 within 25, 1 within 100. For strangers only the place counts.",
        paging(
            filter=Argument(RecommendedEventsFilter, "Which events to recommend."),
            sort=Argument(RecommendedEventsSort | None, "How to sort them."),
            data_configuration=_DATA,
        ),
    )
    recommended_groups: RecommendedGroupsConnection = say(
        "Groups that the viewer may like and does not belong to. Points count: 3 for each of the viewer's topics that "
        "the group has, 1 for each topic that it shares with groups of the viewer's; 3 within 5 miles of the place "
        "that is asked for, 2 within 25, 1 within 100. Of equal ones the larger group comes first.",
        paging(
            filter=Argument(RecommendedGroupsFilter, "Which groups to recommend."),
            ignore_new_groups=Argument(bool | None, "Leave out groups founded within 30 days, if true."),
        ),
    )
    group_roundup: GroupRoundupConnection = say(
        "Groups of a topic, those with the most members first, with their growth and activity in a period.",
        paging(
            topic=Argument(str, "The topic, by its `urlkey`."),
            countries=Argument(list[str] | None, "Groups of these countries, by their codes."),
            region=Argument(Region | None, "Groups of this part of the world."),
            since=Argument(DateTime | None, "Where the period begins; 365 days ago if not given."),
            until=Argument(DateTime | None, "Where it ends; now if not given."),
        ),
    )
    member: Member | None = say("One member.", {"id": Argument(strawberry.ID, "Its number; `self` is the viewer.")})
    self_: Member | None = say("The viewer; null for a caller without a credential.", name="self")


FILLED = (roots,)
