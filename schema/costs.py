"""What an operation costs, in hundredths of a point: the rows that it may fetch at most, from the document alone.

A field's price follows from what it is declared as; `EXTRA` adds to single fields. Where pages depend on variables,
those are looked at, so the same document may cost more with other variables.
"""

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    IntValueNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

from resolvers.fastpath.compiler import declared
from resolvers.fields import Connection, Count, Edges, Lookup, Many, One, Through
from resolvers.pages import DEFAULT_PAGE, LARGEST_PAGE

POINT = 100
ROW = 5
LIST = 5
"""The rows that a list without pages is taken to have."""
COUNT = 20
WRITE = 500
INTROSPECTION = 500
INPUT = "input"
"""The argument of those published connections that take all others in one."""
READING = 2_000
_SEARCHES = (
    "groups",
    "members",
    "eventSearch",
    "groupSearch",
    "recommendedEvents",
    "recommendedGroups",
    "groupRoundup",
)
EXTRA: Mapping[str, int] = {
    **{f"Query.{name}": 50 for name in _SEARCHES},
    "Mutation.createCalendarConnection": READING,
    "Mutation.refreshCalendarConnection": READING,
}
"""Searches over everything, and files that are fetched and read."""

Price = tuple[int, int]
"""What a selection costs once, and again for each row of the page that it is selected on."""


class Prices:
    """The prices of one operation with one set of variables. Every fragment is priced once."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self.schema = schema
        self.variables = variables
        definitions = document.definitions
        self.fragments = {node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)}
        self.known: dict[str, Price] = {}

    def points(self, operation: OperationDefinitionNode) -> int:
        """Whole points, at least one."""
        root = self.schema.get_root_type(operation.operation)
        once, _ = self._selections(operation.selection_set, root)
        if operation.operation is OperationType.MUTATION:
            once += WRITE * len(operation.selection_set.selections)
        return max(1, -(-once // POINT))

    def _selections(self, selections: SelectionSetNode | None, parent: Any) -> Price:
        once = each = 0
        for node in selections.selections if selections else ():
            more, more_each = self._selection(node, parent)
            once, each = once + more, each + more_each
        return once, each

    def _selection(self, node: Node, parent: Any) -> Price:
        if isinstance(node, FieldNode):
            return self._field(node, parent)
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value)
        condition = node.type_condition  # type: ignore[attr-defined]
        within = self.schema.get_type(condition.name.value) if condition else parent
        return self._selections(node.selection_set, within)  # type: ignore[attr-defined]

    def _fragment(self, name: str) -> Price:
        if name not in self.known:
            self.known[name] = (0, 0)
            fragment = self.fragments[name]
            parent = self.schema.get_type(fragment.type_condition.name.value)
            self.known[name] = self._selections(fragment.selection_set, parent)
        return self.known[name]

    def _field(self, node: FieldNode, parent: Any) -> Price:
        name = node.name.value
        if name.startswith("__"):
            return (INTROSPECTION if node.selection_set else 0), 0
        if not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            return 0, 0
        definition = parent.fields[name]
        once, each = self._selections(node.selection_set, get_named_type(definition.type))
        return self._priced(node, definition, once, each, EXTRA.get(f"{parent.name}.{name}", 0))

    def _priced(self, node: FieldNode, definition: GraphQLField, once: int, each: int, extra: int) -> Price:
        declaration = declared(definition)
        if isinstance(declaration, Edges):
            return extra, ROW + once
        if isinstance(declaration, Connection) or each:
            return extra + ROW + once + self._page(node) * each, 0
        if isinstance(declaration, Count):
            return extra + COUNT, 0
        if isinstance(declaration, Many) or (node.selection_set and _is_list(definition.type)):
            return extra + LIST * (ROW + once), 0
        return extra + once + (ROW if isinstance(declaration, One | Lookup | Through) else 0), 0

    def _page(self, node: FieldNode) -> int:
        """How many rows the page of a connection may have. A page that is too large will be refused."""
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        whole = given.get(INPUT)
        if isinstance(whole, VariableNode):
            return min(abs(int(self.variables.get(f"{whole.name.value}.first", DEFAULT_PAGE))), LARGEST_PAGE)
        if isinstance(whole, ObjectValueNode):
            given = {field.name.value: field.value for field in whole.fields}
        asked = [self._number(given[name]) for name in ("first", "last") if name in given]
        sizes = [size for size in asked if size is not None]
        return min(max(sizes, default=DEFAULT_PAGE), LARGEST_PAGE)

    def _number(self, node: Node) -> int | None:
        if isinstance(node, IntValueNode):
            return abs(int(node.value[:9]))
        value = self.variables.get(node.name.value) if isinstance(node, VariableNode) else None
        return abs(int(value)) if isinstance(value, int | float) and abs(value) < 10**9 else None


def _is_list(kind: Any) -> bool:
    return isinstance(kind.of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)


def page_variables(operation: OperationDefinitionNode) -> Mapping[str, Any]:
    """The defaults of an operation's whole-number variables."""
    return {
        definition.variable.name.value: int(definition.default_value.value)
        for definition in operation.variable_definitions or ()
        if isinstance(definition.default_value, IntValueNode)
    }
