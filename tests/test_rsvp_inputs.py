"""Random input to RSVPs, memberships and comments: taken whole and read back equal, or refused in the payload."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

import db
from db.enums import Role, RsvpStatus
from db.visibility import seeing_all
from tests.conftest import Databases, Graph, writing
from tests.rsvping import EVENT, emptied, members, tallies_hold

TEXTS = st.one_of(st.text(max_size=300), st.sampled_from(["", " ", "x" * 251, "x" * 501, "x" * 4001, "\x00", "é\n"]))
NUMBERS = st.one_of(st.integers(-(2**31), 2**31 - 1), st.integers(-1, 5))
IDS = st.one_of(st.sampled_from([str(EVENT), "1", "", "-1", "9" * 30, "qwertyuiop"]), st.text(max_size=12))
DOCUMENTS = {
    "rsvp": """mutation ($input: RsvpInput!) { rsvp(input: $input) { errors { code message field }
      rsvp { status guestsCount comments } event { id rsvps { yesCount waitlistCount } } } }""",
    "joinGroup": """mutation ($input: JoinGroupInput!) { joinGroup(input: $input) { errors { code message field }
      membership { status bio } } }""",
    "updateGroupMembershipRole": """mutation ($input: UpdateGroupMembershipRoleInput!) {
      updateGroupMembershipRole(input: $input) { errors { code message field } membership { role } } }""",
    "createEventComment": """mutation ($input: CreateEventCommentInput!) { createEventComment(input: $input) {
      errors { code message field } comment { text inReplyToId } } }""",
}
REQUIRED = {
    "rsvp": {"eventId": IDS | st.just(str(EVENT)), "response": st.sampled_from(list(RsvpStatus))},
    "joinGroup": {},
    "updateGroupMembershipRole": {"groupId": IDS, "memberId": IDS, "role": st.sampled_from(list(Role))},
    "createEventComment": {"eventId": IDS | st.just(str(EVENT)), "text": TEXTS},
}
OPTIONAL: dict[str, dict[str, Any]] = {
    "rsvp": {
        "guestsCount": NUMBERS,
        "comments": TEXTS,
        "answers": st.lists(st.fixed_dictionaries({"questionId": IDS, "text": TEXTS}), max_size=3),
        "agreeToRefund": st.booleans(),
        "optToPay": st.booleans(),
        "memberId": IDS,
    },
    "joinGroup": {"groupId": IDS, "groupUrlname": TEXTS, "bio": TEXTS},
    "updateGroupMembershipRole": {},
    "createEventComment": {"inReplyToId": IDS},
}
CALLS = st.one_of(
    *(st.tuples(st.just(name), st.fixed_dictionaries(REQUIRED[name], optional=OPTIONAL[name])) for name in DOCUMENTS)
)


@pytest.fixture(scope="module")
def graph(databases: Databases, kind: str) -> Iterator[Graph]:
    """The engine on a demo to write to, with an event of few seats."""
    made = Graph(databases.demo_to_change(kind), "ordinary")
    emptied(made.url, rsvp_limit=6, guest_limit=3)
    yield made
    made.close()


def rows(graph: Graph) -> list[int]:
    """How many rows there are of all that these commands write."""
    models = (db.Rsvp, db.RsvpAnswer, db.Membership, db.EventComment, db.Message, db.Notification, db.Change)
    with writing(graph.url) as engine, engine.connect() as connection, seeing_all(connection) as session:
        return [session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(call=CALLS, who=st.integers(0, 7))
def test_all_or_nothing(graph: Graph, call: tuple[str, dict[str, Any]], who: int) -> None:
    name, sent = call
    before, viewer = rows(graph), members(graph.url, 8)[who]
    answer = graph.ask(DOCUMENTS[name], {"input": sent}, viewer)
    if "errors" in answer:
        assert {error["extensions"]["code"] for error in answer["errors"]} == {"BAD_USER_INPUT"}, answer
        assert rows(graph) == before
        return
    payload = answer["data"][name]
    if payload["errors"]:
        assert all(error["code"] and error["message"] and error["field"] for error in payload["errors"])
        assert rows(graph) == before
        return
    assert tallies_hold(graph.url)
    assert read_back(payload) >= wanted(sent)


def wanted(sent: dict[str, Any]) -> set[tuple[str, Any]]:
    """What of an accepted input must be there afterwards."""
    kept = {"guestsCount", "comments", "bio", "role", "text", "inReplyToId"}
    return {(key, value or None) for key, value in sent.items() if key in kept}


def read_back(payload: dict[str, Any]) -> set[tuple[str, Any]]:
    """The values of the row that a payload holds."""
    row = payload.get("rsvp") or payload.get("membership") or payload["comment"]
    return {(key, value or None) for key, value in row.items()}
