"""Server-sent events as graphql-sse wants them: `next` for each answer, then `complete`; comments are heartbeats."""

import asyncio
from collections.abc import AsyncGenerator

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from schema.engine import Answer
from server.connection import ClientGone, WhileConnected
from server.negotiation import EVENTS

HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
SEND_TIMEOUT = 30
"""Seconds after which a client that takes nothing is given up."""


class EventStream(Response):
    """A response that goes on until the answers end or the client is gone."""

    def __init__(self, answers: AsyncGenerator[Answer], heartbeat: float) -> None:
        super().__init__(headers=HEADERS, media_type=f"{EVENTS}; charset=utf-8")
        del self.headers["Content-Length"]
        self.answers = answers
        self.heartbeat = heartbeat

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send everything."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        try:
            async with WhileConnected(receive):
                await self._stream(send)
        except (ClientGone, OSError, TimeoutError):
            return
        finally:
            await self.answers.aclose()

    async def _stream(self, send: Send) -> None:
        await _write(send, b":\n\n")
        coming = asyncio.ensure_future(anext(self.answers, None))
        try:
            while True:
                done, _ = await asyncio.wait({coming}, timeout=self.heartbeat)
                if not done:
                    await _write(send, b":\n\n")
                    continue
                answer = coming.result()
                if answer is None:
                    break
                await _write(send, b"event: next\ndata: " + answer.body() + b"\n\n")
                coming = asyncio.ensure_future(anext(self.answers, None))
        finally:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)
        await _write(send, b"event: complete\ndata:\n\n", more=False)


async def _write(send: Send, content: bytes, more: bool = True) -> None:
    async with asyncio.timeout(SEND_TIMEOUT):
        await send({"type": "http.response.body", "body": content, "more_body": more})
