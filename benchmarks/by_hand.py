"""What a careful programmer writes by hand for the workloads, behind Convene's own door: viewer, log, visibility.

`python -m benchmarks.by_hand VARIANT` serves `/W1`, `/W2` and `/W3` by one variant: `limit` is one statement that
returns the answer as JSON; `rest_driver` and `rest_sqlalchemy` read rows and put the answer together.
"""

import gc
import os
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import orjson
import uvicorn
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import create_engine, text
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import schema
from benchmarks.sql import LIMIT, ROWS, spelled
from db.engines import POSTGRES_OPTIONS, Shares, count_no_memory, exact_float, is_sqlite, prepare_sqlite, reading_engine
from db.readers import plain_reader
from db.writer import Writer
from server import log
from server.desk import Desk
from server.metrics import Metrics
from server.settings import Settings, read
from server.viewer import Credentials

EVENTS, FIRST_EVENTS, FIRST_RSVPS, GROUPS = 100, 20, 5, 50
CONNECTIONS = 8
Row = dict[str, Any]
Fetch = Callable[[str, Mapping[str, Any]], Awaitable[Sequence[Any]]]
"""Rows, by the name of their statement and its parameters."""
Answer = Callable[[Row], Awaitable[bytes]]


def _iso(instant: int, offset: int) -> str:
    zone = timezone(timedelta(milliseconds=offset)) if offset else UTC
    return datetime.fromtimestamp(instant // 1000, zone).isoformat()


def _edges(rows: list[Row]) -> Row:
    return {"edges": [{"node": row} for row in rows]}


class Rest:
    """The three answers, put together from rows."""

    def __init__(self, fetch: Fetch) -> None:
        self.fetch = fetch

    async def event(self, base: Row) -> Row:
        """W1."""
        rows = await self.fetch("event", {**base, "id": 77})
        return {"event": (await self._events(rows, base, hosts=True))[0]}

    async def group(self, base: Row) -> Row:
        """W2."""
        await self.fetch("group", {**base, "id": 7})
        rows = await self.fetch("events", {**base, "key": 7, "first": EVENTS})
        events = await self._events(rows, base, hosts=True)
        answers: dict[int, list[Row]] = defaultdict(list)
        keys = {**base, "keys": [row[0] for row in rows], "first": FIRST_RSVPS}
        for event, key, status, member, name, _ in await self.fetch("rsvps", keys):
            answers[event].append({"id": str(key), "status": status, "member": {"id": str(member), "name": name}})
        for row, event in zip(rows, events, strict=True):
            event["rsvps"] = _edges(answers[row[0]])
        return {"group": {"events": _edges(events)}}

    async def groups(self, base: Row) -> Row:
        """W3."""
        found = []
        for key, name in await self.fetch("groups", {**base, "first": GROUPS}):
            rows = await self.fetch("events", {**base, "key": key, "first": FIRST_EVENTS})
            events = await self._events(rows, base, hosts=False)
            found.append({"id": str(key), "name": name, "events": _edges(events)})
        return {"groups": _edges(found)}

    async def _events(self, rows: Sequence[Any], base: Row, *, hosts: bool) -> list[Row]:
        keys = {**base, "keys": [row[0] for row in rows]}
        venues: dict[int, list[Row]] = defaultdict(list)
        for event, key, name, lat, lon in await self.fetch("venues", keys):
            place = {"id": str(key), "name": name}
            venues[event].append({**place, "lat": lat, "lon": lon} if hosts else place)
        events = [{"id": str(row[0]), "title": row[1], "dateTime": _iso(row[2], row[3])} for row in rows]
        if hosts:
            await self._add_people(rows, events, base)
        for row, event in zip(rows, events, strict=True):
            event["venues"] = venues[row[0]]
        return events

    async def _add_people(self, rows: Sequence[Any], events: list[Row], base: Row) -> None:
        named = await self.fetch("names", {**base, "keys": [row[4] for row in rows]})
        groups = {row[0]: row[1] for row in named}
        hosts: dict[int, list[Row]] = defaultdict(list)
        for event, member, name in await self.fetch("hosts", {**base, "keys": [row[0] for row in rows]}):
            hosts[event].append({"memberId": str(member), "name": name})
        for row, shown in zip(rows, events, strict=True):
            shown["group"] = {"id": str(row[4]), "name": groups[row[4]]}
            shown["eventHosts"] = hosts[row[0]]


def _keys(parameters: Mapping[str, Any]) -> Row:
    """The parameters with a list of keys as SQLite takes it."""
    given = dict(parameters)
    if "keys" in given:
        given["keys"] = orjson.dumps(given["keys"]).decode()
    return given


def driver(settings: Settings, statements: Mapping[str, str]) -> Fetch:
    """The plain driver: SQLite in the loop, psycopg through a pool."""
    if not is_sqlite(settings.database):
        return _psycopg(settings, statements)
    texts = {name: spelled(statement, True) for name, statement in statements.items()}
    connection = sqlite3.connect(str(settings.database.database), isolation_level=None)
    prepare_sqlite(connection)
    connection.create_function("exact_float", 1, exact_float, deterministic=True)

    async def fetch(name: str, parameters: Mapping[str, Any]) -> Sequence[Any]:
        return connection.execute(texts[name], _keys(parameters)).fetchall()

    return fetch


def _psycopg(settings: Settings, statements: Mapping[str, str]) -> Fetch:
    texts = {name: _percent(spelled(statement, False)) for name, statement in statements.items()}
    address = settings.database.set(drivername="postgresql").render_as_string(hide_password=False)
    options = {"autocommit": True, "options": POSTGRES_OPTIONS, "prepare_threshold": 1}
    pool = AsyncConnectionPool(address, min_size=1, max_size=CONNECTIONS, open=False, kwargs=options)

    async def fetch(name: str, parameters: Mapping[str, Any]) -> Sequence[Any]:
        await pool.open()
        async with pool.connection() as connection:
            return await (await connection.execute(texts[name], parameters)).fetchall()

    return fetch


def _percent(statement: str) -> str:
    return re.sub(r"(?<![:\w]):(\w+)", r"%(\1)s", statement.replace("%", "%%"))


def sqlalchemy(settings: Settings, statements: Mapping[str, str]) -> Fetch:
    """SQLAlchemy: its synchronous engine in the loop on SQLite, the asynchronous one on PostgreSQL."""
    sqlite = is_sqlite(settings.database)
    texts = {name: text(spelled(statement, sqlite)) for name, statement in statements.items()}
    if not sqlite:
        engine = reading_engine(settings.database, Shares.of(settings.connections))

        async def ask(name: str, parameters: Mapping[str, Any]) -> Sequence[Any]:
            async with engine.connect() as own:
                return (await own.execute(texts[name], dict(parameters))).all()

        return ask
    connection = create_engine(settings.database).connect()
    prepare_sqlite(connection.connection)

    async def fetch(name: str, parameters: Mapping[str, Any]) -> Sequence[Any]:
        return connection.execute(texts[name], _keys(parameters)).all()

    return fetch


def answers(variant: str, settings: Settings) -> dict[str, Answer]:
    """What answers each workload."""
    if variant == "limit":
        fetch = driver(settings, LIMIT)
        return {name: _at_once(fetch, name) for name in LIMIT}
    rest = Rest((driver if variant == "rest_driver" else sqlalchemy)(settings, ROWS))
    return {name: _put_together(made) for name, made in (("W1", rest.event), ("W2", rest.group), ("W3", rest.groups))}


def _at_once(fetch: Fetch, name: str) -> Answer:
    async def answer(base: Row) -> bytes:
        found = (await fetch(name, base))[0][0]
        return (found if isinstance(found, str) else orjson.dumps(found).decode()).encode()

    return answer


def _put_together(made: Callable[[Row], Awaitable[Row]]) -> Answer:
    async def answer(base: Row) -> bytes:
        return orjson.dumps(await made(base))

    return answer


def serve(variant: str, settings: Settings) -> None:
    """Answer until told to stop."""
    count_no_memory()
    log.configure()
    shares = Shares.of(settings.connections)
    credentials = Credentials(plain_reader(settings.database, shares))
    engine, writer = reading_engine(settings.database, shares), Writer(settings.database, shares)
    desk = Desk(settings, engine, writer, credentials)
    by_name = answers(variant, settings)

    async def respond(request: Request) -> Response:
        viewer = await desk.viewer(request)
        body = await by_name[request.path_params["name"]]({"viewer_id": viewer.id, "now": settings.clock.now()})
        return Response(b'{"data":' + body + b"}", media_type="application/json")

    app = Starlette(
        routes=[Route("/{name}", respond)],
        middleware=[Middleware(log.RequestLog, metrics=Metrics(schema.engine(None)))],
    )
    gc.collect()
    gc.freeze()
    uvicorn.run(app, host="127.0.0.1", port=settings.port, log_config=None, access_log=False, server_header=False)


if __name__ == "__main__":
    serve(sys.argv[1], read(os.environ))
