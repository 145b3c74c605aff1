"""What an event costs: written, read back, owed, paid, on both databases."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import URL, select

import db
from db import demo
from tests.conftest import Databases, Graph
from tests.event_desk import ORGANIZER, Desk
from tests.rsvping import RSVP

FEE = """query ($id: ID!) { event(id: $id) { feeSettings { accepts amount currency required hasPromoCodes
  refundPolicy { notes policies days } earlyBirdDiscount { amount daysBefore maximumQuantity discountTicketsRemaining
  promotionEnds } } rsvpSettings { refundPolicy { notes } } } }"""
PAID = """mutation ($input: RecordEventPaymentInput!) { recordEventPayment(input: $input) {
  errors { code field message } rsvp { payStatus } event { id } } }"""
MEMBER = demo.DEMO_MEMBER_ID


@pytest.fixture(scope="module")
def desk(graphs: Callable[[URL, str], Graph], databases: Databases, kind: str) -> Desk:
    """A demo to change: each test has events of its own."""
    return Desk(graphs(databases.demo_to_change(kind), "fast"))


def fee_of(desk: Desk, event: Any) -> Any:
    """What an event costs."""
    return desk.graph.data(FEE, {"id": event["id"]}, ORGANIZER)["event"]["feeSettings"]


def record(desk: Desk, event: Any, paid: bool, viewer: int = ORGANIZER, **also: Any) -> Any:
    """The pay status that comes of it, or the codes of what is refused."""
    given = {"eventId": event["id"], "memberId": str(MEMBER), "paid": paid, **also}
    payload = desk.graph.data(PAID, {"input": given}, viewer)["recordEventPayment"]
    if payload["errors"]:
        return [(error["code"], error["field"]) for error in payload["errors"]]
    return payload["rsvp"] and payload["rsvp"]["payStatus"]


def say(desk: Desk, event: Any, viewer: int = MEMBER, **given: Any) -> Any:
    """A member's answer: the pay status, or the codes of what is refused."""
    asked = {"input": {"eventId": event["id"], "response": "YES", **given}}
    payload = desk.graph.data(RSVP, asked, viewer)["rsvp"]
    if payload["errors"]:
        return [error["code"] for error in payload["errors"]]
    return payload["rsvp"]["payStatus"]


WHOLE = {
    "amount": 20,
    "currency": "EUR",
    "paymentMethod": "PAYPAL",
    "refundPolicy": "No questions asked",
    "earlyBirdDiscount": {"amount": 4.5, "daysBefore": 3, "maximumQuantity": 2},
}


def test_a_fee_is_read_back_and_edited(desk: Desk) -> None:
    event = desk.create(startDateTime="2026-12-03T18:30", feeOption=WHOLE)
    policy: dict[str, Any] = {"notes": "No questions asked", "policies": [], "days": None}
    bird = {"amount": 4.5, "daysBefore": 3, "maximumQuantity": 2, "discountTicketsRemaining": 1}
    assert fee_of(desk, event) == {
        "accepts": "PAYPAL",
        "amount": 20.0,
        "currency": "EUR",
        "required": True,
        "hasPromoCodes": False,
        "refundPolicy": policy,
        "earlyBirdDiscount": {**bird, "promotionEnds": "2026-11-30T18:30:00-08:00"},
    }
    desk.edit(event, feeOption={"enabled": True})
    assert fee_of(desk, event)["amount"] == 20.0
    desk.edit(event, feeOption={"enabled": True, "fee": {"amount": 10, "refundPolicy": ""}})
    changed = fee_of(desk, event)
    assert (changed["amount"], changed["currency"], changed["accepts"], changed["required"]) == (
        10,
        "USD",
        "CASH",
        False,
    )
    assert (changed["refundPolicy"], changed["earlyBirdDiscount"]["daysBefore"]) == (None, 3)
    desk.edit(
        event, feeOption={"enabled": True, "fee": {"amount": 10, "earlyBirdDiscount": {"amount": 0, "daysBefore": 1}}}
    )
    assert fee_of(desk, event)["earlyBirdDiscount"] is None
    desk.edit(event, feeOption={"enabled": False})
    assert fee_of(desk, event) is None
    assert desk.refusals("editEvent", eventId=event["id"], feeOption={"enabled": True}) == [
        ("BAD_USER_INPUT", "feeOption.fee")
    ]
    assert fee_of(desk, desk.create(feeOption={})) is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"amount": -1}, "amount"),
        ({"amount": 1_000_001}, "amount"),
        ({"amount": 5, "paymentMethod": "AMAZON"}, "paymentMethod"),
        ({"amount": 5, "currency": "XXX"}, "currency"),
        ({"amount": 5, "refundPolicy": "x" * 251}, "refundPolicy"),
        ({"amount": 5, "paypalEmail": "a@example.org"}, "paypalEmail"),
        ({"amount": 5, "promoCodes": [{"promoCode": "x"}]}, "promoCodes"),
        ({"amount": 5, "earlyBirdDiscount": {"amount": 5, "daysBefore": 1}}, "earlyBirdDiscount.amount"),
        ({"amount": 5, "earlyBirdDiscount": {"amount": 1, "daysBefore": 0}}, "earlyBirdDiscount.daysBefore"),
        (
            {"amount": 5, "earlyBirdDiscount": {"amount": 1, "daysBefore": 1, "maximumQuantity": 0}},
            "earlyBirdDiscount.maximumQuantity",
        ),
    ],
)
def test_what_no_fee_can_be_is_refused_by_its_name(given: dict[str, Any], field: str, desk: Desk) -> None:
    named: dict[str, Any] = {"title": "Fee", "groupUrlname": demo.DEMO_GROUP}
    assert desk.refusals("createEvent", **named, feeOption=given) == [("BAD_USER_INPUT", f"feeOption.{field}")]


def test_money_is_for_organizers(desk: Desk) -> None:
    event = desk.create(startDateTime="2026-12-03T18:30", eventHosts=[MEMBER], feeOption={"amount": 5})
    assert desk.refusals("editEvent", MEMBER, eventId=event["id"], feeOption={"enabled": False}) == [
        ("FORBIDDEN", "feeOption")
    ]
    named: dict[str, Any] = {"title": "Fee", "groupUrlname": demo.DEMO_GROUP}
    assert desk.refusals("createEvent", MEMBER, **named, feeOption={"amount": 5}) == [("FORBIDDEN", "feeOption")]
    assert record(desk, event, True, MEMBER) == [("FORBIDDEN", "eventId")]


def test_a_member_pays_and_comes(desk: Desk) -> None:
    event = desk.create(startDateTime="2026-12-03T18:30", feeOption=WHOLE)
    assert say(desk, event) == ["PAYMENT_REQUIRED"]
    assert record(desk, event, False) == [("CONFLICT", "memberId")]
    assert record(desk, event, True, amount=0) == [("BAD_USER_INPUT", "amount")]
    assert record(desk, event, True, memberId="1") == [("NOT_FOUND", "memberId")]
    assert record(desk, event, True) is None
    assert say(desk, event) == ["REFUND_POLICY"]
    assert say(desk, event, agreeToRefund=True) == "PAID"
    assert fee_of(desk, event)["earlyBirdDiscount"]["discountTicketsRemaining"] == 0
    assert record(desk, event, True) == [("CONFLICT", "memberId")]
    assert desk.refusals("editEvent", eventId=event["id"], feeOption={"enabled": False}) == [
        ("CONFLICT", "feeOption.enabled")
    ]
    assert desk.refusals("deleteEvent", eventId=event["id"]) == [("CONFLICT", "removeFromCalendar")]
    assert record(desk, event, False) == "PENDING"
    assert record(desk, event, True) == "PAID"
    with desk.all() as rows:
        (payment,) = rows.execute(select(db.Payment).where(db.Payment.event_id == int(event["id"]))).scalars()
        assert (payment.amount, payment.currency, payment.method) == (15.5, "EUR", "PAYPAL")


def test_who_has_answered_owes_what_is_asked_later(desk: Desk) -> None:
    event = desk.create(startDateTime="2026-12-03T18:30")
    assert record(desk, event, True) == [("CONFLICT", "eventId")]
    assert say(desk, event, guestsCount=1) == "NONE"
    desk.edit(event, feeOption={"enabled": True, "fee": {"amount": 7, "required": True}})
    assert say(desk, event) == "PENDING"
    assert record(desk, event, True) == "PAID"
    with desk.all() as rows:
        found = rows.scalars(select(db.Payment.amount).where(db.Payment.event_id == int(event["id"]))).all()
        statuses = rows.scalars(select(db.Rsvp.pay_status).where(db.Rsvp.event_id == int(event["id"]))).all()
    assert (found, sorted(statuses)) == ([14.0], ["EXEMPT", "PAID"])
    assert record(desk, event, False) == "PENDING"
    desk.edit(event, feeOption={"enabled": False})
    assert say(desk, event) == "NONE"
