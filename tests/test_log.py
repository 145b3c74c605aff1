"""What the log says of a request, and what a client is told of an error that is ours."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import URL, insert, text

import db
from db import demo, tokens
from tests.conftest import NOW, READERS, Databases, Server, at_once, start, writing
from tests.test_http import BEARER, BY_ID, EVENT, SELF, TITLE, lines, logged


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """Asks."""
    with httpx.Client(timeout=60) as client:
        yield client


def test_a_line_for_each_request(client: httpx.Client, each_server: Server, reader: str) -> None:
    given = {"query": TITLE, "variables": EVENT}
    answer = client.post(f"{each_server.url}/gql-ext", json=given, headers=BEARER)
    line = logged(each_server, answer)
    assert {
        name: line[name] for name in ("method", "path", "status", "viewer", "operation", "reader", "statements")
    } == {
        "method": "POST",
        "path": "/gql-ext",
        "status": 200,
        "viewer": demo.DEMO_ORGANIZER_ID,
        "operation": "Title",
        "reader": reader,
        "statements": 1,
    }
    assert re.fullmatch(r"[0-9a-f]{32}", line["id"])
    assert line["level"] == "info"
    assert 0 < line["ms"] < 60_000
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", line["timestamp"])


def test_old_traffic_is_counted_by_its_route(client: httpx.Client, each_server: Server) -> None:
    url = f"{each_server.url}/2/event/{demo.DEMO_EVENT_ID}"
    line = logged(each_server, client.get(url, params={"only": "name"}, headers=BEARER))
    assert (line["operation"], line["path"]) == ("GET_2_event_id", f"/2/event/{demo.DEMO_EVENT_ID}")
    assert line["statements"] == 1


def test_a_line_for_a_request_that_asks_for_nothing(client: httpx.Client, server: Server) -> None:
    for path, status in (("/", 307), ("/healthz", 200), ("/nowhere/at/all/or/elsewhere", 404), ("/2/nowhere", 404)):
        line = logged(server, client.get(f"{server.url}{path}"))
        assert (line["path"], line["status"], line["operation"], line["statements"]) == (path, status, None, 0)


def test_the_log_holds_no_token_no_query_and_no_value(client: httpx.Client, each_server: Server) -> None:
    url, secret = each_server.url, "opensesame"
    asked = {"query": f'{{ groupByUrlname(urlname: "{secret}") {{ id }} nothing }}', "variables": {"a": secret}}
    answers = [
        client.post(f"{url}/graphql", json={"query": SELF}, headers=BEARER),
        client.post(f"{url}/graphql", json={"query": SELF}, params={"access_token": demo.DEMO_TOKEN}),
        client.get(f"{url}/graphql", params={"query": SELF, "access_token": demo.DEMO_TOKEN}),
        client.get(f"{url}/2/event/1", params={"access_token": demo.DEMO_TOKEN}),
        client.get(f"{url}/2/event/1", params={"key": demo.DEMO_TOKEN}),
        client.get(f"{url}/2/nowhere", params={"key": demo.DEMO_TOKEN}),
        client.get(url, params={"access_token": demo.DEMO_TOKEN}),
        client.post(f"{url}/graphql", json=asked),
        client.post(f"{url}/graphql", json={"query": f'{{ event(id: "{secret}'}),
        client.post(f"{url}/graphql", json={"query": BY_ID, "variables": {"it": [secret]}}),
        client.post(f"{url}/graphql", json={"query": SELF}, headers={"Authorization": f"Bearer {secret}"}),
        client.get(f"{url}/2/event/1", params={"key": secret, "only": secret}),
    ]
    for answer in answers:
        assert logged(each_server, answer)["status"] == answer.status_code
    written = each_server.log.read_text().split("\n{", 1)[1]  # the demo's token is in the greeting
    assert secret not in written
    assert demo.DEMO_TOKEN not in written


def test_errors_of_clients_are_not_errors_of_ours(client: httpx.Client, each_server: Server) -> None:
    url = f"{each_server.url}/graphql"
    bodies = [{"query": "{"}, {"query": "{ nothing }"}, {"query": BY_ID}, {"query": BY_ID, "variables": {"it": "\x00"}}]
    for body in bodies:
        answer = client.post(url, json=body)
        assert answer.json()["errors"]
        logged(each_server, answer)
        assert [line["event"] for line in lines(each_server) if line.get("id") == answer.headers["X-Request-ID"]] == [
            "request"
        ]


# What goes wrong on our side


def _lose(url: URL, databases: Databases) -> None:
    """Take a database away from under a server."""
    if url.get_backend_name() == "postgresql":
        databases._admin(f'DROP DATABASE "{url.database}" WITH (FORCE)')
        return
    with writing(url) as engine, engine.begin() as connection:
        for table in ("alembic_version", "tokens"):
            connection.execute(text(f"DROP TABLE {table}"))


@pytest.mark.parametrize("reader", READERS)
def test_an_error_of_ours_is_masked_and_in_the_log(
    client: httpx.Client, databases: Databases, tmp_path: Path, kind: str, reader: str
) -> None:
    url = databases.migrated(kind)
    member = {"id": 12, "uuid": "twelve", "name": "Ada", "name_key": "ada", "joined_at": NOW}
    with writing(url) as engine, engine.begin() as connection:
        connection.execute(insert(db.Member).values(member))
        bearer = {"Authorization": f"Bearer {tokens.issue(connection, 12, NOW)}"}
    server = start(url, tmp_path / "log", FASTPATH="on" if reader == "fast" else "off")
    try:
        with writing(url) as engine, engine.begin() as connection:
            connection.execute(text("DROP TABLE events" + (" CASCADE" if kind == "postgresql" else "")))
        answer = client.post(f"{server.url}/graphql", json={"query": TITLE, "variables": EVENT}, headers=bearer)
        assert (answer.status_code, answer.json()["data"]) == (200, {"event": None})
        [error] = answer.json()["errors"]
        assert error["path"] == ["event"]
        _in_the_log(server, answer, error, "events")
        old = client.get(f"{server.url}/2/event/1", headers=bearer)
        assert (old.status_code, old.json()["code"]) == (500, "server_error")
        _noted(server, old, re.findall(r"[0-9a-f]{16}", old.json()["details"])[0], "events")

        _lose(url, databases)
        gone, healthy, answer, old = at_once(
            partial(client.get, f"{server.url}/readyz"),
            partial(client.get, f"{server.url}/healthz"),
            partial(client.post, f"{server.url}/graphql", json={"query": SELF}, headers=bearer),
            partial(client.get, f"{server.url}/2/event/1", headers=bearer),
        )
        assert (gone.status_code, healthy.status_code) == (503, 200)
        assert " " in gone.json()["status"]
        [error] = answer.json()["errors"]
        if kind == "postgresql":  # which may be there again
            assert (answer.status_code, error["extensions"]["code"]) == (503, "UNAVAILABLE")
            _noted(server, answer, error["extensions"]["errorId"], "")
            assert (old.status_code, old.json()["code"]) == (503, "unavailable")
        else:
            assert answer.status_code == 500
            _in_the_log(server, answer, error, "")
            assert (old.status_code, old.json()["code"]) == (500, "server_error")
            _noted(server, old, re.findall(r"[0-9a-f]{16}", old.json()["details"])[0], "")
    finally:
        server.stop()


def _in_the_log(server: Server, answer: httpx.Response, error: dict[str, Any], cause: str) -> None:
    """An error that tells the client an id and nothing else, and the log everything by this id."""
    assert error["extensions"].keys() == {"code", "errorId"}
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    identifier = error["extensions"]["errorId"]
    assert error["message"] == f"Something went wrong on our side. Quote {identifier} when you report it."
    _noted(server, answer, identifier, cause)


def _noted(server: Server, answer: httpx.Response, identifier: str, cause: str) -> None:
    [line] = [line for line in lines(server) if line["event"] == f"error {identifier}"]
    assert line["level"] == "error"
    assert line["id"] == answer.headers["X-Request-ID"]
    assert "Traceback" in line["exception"]
    assert cause in line["exception"]
