"""How many statements a query takes by either reader, counted where the driver is, and on which thread they run."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

import psycopg
import pytest
from sqlalchemy import URL, event

import schema
from db import demo
from db.reader import SqliteReader
from legacy_rest.calls import CALLS
from legacy_rest.translate import translate
from tests.conftest import NOW, Graph

ORGANIZER = demo.DEMO_ORGANIZER_ID
EVENT = f"event(id: {demo.DEMO_EVENT_ID})"


class Traced(SqliteReader):
    """A plain reader that notes what SQLite runs."""

    def __init__(self, url: URL, noted: list[str]) -> None:
        super().__init__(url)
        self.noted = noted

    def _connection(self) -> sqlite3.Connection:
        connection = super()._connection()
        connection.set_trace_callback(self.noted.append)
        return connection


@dataclass
class Counting:
    """A graph and the statements that its driver was given."""

    graph: Graph
    noted: list[str]

    def count(self, query: str, variables: Mapping[str, Any] | None = None, **also: Any) -> int:
        """How many statements a query takes, once everything is warm."""
        self.graph.ask(query, variables, **also)
        self.noted.clear()
        answer = self.graph.ask(query, variables, **also)
        assert "errors" not in answer
        assert self.graph.last.reader == self.graph.reader
        assert len(self.noted) == self.graph.last.statements
        return len(self.noted)


@pytest.fixture
def counting(
    kind: str, reader: str, demo_urls: Callable[[str], URL], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Counting]:
    """The demo, with its driver watched: SQLAlchemy's cursors and SQLite's own trace, or psycopg's cursors."""
    graph, noted = Graph(demo_urls(kind), reader), cast(list[str], [])
    if kind == "sqlite":
        event.listen(graph.database.sync_engine, "before_cursor_execute", lambda *given: noted.append(given[2]))
        if graph.plain:
            graph.plain = Traced(graph.url, noted)
            graph.engine = schema.engine(graph.plain)
    else:
        execute = psycopg.AsyncCursor.execute

        async def noting(cursor: Any, query: Any, *given: Any, **also: Any) -> Any:
            if query != ";":  # the pool asks whether its connection is alive
                noted.append(str(query))
            return await execute(cursor, query, *given, **also)

        monkeypatch.setattr(psycopg.AsyncCursor, "execute", noting)
    yield Counting(graph, noted)
    graph.close()


class Whereabouts(SqliteReader):
    """A plain reader that notes the thread of each statement."""

    threads: ClassVar[list[str]] = []

    def _fetch(self, sql: str, parameters: Mapping[str, Any]) -> Sequence[Any]:
        self.threads.append(threading.current_thread().name)
        return super()._fetch(sql, parameters)


def test_lists_do_not_hold_up_the_loop(demo_urls: Callable[[str], URL]) -> None:
    graph = Graph(demo_urls("sqlite"), "fast")
    graph.engine = schema.engine(Whereabouts(graph.url))
    for query in ("{ event(id: 1) { id } }", "{ groups(first: 1) { totalCount } }", PAGE_OF_EVENTS):
        graph.data(query)
    assert [name.split("_")[0] for name in Whereabouts.threads] == ["MainThread", "reader", "reader"]
    graph.close()


PAGE_OF_EVENTS = f"""{{ groupByUrlname(urlname: "{demo.DEMO_GROUP}") {{ events(filter: {{}}, first: 100) {{
    totalCount pageInfo {{ hasNextPage endCursor }} edges {{ cursor node {{ id title dateTime
        venues {{ name city lat }} group {{ name urlname }} eventHosts {{ name member {{ id name }} }}
        rsvps(first: 5) {{ yesCount edges {{ node {{ status member {{ id name }} }} }} }} }} }} }} }} }}"""
"""A group's events with all that a list shows of each."""
STATEMENTS = {
    f"{{ {EVENT} {{ title }} }}": 1,
    f"{{ {EVENT} {{ title dateTime rsvpState viewer {{ actions }} rsvpSettings {{ guestLimit }} }} }}": 1,
    f"{{ {EVENT} {{ title rsvps {{ yesCount noCount }} }} }}": 1,
    f"{{ {EVENT} {{ title group {{ name }} }} }}": 2,
    f"{{ a: {EVENT} {{ title }} b: {EVENT} {{ id group {{ name }} }} }}": 2,
    f"{{ {EVENT} {{ rsvps {{ totalCount }} }} }}": 2,
    f"{{ {EVENT} {{ rsvps(first: 3) {{ edges {{ node {{ status }} }} pageInfo {{ hasNextPage endCursor }} }} }} }}": 2,
    f"{{ {EVENT} {{ rsvps {{ totalCount edges {{ node {{ member {{ name }} event {{ title }} }} }} }} }} }}": 5,
    "{ __typename }": 0,
    PAGE_OF_EVENTS: 9,
}
"""Queries, and how many statements the ordinary executor takes for them."""


@pytest.mark.parametrize(("query", "statements"), STATEMENTS.items())
def test_statements_are_counted(counting: Counting, query: str, statements: int) -> None:
    taken = counting.count(query, viewer=ORGANIZER)
    assert taken == (1 if counting.graph.reader == "fast" else statements)


@pytest.mark.parametrize(("only", "statements"), [("name", 1), ("name,group.name", 2)])
def test_statements_of_an_old_call_are_counted(counting: Counting, only: str, statements: int) -> None:
    (call,) = (call for call in CALLS if call.identity == "GET /2/event/:id")
    translation = translate(call, {"id": str(demo.DEMO_EVENT_ID), "only": only}, NOW)
    taken = counting.count(translation.document, translation.variables, trusted=True)
    assert taken == (1 if counting.graph.reader == "fast" else statements)
