"""SQL that both databases spell differently: ISO times, JSON text, membership in a list of keys."""

from collections.abc import Sequence
from typing import Any, cast

import orjson
from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    Boolean,
    Cast,
    ColumnElement,
    Exists,
    Float,
    Integer,
    String,
    Text,
    TypeDecorator,
    bindparam,
    case,
    func,
    literal_column,
    type_coerce,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from db.base import TextList

LARGEST_GROUP = 200
HOUR, MINUTE, SECOND = 3_600_000, 60_000, 1_000


class _Words(FunctionElement[str]):
    type = Text()


class iso_datetime(_Words):  # noqa: N801 - reads as the SQL function it is
    """`iso_datetime(instant, offset)`: `2015-08-08T11:00:00-04:00`, `Z` for offset 0, `.733` only if there is any.

    Both arguments are milliseconds; null in, null out.
    """

    name = "iso_datetime"
    inherit_cache = True


class iso_duration(_Words):  # noqa: N801
    """`iso_duration(milliseconds)`: `PT2H`, `PT1H30M`, `PT0S`; null in, null out."""

    name = "iso_duration"
    inherit_cache = True


class as_json(_Words):  # noqa: N801
    """The value as JSON text, `null` included; floats keep their last digit, lists of words pass as they are."""

    name = "as_json"
    inherit_cache = True


class json_or_none(_Words):  # noqa: N801
    """The same, but null for null."""

    name = "json_or_none"
    inherit_cache = True


class text_or(_Words):  # noqa: N801
    """The text that a sub-select finds, or the other one where it finds no row."""

    name = "text_or"
    inherit_cache = True


class Some(Exists):
    """EXISTS without parentheses around it: nothing that it stands beside binds more tightly, and each takes room on
    the parser's stack of SQLite.
    """

    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        """As it is."""
        return self


class joined(_Words):  # noqa: N801
    """Many texts end to end. In groups, because SQLite limits the depth of an expression, but in few, because
    every parenthesis takes room on its parser's stack.
    """

    name = "joined"
    inherit_cache = True


class json_list(_Words):  # noqa: N801
    """An aggregate: the JSON texts of a column as one JSON list, in the order of the rows."""

    name = "json_list"
    inherit_cache = True


class hexed(_Words):  # noqa: N801
    """Text as the hexadecimal digits of its UTF-8 bytes."""

    name = "hexed"
    inherit_cache = True


class outer(FunctionElement[Any]):  # noqa: N801
    """A column whose rows are read first: SQLite does not begin at the other side of a comparison with it."""

    name = "outer"
    inherit_cache = True


class KeyList(TypeDecorator[Any]):
    """A list of keys as one parameter: JSON text on SQLite, an array on PostgreSQL."""

    impl = Text
    cache_ok = True

    def __init__(self, of_words: bool) -> None:
        super().__init__()
        self.of_words = of_words

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """An array where there are arrays."""
        if dialect.name != "postgresql":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(ARRAY(Text() if self.of_words else BigInteger()))

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Python list to parameter."""
        return list(value) if dialect.name == "postgresql" else orjson.dumps(list(value)).decode()


class _Within(FunctionElement[bool]):
    name = "within"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        """As it is: SQLAlchemy would add `= 1` for SQLite, which then reads the whole table."""
        return self


def within(column: Any, keys: Sequence[int] | Sequence[str] | BindParameter[Any]) -> ColumnElement[bool]:
    """The column's value is one of the keys. The statement's text does not depend on how many there are."""
    if not isinstance(column.type, String | Integer):
        raise TypeError(f"keys are numbers or texts; {column} is {column.type!r}")
    kind = KeyList(isinstance(column.type, String))
    if isinstance(keys, BindParameter):
        return _Within(column, bindparam(keys.key, type_=kind))
    return _Within(column, bindparam(None, keys, type_=kind, unique=True))


def word_list(*words: tuple[ColumnElement[bool], str]) -> ColumnElement[list[str]]:
    """The words whose condition holds, in order, as a list."""
    parts = [case((condition, literal_column(f"',\"{word}\"'", Text)), else_="") for condition, word in words]
    return type_coerce(joined("[", func.substr(joined(*parts), 2), "]"), TextList())


@compiles(iso_datetime, "sqlite")
def _iso_datetime_sqlite(element: iso_datetime, compiler: SQLCompiler, **kw: Any) -> str:
    instant, offset = (f"({compiler.process(clause, **kw)})" for clause in element.clauses)
    local = f"({instant}+{offset})"
    rest = f"((({local} % 1000)+1000)%1000)"
    return (
        f"(strftime('%Y-%m-%dT%H:%M:%S', ({local}-{rest})/1000, 'unixepoch')"
        f"||CASE WHEN {rest}=0 THEN '' ELSE printf('.%03d', {rest}) END"
        f"||CASE WHEN {offset}=0 THEN 'Z' ELSE printf('%s%02d:%02d',"
        f" CASE WHEN {offset}<0 THEN '-' ELSE '+' END, abs({offset})/{HOUR}, (abs({offset})/{MINUTE})%60) END)"
    )


@compiles(iso_datetime, "postgresql")
def _iso_datetime_postgresql(element: iso_datetime, compiler: SQLCompiler, **kw: Any) -> str:
    instant, offset = (f"({compiler.process(clause, **kw)})" for clause in element.clauses)
    local = f"({instant}+{offset})"
    # Whole seconds apart, because an interval is multiplied by a double.
    stamp = f"(timestamp 'epoch'+({local}/1000)*interval '1 second'+mod({local},1000)*interval '1 millisecond')"
    return (
        f"(to_char({stamp},'YYYY-MM-DD\"T\"HH24:MI:SS')"
        f"||CASE WHEN mod({local},1000)=0 THEN '' ELSE to_char({stamp},'.MS') END"
        f"||CASE WHEN {offset}=0 THEN 'Z' ELSE CASE WHEN {offset}<0 THEN '-' ELSE '+' END"
        f"||to_char(abs({offset})/{HOUR},'FM00')||':'||to_char(mod(abs({offset})/{MINUTE},60),'FM00') END)"
    )


def _duration(element: iso_duration, compiler: SQLCompiler, modulo: str, fraction: str, **kw: Any) -> str:
    (clause,) = element.clauses
    value = f"({compiler.process(clause, **kw)})"
    minutes, rest = modulo.format(f"{value}/{MINUTE}", 60), modulo.format(value, MINUTE)
    return (
        f"CASE WHEN {value}=0 THEN 'PT0S' ELSE 'PT'"
        f"||CASE WHEN {value}>={HOUR} THEN CAST({value}/{HOUR} AS TEXT)||'H' ELSE '' END"
        f"||CASE WHEN {minutes}>0 THEN CAST({minutes} AS TEXT)||'M' ELSE '' END"
        f"||CASE WHEN {rest}=0 THEN '' ELSE CAST({rest}/{SECOND} AS TEXT)"
        f"||CASE WHEN {modulo.format(rest, SECOND)}=0 THEN '' ELSE {fraction.format(modulo.format(rest, SECOND))} END"
        "||'S' END END"
    )


@compiles(iso_duration, "sqlite")
def _iso_duration_sqlite(element: iso_duration, compiler: SQLCompiler, **kw: Any) -> str:
    return _duration(element, compiler, "(({0})%{1})", "printf('.%03d',{0})", **kw)


@compiles(iso_duration, "postgresql")
def _iso_duration_postgresql(element: iso_duration, compiler: SQLCompiler, **kw: Any) -> str:
    return _duration(element, compiler, "mod({0},{1})", "'.'||to_char({0},'FM000')", **kw)


def never_null(value: Any) -> bool:
    """Whether the text of a value tells that it is never null: a primary key, or what is made of one."""
    if isinstance(value, Cast):
        return never_null(value.clause)
    if getattr(value, "name", None) == "coalesce":
        return never_null(list(value.clauses)[-1])
    return bool(getattr(value, "primary_key", False))


@compiles(as_json, "sqlite")
def _as_json_sqlite(element: as_json, compiler: SQLCompiler, **kw: Any) -> str:
    (clause,) = element.clauses
    value, kind = compiler.process(clause, **kw), clause.type
    if isinstance(kind, Boolean):
        return f"CASE {value} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END"
    if isinstance(kind, Float):
        return f"exact_float({value})"
    if isinstance(kind, TextList | Integer):
        return _or_null(clause, str(value))
    return f"json_quote({value})"


def _or_null(clause: Any, text: str) -> str:
    return text if never_null(clause) else f"coalesce({text},'null')"


@compiles(json_or_none, "sqlite")
def _json_or_none_sqlite(element: json_or_none, compiler: SQLCompiler, **kw: Any) -> str:
    (clause,) = element.clauses
    if isinstance(clause.type, TextList | Integer):
        return str(compiler.process(clause, **kw))
    return f"nullif({_as_json_sqlite(cast(as_json, element), compiler, **kw)},'null')"


@compiles(json_or_none, "postgresql")
def _json_or_none_postgresql(element: json_or_none, compiler: SQLCompiler, **kw: Any) -> str:
    (clause,) = element.clauses
    if isinstance(clause.type, TextList | Integer):
        return f"({compiler.process(clause, **kw)})::text"
    return f"nullif({_as_json_postgresql(cast(as_json, element), compiler, **kw)},'null')"


@compiles(text_or, "sqlite")
def _text_or_sqlite(element: text_or, compiler: SQLCompiler, **kw: Any) -> str:
    """Not by `coalesce`, which takes more of the parser's stack. The rows of a UNION ALL come in its order."""
    found, other = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"({found[1:-1]} UNION ALL SELECT {other} LIMIT 1)"


@compiles(text_or, "postgresql")
def _text_or_postgresql(element: text_or, compiler: SQLCompiler, **kw: Any) -> str:
    found, other = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"coalesce({found},{other})"


@compiles(as_json, "postgresql")
def _as_json_postgresql(element: as_json, compiler: SQLCompiler, **kw: Any) -> str:
    (clause,) = element.clauses
    value, kind = compiler.process(clause, **kw), clause.type
    if isinstance(kind, TextList):
        return _or_null(clause, value)
    if isinstance(kind, Float):
        return _whole_floats_keep_their_point(value)
    if isinstance(kind, Boolean | Integer):
        return _or_null(clause, f"({value})::text")
    return _or_null(clause, f"to_json(({value})::text)::text")


def _whole_floats_keep_their_point(value: str) -> str:
    text = f"({value})::text"
    return f"coalesce(CASE WHEN {text} ~ '^-?[0-9]+$' THEN {text}||'.0' ELSE {text} END,'null')"


@compiles(hexed, "sqlite")
def _hexed_sqlite(element: hexed, compiler: SQLCompiler, **kw: Any) -> str:
    return f"lower(hex({compiler.process(element.clauses, **kw)}))"


@compiles(hexed, "postgresql")
def _hexed_postgresql(element: hexed, compiler: SQLCompiler, **kw: Any) -> str:
    return f"encode(convert_to({compiler.process(element.clauses, **kw)},'UTF8'),'hex')"


@compiles(json_list, "sqlite")
def _json_list_sqlite(element: json_list, compiler: SQLCompiler, **kw: Any) -> str:
    return f"'['||coalesce(group_concat({compiler.process(element.clauses, **kw)},','),'')||']'"


@compiles(json_list, "postgresql")
def _json_list_postgresql(element: json_list, compiler: SQLCompiler, **kw: Any) -> str:
    return f"'['||coalesce(string_agg({compiler.process(element.clauses, **kw)},','),'')||']'"


@compiles(outer, "sqlite")
def _outer_sqlite(element: outer, compiler: SQLCompiler, **kw: Any) -> str:
    (column,) = element.clauses
    return f"+{compiler.process(column, **kw)}"


@compiles(outer, "postgresql")
def _outer_postgresql(element: outer, compiler: SQLCompiler, **kw: Any) -> str:
    (column,) = element.clauses
    return str(compiler.process(column, **kw))


@compiles(joined)
def _joined(element: joined, compiler: SQLCompiler, **kw: Any) -> str:
    parts = [compiler.process(clause, **kw) for clause in cast(Sequence[Any], element.clauses.clauses)]
    while len(parts) > LARGEST_GROUP:
        parts = ["(" + "||".join(parts[at : at + LARGEST_GROUP]) + ")" for at in range(0, len(parts), LARGEST_GROUP)]
    return "||".join(parts)  # whatever may stand beside a text binds less tightly


@compiles(_Within, "sqlite")
def _within_sqlite(element: _Within, compiler: SQLCompiler, **kw: Any) -> str:
    column, keys = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({keys}))"  # noqa: S608 - made of compiled clauses


@compiles(_Within, "postgresql")
def _within_postgresql(element: _Within, compiler: SQLCompiler, **kw: Any) -> str:
    column, keys = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"{column} = ANY({keys})"
