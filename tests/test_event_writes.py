"""Events are made, edited, published, announced, cancelled and deleted, on both databases."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import URL, select

import db
from db import demo
from tests.conftest import Graph
from tests.event_desk import ORGANIZER, Desk

EVENT = str(demo.DEMO_EVENT_ID)


@pytest.fixture
def desk(graphs: Callable[[URL, str], Graph], demo_to_change: URL) -> Desk:
    """A demo to change."""
    return Desk(graphs(demo_to_change, "ordinary"))


def test_an_event_without_a_time_is_proposed_and_its_maker_comes(desk: Desk) -> None:
    event = desk.create()
    assert (event["status"], event["dateTime"], event["duration"]) == ("PROPOSED", None, None)
    assert event["rsvps"]["yesCount"] == 1
    assert [(edge["node"]["status"], edge["node"]["member"]["id"]) for edge in event["rsvps"]["edges"]] == [
        ("YES", str(ORGANIZER))
    ]
    assert event["eventHosts"] == [{"memberId": str(ORGANIZER)}]
    assert (event["guestLimit"], event["isAnnounced"], event["waitlistMode"]) == (2, False, "AUTO")
    assert event["createdTime"] == event["updatedTime"] == "2026-11-18T11:06:40Z"
    kept = desk.create(selfRsvp=False)
    assert kept["rsvps"]["yesCount"] == 0
    assert kept["eventHosts"] == [{"memberId": str(ORGANIZER)}]


WHOLE: dict[str, Any] = {
    "title": "Traces & spans",
    "description": "<p>Hello <b>all</b></p><script>alert(1)</script>",
    "why": "Because",
    "startDateTime": "2026-12-03T18:30",
    "duration": "PT2H30M",
    "venueVisibility": "GROUP",
    "howToFindUs": "Ring twice",
    "hostInstructions": "Come early",
    "questions": [{"text": "One?"}, {"text": "Two?"}],
    "rsvpSettings": {
        "guestLimit": 0,
        "rsvpLimit": 30,
        "rsvpOpenTime": "1796000000000",
        "rsvpCloseDuration": "PT1H",
    },
    "waitlisting": "MANUAL",
    "emailReminders": False,
    "rsvpAlerts": False,
    "featured": True,
}


def test_what_was_written_is_read_back(desk: Desk) -> None:
    event = desk.create(**WHOLE)
    shown = {
        "title": "Traces & spans",
        "status": "ACTIVE",
        "description": "Hello all",
        "descriptionHtml": "<p>Hello <b>all</b></p>",
        "isSimpleHtml": False,
        "why": "Because",
        "dateTime": "2026-12-03T18:30:00-08:00",
        "endTime": "2026-12-03T21:00:00-08:00",
        "duration": "PT2H30M",
        "venueVisibility": "GROUP",
        "howToFindUs": "Ring twice",
        "hostInstructions": "Come early",
        "maxTickets": 30,
        "guestLimit": 0,
        "waitlistMode": "MANUAL",
        "emailReminders": False,
        "rsvpAlerts": False,
        "isFeatured": True,
    }
    assert {name: event[name] for name in shown} == shown
    assert [question["text"] for question in event["rsvpQuestions"]] == ["One?", "Two?"]
    assert event["rsvpSettings"]["rsvpOpenTime"] == "2026-11-29T16:53:20-08:00"
    assert event["rsvpSettings"]["rsvpCloseTime"] == "2026-12-03T17:30:00-08:00"


def test_what_an_edit_does_not_say_stays_and_what_is_empty_is_cleared(desk: Desk) -> None:
    event = desk.create(**WHOLE, venueId="online")
    same = desk.edit(event)
    assert {**same, "updatedTime": None} == {**event, "updatedTime": None}
    cleared = desk.edit(
        event,
        description="",
        why="",
        startDateTime="",
        duration="PT0S",
        venueId="0",
        howToFindUs="",
        hostInstructions="",
        question="",
        rsvpSettings={"rsvpLimit": 0, "rsvpOpenTime": "", "rsvpCloseDuration": "PT0S"},
    )
    names = ("descriptionHtml", "why", "dateTime", "duration", "howToFindUs", "hostInstructions", "maxTickets")
    assert {name: cleared[name] for name in names} == dict.fromkeys(names)
    assert (cleared["status"], cleared["eventVenues"], cleared["eventType"]) == ("PROPOSED", [], "PHYSICAL")
    assert [question["text"] for question in cleared["rsvpQuestions"]] == ["Two?"]
    assert cleared["rsvpSettings"] == {"rsvpOpenTime": None, "rsvpCloseTime": None, "guestLimit": 0}
    assert desk.edit(event, startDateTime="2026-12-04T18:30")["status"] == "ACTIVE"


def test_times_follow_the_clocks_of_the_group(desk: Desk) -> None:
    times = {
        "2027-03-14T01:59": "2027-03-14T01:59:00-08:00",
        "2027-03-14T03:00": "2027-03-14T03:00:00-07:00",
        "2027-11-07T01:30": "2027-11-07T01:30:00-07:00",
        "2027-11-07T01:30-08:00": "2027-11-07T01:30:00-08:00",
        "2027-01-01T20:00:00Z": "2027-01-01T12:00:00-08:00",
        "1800000000000": "2027-01-15T00:00:00-08:00",
    }
    event = desk.create()
    assert {given: desk.edit(event, startDateTime=given)["dateTime"] for given in times} == times
    for given in (
        "2027-03-14T02:30",
        "yesterday",
        "2027-02-30T10:00",
        "2020-01-01T10:00",
        "9" * 19,
        "3000-01-02T00:00",
    ):
        assert desk.refusals("editEvent", eventId=event["id"], startDateTime=given) == [
            ("BAD_USER_INPUT", "startDateTime")
        ]


def test_questions_are_edited_in_their_places(desk: Desk) -> None:
    def texts(event: Any) -> list[str]:
        return [question["text"] for question in event["rsvpQuestions"]]

    event = desk.create(questions=[{"text": text} for text in "abcd"])
    a, b, c, d = (question["questionId"] for question in event["rsvpQuestions"])
    assert texts(desk.edit(event, questions=[{"id": b, "text": "B"}])) == ["a", "B", "c", "d"]
    assert texts(desk.edit(event, questions=[{"id": a, "text": ""}, {"text": "e"}])) == ["B", "c", "d", "e"]
    assert texts(desk.edit(event, questions=[{"id": d, "text": "d"}, {"id": b, "text": "b"}])) == ["d", "c", "b", "e"]
    kept = {question["questionId"] for question in desk.edit(event, question="first")["rsvpQuestions"]}
    assert {b, c, d} <= kept
    for asked, field in {
        (("x", "1"),): "questions.0.id",
        (("x" * 251, None),): "questions.0.text",
        (("", None),): "questions.0.text",
        (("x", c), ("y", c)): "questions",
        tuple((str(number), None) for number in range(3)): "questions",
    }.items():
        given = [{"text": text, **({"id": key} if key else {})} for text, key in asked]
        ((_, named),) = desk.refusals("editEvent", eventId=event["id"], questions=given)
        assert named == field


def test_the_events_own_pin_moves_and_stays_with_its_venue(desk: Desk) -> None:
    with desk.all() as rows:
        first, second = rows.scalars(
            select(db.Venue.id).where(db.Venue.online.is_(False), db.Venue.visibility == "PUBLIC").limit(2)
        ).all()
    event = desk.create(venueId=str(first), location={"latitude": 1.5, "longitude": -2.25})
    (place,) = event["eventVenues"]
    assert (place["lat"], place["lon"], place["isRepinned"]) == (1.5, -2.25, True)
    (same,) = desk.edit(event, venueId=str(first))["eventVenues"]
    assert same == place
    (other,) = desk.edit(event, venueId=str(second))["eventVenues"]
    assert (other["venue"]["id"], other["isRepinned"]) == (str(second), False)
    both = desk.edit(event, venueIds=["online", str(second)])
    assert (both["eventType"], [each["venue"]["name"] == "Online event" for each in both["eventVenues"]]) == (
        "HYBRID",
        [False, True],
    )
    assert desk.edit(event, venueId="online")["eventType"] == "ONLINE"
    assert desk.refusals("editEvent", eventId=event["id"], location={"latitude": 1, "longitude": 1}) == [
        ("BAD_USER_INPUT", "location")
    ]
    assert desk.refusals("createEvent", title="x", groupUrlname=demo.DEMO_GROUP, location={"latitude": 91})[:2] == [
        ("BAD_USER_INPUT", "location.latitude"),
        ("BAD_USER_INPUT", "location.longitude"),
    ]


LIMITS: list[tuple[dict[str, Any], str]] = [
    ({"title": ""}, "title"),
    ({"title": " "}, "title"),
    ({"title": "a\nb"}, "title"),
    ({"title": "x" * 81}, "title"),
    ({"why": "x" * 251}, "why"),
    ({"description": "x" * 50_001}, "description"),
    ({"simpleHtmlDescription": "x" * 50_001}, "simpleHtmlDescription"),
    ({"description": "a", "simpleHtmlDescription": "a"}, "simpleHtmlDescription"),
    ({"howToFindUs": "x" * 1001}, "howToFindUs"),
    ({"announceMessage": "x" * 501, "announce": True}, "announceMessage"),
    ({"announceMessage": "x"}, "announceMessage"),
    ({"duration": "PT59S"}, "duration"),
    ({"duration": "P32D"}, "duration"),
    ({"duration": "P"}, "duration"),
    ({"duration": "2 hours"}, "duration"),
    ({"question": "x" * 251}, "question"),
    ({"question": "x", "questions": []}, "question"),
    ({"eventHosts": [1, 2, 3, 4, 5, 6]}, "eventHosts"),
    ({"eventHosts": [1]}, "eventHosts"),
    ({"topics": ["x"]}, "topics"),
    ({"featuredPhotoId": 1}, "featuredPhotoId"),
    ({"venueId": "1"}, "venueId"),
    ({"venueIds": ["online", "nowhere"]}, "venueIds"),
    ({"rsvpSettings": {"guestLimit": -1}}, "rsvpSettings.guestLimit"),
    ({"rsvpSettings": {"rsvpLimit": -1}}, "rsvpSettings.rsvpLimit"),
    ({"rsvpSettings": {"rsvpOpenTime": "soon"}}, "rsvpSettings.rsvpOpenTime"),
    ({"startDateTime": "", "rsvpSettings": {"rsvpCloseDuration": "PT1H"}}, "rsvpSettings.rsvpCloseDuration"),
    ({"rsvpSettings": {"rsvpOpenTime": "9", "rsvpOpenDuration": "PT1H"}}, "rsvpSettings.rsvpOpenDuration"),
    ({"rsvpSettings": {"rsvpOpenTime": "9", "rsvpCloseTime": "9"}}, "rsvpSettings.rsvpCloseTime"),
    ({"covidPrecautions": {"masks": "REQUIRED"}}, "covidPrecautions"),
    ({"attributes": ["1"]}, "attributes"),
    ({"fundraising": {"enabled": True}}, "fundraising"),
    ({"zoomMeetingId": "1"}, "zoomMeetingId"),
    ({"groupId": "1"}, "groupId"),
]


@pytest.mark.parametrize(("given", "field"), LIMITS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_refusal_names_the_field(each_desk: Desk, given: dict[str, Any], field: str) -> None:
    whole = {"title": "Traces", "groupUrlname": demo.DEMO_GROUP, **given}
    assert [named for _, named in each_desk.refusals("createEvent", **whole)] == [field]
    if "groupId" not in given:
        refused = each_desk.refusals("editEvent", eventId=EVENT, **given)
        assert [named for _, named in refused if named != "announce"] == [field]


@pytest.fixture(scope="module")
def each_desk(graphs: Callable[[URL, str], Graph], databases: Any, kind: str) -> Desk:
    """One demo for all the refusals, as they change nothing."""
    return Desk(graphs(databases.demo_to_change(kind), "ordinary"))
