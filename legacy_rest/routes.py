"""One handler for every row of the call tables."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from legacy_rest.answer import shaped
from legacy_rest.envelope import envelope
from legacy_rest.errors import LegacyError, method_not_allowed, not_found
from legacy_rest.selection import RESULT
from legacy_rest.tables import Call
from legacy_rest.translate import samples, translate

MEDIA_TYPE = "application/json;charset=utf-8"
Endpoint = Callable[[Request], Awaitable[Response]]


class Door(Protocol):
    """What the server hands in: what time it is, who is asking, and how to ask GraphQL."""

    def now(self) -> int:
        """The present instant in milliseconds."""

    async def admit(self, request: Request) -> None:
        """Find out who is asking. Raises `LegacyError` for a missing or bad credential."""

    async def execute(self, request: Request, document: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """The `data` of a document, run as whoever was admitted. Raises `LegacyError` for whatever went wrong."""


def routes(calls: Sequence[Call], door: Door) -> list[Route]:
    """The routes of the tables; a method that a path does not have is answered in its dialect."""
    paths: dict[str, list[Call]] = {}
    for call in calls:
        paths.setdefault(call.path, []).append(call)
    return [_route(_starlette(path), _endpoint(here, door)) for path, here in paths.items()]


def unknown(prefixes: Sequence[str]) -> list[Route]:
    """Answers, in the dialect of version 2, for paths under these that no table knows."""

    async def endpoint(_request: Request) -> Response:
        error = not_found()
        return respond(error.body("v2"), error.status)

    return [_route(f"{prefix}{{rest:path}}", endpoint) for prefix in prefixes]


class _EveryMethod:
    """An endpoint for all methods, since Starlette would answer the others in plain text."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request."""
        response = await self.endpoint(Request(scope, receive, send))
        await response(scope, receive, send)


def _route(path: str, endpoint: Endpoint) -> Route:
    """A route that takes more slashes in front and behind: old clients send `//2/event/1` and `/2/event/1/`."""
    route = Route(path, _EveryMethod(endpoint))
    route.path_regex = re.compile(route.path_regex.pattern.replace("^/", "^/+", 1).removesuffix("$") + "/*$")
    return route


def _starlette(path: str) -> str:
    return "/".join(f"{{{part[1:]}}}" if part.startswith(":") else part for part in path.split("/"))


def _endpoint(calls: Sequence[Call], door: Door) -> Endpoint:
    by_method = {call.method: call for call in calls}
    if "GET" in by_method:
        by_method["HEAD"] = by_method["GET"]

    async def endpoint(request: Request) -> Response:
        generation = calls[0].generation
        try:
            call = by_method.get(request.method)
            if call is None:
                raise method_not_allowed(", ".join(by_method))
            return respond(await answer(call, request, door))
        except LegacyError as error:
            return respond(error.body(generation), error.status, error.headers)

    return endpoint


async def answer(call: Call, request: Request, door: Door) -> dict[str, Any]:
    """The old answer to an old call. Raises `LegacyError`."""
    await door.admit(request)
    given, now = parameters(request), door.now()
    translation = translate(call, given, now)
    data = (await door.execute(request, translation.document, translation.variables))[RESULT]
    if data is None:
        raise not_found()
    if call.listing:
        link = str(request.url.replace(query="", fragment=""))
        return envelope(translation, call.listing, data, given, link, now)
    return shaped(translation.chosen, data)


def parameters(request: Request) -> dict[str, str]:
    """Path and query together. The path wins; of a name given twice the first value does."""
    given: dict[str, str] = {str(name): str(value) for name, value in request.path_params.items()}
    for name, value in request.query_params.multi_items():
        given.setdefault(name, value)
    return given


def respond(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON response as the old servers sent it."""
    return Response(orjson.dumps(body), status, dict(headers or {}), media_type=MEDIA_TYPE)


def check(calls: Sequence[Call], validate: Callable[[str], Sequence[str]]) -> None:
    """Refuse to start with a table that asks for what the schema does not have."""
    for call in calls:
        for sample in samples(call):
            problems = validate(sample.document)
            if problems:
                raise LookupError(f"{call.identity} does not fit the schema: {'; '.join(problems)}")
