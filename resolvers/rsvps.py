"""What an RSVP answers, and the RSVPs of an event and of a member."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, false, func, literal_column, or_

import db
from db.base import sortable, word
from db.enums import EventType, RsvpSortField, RsvpStatus, SortOrder
from db.member_enums import Attendance
from db.visibility import leads, member_of, runs, runs_event, sees_whole, viewer_id
from resolvers import nouns
from resolvers.event_status import RSVP_EVENT_STATUS, has_status
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
from resolvers.keys import as_number, by_number
from resolvers.nearby import day_of, event_near, placed, starts, without_what_is_not_here
from resolvers.times import utc

Condition = ColumnElement[bool]
USUAL = (RsvpStatus.YES, RsvpStatus.ATTENDED)
"""What is listed where nothing is asked for."""


def is_host(r: Row) -> Condition:
    """The member who answered hosts the event."""
    h = rows_of(db.EventHost)
    return some(h, h.event_id == r.event_id, h.member_id == r.member_id)


def has_answer(r: Row, statuses: Any) -> Condition:
    """The answer that was given is one of these, or what organizers noted of who came."""
    words = {status.value for status in Attendance}
    return or_(false(), *((_noted(r) if status in words else r.status) == word(status) for status in statuses))


def _noted(r: Row) -> Any:
    """The attendance as far as it is for the viewer: who came is public, who did not is not."""
    public = or_(r.attendance == word(Attendance.ATTENDED), r.member_id == viewer_id)
    return case((r.attendance.is_(None), None), (public, r.attendance), (runs_event(r.event_id), r.attendance))


def _status(r: Row) -> Any:
    """The answer, or what came of it."""
    return case((r.attendance.is_(None), r.status), else_=func.coalesce(_noted(r), r.status))


def _has_status(r: Row, statuses: Sequence[RsvpStatus]) -> Condition:
    """Whoever asks for those who have not answered gets nobody else, and there are no rows of these."""
    if RsvpStatus.HAVENT in statuses:
        return false()
    return _status(r).in_([word(status) for status in statuses])  # type: ignore[no-any-return]


def _where(r: Row, args: Args) -> list[Condition]:
    filters = args.get("filter", {})
    conditions = [_has_status(r, filters.get("rsvp_status") or USUAL)]
    if filters.get("only_hosts"):
        conditions.append(is_host(r))
    if filters.get("only_with_guests"):
        conditions.append(r.guests > 0)
    if "venue_id" in filters:
        conditions.append(venue_of(r) == filters["venue_id"])
    e = rows_of(db.Event)
    wanted = _of_event(e, filters)
    return [*conditions, *([some(e, e.id == r.event_id, *wanted)] if wanted else [])]


def _of_event(e: Row, filters: Mapping[str, Any]) -> list[Condition]:
    """What the event of an RSVP must be."""
    conditions = []
    if "event_status" in filters:
        conditions.append(has_status(e, [RSVP_EVENT_STATUS[status] for status in filters["event_status"]]))
    if "event_type" in filters:
        conditions.append(or_(false(), *(e.event_type == word(kind) for kind in filters["event_type"])))
    if "group_id" in filters:
        conditions.append(e.group_id == filters["group_id"])
    if "start_date" in filters:
        start, day = starts(e, filters["start_date"])
        conditions.append(start >= day)
    if "end_date" in filters:
        start, day = starts(e, filters["end_date"])
        conditions.append(start <= day)
    if "near" in filters:
        conditions.append(event_near(e, filters["near"]))
    return conditions


def _parsed(filters: dict[str, Any]) -> dict[str, Any]:
    kept = without_what_is_not_here(filters, "filter", "potential_member_connections")
    numbers: dict[str, Any] = {name: as_number(kept[name]) for name in ("group_id", "venue_id") if name in kept}
    spelled = {"start_date": "filter.startDate", "end_date": "filter.endDate"}
    days: dict[str, Any] = {name: day_of(kept[name], path) for name, path in spelled.items() if name in kept}
    return placed({**kept, **numbers, **days}, "filter")


def _parsed_sort(sort: dict[str, Any]) -> dict[str, Any]:
    return without_what_is_not_here(sort, "sort", "member_connections_first")


def _shared_groups(r: Row) -> Any:
    """In how many of the viewer's groups the member is."""
    m = rows_of(db.Membership)
    return pick(m, func.count(), m.member_id == r.member_id, r.member_id != viewer_id, member_of(m.group_id))


def sort_key(r: Row, field: RsvpSortField) -> Any:
    """What RSVPs are sorted by, whatever they hang on."""
    match field:
        case RsvpSortField.NAME:
            m = rows_of(db.Member)
            return pick(m, m.name_key, m.id == r.member_id)
        case RsvpSortField.DATETIME | RsvpSortField.LOCAL_TIME:
            return sortable(func.coalesce(r.updated_at, r.created_at))
        case RsvpSortField.SHARED_GROUPS:
            return _shared_groups(r)
        case RsvpSortField.RELEVANCE:
            return case((is_host(r), literal_column("1000", Integer)), else_=_shared_groups(r))
    return r.id


def _member_key(r: Row, field: RsvpSortField) -> Any:
    """Of one member's RSVPs the time is that of the event."""
    e = rows_of(db.Event)
    if field is RsvpSortField.DATETIME:
        return pick(e, e.sort_time, e.id == r.event_id)
    if field is RsvpSortField.LOCAL_TIME:
        return pick(e, e.sort_time + e.utc_offset, e.id == r.event_id)
    return sort_key(r, field)


def _ordered(r: Row, args: Args, key_of: Any) -> Order:
    sort = args.get("sort", {})
    descending = sort.get("sort_order") is SortOrder.DESC
    field = sort.get("sort_field", RsvpSortField.RSVP_ID)
    keys = [r.id] if field is RsvpSortField.RSVP_ID else [key_of(r, field), r.id]
    if sort.get("hosts_first"):
        first, then = ("1", "0") if descending else ("0", "1")
        keys.insert(0, case((is_host(r), literal_column(first, Integer)), else_=literal_column(then, Integer)))
    return Order(keys, descending)


def _may_see_money(r: Row) -> Condition:
    e = rows_of(db.Event)
    group_id = pick(e, e.group_id, e.id == r.event_id)
    return or_(r.member_id == viewer_id, leads(group_id))


def _membership(r: Row) -> Any:
    m, e = rows_of(db.Membership), rows_of(db.Event)
    of_group = and_(e.id == r.event_id, m.group_id == e.group_id, m.member_id == r.member_id)
    return pick(m, m.id, of_group, also=(e,))


def venue_of(r: Row) -> Any:
    """The place that was chosen; of an online event its only one."""
    link, e = rows_of(db.EventVenue), rows_of(db.Event)
    online = and_(r.venue_id.is_(None), e.event_type == word(EventType.ONLINE))
    chosen = or_(link.venue_id == r.venue_id, online)
    return pick(link, func.min(link.venue_id), e.id == r.event_id, link.event_id == e.id, chosen, also=(e,))


def _is_first(r: Row) -> Condition:
    """The member has answered no event before, as far as the viewer sees."""
    other = rows_of(db.Rsvp)
    before = or_(
        sortable(other.created_at) < sortable(r.created_at),
        and_(sortable(other.created_at) == sortable(r.created_at), other.id < r.id),
    )
    return ~some(other, other.member_id == r.member_id, before)


def _first_answer(a: Row) -> Condition:
    other = rows_of(db.RsvpAnswer)
    return a.question_id == pick(other, func.min(other.question_id), other.rsvp_id == a.rsvp_id)  # type: ignore[no-any-return]


def _question(a: Row) -> Any:
    q = rows_of(db.SurveyQuestion)
    return pick(q, q.text, q.id == a.question_id)


def _marked(attendance: Attendance, may_see: Any) -> Derived:
    """How many RSVPs of an event are so marked."""

    def marked(e: Row) -> Any:
        r = rows_of(db.Rsvp)
        found = pick(r, func.count(), r.event_id == e.id, r.attendance == word(attendance))
        return case((may_see(e), found))

    return Derived(marked)


nouns.EVENT_RSVPS.fields = {
    "edges": Edges(nouns.RSVP_EDGE),
    "page_info": PageFacts(),
    "total_count": Count(),
    "yes_count": Column("yes_count"),
    "waitlist_count": Column("waitlist_count"),
    "no_count": Derived(lambda e: case((sees_whole(e), e.no_count))),
    "maybe_count": Derived(lambda e: case((sees_whole(e), e.maybe_count))),
    "attended_count": _marked(Attendance.ATTENDED, sees_whole),
    "absent_count": _marked(Attendance.EXCUSED_ABSENCE, runs),
    "no_show_count": _marked(Attendance.NO_SHOW, runs),
}
for noun in (nouns.HOST_RSVPS, nouns.MEMBER_RSVPS):
    noun.fields = {"edges": Edges(nouns.RSVP_EDGE), "page_info": PageFacts(), "total_count": Count()}
nouns.RSVP_EDGE.fields = {"cursor": Cursor(), "node": Part(nouns.RSVP)}
nouns.RSVP.fields = {
    "status": Derived(_status),
    "response": Column("status"),
    "event": One(nouns.EVENT, key="event_id"),
    "member": One(nouns.MEMBER, key="member_id"),
    "membership": One(nouns.MEMBERSHIP, key=_membership),
    "venue": One(nouns.VENUE, key=venue_of),
    "guests_count": Column("guests"),
    "is_host": Derived(is_host),
    "is_first_event": Derived(_is_first),
    "created_time": Derived(lambda r: utc(r.created_at)),
    "updated": Derived(lambda r: utc(r.updated_at)),
    "pay_status": Derived(lambda r: case((_may_see_money(r), r.pay_status))),
    "answer": One(nouns.ANSWER, key="id", to="rsvp_id", only=_first_answer),
    "answers": Many(nouns.ANSWER, to="rsvp_id", order=("question_id",)),
}
nouns.ANSWER.fields = {
    "question": Derived(_question),
    "updated_time": Derived(lambda a: utc(a.updated_at)),
}

PARSE = {"filter": _parsed, "sort": _parsed_sort}
EVENT_RSVPS = Connection(
    nouns.EVENT_RSVPS,
    to="event_id",
    order=lambda r, args: _ordered(r, args, sort_key),
    where=_where,
    parse=PARSE,
)
MEMBER_RSVPS = Connection(
    nouns.MEMBER_RSVPS,
    to="member_id",
    order=lambda r, args: _ordered(r, args, _member_key),
    where=_where,
    parse=PARSE,
)
HOST_RSVPS = Connection(
    nouns.HOST_RSVPS,
    to="event_id",
    order=lambda r, _: Order((r.id,)),
    where=lambda r, _: [is_host(r)],
)

RSVP_BY_ID = Lookup(nouns.RSVP, by=lambda args: by_number(args["id"]), keys=("id",))
