"""The events of a member: answered, hosted or saved."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, case, false, func, or_

import db
from db.base import Base, sortable, word
from db.enums import EventStatus, RsvpState, RsvpStatus, SortOrder
from db.member_enums import MemberEventSortField, SavedEventsFilter
from resolvers import nouns
from resolvers.event_status import has_status
from resolvers.fields import (
    Args,
    Connection,
    Count,
    Cursor,
    Derived,
    Edges,
    One,
    Order,
    PageFacts,
    Row,
    now,
    pick,
    rows_of,
    some,
)
from resolvers.groups import rank
from resolvers.memberships import memberships_where, parse_memberships
from resolvers.nearby import day_of, event_near, placed, starts

Condition = ColumnElement[bool]
COMING = (RsvpStatus.YES, RsvpStatus.WAITLIST)
STATES = {
    RsvpStatus.YES: RsvpState.YES,
    RsvpStatus.WAITLIST: RsvpState.WAITLIST,
    RsvpStatus.NO: RsvpState.NO,
}


def _behind(args: Args) -> type[Base]:
    """Whoever hosts an event need not have answered it."""
    return db.EventHost if args.get("is_hosting") else db.Rsvp


def _of_event(e: Row, args: Args) -> list[Condition]:
    conditions = [has_status(e, args.get("event_status") or [EventStatus.ACTIVE])]
    if "event_type" in args:
        conditions.append(or_(false(), *(e.event_type == word(kind) for kind in args["event_type"])))
    if "start_date" in args:
        start, day = starts(e, args["start_date"])
        conditions.append(start > day)
    if "near" in args:
        conditions.append(event_near(e, args["near"]))
    return conditions


def _where(row: Row, args: Args) -> list[Condition]:
    e = rows_of(db.Event)
    conditions = [some(e, e.id == row.event_id, *_of_event(e, args))]
    if not args.get("is_hosting"):
        conditions.append(or_(*(row.status == word(status) for status in COMING)))
    if "memberships_filter" in args:
        m = rows_of(db.Membership)
        own = (m.member_id == row.member_id, e.id == row.event_id, m.group_id == e.group_id)
        conditions.append(some(m, *own, *memberships_where(m, args["memberships_filter"]), also=(e,)))
    return conditions


def _time(row: Row, column: Any) -> Any:
    e = rows_of(db.Event)
    return pick(e, column(e), e.id == row.event_id)


def _role(row: Row) -> Any:
    """The member's role in the event's group, the organizer's first; after all others none."""
    m, e = rows_of(db.Membership), rows_of(db.Event)
    own = (m.member_id == row.member_id, e.id == row.event_id, m.group_id == e.group_id)
    return func.coalesce(pick(m, rank(m.role), *own, also=(e,)), 9)


_KEYS: Mapping[MemberEventSortField, Any] = {
    MemberEventSortField.CTIME: lambda row: _time(row, lambda e: sortable(e.created_at)),
    MemberEventSortField.LOCAL_TIME: lambda row: _time(row, lambda e: e.sort_time + e.utc_offset),
    MemberEventSortField.MTIME: lambda row: _time(row, lambda e: sortable(e.updated_at)),
    MemberEventSortField.ROLE: _role,
}


def _order(row: Row, args: Args) -> Order:
    sort = args.get("sort", {})
    key = _KEYS[sort.get("sort_field", MemberEventSortField.LOCAL_TIME)](row)
    return Order((key, row.event_id), sort.get("sort_order") is SortOrder.DESC)


def _saved_where(row: Row, args: Args) -> list[Condition]:
    wanted = args.get("filter", SavedEventsFilter.ALL)
    if wanted is SavedEventsFilter.ALL:
        return []
    e = rows_of(db.Event)
    over = e.ends_at < now
    return [some(e, e.id == row.event_id, over if wanted is SavedEventsFilter.PAST else ~over)]


def _saved_order(row: Row, args: Args) -> Order:
    return Order((_time(row, lambda e: e.sort_time), row.event_id), args.get("sort") is SortOrder.DESC)


def _state(row: Row) -> Any:
    """What the member answered, as far as it is an answer."""
    r = rows_of(db.Rsvp)
    own = pick(r, r.status, r.event_id == row.event_id, r.member_id == row.member_id)
    states = {word(status): word(state) for status, state in STATES.items()}
    return case(states, value=own, else_=word(RsvpState.NONE))


MEMBER_EVENTS = Connection(
    nouns.MEMBER_EVENTS,
    to="member_id",
    order=_order,
    where=_where,
    rows=_behind,
    parse={"start_date": lambda text: day_of(text, "startDate"), "memberships_filter": parse_memberships},
    whole=placed,
)
SAVED_EVENTS = Connection(
    nouns.MEMBER_EVENTS,
    to="member_id",
    order=_saved_order,
    where=_saved_where,
    rows=lambda _: db.SavedEvent,
)

nouns.MEMBER_EVENTS.fields = {
    "edges": Edges(nouns.MEMBER_EVENT_EDGE),
    "page_info": PageFacts(),
    "total_count": Count(),
}
nouns.MEMBER_EVENT_EDGE.fields = {
    "cursor": Cursor(),
    "node": One(nouns.EVENT, key="event_id"),
    "rsvp_state": Derived(_state),
}
