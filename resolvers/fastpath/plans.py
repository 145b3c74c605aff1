"""Plans: a document's operation, analysed once; a statement for each structure of its arguments."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple, cast

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    TypeInfo,
    TypeInfoVisitor,
    Undefined,
    VariableNode,
    Visitor,
    coerce_input_literal,
    coerce_input_value,
    get_operation_ast,
    separate_operations,
    visit,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from sqlalchemy import Dialect

from db.reader import FAILURES, Reader, Sql, TooDeep
from db.visibility import narrowed
from resolvers.context import PARAMETERS, Request
from resolvers.fastpath.calls import Arguments, Split, Variables, call_of, parameter
from resolvers.fastpath.compiler import SENTINEL, Compiler, declared
from resolvers.fastpath.listings import Listing, computed
from resolvers.fastpath.selection import Collector, Selected, Unsupported
from resolvers.fields import Computed, Connection, Lookup, Through, built

LARGEST_DOCUMENT = 600
"""Fields of a document beyond which one statement would take longer to compile than it saves."""
STATEMENTS_PER_PLAN = 32
LARGEST_CACHE = 1000


@dataclass(frozen=True)
class Site:
    """A field with arguments: where the statement's parameters come from."""

    name: str
    node: FieldNode
    declaration: Lookup | Connection | Through | Computed
    arguments: Arguments


@dataclass(frozen=True)
class Statement:
    """SQL text for the driver, the roots of the answer by how JSON begins them, and what has to be bound. A root that
    is no listing is the statement's next column; there is no SQL where all are listings.
    """

    sql: Sql | None
    roots: Mapping[str, Listing | None]
    constants: Mapping[str, Any] = field(default_factory=dict)
    own: Mapping[str, Callable[[Request], Any]] = field(default_factory=dict)
    """The parameters that are the request's own."""
    processors: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    """What the driver does not take as it is."""
    point: bool = False

    def bind(self, inputs: "Inputs", request: Request) -> dict[str, Any]:
        """All parameters as the driver takes them; others may be among them."""
        bound = dict(self.constants)
        for split in inputs.calls.values():
            bound.update(split.values)
        for name, value in self.own.items():
            bound[name] = value(request)
        for name, process in self.processors.items():
            bound[name] = process(bound[name])
        return bound


class _Sites(Visitor):
    """Finds the fields that take arguments, and the variables that decide about `@skip` and `@include`."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info = info
        self.sites: list[Site] = []
        self.switches: set[str] = set()
        self.fields = 0

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Note a field that takes arguments."""
        self.fields += 1
        definition = self.info.get_field_def()
        declaration = declared(definition) if definition else None
        if isinstance(declaration, Lookup | Connection | Through | Computed):
            given = Arguments(cast(GraphQLField, definition), node)
            self.sites.append(Site(f"p{len(self.sites)}", node, declaration, given))

    def enter_directive(self, node: Any, *_: Any) -> None:
        """Note the variables that directives depend on."""
        for argument in node.arguments or ():
            if isinstance(argument.value, VariableNode):
                self.switches.add(argument.value.name.value)


class Inputs(NamedTuple):
    """The arguments of one request: calls by their site's name, and the variables that directives depend on."""

    calls: Mapping[str, Split]
    switches: Mapping[str, Any]
    structure: Hashable
    """What of them is in the statement's text."""


@dataclass
class Plan:
    """One operation of a document."""

    schema: GraphQLSchema
    document: DocumentNode
    operation: OperationDefinitionNode
    sites: list[Site]
    switches: tuple[str, ...]
    signatures: Mapping[str, GraphQLVariableSignature]
    defaults: Mapping[str, Any]
    constants: dict[tuple[str, int], Split] = field(default_factory=dict)
    statements: OrderedDict[Hashable, Statement] = field(default_factory=OrderedDict)

    @classmethod
    def of(cls, schema: GraphQLSchema, document: DocumentNode, operation_name: str | None) -> "Plan":
        """Analyse an operation of a validated document; `Unsupported` where it is none of ours."""
        operation = get_operation_ast(document, operation_name)
        if operation is None or operation.operation is not OperationType.QUERY:
            raise Unsupported("not a query")
        info = TypeInfo(schema)
        found = _Sites(info)
        own = separate_operations(document)[operation.name.value if operation.name else ""]
        visit(own, TypeInfoVisitor(info, found))
        if found.fields > LARGEST_DOCUMENT:
            raise Unsupported("a very large document")
        signatures, defaults = _variables(schema, operation)
        return cls(schema, document, operation, found.sites, tuple(sorted(found.switches)), signatures, defaults)

    def inputs(self, variables: Mapping[str, Any], request: Request) -> Inputs:
        """What these variables make of the arguments. Raises `Unsupported` or `GraphQLError` if they do not fit."""
        given = self._coerced(variables)
        calls = {site.name: self._call(site, given, request) for site in self.sites}
        switches = {name: given.coerced.get(name) for name in self.switches}
        return Inputs(calls, switches, (*switches.values(), *[split.structure for split in calls.values()]))

    def _coerced(self, given: Mapping[str, Any]) -> Variables:
        """The variables by their types, or what stands for those that are not given. Raises `Unsupported`."""
        values: dict[str, Any] = {}
        for name, said in self.signatures.items():
            if name in given:
                value = coerce_input_value(given[name], said.type)
            elif name in self.defaults:
                value = self.defaults[name]
            elif isinstance(said.type, GraphQLNonNull):
                value = Undefined
            else:
                continue
            if value is Undefined:  # None would be equal to it
                raise Unsupported("variables that do not fit")
            values[name] = value
        return Variables(self.signatures, given, values)

    def statement(self, inputs: Inputs, dialect: Dialect) -> Statement:
        """The statement for arguments of this structure, compiled if it is new."""
        statement = self.statements.get(inputs.structure)
        if statement is None:
            statement = self.statements[inputs.structure] = built(partial(self._compiled, inputs, dialect))
            if len(self.statements) > STATEMENTS_PER_PLAN:
                self.statements.popitem(last=False)
        return statement

    def _is_point(self, inputs: Inputs) -> bool:
        """One root, and no connection below it: a handful of rows by their keys."""
        looked_up = [site for site in self.sites if isinstance(site.declaration, Lookup)]
        return len(looked_up) == len(inputs.calls) == 1

    def _call(self, site: Site, variables: Variables, request: Request) -> Split:
        identity = (site.name, request.largest_page)
        split = self.constants.get(identity)
        if split is None:
            call = call_of(site.declaration, site.arguments, variables, request.largest_page)
            split = call.split(site.name)
            if site.arguments.constant:
                self.constants[identity] = split
        return split

    def _compiled(self, inputs: Inputs, dialect: Dialect) -> Statement:
        collector = Collector(_fragments(self.document), inputs.switches)
        query = cast(GraphQLObjectType, self.schema.query_type)
        selected = collector.collect(query, [self.operation.selection_set])
        if not selected:
            raise Unsupported("nothing selected")
        listings = [(field, self._listing(field, collector)) for field in selected]
        roots = {f"{orjson.dumps(field.key).decode()}:": listing for field, listing in listings}
        read = [field for field, listing in listings if not listing]
        if not read:
            return Statement(None, roots)
        bound = {id(site.node): inputs.calls[site.name].call.mapped(site.name, parameter) for site in self.sites}
        compiler = Compiler(collector, lambda field: bound[id(field.nodes[0])], dialect.name == "sqlite")
        compiled = narrowed(compiler.root(query, read), compiler.known).compile(dialect=dialect)
        processors: dict[str, Any] = dict(compiled._bind_processors)
        open_ones = {name for name, bind in compiled.binds.items() if bind.required}  # a request fills them
        constants = {name: value for name, value in compiled.params.items() if name not in open_ones}
        for name in constants.keys() & processors.keys():
            constants[name] = processors.pop(name)(constants[name])
        own = {name: PARAMETERS[name] for name in open_ones & PARAMETERS.keys()}
        return Statement(Sql.of(compiled), roots, constants, own, processors, self._is_point(inputs))

    def _listing(self, field: Selected, collector: Collector) -> Listing | None:
        declaration = computed(field)
        if declaration is None:
            return None
        [call] = [site.name for site in self.sites if site.node is field.nodes[0]]
        return Listing.of(field, call, declaration, collector)


def _variables(
    schema: GraphQLSchema, operation: OperationDefinitionNode
) -> tuple[dict[str, GraphQLVariableSignature], dict[str, Any]]:
    """What an operation's variables are, and the values of those that have a default."""
    signatures: dict[str, GraphQLVariableSignature] = {}
    defaults: dict[str, Any] = {}
    for node in operation.variable_definitions or ():
        signature = get_variable_signature(schema, node)
        if isinstance(signature, GraphQLError):
            raise Unsupported("variables that do not fit")
        signatures[signature.name] = signature
        if node.default_value is not None:
            defaults[signature.name] = coerce_input_literal(node.default_value, signature.type)
    return signatures, defaults


def _fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }


class FastPath:
    """Runs plans. `answer` gives the JSON of `data`, or raises `Unsupported` with the reason."""

    def __init__(self, schema: GraphQLSchema, reader: Reader) -> None:
        self.schema = schema
        self.reader = reader
        self._plans: OrderedDict[tuple[str, str | None], Plan | Unsupported] = OrderedDict()

    def plan(self, text: str, document: DocumentNode, operation_name: str | None) -> Plan:
        """The plan of a validated document's operation; the same `Unsupported` every time where there is none."""
        plan = self._plans.get((text, operation_name))
        if plan is None:
            plan = self._plans[text, operation_name] = self._planned(document, operation_name)
            if len(self._plans) > LARGEST_CACHE:
                self._plans.popitem(last=False)
        if isinstance(plan, Unsupported):
            raise Unsupported(*plan.args)  # an exception that is raised again and again grows
        return plan

    def _planned(self, document: DocumentNode, operation_name: str | None) -> "Plan | Unsupported":
        try:
            return Plan.of(self.schema, document, operation_name)
        except Unsupported as unsupported:
            return unsupported

    async def _compiled(self, plan: Plan, inputs: Inputs) -> Statement:
        try:  # compiling takes long enough to be noticed by whoever else is waiting
            return await asyncio.to_thread(plan.statement, inputs, self.reader.dialect)
        except RecursionError as error:
            raise Unsupported("nested too deeply to be compiled") from error

    async def answer(self, plan: Plan, variables: Mapping[str, Any], request: Request) -> bytes:
        """The operation's `data` as JSON."""
        try:
            inputs = plan.inputs(variables, request)
        except GraphQLError as error:
            raise Unsupported("arguments that do not fit") from error
        statement = plan.statements.get(inputs.structure) or await self._compiled(plan, inputs)
        columns = iter(await self._columns(statement, statement.sql, inputs, request) if statement.sql else ())
        parts = []
        for begin, listing in statement.roots.items():
            parts.append(begin + (await self._listed(listing, inputs, request) if listing else next(columns)))
        return f"{{{','.join(parts)}}}".encode()

    async def _columns(self, statement: Statement, sql: Sql, inputs: Inputs, request: Request) -> Sequence[str]:
        parameters = statement.bind(inputs, request)
        request.trace.statements += 1
        try:
            row = await self.reader.fetch(sql, parameters, statement.point)
        except TooDeep as error:
            raise Unsupported("nested too deeply for the database") from error
        except FAILURES as error:  # the ordinary executor meets it too, and knows how to word it
            raise Unsupported("the database refused") from error
        for text in row:
            if SENTINEL in text:
                raise Unsupported("a null where the schema allows none")
        return row

    async def _listed(self, listing: Listing, inputs: Inputs, request: Request) -> str:
        try:
            return await listing.json(inputs.calls[listing.call].call, request)
        except GraphQLError as error:
            raise Unsupported("arguments that do not fit") from error
