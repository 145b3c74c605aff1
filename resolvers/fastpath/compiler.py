"""From a selection to a SELECT: each object becomes JSON text, each edge a correlated sub-select of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any, cast

import orjson
from graphql import (
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    get_named_type,
)
from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    Text,
    bindparam,
    case,
    false,
    func,
    literal_column,
    select,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.types import String
from strawberry.schema.schema_converter import GraphQLCoreConverter

from db.expressions import as_json, joined, json_list
from db.visibility import viewer_id
from resolvers import fields as kinds
from resolvers.batches import reached
from resolvers.fastpath.calls import Call, python_name
from resolvers.fastpath.selection import Collector, Selected, Unsupported
from resolvers.fields import VIEWER, Connection, Declaration, Lookup, Many, Noun, One, Order, attribute
from resolvers.pages import Page, cursor_of, cut, following, ordered, preceding

SENTINEL = "\x01"
"""Marks a null where the schema allows none. JSON text never holds this character unescaped."""

_SENTINEL = bindparam("sentinel", SENTINEL, type_=Text())
Text_ = ColumnElement[str]
Pieces = list[Any]
"""The text of a value in pieces, to be joined where a statement or a condition begins, and not earlier: every
parenthesis takes room on the parser's stack of SQLite.
"""
CallOf = Callable[[Selected], Call]


def declared(definition: GraphQLField) -> Declaration | None:
    """What stands behind a field of the schema; None where that is no declaration."""
    said = definition.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return cast(Declaration | None, getattr(said, "declaration", None))


def declaration_of(definition: GraphQLField) -> Declaration:
    """The declaration of a field that must have one for the fast path."""
    declaration = declared(definition)
    if declaration is None or isinstance(declaration, kinds.Resolver):
        raise Unsupported(f"the resolver of {python_name(definition)}")
    return declaration


def _literal(text: str) -> Text_:
    return literal_column("'" + text.replace("'", "''") + "'", Text)


@dataclass(frozen=True)
class _At:
    """Where a field is read: its noun's row, and the cursor of that row if it belongs to a connection."""

    noun: Noun
    row: Any
    cursor: Any = None

    @cached_property
    def guard(self) -> Any:
        """The noun's guard, for this row."""
        return cast(Callable[[Any], Any], self.noun.guard)(self.row)


@dataclass(frozen=True)
class _Rows:
    """A connection of one parent: its row alias, order and page, and the select of its rows before any page."""

    edge: Connection
    row: Any
    order: Order
    call: Call
    base: Select[Any]

    def columns(self, *columns: Any) -> Select[Any]:
        """The rows with these columns."""
        return self.base.with_only_columns(*columns, maintain_column_froms=True)


@dataclass(frozen=True)
class Compiler:
    """Compiles the fields of one operation with given structure of its arguments."""

    collector: Collector
    call_of: CallOf

    def root(self, kind: GraphQLObjectType, selected: list[Selected]) -> Select[Any]:
        """One column of JSON text for each root field."""
        columns: list[Any] = [_joined(self._value(kind, field, _At(Noun(None), None))) for field in selected]
        return select(*columns)

    def _object(self, kind: GraphQLObjectType, field: Selected, at: _At) -> Pieces:
        """The object's text. Neighbouring fields behind the noun's guard share one test of it."""
        pieces: Pieces = [_literal("{")]
        children = self.collector.collect(kind, field.selections)
        for guarded, run in groupby(enumerate(children), lambda entry: self._is_guarded(entry[1], at)):
            shown, hidden = Pieces(), Pieces()
            for place, child in run:
                key = _literal(f'{"," if place else ""}"{child.key}":')
                shown += [key, *self._value(kind, child, at)]
                hidden += [key, _hidden(child)] if guarded else []
            pieces += [case((at.guard, _joined(shown)), else_=_joined(hidden))] if guarded else shown
        return [*pieces, _literal("}")]

    def _is_guarded(self, field: Selected, at: _At) -> bool:
        """Values are tested together; edges and parts carry the guard in their keys, where it nests less deeply."""
        definition = field.definition
        return (
            definition is not None
            and at.noun.hides(python_name(definition))
            and isinstance(declaration_of(definition), kinds.Derived)
        )

    def _value(self, kind: GraphQLObjectType, field: Selected, at: _At) -> Pieces:
        if field.definition is None:
            return [_literal(f'"{kind.name}"')]
        declaration = declaration_of(field.definition)
        match declaration:
            case kinds.Derived():
                return [self._leaf(field.definition, attribute(at.row, declaration.expression))]
            case kinds.Cursor():
                return [as_json(at.cursor)]
            case kinds.Part():
                return self._part(field, declaration, at)
            case One() | Lookup():
                return [self._one(field, declaration, at)]
            case Many():
                return [self._many(field, declaration, at)]
            case Connection():
                return self._connection(field, declaration, at)
        raise Unsupported(f"{kind.name}.{field.name}")

    def _leaf(self, definition: GraphQLField, value: Any) -> Any:
        named = get_named_type(definition.type)
        if isinstance(named, GraphQLScalarType) and named.name == "ID" and not isinstance(value.type, String):
            value = sql_cast(value, Text)
        return self._non_null(definition.type, func.nullif(as_json(value), "null"), as_json(value))

    def _non_null(self, kind: GraphQLOutputType, or_none: Any, or_null: Any) -> Any:
        """The text where the schema allows null, else the text or the sentinel."""
        return func.coalesce(or_none, _SENTINEL) if isinstance(kind, GraphQLNonNull) else or_null

    def _part(self, field: Selected, part: kinds.Part, at: _At) -> Pieces:
        pieces = self._object(_object_type(field), field, _At(part.noun, at.row, at.cursor))
        if part.when is None:
            return pieces
        shown = at.noun.guarded(python_name(field.definition), at.row, part.when(at.row))
        return [case((shown, _joined(pieces)), else_="null")]

    def _one(self, field: Selected, edge: One | Lookup, at: _At) -> Any:
        row = edge.noun.alias()
        text = _joined(self._object(_object_type(field), field, _At(edge.noun, row)))
        statement = select(text).select_from(row).where(*self._key(field, edge, at, row))
        found = statement.correlate_except(row).scalar_subquery()
        return self._non_null(_type(field), found, func.coalesce(found, "null"))

    def _key(self, field: Selected, edge: One | Lookup, at: _At, row: Any) -> list[Any]:
        if isinstance(edge, One):
            return [getattr(row, edge.to) == self._parent_key(field, edge.key, at)]
        call = self.call_of(field)
        key = viewer_id if call.key is VIEWER else call.key
        return [getattr(row, cast(str, call.column)) == key, *edge.where(row, call.args)]

    def _parent_key(self, field: Selected, key: Any, at: _At) -> Any:
        return at.noun.guarded(python_name(field.definition), at.row, attribute(at.row, key))

    def _many(self, field: Selected, edge: Many, at: _At) -> Any:
        row = edge.noun.alias()
        reach = reached(edge, row)
        text = _joined(self._object(_object_type(field), field, _At(edge.noun, row)))
        statement = reach.joined(select(text.label("j")).select_from(row))
        statement = statement.where(reach.parent == self._parent_key(field, edge.key, at))
        return _listed(statement.order_by(*reach.order).correlate_except(*reach.rows).subquery().c.j)

    def _connection(self, field: Selected, edge: Connection, at: _At) -> Pieces:
        rows, kind = self._rows(field, edge, at), _object_type(field)
        children = self.collector.collect(kind, field.selections)
        return _braced((child, self._of_connection(kind, child, rows, at)) for child in children)

    def _rows(self, field: Selected, edge: Connection, at: _At) -> _Rows:
        row, call = edge.edge.alias(), self.call_of(field)
        base = select(row).select_from(row).where(*edge.where(row, call.args)).correlate_except(row)
        if edge.to is not None:
            base = base.where(getattr(row, edge.to) == attribute(at.row, edge.key))
        order = edge.order(row, call.args)
        _check_cursors(cast(Page, call.page), order)
        return _Rows(edge, row, order, call, base)

    def _of_connection(self, kind: GraphQLObjectType, field: Selected, rows: _Rows, at: _At) -> Pieces:
        if field.definition is None:
            return [_literal(f'"{kind.name}"')]
        match declaration_of(field.definition):
            case kinds.Edges(noun):
                here = _At(noun, rows.row, cursor_of(rows.order))
                text = _joined(self._object(_object_type(field), field, here))
                return [_listed(_window(rows, text)[0].c.j)]
            case kinds.Count():
                return [as_json(rows.columns(func.count()).scalar_subquery())]
            case kinds.PageFacts():
                return self._page_info(field, rows)
        return self._value(kind, field, _At(rows.edge.noun, at.row))

    def _page_info(self, field: Selected, rows: _Rows) -> Pieces:
        children = self.collector.collect(_object_type(field), field.selections)
        return _braced((child, [_fact(child, rows)]) for child in children)


def _hidden(field: Selected) -> Any:
    """What stands in the place of a value that the guard hides."""
    definition = cast(GraphQLField, field.definition)
    hidden = cast(kinds.Derived, declaration_of(definition)).hidden
    if hidden is None:
        return _SENTINEL if isinstance(definition.type, GraphQLNonNull) else _literal("null")
    return as_json(hidden) if isinstance(hidden, ColumnElement) else _literal(orjson.dumps(hidden).decode())


def _check_cursors(page: Page, order: Order) -> None:
    kinds_of_keys = [isinstance(key.type, Integer) for key in order.keys]
    for cursor in (page.after, page.before):
        if cursor is not None and [isinstance(key.type, Integer) for key in cursor] != kinds_of_keys:
            raise Unsupported("a cursor of another connection")


def _type(field: Selected) -> GraphQLOutputType:
    return cast(GraphQLField, field.definition).type


def _object_type(field: Selected) -> GraphQLObjectType:
    named = get_named_type(_type(field))
    if not isinstance(named, GraphQLObjectType):
        raise Unsupported(f"abstract type {named}")
    return named


def _braced(values: Iterable[tuple[Selected, Pieces]]) -> Pieces:
    """The JSON object of these fields; none where all were skipped."""
    pieces: Pieces = [_literal("{")]
    for place, (child, value) in enumerate(values):
        pieces += [_literal(f'{"," if place else ""}"{child.key}":'), *value]
    return [*pieces, _literal("}")]


def _joined(pieces: Pieces) -> Text_:
    return joined(*_merged(pieces))


def _merged(parts: list[Any]) -> list[Any]:
    """Neighbouring pieces of fixed text as one."""
    merged: list[Any] = []
    for part in parts:
        if merged and _is_fixed(part) and _is_fixed(merged[-1]):
            merged[-1] = literal_column(merged[-1].text[:-1] + part.text[1:], Text)
        else:
            merged.append(part)
    return merged


def _is_fixed(part: Any) -> bool:
    return getattr(part, "text", "").startswith("'")


def _listed(text: Any) -> Text_:
    """The texts of a sub-select's column as a JSON list."""
    return select(json_list(text)).scalar_subquery()


def _window(rows: _Rows, text: Any) -> tuple[Subquery, Order]:
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


def _end(rows: _Rows, backwards: bool) -> Any:
    window, order = _window(rows, cursor_of(rows.order))
    return ordered(select(window.c.j), order, backwards).limit(1).scalar_subquery()


def _more(rows: _Rows, skip: Any, backwards: bool = False) -> ColumnElement[bool]:
    """Whether rows are left between the cursors behind the first so many, or in front of the last so many."""
    statement = cut(rows.columns(_ONE), rows.order, cast(Page, rows.call.page))
    return ordered(statement, rows.order, backwards).offset(skip).limit(1).exists()


def _has_next(rows: _Rows) -> ColumnElement[bool]:
    page = cast(Page, rows.call.page)
    if page.first is not None:
        return _more(rows, page.first if page.offset is None else page.first + page.offset)
    if page.before is not None:
        return following(rows.columns(_ONE), rows.order, page).exists()
    return false()


def _has_previous(rows: _Rows) -> ColumnElement[bool]:
    page = cast(Page, rows.call.page)
    if page.last is not None:
        return _more(rows, page.last, backwards=True)
    if page.after is not None or page.offset is not None:
        return preceding(rows.columns(_ONE), rows.order, page).exists()
    return false()


def _fact(field: Selected, rows: _Rows) -> Any:
    if field.definition is None:
        return _literal('"PageInfo"')
    return as_json(_FACTS[python_name(field.definition)](rows))


_ONE = literal_column("1", Integer)
_FACTS: dict[str, Callable[[_Rows], Any]] = {
    "has_next_page": _has_next,
    "has_previous_page": _has_previous,
    "start_cursor": lambda rows: _end(rows, backwards=False),
    "end_cursor": lambda rows: _end(rows, backwards=True),
}
