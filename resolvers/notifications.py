"""What a member is told: each notification's published kind follows from the word that commands leave."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal_column, or_

import db
from db.base import word
from db.member_enums import NotificationCategory, NotificationKind, NotificationPhotoType
from resolvers import nouns
from resolvers.events import event_url
from resolvers.fields import (
    Args,
    Column,
    Connection,
    Count,
    Cursor,
    Derived,
    Edges,
    One,
    Order,
    PageFacts,
    Part,
    Row,
    pick,
    rows_of,
    some,
)
from resolvers.times import utc

KINDS = {
    "announcement": NotificationKind.EVENT_ANNOUNCE,
    "cancellation": NotificationKind.EVENT_CANCEL,
    "membership": NotificationKind.JOIN,
    "membership_request": NotificationKind.PENDING_MEMBER,
    "promotion": NotificationKind.RSVP_CONFIRM,
    "seat": NotificationKind.SPOT_OPEN,
}
"""Of the words that `Act.notify` is called with; any other is CUSTOM."""
OF_GROUPS = ("membership", "membership_request")
TO_ORGANIZERS = ("membership_request",)
URGENT = ("cancellation", "promotion", "seat")


def _is(n: Row, words: tuple[str, ...]) -> ColumnElement[bool]:
    return or_(*(n.kind == literal_column(f"'{each}'") for each in words))


def _where(n: Row, args: Args) -> list[ColumnElement[bool]]:
    return [_is(n, TO_ORGANIZERS)] if args.get("filter", {}).get("organizer_only") else []


def _kind(n: Row) -> Any:
    kinds: dict[Any, Any] = {literal_column(f"'{each}'"): word(kind) for each, kind in KINDS.items()}
    return case(kinds, value=n.kind, else_=word(NotificationKind.CUSTOM))


def _category(n: Row) -> Any:
    return case(
        (n.event_id.is_not(None), word(NotificationCategory.EVENT)),
        (_is(n, OF_GROUPS), word(NotificationCategory.GROUP)),
        else_=word(NotificationCategory.DEFAULT),
    )


def _of_event(n: Row, column: Any) -> Any:
    e = rows_of(db.Event)
    return pick(e, column(e), e.id == n.event_id)


def _has_picture(n: Row) -> Any:
    e = rows_of(db.Event)
    pictured = some(e, e.id == n.event_id, e.photo_id.is_not(None))
    return case((pictured, word(NotificationPhotoType.EVENT)))


def _unread(m: Row) -> Any:
    n = rows_of(db.Notification)
    return pick(n, func.count(), and_(n.member_id == m.id, n.read_at.is_(None)))


NOTIFICATIONS = Connection(
    nouns.MEMBER_NOTIFICATIONS,
    to="member_id",
    order=lambda n, _: Order((n.created_at, n.id), descending=True),
    where=_where,
)

nouns.MEMBER_NOTIFICATIONS.fields = {
    "edges": Edges(nouns.NOTIFICATION_EDGE),
    "page_info": PageFacts(),
    "total_count": Count(),
    "unread_count": Derived(_unread),
}
nouns.NOTIFICATION_EDGE.fields = {"cursor": Cursor(), "node": Part(nouns.NOTIFICATION)}
nouns.NOTIFICATION.fields = {
    "text": Column("text"),
    "kind": Derived(_kind),
    "category": Derived(_category),
    "read": Derived(lambda n: n.read_at.is_not(None)),
    "clicked": Derived(lambda n: n.clicked_at.is_not(None)),
    "important": Derived(lambda n: _is(n, URGENT)),
    "link": Derived(lambda n: _of_event(n, event_url)),
    "photo": One(nouns.PHOTO, key=lambda n: _of_event(n, lambda e: e.photo_id)),
    "photo_type": Derived(_has_picture),
    "updated_at": Derived(lambda n: utc(n.created_at)),
    "event": One(nouns.EVENT, key="event_id"),
}
