"""Mail about bookings: with the meeting as a calendar file, so that calendars follow it. An attendee's link is put in
when a mail goes out (`server/outbox.py`), as the secret in it is kept nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select

import db
from db.booking_enums import AppointmentStatus, Awaited, BookingChange
from resolvers.booking_steps import ALIVE, row_of
from resolvers.commands import Act
from resolvers.ics import Entry, calendar
from resolvers.lengths import milliseconds, words
from resolvers.zones import zone_named

WORDS = {
    BookingChange.BOOKED: "Booked",
    BookingChange.SEAT_TAKEN: "Booked",
    BookingChange.CONFIRMED: "Confirmed",
    BookingChange.DECLINED: "Declined",
    BookingChange.RESCHEDULED: "Moved",
    BookingChange.SEAT_FREED: "Cancelled",
    BookingChange.CANCELLED: "Cancelled",
}
AWAITED = {
    Awaited.ATTENDEE: "It waits for the attendee's confirmation until {}.",
    Awaited.HOST: "It waits for a host's confirmation until {}.",
}
FIRST = (BookingChange.BOOKED, BookingChange.SEAT_TAKEN)
"""Before these there is nothing to take back."""
REMINDER = "booking_reminder"


@dataclass(frozen=True)
class Mail:
    """What goes to one of those in a booking."""

    whose: str
    address: str | None
    text: str
    file: str
    member_id: int | None = None
    attendee_id: int | None = None

    def row(self, occasion: str) -> dict[str, Any]:
        """Its part of a message. A member's address is looked up when the mail goes out: it may be another by then."""
        return {
            "occasion": f"{occasion}:{self.whose}",
            "member_id": self.member_id,
            "attendee_id": self.attendee_id,
            "address": None if self.member_id else self.address,
            "text": self.text,
            "attachment": self.file,
        }


@dataclass(frozen=True)
class Meeting:
    """A booking with the people in it."""

    booking: Any
    hosts: Sequence[Any]
    attendees: Sequence[Any]

    def file(self, people: Sequence[Any], cancelled: bool) -> str:
        """The meeting as a calendar file."""
        booking, known = self.booking, [(person.name, person.email) for person in people if person.email]
        entry = Entry(
            f"{booking.uuid}@convene",
            booking.name,
            booking.starts_at,
            booking.ends_at,
            booking.updated_at,
            booking.sequence,
            cancelled,
            booking.location,
            known,
        )
        return calendar("CANCEL" if cancelled else "REQUEST", [entry])

    def letter(self, zone: str, *more: str) -> str:
        """What it is, when, where and with whom."""
        booking = self.booking
        facts = [booking.name, clock(booking.starts_at, zone), *filter(None, (booking.location, booking.channel))]
        facts.append("With " + ", ".join(host.name for host in self.hosts))
        if booking.awaits:
            more = (*more, AWAITED[booking.awaits].format(clock(booking.expires_at, zone)))
        return "\n\n".join(filter(None, ["\n".join(facts), *more]))


def clock(at: int, zone: str) -> str:
    """A time on the clocks of a zone, for people."""
    there = datetime.fromtimestamp(at / 1000, zone_named(zone))
    return f"{there:%A}, {there.day} {there:%B %Y, %H:%M} ({zone})"


def _meeting(act: Act, appointment_id: int, also: int | None) -> Meeting:
    """The meeting with its hosts and those who come, and one who may have cancelled."""
    m, t, b, v = db.Member, db.Attendee, db.Block, db.Availability
    zone = select(v.timezone).where(v.member_id == m.id).order_by(v.is_default.desc(), v.id).limit(1).scalar_subquery()
    hosts = select(m.id, m.name, m.email, func.coalesce(zone, "UTC").label("timezone"))
    hosts = hosts.where(b.appointment_id == appointment_id, m.id == b.member_id)
    columns = (t.id, t.name, t.email, t.timezone, t.cancelled_at)
    told = or_(t.cancelled_at.is_(None), t.id == (also or 0))
    attendees = select(*columns).where(t.appointment_id == appointment_id, told).order_by(t.id)
    return Meeting(
        row_of(act, appointment_id),
        act.all.execute(hosts.order_by(b.position)).all(),
        act.all.execute(attendees).all(),
    )


def tell(
    act: Act, appointment_id: int, kind: BookingChange, only: int | None = None, reason: str | None = None
) -> None:
    """Put mail about a change into the outbox: for its hosts and its attendees, or `only` one of these; and bring the
    reminders in line with it.
    """
    meeting = _meeting(act, appointment_id, only)
    booking, over = meeting.booking, meeting.booking.status not in ALIVE
    told = [attendee for attendee in meeting.attendees if only in (None, attendee.id)]
    mails = [
        _to_attendee(meeting, attendee, over or kind is BookingChange.SEAT_FREED, reason or "") for attendee in told
    ]
    names = ", ".join(attendee.name for attendee in told)
    mails += [_to_host(meeting, host, over, names, reason or "") for host in meeting.hosts]
    subject, occasion = f"{WORDS[kind]}: {booking.name}", f"{kind}:{appointment_id}:{booking.sequence}:{only or ''}"
    _send(act, mails, occasion, kind="booking", appointment_id=appointment_id, subject=subject, due_at=act.now)
    if kind not in FIRST:
        m = db.Message
        waiting = (m.appointment_id == appointment_id, m.kind == REMINDER, m.delivered_at.is_(None))
        act.all.execute(delete(m).where(*waiting))
    if booking.status == AppointmentStatus.CONFIRMED:
        _remind(act, meeting)


def _remind(act: Act, meeting: Meeting) -> None:
    """Reminders of a meeting. What is there for the same start stays, what went out does not go again."""
    t, booking = db.MeetingType, meeting.booking
    lengths = act.all.scalars(select(t.reminders).where(t.id == booking.meeting_type_id)).one_or_none() or []
    coming = [attendee for attendee in meeting.attendees if attendee.cancelled_at is None]
    names = ", ".join(attendee.name for attendee in coming)
    mails = [_to_attendee(meeting, attendee, False) for attendee in coming]
    mails += [_to_host(meeting, host, False, names) for host in meeting.hosts]
    for before in filter(None, map(milliseconds, lengths)):
        due = booking.starts_at - before
        if due > act.now:
            subject, occasion = f"{booking.name} begins {words(before)}", f"reminder:{booking.id}:{due}:{before}"
            _send(act, mails, occasion, kind=REMINDER, appointment_id=booking.id, subject=subject, due_at=due)


def _to_attendee(meeting: Meeting, attendee: Any, cancelled: bool, *more: str) -> Mail:
    text = meeting.letter(attendee.timezone, *more)
    file = meeting.file([*meeting.hosts, attendee], cancelled)
    return Mail(f"{attendee.id}", attendee.email, text, file, attendee_id=attendee.id)


def _to_host(meeting: Meeting, host: Any, cancelled: bool, *more: str) -> Mail:
    coming = [attendee for attendee in meeting.attendees if attendee.cancelled_at is None]
    text, file = meeting.letter(host.timezone, *more), meeting.file([*meeting.hosts, *coming], cancelled)
    return Mail(f"host {host.id}", host.email, text, file, member_id=host.id)


def _send(act: Act, mails: Sequence[Mail], occasion: str, **same: Any) -> None:
    """Put these mails into the outbox; those who have no address get none."""
    fixed = {**same, "created_at": act.now, "next_try_at": same["due_at"]}
    rows = [{**fixed, **mail.row(occasion)} for mail in mails if mail.address]
    if rows:
        act.all.execute(act.upsert(db.Message).values(rows).on_conflict_do_nothing())
