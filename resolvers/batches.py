"""The statements of the dataloaders: for each kind of edge, how a batch is asked for and what is made of its rows."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from aiodataloader import DataLoader
from sqlalchemy import ColumnElement, Select, Text, bindparam, func, literal_column, select
from sqlalchemy.orm import aliased

from db.expressions import KeyList, within
from resolvers import fields as kinds
from resolvers.context import Scope, Wanted, scope
from resolvers.fields import Args, Connection, Declaration, Link, Lookup, Many, Noun, One, Order, Through
from resolvers.pages import Page, check_cursors, cursor_of, cut, directed, following, ordered, preceding
from resolvers.records import Found, Record, Shape, Window

LARGEST_BATCH = 500


@dataclass(frozen=True)
class Query:
    """A batch's statement, which takes its keys as the parameter `keys`, and where it puts the fields.

    The first column of a row is the key that the row belongs to.
    """

    statement: Select[Any]
    shape: Shape

    async def rows(self, keys: list[Any], now: Scope) -> Sequence[Any]:
        """The rows of these keys, in one short session."""
        parameters = {**now.request.parameters, "keys": keys}
        now.request.trace.statements += 1
        async with now.request.session() as session:
            await session.connection()  # stopped on the way there, it would belong to nobody
            with now.running():
                rows: Sequence[Any] = (await session.execute(self.statement, parameters)).all()
            return rows

    async def lists(self, keys: list[Any], now: Scope) -> dict[Any, list[Record]]:
        """The rows of each key, in the statement's order."""
        found: dict[Any, list[Record]] = defaultdict(list)
        for values in await self.rows(keys, now):
            found[values[0]].append(Record(values, self.shape))
        return found


@dataclass(frozen=True)
class Batch:
    """How a loader answers: what to ask, once built and then kept with the document, and what to make of it.

    `identity` tells batches apart, in the operation's loaders and in the document's statements.
    """

    identity: Hashable
    build: Callable[[Wanted], Query]
    finish: Callable[[Query, list[Any], Scope], Awaitable[list[Any]]]

    def load(self, key: Any) -> Awaitable[Any]:
        """Ask the operation's loader for one key."""
        now = scope.get()
        loader = now.loaders.get(self.identity)
        if loader is None:

            async def load(keys: list[Any]) -> list[Any]:
                query = now.wanted.statement(self.identity, lambda: self.build(now.wanted))
                return await self.finish(query, keys, now)

            loader = now.loaders[self.identity] = DataLoader(load, max_batch_size=LARGEST_BATCH)
        # An error elsewhere may cancel whoever waits; the loader's future is everybody's and must go on.
        return asyncio.shield(loader.load(key))


def _frozen(value: Any) -> Hashable:
    if isinstance(value, Mapping):
        return tuple(sorted((name, _frozen(entry)) for name, entry in value.items()))
    if isinstance(value, list | tuple):
        return tuple(_frozen(entry) for entry in value)
    return (type(value).__name__, value.value) if isinstance(value, Enum) else value


@dataclass(frozen=True)
class Place:
    """What a row knows of the connection that it is in: its cursor there, and the connection's arguments."""

    cursor: Any = None
    args: Args = field(default_factory=dict)


NOWHERE = Place()


def lay_out(noun: Noun, row: Any, wanted: Wanted, columns: list[Any], place: Place = NOWHERE) -> Shape:
    """Append what is wanted of a noun to a statement's columns, and say where it went."""
    shape = Shape()
    names = wanted.fields.get(noun.face, frozenset())
    if place.cursor is not None and "PageInfo" in wanted.fields and "cursor" in noun.fields:
        names |= {"cursor"}  # PageInfo speaks of the rows' cursors
    for name in sorted(names):
        declaration = noun.declaration(name)
        value = _slot(noun, name, declaration, row, place)
        if value is not None:
            shape.slots[name] = len(columns)
            columns.append(value.label(f"c{len(columns)}"))
        if isinstance(declaration, kinds.Part | Connection):
            shape.parts[name] = lay_out(declaration.noun, row, wanted, columns, place)
    return shape


def _slot(noun: Noun, name: str, declaration: Declaration, row: Any, place: Place) -> Any:
    """The column that a field needs of the row: its value, or the key of its edge."""
    match declaration:
        case kinds.Derived():
            return noun.guarded(name, row, declaration.value(row), declaration.hidden)
        case kinds.Measured():
            return declaration.expression(row, place.args)
        case kinds.Cursor():
            return place.cursor
        case kinds.Part(when=when):
            return noun.guarded(name, row, when(row)) if when else None
        case One() | Many():
            return noun.guarded(name, row, kinds.attribute(row, declaration.key))
        case Through():
            return noun.guarded(name, row, row.id)
        case Connection():
            return kinds.attribute(row, declaration.key) if declaration.to is not None else None
    return None


def _keyed(column: Any) -> ColumnElement[bool]:
    """The column holds one of the keys that the statement is run with."""
    kind = KeyList(isinstance(column.type, Text))
    return within(column, bindparam("keys", type_=kind))


def _by_key(noun: Noun, column: str, where: kinds.Conditions, args: Args, wanted: Wanted) -> Query:
    row = noun.alias()
    columns = [getattr(row, column)]
    shape = lay_out(noun, row, wanted, columns)
    return Query(select(*columns).where(_keyed(columns[0]), *where(row, args)), shape)


async def _single(query: Query, keys: list[Any], now: Scope) -> list[Any]:
    found = {values[0]: Record(values, query.shape) for values in await query.rows(keys, now)}
    return [found.get(key) for key in keys]


def looked_up(edge: Lookup, args: Args, column: str) -> Batch:
    """One row by a key in this column; the other arguments decide whether it counts."""
    rest = {name: args[name] for name in args if name not in edge.keys}
    return Batch(
        ("lookup", edge, column, _frozen(rest)),
        lambda wanted: _by_key(edge.noun, column, edge.where, rest, wanted),
        _single,
    )


def one(edge: One) -> Batch:
    """The row that an edge leads to, or None."""
    return Batch(
        ("one", edge),
        lambda wanted: _by_key(edge.noun, edge.to, lambda row, _args: edge.where(row), {}, wanted),
        _single,
    )


def led_to(edge: Through, args: Args) -> Batch:
    """The row that a link leads to, if the link counts."""
    return Batch(("through", edge, _frozen(args)), lambda wanted: _linked(edge, args, wanted), _single)


def _linked(edge: Through, args: Args, wanted: Wanted) -> Query:
    row, link = edge.noun.alias(), aliased(edge.link.model)
    near = getattr(link, edge.link.near)
    columns = [near]
    shape = lay_out(edge.noun, row, wanted, columns)
    leads = getattr(link, edge.link.far) == row.id
    statement = select(*columns).select_from(row, link).where(leads, _keyed(near), *edge.where(link, args))
    return Query(statement, shape)


def many(edge: Many) -> Batch:
    """All rows that an edge leads to, in its order."""
    return Batch(("many", edge), lambda wanted: _all_of(edge, wanted), _lists)


def _all_of(edge: Many, wanted: Wanted) -> Query:
    row = edge.alias()
    reach = reached(edge.to, row)
    columns = [reach.parent]
    shape = lay_out(edge.noun, row, wanted, columns)
    statement = reach.joined(select(*columns).select_from(row)).where(_keyed(reach.parent), *edge.where(row))
    return Query(statement.order_by(*reach.order(edge)), shape)


async def _lists(query: Query, keys: list[Any], now: Scope) -> list[Any]:
    found = await query.lists(keys, now)
    return [found[key] for key in keys]


@dataclass(frozen=True)
class Reach:
    """How an edge gets to its rows: the aliases involved, and the column of the parent's key, or what stands for it."""

    rows: Sequence[Any]
    near: str | kinds.Expression
    on: Any = None

    @property
    def parent(self) -> Any:
        """What equals the parent's key."""
        return kinds.attribute(self.rows[-1], self.near)

    def order(self, edge: Many) -> list[Any]:
        """What a short list is ordered by: columns of its link, if it has one."""
        return [getattr(self.rows[-1], key) for key in edge.order]

    def joined(self, statement: Select[Any]) -> Select[Any]:
        """The statement with the link's table, if there is one. Not by JOIN: the criteria of a class reach its
        alias among the FROMs, but not an alias that is joined to.
        """
        return statement if self.on is None else statement.select_from(self.rows[1]).where(self.on)


def reached(to: str | kinds.Expression | Link, row: Any) -> Reach:
    """The way to an alias of an edge's target."""
    if not isinstance(to, Link):
        return Reach((row,), to)
    link = aliased(to.model)
    return Reach((row, link), to.near, getattr(link, to.far) == row.id)


@dataclass(frozen=True)
class _Base:
    """A connection's rows before any page is cut out of them."""

    statement: Select[Any]
    order: Order
    parent: ColumnElement[Any]
    shape: Shape

    def only(self, *columns: Any) -> Select[Any]:
        """The parents' keys and these columns of the rows."""
        return self.statement.with_only_columns(self.parent.label("parent"), *columns)


def _base(edge: Connection, args: Args, wanted: Wanted) -> _Base:
    row = edge.alias(args)
    order = edge.order(row, args)
    reach = reached(edge.to, row) if edge.to is not None else None
    parent = reach.parent if reach else literal_column("0")
    columns = [parent.label("parent")]
    shape = lay_out(edge.edge, row, wanted, columns, Place(cursor_of(order), args))
    statement = select(*columns).select_from(row).where(*edge.where(row, args))
    if reach:
        statement = reach.joined(statement).where(_keyed(parent))
    return _Base(statement, order, parent, shape)


def windows(found: Found) -> Batch:
    """The page of each parent."""
    edge, args, page = found.edge, found.args, found.page

    async def finish(query: Query, keys: list[Any], now: Scope) -> list[Any]:
        rows = await query.lists(keys, now)
        return [_sliced(rows[key], page) for key in keys]

    return Batch(
        ("window", edge, _frozen(args), page),
        lambda wanted: _paged(_base(edge, args, wanted), edge, page),
        finish,
    )


def _paged(base: _Base, edge: Connection, page: Page) -> Query:
    check_cursors(page, base.order)
    backwards = page.first is None
    statement = cut(base.statement, base.order, page)
    if edge.to is None:
        statement = ordered(statement, base.order, backwards).offset(page.offset).limit(page.fetch())
    else:
        statement = _numbered(statement, base, page, backwards)
    return Query(statement, base.shape)


def _numbered(statement: Select[Any], base: _Base, page: Page, backwards: bool) -> Select[Any]:
    """The first rows of each parent, by a window function."""
    by = directed(base.order, backwards)
    rows = statement.add_columns(
        func.row_number().over(partition_by=base.parent, order_by=by).label("number")
    ).subquery()
    skipped = page.offset or 0
    return (
        select(*list(rows.c)[:-1])
        .where(rows.c.number > skipped, rows.c.number <= skipped + page.fetch())
        .order_by(rows.c.number)
    )


def _sliced(rows: list[Record], page: Page) -> Window:
    """Relay's algorithm on what was fetched: `first`, then `last`, and whether either left rows out."""
    if page.first is None:
        return Window(rows[: page.last][::-1], len(rows) > page.last, False)
    chosen = rows[: page.first]
    if page.last is None:
        return Window(chosen, False, len(rows) > page.first)
    return Window(chosen[max(0, len(chosen) - page.last) :], len(rows) > page.last, len(rows) > page.first)


def any_beside(found: Found, before: bool) -> Batch:
    """Whether rows lie before a page that starts at a cursor or offset, or behind one that ends at a cursor."""
    edge, args, page = found.edge, found.args, found.page

    def build(wanted: Wanted) -> Query:
        base = _base(edge, args, wanted)
        check_cursors(page, base.order)
        beside = preceding if before else following
        return Query(beside(base.only().distinct(), base.order, page), base.shape)

    return Batch(("any", before, edge, _frozen(args), page), build, _present)


async def _present(query: Query, keys: list[Any], now: Scope) -> list[Any]:
    found = {values[0] for values in await query.rows(keys, now)}
    return [key in found for key in keys]


def count(found: Found) -> Batch:
    """How many rows each parent has in all."""
    edge, args = found.edge, found.args

    def build(wanted: Wanted) -> Query:
        base = _base(edge, args, wanted)
        counts = base.only(func.count())
        return Query(counts if edge.to is None else counts.group_by("parent"), base.shape)

    return Batch(("count", edge, _frozen(args)), build, _counted)


async def _counted(query: Query, keys: list[Any], now: Scope) -> list[Any]:
    found = {values[0]: values[1] for values in await query.rows(keys, now)}
    return [found.get(key, 0) for key in keys]
