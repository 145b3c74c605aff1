"""Noting who has paid for an event. Convene moves no money: organizers say what they have got."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import aliased

import db
from db.base import sortable
from db.enums import PayStatus, RsvpStatus
from resolvers.commands import Act, Problem, Refused, command
from resolvers.errors import Code
from resolvers.event_commands import event_to_lead
from resolvers.event_fees import IN, MOST
from resolvers.keys import as_number
from resolvers.rsvp_commands import MISSING_MEMBER
from resolvers.zones import DAY

Fact = Any


def record_event_payment(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Note that a member has paid an event's fee, or that this was an error."""
    given = args["input"]
    event, member_id = event_to_lead(act, given["event_id"]), as_number(given["member_id"])
    m = aliased(db.Member)
    if act.seen.scalar(select(m.id).where(m.id == member_id)) is None:
        raise Refused(MISSING_MEMBER)
    fee = act.all.execute(select(*_FEE).where(db.EventFee.event_id == event.id)).one_or_none()
    if fee is None:
        raise Refused(Problem(Code.CONFLICT, "The event costs nothing.", "eventId"))
    columns = (db.Rsvp.id, db.Rsvp.status, db.Rsvp.guests, db.Rsvp.pay_status, db.Rsvp.created_at)
    own = act.all.execute(select(*columns).filter_by(event_id=event.id, member_id=member_id)).one_or_none()
    status = (
        _paid(act, event, member_id, fee, own, given) if given["paid"] else _unpaid(act, event, member_id, fee, own)
    )
    if own is not None:
        values = {"pay_status": status, "updated_at": act.now}
        act.all.execute(update(db.Rsvp).where(db.Rsvp.id == own.id).values(values))
    act.changed("rsvps", "paid" if given["paid"] else "unpaid", event.group_id, event.id)
    return {"rsvp": None if own is None else own.id, "event": event.id}


_FEE = (
    db.EventFee.accepts,
    db.EventFee.amount,
    db.EventFee.currency,
    db.EventFee.required,
    db.EventFee.discount,
    db.EventFee.discount_days,
    db.EventFee.discount_limit,
)


def _paid(act: Act, event: Fact, member_id: int, fee: Fact, own: Fact, given: Mapping[str, Any]) -> PayStatus:
    if _has_paid(act, event.id, member_id, own):
        raise Refused(Problem(Code.CONFLICT, "The member has paid already.", "memberId"))
    amount = given.get("amount")
    if amount is None:
        amount = (fee.amount - _taken_off(act, event.id, fee, own)) * (1 + (0 if own is None else own.guests))
    elif not 0 < amount <= MOST:
        raise Refused(Problem(Code.BAD_USER_INPUT, f"amount must be more than 0 and at most {MOST}.", "amount"))
    payment = {"group_id": event.group_id, "event_id": event.id, "member_id": member_id, "amount": amount}
    payment |= {"currency": fee.currency, "status": PayStatus.PAID, "method": fee.accepts, "created_at": act.now}
    act.all.execute(insert(db.Payment).values(payment))
    return PayStatus.PAID


def _unpaid(act: Act, event: Fact, member_id: int, fee: Fact, own: Fact) -> PayStatus:
    if not _has_paid(act, event.id, member_id, own):
        raise Refused(Problem(Code.CONFLICT, "The member has not paid.", "memberId"))
    act.all.execute(delete(db.Payment).where(*_payments(event.id, member_id)))
    return PayStatus.PENDING if own is not None and own.status in IN and fee.required else PayStatus.NONE


def _payments(event_id: int, member_id: int) -> tuple[Any, ...]:
    p = db.Payment
    return p.event_id == event_id, p.member_id == member_id, p.status == PayStatus.PAID


def _has_paid(act: Act, event_id: int, member_id: int, own: Fact) -> bool:
    """A payment is there, or an imported answer tells of one."""
    if own is not None and own.pay_status == PayStatus.PAID:
        return True
    return act.all.scalar(select(db.Payment.id).where(*_payments(event_id, member_id)).limit(1)) is not None


def _taken_off(act: Act, event_id: int, fee: Fact, own: Fact) -> float:
    """The discount, if the member was early and among the first."""
    starts_at = act.all.scalar(select(db.Event.starts_at).where(db.Event.id == event_id))
    if fee.discount is None or own is None or own.created_at is None or starts_at is None:
        return 0
    if own.created_at >= starts_at - fee.discount_days * DAY:
        return 0
    r = db.Rsvp
    earlier = or_(r.created_at < own.created_at, and_(sortable(r.created_at) == own.created_at, r.id < own.id))
    before = select(func.count()).where(r.event_id == event_id, r.status == RsvpStatus.YES, earlier)
    rank = act.all.scalar(before) or 0
    return float(fee.discount) if fee.discount_limit is None or rank < fee.discount_limit else 0


PAYMENT_COMMANDS = {"record_event_payment": command(record_event_payment)}
