"""What holds when many write at once: one gets the last seat, and a killed server loses and halves nothing."""

import asyncio
import json
import signal
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import URL, insert

import db
from db.tokens import digest
from tests.conftest import NOW, Server, running
from tests.racers import CLIENTS, LEAN, Racers
from tests.rsvping import EVENT, change, emptied, members, standing, stored, tallies_hold

ROUNDS = [pytest.param(5, id="5 rounds"), pytest.param(60, id="60 rounds", marks=pytest.mark.soak)]
ANSWER = """mutation ($input: RsvpInput!) { rsvp(input: $input) { errors { code } rsvp { status } } }"""
WRITES, ACKNOWLEDGED = 200, 50


def body(response: str, **also: Any) -> str:
    """A request that answers the event."""
    given = {"eventId": str(EVENT), "response": response, **also}
    return json.dumps({"query": ANSWER, "variables": {"input": given}})


def outcome(answer: Any) -> str:
    """The status that came of an answer, or what else was said."""
    said = (answer.get("data") or {}).get("rsvp") or answer
    return str(said["rsvp"]["status"] if said.get("rsvp") else said)


def token(member: int) -> str:
    """A member's token."""
    return f"token-of-{member}"


def let_in(url: URL, callers: Sequence[int]) -> None:
    """Give members tokens."""
    rows = [{"digest": digest(token(member)), "member_id": member, "created_at": NOW} for member in callers]
    change(url, insert(db.Token).values(rows))


def race(racers: Racers, servers: list[Server], runners: Sequence[int], wish: str) -> list[str]:
    """What came of the same wish of each of these members, all posted at once, to each of the servers in turn."""
    given = json.loads(wish)
    shots = [
        (servers[at % len(servers)].url, given["query"], given["variables"], {"Authorization": f"Bearer {token(who)}"})
        for at, who in enumerate(runners)
    ]
    return [outcome(answer) for answer in racers.race(shots)]


def race_for_the_last_seat(url: URL, folder: Path, racers: Racers, rounds: int) -> None:
    """Some rounds at one server, as many at two on the same database."""
    runners = members(url, CLIENTS)
    let_in(url, runners)
    with running(url, folder / "one.log", **LEAN) as one, running(url, folder / "two.log", **LEAN) as two:
        for servers in ([one], [one, two]):
            for _ in range(rounds):
                emptied(url, rsvp_limit=3, unlisted_yes=2, yes_count=2)
                said = race(racers, servers, runners, body("YES"))
                assert Counter(said) == {"YES": 1, "WAITLIST": CLIENTS - 1}
                assert_one_got_it(url)


def assert_one_got_it(url: URL) -> None:
    """The rows and tallies of a race that is over."""
    assert tallies_hold(url)
    assert stored(url, db.Event.yes_count, db.Event.waitlist_count, id=EVENT) == [(3, CLIENTS - 1)]
    places = stored(url, db.Rsvp.queued_at, event_id=EVENT, status="WAITLIST")
    assert len(set(places)) == CLIENTS - 1
    assert len(stored(url, db.Change.id, event_id=EVENT)) == CLIENTS


@pytest.mark.parametrize("rounds", ROUNDS)
def test_the_last_seat_goes_to_one(demo_to_change: URL, tmp_path: Path, racers: Racers, rounds: int) -> None:
    race_for_the_last_seat(demo_to_change, tmp_path, racers, rounds)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_j22_seats_go_down_the_line(demo_to_change: URL, tmp_path: Path, racers: Racers, rounds: int) -> None:
    """Capacity 5, full; A waits for three seats, B and C for one. Those who leave do so at once, to two servers."""
    url = demo_to_change
    *seated, a, b, c = callers = members(url, 8)
    let_in(url, callers)
    parties = dict.fromkeys(callers, 0) | {a: 2}
    steps: list[tuple[list[int], dict[int, str]]] = [
        (seated[:1], {a: "WAITLIST", b: "YES", c: "WAITLIST"}),
        (seated[1:3], {a: "WAITLIST", b: "YES", c: "YES"}),
        (seated[3:5], {a: "YES", b: "YES", c: "YES"}),
    ]
    with running(url, tmp_path / "one.log", **LEAN) as one, running(url, tmp_path / "two.log", **LEAN) as two:
        for _ in range(rounds):
            emptied(url, rsvp_limit=5, yes_count=5, waitlist_count=5)
            rows = [
                {"event_id": EVENT, "member_id": each, "guests": parties[each], "created_at": at, "queued_at": at}
                | {"status": "YES" if each in seated else "WAITLIST"}
                for at, each in enumerate(callers, 1)
            ]
            change(url, insert(db.Rsvp).values(rows))
            for leaving, standing_then in steps:
                assert race(racers, [one, two], leaving, body("NO")) == ["NO"] * len(leaving)
                found = standing(url)
                assert {each: found[each] for each in (a, b, c)} == standing_then
                assert tallies_hold(url)
            assert stored(url, db.Event.yes_count, db.Event.waitlist_count, id=EVENT) == [(5, 0)]
            told = stored(url, db.Message.member_id, kind="promotion")
            assert sorted(told) == sorted([(a,), (b,), (c,)])


async def write_and_kill(server: Server, wishes: dict[int, str]) -> dict[int, str]:
    """Send all wishes at once and kill the server when some are answered: what it answered."""
    answered: dict[int, str] = {}
    limits = httpx.Limits(max_connections=WRITES)

    async def write(client: httpx.AsyncClient, member: int, wish: str) -> None:
        headers = {"Authorization": f"Bearer {token(member)}", "Content-Type": "application/json"}
        try:
            answer = await client.post("/graphql", content=wish, headers=headers)
        except httpx.TransportError:
            return
        answered[member] = outcome(answer.json())
        if len(answered) == ACKNOWLEDGED:
            server.process.send_signal(signal.SIGKILL)

    async with httpx.AsyncClient(base_url=server.url, limits=limits, timeout=120) as client:
        await asyncio.gather(*(write(client, member, wish) for member, wish in wishes.items()))
    return answered


def test_a_killed_server_keeps_what_it_said_and_halves_nothing(demo_to_change: URL, tmp_path: Path) -> None:
    url = demo_to_change
    callers = members(url, WRITES)
    leaving, coming = callers[::2], callers[1::2]
    emptied(url, rsvp_limit=len(leaving), yes_count=len(leaving), rsvp_alerts=True)
    seated = [{"event_id": EVENT, "member_id": member, "status": "YES", "created_at": 1} for member in leaving]
    change(url, insert(db.Rsvp).values(seated))
    let_in(url, callers)
    wishes = {each: body("NO") if each in leaving else body("YES", guestsCount=1) for each in callers}
    with running(url, tmp_path / "killed.log", **LEAN) as server:
        answered = asyncio.run(write_and_kill(server, wishes))
        assert server.process.wait(20) == -signal.SIGKILL
    assert ACKNOWLEDGED <= len(answered) < WRITES
    with running(url, tmp_path / "again.log", **LEAN) as server:
        assert httpx.get(f"{server.url}/readyz").status_code == 200
        assert_nothing_is_lost_or_halved(url, answered, set(leaving), set(coming))


def assert_nothing_is_lost_or_halved(url: URL, answered: dict[int, str], leaving: set[int], coming: set[int]) -> None:
    """What was acknowledged stands; of everything else, all or nothing of what one command writes."""
    r = db.Rsvp
    found = {row[0]: row[1:] for row in stored(url, r.member_id, r.status, r.guests, r.updated_at, event_id=EVENT)}
    for member, said in answered.items():
        status = found[member][0]
        assert status == said or (said, status) == ("WAITLIST", "YES")  # promoted since
    changed = {member for member, row in found.items() if row[2] == NOW}
    assert changed >= set(answered)
    assert {found[member] for member in leaving & changed} == {("NO", 0, NOW)}
    assert {found[member][1] for member in coming & set(found)} <= {1}
    assert leaving - changed == {member for member in leaving if found[member][0] == "YES"}
    noted = Counter(row[1] for row in stored(url, db.Change.id, db.Change.action, event_id=EVENT))
    assert noted["answered"] == len(changed)
    group = stored(url, db.Event.group_id, id=EVENT)[0][0]
    visits = {row[0] for row in stored(url, db.Membership.member_id, group_id=group, visited_at=NOW)}
    assert visits == changed
    hosts = len(stored(url, db.EventHost.member_id, event_id=EVENT))
    assert len(stored(url, db.Message.id, kind="rsvp_alert")) == hosts * len(changed)
    assert tallies_hold(url)
