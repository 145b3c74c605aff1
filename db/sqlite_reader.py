"""The plain reader of SQLite."""

import asyncio
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Dialect
from sqlalchemy.dialects import sqlite

from db.engines import exact_float, prepare_sqlite
from db.reader import Sql, TooDeep

_LIMITS = ("parser stack overflow", "Expression tree is too large", "too many levels")
THREADS = max(2, min(4, os.cpu_count() or 1))
"""More than there are processors would only be in each other's way."""


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
