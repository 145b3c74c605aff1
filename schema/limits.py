"""How large a document may be. What it comes to with its fragments in place is counted without putting them there.

Fragments are counted once each, so that a document that is exponential in its fragments costs linear time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
)


@dataclass(frozen=True)
class Bounds:
    """The most that a document may have. `docs/limits.md` gives the reasons."""

    tokens: int
    depth: int
    aliases: int
    directives: int
    roots: int

    def excess(self, document: DocumentNode) -> list[GraphQLError]:
        """What a document has too much of, an error for each operation and count."""
        sizes = _Sizes(document)
        operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        try:
            return [error for operation in operations for error in self._excess(operation, sizes)]
        except RecursionError:
            return [GraphQLError("The document's fragments are nested too deeply.")]

    def _excess(self, operation: OperationDefinitionNode, sizes: "_Sizes") -> Iterator[GraphQLError]:
        size = sizes.of(operation.selection_set)
        counts = {
            "levels": (size.depth, self.depth),
            "aliases": (size.aliases, self.aliases),
            "directives": (size.directives + len(operation.directives or ()), self.directives),
            "fields at its root": (size.roots, self.roots),
        }
        for what, (count, most) in counts.items():
            if count > most:
                shown = count if count < 10**9 else "very many"
                yield GraphQLError(f"The operation has {shown} {what}; the limit is {most}.", operation)


@dataclass(frozen=True)
class _Size:
    depth: int = 0
    aliases: int = 0
    directives: int = 0
    roots: int = 0

    def beside(self, other: "_Size") -> "_Size":
        return _Size(
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.directives + other.directives,
            self.roots + other.roots,
        )


class _Sizes:
    """The sizes of selection sets, each measured once. Fragments in a circle are left to validation."""

    def __init__(self, document: DocumentNode) -> None:
        definitions = document.definitions
        self.fragments = {node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)}
        self.known: dict[str, _Size] = {}

    def of(self, selections: SelectionSetNode) -> _Size:
        size = _Size()
        for node in selections.selections:
            size = size.beside(self._selection(node)).beside(_Size(directives=len(node.directives or ())))
        return size

    def _selection(self, node: Node) -> _Size:
        if isinstance(node, FieldNode):
            inner = self.of(node.selection_set) if node.selection_set else _Size()
            return _Size(inner.depth + 1, inner.aliases + bool(node.alias), inner.directives, 1)
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value)
        return self.of(node.selection_set)  # type: ignore[attr-defined]

    def _fragment(self, name: str) -> _Size:
        if name not in self.known:
            self.known[name] = _Size()
            if name in self.fragments:
                self.known[name] = self.of(self.fragments[name].selection_set)
        return self.known[name]
