"""Paging: every combination of arguments against a reference written from Relay's specification."""

import itertools
import json
import logging
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import URL

import db
from db.base import Base
from db.demo.rows import Rows
from db.enums import RsvpStatus
from db.events import times
from resolvers.context import Request, Viewer
from resolvers.pages import LARGEST_OFFSET, LARGEST_PAGE, LARGEST_TRUSTED_PAGE
from tests.conftest import KINDS, NOW, READERS, SITE, Databases, Graph, writing

Graphs = Callable[[URL, str], Graph]
START = "MA=="
GROUP, EVENT = 1, 11

STARTS = {11: NOW, 12: NOW, 13: NOW - 5_000, 14: None, 15: -86_400_000, 16: NOW, 17: None}
"""Events by id: three at one instant, two without a time, one before 1970."""
NAMES = {31: "bob", 32: "Ann", 33: "bob", 34: "Ánn", 35: "ann", 36: "bob", 37: "Zoë"}
"""RSVPs to `EVENT` by id, and who answered."""
PAGE = "pageInfo { hasPreviousPage hasNextPage startCursor endCursor } edges { cursor node { id } }"
GUESTS = {12: 1, 13: 2, 14: 5}
"""How many answered to other events; none to those that are not here."""

# The reference


@dataclass(frozen=True)
class Asked:
    """Paging arguments; cursors are places in the list, -1 for the start."""

    first: int | None = None
    last: int | None = None
    after: int | None = None
    before: int | None = None
    offset: int | None = None

    def variables(self, cursors: Sequence[str]) -> dict[str, Any]:
        """The arguments as one sends them."""
        sent: dict[str, Any] = {name: value for name, value in vars(self).items() if value is not None}
        for name in {"after", "before"} & sent.keys():
            sent[name] = START if sent[name] == -1 else cursors[sent[name]]
        return sent


def apply_cursors(edges: Sequence[int], asked: Asked) -> Sequence[int]:
    """Relay's ApplyCursorsToEdges. The edges are their own places in the list."""
    if asked.after is not None:
        edges = [edge for edge in edges if edge > asked.after]
    if asked.before is not None:
        edges = [edge for edge in edges if edge < asked.before]
    return edges


def edges_to_return(edges: Sequence[int], asked: Asked) -> Sequence[int]:
    """Relay's EdgesToReturn, with our `offset` before the rest."""
    edges = apply_cursors(edges, asked)[asked.offset or 0 :]
    if asked.first is not None:
        edges = edges[: asked.first]
    if asked.last is not None:
        edges = edges[max(0, len(edges) - asked.last) :]
    return edges


def has_previous_page(edges: Sequence[int], asked: Asked) -> bool:
    """Relay's HasPreviousPage; whatever `offset` skips lies before the page."""
    if asked.last is not None:
        return len(apply_cursors(edges, asked)) > asked.last
    skipped = bool(asked.offset) and len(apply_cursors(edges, asked)) > 0
    return skipped or (asked.after is not None and any(edge <= asked.after for edge in edges))


def has_next_page(edges: Sequence[int], asked: Asked) -> bool:
    """Relay's HasNextPage."""
    if asked.first is not None:
        return len(apply_cursors(edges, asked)) > asked.first + (asked.offset or 0)
    return asked.before is not None and any(edge >= asked.before for edge in edges)


def page(ids: Sequence[str], cursors: Sequence[str], asked: Asked) -> dict[str, Any]:
    """The page that the reference makes of a list."""
    if asked.first is None and asked.last is None:
        asked = Asked(20, None, asked.after, asked.before, asked.offset)
    edges = range(len(ids))
    chosen = edges_to_return(edges, asked)
    ends = [cursors[chosen[0]], cursors[chosen[-1]]] if chosen else [None, None]
    return {
        "totalCount": len(ids),
        "pageInfo": {
            "hasPreviousPage": has_previous_page(edges, asked),
            "hasNextPage": has_next_page(edges, asked),
            "startCursor": ends[0],
            "endCursor": ends[1],
        },
        "edges": [{"cursor": cursors[edge], "node": {"id": ids[edge]}} for edge in chosen],
    }


# The rows


def _event(rows: Rows, event_id: int, starts_at: int | None) -> None:
    mark = {"token": f"t{event_id}", "short_token": f"s{event_id}", "title": "Talks", "title_key": "talks"}
    since = {"created_at": NOW, "updated_at": NOW}
    rows.add(db.Event, id=event_id, group_id=GROUP, **mark, **since, **times(starts_at, None))


def _rsvp(rows: Rows, rsvp_id: int, event_id: int, name: str) -> None:
    member = rows.add(db.Member, uuid=f"u{rsvp_id}", name=name, name_key=name.casefold(), joined_at=NOW)
    mark = {"status": RsvpStatus.YES, "created_at": NOW - rsvp_id % 3, "updated_at": NOW}
    rows.add(db.Rsvp, id=rsvp_id, event_id=event_id, member_id=member["id"], **mark)


def made() -> Rows:
    """One group with the events and RSVPs above."""
    rows = Rows()
    names = {"urlname": "Pages", "urlname_key": "pages", "name": "Pages", "name_key": "pages", "short_token": "g"}
    rows.add(db.Group, id=GROUP, **names)
    for event_id, starts_at in STARTS.items():
        _event(rows, event_id, starts_at)
    for rsvp_id, name in NAMES.items():
        _rsvp(rows, rsvp_id, EVENT, name)
    for event_id, count in GUESTS.items():
        for number in range(count):
            _rsvp(rows, event_id * 10 + number, event_id, f"guest {number % 2}")
    return rows


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Strawberry writes down every error with its traceback; the server turns that off as well."""
    log = logging.getLogger("strawberry.execution")
    level = log.level
    log.setLevel(logging.CRITICAL)
    yield
    log.setLevel(level)


@pytest.fixture(scope="module")
def urls(databases: Databases) -> Callable[[str], URL]:
    """A database of each kind with the rows."""
    known: dict[str, URL] = {}

    def url(kind: str) -> URL:
        if kind not in known:
            known[kind] = databases.migrated(kind)
            with writing(known[kind]) as engine, engine.begin() as connection:
                made().insert(connection, lambda *_: None)
        return known[kind]

    return url


@pytest.fixture(scope="module", params=KINDS)
def pair(request: pytest.FixtureRequest, graphs: Graphs, urls: Callable[[str], URL]) -> list[Graph]:
    """Both readers of one database."""
    return [graphs(urls(request.param), reader) for reader in READERS]


@pytest.fixture
def paged(kind: str, reader: str, graphs: Graphs, urls: Callable[[str], URL]) -> Graph:
    """One reader of one database."""
    return graphs(urls(kind), reader)


@dataclass(frozen=True)
class Line:
    """A connection, and the ids that it holds in order."""

    owner: str
    field: str
    own: str
    ids: Sequence[int]
    fields: str = f"totalCount {PAGE}"

    def document(self) -> str:
        """The query for a page of it."""
        own = f"{self.own}, " if self.own else ""
        given = "first: $first, after: $after, last: $last, before: $before, offset: $offset"
        variables = "$first: Int, $after: String, $last: Int, $before: String, $offset: Int"
        return (
            f"query({variables}) {{ owner: {self.owner} {{ page: {self.field}({own}{given}) {{ {self.fields} }} }} }}"
        )

    def ask(self, graph: Graph, asked: Mapping[str, Any], trusted: bool = False) -> dict[str, Any]:
        """The whole answer for some arguments."""
        return graph.ask(self.document(), asked, trusted=trusted)

    def page(self, graph: Graph, asked: Mapping[str, Any]) -> Any:
        """The page for some arguments, read as it should be."""
        answer = self.ask(graph, asked)
        assert graph.last.reader == graph.reader, graph.last.reason
        assert "errors" not in answer, (asked, answer["errors"])
        return answer["data"]["owner"]["page"]

    def whole(self, graph: Graph) -> tuple[list[str], list[str]]:
        """The ids and cursors of all its rows."""
        edges = self.page(graph, {"first": LARGEST_PAGE})["edges"]
        return [edge["node"]["id"] for edge in edges], [edge["cursor"] for edge in edges]


BY_TIME = [15, 13, 11, 12, 16, 14, 17]
BY_NAME = [32, 35, 31, 33, 36, 37, 34]
LINES = {
    "events": Line(f"group(id: {GROUP})", "events", "filter: {}", BY_TIME),
    "events, last first": Line(f"group(id: {GROUP})", "events", "filter: {}, sort: DESC", BY_TIME[::-1]),
    "RSVPs by name": Line(f"event(id: {EVENT})", "rsvps", "sort: {sortField: NAME}", BY_NAME),
}
EVENTS, _, RSVPS = LINES.values()
COUNT = 7


def wrong(
    graph: Graph, line: Line, combinations: Sequence[Asked], ids: Sequence[str], cursors: Sequence[str]
) -> list[Asked]:
    """The combinations for which a page is not the reference's."""
    found = {asked: line.page(graph, asked.variables(cursors)) for asked in combinations}
    return [
        asked for asked in combinations if {**page(ids, cursors, asked), **found[asked]} != page(ids, cursors, asked)
    ]


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_every_combination_of_arguments_follows_the_specification(paged: Graph, line: Line) -> None:
    ids, cursors = line.whole(paged)
    assert ids == [str(each) for each in line.ids]
    numbers, afters, befores = (None, 2, COUNT, LARGEST_PAGE), (None, -1, 0, 4), (None, 0, 2, COUNT - 1)
    combinations = [Asked(*each) for each in itertools.product(numbers, numbers, afters, befores)]
    assert len(combinations) == 256
    assert wrong(paged, replace(line, fields=PAGE), combinations, ids, cursors) == []


def test_offset_skips_rows_behind_the_cursor(paged: Graph) -> None:
    ids, cursors = RSVPS.whole(paged)
    choices = (None, 3), (None,), (None, -1, 1, COUNT - 1), (None, 0, 4), (1, 4, LARGEST_OFFSET)
    combinations = [Asked(*each) for each in itertools.product(*choices)]
    assert wrong(paged, RSVPS, combinations, ids, cursors) == []


def test_pages_of_no_rows_at_either_end(paged: Graph) -> None:
    ids, cursors = EVENTS.whole(paged)
    empty = [Asked(0), Asked(0, 0), Asked(None, 0), Asked(5, 0), Asked(2, None, COUNT - 1), Asked(None, 2, None, 0)]
    for each in empty:
        found = EVENTS.page(paged, each.variables(cursors))
        assert found == page(ids, cursors, each), each
        assert found["edges"] == []
        assert found["pageInfo"]["startCursor"] is found["pageInfo"]["endCursor"] is None


def test_a_connection_without_rows(paged: Graph) -> None:
    line = Line("event(id: 15)", "rsvps", "", [])
    for each in (Asked(), Asked(0), Asked(3), Asked(None, 3), Asked(2, 2), Asked(2, None, -1), Asked(offset=2)):
        assert line.page(paged, each.variables([])) == page([], [], each), each


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_pages_in_a_row_show_every_row_once(paged: Graph, line: Line) -> None:
    for size, (count, cursor, more, end) in itertools.product(
        (1, 2, 3),
        [("first", "after", "hasNextPage", "endCursor"), ("last", "before", "hasPreviousPage", "startCursor")],
    ):
        pages: list[Any] = []
        asked: dict[str, Any] = {count: size}
        while not pages or pages[-1]["pageInfo"][more]:
            pages.append(line.page(paged, asked))
            asked = {count: size, cursor: pages[-1]["pageInfo"][end]}
        edges = [edge for found in (pages if count == "first" else pages[::-1]) for edge in found["edges"]]
        assert [edge["node"]["id"] for edge in edges] == [str(each) for each in line.ids], (count, size)


def test_each_parent_has_its_own_page(paged: Graph) -> None:
    document = f"""query($first: Int, $last: Int, $offset: Int) {{ group(id: {GROUP}) {{ events(filter: {{}}) {{
        edges {{ node {{ id all: rsvps {{ edges {{ cursor node {{ id }} }} }}
        page: rsvps(first: $first, last: $last, offset: $offset) {{ totalCount {PAGE} }} }} }} }} }} }}"""
    for first, last, offset in itertools.product((None, 0, 1, 2, 5), (None, 0, 1, 3), (None, 1, 2)):
        if offset is not None and last is not None:
            continue
        asked = Asked(first, last, offset=offset)
        for edge in paged.data(document, asked.variables([]))["group"]["events"]["edges"]:
            rows = edge["node"]["all"]["edges"]
            ids, cursors = [row["node"]["id"] for row in rows], [row["cursor"] for row in rows]
            assert len(ids) == (COUNT if edge["node"]["id"] == str(EVENT) else GUESTS.get(int(edge["node"]["id"]), 0))
            assert edge["node"]["page"] == page(ids, cursors, asked), (asked, edge["node"]["id"])


# Refusals


def _hexed(value: Any) -> str:
    return json.dumps(value).encode().hex()


def _refused(pair: Sequence[Graph], line: Line, asked: Mapping[str, Any], argument: str, trusted: bool = False) -> None:
    answers = [line.ask(graph, asked, trusted) for graph in pair]
    assert answers[0] == answers[1], asked
    assert answers[0]["data"] == {"owner": None}
    for error in answers[0]["errors"]:
        assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": argument}
        assert error["message"].startswith(f"{argument}: ")
        assert error["path"][:2] == ["owner", "page"]


NUMBERS: list[tuple[dict[str, Any], str]] = [
    ({"first": -1}, "first"),
    ({"first": LARGEST_PAGE + 1}, "first"),
    ({"first": -(2**31)}, "first"),
    ({"first": 2, "last": -1}, "last"),
    ({"last": LARGEST_PAGE + 1}, "last"),
    ({"first": LARGEST_PAGE + 1, "last": 1}, "first"),
    ({"offset": -1}, "offset"),
    ({"offset": LARGEST_OFFSET + 1}, "offset"),
    ({"offset": 1, "last": 2}, "offset"),
    ({"offset": 1, "last": 2, "first": 2}, "offset"),
    ({"before": START}, "before"),
]
"""Arguments that are refused, and which of them is named."""


@pytest.mark.parametrize(("asked", "argument"), NUMBERS, ids=str)
def test_numbers_out_of_range_are_refused(pair: list[Graph], asked: dict[str, Any], argument: str) -> None:
    _refused(pair, EVENTS, asked, argument)


def test_an_offset_of_nothing_goes_with_last(pair: list[Graph]) -> None:
    for graph in pair:
        assert EVENTS.page(graph, {"last": 2, "offset": 0}) == EVENTS.page(graph, {"last": 2})


def test_null_is_the_same_as_absent(pair: list[Graph]) -> None:
    for graph in pair:
        nothing = dict.fromkeys(("first", "last", "after", "before", "offset"))
        assert EVENTS.page(graph, nothing) == EVENTS.page(graph, {})


def test_our_own_documents_may_ask_for_more(pair: list[Graph]) -> None:
    for count in ("first", "last"):
        _refused(pair, EVENTS, {count: LARGEST_TRUSTED_PAGE}, count)
        answers = [EVENTS.ask(graph, {count: LARGEST_TRUSTED_PAGE}, trusted=True) for graph in pair]
        assert answers[0] == answers[1]
        assert [edge["node"]["id"] for edge in answers[0]["data"]["owner"]["page"]["edges"]] == [
            str(each) for each in BY_TIME
        ]
        _refused(pair, EVENTS, {count: LARGEST_TRUSTED_PAGE + 1}, count, trusted=True)


NO_CURSORS = {
    "empty": "",
    "blank": " ",
    "no hexadecimal": "garbage",
    "not ASCII": "é٣",
    "half a digit": "5b5",
    "no JSON": b"zz".hex(),
    "not UTF-8": "22ff22",
    "no list": _hexed({"sort_time": 1}),
    "too short": _hexed([1]),
    "too long": _hexed([1, 2, 3, 4]),
    "a fraction": _hexed([1.5, 2]),
    "a truth value": _hexed([True, 2]),
    "null": _hexed([None, 2]),
    "nested": _hexed([[1], 2]),
    "nested deeply": ("[" * 5000).encode().hex(),
    "65 bits": _hexed([2**63, 2]),
    "65 bits below": _hexed([-(2**63) - 1, 2]),
    "100 digits": _hexed([10**100, 2]),
}


@pytest.mark.parametrize("cursor", NO_CURSORS.values(), ids=NO_CURSORS)
@pytest.mark.parametrize("argument", ["after", "before"])
def test_what_is_no_cursor_is_refused(pair: list[Graph], argument: str, cursor: str) -> None:
    _refused(pair, EVENTS, {"first": 2, argument: cursor}, argument)
    _refused(pair, RSVPS, {"last": 2, argument: cursor}, argument)


@pytest.mark.parametrize("argument", ["after", "before"])
def test_cursors_of_other_connections_are_refused(pair: list[Graph], argument: str) -> None:
    of_events, of_rsvps = EVENTS.whole(pair[0])[1][0], RSVPS.whole(pair[0])[1][0]
    _refused(pair, EVENTS, {argument: of_rsvps}, argument)
    _refused(pair, RSVPS, {argument: of_events}, argument)
    _refused(pair, EVENTS, {argument: _hexed(["1", 2])}, argument)
    _refused(pair, RSVPS, {argument: _hexed(["bob\x00", 31])}, argument)
    hosts_first = Line(RSVPS.owner, "rsvps", "sort: {hostsFirst: true}", [])
    _refused(pair, hosts_first, {argument: of_rsvps}, argument)


def test_text_that_cannot_be_stored_is_refused(pair: list[Graph]) -> None:
    answers = [EVENTS.ask(graph, {"after": "\x00"}) for graph in pair]
    assert answers[0] == answers[1]
    assert [error["extensions"]["code"] for error in answers[0]["errors"]] == ["BAD_USER_INPUT"]
    assert [error["extensions"]["argument"] for error in answers[0]["errors"]] == ["after"]
    nested = '{ events(filter: {groupUrlnames: ["a", "b\\u0000"]}) { totalCount } }'
    for graph in pair:
        (error,) = graph.ask(nested)["errors"]
        assert error["message"].startswith("filter.groupUrlnames: must not contain NUL")


KEYS = st.integers() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=5) | st.none() | st.floats() | st.booleans()
CURSORS = st.text(max_size=12) | st.lists(KEYS, max_size=4).map(_hexed) | st.tuples(KEYS, KEYS).map(_hexed)


@pytest.mark.parametrize("line", [EVENTS, RSVPS], ids=["events", "RSVPs by name"])
def test_no_cursor_breaks_anything(pair: list[Graph], line: Line) -> None:
    @settings(max_examples=60, deadline=None)
    @given(CURSORS, st.sampled_from(["after", "before"]))
    def ask(cursor: str, argument: str) -> None:
        answers = [line.ask(graph, {"first": 3, argument: cursor}) for graph in pair]
        assert answers[0] == answers[1]
        codes = {error["extensions"]["code"] for error in answers[0].get("errors", ())}
        assert codes <= {"BAD_USER_INPUT"}

    ask()


def test_rows_inserted_in_the_middle_do_not_shift_a_page(databases: Databases, kind: str, reader: str) -> None:
    url = databases.migrated(kind)
    rows = made()
    late = Rows()
    _event(late, 18, NOW - 1)
    with writing(url) as engine:
        with engine.begin() as connection:
            rows.insert(connection, lambda *_: None)
        graph = Graph(url, reader)
        before = EVENTS.page(graph, {"first": 3})
        with engine.begin() as connection:
            connection.execute(Base.metadata.tables["events"].insert(), late.of(db.Event))
        behind = EVENTS.page(graph, {"first": 2, "after": before["pageInfo"]["endCursor"]})
        graph.close()
    assert [edge["node"]["id"] for edge in before["edges"] + behind["edges"]] == [str(each) for each in BY_TIME[:5]]


@pytest.mark.parametrize(
    ("document", "index"),
    [
        ('{ group(id: "9100001") { memberships { edges { cursor } } } }', "ix_memberships_group_id_joined_at_id"),
        ('{ event(id: "930000000") { rsvps { edges { cursor } } } }', "ix_rsvps_event_id_id"),
    ],
)
def test_an_index_holds_times_that_may_be_unknown(demo_urls: Callable[[str], URL], document: str, index: str) -> None:
    """SQLite finds it only if query and index spell the expression alike."""
    url = demo_urls("sqlite")
    graph = Graph(url, "fast")
    request = Request(Viewer(0), NOW, SITE, graph.database)
    statement = graph.engine.statement(document, {}, request)
    graph.close()
    names = dict.fromkeys(re.findall(r":(\w+)", statement), 0)
    with sqlite3.connect(str(url.database)) as connection:
        connection.create_function("exact_float", 1, str)
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", names)]
    assert any(index in line for line in plan), plan
