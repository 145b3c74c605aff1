"""Old programs answer events: RSVPs with tallies, guests, surveys and waiting lists; and they wait for an import."""

import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL, update

import db
from db import demo
from db.visibility import seeing_all
from tests.conftest import NOW, ROOT, environment, writing
from tests.importing import envelope, written
from tests.old_api import OldApi


def tallies(yes: int, waitlist: int = 0, no: int = 0) -> dict[str, int]:
    return {"no": no, "waitlist": waitlist, "maybe": 0, "yes": yes}


def test_an_rsvp_is_made_and_changed(api: OldApi) -> None:
    event = api.event(time="2w", guest_limit="2")
    first = api.post("/2/rsvp", "member", event_id=event, rsvp="yes", guests="2", comments="Hi")
    assert first.status_code == 201, first.text
    old = first.json()
    assert first.headers["Location"] == f"{api.server.url}/2/rsvp/{old['rsvp_id']}"
    assert list(old)[-1] == "tallies"
    assert old["tallies"] == tallies(yes=4)
    assert (old["response"], old["guests"], old["comments"]) == ("yes", 2, "Hi")
    assert old["member"]["member_id"] == api.members["member"]
    assert (old["event"]["id"], old["created"]) == (event, NOW)
    second = api.post("/2/rsvp", "member", event_id=event, rsvp="no")
    assert (second.status_code, second.headers["Location"]) == (201, first.headers["Location"])
    assert second.json()["tallies"] == tallies(yes=1, no=1)
    assert (second.json()["response"], second.json()["guests"]) == ("no", 0)
    read = api.get(first.headers["Location"].removeprefix(api.server.url), "member")
    assert read == {name: value for name, value in second.json().items() if name != "tallies"}
    listed = api.get("/2/rsvps", event_id=event)["results"]
    assert {each["rsvp_id"]: each["response"] for each in listed}[old["rsvp_id"]] == "no"


def test_a_full_event_has_a_line(api: OldApi) -> None:
    event = api.event(time="2w", rsvp_limit="2")
    answers = [api.post("/2/rsvp", who, event_id=event, rsvp="yes") for who in ("member", "host", "co-organizer")]
    assert [each.json()["response"] for each in answers] == ["yes", "waitlist", "waitlist"]
    assert answers[2].json()["tallies"] == tallies(yes=2, waitlist=2)
    left = api.post("/2/rsvp", "member", event_id=event, rsvp="no").json()
    assert left["tallies"] == tallies(yes=2, waitlist=1, no=1)
    assert api.get("/2/rsvp/" + str(answers[1].json()["rsvp_id"]))["response"] == "yes"


def test_the_survey_is_answered(api: OldApi) -> None:
    event = api.event(time="2w", question_0="One?", question_1="Two?")
    asked = [each["id"] for each in api.get(f"/2/event/{event}", fields="survey_questions")["survey_questions"]]
    form = {"event_id": event, "rsvp": "yes", f"answer_{asked[0]}": "1", f"answer_{asked[1]}": "2"}
    rsvp = api.post("/2/rsvp", "member", **form).json()["rsvp_id"]
    old = api.get(f"/2/rsvp/{rsvp}?fields=answer_info")
    assert [(each["question_id"], each["answer"]) for each in old["answers"]] == [(asked[0], "1"), (asked[1], "2")]
    assert api.post("/2/rsvp", "member", event_id=event, rsvp="yes", **{f"answer_{asked[0]}": ""}).status_code == 201
    assert api.get(f"/2/rsvp/{rsvp}")["answers"] == ["2"]
    long = api.post("/2/rsvp", "member", event_id=event, rsvp="yes", **{f"answer_{asked[1]}": "x" * 251})
    assert (long.status_code, long.json()["details"].split(":")[0]) == (400, f"answer_{asked[1]}")
    other = api.post("/2/rsvp", "member", event_id=event, rsvp="yes", answer_1="x")
    assert (other.status_code, other.json()["details"].split(":")[0]) == (400, "answer_1")


def test_who_runs_an_event_answers_for_members(api: OldApi) -> None:
    event, member = api.event(time="2w"), str(api.members["member"])
    entered = api.post("/2/rsvp", event_id=event, rsvp="yes", member_id=member)
    assert (entered.status_code, entered.json()["member"]["member_id"]) == (201, int(member))
    refused = api.post("/2/rsvp", "host", event_id=event, rsvp="no", member_id=member)
    assert (refused.status_code, refused.json()["code"]) == (401, "not_authorized")
    assert refused.headers["WWW-Authenticate"].startswith("OAuth realm=")
    nobody = api.post("/2/rsvp", event_id=event, rsvp="yes", member_id="1")
    assert (nobody.status_code, nobody.json()["code"]) == (400, "bad_request")


REFUSED: dict[str, tuple[dict[str, str], dict[str, str], int, str, str]] = {
    "no answer": ({}, {"rsvp": ""}, 400, "bad_request", "rsvp is required"),
    "perhaps": ({}, {"rsvp": "maybe"}, 400, "bad_request", "rsvp must be one of yes, no, waitlist"),
    "too many guests": ({"guest_limit": "1"}, {"guests": "2"}, 400, "guests_exceeded", "guests"),
    "guests of nobody": ({}, {"rsvp": "no", "guests": "2"}, 400, "bad_request", "guests"),
    "half a guest": ({}, {"guests": "0.5"}, 400, "bad_request", "guests must be a whole number, 0 or more"),
    "a long comment": ({}, {"comments": "x" * 501}, 400, "bad_request", "comments"),
    "not open yet": ({"rsvp_open": "1d"}, {}, 400, "rsvps_not_open", "Answers are not taken yet: see rsvp"),
    "no time": ({"time": ""}, {}, 400, "rsvps_not_open", "The event"),
    "full": ({"rsvp_limit": "1", "waitlisting": "off"}, {}, 400, "event_full", "There is no seat"),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_an_answer_that_is_not_taken(api: OldApi, reason: str) -> None:
    made, said, status, code, details = REFUSED[reason]
    event = api.event(**{"time": "2w", **made})
    response = api.post("/2/rsvp", "member", **{"event_id": event, "rsvp": "yes", **said})
    assert (response.status_code, response.json()["code"]) == (status, code), response.text
    assert response.json()["details"].startswith(details)
    assert [each["member"]["member_id"] for each in api.get("/2/rsvps", event_id=event)["results"]] == [
        api.members["organizer"]
    ]


def test_the_event_must_be_named(api: OldApi) -> None:
    response = api.post("/2/rsvp", rsvp="yes")
    assert (response.status_code, response.json()["details"]) == (400, "event_id is required")


def test_events_of_a_series_are_answered_by_their_letters(api: OldApi) -> None:
    event = api.event(time="2w")
    with writing(api.url) as engine, engine.begin() as connection, seeing_all(connection) as session:
        session.execute(update(db.Event).where(db.Event.id == int(event)).values(recurring_id="qjpgfdyrgbhb"))
    for name in ("qjpgfdyrgbhb", event):
        response = api.post("/2/rsvp", "member", event_id=name, rsvp="yes")
        assert (response.status_code, response.json()["tallies"]) == (201, tallies(yes=2))
        assert api.get(f"/2/event/{name}")["yes_rsvp_count"] == 2
    edited = api.post("/2/event/qjpgfdyrgbhb", name="Weekly")
    assert (edited.status_code, edited.json()["name"]) == (200, "Weekly")
    gone = api.call("DELETE", "/2/event/qjpgfdyrgbhb")
    assert gone.json() == {"message": "The event id qjpgfdyrgbhb has been deleted."}


# Imports


def occupied(url: URL, patience: float = 0) -> bool:
    """Whether somebody is in the middle of writing, and on SQLite goes on for so many seconds."""
    if url.get_backend_name() == "sqlite":
        connection = sqlite3.connect(str(url.database), isolation_level=None, timeout=patience)
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        finally:
            connection.close()
        return False
    with psycopg.connect(url.render_as_string(hide_password=False)) as plain:
        found = plain.execute("SELECT id FROM events WHERE id = 1 FOR UPDATE SKIP LOCKED").fetchall()
        return not found


def stop_in_the_middle(importing: "subprocess.Popen[bytes]", url: URL) -> None:
    """Stop an import that is writing. The server writes as well, now and then: it goes on, and so is done soon."""
    while True:
        while not occupied(url):
            assert importing.poll() is None, "the import was over before anybody saw it write"
        importing.send_signal(signal.SIGSTOP)
        _, status = os.waitpid(importing.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status), "the import was over before it could be stopped"
        if occupied(url, patience=1):
            return
        importing.send_signal(signal.SIGCONT)


def answers(number: int) -> list[dict[str, Any]]:
    """Old events of the demo's group, the first of them to be edited meanwhile."""
    group = {"id": 77, "name": "Imported", "urlname": "Imported", "who": "People", "join_mode": "open"}
    return [
        {
            "id": str(at),
            "name": f"Event {at}",
            "status": "upcoming",
            "time": NOW + 10**9,
            "utc_offset": 0,
            "group": group,
        }
        for at in range(1, number + 1)
    ]


def test_while_an_import_writes_old_programs_read_on_and_are_told_to_wait(api: OldApi, tmp_path: Path) -> None:
    file = written(tmp_path, envelope(answers(1), "events"))
    command = [sys.executable, "-m", "server", "import", "--organizer", str(demo.DEMO_ORGANIZER_ID)]
    subprocess.run([*command, str(file)], cwd=ROOT, env=environment(api.url), check=True, capture_output=True)
    changed = [{**old, "name": f"Changed {old['id']}"} for old in answers(1500)]
    again = written(tmp_path, envelope(changed, "events"), "again.json")
    importing = subprocess.Popen(
        [*command, str(again)], cwd=ROOT, env=environment(api.url), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        stop_in_the_middle(importing, api.url)
        with ThreadPoolExecutor(8) as pool:
            refused = list(pool.map(lambda _: api.post("/2/event/1", name="Mine"), range(8)))
        assert [(each.status_code, each.json()["code"]) for each in refused] == [(503, "unavailable")] * 8
        assert all(int(each.headers["Retry-After"]) > 0 for each in refused)
        assert api.get("/2/event/1")["name"] == "Event 1"
    finally:
        importing.send_signal(signal.SIGCONT)
    assert importing.wait(120) == 0
    assert api.get("/2/event/1")["name"] == "Changed 1"
    assert api.get("/2/event/1500")["name"] == "Changed 1500"
    assert api.post("/2/event/1", name="Mine").json()["name"] == "Mine"
