"""Runs operations: the fast path where it can, the ordinary executor otherwise. Both doors come in here."""

import logging
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import strawberry
from graphql import ExecutionResult as GraphQLResult
from graphql import GraphQLError, GraphQLSchema, get_operation_ast
from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from db.reader import Reader
from resolvers.context import Request, Scope, scope
from resolvers.errors import Code
from resolvers.fastpath.plans import FastPath, Plan
from resolvers.fastpath.selection import Unsupported
from schema.documents import Document, Documents

logger = logging.getLogger("convene.errors")


@dataclass(frozen=True)
class Answer:
    """What an operation came to: `data` as JSON from the fast path, or the ordinary executor's result."""

    json: bytes | None = None
    result: ExecutionResult | None = None

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

    def body(self) -> bytes:
        """The whole response. A request that never ran has no `data`."""
        if self.json is not None:
            return b'{"data":' + self.json + b"}"
        result, body = self.result, {}
        if not isinstance(result, PreExecutionError):
            body["data"] = self.data
        if self.errors:
            body["errors"] = [error.formatted for error in self.errors]
        return orjson.dumps(body)


class OperationScope(SchemaExtension):
    """Gives each operation its scope and its parsed document, and its errors their codes."""

    documents: Documents

    def on_operation(self) -> Iterator[None]:
        """Open the scope; on the way out see to the errors."""
        token = scope.set(Scope(self.execution_context.context))
        try:
            yield
        finally:
            scope.reset(token)
        result = self.execution_context.result
        if isinstance(result, GraphQLResult | ExecutionResult) and result.errors:
            result.errors = [presentable(error) for error in result.errors]

    def on_parse(self) -> Iterator[None]:
        """Take the document from the cache."""
        document = self.documents.get(self.execution_context.query or "")
        if document.tree is None:
            raise document.errors[0]
        self.execution_context.graphql_document = document.tree
        scope.get().wanted = document.wanted
        yield

    def on_validate(self) -> Iterator[None]:
        """The document was validated when it was first seen."""
        self.execution_context.pre_execution_errors = self._document().errors
        yield

    def _document(self) -> Document:
        return self.documents.get(self.execution_context.query or "")


def presentable(error: GraphQLError) -> GraphQLError:
    """The error as a client may see it: ours with their code, the unexpected ones masked and logged by id."""
    if (error.extensions or {}).get("code"):
        return error
    if error.original_error is None or isinstance(error.original_error, GraphQLError):
        error.extensions = {**(error.extensions or {}), "code": Code.BAD_USER_INPUT.value}
        return error
    return masked(error.original_error, error)


def masked(cause: BaseException, error: GraphQLError | None = None) -> GraphQLError:
    """What a client is told of an error of ours: an id, under which the log has the cause."""
    identifier = secrets.token_hex(8)
    logger.error("error %s", identifier, exc_info=cause)
    return GraphQLError(
        f"Something went wrong on our side. Quote {identifier} when you report it.",
        nodes=error.nodes if error else None,
        path=error.path if error else None,
        extensions={"code": Code.INTERNAL_SERVER_ERROR.value, "errorId": identifier},
    )


class Engine:
    """Executes operations against one schema and database."""

    def __init__(self, schema: strawberry.Schema, documents: Documents, reader: Reader | None) -> None:
        self.schema = schema
        self.documents = documents
        self.fast_path = FastPath(self.core, reader) if reader else None

    @property
    def core(self) -> GraphQLSchema:
        """The schema as graphql-core knows it."""
        return self.schema._schema

    def problems(self, text: str) -> list[str]:
        """What is wrong with a document, in sentences; nothing if it is valid."""
        return [error.message for error in self.documents.get(text).errors]

    def statement(self, text: str, variables: Mapping[str, Any], request: Request) -> str:
        """The SQL that the fast path runs for a document. Raises `Unsupported`."""
        if self.fast_path is None:
            raise Unsupported("the fast path is off")
        plan = self._plan(self.fast_path, text, None)
        return plan.statement(plan.inputs(variables, request), self.fast_path.reader.dialect).sql

    def _plan(self, fast_path: FastPath, text: str, operation_name: str | None) -> Plan:
        document = self.documents.get(text)
        if document.tree is None or document.errors:
            raise Unsupported("not a valid document")
        return fast_path.plan(text, document.tree, operation_name)

    async def execute(
        self,
        query: str | None,
        variables: Mapping[str, Any] | None,
        operation_name: str | None,
        request: Request,
        allowed: frozenset[OperationType] = frozenset({OperationType.QUERY, OperationType.MUTATION}),
    ) -> Answer:
        """Run an operation. Raises Strawberry's errors for a missing query or an operation not allowed."""
        request.trace.operation = self._name(query, operation_name)
        if query and self.fast_path:
            try:
                return Answer(await self._fast(self.fast_path, query, variables or {}, operation_name, request))
            except Unsupported as unsupported:
                request.trace.reason = str(unsupported)
        request.trace.reader = "ordinary"
        self._check(query, operation_name)
        result = await self.schema.execute(
            query,
            variable_values=dict(variables or {}),
            context_value=request,
            operation_name=operation_name,
            allowed_operation_types=allowed,
        )
        return Answer(result=result)

    def _check(self, query: str | None, operation_name: str | None) -> None:
        """Of several operations one must be named; Strawberry would run the first."""
        document = self.documents.get(query) if query else None
        tree = document.tree if document and not document.errors else None
        if tree and get_operation_ast(tree, operation_name or None) is None:
            raise CannotGetOperationTypeError(operation_name)

    def _name(self, query: str | None, operation_name: str | None) -> str | None:
        """The name of the operation that is going to run, for the log."""
        tree = self.documents.get(query).tree if query else None
        operation = get_operation_ast(tree, operation_name) if tree else None
        return operation.name.value if operation and operation.name else operation_name

    async def _fast(
        self,
        fast_path: FastPath,
        query: str,
        variables: Mapping[str, Any],
        operation_name: str | None,
        request: Request,
    ) -> bytes:
        plan = self._plan(fast_path, query, operation_name)
        request.trace.reader = "fast"
        return await fast_path.answer(plan, variables, request)
