"""Whether a client is still there, and whether it is one of our own pages."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import Receive

from server.begun import Begun

T = TypeVar("T")

WATCH_AFTER = 0.1
"""Seconds after which somebody looks whether the client is still there; most answers are out by then."""


class ClientGone(Exception):
    """The client has gone away, so the work was stopped."""


class WhileConnected:
    """Stop the work when the client goes away. Raises `ClientGone`."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._watcher: asyncio.Task[None] | None = None
        self._gone = False

    async def __aenter__(self) -> None:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        self._timer = self._loop.call_later(WATCH_AFTER, self._begin)

    def _begin(self) -> None:
        self._watcher = self._loop.create_task(self._watch())

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        if self._task:
            self._task.cancel()

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._timer.cancel()
        if self._watcher:
            self._watcher.cancel()
        if kind is asyncio.CancelledError and self._gone and self._task:
            self._task.uncancel()
            raise ClientGone from None


async def while_connected(receive: Receive, work: Coroutine[Any, Any, T]) -> T:
    """Do work, but stop it when the client goes away. Raises `ClientGone`."""
    begun = Begun(work)
    if begun.done:
        return begun.result
    async with WhileConnected(receive):
        return await begun


def same_origin(connection: HTTPConnection) -> bool:
    """Whether a browser asks from one of our own pages. Programs send no origin."""
    origin = connection.headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == connection.headers.get("host", "").lower()
