"""Pages of a connection inside a statement: which rows, in which order, and what there is around them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import ColumnElement, Integer, Select, Subquery, false, literal_column, select

from db.expressions import outer
from resolvers.fastpath.calls import Call
from resolvers.fields import Connection, Order
from resolvers.pages import Page, cursor_of, cut, following, ordered, preceding


@dataclass(frozen=True)
class Joined:
    """Rows that each row of a select has exactly one of: they stand among its FROMs, as looking them up one by one
    takes longer.
    """

    rows: list[Any] = field(default_factory=list)
    conditions: list[Any] = field(default_factory=list)

    def add(self, row: Any, key: Any) -> None:
        """Join the row with this id."""
        self.rows.append(row)
        self.conditions.append(row.id == outer(key))

    def to(self, statement: Select[Any]) -> Select[Any]:
        """The statement with these rows among its FROMs. Not by JOIN: see `Reach.joined`."""
        return statement.select_from(*self.rows).where(*self.conditions)


@dataclass(frozen=True)
class Rows:
    """A connection of one parent: its row alias, order and page, and the select of its rows before any page."""

    edge: Connection
    row: Any
    order: Order
    call: Call
    conditions: list[Any]
    links: Sequence[Any] = ()
    """The table between the parent and the rows, if there is one."""
    joined: Joined = field(default_factory=Joined)

    def columns(self, *columns: Any) -> Select[Any]:
        """The rows with these columns."""
        statement = select(*columns).select_from(self.row, *self.links).where(*self.conditions)
        return self.joined.to(statement).correlate_except(self.row, *self.links, *self.joined.rows)


def window_of(rows: Rows, text: Any) -> tuple[Subquery, Order]:
    """The rows of the page, `j` the text, and what to order them by (they already are unless `last` cut them)."""
    page, order = cast(Page, rows.call.page), rows.order
    statement = cut(rows.columns(text.label("j"), *_labelled(order)), order, page)
    if page.first is not None:
        statement = ordered(statement, order).limit(page.first).offset(page.offset)
        if page.last is not None:
            statement, order = _again(statement, order)
    if page.last is not None:
        statement = ordered(statement, order, backwards=True).limit(page.last)
        statement, order = _again(statement, order)
        statement = ordered(statement, order)
    window = statement.subquery()
    return window, Order([window.c[key.name] for key in _labelled(rows.order)], order.descending)


def _labelled(order: Order) -> list[Any]:
    return [key.label(f"k{at}") for at, key in enumerate(order.keys)]


def _again(statement: Select[Any], order: Order) -> tuple[Select[Any], Order]:
    """A select from the statement, so that it can be ordered once more."""
    rows = statement.subquery()
    return select(*rows.c), Order([rows.c[key.name] for key in _labelled(order)], order.descending)


def _end(rows: Rows, backwards: bool) -> Any:
    window, order = window_of(rows, cursor_of(rows.order))
    return ordered(select(window.c.j), order, backwards).limit(1).scalar_subquery()


def _more(rows: Rows, skip: Any, backwards: bool = False) -> ColumnElement[bool]:
    """Whether rows are left between the cursors behind the first so many, or in front of the last so many."""
    statement = cut(rows.columns(_ONE), rows.order, cast(Page, rows.call.page))
    return ordered(statement, rows.order, backwards).offset(skip).limit(1).exists()


def _has_next(rows: Rows) -> ColumnElement[bool]:
    page = cast(Page, rows.call.page)
    if page.first is not None:
        return _more(rows, page.first if page.offset is None else page.first + page.offset)
    if page.before is not None:
        return following(rows.columns(_ONE), rows.order, page).exists()
    return false()


def _has_previous(rows: Rows) -> ColumnElement[bool]:
    page = cast(Page, rows.call.page)
    if page.last is not None:
        return _more(rows, page.last, backwards=True)
    if page.after is not None or page.offset is not None:
        return preceding(rows.columns(_ONE), rows.order, page).exists()
    return false()


_ONE = literal_column("1", Integer)
FACTS: dict[str, Callable[[Rows], Any]] = {
    "has_next_page": _has_next,
    "has_previous_page": _has_previous,
    "start_cursor": lambda rows: _end(rows, backwards=False),
    "end_cursor": lambda rows: _end(rows, backwards=True),
}
