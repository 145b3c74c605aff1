"""OpenTelemetry: a span for each GraphQL operation and each statement, named by the semantic conventions.

Off unless `TRACING` is on; what is exported, and whereto, is for the standard `OTEL_*` variables to say.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Any

from opentelemetry import context, propagate, trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from sqlalchemy import Dialect, Engine, event
from starlette.types import ASGIApp, Receive, Scope, Send

from db.reader import Reader, Sql
from schema.engine import Operation
from server.settings import BadSetting

tracer = trace.get_tracer("convene")


def configure(reader: Reader, *engines: Engine) -> Reader:
    """Send spans where `OTEL_*` say, and give all statements some. Raises `BadSetting` where there is no way to."""
    try:
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise BadSetting("TRACING needs the package opentelemetry-sdk: install it first.") from None
    name = os.environ.get("OTEL_TRACES_EXPORTER", "otlp")
    exporters = list(entry_points(group="opentelemetry_traces_exporter", name=name))
    if not exporters:
        raise BadSetting(
            f"OTEL_TRACES_EXPORTER: no package here exports to {name!r}; opentelemetry-exporter-otlp does."
        )
    os.environ.setdefault("OTEL_SERVICE_NAME", "convene")
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(exporters[0].load()()))
    trace.set_tracer_provider(provider)
    for engine in engines:
        _trace_statements(engine)
    return TracedReader(reader)


class Propagation:
    """Continues the trace that a request's headers name."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request within that trace."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope.get("headers", ())}
        token = context.attach(propagate.extract(headers))
        try:
            await self.app(scope, receive, send)
        finally:
            context.detach(token)


@dataclass
class Traced:
    """A span that can be told how it ended."""

    span: Span

    def failed(self, outcome: str) -> None:
        """Note an outcome that is not `ok`."""
        if outcome != "ok":
            self.span.set_attribute("error.type", outcome)
            self.span.set_status(Status(StatusCode.ERROR))


Spans = Callable[[Operation], AbstractContextManager[Traced]]
"""Makes the spans of operations."""
_NOTHING = Traced(trace.INVALID_SPAN)


def no_span(_operation: Operation) -> AbstractContextManager[Traced]:
    """None, where nothing is traced: even a span that goes nowhere has its price."""
    return nullcontext(_NOTHING)


@contextmanager
def operation_span(operation: Operation) -> Iterator[Traced]:
    """The span of an operation, named as the conventions want it."""
    attributes = {"graphql.operation.type": operation.kind.value}
    if operation.name:
        attributes["graphql.operation.name"] = operation.name
    with tracer.start_as_current_span(operation.kind.value, None, SpanKind.SERVER, attributes) as span:
        yield Traced(span)


def _attributes(system: str, sql: str) -> dict[str, str]:
    verb = sql.lstrip().partition(" ")[0].upper()
    return {"db.system.name": system, "db.operation.name": verb, "db.query.text": sql}


class TracedReader:
    """A reader whose statements have spans."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.dialect: Dialect = reader.dialect

    async def fetch(self, sql: Sql, parameters: Mapping[str, Any], point: bool = False) -> Sequence[Any]:
        """Run the statement."""
        attributes = _attributes(self.dialect.name, sql.text)
        with tracer.start_as_current_span(attributes["db.operation.name"], None, SpanKind.CLIENT, attributes):
            return await self.reader.fetch(sql, parameters, point)

    async def close(self) -> None:
        """Give all connections back."""
        await self.reader.close()


def _trace_statements(engine: Engine) -> None:
    """Give the statements of an engine spans."""

    @event.listens_for(engine, "before_cursor_execute")
    def begin(_connection: Any, _cursor: Any, sql: str, _parameters: Any, run: Any, _many: bool) -> None:
        attributes = _attributes(engine.dialect.name, sql)
        run.span = tracer.start_span(attributes["db.operation.name"], None, SpanKind.CLIENT, attributes)

    @event.listens_for(engine, "after_cursor_execute")
    def end(_connection: Any, _cursor: Any, _sql: str, _parameters: Any, run: Any, _many: bool) -> None:
        run.span.end()

    @event.listens_for(engine, "handle_error")
    def fail(failure: Any) -> None:
        span = getattr(failure.execution_context, "span", None)
        if span is not None:
            span.set_attribute("error.type", type(failure.original_exception).__name__)
            span.set_status(Status(StatusCode.ERROR))
            span.end()
