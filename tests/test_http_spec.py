"""GraphQL over HTTP by the book: the audits of npm graphql-http, and what the draft of 2026 adds to them."""

import json
import socket
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import URL

from db import demo
from server.negotiation import EVENTS, GRAPHQL, JSON, PAGE, preferred
from tests.conftest import Server
from tests.test_clients import node

TYPENAME = {"query": "{ __typename }"}
PARTLY = {
    "query": f"{{ __typename event(id: {demo.DEMO_EVENT_ID}) {{ id group {{ events(first: -1) {{ totalCount }} }} }} }}"
}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
APOLLO = "application/graphql-response+json,application/json;q=0.9"
URQL = (
    "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed"
)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """Asks, without an `Accept` header of its own."""
    with httpx.Client(timeout=60) as client:
        del client.headers["Accept"]
        yield client


@pytest.fixture
def server(servers: Callable[..., Server], demo_urls: Callable[[str], URL], kind: str) -> Server:
    """A server on the demo, on either database."""
    return servers(demo_urls(kind), FASTPATH="on")


def test_every_audit_passes(each_server: Server) -> None:
    outcomes = json.loads(node("audit.mjs", f"{each_server.url}/graphql"))
    assert [outcome for outcome in outcomes if outcome["status"] != "ok"] == []
    assert len(outcomes) == 61


# Media types


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (APOLLO, GRAPHQL),
        (URQL, GRAPHQL),
        (BROWSER, PAGE),
        (f"{JSON};q=0.5, {GRAPHQL};q=0.4", JSON),
        (f"{JSON};q=0.5, {GRAPHQL};q=0.6", GRAPHQL),
        (f"{JSON};q=0, */*", GRAPHQL),
        (f"{GRAPHQL};q=0, {JSON};q=0", None),
        (f"*/*;q=0.1, {GRAPHQL}", GRAPHQL),
        (f"application/*;q=0.2, {GRAPHQL};q=0.1", JSON),
        (f"{GRAPHQL}; charset=utf-8; q=1", GRAPHQL),
        ("APPLICATION/JSON ; Q=0.3", JSON),
        (f"{JSON};q=nonsense, {GRAPHQL};q=0.1", GRAPHQL),
        (f"{JSON};q=7, {GRAPHQL};q=0.1", GRAPHQL),
        (EVENTS, EVENTS),
        (f"{EVENTS}, {JSON}", EVENTS),
        ("text/*", None),
        ("image/png", None),
        (",;=,", None),
    ],
)
def test_the_best_of_what_a_client_takes(accept: str | None, chosen: str | None) -> None:
    assert preferred(accept, (JSON, GRAPHQL, EVENTS, PAGE)) == chosen


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(("accept", "media"), [(None, JSON), ("*/*", JSON), (APOLLO, GRAPHQL), (URQL, GRAPHQL)])
def test_the_media_type_is_named_with_its_charset(
    client: httpx.Client, server: Server, method: str, accept: str | None, media: str
) -> None:
    headers = {"Accept": accept} if accept else {}
    given: dict[str, Any] = {"json": TYPENAME} if method == "POST" else {"params": TYPENAME}
    answer = client.request(method, f"{server.url}/graphql", headers=headers, **given)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, f"{media}; charset=utf-8")


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("accept", ["image/png", "text/html", f"{GRAPHQL};q=0"])
def test_nothing_acceptable(client: httpx.Client, server: Server, method: str, accept: str) -> None:
    given: dict[str, Any] = {"json": TYPENAME} if method == "POST" else {"params": TYPENAME}
    answer = client.request(method, f"{server.url}/graphql", headers={"Accept": accept}, **given)
    assert answer.status_code == 406
    assert coded(answer) == ["BAD_USER_INPUT"]


def test_a_browser_gets_the_page_unless_its_address_asks_something(client: httpx.Client, server: Server) -> None:
    page = client.get(f"{server.url}/graphql", headers={"Accept": BROWSER})
    assert page.headers["Content-Type"].startswith("text/html")
    data = client.get(f"{server.url}/graphql", headers={"Accept": BROWSER}, params=TYPENAME)
    assert data.json() == {"data": {"__typename": "Query"}}


def coded(answer: httpx.Response) -> list[str]:
    """The codes of the errors of an answer."""
    return [error["extensions"]["code"] for error in answer.json()["errors"]]


# Statuses


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (TYPENAME, 200, None),
        ({"query": "{"}, 400, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{ nothing }"}, 400, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "query ($id: ID!) { event(id: $id) { id } }"}, 400, "BAD_USER_INPUT"),
        ({"query": "query A { __typename } query B { __typename }"}, 400, "BAD_USER_INPUT"),
        (PARTLY, 294, "BAD_USER_INPUT"),
        ({"query": "{ groups(first: -1) { totalCount } }"}, 294, "BAD_USER_INPUT"),
        ({"query": "subscription { anything }"}, 400, "BAD_USER_INPUT"),
    ],
)
def test_statuses_tell_what_became_of_a_request(
    client: httpx.Client, each_server: Server, body: Any, status: int, code: str | None
) -> None:
    """Under GraphQL's own media type; under plain JSON every request that could be read is a 200."""
    answer = client.post(f"{each_server.url}/graphql", json=body, headers={"Accept": GRAPHQL})
    assert answer.status_code == status
    if code:
        assert coded(answer) == [code]
    assert ("data" in answer.json()) == (status in (200, 294))
    plain = client.post(f"{each_server.url}/graphql", json=body)
    assert plain.status_code == (400 if "subscription" in body["query"] else 200)
    assert plain.json() == answer.json()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_methods(client: httpx.Client, server: Server, method: str) -> None:
    answer = client.request(method, f"{server.url}/graphql", json=TYPENAME)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST")
    assert coded(answer) == ["BAD_USER_INPUT"]


def test_a_mutation_by_get(client: httpx.Client, server: Server) -> None:
    answer = client.get(f"{server.url}/graphql", params={"query": "mutation { __typename }"})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert coded(answer) == ["BAD_USER_INPUT"]


def test_head_is_get_without_a_body(client: httpx.Client, server: Server) -> None:
    answer = client.head(f"{server.url}/graphql", params=TYPENAME)
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("media", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ('application/json; charset="UTF-8"', 200),
        ("Application/JSON;charset=utf8", 200),
        ("application/json; charset=utf-16", 415),
        ("application/json; charset=latin-1", 415),
        ("text/plain", 415),
        ("application/graphql", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("", 415),
        (None, 415),
    ],
)
def test_kinds_of_bodies(client: httpx.Client, server: Server, media: str | None, status: int) -> None:
    """Those that a page of another site can send without asking first are not among them."""
    headers = {} if media is None else {"Content-Type": media}
    answer = client.post(f"{server.url}/graphql", content=json.dumps(TYPENAME).encode(), headers=headers)
    assert answer.status_code == status
    if status == 415:
        assert coded(answer) == ["BAD_USER_INPUT"]


def test_a_compressed_body(client: httpx.Client, server: Server) -> None:
    answer = client.post(f"{server.url}/graphql", json=TYPENAME, headers={"Content-Encoding": "gzip"})
    assert (answer.status_code, coded(answer)) == (415, ["BAD_USER_INPUT"])


# How much may be sent


@pytest.fixture(scope="module")
def narrow(servers: Callable[..., Server], demo_urls: Callable[[str], Any]) -> Server:
    """A server with small limits."""
    return servers(demo_urls("sqlite"), FASTPATH="on", BODY_LIMIT="2000", BATCH_LIMIT="3")


def body_of(size: int) -> bytes:
    """A good body of so many bytes."""
    body = json.dumps({**TYPENAME, "unknown": ""})
    return body.replace('""', json.dumps("x" * (size - len(body)))).encode()


def test_the_body_limit(client: httpx.Client, narrow: Server) -> None:
    headers = {"Content-Type": "application/json"}
    for size, status in ((2000, 200), (2001, 413)):
        body = body_of(size)
        assert len(body) == size
        for content in (body, iter([body[:700], body[700:1400], body[1400:]])):  # announced, and in chunks
            answer = client.post(f"{narrow.url}/graphql", content=content, headers=headers)
            assert answer.status_code == status
    assert coded(answer) == ["BAD_USER_INPUT"]


def test_a_body_without_end_is_refused_while_it_comes(narrow: Server) -> None:
    """The client never says that the body is over, and gets its answer all the same."""
    at = urlsplit(narrow.url)
    head = "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    with socket.create_connection((at.hostname or "", at.port or 0), timeout=30) as connection:
        connection.sendall(head.encode() + b"bb8\r\n" + b" " * 3000 + b"\r\n")
        assert connection.recv(4096).startswith(b"HTTP/1.1 413")


# Batches


def test_batches_are_off(client: httpx.Client, server: Server) -> None:
    answer = client.post(f"{server.url}/graphql", json=[TYPENAME])
    assert (answer.status_code, coded(answer)) == (400, ["BAD_USER_INPUT"])
    assert "Batches are off" in answer.json()["errors"][0]["message"]


def test_batches_when_they_are_on(client: httpx.Client, narrow: Server) -> None:
    batch = [TYPENAME, {"query": "{"}, {"query": "{ self { id } }"}]
    answer = client.post(f"{narrow.url}/graphql", json=batch)
    first, broken, last = answer.json()
    assert (answer.status_code, first, last) == (200, {"data": {"__typename": "Query"}}, {"data": {"self": None}})
    assert broken["errors"][0]["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"
    for wrong in ([], [TYPENAME] * 4, [1], [[TYPENAME]]):
        answer = client.post(f"{narrow.url}/graphql", json=wrong)
        assert (answer.status_code, coded(answer)) == (400, ["BAD_USER_INPUT"])


# Variables and ids as old clients send them


@pytest.mark.parametrize("identifier", [demo.DEMO_EVENT_ID, str(demo.DEMO_EVENT_ID)])
@pytest.mark.parametrize("pack", [json.dumps, dict], ids=["text", "object"])
def test_variables_of_old_clients(
    client: httpx.Client, each_server: Server, identifier: Any, pack: Callable[[Any], Any]
) -> None:
    query = "query ($id: ID!) { event(id: $id) { id } }"
    answer = client.post(f"{each_server.url}/graphql", json={"query": query, "variables": pack({"id": identifier})})
    assert answer.json() == {"data": {"event": {"id": str(demo.DEMO_EVENT_ID)}}}
