"""Root fields whose rows are computed: what of them an operation shows, as JSON text."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import orjson
from graphql import GraphQLObjectType, get_named_type

from resolvers.context import Request
from resolvers.fastpath.calls import Call, python_name
from resolvers.fastpath.compiler import declared
from resolvers.fastpath.selection import Collector, Selected
from resolvers.fields import Computed


@dataclass(frozen=True)
class Listing:
    """A computed root: the name of its call, and by the keys of its rows our names of their values (none for the name
    of their type, `face`).
    """

    call: str
    computed: Computed
    shown: Mapping[str, str]
    face: str

    @classmethod
    def of(cls, field: Selected, call: str, computed: Computed, collector: Collector) -> "Listing":
        """The listing that a field asks for."""
        kind = cast(GraphQLObjectType, get_named_type(cast(Any, field.definition).type))
        children = collector.collect(kind, field.selections)
        shown = {each.key: python_name(each.definition) if each.definition else "" for each in children}
        return cls(call, computed, shown, kind.name)

    async def json(self, call: Call, request: Request) -> str:
        """The JSON of its rows. Raises what their function raises."""
        rows = await self.computed.rows(call.args, request)
        return "null" if rows is None else await asyncio.to_thread(self._written, rows)

    def _written(self, rows: Sequence[Any]) -> str:
        face, shown = self.face, self.shown.items()
        return orjson.dumps([{key: row[name] if name else face for key, name in shown} for row in rows]).decode()


def computed(field: Selected) -> Computed | None:
    """The declaration of a field whose rows are computed."""
    declaration = declared(field.definition) if field.definition else None
    return declaration if isinstance(declaration, Computed) else None
