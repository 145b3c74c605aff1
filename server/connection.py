"""Whether a client is still there, and whether it is one of our own pages."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import Receive

WATCH_AFTER = 0.1
"""Seconds after which somebody looks whether the client is still there; most answers are out by then."""


class ClientGone(Exception):
    """The client has gone away, so the work was stopped."""


@asynccontextmanager
async def while_connected(receive: Receive) -> AsyncIterator[None]:
    """Stop the work when the client goes away. Raises `ClientGone`."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    watchers: list[asyncio.Task[None]] = []
    gone = False

    async def watch() -> None:
        nonlocal gone
        while (await receive())["type"] != "http.disconnect":
            pass
        gone = True
        if task:
            task.cancel()

    timer = loop.call_later(WATCH_AFTER, lambda: watchers.append(loop.create_task(watch())))
    try:
        yield
    except asyncio.CancelledError:
        if not gone or task is None:
            raise
        task.uncancel()
        raise ClientGone from None
    finally:
        timer.cancel()
        for watcher in watchers:
            watcher.cancel()


def same_origin(connection: HTTPConnection) -> bool:
    """Whether a browser asks from one of our own pages. Programs send no origin."""
    origin = connection.headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == connection.headers.get("host", "").lower()
