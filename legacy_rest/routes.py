"""One handler for every row of the call tables."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Protocol
from urllib.parse import parse_qsl

from starlette.convertors import StringConvertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from legacy_rest.allowance import Allowance
from legacy_rest.answer import listed, shaped
from legacy_rest.body import sent
from legacy_rest.context import (
    COUNTER_HEADERS,
    TOLD,
    counted,
    counters,
    from_secure_host,
    visit_of,
    visiting,
)
from legacy_rest.envelope import envelope, links
from legacy_rest.errors import LegacyError, bad_parameter, insufficient_scope, method_not_allowed, not_found
from legacy_rest.explain import explained, instead
from legacy_rest.lifecycle import Calendar, Plan
from legacy_rest.manner import Manner, charset_of, check_words, manner_of
from legacy_rest.reply import STANDING, UNKEPT, Reply, refusal, replayed, respond
from legacy_rest.selection import RESULT, connection_of, secured
from legacy_rest.signing import definitive, signed_address
from legacy_rest.tables import Call
from legacy_rest.translate import translate
from legacy_rest.writes import written

SUFFIX = "suffix"
"""The part of a path that names a format, as in `/2/events.xml`."""
READING = ("GET", "HEAD", "OPTIONS")
LEAVING = {"Deprecation", "Sunset"}
"""The headers of calls that leave."""
SIGNED = "X-Meta-Signed-URL"
"""The response header with the signed address of a call; lists of version 2 have it in their `meta` as well."""
EXPOSED = ", ".join(
    [
        "ETag, Link, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Total-Count",
        SIGNED,
        *COUNTER_HEADERS.values(),
    ]
)
"""The headers that pages of other origins may read."""
SENDABLE = ("Authorization", "Content-Type", *TOLD)
"""The headers that pages of other origins may send."""
Called = Callable[[Request, Mapping[str, str], "Visitor"], Awaitable[Reply | Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


class Visitor(Protocol):
    """Whoever makes a call, and what only the server can do for them."""

    allowance: Allowance
    """What is left to them after this call."""
    told: dict[str, str]
    """Headers of the answer, by the way that the call takes."""

    @property
    def names(self) -> frozenset[int | str]:
        """The member's id and the consumer's name; nothing for strangers."""

    @property
    def scopes(self) -> frozenset[str] | None:
        """What a consumer's token may do; None for a token that was made for no consumer."""

    @property
    def signed(self) -> bool:
        """Whether a signature stands in for a credential."""

    def sign(self, definitive: str) -> Mapping[str, str]:
        """The parameters that sign a call on their behalf; none for strangers."""

    async def allows(self, origin: str) -> bool:
        """Whether their consumer has registered this origin; for strangers, whether any has."""

    def admit(self, public: bool) -> None:
        """Let them in, to a public call strangers too. Raises `LegacyError` for a credential."""

    async def execute(self, document: str, variables: Mapping[str, Any], beside: bool = False) -> Mapping[str, Any]:
        """The `data` of a document, run on their behalf. Raises `LegacyError` for whatever went wrong. What is done
        `beside` a call is no part of what their key names.
        """

    async def before(self, given: Mapping[str, str]) -> Response | None:
        """The answer to a change that they have sent before. Raises `LegacyError`."""

    async def keep(self, response: Response) -> None:
        """Keep the answer to a change for when it is sent again."""


class Door(Protocol):
    """What the server hands in: what time it is, and who is asking."""

    site: str
    """What addresses of this site begin with."""
    calendar: Calendar
    """When calls leave."""

    def request(self, scope: Scope, receive: Receive) -> Request:
        """A request as the server's doors look at one."""

    def now(self) -> int:
        """The present instant in milliseconds."""

    async def meet(self, request: Request, given: Mapping[str, str], definitive: str) -> Visitor:
        """Find out who is asking with these parameters and count the request. Never raises: `admit` tells what is
        wrong. `definitive` is what a signature among them must cover; empty where none will do.
        """


def routes(calls: Sequence[Call], door: Door, reserved: Iterable[str]) -> list[Route]:
    """The routes of the tables. A method that a path does not have is answered in its dialect, and so is every path
    that there is not, but for those whose first segment is `reserved`. No group is looked for under one of these, nor
    under those of the tables.
    """
    paths: dict[str, list[Call]] = {}
    for call in calls:
        paths.setdefault(call.path, []).append(call)
    firsts = taken(calls, reserved)
    tables = {path: _route(_starlette(path), _endpoint(here, door), firsts) for path, here in paths.items()}
    fixed = [route for path, route in tables.items() if not path.startswith("/:")]
    groups = [route for path, route in tables.items() if path.startswith("/:")]
    nothing = {generation: _mannered(generation, door, _nothing) for generation in ("v2", "v3")}
    unknown = (_route("/2/{rest:path}", nothing["v2"]), _route("/{rest:path}", nothing["v3"], reserved))
    return [*fixed, *groups, *unknown]


def taken(calls: Iterable[Call], reserved: Iterable[str]) -> set[str]:
    """First segments of paths that cannot be a group's name: the reserved ones and the tables' own."""
    return {*reserved, *(call.path.split("/")[1] for call in calls if not call.path.startswith("/:"))}


async def _nothing(_request: Request, _given: Mapping[str, str], _visitor: Visitor) -> Reply:
    raise not_found()


class _EveryMethod:
    """An endpoint for all methods, since Starlette would answer the others in plain text."""

    def __init__(self, endpoint: Endpoint, door: Door) -> None:
        self.endpoint = endpoint
        self.door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request."""
        response = await self.endpoint(self.door.request(scope, receive))
        await response(scope, receive, send)


def _route(path: str, endpoint: ASGIApp, reserved: Iterable[str] = ()) -> Route:
    """A route that takes more slashes in front and behind, and a format as suffix: old clients send `//2/event/1`,
    `/2/event/1/` and `/2/events.xml`.
    """
    route = Route(path, endpoint)
    shadow = f"(?!(?i:{'|'.join(sorted(map(re.escape, reserved)))})(?:[/.]|$))" if path.startswith("/{") else ""
    pattern = route.path_regex.pattern.replace("^/", f"^/+{shadow}", 1).removesuffix("$")
    route.path_regex = re.compile(_lazy(pattern) + rf"(?:\.(?P<{SUFFIX}>[A-Za-z]+))?/*$")
    route.param_convertors = {**route.param_convertors, SUFFIX: StringConvertor()}
    return route


def _lazy(pattern: str) -> str:
    """The pattern of a path whose last parameter leaves a suffix over."""
    return re.sub(r"(\[\^/\]\+|\.\*)\)$", r"\1?)", pattern)


def _starlette(path: str) -> str:
    return "/".join(f"{{{part[1:]}}}" if part.startswith(":") else part for part in path.split("/"))


def _endpoint(calls: Sequence[Call], door: Door) -> ASGIApp:
    by_method = {call.method: call for call in calls}
    if "GET" in by_method:
        by_method["HEAD"] = by_method["GET"]

    allowed = ", ".join([*by_method, "OPTIONS"])

    async def called(request: Request, given: Mapping[str, str], visitor: Visitor) -> Reply | Response:
        call = by_method.get(request.method)
        if call is None:
            raise method_not_allowed(allowed)
        return await answer(call, request, given, visitor, door)

    return _mannered(calls[0].generation, door, called, allowed, by_method)


def _mannered(
    generation: str, door: Door, called: Called, allowed: str = "", by_method: Mapping[str, Call] = {}
) -> ASGIApp:
    """An endpoint with the manners of all: it counts requests, writes the format that is wanted, and words errors in
    the dialect of its generation. `allowed` are the methods that OPTIONS tells of.
    """
    reads = {method: call for method, call in by_method.items() if call.write is None}

    async def endpoint(request: Request) -> Response:
        suffix = request.path_params.pop(SUFFIX, None) or ""
        given, unread = await _received(request)
        covered = definitive(reads[request.method], given) if given.get("sig") and request.method in reads else ""
        visitor = await door.meet(request, given, covered)
        allowance, shared = visitor.allowance, await _shared(request, visitor)
        if request.method == "OPTIONS" and allowed:
            told = {"Allow": allowed, **allowance.headers(), **_preflight(shared, allowed)}
            return Response(headers={**STANDING, **UNKEPT, **told})
        manner = Manner(charset=charset_of(request.headers.get("accept-charset", "")))
        try:
            manner = manner_of(given, suffix, manner.charset)
            allowance.check()
            check_words(given)
            if unread:
                raise unread
            reply = await called(request, {**given, "format": manner.format}, visitor)
        except LegacyError as error:
            reply = refusal(error, generation)
        told = {**allowance.headers(), **shared, **visitor.told}
        if isinstance(reply, Response):
            return replayed(reply, told)
        if LEAVING & told.keys() and not reply.paged:
            reply = replace(reply, links=[*reply.links, ("successor-version", f"{door.site}/graphql")])
        response = respond(request, reply, manner, told)
        await visitor.keep(response)
        return response

    return _EveryMethod(endpoint, door)


async def _shared(request: Request, visitor: Visitor) -> dict[str, str]:
    """What a browser must hear to show an answer to a page of another origin; nothing for origins not registered."""
    origin = request.headers.get("origin", "")
    if not origin or not await visitor.allows(origin):
        return {}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Expose-Headers": EXPOSED,
    }


def _preflight(shared: Mapping[str, str], allowed: str) -> dict[str, str]:
    """What a browser must hear before it asks."""
    if not shared:
        return {}
    more = {"Access-Control-Allow-Methods": allowed, "Access-Control-Allow-Headers": ", ".join(SENDABLE)}
    return {**shared, **more, "Access-Control-Max-Age": "86400", "Vary": "Authorization, Origin"}


async def answer(
    call: Call, request: Request, given: Mapping[str, str], visitor: Visitor, door: Door
) -> Reply | Response:
    """The old answer to an old call, with what its headers ask beside. Raises `LegacyError`."""
    reply = await _answered(call, request, given, visitor, door)
    if visitor.names and not given.get("explain"):
        await _note_visit(request, visitor)
        visitor.told.update(await _counters(request, visitor))
    return reply


async def _note_visit(request: Request, visitor: Visitor) -> None:
    """Note the visit that a header tells of. One that cannot be noted is no error of the call."""
    visit = visit_of(request)
    if visit and not visitor.signed:
        with suppress(LegacyError):
            await visitor.execute(visiting(), {"input": visit}, beside=True)


async def _counters(request: Request, visitor: Visitor) -> dict[str, str]:
    names = counted(request)
    if not names:
        return {}
    found = (await visitor.execute(counters(names), {}))[RESULT]["counters"]
    return {COUNTER_HEADERS[name]: str(found[name]) for name in names}


async def _answered(
    call: Call, request: Request, given: Mapping[str, str], visitor: Visitor, door: Door
) -> Reply | Response:
    now = door.now()
    if given.get("explain"):
        return _explained(call, given, door)
    plan = door.calendar.plan(call)
    visitor.told.update(plan.headers())
    if plan.state(now) in ("gone", "brown-out"):
        _refuse(call, given, door, plan, visitor)
    visitor.admit(call.public)
    visitor.told.update(_scoped(call, visitor.scopes))
    translation = translate(call, given, now)
    if from_secure_host(request, given):
        translation = replace(translation, chosen=secured(translation.chosen))
    if call.write and (before := await visitor.before(given)):
        return before
    data = (await visitor.execute(translation.document, translation.variables))[RESULT]
    if data is None:
        code, message = call.missing
        raise not_found(code, message.format_map(given))
    if call.write:
        return written(translation, call.write, data, given, request, door.site)
    signed = _signed(call, request, given, visitor)
    if call.listing is None:
        return Reply(shaped(translation.chosen, data), generation=call.generation)
    link, asked = _link(request), _first(_query(request))
    if call.generation == "v2":
        return Reply(envelope(translation, call.listing, data, given, link, now, signed))
    entries, total = connection_of(call, data)
    turns = links(translation, len(entries), total, asked, link)
    body, counted = listed(translation.chosen, entries), total if entries else 0
    return Reply(body, links=turns, total=counted, generation=call.generation)


def _link(request: Request) -> str:
    """The address of a call without its parameters."""
    return str(request.url.replace(query="", fragment=""))


def _signed(call: Call, request: Request, given: Mapping[str, str], visitor: Visitor) -> str:
    """The signed address of a call whose caller wants one; also told in a header."""
    signature = visitor.sign(definitive(call, given)) if given.get("sign", "").lower() == "true" else {}
    if not signature:
        return ""
    address = signed_address(_link(request), _first(_query(request)), signature)
    visitor.told[SIGNED] = address
    return address


def _explained(call: Call, given: Mapping[str, str], door: Door) -> Reply:
    if given["explain"] != "graphql":
        raise bad_parameter("explain", "must be graphql")
    return Reply(explained(translate(call, given, door.now()), given, door.site), generation=call.generation)


def _scoped(call: Call, scopes: frozenset[str] | None) -> dict[str, str]:
    """What an answer tells of scopes. Raises `LegacyError` for a token that may not make the call."""
    if scopes is None:
        return {}
    if call.scope not in scopes:
        raise insufficient_scope()
    return {"X-OAuth-Scopes": " ".join(sorted(scopes)), "X-Accepted-OAuth-Scopes": call.scope}


def _refuse(call: Call, given: Mapping[str, str], door: Door, plan: Plan, visitor: Visitor) -> None:
    """Raises the error of a call that has left, for all but exempt callers."""
    try:
        translation = translate(call, given, door.now())
    except LegacyError:
        translation = None
    refusal = plan.refusal(door.now(), visitor.names, instead(call, translation))
    if refusal:
        raise refusal


async def _received(request: Request) -> tuple[dict[str, str], LegacyError | None]:
    """The parameters of a request; where a change's cannot be read, those of its query as far as they can, and why.
    Path, query and body together: of a name given twice the first value wins.
    """
    path, query = [*request.path_params.items()], _query(request)
    if request.method in READING:
        return _first([*path, *query]), None
    try:
        return _first([*path, *await sent(request)]), None
    except LegacyError as error:
        return _first([*path, *query]), error


def _query(request: Request) -> list[tuple[str, str]]:
    """The parameters of an address in their order."""
    return parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)


def _first(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The first value of each name."""
    given: dict[str, str] = {}
    for name, value in pairs:
        given.setdefault(name, value)
    return given
