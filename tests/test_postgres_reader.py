"""The plain reader of PostgreSQL does with a connection what psycopg would: a real server answers here."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import psycopg
import pytest

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
    async def whole() -> Any:
        reader = PostgresReader(parse(POSTGRES), size)
        try:
            return await asyncio.wait_for(test(reader), PATIENCE)
        finally:
            await reader.close()

    return asyncio.run(whole())


async def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


def asleep(admin: psycopg.Connection[Any]) -> list[int]:
    """The server processes that run the endless statement."""
    query = "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query = %s"
    return [pid for (pid,) in admin.execute(query, (SLEEP.text,))]


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
        naps = Sql("SELECT pg_backend_pid(), pg_sleep(0.2)")
        pids = {row[0] for row in await asyncio.gather(*[reader.fetch(naps, {}, point=True) for _ in range(5)])}
        assert len(pids) == 5
        await until(lambda: there(pids) == 1)
        assert await backend(reader) in pids
        return pids

    pids, deadline = run(test, size=5), time.monotonic() + PATIENCE
    while there(pids):
        assert time.monotonic() < deadline
