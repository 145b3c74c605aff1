"""The arguments of an operation's fields: coerced, converted, and split into structure and values.

Two requests whose arguments have the same structure (which are there, booleans, enums, kinds of the rest) share
one statement; numbers and texts are parameters of it.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, NamedTuple, cast

from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    Node,
    Undefined,
    VariableNode,
    Visitor,
    get_named_type,
    is_leaf_type,
    visit,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature
from graphql.execution.values import VariableValues, VariableValueSource, get_argument_values
from sqlalchemy import BigInteger, Double, Text, bindparam
from strawberry.schema.schema_converter import GraphQLCoreConverter

from db.expressions import KeyList
from resolvers.fields import VIEWER, Computed, Connection, Lookup, Through
from resolvers.loaders import converted, entries, plain
from resolvers.pages import Page, page_of

_KINDS: dict[type, Any] = {int: BigInteger(), str: Text(), float: Double()}
_WORDS = (bool, Enum)
"""What is in a statement's text as it stands."""
Leaf = Callable[[str, Any], Any]


def python_name(definition: Any) -> str:
    """The name that a field, argument or input field has in our declarations."""
    return str(definition.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].python_name)


class Call(NamedTuple):
    """A field's arguments as declarations take them, the page and the looked-up key taken out of them."""

    args: Mapping[str, Any]
    page: Page | None = None
    column: str | None = None
    key: Any = None

    def mapped(self, name: str, leaf: Leaf) -> "Call":
        """The same call with every value replaced by `leaf(parameter name, value)`; the names are those of `split`."""
        return Call(
            _mapped(self.args, name, leaf),
            _mapped(self.page, f"{name}_page", leaf),
            self.column,
            _mapped(self.key, f"{name}_key", leaf),
        )

    def split(self, name: str) -> "Split":
        """What of the call is in the statement's text, and what is bound."""
        values: dict[str, Any] = {}
        structure = (
            _split(self.args, name, values) if self.args else (),
            _split(self.page, f"{name}_page", values) if self.page else None,
            self.column,
            None if self.key is None else _split(self.key, f"{name}_key", values),
        )
        return Split(self, structure, values)


class Split(NamedTuple):
    """A call, split into its structure and the values of its parameters."""

    call: Call
    structure: Hashable
    values: Mapping[str, Any]


class Variables(NamedTuple):
    """The variables of a request as an operation declares them; those that are not given and have no default are
    not among the `coerced`.
    """

    signatures: Mapping[str, GraphQLVariableSignature]
    given: Mapping[str, Any]
    coerced: dict[str, Any]

    def whole(self) -> VariableValues:
        """As graphql-core takes them."""
        sources = {
            name: VariableValueSource(signature, self.given.get(name, Undefined))
            for name, signature in self.signatures.items()
        }
        return VariableValues(sources, self.coerced)


class _Open(NamedTuple):
    """An argument that is a variable as it stands. `named` tells whether input objects may be in it."""

    name: str
    variable: str
    kind: GraphQLInputType
    required: bool
    named: bool


class Arguments:
    """A field's arguments. Only those that are a variable as it stands are looked at anew for each request, unless
    there is a variable within another one.
    """

    def __init__(self, definition: GraphQLField, node: FieldNode) -> None:
        self._definition = definition
        self._node = node
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        self._open = [
            _open(definition.args[name], value.name.value)
            for name, value in given.items()
            if isinstance(value, VariableNode)
        ]
        self._nested = any(
            _mentions_variables(value) for value in given.values() if not isinstance(value, VariableNode)
        )
        self._fixed: dict[str, Any] | None = None

    @property
    def constant(self) -> bool:
        """Whether they are the same for every request."""
        return not self._open and not self._nested

    def values(self, variables: Variables) -> dict[str, Any]:
        """What they are, as declarations take them; raises what the ordinary executor would raise."""
        if self._fixed is None:
            return entries(self._coerced(variables))
        given, values = variables.coerced, entries(self._fixed)
        for name, variable, kind, required, named in self._open:
            value = given.get(variable, Undefined)
            if value is Undefined or (value is None and required):
                return entries(self._coerced(variables))
            if value is not None:
                values[name] = plain(_named(kind, value) if named else value)
        return values

    def _coerced(self, variables: Variables) -> dict[str, Any]:
        given, known = get_argument_values(self._definition, self._node, variables.whole()), self._definition.args
        named = {python_name(known[name]): _named(known[name].type, value) for name, value in given.items()}
        if not self._nested:
            self._fixed = {name: named[name] for name in named.keys() - {name for name, *_ in self._open}}
        return named


def _open(definition: GraphQLArgument, variable: str) -> _Open:
    kind = definition.type
    named = not is_leaf_type(get_named_type(kind))
    return _Open(python_name(definition), variable, kind, isinstance(kind, GraphQLNonNull), named)


class _Variables(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found = False

    def enter_variable(self, *_: Any) -> None:
        """There is one."""
        self.found = True


def _mentions_variables(value: Node) -> bool:
    visitor = _Variables()
    visit(value, visitor)
    return visitor.found


def call_of(
    declaration: Lookup | Connection | Through | Computed,
    given: Arguments,
    variables: Variables,
    largest_page: int,
) -> Call:
    """Evaluate a field's arguments; raises what the ordinary executor would raise."""
    args = given.values(variables)
    if isinstance(declaration, Computed):
        return Call(args)
    args = converted(declaration, args)
    if isinstance(declaration, Connection):
        page = page_of(args, largest_page)
        return Call(args, page)
    if isinstance(declaration, Through):
        return Call(args)
    rest = {name: args[name] for name in args if name not in declaration.keys}
    return Call(rest, None, *declaration.by(args))


def _named(kind: GraphQLInputType, value: Any) -> Any:
    """A coerced value with input objects under our names."""
    if isinstance(kind, GraphQLNonNull):
        return _named(kind.of_type, value)
    if isinstance(kind, GraphQLList) and isinstance(value, list):
        return [_named(kind.of_type, entry) for entry in value]
    if isinstance(kind, GraphQLInputObjectType) and isinstance(value, dict):
        return {python_name(kind.fields[name]): _named(kind.fields[name].type, entry) for name, entry in value.items()}
    return value


def _mapped(value: Any, name: str, leaf: Leaf) -> Any:
    if type(value) in _KINDS:
        return leaf(name, value)
    if value is None or value is VIEWER or isinstance(value, _WORDS):
        return value
    if isinstance(value, dict):
        return {entry: _mapped(value[entry], f"{name}_{entry}", leaf) for entry in value}
    if is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: _mapped(getattr(value, f.name), f"{name}_{f.name}", leaf) for f in fields(value)}
        return replace(value, **changed)
    if isinstance(value, tuple):
        return tuple(_mapped(entry, f"{name}_{at}", leaf) for at, entry in enumerate(value))
    if isinstance(value, list) and _is_text(value):
        return value
    return leaf(name, value)


def _split(value: Any, name: str, values: dict[str, Any]) -> Hashable:
    """The structure of what `_mapped` maps; the values go where their parameters' names lead."""
    kind = type(value)
    if kind in _KINDS:
        values[name] = value
        return kind.__name__
    if value is None or value is VIEWER or isinstance(value, _WORDS):
        return cast(Hashable, value)
    if isinstance(value, dict):
        return tuple([(entry, _split(value[entry], f"{name}_{entry}", values)) for entry in sorted(value)])
    if is_dataclass(value) and not isinstance(value, type):
        return tuple(_split(getattr(value, f.name), f"{name}_{f.name}", values) for f in fields(value))
    if isinstance(value, tuple):
        return tuple(_split(entry, f"{name}_{at}", values) for at, entry in enumerate(value))
    if isinstance(value, list) and _is_text(value):
        return ("list", *value)
    values[name] = value
    return ("list", *_kind_of_list(value)) if isinstance(value, list) else kind.__name__


def _is_text(value: list[Any]) -> bool:
    """The list is part of the statement's text: of enums, or empty."""
    return not value or any(isinstance(entry, Enum) for entry in value)


def _kind_of_list(value: list[Any]) -> tuple[Any, ...]:
    return (any(isinstance(entry, str) for entry in value),)


def parameter(name: str, value: Any) -> Any:
    """A leaf as a parameter of the statement."""
    if isinstance(value, list):
        return bindparam(name, type_=KeyList(*_kind_of_list(value)))
    return bindparam(name, type_=_KINDS[type(value)])
