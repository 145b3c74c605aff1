"""Messages between members: the threads of a member, and what is in them. Whoever takes part sees a thread."""

from typing import Any

from sqlalchemy import and_, func

import db
from db.visibility import viewer_id
from resolvers import nouns
from resolvers.fields import (
    Column,
    Connection,
    Count,
    Cursor,
    Derived,
    Edges,
    Link,
    Lookup,
    Many,
    One,
    Order,
    PageFacts,
    Part,
    Row,
    pick,
    rows_of,
)
from resolvers.keys import by_number
from resolvers.times import utc


def _unread(member_id: Any, *conditions: Any) -> Any:
    """How many messages of others the member has not read."""
    p, m = rows_of(db.ThreadMember), rows_of(db.ThreadMessage)
    own = and_(p.member_id == member_id, m.thread_id == p.thread_id, m.id > p.read_id, m.member_id != member_id)
    return pick(m, func.count(), own, *conditions, also=(p,))


def unread_messages(member: Row) -> Any:
    """How many messages of others a member has not read; none for anybody else's eyes."""
    return _unread(member.id, member.id == viewer_id)


def _unread_in(thread: Row) -> Any:
    return _unread(viewer_id, rows_of(db.ThreadMessage).thread_id == thread.id)


def _is_read(message: Row) -> Any:
    p = rows_of(db.ThreadMember)
    own = (p.thread_id == message.thread_id, p.member_id == viewer_id)
    return message.id <= func.coalesce(pick(p, p.read_id, *own), 0)


def _last_message(thread: Row) -> Any:
    m = rows_of(db.ThreadMessage)
    return pick(m, func.max(m.id), m.thread_id == thread.id)


def _order(part: Row, _: Any) -> Order:
    t = rows_of(db.Thread)
    return Order((pick(t, t.updated_at, t.id == part.thread_id), part.id), descending=True)


THREAD_BY_ID = Lookup(nouns.THREAD, by=lambda args: by_number(args["id"]), keys=("id",))
MEMBER_THREADS = Connection(
    nouns.MEMBER_THREADS,
    to="member_id",
    order=_order,
    where=lambda part, _: [part.member_id == viewer_id],
)
MESSAGES = Connection(
    nouns.THREAD_MESSAGES,
    to="thread_id",
    order=lambda m, _: Order((m.id,), descending=True),
)

nouns.MEMBER_THREADS.fields = {
    "edges": Edges(nouns.THREAD_EDGE),
    "page_info": PageFacts(),
    "total_count": Count(),
    "unread_count": Derived(unread_messages),
}
nouns.THREAD_EDGE.fields = {"cursor": Cursor(), "node": One(nouns.THREAD, key="thread_id")}
nouns.THREAD.fields = {
    "created_time": Derived(lambda t: utc(t.created_at)),
    "updated_time": Derived(lambda t: utc(t.updated_at)),
    "unread_count": Derived(_unread_in),
    "members": Many(nouns.MEMBER, to=Link(db.ThreadMember, "thread_id", "member_id"), order=("position", "member_id")),
    "last_message": One(nouns.THREAD_MESSAGE, key=_last_message),
    "messages": MESSAGES,
}
nouns.THREAD_MESSAGES.fields = {
    "edges": Edges(nouns.THREAD_MESSAGE_EDGE),
    "page_info": PageFacts(),
    "total_count": Count(),
}
nouns.THREAD_MESSAGE_EDGE.fields = {"cursor": Cursor(), "node": Part(nouns.THREAD_MESSAGE)}
nouns.THREAD_MESSAGE.fields = {
    "text": Column("text"),
    "created_time": Derived(lambda m: utc(m.created_at)),
    "sender": One(nouns.MEMBER, key="member_id"),
    "is_read": Derived(_is_read),
}
