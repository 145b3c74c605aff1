"""`bookingChanged`: by id, by an attendee's secret, or as a host; over WebSockets and server-sent events."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import update

import db
from tests.booking_world import CREATE, HOUR, MIDNIGHT, Offer, iso, offer, token_of
from tests.conftest import Databases, Server, writing
from tests.test_subscriptions import Live, events, socket, told

FOLLOW = """subscription ($id: ID, $secret: String, $after: ID) {
  it: bookingChanged(bookingId: $id, secret: $secret, after: $after) {
    sequence action booking { id status start attendees { name email } } } }"""
MOVE = "mutation ($input: RescheduleBookingInput!) { rescheduleBooking(input: $input) { errors { code } } }"
CANCEL = "mutation ($input: CancelBookingInput!) { cancelBooking(input: $input) { errors { code } } }"


@pytest.fixture(scope="module")
def live(databases: Databases, servers: Callable[..., Server], kind: str) -> Any:
    """A server on an empty database."""
    url = databases.migrated(kind)
    with writing(url) as engine:
        yield Live(servers(url, FASTPATH="off"), engine)


def asked(live: Live, query: str, **given: Any) -> Any:
    """What a mutation answers."""
    body = {"query": query, "variables": {"input": given}}
    answer = httpx.post(f"{live.server.url}/graphql", json=body, timeout=60).json()
    (payload,) = answer["data"].values()
    assert payload["errors"] is None, payload
    return payload


def booked(live: Live, talk: Offer, hours: int = 0) -> tuple[str, str]:
    """A booking: its id and its secret."""
    made = asked(live, CREATE, **talk.wish(MIDNIGHT + hours * HOUR))
    return made["booking"]["id"], made["secret"]


def said(message: dict[str, Any]) -> Any:
    """What a message of a socket says."""
    assert message["type"] == "next", message
    return message["payload"]["data"]["it"]


def test_an_attendee_without_an_account_follows_by_the_secret(live: Live) -> None:
    talk = offer(live.engine.url)
    key, secret = booked(live, talk)

    async def follow() -> None:
        async with socket(live) as talking:
            await talking.subscribe(FOLLOW, secret=secret, after="0")
            first = said(await talking.next())
            assert (first["action"], first["booking"]["attendees"]) == (
                "booked",
                [{"name": "Rosa", "email": "rosa@example.org"}],
            )
            await asyncio.to_thread(asked, live, MOVE, secret=secret, start=iso(MIDNIGHT + HOUR))
            moved = said(await talking.next())
            assert (moved["action"], moved["booking"]["start"]) == ("rescheduled", iso(MIDNIGHT + HOUR))
        await asyncio.to_thread(asked, live, CANCEL, secret=secret)
        async with events(live, FOLLOW, caller={}, secret=secret, after=moved["sequence"]) as answers:
            it = (await told(answers))["data"]["it"]
            assert (it["action"], it["booking"]["status"]) == ("cancelled", "CANCELLED")

    asyncio.run(follow())
    assert key


def test_a_host_follows_all_and_nobody_elses(live: Live) -> None:
    talk, other = offer(live.engine.url), offer(live.engine.url)

    async def follow() -> None:
        headers = {"Authorization": f"Bearer {token_of(talk.hosts[0])}"}
        async with socket(live, headers) as talking:
            await talking.subscribe(FOLLOW, after="0")
            keys = []
            for hours in (0, 2):
                await asyncio.to_thread(booked, live, other, hours)
                keys.append((await asyncio.to_thread(booked, live, talk, hours))[0])
            assert [said(await talking.next())["booking"]["id"] for _ in keys] == keys

    asyncio.run(follow())


def test_who_sees_a_booking_no_more_is_told_so_and_nothing_else(live: Live) -> None:
    """An attendee's account is looked at anew for every message."""
    talk, guest = offer(live.engine.url), offer(live.engine.url).hosts[0]
    key, secret = booked(live, talk)
    mine = update(db.Attendee).where(db.Attendee.appointment_id == int(key))
    with live.engine.begin() as connection:
        connection.execute(mine.values(member_id=guest))

    async def follow() -> None:
        headers = {"Authorization": f"Bearer {token_of(guest)}"}
        async with socket(live, headers) as talking:
            await talking.subscribe(FOLLOW, id=key, after="0")
            assert said(await talking.next())["booking"]["id"] == key
            with live.engine.begin() as connection:
                connection.execute(mine.values(member_id=None))
            await asyncio.to_thread(asked, live, CANCEL, secret=secret)
            assert said(await talking.next())["booking"] is None
            assert (await talking.next())["type"] == "complete"

    asyncio.run(follow())


def test_what_cannot_be_followed(live: Live) -> None:
    talk = offer(live.engine.url)
    key, secret = booked(live, talk)

    async def refused(**variables: Any) -> str:
        async with socket(live) as talking:
            await talking.subscribe(FOLLOW, **variables)
            message = await talking.next()
            assert message["type"] == "error"
            return str(message["payload"][0]["extensions"]["code"])

    assert asyncio.run(refused(id=key)) == "NOT_FOUND"
    assert asyncio.run(refused(secret="x" * 48)) == "NOT_FOUND"
    assert asyncio.run(refused()) == "BAD_USER_INPUT"
    assert asyncio.run(refused(id=key, secret=secret)) == "BAD_USER_INPUT"
