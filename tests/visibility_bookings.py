"""Workspaces and bookings in the small world of visibility, and who may see them, as plain Python."""

from collections.abc import Callable
from typing import Any

import db
from db.booking_enums import WorkspaceRole
from db.enums import MemberStatus

Row = dict[str, Any]
HOUR = 3_600_000

WORKSPACES = (
    {
        "organizer": WorkspaceRole.OWNER,
        "co-organizer": WorkspaceRole.ADMIN,
        "host": WorkspaceRole.MEMBER,
        "hidden": WorkspaceRole.MEMBER,
        "removed": WorkspaceRole.MEMBER,
    },
    {"stranger": WorkspaceRole.OWNER, "removed": WorkspaceRole.ADMIN},
)
TYPES = (
    ("host", 0, True, ("host", "outside host", "removed")),
    ("host", 0, False, ("host", "pending")),
    ("organizer", None, False, ("outside host",)),
    ("removed", 1, True, ("removed", "stranger")),
    ("hidden", None, True, ("hidden",)),
    ("outside host", 1, False, ("outside host", "hidden")),
)
"""Meeting types: whose, of which workspace, whether on offer, and their hosts."""


WEBHOOKS = (("host", None), ("member", None), ("organizer", 0), ("host", 0), ("stranger", 1))
"""Whose, and of which workspace. One was made by somebody who does not run it any more."""


def add_bookings(made: Any) -> None:
    """Workspaces, working hours, meeting types and what was booked."""
    for members in WORKSPACES:
        workspace_id = made.add(db.Workspace)
        for person, role in members.items():
            made.add(db.WorkspaceMember, workspace_id=workspace_id, member_id=made.people[person], role=role)
    hours = {
        person: _hours(made, made.people[person])
        for person in ("organizer", "host", "hidden", "removed", "stranger", "outside host", "pending")
    }
    workspaces = made.rows[db.Workspace]
    for person, place in WEBHOOKS:
        workspace_id = None if place is None else workspaces[place]["id"]
        webhook_id = made.add(db.Webhook, member_id=made.people[person], workspace_id=workspace_id)
        made.add(db.WebhookDelivery, webhook_id=webhook_id)
    for person, workspace, enabled, hosts in TYPES:
        type_id = made.add(
            db.MeetingType,
            member_id=made.people[person],
            workspace_id=None if workspace is None else workspaces[workspace]["id"],
            enabled=enabled,
        )
        for host in hosts:
            own = {"member_id": made.people[host], "availability_id": hours[host]}
            made.add(db.MeetingTypeHost, meeting_type_id=type_id, **own)
        _booked(made, type_id, hosts)
    _booked(made, None, ("event organizer",))


def _hours(made: Any, member_id: int) -> Any:
    availability_id = made.add(db.Availability, member_id=member_id)
    of = {"availability_id": availability_id}
    made.add(db.AvailabilityWindow, **of, weekday=0, starts=540, ends=1020)
    override_id = made.add(db.AvailabilityOverride, **of, day="2026-12-25")
    made.add(db.OverrideWindow, override_id=override_id, starts=600, ends=720)
    made.add(db.AvailabilityException, **of, starts_at=0, ends_at=HOUR)
    connection_id = made.add(db.CalendarConnection, member_id=member_id)
    made.add(db.CalendarBusy, connection_id=connection_id, member_id=member_id, starts_at=0, ends_at=HOUR)
    made.add(db.CalendarFeed, member_id=member_id)
    return availability_id


def _booked(made: Any, type_id: int | None, hosts: tuple[str, ...]) -> None:
    start = len(made.rows.get(db.Appointment, ())) * 10 * HOUR
    when = {"starts_at": start, "ends_at": start + HOUR}
    appointment_id = made.add(db.Appointment, **when, meeting_type_id=type_id, seats=5, taken=3)
    of = {"appointment_id": appointment_id}
    made.add(db.AppointmentChange, **of, attendee_id=None)
    for person in ("member", "hidden", None):
        attendee_id = made.add(db.Attendee, **of, member_id=person and made.people[person])
        made.add(db.AppointmentChange, **of, attendee_id=attendee_id)
    for host in hosts:
        made.add(db.Block, **of, **when, hold_id=None, member_id=made.people[host])
    if type_id is not None:
        later = {"starts_at": start + 2 * HOUR, "ends_at": start + 3 * HOUR}
        hold_id = made.add(db.Hold, **later, meeting_type_id=type_id)
        made.add(db.Block, **later, appointment_id=None, hold_id=hold_id, member_id=made.people[hosts[0]])


def _in(eyes: Any, workspace_id: int | None) -> bool:
    return bool(eyes.world.of(db.WorkspaceMember, workspace_id=workspace_id, member_id=eyes.id))


def _runs(eyes: Any, workspace_id: int | None) -> bool:
    rows = eyes.world.of(db.WorkspaceMember, workspace_id=workspace_id, member_id=eyes.id)
    return any(row["role"] != WorkspaceRole.MEMBER for row in rows)


def _is_there(eyes: Any, member_id: int) -> bool:
    return member_id == eyes.id or bool(eyes.row(db.Member, member_id)["status"] == MemberStatus.ACTIVE)


def _availability(eyes: Any, row: Row) -> bool:
    places = eyes.world.of(db.WorkspaceMember, member_id=row["member_id"])
    managed = row["member_id"] == eyes.id or any(_runs(eyes, place["workspace_id"]) for place in places)
    return managed and _is_there(eyes, row["member_id"])


def _of_availability(eyes: Any, row: Row) -> bool:
    return _availability(eyes, eyes.row(db.Availability, row["availability_id"]))


def _meeting_type(eyes: Any, row: Row) -> bool:
    hosting = eyes.world.of(db.MeetingTypeHost, meeting_type_id=row["id"], member_id=eyes.id)
    near = row["member_id"] == eyes.id or bool(hosting) or _in(eyes, row["workspace_id"])
    return (row["enabled"] or near) and _is_there(eyes, row["member_id"])


def _type_host(eyes: Any, row: Row) -> bool:
    return _meeting_type(eyes, eyes.row(db.MeetingType, row["meeting_type_id"])) and _is_there(eyes, row["member_id"])


def _runs_booking(eyes: Any, appointment_id: int) -> bool:
    if eyes.world.of(db.Block, appointment_id=appointment_id, member_id=eyes.id):
        return True
    type_id = eyes.row(db.Appointment, appointment_id)["meeting_type_id"]
    type_ = eyes.row(db.MeetingType, type_id) if type_id else None
    return type_ is not None and (type_["member_id"] == eyes.id or _runs(eyes, type_["workspace_id"]))


def _appointment(eyes: Any, row: Row) -> bool:
    attending = eyes.world.of(db.Attendee, appointment_id=row["id"], member_id=eyes.id)
    return _runs_booking(eyes, row["id"]) or bool(attending)


def _attendee(eyes: Any, row: Row) -> bool:
    return row["member_id"] == eyes.id or _runs_booking(eyes, row["appointment_id"])


def _change(eyes: Any, row: Row) -> bool:
    if _runs_booking(eyes, row["appointment_id"]):
        return True
    if row["attendee_id"] is None:
        return _appointment(eyes, eyes.row(db.Appointment, row["appointment_id"]))
    return bool(eyes.row(db.Attendee, row["attendee_id"])["member_id"] == eyes.id)


def _block(eyes: Any, row: Row) -> bool:
    if row["appointment_id"] is None:
        return False
    return _appointment(eyes, eyes.row(db.Appointment, row["appointment_id"])) and _is_there(eyes, row["member_id"])


def _webhook(eyes: Any, row: Row) -> bool:
    own = bool(row["member_id"] == eyes.id)
    return own if row["workspace_id"] is None else _runs(eyes, row["workspace_id"])


BOOKING_RULES: dict[type[db.Base], Callable[[Any, Row], bool]] = {
    db.Appointment: _appointment,
    db.AppointmentChange: _change,
    db.Attendee: _attendee,
    db.Availability: _availability,
    db.AvailabilityException: _of_availability,
    db.AvailabilityOverride: _of_availability,
    db.AvailabilityWindow: _of_availability,
    db.Block: _block,
    db.CalendarBusy: lambda eyes, row: bool(row["member_id"] == eyes.id),
    db.CalendarConnection: lambda eyes, row: bool(row["member_id"] == eyes.id),
    db.CalendarFeed: lambda eyes, row: bool(row["member_id"] == eyes.id),
    db.Hold: lambda _eyes, _row: False,
    db.MeetingType: _meeting_type,
    db.MeetingTypeHost: _type_host,
    db.OverrideWindow: lambda eyes, row: _of_availability(eyes, eyes.row(db.AvailabilityOverride, row["override_id"])),
    db.Webhook: _webhook,
    db.WebhookDelivery: lambda eyes, row: _webhook(eyes, eyes.row(db.Webhook, row["webhook_id"])),
    db.Workspace: lambda eyes, row: _in(eyes, row["id"]),
    db.WorkspaceMember: lambda eyes, row: _in(eyes, row["workspace_id"]) and _is_there(eyes, row["member_id"]),
}
