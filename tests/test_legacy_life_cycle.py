"""The life of an event as it was recorded in 2015, and a client of that time, unchanged."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import URL

from db import demo, tokens
from tests.conftest import Databases, Server, ran, writing
from tests.old_api import OldApi

RECORDED = Path(__file__).parent / "recorded"
THEN = 1_436_392_369_733
"""When the recorded event was made."""
SITE = "http://www.meetup.com"
ORGANIZER = 184_911_456
KEY = "REDACTED"
API = "http://api.meetup.com"


def recorded(name: str) -> dict[str, Any]:
    """A recorded exchange."""
    exchange: dict[str, Any] = json.loads((RECORDED / f"{name}.json").read_text())
    return exchange


@pytest.fixture
def sandbox(databases: Databases, servers: Callable[..., Server], kind: str) -> Server:
    """A server on the group of the recordings, at that time."""
    url = databases.migrated(kind)
    imported(url, RECORDED / "get_event.json")
    with writing(url) as engine, engine.begin() as connection:
        tokens.issue(connection, ORGANIZER, THEN, token=KEY)
    return servers(url, CONVENE_NOW=str(THEN), SITE_URL=SITE)


def imported(url: URL, file: Path) -> None:
    ran(url, "import", str(file), "--organizer", str(ORGANIZER)).check_returncode()


def replay(server: Server, exchange: dict[str, Any], event: str = "") -> httpx.Response:
    """Send a recorded request again, about another event than the recorded one."""
    asked = exchange["request"]
    address = urlsplit(asked["uri"])
    theirs = address.path.rpartition("/")[2]
    change = (lambda text: text.replace(theirs, event)) if event else str
    headers = {name: values[0] for name, values in asked["headers"].items()}
    url = f"{server.url}{change(address.path)}" + (f"?{change(address.query)}" if address.query else "")
    return httpx.request(asked["method"], url, content=change(asked["body"]), headers=headers, timeout=60)


def shape(value: Any) -> Any:
    """Keys, their order and the types of values."""
    if isinstance(value, dict):
        return [(name, shape(inner)) for name, inner in value.items()]
    return type(value).__name__


def alike(answer: httpx.Response, exchange: dict[str, Any], event: str) -> None:
    """Status, headers and body are the recorded ones, the event's own id and times aside."""
    expected = exchange["response"]
    assert answer.status_code == expected["status"]["code"], answer.text
    assert answer.headers["Content-Type"] == expected["headers"]["Content-Type"][0]
    assert ("Location" in answer.headers) == ("Location" in expected["headers"])
    assert ("ETag" in answer.headers) == ("Etag" in expected["headers"])
    ours, theirs = answer.json(), expected["body"]
    assert shape(ours) == shape(theirs)
    own = {"id": event, "event_url": f"{SITE}/Meetup-API-Testing/events/{event}/"}
    times = {"created": THEN, "updated": THEN}
    assert ours == {**theirs, **{name: value for name, value in {**own, **times}.items() if name in theirs}}


def test_the_recorded_life_of_an_event(sandbox: Server) -> None:
    made = replay(sandbox, recorded("create_event"))
    event = str(made.json()["id"])
    alike(made, recorded("create_event"), event)
    where = recorded("create_event")["response"]["headers"]["Location"][0]
    assert made.headers["Location"].replace(sandbox.url, API) == where.replace(where.rpartition("/")[2], event)
    alike(replay(sandbox, recorded("get_event"), event), recorded("get_event"), event)
    alike(replay(sandbox, recorded("edit_event"), event), recorded("edit_event"), event)
    gone = replay(sandbox, recorded("delete_event"), event)
    theirs = recorded("delete_event")["response"]["body"]["message"]
    assert gone.json() == {"message": theirs.replace("223796084", event)}
    assert (gone.status_code, gone.headers["Content-Type"]) == (200, "application/json;charset=utf-8")
    assert replay(sandbox, recorded("get_event"), event).status_code == 404


PROGRAM = """
import sys
import meetup.api

client = meetup.api.Client(sys.argv[2], api_url=sys.argv[1], overlimit_wait=False)
made = client.CreateEvent(name="From 2015", group_urlname=sys.argv[3], time="2w", question_0="Why?")
print(made.name, made.status, made.yes_rsvp_count)
edited = client.EditEvent({"id": made.id, "name": "Still works", "duration": 3600000, "announce": True})
print(edited.name, edited.duration, edited.announced)
given = client.CreateRsvp(event_id=made.id, rsvp="yes", guests=1)
print(given.response, given.guests, given.tallies)
print(client.GetEvent(id=made.id).yes_rsvp_count)
print(client.DeleteEvent(id=made.id).message == f"The event id {made.id} has been deleted.")
for refused in (client.DeleteEvent, client.EditEvent):
    try:
        refused(id=made.id)
    except meetup.exceptions.HttpNotFoundError:
        print("not found")
client.api_key = sys.argv[4]
try:
    client.EditEvent(id=sys.argv[5], name="Mine")
except meetup.exceptions.HttpUnauthorized:
    print("unauthorized", client.rate_limit.limit)
"""


def test_the_old_python_client_writes_unchanged(api: OldApi) -> None:
    """`meetup-api` of PyPI: it posts forms with the key among the parameters."""
    given = [f"{api.server.url}/", demo.DEMO_TOKEN, demo.DEMO_GROUP, demo.DEMO_MEMBER_TOKEN, str(demo.DEMO_EVENT_ID)]
    run = subprocess.run([sys.executable, "-c", PROGRAM, *given], capture_output=True, text=True, check=True)
    assert [line for line in run.stdout.splitlines() if "seconds remaining" not in line] == [
        "From 2015 upcoming 1",
        "Still works 3600000 True",
        "yes 1 {'no': 0, 'waitlist': 0, 'maybe': 0, 'yes': 2}",
        "2",
        "True",
        "not found",
        "not found",
        "unauthorized 1000000",
    ]
