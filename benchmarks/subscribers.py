"""A thousand followers of one event, each on a WebSocket of its own, on one worker: memory, and how late they hear.

`python -m benchmarks subscribers [NUMBER] [CHANGES]` runs this alone, on the demo.
"""

import argparse
import asyncio
import json
import resource
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import websockets
from rich.console import Console
from rich.table import Table
from sqlalchemy import URL, Connection, Engine, insert, select

import db
from benchmarks.data import NOW
from benchmarks.servers import Served, served, variants
from db import demo
from db.engines import writing_engine

NUMBER, CHANGES = 1000, 5
AT_ONCE = 50
"""Sockets that are opened at a time."""
FOLLOW = "subscription ($id: ID!) { eventChanged(eventId: $id) { sequence action event { id title dateTime } } }"
Row = dict[str, Any]


@dataclass
class Crowd:
    """The followers, and what they have heard."""

    number: int
    late: list[float] = field(default_factory=list)
    told_at: float = 0.0
    heard: int = 0
    all_heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def join(self, url: str, event: int, stack: AsyncExitStack) -> asyncio.Task[None]:
        """Open a socket and follow."""
        protocol = websockets.Subprotocol("graphql-transport-ws")
        connection = await stack.enter_async_context(
            websockets.connect(url, subprotocols=[protocol], compression=None, open_timeout=60, ping_interval=None)
        )
        await connection.send('{"type": "connection_init"}')
        assert json.loads(await connection.recv())["type"] == "connection_ack"
        subscribe = {"query": FOLLOW, "variables": {"id": str(event)}}
        await connection.send(json.dumps({"id": "1", "type": "subscribe", "payload": subscribe}))
        return asyncio.create_task(self._listen(connection))

    async def _listen(self, connection: websockets.ClientConnection) -> None:
        async for text in connection:
            message = json.loads(text)
            if message["type"] == "ping":
                await connection.send('{"type": "pong"}')
                continue
            assert message["type"] == "next", message
            self.late.append(time.perf_counter() - self.told_at)
            self.heard += 1
            if self.heard == self.number:
                self.all_heard.set()

    async def tell(self, engine: Engine, event: int) -> None:
        """Change the event, and wait until everybody has heard of it."""
        self.heard = 0
        self.all_heard.clear()
        await asyncio.to_thread(_note, engine, event)
        self.told_at = time.perf_counter()
        async with asyncio.timeout(120):
            await self.all_heard.wait()


def _note(engine: Engine, event: int) -> None:
    with engine.begin() as connection:
        group = connection.scalar(select(db.Event.__table__.c.group_id).where(db.Event.__table__.c.id == event))
        row = {"noun": "event", "action": "updated", "group_id": group, "event_id": event, "created_at": NOW}
        connection.execute(insert(db.Change).values(row))


def _memory(pid: int) -> float:
    """MB of a process, now."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


async def _subscribed(port: int, number: int) -> None:
    """Until the server has begun what all of them have asked for."""
    gauge = f"convene_subscriptions {number:.1f}"
    while gauge not in await asyncio.to_thread(_metrics, port):
        await asyncio.sleep(0.1)


def _metrics(port: int) -> str:
    with urlopen(f"http://127.0.0.1:{port}/metrics") as page:
        return str(page.read().decode())


async def _followed(server: Served, url: URL, event: int, number: int, changes: int) -> Row:
    engine, crowd, address = writing_engine(url), Crowd(number), f"ws://127.0.0.1:{server.port}/graphql"
    before = _memory(server.pid)
    async with AsyncExitStack() as stack:
        listening: list[asyncio.Task[None]] = []
        for first in range(0, number, AT_ONCE):
            some = range(first, min(first + AT_ONCE, number))
            listening += await asyncio.gather(*(crowd.join(address, event, stack) for _ in some))
        await _subscribed(server.port, number)
        with_all, spent = _memory(server.pid), server.cpu
        for _ in range(changes):
            await crowd.tell(engine, event)
        spent = server.cpu - spent
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
    engine.dispose()
    late = sorted(crowd.late)
    return {
        "database": url.get_backend_name(),
        "subscribers": number,
        "before_mb": round(before, 1),
        "with_all_mb": round(with_all, 1),
        "each_kb": round((with_all - before) * 1024 / number, 1),
        "p50_ms": round(statistics.median(late) * 1000, 1),
        "p99_ms": round(late[int(len(late) * 0.99)] * 1000, 1),
        "last_ms": round(late[-1] * 1000, 1),
        "cpu_ms": round(spent / len(late) * 1000, 3),
    }


def measured(url: URL, event: int, number: int = NUMBER, changes: int = CHANGES) -> Row:
    """What one worker makes of so many followers of an event."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    [ours] = [variant for variant in variants(url) if variant.name == "ordinary"]  # the one that makes messages
    with tempfile.TemporaryDirectory() as logs, served([ours], Path(logs)) as [server]:
        return asyncio.run(_followed(server, url, event, number, changes))


def show(rows: Sequence[Row], console: Console) -> None:
    """A line for each database."""
    names = ("database", "subscribers", "MB before", "MB with all", "KB each", "p50 ms", "p99 ms", "last ms", "CPU ms")
    table = Table(*names, title="Followers of one event: a message to each", title_justify="left")
    for row in rows:
        table.add_row(*(value if isinstance(value, str) else f"{value:,}" for value in row.values()))
    console.print(table)


def fill(connection: Connection) -> None:
    """The demo."""
    demo.load(connection, NOW, lambda *_: None)


def arguments(given: Sequence[str]) -> tuple[int, int]:
    """How many follow, and how many changes they hear of."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks subscribers")
    parser.add_argument("number", nargs="?", type=int, default=NUMBER)
    parser.add_argument("changes", nargs="?", type=int, default=CHANGES)
    found = parser.parse_args(given)
    return found.number, found.changes
