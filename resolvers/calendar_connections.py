"""What connected calendars and calendar feeds answer: to their member alone."""

from resolvers import nouns
from resolvers.fields import Args, Connection, Count, Cursor, Derived, Edges, Order, PageFacts, Row
from resolvers.times import utc


def _by_start(b: Row, _args: Args) -> Order:
    return Order((b.starts_at, b.id))


nouns.CALENDAR_CONNECTION.fields = {
    "refreshed_time": Derived(lambda c: utc(c.refreshed_at)),
    "next_refresh_time": Derived(lambda c: utc(c.next_refresh_at)),
    "read_until": Derived(lambda c: utc(c.read_until)),
    "created_time": Derived(lambda c: utc(c.created_at)),
    "busy": Connection(nouns.CALENDAR_BUSY, to="connection_id", order=_by_start),
}
nouns.CALENDAR_BUSY.fields = {
    "edges": Edges(nouns.CALENDAR_BUSY_EDGE),
    "page_info": PageFacts(),
    "total_count": Count(),
}
nouns.CALENDAR_BUSY_EDGE.fields = {
    "cursor": Cursor(),
    "start": Derived(lambda b: utc(b.starts_at)),
    "end": Derived(lambda b: utc(b.ends_at)),
}
nouns.CALENDAR_FEED.fields = {"created_time": Derived(lambda f: utc(f.created_at))}
