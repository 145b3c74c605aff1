"""The plain reader: runs SQL text that is ready for the driver, past SQLAlchemy, for the fast path.

The text has been compiled from ORM selects with every visibility criterion in it (`db/visibility.py`).
"""

import asyncio
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, cast

import psycopg
from psycopg import AsyncConnection, AsyncRawCursor
from psycopg.types.numeric import Int8Dumper
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sqlalchemy import URL, Dialect
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql.compiler import Compiled, SQLCompiler

from db.engines import CONNECT_TIMEOUT, POSTGRES_OPTIONS, SHARES, Shares, exact_float, is_sqlite, prepare_sqlite

_LIMITS = ("parser stack overflow", "Expression tree is too large", "too many levels")
THREADS = max(2, min(4, os.cpu_count() or 1))
"""More than there are processors would only be in each other's way."""
IDLE = 30
"""Seconds after which a connection that nobody needs is given back: PostgreSQL has a hundred by default, for all."""
FOR_LISTS = 3
"""One of so many connections is for lists: more at once would make point reads wait for the database's processors."""


FAILURES = (sqlite3.Error, psycopg.Error, PoolTimeout)
"""What the drivers raise."""


class TooDeep(Exception):
    """The database's parser has no room for a statement nested so deeply."""


@dataclass(frozen=True)
class Sql:
    """A statement's text for a driver. `names` are its parameters in the order of their places, where they have places
    instead of names.
    """

    text: str
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, compiled: Compiled) -> "Sql":
        """The text of a statement that was compiled for a reader's dialect."""
        return cls(str(compiled), tuple(cast(SQLCompiler, compiled).positiontup or ()))

    @cached_property
    def encoded(self) -> bytes:
        """The text as it is sent."""
        return self.text.encode()


class Reader(Protocol):
    """Fetches the one row of a statement that was compiled for its dialect."""

    dialect: Dialect

    async def fetch(self, sql: Sql, parameters: Mapping[str, Any], point: bool = False) -> Sequence[Any]:
        """Run the statement and return its row. A point read touches a handful of rows and waits for no list.
        Raises `TooDeep`.
        """

    async def close(self) -> None:
        """Give all connections back."""


class _Running:
    """A statement on some thread, which another one can stop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._stopped = False

    @contextmanager
    def on(self, connection: sqlite3.Connection) -> Iterator[None]:
        """While the connection runs it."""
        with self._lock:
            if self._stopped:
                raise sqlite3.OperationalError("stopped before it began")
            self._connection = connection
        try:
            yield
        finally:
            with self._lock:
                self._connection = None

    def stop(self) -> None:
        """Interrupt it, or let it not begin."""
        with self._lock:
            self._stopped = True
            if self._connection:
                self._connection.interrupt()


class SqliteReader:
    """Reads lists on a few threads, each with a connection of its own, and points in the event loop, as the way to
    a thread and back takes longer than they do.
    """

    def __init__(self, url: URL) -> None:
        self.dialect: Dialect = sqlite.dialect(paramstyle="named")
        self._path = str(url.database)
        self._threads = ThreadPoolExecutor(THREADS, "reader")
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []

    async def fetch(self, sql: Sql, parameters: Mapping[str, Any], point: bool = False) -> Sequence[Any]:
        """Run the statement here, or on some thread, where it is interrupted when nobody waits for it any more."""
        if point:
            return self._fetch(sql, parameters)
        running = _Running()
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._threads, self._stoppable, running, sql, parameters
            )
        except asyncio.CancelledError:
            running.stop()
            raise

    def _stoppable(self, running: _Running, sql: Sql, parameters: Mapping[str, Any]) -> Sequence[Any]:
        with running.on(self._connection()):
            return self._fetch(sql, parameters)

    def _fetch(self, sql: Sql, parameters: Mapping[str, Any]) -> Sequence[Any]:
        try:
            row: Sequence[Any] = self._connection().execute(sql.text, parameters).fetchone()
        except sqlite3.OperationalError as error:
            if any(limit in str(error) for limit in _LIMITS):
                raise TooDeep(str(error)) from error
            raise
        return row

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self._path, isolation_level=None, check_same_thread=False, cached_statements=512
            )
            prepare_sqlite(connection)
            connection.create_function("exact_float", 1, exact_float, deterministic=True)
            self._local.connection = connection
            self._connections.append(connection)
        return connection

    async def close(self) -> None:
        """Wait for the threads and close their connections."""
        self._threads.shutdown()
        for connection in self._connections:
            connection.close()


class _Dropped(Exception):
    """The database has closed a connection under us."""

    def __init__(self, cause: psycopg.OperationalError) -> None:
        super().__init__(str(cause))
        self.cause = cause


async def _configured(connection: AsyncConnection[Any]) -> None:
    """A number is a BIGINT whatever its size, so that a statement is prepared once."""
    connection.adapters.register_dumper(int, Int8Dumper)


class PostgresReader:
    """Reads through a pool of psycopg connections, which prepare statements that come again. Parameters have places,
    as psycopg would look for their names in every long text anew.
    """

    def __init__(self, url: URL, size: int) -> None:
        self.dialect: Dialect = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
        self._pool = AsyncConnectionPool(
            url.set(drivername="postgresql").render_as_string(hide_password=False),
            min_size=1,
            max_size=size,
            max_idle=IDLE,
            timeout=CONNECT_TIMEOUT,
            open=False,
            kwargs={
                "autocommit": True,
                "options": POSTGRES_OPTIONS,
                "prepare_threshold": 0,
                "connect_timeout": CONNECT_TIMEOUT,
                "cursor_factory": AsyncRawCursor,
            },
            configure=_configured,
        )
        self._lists = asyncio.Semaphore(max(1, size // FOR_LISTS))
        self._opened = False

    async def fetch(self, sql: Sql, parameters: Mapping[str, Any], point: bool = False) -> Sequence[Any]:
        """Run the statement on a connection of the pool; lists have a part of them."""
        if not self._opened:
            self._opened = True
            await self._pool.open()
        async with nullcontext() if point else self._lists:
            return await self._alive(sql, parameters)

    async def _alive(self, sql: Sql, parameters: Mapping[str, Any]) -> Sequence[Any]:
        """Run the statement; once more if the database has dropped the connection."""
        try:
            return await self._fetch(sql, parameters)
        except _Dropped:
            await self._pool.check()  # of the others, so that the second one is alive
        try:
            return await self._fetch(sql, parameters)
        except _Dropped as dropped:
            raise dropped.cause from None

    async def _fetch(self, sql: Sql, parameters: Mapping[str, Any]) -> Sequence[Any]:
        async with self._pool.connection() as connection:
            try:
                cursor = await connection.execute(sql.encoded, [parameters[name] for name in sql.names])
                row: Sequence[Any] = await cursor.fetchone() or ()
            except psycopg.OperationalError as error:
                if connection.broken:
                    raise _Dropped(error) from error
                raise
            return row

    async def close(self) -> None:
        """Close the pool."""
        await self._pool.close()


def plain_reader(url: URL, shares: Shares = SHARES) -> Reader:
    """The reader for a database."""
    return SqliteReader(url) if is_sqlite(url) else PostgresReader(url, shares.fast)
