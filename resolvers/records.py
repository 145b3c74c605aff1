"""Rows as GraphQL types see them: tuples whose fields are found through a shape."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from resolvers.context import scope
from resolvers.fields import Connection
from resolvers.pages import page_of


@dataclass
class Shape:
    """Where in a row tuple each field lies, parts of the row under their own names."""

    slots: dict[str, int] = field(default_factory=dict)
    parts: dict[str, "Shape"] = field(default_factory=dict)


class Record:
    """A row as one GraphQL type sees it."""

    __slots__ = ("row", "shape")

    def __init__(self, row: Sequence[Any], shape: Shape) -> None:
        self.row = row
        self.shape = shape

    def __getitem__(self, name: str) -> Any:
        return self.row[self.shape.slots[name]]


class Found(Record):
    """A connection of a row: its own fields are the parent's, its page is loaded when asked for."""

    __slots__ = ("args", "edge", "key", "page")

    def __init__(self, parent: Record | None, name: str, edge: Connection, args: dict[str, Any]) -> None:
        super().__init__(parent.row if parent else (), parent.shape.parts[name] if parent else Shape())
        self.edge = edge
        self.key = 0 if parent is None or edge.to is None else parent[name]
        self.page = page_of(args, scope.get().request.largest_page)
        self.args = args


@dataclass(frozen=True)
class Window:
    """The rows of a page, and whether its own limits left any out."""

    rows: Sequence[Record]
    more_before: bool
    more_after: bool
