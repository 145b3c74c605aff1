"""What books, confirms, moves and cancels meetings, and holds slots."""

import uuid
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

import db
from db.booking_enums import AppointmentStatus, Awaited, BookingActor, BookingChange
from db.keyring import Secret
from db.tokens import digest
from resolvers import booking_steps as steps
from resolvers.booking_mail import tell
from resolvers.booking_steps import Target, Wish
from resolvers.calendars import Host, rules_of
from resolvers.commands import Act, Problem, Refused, command
from resolvers.errors import Code
from resolvers.keys import as_number
from resolvers.lengths import milliseconds
from resolvers.people import attendee_of
from resolvers.zones import MINUTE, written

Answer = Mapping[str, Any]

OPT_IN = 30 * MINUTE
"""How long an attendee has to confirm."""
CONFIRMATION = 48 * 60 * MINUTE
"""How long a host has to confirm, but never longer than until the meeting."""
HOLD = 10 * MINUTE
LONGEST_REASON = 500

EXPIRED = Problem(Code.EXPIRED, "Nobody confirmed this booking in time; book again.", "bookingId")
NOT_HOST = Problem(Code.FORBIDDEN, "Only the booking's hosts and those who run its workspace may do this.", "bookingId")
OVER = Problem(Code.CONFLICT, "This booking is no longer on.", "bookingId")


def _wish(act: Act, type_: Any, given: Mapping[str, Any]) -> Wish:
    lengths = [milliseconds(each) for each in type_.durations]
    duration = milliseconds(given["duration"]) if "duration" in given else lengths[0]
    if duration is None or duration not in lengths:
        text = f"The duration must be one of {', '.join(type_.durations)}."
        raise Refused(Problem(Code.BAD_USER_INPUT, text, "duration"))
    members = [as_number(each) for each in given["hosts"]] if "hosts" in given else None
    return Wish(rules_of(type_, duration), given["start"], members, hold=_hold_id(act, given))


def _hold_id(act: Act, given: Mapping[str, Any]) -> int | None:
    if "hold" not in given:
        return None
    h = db.Hold
    found = act.all.scalars(select(h.id).where(h.digest == digest(given["hold"]), h.expires_at > act.now)).one_or_none()
    if found is None:
        raise Refused(Problem(Code.EXPIRED, "This hold is over: ask `slots` again.", "hold"))
    return found


def _hosts(act: Act, type_: Any, wish: Wish, runs: bool, given: Mapping[str, Any]) -> list[Host]:
    if not given.get("ignore_availability"):
        return steps.hosts_for(act, type_, wish)
    if not runs:
        text = "Only those who run the meeting type may ignore its hours."
        raise Refused(Problem(Code.FORBIDDEN, text, "ignoreAvailability"))
    return steps.all_hosts(act, type_, wish)


def _choice(given: Mapping[str, Any], name: str, offered: list[str]) -> str | None:
    chosen: str | None = given.get(name)
    if offered and chosen is not None and chosen not in offered:
        text = f"The {name} must be one of {', '.join(offered)}."
        raise Refused(Problem(Code.BAD_USER_INPUT, text, name))
    return chosen or (offered[0] if offered else None)


def create_booking(act: Act, args: Mapping[str, Any]) -> Answer:
    """Book a meeting, or a seat of one."""
    given = args["input"]
    type_, runs = steps.meeting_type(act, given["meeting_type_id"])
    wish = _wish(act, type_, given)
    attendee = attendee_of(given["attendee"], type_.allow_guests)
    place = {
        "channel": _choice(given, "channel", type_.channels),
        "location": _choice(given, "location", type_.locations),
    }
    hosts = _hosts(act, type_, wish, runs, given)
    if wish.hold is not None:
        act.all.execute(delete(db.Hold).where(db.Hold.id == wish.hold))
    appointment_id = _seat(act, type_, wish, hosts) if type_.seats > 1 else None
    joined = appointment_id is not None
    if appointment_id is None:
        appointment_id = _appointment(act, type_, wish, hosts, place)
    secret = act.request.secret("attendee")
    attendee_id = _add_attendee(act, appointment_id, secret, attendee)
    kind = BookingChange.SEAT_TAKEN if joined else BookingChange.BOOKED
    actor = BookingActor.HOST if runs else BookingActor.ATTENDEE
    steps.note(act, appointment_id, kind, actor, attendee_id=attendee_id if type_.seats > 1 else None)
    tell(act, appointment_id, kind, only=attendee_id)
    return {"booking": appointment_id, "secret": secret.text}


def _seat(act: Act, type_: Any, wish: Wish, hosts: list[Host]) -> int | None:
    """A seat of the group that gathers then, if one does."""
    a, b = db.Appointment, db.Block
    same = [a.meeting_type_id == type_.id, a.starts_at == wish.start, a.ends_at == wish.end]
    living = [b.appointment_id == a.id, b.live, b.member_id == hosts[0].member_id]
    appointment_id = act.all.scalars(select(a.id).where(*same, *living)).one_or_none()
    if appointment_id is None:
        return None
    free = update(a).where(a.id == appointment_id, a.taken < a.seats)
    if act.all.execute(free.values(taken=a.taken + 1, updated_at=act.now)).rowcount == 0:  # type: ignore[attr-defined]
        raise Refused(steps.OCCUPIED)
    return appointment_id


def _appointment(act: Act, type_: Any, wish: Wish, hosts: list[Host], place: Mapping[str, Any]) -> int:
    pending = _pending(act, type_, wish.start)
    row = {
        "uuid": str(uuid.uuid4()),
        "meeting_type_id": type_.id,
        "name": type_.name,
        "starts_at": wish.start,
        "ends_at": wish.end,
        "seats": type_.seats,
        "taken": 1,
        "created_at": act.now,
        "updated_at": act.now,
        **place,
        **pending,
    }
    appointment_id = int(act.all.scalars(insert(db.Appointment).returning(db.Appointment.id), [row]).one())
    members = [host.member_id for host in hosts]
    steps.block(act, members, wish, appointment_id=appointment_id, expires_at=pending["expires_at"])
    return appointment_id


def _pending(act: Act, type_: Any, start: int) -> dict[str, Any]:
    if type_.double_opt_in:
        return {"status": AppointmentStatus.PENDING, "awaits": Awaited.ATTENDEE, "expires_at": act.now + OPT_IN}
    if type_.host_confirmation:
        return _awaiting_host(act, start)
    return {"status": AppointmentStatus.CONFIRMED, "awaits": None, "expires_at": None}


def _awaiting_host(act: Act, start: int) -> dict[str, Any]:
    until = max(act.now + MINUTE, min(start, act.now + CONFIRMATION))
    return {"status": AppointmentStatus.PENDING, "awaits": Awaited.HOST, "expires_at": until}


def _add_attendee(act: Act, appointment_id: int, secret: Secret, attendee: Mapping[str, Any]) -> int:
    own = {"member_id": act.viewer_id or None, "digest": secret.digest, "seed": secret.seed, "created_at": act.now}
    row = {"appointment_id": appointment_id, **own, **attendee}
    return int(act.all.scalars(insert(db.Attendee).returning(db.Attendee.id), [row]).one())


def confirm_booking(act: Act, args: Mapping[str, Any]) -> Answer:
    """Say yes to a pending booking: its attendee to the double opt-in, its host to the rest."""
    found = _pending_target(act, args["input"])
    booking, awaited = found.booking, found.booking.awaits
    if awaited == Awaited.HOST and not found.runs:
        raise Refused(NOT_HOST)
    if awaited == Awaited.ATTENDEE and found.attendee_id is None:
        text = "Only the attendee may confirm this booking, by its secret."
        raise Refused(Problem(Code.FORBIDDEN, text, "secret"))
    type_ = act.all.get(db.MeetingType, booking.meeting_type_id or 0)
    now_host = awaited == Awaited.ATTENDEE and type_ is not None and type_.host_confirmation
    confirmed = {"status": AppointmentStatus.CONFIRMED, "awaits": None, "expires_at": None}
    values = _awaiting_host(act, booking.starts_at) if now_host else confirmed
    steps.change(act, booking.id, **values)
    b = db.Block
    act.all.execute(update(b).where(b.appointment_id == booking.id).values(expires_at=values["expires_at"]))
    steps.note(act, booking.id, BookingChange.CONFIRMED, found.actor)
    tell(act, booking.id, BookingChange.CONFIRMED)
    return {"booking": booking.id}


def _pending_target(act: Act, given: dict[str, Any]) -> Target:
    found = steps.target(act, given)
    if found.booking.status == AppointmentStatus.EXPIRED:
        raise Refused(EXPIRED)
    if found.booking.status != AppointmentStatus.PENDING:
        raise Refused(Problem(Code.CONFLICT, "This booking is not pending.", "bookingId"))
    return found


def decline_booking(act: Act, args: Mapping[str, Any]) -> Answer:
    """Say no to a pending booking."""
    found = _pending_target(act, args["input"])
    if not found.runs:
        raise Refused(NOT_HOST)
    booking, reason = found.booking, _reason(args["input"])
    steps.change(act, booking.id, status=AppointmentStatus.DECLINED, awaits=None, cancel_reason=reason)
    steps.release(act, booking.id)
    steps.note(act, booking.id, BookingChange.DECLINED, found.actor, reason=reason)
    tell(act, booking.id, BookingChange.DECLINED, reason=reason)
    return {"booking": booking.id}


def _reason(given: Mapping[str, Any]) -> str | None:
    reason: str | None = given.get("reason")
    if reason is not None and len(reason) > LONGEST_REASON:
        text = f"The reason must have at most {LONGEST_REASON} characters."
        raise Refused(Problem(Code.BAD_USER_INPUT, text, "reason"))
    return reason


def _living(found: Target) -> Any:
    if found.booking.status == AppointmentStatus.EXPIRED:
        raise Refused(EXPIRED)
    if found.booking.status not in steps.ALIVE:
        raise Refused(OVER)
    return found.booking


def reschedule_booking(act: Act, args: Mapping[str, Any]) -> Answer:
    """Move a booking to another start. Its length and its hosts stay."""
    given = args["input"]
    found = steps.target(act, given)
    booking = _living(found)
    if booking.seats > 1 and not found.runs:
        raise Refused(NOT_HOST)
    type_ = act.all.get(db.MeetingType, booking.meeting_type_id or 0)
    if type_ is None:
        raise Refused(
            Problem(Code.CONFLICT, "What was booked is no longer on offer: book something else.", "bookingId")
        )
    members = steps.host_ids(act, booking.id)
    rules = rules_of(type_, booking.ends_at - booking.starts_at)
    wish = Wish(rules, given["start"], members, booking=booking.id)
    if not given.get("ignore_availability"):
        steps.hosts_for(act, type_, wish)
    elif not found.runs:
        raise Refused(NOT_HOST)
    _move(act, booking, wish)
    steps.note(act, booking.id, BookingChange.RESCHEDULED, found.actor, old_starts_at=booking.starts_at)
    tell(act, booking.id, BookingChange.RESCHEDULED)
    return {"booking": booking.id}


def _move(act: Act, booking: Any, wish: Wish) -> None:
    b = db.Block
    try:
        act.all.execute(update(b).where(b.appointment_id == booking.id).values(**wish.blocked))
    except IntegrityError as error:
        raise steps.taken(error) from None
    moved = {"starts_at": wish.start, "ends_at": wish.end, "rescheduled_at": act.now}
    steps.change(act, booking.id, **moved, reschedule_count=booking.reschedule_count + 1)


def cancel_booking(act: Act, args: Mapping[str, Any]) -> Answer:
    """Cancel a booking, or one seat of a group's. To cancel again changes nothing."""
    given, reason = args["input"], _reason(args["input"])
    found = steps.target(act, given)
    booking = found.booking
    if booking.status not in steps.ALIVE:
        return {"booking": booking.id}
    if booking.seats > 1 and not (given.get("cancel_all") and found.runs):
        _free_seat(act, found, given, reason)
        return {"booking": booking.id}
    cancelled = {"status": AppointmentStatus.CANCELLED, "cancelled_at": act.now, "cancel_reason": reason}
    steps.change(act, booking.id, **cancelled, awaits=None)
    steps.release(act, booking.id)
    steps.note(act, booking.id, BookingChange.CANCELLED, found.actor, reason=reason)
    tell(act, booking.id, BookingChange.CANCELLED, reason=reason)
    return {"booking": booking.id}


def _free_seat(act: Act, found: Target, given: Mapping[str, Any], reason: str | None) -> None:
    """One attendee of a group goes; with the last one the meeting does."""
    booking, own = found.booking, found.attendee_id
    wanted = as_number(given["attendee_id"]) if "attendee_id" in given else (None if found.runs else own)
    if wanted is None:
        text = "Several may have booked this meeting: say whose seat to cancel, or cancelAll."
        raise Refused(Problem(Code.BAD_USER_INPUT, text, "attendeeId"))
    if given.get("cancel_all") or not (found.runs or wanted == own):
        raise Refused(NOT_HOST)
    t, a = db.Attendee, db.Appointment
    there = [t.id == wanted, t.appointment_id == booking.id]
    left_at = act.all.scalars(select(t.cancelled_at).where(*there)).one_or_none()
    if act.all.scalars(select(t.id).where(*there)).one_or_none() is None:
        raise Refused(Problem(Code.NOT_FOUND, "This booking has no such attendee.", "attendeeId"))
    if left_at is not None:
        return
    act.all.execute(update(t).where(*there).values(cancelled_at=act.now))
    gone = {"status": AppointmentStatus.CANCELLED, "cancelled_at": act.now, "cancel_reason": reason}
    last = booking.taken == 1
    steps.change(act, booking.id, taken=a.taken - 1, **(gone if last else {}))
    if last:
        steps.release(act, booking.id)
    kind = BookingChange.CANCELLED if last else BookingChange.SEAT_FREED
    steps.note(act, booking.id, kind, found.actor, attendee_id=wanted, reason=reason)
    tell(act, booking.id, kind, only=wanted, reason=reason)


def hold_slot(act: Act, args: Mapping[str, Any]) -> Answer:
    """Keep a slot for ten minutes."""
    given = args["input"]
    type_, _ = steps.meeting_type(act, given["meeting_type_id"])
    if type_.seats > 1:
        text = "Seats of group meetings cannot be held: book one."
        raise Refused(Problem(Code.BAD_USER_INPUT, text, "meetingTypeId"))
    wish = _wish(act, type_, given)
    hosts = steps.hosts_for(act, type_, wish)
    until, secret = act.now + HOLD, act.request.secret("hold")
    row = {
        "digest": secret.digest,
        "meeting_type_id": type_.id,
        "starts_at": wish.start,
        "ends_at": wish.end,
        "expires_at": until,
        "created_at": act.now,
    }
    hold_id = act.all.scalars(insert(db.Hold).returning(db.Hold.id), [row]).one()
    steps.block(act, [host.member_id for host in hosts], wish, hold_id=hold_id, expires_at=until)
    return {"hold": secret.text, "expires_time": written(until, UTC)}


def release_slot(act: Act, args: Mapping[str, Any]) -> Answer:
    """Give a slot that was held back. One that is given back already, or over, is no error."""
    act.all.execute(delete(db.Hold).where(db.Hold.digest == digest(args["input"]["hold"])))
    return {"released": True}


BOOKING_COMMANDS = {
    "create_booking": command(create_booking, anyone=True),
    "confirm_booking": command(confirm_booking, anyone=True),
    "decline_booking": command(decline_booking),
    "reschedule_booking": command(reschedule_booking, anyone=True),
    "cancel_booking": command(cancel_booking, anyone=True),
    "hold_slot": command(hold_slot, anyone=True),
    "release_slot": command(release_slot, anyone=True),
}
