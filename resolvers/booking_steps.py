"""What the commands of bookings have in common: find, lock, look for the slot again, take it, note it, tell about it.

Whoever changes a booking first locks its hosts, in the order of their ids, so that of two at once one waits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

import db
from db.booking_enums import AppointmentStatus, BookingActor, BookingChange, HostMethod, SlotReason
from db.booking_visibility import runs_booking, runs_type
from db.expressions import within
from db.tokens import digest
from resolvers.calendars import Host, Search, hosts_of, method_of, search, statement
from resolvers.commands import Act, Problem, Refused
from resolvers.errors import Code
from resolvers.keys import as_number
from resolvers.slots import Rules, Span, slots
from resolvers.webhook_news import tell_of_booking

NO_TYPE = Problem(Code.NOT_FOUND, "There is no such meeting type, or it cannot be booked.", "meetingTypeId")
NO_BOOKING = Problem(Code.NOT_FOUND, "There is no such booking, or you may not see it.", "bookingId")
NO_SECRET = Problem(Code.NOT_FOUND, "Nothing is known by this secret.", "secret")
NEITHER = Problem(Code.BAD_USER_INPUT, "Give the booking's id, or an attendee's secret.", "bookingId")
OCCUPIED = Problem(Code.SLOT_OCCUPIED, "This time is taken. Ask `slots` for others.", "start")
OFF_GRID = Problem(Code.OFF_GRID, "The meeting type does not begin at this time. Ask `slots` for its starts.", "start")
REASONS = {
    SlotReason.OUTSIDE_HOURS: Problem(Code.OUTSIDE_HOURS, "Nobody works at this time.", "start"),
    SlotReason.EXCEPTION: Problem(Code.OUTSIDE_HOURS, "Nobody works at this time: it is an exception.", "start"),
    SlotReason.NOTICE: Problem(Code.NOTICE, "It is too late to book this time.", "start"),
    SlotReason.HORIZON: Problem(Code.HORIZON, "It is too early to book this time.", "start"),
    SlotReason.LIMIT: Problem(Code.LIMIT, "No more of these meetings are taken then.", "start"),
}
ALIVE = (AppointmentStatus.PENDING, AppointmentStatus.CONFIRMED)


@dataclass(frozen=True)
class Wish:
    """What a caller asks to book: of whom, when, for how long; a booking or hold of theirs does not count."""

    rules: Rules
    start: int
    members: Sequence[int] | None = None
    booking: int | None = None
    hold: int | None = None

    @property
    def end(self) -> int:
        """When the meeting would end."""
        return self.start + self.rules.duration

    @property
    def blocked(self) -> dict[str, int]:
        """The time that it would take, buffers included."""
        return {"starts_at": self.start - self.rules.before, "ends_at": self.end + self.rules.after}


@dataclass(frozen=True)
class Target:
    """A booking to change: its row, whether the viewer runs it, and which attendee the caller is."""

    booking: Any
    runs: bool
    attendee_id: int | None

    @property
    def actor(self) -> BookingActor:
        """As whom the caller acts."""
        return BookingActor.ATTENDEE if self.attendee_id is not None and not self.runs else BookingActor.HOST


def meeting_type(act: Act, key: str) -> tuple[Any, bool]:
    """A meeting type on offer, or one that the viewer runs; and whether that is so. Raises `Refused`."""
    found = act.seen.execute(_offered(), {"key": as_number(key)}).one_or_none()
    if found is None or not (found[0].enabled or found[1]):
        raise Refused(NO_TYPE)
    return found[0], bool(found[1])


@cache
def _offered() -> Select[db.MeetingType, bool]:
    t = db.MeetingType
    return select(t, runs_type(t)).where(t.id == bindparam("key", type_=BigInteger))


def lock_hosts(act: Act, members: Sequence[int]) -> None:
    """Nobody else books these hosts until the command ends; what expired of theirs gives its time back."""
    m = db.Member
    act.all.execute(select(m.id).where(within(m.id, members)).order_by(m.id).with_for_update(key_share=True))
    b = db.Block
    late = select(b.id, b.appointment_id).where(within(b.member_id, members), b.live, b.expires_at <= act.now)
    found = act.all.execute(late).all()
    if not found:
        return
    appointments = sorted({row.appointment_id for row in found if row.appointment_id is not None})
    for appointment_id in appointments:
        _expire(act, appointment_id)
    act.all.execute(update(b).where(within(b.id, [row.id for row in found])).values(live=False))


def _expire(act: Act, appointment_id: int) -> None:
    a, b = db.Appointment, db.Block
    pending = update(a).where(a.id == appointment_id, a.status == AppointmentStatus.PENDING)
    act.all.execute(pending.values(status=AppointmentStatus.EXPIRED, updated_at=act.now))
    act.all.execute(update(b).where(b.appointment_id == appointment_id).values(live=False))
    note(act, appointment_id, BookingChange.EXPIRED, BookingActor.SYSTEM)


def hosts_for(act: Act, type_: Any, wish: Wish) -> list[Host]:
    """The hosts who can take the wish, by the rules of the list of slots. They are locked. Raises `Refused`."""
    span = Span(wish.start, wish.start + 1, act.now)
    asked = search(type_, span, wish.rules, act.now, members=wish.members, booking=wish.booking, hold=wish.hold)
    members = act.all.scalars(_member_ids(asked)).all()
    lock_hosts(act, members)
    hosts = hosts_of(act.all.execute(*statement(asked)))
    method = HostMethod.EVERYONE if wish.booking is not None else method_of(type_)
    calendars = [host.calendar for host in hosts]
    found = slots(method, calendars, wish.rules, span, troubleshoot=True) if hosts else []
    if not found:
        raise Refused(OFF_GRID)
    if found[0].reason is not None:
        raise Refused(REASONS.get(found[0].reason, OCCUPIED))
    free = [hosts[place] for place in found[0].hosts]
    return free if method is HostMethod.EVERYONE else [_in_turn(free, wish.start)]


def _member_ids(asked: Search) -> Any:
    h = db.MeetingTypeHost
    chosen = [] if asked.members is None else [within(h.member_id, asked.members)]
    return select(h.member_id).where(h.meeting_type_id == asked.meeting_type_id, *chosen)


def _in_turn(free: list[Host], start: int) -> Host:
    """A group that gathers already; else whoever has the fewest of these meetings around that time."""

    def order(host: Host) -> tuple[bool, int, int]:
        calendar = host.calendar
        return not any(each.start == start for each in calendar.gatherings), len(calendar.taken), host.position

    return min(free, key=order)


def all_hosts(act: Act, type_: Any, wish: Wish) -> list[Host]:
    """Hosts regardless of their hours: what a host may do who has asked to ignore them. They are locked."""
    asked = search(type_, Span(wish.start, wish.start + 1), wish.rules, act.now, members=wish.members)
    lock_hosts(act, act.all.scalars(_member_ids(asked)).all())
    hosts = hosts_of(act.all.execute(*statement(replace(asked, booking=wish.booking, hold=wish.hold))))
    if not hosts:
        raise Refused(Problem(Code.NOT_FOUND, "None of these hosts belongs to the meeting type.", "hosts"))
    return hosts if method_of(type_) is HostMethod.EVERYONE else hosts[:1]


def block(act: Act, hosts: Sequence[int], wish: Wish, **owner: Any) -> None:
    """Take the hosts' time. If somebody was quicker, the database says so. Raises `Refused`."""
    rows = [{"member_id": host, "position": at, **wish.blocked, **owner} for at, host in enumerate(hosts)]
    try:
        act.all.execute(insert(db.Block), rows)
    except IntegrityError as error:
        raise taken(error) from None


def taken(error: IntegrityError) -> Exception:
    """What a caller is told when the database refuses to book a host twice; any other error is itself."""
    return Refused(OCCUPIED) if "blocks" in str(error.orig) and "ck_" not in str(error.orig) else error


def target(act: Act, given: dict[str, Any]) -> Target:
    """The booking that is meant by an id or by a secret; its hosts are locked. Raises `Refused`."""
    if "secret" in given:
        t, known = db.Attendee, digest(given["secret"])
        attendee = act.all.execute(select(t.id, t.appointment_id).where(t.digest == known)).one_or_none()
        if attendee is None:
            raise Refused(NO_SECRET)
        act.request.secrets.add(known)
        attendee_id, appointment_id, runs = attendee.id, attendee.appointment_id, False
    elif "booking_id" in given:
        appointment_id, runs, attendee_id = _seen_booking(act, as_number(given["booking_id"]))
    else:
        raise Refused(NEITHER)
    lock_hosts(act, host_ids(act, appointment_id))
    return Target(row_of(act, appointment_id), runs, attendee_id)


def _seen_booking(act: Act, key: int) -> tuple[int, bool, int | None]:
    a, t = db.Appointment, db.Attendee
    found = act.seen.execute(select(a.id, runs_booking(a.id)).where(a.id == key)).one_or_none()
    if found is None:
        raise Refused(NO_BOOKING)
    own = select(t.id).where(t.appointment_id == key, t.member_id == act.viewer_id, t.cancelled_at.is_(None))
    return found[0], bool(found[1]), act.all.scalars(own.order_by(t.id).limit(1)).first()


def host_ids(act: Act, appointment_id: int) -> list[int]:
    """The hosts of a booking, in order."""
    b = db.Block
    return list(act.all.scalars(select(b.member_id).where(b.appointment_id == appointment_id).order_by(b.position)))


def row_of(act: Act, appointment_id: int) -> Any:
    """A booking as it is now, locked."""
    a = db.Appointment
    columns = [getattr(a, column.key) for column in a.__mapper__.columns]
    return act.all.execute(select(*columns).where(a.id == appointment_id).with_for_update()).one()


def change(act: Act, appointment_id: int, **values: Any) -> None:
    """Change a booking's row; calendars that know it see a new version."""
    a = db.Appointment
    versioned = {"updated_at": act.now, "sequence": a.sequence + 1, **values}
    act.all.execute(update(a).where(a.id == appointment_id).values(**versioned))


def release(act: Act, appointment_id: int) -> None:
    """Give the hosts' time back."""
    b = db.Block
    act.all.execute(update(b).where(b.appointment_id == appointment_id).values(live=False))


def note(act: Act, appointment_id: int, kind: BookingChange, actor: BookingActor, **also: Any) -> None:
    """Add to a booking's history, after the change, and tell those who follow it and webhooks."""
    c = db.AppointmentChange
    row = {"appointment_id": appointment_id, "kind": kind, "actor": actor, "created_at": act.now, **also}
    change_id = act.all.scalars(insert(c).values(row).returning(c.id)).one()
    of_it = {"action": kind.lower(), "appointment_id": appointment_id, "created_at": act.now}
    hosts = [{"noun": "hosting", "member_id": host, **of_it} for host in host_ids(act, appointment_id)]
    act.all.execute(insert(db.Change), [{"noun": "booking", "member_id": None, **of_it}, *hosts])
    tell_of_booking(act.all, row, change_id)
