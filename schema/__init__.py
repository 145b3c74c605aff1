"""The GraphQL contract: declarations only, put together here with the extensions that serve every operation."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from db.reader import Reader
from schema import enums
from schema.documents import Documents
from schema.engine import Engine, OperationScope
from schema.roots import Query
from schema.scalars import SCALARS


class _Scope(OperationScope):
    """The scope of operations on the one schema of this process."""


schema = strawberry.Schema(
    query=Query,
    config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=False),
    extensions=[_Scope],
)
documents = Documents(schema._schema)
_Scope.documents = documents


def engine(reader: Reader | None) -> Engine:
    """The engine over a database; without a plain reader everything runs on the ordinary executor."""
    return Engine(schema, documents, reader)


__all__ = ["Engine", "engine", "enums", "schema"]
