"""Puts all the parts together; the only file that knows them all."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import chain

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute

import schema
from db.engines import reading_engine
from db.reader import plain_reader
from legacy_rest.routes import check, routes, unknown
from legacy_rest.translate import samples
from legacy_rest.v2 import CALLS
from schema import Engine
from server import pages
from server.doors import Desk, GraphQLDoor, LegacyDoor, Unauthenticated, unauthenticated
from server.log import RequestLog
from server.settings import Settings

GRAPHQL_PATHS = ("/graphql", "/gql-ext")


def build(settings: Settings) -> Starlette:
    """The application. Refuses to start with a legacy table that does not fit the schema."""
    engine = reading_engine(settings.database)
    reader = plain_reader(settings.database) if settings.fast_path else None
    graphql = schema.engine(reader)
    check(CALLS, graphql.problems)
    desk = Desk(settings, engine)
    door = GraphQLDoor(graphql, desk)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        compiling = asyncio.create_task(asyncio.to_thread(_compile, graphql, desk))
        gc.collect()
        gc.freeze()  # the schema stays; a full collection over it takes a tenth of a second
        yield
        await compiling
        await engine.dispose()
        if reader:
            await reader.close()

    async def ready(_request: Request) -> Response:
        try:
            async with engine.connect() as connection:
                await connection.execute(text("SELECT version_num FROM alembic_version"))
        except (DBAPIError, PoolTimeout):
            return JSONResponse({"status": "the database does not answer"}, 503)
        return JSONResponse({"status": "ready"})

    return Starlette(
        routes=[
            Route("/", lambda _request: RedirectResponse(GRAPHQL_PATHS[0])),
            Route("/healthz", lambda _request: JSONResponse({"status": "ok"})),
            Route("/readyz", ready),
            *(Route(path, door) for path in GRAPHQL_PATHS),
            *(WebSocketRoute(path, door) for path in GRAPHQL_PATHS),
            pages.static(),
            *routes(CALLS, LegacyDoor(graphql, desk)),
            *unknown(("/2/",)),
        ],
        middleware=[Middleware(RequestLog)],
        exception_handlers={Unauthenticated: unauthenticated},
        lifespan=lifespan,
    )


def _compile(graphql: Engine, desk: Desk) -> None:
    """Compile the shim's documents, beside the first requests: the usual ones first, then those with all there is."""
    if graphql.fast_path is None:
        return
    request = desk.trusted()
    for sample in chain.from_iterable(zip(*(samples(call) for call in CALLS), strict=True)):
        graphql.statement(sample.document, sample.variables, request)
