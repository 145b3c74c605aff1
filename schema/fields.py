"""How the contract is written down: `say` declares a field, `of` ties a type to its noun, `entries` makes an input.

`say` holds what clients read (descriptions, arguments); what stands behind a field is found under the field's
own name in the noun of `resolvers/`, or else is the column of that name.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from inspect import get_annotations
from typing import Any, TypeVar, cast

from strawberry import UNSET
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import InputContext, StrawberryArgument
from strawberry.types.base import StrawberryObjectDefinition, has_object_definition
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from resolvers.fields import Declaration, Noun
from resolvers.loaders import resolve

T = TypeVar("T")


@dataclass(frozen=True)
class Argument:
    """An argument of a field: its type, what clients read about it, and its default."""

    type: Any
    description: str
    default: Any = UNSET


class Said(StrawberryField):
    """A field that answers from a declaration."""

    declaration: Declaration
    said: Mapping[str, Argument]
    _arguments: list[StrawberryArgument] | None = None

    @property
    def is_basic_field(self) -> bool:
        """Without arguments there is nothing that strawberry has to look at for each row."""
        return not self.said

    @property
    def arguments(self) -> list[StrawberryArgument]:
        """The arguments that were said: made once, as strawberry asks for them with each row."""
        if self._arguments is None:
            self._arguments = self._said_arguments()
        return self._arguments

    @arguments.setter
    def arguments(self, value: list[StrawberryArgument]) -> None:
        raise AttributeError("arguments are said, not set")

    def _said_arguments(self) -> list[StrawberryArgument]:
        return [
            StrawberryArgument(
                python_name=name,
                graphql_name=name.removesuffix("_") if name.endswith("_") else None,
                type_annotation=_annotation(argument.type, __name__),
                description=argument.description,
                default=argument.default,
            )
            for name, argument in self.said.items()
        ]

    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Answer from the declaration."""
        return resolve(self.declaration, self.python_name, source, kwargs)


def say(
    description: str,
    arguments: Mapping[str, Argument] | None = None,
    name: str | None = None,
    deprecation_reason: str | None = None,
) -> Any:
    """A field as clients read it. Its declaration is found by its name in the type's noun."""
    field = Said(description=description, graphql_name=name, deprecation_reason=deprecation_reason)
    field.said = arguments or {}
    return field


def of(noun: Noun, description: str, name: str | None = None) -> Callable[[type[T]], type[T]]:
    """Make a class the GraphQL type of a noun, and hand each field its declaration.

    Rows are tuples, so there will be no objects of it: the definition is enough, without the dataclass that
    `strawberry.type` would make. With those, the schema took twice the time to load.
    """

    def declare(cls: type[T]) -> type[T]:
        noun.face = name or to_camel_case(cls.__name__)
        fields = _fields(cls)
        for field in fields:
            cast(Said, field).declaration = noun.declaration(field.python_name)
        unsaid = set(noun.fields) - {field.python_name for field in fields}
        if unsaid:
            raise LookupError(f"{noun.face}: declared, but not in the schema: {', '.join(sorted(unsaid))}")
        return _defined(cls, noun.face, description, fields)

    return declare


def entries(description: str | None = None) -> Callable[[type[T]], type[T]]:
    """Make a class a GraphQL input, which also has what its bases have. What clients enter reaches resolvers as a dict
    by Python's names, so there will be no objects of it either.
    """

    def declare(cls: type[T]) -> type[T]:
        based = [field for base in cls.__bases__ if has_object_definition(base) for field in _definition(base).fields]
        fields = {field.python_name: field for field in [*based, *_fields(cls)]}
        return _defined(cls, cls.__name__, description, [*fields.values()], _entered)

    return declare


def _entered(kind: type, given: Mapping[str, Any], context: InputContext) -> dict[str, Any]:
    entered = {}
    for field in _definition(kind).fields:
        name = context.config.name_converter.from_field(field)
        if name in given:
            entered[field.python_name] = context.convert(given[name], field.type, name)
    return entered


def _definition(cls: type[Any]) -> StrawberryObjectDefinition:
    return cast(StrawberryObjectDefinition, cast(Any, cls).__strawberry_definition__)


def _defined(
    cls: type[T],
    name: str,
    description: str | None,
    fields: Sequence[StrawberryField],
    from_input: Callable[[type, Mapping[str, Any], InputContext], Any] | None = None,
) -> type[T]:
    cast(Any, cls).__strawberry_definition__ = StrawberryObjectDefinition(
        name=name,
        is_input=from_input is not None,
        is_interface=False,
        origin=cls,
        description=description,
        interfaces=[],
        extend=False,
        directives=(),
        is_type_of=None,
        resolve_type=None,
        fields=[*fields],
        from_input=from_input,
    )
    return cls


def _fields(cls: type[Any]) -> list[StrawberryField]:
    """The fields of a class, told their names and types."""
    types = get_annotations(cls)
    fields = {name: field for name, field in vars(cls).items() if isinstance(field, StrawberryField)}
    for name, field in fields.items():
        field.python_name, field.origin = name, cls
        field.type_annotation = _annotation(types[name], cls.__module__)
    return [*fields.values()]


@cache
def _annotation(kind: Any, module: str) -> StrawberryAnnotation:
    """A type as strawberry reads it; made once, as most fields of a module share a few."""
    return StrawberryAnnotation(kind, namespace=vars(sys.modules[module]))
