"""What webhooks are told: a delivery for each webhook that a change concerns, in the transaction of the change."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import cache
from typing import Any

import orjson
from sqlalchemy import BigInteger, Select, and_, bindparam, exists, insert, or_, select

import db
from db.base import word
from db.booking_enums import BookingChange
from db.enums import MembershipStatus, MemberStatus, Role
from db.visibility import ViewerSession
from db.webhook_enums import WebhookKind
from resolvers.zones import written

OF_BOOKINGS = {
    BookingChange.BOOKED: WebhookKind.BOOKING_CREATED,
    BookingChange.SEAT_TAKEN: WebhookKind.BOOKING_SEAT_TAKEN,
    BookingChange.CONFIRMED: WebhookKind.BOOKING_CONFIRMED,
    BookingChange.DECLINED: WebhookKind.BOOKING_DECLINED,
    BookingChange.RESCHEDULED: WebhookKind.BOOKING_RESCHEDULED,
    BookingChange.SEAT_FREED: WebhookKind.BOOKING_SEAT_FREED,
    BookingChange.CANCELLED: WebhookKind.BOOKING_CANCELLED,
    BookingChange.EXPIRED: WebhookKind.BOOKING_EXPIRED,
}
OF_NOUNS = {
    "event": WebhookKind.EVENT_CHANGED,
    "rsvps": WebhookKind.RSVPS_CHANGED,
    "group": WebhookKind.GROUP_CHANGED,
}


@dataclass(frozen=True)
class News:
    """Something to tell. Of one `occasion` a webhook is told once."""

    kind: WebhookKind
    occasion: str
    at: int
    data: Mapping[str, Any]

    def row(self, webhook_id: int) -> dict[str, Any]:
        """The delivery to a webhook. Its `uuid` stays the same however often it is tried."""
        key = str(uuid.uuid4())
        body = {"id": key, "type": self.kind, "createdTime": written(self.at, UTC), "data": self.data}
        return {
            "uuid": key,
            "webhook_id": webhook_id,
            "kind": self.kind,
            "occasion": self.occasion,
            "body": orjson.dumps(body).decode(),
            "created_at": self.at,
            "next_try_at": self.at,
        }


def tell_of_booking(session: ViewerSession, row: Mapping[str, Any], change_id: int) -> None:
    """Tell of a line in a booking's history, with the booking as it is after it."""
    kind, key = OF_BOOKINGS[row["kind"]], row["appointment_id"]
    webhooks = _listening(session, _of_booking(), key, kind)
    if not webhooks:
        return
    happened = {name: row.get(name) for name in ("actor", "reason")}
    moved = row.get("old_starts_at")
    attendee = row.get("attendee_id")
    happened |= {"oldStart": _time(moved), "attendeeId": attendee and str(attendee)}
    news = News(kind, f"booking:{change_id}", row["created_at"], {"booking": _booking(session, key), **happened})
    session.execute(insert(db.WebhookDelivery), [news.row(webhook_id) for webhook_id in webhooks])


def tell_of_change(session: ViewerSession, row: Mapping[str, Any], change_id: int) -> None:
    """Tell the organizers' webhooks of an event, its RSVPs or a group: which it was, not what it is now."""
    kind = OF_NOUNS[row["noun"]]
    webhooks = _listening(session, _of_group(), row["group_id"], kind)
    if not webhooks:
        return
    ids = {"groupId": str(row["group_id"]), "eventId": row["event_id"] and str(row["event_id"])}
    news = News(
        kind, f"change:{change_id}", row["created_at"], {"action": row["action"], "sequence": str(change_id), **ids}
    )
    session.execute(insert(db.WebhookDelivery), [news.row(webhook_id) for webhook_id in webhooks])


def _listening(session: ViewerSession, those: Select[int, Any], key: int, kind: WebhookKind) -> list[int]:
    return [row.id for row in session.execute(those, {"of": key}) if kind in row.kinds]


@cache
def _of_booking() -> Select[int, Any]:
    """Webhooks of its hosts, of its meeting type's owner, and of the workspace that offers it."""
    appointment_id = bindparam("of", type_=BigInteger)
    w, a, b, t = db.Webhook, db.Appointment, db.Block, db.MeetingType
    hosts = select(b.member_id).where(b.appointment_id == appointment_id)
    offered = (a.id == appointment_id, t.id == a.meeting_type_id)
    owner = select(t.member_id).where(*offered).scalar_subquery()
    workspace = select(t.workspace_id).where(*offered).scalar_subquery()
    own = and_(w.workspace_id.is_(None), or_(w.member_id.in_(hosts), w.member_id == owner), _there())
    return select(w.id, w.kinds).where(w.enabled, or_(own, w.workspace_id == workspace)).order_by(w.id)


@cache
def _of_group() -> Select[int, Any]:
    """Webhooks of its organizers."""
    group_id = bindparam("of", type_=BigInteger)
    w, m = db.Webhook, db.Membership
    standing = m.status.in_([word(MembershipStatus.ACTIVE), word(MembershipStatus.LEADER)])
    leads = exists().where(m.group_id == group_id, m.member_id == w.member_id, m.role != word(Role.MEMBER), standing)
    return select(w.id, w.kinds).where(w.enabled, w.workspace_id.is_(None), leads, _there()).order_by(w.id)


def _there() -> Any:
    m = db.Member
    return exists().where(m.id == db.Webhook.member_id, m.status != word(MemberStatus.REMOVED))


def _time(at: int | None) -> str | None:
    return None if at is None else written(at, UTC)


def _booking(session: ViewerSession, appointment_id: int) -> dict[str, Any]:
    """What hosts may know of a booking. Secrets are not in it."""
    a = session.execute(select(db.Appointment).where(db.Appointment.id == appointment_id)).scalar_one()
    session.refresh(a)
    return {
        "id": str(a.id),
        "uuid": a.uuid,
        "meetingTypeId": a.meeting_type_id and str(a.meeting_type_id),
        "name": a.name,
        "start": _time(a.starts_at),
        "end": _time(a.ends_at),
        "status": a.status,
        "awaits": a.awaits,
        "expiresTime": _time(a.expires_at),
        "seats": a.seats,
        "taken": a.taken,
        "channel": a.channel,
        "location": a.location,
        "rescheduleCount": a.reschedule_count,
        "cancelReason": a.cancel_reason,
        "hosts": _hosts(session, appointment_id),
        "attendees": _attendees(session, appointment_id),
    }


def _hosts(session: ViewerSession, appointment_id: int) -> Sequence[dict[str, Any]]:
    b, m = db.Block, db.Member
    found = select(m.id, m.uuid, m.name).where(b.appointment_id == appointment_id, m.id == b.member_id)
    rows = session.execute(found.order_by(b.position))
    return [{"memberId": str(row.id), "uuid": row.uuid, "name": row.name} for row in rows]


def _attendees(session: ViewerSession, appointment_id: int) -> Sequence[dict[str, Any]]:
    t = db.Attendee
    columns = (t.id, t.member_id, t.name, t.email, t.phone, t.timezone, t.notes, t.guests, t.cancelled_at)
    rows = session.execute(select(*columns).where(t.appointment_id == appointment_id).order_by(t.id))
    return [
        {
            "id": str(row.id),
            "memberId": row.member_id and str(row.member_id),
            **{name: getattr(row, name) for name in ("name", "email", "phone", "timezone", "notes", "guests")},
            "cancelledTime": _time(row.cancelled_at),
        }
        for row in rows
    ]
