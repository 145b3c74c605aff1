"""Documents that are named instead of sent, answers that may be kept, and what operators see."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import URL

from db import demo
from tests.conftest import Server
from tests.test_cli import refusal

BEARER = {"Authorization": f"Bearer {demo.DEMO_TOKEN}"}
TITLE = "query Title($id: ID!) { event(id: $id) { title } }\n"
EVENT = {"id": str(demo.DEMO_EVENT_ID)}
TITLED = {"data": {"event": {"title": "Tracing a slow request"}}}
GRAPHQL = {"Accept": "application/graphql-response+json"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of trusted documents."""
    made = tmp_path_factory.mktemp("documents")
    (made / "events").mkdir()
    (made / "events" / "title.graphql").write_text(TITLE)
    (made / "note.txt").write_text("not a document")
    return made


@pytest.fixture(scope="module")
def traced(servers: Callable[..., Server], demo_urls: Callable[[str], URL], folder: Path) -> Server:
    """A server that knows documents and writes spans into its log."""
    exports = {"OTEL_TRACES_EXPORTER": "console", "OTEL_METRICS_EXPORTER": "none", "OTEL_LOGS_EXPORTER": "none"}
    also = {"OTEL_BSP_SCHEDULE_DELAY": "50", "PERSISTED_QUERIES": "2", "PYTHONUNBUFFERED": "1", **exports}
    return servers(demo_urls("sqlite"), FASTPATH="on", TRUSTED_DOCUMENTS=str(folder), TRACING="on", **also)


@pytest.fixture(scope="module")
def strict(servers: Callable[..., Server], demo_urls: Callable[[str], URL], folder: Path) -> Server:
    """A server that answers trusted documents only, and has no metrics and no persisted queries."""
    also = {"TRUSTED_ONLY": "on", "METRICS": "off", "PERSISTED_QUERIES": "0"}
    return servers(demo_urls("sqlite"), FASTPATH="on", TRUSTED_DOCUMENTS=str(folder), **also)


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """Asks."""
    with httpx.Client(timeout=60) as client:
        yield client


def hashed(text: str) -> str:
    """The hash of a document."""
    return hashlib.sha256(text.encode()).hexdigest()


def code(answer: httpx.Response) -> str:
    """The code of the only error."""
    [error] = answer.json()["errors"]
    return str(error["extensions"]["code"])


# Trusted documents


@pytest.mark.parametrize("name", ["events/title", f"sha256:{hashed(TITLE)}"])
@pytest.mark.parametrize("which", ["traced", "strict"])
def test_a_document_by_its_name(request: pytest.FixtureRequest, client: httpx.Client, which: str, name: str) -> None:
    url = f"{request.getfixturevalue(which).url}/graphql"
    given: dict[str, Any] = {"documentId": name, "variables": EVENT}
    assert client.post(url, json=given).json() == TITLED
    assert client.get(url, params={**given, "variables": json.dumps(EVENT)}).json() == TITLED


def test_what_is_no_trusted_document(client: httpx.Client, traced: Server, strict: Server) -> None:
    def ask(server: Server, **body: Any) -> httpx.Response:
        return client.post(f"{server.url}/graphql", json=body, headers=GRAPHQL)

    assert code(ask(traced, documentId="note")) == "NOT_FOUND"
    assert code(ask(traced, documentId="../events/title")) == "NOT_FOUND"
    assert code(ask(traced, documentId="events/title", query=TITLE)) == "BAD_USER_INPUT"
    refused = ask(strict, query="{ __typename }")
    assert (refused.status_code, code(refused)) == (403, "FORBIDDEN")
    assert ask(strict, query=TITLE, variables=EVENT).json() == TITLED  # the same text
    old = client.get(f"{strict.url}/2/event/{demo.DEMO_EVENT_ID}", headers=BEARER)
    assert old.status_code == 200


def test_a_trusted_document_that_does_not_fit_stops_the_start(demo_urls: Callable[[str], URL], tmp_path: Path) -> None:
    (tmp_path / "wrong.graphql").write_text("{ nothing }")
    sentence = refusal("serve", url=demo_urls("sqlite"), TRUSTED_DOCUMENTS=str(tmp_path))
    assert "wrong.graphql" in sentence
    assert "nothing" in sentence


# Automatic persisted queries


def persisted(text: str, version: int = 1) -> dict[str, Any]:
    """What names a persisted query."""
    return {"persistedQuery": {"version": version, "sha256Hash": hashed(text)}}


def test_a_query_is_sent_once(client: httpx.Client, traced: Server) -> None:
    url = f"{traced.url}/graphql"

    def by_hash(text: str) -> httpx.Response:
        return client.get(url, params={"extensions": json.dumps(persisted(text)), "variables": json.dumps(EVENT)})

    text = TITLE.replace("Title", "Kept")
    unknown = by_hash(text)
    assert (code(unknown), unknown.json()["errors"][0]["message"]) == (
        "PERSISTED_QUERY_NOT_FOUND",
        "PersistedQueryNotFound",
    )
    sent = client.post(url, json={"query": text, "variables": EVENT, "extensions": persisted(text)})
    assert sent.json() == TITLED
    assert by_hash(text).json() == TITLED
    assert by_hash(TITLE).json() == TITLED  # trusted ones are known by their hash as well
    for number in range(2):  # there is room for two
        other = text.replace("Kept", f"Kept{number}")
        client.post(url, json={"query": other, "variables": EVENT, "extensions": persisted(other)})
    assert code(by_hash(text)) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "given",
    [1, "x", [], {}, {"version": 2, "sha256Hash": hashed(TITLE)}, {"version": 1}, {"version": 1, "sha256Hash": 1}],
)
def test_what_is_no_persisted_query(client: httpx.Client, traced: Server, given: Any) -> None:
    answer = client.post(f"{traced.url}/graphql", json={"extensions": {"persistedQuery": given}})
    assert code(answer) == "BAD_USER_INPUT"


def test_a_hash_of_another_text(client: httpx.Client, traced: Server) -> None:
    body = {"query": "{ __typename }", "extensions": persisted(TITLE)}
    assert code(client.post(f"{traced.url}/graphql", json=body)) == "BAD_USER_INPUT"


def test_persisted_queries_can_be_turned_off(client: httpx.Client, strict: Server) -> None:
    answer = client.post(f"{strict.url}/graphql", json={"query": TITLE, "extensions": persisted(TITLE)})
    assert code(answer) == "PERSISTED_QUERY_NOT_SUPPORTED"


# What may be kept


def test_public_answers_may_be_kept(client: httpx.Client, traced: Server) -> None:
    url, given = f"{traced.url}/graphql", {"query": TITLE, "variables": json.dumps(EVENT)}
    answer = client.get(url, params=given)
    assert answer.headers["Cache-Control"] == "public, max-age=10"
    assert answer.headers["Vary"] == "Accept, Authorization"
    tag = answer.headers["ETag"]
    for header in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = client.get(url, params=given, headers={"If-None-Match": header})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
        assert again.headers["Cache-Control"] == "public, max-age=10"
    assert client.get(url, params=given, headers={"If-None-Match": '"x"'}).status_code == 200
    other = client.get(url, params=given, headers=GRAPHQL)
    assert other.headers["ETag"] != tag  # another representation
    assert client.head(url, params=given).headers["ETag"] == tag


@pytest.mark.parametrize(
    ("given", "headers"),
    [
        ({"query": TITLE, "variables": json.dumps(EVENT)}, BEARER),
        ({"query": TITLE}, {}),
        ({"query": "{"}, {}),
        ({"query": "{ __typename }", "access_token": demo.DEMO_TOKEN}, {}),
    ],
    ids=["a member's", "wrong variables", "a syntax error", "a token in the address"],
)
def test_other_answers_may_not(client: httpx.Client, traced: Server, given: Any, headers: Any) -> None:
    answer = client.get(f"{traced.url}/graphql", params=given, headers=headers)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in answer.headers


def test_posts_say_nothing_of_it(client: httpx.Client, traced: Server) -> None:
    answer = client.post(f"{traced.url}/graphql", json={"query": TITLE, "variables": EVENT})
    assert not {"etag", "cache-control"} & set(answer.headers)


# What operators see


def test_metrics(client: httpx.Client, traced: Server, strict: Server) -> None:
    url = f"{traced.url}/graphql"
    client.post(url, json={"query": TITLE, "variables": EVENT})
    client.post(url, json={"query": "{ nothing }"})
    page = client.get(f"{traced.url}/metrics")
    assert page.headers["Content-Type"].startswith("text/plain; version=")
    for line in (
        'convene_operation_seconds_count{outcome="ok",reader="fast",type="query"}',
        'convene_operation_seconds_count{outcome="GRAPHQL_VALIDATION_FAILED",reader="ordinary",type="unknown"}',
        'convene_request_seconds_count{method="POST",status="200"}',
        'convene_documents_total{outcome="hit"}',
        "convene_points_total",
        "convene_subscriptions 0.0",
    ):
        assert line in page.text
    assert client.get(f"{strict.url}/metrics").status_code == 404


TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def spans(server: Server) -> list[dict[str, Any]]:
    """The spans in a server's log that belong to our trace; written a moment after the answer."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        text, decoder, found = server.log.read_text(), json.JSONDecoder(), []
        place = text.find('{\n    "name"')
        while place >= 0:
            try:
                span, _ = decoder.raw_decode(text, place)
            except json.JSONDecodeError:
                break  # is being written
            found.append(span)
            place = text.find('{\n    "name"', place + 1)
        ours = [span for span in found if span["context"]["trace_id"] == f"0x{TRACE}"]
        if any(span["parent_id"] == "0x00f067aa0ba902b7" and span["name"] == "query" for span in ours):
            return ours
    raise AssertionError("there are no spans")


def test_spans(client: httpx.Client, traced: Server) -> None:
    headers = {**BEARER, "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
    client.post(f"{traced.url}/graphql", json={"query": TITLE, "variables": EVENT}, headers=headers)
    found = spans(traced)
    [operation] = [span for span in found if span["name"] == "query"]
    assert operation["attributes"] == {"graphql.operation.type": "query", "graphql.operation.name": "Title"}
    assert operation["kind"] == "SpanKind.SERVER"
    statements = [span for span in found if span["name"] == "SELECT"]
    assert {span["attributes"]["db.system.name"] for span in statements} == {"sqlite"}
    assert {span["kind"] for span in statements} == {"SpanKind.CLIENT"}
    [within] = [span for span in statements if span["parent_id"] == operation["context"]["span_id"]]
    assert "events" in within["attributes"]["db.query.text"]
    assert demo.DEMO_TOKEN not in json.dumps(found)
    assert len(statements) == 2  # and one that looks the token up
