"""Parameters in a request's body: as a form, as most old clients send them, or as a JSON object."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request

from legacy_rest.errors import bad_body

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
LARGEST = 4 << 20
"""Bytes of a body at most: two descriptions at their longest, all of it percent-encoded, are less."""
MOST = 1000
"""Parameters at most."""
_CHARSETS = ("utf-8", "iso-8859-1", "us-ascii")


async def sent(request: Request) -> list[tuple[str, str]]:
    """The parameters of a request that changes something: its query's, then its body's. Raises `LegacyError`."""
    return _pairs(request.scope["query_string"], _CHARSETS[0]) + await _in_body(request)


async def _in_body(request: Request) -> list[tuple[str, str]]:
    body = await _read(request)
    kind, _, more = request.headers.get("content-type", "").lower().partition(";")
    if not body:
        return []
    if kind.strip() == JSON:
        return _from_json(body)
    if kind.strip() not in (FORM, ""):
        raise bad_body(f"the body must be {FORM}, or {JSON}", 415)
    return _pairs(body, _charset(more))


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise bad_body(f"the body must not be longer than {LARGEST} bytes", 413)
    return bytes(body)


def _charset(more: str) -> str:
    name = more.partition("charset=")[2].strip(' "\t')
    if name and name not in _CHARSETS:
        raise bad_body(f"the body's charset must be one of {', '.join(_CHARSETS)}", 415)
    return name or _CHARSETS[0]


def _pairs(form: bytes, charset: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(form.decode(charset), True, encoding=charset, errors="strict", max_num_fields=MOST)
    except UnicodeError:
        raise bad_body(f"the parameters must be {charset}") from None
    except ValueError:
        raise bad_body(f"there must not be more than {MOST} parameters") from None


def _from_json(body: bytes) -> list[tuple[str, str]]:
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise bad_body("the body is not JSON") from None
    if not isinstance(given, Mapping):
        raise bad_body("the body must be a JSON object")
    return [(name, _text(name, value)) for name, value in given.items()]


def _text(name: str, value: Any) -> str:
    """A value as a form has it."""
    if isinstance(value, list):
        return ",".join(_text(name, each if isinstance(each, str | int | float) else {}) for each in value)
    if isinstance(value, Mapping):
        raise bad_body(f"{name} must be a text, a number, true or false, or a list of those")
    return value if isinstance(value, str) else "" if value is None else orjson.dumps(value).decode()
