"""What clients can ask for first."""

import strawberry

from db.enums import SortOrder
from resolvers import nouns, roots
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
from schema.pages import paging


@of(nouns.QUERY, "Where reading starts. What the viewer may not see is null, as if it were not there.")
class Query:
    """The root of queries."""

    event: Event | None = say(
        "One event.",
        {
            "id": Argument(strawberry.ID, "Its number, or its letters if it belongs to a series."),
            "include_limited": Argument(bool, "Also if the viewer may see a little of it only.", False),
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
    self_: Member | None = say("The viewer; null for a caller without a credential.", name="self")


FILLED = (roots,)
