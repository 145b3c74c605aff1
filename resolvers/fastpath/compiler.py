"""From a selection to a SELECT: each object becomes JSON text, each edge a correlated sub-select of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
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
    Exists,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    case,
    func,
    inspect,
    literal_column,
    select,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import aliased, outerjoin
from sqlalchemy.types import String
from strawberry.schema.schema_converter import GraphQLCoreConverter

from db.expressions import as_json, joined, json_list, json_or_none, never_null, text_or
from db.known import Known, implied
from db.visibility import implies, viewer_id
from resolvers import fields as kinds
from resolvers.batches import NOWHERE, Place, reached
from resolvers.fastpath.calls import Call, python_name
from resolvers.fastpath.connections import FACTS, Joined, Rows, window_of
from resolvers.fastpath.selection import Collector, Selected, Unsupported
from resolvers.fields import VIEWER, Connection, Declaration, Link, Lookup, Many, Noun, One, Order, Through, attribute
from resolvers.pages import Page, cursor_of

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
    """Where a field is read: its noun's row, what is joined to it, and its place in a connection."""

    noun: Noun
    row: Any
    joined: Joined = field(default_factory=Joined)
    place: Place = NOWHERE

    @cached_property
    def guard(self) -> Any:
        """The noun's guard, for this row."""
        return cast(Callable[[Any], Any], self.noun.guard)(self.row)


@dataclass(frozen=True)
class Compiler:
    """Compiles the fields of one operation with given structure of its arguments."""

    collector: Collector
    call_of: CallOf
    keys_first: bool
    known: Known = field(default_factory=Known)

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
            definition is not None and self._hides(field, at) and isinstance(declaration_of(definition), kinds.Derived)
        )

    def _hides(self, field: Selected, at: _At) -> bool:
        """The guard stands before this field, and does not hold anyway."""
        return at.noun.hides(python_name(field.definition)) and not implied(at.guard, self.known.facts(at.row))

    def _value(self, kind: GraphQLObjectType, field: Selected, at: _At) -> Pieces:
        if field.definition is None:
            return [_literal(f'"{kind.name}"')]
        declaration = declaration_of(field.definition)
        match declaration:
            case kinds.Derived():
                return self._leaf(field.definition, self._derived(field, declaration, at))
            case kinds.Measured():
                return self._leaf(field.definition, declaration.expression(at.row, at.place.args))
            case kinds.Cursor():
                return [as_json(at.place.cursor)]
            case kinds.Part():
                return self._part(field, declaration, at)
            case One() | Lookup():
                return self._one(field, declaration, at)
            case Through():
                return [self._through(field, declaration, at)]
            case Many():
                return [self._many(field, declaration, at)]
            case Connection():
                return self._connection(field, declaration, at)
        raise Unsupported(f"{kind.name}.{field.name}")

    def _derived(self, field: Selected, derived: kinds.Derived, at: _At) -> Any:
        there = self._at_hand(field, derived.of, at) if derived.of else None
        return attribute(there.row, derived.expression) if there else derived.value(at.row)

    def _leaf(self, definition: GraphQLField, value: Any) -> Pieces:
        named = get_named_type(definition.type)
        if isinstance(named, GraphQLScalarType) and named.name == "ID" and not isinstance(value.type, String):
            value = sql_cast(value, Text)
            if never_null(value):
                return [_literal('"'), value, _literal('"')]
        if isinstance(definition.type, GraphQLNonNull) and not never_null(value):
            return [func.coalesce(json_or_none(value), _SENTINEL)]
        return [as_json(value)]

    def _part(self, field: Selected, part: kinds.Part, at: _At) -> Pieces:
        pieces = self._object(_object_type(field), field, _At(part.noun, at.row, at.joined, at.place))
        if part.when is None:
            return pieces
        shown = part.when(at.row)
        if self._hides(field, at):
            shown = and_(at.guard, shown)
        return [case((shown, _joined(pieces)), else_="null")]

    def _one(self, field: Selected, edge: One | Lookup, at: _At) -> Pieces:
        here = self._at_hand(field, edge, at) if isinstance(edge, One) else None
        if here is not None:
            return self._object(_object_type(field), field, here)
        there = _At(edge.noun, edge.noun.alias())
        conditions = self._key(field, edge, at, there.row)
        text = _joined(self._object(_object_type(field), field, there))
        statement = there.joined.to(select(text).select_from(there.row).where(*conditions))
        found = statement.correlate_except(there.row, *there.joined.rows).scalar_subquery()
        return [text_or(found, _SENTINEL if isinstance(_type(field), GraphQLNonNull) else _literal("null"))]

    def _at_hand(self, field: Selected, edge: One, at: _At) -> _At | None:
        """Where the edge leads, if that row is one which this row has been reached from, or certain to be there."""
        if not isinstance(edge.key, str) or edge.to != "id" or self._hides(field, at):
            return None
        model, key = cast(Any, edge.noun.model), getattr(at.row, edge.key)
        tie = self.known.tied(key)
        if tie is not None:
            return _At(edge.noun, tie.row, at.joined) if inspect(tie.row).mapper.class_ is model else None
        if not implies(at.row, edge.key, model):
            return None
        row = edge.noun.alias()
        at.joined.add(row, key)
        self.known.tie(at.row, edge.key, row)
        return _At(edge.noun, row, at.joined)

    def _key(self, field: Selected, edge: One | Lookup, at: _At, row: Any) -> list[Any]:
        if isinstance(edge, One):
            reached_by = self._reached(field, edge.key, at, row, edge.to) == getattr(row, edge.to)
            return [reached_by, *edge.where(row)]
        call = self.call_of(field)
        key = viewer_id if call.key is VIEWER else call.key
        conditions = edge.where(row, call.args)
        self.known.note(row, *conditions)
        return [getattr(row, cast(str, call.column)) == key, *conditions]

    def _reached(self, field: Selected, key: Any, at: _At, row: Any, to: str | kinds.Expression) -> Any:
        """The parent's key, null where the guard hides it; noting what it says of the row whose `to` it equals."""
        hidden = self._hides(field, at)
        if isinstance(key, str) and isinstance(to, str):
            self._tie(row, to, at, key, (at.guard,) if hidden else ())
        value = attribute(at.row, key)
        return case((at.guard, value)) if hidden else value

    def _tie(self, row: Any, to: str, at: _At, key: str, facts: tuple[Any, ...]) -> None:
        further = self.known.tied(getattr(at.row, key))
        if key == "id":
            self.known.tie(row, to, at.row, *facts)
        elif further is not None:
            self.known.tie(row, to, further.row, *further.facts)
        elif to == "id" and implies(at.row, key, inspect(row).mapper.class_):
            self.known.vouch(row)

    def _through(self, field: Selected, edge: Through, at: _At) -> Any:
        link, there = aliased(edge.link.model), _At(edge.noun, edge.noun.alias())
        near, far = getattr(link, edge.link.near), getattr(link, edge.link.far)
        reached_by = [near == self._reached(field, "id", at, link, edge.link.near), far == there.row.id]
        text = _joined(self._object(_object_type(field), field, there))
        conditions = [*reached_by, *edge.where(link, self.call_of(field).args)]
        statement = there.joined.to(select(text).select_from(there.row, link).where(*conditions))
        found = statement.correlate_except(there.row, link, *there.joined.rows).scalar_subquery()
        return text_or(found, _SENTINEL if isinstance(_type(field), GraphQLNonNull) else _literal("null"))

    def _many(self, field: Selected, edge: Many, at: _At) -> Any:
        row = edge.alias()
        reach = reached(edge.to, row)
        key = self._reached(field, edge.key, at, reach.rows[-1], reach.near)
        if isinstance(edge.to, Link):
            self.known.tie(reach.rows[-1], edge.to.far, row)
        there = _At(edge.noun, row)
        text = _joined(self._object(_object_type(field), field, there))
        listed = select(text.label("j")).select_from(row).where(reach.parent == key, *edge.where(row))
        statement = there.joined.to(reach.joined(listed))
        statement = statement.order_by(*reach.order(edge)).correlate_except(*reach.rows, *there.joined.rows)
        return _listed(statement.subquery().c.j)

    def _connection(self, field: Selected, edge: Connection, at: _At) -> Pieces:
        kind = _object_type(field)
        children = self.collector.collect(kind, field.selections)

        def rows() -> Rows:
            return self._rows(field, edge, at)

        return _braced((child, self._of_connection(kind, child, edge, rows, at)) for child in children)

    def _edges(self, field: Selected, rows: Callable[[], Rows]) -> Pieces:
        shown = rows()
        here = _At(shown.edge.edge, shown.row, shown.joined, Place(cursor_of(shown.order), shown.call.args))
        text = _joined(self._object(_object_type(field), field, here))
        if self.keys_first and hasattr(shown.row, "id") and _looks_elsewhere(text):
            return [_listed(self._by_keys(text, shown, rows()))]
        return [_listed(window_of(shown, text)[0].c.j)]

    def _by_keys(self, text: Text_, shown: Rows, picked: Rows) -> Any:
        """The texts of a page whose rows are picked first, so that no text is made for a row that a limit cuts off.
        An outer join, as SQLite then takes the picked ones as they come.
        """
        self.known.vouch(shown.row)
        window = window_of(picked, picked.row.id)[0]
        rows = outerjoin(window, shown.row, shown.row.id == window.c.j)
        statement = shown.joined.to(select(text.label("j")).select_from(rows))
        return statement.correlate_except(window, shown.row, *shown.joined.rows).subquery().c.j

    def _rows(self, field: Selected, edge: Connection, at: _At) -> Rows:
        call = self.call_of(field)
        row = edge.alias(call.args)
        conditions = list(edge.where(row, call.args))
        self.known.note(row, *conditions)
        links: tuple[Any, ...] = ()
        if edge.to is not None:
            reach = reached(edge.to, row)
            links = tuple(reach.rows[1:])
            if edge.key == "id" and isinstance(reach.near, str):
                self.known.tie(reach.rows[-1], reach.near, at.row)
            if isinstance(edge.to, Link):
                self.known.tie(links[0], edge.to.far, row)
                conditions.append(reach.on)
            conditions.append(reach.parent == attribute(at.row, edge.key))
        order = edge.order(row, call.args)
        _check_cursors(cast(Page, call.page), order)
        return Rows(edge, row, order, call, conditions, links)

    def _of_connection(
        self, kind: GraphQLObjectType, field: Selected, edge: Connection, rows: Callable[[], Rows], at: _At
    ) -> Pieces:
        if field.definition is None:
            return [_literal(f'"{kind.name}"')]
        match declaration_of(field.definition):
            case kinds.Edges():
                return self._edges(field, rows)
            case kinds.Count():
                return [as_json(rows().columns(func.count()).scalar_subquery())]
            case kinds.PageFacts():
                return self._page_info(field, rows())
        return self._value(kind, field, _At(edge.noun, at.row))

    def _page_info(self, field: Selected, rows: Rows) -> Pieces:
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


def _looks_elsewhere(text: Any) -> bool:
    """Whether making the text reads other rows. Asking whether there are some is left out: it costs no more than
    picking rows first would.
    """
    return isinstance(text, Select) or (
        not isinstance(text, Exists) and any(_looks_elsewhere(part) for part in text.get_children())
    )


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
            merged[-1] = literal_column(merged[-1].name[:-1] + part.name[1:], Text)
        else:
            merged.append(part)
    return merged


def _is_fixed(part: Any) -> bool:
    return getattr(part, "is_literal", False) and part.name.startswith("'")


def _listed(text: Any) -> Text_:
    """The texts of a sub-select's column as a JSON list."""
    return select(json_list(text)).scalar_subquery()


def _fact(field: Selected, rows: Rows) -> Any:
    if field.definition is None:
        return _literal('"PageInfo"')
    return as_json(FACTS[python_name(field.definition)](rows))
