"""The four kinds of field, as data. Both readers work from these declarations alone.

A **column** and a **derived** value are SQL over the row (`e`) and the viewer (`Measured`: and the arguments of the
connection that the row is in); an **edge** leads to other rows
(`One`, `Many`, `Connection`, `Through`, `Lookup` from the root) or to another face of the same row (`Part`); a
**resolver** is any other async function (`Computed`: one that makes a list which both readers can show). A `Noun`
gathers the fields of one GraphQL type over one mapped class.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import BigInteger, ColumnElement, Text, bindparam, case, select
from sqlalchemy.orm import aliased

from db.base import Base
from db.expressions import Some

if TYPE_CHECKING:
    from resolvers.context import Request

Built = TypeVar("Built")
Row = Any
"""An alias of a mapped class; declarations read its attributes."""
Args = Mapping[str, Any]
"""A field's arguments by name, absent and null ones left out. Values may be SQL parameters."""
Expression = Callable[[Row], Any]
Conditions = Callable[[Row, Args], Sequence[ColumnElement[bool]]]
Parse = Mapping[str, Callable[[Any], Any]]

site_url: ColumnElement[str] = bindparam("site_url", type_=Text())
mail_host: ColumnElement[str] = bindparam("mail_host", type_=Text())
now: ColumnElement[int] = bindparam("now", type_=BigInteger())


def _unconditional(_row: Row, _args: Args) -> Sequence[ColumnElement[bool]]:
    return ()


def attribute(row: Row, spec: str | Expression) -> Any:
    """A column by name, or what the expression makes of the row."""
    return getattr(row, spec) if isinstance(spec, str) else spec(row)


EVERYBODYS: dict[tuple[type[Base], str], Row] = {}
_aliases = ContextVar("aliases", default=EVERYBODYS)


def rows_of(model: type[Base], other: str = "") -> Row:
    """The alias of a mapped class for sub-selects in declarations; one will do, as they do not nest in themselves.
    Those that do need an `other` one.
    """
    aliases = _aliases.get()
    alias = aliases.get((model, other))
    if alias is None:
        alias = aliases[model, other] = aliased(model)
    return alias


def built(build: Callable[[], Built]) -> Built:
    """What declarations are built into, with aliases of its own: SQLAlchemy keeps with an alias whatever was compiled
    with it, so that it must be forgotten with the document that it was for.
    """
    token = _aliases.set({})
    try:
        return build()
    finally:
        _aliases.reset(token)


def pick(rows: Row, value: Any, *conditions: Any, also: Sequence[Row] = ()) -> Any:
    """One value from other rows, as a sub-select. Whatever is not among `rows` belongs to the enclosing
    statement, however deep inside that this ends up.
    """
    own = (rows, *also)
    return select(value).select_from(*own).where(*conditions).correlate_except(*own).scalar_subquery()


def some(rows: Row, *conditions: Any, also: Sequence[Row] = ()) -> ColumnElement[bool]:
    """Whether there are such rows."""
    own = (rows, *also)
    return Some(select(1).select_from(*own).where(*conditions).correlate_except(*own))


@dataclass(frozen=True, eq=False)
class Derived:
    """A value of the row, or of the one that the edge `of` leads to: null where that one is not seen. `hidden` is what
    a guarded noun shows in its place (`Noun.guard`).
    """

    expression: str | Expression
    hidden: Any = None
    of: "One | None" = None

    def value(self, row: Row) -> Any:
        """The value as SQL over the row."""
        if self.of is None:
            return attribute(row, self.expression)
        there = rows_of(self.of.noun.mapped)
        found = [getattr(there, self.of.to) == attribute(row, self.of.key), *self.of.where(there)]
        return pick(there, attribute(there, self.expression), *found)


@dataclass(frozen=True, eq=False)
class Measured:
    """A value of a row in a connection that also depends on the connection's arguments, like a count of a period."""

    expression: Callable[[Row, Args], Any]


def Column(name: str, hidden: Any = None) -> Derived:  # noqa: N802 - one of the four kinds
    """A value that is a column as it stands."""
    return Derived(name, hidden)


@dataclass(frozen=True, eq=False)
class Cursor:
    """The place of this row in the connection that it was reached by."""


@dataclass(frozen=True, eq=False)
class Part:
    """Another type over the same row; null where `when` does not hold."""

    noun: "Noun"
    when: Expression | None = None


@dataclass(frozen=True, eq=False)
class One:
    """To one row: the target's `to` equals this row's `key`. Where several do, `only` holds for one of them."""

    noun: "Noun"
    key: str | Expression
    to: str = "id"
    only: Expression | None = None

    def where(self, row: Row) -> Sequence[ColumnElement[bool]]:
        """What must hold for the target besides its key."""
        return () if self.only is None else (self.only(row),)


@dataclass(frozen=True, eq=False)
class Link:
    """The table between two nouns: its `near` equals the parent's key, its `far` the target's id."""

    model: type[Base]
    near: str
    far: str


@dataclass(frozen=True, eq=False)
class Many:
    """To a short list, whole: the target's `to` (or the link's `near`) equals this row's `key`. `rows` is a class that
    stands in for the noun's, `only` what must hold for those that are listed.
    """

    noun: "Noun"
    to: str | Link
    order: Sequence[str]
    key: str | Expression = "id"
    rows: type[Base] | None = None
    only: Expression | None = None

    def alias(self) -> Row:
        """A fresh alias of the class that is read."""
        return self.noun.alias() if self.rows is None else aliased(self.rows)

    def where(self, row: Row) -> Sequence[ColumnElement[bool]]:
        """What must hold for the target besides its key."""
        return () if self.only is None else (self.only(row),)


@dataclass(frozen=True, eq=False)
class Order:
    """A total order: NOT NULL keys, the last one unique, all in one direction."""

    keys: Sequence[Any]
    descending: bool = False


@dataclass(frozen=True, eq=False)
class Connection:
    """To a page of rows: of all without `to`, else of those whose `to` (or the link's `near`) equals this row's `key`.
    `noun` is the connection's type; the row behind each edge is its `edges` noun's, unless `rows` says which other
    class with the columns that are needed stands in for it. `within` names the argument that holds all others; `whole`
    makes something of arguments that belong together.
    """

    noun: "Noun"
    order: Callable[[Row, Args], Order]
    to: str | Expression | Link | None = None
    key: str | Expression = "id"
    where: Conditions = _unconditional
    parse: Parse = field(default_factory=dict)
    rows: Callable[[Args], type[Base]] | None = None
    within: str | None = None
    whole: Callable[[dict[str, Any]], dict[str, Any]] | None = None

    @property
    def edge(self) -> "Noun":
        """The type of the edges."""
        edges = self.noun.fields["edges"]
        if not isinstance(edges, Edges):
            raise TypeError("a connection's `edges` must be declared as Edges")
        return edges.noun

    def alias(self, args: Args) -> Row:
        """A fresh alias of the class behind the edges."""
        return self.edge.alias() if self.rows is None else aliased(self.rows(args))


@dataclass(frozen=True, eq=False)
class Edges:
    """The edges of a connection's page."""

    noun: "Noun"


@dataclass(frozen=True, eq=False)
class PageFacts:
    """The PageInfo of a connection's page."""


@dataclass(frozen=True, eq=False)
class Count:
    """How many rows a connection has in all, its filter applied."""


@dataclass(frozen=True, eq=False)
class Viewer:
    """Stands for the viewer's id where a `Lookup` needs a key."""


VIEWER = Viewer()


@dataclass(frozen=True, eq=False)
class Lookup:
    """From the root to one row: `by` makes of the arguments in `keys` the column to look in and the key."""

    noun: "Noun"
    by: Callable[[Args], tuple[str, Any]]
    keys: Sequence[str] = ()
    where: Conditions = _unconditional
    parse: Parse = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Through:
    """To the one row that a link leads to from this row's id; the arguments decide whether the link counts."""

    noun: "Noun"
    link: Link
    where: Conditions = _unconditional
    parse: Parse = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Computed:
    """A root's list of rows that no table holds, made by a function of the field's arguments; None is null. A row has
    the values of the noun's fields by our names (`row[name]`), as they are answered.
    """

    noun: "Noun"
    rows: "Callable[[Args, Request], Awaitable[Sequence[Any] | None]]"


@dataclass(frozen=True, eq=False)
class Resolver:
    """Anything else, as a function of the field's arguments. Only the ordinary executor runs it."""

    function: Callable[[Mapping[str, Any]], Awaitable[Any]]


Declaration = (
    Derived
    | Measured
    | Cursor
    | Part
    | One
    | Many
    | Connection
    | Edges
    | PageFacts
    | Count
    | Lookup
    | Through
    | Computed
    | Resolver
)


@dataclass(eq=False)
class Noun:
    """The fields of one GraphQL type over one mapped class (None for the roots).

    A field that is not in `fields` is the column of its name. `guard` hides every field that `open` does not
    list from those it does not hold for. `face`, the GraphQL type's name, is set where `schema/` declares it.
    """

    model: type[Base] | None
    fields: Mapping[str, Declaration] = field(default_factory=dict)
    guard: Expression | None = None
    open: frozenset[str] = frozenset()
    face: str = ""

    def declaration(self, name: str) -> Declaration:
        """What stands behind a field; KeyError if neither a declaration nor a column does."""
        declared = self.fields.get(name)
        if declared is None:
            if self.model is None or name not in self.model.__mapper__.columns:
                raise KeyError(f"{self.face or self.model}: nothing is declared for {name!r}")
            declared = Derived(name)
        return declared

    @property
    def mapped(self) -> type[Base]:
        """The mapped class."""
        if self.model is None:
            raise TypeError(f"{self.face} has no rows")
        return self.model

    def alias(self) -> Row:
        """A fresh alias of the mapped class."""
        return aliased(self.mapped)

    def guarded(self, name: str, row: Row, value: Any, hidden: Any = None) -> Any:
        """The value, or what is shown to those whom the guard keeps out."""
        if self.guard is None or not self.hides(name):
            return value
        return case((self.guard(row), value), else_=hidden)

    def hides(self, name: str) -> bool:
        """Whether the guard stands before a field."""
        return self.guard is not None and name not in self.open
