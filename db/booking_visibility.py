"""Who may see workspaces, availabilities, calendars, meeting types and bookings. `db/visibility.py` puts these
criteria to use.

A booking is seen by those who are in it, by those who run the workspace, and by whoever knows an attendee's secret:
their hashes come as the parameter `secrets`.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, false, or_

import db
from db.base import word
from db.booking_enums import WorkspaceRole
from db.criteria import Columns, rows, seen, some, viewer_id
from db.enums import MemberStatus
from db.expressions import within


def belongs_to(workspace_id: Any) -> ColumnElement[bool]:
    """The viewer is in this workspace."""
    m = rows(db.WorkspaceMember)
    return some(m, m.workspace_id == workspace_id, m.member_id == viewer_id)


def administers(workspace_id: Any) -> ColumnElement[bool]:
    """The viewer runs this workspace."""
    m = rows(db.WorkspaceMember)
    return some(m, m.workspace_id == workspace_id, m.member_id == viewer_id, m.role != word(WorkspaceRole.MEMBER))


def manages(member_id: Any) -> ColumnElement[bool]:
    """The viewer is this member or runs a workspace that the member is in."""
    m = rows(db.WorkspaceMember, 1)
    return or_(member_id == viewer_id, some(m, m.member_id == member_id, administers(m.workspace_id)))


def _active(member_id: Any) -> ColumnElement[bool]:
    m = rows(db.Member)
    return some(m, m.id == member_id, or_(m.status == word(MemberStatus.ACTIVE), m.id == viewer_id))


def visible_workspaces(w: Columns) -> ColumnElement[bool]:
    """Workspaces are their members' business."""
    return belongs_to(w.id)


def visible_workspace_members(m: Columns) -> ColumnElement[bool]:
    """Colleagues."""
    return and_(belongs_to(m.workspace_id), _active(m.member_id))


def visible_availabilities(a: Columns) -> ColumnElement[bool]:
    """One's own, and those of the members of a workspace that one runs."""
    return and_(manages(a.member_id), _active(a.member_id))


def of_seen_availability(row: Columns) -> ColumnElement[bool]:
    """What hangs on a visible availability."""
    return seen(db.Availability, row.availability_id, visible_availabilities)


def visible_override_windows(w: Columns) -> ColumnElement[bool]:
    """The hours of a visible availability's dates."""
    return seen(db.AvailabilityOverride, w.override_id, of_seen_availability)


def runs_type(t: Columns) -> ColumnElement[bool]:
    """The viewer may change this meeting type."""
    return or_(t.member_id == viewer_id, administers(t.workspace_id))


def visible_meeting_types(t: Columns) -> ColumnElement[bool]:
    """Whatever is on offer; the rest to its owner, its hosts and its workspace."""
    h = rows(db.MeetingTypeHost)
    hosts = some(h, h.meeting_type_id == t.id, h.member_id == viewer_id)
    return and_(or_(t.enabled, t.member_id == viewer_id, hosts, belongs_to(t.workspace_id)), _active(t.member_id))


def visible_meeting_type_hosts(h: Columns) -> ColumnElement[bool]:
    """The hosts of visible meeting types."""
    t = rows(db.MeetingType)
    host = rows(db.MeetingTypeHost, 1)
    mine = some(host, host.meeting_type_id == t.id, host.member_id == viewer_id)
    shown = or_(t.enabled, t.member_id == viewer_id, mine, belongs_to(t.workspace_id))
    return and_(some(t, t.id == h.meeting_type_id, shown, _active(t.member_id)), _active(h.member_id))


def hosts_booking(appointment_id: Any) -> ColumnElement[bool]:
    """The viewer is one of the booking's hosts."""
    b = rows(db.Block)
    return some(b, b.appointment_id == appointment_id, b.member_id == viewer_id)


def runs_booking(appointment_id: Any) -> ColumnElement[bool]:
    """The viewer hosts the booking, or runs the workspace of its meeting type."""
    a, t = rows(db.Appointment, 1), rows(db.MeetingType, 1)
    type_ = some(t, t.id == a.meeting_type_id, runs_type(t))
    return or_(hosts_booking(appointment_id), some(a, a.id == appointment_id, type_))


def _is_attendee(a: Columns) -> ColumnElement[bool]:
    return or_(a.member_id == viewer_id, within(a.digest, bindparam("secrets")))


def visible_appointments(a: Columns) -> ColumnElement[bool]:
    """Bookings are between their hosts and their attendees."""
    t = rows(db.Attendee)
    return or_(runs_booking(a.id), some(t, t.appointment_id == a.id, _is_attendee(t)))


def visible_attendees(t: Columns) -> ColumnElement[bool]:
    """Hosts see all attendees, attendees themselves."""
    return or_(runs_booking(t.appointment_id), _is_attendee(t))


def visible_appointment_changes(c: Columns) -> ColumnElement[bool]:
    """What happened to a visible booking, other attendees' coming and going left out."""
    t = rows(db.Attendee, 1)
    of_all = and_(c.attendee_id.is_(None), seen(db.Appointment, c.appointment_id, visible_appointments))
    return or_(runs_booking(c.appointment_id), of_all, some(t, t.id == c.attendee_id, _is_attendee(t)))


def visible_blocks(b: Columns) -> ColumnElement[bool]:
    """Who hosts a visible booking."""
    return and_(seen(db.Appointment, b.appointment_id, visible_appointments), _active(b.member_id))


def visible_webhooks(w: Columns) -> ColumnElement[bool]:
    """One's own, and those of a workspace that one runs, whoever made them."""
    return or_(and_(w.workspace_id.is_(None), w.member_id == viewer_id), administers(w.workspace_id))


def visible_deliveries(d: Columns) -> ColumnElement[bool]:
    """What a visible webhook was told."""
    return seen(db.Webhook, d.webhook_id, visible_webhooks)


def _own(row: Columns) -> ColumnElement[bool]:
    return row.member_id == viewer_id  # type: ignore[no-any-return]


def _none(_: Columns) -> ColumnElement[bool]:
    return false()


CRITERIA: dict[type[db.Base], Any] = {
    db.Appointment: visible_appointments,
    db.AppointmentChange: visible_appointment_changes,
    db.Attendee: visible_attendees,
    db.Availability: visible_availabilities,
    db.AvailabilityException: of_seen_availability,
    db.AvailabilityOverride: of_seen_availability,
    db.AvailabilityWindow: of_seen_availability,
    db.Block: visible_blocks,
    db.CalendarBusy: _own,
    db.CalendarConnection: _own,
    db.CalendarFeed: _own,
    db.Hold: _none,
    db.MeetingType: visible_meeting_types,
    db.MeetingTypeHost: visible_meeting_type_hosts,
    db.OverrideWindow: visible_override_windows,
    db.Webhook: visible_webhooks,
    db.WebhookDelivery: visible_deliveries,
    db.Workspace: visible_workspaces,
    db.WorkspaceMember: visible_workspace_members,
}
