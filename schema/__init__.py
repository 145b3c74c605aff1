"""The GraphQL contract: declarations only, put together here."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from db.reader import Reader
from schema import booking_enums, enums, group_enums, member_enums, search_enums, webhook_enums
from schema.documents import Documents, Rules
from schema.engine import Engine
from schema.limits import Bounds
from schema.mutations import Mutation
from schema.roots import Query
from schema.scalars import SCALARS
from schema.subscriptions import Subscription

schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=False),
)
documents = Documents(schema._schema, Rules())
"""For use in this process, without limits."""


def engine(reader: Reader | None, rules: Rules | None = None, forgiving: bool = False) -> Engine:
    """The engine over a database; without a plain reader everything runs on the ordinary executor. Where it is
    forgiving, that executor answers also for what the fast path does wrong.
    """
    return Engine(schema._schema, Documents(schema._schema, rules) if rules else documents, reader, forgiving)


__all__ = [
    "Bounds",
    "Engine",
    "Rules",
    "booking_enums",
    "engine",
    "enums",
    "group_enums",
    "member_enums",
    "schema",
    "search_enums",
    "webhook_enums",
]
