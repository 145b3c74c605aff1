"""The one group that asks for dues, and how its members stand."""

from random import Random

import db
from db.demo import chance
from db.demo.clock import DAY, Clock
from db.demo.plans import Chapter, Seat
from db.demo.rows import Rows
from db.enums import DuesRequired, DuesStatus, PaymentMethod, PayStatus

PAYING_GROUP = "Houston-Area-API-Meetup"
AMOUNT = 24.0
TRIAL_DAYS = 60
LATE_AFTER = 400

STANDINGS = [DuesStatus.PAID, DuesStatus.GRACE, DuesStatus.UNPAID]


def add(rows: Rows, clock: Clock, chapters: list[Chapter]) -> None:
    """Add the dues, what has been paid, and bar from RSVPs whoever never paid."""
    chapter = next(chapter for chapter in chapters if chapter.fact.urlname == PAYING_GROUP)
    _add_terms(rows, chapter)
    rng = chance.dice("dues")
    for seat in chapter.seats:
        _settle(rows, clock, seat, DuesStatus.EXEMPT if seat in chapter.leaders else _standing(seat, rng), rng)


def _add_terms(rows: Rows, chapter: Chapter) -> None:
    rows.add(
        db.GroupDues,
        group_id=chapter.row["id"],
        amount=AMOUNT,
        currency="USD",
        interval="ANNUALLY",
        fee_description="per year",
        methods=["paypal", "credit_card", "other"],
        reasons=["cover_costs", "provide_supplies", "other"],
        reasons_other="A student's ticket to one conference each year",
        refund_policies=["group_closes", "custom"],
        required=DuesRequired.TO_RSVP,
        trial_days=TRIAL_DAYS,
    )


def _standing(seat: Seat, rng: Random) -> DuesStatus:
    if seat.age < TRIAL_DAYS:
        return DuesStatus.TRIAL
    late = 10 if seat.age > LATE_AFTER else 0
    return rng.choices(STANDINGS, [85, late, 7])[0]


def _settle(rows: Rows, clock: Clock, seat: Seat, status: DuesStatus, rng: Random) -> None:
    seat.membership["dues_status"] = status
    seat.membership["dues_trial_until"] = seat.membership["joined_at"] + TRIAL_DAYS * DAY
    seat.may_rsvp = status != DuesStatus.UNPAID
    if status in (DuesStatus.PAID, DuesStatus.GRACE):
        since = rng.uniform(366, LATE_AFTER) if status == DuesStatus.GRACE else rng.uniform(0, 360)
        _pay(rows, clock, seat, min(since, seat.age))


def _pay(rows: Rows, clock: Clock, seat: Seat, days_ago: float) -> None:
    seat.membership["dues_paid_until"] = clock.ago(days_ago - 365)
    rows.add(
        db.Payment,
        group_id=seat.membership["group_id"],
        member_id=seat.member_id,
        amount=AMOUNT,
        currency="USD",
        status=PayStatus.PAID,
        method=PaymentMethod.PAYPAL,
        created_at=clock.ago(days_ago),
    )
