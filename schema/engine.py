"""Runs operations: the fast path where it can, the ordinary executor otherwise. Both doors come in here."""

import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, NamedTuple

import orjson
from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    execute,
)
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values

from db.engines import out_of_reach
from db.reader import Reader
from resolvers.context import Request, Scope, scope
from resolvers.errors import Code
from resolvers.fastpath.plans import FastPath, Plan
from resolvers.fastpath.selection import Unsupported
from resolvers.loaders import plain
from resolvers.subscriptions import FOLLOWED, Follows, Topic, sequence, source
from schema.documents import Document, Documents
from schema.types import Leaves, leaves

logger = logging.getLogger("convene.errors")
SOON = 5
"""Seconds after which a database that was away may be there again."""


class Answer(NamedTuple):
    """What an operation came to: `data` as JSON from the fast path, or the ordinary executor's result."""

    json: bytes | None = None
    result: ExecutionResult | None = None
    extensions: Mapping[str, Any] | None = None
    null_data: bool = False
    """Whether `data` is there, and null, although nothing was run."""

    @property
    def errors(self) -> list[GraphQLError]:
        """The errors, empty where all went well."""
        return (self.result.errors or []) if self.result else []

    @property
    def data(self) -> Any:
        """The data as Python values."""
        if self.json is not None:
            return orjson.loads(self.json)
        return self.result.data if self.result else None

    @property
    def ran(self) -> bool:
        """Whether it was executed at all: what fails before has no `data`, and errors without a path."""
        return self.json is not None or self.data is not None or any(error.path for error in self.errors)

    def body(self) -> bytes:
        """The whole response. A request that never ran has no `data`."""
        if self.json is not None:
            rest = b',"extensions":' + orjson.dumps(self.extensions) if self.extensions else b""
            return b'{"data":' + self.json + rest + b"}"
        return orjson.dumps(self.formatted())

    def formatted(self) -> dict[str, Any]:
        """The response as Python values."""
        body: dict[str, Any] = {"data": self.data} if self.ran or self.null_data else {}
        if self.errors:
            body["errors"] = [error.formatted for error in self.errors]
        if self.extensions:
            body["extensions"] = self.extensions
        return body


class Operation(NamedTuple):
    """One operation of a valid document."""

    document: Document
    node: OperationDefinitionNode
    given_name: str | None

    @property
    def name(self) -> str | None:
        """What it is called, if it is."""
        return self.node.name.value if self.node.name else None

    @property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.node.operation

    def cost(self, variables: Mapping[str, Any]) -> int:
        """Its points with these variables."""
        return self.document.cost(self.node, variables)


@dataclass(frozen=True)
class Subscribed:
    """What a subscription follows, and the place in the feed behind which it begins; None for now."""

    field: Follows
    topic: Topic
    after: int | None


class Refused(Exception):
    """A document that will not be run, and why."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.answer = Answer(result=ExecutionResult(None, list(errors)))


def presentable(error: GraphQLError) -> GraphQLError:
    """The error as a client may see it: ours with their code, the unexpected ones masked and logged by id."""
    if (error.extensions or {}).get("code"):
        return error
    if error.original_error is None or isinstance(error.original_error, GraphQLError):
        error.extensions = {**(error.extensions or {}), "code": Code.BAD_USER_INPUT.value}
        return error
    return masked(error.original_error, error)


def noted(cause: BaseException) -> str:
    """Log a mistake of ours, and give the id that it has there."""
    identifier = secrets.token_hex(8)
    logger.error("error %s", identifier, exc_info=cause)
    return identifier


def masked(cause: BaseException, error: GraphQLError | None = None) -> GraphQLError:
    """What a client is told of an error of ours: an id, under which the log has the cause. Where the database is away,
    also when to try again.
    """
    identifier, away = noted(cause), out_of_reach(cause)
    text = "The database takes no connection now: try again in a few seconds."
    unknown = f"Something went wrong on our side. Quote {identifier} when you report it."
    code = Code.UNAVAILABLE if away else Code.INTERNAL_SERVER_ERROR
    return GraphQLError(
        text if away else unknown,
        nodes=error.nodes if error else None,
        path=error.path if error else None,
        extensions={"code": code.value, "errorId": identifier, **({"retryAfter": SOON} if away else {})},
    )


def refusal(message: str, code: Code) -> Refused:
    """An operation that is not run, for one reason."""
    return Refused([GraphQLError(message, extensions={"code": code.value})])


class Engine:
    """Executes operations against one schema and database."""

    def __init__(
        self, schema: GraphQLSchema, documents: Documents, reader: Reader | None, forgiving: bool = False
    ) -> None:
        self.schema = schema
        self.documents = documents
        self.forgiving = forgiving
        self.faults = 0
        """How often the ordinary executor had to answer for a mistake of the fast path."""
        self.fast_path = FastPath(schema, reader) if reader else None

    def problems(self, text: str) -> list[str]:
        """What is wrong with a document, in sentences; nothing if it is valid."""
        return [error.message for error in self.documents.read(text, trusted=True).errors]

    def leaves(self, text: str) -> Leaves:
        """What types a document's fields have, by the names they are answered under."""
        return leaves(self.schema, text)

    def statement(self, text: str, variables: Mapping[str, Any], request: Request) -> str:
        """The SQL that the fast path runs for a document. Raises `Unsupported`."""
        document = self.documents.read(text, trusted=True)
        if self.fast_path is None:
            raise Unsupported("the fast path is off")
        if document.tree is None or document.errors:
            raise Unsupported("not a valid document")
        plan = self.fast_path.plan(text, document.tree, None)
        sql = plan.statement(plan.inputs(variables, request), self.fast_path.reader.dialect).sql
        return sql.text if sql else ""

    def operation(self, document: Document, name: str | None, request: Request) -> Operation:
        """The operation that a request means. Raises `Refused`. Trusted documents may be of any size."""
        request.trace.operation = name
        if errors := document.syntax or (not request.trusted and document.excess) or document.errors:
            raise Refused(errors)
        node = document.operation(name)
        if node is None:
            raise _no_operation(name)
        found = Operation(document, node, name or None)
        request.trace.operation = found.name
        return found

    async def execute(
        self, text: str, variables: Mapping[str, Any] | None, operation_name: str | None, request: Request
    ) -> Answer:
        """Run an operation of a document, whatever is wrong with it."""
        try:
            operation = self.operation(self.documents.get(text, request.trusted), operation_name, request)
        except Refused as refused:
            return refused.answer
        return await self.run(operation, variables or {}, request)

    async def run(self, operation: Operation, variables: Mapping[str, Any], request: Request) -> Answer:
        """Run an operation."""
        if self.fast_path:
            request.trace.reader = "fast"
            try:
                return Answer(await self.fast_path.answer(self._plan(self.fast_path, operation), variables, request))
            except Unsupported as unsupported:
                request.trace.reason = str(unsupported)
            except Exception as mistake:  # of ours; whoever asks need not suffer from it
                if not self.forgiving:
                    raise
                self.faults += 1
                request.trace.reason = f"the fast path failed, error {noted(mistake)}"
        request.trace.reader = "ordinary"
        return Answer(result=await self._ordinary(operation, variables, request))

    async def topic(self, operation: Operation, variables: Mapping[str, Any], request: Request) -> "Subscribed":
        """What a subscription follows. Raises `Refused`."""
        field, args = self._root(operation, variables)
        try:
            after = sequence(args.get("after"))
            topic = await FOLLOWED[field].topic(plain(args), request)
        except GraphQLError as error:
            raise Refused([error]) from error
        if topic is None:
            raise refusal(f"{field}: there is nothing of that id, or you may not see it.", Code.NOT_FOUND)
        return Subscribed(FOLLOWED[field], topic, after)

    def _root(self, operation: Operation, variables: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """The one field of a subscription, and its arguments by our names. Raises `Refused`."""
        definitions = operation.node.variable_definitions or ()
        coerced = get_variable_values(self.schema, definitions, dict(variables))
        if not isinstance(coerced, VariableValues):
            raise Refused([_coded(error) for error in coerced])
        node = operation.document.root_field(operation.node)
        root = self.schema.subscription_type
        if root is None or node.name.value not in FOLLOWED:
            raise refusal("A subscription follows one of its fields.", Code.BAD_USER_INPUT)
        given = get_argument_values(root.fields[node.name.value], node, coerced)
        return node.name.value, dict(given)

    async def message(
        self, operation: Operation, variables: Mapping[str, Any], request: Request, change: Mapping[str, Any]
    ) -> Answer:
        """What a subscription says of a change."""
        request.trace.reader = "ordinary"
        return Answer(result=await self._ordinary(operation, variables, request, source(change)))

    @staticmethod
    def _plan(fast_path: FastPath, operation: Operation) -> Plan:
        document = operation.document
        assert document.tree is not None  # noqa: S101 - an operation is one of a valid document
        return fast_path.plan(document.text, document.tree, operation.given_name)

    async def _ordinary(
        self,
        operation: Operation,
        variables: Mapping[str, Any],
        request: Request,
        change: Mapping[str, Any] | None = None,
    ) -> ExecutionResult:
        document = operation.document
        assert document.tree is not None  # noqa: S101 - an operation is one of a valid document
        now = Scope(request, document.wanted, change=change or {})
        token = scope.set(now)
        try:
            result = execute(
                self.schema,
                document.tree,
                variable_values=dict(variables),
                context_value=request,
                operation_name=operation.given_name,
                hide_suggestions=not self.documents.rules.suggestions,
            )
            result = await result if isawaitable(result) else result
        finally:
            scope.reset(token)
            now.stop()
        if result.errors:
            result.errors = [presentable(error) for error in result.errors]
        return result


def _coded(error: GraphQLError) -> GraphQLError:
    error.extensions = {**(error.extensions or {}), "code": Code.BAD_USER_INPUT.value}
    return error


def _no_operation(name: str | None) -> Refused:
    named = f"There is no operation named {name!r} in the document."
    return refusal(
        named if name else "`operationName` must name one of the document's operations.", Code.BAD_USER_INPUT
    )
