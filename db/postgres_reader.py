"""The plain reader of PostgreSQL: psycopg's connections, listened to all the time.

psycopg's own `execute` makes a cursor, begins and ends to listen, and takes its connection from a pool: four times as
much as a point read takes otherwise (decision 0031). What it has to say of types, errors and connecting stands.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import psycopg
from psycopg import AsyncConnection
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGresult
from psycopg.types.numeric import Int8Dumper
from sqlalchemy import URL, Dialect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from db.engines import CONNECT_TIMEOUT, POSTGRES_OPTIONS
from db.reader import Sql

IDLE = 30
"""Seconds after which a connection that nobody needs is given back: PostgreSQL has a hundred by default, for all."""
FOR_LISTS = 3
"""One of so many connections is for lists: more at once would make point reads wait for the database's processors."""
MOST_PREPARED = 100
"""Statements that a connection has prepared at most."""
DONE = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)
LIFE = 3600
"""Seconds after which a connection is replaced."""
OUTDATED = ("0A000", "26000")
"""What is wrong with prepared statements whose tables have changed."""


class Line:
    """A connection, which runs one statement at a time."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        connection.adapters.register_dumper(int, Int8Dumper)  # a number is a BIGINT whatever its size: prepared once
        self._connection = connection
        self._pgconn = connection.pgconn
        self._transformer = Transformer(connection)
        self._prepared: OrderedDict[tuple[bytes, tuple[int, ...]], bytes] = OrderedDict()
        self._names = 0
        self._answer: asyncio.Future[PGresult] | None = None
        self._result: PGresult | None = None
        self._running, self._listening = False, True
        self._loop, self._socket = asyncio.get_running_loop(), self._pgconn.socket
        self._loop.add_reader(self._socket, self._listen)
        self.idle_since = self.since = self._loop.time()

    @property
    def free(self) -> bool:
        """Whether it can run a statement: the connection is there, and no other statement runs."""
        return self._listening and not self._running and self._pgconn.status == ConnStatus.OK

    async def fetch(self, sql: Sql, values: Sequence[Any]) -> Sequence[Any]:
        """The first row of a statement, empty if there is none. Raises `psycopg.Error`."""
        types = self._transformer
        dumped = types.dump_sequence(values, [PyFormat.AUTO] * len(values))
        formats, key = types.formats, (sql.encoded, types.types or ())
        name = self._prepared.get(key)
        if name is None:
            name = await self._prepare(key)
        self._prepared.move_to_end(key)
        self._pgconn.send_query_prepared(name, dumped, formats)
        result = await self._answered()
        types.set_pgresult(result)
        row = types.load_row(0, tuple) if result.ntuples else ()
        types.set_pgresult(None)
        return row or ()

    async def _prepare(self, key: tuple[bytes, tuple[int, ...]]) -> bytes:
        if len(self._prepared) >= MOST_PREPARED:
            _, oldest = self._prepared.popitem(last=False)
            self._pgconn.send_query(b"DEALLOCATE " + oldest)
            await self._answered()
        self._names += 1
        name = b"s%d" % self._names
        self._pgconn.send_prepare(name, *key)
        await self._answered()
        self._prepared[key] = name
        return name

    async def _answered(self) -> PGresult:
        """The result of what has been sent."""
        self._running, self._answer = True, self._loop.create_future()
        self._flush()
        result = await self._answer
        if result.status in DONE:
            return result
        error = error_from_result(result)
        if error.sqlstate in OUTDATED:
            self.stop_listening()
        raise error

    def _flush(self) -> None:
        """Send what has not been taken yet, as soon as it is."""
        try:
            if self._pgconn.flush():
                self._loop.add_writer(self._socket, self._flush)
            else:
                self._loop.remove_writer(self._socket)
        except psycopg.OperationalError as error:
            self._lost(error)

    def _listen(self) -> None:
        """Take what the server says; a result is whole when there is no other behind it."""
        try:
            self._pgconn.consume_input()
            while self._running and not self._pgconn.is_busy():
                result = self._pgconn.get_result()
                if result is None:
                    self._told()
                else:
                    self._result = result
            if self._pgconn.status != ConnStatus.OK:
                raise psycopg.OperationalError("the connection is lost")
        except psycopg.OperationalError as error:
            self._lost(error_from_result(self._result) if self._result else error)

    def _told(self) -> None:
        answer, result = self._answer, self._result
        self._answer, self._result, self._running = None, None, False
        if not answer or answer.done():
            return
        if result:
            answer.set_result(result)
        else:
            answer.set_exception(psycopg.OperationalError("the server gave no result"))

    def _lost(self, error: psycopg.Error) -> None:
        self.stop_listening()
        if self._answer and not self._answer.done():
            self._answer.set_exception(error)

    def stop_listening(self) -> None:
        """Run no other statement. Once, and as soon as the connection is lost: then its socket's number is free for
        others, who are not to be deafened.
        """
        if self._listening:
            self._listening = False
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)

    async def end(self) -> None:
        """Close the connection, and stop the statement that still runs on it."""
        try:
            if self._running:
                with suppress(psycopg.Error):
                    await self._connection.cancel_safe(timeout=CONNECT_TIMEOUT)
        finally:
            await self._connection.close()


class PostgresReader:
    """Reads through a few connections, each of which prepares its statements. Parameters have places, as psycopg would
    look for their names in every long text anew.
    """

    def __init__(self, url: URL, size: int) -> None:
        self.dialect: Dialect = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
        self._address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._turns, self._lists = asyncio.Semaphore(size), asyncio.Semaphore(max(1, size // FOR_LISTS))
        self._idle: list[Line] = []
        self._look: asyncio.TimerHandle | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False

    async def fetch(self, sql: Sql, parameters: Mapping[str, Any], point: bool = False) -> Sequence[Any]:
        """Run the statement on some connection; lists have a part of them."""
        values = [parameters[name] for name in sql.names]
        if point:
            return await self._fetched(sql, values)
        async with self._lists:
            return await self._fetched(sql, values)

    async def _fetched(self, sql: Sql, values: Sequence[Any], again: bool = False) -> Sequence[Any]:
        """Run the statement; once more if the connection was not fit for it: dropped, or with outdated plans."""
        line = await self._taken()
        try:
            return await line.fetch(sql, values)
        except psycopg.Error:
            if again or line.free:
                raise
        finally:
            self._give_back(line)
        return await self._fetched(sql, values, again=True)

    async def _taken(self) -> Line:
        """A connection, when it is this caller's turn. Raises `psycopg.OperationalError`."""
        if self._turns.locked():
            await self._turn()
        else:
            await self._turns.acquire()
        try:
            while self._idle:
                line = self._idle.pop()
                if line.free:
                    return line
                self._end(line)
            return await self._connected()
        except BaseException:
            self._turns.release()
            raise

    async def _turn(self) -> None:
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT):
                await self._turns.acquire()
        except TimeoutError:
            raise psycopg.OperationalError("no connection became free in time") from None

    async def _connected(self) -> Line:
        connection = await AsyncConnection.connect(
            self._address, autocommit=True, options=POSTGRES_OPTIONS, connect_timeout=CONNECT_TIMEOUT
        )
        return Line(connection)

    def _give_back(self, line: Line) -> None:
        """Keep a connection for the next one; what cannot be used any more is ended first."""
        now = asyncio.get_running_loop().time()
        if self._closed or not line.free or now - line.since > LIFE:
            self._end(line).add_done_callback(lambda _: self._turns.release())
            return
        self._turns.release()
        line.idle_since = now
        self._idle.append(line)
        if len(self._idle) > 1 and self._look is None:
            self._look_later()

    def _look_later(self) -> None:
        self._look = asyncio.get_running_loop().call_later(IDLE, self._end_idle)

    def _end_idle(self) -> None:
        """End the connections that nobody needs, but for one."""
        since = asyncio.get_running_loop().time() - IDLE
        idle = [line for line in self._idle[:-1] if line.idle_since <= since]
        self._idle = [line for line in self._idle if line not in idle]
        for line in idle:
            self._end(line)
        self._look = None
        if len(self._idle) > 1:
            self._look_later()

    def _end(self, line: Line) -> asyncio.Task[None]:
        line.stop_listening()
        task = asyncio.create_task(line.end())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
        return task

    async def close(self) -> None:
        """Close all connections; those in use when their statements are done."""
        self._closed = True
        if self._look:
            self._look.cancel()
        while self._idle:
            self._end(self._idle.pop())
        while self._ending:
            await asyncio.wait(self._ending)
