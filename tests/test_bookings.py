"""Booking under a race (J01 to J21): two servers on one database, clients as processes, SQLite and PostgreSQL."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import combinations
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy import URL, insert, update

import db
from db.events import times
from tests.booking_world import CREATE, DAY, HOUR, MIDNIGHT, Offer, also_offer, iso, offer, token_of
from tests.conftest import KINDS, NOW, Databases, Server, start, writing
from tests.racers import CLIENTS, LEAN, Racers, Shot

ROUNDS = [pytest.param(5, id="5 rounds"), pytest.param(60, id="60 rounds", marks=pytest.mark.soak)]
CHANGED = "{ booking { id status start rescheduleCount taken } errors { code field } }"
CANCEL = f"mutation ($input: CancelBookingInput!) {{ cancelBooking(input: $input) {CHANGED} }}"
MOVE = f"mutation ($input: RescheduleBookingInput!) {{ rescheduleBooking(input: $input) {CHANGED} }}"
CONFIRM = f"mutation ($input: ConfirmBookingInput!) {{ confirmBooking(input: $input) {CHANGED} }}"
SLOTS = """query ($type: ID!, $from: DateTime!, $to: DateTime!) {
  slots(meetingType: $type, from: $from, to: $to) { start seatsLeft } }"""
LIVE = "SELECT appointment_id, starts_at, ends_at, member_id FROM blocks WHERE live AND member_id IN ({})"


class Desk:
    """Two servers on a database, and clients of both."""

    def __init__(self, url: URL, servers: list[Server], racers: Racers) -> None:
        self.url, self.servers, self.racers = url, servers, racers

    def shots(self, query: str, inputs: list[Any], **headers: str) -> list[Shot]:
        """What sends these inputs, to each server in turn."""
        return [
            (self.servers[at % len(self.servers)].url, query, {"input": each}, headers)
            for at, each in enumerate(inputs)
        ]

    def race(self, query: str, inputs: list[Any], **headers: str) -> list[Any]:
        """The answers of the mutation's field to all inputs, sent at once to both servers."""
        bodies = self.racers.race(self.shots(query, inputs, **headers))
        assert all("errors" not in body for body in bodies), bodies
        return [next(iter(body["data"].values())) for body in bodies]

    def book(self, inputs: list[Any], **headers: str) -> list[Any]:
        return self.race(CREATE, inputs, **headers)

    def ask(self, query: str, **headers: str) -> Callable[..., Any]:
        def run(**variables: Any) -> Any:
            return self.racers.answers([(self.servers[0].url, query, variables, headers)])[0]

        return run

    def starts(self, offered: Offer, begin: int, end: int) -> list[str]:
        body = self.ask(SLOTS)(**{"type": str(offered.id), "from": iso(begin), "to": iso(end)})[1]
        return [slot["start"] for slot in body["data"]["slots"]]

    def rows(self, query: str) -> list[Any]:
        return rows(self.url, query)

    def live(self, offered: Offer) -> list[Any]:
        return self.rows(LIVE.format(",".join(map(str, offered.hosts))))


def rows(url: URL, query: str) -> list[Any]:
    if url.get_backend_name() == "sqlite":
        with sqlite3.connect(str(url.database)) as connection:
            return connection.execute(query).fetchall()
    with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
        return list(connection.execute(query.encode()).fetchall())


@pytest.fixture(scope="module", params=KINDS)
def desk(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory, racers: Racers
) -> Iterator[Desk]:
    """Two servers on an empty database."""
    url, folder = databases.migrated(request.param), tmp_path_factory.mktemp("bookings")
    servers = [start(url, folder / f"{n}.log", **LEAN) for n in range(2)]
    yield Desk(url, servers, racers)
    for server in servers:
        server.stop()


def won(answers: list[Any]) -> list[Any]:
    return [answer["booking"] for answer in answers if answer["booking"]]


def codes(answers: list[Any]) -> Counter[str]:
    return Counter(error["code"] for answer in answers for error in answer["errors"] or ())


def day(number: int) -> int:
    return MIDNIGHT + number * DAY


@pytest.mark.parametrize("rounds", ROUNDS)
def test_j01_of_32_clients_one_gets_the_slot(desk: Desk, rounds: int) -> None:
    talk = offer(desk.url)
    for number in range(rounds):
        answers = desk.book([talk.wish(day(number))] * CLIENTS)
        assert len(won(answers)) == 1
        assert codes(answers) == {"SLOT_OCCUPIED": CLIENTS - 1}
        assert len(desk.live(talk)) == number + 1


@pytest.mark.parametrize("rounds", ROUNDS)
def test_j02_winners_never_overlap(desk: Desk, rounds: int) -> None:
    talk = offer(desk.url, durations=["PT30M"], interval=HOUR // 4)
    for number in range(rounds):
        won(desk.book([talk.wish(day(number) + at * HOUR // 4) for at in range(CLIENTS)]))
    spans = [(row[1], row[2]) for row in desk.live(talk)]
    assert len(spans) >= rounds * CLIENTS // 4
    assert all(a[1] <= b[0] or b[1] <= a[0] for a, b in combinations(spans, 2))


@pytest.mark.parametrize("rounds", ROUNDS)
def test_j03_who_is_not_in_the_way_gets_a_slot(desk: Desk, rounds: int) -> None:
    talk = offer(desk.url, durations=["PT30M"], interval=HOUR // 2)
    for number in range(rounds):
        answers = desk.book([talk.wish(day(number) + at * HOUR // 2) for at in range(CLIENTS)])
        assert len(won(answers)) == CLIENTS


@pytest.mark.parametrize("rounds", ROUNDS)
def test_j04_three_seats_are_three_bookings(desk: Desk, rounds: int) -> None:
    course = offer(desk.url, seats=3)
    for number in range(rounds):
        answers = desk.book([course.wish(day(number))] * CLIENTS)
        assert len(won(answers)) == 3
        assert codes(answers) == {"SLOT_OCCUPIED": CLIENTS - 3}
        assert len({booking["id"] for booking in won(answers)}) == 1
        assert iso(day(number)) not in desk.starts(course, day(number), day(number + 1))
    assert len(desk.live(course)) == rounds


@pytest.mark.parametrize("rounds", ROUNDS)
def test_j05_a_host_is_one_person_whatever_the_meeting_type(desk: Desk, rounds: int) -> None:
    talk = offer(desk.url)
    with writing(desk.url) as engine, engine.begin() as connection:
        also = also_offer(connection, talk.hosts, interval=HOUR // 2, durations=["PT30M"])
    short = Offer(talk.hosts, also)
    for number in range(rounds):
        inputs = [talk.wish(day(number)), short.wish(day(number) + HOUR // 2)] * (CLIENTS // 2)
        answers = desk.book(inputs)
        assert len(won(answers)) == 1
        assert codes(answers) == {"SLOT_OCCUPIED": CLIENTS - 1}


@pytest.mark.parametrize("rounds", ROUNDS)
def test_j06_two_hosts_in_turn_take_two_bookings(desk: Desk, rounds: int) -> None:
    talk = offer(desk.url, hosts=2, method="ANYONE")
    for number in range(rounds):
        answers = desk.book([talk.wish(day(number))] * CLIENTS)
        hosts = [host["member"]["id"] for booking in won(answers) for host in booking["hosts"]]
        assert sorted(hosts) == sorted(map(str, talk.hosts))


def test_turns_are_taken(desk: Desk) -> None:
    talk = offer(desk.url, hosts=3, method="ANYONE")
    for number in range(6):
        (answer,) = desk.book([talk.wish(day(0) + number * HOUR)])
        assert answer["errors"] is None
    assert set(Counter(row[3] for row in desk.live(talk)).values()) == {2}


@pytest.mark.parametrize("rounds", ROUNDS)
def test_j07_everyone_or_nobody(desk: Desk, rounds: int) -> None:
    both = offer(desk.url, hosts=2, method="EVERYONE")
    with writing(desk.url) as engine, engine.begin() as connection:
        alone = Offer(both.hosts[1:], also_offer(connection, both.hosts[1:]))
    for number in range(rounds):
        answers = desk.book([both.wish(day(number)), alone.wish(day(number))])
        assert len(won(answers)) == 1
        together = answers[0]["booking"] is not None
        assert len(desk.rows(f"{LIVE.format(both.hosts[0])} AND starts_at = {day(number)}")) == together


@pytest.mark.parametrize("rounds", ROUNDS)
def test_j08_one_key_is_one_booking_and_ten_equal_answers(desk: Desk, rounds: int) -> None:
    talk = offer(desk.url)
    for number in range(rounds):
        headers = {"Idempotency-Key": f"{talk.id} {number}"}
        answers = desk.book([talk.wish(day(number))] * 10, **headers)
        assert answers[0]["booking"]["status"] == "CONFIRMED"
        assert all(answer == answers[0] for answer in answers)
        assert len(desk.live(talk)) == number + 1


@pytest.mark.parametrize("rounds", ROUNDS)
def test_j09_a_key_stands_for_one_body(desk: Desk, rounds: int) -> None:
    talk = offer(desk.url)
    for number in range(rounds):
        key = {"Idempotency-Key": f"j09 {talk.id} {number}"}
        inputs = [talk.wish(day(number)), talk.wish(day(number) + HOUR)] * 4
        answers = desk.racers.answers(desk.shots(CREATE, inputs, **key))
        assert Counter(status for status, _ in answers) == {200: 4, 422: 4}
        assert {status for status, _ in answers[::2]} != {status for status, _ in answers[1::2]}
        refused = [body["errors"][0]["extensions"]["code"] for status, body in answers if status == 422]
        assert set(refused) == {"IDEMPOTENCY_KEY_REUSED"}
        assert len(desk.live(talk)) == number + 1


@pytest.mark.parametrize("rounds", ROUNDS)
def test_j10_who_did_not_wait_for_the_answer_gets_it_by_asking_again(desk: Desk, rounds: int) -> None:
    talk = offer(desk.url)
    for number in range(rounds):
        shots = desk.shots(CREATE, [talk.wish(day(number))] * 4, **{"Idempotency-Key": f"j10 {talk.id} {number}"})
        desk.racers.answers(shots[:2], leave=True)
        answers = desk.racers.race(shots)
        assert all(answer == answers[0] for answer in answers)
        assert answers[0]["data"]["createBooking"]["booking"]["start"] == iso(day(number))
        assert len(desk.live(talk)) == number + 1


@pytest.mark.parametrize("rounds", ROUNDS)
def test_j11_an_instant_has_many_spellings(desk: Desk, rounds: int) -> None:
    talk = offer(desk.url)
    for number in range(rounds):
        spellings = (iso(day(number)), f"{iso(day(number))[:10]}T05:30:00+05:30")
        answers = desk.book([talk.wish(each) for each in spellings] * 4)
        assert len(won(answers)) == 1
        assert codes(answers) == {"SLOT_OCCUPIED": 7}
        assert len(desk.live(talk)) == number + 1


def test_j12_a_start_says_its_offset(desk: Desk) -> None:
    talk = offer(desk.url)
    for body in desk.racers.race(desk.shots(CREATE, [talk.wish("2027-11-07T01:30:00")] * 8)):
        assert "offset" in body["errors"][0]["message"]
        assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert desk.live(talk) == []


@pytest.mark.parametrize("rounds", ROUNDS)
def test_j13_off_the_grid_or_outside_hours_is_refused_but_hosts_may(desk: Desk, rounds: int) -> None:
    talk = offer(desk.url, windows=((540, 720),))
    host = {"Authorization": f"Bearer {token_of(talk.hosts[0])}"}
    for number in range(rounds):
        nine = day(number) + 9 * HOUR
        starts = (nine + 60_000, nine + 4 * HOUR, nine - HOUR)
        assert codes(desk.book([talk.wish(at) for at in starts])) == {"OFF_GRID": 1, "OUTSIDE_HOURS": 2}
        assert codes(desk.book([talk.wish(at, ignoreAvailability=True) for at in starts])) == {"FORBIDDEN": 3}
        answers = desk.book([talk.wish(nine + 4 * HOUR, ignoreAvailability=True)] * 8, **host)
        assert len(won(answers)) == 1
        assert codes(answers) == {"SLOT_OCCUPIED": 7}
        assert len(desk.live(talk)) == number + 1


LATER = NOW + 3 * DAY


@pytest.fixture(scope="module")
def later(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The same database three days later."""
    server = start(desk.url, tmp_path_factory.mktemp("later") / "log", CONVENE_NOW=str(LATER), **LEAN)
    yield Desk(desk.url, [server], desk.racers)
    server.stop()


@pytest.mark.parametrize("rounds", ROUNDS)
def test_j14_notice_may_pass_between_list_and_booking(desk: Desk, later: Desk, rounds: int) -> None:
    for _ in range(rounds):
        talk = offer(desk.url, notice=2 * HOUR)
        start_ = LATER // HOUR * HOUR + 2 * HOUR
        assert iso(start_) in desk.starts(talk, start_, start_ + HOUR)
        assert codes(later.book([talk.wish(start_)] * 4)) == {"NOTICE": 4}
        assert won(desk.book([talk.wish(start_)]))


@pytest.mark.parametrize("rounds", ROUNDS)
def test_j15_a_cancelled_slot_is_free_at_once(desk: Desk, rounds: int) -> None:
    talk = offer(desk.url)
    for number in range(rounds):
        (answer,) = desk.book([talk.wish(day(number))])
        assert iso(day(number)) not in desk.starts(talk, day(number), day(number) + HOUR)
        (gone,) = desk.race(CANCEL, [{"secret": answer["secret"], "reason": "Ill"}])
        assert gone["booking"]["status"] == "CANCELLED"
        assert iso(day(number)) in desk.starts(talk, day(number), day(number) + HOUR)
        assert len(won(desk.book([talk.wish(day(number))] * 8))) == 1


MAILS = "SELECT kind, count(*) FROM messages WHERE appointment_id = {} GROUP BY kind ORDER BY kind"
TOLD = "SELECT kind, count(*) FROM webhook_deliveries WHERE webhook_id = {} GROUP BY kind ORDER BY kind"


@pytest.mark.parametrize("rounds", ROUNDS)
def test_j16_to_cancel_twice_is_to_cancel_once(desk: Desk, rounds: int) -> None:
    """Once in its history, in everybody's mail, and for every webhook; what is to come is taken back."""
    talk = offer(desk.url)
    with writing(desk.url) as engine, engine.begin() as connection:
        webhook = {"id": talk.id, "uuid": f"webhook {talk.id}", "member_id": talk.hosts[0], "seed": "", "digest": ""}
        heard = {"url": "https://hooks.invalid/", "kinds": ["BOOKING_CREATED", "BOOKING_CANCELLED"]}
        connection.execute(insert(db.Webhook).values(**webhook, **heard, created_at=0, updated_at=0))
    for number in range(rounds):
        (answer,) = desk.book([talk.wish(day(number))])
        key = answer["booking"]["id"]
        assert desk.rows(MAILS.format(key)) == [("booking", 2), ("booking_reminder", 2)]
        gone = desk.race(CANCEL, [{"secret": answer["secret"]}] * 8)
        assert all(each == gone[0] for each in gone)
        changes = f"SELECT kind FROM appointment_changes WHERE appointment_id = {key} ORDER BY id"
        assert desk.rows(changes) == [("BOOKED",), ("CANCELLED",)]
        assert desk.rows(MAILS.format(key)) == [("booking", 4)]
        told = [("BOOKING_CANCELLED", number + 1), ("BOOKING_CREATED", number + 1)]
        assert desk.rows(TOLD.format(talk.id)) == told


@pytest.mark.parametrize("rounds", ROUNDS)
def test_j17_a_seat_is_cancelled_by_name(desk: Desk, rounds: int) -> None:
    course = offer(desk.url, seats=3)
    host = {"Authorization": f"Bearer {token_of(course.hosts[0])}"}
    for number in range(rounds):
        first, second = desk.book([course.wish(day(number))] * 2)
        key = first["booking"]["id"]
        refused = desk.race(CANCEL, [{"bookingId": key}] * 2, **host)
        nameless = {"booking": None, "errors": [{"code": "BAD_USER_INPUT", "field": "attendeeId"}]}
        assert refused == [nameless] * 2
        attendee = desk.rows(f"SELECT min(id) FROM attendees WHERE appointment_id = {key}")[0][0]
        freed = desk.race(CANCEL, [{"bookingId": key, "attendeeId": str(attendee)}] * 8, **host)
        assert {(each["booking"]["status"], each["booking"]["taken"]) for each in freed} == {("CONFIRMED", 1)}
        assert codes(desk.race(CANCEL, [{"secret": second["secret"], "cancelAll": True}])) == {"FORBIDDEN": 1}
        assert len(desk.live(course)) == 1
        (gone,) = desk.race(CANCEL, [{"bookingId": key, "cancelAll": True}], **host)
        assert gone["booking"]["status"] == "CANCELLED"
        assert desk.live(course) == []


@pytest.mark.parametrize("rounds", ROUNDS)
def test_j18_a_booking_may_move_onto_itself(desk: Desk, rounds: int) -> None:
    talk = offer(desk.url, interval=HOUR // 2)
    (answer,) = desk.book([talk.wish(day(0))])
    for number in range(rounds):
        at = day(0) + number % 2 * HOUR // 2
        moved = won(desk.race(MOVE, [{"secret": answer["secret"], "start": iso(at)}] * 4))
        assert {each["start"] for each in moved} == {iso(at)}
        assert max(each["rescheduleCount"] for each in moved) == (number + 1) * 4
        assert [(row[1], row[2]) for row in desk.live(talk)] == [(at, at + HOUR)]


@pytest.mark.parametrize("rounds", ROUNDS)
def test_j19_of_two_that_move_into_one_slot_one_stays(desk: Desk, rounds: int) -> None:
    talk = offer(desk.url)
    for number in range(rounds):
        old = [day(number) + 8 * HOUR, day(number) + 9 * HOUR]
        booked = desk.book([talk.wish(at) for at in old])
        moved = desk.race(MOVE, [{"secret": each["secret"], "start": iso(day(number))} for each in booked])
        assert len(won(moved)) == 1
        assert codes(moved) == {"SLOT_OCCUPIED": 1}
        stayed = next(at for at, answer in zip(old, moved, strict=True) if answer["booking"] is None)
        today = {row[1] for row in desk.live(talk) if row[1] >= day(number)}
        assert today == {day(number), stayed}


@pytest.mark.parametrize("rounds", ROUNDS)
def test_j20_a_pending_booking_holds_its_slot_until_it_expires(desk: Desk, later: Desk, rounds: int) -> None:
    talk = offer(desk.url, double_opt_in=True)
    for number in range(rounds):
        wish = talk.wish(day(number))
        answers = desk.book([wish] * 8)
        (pending,) = [answer for answer in answers if answer["booking"]]
        assert pending["booking"]["status"] == "PENDING"
        assert codes(answers) == {"SLOT_OCCUPIED": 7}
        assert iso(day(number)) in later.starts(talk, day(number), day(number) + HOUR)
        assert codes(later.race(CONFIRM, [{"secret": pending["secret"]}] * 2)) == {"EXPIRED": 2}
        (other,) = later.book([wish])
        (confirmed,) = later.race(CONFIRM, [{"secret": other["secret"]}])
        assert confirmed["booking"]["status"] == "CONFIRMED"


@pytest.mark.parametrize("rounds", ROUNDS)
def test_j21_of_two_overlapping_requests_one_is_confirmed(desk: Desk, later: Desk, rounds: int) -> None:
    talk = offer(desk.url, host_confirmation=True)
    host = {"Authorization": f"Bearer {token_of(talk.hosts[0])}"}
    first = [desk.book([talk.wish(day(number))])[0] for number in range(rounds)]
    second = [later.book([talk.wish(day(number))])[0] for number in range(rounds)]
    for pair in zip(first, second, strict=True):
        answers = later.race(CONFIRM, [{"bookingId": each["booking"]["id"]} for each in pair], **host)
        assert [answer["booking"]["status"] for answer in answers if answer["booking"]] == ["CONFIRMED"]
        assert codes(answers) == {"EXPIRED": 1}
    assert len(desk.live(talk)) == rounds


def test_a_hold_keeps_a_slot_for_its_holder(desk: Desk, later: Desk) -> None:
    talk = offer(desk.url)
    hold = "mutation ($input: HoldSlotInput!) { holdSlot(input: $input) { hold expiresTime errors { code } } }"
    ask = desk.ask(hold)
    kept = ask(input={"meetingTypeId": str(talk.id), "start": iso(day(0))})[1]["data"]["holdSlot"]
    assert kept["errors"] is None
    assert codes(desk.book([talk.wish(day(0))])) == {"SLOT_OCCUPIED": 1}
    assert won(desk.book([talk.wish(day(0), hold=kept["hold"])]))
    other = ask(input={"meetingTypeId": str(talk.id), "start": iso(day(1))})[1]["data"]["holdSlot"]
    assert won(later.book([talk.wish(day(1))]))
    assert codes(desk.book([talk.wish(day(1), hold=other["hold"])])) == {"SLOT_OCCUPIED": 1}


def test_own_events_take_time_where_the_host_wants_it(desk: Desk) -> None:
    talk = offer(desk.url, hosts=2, method="ANYONE")
    hosting, going = talk.hosts
    group = {
        "id": talk.id,
        "urlname": f"g{talk.id}",
        "urlname_key": f"g{talk.id}",
        "name": "G",
        "name_key": "g",
        "short_token": f"g{talk.id}",
    }
    with writing(desk.url) as engine, engine.begin() as connection:
        connection.execute(insert(db.Group).values(**group, organizer_id=hosting, founded_at=0))
        for place, (member_id, at) in enumerate(((hosting, day(0)), (going, day(0) + 2 * HOUR))):
            key = talk.id * 10 + place
            names = {"token": f"t{key}", "short_token": f"s{key}", "title": "E", "title_key": "e"}
            when = times(at, HOUR)
            connection.execute(insert(db.Event).values(id=key, group_id=talk.id, **names, **when, created_at=0))
            if member_id == hosting:
                connection.execute(insert(db.EventHost).values(event_id=key, member_id=member_id, position=0))
            else:
                said = {"status": "YES", "created_at": 0, "updated_at": 0}
                connection.execute(insert(db.Rsvp).values(event_id=key, member_id=member_id, **said))

    def free(at: int) -> set[str]:
        query = SLOTS.replace("start seatsLeft", "start hostIds")
        body = desk.ask(query)(**{"type": str(talk.id), "from": iso(at), "to": iso(at + HOUR)})[1]
        return {key for slot in body["data"]["slots"] for key in slot["hostIds"]}

    assert free(day(0)) == {str(going)}
    assert free(day(0) + HOUR) == {str(hosting), str(going)}
    assert free(day(0) + 2 * HOUR) == {str(hosting)}
    with writing(desk.url) as engine, engine.begin() as connection:
        connection.execute(update(db.Availability).where(db.Availability.id == going).values(events_block=False))
    assert free(day(0) + 2 * HOUR) == {str(hosting), str(going)}


def test_a_server_that_is_killed_leaves_nothing_over(desk: Desk, tmp_path: Path) -> None:
    """What was answered is there, whole; of the rest there is all or nothing, and the slots can be booked again."""
    talk = offer(desk.url, durations=["PT15M"], interval=HOUR // 4)
    doomed = start(desk.url, tmp_path / "log", **LEAN)
    inputs = [talk.wish(day(0) + at * HOUR // 4) for at in range(100)]
    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(_acknowledged, doomed.url, each) for each in inputs]
        next(as_completed(sent))
        doomed.process.kill()
        answered = {each.result() for each in sent} - {None}
    doomed.process.wait(20)
    mine = f"SELECT id FROM appointments WHERE meeting_type_id = {talk.id}"
    there = {str(row[0]) for row in desk.rows(mine)}
    assert answered <= there
    for table in ("blocks", "attendees", "appointment_changes"):
        owners = desk.rows(f"SELECT appointment_id FROM {table} WHERE appointment_id IN ({mine})")
        assert sorted(str(row[0]) for row in owners) == sorted(there)
    desk.book(inputs[:CLIENTS])
    assert len(desk.rows(f"{mine} AND starts_at < {day(0) + CLIENTS * HOUR // 4}")) == CLIENTS


def _acknowledged(url: str, wish: Any) -> str | None:
    try:
        answer = httpx.post(f"{url}/graphql", json={"query": CREATE, "variables": {"input": wish}}, timeout=30)
    except httpx.TransportError:
        return None
    return str(answer.json()["data"]["createBooking"]["booking"]["id"])
