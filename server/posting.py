"""Posts to addresses that members have named, which may be anything: only to the Internet, without following, and
within a time. Of the answer nothing is read but its status.
"""

import asyncio
import re
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from resolvers.addresses import is_public, problem

LONGEST_LINE = 1024
INTERIM = 5
"""Answers like `100 Continue` that may come before the one that counts."""
PORTS = {"http": 80, "https": 443}
_STATUS = re.compile(rb"HTTP/1\.[01] ([1-5][0-9][0-9])(?: |\r?\n)")


class Undeliverable(Exception):
    """Nobody answered, or nobody may be asked; in a sentence."""


async def post(url: str, headers: Mapping[str, str], body: bytes, *, anywhere: bool, seconds: float) -> int:
    """The status that was answered. `anywhere` lets private networks and http be asked too. Raises `Undeliverable`."""
    if wrong := problem(url, anywhere):
        raise Undeliverable(f"The address {wrong}")
    parts = urlsplit(url)
    try:
        async with asyncio.timeout(seconds):
            addresses = await _addresses(parts, anywhere)
            return await _ask(parts, addresses, _request(parts, headers, body))
    except TimeoutError:
        raise Undeliverable(f"There was no answer within {seconds:g} seconds.") from None
    except ssl.SSLError as error:
        raise Undeliverable(f"There is no trusted connection: {error.reason or 'TLS failed'}.") from None
    except OSError as error:
        raise Undeliverable(f"There is no connection: {error.strerror or type(error).__name__}.") from None


def _port(parts: SplitResult) -> int:
    return parts.port or PORTS[parts.scheme]


async def _addresses(parts: SplitResult, anywhere: bool) -> list[str]:
    """What the name leads to now. The connection is made to these, so that no second look leads elsewhere."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Undeliverable("The name leads nowhere.") from None
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not anywhere and not all(is_public(address) for address in addresses):
        raise Undeliverable("The name leads into a private network.")
    return addresses


def _request(parts: SplitResult, headers: Mapping[str, str], body: bytes) -> bytes:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    given = {"host": parts.netloc, **headers, "content-length": str(len(body)), "connection": "close"}
    lines = [f"POST {target} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items()), "", ""]
    return "\r\n".join(lines).encode("ascii") + body


async def _ask(parts: SplitResult, addresses: list[str], request: bytes) -> int:
    secure = parts.scheme == "https"
    for place, address in enumerate(addresses, 1):
        try:
            reader, writer = await asyncio.open_connection(
                address,
                _port(parts),
                limit=LONGEST_LINE,
                ssl=ssl.create_default_context() if secure else None,
                server_hostname=parts.hostname if secure else None,
            )
            break
        except OSError:
            if place == len(addresses):
                raise
    try:
        writer.write(request)
        return await _status(reader)
    finally:
        writer.transport.abort()


async def _status(reader: asyncio.StreamReader) -> int:
    """The status of the first answer that is no interim one; what follows is left unread."""
    try:
        for _ in range(INTERIM):
            found = _STATUS.match(await reader.readline())
            if found is None:
                break
            if found[1][0:1] != b"1":
                return int(found[1])
            while (await reader.readline()).strip():
                pass
    except ValueError:  # a line that is too long
        pass
    raise Undeliverable("What was answered is not HTTP.")
