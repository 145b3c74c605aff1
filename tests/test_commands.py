"""Commands: who may, all or nothing, once by key, and what a caller is told when the database is busy."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy import URL, func, select

import db
from db import demo
from db.visibility import ViewerSession
from tests.conftest import Graph, Server, start, writing

CLOSE = """mutation ($id: ID!) { closeEventRsvps(input: {eventId: $id}) {
  event { id rsvpSettings { rsvpsClosed } } errors { code message field } } }"""
EVENT = "930000000"
ORGANIZER = demo.DEMO_ORGANIZER_ID
STRANGER = 920007000


@pytest.fixture
def server(demo_to_change: URL, tmp_path: Any) -> Iterator[Server]:
    """A server on a demo of its own."""
    made = start(demo_to_change, tmp_path / "server.log")
    yield made
    made.stop()


def post(server: Server, query: str, key: str | None = None, **variables: Any) -> httpx.Response:
    """A mutation by the demo's organizer."""
    headers = {"Authorization": f"Bearer {demo.DEMO_TOKEN}", **({"Idempotency-Key": key} if key else {})}
    body = {"query": query, "variables": variables}
    return httpx.post(f"{server.url}/graphql", json=body, headers=headers, timeout=30)


def changes(url: URL) -> int:
    """How many changes have been noted."""
    with (
        writing(url) as engine,
        engine.connect() as connection,
        ViewerSession(connection, info={"system": True}) as all_,
    ):
        return all_.scalar(select(func.count()).select_from(db.Change)) or 0


@pytest.fixture
def graph(graphs: Callable[[URL, str], Graph], demo_to_change: URL, reader: str) -> Graph:
    """The engine on a demo to write to."""
    return graphs(demo_to_change, reader)


def test_a_change_is_seen_in_the_answer_to_it(graph: Graph) -> None:
    answer = graph.data(CLOSE, {"id": EVENT}, ORGANIZER)["closeEventRsvps"]
    assert answer == {"event": {"id": EVENT, "rsvpSettings": {"rsvpsClosed": True}}, "errors": None}
    assert graph.last.reader == "ordinary"
    again = "query ($id: ID!) { event(id: $id) { rsvpSettings { rsvpsClosed } } }"
    assert graph.data(again, {"id": EVENT})["event"]["rsvpSettings"]["rsvpsClosed"] is True
    assert changes(graph.url) == 1


def test_without_a_credential_nothing_is_changed(graph: Graph) -> None:
    (error,) = graph.ask(CLOSE, {"id": EVENT})["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert changes(graph.url) == 0


@pytest.mark.parametrize(
    ("viewer", "event", "code"),
    [(STRANGER, EVENT, "FORBIDDEN"), (ORGANIZER, "1", "NOT_FOUND"), (ORGANIZER, "zz", "NOT_FOUND")],
)
def test_a_refusal_says_why_and_about_what(graph: Graph, viewer: int, event: str, code: str) -> None:
    answer = graph.data(CLOSE, {"id": event}, viewer)["closeEventRsvps"]
    assert answer["event"] is None
    (error,) = answer["errors"]
    assert (error["code"], error["field"]) == (code, "eventId")
    assert changes(graph.url) == 0


def test_each_field_is_a_transaction_and_reads_what_it_changed(graph: Graph) -> None:
    both = """mutation ($id: ID!) {
      a: closeEventRsvps(input: {eventId: $id}) { event { rsvpSettings { rsvpsClosed } } }
      b: openEventRsvps(input: {eventId: $id}) { event { rsvpSettings { rsvpsClosed } } }
      c: closeEventRsvps(input: {eventId: "1"}) { errors { code } } }"""
    answer = graph.data(both, {"id": EVENT}, ORGANIZER)
    assert answer == {
        "a": {"event": {"rsvpSettings": {"rsvpsClosed": True}}},
        "b": {"event": {"rsvpSettings": {"rsvpsClosed": False}}},
        "c": {"errors": [{"code": "NOT_FOUND"}]},
    }


def test_a_key_makes_ten_requests_one(server: Server, demo_to_change: URL) -> None:
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: post(server, CLOSE, "one", id=EVENT), range(10)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert changes(demo_to_change) == 1
    later = post(server, CLOSE, "one", id=EVENT)
    assert later.content == answers[0].content
    assert later.headers["Idempotent-Replayed"] == "true"
    post(server, CLOSE, "two", id=EVENT)
    assert changes(demo_to_change) == 2


def test_a_refusal_is_kept_by_its_key(server: Server, demo_to_change: URL) -> None:
    first, second = (post(server, CLOSE, "one", id="1") for _ in range(2))
    assert first.json()["data"]["closeEventRsvps"]["errors"][0]["code"] == "NOT_FOUND"
    assert second.content == first.content
    assert "Idempotent-Replayed" in second.headers


def test_a_key_with_another_request_is_refused(server: Server, demo_to_change: URL) -> None:
    post(server, CLOSE, "one", id=EVENT)
    other = post(server, CLOSE.replace("close", "open").replace("Close", "Open"), "one", id=EVENT)
    assert other.status_code == 422
    assert other.json()["errors"][0]["extensions"]["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert changes(demo_to_change) == 1


@pytest.mark.parametrize("key", ["x" * 256, "a\tb"])
def test_what_is_no_key_is_refused(server: Server, key: str) -> None:
    answer = post(server, CLOSE, key, id=EVENT)
    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()["errors"][0]["message"]


def occupy(url: URL) -> Any:
    """A connection of another program that holds on to what it is writing."""
    if url.get_backend_name() == "sqlite":
        connection = sqlite3.connect(str(url.database), isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        return connection
    plain = psycopg.connect(url.render_as_string(hide_password=False))
    plain.execute(f"SELECT id FROM events WHERE id = {EVENT} FOR UPDATE")
    return plain


def test_while_another_program_writes_readers_go_on_and_writers_are_told_to_wait(
    server: Server, demo_to_change: URL
) -> None:
    other = occupy(demo_to_change)
    answer = post(server, CLOSE, id=EVENT)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    assert post(server, "query ($id: ID!) { event(id: $id) { id } }", id=EVENT).json() == {
        "data": {"event": {"id": EVENT}}
    }
    other.rollback()
    other.close()
    assert changes(demo_to_change) == 0
    assert json.loads(post(server, CLOSE, id=EVENT).content)["data"]["closeEventRsvps"]["errors"] is None
