"""Whether the viewer may answer an event now, and get a seat: for what events show and for what commands do."""

from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_

import db
from db.base import word
from db.enums import DuesRequired, DuesStatus, EventStatus, PayStatus, RsvpStatus, WaitlistMode
from db.visibility import runs, viewer_id
from resolvers.fields import Row, now, pick, rows_of, some

Condition = ColumnElement[bool]

SETTLED = (PayStatus.PAID, PayStatus.EXEMPT, PayStatus.ECHECK_PENDING)
"""Nothing more is asked of whoever has paid so."""


def is_past(e: Row) -> Condition:
    """The event is over: its end, or three hours after its start, lies behind."""
    return e.ends_at < now  # type: ignore[no-any-return]


def own_rsvp(e: Row, column: str) -> Any:
    """A column of the viewer's RSVP to the event."""
    r = rows_of(db.Rsvp)
    return pick(r, getattr(r, column), r.event_id == e.id, r.member_id == viewer_id)


def own_status(e: Row) -> Any:
    """The viewer's answer to the event."""
    return func.coalesce(own_rsvp(e, "status"), word(RsvpStatus.HAVENT))


def is_full(e: Row) -> Condition:
    """Every seat is taken, guests included."""
    return and_(e.rsvp_limit.is_not(None), e.yes_count >= e.rsvp_limit)


def has_line(e: Row) -> Condition:
    """Free seats are the organizers' to give, to those who wait."""
    return and_(e.waitlist_mode == word(WaitlistMode.MANUAL), e.waitlist_count > 0)


def no_seat(e: Row) -> Condition:
    """Nobody new gets a seat by asking."""
    return and_(e.rsvp_limit.is_not(None), or_(e.yes_count >= e.rsvp_limit, has_line(e)))


def window_open(e: Row) -> Condition:
    """Answers are taken at this time."""
    return and_(
        not_(e.rsvps_closed),
        or_(e.rsvp_open_at.is_(None), e.rsvp_open_at <= now),
        or_(e.rsvp_close_at.is_(None), e.rsvp_close_at > now),
    )


def takes_rsvps(e: Row) -> Condition:
    """Members may answer now: published, with a time, not over, in its window."""
    return and_(e.status == word(EventStatus.ACTIVE), not_(is_past(e)), window_open(e))


def owes_dues(e: Row) -> Condition:
    """The viewer is a member of the group who must pay dues first."""
    m, d = rows_of(db.Membership), rows_of(db.GroupDues)
    own = and_(m.group_id == e.group_id, m.member_id == viewer_id, d.group_id == m.group_id)
    return some(m, own, d.required != word(DuesRequired.NOTHING), _unpaid(m), also=(d,))


def _unpaid(m: Row) -> Condition:
    return or_(m.dues_status.is_(None), m.dues_status == word(DuesStatus.UNPAID))


def has_paid(e: Row) -> Condition:
    """An organizer has noted that the viewer has paid."""
    p = rows_of(db.Payment)
    return some(p, p.event_id == e.id, p.member_id == viewer_id, p.status == word(PayStatus.PAID))


def owes_fee(e: Row) -> Condition:
    """The event must be paid before a seat is given, and the viewer has neither paid nor answered nor runs it."""
    f, r = rows_of(db.EventFee), rows_of(db.Rsvp)
    settled = or_(*(r.pay_status == word(status) for status in SETTLED))
    settled_or_in = or_(settled, r.status == word(RsvpStatus.YES), r.status == word(RsvpStatus.WAITLIST))
    cleared = some(r, r.event_id == e.id, r.member_id == viewer_id, settled_or_in)
    return and_(some(f, f.event_id == e.id, f.required), not_(cleared), not_(has_paid(e)), not_(runs(e)))


def _may_ask(e: Row) -> Condition:
    return and_(takes_rsvps(e), not_(owes_dues(e)), not_(owes_fee(e)))


def may_come(e: Row) -> Condition:
    """A member's yes gets a seat, or keeps it."""
    return and_(_may_ask(e), or_(not_(no_seat(e)), own_status(e) == word(RsvpStatus.YES)))


def may_wait(e: Row) -> Condition:
    """A member's yes puts the member in line."""
    seated = own_status(e) == word(RsvpStatus.YES)
    return and_(_may_ask(e), no_seat(e), e.waitlist_mode != word(WaitlistMode.OFF), not_(seated))


def may_watch(e: Row) -> Condition:
    """The event is full and has no waiting list: one can only wait for news."""
    return and_(takes_rsvps(e), is_full(e), e.waitlist_mode == word(WaitlistMode.OFF))
