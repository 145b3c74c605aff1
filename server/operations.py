"""Runs what was asked, in the same way for every transport."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from graphql import ExecutionResult, OperationType

from resolvers.context import Request
from resolvers.errors import Code
from schema import Engine
from schema.engine import Answer, Operation, Refused, Subscribed, masked, refusal
from server.asked import Asked
from server.begun import Begun
from server.feed import Feed, FellBehind
from server.library import Library
from server.messages import Messages
from server.metrics import Metrics
from server.points import Purse
from server.tracing import Spans
from server.viewer import BadCredential

Kinds = frozenset[OperationType]
BY_POST: Kinds = frozenset({OperationType.QUERY, OperationType.MUTATION})
BY_GET: Kinds = frozenset({OperationType.QUERY})
BY_STREAM: Kinds = frozenset(OperationType)
Ask = Callable[[], Awaitable[Request]]
TOO_SLOW = "Messages were taken too slowly, or are too many to begin with. Subscribe again, with a later `after`."

STOPPED = "and was stopped. Ask for less at once."
MAYBE_DONE = "and may have been carried out. Ask again with the same Idempotency-Key."


class NotHere(Exception):
    """An operation of a kind that this way of asking does not serve."""

    def __init__(self, kind: OperationType) -> None:
        super().__init__(kind.value)
        self.kind = kind


@dataclass
class Operations:
    """Runs operations on the engine, within the limits. `timeout` is in seconds."""

    engine: Engine
    library: Library
    purse: Purse
    feed: Feed
    metrics: Metrics
    timeout: float
    messages: Messages
    span: Spans

    async def answer(self, asked: Asked, request: Request, who: str, kinds: Kinds = BY_POST) -> Answer:
        """The answer to a query or mutation, errors included. Raises `NotHere`. `who` pays for it."""
        began, kind = time.perf_counter(), "unknown"
        try:
            operation = self._operation(asked, request, kinds)
            kind, points = operation.kind.value, operation.cost(asked.variables)
            left = await self.purse.pay(who, points)
            self.metrics.points.inc(points)
            answer = await self._timed(operation, asked.variables, request)
            if asked.extensions.get("cost"):
                answer = answer._replace(extensions={"cost": await self.purse.bill(who, points, left)})
        except Refused as refused:
            answer = refused.answer
        self.metrics.operation(kind, _outcome(answer), request.trace.reader, time.perf_counter() - began)
        return answer

    async def stream(self, asked: Asked, ask: Ask, who: str, kinds: Kinds = BY_STREAM) -> AsyncGenerator[Answer]:
        """The answers to an operation of any kind: one to a query, a message for each change to a subscription.

        `ask` finds out anew for each message who is asking and when. Raises what it raises.
        """
        request = await ask()
        try:
            operation = self._operation(asked, request, kinds)
            if operation.kind is OperationType.SUBSCRIPTION:
                await self.purse.pay(who, operation.cost(asked.variables))
                followed = await self.engine.topic(operation, asked.variables, request)
        except Refused as refused:
            yield refused.answer
            return
        if operation.kind is not OperationType.SUBSCRIPTION:
            yield await self.answer(asked, request, who)
            return
        try:
            async for answer in self._messages(operation, followed, asked.variables, ask):
                yield answer
        except FellBehind:
            yield refusal(TOO_SLOW, Code.FELL_BEHIND).answer

    async def _messages(
        self, operation: Operation, followed: Subscribed, variables: Mapping[str, Any], ask: Ask
    ) -> AsyncGenerator[Answer]:
        """A message for each change that the viewer may know of, until the row is seen no more."""
        changes = self.feed.follow(followed.topic, followed.after)
        async with aclosing(changes):
            async for change in changes:
                there, answer = await self.messages.made(operation, followed, variables, await ask(), change)
                if answer:
                    self.metrics.messages.inc()
                    yield answer
                if not there:
                    return

    async def trusted(self, text: str, variables: Mapping[str, Any], request: Request) -> Answer:
        """The answer to a document of our own, which costs nothing and may be of any size."""
        operation = self.engine.operation(self.engine.documents.get(text, trusted=True), None, request)
        return await self._timed(operation, variables, request)

    def _operation(self, asked: Asked, request: Request, kinds: Kinds) -> Operation:
        document = self.engine.documents.get(self.library.text(asked))
        node = document.operation(asked.operation_name)
        if node and node.operation not in kinds:
            raise NotHere(node.operation)
        return self.engine.operation(document, asked.operation_name, request)

    async def _timed(self, operation: Operation, variables: Mapping[str, Any], request: Request) -> Answer:
        with self.span(operation) as span:
            begun = Begun(self.engine.run(operation, variables, request))
            answer = begun.result if begun.done else await self._in_time(operation, begun)
            span.failed(_outcome(answer))
        return answer

    async def _in_time(self, operation: Operation, begun: Begun[Answer]) -> Answer:
        try:
            async with asyncio.timeout(self.timeout):
                return await begun
        except TimeoutError:
            rest = MAYBE_DONE if operation.kind is OperationType.MUTATION else STOPPED
            return refusal(f"The operation took longer than {self.timeout:g} seconds {rest}", Code.TIMEOUT).answer


async def answered(answers: AsyncGenerator[Answer]) -> AsyncGenerator[Answer]:
    """A stream that ends with an answer, whatever goes wrong."""
    try:
        async for answer in answers:
            yield answer
    except BadCredential as error:
        yield refusal(str(error), Code.UNAUTHENTICATED).answer
    except NotHere as wrong:
        yield refusal(f"A {wrong.kind.value} cannot be asked this way; use POST.", Code.BAD_USER_INPUT).answer
    except Exception as error:
        yield Answer(result=ExecutionResult(None, [masked(error)]))
    finally:
        await answers.aclose()


def _outcome(answer: Answer) -> str:
    """`ok`, or the code of the first error."""
    return str((answer.errors[0].extensions or {}).get("code")) if answer.errors else "ok"
