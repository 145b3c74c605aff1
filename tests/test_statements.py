"""How many statements a query takes by either reader, counted where the driver is, and on which thread they run."""

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import URL, event

import schema
from db import demo
from db.postgres_reader import Line, PostgresReader
from db.reader import Sql
from db.sqlite_reader import SqliteReader
from legacy_rest.calls import CALLS
from legacy_rest.translate import translate
from tests.booking_world import CREATE, DAY, MIDNIGHT, iso, offer
from tests.conftest import NOW, READERS, Databases, Graph

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


class TracedLines(PostgresReader):
    """A plain reader whose connections write down what libpq sends and gets."""

    def __init__(self, url: URL, trace: Path) -> None:
        super().__init__(url, 4)
        self.trace = trace
        self.trace.touch()

    async def _connected(self) -> Line:
        line = await super()._connected()
        line._pgconn.trace(os.open(self.trace, os.O_WRONLY | os.O_APPEND | os.O_CREAT))
        return line

    def noted(self) -> list[str]:
        """The statements that have been sent, as the protocol names what runs them."""
        return [line for line in self.trace.read_text().splitlines() if "\tBind\t" in line]


@dataclass
class Counting:
    """A graph, and how to look at the statements that its driver was given."""

    graph: Graph
    noted: Callable[[], list[str]]

    def count(self, query: str, variables: Mapping[str, Any] | None = None, **also: Any) -> int:
        """How many statements a query takes, once everything is warm."""
        self.graph.ask(query, variables, **also)
        before = len(self.noted())
        answer = self.graph.ask(query, variables, **also)
        assert "errors" not in answer
        assert self.graph.last.reader == self.graph.reader
        taken = len(self.noted()) - before
        assert taken == self.graph.last.statements
        return taken


Count = Callable[[URL], Counting]


@pytest.fixture
def counted(kind: str, reader: str, tmp_path: Path) -> Iterator[Count]:
    """Watches the driver of a database: SQLAlchemy's cursors, and SQLite's own trace or libpq's."""
    noted: list[str] = []
    graphs: list[Graph] = []

    def watched(url: URL) -> Counting:
        graphs.append(graph := Graph(url, reader))
        event.listen(graph.database.sync_engine, "before_cursor_execute", lambda *given: noted.append(given[2]))
        if not graph.plain:
            return Counting(graph, lambda: noted)
        lines = TracedLines(graph.url, tmp_path / "libpq.trace") if kind == "postgresql" else None
        graph.plain = lines or Traced(graph.url, noted)
        graph.engine = schema.engine(graph.plain)
        return Counting(graph, lambda: [*noted, *(lines.noted() if lines else ())])

    yield watched
    for graph in graphs:
        graph.close()


@pytest.fixture
def counting(counted: Count, kind: str, demo_urls: Callable[[str], URL]) -> Counting:
    """The demo, with its driver watched."""
    return counted(demo_urls(kind))


class Whereabouts(SqliteReader):
    """A plain reader that notes the thread of each statement."""

    threads: ClassVar[list[str]] = []

    def _fetch(self, sql: Sql, parameters: Mapping[str, Any]) -> Sequence[Any]:
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


SLOTS = """query ($type: ID!, $from: DateTime, $to: DateTime, $no: Boolean!) {
    all: slots(meetingType: $type, from: $from, to: $to) { __typename at: start end hostIds ...More @skip(if: $no) }
    some: slots(meetingType: $type, from: $from, to: $to, hosts: ["1", "2"], troubleshoot: true) { hostIds reason }
    nothing: slots(meetingType: "0") { start } meetingType(id: $type) { name } }
    fragment More on Slot { seatsLeft reason }"""
"""Two statements for each list of slots, one where there is no such type, one for everything else."""


def test_slots_of_a_hundred_hosts_take_two_statements_for_any_number_of_days(
    counted: Count, kind: str, databases: Databases
) -> None:
    url = databases.migrated(kind)
    counting, talk = counted(url), offer(url, hosts=100, method="ANYONE")
    one = "query ($of: ID!, $from: DateTime, $to: DateTime) { slots(meetingType: $of, from: $from, to: $to) { start } }"
    for days in (1, 30, 366):
        span = {"of": str(talk.id), "from": iso(MIDNIGHT), "to": iso(MIDNIGHT + days * DAY)}
        assert counting.count(one, span) == 2
        assert len(counting.graph.data(one, span)["slots"]) == 24 * days


@pytest.mark.parametrize("no", [True, False])
def test_slots_are_the_same_by_either_reader(
    graphs: Callable[[URL, str], Graph], kind: str, databases: Databases, no: bool
) -> None:
    url = databases.migrated(kind)
    talk = offer(url, hosts=3, method="ANYONE", seats=2)
    booked = graphs(url, "ordinary").data(CREATE, {"input": talk.wish(MIDNIGHT)})
    assert booked["createBooking"]["errors"] is None
    given = {"type": str(talk.id), "from": iso(MIDNIGHT), "to": iso(MIDNIGHT + 2 * DAY), "no": no}
    fast, ordinary = (graphs(url, reader) for reader in READERS)
    found = fast.data(SLOTS, given)
    assert (fast.last.reader, fast.last.statements) == ("fast", 6)
    assert json.dumps(found) == json.dumps(ordinary.data(SLOTS, given))
    assert [slot["hostIds"] for slot in found["all"]] == [[str(host) for host in talk.hosts]] * 48
    assert ("seatsLeft" in found["all"][0]) is not no
    assert no or [slot["seatsLeft"] for slot in found["all"]] == [1, *[2] * 47]
    wrong = {**given, "to": iso(MIDNIGHT - DAY)}
    assert fast.ask(SLOTS, wrong) == ordinary.ask(SLOTS, wrong)
    assert fast.last.reason == "arguments that do not fit"
