"""The one way to page: arguments, cursors, and the window of rows that they mean (Relay's algorithm)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import BigInteger, ColumnElement, Integer, Select, Text, bindparam, false, or_, true, tuple_
from sqlalchemy.sql.functions import FunctionElement

from db.expressions import as_json, hexed, joined
from resolvers.errors import BadInput
from resolvers.fields import Order

DEFAULT_PAGE = 20
LARGEST_PAGE = 500
LARGEST_TRUSTED_PAGE = 10_000
LARGEST_OFFSET = 10_000
LARGEST_TRUSTED_OFFSET = 2**31 - 1
PAGE_ARGUMENTS = ("first", "after", "last", "before", "offset")
_START = "MA=="


@dataclass(frozen=True)
class Page:
    """A slice of a connection: cursors cut first, then `first`, then `last`. `offset` skips rows after `after`."""

    first: Any = None
    last: Any = None
    offset: Any = None
    after: Any = None
    before: Any = None

    def fetch(self) -> int:
        """How many rows answer the page and tell whether there are more (numbers only, no parameters)."""
        return int(max(self.first or 0, self.last or 0)) + 1


def page_of(args: dict[str, Any], largest: int) -> Page:
    """Take the paging arguments out of `args`. Without `first` and `last` a page has 20 rows."""
    given = {name: args.pop(name) for name in PAGE_ARGUMENTS if name in args}
    for name in ("first", "last"):
        if name in given and not 0 <= given[name] <= largest:
            raise BadInput(name, f"must be from 0 to {largest}, not {given[name]}.")
    if not 0 <= given.get("offset", 0) <= (LARGEST_OFFSET if largest == LARGEST_PAGE else LARGEST_TRUSTED_OFFSET):
        raise BadInput("offset", f"must be from 0 to {LARGEST_OFFSET}; use `after` to go further.")
    if given.get("offset") and "last" in given:
        raise BadInput("offset", "goes with `first`, not with `last`.")
    if "first" not in given and "last" not in given:
        given["first"] = DEFAULT_PAGE
    for name in ("after", "before"):
        if name in given:
            given[name] = _decoded(name, given[name])
    if given.get("before") == ():
        raise BadInput("before", "the start has nothing before it.")
    if not given.get("offset"):
        given.pop("offset", None)
    return Page(**{name: value for name, value in given.items() if value != ()})


def _decoded(name: str, cursor: str) -> tuple[Any, ...]:
    if cursor == _START:
        return ()
    try:
        keys = orjson.loads(bytes.fromhex(cursor))
        if not isinstance(keys, list) or not all(_is_key(key) for key in keys):
            raise ValueError(cursor)
    except ValueError:
        raise BadInput(name, "is not a cursor of this connection.") from None
    return tuple(keys)


def _is_key(key: Any) -> bool:
    """Something that a column can hold: 64 bits, or text without NUL."""
    return -(2**63) <= key < 2**63 if type(key) is int else type(key) is str and "\x00" not in key


def check_cursors(page: Page, order: Order) -> None:
    """Refuse a cursor that some other connection gave out: its keys must have the types of this order's."""
    kinds = [int if isinstance(key.type, Integer) else str for key in order.keys]
    for name in ("after", "before"):
        cursor = getattr(page, name)
        if cursor is not None and [type(key) for key in cursor] != kinds:
            raise BadInput(name, "is not a cursor of this connection.")


def cursor_of(order: Order) -> FunctionElement[str]:
    """The cursor of a row, as SQL: its order keys as JSON, hexadecimal so that it is opaque and needs no escaping."""
    parts: list[Any] = []
    for key in order.keys:
        parts += [",", as_json(key)]
    return hexed(joined("[", *parts[1:], "]"))


def cut(statement: Select[Any], order: Order, page: Page) -> Select[Any]:
    """The statement between the page's cursors."""
    if page.after is not None:
        statement = statement.where(_beyond(order, page.after, order.descending))
    if page.before is not None:
        statement = statement.where(_beyond(order, page.before, not order.descending))
    return statement


def preceding(statement: Select[Any], order: Order, page: Page) -> Select[Any]:
    """The rows in front of a page: at or before `after`, or skipped by `offset`."""
    ahead: list[ColumnElement[bool]] = []
    if page.after is not None:
        ahead.append(_beyond(order, page.after, not order.descending, at=True))
    if page.offset is not None:
        ahead.append(true() if page.before is None else _beyond(order, page.before, not order.descending))
    return statement.where(or_(false(), *ahead))


def following(statement: Select[Any], order: Order, page: Page) -> Select[Any]:
    """The rows at or behind `before`."""
    return statement.where(_beyond(order, page.before, order.descending, at=True))


def _beyond(order: Order, cursor: Sequence[Any], smaller: bool, at: bool = False) -> ColumnElement[bool]:
    """Rows whose keys are beyond the cursor's, as one row-value comparison that an index answers."""
    here = tuple_(*order.keys)
    there = tuple_(*(_bound(key, value) for key, value in zip(order.keys, cursor, strict=True)))
    if at:
        return here <= there if smaller else here >= there
    return here < there if smaller else here > there


def _bound(key: ColumnElement[Any], value: Any) -> Any:
    if isinstance(value, int | str):
        return bindparam(None, value, type_=BigInteger() if isinstance(key.type, Integer) else Text(), unique=True)
    return value


def ordered(statement: Select[Any], order: Order, backwards: bool = False) -> Select[Any]:
    """The statement in the order, or in its reverse."""
    return statement.order_by(*directed(order, backwards))


def directed(order: Order, backwards: bool) -> list[Any]:
    """The order's keys with their direction."""
    descending = order.descending != backwards
    return [key.desc() if descending else key.asc() for key in order.keys]
