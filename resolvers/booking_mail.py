"""Mail about bookings: with the meeting as a calendar file, so that calendars follow it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

import db
from resolvers.booking_steps import ALIVE, row_of
from resolvers.commands import Act
from resolvers.ics import Entry, calendar


def tell(act: Act, appointment_id: int, kind: str, subject: str, only: int | None = None) -> None:
    """Put mail with the meeting as a file into the outbox: for its hosts and its attendees, or one of these."""
    m, t, b = db.Member, db.Attendee, db.Block
    booking = row_of(act, appointment_id)
    hosts = act.all.execute(
        select(m.id, m.name, m.email)
        .where(b.appointment_id == appointment_id, m.id == b.member_id)
        .order_by(b.position)
    ).all()
    coming = [t.cancelled_at.is_(None)] if only is None else [t.id == only]
    attendees = act.all.execute(
        select(t.id, t.name, t.email, t.secret).where(t.appointment_id == appointment_id, *coming).order_by(t.id)
    ).all()
    cancelled = booking.status not in ALIVE or only is not None
    for attendee in attendees:
        if attendee.email:
            file = _file(booking, [*hosts, attendee], cancelled)
            text = f"{booking.name}\n\n{act.request.site_url}/bookings/{attendee.secret}\n"
            _send(act, f"{kind}:{appointment_id}:{booking.sequence}:{attendee.id}", subject, text, file, attendee.email)
    for host in hosts:
        file = _file(booking, [*hosts, *attendees], cancelled and only is None)
        names = ", ".join(attendee.name for attendee in attendees)
        _send(act, f"{kind}:{appointment_id}:{booking.sequence}:host {host.id}", subject, names, file, None, host.id)


def _file(booking: Any, people: Sequence[Any], cancelled: bool) -> str:
    known = [(person.name, person.email) for person in people if person.email]
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


def _send(
    act: Act, occasion: str, subject: str, text: str, file: str, address: str | None, member_id: int | None = None
) -> None:
    row = {
        "kind": "booking",
        "occasion": occasion,
        "member_id": member_id,
        "address": address,
        "subject": subject,
        "text": text,
        "attachment": file,
        "created_at": act.now,
        "due_at": act.now,
        "next_try_at": act.now,
    }
    act.all.execute(act.upsert(db.Message).values(row).on_conflict_do_nothing())
