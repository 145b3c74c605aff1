"""Five organizers who can be booked: their hours, what they offer, and what was booked of it."""

import uuid as uuids
from datetime import time
from typing import Any

import db
from db.booking_enums import AppointmentStatus, Awaited, BookingActor, BookingChange, HostMethod, WorkspaceRole
from db.demo import chance
from db.demo.clock import DAY, HOUR, Clock
from db.demo.ids import DEMO_MEMBER_ID, DEMO_ORGANIZER_ID
from db.demo.rows import Row, Rows
from db.tokens import digest

MINUTE = 60 * 1000
HOURS = ((9 * 60, 12 * 60), (13 * 60, 17 * 60))
CLOSED = (("2026-12-25", "Christmas Day"), ("2027-01-01", "New Year's Day"), ("2027-12-25", "Christmas Day"))
OFFERS: tuple[dict[str, Any], ...] = (
    {"name": "Office hours", "durations": ["PT30M", "PT1H"], "channels": ["phone", "jitsi"], "notice": 2 * HOUR},
    {"name": "API design review", "durations": ["PT1H"], "buffer_after": 15 * MINUTE, "host_confirmation": True},
    {"name": "Mock talk", "durations": ["PT45M"], "double_opt_in": True, "horizon": 60 * DAY, "most_per_day": 2},
    {"name": "Workshop", "durations": ["PT2H"], "seats": 6, "locations": ["1355 Market Street"], "most_per_week": 3},
    {"name": "Ask an organizer", "durations": ["PT20M"], "method": HostMethod.ANYONE, "most_per_month": 20},
)


def add(rows: Rows, clock: Clock) -> None:
    """Make the first five organizers bookable."""
    rng = chance.dice("bookings")
    hosts = _organizers(rows)
    made = {"created_at": clock.ago(90), "updated_at": clock.ago(30)}
    workspace = rows.add(db.Workspace, uuid=_uuid(rng), name="API organizers", slug="api-organizers", **made)
    for place, (member_id, _) in enumerate(hosts):
        role = (WorkspaceRole.OWNER, WorkspaceRole.ADMIN, *[WorkspaceRole.MEMBER] * 3)[place]
        own = {"workspace_id": workspace["id"], "member_id": member_id, "role": role}
        rows.add(db.WorkspaceMember, **own, created_at=clock.ago(90))
    hours = [_hours(rows, clock, rng, member_id, zone) for member_id, zone in hosts]
    for place, offer in enumerate(OFFERS):
        everybody = list(range(len(hosts)))
        taking = everybody if offer.get("method") else [place]
        type_ = _offer(rows, clock, rng, hosts[place][0], workspace["id"], offer)
        for position, host in enumerate(taking):
            own = {"member_id": hosts[host][0], "availability_id": hours[host], "position": position}
            rows.add(db.MeetingTypeHost, meeting_type_id=type_["id"], **own)
        _bookings(rows, clock, rng, type_, hosts[place], place)


def _uuid(rng: Any) -> str:
    return str(uuids.UUID(int=rng.getrandbits(128), version=4))


def _organizers(rows: Rows) -> list[tuple[int, str]]:
    """The demo's organizer first, then those of other groups, with their groups' zones."""
    zones = {group["organizer_id"]: group["timezone"] for group in reversed(rows.of(db.Group))}
    others = [key for key in dict.fromkeys(group["organizer_id"] for group in rows.of(db.Group)) if key]
    chosen = list(dict.fromkeys([DEMO_ORGANIZER_ID, *others]))[: len(OFFERS)]
    return [(key, zones[key]) for key in chosen]


def _hours(rows: Rows, clock: Clock, rng: Any, member_id: int, zone: str) -> int:
    made = {"created_at": clock.ago(80), "updated_at": clock.ago(20)}
    row = rows.add(
        db.Availability, uuid=_uuid(rng), member_id=member_id, name="Work", timezone=zone, is_default=True, **made
    )
    for weekday in range(5):
        for starts, ends in HOURS:
            rows.add(db.AvailabilityWindow, availability_id=row["id"], weekday=weekday, starts=starts, ends=ends)
    for day, title in CLOSED:
        rows.add(db.AvailabilityOverride, availability_id=row["id"], day=day, title=title, holiday="US")
    half = rows.add(db.AvailabilityOverride, availability_id=row["id"], day="2026-12-24", title="Half a day")
    rows.add(db.OverrideWindow, override_id=half["id"], starts=9 * 60, ends=12 * 60)
    for days, available, title in ((12, False, "Away"), (13, True, "An evening more")):
        start, _ = clock.evening(zone, days, 2, time(18) if available else time(9))
        span = {"starts_at": start, "ends_at": start + 2 * HOUR, "available": available, "title": title}
        rows.add(
            db.AvailabilityException, availability_id=row["id"], note="For the demo.", created_at=clock.ago(5), **span
        )
    return int(row["id"])


def _offer(rows: Rows, clock: Clock, rng: Any, member_id: int, workspace_id: int, offer: dict[str, Any]) -> Row:
    first = {"PT30M": 30, "PT1H": 60, "PT45M": 45, "PT2H": 120, "PT20M": 20}[offer["durations"][0]]
    bounded = {"earliest_at": clock.ago(60), "latest_at": clock.ago(-300)} if offer["name"] == "Workshop" else {}
    return rows.add(
        db.MeetingType,
        uuid=_uuid(rng),
        member_id=member_id,
        workspace_id=workspace_id,
        slug=offer["name"].lower().replace(" ", "-"),
        description=f"{offer['name']} with an organizer of API groups.",
        interval=first * MINUTE,
        channels=offer.get("channels", []),
        locations=offer.get("locations", []),
        created_at=clock.ago(70),
        updated_at=clock.ago(10),
        **{name: value for name, value in offer.items() if name not in ("channels", "locations")},
        **bounded,
    )


def _bookings(rows: Rows, clock: Clock, rng: Any, type_: Row, host: tuple[int, str], place: int) -> None:
    """One that was, one to come, one that was cancelled, and (where somebody must confirm) one that waits."""
    plans = [(-9, AppointmentStatus.CONFIRMED), (6, AppointmentStatus.CONFIRMED), (7, AppointmentStatus.CANCELLED)]
    if type_["double_opt_in"] or type_["host_confirmation"]:
        plans.append((8, AppointmentStatus.PENDING))
    for days, status in plans:
        start, _ = clock.evening(host[1], days, (days + place) % 5, time(10))
        _booking(rows, clock, rng, type_, host[0], start, status)


def _booking(rows: Rows, clock: Clock, rng: Any, type_: Row, host: int, start: int, status: AppointmentStatus) -> None:
    pending, cancelled = status is AppointmentStatus.PENDING, status is AppointmentStatus.CANCELLED
    booked, changed = clock.ago(15), clock.ago(11)
    made = rows.add(
        db.Appointment,
        uuid=_uuid(rng),
        meeting_type_id=type_["id"],
        name=type_["name"],
        starts_at=start,
        ends_at=start + type_["interval"],
        status=status,
        awaits=(Awaited.ATTENDEE if type_["double_opt_in"] else Awaited.HOST) if pending else None,
        expires_at=clock.ago(-1) if pending else None,
        seats=type_["seats"],
        taken=1,
        channel=(type_["channels"] or [None])[0],
        location=(type_["locations"] or [None])[0],
        reschedule_count=int(cancelled),
        rescheduled_at=changed if cancelled else None,
        cancelled_at=changed if cancelled else None,
        cancel_reason="Something came up" if cancelled else None,
        created_at=booked,
        updated_at=changed if cancelled else booked,
    )
    span = {"starts_at": start - type_["buffer_before"], "ends_at": made["ends_at"] + type_["buffer_after"]}
    live = {"live": not cancelled, "expires_at": made["expires_at"]}
    rows.add(db.Block, member_id=host, appointment_id=made["id"], **span, **live)
    _people(rows, rng, made, type_, booked, changed)


def _people(rows: Rows, rng: Any, booking: Row, type_: Row, booked: int, changed: int) -> None:
    of, number = {"appointment_id": booking["id"]}, booking["id"] % 100
    cancelled = booking["cancelled_at"]
    attendee = rows.add(
        db.Attendee,
        **of,
        member_id=DEMO_MEMBER_ID if number % 3 == 0 else None,
        digest=digest(f"demo-{_uuid(rng)}"),
        name=f"Guest {number}",
        email=f"guest{number}@example.org",
        phone="+1 555 0100" if number % 2 else None,
        timezone="America/Los_Angeles",
        notes="Looking forward to it." if number % 2 else None,
        guests=["friend@example.org"] if type_["allow_guests"] and number % 4 == 0 else [],
        cancelled_at=cancelled if type_["seats"] > 1 else None,
        created_at=booked,
    )
    who = {"attendee_id": attendee["id"] if type_["seats"] > 1 else None}
    rows.add(
        db.AppointmentChange, **of, kind=BookingChange.BOOKED, actor=BookingActor.ATTENDEE, **who, created_at=booked
    )
    if cancelled:
        moved = {"old_starts_at": booking["starts_at"] - DAY, "created_at": changed}
        rows.add(db.AppointmentChange, **of, kind=BookingChange.RESCHEDULED, actor=BookingActor.HOST, **moved)
        gone = {"reason": booking["cancel_reason"], "created_at": changed}
        rows.add(db.AppointmentChange, **of, kind=BookingChange.CANCELLED, actor=BookingActor.ATTENDEE, **gone)
