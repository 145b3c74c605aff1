"""What a comment answers, and the comments on an event."""

from db.enums import SortOrder
from resolvers import nouns
from resolvers.fields import Args, Connection, Count, Cursor, Derived, Edges, One, Order, PageFacts, Part, Row
from resolvers.times import utc


def _order(c: Row, args: Args) -> Order:
    return Order((c.created_at, c.id), args.get("sort") is SortOrder.DESC)


nouns.COMMENT.fields = {
    "event": One(nouns.EVENT, key="event_id"),
    "member": One(nouns.MEMBER, key="member_id"),
    "created_time": Derived(lambda c: utc(c.created_at)),
}
nouns.COMMENTS.fields = {"edges": Edges(nouns.COMMENT_EDGE), "page_info": PageFacts(), "total_count": Count()}
nouns.COMMENT_EDGE.fields = {"cursor": Cursor(), "node": Part(nouns.COMMENT)}

EVENT_COMMENTS = Connection(nouns.COMMENTS, to="event_id", order=_order)
