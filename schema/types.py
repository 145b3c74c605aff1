"""What types a document's leaves have, for those who describe its answers."""

from graphql import (
    FieldNode,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    is_list_type,
    is_non_null_type,
    parse,
    visit,
)

Leaves = dict[tuple[str, ...], tuple[str, bool]]


def leaves(schema: GraphQLSchema, document: str) -> Leaves:
    """Each field by the names it is answered under, below the root: its type, and whether it is a list."""
    seen = _Leaves(TypeInfo(schema))
    visit(parse(document), TypeInfoVisitor(seen.info, seen))
    return seen.found


class _Leaves(Visitor):
    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info = info
        self.way: list[str] = []
        self.found: Leaves = {}

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """Note a field."""
        kind = self.info.get_type()
        bare = kind.of_type if is_non_null_type(kind) else kind
        self.way.append(node.alias.value if node.alias else node.name.value)
        self.found[tuple(self.way[1:])] = str(get_named_type(kind)), is_list_type(bare)

    def leave_field(self, *_: object) -> None:
        """Back to the field around it."""
        self.way.pop()
