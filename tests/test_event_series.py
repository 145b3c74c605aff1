"""Events that come again, and events at two places, on both databases."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import URL, func, select

import db
from db import demo
from tests.conftest import Databases, Graph
from tests.event_desk import ORGANIZER, Desk
from tests.rsvping import RSVP

MEMBER = demo.DEMO_MEMBER_ID
SERIES = """query ($id: ID!) { event(id: $id) { title dateTime duration status feeSettings { amount }
  rsvpSettings { rsvpCloseTime } rsvps { yesCount } eventHosts { memberId } rsvpQuestions { questionId text }
  venues { id } series { id description endDate weeklyRecurrence { weeklyDaysOfWeek weeklyInterval }
  monthlyRecurrence { monthlyDayOfWeek monthlyWeekOfMonth } } } }"""
TUESDAYS = {"weeklyRecurrence": {"weeklyDaysOfWeek": ["TUESDAY"], "weeklyInterval": 1}}


@pytest.fixture(scope="module")
def desk(graphs: Callable[[URL, str], Graph], databases: Databases, kind: str) -> Desk:
    """A demo to change: each test has events of its own."""
    return Desk(graphs(databases.demo_to_change(kind), "fast"))


def read(desk: Desk, event_id: Any) -> Any:
    """An event as its organizer sees it."""
    return desk.graph.data(SERIES, {"id": str(event_id)}, ORGANIZER)["event"]


def all_of(desk: Desk, event: Any) -> list[Any]:
    """The events of a series that are there, in their order."""
    with desk.all() as rows:
        series_id = rows.scalar(select(db.Event.series_id).where(db.Event.id == int(event["id"])))
        own = select(db.Event.id).where(db.Event.series_id == series_id).order_by(db.Event.sort_time)
        ids = list(rows.scalars(own)) if series_id else [int(event["id"])]
    return [{**read(desk, each), "id": str(each)} for each in ids]


def starts(desk: Desk, event: Any) -> list[str]:
    """When they begin."""
    return [each["dateTime"] for each in all_of(desk, event)]


def test_a_weekly_series_keeps_the_time_of_the_clocks(desk: Desk) -> None:
    weekly = {"weeklyDaysOfWeek": ["THURSDAY", "TUESDAY"], "weeklyInterval": 2}
    event = desk.create(
        startDateTime="2027-03-02T18:30",
        duration="PT2H",
        recurring={"endDate": "2027-03-18", "weeklyRecurrence": weekly},
        rsvpSettings={"rsvpCloseDuration": "PT1H"},
        questions=[{"text": "One?"}],
        feeOption={"amount": 5},
    )
    found = all_of(desk, event)
    assert [each["dateTime"] for each in found] == [
        "2027-03-02T18:30:00-08:00",
        "2027-03-04T18:30:00-08:00",
        "2027-03-16T18:30:00-07:00",
        "2027-03-18T18:30:00-07:00",
    ]
    assert found[0]["id"] == event["id"]
    assert found[3]["rsvpSettings"]["rsvpCloseTime"] == "2027-03-18T17:30:00-07:00"
    assert found[0]["series"] == {
        "id": found[1]["series"]["id"],
        "description": "Every 2 weeks on Tuesday and Thursday",
        "endDate": "2027-03-18",
        "weeklyRecurrence": {"weeklyDaysOfWeek": ["TUESDAY", "THURSDAY"], "weeklyInterval": 2},
        "monthlyRecurrence": None,
    }
    for each in found:
        assert (each["duration"], each["feeSettings"], each["rsvps"]) == ("PT2H", {"amount": 5.0}, {"yesCount": 1})
        assert [question["text"] for question in each["rsvpQuestions"]] == ["One?"]
        assert each["eventHosts"] == [{"memberId": str(ORGANIZER)}]
    assert len({each["rsvpQuestions"][0]["questionId"] for each in found}) == 4


def test_a_monthly_series(desk: Desk) -> None:
    def made(week: int, end: str) -> list[str]:
        monthly = {"monthlyDayOfWeek": "THURSDAY", "monthlyWeekOfMonth": week}
        again = {"endDate": end, "monthlyRecurrence": monthly}
        return [each[:10] for each in starts(desk, desk.create(startDateTime="2026-12-03T12:00", recurring=again))]

    assert made(1, "2027-02-28") == ["2026-12-03", "2027-01-07", "2027-02-04"]
    assert made(5, "2027-02-28") == ["2026-12-03", "2026-12-31", "2027-01-28", "2027-02-25"]


@pytest.mark.parametrize(
    ("again", "field"),
    [
        ({}, ""),
        ({**TUESDAYS, "monthlyRecurrence": {"monthlyDayOfWeek": "MONDAY", "monthlyWeekOfMonth": 1}}, ""),
        ({"weeklyRecurrence": {"weeklyDaysOfWeek": [], "weeklyInterval": 1}}, ".weeklyRecurrence.weeklyDaysOfWeek"),
        (
            {"weeklyRecurrence": {"weeklyDaysOfWeek": ["MONDAY"], "weeklyInterval": 0}},
            ".weeklyRecurrence.weeklyInterval",
        ),
        (
            {"monthlyRecurrence": {"monthlyDayOfWeek": "MONDAY", "monthlyWeekOfMonth": 6}},
            ".monthlyRecurrence.monthlyWeekOfMonth",
        ),
        ({**TUESDAYS, "endDate": "soon"}, ".endDate"),
        ({**TUESDAYS, "endDate": "2026-12-03"}, ".endDate"),
        ({**TUESDAYS, "endDate": "2028-12-31"}, ".endDate"),
    ],
)
def test_what_is_no_rule_is_refused_by_its_name(desk: Desk, again: dict[str, Any], field: str) -> None:
    named: dict[str, Any] = {"title": "Again", "groupUrlname": demo.DEMO_GROUP}
    assert desk.refusals("createEvent", **named, startDateTime="2026-12-03T12:00", recurring=again) == [
        ("BAD_USER_INPUT", f"recurring{field}")
    ]
    assert desk.refusals("createEvent", **named, recurring=TUESDAYS) == [("BAD_USER_INPUT", "recurring")]
    assert desk.refusals("createEvent", MEMBER, **named, startDateTime="2026-12-03T12:00", recurring=TUESDAYS) == [
        ("FORBIDDEN", "recurring")
    ]


def test_a_series_is_edited_from_one_event_on(desk: Desk) -> None:
    again = {**TUESDAYS, "endDate": "2027-01-19"}
    event = desk.create(startDateTime="2027-01-05T18:00", recurring=again, questions=[{"text": "a"}, {"text": "b"}])
    first, second, third = all_of(desk, event)
    kept = [question["questionId"] for question in third["rsvpQuestions"]]
    changed = desk.edit(
        second,
        applyToSeries=True,
        title="Later",
        startDateTime="2027-01-13T19:00",
        duration="PT1H",
        venueId="online",
        questions=[{"id": second["rsvpQuestions"][0]["questionId"], "text": "A"}],
        feeOption={"enabled": True, "fee": {"amount": 3}},
    )
    assert (changed["title"], changed["eventType"]) == ("Later", "ONLINE")
    found = all_of(desk, event)
    assert found[0] == first
    assert [each["dateTime"] for each in found[1:]] == ["2027-01-13T19:00:00-08:00", "2027-01-20T19:00:00-08:00"]
    for each in found[1:]:
        assert (each["title"], each["duration"], each["feeSettings"]) == ("Later", "PT1H", {"amount": 3.0})
        assert [question["text"] for question in each["rsvpQuestions"]] == ["A", "b"]
        assert each["venues"] == found[1]["venues"] != []
    assert [question["questionId"] for question in found[2]["rsvpQuestions"]] == kept
    given = {"eventId": second["id"], "applyToSeries": True}
    assert desk.refusals("editEvent", **given, startDateTime="") == [("BAD_USER_INPUT", "startDateTime")]
    assert desk.refusals("editEvent", **given, recurring={"enabled": False}) == [("BAD_USER_INPUT", "recurring")]
    assert desk.edit(second, recurring={"enabled": False})["id"] == second["id"]
    assert read(desk, second["id"])["series"] is None
    assert len(all_of(desk, event)) == 2
    assert desk.refusals("editEvent", **given) == [("CONFLICT", "applyToSeries")]


def test_an_event_becomes_a_series_and_one_goes_as_a_whole(desk: Desk) -> None:
    event = desk.create(startDateTime="2027-01-05T18:00")
    assert desk.refusals("deleteEvent", eventId=event["id"], updateSeries=True) == [("CONFLICT", "updateSeries")]
    given = {"eventId": event["id"], "recurring": {"enabled": True}}
    assert desk.refusals("editEvent", **given) == [("BAD_USER_INPUT", "recurring.settings")]
    desk.edit(event, recurring={"enabled": True, "settings": {**TUESDAYS, "endDate": "2027-01-26"}})
    found = all_of(desk, event)
    assert [each["dateTime"][8:10] for each in found] == ["05", "12", "19", "26"]
    assert desk.refusals("editEvent", **given, title="x") == [("BAD_USER_INPUT", "recurring.settings")]
    again = {"enabled": True, "settings": TUESDAYS}
    assert desk.refusals("editEvent", eventId=event["id"], recurring=again) == [("CONFLICT", "recurring.enabled")]
    desk.done("deleteEvent", eventId=found[2]["id"], updateSeries=True, removeFromCalendar=False)
    assert [each["status"] for each in all_of(desk, event)] == ["ACTIVE", "ACTIVE", "CANCELLED", "CANCELLED"]
    desk.done("deleteEvent", eventId=event["id"], updateSeries=True)
    with desk.all() as rows:
        left = select(func.count()).select_from(db.Event).where(db.Event.id.in_([int(each["id"]) for each in found]))
        assert rows.scalar(left) == 2


PLACES = """query ($id: ID!) { event(id: $id) { maxTickets eventType eventVenues {
  venue { id } rsvpLimit guestLimit howToFindUs } } }"""


def places(desk: Desk, event: Any) -> Any:
    """Where an event is, with the limits."""
    return desk.graph.data(PLACES, {"id": event["id"]}, ORGANIZER)["event"]


def comes(desk: Desk, event: Any, viewer: int, **given: Any) -> Any:
    """What comes of a yes: the answer, or the field of the refusal."""
    asked = {"input": {"eventId": event["id"], "response": "YES", **given}}
    payload = desk.graph.data(RSVP, asked, viewer)["rsvp"]
    return payload["errors"][0]["field"] if payload["errors"] else payload["rsvp"]["status"]


def members(desk: Desk, count: int) -> list[int]:
    """Ordinary members of the demo's group."""
    m, g = db.Membership, db.Group
    with desk.all() as rows:
        group = rows.scalar(select(g.id).where(g.urlname == demo.DEMO_GROUP))
        found = select(m.member_id).where(m.group_id == group, m.role == "MEMBER", m.status == "ACTIVE")
        return list(rows.scalars(found.order_by(m.id).limit(count)))


def test_two_places_have_seats_of_their_own(desk: Desk) -> None:
    venue = desk.done_venue()
    event = desk.create(
        startDateTime="2027-01-05T18:00",
        selfRsvp=False,
        venueId=venue,
        venueOptions=[
            {"venueId": "online", "rsvpLimit": 1, "guestLimit": 0, "howToFindUs": "https://meet.example.org"},
            {"venueId": venue, "rsvpLimit": 2},
        ],
    )
    shown = places(desk, event)
    online = shown["eventVenues"][1]["venue"]["id"]
    assert (shown["maxTickets"], shown["eventType"]) == (3, "HYBRID")
    assert shown["eventVenues"] == [
        {"venue": {"id": venue}, "rsvpLimit": 2, "guestLimit": None, "howToFindUs": None},
        {"venue": {"id": online}, "rsvpLimit": 1, "guestLimit": 0, "howToFindUs": "https://meet.example.org"},
    ]
    a, b, c, d = members(desk, 4)
    assert comes(desk, event, a, venueId=online, guestsCount=1) == "guestsCount"
    assert comes(desk, event, a, venueId=online) == "YES"
    assert comes(desk, event, b, venueId=online) == "WAITLIST"
    assert comes(desk, event, b, venueId="1") == "venueId"
    assert comes(desk, event, c, guestsCount=1) == "YES"
    assert comes(desk, event, d, venueId=venue) == "WAITLIST"
    assert comes(desk, event, a, venueId=venue) == "venueId"
    assert comes(desk, event, a, response="NO") == "NO"
    statuses = select(db.Rsvp.member_id, db.Rsvp.status, db.Rsvp.venue_id).filter_by(event_id=int(event["id"]))
    with desk.all() as rows:
        found = {row.member_id: (row.status, row.venue_id) for row in rows.execute(statuses)}
    assert found == {
        a: ("NO", int(online)),
        b: ("YES", int(online)),
        c: ("YES", int(venue)),
        d: ("WAITLIST", int(venue)),
    }
    desk.edit(event, venueOptions=[{"venueId": venue, "rsvpLimit": 0}])
    assert places(desk, event)["maxTickets"] is None
    with desk.all() as rows:
        assert {row.status for row in rows.execute(statuses) if row.member_id == d} == {"YES"}
    given = {"eventId": event["id"]}
    for wrong, field in {
        "rsvpLimit": -1,
        "guestLimit": -1,
        "feeOption": {"amount": 1},
        "howToFindUs": "x" * 1001,
    }.items():
        refused = desk.refusals("editEvent", **given, venueOptions=[{"venueId": venue, wrong: field}])
        assert refused == [("BAD_USER_INPUT", f"venueOptions.0.{wrong}")]
    twice = [{"venueId": venue}, {"venueId": venue}]
    assert desk.refusals("editEvent", **given, venueOptions=twice) == [("BAD_USER_INPUT", "venueOptions.1.venueId")]
    assert desk.refusals("editEvent", **given, venueOptions=[{"venueId": "1"}])[0][1] == "venueOptions.0.venueId"
