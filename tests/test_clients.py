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
from gql import Client, GraphQLRequest, gql
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
PUBLISHED = CLIENTS / "published.graphql"
RELAY = """import { graphql } from 'relay-runtime';
export const query = graphql`query TitleQuery($id: ID!) { event(id: $id) { title group { ...Title_group } } }`;
export const fragment = graphql`
  fragment Title_group on Group { events(first: 2) { edges { cursor node { id } } pageInfo { endCursor } } }`;
"""
ALL = {"query": TITLE, "mutation": None, "error": "GRAPHQL_VALIDATION_FAILED", "subscription": "updated"}


@pytest.fixture(scope="module")
def server(databases: Databases, servers: Callable[..., Server], kind: str) -> Server:
    """A server on a demo of its own, in which something has changed."""
    made = servers(databases.demo_to_change(kind))
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
    """What it generates from the schema and published documents is TypeScript that compiles."""
    made = [tmp_path / "documents.ts", tmp_path / "types.ts"]
    node("codegen.mjs", ROOT / "schema" / "schema.graphql", PUBLISHED, *made)
    assert "export type CreateEventMutation = " in made[0].read_text()
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


def test_published_documents_by_gql_of_python(server: Server) -> None:
    """A program's work, all of it in published documents."""
    document = gql(PUBLISHED.read_text())

    async def work() -> None:
        transport = HTTPXAsyncTransport(url=f"{server.url}/gql-ext", headers=BEARER, timeout=60)
        async with Client(transport=transport, fetch_schema_from_transport=True) as session:

            async def ask(operation: str, **variables: Any) -> Any:
                request = GraphQLRequest(document, variable_values=variables, operation_name=operation)
                return await session.execute(request)

            async def change(operation: str, **given: Any) -> Any:
                (payload,) = (await ask(operation, input=given)).values()
                assert payload["errors"] is None, payload
                return payload

            await reads(ask)
            await writes(ask, change)

    asyncio.run(work())


async def reads(ask: Callable[..., Any]) -> None:
    """What a program looks at."""
    assert (await ask("Self"))["self"]["id"] == str(demo.DEMO_ORGANIZER_ID)
    event = (await ask("Event", id=demo.DEMO_EVENT_ID))["event"]
    assert (event["title"], event["speakerDetails"]["description"]) == (TITLE, "Builds APIs, and breaks them.")
    past = {"urlname": demo.DEMO_GROUP, "status": ["PAST"], "before": "2026-11-01T00:00:00Z"}
    first = (await ask("PastEvents", **past))["groupByUrlname"]["events"]
    more = (await ask("PastEvents", **past, after=first["pageInfo"]["endCursor"]))["groupByUrlname"]["events"]
    dates = [edge["node"]["dateTime"] for page in (first, more) for edge in page["edges"]]
    assert len(dates) == 4
    assert dates == sorted(dates, reverse=True)
    members = (await ask("Members", urlname=demo.DEMO_GROUP))["groupByUrlname"]["memberships"]
    assert [edge["metadata"]["status"] for edge in members["edges"]] == ["LEADER", "LEADER"]
    assert (await ask("Topics", query="graphql"))["suggestTopics"]["totalCount"] > 0


async def writes(ask: Callable[..., Any], change: Callable[..., Any]) -> None:
    """The life of an event, and of the series that it begins."""
    street = {"address": "1 Pine Street", "city": "San Francisco", "state": "CA", "country": "us"}
    venue = (await change("CreateVenue", name="The annex", **street))["venue"]
    given = {"title": "Written by a program", "description": "Hello", "startDateTime": "2027-02-02T18:30"}
    weekly = {"weeklyRecurrence": {"weeklyDaysOfWeek": ["TUESDAY"], "weeklyInterval": 1}, "endDate": "2027-02-09"}
    also = {"duration": "PT2H", "venueId": venue["id"], "publishStatus": "DRAFT", "recurring": weekly}
    fee = {"amount": 5, "currency": "USD", "paymentMethod": "CASH"}
    made = (await change("CreateEvent", groupUrlname=demo.DEMO_GROUP, **given, **also, feeOption=fee))["event"]
    assert (made["status"], made["venues"]) == ("DRAFT", [{"id": venue["id"]}])
    own = {"eventId": made["id"]}
    assert (await change("PublishEventDraft", **own))["event"]["status"] == "ACTIVE"
    assert (await change("EditEvent", **own, title="Edited"))["event"]["title"] == "Edited"
    await change("AnnounceEvent", **own)
    assert (await change("CloseEventRsvps", **own))["event"]["rsvpSettings"]["rsvpsClosed"]
    assert not (await change("OpenEventRsvps", **own))["event"]["rsvpSettings"]["rsvpsClosed"]
    read = (await ask("Event", id=made["id"]))["event"]
    assert (read["feeSettings"]["amount"], read["series"]["weeklyRecurrence"]["weeklyInterval"]) == (5.0, 1)
    assert (await change("DeleteEvent", **own, updateSeries=True))["success"]
    assert (await ask("Event", id=made["id"]))["event"] is None


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
