"""The request log: one JSON line for each request, and errors by the id that the client was told.

Every line that a request causes has its `id`, which is also the answer's `X-Request-ID`.
"""

import logging
import re
import secrets
import sys
import time
from datetime import UTC, datetime
from typing import Any, cast

import orjson
import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from resolvers.context import Trace
from server.metrics import Metrics

STATE = "convene"
SECRETS = re.compile(r"(?<=^/calendar/)[^/]+")
"""What must not be read in a path."""
STARTS = {"http.response.start", "websocket.accept", "websocket.http.response.start"}
QUIETER = {
    "alembic": logging.WARNING,
    "uvicorn.error": logging.WARNING,  # it would write the addresses of WebSockets, tokens and all
    "strawberry.execution": logging.CRITICAL,  # clients' errors with their queries; ours are logged by their id
}


def configure() -> None:
    """JSON lines on standard error, ours and the libraries' alike."""
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name, level in QUIETER.items():
        logging.getLogger(name).setLevel(level)


class RequestLog:
    """Logs what a request was, who asked, how it was read, and how long it took. Never a query string or a secret.

    There are so many of these lines that they go past the libraries' logging.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics
        self._write = structlog.BytesLogger(sys.stderr.buffer).msg

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request and log it; a WebSocket when it closes."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        seen: dict[str, Any] = {"id": secrets.token_hex(16), "status": 500, "viewer": 0, "trace": Trace()}
        scope.setdefault("state", {})[STATE] = seen
        began = time.perf_counter()

        async def note(message: Message) -> None:
            if message["type"] in STARTS:
                seen["status"] = message.get("status", 101)
                message["headers"] = [*(message.get("headers") or ()), (b"x-request-id", seen["id"].encode())]
            await send(message)

        structlog.contextvars.bind_contextvars(id=seen["id"])  # for the other lines of this request, a task of its own
        try:
            await self.app(scope, receive, note)
        finally:
            self._log(scope, seen, time.perf_counter() - began)

    def _log(self, scope: Scope, seen: dict[str, Any], seconds: float) -> None:
        trace, method = cast(Trace, seen["trace"]), scope.get("method", "WEBSOCKET")
        self.metrics.request(method, seen["status"], seconds)
        line = {
            "event": "request",
            "level": "info",
            "id": seen["id"],
            "method": method,
            "path": SECRETS.sub("...", scope["path"]),
            "status": seen["status"],
            "viewer": seen["viewer"],
            "operation": trace.operation,
            "reader": trace.reader,
            "reason": trace.reason,
            "statements": trace.statements,
            "ms": round(seconds * 1000, 2),
            "timestamp": datetime.now(UTC),
        }
        self._write(orjson.dumps(line, option=orjson.OPT_UTC_Z))
