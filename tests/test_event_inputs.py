"""Whatever is written into events: it is taken whole and read back equal, or refused and nothing has changed."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import URL

from tests.conftest import Databases, Graph
from tests.event_desk import SHOWN, WORLD, Desk, document, of_world

REFUSALS = {"BAD_USER_INPUT", "NOT_FOUND", "FORBIDDEN", "CONFLICT", "EVENT_PAST", "EVENT_CANCELLED"}
PEOPLE = st.sampled_from([WORLD.people[name] for name in ("organizer", "organizer", "member", "stranger")])
ODD = st.sampled_from(
    ["", " ", "0", "x" * 300, "a\nb", "\u0085", "\x00", "\ud800", "é" * 80, "<p>x", "&lt;", "😀", "-1", "1e9"]
)
TEXT = st.one_of(st.text(max_size=30), ODD)
NUMBER = st.one_of(st.integers(-2, 8), st.sampled_from([2**31 - 1, -(2**31)]))
TIME = st.one_of(
    st.datetimes().map(lambda at: at.isoformat()),
    st.sampled_from(
        ["2026-12-03T18:30", "2027-03-28T01:30:00.5+02:00", "1800000000000", "0001-01-01T00:00+14:00", "T", ""]
    ),
    TEXT,
)
LENGTH = st.one_of(
    st.sampled_from(["PT2H", "P1DT30M", "PT0S", "PT", "P", "P9W", "PT1.5S", "3600000", "PT90M0.25S"]), TEXT
)
ID = st.one_of(st.integers(0, 200_000).map(str), TEXT)
EITHER = st.booleans()
QUESTION = st.fixed_dictionaries({"text": TEXT}, optional={"id": ID})
PLACE = st.fixed_dictionaries(
    {}, optional={"latitude": st.floats(-100, 100), "longitude": st.floats(allow_nan=False, allow_infinity=False)}
)
RSVP_SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "guestLimit": NUMBER,
        "rsvpLimit": NUMBER,
        "rsvpOpenTime": TIME,
        "rsvpCloseTime": TIME,
        "rsvpOpenDuration": LENGTH,
        "rsvpCloseDuration": LENGTH,
    },
)
VENUE_OPTION = st.fixed_dictionaries(
    {"venueId": st.one_of(st.just("online"), ID)},
    optional={"rsvpLimit": NUMBER, "guestLimit": NUMBER, "howToFindUs": TEXT},
)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "description": TEXT,
    "simpleHtmlDescription": TEXT,
    "why": TEXT,
    "startDateTime": TIME,
    "duration": LENGTH,
    "venueId": st.one_of(st.just("online"), ID),
    "venueIds": st.lists(st.one_of(st.just("online"), ID), max_size=3),
    "venueVisibility": st.sampled_from(["GROUP", "PUBLIC", "NOBODY"]),
    "location": PLACE,
    "howToFindUs": TEXT,
    "eventHosts": st.lists(st.one_of(st.sampled_from(sorted(WORLD.people.values())), NUMBER), max_size=6),
    "hostInstructions": TEXT,
    "question": TEXT,
    "questions": st.lists(QUESTION, max_size=7),
    "rsvpSettings": RSVP_SETTINGS,
    "waitlisting": st.sampled_from(["AUTO", "MANUAL", "OFF"]),
    "emailReminders": EITHER,
    "rsvpAlerts": EITHER,
    "featured": EITHER,
    "featuredPhotoId": NUMBER,
    "topics": st.lists(ID, max_size=3),
    "publishStatus": st.sampled_from(["DRAFT", "PUBLISHED"]),
    "announce": EITHER,
    "announceMessage": TEXT,
    "recurring": st.one_of(st.none(), st.just({"enabled": False}), st.just([1])),
    "feeOption": st.fixed_dictionaries({}, optional={"amount": NUMBER, "refundPolicy": TEXT, "required": EITHER}),
    "venueOptions": st.lists(VENUE_OPTION, max_size=2),
    "speakerDetails": st.fixed_dictionaries({"name": TEXT, "description": TEXT}, optional={"photoId": ID}),
}
SOME = st.lists(st.sampled_from(sorted(FIELDS)), max_size=4, unique=True)
"""A few fields at a time: of many, one would nearly always be wrong."""


@st.composite
def inputs(draw: st.DrawFn) -> dict[str, Any]:
    """An input to createEvent."""
    made = {name: draw(FIELDS[name]) for name in draw(SOME)}
    return {"title": draw(st.one_of(st.just("Fine"), TEXT)), "groupId": str(WORLD.groups["open"]), **made}


@pytest.fixture(scope="module")
def desk(graphs: Callable[[URL, str], Graph], databases: Databases, kind: str) -> Desk:
    """The small world to change."""
    return of_world(graphs, databases, kind)


def attempt(desk: Desk, field: str, viewer: int, **given: Any) -> Any:
    """What a mutation answers, which is an event or refusals that leave everything as it was."""
    before = desk.counts()
    answer = desk.graph.ask(document(field), {"input": given}, viewer)
    codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
    assert codes <= {"BAD_USER_INPUT"}, answer
    payload = None if codes else answer["data"]["result"]
    if payload is None or payload["errors"]:
        assert desk.counts() == before
        assert payload is None or payload["event"] is None
        for error in payload["errors"] if payload else ():
            assert error["code"] in REFUSALS, error
            assert error["field"]
            assert error["message"]
        return None
    return payload["event"]


SAME = ("title", "why", "howToFindUs", "hostInstructions", "emailReminders", "rsvpAlerts")


def check_what_was_taken(event: Any, given: dict[str, Any]) -> None:
    """What can be compared as it stands."""
    for name in SAME:
        if name in given:
            assert event[name] == (given[name] if given[name] != "" else None), name
    limits = given.get("rsvpSettings", {})
    if "rsvpLimit" in limits:
        assert event["maxTickets"] == (limits["rsvpLimit"] or None)
    if "guestLimit" in limits:
        assert event["guestLimit"] == limits["guestLimit"]
    if "waitlisting" in given:
        assert event["waitlistMode"] == given["waitlisting"]
    if "questions" in given:
        texts = [each["text"] for each in event["rsvpQuestions"]]
        new = [each["text"] for each in given["questions"] if "id" not in each]
        assert texts[len(texts) - len(new) :] == new


HARD = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@HARD
@given(
    viewer=PEOPLE,
    given_=inputs(),
    change=st.lists(st.sampled_from(sorted(FIELDS)), max_size=3, unique=True),
    data=st.data(),
)
def test_whatever_is_written_is_taken_whole_or_not_at_all(
    desk: Desk, viewer: int, given_: dict[str, Any], change: list[str], data: st.DataObject
) -> None:
    event = attempt(desk, "createEvent", viewer, **given_)
    if event is None:
        return
    check_what_was_taken(event, given_)
    changes = {name: data.draw(FIELDS[name], name) for name in change}
    edited = attempt(desk, "editEvent", viewer, eventId=event["id"], **changes)
    if edited is not None:
        check_what_was_taken(edited, changes)
        return
    read = "query ($id: ID!) { event(id: $id) { %s } }" % SHOWN  # noqa: UP031
    assert desk.graph.data(read, {"id": event["id"]}, viewer)["event"] == event
