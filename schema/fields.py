"""How the contract is written down: `say` declares a field, `of` ties a type to its noun.

`say` holds what clients read (descriptions, arguments); what stands behind a field is found under the field's
own name in the noun of `resolvers/`, or else is the column of that name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar, cast

import strawberry
from strawberry import UNSET
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

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

    def __copy__(self) -> Self:
        copied = super().__copy__()
        copied.said = self.said
        if hasattr(self, "declaration"):
            copied.declaration = self.declaration
        return copied

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
                type_annotation=StrawberryAnnotation(argument.type),
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
    """Make a class the GraphQL type of a noun, and hand each field its declaration."""

    def declare(cls: type[T]) -> type[T]:
        made = strawberry.type(cls, name=name, description=description)
        definition = cast(Any, made).__strawberry_definition__
        noun.face = definition.name
        for field in definition.fields:
            if isinstance(field, Said):
                field.declaration = noun.declaration(field.python_name)
        unsaid = set(noun.fields) - {field.python_name for field in definition.fields}
        if unsaid:
            raise LookupError(f"{noun.face}: declared, but not in the schema: {', '.join(sorted(unsaid))}")
        return made

    return declare
