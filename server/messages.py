"""Messages of subscriptions. Each is read anew, for whoever follows and at that moment. Those who hear of a change at
the same time, as the same viewer with the same operation, share one reading; few are read at once, so that a crowd of
followers leaves the database to others as well.
"""

import asyncio
from collections.abc import Hashable, Mapping
from typing import Any

import orjson

from resolvers.context import Request
from schema import Engine
from schema.engine import Answer, Operation, Subscribed
from server.tracing import Spans

AT_ONCE = 8
Message = tuple[bool, Answer | None]
"""Whether the viewer still sees what is followed, and what is to be told, if anything."""


class Messages:
    """Makes messages."""

    def __init__(self, engine: Engine, span: Spans) -> None:
        self.engine = engine
        self.span = span
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._begun: dict[Hashable, asyncio.Task[Message]] = {}

    async def made(
        self,
        operation: Operation,
        followed: Subscribed,
        variables: Mapping[str, Any],
        request: Request,
        change: Mapping[str, Any],
    ) -> Message:
        """What this viewer is to hear of a change."""
        given = orjson.dumps(variables, option=orjson.OPT_SORT_KEYS)
        alike = (change["id"], request.viewer.id, operation.document.text, operation.given_name, given)
        begun = self._begun.get(alike)
        if begun is None:
            begun = self._begun[alike] = asyncio.create_task(
                self._make(operation, followed, variables, request, change)
            )
            begun.add_done_callback(lambda task: self._ended(alike, task))
        return await asyncio.shield(begun)  # one who leaves does not end it for the others

    def _ended(self, alike: Hashable, task: asyncio.Task[Message]) -> None:
        del self._begun[alike]
        if not task.cancelled():
            task.exception()  # has been told to those who are still there

    async def _make(
        self,
        operation: Operation,
        followed: Subscribed,
        variables: Mapping[str, Any],
        request: Request,
        change: Mapping[str, Any],
    ) -> Message:
        async with self._turns:
            there = await followed.field.seen(followed.topic, request)
            if there and not await followed.field.tells(change, request):
                return there, None
            with self.span(operation):
                return there, await self.engine.message(operation, variables, request, change)
