"""Answering events: what comes of an answer, who gets a seat that becomes free, and what is refused."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import URL, update

import db
from db import demo
from tests.conftest import NOW, Databases, Graph
from tests.rsvping import (
    EVENT,
    PROMOTE,
    RSVP,
    UNWATCH,
    WATCH,
    add,
    ask,
    change,
    emptied,
    members,
    say,
    standing,
    stored,
    tallies_hold,
)

ORGANIZER = demo.DEMO_ORGANIZER_ID
STRANGER = 920007000


@pytest.fixture(scope="module")
def graph(databases: Databases, kind: str) -> Iterator[Graph]:
    """The engine on a demo to write to; each test empties the event that it writes about."""
    made = Graph(databases.demo_to_change(kind), "ordinary")
    yield made
    made.close()


def test_seats_that_become_free_go_down_the_line(graph: Graph) -> None:
    """J22: capacity 5, full; A waits for three seats, B and C for one each."""
    emptied(graph.url, rsvp_limit=5)
    *seated, a, b, c = members(graph.url, 8)
    assert [say(graph, each, "YES") for each in seated] == ["YES"] * 5
    assert say(graph, a, "YES", guestsCount=2) == "WAITLIST"
    assert say(graph, b, "YES") == "WAITLIST"
    assert say(graph, c, "WAITLIST") == "WAITLIST"
    waiting = ["WAITLIST"] * 3
    assert [standing(graph.url)[each] for each in (a, b, c)] == waiting
    assert say(graph, seated[0], "NO") == "NO"
    assert [standing(graph.url)[each] for each in (a, b, c)] == ["WAITLIST", "YES", "WAITLIST"]
    change(graph.url, *_freed(seated[1:3]))
    assert say(graph, seated[0], "NO") == "NO"
    assert [standing(graph.url)[each] for each in (a, b, c)] == ["WAITLIST", "YES", "YES"]
    change(graph.url, *_freed(seated[3:4]))
    assert say(graph, b, "NO") == "NO"
    assert [standing(graph.url)[each] for each in (a, b, c)] == ["YES", "NO", "YES"]
    assert stored(graph.url, db.Event.yes_count, db.Event.waitlist_count, id=EVENT) == [(5, 0)]
    told = stored(graph.url, db.Notification.member_id, kind="promotion")
    assert sorted(told) == sorted([(a,), (b,), (c,)])
    assert sorted(stored(graph.url, db.Message.member_id, kind="promotion")) == sorted(told)


def _freed(seated: Sequence[int]) -> list[Any]:
    r = db.Rsvp
    return [update(r).where(r.event_id == EVENT, r.member_id.in_(seated)).values(status="NO")]


def test_who_waits_keeps_the_place_and_who_comes_back_goes_to_the_end(graph: Graph) -> None:
    emptied(graph.url, rsvp_limit=1)
    seated, a, b = members(graph.url, 3)
    assert [say(graph, each, "YES") for each in (seated, a, b)] == ["YES", "WAITLIST", "WAITLIST"]
    assert say(graph, a, "YES", comments="Still hoping") == "WAITLIST"
    assert say(graph, seated, "NO") == "NO"
    assert standing(graph.url) == {seated: "NO", a: "YES", b: "WAITLIST"}
    assert say(graph, b, "NO") == "NO"
    assert say(graph, seated, "WAITLIST") == "WAITLIST"
    assert say(graph, b, "WAITLIST") == "WAITLIST"
    assert say(graph, a, "NO") == "NO"
    assert standing(graph.url) == {seated: "YES", a: "NO", b: "WAITLIST"}


def test_with_a_manual_list_the_organizers_choose(graph: Graph) -> None:
    emptied(graph.url, rsvp_limit=1, waitlist_mode="MANUAL")
    seated, a, b = members(graph.url, 3)
    assert [say(graph, each, "YES") for each in (seated, a, b)] == ["YES", "WAITLIST", "WAITLIST"]
    assert ask(graph, PROMOTE, ORGANIZER, memberId=str(b))["errors"] == [{"code": "EVENT_FULL", "field": "memberId"}]
    assert say(graph, seated, "NO") == "NO"
    assert say(graph, seated, "YES") == "WAITLIST"
    assert say(graph, a, "YES") == "WAITLIST"
    assert ask(graph, PROMOTE, a, memberId=str(a))["errors"][0]["code"] == "FORBIDDEN"
    assert ask(graph, PROMOTE, ORGANIZER, memberId=str(b)) == {"errors": None, "rsvp": {"status": "YES"}}
    assert standing(graph.url) == {seated: "WAITLIST", a: "WAITLIST", b: "YES"}
    assert ask(graph, PROMOTE, ORGANIZER, memberId=str(b))["errors"][0]["code"] == "CONFLICT"
    assert tallies_hold(graph.url)


def test_without_a_list_one_watches(graph: Graph) -> None:
    emptied(graph.url, rsvp_limit=1, waitlist_mode="OFF")
    seated, a = members(graph.url, 2)
    assert ask(graph, WATCH, a)["errors"] == [{"code": "CONFLICT", "field": "eventId"}]
    assert say(graph, seated, "WAITLIST") == "YES"
    assert say(graph, a, "YES") == say(graph, a, "WAITLIST") == "EVENT_FULL"
    watching = {"errors": None, "event": {"viewer": {"isWatching": True}}}
    assert ask(graph, WATCH, a) == watching
    assert ask(graph, UNWATCH, a) == {"errors": None, "event": {"viewer": {"isWatching": False}}}
    assert ask(graph, WATCH, a) == ask(graph, WATCH, a) == watching
    assert say(graph, seated, "NO") == "NO"
    assert stored(graph.url, db.Notification.member_id, kind="seat") == [(a,)]
    assert stored(graph.url, db.EventWatch.member_id, event_id=EVENT) == []
    assert say(graph, a, "YES") == "YES"


def test_guests_count_and_are_limited(graph: Graph) -> None:
    emptied(graph.url, rsvp_limit=4, guest_limit=2)
    a, b = members(graph.url, 2)
    assert say(graph, a, "YES", guestsCount=3) == "GUESTS_EXCEEDED"
    assert say(graph, a, "YES", guestsCount=2) == "YES"
    assert say(graph, b, "YES", guestsCount=1) == "WAITLIST"
    assert say(graph, b, "YES", guestsCount=0) == "YES"
    assert say(graph, b, "YES", guestsCount=1) == "EVENT_FULL"
    assert say(graph, a, "YES", comments="All of us") == "YES"
    assert stored(graph.url, db.Event.yes_count, id=EVENT) == [(4,)]
    assert say(graph, a, "YES", guestsCount=1) == "YES"
    assert say(graph, b, "YES", guestsCount=1) == "YES"
    assert say(graph, a, "NO", guestsCount=1) == "BAD_USER_INPUT"
    assert say(graph, a, "NO") == "NO"
    assert stored(graph.url, db.Event.yes_count, db.Event.no_count, id=EVENT) == [(2, 1)]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"rsvp_open_at": NOW + 1}, "RSVPS_NOT_OPEN"),
        ({"rsvp_open_at": NOW}, "YES"),
        ({"rsvp_close_at": NOW}, "RSVPS_CLOSED"),
        ({"rsvp_close_at": NOW + 1}, "YES"),
        ({"rsvps_closed": True}, "RSVPS_CLOSED"),
        ({"status": "CANCELLED"}, "EVENT_CANCELLED"),
        ({"status": "PROPOSED"}, "RSVPS_NOT_OPEN"),
        ({"ends_at": NOW - 1}, "EVENT_PAST"),
        ({"ends_at": NOW}, "YES"),
    ],
)
def test_answers_have_their_time(graph: Graph, values: dict[str, Any], code: str) -> None:
    emptied(graph.url, **values)
    (member,) = members(graph.url, 1)
    assert say(graph, member, "YES") == code
    assert say(graph, member, "NO") == ("NO" if code == "YES" else code)


def test_members_only(graph: Graph) -> None:
    emptied(graph.url)
    assert say(graph, STRANGER, "YES") == "MEMBERSHIP_REQUIRED"
    assert say(graph, STRANGER, "YES", eventId="1") == "NOT_FOUND"


def test_a_fee_that_is_required_comes_first(graph: Graph) -> None:
    emptied(graph.url)
    a, b = members(graph.url, 2)
    fee: dict[str, Any] = {"event_id": EVENT, "accepts": "CASH", "amount": 5.0, "currency": "USD"}
    add(graph.url, db.EventFee, **fee, required=True)
    assert say(graph, a, "YES", optToPay=True) == "PAYMENT_REQUIRED"
    assert say(graph, a, "NO") == "NO"
    assert say(graph, ORGANIZER, "YES", memberId=str(a)) == "YES"
    assert say(graph, a, "YES", comments="Thanks") == "YES"
    assert say(graph, ORGANIZER, "YES") == "YES"
    assert pay_status(graph.url) == {a: "PENDING", ORGANIZER: "EXEMPT"}
    assert say(graph, a, "NO") == "NO"
    assert say(graph, a, "YES") == "PAYMENT_REQUIRED"
    assert pay_status(graph.url)[a] == "NONE"
    change(graph.url, _now_optional())
    assert say(graph, a, "YES") == "YES"
    assert say(graph, b, "YES", optToPay=True) == "YES"
    assert pay_status(graph.url) == {a: "NONE", b: "PENDING", ORGANIZER: "EXEMPT"}


def pay_status(url: URL) -> dict[int, str]:
    """Where everybody's payment stands."""
    return dict(stored(url, db.Rsvp.member_id, db.Rsvp.pay_status, event_id=EVENT))


def _now_optional() -> Any:
    return update(db.EventFee).where(db.EventFee.event_id == EVENT).values(required=False)


def test_terms_are_agreed_to_first(graph: Graph) -> None:
    emptied(graph.url)
    add(graph.url, db.EventRefundPolicy, event_id=EVENT, policies=["no_refunds"])
    (member,) = members(graph.url, 1)
    assert say(graph, member, "YES") == say(graph, member, "YES", agreeToRefund=False) == "REFUND_POLICY"
    assert say(graph, member, "YES", agreeToRefund=True) == "YES"
    assert say(graph, member, "YES", guestsCount=1) == "YES"


def test_speaking_for_a_member(graph: Graph) -> None:
    emptied(graph.url)
    a, b = members(graph.url, 2)
    assert say(graph, a, "YES", memberId=str(b)) == "FORBIDDEN"
    assert say(graph, a, "YES", memberId=str(a)) == "YES"
    assert say(graph, ORGANIZER, "YES", memberId="zz") == "NOT_FOUND"
    assert say(graph, ORGANIZER, "YES", memberId=str(_outsider(graph.url))) == "MEMBERSHIP_REQUIRED"
    text = [{"questionId": "1", "text": "Hers"}]
    assert say(graph, ORGANIZER, "YES", memberId=str(b), answers=text) == "FORBIDDEN"
    assert ask(graph, RSVP, ORGANIZER, response="YES", memberId=str(b))["rsvp"]["member"] == {"id": str(b)}
    assert standing(graph.url) == {a: "YES", b: "YES"}


def _outsider(url: URL) -> int:
    group = stored(url, db.Event.group_id, id=EVENT)[0][0]
    inside = set(stored(url, db.Membership.member_id, group_id=group))
    return int(next(row[0] for row in stored(url, db.Member.id, status="ACTIVE") if row not in inside))


def test_answers_to_the_survey(graph: Graph) -> None:
    emptied(graph.url)
    (member,) = members(graph.url, 1)
    add(graph.url, db.SurveyQuestion, event_id=EVENT, position=8, text="Who?")
    add(graph.url, db.SurveyQuestion, event_id=EVENT, position=9, text="Why?")
    who, why = (str(row[0]) for row in stored(graph.url, db.SurveyQuestion.id, event_id=EVENT)[-2:])

    def answered(*pairs: tuple[str, str]) -> Any:
        given = [{"questionId": question, "text": text} for question, text in pairs]
        answer = ask(graph, RSVP, member, response="YES", answers=given)
        return answer["errors"] or stored(graph.url, db.RsvpAnswer.question_id, db.RsvpAnswer.text, rsvp_id=_own())

    def _own() -> int:
        return int(stored(graph.url, db.Rsvp.id, event_id=EVENT, member_id=member)[0][0])

    assert answered((who, "Me"), (why, "To learn")) == [(int(who), "Me"), (int(why), "To learn")]
    assert answered((why, "x" * 250)) == [(int(who), "Me"), (int(why), "x" * 250)]
    assert answered((why, " ")) == [(int(who), "Me")]
    assert answered((why, "x" * 251))[0]["field"] == "answers.0.text"
    assert answered((who, "You"), ("1", "?"))[0]["field"] == "answers.1.questionId"
    assert answered((who, "You"), (who, "They"))[0]["field"] == "answers.1.questionId"
    assert answered() == [(int(who), "Me")]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"response": "MAYBE"}, "response"),
        ({"response": "ATTENDED"}, "response"),
        ({"response": "YES", "guestsCount": -1}, "guestsCount"),
        ({"response": "YES", "comments": "x" * 501}, "comments"),
    ],
)
def test_what_no_event_takes(graph: Graph, given: dict[str, Any], field: str) -> None:
    (member,) = members(graph.url, 1)
    (error,) = ask(graph, RSVP, member, **given)["errors"]
    assert (error["code"], error["field"]) == ("BAD_USER_INPUT", field)


def test_an_answer_is_a_visit_and_the_hosts_hear_of_it(graph: Graph) -> None:
    emptied(graph.url, rsvp_alerts=True)
    a, b = members(graph.url, 2)
    hosts = sorted(stored(graph.url, db.EventHost.member_id, event_id=EVENT))
    assert hosts
    assert say(graph, a, "YES") == say(graph, a, "YES", comments="On my bike") == "YES"
    assert sorted(stored(graph.url, db.Message.member_id, kind="rsvp_alert")) == hosts
    group = stored(graph.url, db.Event.group_id, id=EVENT)[0][0]
    assert stored(graph.url, db.Membership.visited_at, group_id=group, member_id=a) == [(NOW,)]
    noted = stored(graph.url, db.Change.noun, db.Change.action, event_id=EVENT)
    assert noted == [("rsvps", "answered")] * 2
    emptied(graph.url, rsvp_alerts=False)
    assert say(graph, b, "YES") == "YES"
    assert stored(graph.url, db.Message.member_id, kind="rsvp_alert") == []


def test_what_is_not_listed_keeps_its_seats(graph: Graph) -> None:
    emptied(graph.url, rsvp_limit=3, unlisted_yes=2, yes_count=2)
    a, b = members(graph.url, 2)
    assert [say(graph, each, "YES") for each in (a, b)] == ["YES", "WAITLIST"]
    assert say(graph, a, "NO") == "NO"
    assert stored(graph.url, db.Event.yes_count, db.Event.waitlist_count, id=EVENT) == [(3, 0)]
