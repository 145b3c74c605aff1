"""Who may change events: everybody that there is, each command, in an open and in a private group."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import URL, insert, select, update

import db
from db.enums import EventStatus, Visibility
from db.events import times
from tests.conftest import NOW, Databases, Graph, writing
from tests.event_desk import WORLD, Desk, Rows, of_world
from tests.visibility_world import ANONYMOUS, DAY, PEOPLE

ORGANIZERS = ("event organizer", "co-organizer", "organizer")
HOSTS = ("host", "outside host", "hidden")
"""`hidden` takes part in every group and hosts every event; nobody else sees this account."""
LEADING = ("publishEventDraft", "deleteEvent", "cancel", "editHosts", "feature", "hide")
RUNNING = ("editEvent", "announceEvent", "closeEventRsvps")
COMMANDS = ("createEvent", "createDraft", *RUNNING, *LEADING)


def expected(person: str, command: str, private: bool) -> str:
    """What becomes of a command: a status for createEvent, "done", or a code."""
    outside = person in ("stranger", "pending", "blocked", "creator", "outside host")
    if private and outside:
        return "NOT_FOUND"
    if command.startswith("create"):
        if person in ORGANIZERS:
            return "DRAFT" if command == "createDraft" else "ACTIVE"
        return "FORBIDDEN" if outside or command == "createDraft" else "SUGGESTED"
    if person in ORGANIZERS or (person in HOSTS and command in RUNNING):
        return "done"
    return "NOT_FOUND" if command == "publishEventDraft" and person not in HOSTS else "FORBIDDEN"


@pytest.fixture(scope="module")
def desk(graphs: Callable[[URL, str], Graph], databases: Databases, kind: str) -> Desk:
    """The small world to change."""
    return of_world(graphs, databases, kind)


def new_event(rows: Any, group: str, status: EventStatus, number: int) -> int:
    """An event two days from now, hosted by the three hosts."""
    group_id = WORLD.groups[group]
    like = WORLD.of(db.Event, group_id=group_id)[0]
    visibility = WORLD.one(db.Group, id=group_id)["visibility"]
    fresh = {
        "id": 900_000 + number,
        "token": f"token {number}",
        "short_token": f"short {number}",
        "photo_id": None,
        "status": status,
        "visibility": visibility,
        "announced": False,
        "announced_at": None,
        "creator_id": None,
        **times(NOW + 2 * DAY, None),
    }
    rows.execute(insert(db.Event).values({**like, **fresh}))
    for position, person in enumerate(HOSTS):
        rows.execute(
            insert(db.EventHost).values(event_id=fresh["id"], member_id=WORLD.people[person], position=position)
        )
    return int(fresh["id"])


def outcome(desk: Desk, person: str, command: str, group: str, event_id: int) -> str:
    """What became of a command."""
    viewer, event = WORLD.people[person], {"eventId": str(event_id)}
    hosts = {"eventHosts": [WORLD.people["organizer"]]}
    start = {"title": "New", "groupUrlname": f"The-{group}", "startDateTime": "2026-12-01T10:00", "selfRsvp": False}
    calls: dict[str, tuple[str, dict[str, Any]]] = {
        "createEvent": ("createEvent", start),
        "createDraft": ("createEvent", {**start, "publishStatus": "DRAFT"}),
        "editEvent": ("editEvent", {**event, "title": "Other"}),
        "editHosts": ("editEvent", {**event, **hosts}),
        "feature": ("editEvent", {**event, "featured": False}),
        "hide": ("editEvent", {**event, "publishStatus": "DRAFT"}),
        "cancel": ("deleteEvent", {**event, "removeFromCalendar": False}),
    }
    field, given = calls.get(command, (command, event))
    payload = desk.run(field, viewer, **given)
    if payload["errors"]:
        (error,) = payload["errors"]
        return str(error["code"])
    return str(payload["event"]["status"]) if command.startswith("create") else "done"


@pytest.mark.parametrize("group", ["open", "private"])
def test_everybody_and_every_command(desk: Desk, group: str) -> None:
    found, wanted, made = {}, {}, {}
    people = [person for person in PEOPLE if person != "removed"]
    cells = [(person, command) for person in people for command in COMMANDS]
    first = 0 if group == "open" else 1000
    with writing(desk.graph.url) as engine, engine.begin() as connection, Rows.on(connection) as rows:
        for number, cell in enumerate(cells, first):
            status = EventStatus.DRAFT if cell[1] == "publishEventDraft" else EventStatus.ACTIVE
            made[cell] = new_event(rows, group, status, number)
    for cell in cells:
        found[cell] = outcome(desk, *cell, group, made[cell])
        wanted[cell] = expected(*cell, private=group == "private")
    assert found == wanted


def test_nobody_may_change_anything(desk: Desk) -> None:
    text = 'mutation { createEvent(input: {title: "x", groupUrlname: "The-open"}) { event { id } } }'
    (error,) = desk.graph.ask(text, viewer=WORLD.people[ANONYMOUS])["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"


def test_suggestions_are_made_and_published_where_the_group_takes_them(desk: Desk) -> None:
    member, organizer, host = (WORLD.people[name] for name in ("member", "organizer", "host"))
    suggested = desk.done("createEvent", member, title="Idea", groupUrlname="the-OPEN")
    assert suggested["status"] == "SUGGESTED"
    assert suggested["eventHosts"] == [{"memberId": str(member)}]
    event = {"eventId": suggested["id"]}
    assert desk.refusals("editEvent", host, **event, title="x") == [("NOT_FOUND", "eventId")]
    assert desk.refusals("publishEventDraft", member, **event) == [("FORBIDDEN", "eventId")]
    assert desk.refusals("announceEvent", member, **event) == [("CONFLICT", "eventId")]
    assert desk.done("editEvent", member, **event, title="Better")["status"] == "SUGGESTED"
    given = {"title": "x", "groupUrlname": "The-open"}
    for name, value in {"eventHosts": [host], "featured": True, "announce": True, "publishStatus": "DRAFT"}.items():
        assert ("FORBIDDEN", name) in desk.refusals("createEvent", member, **given, **{name: value})
    assert desk.done("publishEventDraft", organizer, **event)["status"] == "PROPOSED"
    assert desk.refusals("publishEventDraft", organizer, **event) == [("CONFLICT", "eventId")]
    with writing(desk.graph.url) as engine, engine.begin() as connection, Rows.on(connection) as rows:
        rows.execute(update(db.Group).where(db.Group.urlname == "The-limited").values(takes_suggestions=False))
    assert desk.refusals("createEvent", member, title="x", groupUrlname="The-limited") == [
        ("FORBIDDEN", "groupUrlname")
    ]
    made = desk.done("createEvent", organizer, title="x", groupUrlname="The-limited")
    assert made["visibility"] == Visibility.PUBLIC_LIMITED


def test_an_event_moves_to_another_group_of_its_organizer(desk: Desk) -> None:
    organizer, here, there = WORLD.people["organizer"], *(str(WORLD.groups[name]) for name in ("open", "private"))
    stranger = WORLD.people["stranger"]
    event = desk.done("createEvent", organizer, title="x", groupId=here)
    assert event["visibility"] == "PUBLIC"
    assert desk.done("editEvent", organizer, eventId=event["id"], groupId=there)["visibility"] == "MEMBERS"
    assert desk.refusals("editEvent", stranger, eventId=event["id"], title="x") == [("NOT_FOUND", "eventId")]
    elsewhere = str(WORLD.groups["elsewhere"])
    assert desk.refusals("editEvent", organizer, eventId=event["id"], groupId=elsewhere) == [("NOT_FOUND", "groupId")]
    with desk.all() as rows:
        moved = select(db.Change.action, db.Change.group_id).where(db.Change.event_id == int(event["id"]))
        assert set(rows.execute(moved).all()) >= {("created", int(here)), ("deleted", int(here))}
