"""What is wrong on our side is told with a code and an id on every transport, and with nothing of ours beside it."""

import json
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from websockets import Subprotocol
from websockets.sync.client import connect

from tests.conftest import ROOT, Databases, Server, writing

QUERY = "{ categories(first: 3) { edges { node { name } } } }"
OURS = re.compile(
    rf"SELECT|FROM|no such|relation|nowhere|psycopg|sqlite|sqlalchemy|Traceback|Error\b|\.py|{re.escape(str(ROOT))}"
)
"""What only the log may say."""
GRAPHQL = "application/graphql-response+json"


@pytest.fixture(scope="module")
def broken(databases: Databases, servers: Callable[..., Server], kind: str) -> Server:
    """A server that lacks a table."""
    url = databases.migrated(kind)
    server = servers(url, FASTPATH="on", BATCH_LIMIT="2")
    with writing(url) as engine, engine.begin() as connection:
        connection.execute(text("ALTER TABLE categories RENAME TO nowhere"))
    return server


def _over_a_socket(server: Server) -> str:
    with connect(
        f"{server.url.replace('http', 'ws', 1)}/graphql", subprotocols=[Subprotocol("graphql-transport-ws")]
    ) as talk:
        talk.send('{"type": "connection_init"}')
        talk.recv()
        talk.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": QUERY}}))
        return str(talk.recv())


def _posted(server: Server, accept: str, body: Any) -> str:
    return httpx.post(f"{server.url}/graphql", json=body, headers={"Accept": accept}, timeout=60).text


TRANSPORTS: dict[str, Callable[[Server], str]] = {
    "post": lambda server: _posted(server, "application/json", {"query": QUERY}),
    "post, by the draft": lambda server: _posted(server, GRAPHQL, {"query": QUERY}),
    "get": lambda server: httpx.get(f"{server.url}/graphql", params={"query": QUERY}, timeout=60).text,
    "batch": lambda server: _posted(server, "application/json", [{"query": QUERY}]),
    "events": lambda server: _posted(server, "text/event-stream", {"query": QUERY}),
    "socket": _over_a_socket,
}


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_nothing_of_ours_leaves_the_server(broken: Server, transport: str) -> None:
    answer = TRANSPORTS[transport](broken)
    assert '"code":"INTERNAL_SERVER_ERROR"' in answer
    [identifier] = re.findall(r'"errorId":"(\w+)"', answer)
    assert f"error {identifier}" in broken.log.read_text()
    assert OURS.findall(answer) == []


@pytest.mark.parametrize("path", ["/2/categories", "/2/categories.xml", "/2/categories?callback=f"])
def test_nor_by_the_old_api(broken: Server, path: str) -> None:
    answer = httpx.get(f"{broken.url}{path}", params={"key": "nobody"} if "?" not in path else None, timeout=60)
    assert OURS.findall(answer.text) == []
