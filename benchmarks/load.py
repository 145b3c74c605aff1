"""The client: some connections that each ask again as soon as they have been answered."""

import asyncio
import time
from dataclasses import dataclass, field
from functools import partial

CONNECTIONS = 16


@dataclass
class Burst:
    """What came back in a stretch of time: seconds of each answer, and how long it all took."""

    spans: list[float] = field(default_factory=list)
    seconds: float = 0.0
    body: bytes = b""


class _Connection(asyncio.Protocol):
    """Asks until the end, and reads answers with a length or in chunks."""

    def __init__(self, request: bytes, burst: Burst, end: float, done: asyncio.Future[None]) -> None:
        self.request, self.burst, self.end, self.done = request, burst, end, done
        self.received = bytearray()
        self.expected: int | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._ask()

    def _ask(self) -> None:
        self.received.clear()
        self.expected = None
        self.began = time.perf_counter()
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        """Note an answer that is complete, and ask again."""
        self.received += data
        if self.expected is None and (at := self.received.find(b"\r\n\r\n")) >= 0:
            self.expected = self._length(at + 4)
        if self.expected == 0:
            complete = self.received.endswith(b"0\r\n\r\n")
        else:
            complete = self.expected is not None and len(self.received) >= self.expected
        if complete:
            self._answered()

    def _length(self, body: int) -> int:
        """The length of the whole answer, 0 if it comes in chunks."""
        status, _, rest = bytes(self.received[:body]).decode().partition("\r\n")
        if " 200 " not in f"{status} ":
            self._fail(RuntimeError(f"{status}: {bytes(self.received[:500])!r}"))
        headers = dict(line.lower().split(": ", 1) for line in rest.split("\r\n") if ": " in line)
        return body + int(headers["content-length"]) if "content-length" in headers else 0

    def _answered(self) -> None:
        now = time.perf_counter()
        self.burst.spans.append(now - self.began)
        if now < self.end:
            self._ask()
            return
        self.burst.body = bytes(self.received).partition(b"\r\n\r\n")[2]
        self.transport.close()
        if not self.done.done():
            self.done.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        """Nobody is there any more."""
        self._fail(error or ConnectionError("the server closed the connection"))

    def _fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)


async def burst(port: int, request: bytes, seconds: float, connections: int = CONNECTIONS) -> Burst:
    """Ask for so long on so many connections. Raises whatever goes wrong."""
    loop, result = asyncio.get_running_loop(), Burst()
    began = time.perf_counter()
    ends = [loop.create_future() for _ in range(connections)]
    for done in ends:
        made = partial(_Connection, request, result, began + seconds, done)
        await loop.create_connection(made, "127.0.0.1", port)
    await asyncio.gather(*ends)
    result.seconds = time.perf_counter() - began
    return result
