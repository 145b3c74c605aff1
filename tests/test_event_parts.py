"""The survey, the speaker, the hosts' answers and the comments of an event, on both databases."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import URL, select

import db
from db import demo
from tests.conftest import Databases, Graph
from tests.event_desk import ORGANIZER, Desk

MEMBER = demo.DEMO_MEMBER_ID
NAMED: dict[str, Any] = {"title": "Parts", "groupUrlname": demo.DEMO_GROUP}
COMMENTS = """query ($id: ID!, $first: Int, $after: String, $sort: SortOrder) { event(id: $id) {
  commentCount comments(first: $first, after: $after, sort: $sort) {
    totalCount pageInfo { hasNextPage endCursor } edges { node { text inReplyToId member { id } } } } } }"""
SAY = """mutation ($input: CreateEventCommentInput!) { createEventComment(input: $input) {
  errors { code } comment { id } } }"""
HOSTS = "query ($id: ID!) { event(id: $id) { hostRsvps { totalCount edges { node { status member { id } } } } } }"
SPEAKER = "query ($id: ID!) { event(id: $id) { speakerDetails { name description photo { id } } } }"


@pytest.fixture(scope="module")
def desk(graphs: Callable[[URL, str], Graph], databases: Databases, kind: str) -> Desk:
    """A demo to change: each test has events of its own."""
    return Desk(graphs(databases.demo_to_change(kind), "fast"))


def question(name: str, place: int, **also: Any) -> dict[str, Any]:
    """A question as the published survey has it."""
    return {"name": name, "order": str(place), "required": False, "type": "TEXT", **also}


def texts(event: Any) -> list[str]:
    """What an event asks."""
    return [each["text"] for each in event["rsvpQuestions"]]


def test_a_survey_is_whole(desk: Desk) -> None:
    asked = [question("b", 2), question("a", 1), question("c", 10)]
    event = desk.create(rsvpSurvey={"questions": [], "rsvpQuestions": asked})
    assert texts(event) == ["a", "b", "c"]
    c = event["rsvpQuestions"][2]["questionId"]
    survey = {"questions": [], "rsvpQuestions": [question("C", 1, id=c), question("d", 2)]}
    edited = desk.edit(event, rsvpSurvey={"enabled": True, "survey": survey})
    assert texts(edited) == ["C", "d"]
    assert edited["rsvpQuestions"][0]["questionId"] == c
    assert texts(desk.edit(event, rsvpSurvey={"enabled": True})) == ["C", "d"]
    assert texts(desk.edit(event, rsvpSurvey={"enabled": False})) == []
    assert desk.refusals("editEvent", eventId=event["id"], question="x", rsvpSurvey={"enabled": False}) == [
        ("BAD_USER_INPUT", "rsvpSurvey")
    ]


@pytest.mark.parametrize(
    ("survey", "field"),
    [
        ({"questions": ["COMPANY"]}, "questions"),
        ({"questions": [], "rsvpQuestions": [question("", 1)]}, "rsvpQuestions.0.name"),
        ({"questions": [], "rsvpQuestions": [question("x" * 251, 1)]}, "rsvpQuestions.0.name"),
        (
            {"questions": [], "rsvpQuestions": [question("x", 1), question("y", 2, type="PHONE")]},
            "rsvpQuestions.1.type",
        ),
        ({"questions": [], "rsvpQuestions": [question("x", 1, required=True)]}, "rsvpQuestions.0.required"),
        ({"questions": [], "rsvpQuestions": [question("x", 1, options=["y"])]}, "rsvpQuestions.0.options"),
        ({"questions": [], "rsvpQuestions": [question("x", 1, order="first")]}, "rsvpQuestions.0.order"),
        ({"questions": [], "rsvpQuestions": [question("x", 1, id="1")]}, "rsvpQuestions.0.id"),
        ({"questions": [], "rsvpQuestions": [question(text, 1) for text in "abcdefg"]}, None),
    ],
)
def test_what_no_survey_can_be_is_refused_by_its_name(desk: Desk, survey: Any, field: str | None) -> None:
    named = "questions" if field is None else f"rsvpSurvey.{field}"
    assert [place for _, place in desk.refusals("createEvent", **NAMED, rsvpSurvey=survey)] == [named]


def test_somebody_speaks(desk: Desk) -> None:
    with desk.all() as rows:
        group = rows.scalar(select(db.Group.id).where(db.Group.urlname == demo.DEMO_GROUP))
        photo = str(rows.scalar(select(db.Photo.id).where(db.Photo.group_id == group).limit(1)))
    ada = {"name": "Ada", "description": "Counts"}
    event = desk.create(speakerDetails={**ada, "photoId": photo})
    shown = {"id": event["id"]}
    assert desk.graph.data(SPEAKER, shown, ORGANIZER)["event"]["speakerDetails"] == {**ada, "photo": {"id": photo}}
    desk.edit(event, title="Still")
    desk.edit(event, speakerDetails={**ada, "name": "Grace"})
    found = desk.graph.data(SPEAKER, shown, ORGANIZER)["event"]["speakerDetails"]
    assert found == {"name": "Grace", "description": "Counts", "photo": None}
    desk.edit(event, speakerDetails={"name": "", "description": ""})
    assert desk.graph.data(SPEAKER, shown, ORGANIZER)["event"]["speakerDetails"] is None
    for wrong in ({"name": "x" * 81}, {"description": "x" * 1001}, {"photoId": "1"}, {"socialNetworks": [1]}):
        refused = desk.refusals("editEvent", eventId=event["id"], speakerDetails={**ada, **wrong})
        assert [field for _, field in refused] == [f"speakerDetails.{next(iter(wrong))}"]


def test_comments_are_listed_in_their_order(desk: Desk) -> None:
    event = desk.create(startDateTime="2026-12-03T18:30")
    ids: list[str] = []
    for viewer, text in ((MEMBER, "one"), (ORGANIZER, "two"), (MEMBER, "three")):
        also = {"inReplyToId": ids[0]} if ids else {}
        given = {"eventId": event["id"], "text": text, **also}
        ids.append(desk.graph.data(SAY, {"input": given}, viewer)["createEventComment"]["comment"]["id"])

    def listed(**asked: Any) -> Any:
        return desk.graph.data(COMMENTS, {"id": event["id"], **asked}, MEMBER)["event"]

    page = listed(first=2)
    assert page["commentCount"] == page["comments"]["totalCount"] == 3
    assert [edge["node"] for edge in page["comments"]["edges"]] == [
        {"text": "one", "inReplyToId": None, "member": {"id": str(MEMBER)}},
        {"text": "two", "inReplyToId": ids[0], "member": {"id": str(ORGANIZER)}},
    ]
    more = listed(after=page["comments"]["pageInfo"]["endCursor"])["comments"]
    assert [edge["node"]["text"] for edge in more["edges"]] == ["three"]
    back = listed(sort="DESC")["comments"]["edges"]
    assert [edge["node"]["text"] for edge in back] == ["three", "two", "one"]


def test_hosts_have_answered(desk: Desk) -> None:
    event = desk.create(startDateTime="2026-12-03T18:30", eventHosts=[ORGANIZER, MEMBER])
    hosts = desk.graph.data(HOSTS, {"id": event["id"]}, MEMBER)["event"]["hostRsvps"]
    own = {"status": "YES", "member": {"id": str(ORGANIZER)}}
    assert hosts == {"totalCount": 1, "edges": [{"node": own}]}
