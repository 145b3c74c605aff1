"""What is offered: workspaces, working hours, holidays and meeting types, made and changed through GraphQL."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from sqlalchemy import URL, insert

import db
from tests.booking_world import CREATE, DAY, HOUR, MIDNIGHT, iso
from tests.conftest import KINDS, Databases, Graph, writing

PEOPLE = ("rosa", "karl", "stranger")
_numbers = count(1)
ERRORS = "errors { code field message }"
WORKSPACE = f"{{ workspace {{ id uuid name slug members {{ member {{ id }} role }} }} {ERRORS} }}"
HOURS = (
    "{ availability { id name timezone isDefault eventsBlock weekly { weekday hours }"
    f" dates {{ date title holiday windows {{ hours }} }} exceptions {{ id start end available title }} }} {ERRORS} }}"
)
TYPE = (
    "{ meetingType { id slug durations interval notice horizon seats method mostPerDay enabled"
    f" hosts {{ member {{ id }} }} }} {ERRORS} }}"
)
SUCCESS = f"{{ success {ERRORS} }}"
ANSWERS = {
    "Workspace": WORKSPACE,
    "Availability": HOURS,
    "AvailabilityException": HOURS,
    "MeetingType": TYPE,
    "Holidays": HOURS,
}
SLOTS = """query ($type: ID!, $from: DateTime!, $to: DateTime!, $zone: String!, $why: Boolean!) {
  slots(meetingType: $type, from: $from, to: $to, timezone: $zone, troubleshoot: $why) {
    start end hostIds seatsLeft reason } }"""


class World:
    """Three members, and what they do."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.people = {name: next(_numbers) for name in PEOPLE}
        rows = [
            {"id": key, "uuid": f"member {key}", "name": name, "name_key": name, "joined_at": 0}
            for name, key in self.people.items()
        ]
        with writing(graph.url) as engine, engine.begin() as connection:
            connection.execute(insert(db.Member), rows)

    def id(self, person: str) -> str:
        """A member's id as GraphQL has it."""
        return str(self.people[person])

    def do(self, field: str, person: str = "rosa", **input: Any) -> Any:
        """The payload of a mutation."""
        action = next(each for each in ("create", "edit", "delete", "add", "join", "leave") if field.startswith(each))
        noun = field.removeprefix(action)
        gone = action == "leave" or (action == "delete" and noun != "AvailabilityException")
        kind = field[0].upper() + field[1:]
        query = f"mutation ($input: {kind}Input!) {{ {field}(input: $input) {SUCCESS if gone else ANSWERS[noun]} }}"
        return self.graph.data(query, {"input": input}, self.people[person])[field]

    def made(self, field: str, person: str = "rosa", **input: Any) -> Any:
        """What came of a mutation that was carried out."""
        payload = self.do(field, person, **input)
        assert payload["errors"] is None, payload["errors"]
        return next(value for name, value in payload.items() if name != "errors")

    def refused(self, field: str, person: str = "rosa", **input: Any) -> tuple[str, str]:
        """Code and field of a refusal."""
        payload = self.do(field, person, **input)
        assert all(value is None for name, value in payload.items() if name != "errors")
        (error,) = payload["errors"]
        return error["code"], error["field"]

    def hours(self, person: str = "rosa", **also: Any) -> Any:
        """Nine to five from Monday to Friday, and some."""
        week = [{"weekday": day, "hours": ["09:00-17:00"]} for day in ("MONDAY", "TUESDAY", "WEDNESDAY")]
        given = {"name": "Office", "timezone": "Europe/Berlin", "weekly": week, **also}
        return self.made("createAvailability", person, **given)


@pytest.fixture(scope="module", params=KINDS)
def graph(request: pytest.FixtureRequest, databases: Databases, graphs: Callable[[URL, str], Graph]) -> Graph:
    """An empty database of each kind."""
    return graphs(databases.migrated(request.param), "fast")


@pytest.fixture
def world(graph: Graph) -> World:
    """Three new members."""
    return World(graph)


def test_a_workspace_is_joined_by_those_who_know_it(world: World) -> None:
    made = world.made("createWorkspace", name="Rosa & Friends")
    assert (made["slug"], made["members"]) == ("rosa-friends", [{"member": {"id": world.id("rosa")}, "role": "OWNER"}])
    assert world.refused("createWorkspace", name="Rosa, friends") == ("CONFLICT", "slug")
    key = made["id"]
    assert world.refused("editWorkspace", "karl", workspaceId=key, name="Mine") == ("NOT_FOUND", "workspaceId")
    outsider = [{"memberId": world.id("stranger"), "role": "OWNER"}]
    assert world.refused("editWorkspace", workspaceId=key, members=outsider) == ("BAD_USER_INPUT", "members")
    joined = world.made("joinWorkspace", "karl", uuid=made["uuid"])
    assert [each["role"] for each in joined["members"]] == ["OWNER", "MEMBER"]
    assert world.refused("editWorkspace", "karl", workspaceId=key, name="Mine") == ("FORBIDDEN", "workspaceId")
    assert world.refused("leaveWorkspace", workspaceId=key) == ("CONFLICT", "members")
    assert world.refused("deleteWorkspace", "karl", workspaceId=key) == ("FORBIDDEN", "workspaceId")
    roles = [{"memberId": world.id("rosa"), "role": "MEMBER"}, {"memberId": world.id("karl"), "role": "OWNER"}]
    assert world.made("editWorkspace", workspaceId=key, name="Karl", members=roles)["name"] == "Karl"
    assert world.made("leaveWorkspace", workspaceId=key) is True
    assert world.made("deleteWorkspace", "karl", workspaceId=key) is True


def test_working_hours_are_read_as_they_were_written(world: World) -> None:
    dates = [{"date": "2026-12-24", "hours": ["10:00-12:00", "22:00-02:00"]}, {"date": "2026-12-31", "hours": []}]
    made = world.hours(dates=dates)
    assert (made["isDefault"], made["eventsBlock"]) == (True, True)
    assert made["weekly"][0] == {"weekday": "MONDAY", "hours": "09:00-17:00"}
    christmas, end = made["dates"]
    assert [each["hours"] for each in christmas["windows"]] == ["10:00-12:00", "22:00-02:00"]
    assert end["windows"] == []
    week = [{"weekday": "SUNDAY", "hours": ["22:00-24:00", "00:00-23:59"]}]
    edited = world.made("editAvailability", availabilityId=made["id"], timezone="Asia/Kathmandu", weekly=week)
    assert [each["hours"] for each in edited["weekly"]] == ["00:00-23:59", "22:00-24:00"]
    assert (edited["timezone"], edited["name"], len(edited["dates"])) == ("Asia/Kathmandu", "Office", 2)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"name": " "}, "name"),
        ({"weekly": [{"weekday": "MONDAY", "hours": ["9-17"]}]}, "weekly.hours"),
        ({"weekly": [{"weekday": "MONDAY", "hours": ["24:00-25:00"]}]}, "weekly.hours"),
        ({"dates": [{"date": "2026-02-30", "hours": []}]}, "dates.date"),
        ({"dates": [{"date": "2026-02-03", "hours": []}] * 2}, "dates"),
    ],
)
def test_hours_that_make_no_sense_are_refused(world: World, given: dict[str, Any], field: str) -> None:
    good = {"name": "Office", "timezone": "UTC"}
    assert world.refused("createAvailability", **{**good, **given}) == ("BAD_USER_INPUT", field)


def test_holidays_close_dates_that_have_no_hours_of_their_own(world: World) -> None:
    key = world.hours(dates=[{"date": "2026-12-25", "hours": ["10:00-12:00"]}])["id"]
    closed = world.made("addHolidays", availabilityId=key, country="de", subdivision="BY", years=[2026])
    dates = {each["date"]: each for each in closed["dates"]}
    assert dates["2026-01-06"]["holiday"] == "DE"
    assert dates["2026-12-26"]["windows"] == []
    assert dates["2026-12-25"]["windows"] == [{"hours": "10:00-12:00"}]
    for given, field in (
        ({"country": "XX"}, "country"),
        ({"subdivision": "QQ"}, "subdivision"),
        ({"years": [1]}, "years"),
    ):
        wish = {"availabilityId": key, "country": "DE", "years": [2026], **given}
        assert world.refused("addHolidays", **wish) == ("BAD_USER_INPUT", field)


def test_exceptions_come_and_go(world: World) -> None:
    key = world.hours()["id"]
    span = {"start": iso(MIDNIGHT), "end": iso(MIDNIGHT + HOUR)}
    made = world.made("createAvailabilityException", availabilityId=key, available=False, title="Dentist", **span)
    (exception,) = made["exceptions"]
    assert (exception["title"], exception["available"], exception["start"]) == ("Dentist", False, iso(MIDNIGHT))
    one = {"exceptionId": exception["id"]}
    assert world.refused("editAvailabilityException", "karl", **one) == ("NOT_FOUND", "exceptionId")
    assert world.refused("editAvailabilityException", **one, end=iso(MIDNIGHT)) == ("BAD_USER_INPUT", "end")
    edited = world.made("editAvailabilityException", **one, end=iso(MIDNIGHT + DAY))
    assert edited["exceptions"][0]["end"] == iso(MIDNIGHT + DAY)
    assert world.made("deleteAvailabilityException", **one)["exceptions"] == []


def test_a_meeting_type_offers_what_it_says(world: World) -> None:
    assert world.refused("createMeetingType", name="Talk", durations=["PT30M"]) == ("BAD_USER_INPUT", "hosts")
    key = world.hours()["id"]
    made = world.made("createMeetingType", name="A Talk", durations=["PT60M", "PT30M"], horizon="P30D", mostPerDay=2)
    wanted = {"slug": "a-talk", "durations": ["PT1H", "PT30M"], "interval": "PT1H", "horizon": "PT720H", "seats": 1}
    assert wanted.items() <= made.items()
    assert world.refused("createMeetingType", name="a talk", durations=["PT30M"]) == ("CONFLICT", "slug")
    assert world.refused("deleteAvailability", availabilityId=key) == ("CONFLICT", "availabilityId")
    one = {"meetingTypeId": made["id"]}
    assert world.refused("editMeetingType", "karl", **one, name="Mine") == ("FORBIDDEN", "meetingTypeId")
    edited = world.made("editMeetingType", **one, horizon="PT0S", mostPerDay=0, notice="PT2H", seats=3)
    assert (edited["horizon"], edited["mostPerDay"], edited["notice"], edited["seats"]) == (None, None, "PT2H", 3)
    assert world.refused("editMeetingType", **one, doubleOptIn=True) == ("BAD_USER_INPUT", "doubleOptIn")
    assert world.made("deleteMeetingType", **one) is True
    assert world.made("deleteAvailability", availabilityId=key) is True


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"durations": []}, "durations"),
        ({"durations": ["PT1M"]}, "durations"),
        ({"durations": ["an hour"]}, "durations"),
        ({"interval": "PT1M"}, "interval"),
        ({"seats": 0}, "seats"),
        ({"bufferBefore": "PT30S"}, "bufferBefore"),
        ({"mostPerWeek": -1}, "mostPerWeek"),
        ({"slug": "A talk"}, "slug"),
        ({"channels": [""]}, "channels"),
        ({"hosts": [{"memberId": "999999"}]}, "hosts"),
    ],
)
def test_offers_that_make_no_sense_are_refused(world: World, given: dict[str, Any], field: str) -> None:
    world.hours()
    good = {"name": "Talk", "durations": ["PT30M"]}
    assert world.refused("createMeetingType", **{**good, **given}) == ("BAD_USER_INPUT", field)


def test_nobody_is_made_a_host_by_strangers(world: World) -> None:
    world.hours()
    world.hours("karl")
    workspace = world.made("createWorkspace", name="Us")
    offer = {"name": "Both", "durations": ["PT30M"], "method": "EVERYONE", "workspaceId": workspace["id"]}
    both = [{"memberId": world.id("rosa")}, {"memberId": world.id("karl")}]
    assert world.refused("createMeetingType", **offer, hosts=both) == ("BAD_USER_INPUT", "hosts")
    world.made("joinWorkspace", "karl", uuid=workspace["uuid"])
    made = world.made("createMeetingType", **offer, hosts=both)
    assert [host["member"]["id"] for host in made["hosts"]] == [world.id("rosa"), world.id("karl")]


def test_slots_are_listed_in_two_statements_with_reasons(world: World) -> None:
    key = world.hours()["id"]
    type_ = world.made("createMeetingType", name="Talk", durations=["PT1H"])["id"]
    monday = MIDNIGHT + 5 * DAY
    span = {"type": type_, "from": iso(monday), "to": iso(monday + DAY), "zone": "Europe/Berlin", "why": False}
    found = world.graph.data(SLOTS, span)["slots"]
    assert world.graph.last.statements == 2
    assert [slot["start"][11:] for slot in found] == [f"{hour:02}:00:00+01:00" for hour in range(9, 17)]
    assert found[0]["hostIds"] == [world.id("rosa")]
    busy = {"start": iso(monday + 9 * HOUR), "end": iso(monday + 11 * HOUR)}
    world.made("createAvailabilityException", availabilityId=key, available=False, **busy)
    person = {"name": "Ada", "email": "ada@example.org"}
    booked = world.graph.data(
        CREATE, {"input": {"meetingTypeId": type_, "start": found[0]["start"], "attendee": person}}
    )
    assert booked["createBooking"]["errors"] is None
    explained = world.graph.data(SLOTS, {**span, "why": True})["slots"]
    reasons = {slot["start"][11:13]: slot["reason"] for slot in explained}
    assert (reasons["09"], reasons["10"], reasons["11"], reasons["12"]) == ("BUSY", "EXCEPTION", "EXCEPTION", None)
    assert (reasons["08"], reasons["20"], len(explained)) == ("OUTSIDE_HOURS", "OUTSIDE_HOURS", 24)


@pytest.mark.parametrize(
    ("given", "argument"),
    [
        ({"to": iso(MIDNIGHT)}, "to"),
        ({"to": iso(MIDNIGHT + 733 * DAY)}, "to"),
        ({"from": "1900-01-01T00:00:00Z", "to": "1900-02-01T00:00:00Z"}, "from"),
        ({"zone": "Mars/Olympus"}, "timezone"),
    ],
)
def test_questions_for_slots_that_make_no_sense(world: World, given: dict[str, Any], argument: str) -> None:
    world.hours()
    type_ = world.made("createMeetingType", name="Talk", durations=["PT1H"])["id"]
    span = {"type": type_, "from": iso(MIDNIGHT), "to": iso(MIDNIGHT + DAY), "zone": "UTC", "why": False, **given}
    (error,) = world.graph.ask(SLOTS, span)["errors"]
    assert (error["extensions"]["code"], error["extensions"]["argument"]) == ("BAD_USER_INPUT", argument)
    assert world.graph.data(SLOTS, {**span, **NOW_FINE, "type": "999"})["slots"] is None


NOW_FINE = {"from": iso(MIDNIGHT), "to": iso(MIDNIGHT + DAY), "zone": "UTC"}


def test_a_secret_opens_one_booking_and_lists_are_ones_own(world: World) -> None:
    world.hours()
    type_ = world.made("createMeetingType", name="Talk", durations=["PT1H"])["id"]
    wish = {"meetingTypeId": type_, "start": iso(MIDNIGHT + 5 * DAY + 9 * HOUR)}
    person = {"name": "Ada", "email": "ada@example.org", "guests": ["bob@example.org"]}
    booked = world.graph.data(CREATE, {"input": {**wish, "attendee": person}})["createBooking"]
    assert booked["booking"]["attendees"] == [{"name": "Ada"}]
    shown = "{ id name attendees { name email guests } hosts { member { name } } history { kind actor } iAmHost }"
    by_secret = f"query ($secret: String!) {{ bookingBySecret(secret: $secret) {shown} }}"
    opened = world.graph.data(by_secret, {"secret": booked["secret"]})["bookingBySecret"]
    assert opened["attendees"] == [{"name": "Ada", "email": "ada@example.org", "guests": ["bob@example.org"]}]
    assert opened["history"] == [{"kind": "BOOKED", "actor": "ATTENDEE"}]
    assert world.graph.data(by_secret, {"secret": "x" * 32})["bookingBySecret"] is None
    by_id = f"query ($id: ID!) {{ booking(id: $id) {shown} bookings {{ totalCount edges {{ node {{ id }} }} }} }}"
    key = {"id": booked["booking"]["id"]}
    assert world.graph.data(by_id, key, world.people["stranger"]) == {
        "booking": None,
        "bookings": {"totalCount": 0, "edges": []},
    }
    host = world.graph.data(by_id, key, world.people["rosa"])
    assert world.graph.last.reader == "fast"
    assert host["booking"] == {**opened, "iAmHost": True}
    assert host["bookings"] == {"totalCount": 1, "edges": [{"node": key}]}
