"""What an event costs, as clients write it: the fee, the discount for the early, the terms for getting it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, exists, or_, select, update

import db
from db.currencies import Currency
from db.enums import PaymentMethod, PayStatus, Role, RsvpStatus
from resolvers.commands import Act
from resolvers.errors import Code
from resolvers.event_inputs import Given, Sheet, Values

MOST = 1_000_000
LONGEST_TERMS = 250
LONGEST_DISCOUNT = 365
IN = (RsvpStatus.YES, RsvpStatus.WAITLIST)
NOT_TAKEN = {"paypal_email": "paypalEmail", "promo_codes": "promoCodes"}
"""Published parts of a fee that Convene has no use for: it moves no money itself."""


@dataclass(frozen=True)
class Fee:
    """What an event is to cost: the columns of its fee, none for nothing, and the terms if they are said."""

    row: Mapping[str, Any] | None
    terms: str | None = None

    def write(self, act: Act, event_id: int) -> None:
        """Put it in the place of what there was; who has answered owes it, or owes nothing any more."""
        if self.row is None:
            for table in (db.EventFee, db.EventRefundPolicy):
                act.all.execute(delete(table).where(table.event_id == event_id))
        else:
            row = act.upsert(db.EventFee).values(event_id=event_id, **self.row)
            act.all.execute(row.on_conflict_do_update(index_elements=["event_id"], set_=dict(self.row)))
            self._write_terms(act, event_id)
        _follow(act, event_id, self.row)

    def _write_terms(self, act: Act, event_id: int) -> None:
        p = db.EventRefundPolicy
        if self.terms:
            row = act.upsert(p).values(event_id=event_id, days=None, notes=self.terms, policies=[])
            act.all.execute(row.on_conflict_do_update(index_elements=["event_id"], set_={"notes": self.terms}))
        elif self.terms is not None:
            act.all.execute(delete(p).where(p.event_id == event_id))


def read(act: Act, sheet: Sheet, event_id: int | None) -> Fee | None:
    """The fee that the input says anything about."""
    given = sheet.given.get("fee_option")
    if given is None:
        return None
    if event_id is None:
        return _fee(sheet, "feeOption", given, {})
    before = _before(act, event_id)
    if given["enabled"] and "fee" not in given:
        if not before:
            sheet.wrong("feeOption.fee", "is needed: the event has no fee to keep.")
        return None
    fee = _fee(sheet, "feeOption.fee", given["fee"], before) if given["enabled"] else Fee(None)
    _check_paid(act, sheet, event_id, before, fee)
    return fee


def _before(act: Act, event_id: int) -> Given:
    f = db.EventFee
    columns = (f.amount, f.currency, f.required, f.discount, f.discount_days, f.discount_limit, f.discount_taken)
    found = act.all.execute(select(*columns).where(f.event_id == event_id)).one_or_none()
    return {} if found is None else dict(found._mapping)


def _fee(sheet: Sheet, name: str, given: Given, before: Given) -> Fee:
    """A fee as it is given; a discount that is not spoken of stays."""
    for key, field in NOT_TAKEN.items():
        if given.get(key):
            sheet.wrong(f"{name}.{field}", "is not supported by Convene: leave it out.")
    if not 0 <= given["amount"] <= MOST:
        sheet.wrong(f"{name}.amount", f"must be from 0 to {MOST}.")
    method, currency = given["payment_method"], given["currency"]
    if method is PaymentMethod.AMAZON:
        sheet.wrong(f"{name}.paymentMethod", "must be CASH or PAYPAL.")
    if currency is Currency.XXX:
        sheet.wrong(f"{name}.currency", "must be a currency.")
    terms = sheet.checked(given.get("refund_policy"), f"{name}.refundPolicy", LONGEST_TERMS)
    discount = _discount(sheet, f"{name}.earlyBirdDiscount", given, before)
    if not given["enabled"] or given["amount"] == 0:
        return Fee(None)
    required = given.get("required", method is PaymentMethod.PAYPAL)
    row: Values = {"accepts": method, "amount": given["amount"], "currency": currency, "required": required}
    return Fee(row | discount, terms)


def _discount(sheet: Sheet, name: str, given: Given, before: Given) -> Values:
    """The columns of the discount. Nothing off is no discount."""
    keys = ("discount", "discount_days", "discount_limit", "discount_taken")
    bird = given.get("early_bird_discount")
    if bird is None:
        kept = {key: before.get(key) for key in keys}
        if (kept["discount"] or 0) >= given["amount"] > 0:
            sheet.wrong(name, "takes off as much as the new amount: send another one.")
        return kept
    if bird["amount"] == 0:
        return dict.fromkeys(keys)
    if not 0 < bird["amount"] < max(given["amount"], 1):
        sheet.wrong(f"{name}.amount", "must be more than nothing and less than the fee.")
    if not 1 <= bird["days_before"] <= LONGEST_DISCOUNT:
        sheet.wrong(f"{name}.daysBefore", f"must be from 1 to {LONGEST_DISCOUNT}.")
    if bird.get("maximum_quantity", 1) < 1:
        sheet.wrong(f"{name}.maximumQuantity", "must be 1 or more.")
    values = (bird["amount"], bird["days_before"], bird.get("maximum_quantity"), before.get("discount_taken") or 0)
    return dict(zip(keys, values, strict=True))


def _check_paid(act: Act, sheet: Sheet, event_id: int, before: Given, fee: Fee) -> None:
    """What has been paid stays comparable with the fee."""
    changes = fee.row is None or (before and before["currency"] != fee.row["currency"])
    if changes and act.all.scalar(select(exists().where(db.Payment.event_id == event_id))):
        field = "feeOption.enabled" if fee.row is None else "feeOption.fee.currency"
        sheet.wrong(field, "cannot change: the event has been paid for.", Code.CONFLICT)


def _follow(act: Act, event_id: int, fee: Given | None) -> None:
    """Whoever comes or waits owes a fee that must be paid, but for those who run the event."""
    r, h, m, e = db.Rsvp, db.EventHost, db.Membership, db.Event
    theirs = (r.event_id == event_id, r.status.in_(IN))
    if fee is None:
        pending = (*theirs, r.pay_status.in_((PayStatus.PENDING, PayStatus.EXEMPT)))
        act.all.execute(update(r).where(*pending).values(pay_status=PayStatus.NONE))
    if fee is None or not fee["required"]:
        return
    group = select(e.group_id).where(e.id == event_id).scalar_subquery()
    hosts = select(h.member_id).where(h.event_id == event_id)
    leaders = select(m.member_id).where(m.group_id == group, m.role != Role.MEMBER)
    runs = or_(r.member_id.in_(hosts), r.member_id.in_(leaders))
    for status, who in ((PayStatus.EXEMPT, runs), (PayStatus.PENDING, ~runs)):
        owing = update(r).where(*theirs, r.pay_status == PayStatus.NONE, who).values(pay_status=status)
        act.all.execute(owing.execution_options(synchronize_session=False))
