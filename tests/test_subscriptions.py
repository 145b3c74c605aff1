"""What is followed: over WebSockets and server-sent events, from any place on, by those who may see it."""

import asyncio
import contextlib
import json
import socket as stdlib_socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import websockets
from sqlalchemy import Engine as SqlEngine
from sqlalchemy import delete, insert, update

import db
from db import demo, tokens
from db.engines import reading_engine
from db.enums import EventStatus
from resolvers.subscriptions import EVENT_CHANGED, Topic
from server.feed import LONGEST_QUEUE, Feed, FellBehind, Follower
from tests.conftest import NOW, Databases, Server, writing

EVENT, GROUP = demo.DEMO_EVENT_ID, 9100002
ORGANIZER = {"Authorization": f"Bearer {demo.DEMO_TOKEN}"}
BY_EVENT = "subscription Followed($id: ID!, $after: ID) { it: %s(eventId: $id, after: $after) { sequence action %s } }"
CHANGED = BY_EVENT % ("eventChanged", "event { id title }")
RSVPS = BY_EVENT % ("rsvpsChanged", "event { id rsvps { yesCount } }")
OF_GROUP = """subscription ($id: ID!, $after: ID) { ...It }
fragment It on Subscription { it: groupChanged(groupId: $id, after: $after) { sequence action
  group { id } event { id } } }"""


@dataclass
class Live:
    """A server on a demo of its own, and a way to change it behind the server's back."""

    server: Server
    engine: SqlEngine

    def note(self, noun: str, event: int | None = EVENT, action: str = "updated", **values: Any) -> str:
        """A change of the event as a command would leave it, with its note. Gives the sequence."""
        row = {"noun": noun, "action": action, "group_id": GROUP, "event_id": event, "created_at": NOW}
        with self.engine.begin() as connection:
            if values:
                connection.execute(update(db.Event).where(db.Event.id == event).values(**values))
            return str(connection.scalar(insert(db.Change).values(row).returning(db.Change.id)))

    def token(self, member: int) -> str:
        """A new token of a member."""
        with self.engine.begin() as connection:
            return tokens.issue(connection, member, NOW)


@pytest.fixture(scope="module")
def live(databases: Databases, servers: Callable[..., Server], kind: str) -> Any:
    """The server, which is impatient."""
    url = databases.demo_to_change(kind)
    with writing(url) as engine:
        yield Live(servers(url, HEARTBEAT="1", SOCKET_INIT_TIMEOUT="1", SOCKET_OPERATIONS="3"), engine)


class Socket:
    """One conversation over a WebSocket."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    async def send(self, **message: Any) -> None:
        """Send a message."""
        await self.connection.send(json.dumps(message))

    async def subscribe(self, query: str, identifier: str = "1", **variables: Any) -> None:
        """Begin an operation, and wait until the server has begun it: it answers in order."""
        await self.send(id=identifier, type="subscribe", payload={"query": query, "variables": variables})

    async def next(self) -> dict[str, Any]:
        """The next message that is not about the connection; pings are answered."""
        while True:
            message: dict[str, Any] = json.loads(await asyncio.wait_for(self.connection.recv(), 30))
            if message["type"] == "ping":
                await self.send(type="pong")
            else:
                return message

    async def closed(self) -> int:
        """The code with which the server closes."""
        with contextlib.suppress(websockets.ConnectionClosed):
            while True:
                await asyncio.wait_for(self.connection.recv(), 30)
        return int(self.connection.close_code)


@asynccontextmanager
async def socket(
    live: Live, headers: Mapping[str, str] | None = None, begin: bool = True, payload: Any = None
) -> AsyncIterator[Socket]:
    """A conversation that has begun."""
    url = f"{live.server.url.replace('http', 'ws', 1)}/graphql"
    protocols = [websockets.Subprotocol("graphql-transport-ws")]
    async with websockets.connect(url, subprotocols=protocols, additional_headers=headers or {}) as connection:
        talk = Socket(connection)
        if begin:
            await talk.send(type="connection_init", **({"payload": payload} if payload else {}))
            assert (await talk.next())["type"] == "connection_ack"
        yield talk


@asynccontextmanager
async def events(
    live: Live, query: str, method: str = "POST", caller: Mapping[str, str] = ORGANIZER, **variables: Any
) -> AsyncIterator[AsyncIterator[Any]]:
    """The answers that come as server-sent events; None at their end."""
    headers = {**caller, "Accept": "text/event-stream"}
    body = {"query": query, "variables": variables}
    given: dict[str, Any] = (
        {"json": body} if method == "POST" else {"params": {**body, "variables": json.dumps(variables)}}
    )
    async with (
        httpx.AsyncClient(timeout=30, headers=headers) as client,
        client.stream(method, f"{live.server.url}/graphql", **given) as response,
    ):
        assert response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        yield _events(response)


async def _events(response: httpx.Response) -> AsyncIterator[Any]:
    name = ""
    async for line in response.aiter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data:") and name:
            yield json.loads(line.removeprefix("data: ")) if name == "next" else None
        elif line == ":":
            yield "a heartbeat"


async def told(stream: AsyncIterator[Any]) -> Any:
    """The next that is no heartbeat."""
    async for answer in stream:
        if answer != "a heartbeat":
            return answer
    raise AssertionError("the stream is over")


# What is told


@pytest.mark.parametrize(
    ("query", "noun", "more"),
    [
        (CHANGED, "event", {"id": str(EVENT), "title": "Tracing a slow request"}),
        (RSVPS, "rsvps", {"id": str(EVENT), "rsvps": {"yesCount": 42}}),
    ],
    ids=["event", "rsvps"],
)
def test_changes_are_told_from_a_place_on(live: Live, query: str, noun: str, more: Any) -> None:
    """First what was missed, then what happens, in order, on both transports; of other things nothing."""
    place = live.note(noun)
    missed = live.note(noun, yes_count=42)

    async def follow() -> None:
        async with (
            socket(live, ORGANIZER) as talk,
            events(live, query, id=EVENT, after=place) as posted,
            events(live, query, "GET", id=EVENT, after=place) as got,
        ):
            await talk.subscribe(query, id=EVENT, after=place)

            async def expect(sequence: str) -> None:
                message = {"data": {"it": {"sequence": sequence, "action": "updated", "event": more}}}
                assert await talk.next() == {"id": "1", "type": "next", "payload": message}
                assert await told(posted) == message
                assert await told(got) == message

            await expect(missed)
            live.note({"event": "rsvps", "rsvps": "event"}[noun])
            live.note(noun, event=None)
            await expect(live.note(noun))
            await expect(live.note(noun))

    asyncio.run(follow())


def test_a_group_tells_of_itself_and_of_its_events(live: Live) -> None:
    place = live.note("group", None)
    asyncio.run(_follow_group(live, place))


async def _follow_group(live: Live, place: str) -> None:
    async with socket(live, ORGANIZER) as talk, events(live, OF_GROUP, id=GROUP, after=place) as posted:
        await talk.subscribe(OF_GROUP, id=GROUP, after=place)
        for noun, event in (("event", EVENT), ("rsvps", EVENT), ("group", None)):
            sequence = live.note(noun, event)
            if noun == "rsvps":
                continue
            found = {"id": str(event)} if event else None
            message = {"it": {"sequence": sequence, "action": "updated", "group": {"id": str(GROUP)}, "event": found}}
            assert (await talk.next())["payload"] == {"data": message}
            assert await told(posted) == {"data": message}


def test_a_command_is_told(live: Live) -> None:
    close = f'mutation {{ closeEventRsvps(input: {{eventId: "{EVENT}"}}) {{ errors {{ code }} }} }}'
    open_ = close.replace("closeEventRsvps", "openEventRsvps")
    query = BY_EVENT % ("eventChanged", "event { rsvpSettings { rsvpsClosed } }")
    before = live.note("event")

    async def follow() -> list[Any]:
        async with socket(live, ORGANIZER) as talk:
            await talk.subscribe(query, id=EVENT, after=before)
            found: list[Any] = []
            for mutation in (close, open_):
                await talk.subscribe(mutation, identifier="2")
                while len(found) < (1 if mutation == close else 2):
                    message = await talk.next()
                    if message["id"] == "1":
                        found.append(message["payload"]["data"]["it"]["event"]["rsvpSettings"]["rsvpsClosed"])
                    elif message["type"] == "next":
                        assert list(message["payload"]["data"].values()) == [{"errors": None}]
            return found

    assert asyncio.run(follow()) == [True, False]


# Who is told


def test_who_sees_nothing_is_told_nothing(live: Live) -> None:
    """Hidden and missing look the same, and a stream ends when its subject is hidden."""
    place, hidden = live.note("event"), live.note("event")

    async def follow() -> None:
        async with socket(live) as talk, socket(live, ORGANIZER) as organizer:
            for follower in (talk, organizer):
                await follower.subscribe(CHANGED, id=EVENT, after=place)
                assert (await follower.next())["payload"]["data"]["it"]["sequence"] == hidden
            sequence = live.note("event", status=EventStatus.DRAFT)
            seen = (await organizer.next())["payload"]["data"]["it"]
            assert (seen["sequence"], seen["event"]["id"]) == (sequence, str(EVENT))
            last = (await talk.next())["payload"]
            assert last == {"data": {"it": {"sequence": sequence, "action": "updated", "event": None}}}
            assert await talk.next() == {"id": "1", "type": "complete"}
            errors = []
            for identifier in (EVENT, 77):
                await talk.subscribe(CHANGED, id=identifier)
                message = await talk.next()
                assert message["type"] == "error"
                errors.append([(error["message"], error["extensions"]["code"]) for error in message["payload"]])
            assert errors[0] == errors[1]
            assert errors[0][0][1] == "NOT_FOUND"
            live.note("event")  # of the hidden event, so not for strangers
            await talk.subscribe(OF_GROUP, id=GROUP, after=sequence)
            shown = live.note("group", None)
            assert (await talk.next())["payload"]["data"]["it"]["sequence"] == shown

    try:
        asyncio.run(follow())
    finally:
        live.note("event", status=EventStatus.ACTIVE)


def test_a_token_that_ends_ends_what_it_follows(live: Live) -> None:
    before, token = live.note("event"), live.token(demo.DEMO_ORGANIZER_ID)

    async def follow() -> None:
        async with socket(live, payload={"Authorization": f"Bearer {token}"}) as talk:
            await talk.subscribe(CHANGED, id=EVENT, after=before)
            live.note("event")
            assert (await talk.next())["type"] == "next"
            with live.engine.begin() as connection:
                connection.execute(delete(db.Token).where(db.Token.digest == tokens.digest(token)))
            live.note("event")
            message = await talk.next()
            assert message["type"] == "error"
            assert message["payload"][0]["extensions"]["code"] == "UNAUTHENTICATED"

    asyncio.run(follow())


@pytest.mark.parametrize("after", ["x", "-1", "1" * 30, ""])
def test_a_place_that_is_none(live: Live, after: str) -> None:
    async def follow() -> Any:
        async with socket(live, ORGANIZER) as talk:
            await talk.subscribe(CHANGED, id=EVENT, after=after)
            return await talk.next()

    message = asyncio.run(follow())
    assert message["type"] == "error"
    assert message["payload"][0]["extensions"] == {"code": "BAD_USER_INPUT", "argument": "after"}


# The protocol


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([], 4408),
        (['{"id": "1", "type": "subscribe", "payload": {"query": "{ __typename }"}}'], 4401),
        (['{"type": "connection_init"}', '{"type": "connection_init"}'], 4429),
        (['{"type": "connection_init"}', "no JSON"], 4400),
        (['{"type": "connection_init"}', "[]"], 4400),
        (['{"type": "connection_init"}', "null"], 4400),
        (['{"type": "connection_init"}', '{"type": 1}'], 4400),
        (['{"type": "connection_init"}', '{"type": "dance"}'], 4400),
        (['{"type": "connection_init"}', '{"type": "subscribe", "id": "1"}'], 4400),
        (['{"type": "connection_init"}', '{"type": "subscribe", "id": 1, "payload": {}}'], 4400),
        (['{"type": "connection_init", "payload": {"Authorization": "Bearer nobody"}}'], 4403),
        (['{"type": "connection_init"}', b"\xff\xfe"], 4400),
    ],
)
def test_what_the_protocol_forbids(live: Live, messages: list[str | bytes], code: int) -> None:
    async def talk_nonsense() -> int:
        async with socket(live, begin=False) as talk:
            for message in messages:
                await talk.connection.send(message)
            return await talk.closed()

    assert asyncio.run(talk_nonsense()) == code


def test_an_id_is_taken_and_operations_are_counted(live: Live) -> None:
    async def begin(identifiers: str) -> int:
        async with socket(live, ORGANIZER) as talk:
            for identifier in identifiers:
                await talk.subscribe(CHANGED, identifier, id=EVENT)
            return await talk.closed()

    assert asyncio.run(begin("11")) == 4409
    assert asyncio.run(begin("1234")) == 4429


def test_what_is_no_request_is_an_error_of_its_operation(live: Live) -> None:
    async def ask() -> list[Any]:
        async with socket(live) as talk:
            found = []
            for payload in ({"query": 1}, {}, {"query": "{"}, {"query": "{ nothing }"}):
                await talk.send(id="1", type="subscribe", payload=payload)
                message = await talk.next()
                assert (message["id"], message["type"]) == ("1", "error")
                found.append(message["payload"][0]["extensions"]["code"])
            await talk.send(type="ping", payload={"a": 1})
            assert await talk.next() == {"type": "pong", "payload": {"a": 1}}
            await talk.subscribe("{ __typename }")
            assert (await talk.next())["payload"] == {"data": {"__typename": "Query"}}
            return found

    expected = ["BAD_USER_INPUT", "BAD_USER_INPUT", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"]
    assert asyncio.run(ask()) == expected


def test_pages_of_other_sites_are_refused(live: Live) -> None:
    headers = {"Origin": "https://elsewhere.example", "Accept": "text/event-stream"}
    answer = httpx.post(f"{live.server.url}/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")

    async def connect(origin: str) -> None:
        async with socket(live, {"Origin": origin}):
            pass

    asyncio.run(connect(live.server.url))
    with pytest.raises(websockets.InvalidStatus, match="403"):
        asyncio.run(connect("https://elsewhere.example"))


def test_another_protocol(live: Live) -> None:
    async def connect() -> int:
        url = f"{live.server.url.replace('http', 'ws', 1)}/graphql"
        async with websockets.connect(url, subprotocols=[websockets.Subprotocol("graphql-ws")]) as connection:
            return await Socket(connection).closed()

    assert asyncio.run(connect()) == 4406


def test_who_never_answers_is_left(live: Live) -> None:
    async def listen() -> int:
        async with socket(live) as talk:
            return await talk.closed()

    assert asyncio.run(listen()) == 4408


def test_a_silent_stream_has_heartbeats(live: Live) -> None:
    async def listen() -> list[Any]:
        async with events(live, CHANGED, id=EVENT) as stream:
            return [await anext(stream) for _ in range(3)]

    assert asyncio.run(listen()) == ["a heartbeat"] * 3


LARGE = BY_EVENT % ("eventChanged", f"event {{ {' '.join(f'd{number}: description' for number in range(500))} }}")
MANY = 50
"""Messages of that size are more than sockets and their buffers hold."""


def _begin_and_take_nothing(live: Live, accept: str) -> stdlib_socket.socket:
    """Follow over server-sent events, and never look at them."""
    body = json.dumps({"query": LARGE, "variables": {"id": EVENT}}).encode()
    head = f"POST /graphql HTTP/1.1\r\nHost: convene\r\nContent-Type: application/json\r\nAccept: {accept}\r\n"
    connection = stdlib_socket.create_connection(("127.0.0.1", httpx.URL(live.server.url).port or 0))
    connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    return connection


def test_who_takes_nothing_holds_nobody_up(live: Live) -> None:
    place = live.note("event")

    async def follow() -> None:
        with contextlib.closing(_begin_and_take_nothing(live, "text/event-stream")):
            async with socket(live) as deaf, socket(live) as quick:
                deaf.connection.transport.pause_reading()
                await deaf.subscribe(LARGE, id=EVENT, after=place)
                await quick.subscribe(CHANGED, id=EVENT, after=place)
                for _ in range(MANY):
                    sequence = live.note("event")
                    assert (await quick.next())["payload"]["data"]["it"]["sequence"] == sequence
                deaf.connection.transport.abort()

    asyncio.run(follow())


def test_each_viewer_is_told_what_that_viewer_may_know(live: Live) -> None:
    """Those who follow alike share an answer; a viewer of other rights has one of their own."""
    place = live.note("event")
    wanted = BY_EVENT % ("eventChanged", "event { hostInstructions }")

    async def follow() -> None:
        async with socket(live) as one, socket(live) as another, socket(live, ORGANIZER) as organizer:
            followers = (one, another, organizer)
            for follower in followers:
                await follower.subscribe(wanted, id=EVENT, after=place)
            sequence = live.note("event", host_instructions="Ring twice")
            told = [(await follower.next())["payload"]["data"]["it"] for follower in followers]
            assert {message["sequence"] for message in told} == {sequence}
            assert [message["event"]["hostInstructions"] for message in told] == [None, None, "Ring twice"]

    asyncio.run(follow())


# The feed


def test_who_is_slow_loses_the_place_and_nobody_else_notices(live: Live, kind: str) -> None:
    async def follow() -> None:
        engine = reading_engine(live.engine.url)
        feed = Feed(engine, 0)
        await feed.read()
        topic = Topic(EVENT_CHANGED.nouns, "event_id", EVENT)
        slow, quick = Follower(topic), Follower(topic)
        feed.followers["event_id", EVENT] = {slow, quick}
        for _ in range(LONGEST_QUEUE + 2):
            sequence = live.note("event")
            await feed.read()
            assert str((await quick.next())["id"]) == sequence
        with pytest.raises(FellBehind):
            await slow.next()
        await engine.dispose()

    if kind == "sqlite":
        asyncio.run(follow())


def test_who_comes_while_the_feed_is_read_misses_nothing(live: Live) -> None:
    """Nobody has followed so far, and the feed is just finding out how far it has got."""

    async def follow() -> tuple[str, str]:
        engine = reading_engine(live.engine.url)
        feed = Feed(engine, 0)
        before = live.note("event")
        await feed.read()
        missed = live.note("event")
        changes = feed.follow(Topic(EVENT_CHANGED.nouns, "event_id", EVENT), int(before))
        reading, first = asyncio.create_task(feed.read()), asyncio.create_task(anext(changes))
        await reading
        while not first.done():
            await feed.read()
        await changes.aclose()
        await engine.dispose()
        return missed, str(first.result()["id"])

    missed, first = asyncio.run(asyncio.wait_for(follow(), 30))
    assert first == missed


def test_who_has_heard_of_more_than_the_feed_hears_nothing_twice(live: Live) -> None:
    """Of another process, which reads the same feed a moment earlier."""

    async def follow() -> tuple[str, str]:
        engine = reading_engine(live.engine.url)
        feed = Feed(engine, 0)
        await feed.read()
        changes = feed.follow(Topic(EVENT_CHANGED.nouns, "event_id", EVENT), int(live.note("event")))
        first = asyncio.create_task(anext(changes))
        await feed.read()
        new = live.note("event")
        while not first.done():
            await feed.read()
        await changes.aclose()
        await engine.dispose()
        return new, str(first.result()["id"])

    new, first = asyncio.run(asyncio.wait_for(follow(), 30))
    assert first == new


def test_a_smaller_number_that_is_committed_later_is_not_lost(databases: Databases) -> None:
    url = databases.demo_to_change("postgresql")
    row = {"noun": "event", "action": "updated", "group_id": GROUP, "event_id": EVENT, "created_at": NOW}

    async def follow(first: Any, second: Any) -> list[int]:
        engine = reading_engine(url)
        feed = Feed(engine, 0)
        await feed.read()
        follower = Follower(Topic(EVENT_CHANGED.nouns, "event_id", EVENT))
        feed.followers["event_id", EVENT] = {follower}
        [early], [late] = (one.execute(insert(db.Change).values(row)).inserted_primary_key for one in (first, second))
        second.commit()
        await feed.read()
        assert not follower.waiting
        first.commit()
        await feed.read()
        await engine.dispose()
        assert early < late
        return [change["id"] - early for change in follower.waiting]

    with writing(url) as writer, writer.connect() as first, writer.connect() as second:
        assert asyncio.run(follow(first, second)) == [0, 1]


def test_what_is_too_far_back_cannot_be_resumed(live: Live, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.feed.AT_ONCE", 3)
    before = int(live.note("event"))
    for _ in range(4):
        live.note("event")

    async def follow() -> Any:
        engine = reading_engine(live.engine.url)
        feed = Feed(engine, 0)
        await feed.read()
        try:
            return await anext(feed.follow(Topic(EVENT_CHANGED.nouns, "event_id", EVENT), before))
        finally:
            await engine.dispose()

    with pytest.raises(FellBehind):
        asyncio.run(follow())
