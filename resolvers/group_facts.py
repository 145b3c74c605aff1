"""What a group shows of itself beyond who and when: what it asks, where else it is, its figures, rooms and pictures."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Double, and_, case, cast, func, literal_column, not_, or_

import db
from db.base import word
from db.enums import EventStatus, MembershipStatus, Role
from db.expressions import joined
from db.group_enums import Currency, DuesPaymentType
from db.visibility import leads, member_of
from resolvers import nouns
from resolvers.fields import (
    Args,
    Column,
    Connection,
    Count,
    Cursor,
    Declaration,
    Derived,
    Edges,
    Many,
    One,
    Order,
    PageFacts,
    Part,
    Row,
    mail_host,
    now,
    pick,
    rows_of,
    some,
)
from resolvers.times import utc

BANNED = (
    MembershipStatus.BLOCKED,
    MembershipStatus.BOOTED,
    MembershipStatus.GROUP_BLOCKED,
    MembershipStatus.GROUP_BLOCKED_ORG,
)
TAKING_PART = (MembershipStatus.ACTIVE, MembershipStatus.LEADER)


def _count(g: Row, *statuses: MembershipStatus, leading: bool = False) -> Any:
    """How many memberships that the viewer sees have one of these statuses."""
    m = rows_of(db.Membership)
    rank = [m.role != word(Role.MEMBER)] if leading else []
    return pick(m, func.count(), m.group_id == g.id, or_(*(m.status == word(each) for each in statuses)), *rank)


def _reviews(g: Row) -> Any:
    e = rows_of(db.Event)
    comments = pick(e, cast(func.coalesce(func.sum(e.comment_count), 0), BigInteger), e.group_id == g.id)
    return g.rating_count + comments


def _by_time(e: Row, _args: Args) -> Order:
    return Order((e.sort_time, e.id), descending=True)


def _later(other: Row, e: Row) -> ColumnElement[bool]:
    """The other event of the same group comes after this one."""
    after = or_(other.sort_time > e.sort_time, and_(other.sort_time == e.sort_time, other.id > e.id))
    return and_(other.group_id == e.group_id, after)


def _room(e: Row) -> Any:
    """The place of an event, as far as the viewer sees it; of several the first that was entered."""
    link, v = rows_of(db.EventVenue), rows_of(db.Venue)
    return pick(link, func.min(link.venue_id), link.event_id == e.id, v.id == link.venue_id, not_(v.online), also=(v,))


def _took_place(e: Row) -> ColumnElement[bool]:
    return and_(e.status == word(EventStatus.ACTIVE), e.starts_at <= now)


def _last_in_its_room(e: Row, _args: Args) -> list[ColumnElement[bool]]:
    """Of the events in each room the last one stands for it."""
    other = rows_of(db.Event)
    room = _room(e)
    again = some(other, _later(other, e), _took_place(other), _room(other) == room)
    return [_took_place(e), room.is_not(None), not_(again)]


def _last_with_its_picture(e: Row, _args: Args) -> list[ColumnElement[bool]]:
    """Of the events with each picture the last one stands for it."""
    other, p = rows_of(db.Event), rows_of(db.Photo)
    dated = e.starts_at.is_not(None)
    again = some(other, _later(other, e), other.starts_at.is_not(None), other.photo_id == e.photo_id)
    return [dated, some(p, p.id == e.photo_id), not_(again)]


def _question(a: Row) -> Any:
    q = rows_of(db.GroupQuestion)
    return pick(q, q.text, q.id == a.question_id)


def can_add_photos(g: Row) -> ColumnElement[bool]:
    """The viewer may bring pictures to the group's albums."""
    return or_(leads(g.id), and_(g.allow_member_photo_uploads, member_of(g.id)))


def _payment_type(d: Row) -> ColumnElement[str]:
    paypal, card = (d.methods.like(f'%"{method}"%') for method in ("paypal", "credit_card"))
    other = word(DuesPaymentType.OTHER)
    return case((paypal, word(DuesPaymentType.PAYPAL)), (card, word(DuesPaymentType.STRIPE)), else_=other)


DUES_FACTS: dict[str, Declaration] = {
    "amount": Derived(lambda d: func.round(d.amount * 100, type_=Double())),
    "fee": Column("amount"),
    "currency": Derived(lambda d: case((or_(*(d.currency == word(each) for each in Currency)), d.currency))),
    "currency_code": Column("currency"),
    "payment_type": Derived(_payment_type),
}
"""Of `nouns.DUES`: the published amount is in hundredths, and the published currencies are fourteen."""

GROUP_FACTS: dict[str, Declaration] = {
    "can_add_photos": Derived(can_add_photos),
    "email_announce_address": Derived(
        lambda g: case((member_of(g.id), joined(g.list_address, "-announce@", mail_host)))
    ),
    "featured_event_photos": Connection(
        nouns.FEATURED_PHOTOS, to="group_id", order=_by_time, where=_last_with_its_picture
    ),
    "questions": Many(nouns.GROUP_QUESTION, to="group_id", order=("position", "id")),
    "social_networks": Many(nouns.SOCIAL_NETWORK, to="group_id", order=("position", "id")),
    "stats": Part(nouns.GROUP_STATS),
    "venues": Connection(nouns.GROUP_VENUES, to="group_id", order=_by_time, where=_last_in_its_room),
    "video": Part(nouns.GROUP_VIDEO, lambda g: g.video_url.is_not(None)),
}
"""Of `nouns.GROUP`."""

nouns.FEATURED_PHOTOS.fields = {
    "edges": Edges(nouns.FEATURED_PHOTO_EDGE),
    "page_info": PageFacts(),
    "total_count": Count(),
}
nouns.FEATURED_PHOTO_EDGE.fields = {"cursor": Cursor(), "node": One(nouns.PHOTO, key="photo_id")}
nouns.GROUP_VENUES.fields = {"edges": Edges(nouns.GROUP_VENUE_EDGE), "page_info": PageFacts(), "total_count": Count()}
nouns.GROUP_VENUE_EDGE.fields = {"cursor": Cursor(), "node": One(nouns.VENUE, key=_room)}
nouns.GROUP_VIDEO.fields = {"provider": Column("video_provider"), "url": Column("video_url")}
nouns.GROUP_QUESTION.fields = {"question": Column("text"), "sort": Column("position")}
nouns.GROUP_ANSWER.fields = {
    "question": Derived(_question),
    "answer": Column("text"),
    "updated_time": Derived(lambda a: utc(a.updated_at)),
}
nouns.GROUP_STATS.fields = {
    "event_ratings": Part(nouns.GROUP_RATINGS),
    "member_counts": Part(nouns.GROUP_COUNTS),
}
nouns.GROUP_RATINGS.fields = {
    "average": Derived(lambda g: func.coalesce(g.rating_average, literal_column("0.0"))),
    "total_ratings": Column("rating_count"),
    "total_reviews": Derived(_reviews),
}
nouns.GROUP_COUNTS.fields = {
    "all_": Column("member_count"),
    "banned": Derived(lambda g: _count(g, *BANNED)),
    "leadership": Derived(lambda g: _count(g, *TAKING_PART, leading=True)),
    "pending": Derived(lambda g: _count(g, MembershipStatus.PENDING)),
    "pending_payment": Derived(lambda g: _count(g, MembershipStatus.PENDING_PAYMENT)),
}
