"""What a group of a pro network comes to, for who runs the group or the network."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Float, Integer, and_, case, cast, func, literal_column, or_

import db
from db.base import word
from db.enums import EventStatus, RsvpStatus
from db.member_enums import MemberGender
from db.network_visibility import administers_group
from db.visibility import leads
from resolvers import nouns
from resolvers.event_status import has_status
from resolvers.fields import Column, Derived, Part, Row, now, pick, rows_of, some
from resolvers.groups import ACTIVE
from resolvers.groups import has_status as has_standing
from resolvers.times import utc

YEAR = 31_556_952_000


def _members(g: Row, value: Any, *conditions: Any) -> Any:
    """Something about those who take part in the group."""
    s, m = rows_of(db.Membership), rows_of(db.Member)
    own = and_(s.group_id == g.id, has_standing(s, ACTIVE), m.id == s.member_id)
    return pick(s, value, own, *conditions, also=(m,))


def _events(g: Row, value: Any, status: EventStatus) -> Any:
    e = rows_of(db.Event)
    return pick(e, value, e.group_id == g.id, has_status(e, [status]))


def average_age(g: Row) -> Any:
    """In years, by the year of birth of those who gave it; 0 where nobody did."""
    born = rows_of(db.Member).birth_year
    year = literal_column("1970", Integer) + now // YEAR
    average = _members(g, func.avg(cast(born, Float)), born.is_not(None))
    return func.coalesce(cast(year, Float) - average, cast(0, Float))


def past_events(g: Row) -> Any:
    """How many events the group has held."""
    return _events(g, func.count(), EventStatus.PAST)


def upcoming_events(g: Row) -> Any:
    """How many events are to come."""
    return _events(g, func.count(), EventStatus.ACTIVE)


def last_event(g: Row) -> Any:
    """When the group met last."""
    return _events(g, func.max(rows_of(db.Event).starts_at), EventStatus.PAST)


def next_event_at(g: Row) -> Any:
    """When the group meets next."""
    return _events(g, func.min(rows_of(db.Event).starts_at), EventStatus.ACTIVE)


def repeat_rsvpers(g: Row) -> Any:
    """How many said yes to an event that was and to one that is to come."""
    r, e = rows_of(db.Rsvp), rows_of(db.Event)
    came = and_(e.group_id == g.id, has_status(e, [EventStatus.PAST]), r.event_id == e.id, _said_yes(r))
    other, later = rows_of(db.Rsvp, "again"), rows_of(db.Event, "later")
    coming = and_(later.group_id == g.id, has_status(later, [EventStatus.ACTIVE]), other.event_id == later.id)
    again = and_(coming, _said_yes(other), other.member_id == r.member_id)
    return pick(r, func.count(r.member_id.distinct()), came, again, also=(e, other, later))


def _said_yes(r: Row) -> ColumnElement[bool]:
    return r.status == word(RsvpStatus.YES)  # type: ignore[no-any-return]


def _share(*genders: MemberGender) -> Derived:
    """The share of members of these genders."""

    def share(g: Row) -> Any:
        gender = func.coalesce(rows_of(db.Member).gender, word(MemberGender.NOT_CHECKED))
        counts = case((or_(*(gender == word(each) for each in genders)), cast(1, Float)), else_=cast(0, Float))
        return func.coalesce(_members(g, func.avg(counts)), cast(0, Float))

    return Derived(share)


def may_see(g: Row) -> ColumnElement[bool]:
    """The group takes part in a network, and the viewer runs one of them."""
    tie = rows_of(db.NetworkGroup)
    return and_(some(tie, tie.group_id == g.id), or_(administers_group(g.id), leads(g.id)))


def _tie_status(g: Row) -> Any:
    tie = rows_of(db.NetworkGroup)
    return pick(tie, tie.status, tie.group_id == g.id)


def _yes(g: Row, function: Any) -> Any:
    return _events(g, function(rows_of(db.Event).yes_count), EventStatus.PAST)


nouns.GROUP_ANALYTICS.fields = {
    "average_age": Derived(average_age),
    "average_rsvps_per_event": Derived(
        lambda g: func.coalesce(_yes(g, lambda count: func.avg(cast(count, Float))), cast(0, Float))
    ),
    "gender_membership_ratios": Part(nouns.GENDER_RATIOS),
    "last_event_date": Derived(lambda g: utc(last_event(g))),
    "next_event_date": Derived(lambda g: utc(next_event_at(g))),
    "tie_status": Derived(_tie_status),
    "total_members": Column("member_count"),
    "total_past_events": Derived(past_events),
    "total_past_rsvps": Derived(lambda g: cast(func.coalesce(_yes(g, func.sum), 0), BigInteger)),
    "total_repeat_rsvpers": Derived(repeat_rsvpers),
    "total_upcoming_events": Derived(upcoming_events),
}
nouns.GENDER_RATIOS.fields = {
    "female_ratio": _share(MemberGender.FEMALE),
    "male_ratio": _share(MemberGender.MALE),
    "other_ratio": _share(MemberGender.OTHER),
    "unknown_ratio": _share(MemberGender.NOT_CHECKED, MemberGender.NONE),
}
