"""The plain reader: runs SQL text that is ready for the driver, past SQLAlchemy, for the fast path.

The text has been compiled from ORM selects with every visibility criterion in it (`db/visibility.py`).
"""

import asyncio
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sqlalchemy import URL, Dialect
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from db.engines import POSTGRES_OPTIONS, exact_float, is_sqlite, prepare_sqlite

_LIMITS = ("parser stack overflow", "Expression tree is too large", "too many levels")
THREADS = 4
POOL_SIZE = 10


FAILURES = (sqlite3.Error, psycopg.Error, PoolTimeout)
"""What the drivers raise."""


class TooDeep(Exception):
    """The database's parser has no room for a statement nested so deeply."""


class Reader(Protocol):
    """Fetches the one row of a statement. Parameters are named in the style of `dialect`."""

    dialect: Dialect

    async def fetch(self, sql: str, parameters: Mapping[str, Any]) -> Sequence[Any]:
        """Run the statement and return its row. Raises `TooDeep`."""

    async def close(self) -> None:
        """Give all connections back."""


class SqliteReader:
    """Reads on a few threads, each with a connection of its own."""

    def __init__(self, url: URL) -> None:
        self.dialect: Dialect = sqlite.dialect(paramstyle="named")
        self._path = str(url.database)
        self._threads = ThreadPoolExecutor(THREADS, "reader")
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []

    async def fetch(self, sql: str, parameters: Mapping[str, Any]) -> Sequence[Any]:
        """Run the statement on some thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._fetch, sql, parameters)

    def _fetch(self, sql: str, parameters: Mapping[str, Any]) -> Sequence[Any]:
        try:
            row: Sequence[Any] = self._connection().execute(sql, parameters).fetchone()
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


class PostgresReader:
    """Reads through a pool of psycopg connections, which prepare statements that come again."""

    def __init__(self, url: URL) -> None:
        self.dialect: Dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]
        self._pool = AsyncConnectionPool(
            url.set(drivername="postgresql").render_as_string(hide_password=False),
            min_size=1,
            max_size=POOL_SIZE,
            open=False,
            kwargs={"autocommit": True, "options": POSTGRES_OPTIONS, "prepare_threshold": 1},
        )
        self._opened = False

    async def fetch(self, sql: str, parameters: Mapping[str, Any]) -> Sequence[Any]:
        """Run the statement on a connection of the pool."""
        if not self._opened:
            self._opened = True
            await self._pool.open()
        async with self._pool.connection() as connection:
            cursor = await connection.execute(sql, parameters)
            row: Sequence[Any] = await cursor.fetchone() or ()
            return row

    async def close(self) -> None:
        """Close the pool."""
        await self._pool.close()


def plain_reader(url: URL) -> Reader:
    """The reader for a database."""
    return SqliteReader(url) if is_sqlite(url) else PostgresReader(url)
