"""Puts all the parts together; the only file that knows them all."""

import asyncio
import gc
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache
from itertools import chain
from time import monotonic

import orjson
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute

import schema
from db.engines import Shares, reading_engine
from db.readers import plain_reader
from db.writer import Writer
from legacy_rest.calls import CALLS
from legacy_rest.openapi import document
from legacy_rest.routes import routes, taken
from legacy_rest.translate import samples
from resolvers.keys import folded
from schema import Bounds, Engine, Rules
from server import pages, shadowed, tracing
from server.calendar_feed import CalendarFeed
from server.calendar_refresh import CalendarRefresh
from server.courier import Courier
from server.desk import Desk
from server.doors import LegacyDoor
from server.feed import Feed
from server.front import Front
from server.graphql_http import GraphQLDoor
from server.library import Library, trusted_documents
from server.limits import Limits
from server.log import RequestLog
from server.messages import Messages
from server.metrics import Metrics
from server.operations import Operations
from server.outbox import Outbox, post_of
from server.photos import Photos
from server.points import Purse
from server.settings import Settings
from server.viewer import Credentials
from server.worker import Worker

GRAPHQL_PATHS = ("/graphql", "/gql-ext")
COLLECTED = 2_000
"""New objects after which the youngest are gone through. The usual 700 are a fraction of what one list makes in the
ordinary executor: with sixteen of them at once, going through what is still in use took half of the time. With 10,000 a
thousand followers of an event took 100 KB more each.
"""
FEED_INTERVAL = 0.1
"""Seconds between two looks at what has changed."""
FIRST_REQUESTS = 1.0
"""Seconds before a server begins to compile the old API's documents."""


def build(settings: Settings) -> Starlette:
    """The application."""
    shares = Shares.of(settings.connections)
    engine, writer = reading_engine(settings.database, shares), Writer(settings.database, shares)
    reader = plain_reader(settings.database, shares)
    if settings.tracing:
        reader = tracing.configure(reader, engine.sync_engine, writer.engine)
    graphql = schema.engine(reader if settings.fast_path else None, _rules(settings), settings.forgiving)
    desk = Desk(settings, engine, writer, Credentials(reader))
    metrics, limits = Metrics(graphql), Limits(settings.redis_url)
    feed = Feed(engine, FEED_INTERVAL)
    operations = _operations(settings, graphql, limits, feed, metrics)
    door, legacy = GraphQLDoor(operations, desk), LegacyDoor(operations, desk, limits)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        stopping = threading.Event()
        ahead = settings.compile_ahead and graphql.fast_path is not None
        compiling = asyncio.create_task(_compile_ahead(graphql, desk, stopping)) if ahead else None
        await shadowed.report(engine, taken(CALLS, firsts))
        feeding = asyncio.create_task(feed.run())
        _settle()
        async with _working(_outbox(desk), Courier(desk), CalendarRefresh(desk)):
            yield
            stopping.set()
            if compiling:
                await compiling
            feeding.cancel()
        await limits.close()
        await writer.close()
        await engine.dispose()
        await reader.close()

    @cache
    def described() -> bytes:
        return orjson.dumps(document(CALLS, graphql.leaves, settings.site_url))

    doors = dict.fromkeys(GRAPHQL_PATHS, door)
    own: list[Route | WebSocketRoute | Mount] = [
        Route("/", lambda _request: RedirectResponse(GRAPHQL_PATHS[0])),
        Route("/healthz", _alive),
        Route("/readyz", _ready(engine)),
        *([Route("/metrics", metrics.page)] if settings.metrics else []),
        Route("/openapi/meetup.json", lambda _request: Response(described(), media_type="application/json")),
        *(kind(path, door) for path in doors for kind in (Route, WebSocketRoute)),
        Route("/calendar/{secret}.ics", CalendarFeed(operations, desk, limits).page),
        *Photos(desk, settings.photo_folder, settings.photo_limit).routes(),
        *pages.routes(),
    ]
    firsts = {route.path.split("/")[1] for route in own} - {""}
    desk.reserved = frozenset(folded(first) for first in taken(CALLS, firsts))
    tables = routes(CALLS, legacy, firsts)
    traced = [Middleware(tracing.Propagation)] if settings.tracing else []
    before = [Middleware(RequestLog, metrics=metrics), *traced, Middleware(Front, doors=doors, tables=tables)]
    return Starlette(routes=[*own, *tables], middleware=before, lifespan=lifespan)


async def _alive(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


def _ready(engine: AsyncEngine) -> Callable[[Request], Awaitable[Response]]:
    async def ready(_request: Request) -> Response:
        try:
            async with engine.connect() as connection:
                await connection.execute(text("SELECT version_num FROM alembic_version"))
        except (DBAPIError, PoolTimeout):
            return JSONResponse({"status": "the database does not answer"}, 503)
        return JSONResponse({"status": "ready"})

    return ready


def _operations(settings: Settings, graphql: Engine, limits: Limits, feed: Feed, metrics: Metrics) -> Operations:
    trusted = trusted_documents(settings.trusted_documents, graphql.problems)
    library = Library(trusted, only=settings.trusted_only, room=settings.persisted_queries)
    metrics.subscriptions.set_function(lambda: feed.count)
    span = tracing.operation_span if settings.tracing else tracing.no_span
    purse, messages = Purse(limits, settings.graphql_budget), Messages(graphql, span)
    return Operations(graphql, library, purse, feed, metrics, settings.timeout, messages, span)


def _settle() -> None:
    """Collect from now on, but not what is here already: it stays, and going through it takes a tenth of a second."""
    gc.freeze()
    gc.set_threshold(COLLECTED)
    gc.enable()


@asynccontextmanager
async def _working(*workers: Worker) -> AsyncIterator[None]:
    """Workers beside the server, which end what is at hand before it does."""
    working = [asyncio.create_task(worker.run()) for worker in workers]
    yield
    for worker in workers:
        worker.stop()
    await asyncio.gather(*working)


def _outbox(desk: Desk) -> Outbox:
    settings, post = desk.settings, post_of(desk.settings.smtp_url, desk.settings.mail_from)
    return Outbox(desk.engine, desk.writer, settings.clock, post, desk.keyring, settings.site_url)


def _rules(settings: Settings) -> Rules:
    return Rules(Bounds(**settings.bounds), settings.suggestions, settings.introspection)


async def _compile_ahead(graphql: Engine, desk: Desk, stopping: threading.Event) -> None:
    await asyncio.to_thread(_compile, graphql, desk, stopping)
    _settle()


def _compile(graphql: Engine, desk: Desk, stopping: threading.Event) -> None:
    """Compile the shim's documents: the usual ones first, then those with all there is. The first requests go before,
    and those that come meanwhile have half of the time to themselves.
    """
    request, pause = desk.trusted(), FIRST_REQUESTS
    for sample in chain.from_iterable(zip(*(samples(call) for call in CALLS if call.write is None), strict=True)):
        if stopping.wait(pause):
            return
        began = monotonic()
        graphql.statement(sample.document, sample.variables, request)
        pause = monotonic() - began
