"""Which memberships and events of a member to list, and in what order."""

import strawberry

from db.enums import GroupStatus, MembershipStatus, SortOrder
from db.member_enums import LeaderSubset, MemberEventSortField, MembershipSortField
from schema.fields import entries
from schema.inputs import may


@entries("Which of a member's memberships to list. Every entry narrows the list.")
class MembershipsFilter:
    """Published as MembershipsFilter."""

    status: list[MembershipStatus | None] | None = may("Only these standings; ACTIVE and LEADER if not given.")
    leader_subset: LeaderSubset | None = may("Of the groups that the member helps to run only these.")
    group_ids: list[strawberry.ID] | None = may("Only in these groups.")
    group_status: list[GroupStatus] | None = may("Only in groups that stand so.")
    guest_event_hosted: bool | None = may(
        "Only in groups of which the member has hosted an event without helping to run them; false lists the others."
    )
    no_upcoming_events: bool | None = may("Only in groups without events to come; false lists those with some.")
    only_dues: bool | None = may("Only in groups that take dues, if true.")


@entries("How to sort a member's memberships.")
class MembershipSort:
    """Published as MembershipSort."""

    sort_field: MembershipSortField | None = may("CREATE_TIME if not given.")
    sort_order: SortOrder | None = may("ASC if not given.")


@entries("How to sort a member's events.")
class MemberEventSort:
    """Published as MemberEventSort."""

    sort_field: MemberEventSortField | None = may("LOCAL_TIME if not given.")
    sort_order: SortOrder | None = may("ASC if not given.")
