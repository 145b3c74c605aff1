"""Clients as people use them, against a server: those of JavaScript by a script, Python's gql here."""

import asyncio
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from gql import Client, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport

from db import demo
from tests.conftest import ROOT, Databases, Server, lacking

CLIENTS = ROOT / "tests" / "clients"
TITLE = "Tracing a slow request"
BEARER = {"Authorization": f"Bearer {demo.DEMO_TOKEN}"}
CHANGE = f'mutation {{ openEventRsvps(input: {{eventId: "{demo.DEMO_EVENT_ID}"}}) {{ errors {{ code }} }} }}'
FOLLOW = f'subscription {{ eventChanged(eventId: "{demo.DEMO_EVENT_ID}", after: "0") {{ action }} }}'
DOCUMENT = "query Title($id: ID!) { event(id: $id) { title dateTime duration status group { name } } }"
RELAY = """import { graphql } from 'relay-runtime';
export const query = graphql`query TitleQuery($id: ID!) { event(id: $id) { title group { ...Title_group } } }`;
export const fragment = graphql`
  fragment Title_group on Group { events(first: 2) { edges { cursor node { id } } pageInfo { endCursor } } }`;
"""
ALL = {"query": TITLE, "mutation": None, "error": "GRAPHQL_VALIDATION_FAILED", "subscription": "updated"}


@pytest.fixture(scope="module")
def server(databases: Databases, servers: Callable[..., Server], kind: str) -> Server:
    """A server on a demo of its own, in which something has changed."""
    made = servers(databases.demo(kind))
    assert httpx.post(f"{made.url}/graphql", json={"query": CHANGE}, headers=BEARER).json()["data"]
    close = CHANGE.replace("openEvent", "closeEvent")
    assert httpx.post(f"{made.url}/graphql", json={"query": close}, headers=BEARER).json()["data"]
    return made


def node(*arguments: str | Path, folder: Path = CLIENTS, **environment: str) -> str:
    """What a script of the clients prints."""
    if not (CLIENTS / "node_modules").exists():
        lacking("tests/clients/node_modules (`make clients` installs it)")
    done = subprocess.run(
        ["node", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def artifact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Relay's compiler makes of a query, checked against the committed schema."""
    folder = tmp_path_factory.mktemp("relay")
    (folder / "src").mkdir()
    (folder / "src" / "Title.js").write_text(RELAY)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "schema.graphql").write_text((ROOT / "schema" / "schema.graphql").read_text())
    config = {"src": "./src", "schema": "./schema.graphql", "language": "javascript", "eagerEsModules": True}
    (folder / "relay.config.json").write_text(json.dumps(config))
    node(CLIENTS / "node_modules/.bin/relay-compiler", "relay.config.json", folder=folder)
    return folder / "src" / "__generated__" / "TitleQuery.graphql.js"


def test_clients_of_javascript(server: Server, artifact: Path) -> None:
    address, event = f"{server.url}/graphql", str(demo.DEMO_EVENT_ID)
    printed = node("clients.mjs", address, demo.DEMO_TOKEN, event, RELAY_ARTIFACT=str(artifact))
    without = {name: value for name, value in ALL.items() if name != "subscription"}
    assert json.loads(printed) == {
        "apollo": {**ALL, "persisted": [TITLE, TITLE]},
        "urql": {**ALL, "events": "updated"},
        "graphql-request": without,
        "relay": {"query": TITLE},
        "graphql-ws": ALL,
        "graphql-sse": ALL,
    }


def test_codegen(tmp_path: Path) -> None:
    """What it generates from the schema and a document is TypeScript that compiles."""
    (tmp_path / "title.graphql").write_text(DOCUMENT)
    made = [tmp_path / "title.ts", tmp_path / "types.ts"]
    node("codegen.mjs", ROOT / "schema" / "schema.graphql", tmp_path / "title.graphql", *made)
    assert "export type TitleQuery = " in made[0].read_text()
    node("node_modules/.bin/tsc", "--noEmit", "--strict", "--skipLibCheck", *made)


LINTER = CLIENTS / "node_modules/.bin/graphql-schema-linter"
DESCRIBED = [
    f"{what}-have-descriptions" for what in ("types", "fields", "input-object-values", "enum-values", "arguments")
]
RULES = ",".join([*DESCRIBED, "descriptions-are-capitalized", "deprecations-have-a-reason"])


def test_everything_is_described(tmp_path: Path) -> None:
    assert "0 errors" in node(LINTER, "--rules", RULES, ROOT / "schema" / "schema.graphql")
    (tmp_path / "silent.graphql").write_text("type Query { a(b: Int): E } enum E { ONE } input I { c: Int }")
    with pytest.raises(AssertionError, match="7 errors"):
        node(LINTER, "--rules", RULES, tmp_path / "silent.graphql")


def test_gql_of_python(server: Server) -> None:
    async def over_http() -> list[Any]:
        transport = HTTPXAsyncTransport(url=f"{server.url}/graphql", headers=BEARER)
        async with Client(transport=transport, fetch_schema_from_transport=True) as session:
            read = await session.execute(gql(f"{{ event(id: {demo.DEMO_EVENT_ID}) {{ title }} }}"))
            written = await session.execute(gql(CHANGE))
            return [read["event"]["title"], written["openEventRsvps"]["errors"]]

    async def over_a_socket() -> list[Any]:
        transport = WebsocketsTransport(url=f"{server.url.replace('http', 'ws', 1)}/graphql", init_payload=BEARER)
        async with Client(transport=transport) as session:
            found = []
            async for message in session.subscribe(gql(FOLLOW)):
                found.append(message["eventChanged"]["action"])
                break
            with pytest.raises(TransportQueryError):
                await session.execute(gql("{ nothing }"))
            return found

    assert asyncio.run(over_http()) == [TITLE, None]
    assert asyncio.run(over_a_socket()) == ["updated"]
