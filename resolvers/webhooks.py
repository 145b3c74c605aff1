"""What webhooks and their logs answer."""

from typing import Any

from sqlalchemy import ColumnElement, case, false, or_

from db.base import word
from db.webhook_enums import DeliveryStatus
from resolvers import nouns
from resolvers.fields import Args, Connection, Count, Cursor, Derived, Edges, Lookup, One, Order, PageFacts, Part, Row
from resolvers.keys import by_number
from resolvers.meetings import instant


def _status(d: Row) -> Any:
    done, given_up = word(DeliveryStatus.DELIVERED), word(DeliveryStatus.FAILED)
    waiting = (d.next_try_at.is_not(None), word(DeliveryStatus.PENDING))
    return case((d.delivered_at.is_not(None), done), waiting, else_=given_up)


def _deliveries(d: Row, args: Args) -> list[ColumnElement[bool]]:
    if "status" not in args:
        return []
    return [or_(false(), *(_status(d) == word(status) for status in args["status"]))]


def _newest_first(row: Row, _args: Args) -> Order:
    return Order((row.id,), descending=True)


def _by_id(row: Row, _args: Args) -> Order:
    return Order((row.id,))


DELIVERIES = Connection(nouns.DELIVERIES, to="webhook_id", order=_newest_first, where=_deliveries)
WEBHOOK = Lookup(nouns.WEBHOOK, by=lambda args: by_number(args["id"]), keys=("id",))
WEBHOOKS = Connection(nouns.WEBHOOKS, order=_by_id)

nouns.WEBHOOK.fields = {
    "owner": One(nouns.MEMBER, key="member_id"),
    "workspace": One(nouns.WORKSPACE, key="workspace_id"),
    "deliveries": DELIVERIES,
    "rotated_time": instant("rotated_at"),
    "created_time": instant("created_at"),
    "updated": instant("updated_at"),
}
nouns.DELIVERIES.fields = {"edges": Edges(nouns.DELIVERY_EDGE), "page_info": PageFacts(), "total_count": Count()}
nouns.DELIVERY_EDGE.fields = {"cursor": Cursor(), "node": Part(nouns.WEBHOOK_DELIVERY)}
nouns.WEBHOOK_DELIVERY.fields = {
    "status": Derived(_status),
    "created_time": instant("created_at"),
    "tried_time": instant("tried_at"),
    "delivered_time": instant("delivered_at"),
    "next_try_time": instant("next_try_at"),
}
nouns.WEBHOOKS.fields = {"edges": Edges(nouns.WEBHOOK_EDGE), "page_info": PageFacts(), "total_count": Count()}
nouns.WEBHOOK_EDGE.fields = {"cursor": Cursor(), "node": Part(nouns.WEBHOOK)}
