"""What an operation selects: fragments spread, `@skip` and `@include` decided, equal response keys merged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLObjectType,
    InlineFragmentNode,
    SelectionSetNode,
    VariableNode,
)


class Unsupported(Exception):
    """The fast path does not know this; the message says what."""


@dataclass
class Selected:
    """A field of the answer: its key, its definition (None for `__typename`), and the nodes merged into it."""

    key: str
    definition: GraphQLField | None
    nodes: list[FieldNode] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The field's name in the schema."""
        return self.nodes[0].name.value

    @property
    def selections(self) -> list[SelectionSetNode]:
        """The selection sets of all its nodes."""
        return [node.selection_set for node in self.nodes if node.selection_set is not None]


@dataclass(frozen=True)
class Collector:
    """Collects fields with the fragments of one document and the values of its variables."""

    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]

    def collect(self, parent: GraphQLObjectType, sets: Iterable[SelectionSetNode]) -> list[Selected]:
        """The fields selected of an object type, in the order of the answer."""
        found: dict[str, Selected] = {}
        spread: set[str] = set()
        for selection_set in sets:
            self._visit(parent, selection_set, found, spread)
        return list(found.values())

    def _visit(
        self,
        parent: GraphQLObjectType,
        selection_set: SelectionSetNode,
        found: dict[str, Selected],
        spread: set[str],
    ) -> None:
        for node in selection_set.selections:
            if not self._included(node.directives or ()):
                continue
            match node:
                case FieldNode():
                    _add(parent, node, found)
                case InlineFragmentNode():
                    self._visit(parent, node.selection_set, found, spread)
                case FragmentSpreadNode() if node.name.value not in spread:
                    spread.add(node.name.value)
                    self._visit(parent, self.fragments[node.name.value].selection_set, found, spread)

    def _included(self, directives: Iterable[DirectiveNode]) -> bool:
        for directive in directives:
            name = directive.name.value
            if name not in ("skip", "include"):
                raise Unsupported(f"@{name}")
            if self._condition(directive) == (name == "skip"):
                return False
        return True

    def _condition(self, directive: DirectiveNode) -> bool:
        (argument,) = directive.arguments or ()
        value = argument.value
        if isinstance(value, VariableNode):
            given = self.variables[value.name.value]
            if given is None:
                raise Unsupported(f"no value for @{directive.name.value}")
            return bool(given)
        return isinstance(value, BooleanValueNode) and value.value


def _add(parent: GraphQLObjectType, node: FieldNode, found: dict[str, Selected]) -> None:
    name = node.name.value
    if name.startswith("__") and name != "__typename":
        raise Unsupported("introspection")
    key = node.alias.value if node.alias else name
    selected = found.setdefault(key, Selected(key, parent.fields.get(name)))
    selected.nodes.append(node)
