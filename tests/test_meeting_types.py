"""Everything that can be said of a meeting type and of working hours, through GraphQL: listed, booked, refused."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import URL, insert

import db
from db.events import times
from tests.booking_world import CREATE, DAY, HOUR, MIDNIGHT, iso
from tests.conftest import KINDS, NOW, Databases, Graph, writing
from tests.test_offers import World

MONDAY = MIDNIGHT + 5 * DAY
"""2026-11-30. Hours are from nine to five in Berlin, which is an hour ahead then."""
ASKED = """query ($type: ID!, $from: DateTime!, $to: DateTime!, $duration: Duration, $hosts: [ID!], $why: Boolean!) {
  slots(meetingType: $type, from: $from, to: $to, timezone: "Europe/Berlin", duration: $duration, hosts: $hosts,
        troubleshoot: $why) { start end hostIds seatsLeft reason } }"""
HOURS = ["09", "10", "11", "12", "13", "14", "15", "16"]


@pytest.fixture(scope="module", params=KINDS)
def graph(request: pytest.FixtureRequest, databases: Databases, graphs: Callable[[URL, str], Graph]) -> Graph:
    """An empty database of each kind."""
    return graphs(databases.migrated(request.param), "fast")


@pytest.fixture
def world(graph: Graph) -> World:
    """Three new members."""
    return World(graph)


class Offered:
    """A meeting type of an hour, Monday to Wednesday."""

    def __init__(self, world: World, hours: Any = None, **traits: Any) -> None:
        self.world = world
        self.hours = world.hours(**(hours or {}))["id"]
        self.id = world.made("createMeetingType", name="Talk", **{"durations": ["PT1H"], **traits})["id"]

    def asked(self, begin: int = MONDAY, end: int = MONDAY + DAY, why: bool = False, **also: Any) -> Any:
        given = {"type": self.id, "from": iso(begin), "to": iso(end), "why": why, **also}
        return self.world.graph.data(ASKED, given)["slots"]

    def starts(self, begin: int = MONDAY, end: int = MONDAY + DAY, **also: Any) -> list[str]:
        """When it can be booked: hours and minutes in Berlin, full hours short."""
        return [slot["start"][11:16].removesuffix(":00") for slot in self.asked(begin, end, **also)]

    def reasons(self, *hours: int) -> list[str | None]:
        """Why not at these hours of Monday."""
        found = {slot["start"][11:16]: slot["reason"] for slot in self.asked(why=True)}
        return [found[f"{hour:02}:00"] for hour in hours]

    def book(self, hour: float, day: int = 0, person: str = "", **also: Any) -> Any:
        """What comes of booking an hour in Berlin: the booking, or the codes and fields of what is wrong."""
        attendee = {"name": "Ada", "email": "ada@example.org", **also.pop("attendee", {})}
        start = iso(MONDAY + day * DAY + round((hour - 1) * HOUR))
        given = {"input": {"meetingTypeId": self.id, "start": start, "attendee": attendee, **also}}
        query = CREATE.replace("taken", "taken channel location awaits expiresTime")
        payload = self.world.graph.data(query, given, self.world.people.get(person, 0))["createBooking"]
        return payload["booking"] or [(error["code"], error["field"]) for error in payload["errors"]]


def test_lengths_to_choose_from(world: World) -> None:
    talk = Offered(world, durations=["PT1H", "PT2H"])
    assert talk.starts() == HOURS
    assert talk.starts(duration="PT2H") == HOURS[:-1]
    assert talk.book(15, duration="PT2H")["end"] == iso(MONDAY + 16 * HOUR)
    assert talk.book(9, duration="PT3H") == [("BAD_USER_INPUT", "duration")]
    assert talk.starts() == HOURS[:-2]


def test_the_grid(world: World) -> None:
    talk = Offered(world, interval="PT1H30M")
    assert talk.starts() == ["09", "10:30", "12", "13:30", "15"]
    assert talk.book(10) == [("OFF_GRID", "start")]
    assert talk.book(10.5)["status"] == "CONFIRMED"
    assert talk.starts() == ["09", "12", "13:30", "15"]


def test_buffers(world: World) -> None:
    talk = Offered(world, bufferBefore="PT30M", bufferAfter="PT1H")
    assert talk.starts() == HOURS
    assert talk.book(12)["status"] == "CONFIRMED"
    reasons = [None, "BUFFER", "BUSY", "BUSY", "BUSY", "BUFFER", None]
    assert talk.reasons(9, 10, 11, 12, 13, 14, 15) == reasons
    assert talk.book(13) == [("SLOT_OCCUPIED", "start")]
    inside = Offered(world, {"timezone": "Europe/Berlin"}, slug="inside", bufferAfter="PT1H", bufferInHours=True)
    assert inside.starts(MONDAY + DAY, MONDAY + 2 * DAY) == HOURS[:-1]
    assert inside.book(16, day=1) == [("SLOT_OCCUPIED", "start")]


def test_notice_and_horizon(world: World) -> None:
    ahead = (MONDAY + 10 * HOUR - NOW) // 60_000
    late = Offered(world, notice=f"PT{ahead}M")
    assert late.starts() == HOURS[2:]
    assert late.reasons(10, 11) == ["NOTICE", None]
    assert late.book(10) == [("NOTICE", "start")]
    early = Offered(world, slug="early", horizon=f"PT{ahead}M")
    assert early.starts() == HOURS[:2] == early.starts(MONDAY, MONDAY + 30 * DAY)
    assert early.book(13) == [("HORIZON", "start")]


def test_a_first_and_a_last_day(world: World) -> None:
    span = {"earliest": iso(MONDAY + 9 * HOUR), "latest": iso(MONDAY + 12 * HOUR)}
    talk = Offered(world, **span)
    assert talk.starts(MONDAY, MONDAY + 7 * DAY) == ["10", "11", "12", "13"]
    assert talk.book(9) == talk.book(14) == [("HORIZON", "start")]


@pytest.mark.parametrize(
    ("limit", "days"),
    [("mostPerDay", [0, 1, 1, 1]), ("mostPerWeek", [0, 0, 0, 1]), ("mostPerMonth", [0, 1, 1, 1])],
)
def test_limits(world: World, limit: str, days: list[int]) -> None:
    """Two on Monday the last of November: on Tuesday it is another day and month, in a week another week."""
    talk = Offered(world, **{limit: 2})
    booked = [talk.book(hour) for hour in (9, 10)]
    assert {each["status"] for each in booked} == {"CONFIRMED"}
    assert talk.book(11) == [("LIMIT", "start")]
    assert talk.reasons(9, 11) == ["LIMIT", "LIMIT"]
    spans = [(MONDAY + day * DAY, MONDAY + day * DAY + DAY) for day in (0, 1, 2, 7)]
    assert [int(bool(talk.starts(*span))) for span in spans] == days
    cancel = "mutation ($id: ID!) { cancelBooking(input: {bookingId: $id}) { booking { status } } }"
    world.graph.data(cancel, {"id": booked[0]["id"]}, world.people["rosa"])
    assert talk.starts() == [hour for hour in HOURS if hour != "10"]


def test_seats(world: World) -> None:
    talk = Offered(world, seats=2, mostPerDay=1)
    assert [talk.book(10)["taken"], talk.book(10)["taken"]] == [1, 2]
    assert talk.book(10) == [("LIMIT", "start")]
    assert talk.reasons(10, 11) == ["LIMIT", "LIMIT"]
    other = Offered(world, slug="other", seats=2)
    assert [slot["seatsLeft"] for slot in other.asked(MONDAY + DAY, MONDAY + DAY + 9 * HOUR)] == [2]
    other.book(9, day=1)
    assert [slot["seatsLeft"] for slot in other.asked(MONDAY + DAY, MONDAY + DAY + 9 * HOUR)] == [1]


def test_where_to_meet(world: World) -> None:
    talk = Offered(world, channels=["phone", "jitsi"], locations=["Room 1"])
    first = talk.book(9)
    assert (first["channel"], first["location"]) == ("phone", "Room 1")
    assert talk.book(10, channel="jitsi")["channel"] == "jitsi"
    assert talk.book(11, channel="pigeon") == [("BAD_USER_INPUT", "channel")]
    assert talk.book(11, location="Moon") == [("BAD_USER_INPUT", "location")]


def test_guests(world: World) -> None:
    friend = {"guests": ["bob@example.org"]}
    assert Offered(world).book(9, attendee=friend)["status"] == "CONFIRMED"
    alone = Offered(world, slug="alone", allowGuests=False)
    assert alone.book(10, attendee=friend) == [("BAD_USER_INPUT", "attendee.guests")]


def test_who_has_to_confirm(world: World) -> None:
    twice = Offered(world, doubleOptIn=True, hostConfirmation=True)
    booked = twice.book(9)
    assert (booked["status"], booked["awaits"], booked["expiresTime"]) == ("PENDING", "ATTENDEE", iso(NOW + HOUR // 2))
    once = Offered(world, slug="once", hostConfirmation=True)
    booked = once.book(10)
    assert (booked["status"], booked["awaits"], booked["expiresTime"]) == ("PENDING", "HOST", iso(NOW + 2 * DAY))
    assert once.reasons(9, 10, 11) == ["BUSY", "BUSY", None]


def test_what_is_off_is_seen_by_those_who_run_it(world: World) -> None:
    talk = Offered(world, enabled=False)
    given = {"type": talk.id, "from": iso(MONDAY), "to": iso(MONDAY + DAY), "why": False}
    assert world.graph.data(ASKED, given)["slots"] is None
    assert len(world.graph.data(ASKED, given, world.people["rosa"])["slots"]) == 8
    assert talk.book(9) == [("NOT_FOUND", "meetingTypeId")]
    assert talk.book(9, person="rosa")["status"] == "CONFIRMED"


def test_whose_time_it_takes(world: World) -> None:
    """One: the first host's. Anyone: in turn. Everyone: of all together."""
    world.hours("karl", weekly=[{"weekday": "MONDAY", "hours": ["08:00-11:00"]}])
    workspace = world.made("createWorkspace", name="Us")
    world.made("joinWorkspace", "karl", uuid=workspace["uuid"])
    rosa, karl = world.id("rosa"), world.id("karl")
    both = {"workspaceId": workspace["id"], "hosts": [{"memberId": rosa}, {"memberId": karl}]}
    world.hours()
    made = {
        method: Offered(world, slug=method.lower(), method=method, **both) for method in ("ONE", "ANYONE", "EVERYONE")
    }
    assert made["ONE"].starts() == HOURS
    assert {tuple(slot["hostIds"]) for slot in made["ONE"].asked()} == {(rosa,)}
    assert made["ANYONE"].starts() == ["08", *HOURS]
    assert made["EVERYONE"].starts() == ["09", "10"]
    assert made["ANYONE"].starts(hosts=[karl]) == ["08", "09", "10"]
    taken = [made["ANYONE"].book(9)["hosts"] for _ in range(2)]
    assert taken == [[{"member": {"id": rosa}}], [{"member": {"id": karl}}]]
    assert made["ONE"].book(9) == made["EVERYONE"].book(9) == [("SLOT_OCCUPIED", "start")]
    assert [each["member"]["id"] for each in made["EVERYONE"].book(10)["hosts"]] == [rosa, karl]
    assert made["ONE"].starts() == HOURS[2:]


def test_hours_dates_holidays_and_exceptions(world: World) -> None:
    monday, tuesday = "2026-11-30", "2026-12-01"
    talk = Offered(world)
    world.made(
        "editAvailability",
        availabilityId=talk.hours,
        dates=[{"date": monday, "hours": ["12:00-14:00", "22:00-01:00"]}, {"date": tuesday, "hours": []}],
    )
    assert talk.starts(MONDAY, MONDAY + 2 * DAY) == ["12", "13", "22", "23"]
    assert talk.reasons(9, 12) == ["EXCEPTION", None]
    for available, hour in ((True, 14), (False, 12)):
        span = {"start": iso(MONDAY + (hour - 1) * HOUR), "end": iso(MONDAY + hour * HOUR)}
        world.made("createAvailabilityException", availabilityId=talk.hours, available=available, **span)
    assert talk.starts() == ["13", "14", "22", "23"]
    assert talk.book(12) == [("OUTSIDE_HOURS", "start")]
    epiphany = MONDAY + 37 * DAY
    assert len(talk.starts(epiphany, epiphany + DAY)) == 8
    world.made("addHolidays", availabilityId=talk.hours, country="DE", subdivision="BY", years=[2027])
    assert talk.starts(epiphany, epiphany + DAY) == []


def test_own_events_block_unless_they_must_not(world: World) -> None:
    talk = Offered(world)
    rosa = world.people["rosa"]
    says = ("YES", "WAITLIST", "NO")
    with writing(world.graph.url) as engine, engine.begin() as connection:
        name = {
            "urlname": f"g{rosa}",
            "urlname_key": f"g{rosa}",
            "name": "G",
            "name_key": "g",
            "short_token": f"g{rosa}",
        }
        connection.execute(insert(db.Group).values(id=rosa, **name, founded_at=0))
        for place, hour in enumerate((9, 10, 11, 12, 13)):
            key, status = rosa * 10 + place, "CANCELLED" if hour == 13 else "ACTIVE"
            names = {"token": f"t{key}", "short_token": f"s{key}", "title": "E", "title_key": "e", "status": status}
            when = times(MONDAY + (hour - 1) * HOUR, HOUR)
            connection.execute(insert(db.Event).values(id=key, group_id=rosa, **names, **when, created_at=0))
            if hour < 12:
                said = {"status": says[place], "created_at": 0, "updated_at": 0}
                connection.execute(insert(db.Rsvp).values(event_id=key, member_id=rosa, **said))
            else:
                connection.execute(insert(db.EventHost).values(event_id=key, member_id=rosa, position=0))
    assert talk.reasons(9, 10, 11, 12, 13) == ["BUSY", None, None, "BUSY", None]
    assert talk.book(9) == [("SLOT_OCCUPIED", "start")]
    assert world.made("editAvailability", availabilityId=talk.hours, eventsBlock=False)["eventsBlock"] is False
    assert talk.starts() == HOURS
    shown = f'{{ availability(id: "{talk.hours}") {{ eventsBlock }} }}'
    assert world.graph.data(shown, viewer=rosa)["availability"] == {"eventsBlock": False}
    assert talk.book(9)["status"] == "CONFIRMED"


def test_a_member_shows_what_can_be_booked(world: World) -> None:
    talk = Offered(world)
    hidden = world.made("createMeetingType", name="Later", durations=["PT1H"], enabled=False)["id"]
    workspace = world.made("createWorkspace", name="Only us")["id"]
    shown = "meetingTypes { id } availabilities { id } workspaces { id }"
    query = f'{{ member(id: "{world.id("rosa")}") {{ {shown} }} }}'
    assert world.graph.data(query, viewer=world.people["rosa"])["member"] == {
        "meetingTypes": [{"id": talk.id}, {"id": hidden}],
        "availabilities": [{"id": talk.hours}],
        "workspaces": [{"id": workspace}],
    }
    assert world.graph.last.reader == "fast"
    assert world.graph.data(query)["member"] == {
        "meetingTypes": [{"id": talk.id}],
        "availabilities": [],
        "workspaces": [],
    }
