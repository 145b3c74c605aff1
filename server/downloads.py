"""Gets what lies at an address that somebody has named, which may be anything: only from the Internet, whatever a
redirect says, and within a size. Read where the first is fetched: the library takes a while, and so do certificates.
"""

import asyncio
import socket
import ssl
from collections.abc import Iterable
from functools import cache
from typing import Any
from urllib.parse import urljoin

import httpcore

from resolvers.addresses import is_public, problem
from resolvers.calendar_files import MOST_BYTES, Unusable

REDIRECTS = 3
MOVED = (301, 302, 303, 307, 308)
HEADERS = [("accept", "text/calendar, */*;q=0.1"), ("accept-encoding", "identity"), ("user-agent", "Convene")]


class _Internet(httpcore.AsyncNetworkBackend):
    """Connects to what was looked at, so that no second look at a name leads elsewhere."""

    def __init__(self, anywhere: bool) -> None:
        self.anywhere = anywhere
        self.network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first of the name's addresses that answers. Raises `Unusable`."""
        failure: Exception = Unusable("The name leads nowhere.")
        for address in await self._addresses(host, port):
            try:
                return await self.network.connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore.ConnectError as error:
                failure = error
        raise failure

    async def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return []
        addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
        if not self.anywhere and not all(is_public(address) for address in addresses):
            raise Unusable("The name leads into a private network.")
        return addresses


async def download(url: str, anywhere: bool) -> bytes:
    """What is at an address. `anywhere` lets private networks and http be asked too. Raises `Unusable`."""
    try:
        return await _followed(url, anywhere)
    except TimeoutError:
        raise
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise Unusable(f"There is no connection ({type(error).__name__}).") from None


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


async def _followed(url: str, anywhere: bool) -> bytes:
    backend = _Internet(anywhere)
    async with httpcore.AsyncConnectionPool(ssl_context=_trust(), network_backend=backend) as pool:
        for _ in range(REDIRECTS + 1):
            found = await _asked(pool, url, anywhere)
            if isinstance(found, bytes):
                return found
            url = urljoin(url, found)
    raise Unusable(f"It is redirected more than {REDIRECTS} times.")


async def _asked(pool: httpcore.AsyncConnectionPool, url: str, anywhere: bool) -> bytes | str:
    """The body, or where to look instead."""
    if wrong := problem(url, anywhere):
        raise Unusable(f"The address {wrong}")
    async with pool.stream("GET", url, headers=HEADERS) as response:
        headers = {name.lower(): value for name, value in response.headers}
        if response.status in MOVED and b"location" in headers:
            return headers[b"location"].decode("ascii", "replace")
        if response.status != 200:
            raise Unusable(f"The answer's status is {response.status}.")
        parts, size = [], 0
        async for part in response.aiter_stream():
            size += len(part)
            if size > MOST_BYTES:
                raise Unusable(f"It is larger than {MOST_BYTES:,} bytes.")
            parts.append(part)
    return b"".join(parts)
