"""Who may change what through the old API: everybody against every change, and nothing is half done."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

import db
from tests.importing import held
from tests.old_api import GROUP, PEOPLE, OldApi

LEADERS = ("organizer", "co-organizer", "event organizer")
MEMBERS = (*LEADERS, "host", "member")
NOT_PERMITTED = (401, "not_authorized")


def hosted(api: OldApi, **form: str) -> str:
    """A new event that the host hosts."""
    return api.event(time="2w", hosts=str(api.members["host"]), **form)


def everything(api: OldApi) -> list[Any]:
    """The rows that a change could touch."""
    return held(api.url, (db.Event, db.Rsvp, db.EventHost))


Change = Callable[[OldApi, str, str], httpx.Response]
CHANGES: dict[str, tuple[Change, tuple[str, ...]]] = {
    "suggest or schedule": (
        lambda api, who, _: api.post("/2/event", who, group_urlname=GROUP, name="x"),
        MEMBERS,
    ),
    "draft": (
        lambda api, who, _: api.post("/2/event", who, group_urlname=GROUP, name="x", publish_status="draft"),
        LEADERS,
    ),
    "edit": (lambda api, who, event: api.post(f"/2/event/{event}", who, name="y"), (*LEADERS, "host")),
    "announce": (lambda api, who, event: api.post(f"/2/event/{event}", who, announce="true"), (*LEADERS, "host")),
    "change hosts": (
        lambda api, who, event: api.post(f"/2/event/{event}", who, hosts=str(api.members["member"])),
        LEADERS,
    ),
    "delete": (lambda api, who, event: api.call("DELETE", f"/2/event/{event}", who), LEADERS),
    "answer": (lambda api, who, event: api.post("/2/rsvp", who, event_id=event, rsvp="yes"), MEMBERS),
    "answer for a member": (
        lambda api, who, event: api.post(
            "/2/rsvp", who, event_id=event, rsvp="yes", member_id=str(api.members["co-organizer"])
        ),
        (*LEADERS, "host"),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_who_may_change_what(api: OldApi, change: str) -> None:
    perform, those = CHANGES[change]
    told, event = {}, hosted(api)
    for who in reversed(PEOPLE):
        before = everything(api)
        response = perform(api, who, event)
        told[who] = response.status_code
        if response.status_code >= 400:
            assert list(response.json()) == ["details", "code", "problem"]
            assert (response.status_code, response.json()["code"]) == NOT_PERMITTED, response.text
            assert response.headers["WWW-Authenticate"].startswith("OAuth realm=")
            assert everything(api) == before
        else:
            event = hosted(api)
    assert {who for who, status in told.items() if status < 400} == set(those)


def test_a_draft_is_there_for_those_who_see_it(api: OldApi) -> None:
    event = hosted(api, publish_status="draft")
    told = {who: api.post(f"/2/event/{event}", who, why="Because").status_code for who in PEOPLE}
    seen = (*LEADERS, "host")
    assert told == {who: 200 if who in seen else 404 for who in PEOPLE}


def test_without_a_credential_nothing_is_changed(api: OldApi) -> None:
    event = hosted(api)
    for method, path in (("POST", "/2/event"), ("POST", f"/2/event/{event}"), ("DELETE", f"/2/event/{event}")):
        answer = httpx.request(method, f"{api.server.url}{path}?group_urlname={GROUP}&name=x", timeout=60)
        assert (answer.status_code, answer.json()["code"]) == NOT_PERMITTED
    assert api.get(f"/2/event/{event}")["name"] == "Traces"
