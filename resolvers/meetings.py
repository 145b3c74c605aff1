"""What workspaces, availabilities, meeting types and bookings answer."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, String, and_, case, cast, false, literal_column, or_

import db
from db.base import word
from db.booking_enums import AppointmentStatus
from db.booking_visibility import hosts_booking
from db.criteria import viewer_id
from db.enums import SortOrder, Weekday
from db.expressions import iso_duration, joined
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
    now,
    rows_of,
    some,
)
from resolvers.keys import as_number, by_number
from resolvers.times import utc


def instant(column: str) -> Derived:
    """A column that holds an instant, in UTC."""
    return Derived(lambda row: utc(getattr(row, column)))


def _length(column: str) -> Derived:
    return Derived(lambda row: iso_duration(getattr(row, column)))


def _two_digits(number: Any) -> Any:
    return joined(case((number < 10, "0"), else_=""), cast(number, String))


def _clock(minutes: Any) -> Any:
    sixty = literal_column("60", Integer)
    hours = minutes.op("/", return_type=Integer())(sixty)
    return joined(_two_digits(hours), ":", _two_digits(minutes - hours * 60))


def _hours(w: Row) -> Any:
    return joined(_clock(w.starts), "-", _clock(w.ends))


def _weekday(w: Row) -> Any:
    return case(*((w.weekday == number, word(day)) for number, day in enumerate(Weekday)), else_=word(Weekday.SUNDAY))


nouns.WORKSPACE.fields = {
    "members": Many(nouns.WORKSPACE_MEMBER, to="workspace_id", order=("id",)),
    "meeting_types": Many(nouns.MEETING_TYPE, to="workspace_id", order=("name", "id")),
    "created_time": instant("created_at"),
}
nouns.WORKSPACE_MEMBER.fields = {"member": One(nouns.MEMBER, key="member_id")}

nouns.AVAILABILITY.fields = {
    "member": One(nouns.MEMBER, key="member_id"),
    "weekly": Many(nouns.AVAILABILITY_WINDOW, to="availability_id", order=("weekday", "starts", "id")),
    "dates": Many(nouns.AVAILABILITY_DATE, to="availability_id", order=("day",)),
    "exceptions": Many(nouns.AVAILABILITY_EXCEPTION, to="availability_id", order=("starts_at", "id")),
}
nouns.AVAILABILITY_WINDOW.fields = {"weekday": Derived(_weekday), "hours": Derived(_hours)}
nouns.AVAILABILITY_DATE.fields = {
    "date": Column("day"),
    "windows": Many(nouns.DATE_WINDOW, to="override_id", order=("starts", "id")),
}
nouns.DATE_WINDOW.fields = {"hours": Derived(_hours)}
nouns.AVAILABILITY_EXCEPTION.fields = {"start": instant("starts_at"), "end": instant("ends_at")}

nouns.MEETING_TYPE.fields = {
    "owner": One(nouns.MEMBER, key="member_id"),
    "workspace": One(nouns.WORKSPACE, key="workspace_id"),
    "hosts": Many(nouns.MEETING_HOST, to="meeting_type_id", order=("position", "id")),
    **{name: _length(name) for name in ("interval", "buffer_before", "buffer_after", "notice", "horizon")},
    "earliest": instant("earliest_at"),
    "latest": instant("latest_at"),
}
nouns.MEETING_HOST.fields = {
    "member": One(nouns.MEMBER, key="member_id"),
    "availability": One(nouns.AVAILABILITY, key="availability_id"),
}


def _status(a: Row) -> Any:
    """A pending booking that nobody confirmed in time has expired, whether or not anybody noticed."""
    late = and_(a.status == word(AppointmentStatus.PENDING), a.expires_at <= now)
    return case((late, word(AppointmentStatus.EXPIRED)), else_=a.status)


nouns.BOOKING.fields = {
    "meeting_type": One(nouns.MEETING_TYPE, key="meeting_type_id"),
    "start": instant("starts_at"),
    "end": instant("ends_at"),
    "status": Derived(_status),
    "expires_time": instant("expires_at"),
    "hosts": Many(nouns.BOOKING_HOST, to="appointment_id", order=("position", "id")),
    "attendees": Many(nouns.ATTENDEE, to="appointment_id", order=("id",)),
    "history": Many(nouns.BOOKING_CHANGE, to="appointment_id", order=("id",)),
    "rescheduled_time": instant("rescheduled_at"),
    "cancelled_time": instant("cancelled_at"),
    "created_time": instant("created_at"),
    "updated": instant("updated_at"),
    "i_am_host": Derived(lambda a: hosts_booking(a.id)),
}
nouns.BOOKING_HOST.fields = {"member": One(nouns.MEMBER, key="member_id")}
nouns.ATTENDEE.fields = {
    "member": One(nouns.MEMBER, key="member_id"),
    "cancelled_time": instant("cancelled_at"),
}
nouns.BOOKING_CHANGE.fields = {"old_start": instant("old_starts_at"), "time": instant("created_at")}
nouns.BOOKINGS.fields = {"edges": Edges(nouns.BOOKING_EDGE), "page_info": PageFacts(), "total_count": Count()}
nouns.BOOKING_EDGE.fields = {"cursor": Cursor(), "node": Part(nouns.BOOKING)}


def _of_status(a: Row, statuses: Any) -> ColumnElement[bool]:
    return or_(false(), *(_status(a) == word(status) for status in statuses))


def _bookings(a: Row, args: Args) -> list[ColumnElement[bool]]:
    """The viewer's own bookings, as a host or as an attendee, and those the viewer runs."""
    filters = args.get("filter", {})
    conditions: list[ColumnElement[bool]] = []
    if "status" in filters:
        conditions.append(_of_status(a, filters["status"]))
    if "starts_after" in filters:
        conditions.append(a.starts_at >= filters["starts_after"])
    if "starts_before" in filters:
        conditions.append(a.starts_at < filters["starts_before"])
    if "meeting_type_id" in filters:
        conditions.append(a.meeting_type_id == filters["meeting_type_id"])
    if "host_id" in filters:
        b = rows_of(db.Block)
        conditions.append(some(b, b.appointment_id == a.id, b.member_id == filters["host_id"]))
    if filters.get("attending"):
        t = rows_of(db.Attendee)
        conditions.append(some(t, t.appointment_id == a.id, t.member_id == viewer_id, t.cancelled_at.is_(None)))
    return conditions


def _filter(filters: dict[str, Any]) -> dict[str, Any]:
    numbers: dict[str, Any] = {
        name: as_number(filters[name]) for name in ("meeting_type_id", "host_id") if name in filters
    }
    return {**filters, **numbers}


def _by_start(a: Row, args: Args) -> Order:
    return Order((a.starts_at, a.id), args.get("sort") is SortOrder.DESC)


MEETING_TYPE = Lookup(nouns.MEETING_TYPE, by=lambda args: by_number(args["id"]), keys=("id",))
AVAILABILITY = Lookup(nouns.AVAILABILITY, by=lambda args: by_number(args["id"]), keys=("id",))
WORKSPACE = Lookup(nouns.WORKSPACE, by=lambda args: by_number(args["id"]), keys=("id",))
BOOKING = Lookup(nouns.BOOKING, by=lambda args: by_number(args["id"]), keys=("id",))
BOOKINGS = Connection(nouns.BOOKINGS, order=_by_start, where=_bookings, parse={"filter": _filter})
