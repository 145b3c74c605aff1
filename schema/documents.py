"""Documents, parsed and validated once: and what they want of each type."""

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    Source,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    validate,
    visit,
)

from resolvers.context import Wanted
from resolvers.errors import Code
from resolvers.fastpath.calls import python_name

LARGEST_CACHE = 1000


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
    """One query text: its syntax tree if it has one, and what is wrong with it."""

    schema: GraphQLSchema
    tree: DocumentNode | None
    errors: list[GraphQLError]

    @cached_property
    def wanted(self) -> Wanted:
        """The fields that the document selects, by type."""
        if self.tree is None or self.errors:
            return Wanted()
        info = TypeInfo(self.schema)
        visitor = _Wanted(info)
        visit(self.tree, TypeInfoVisitor(info, visitor))
        return Wanted({name: frozenset(fields) for name, fields in visitor.found.items()})


class Documents:
    """The documents that were seen last, by their text."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self._seen: OrderedDict[str, Document] = OrderedDict()

    def get(self, text: str) -> Document:
        """The document of a text, parsed and validated if it is new."""
        document = self._seen.get(text)
        if document is None:
            document = self._seen[text] = self._read(text)
            if len(self._seen) > LARGEST_CACHE:
                self._seen.popitem(last=False)
        else:
            self._seen.move_to_end(text)
        return document

    def _read(self, text: str) -> Document:
        try:
            tree = parse(text)
        except GraphQLError as error:
            return Document(self.schema, None, [_coded(error, Code.GRAPHQL_PARSE_FAILED)])
        except RecursionError:
            deep = GraphQLSyntaxError(Source(text), 0, "The document is nested too deeply.")
            return Document(self.schema, None, [_coded(deep, Code.GRAPHQL_PARSE_FAILED)])
        errors = [_coded(error, Code.GRAPHQL_VALIDATION_FAILED) for error in validate(self.schema, tree)]
        return Document(self.schema, tree, errors)


def _coded(error: GraphQLError, code: Code) -> GraphQLError:
    error.extensions = {**(error.extensions or {}), "code": code.value}
    return error
