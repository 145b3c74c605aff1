"""Calendars through GraphQL and the server: connected ones block time and are kept fresh, one's own can be read."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
import recurring_ical_events  # type: ignore[import-untyped]
from sqlalchemy import URL, insert, select, update

import db
from db import demo
from db.tokens import digest
from db.visibility import seeing_all
from resolvers.calendar_files import MOST_BYTES, Unusable
from resolvers.ics_reading import busy
from server.fetching import Fetcher
from server.settings import BadSetting
from server.settings import read as read_settings
from tests.booking_world import CREATE, DAY, HOUR, MIDNIGHT, Offer, iso, offer, token_of
from tests.conftest import KINDS, NOW, SITE, Databases, Graph, Server, start, writing
from tests.test_calendar_files import as_read, file, parsed

ERRORS = "errors { code field message }"
SHOWN = "id name url timezone problem failures refreshedTime nextRefreshTime readUntil"
BUSY = "busy(first: 500) { totalCount edges { start end } }"
CONNECT = (
    "mutation ($input: CreateCalendarConnectionInput!) { createCalendarConnection(input: $input) "
    f"{{ calendarConnection {{ {SHOWN} {BUSY} }} {ERRORS} }} }}"
)
REFRESH = (
    "mutation ($input: RefreshCalendarConnectionInput!) { refreshCalendarConnection(input: $input) "
    f"{{ calendarConnection {{ {SHOWN} {BUSY} }} {ERRORS} }} }}"
)
DELETE = (
    "mutation ($input: DeleteCalendarConnectionInput!) { deleteCalendarConnection(input: $input) "
    f"{{ success {ERRORS} }} }}"
)
OWN = f"{{ self {{ calendarConnections {{ {SHOWN} {BUSY} }} }} }}"
ROTATE = f"mutation {{ rotateCalendarFeed {{ url {ERRORS} }} }}"
SLOTS = """query ($type: ID!, $from: DateTime!, $to: DateTime!) {
  slots(meetingType: $type, from: $from, to: $to, troubleshoot: true) { start reason } }"""


def wall(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y%m%dT%H%M%SZ}"


def meeting(begin: int, *lines: str) -> str:
    """A file with a meeting of an hour."""
    return file((f"DTSTART:{wall(begin)}", "DURATION:PT1H", *lines))


class Elsewhere(ThreadingHTTPServer):
    """A web server that members' calendars are on."""

    answers: dict[str, tuple[int, dict[str, str], bytes]]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    server: Elsewhere

    def do_GET(self) -> None:
        """Answer what the test has laid out."""
        if self.path == "/silent":
            threading.Event().wait(2)
            return
        status, headers, body = self.server.answers[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    made = Elsewhere(("127.0.0.1", 0), _Answer)
    made.answers = {}
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture(scope="module", params=KINDS)
def graph(request: pytest.FixtureRequest, databases: Databases, graphs: Callable[[URL, str], Graph]) -> Graph:
    """An empty database of each kind."""
    return graphs(databases.migrated(request.param), "fast")


def done(graph: Graph, query: str, viewer: int, **input: Any) -> Any:
    """The payload of a mutation."""
    return next(iter(graph.data(query, {"input": input}, viewer).values()))


def reasons(graph: Graph, talk: Offer, begin: int, hours: int) -> list[str | None]:
    span = {"type": str(talk.id), "from": iso(begin), "to": iso(begin + hours * HOUR)}
    return [slot["reason"] for slot in graph.data(SLOTS, span)["slots"]]


def test_a_connected_calendar_blocks_time(graph: Graph) -> None:
    talk = offer(graph.url)
    (rosa,) = talk.hosts
    source = meeting(MIDNIGHT + HOUR, "RRULE:FREQ=DAILY;COUNT=2")
    made = done(graph, CONNECT, rosa, name="Work", file=source)
    assert made["errors"] is None
    connection = made["calendarConnection"]
    assert connection["busy"]["edges"] == [
        {"start": iso(begin), "end": iso(begin + HOUR)} for begin in (MIDNIGHT + HOUR, MIDNIGHT + DAY + HOUR)
    ]
    assert (connection["url"], connection["timezone"], connection["problem"]) == (None, "UTC", None)
    assert reasons(graph, talk, MIDNIGHT, 4) == [None, "BUSY", None, None]
    assert graph.last.statements == 2
    booked = graph.data(CREATE, {"input": talk.wish(MIDNIGHT + HOUR)})["createBooking"]
    assert [error["code"] for error in booked["errors"]] == ["SLOT_OCCUPIED"]
    key = connection["id"]
    again = done(graph, REFRESH, rosa, calendarConnectionId=key, file=meeting(MIDNIGHT + 2 * HOUR))
    assert again["calendarConnection"]["busy"]["totalCount"] == 1
    assert reasons(graph, talk, MIDNIGHT, 4) == [None, None, "BUSY", None]
    assert done(graph, REFRESH, rosa, calendarConnectionId=key)["calendarConnection"]["id"] == key
    assert done(graph, DELETE, rosa, calendarConnectionId=key) == {"success": True, "errors": None}
    assert reasons(graph, talk, MIDNIGHT, 4) == [None] * 4
    assert graph.data(OWN, viewer=rosa)["self"]["calendarConnections"] == []


def test_buffers_keep_clear_of_other_calendars(graph: Graph) -> None:
    talk = offer(graph.url, buffer_after=HOUR // 2)
    done(graph, CONNECT, talk.hosts[0], name="Work", file=meeting(MIDNIGHT + HOUR))
    assert reasons(graph, talk, MIDNIGHT, 3) == ["BUFFER", "BUSY", None]


def test_a_calendar_is_its_members_alone(graph: Graph) -> None:
    talk = offer(graph.url, hosts=2)
    rosa, karl = talk.hosts
    key = done(graph, CONNECT, rosa, name="Work", file=meeting(MIDNIGHT))["calendarConnection"]["id"]
    shown = "calendarConnections { id busy { totalCount } } calendarFeed { createdTime }"
    of_rosa = f'{{ member(id: "{rosa}") {{ {shown} }} }}'
    assert graph.data(of_rosa, viewer=rosa)["member"]["calendarConnections"] == [{"id": key, "busy": {"totalCount": 1}}]
    assert graph.last.reader == "fast"
    assert graph.data(of_rosa, viewer=karl)["member"] == {"calendarConnections": [], "calendarFeed": None}
    for query in (REFRESH, DELETE):
        (error,) = done(graph, query, karl, calendarConnectionId=key)["errors"]
        assert (error["code"], error["field"]) == ("NOT_FOUND", "calendarConnectionId")
    refused = graph.ask(CONNECT, {"input": {"name": "Work", "file": meeting(MIDNIGHT)}})["errors"]
    assert [error["extensions"]["code"] for error in refused] == ["UNAUTHENTICATED"]


def test_days_are_those_of_the_default_hours(graph: Graph) -> None:
    (rosa,) = offer(graph.url).hosts
    with writing(graph.url) as engine, engine.begin() as connection:
        connection.execute(update(db.Availability).where(db.Availability.id == rosa).values(timezone="Asia/Tokyo"))
    days = file(("DTSTART;VALUE=DATE:20261201",))
    made = done(graph, CONNECT, rosa, name="Days", file=days)["calendarConnection"]
    assert made["timezone"] == "Asia/Tokyo"
    assert made["busy"]["edges"] == [{"start": "2026-11-30T15:00:00Z", "end": "2026-12-01T15:00:00Z"}]
    other = done(graph, CONNECT, rosa, name="Days", file=days, timezone="America/New_York")["calendarConnection"]
    assert other["busy"]["edges"] == [{"start": "2026-12-01T05:00:00Z", "end": "2026-12-02T05:00:00Z"}]


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({}, "url", "or `file` must be given"),
        ({"url": "https://example.org", "file": "x"}, "url", "only one"),
        ({"url": "ftp://example.org/me.ics"}, "url", "like https"),
        ({"url": "nothing"}, "url", "like https"),
        ({"url": "http://[::1"}, "url", "like https"),
        ({"file": "hello"}, "file", "not an iCalendar file"),
        ({"file": meeting(MIDNIGHT), "timezone": "Mars/Olympus"}, "timezone", "time zone database"),
        ({"file": meeting(MIDNIGHT), "name": " "}, "name", "characters"),
    ],
)
def test_what_cannot_be_connected(graph: Graph, given: dict[str, Any], field: str, words: str) -> None:
    (rosa,) = offer(graph.url).hosts
    payload = done(graph, CONNECT, rosa, **{"name": "Work", **given})
    (error,) = payload["errors"]
    assert (error["code"], error["field"], payload["calendarConnection"]) == ("BAD_USER_INPUT", field, None)
    assert words in error["message"]


def test_ten_calendars_are_the_most(graph: Graph) -> None:
    (rosa,) = offer(graph.url).hosts
    with writing(graph.url) as engine, engine.begin() as connection:
        for _ in range(10):
            connection.execute(insert(db.CalendarConnection).values(**connected(rosa)))
    payload = done(graph, CONNECT, rosa, name="One more", file=meeting(MIDNIGHT))
    assert [error["code"] for error in payload["errors"]] == ["CONFLICT"]


def connected(member_id: int, **also: Any) -> dict[str, Any]:
    """A row of a connection that was read long ago."""
    due = {"read_until": NOW, "refreshed_at": 0, "next_refresh_at": NOW + DAY, "created_at": 0}
    return {"member_id": member_id, "name": "Work", "source": file(), "timezone": "UTC", **due, **also}


def fetched(url: str, anywhere: bool = True, seconds: float = 10) -> str:
    return asyncio.run(Fetcher(anywhere, seconds).fetch(url))


def test_a_feed_is_fetched_within_bounds(elsewhere: Elsewhere) -> None:
    elsewhere.answers |= {
        "/me.ics": (200, {}, "\ufeffBEGIN:VCALENDAR é".encode()),
        "/moved": (302, {"Location": "/me.ics"}, b""),
        "/round": (301, {"Location": "/round"}, b""),
        "/out": (307, {"Location": "ftp://example.org/"}, b""),
        "/gone": (410, {}, b""),
        "/large": (200, {}, b"x" * (MOST_BYTES + 1)),
        "/latin": (200, {}, b"\xe9"),
    }
    assert fetched(f"{elsewhere.url}/me.ics") == fetched(f"{elsewhere.url}/moved") == "BEGIN:VCALENDAR é"
    for path, words in (
        ("/round", "redirected more than 3 times"),
        ("/out", "must begin with https"),
        ("/gone", "status is 410"),
        ("/large", "larger than"),
        ("/latin", "not UTF-8"),
    ):
        with pytest.raises(Unusable, match=words):
            fetched(elsewhere.url + path)
    with pytest.raises(Unusable, match=r"no whole answer within 0\.2 seconds"):
        fetched(f"{elsewhere.url}/silent", seconds=0.2)
    with pytest.raises(Unusable, match="no connection"):
        fetched("http://127.0.0.1:1/")


def test_only_the_internet_is_asked(elsewhere: Elsewhere) -> None:
    port = elsewhere.server_port
    for url, words in (
        (f"http://example.org:{port}/", "must begin with https"),
        (f"https://127.0.0.1:{port}/", "private network"),
        (f"https://[::ffff:127.0.0.1]:{port}/", "private network"),
        (f"https://localhost:{port}/", "private network"),
        ("https://169.254.169.254/latest/meta-data", "private network"),
        ("https://user:word@example.org/", "no user"),
        (f"https://2130706433:{port}/", "private network"),
    ):
        with pytest.raises(Unusable, match=words):
            fetched(url, anywhere=False)


def test_the_setting_is_a_switch() -> None:
    assert read_settings({}).calendars_anywhere is False
    assert read_settings({"CALENDARS_ANYWHERE": "on"}).calendars_anywhere is True
    with pytest.raises(BadSetting, match="CALENDARS_ANYWHERE"):
        read_settings({"CALENDARS_ANYWHERE": "maybe"})


@pytest.fixture(scope="module", params=KINDS)
def house(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["House"]:
    """A server on a demo of its own that may ask this machine."""
    url = databases.demo_to_change(request.param)
    server = start(url, tmp_path_factory.mktemp("calendars") / "server.log", CALENDARS_ANYWHERE="on")
    with httpx.Client(timeout=60) as client:
        yield House(url, server, client)
    server.stop()


class House:
    """A server and its database."""

    def __init__(self, url: URL, server: Server, client: httpx.Client) -> None:
        self.url, self.server, self.client = url, server, client

    def ask(self, query: str, token: str, **variables: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        body = {"query": query, "variables": variables}
        answer = self.client.post(f"{self.server.url}/graphql", json=body, headers=headers).json()
        assert "errors" not in answer, answer
        return answer["data"]

    def row(self, key: int, *columns: Any) -> Any:
        with writing(self.url) as engine, engine.connect() as connection, seeing_all(connection) as session:
            return session.execute(select(*columns).where(db.CalendarConnection.id == key)).one()

    def until(self, key: int, holds: Callable[[Any], bool], *columns: Any) -> Any:
        """A connection's columns, once they are as wanted."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if holds(found := self.row(key, *columns)):
                return found
        raise AssertionError(f"still {found}")

    def add(self, **row: Any) -> int:
        with writing(self.url) as engine, engine.begin() as connection:
            c = db.CalendarConnection
            return connection.execute(insert(c).values(**row).returning(c.id)).scalar_one()


def test_a_feed_is_read_at_once_and_then_kept_fresh(house: House, elsewhere: Elsewhere) -> None:
    talk = offer(house.url)
    (rosa,) = talk.hosts
    elsewhere.answers["/rosa.ics"] = (200, {"Content-Type": "text/calendar"}, meeting(MIDNIGHT).encode())
    given = {"name": "Feed", "url": f"{elsewhere.url}/rosa.ics"}
    payload = house.ask(CONNECT, token_of(rosa), input=given)["createCalendarConnection"]
    assert payload["errors"] is None
    made = payload["calendarConnection"]
    assert (made["busy"]["totalCount"], made["url"]) == (1, given["url"])
    assert (made["refreshedTime"], made["nextRefreshTime"]) == (iso(NOW)[:19] + "Z", iso(NOW + HOUR))
    c, key = db.CalendarConnection, int(made["id"])
    elsewhere.answers["/rosa.ics"] = (500, {}, b"")
    due(house, key)
    failed = house.until(key, lambda row: row[0] is not None, c.problem, c.failures, c.next_refresh_at)
    assert failed == ("The answer's status is 500.", 1, NOW + 60_000)
    (shown,) = house.ask(OWN, token_of(rosa))["self"]["calendarConnections"]
    assert (shown["problem"], shown["failures"], shown["busy"]["totalCount"]) == ("The answer's status is 500.", 1, 1)
    due(house, key)
    assert house.until(key, lambda row: row[0] == 2, c.failures, c.next_refresh_at) == (2, NOW + 5 * 60_000)
    refused = house.ask(REFRESH, token_of(rosa), input={"calendarConnectionId": made["id"]})
    (error,) = refused["refreshCalendarConnection"]["errors"]
    assert (error["code"], error["field"]) == ("BAD_USER_INPUT", "url")
    elsewhere.answers["/rosa.ics"] = (200, {}, meeting(MIDNIGHT + 5 * HOUR).encode())
    due(house, key)
    house.until(key, lambda row: row == (0, None, NOW + HOUR), c.failures, c.problem, c.next_refresh_at)
    (shown,) = house.ask(OWN, token_of(rosa))["self"]["calendarConnections"]
    assert shown["busy"]["edges"] == [{"start": iso(MIDNIGHT + 5 * HOUR), "end": iso(MIDNIGHT + 6 * HOUR)}]


def test_a_retry_connects_nothing_twice(house: House) -> None:
    (rosa,) = offer(house.url).hosts
    headers = {"Authorization": f"Bearer {token_of(rosa)}", "Idempotency-Key": f"calendar of {rosa}"}
    body = {"query": CONNECT, "variables": {"input": {"name": "Work", "file": meeting(MIDNIGHT)}}}
    first, again = (house.client.post(f"{house.server.url}/graphql", json=body, headers=headers) for _ in range(2))
    assert first.json()["data"]["createCalendarConnection"]["errors"] is None
    assert first.json() == again.json()
    assert len(house.ask(OWN, token_of(rosa))["self"]["calendarConnections"]) == 1


def due(house: House, key: int) -> None:
    with writing(house.url) as engine, engine.begin() as connection:
        c = db.CalendarConnection
        connection.execute(update(c).where(c.id == key).values(next_refresh_at=NOW))


def test_a_file_is_written_out_further_as_time_goes_by(house: House) -> None:
    (rosa,) = offer(house.url).hosts
    weekly = meeting(MIDNIGHT - 700 * DAY, "RRULE:FREQ=WEEKLY")
    key = house.add(**connected(rosa, source=weekly, next_refresh_at=NOW - 1))
    c = db.CalendarConnection
    found = house.until(key, lambda row: row[0] > NOW, c.read_until, c.next_refresh_at)
    assert found == (NOW + 732 * DAY, NOW + DAY)
    (shown,) = house.ask(OWN, token_of(rosa))["self"]["calendarConnections"]
    assert shown["busy"]["totalCount"] == 105


MINE = """query ($me: ID!) {
  events(first: 500, filter: {own: true}) { edges { node { token title dateTime endTime status } } }
  bookings(first: 500, filter: {hostId: $me, status: [PENDING, CONFIRMED]}) { edges { node { uuid start end } } } }"""


def feed(house: House, token: str) -> str:
    payload = house.ask(ROTATE, token)["rotateCalendarFeed"]
    assert payload["errors"] is None
    assert payload["url"].startswith(f"{SITE}/calendar/")
    return f"{house.server.url}{payload['url'].removeprefix(SITE)}"


def test_ones_own_calendar_holds_events_and_bookings(house: House) -> None:
    answer = house.client.get(f"{house.server.url}/calendar/{demo.DEMO_CALENDAR_SECRET}.ics")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    read = parsed(answer.content)
    assert read.get_missing_tzids() == set()
    found = {str(event["UID"]): event for event in read.events}
    data = house.ask(MINE, demo.DEMO_TOKEN, me=str(demo.DEMO_ORGANIZER_ID))
    events = [edge["node"] for edge in data["events"]["edges"]]
    meetings = [edge["node"] for edge in data["bookings"]["edges"]]
    assert len(events) >= 3
    assert len(meetings) >= 2
    expected = {f"event-{each['token']}@convene": (each["dateTime"], each["endTime"]) for each in events}
    expected |= {f"{each['uuid']}@convene": (each["start"], each["end"]) for each in meetings}
    assert expected.keys() <= found.keys()
    for uid, (begin, end) in expected.items():
        assert found[uid].start == datetime.fromisoformat(begin)
        assert end is None or found[uid].end == datetime.fromisoformat(end)
    assert {found[f"event-{each['token']}@convene"]["SUMMARY"] for each in events} == {each["title"] for each in events}
    zones = {event["DTSTART"].params.get("TZID") for event in read.events}
    assert zones - {None}
    assert as_read(answer.text) == sorted(
        (round(event.start.timestamp() * 1000), round(event.end.timestamp() * 1000)) for event in read.events
    )
    assert len(list(recurring_ical_events.of(read).all())) == len(found)


def test_a_calendar_is_asked_for_again_and_nothing_is_sent(house: House) -> None:
    address = feed(house, demo.DEMO_MEMBER_TOKEN)
    first = house.client.get(address)
    assert first.headers["cache-control"] == "private, no-cache"
    again = house.client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    head = house.client.head(address)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])
    assert house.client.post(address).status_code == 405


def test_a_secret_is_shown_once_replaced_and_taken_away(house: House) -> None:
    (rosa,) = offer(house.url).hosts
    token = token_of(rosa)
    old = feed(house, token)
    secret = old.rpartition("/")[2].removesuffix(".ics")
    with writing(house.url) as engine, engine.connect() as connection, seeing_all(connection) as session:
        assert session.scalars(select(db.CalendarFeed.digest).where(db.CalendarFeed.member_id == rosa)).one() == digest(
            secret
        )
    assert house.client.get(old).status_code == 200
    assert house.ask("{ self { calendarFeed { createdTime } } }", token) == {
        "self": {"calendarFeed": {"createdTime": "2026-11-18T11:06:40Z"}}
    }
    new = feed(house, token)
    assert [house.client.get(each).status_code for each in (old, new)] == [404, 200]
    house.ask("mutation { deleteCalendarFeed { success } }", token)
    assert house.client.get(new).status_code == 404
    assert house.ask("{ self { calendarFeed { createdTime } } }", token) == {"self": {"calendarFeed": None}}
    assert secret not in house.server.log.read_text()
    assert "/calendar/..." in house.server.log.read_text()


def test_a_calendar_shows_what_its_member_may_see(house: House) -> None:
    """An event that has become a draft is gone for those who said yes, and whoever is removed has no calendar."""
    talk = offer(house.url, hosts=2)
    goes, _ = talk.hosts
    e, r = db.Event, db.Rsvp
    with writing(house.url) as engine, engine.begin() as connection:
        event = connection.execute(select(e.id, e.token).where(e.id == demo.DEMO_EVENT_ID)).one()
        said = {"status": "YES", "created_at": 0, "updated_at": 0}
        connection.execute(insert(r).values(event_id=event.id, member_id=goes, **said))
    address, uid = feed(house, token_of(goes)), f"event-{event.token}@convene"

    def holds() -> bool:
        return uid in house.client.get(address).text

    def become(**values: str) -> None:
        with writing(house.url) as engine, engine.begin() as connection:
            connection.execute(update(e).where(e.id == event.id).values(**values))

    assert holds()
    for values in ({"status": "DRAFT"}, {"status": "CANCELLED"}, {"visibility": "MEMBERS"}):
        become(**values)
        assert not holds()
        become(status="ACTIVE", visibility="PUBLIC")
    assert holds()
    with writing(house.url) as engine, engine.begin() as connection:
        connection.execute(update(db.Member).where(db.Member.id == goes).values(status="REMOVED"))
    assert house.client.get(address).status_code == 404


def test_the_demo_has_a_calendar_of_either_kind(house: House) -> None:
    (shown,) = house.ask(OWN, demo.DEMO_TOKEN)["self"]["calendarConnections"]
    c = db.CalendarConnection
    source, zone, until = house.row(int(shown["id"]), c.source, c.timezone, c.read_until)
    assert [(edge["start"], edge["end"]) for edge in shown["busy"]["edges"]] == [
        (iso(begin), iso(end)) for begin, end in sorted(busy(source, zone, NOW, until))
    ]


def test_mail_about_a_booking_brings_it_as_a_calendar(graph: Graph) -> None:
    talk = offer(graph.url)
    booked = graph.data(CREATE, {"input": talk.wish(MIDNIGHT)})["createBooking"]
    cancel = "mutation ($s: String!) { cancelBooking(input: {secret: $s}) { errors { code } } }"
    graph.data(cancel, {"s": booked["secret"]})
    m = db.Message
    with writing(graph.url) as engine, engine.connect() as connection, seeing_all(connection) as session:
        files = session.scalars(select(m.attachment).where(m.member_id == talk.hosts[0]).order_by(m.id)).all()
    invited, cancelled = (parsed(str(file)) for file in files)
    assert [str(each["METHOD"]) for each in (invited, cancelled)] == ["REQUEST", "CANCEL"]
    (first,), (last,) = invited.events, cancelled.events
    assert (first.start, first.end) == tuple(
        datetime.fromtimestamp(at / 1000, UTC) for at in (MIDNIGHT, MIDNIGHT + HOUR)
    )
    assert (str(first["ORGANIZER"]), str(first["ATTENDEE"])) == (
        f"mailto:host{talk.hosts[0]}@example.org",
        "mailto:rosa@example.org",
    )
    assert (str(last["UID"]), str(last["STATUS"])) == (str(first["UID"]), "CANCELLED")
    assert last["SEQUENCE"] > first["SEQUENCE"]
