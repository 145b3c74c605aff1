"""The memberships of a member: which, in what order, and what a membership says of dues and of coming to events."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, not_, or_

import db
from db.base import sortable, word
from db.enums import EventStatus, Role, RsvpStatus, SortOrder
from db.events import NEVER
from db.expressions import within
from db.member_enums import LeaderSubset, MembershipSortField
from db.visibility import leads, viewer_id
from resolvers import nouns
from resolvers.event_status import has_status as event_status
from resolvers.fields import Args, Column, Derived, Order, Part, Row, pick, rows_of, some
from resolvers.groups import ACTIVE, has_status, rank
from resolvers.keys import as_number
from resolvers.rsvps import has_answer
from resolvers.times import utc

Condition = ColumnElement[bool]


def parse_memberships(filters: dict[str, Any]) -> dict[str, Any]:
    """A published MembershipsFilter with ids as the rows hold them."""
    ids = {"group_ids": [as_number(key) for key in filters["group_ids"]]} if "group_ids" in filters else {}
    return {**filters, **ids}


def memberships_where(m: Row, filters: Mapping[str, Any]) -> list[Condition]:
    """The memberships that a parsed MembershipsFilter is about."""
    conditions = [has_status(m, filters.get("status") or ACTIVE)]
    if "group_ids" in filters:
        conditions.append(within(m.group_id, filters["group_ids"]))
    if "group_status" in filters:
        g = rows_of(db.Group)
        standing = or_(false(), *(g.status == word(status) for status in filters["group_status"]))
        conditions.append(some(g, g.id == m.group_id, standing))
    if "leader_subset" in filters:
        primary = m.role == word(Role.ORGANIZER)
        subset = primary if filters["leader_subset"] is LeaderSubset.PRIMARY else not_(primary)
        conditions.append(or_(m.role == word(Role.MEMBER), subset))
    if "guest_event_hosted" in filters:
        conditions.append(_as(filters["guest_event_hosted"], _hosted_as_guest(m)))
    if "no_upcoming_events" in filters:
        e = rows_of(db.Event)
        coming = some(e, e.group_id == m.group_id, event_status(e, [EventStatus.ACTIVE]))
        conditions.append(_as(not filters["no_upcoming_events"], coming))
    if filters.get("only_dues"):
        d = rows_of(db.GroupDues)
        conditions.append(some(d, d.group_id == m.group_id))
    return conditions


def _as(wanted: bool, condition: Condition) -> Condition:
    return condition if wanted else not_(condition)


def _hosted_as_guest(m: Row) -> Condition:
    """The member has hosted an event of the group without being one of its organizers."""
    h, e = rows_of(db.EventHost), rows_of(db.Event)
    own = and_(h.member_id == m.member_id, e.id == h.event_id, e.group_id == m.group_id)
    return and_(m.role == word(Role.MEMBER), some(h, own, also=(e,)))


def _group(m: Row, column: str) -> Any:
    g = rows_of(db.Group)
    return pick(g, getattr(g, column), g.id == m.group_id)


def _next_time(m: Row) -> Any:
    """When the group meets next; groups that do not come last."""
    e = rows_of(db.Event)
    soonest = pick(e, func.min(e.sort_time), e.group_id == m.group_id, event_status(e, [EventStatus.ACTIVE]))
    return func.coalesce(soonest, NEVER)


def _own_answers(m: Row) -> Any:
    """To how many of the group's events the viewer has said yes."""
    r, e = rows_of(db.Rsvp), rows_of(db.Event)
    own = and_(r.member_id == viewer_id, e.id == r.event_id, e.group_id == m.group_id)
    return pick(r, func.count(), own, has_answer(r, [RsvpStatus.YES]), also=(e,))


def memberships_order(m: Row, args: Args) -> Order:
    """The order of a published MembershipSort."""
    sort = args.get("sort", {})
    keys: Mapping[MembershipSortField, Callable[[], tuple[Any, ...]]] = {
        MembershipSortField.CREATE_TIME: lambda: (sortable(m.joined_at),),
        MembershipSortField.EVENT_DATE: lambda: (_next_time(m),),
        MembershipSortField.LEADERSHIP_STATUS: lambda: (rank(m.role),),
        MembershipSortField.LEADERSHIP_STATUS_NAME: lambda: (rank(m.role), _group(m, "name_key")),
        MembershipSortField.SELF_RSVP_COUNT: lambda: (_own_answers(m),),
    }
    first = keys[sort.get("sort_field", MembershipSortField.CREATE_TIME)]()
    return Order((*first, m.id), sort.get("sort_order") is SortOrder.DESC)


def _is_private(m: Row) -> Condition:
    """What is between the member and the group's organizers."""
    return or_(m.member_id == viewer_id, leads(m.group_id))


nouns.MEMBERSHIP_DUES.fields = {
    "status": Column("dues_status"),
    "method": Column("dues_method"),
    "paid_end_date": Derived(lambda m: utc(m.dues_paid_until)),
    "trial_end_date": Derived(lambda m: utc(m.dues_trial_until)),
    "grace_end_date": Derived(lambda m: utc(m.dues_grace_until)),
}
nouns.RSVP_STATS.fields = {
    "no_show_count": Derived(lambda m: case((_is_private(m), m.no_show_count), else_=0)),
}
nouns.MEMBERSHIP.fields = {
    **nouns.MEMBERSHIP.fields,
    "dues": Part(nouns.MEMBERSHIP_DUES, lambda m: and_(m.dues_status.is_not(None), _is_private(m))),
    "rsvp_stats": Part(nouns.RSVP_STATS),
}
