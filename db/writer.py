"""The writer: one way to change rows. A change is a function of a connection, and one transaction.

SQLite has one connection that writes, on a thread of its own, so that changes of this process queue up without
waiting on locks; those of other processes are waited for. PostgreSQL has a few connections; of two transactions that
are in each other's way it gives one up, which is then run again.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, event
from sqlalchemy.exc import DBAPIError

from db.engines import SHARES, Shares, is_sqlite, writing_engine

T = TypeVar("T")

ATTEMPTS = 5
PATIENCE_MS = 5_000
"""How long a change waits for others, like an import, before it is refused."""
SHORT_MS = 1_000
"""What is left at least where changes of one process are in each other's way as well."""
NOTICED_MS = 100
"""A wait that counts where counting it takes a statement more."""
_IN_THE_WAY = {"40001", "40P01"}
_OCCUPIED = {"55P03"}


class Occupied(Exception):
    """Somebody else has been writing for too long. Nothing was changed; it can be tried again."""


class Writer:
    """Runs changes. Not to be used from its own threads."""

    def __init__(self, url: URL, shares: Shares = SHARES) -> None:
        self.engine = writing_engine(url, shares)
        self._threads = ThreadPoolExecutor(1 if is_sqlite(url) else shares.writing, "writer")
        wait = f"PRAGMA busy_timeout={PATIENCE_MS}" if is_sqlite(url) else f"SET lock_timeout={PATIENCE_MS}"
        event.listen(self.engine, "connect", lambda connection, _record: connection.execute(wait))

    async def run(self, change: Callable[[Connection], T]) -> T:
        """Run a change and commit it, or nothing of it. Raises `Occupied`, and whatever the change raises."""
        run, asked = copy_context().run, time.monotonic()
        return await asyncio.get_running_loop().run_in_executor(self._threads, run, self._run, change, asked)

    def _run(self, change: Callable[[Connection], T], asked: float) -> T:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self.engine.connect() as connection:
                    self._have_patience(connection, asked)
                    with connection.begin():
                        return change(connection)
            except DBAPIError as error:
                state = getattr(error.orig, "sqlstate", None)
                if state in _OCCUPIED or "database is locked" in str(error.orig):
                    raise Occupied from error
                if state not in _IN_THE_WAY or attempt == ATTEMPTS:
                    raise
        raise AssertionError("the last attempt returns or raises")

    def _have_patience(self, connection: Connection, asked: float) -> None:
        """Of changes that queue up behind another program each waits for what is left of its own time, and not for
        the time of those before it as well.
        """
        waited = round((time.monotonic() - asked) * 1000)
        driver: Any = connection.connection.driver_connection
        left = max(1, PATIENCE_MS - waited)
        if connection.dialect.name == "sqlite":
            driver.execute(f"PRAGMA busy_timeout={left}")
        elif waited > NOTICED_MS:
            driver.execute(f"SET LOCAL lock_timeout={max(left, SHORT_MS)}")

    async def close(self) -> None:
        """Finish what was begun and give all connections back."""
        await asyncio.get_running_loop().run_in_executor(self._threads, self.engine.dispose)
        self._threads.shutdown()
