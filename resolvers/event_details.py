"""What hangs on an event answers: its speaker, series, hosts, places, fee and questions."""

from typing import Any

from sqlalchemy import case, false, func

import db
from db.base import word
from db.currencies import Currency
from db.expressions import iso_datetime
from resolvers import nouns
from resolvers.fields import Column, Derived, One, Part, Row, pick, rows_of
from resolvers.zones import DAY


def _currency(f: Row) -> Any:
    """The code, as far as it is one: imports take what old answers say."""
    known = f.currency.in_([word(code) for code in Currency])
    return case((known, f.currency), else_=word(Currency.XXX))


def _discounts_left(f: Row) -> Any:
    left = f.discount_limit - f.discount_taken
    return case((left < 0, 0), else_=left)


def _promotion_ends(f: Row) -> Any:
    e = rows_of(db.Event)
    return pick(e, iso_datetime(e.starts_at - f.discount_days * DAY, e.utc_offset), e.id == f.event_id)


def _photo_of(member_id: Any) -> Any:
    m = rows_of(db.Member)
    return pick(m, m.photo_id, m.id == member_id)


def _of_venue(link: Row, column: str) -> Any:
    v = rows_of(db.Venue)
    return pick(v, getattr(v, column), v.id == link.venue_id)


_MEMBER = One(nouns.MEMBER, key="member_id")
nouns.SPEAKER.fields = {"photo": One(nouns.PHOTO, key="portrait_id")}
nouns.SERIES.fields = {
    "weekly_recurrence": Part(nouns.WEEKLY, lambda s: s.weekly_days.is_not(None)),
    "monthly_recurrence": Part(nouns.MONTHLY, lambda s: s.monthly_day.is_not(None)),
}
nouns.WEEKLY.fields = {"weekly_days_of_week": Column("weekly_days")}
nouns.MONTHLY.fields = {"monthly_day_of_week": Column("monthly_day"), "monthly_week_of_month": Column("monthly_week")}
nouns.EVENT_HOST.fields = {
    "name": Derived("name", of=_MEMBER),
    "member": _MEMBER,
    "member_photo": One(nouns.PHOTO, key=lambda h: _photo_of(h.member_id)),
}
nouns.EVENT_VENUE.fields = {
    "venue": One(nouns.VENUE, key="venue_id"),
    "lat": Derived(lambda v: func.coalesce(v.pin_lat, _of_venue(v, "lat"))),
    "lon": Derived(lambda v: func.coalesce(v.pin_lon, _of_venue(v, "lon"))),
    "is_repinned": Derived(lambda v: v.pin_lat.is_not(None)),
}
nouns.FEE.fields = {
    "currency": Derived(_currency),
    "refund_policy": One(nouns.REFUND_POLICY, key="event_id", to="event_id"),
    "early_bird_discount": Part(nouns.EARLY_BIRD, lambda f: f.discount.is_not(None)),
    "has_promo_codes": Derived(lambda _: false()),
}
nouns.EARLY_BIRD.fields = {
    "id": Column("event_id"),
    "amount": Column("discount"),
    "days_before": Column("discount_days"),
    "maximum_quantity": Column("discount_limit"),
    "discount_tickets_remaining": Derived(_discounts_left),
    "promotion_ends": Derived(_promotion_ends),
}
nouns.QUESTION.fields = {"question_id": Column("id"), "required": Derived(lambda _: false())}
