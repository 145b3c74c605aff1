"""The plain reader of PostgreSQL does with a connection what psycopg would: a real server answers here."""

import asyncio
import gc
import socket
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg import AsyncConnection

from db import postgres_reader
from db.engines import parse
from db.postgres_reader import PostgresReader
from db.reader import Sql
from tests.conftest import POSTGRES

SLEEP = Sql("SELECT pg_sleep(600), 'asleep in test_postgres_reader'")
ECHO = Sql("SELECT $1::TEXT", ("text",))
PATIENCE = 60


@pytest.fixture
def admin() -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        yield connection


def run(test: Callable[[PostgresReader], Awaitable[Any]], size: int = 1) -> Any:
    """The result of a test; what goes wrong in the loop behind its back is wrong as well."""
    wrong: list[Any] = []

    async def whole() -> Any:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: wrong.append(context))
        reader = PostgresReader(parse(POSTGRES), size)
        try:
            return await asyncio.wait_for(test(reader), PATIENCE)
        finally:
            await asyncio.wait_for(reader.close(), PATIENCE)

    result = asyncio.run(whole())
    gc.collect()
    assert wrong == []
    return result


async def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


RUNNING = "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query = %s"


def asleep(admin: psycopg.Connection[Any]) -> list[int]:
    """The server processes that run the endless statement."""
    return [pid for (pid,) in admin.execute(RUNNING, (SLEEP.text,))]


async def backend(reader: PostgresReader) -> int:
    """The server process of the connection that is next."""
    [pid] = await reader.fetch(Sql("SELECT pg_backend_pid()"), {}, point=True)
    return int(pid)


def test_values_come_back_as_they_went() -> None:
    given = {
        "n": 2**62,
        "small": 1,
        "text": "ünï\\'\"",
        "none": None,
        "float": 0.1,
        "keys": [1, 2**40],
        "words": ["a,b", "{"],
    }
    casts = {"n": "BIGINT", "small": "BIGINT", "text": "TEXT", "none": "TEXT", "float": "FLOAT8", "keys": "BIGINT[]"}
    columns = ", ".join(f"${at}::{casts.get(name, 'TEXT[]')}" for at, name in enumerate(given, 1))
    sql = Sql(f"SELECT {columns}, '{{\"a\": 1}}'::jsonb", tuple(given))

    async def test(reader: PostgresReader) -> list[Any]:
        return [await reader.fetch(sql, given, point) for point in (True, False, True)]

    assert run(test) == [(*given.values(), {"a": 1})] * 3


def test_no_row_is_an_empty_one() -> None:
    async def test(reader: PostgresReader) -> Any:
        return await reader.fetch(Sql("SELECT 1 WHERE false"), {}, point=True)

    assert run(test) == ()


def test_long_statements_and_long_answers_go_through() -> None:
    """More than a socket takes or gives at once."""
    text, padding = "x" * 20_000_000, " " * 20_000_000

    async def test(reader: PostgresReader) -> Any:
        return await reader.fetch(Sql(f"{ECHO.text}{padding}", ("text",)), {"text": text})

    assert run(test) == (text,)


def test_an_error_leaves_the_connection_as_it_was() -> None:
    async def test(reader: PostgresReader) -> bool:
        before = await backend(reader)
        with pytest.raises(psycopg.errors.DivisionByZero, match="division by zero"):
            await reader.fetch(Sql("SELECT 1 / $1::BIGINT", ("n",)), {"n": 0}, point=True)
        with pytest.raises(psycopg.errors.SyntaxError):
            await reader.fetch(Sql("SELEKT 1"), {}, point=True)
        return before == await backend(reader)

    assert run(test)


def test_few_statements_stay_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_reader, "MOST_PREPARED", 3)
    numbers = [*range(6), 1, 1, 5, 4, 3, 0]

    async def test(reader: PostgresReader) -> list[Any]:
        answers = [await reader.fetch(Sql(f"SELECT {number} + 0"), {}, point=True) for number in numbers]
        [kept] = await reader.fetch(Sql("SELECT count(*) FROM pg_prepared_statements"), {}, point=True)
        return [*answers, kept]

    assert run(test) == [*[(number,) for number in numbers], 3]


def test_a_statement_that_nobody_waits_for_is_stopped(admin: psycopg.Connection[Any]) -> None:
    """And the one turn that there is comes to the next one."""

    async def test(reader: PostgresReader) -> Any:
        task = asyncio.create_task(reader.fetch(SLEEP, {}, point=True))
        await until(lambda: len(asleep(admin)) == 1)
        task.cancel()
        answer = await reader.fetch(ECHO, {"text": "next"}, point=True)
        assert task.cancelled()
        await until(lambda: not asleep(admin))
        return answer

    assert run(test) == ("next",)


def end_of(admin: psycopg.Connection[Any], *pids: int) -> None:
    """Drop connections, and wait until they are."""
    for pid in pids:
        admin.execute("SELECT pg_terminate_backend(%s, 10000)", (pid,))


NAP = Sql("SELECT pg_backend_pid(), pg_sleep(0.2)")


async def several(reader: PostgresReader, number: int) -> set[int]:
    """The server processes of so many connections, which are idle now."""
    rows = await asyncio.gather(*[reader.fetch(NAP, {}, point=True) for _ in range(number)])
    return {row[0] for row in rows}


def test_who_gets_the_number_of_a_dropped_connection_keeps_it(admin: psycopg.Connection[Any]) -> None:
    """Sockets that are opened next have the numbers of those that the database has closed."""

    async def test(reader: PostgresReader) -> Any:
        end_of(admin, *await several(reader, 2))
        await until(lambda: not any(line.free for line in reader._idle))
        pairs = [socket.socketpair() for _ in range(3)]
        clients = [await asyncio.open_connection(sock=near) for near, _ in pairs]
        answer = await reader.fetch(ECHO, {"text": "there"}, point=True)
        for _, far in pairs:
            far.sendall(b"hello")
            far.close()
        heard = [await client.read() for client, _ in clients]
        for _, writer in clients:
            writer.close()
            await writer.wait_closed()
        return answer, heard

    assert run(test, size=2) == (("there",), [b"hello"] * 3)


def test_a_new_connection_with_the_number_of_a_dropped_one_is_heard(
    admin: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    connect, resolved = AsyncConnection.connect, asyncio.Event()
    resolved.set()

    async def connected(*given: Any, **also: Any) -> Any:
        await resolved.wait()  # for the name of the host, before there is a socket
        return await connect(*given, **also)

    monkeypatch.setattr(AsyncConnection, "connect", connected)

    async def test(reader: PostgresReader) -> Any:
        first = asyncio.create_task(reader.fetch(NAP, {}, point=True))
        await until(lambda: bool(admin.execute(RUNNING, (NAP.text,)).fetchall()))
        resolved.clear()
        second = asyncio.create_task(reader.fetch(ECHO, {"text": "second"}, point=True))
        end_of(admin, (await first)[0])
        await until(lambda: not any(line.free for line in reader._idle))
        resolved.set()
        assert await second == ("second",)
        for _ in range(3):
            both = [reader.fetch(ECHO, {"text": text}, point=True) for text in "ab"]
            assert await asyncio.gather(*both) == [("a",), ("b",)]
        return True

    assert run(test, size=3)


def test_statements_whose_tables_have_changed_are_prepared_anew(admin: psycopg.Connection[Any]) -> None:
    table = f"convene_reader_{uuid.uuid4().hex[:8]}"

    async def test(reader: PostgresReader) -> list[Any]:
        rows = Sql(f"SELECT * FROM {table}")
        before = await reader.fetch(rows, {}, point=True)
        admin.execute(f"ALTER TABLE {table} ADD COLUMN second TEXT DEFAULT 'two'")
        return [before, await reader.fetch(rows, {}, point=True)]

    admin.execute(f"CREATE TABLE {table} AS SELECT 1 AS first")
    try:
        assert run(test) == [(1,), (1, "two")]
    finally:
        admin.execute(f"DROP TABLE {table}")


def test_connections_are_replaced_by_their_age(monkeypatch: pytest.MonkeyPatch) -> None:
    async def test(reader: PostgresReader) -> tuple[bool, bool]:
        young = await backend(reader) == await backend(reader)
        monkeypatch.setattr(postgres_reader, "LIFE", -1)
        return young, await backend(reader) != await backend(reader)

    assert run(test) == (True, True)


def test_what_still_runs_when_all_is_closed_is_closed_after_it(admin: psycopg.Connection[Any]) -> None:
    async def test(reader: PostgresReader) -> int:
        late = asyncio.create_task(reader.fetch(NAP, {}, point=True))
        await until(lambda: bool(admin.execute(RUNNING, (NAP.text,)).fetchall()))
        await reader.close()
        [pid, _] = await late
        await reader.close()
        return int(pid)

    gone = run(test)
    assert admin.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", (gone,)).fetchall() == []


@pytest.mark.parametrize("point", [True, False])
def test_a_connection_that_is_dropped_is_replaced(admin: psycopg.Connection[Any], point: bool) -> None:
    async def test(reader: PostgresReader) -> Any:
        for _ in range(3):
            admin.execute("SELECT pg_terminate_backend(%s)", (await backend(reader),))
            assert await reader.fetch(ECHO, {"text": "there"}, point) == ("there",)
        return True

    assert run(test)


def test_a_statement_whose_connection_is_dropped_runs_once_more(admin: psycopg.Connection[Any]) -> None:
    async def test(reader: PostgresReader) -> None:
        task = asyncio.create_task(reader.fetch(SLEEP, {}, point=True))
        for _ in range(2):
            await until(lambda: len(asleep(admin)) == 1)
            admin.execute("SELECT pg_terminate_backend(%s)", asleep(admin))
            await until(lambda: task.done() or len(asleep(admin)) == 1)
        with pytest.raises(psycopg.OperationalError):
            await task
        assert await reader.fetch(ECHO, {"text": "again"}, point=True) == ("again",)

    run(test)


def test_who_has_no_turn_in_time_is_told(admin: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    async def test(reader: PostgresReader) -> None:
        task = asyncio.create_task(reader.fetch(SLEEP, {}, point=True))
        await until(lambda: len(asleep(admin)) == 1)
        monkeypatch.setattr(postgres_reader, "CONNECT_TIMEOUT", 0.01)
        with pytest.raises(psycopg.OperationalError, match="no connection became free in time"):
            await reader.fetch(ECHO, {"text": "too late"}, point=True)
        task.cancel()

    run(test)


def test_lists_leave_connections_to_points(admin: psycopg.Connection[Any]) -> None:
    async def test(reader: PostgresReader) -> Any:
        lists = [asyncio.create_task(reader.fetch(SLEEP, {})) for _ in range(6)]
        await until(lambda: len(asleep(admin)) == 2)
        answer = await reader.fetch(ECHO, {"text": "not waiting"}, point=True)
        assert len(asleep(admin)) == 2
        for each in lists:
            each.cancel()
        return answer

    assert run(test, size=6) == ("not waiting",)


def test_connections_that_nobody_needs_are_ended(
    admin: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_reader, "IDLE", 0.05)

    def there(pids: set[int]) -> int:
        query = "SELECT count(*) FROM pg_stat_activity WHERE pid = ANY(%s)"
        [found] = admin.execute(query, (list(pids),)).fetchone() or (0,)
        return int(found)

    async def test(reader: PostgresReader) -> set[int]:
        pids = await several(reader, 5)
        assert len(pids) == 5
        await until(lambda: there(pids) == 1)
        assert await backend(reader) in pids
        return pids

    pids, deadline = run(test, size=5), time.monotonic() + PATIENCE
    while there(pids):
        assert time.monotonic() < deadline
