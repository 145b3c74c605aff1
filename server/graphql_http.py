"""GraphQL over HTTP, by the draft of 2026: the statuses and media types, and GraphiQL for browsers."""

import hashlib
from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace
from typing import Any

import orjson
from graphql import GraphQLError, OperationType
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from resolvers.context import Request
from resolvers.errors import Code
from schema.engine import Answer, Refused, masked
from server import pages, sockets
from server.asked import Asked, Malformed, asked, asked_by_parameters, parsed
from server.connection import ClientGone, same_origin, while_connected
from server.desk import Desk
from server.event_stream import EventStream
from server.headers import HttpRequest
from server.idempotency import HEADER, keep, kept, key_of
from server.negotiation import EVENTS, GRAPHQL, JSON, PAGE, is_json, preferred
from server.operations import BY_GET, BY_POST, Kinds, NotHere, Operations, answered
from server.viewer import BadCredential

METHODS = ("GET", "HEAD", "POST")
ANSWERS = (JSON, GRAPHQL, EVENTS)
WITH_PAGE = (*ANSWERS, PAGE)
CACHING = ("Vary", "ETag", "Cache-Control")
CLIENT_GONE = 499
PARTIAL = 294
STATUSES = {
    Code.RATE_LIMITED: 429,
    Code.UNAUTHENTICATED: 401,
    Code.FORBIDDEN: 403,
    Code.NOT_FOUND: 404,
    Code.INTERNAL_SERVER_ERROR: 500,
}
"""Statuses of requests that were never run, where the media type is GraphQL's own."""
ALWAYS = {Code.IDEMPOTENCY_KEY_REUSED: 422, Code.UNAVAILABLE: 503, Code.TIMEOUT: 503}
"""Statuses whatever the media type."""


class Failure(Exception):
    """A request that is no GraphQL request, and the status that says so."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
        self.code = {401: Code.UNAUTHENTICATED, 403: Code.FORBIDDEN}.get(status, Code.BAD_USER_INPUT)

    def answer(self) -> Any:
        """The body: one coded error and no data."""
        return {"errors": [GraphQLError(str(self), extensions={"code": self.code.value}).formatted]}


class GraphQLDoor:
    """Serves GraphQL on one path."""

    def __init__(self, operations: Operations, desk: Desk) -> None:
        self.operations = operations
        self.desk = desk
        self.settings = desk.settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request or a WebSocket."""
        if scope["type"] == "websocket":
            await sockets.talk(WebSocket(scope, receive, send), self.operations, self.desk)
            return
        request = HttpRequest(scope, receive)
        response = await self._response(request)
        await response(scope, receive, send)

    async def _response(self, request: HttpRequest) -> Response:
        media_type = JSON
        try:
            media_type = self._media_type(request)
            if media_type == PAGE:
                return pages.graphiql(request)
            return await self._answered(request, media_type)
        except Failure as failure:
            return _written(failure.answer(), failure.status, media_type, failure.headers)
        except Malformed as malformed:
            return _written(Failure(400, str(malformed)).answer(), 400, media_type)
        except GraphQLError as error:
            answer = Refused([error]).answer
            return _written(answer.body(), max(400, _status(answer, media_type)), media_type, _headers(answer))
        except ClientGone:
            return Response(status_code=CLIENT_GONE)
        except Exception as error:
            hidden = masked(error)
            waits = (hidden.extensions or {}).get("retryAfter")
            headers = {"Retry-After": str(waits)} if waits else None
            return _written({"errors": [hidden.formatted]}, 503 if waits else 500, media_type, headers)

    @staticmethod
    def _media_type(request: HttpRequest) -> str:
        if request.method not in METHODS:
            raise Failure(405, "GraphQL is asked with GET or POST.", {"Allow": ", ".join(METHODS)})
        page = request.method != "POST" and not _asks(request)
        media_type = preferred(request.headers.get("accept"), WITH_PAGE if page else ANSWERS)
        if media_type is None:
            raise Failure(406, f"`Accept` must take {GRAPHQL} or {JSON}.")
        return media_type

    async def _answered(self, request: HttpRequest, media_type: str) -> Response:
        try:
            viewer = await self.desk.viewer(request, "access_token")
        except BadCredential as error:
            raise Failure(401, str(error), {"WWW-Authenticate": "Bearer"}) from error
        kinds = BY_POST if request.method == "POST" else BY_GET
        given = await self._given(request)
        if media_type == EVENTS:
            return self._streamed(request, given, kinds)
        context = self.desk.request(request, viewer)
        if isinstance(given, list):
            work = self._all(request, given, context, kinds, media_type)
        else:
            work = self._once(request, given, context, kinds, media_type)
        try:
            return await while_connected(request.receive, work)
        except NotHere as wrong:
            raise _not_here(wrong.kind) from None

    async def _all(
        self, request: HttpRequest, given: list[Asked], context: Request, kinds: Kinds, media_type: str
    ) -> Response:
        """The answers to a batch."""
        who = self.desk.who(request)
        answers = [await self.operations.answer(each, replace(context), who, kinds) for each in given]
        return _written(b"[" + b",".join(answer.body() for answer in answers) + b"]", 200, media_type)

    def _streamed(self, request: HttpRequest, given: Asked | list[Asked], kinds: Kinds) -> Response:
        if isinstance(given, list) or HEADER in request.headers:
            raise Malformed(f"Server-sent events take one operation, and no {HEADER}.")
        if not same_origin(request):
            raise Failure(403, "Pages of other sites cannot follow anything.")
        return EventStream(self._stream(request, given, kinds), self.settings.heartbeat)

    async def _stream(self, request: HttpRequest, given: Asked, kinds: Kinds) -> AsyncGenerator[Answer]:
        """The answers to an operation; what goes wrong is an answer as well."""

        async def ask() -> Request:
            return self.desk.request(request, await self.desk.viewer(request, "access_token"))

        kinds = kinds | {OperationType.SUBSCRIPTION}
        async for answer in answered(self.operations.stream(given, ask, self.desk.who(request), kinds)):
            yield answer

    async def _once(
        self, request: HttpRequest, given: Asked, context: Request, kinds: Kinds, media_type: str
    ) -> Response:
        """The answer to one operation; with an `Idempotency-Key`, the one that was given before."""
        if HEADER in request.headers:
            context.key = key_of(request, given.query, given.variables, given.operation_name, given.document_id)
        if context.key and (before := await kept(self.desk.engine, context.viewer, context.key, context.keyring)):
            return before
        answer = await self.operations.answer(given, context, self.desk.who(request), kinds)
        if media_type == GRAPHQL:
            answer = answer._replace(null_data=False)
        response = _written(answer.body(), _status(answer, media_type), media_type, _headers(answer))
        if context.key:
            await keep(self.desk.writer, context.viewer, context.key, response, context.made)
        if request.method == "POST":
            return response
        public = context.viewer.anonymous and not answer.errors and not answer.extensions
        return self._cached(request, response, public)

    def _cached(self, request: HttpRequest, response: Response, public: bool) -> Response:
        """The answer to a GET, with what caches may do with it."""
        response.headers["Vary"] = "Accept, Authorization"
        if not public:
            response.headers["Cache-Control"] = "private, no-store"
            return response
        digest = hashlib.blake2b(response.body, digest_size=16, person=str(response.media_type).encode()[:16])
        response.headers["ETag"] = tag = f'"{digest.hexdigest()}"'
        response.headers["Cache-Control"] = f"public, max-age={self.settings.public_max_age}"
        if not known(request, tag):
            return response
        return Response(status_code=304, headers={name: response.headers[name] for name in CACHING})

    async def _given(self, request: HttpRequest) -> Asked | list[Asked]:
        if request.method != "POST":
            return asked_by_parameters(request.query_params)
        values = parsed(await self._body(request))
        if not isinstance(values, list):
            return asked(values)
        most = self.settings.batch_limit
        if HEADER in request.headers:
            raise Malformed(f"A batch takes no {HEADER}: send its operations one by one.")
        if not most:
            raise Malformed("Batches are off here: send one JSON object for each operation.")
        if not 1 <= len(values) <= most:
            raise Malformed(f"A batch must have from 1 to {most} operations, not {len(values)}.")
        return [asked(value) for value in values]

    async def _body(self, request: HttpRequest) -> bytearray:
        """The body, as long as it keeps to the limit: counted as it comes, whatever its announced length."""
        if not is_json(request.headers.get("content-type")):
            raise Failure(415, f"`Content-Type` must be {JSON}, in UTF-8.", {"Accept-Post": JSON})
        if request.headers.get("content-encoding", "identity").lower() != "identity":
            raise Failure(415, "The body must not be compressed.", {"Accept-Encoding": "identity"})
        most, body, more = self.settings.body_limit, bytearray(), True
        while more:
            message = await request.receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            body += message.get("body", b"")
            if len(body) > most:
                raise Failure(413, f"The body must not be longer than {most} bytes.", {"Connection": "close"})
            more = message.get("more_body", False)
        return body


def _asks(request: HttpRequest) -> bool:
    """Whether an address holds a question, not only leads to the page."""
    return any(request.query_params.get(name) for name in ("query", "documentId", "extensions"))


def known(request: HTTPConnection, tag: str) -> bool:
    """Whether the client has this answer already."""
    given = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    return tag in given or "*" in given


def _not_here(kind: OperationType) -> Failure:
    if kind is OperationType.SUBSCRIPTION:
        return Failure(400, "Subscriptions are asked over a WebSocket, or with `Accept: text/event-stream`.")
    return Failure(405, "What changes something is asked with POST.", {"Allow": "POST"})


def _status(answer: Answer, media_type: str) -> int:
    if not answer.errors:
        return 200
    codes = {(error.extensions or {}).get("code") for error in answer.errors}
    for code in ALWAYS.keys() & codes:
        return ALWAYS[code]
    if media_type == JSON:
        return 200
    if answer.ran:
        return PARTIAL
    return next((STATUSES[code] for code in STATUSES.keys() & codes), 400)


def _headers(answer: Answer) -> dict[str, str] | None:
    if not answer.errors:
        return None
    waits = [(error.extensions or {}).get("retryAfter", 0) for error in answer.errors]
    return {"Retry-After": str(max(waits))} if any(waits) else None


def _written(body: Any, status: int, media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return Response(content, status, headers, media_type=f"{media_type}; charset=utf-8")
