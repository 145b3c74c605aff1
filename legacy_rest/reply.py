"""An answer, and how it is written: as JSON, XML or JSONP, with its headers."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from legacy_rest.errors import LegacyError
from legacy_rest.manner import Manner
from legacy_rest.markup import written

STANDING = {"Vary": "Accept-Charset, Authorization, Origin", "X-Content-Type-Options": "nosniff"}
"""Headers of every answer. `Vary` leaves out the headers of `context.py`: nothing is taken from a cache without asking
whether its `ETag` still holds, and answers that differ by these headers have different ones.
"""
UNKEPT = {"Cache-Control": "no-store"}
"""What answers without an `ETag` say to caches."""


@dataclass(frozen=True)
class Reply:
    """An answer before it is written. `total` and `links` (relation, address) are a version 3 list's."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    links: Sequence[tuple[str, str]] = ()
    total: int | None = None
    generation: str = "v2"
    wrong: bool = False

    @property
    def paged(self) -> bool:
        """A list of version 2, which never had links."""
        return isinstance(self.body, dict) and set(self.body) == {"results", "meta"}


def refusal(error: LegacyError, generation: str) -> Reply:
    """The answer that an error is."""
    return Reply(error.body(generation), error.status, error.headers, generation=generation, wrong=True)


def respond(request: Request, reply: Reply, manner: Manner, headers: Mapping[str, str]) -> Response:
    """The response as the caller wants it. An answer that the caller has already is not sent again."""
    told = {**headers, **reply.headers, **({} if reply.total is None else {"X-Total-Count": str(reply.total)})}
    body, kind = _written(reply, manner, told)
    status = 200 if manner.callback else reply.status
    whole = {**UNKEPT, **told, **STANDING}
    if request.method in ("GET", "HEAD") and status == 200 and not reply.wrong:
        whole |= _kept(body)
        if _is_known(request, whole["ETag"]):
            return _linked(Response(status_code=304, headers=whole), reply)
    return _linked(Response(body, status, {**whole, "Content-Type": f"{kind};charset={manner.charset}"}), reply)


def _linked(response: Response, reply: Reply) -> Response:
    for relation, address in reply.links:
        response.headers.append("Link", f'<{address}>; rel="{relation}"')
    return response


def replayed(response: Response, headers: Mapping[str, str]) -> Response:
    """An answer that was given before, with the headers that belong to this time."""
    response.headers.update({**headers, **STANDING})
    return response


def _kept(body: bytes) -> dict[str, str]:
    """What an answer that may be kept says to caches."""
    tag = hashlib.md5(body, usedforsecurity=False).hexdigest()
    return {"ETag": f'"{tag}"', "Cache-Control": "private, no-cache"}


def _is_known(request: Request, tag: str) -> bool:
    """Whether the caller has this answer already."""
    given = request.headers.get("if-none-match")
    if given is None:
        return False
    known = [each.strip().removeprefix("W/") for each in given.split(",")]
    return tag in known or known == ["*"]


def _written(reply: Reply, manner: Manner, told: Mapping[str, str]) -> tuple[bytes, str]:
    if manner.callback:
        text = _json(_with_headers(reply, told), "us-ascii").decode()
        return f"/**/{manner.callback}({text});".encode(), "application/javascript"
    if manner.format == "xml":
        return written(*_rooted(reply), manner.charset), "application/xml"
    return _json(reply.body, manner.charset), "application/json"


def _json(body: Any, charset: str) -> bytes:
    """JSON; where the character set is not UTF-8, in ASCII, which all of them contain."""
    return orjson.dumps(body) if charset == "utf-8" else json.dumps(body, separators=(",", ":")).encode()


def _with_headers(reply: Reply, told: Mapping[str, str]) -> Any:
    """What a JSONP function is called with: it cannot see headers, so they are in the body."""
    body = reply.body
    if reply.status >= 300:
        status = HTTPStatus(reply.status)
        body = {**body, "status": f"{status.value} {status.phrase}"}
    if reply.generation == "v2":
        return body
    meta: dict[str, Any] = {_plain(name): _number(value) for name, value in told.items() if name.startswith("X-")}
    return {"meta": {**meta, **{f"{relation}_link": link for relation, link in reply.links}}, "data": body}


def _plain(header: str) -> str:
    return header.removeprefix("X-Meta-").removeprefix("X-").lower().replace("-", "_")


def _number(value: str) -> int | str:
    return int(value) if value.isascii() and value.isdigit() else value


def _rooted(reply: Reply) -> tuple[str, Any]:
    """The body with the name of XML's root element."""
    if reply.wrong:
        return "error", reply.body
    if isinstance(reply.body, list):
        return "results", {"items": reply.body}
    if reply.paged:
        return "results", {"head": reply.body["meta"], "items": reply.body["results"]}
    return "item", reply.body
