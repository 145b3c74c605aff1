"""The two doors to the engine: GraphQL over HTTP, and the old APIs' way in."""

import logging
import secrets
from collections.abc import Mapping
from typing import Any

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from graphql import GraphQLError
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import HTTPConnection
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.types import QueryParams
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from legacy_rest.errors import LegacyError, bad_credential, bad_parameter, no_credential, server_error
from resolvers.context import Request, Viewer
from resolvers.errors import Code
from schema import Engine
from schema.engine import masked
from server import pages
from server.log import STATE
from server.settings import Settings
from server.viewer import BadCredential, token_of, viewer_of

logger = logging.getLogger("convene.errors")
_BAD_INPUT = {"code": Code.BAD_USER_INPUT.value}
FORBIDDEN = 4403
"""The code with which a WebSocket is closed to a bad credential."""


class Desk:
    """Makes operations' requests out of HTTP ones."""

    def __init__(self, settings: Settings, engine: AsyncEngine) -> None:
        self.settings = settings
        self.engine = engine

    async def viewer(self, connection: HTTPConnection, *parameters: str) -> Viewer:
        """Who is asking. Raises `BadCredential`."""
        token = token_of(connection, *parameters)
        viewer = await viewer_of(self.engine, token, self.settings.clock.now())
        self._seen(connection)["viewer"] = viewer.id
        return viewer

    def request(self, connection: HTTPConnection, viewer: Viewer, trusted: bool = False) -> Request:
        """What an operation is to know of its request."""
        return Request(
            viewer,
            self.settings.clock.now(),
            self.settings.site_url,
            self.engine,
            trusted,
            self._seen(connection)["trace"],
        )

    def trusted(self) -> Request:
        """Our own request, on nobody's behalf."""
        return Request(Viewer(), self.settings.clock.now(), self.settings.site_url, self.engine, trusted=True)

    @staticmethod
    def _seen(connection: HTTPConnection) -> dict[str, Any]:
        seen: dict[str, Any] = connection.scope["state"][STATE]
        return seen


class _Ready(ExecutionResult):
    """A result whose response has been written already."""

    def __init__(self, body: bytes) -> None:
        super().__init__(data=None, errors=None)
        self.body = body


class GraphQLDoor(GraphQL[Request, None]):
    """GraphQL over HTTP, and GraphiQL for browsers."""

    def __init__(self, engine: Engine, desk: Desk) -> None:
        super().__init__(engine.schema, subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,))
        self.engine = engine
        self.desk = desk

    async def render_graphql_ide(self, request: HttpRequest) -> Response:
        """The page for browsers."""
        return pages.graphiql(request)

    async def get_context(self, request: HTTPConnection, response: Any) -> Request:
        """Who is asking, from the token."""
        try:
            viewer = await self.desk.viewer(request, "access_token")
        except BadCredential as error:
            raise Unauthenticated(str(error)) from error
        return self.desk.request(request, viewer)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request; what cannot be read is answered with a coded error."""
        if scope["type"] == "websocket":
            await self._talk(WebSocket(scope, receive, send))
            return
        try:
            response = await self.run(HttpRequest(scope, receive))
        except HTTPException as error:
            response = refused(error.status_code, GraphQLError(error.reason, extensions=_BAD_INPUT))
        except Unauthenticated:
            raise
        except Exception as error:
            response = refused(500, masked(error))
        await response(scope, receive, send)

    async def _talk(self, socket: WebSocket) -> None:
        try:
            await self.run(socket)
        except Unauthenticated as error:
            await socket.close(FORBIDDEN, str(error))

    def decode_json(self, data: str | bytes) -> object:
        """JSON, with variables that came as text decoded as well."""
        decoded = orjson.loads(data)
        if isinstance(decoded, dict) and isinstance(decoded.get("variables"), str):
            decoded["variables"] = orjson.loads(decoded["variables"] or "null")
        return decoded

    def parse_query_params(self, params: QueryParams) -> dict[str, Any]:
        """The parameters of a GET; empty ones are absent."""
        return super().parse_query_params({name: value for name, value in params.items() if value})

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> Any:
        """What is asked. Whatever is no such thing is a 400."""
        try:
            data = await super().parse_http_body(request)
        except (AttributeError, TypeError) as error:
            raise HTTPException(400, "The request body must be a JSON object") from error
        if not isinstance(data, list):
            if not isinstance(data.operation_name, str | None):
                raise HTTPException(400, "The GraphQL operation's `operationName` must be a string or null")
            data.operation_name = data.operation_name or None
        return data

    async def execute_single(
        self,
        request: HttpRequest,
        request_adapter: Any,
        sub_response: Response,
        context: Request,
        root_value: None,
        request_data: GraphQLRequestData,
    ) -> ExecutionResult:
        """Run the operation on the engine, which writes the response itself."""
        if not request_data.query:
            raise HTTPException(400, "No GraphQL query found in the request")
        try:
            answer = await self.engine.execute(
                request_data.query,
                request_data.variables,
                request_data.operation_name,
                context,
                frozenset(OperationType.from_http(request_adapter.method)),
            )
        except CannotGetOperationTypeError as error:
            raise HTTPException(400, error.as_http_error_reason()) from error
        except InvalidOperationTypeError as error:
            raise HTTPException(400, error.as_http_error_reason(request_adapter.method)) from error
        return _Ready(answer.body())

    async def process_result(self, request: HttpRequest, result: ExecutionResult) -> GraphQLHTTPResponse:
        """Hand the written response on."""
        return result  # type: ignore[return-value]

    def create_response(self, response_data: Any, sub_response: Response) -> Response:
        """The response as the engine wrote it."""
        return Response(response_data.body, media_type="application/json; charset=utf-8")


class Unauthenticated(Exception):
    """A credential that nobody stands behind."""


def unauthenticated(_request: HttpRequest, error: Exception) -> Response:
    """The GraphQL answer to a bad credential: 401 with a coded error."""
    refusal = GraphQLError(str(error), extensions={"code": Code.UNAUTHENTICATED.value})
    return refused(401, refusal, {"WWW-Authenticate": "Bearer"})


def refused(status: int, error: GraphQLError, headers: Mapping[str, str] | None = None) -> Response:
    """A request that never became an operation: one coded error and no data."""
    body = {"errors": [error.formatted]}
    return Response(orjson.dumps(body), status, dict(headers or {}), media_type="application/json; charset=utf-8")


class LegacyDoor:
    """How `legacy_rest` gets at the engine (`legacy_rest.routes.Door`)."""

    def __init__(self, engine: Engine, desk: Desk) -> None:
        self.engine = engine
        self.desk = desk

    def now(self) -> int:
        """The present instant."""
        return self.desk.settings.clock.now()

    async def admit(self, request: HttpRequest) -> None:
        """Find out who is asking. Raises `LegacyError`."""
        realm = self.desk.settings.site_url
        try:
            viewer = await self.desk.viewer(request, "access_token", "key")
        except BadCredential:
            raise bad_credential(realm) from None
        except Exception as error:
            raise server_error((masked(error).extensions or {})["errorId"]) from error
        if viewer.anonymous:
            raise no_credential(realm)
        request.state.viewer = viewer

    async def execute(self, request: HttpRequest, document: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """The data of one of the tables' documents. Raises `LegacyError`."""
        asked = self.desk.request(request, request.state.viewer, trusted=True)
        answer = await self.engine.execute(document, variables, None, asked)
        if answer.errors:
            raise self._failed(answer.errors[0].extensions or {}, answer.errors[0].message)
        data: Mapping[str, Any] = answer.data
        return data

    @staticmethod
    def _failed(extensions: Mapping[str, Any], message: str) -> LegacyError:
        if extensions.get("code") == Code.BAD_USER_INPUT:
            return bad_parameter("The request", f"cannot be served: {message}")
        identifier = extensions.get("errorId")
        if identifier is None:
            identifier = secrets.token_hex(8)
            logger.error("error %s: %s", identifier, message)
        return server_error(str(identifier))
