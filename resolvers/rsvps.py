"""What an RSVP answers, and the RSVPs of an event."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, false, literal_column, or_

import db
from db.base import sortable, word
from db.enums import RsvpSortField, RsvpStatus, SortOrder
from db.visibility import leads, sees_whole, viewer_id
from resolvers import nouns
from resolvers.fields import (
    Args,
    Column,
    Connection,
    Count,
    Cursor,
    Derived,
    Edges,
    Lookup,
    Many,
    One,
    Order,
    PageFacts,
    Part,
    Row,
    pick,
    rows_of,
    some,
)
from resolvers.keys import by_number
from resolvers.times import utc

ANSWERED = (RsvpStatus.YES, RsvpStatus.WAITLIST, RsvpStatus.NO, RsvpStatus.MAYBE)


def is_host(r: Row) -> ColumnElement[bool]:
    """The member who answered hosts the event."""
    h = rows_of(db.EventHost)
    return some(h, h.event_id == r.event_id, h.member_id == r.member_id)


def has_answer(r: Row, statuses: Any) -> ColumnElement[bool]:
    """The answer is one of these."""
    return or_(false(), *(r.status == word(status) for status in statuses))


def _where(r: Row, args: Args) -> list[ColumnElement[bool]]:
    filters = args.get("filter", {})
    statuses = filters.get("rsvp_status") or [RsvpStatus.YES]
    conditions = [has_answer(r, statuses)]
    if filters.get("only_hosts"):
        conditions.append(is_host(r))
    if filters.get("only_with_guests"):
        conditions.append(r.guests > 0)
    return conditions


def _key(r: Row, field: RsvpSortField) -> Any:
    if field is RsvpSortField.NAME:
        m = rows_of(db.Member)
        return pick(m, m.name_key, m.id == r.member_id)
    return r.id if field is RsvpSortField.RSVP_ID else sortable(r.created_at)


def _order(r: Row, args: Args) -> Order:
    sort = args.get("sort", {})
    descending = sort.get("sort_order") is SortOrder.DESC
    keys = [_key(r, sort.get("sort_field", RsvpSortField.DATETIME)), r.id]
    if sort.get("hosts_first"):
        first, then = ("1", "0") if descending else ("0", "1")
        keys.insert(0, case((is_host(r), literal_column(first, Integer)), else_=literal_column(then, Integer)))
    return Order(keys, descending)


def _may_see_money(r: Row) -> ColumnElement[bool]:
    e = rows_of(db.Event)
    group_id = pick(e, e.group_id, e.id == r.event_id)
    return or_(r.member_id == viewer_id, leads(group_id))


def _membership(r: Row) -> Any:
    m, e = rows_of(db.Membership), rows_of(db.Event)
    of_group = and_(e.id == r.event_id, m.group_id == e.group_id, m.member_id == r.member_id)
    return pick(m, m.id, of_group, also=(e,))


def _question(a: Row) -> Any:
    q = rows_of(db.SurveyQuestion)
    return pick(q, q.text, q.id == a.question_id)


nouns.EVENT_RSVPS.fields = {
    "edges": Edges(nouns.RSVP_EDGE),
    "page_info": PageFacts(),
    "total_count": Count(),
    "yes_count": Column("yes_count"),
    "waitlist_count": Column("waitlist_count"),
    "no_count": Derived(lambda e: case((sees_whole(e), e.no_count))),
    "maybe_count": Derived(lambda e: case((sees_whole(e), e.maybe_count))),
}
nouns.RSVP_EDGE.fields = {"cursor": Cursor(), "node": Part(nouns.RSVP)}
nouns.RSVP.fields = {
    "event": One(nouns.EVENT, key="event_id"),
    "member": One(nouns.MEMBER, key="member_id"),
    "membership": One(nouns.MEMBERSHIP, key=_membership),
    "guests_count": Column("guests"),
    "is_host": Derived(is_host),
    "created_time": Derived(lambda r: utc(r.created_at)),
    "updated": Derived(lambda r: utc(r.updated_at)),
    "pay_status": Derived(lambda r: case((_may_see_money(r), r.pay_status))),
    "answers": Many(nouns.ANSWER, to="rsvp_id", order=("question_id",)),
}
nouns.ANSWER.fields = {
    "question": Derived(_question),
    "updated_time": Derived(lambda a: utc(a.updated_at)),
}

nouns.HOST_RSVPS.fields = {"edges": Edges(nouns.RSVP_EDGE), "page_info": PageFacts(), "total_count": Count()}
HOST_RSVPS = Connection(
    nouns.HOST_RSVPS, to="event_id", order=lambda r, _: Order((r.id,)), where=lambda r, _: [is_host(r)]
)
EVENT_RSVPS = Connection(nouns.EVENT_RSVPS, to="event_id", order=_order, where=_where)

RSVP_BY_ID = Lookup(nouns.RSVP, by=lambda args: by_number(args["id"]), keys=("id",))
