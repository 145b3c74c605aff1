"""Documents, parsed and validated once: what they want of each type, and what their operations cost."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    Source,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    specified_rules,
    validate,
    visit,
)
from graphql.validation import NoSchemaIntrospectionCustomRule

from resolvers.context import Statements, Wanted
from resolvers.errors import Code
from resolvers.fastpath.calls import python_name
from schema.costs import Prices, page_variables
from schema.limits import Bounds

LARGEST_CACHE = 1000
LARGEST_TEXT = 1_000_000
"""The characters of all remembered documents together: their trees take some hundred times as many bytes."""
COSTS_PER_DOCUMENT = 64
NUMBER = (int, float)


@dataclass(frozen=True)
class Rules:
    """What documents have to keep to. Without bounds they may be of any size."""

    bounds: Bounds | None = None
    suggestions: bool = True
    introspection: bool = True

    @property
    def rules(self) -> list[Any]:
        """The rules of validation."""
        return [*specified_rules, *(() if self.introspection else (NoSchemaIntrospectionCustomRule,))]


class _Wanted(Visitor):
    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info = info
        self.found: dict[str, set[str]] = {}

    def enter_field(self, _node: FieldNode, *_: object) -> None:
        parent, definition = self.info.get_parent_type(), self.info.get_field_def()
        if parent is None or definition is None or not definition.extensions:
            return
        self.found.setdefault(parent.name, set()).add(python_name(definition))
        self.found.setdefault(str(get_named_type(definition.type)), set())


@dataclass
class Document:
    """One query text: its syntax tree, or what is wrong with its syntax."""

    text: str
    schema: GraphQLSchema
    rules: Rules
    tree: DocumentNode | None
    syntax: list[GraphQLError]
    statements: Statements
    _costs: OrderedDict[Any, int] = field(default_factory=OrderedDict)

    @cached_property
    def excess(self) -> list[GraphQLError]:
        """What it has too much of."""
        if self.tree is None or self.rules.bounds is None:
            return []
        return [_coded(error, Code.GRAPHQL_VALIDATION_FAILED) for error in self.rules.bounds.excess(self.tree)]

    @cached_property
    def errors(self) -> list[GraphQLError]:
        """What is wrong with it, its size aside."""
        if self.tree is None:
            return self.syntax
        hide = not self.rules.suggestions
        errors = validate(self.schema, self.tree, self.rules.rules, hide_suggestions=hide)
        return [_coded(error, Code.GRAPHQL_VALIDATION_FAILED) for error in errors]

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """The operation of that name; without a name the only one."""
        return self._operations.get(name or None)

    @cached_property
    def _operations(self) -> dict[str | None, OperationDefinitionNode]:
        definitions = self.tree.definitions if self.tree else ()
        nodes = [node for node in definitions if isinstance(node, OperationDefinitionNode)]
        named: dict[str | None, OperationDefinitionNode] = {node.name.value: node for node in nodes if node.name}
        return {**named, None: nodes[0]} if len(nodes) == 1 else named

    def root_field(self, operation: OperationDefinitionNode) -> FieldNode:
        """The first field of an operation, through fragments: of a valid subscription, the only one."""
        definitions = self.tree.definitions if self.tree else ()
        fragments = {node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)}
        node: Any = operation
        while not isinstance(node, FieldNode):
            node = node.selection_set.selections[0]
            if isinstance(node, FragmentSpreadNode):
                node = fragments[node.name.value]
        return node

    def cost(self, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> int:
        """The points of one of the operations. The document must be valid."""
        name = operation.name.value if operation.name else None
        numbers = _numbers(variables)
        key = (name, *sorted(numbers.items()))
        cost = self._costs.get(key)
        if cost is None:
            assert self.tree is not None  # noqa: S101 - a valid document has one
            prices = Prices(self.schema, self.tree, {**page_variables(operation), **numbers})
            cost = self._costs[key] = prices.points(operation)
            if len(self._costs) > COSTS_PER_DOCUMENT:
                self._costs.popitem(last=False)
        return cost

    @cached_property
    def wanted(self) -> Wanted:
        """The fields that the document selects, by type."""
        if self.tree is None or self.errors:
            return Wanted(statements=self.statements)
        info = TypeInfo(self.schema)
        visitor = _Wanted(info)
        visit(self.tree, TypeInfoVisitor(info, visitor))
        return Wanted({name: frozenset(fields) for name, fields in visitor.found.items()}, self.statements)


class Documents:
    """The documents that were seen last, by their text."""

    def __init__(self, schema: GraphQLSchema, rules: Rules) -> None:
        self.schema = schema
        self.rules = rules
        self.hits = self.misses = 0
        self.statements = Statements()
        self._seen: OrderedDict[str, Document] = OrderedDict()
        self._length = 0
        self._lock = Lock()
        """The shim's documents are compiled in a thread, beside the first requests."""

    def get(self, text: str, trusted: bool = False) -> Document:
        """The document that somebody asks with, parsed if it is new. A trusted one may have any number of tokens."""
        if text in self._seen:
            self.hits += 1
        else:
            self.misses += 1
        return self.read(text, trusted)

    def read(self, text: str, trusted: bool = False) -> Document:
        """The same where nobody asks, so that it does not count."""
        with self._lock:
            document = self._seen.get(text)
            if document is not None:
                self._seen.move_to_end(text)
                return document
        return self._kept(self._parsed(text, trusted))

    def _kept(self, document: Document) -> Document:
        with self._lock:
            if document.text in self._seen:
                return self._seen[document.text]
            self._seen[document.text] = document
            self._length += len(document.text)
            while len(self._seen) > LARGEST_CACHE or (self._length > LARGEST_TEXT and len(self._seen) > 1):
                self._length -= len(self._seen.popitem(last=False)[0])
        return document

    def __len__(self) -> int:
        return len(self._seen)

    def forget(self) -> None:
        """Drop all documents, and the statements that were built for them."""
        with self._lock:
            self._seen.clear()
            self.statements.clear()
            self._length = 0

    def _parsed(self, text: str, trusted: bool) -> Document:
        most = self.rules.bounds.tokens if self.rules.bounds and not trusted else None
        tree, errors = None, []
        try:
            tree = parse(text, max_lexical_tokens=most, max_comments=most)
        except GraphQLError as error:
            errors = [_coded(error, Code.GRAPHQL_PARSE_FAILED)]
        except RecursionError:
            deep = GraphQLSyntaxError(Source(text), 0, "The document is nested too deeply.")
            errors = [_coded(deep, Code.GRAPHQL_PARSE_FAILED)]
        return Document(text, self.schema, self.rules, tree, errors, self.statements)


def _numbers(variables: Mapping[str, Any]) -> dict[str, Any]:
    """The variables that are numbers, and the page sizes in those that are objects."""
    numbers = {}
    for name, value in variables.items():
        if isinstance(value, dict):
            name, value = f"{name}.first", value.get("first")
        if isinstance(value, NUMBER):
            numbers[name] = value
    return numbers


def _coded(error: GraphQLError, code: Code) -> GraphQLError:
    error.extensions = {**(error.extensions or {}), "code": code.value}
    return error
