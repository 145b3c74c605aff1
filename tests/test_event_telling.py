"""What members are told of events, once each, and what is taken back; descriptions, spam, venues."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import URL, func, insert, select, update

import db
from db import demo
from db.enums import RsvpStatus
from resolvers import descriptions
from resolvers.spam import SpamRule
from tests.conftest import NOW, SITE, Databases, Graph, start, writing
from tests.event_desk import ORGANIZER, Desk, Rows, document

HOUR = 3_600_000
MEMBER = demo.DEMO_MEMBER_ID
SOON: dict[str, Any] = {"startDateTime": "2026-12-03T18:30", "duration": "PT2H"}
STARTS = 1_796_351_400_000


@pytest.fixture
def desk(graphs: Callable[[URL, str], Graph], demo_to_change: URL) -> Desk:
    """A demo to change."""
    return Desk(graphs(demo_to_change, "ordinary"))


def mails(desk: Desk, event: Any, kind: str) -> list[Any]:
    """The mails about an event."""
    m = db.Message
    with desk.all() as rows:
        wanted = select(m.member_id, m.subject, m.text, m.due_at, m.delivered_at).where(m.kind == kind)
        return list(rows.execute(wanted.where(m.event_id == int(event["id"])).order_by(m.due_at, m.member_id)).all())


def says(desk: Desk, event: Any, answer: RsvpStatus) -> None:
    """The demo's member answers, behind the mutations' back."""
    with writing(desk.graph.url) as engine, engine.begin() as connection, Rows.on(connection) as rows:
        rows.execute(insert(db.Rsvp).values(event_id=int(event["id"]), member_id=MEMBER, status=answer, guests=0))


def test_members_are_told_of_an_event_once(desk: Desk) -> None:
    event = desk.create(**SOON)
    assert (event["isAnnounced"], event["announcedTime"]) == (False, None)
    told = desk.done("announceEvent", eventId=event["id"])
    assert (told["isAnnounced"], told["announcedTime"]) == (True, "2026-11-18T11:06:40Z")
    letters = mails(desk, event, "announcement")
    ms, m = db.Membership, db.Member
    with desk.all() as rows:
        group_id = rows.scalar(select(db.Group.id).where(db.Group.urlname == demo.DEMO_GROUP))
        there = select(ms.member_id).where(ms.group_id == group_id, ms.status.in_(("ACTIVE", "LEADER")))
        active = select(m.id).where(m.id.in_(there), m.status == "ACTIVE", m.id != ORGANIZER)
        with_address = set(rows.scalars(active.where(m.email.is_not(None))))
        n = db.Notification
        noted = rows.scalars(select(n.member_id).where(n.event_id == int(event["id"]), n.kind == "announcement"))
        assert sorted(noted) == sorted(rows.scalars(active))
    assert len(letters) > 10
    assert [letter.member_id for letter in letters] == sorted(with_address)
    assert letters[0].subject == "API Craft San Francisco: Traces"
    assert letters[0].text.split("\n\n") == [
        "Traces\nAPI Craft San Francisco\nThursday, 3 December 2026, 18:30 (UTC-08:00)",
        f"{SITE}/{demo.DEMO_GROUP}/events/{event['id']}/",
    ]
    assert desk.refusals("announceEvent", eventId=event["id"]) == [("CONFLICT", "eventId")]
    assert desk.refusals("editEvent", eventId=event["id"], announce=True) == [("CONFLICT", "announce")]
    assert len(mails(desk, event, "announcement")) == len(letters)


def test_announcing_while_editing_takes_a_message(desk: Desk) -> None:
    event = desk.create(**SOON, publishStatus="DRAFT")
    assert desk.refusals("editEvent", eventId=event["id"], announce=True) == [("CONFLICT", "announce")]
    told = desk.edit(event, publishStatus="PUBLISHED", announce=True, announceMessage="Bring a trace.")
    assert (told["status"], told["isAnnounced"]) == ("ACTIVE", True)
    assert mails(desk, event, "announcement")[0].text.startswith("Bring a trace.\n\nTraces\n")
    assert desk.refusals("editEvent", eventId=event["id"], publishStatus="DRAFT") == [("CONFLICT", "publishStatus")]
    assert desk.create(**SOON, announce=True)["isAnnounced"] is True


def dues(desk: Desk, event: Any) -> list[tuple[int, int]]:
    """Who is reminded, how many hours before the first start."""
    return [(letter.member_id, (letter.due_at - STARTS) // HOUR) for letter in mails(desk, event, "reminder")]


def test_reminders_follow_the_time_and_the_answers(desk: Desk) -> None:
    event = desk.create(**SOON)
    assert dues(desk, event) == [(ORGANIZER, -24), (ORGANIZER, -2)]
    assert "begins tomorrow" in mails(desk, event, "reminder")[0].subject
    says(desk, event, RsvpStatus.YES)
    desk.edit(event, startDateTime="2026-12-03T20:30")
    assert dues(desk, event) == [(ORGANIZER, -22), (MEMBER, -22), (ORGANIZER, 0), (MEMBER, 0)]
    desk.edit(event, emailReminders=False)
    assert dues(desk, event) == []
    desk.edit(event, emailReminders=True, startDateTime="2026-11-18T05:00")
    assert len(dues(desk, event)) == 0, "it begins in less than two hours"
    desk.edit(event, startDateTime="2026-12-03T18:30")
    with writing(desk.graph.url) as engine, engine.begin() as connection, Rows.on(connection) as rows:
        day_before = (db.Message.kind == "reminder", db.Message.due_at == STARTS - 24 * HOUR)
        rows.execute(update(db.Message).where(*day_before).values(delivered_at=NOW, next_try_at=None))
    desk.edit(event, title="Spans")
    letters = mails(desk, event, "reminder")
    assert [(each.due_at - STARTS) // HOUR for each in letters] == [-24, -24, -2, -2], "none goes out twice"
    assert [each.subject for each in letters if each.member_id == MEMBER] == [
        "Traces begins tomorrow",
        "Spans begins in two hours",
    ]
    desk.edit(event, startDateTime="")
    assert [each.delivered_at for each in mails(desk, event, "reminder")] == [NOW, NOW]


def rsvp(desk: Desk, event: Any, response: str, viewer: int = MEMBER) -> Any:
    """A member answers."""
    text = "mutation ($input: RsvpInput!) { rsvp(input: $input) { rsvp { status } errors { code } } }"
    return desk.graph.data(text, {"input": {"eventId": event["id"], "response": response}}, viewer)["rsvp"]["rsvp"]


@pytest.mark.parametrize(
    "given", [{"rsvpSettings": {"rsvpLimit": 2}}, {"rsvpSettings": {"rsvpLimit": 0}}, {"waitlisting": "AUTO"}]
)
def test_seats_that_an_edit_makes_are_handed_out(desk: Desk, given: dict[str, Any]) -> None:
    event = desk.create(**SOON, rsvpSettings={"rsvpLimit": 1})
    assert rsvp(desk, event, "YES") == {"status": "WAITLIST"}
    if "waitlisting" in given:
        manual = desk.edit(event, waitlisting="MANUAL", rsvpSettings={"rsvpLimit": 5})
        assert manual["rsvps"]["yesCount"] == 1
    assert dues(desk, event) == [(ORGANIZER, -24), (ORGANIZER, -2)]
    assert desk.edit(event, **given)["rsvps"]["yesCount"] == 2
    assert [letter.member_id for letter in mails(desk, event, "promotion")] == [MEMBER]
    assert dues(desk, event) == [(ORGANIZER, -24), (MEMBER, -24), (ORGANIZER, -2), (MEMBER, -2)]
    rsvp(desk, event, "NO")
    assert dues(desk, event) == [(ORGANIZER, -24), (ORGANIZER, -2)]


def test_those_who_come_are_told_that_an_event_moves(desk: Desk) -> None:
    event = desk.create(**SOON)
    says(desk, event, RsvpStatus.WAITLIST)
    assert mails(desk, event, "change") == []
    desk.edit(event, title="Spans", howToFindUs="Ring twice.", startDateTime=SOON["startDateTime"])
    assert mails(desk, event, "change") == []
    desk.edit(event, startDateTime="2026-12-03T20:30")
    desk.edit(event, duration="PT1H")
    desk.edit(event, venueId="online")
    desk.edit(event, startDateTime="")
    desk.edit(event, startDateTime="2026-12-04T20:30")
    letters = mails(desk, event, "change")
    assert {(letter.member_id, letter.subject) for letter in letters} == {(MEMBER, "Changed: Spans")}
    assert [letter.text.partition("\n\n")[0] for letter in letters] == [
        "The time has changed. It was: Thursday, 3 December 2026, 18:30 (UTC-08:00)",
        "The time has changed. It was: Thursday, 3 December 2026, 20:30 (UTC-08:00)",
        "The place has changed. It is now: Online event",
        "The time has changed. It was: Thursday, 3 December 2026, 20:30 (UTC-08:00)",
    ]
    assert "Thursday, 3 December 2026, 20:30" in letters[0].text.split("\n\n")[1]
    assert "The time is not set yet." in letters[-1].text


def test_those_who_come_are_told_that_an_event_is_called_off(desk: Desk) -> None:
    event = desk.create(**SOON)
    says(desk, event, RsvpStatus.WAITLIST)
    assert desk.done("deleteEvent", eventId=event["id"], removeFromCalendar=False) is None
    assert [(each.member_id, each.subject) for each in mails(desk, event, "cancellation")] == [
        (MEMBER, "Called off: Traces")
    ]
    assert dues(desk, event) == []
    shown = desk.graph.data("query ($id: ID!) { event(id: $id) { status } }", {"id": event["id"]})
    assert shown["event"] == {"status": "CANCELLED"}
    assert desk.refusals("announceEvent", eventId=event["id"]) == [("EVENT_CANCELLED", "eventId")]
    assert desk.refusals("editEvent", eventId=event["id"], publishStatus="PUBLISHED") == [
        ("EVENT_CANCELLED", "publishStatus")
    ]
    desk.done("deleteEvent", eventId=event["id"], removeFromCalendar=False)
    assert len(mails(desk, event, "cancellation")) == 1


def test_a_deleted_event_leaves_nothing_but_what_was_said_of_it(desk: Desk) -> None:
    before = desk.counts()
    event = desk.create(**SOON, questions=[{"text": "?"}], venueId="online", topics=[])
    says(desk, event, RsvpStatus.YES)
    desk.edit(event, title="Other")
    payload = desk.run("deleteEvent", eventId=event["id"])
    assert payload == {"success": True, "errors": None}
    after = desk.counts()
    left = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert left == {"Change": 3, "Message": 1, "Notification": 1}
    with desk.all() as rows:
        assert rows.execute(select(db.Message.kind, db.Message.event_id)).all()[-1] == ("cancellation", None)
        assert rows.scalars(select(db.Change.action).order_by(db.Change.id)).all()[-3:] == [
            "created",
            "updated",
            "deleted",
        ]
    assert desk.refusals("deleteEvent", eventId=event["id"]) == [("NOT_FOUND", "eventId")]


def test_what_has_been_paid_for_is_cancelled_not_deleted(desk: Desk) -> None:
    event = desk.create(**SOON)
    p = {"member_id": MEMBER, "amount": 5.0, "currency": "USD", "status": "PAID", "method": "CASH", "created_at": NOW}
    with writing(desk.graph.url) as engine, engine.begin() as connection, Rows.on(connection) as rows:
        group_id = rows.scalar(select(db.Event.group_id).where(db.Event.id == int(event["id"])))
        rows.execute(insert(db.Payment).values(p | {"event_id": int(event["id"]), "group_id": group_id}))
    assert desk.refusals("deleteEvent", eventId=event["id"]) == [("CONFLICT", "removeFromCalendar")]
    assert desk.refusals("deleteEvent", eventId=event["id"], updateSeries=True, removeFromCalendar=False) == [
        ("CONFLICT", "updateSeries")
    ]


DESCRIPTIONS = {
    "<p>a <b>b</b></p><p>c</p>": ("<p>a <b>b</b></p> <p>c</p>", "a b\n\nc"),
    "a<script>alert(1)</script><img src=x onerror=alert(1)>": ("<p>a</p>", "a"),
    '<a href="javascript:x()" onclick="y()">z</a>': ("<p>z</p>", "z"),
    "one\ntwo\n\nthree": ("<p>one<br/>two</p> <p>three</p>", "one\ntwo\n\nthree"),
    "see https://a.example/x?y=1&z=2.": (
        '<p>see <a href="https://a.example/x?y=1&amp;z=2" class="linkified">https://a.example/x?y=1&amp;z=2</a>.</p>',
        "see https://a.example/x?y=1&z=2.",
    ),
    '<p>a<br>b</p><img src="https://a.example/i.png">': (
        '<p>a<br/>b</p> <p><img src="https://a.example/i.png" /></p>',
        "a\nb\n\nhttps://a.example/i.png",
    ),
    "": (None, None),
    "<script>x</script>": (None, None),
    "<h1>A</h1><ul><li><strong>b</strong></li>\n<li><em>c\nd</em> <u>e</u></li></ul>f<br>": (
        "<p>A</p> <p><b>b</b></p> <p><i>c d</i> e</p> <p>f</p>",
        "A\n\nb\n\nc d e\n\nf",
    ),
    "<b>one\n\ntwo</b>": ("<p><b>one</b></p> <p><b>two</b></p>", "one\n\ntwo"),
    '<p><a class="linkified" href="https://a.example">here</a>&nbsp;"&copy;"</p>': (
        '<p><a href="https://a.example">here</a>\u00a0"\u00a9"</p>',
        'here (https://a.example) "\u00a9"',
    ),
    "1 < 2 &amp; 3": ("<p>1 &lt; 2 &amp; 3</p>", "1 < 2 & 3"),
}


@pytest.mark.parametrize("given", DESCRIPTIONS)
def test_descriptions_are_made_safe_and_plain(given: str) -> None:
    columns = descriptions.from_html(given)
    assert (columns["description_html"], columns["description_text"]) == DESCRIPTIONS[given]
    again = descriptions.from_html(str(columns["description_html"] or ""))
    assert again == columns


INLINE = r'[^<>&]|&(?:amp|lt|gt);|<br/>|</?[bi]>|<img src="[^"<>]*" />'
LINK = rf'<a href="(?P<to>[^"<>]*)" class="linkified">(?P=to)</a>|<a href="[^"<>]*">(?:{INLINE})*</a>'
PARAGRAPH = re.compile(rf"<p>(?:{INLINE}|{LINK})*</p>")
MARKUP = ["<p>", "</p>", "<br>", "<b>", "</b>", "<i>", "</i>", "<em>", "<ul>", "<li>", "</li>", "\n", "\n\n", "&nbsp;"]
MARKUP += [
    '<a href="https://a.example/?a=1&amp;b=%22">',
    "</a>",
    "https://b.example/x&y",
    '<img src="http://c.example">',
]
MARKUP += [
    "text",
    " ",
    "&amp;",
    "<",
    '"',
    "\u00a0",
    "<script>",
    "</script>",
    '<a class="linkified" href="http://d.example">',
]


@given(st.lists(st.sampled_from(MARKUP) | st.text(max_size=3), max_size=12).map("".join))
def test_any_description_is_in_the_grammar_of_the_recorded_ones(typed: str) -> None:
    for written in (descriptions.from_html(typed), descriptions.from_simple(typed)):
        html = str(written["description_html"] or "")
        paragraphs = html.split("</p> <p>")
        assert all(
            PARAGRAPH.fullmatch(f"<p>{part.removeprefix('<p>').removesuffix('</p>')}</p>") for part in paragraphs
        )
        assert not html or (html.startswith("<p>") and html.endswith("</p>"))
        assert descriptions.from_html(html)["description_html"] == written["description_html"]


def test_simple_html_is_kept_and_translated() -> None:
    columns = descriptions.from_simple("Hello <b>all</b>,\nsee https://a.example\n\n<h1>Bye</h1>")
    assert columns == {
        "simple_html_description": "Hello <b>all</b>,\nsee https://a.example\n\nBye",
        "is_simple_html": True,
        "description_html": '<p>Hello <b>all</b>,<br/>see <a href="https://a.example" class="linkified">'
        "https://a.example</a></p> <p>Bye</p>",
        "description_text": "Hello all,\nsee https://a.example\n\nBye",
    }


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        (["casino"], "The Casino, tonight", True),
        (["casino"], "casinos", False),
        (["cheap pills"], "CHEAP \n pills!", True),
        (["c++"], "I like c++.", True),
        (["", " "], "anything", False),
        ([], "anything", False),
    ],
)
def test_spam_is_whole_words_in_any_case(words: list[str], text: str, found: bool) -> None:
    assert SpamRule(words).finds(text) is found


def test_spam_is_refused_wherever_it_stands(databases: Databases, tmp_path: Path) -> None:
    listed = tmp_path / "words.txt"
    listed.write_text("casino\ncheap pills\n")
    server = start(databases.demo_to_change("sqlite"), tmp_path / "server.log", SPAM_WORDS=f"@{listed}")
    given = {
        "title": "Casino",
        "why": "cheap  PILLS",
        "description": "<p>casino</p>",
        "questions": [{"text": "A casino?"}],
        "announce": True,
        "announceMessage": "casino!",
    }
    body = {"query": document("createEvent"), "variables": {"input": {"groupUrlname": demo.DEMO_GROUP, **given}}}
    headers = {"Authorization": f"Bearer {demo.DEMO_TOKEN}"}
    errors = httpx.post(f"{server.url}/graphql", json=body, headers=headers).json()["data"]["result"]["errors"]
    server.stop()
    assert {error["code"] for error in errors} == {"SPAM"}
    fields = {"title", "why", "description", "questions.0.text", "announceMessage"}
    assert {error["field"] for error in errors} == fields


def test_venues_are_entered_once(desk: Desk) -> None:
    place: dict[str, Any] = {
        "name": "The Shed",
        "address": "1 Mill Road",
        "city": "Berkeley",
        "country": "US",
        "state": "CA",
    }
    venue = desk.run("createVenue", MEMBER, **place)["venue"]
    assert venue["name"] == "The Shed"
    again = desk.run("createVenue", **place)
    assert again["venue"] is None
    assert again["didYouMean"] == [{"id": venue["id"]}]
    assert again["errors"][0]["code"] == "CONFLICT"
    for wrong, field in {
        ("country", "usa"): "country",
        ("state", ""): "state",
        ("name", " "): "name",
        ("city", "a\nb"): "city",
        ("address", "x" * 251): "address",
        ("visibility", "GROUP"): "groupId",
        ("groupId", "1"): "groupId",
    }.items():
        assert [named for _, named in desk.refusals("createVenue", **{**place, wrong[0]: wrong[1]})] == [field]
    with desk.all() as rows:
        assert rows.scalar(select(func.count()).where(db.Venue.name == "The Shed")) == 1
