"""Draws GraphQL queries from a schema: everything the language offers for reading, always valid documents."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar, cast

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    Undefined,
    get_named_type,
    parse,
    validate,
)
from hypothesis import assume
from hypothesis import strategies as st

T = TypeVar("T")
Draw = Callable[[st.SearchStrategy[Any]], Any]

HOPS = (1, 2, 2, 2, 3, 3, 4, 5)
"""How many objects lie within each other at most; a connection, its edges and a node count as one."""
LARGEST = 30
"""About how many fields a document has at most."""
MANY_ROWS = 30
OTHERS = 3
"""Viewers of a document beside the first."""
PAGING = ("first", "after", "last", "before", "offset")


@dataclass(frozen=True)
class Question:
    """What is asked, by whom, and by which others as well."""

    text: str
    variables: dict[str, Any]
    other_variables: dict[str, Any]
    """For asking once more."""
    operation: str | None
    viewer: int
    others: Sequence[int]


@dataclass(frozen=True)
class Pool:
    """What arguments are drawn from, by `field.argument.entry` or the end of that, who may be asking, and who else."""

    values: Mapping[str, Sequence[Any]]
    viewers: Sequence[int]
    everybody: Sequence[int]


@dataclass
class _Scope:
    """The response keys of one object of the answer, and what each stands for."""

    heads: dict[str, str] = field(default_factory=dict)
    within: dict[str, "_Scope"] = field(default_factory=dict)
    composites: list[tuple[str, str, GraphQLObjectType, int]] = field(default_factory=list)
    shared: bool = False
    """Whether this is a fragment's, which may be spread into any other."""


@dataclass
class _Fragment:
    name: str
    kind: GraphQLObjectType
    text: str
    uses: set[str]


@dataclass
class _Writer:
    """Writes one document."""

    random: Random
    schema: GraphQLSchema
    pool: Pool
    left: int
    names: int = 0
    uses: set[str] = field(default_factory=set)
    definitions: dict[str, str] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    other: dict[str, Any] = field(default_factory=dict)
    fragments: list[_Fragment] = field(default_factory=list)
    fixed: bool = False
    """Whether variables are out of the question, as in their own defaults."""

    # Choices

    def one_of(self, choices: Sequence[T]) -> T:
        return self.random.choice(choices)

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def number(self, least: int, most: int) -> int:
        return self.random.randint(least, most)

    def name(self, prefix: str) -> str:
        self.names += 1
        return f"{prefix}{self.names}"

    # Selections

    def selections(self, kind: GraphQLObjectType, hops: int, scope: _Scope, rows: int) -> str:
        """A selection set in braces."""
        count = 1 if self.left <= 0 else self.number(2, 5)
        return "{ " + " ".join(self._selection(kind, hops, scope, rows) for _ in range(count)) + " }"

    def _selection(self, kind: GraphQLObjectType, hops: int, scope: _Scope, rows: int) -> str:
        self.left -= 1
        choice = self.number(0, 99)
        if choice < 4:
            return f"__typename{self._directives()}"
        if choice < 14 and self.left > 0:
            return self._inline(kind, hops, scope, rows)
        if choice < 22 and self.left > 0:
            return f"...{self._fragment(kind, min(hops, 1), rows).name}{self._directives()}"
        if choice < 30 and scope.composites:
            return self._again(scope, rows)
        return self._field(kind, hops, scope, rows)

    def _inline(self, kind: GraphQLObjectType, hops: int, scope: _Scope, rows: int) -> str:
        condition = f" on {kind.name}" if self.chance(60) else ""
        return f"...{condition}{self._directives()} {self.selections(kind, hops, scope, rows)}"

    def _fragment(self, kind: GraphQLObjectType, hops: int, rows: int) -> _Fragment:
        known = [fragment for fragment in self.fragments if fragment.kind is kind]
        if known and self.chance(60):
            fragment = self.one_of(known)
        else:
            outer, self.uses = self.uses, set()
            text = self.selections(kind, hops, _Scope(shared=True), max(rows, MANY_ROWS))
            fragment = _Fragment(self.name("F"), kind, text, self.uses)
            self.fragments.append(fragment)
            self.uses = outer
        self.uses |= fragment.uses
        return fragment

    def _again(self, scope: _Scope, rows: int) -> str:
        """A field that was there before, with other fields in it, to be merged with the first."""
        key, head, kind, hops = self.one_of(scope.composites)
        inner = self.selections(kind, hops, scope.within[key], max(rows, MANY_ROWS))
        return f"{head}{self._directives()} {inner}"

    def _field(self, kind: GraphQLObjectType, hops: int, scope: _Scope, rows: int) -> str:
        name = self._name_of_field(kind, hops)
        definition = kind.fields[name]
        target = get_named_type(definition.type)
        arguments, page = self._arguments(name, definition, rows)
        call = name + arguments
        key, head = self._head(kind, name, call, scope)
        if not isinstance(target, GraphQLObjectType):
            return head + self._directives()
        hops -= 0 if _is_glue(target) else 1
        inner = scope.within.setdefault(key, _Scope(shared=scope.shared))
        scope.composites.append((key, head, target, hops))
        return f"{head}{self._directives()} {self.selections(target, hops, inner, rows * page)}"

    def _name_of_field(self, kind: GraphQLObjectType, hops: int) -> str:
        leaves, glue, objects = _sorted_fields(kind)
        if glue and self.chance(80):
            return self.one_of(glue)
        if objects and hops > 0 and self.left > 0 and (not leaves or self.chance(50)):
            connections = [name for name in objects if "after" in kind.fields[name].args]
            return self.one_of(connections if connections and self.chance(45) else objects)
        return self.one_of(leaves or glue or objects)

    def _head(self, kind: GraphQLObjectType, name: str, call: str, scope: _Scope) -> tuple[str, str]:
        """The response key of a field, and the field with its alias."""
        key = self._other_leaf(kind, name) if not scope.shared and self.chance(3) else name
        taken = scope.heads.get(key, call) != call
        if taken or self.chance(25) or (scope.shared and (kind.fields[name].args or key != name)):
            key = self.name("a")
        scope.heads[key] = call
        return key, call if key == name else f"{key}: {call}"

    def _other_leaf(self, kind: GraphQLObjectType, name: str) -> str:
        """A name that another field of this type has: an alias to trip over."""
        return self.one_of(_sorted_fields(kind)[0] or [name])

    def _directives(self) -> str:
        if not self.chance(8):
            return ""
        word = self.one_of(["include", "include", "skip"])
        usual = word == "include"
        value = usual if self.chance(75) else not usual
        kind = GraphQLNonNull(_boolean(self.schema))
        return f" @{word}(if: {f'${self._variable(kind, value)}' if self.chance(60) else json.dumps(value)})"

    # Arguments

    def _arguments(self, name: str, definition: GraphQLField, rows: int) -> tuple[str, int]:
        """The arguments in parentheses, and how many rows they bring at most."""
        chosen: dict[str, Any] = {}
        if "first" in definition.args and "after" in definition.args:
            chosen = self._page(name, rows)
        for argument, said in definition.args.items():
            if argument not in PAGING and (_is_required(said) or self.chance(35)):
                chosen[argument] = self.value(said.type, f"{name}.{argument}")
        written = [f"{key}: {self._written(_type_of(definition.args[key]), value)}" for key, value in chosen.items()]
        return f"({', '.join(written)})" if written else "", max(1, chosen.get("first") or chosen.get("last") or 20)

    def _page(self, name: str, rows: int) -> dict[str, Any]:
        chosen: dict[str, Any] = {}
        least = self.number(0, 9) if rows <= MANY_ROWS else self.number(3, 9)
        if 3 <= least <= 6 or least == 9:
            chosen["first"] = self._count(rows)
        if least >= 7:
            chosen["last"] = self._count(rows)
        for argument, percent in (("after", 25), ("before", 20)):
            if self.chance(percent):
                chosen[argument] = self.one_of(self._pool(f"{name}.{argument}") or ["MA=="])
        if "last" not in chosen and self.chance(12):
            chosen["offset"] = self.number(0, 3)
        return chosen

    def _count(self, rows: int) -> int:
        """How many rows; sometimes none, and now and then too few or too many."""
        if self.chance(1):
            return self.one_of([-1, 501])
        return self.number(0, 2 if rows > MANY_ROWS else 6)

    def _pool(self, name: str) -> Sequence[Any]:
        parts = name.split(".")
        tails = (".".join(parts[at:]) for at in range(len(parts)))
        return next((self.pool.values[tail] for tail in tails if tail in self.pool.values), ())

    def value(self, kind: GraphQLInputType, name: str) -> Any:
        """A value of an input type as JSON."""
        if isinstance(kind, GraphQLNonNull):
            return self.value(kind.of_type, name)
        if isinstance(kind, GraphQLList):
            return [self.value(kind.of_type, name) for _ in range(self.number(0, 3))]
        if isinstance(kind, GraphQLInputObjectType):
            return {
                key: self.value(said.type, f"{name}.{key}")
                for key, said in kind.fields.items()
                if _is_required(said) or self.chance(35)
            }
        if isinstance(kind, GraphQLEnumType):
            return self.one_of(sorted(kind.values))
        return self.one_of(self._pool(name) or _SCALARS[kind.name])

    def _written(self, kind: GraphQLInputType, value: Any) -> str:
        """A value as it stands in the document, whole or in parts by variables."""
        if not self.fixed and self.chance(20):
            return f"${self._variable(kind, value)}"
        if isinstance(kind, GraphQLNonNull):
            return self._written(kind.of_type, value)
        if value is None:
            return "null"
        if isinstance(kind, GraphQLList):
            if len(value) == 1 and self.chance(30):
                return self._written(kind.of_type, value[0])
            return f"[{', '.join(self._written(kind.of_type, entry) for entry in value)}]"
        if isinstance(kind, GraphQLInputObjectType):
            fields = (f"{key}: {self._written(_type_of(kind.fields[key]), value[key])}" for key in value)
            return f"{{{', '.join(fields)}}}"
        return value if isinstance(kind, GraphQLEnumType) else json.dumps(value)

    def _variable(self, kind: GraphQLInputType, value: Any) -> str:
        """A variable of a type: given, left to its default, null or absent."""
        name = self.name("v")
        self.uses.add(name)
        self.definitions[name] = f"${name}: {kind}"
        has_default = self.chance(30)
        if has_default:
            self.fixed, outer = True, self.fixed
            self.definitions[name] += f" = {self._written(kind, value)}"
            self.fixed = outer
        must = isinstance(kind, GraphQLNonNull) and not has_default
        for given in (self.given, self.other):
            choice = self.number(0, 9)
            if must or choice < 6:
                given[name] = value if given is self.given else self._another(value)
            elif choice == 9 and not isinstance(kind, GraphQLNonNull):
                given[name] = None
        return name

    def _another(self, value: Any) -> Any:
        """A value that could stand in another's place, mostly a different one."""
        if isinstance(value, bool):
            return not value
        alike = [choices for choices in self.pool.values.values() if value in choices]
        return self.one_of(alike[0]) if alike else value

    # Documents

    def operation(self, name: str | None, hops: int) -> str:
        """An operation with the definitions of its variables."""
        self.uses = set()
        root = cast(GraphQLObjectType, self.schema.query_type)
        body = self.selections(root, hops, _Scope(), 1)
        variables = ", ".join(self.definitions[variable] for variable in sorted(self.uses))
        if name is None and not variables:
            return body
        return f"query {name or ''}{f'({variables})' if variables else ''} {body}"

    def document(self) -> tuple[str, str | None]:
        """A document, and which of its operations is meant."""
        named = self.chance(40)
        wanted = self.name("Q") if named else None
        operations = [self.operation(wanted, self.one_of(HOPS))]
        while named and len(operations) < 3 and self.chance(35):
            self.left = LARGEST // 4
            operations.append(self.operation(self.name("Q"), 2))
        fragments = [f"fragment {each.name} on {each.kind.name} {each.text}" for each in self.fragments]
        chosen = wanted if len(operations) > 1 or self.chance(50) else None
        return "\n".join([*operations, *fragments]), chosen


_SCALARS: dict[str, Sequence[Any]] = {
    "Boolean": [True, False],
    "DateTime": ["2026-11-18T11:06:40Z", "2026-12-01T00:00:00+01:00", "2015-07-08T21:52:49.733Z"],
    "Duration": ["PT1H", "PT2H30M"],
    "Float": [0.0, 1.5, -40.70000076293945],
    "ID": ["1", "nothing", 7],
    "Int": [0, 1, 2, 50],
    "NotHere": [False, False, False, True],
    "String": ["", "API", "é", '"%_\\'],
}


def _boolean(schema: GraphQLSchema) -> GraphQLScalarType:
    return cast(GraphQLScalarType, schema.type_map["Boolean"])


def _is_required(said: GraphQLArgument | GraphQLInputField) -> bool:
    return isinstance(said.type, GraphQLNonNull) and said.default_value is Undefined


def _type_of(said: GraphQLArgument | GraphQLInputField) -> GraphQLInputType:
    """The type of a variable that may stand here: where there is a default it may be absent."""
    if isinstance(said.type, GraphQLNonNull) and said.default_value is not Undefined:
        return said.type.of_type
    return said.type


def _is_glue(kind: GraphQLObjectType) -> bool:
    """The type is no object of its own, but part of a connection."""
    return kind.name == "PageInfo" or "edges" in kind.fields or "cursor" in kind.fields


def _sorted_fields(kind: GraphQLObjectType) -> tuple[list[str], list[str], list[str]]:
    """The names of leaves, of what only leads on within a connection, and of other objects."""
    leaves: list[str] = []
    glue: list[str] = []
    objects: list[str] = []
    for name, definition in kind.fields.items():
        target = get_named_type(definition.type)
        if not isinstance(target, GraphQLObjectType):
            leaves.append(name)
        elif name in ("edges", "pageInfo") or (name == "node" and _is_glue(kind)):
            glue.append(name)
        else:
            objects.append(name)
    return leaves, glue, objects


@st.composite
def questions(draw: Draw, schema: GraphQLSchema, pool: Pool) -> Question:
    """A valid document with variables, the operation that is meant, and a viewer.

    Only the size and a seed are Hypothesis's: it would draw the same few simple fields again and again.
    """
    writer = _Writer(
        Random(draw(st.integers(0, 2**48))), schema, pool, draw(st.integers(1, LARGEST) | st.just(LARGEST))
    )
    text, operation = writer.document()
    assume(not validate(schema, parse(text)))
    others = writer.random.sample(pool.everybody, OTHERS)
    return Question(text, writer.given, writer.other, operation, writer.one_of(pool.viewers), others)
