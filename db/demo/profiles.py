"""What the demo's members say of themselves to Convene alone, and how those of the paying group pay."""

from datetime import UTC, datetime, timedelta
from random import Random

import db
from db.demo import chance
from db.demo.clock import DAY, Clock
from db.demo.ids import DEMO_MEMBER_ID, DEMO_ORGANIZER_ID
from db.demo.rows import Row, Rows
from db.enums import DuesStatus
from db.member_enums import DuesMethod, MemberGender, ReasonForJoining

GENDERS, SHARES = list(MemberGender), [26, 44, 4, 22, 4]
SUBSCRIBERS = 0.06
METHODS = (DuesMethod.PAYPAL, DuesMethod.STRIPE, DuesMethod.CASH)
GRACE_DAYS = 60


def add(rows: Rows, clock: Clock) -> None:
    """Fill in the profiles; the demo's two people have told everything."""
    rng = chance.dice("profiles")
    for member in rows.of(db.Member):
        _tell(member, clock, rng, whole=member["id"] in (DEMO_ORGANIZER_ID, DEMO_MEMBER_ID))
    for membership in rows.of(db.Membership):
        if membership["dues_status"] in (DuesStatus.PAID, DuesStatus.GRACE):
            membership["dues_method"] = rng.choice(METHODS)
        if membership["dues_status"] == DuesStatus.GRACE:
            membership["dues_grace_until"] = membership["dues_paid_until"] + GRACE_DAYS * DAY


def _tell(member: Row, clock: Clock, rng: Random, whole: bool) -> None:
    reasons = rng.sample(list(ReasonForJoining), rng.randint(0 if not whole else 1, 3))
    day, named, subscribed = rng.randrange(365), rng.random() < 0.3, rng.random() < SUBSCRIBERS
    if whole and member["birth_year"] is None:
        member["birth_year"] = 1984
    if member["birth_year"] is not None and (whole or day % 3):
        born = datetime(member["birth_year"], 1, 1, tzinfo=UTC) + timedelta(days=day)
        member["birthday"] = int(born.timestamp()) * 1000
    member["gender"] = rng.choices(GENDERS, SHARES)[0]
    member["reasons_for_joining"] = reasons or None
    if whole or named:
        member["username"] = f"{member['name'].lower().replace(' ', '.')}.{member['id'] % 1_000_000}"
    if whole or subscribed:
        member["subscribed_until"] = clock.ago(-rng.randint(5, 300))
