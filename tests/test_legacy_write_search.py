"""Anything thrown at the old writes is done as it says, or refused in the dialect; and nothing is half done."""

from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import db
from legacy_rest.v2_writes import EVENT_EDIT, RSVP_CREATE
from tests.conftest import NOW
from tests.importing import held
from tests.old_api import DAY, GROUP, PEOPLE, OldApi

WRITTEN = (db.Event, db.Rsvp, db.RsvpAnswer, db.SurveyQuestion, db.EventHost, db.EventVenue, db.Change, db.Message)
DELIVERY = {"next_try_at", "claimed_until", "attempts", "delivered_at", "error"}
CODES = {
    400: {
        "bad_request",
        "conflict",
        "event_full",
        "event_past",
        "event_cancelled",
        "guests_exceeded",
        "rsvps_closed",
        "rsvps_not_open",
        "spam_error",
    },
    401: {"not_authorized"},
    404: {"not_found"},
    415: {"unsupported_media_type"},
}
FEW = settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
MANY = settings(FEW, max_examples=1500)

texts = st.text(max_size=300) | st.sampled_from(
    ["", " ", "<p>x</p>", "<script>", "ünï\u202e💡", "\x00", "a\nb", "null"]
)
whole = st.integers(-2, 10**12).map(str) | st.integers(0, 50).map(str)
instants = st.integers(NOW, NOW + 400 * DAY).map(str) | st.sampled_from(["0", "1d", "2w", "-1m", "9999m", "1y", "-1"])
words = st.sampled_from(["true", "false", "draft", "published", "auto", "manual", "off", "public", "members", "TRUE"])
values = texts | whole | instants | words
LIKELY: dict[str, st.SearchStrategy[str]] = {
    **dict.fromkeys(("name", "why", "description", "how_to_find_us", "comments", "announce_message"), texts),
    **dict.fromkeys(("duration", "guest_limit", "rsvp_limit", "guests"), whole),
    **dict.fromkeys(("time", "rsvp_open", "rsvp_close"), instants),
    **dict.fromkeys(("lat", "lon"), st.floats(-200, 200).map(str) | texts),
    "rsvp": st.sampled_from(["yes", "no", "waitlist", "maybe", "YES", ""]),
}


def forms(call: Any, *also: str) -> st.SearchStrategy[dict[str, str]]:
    """Some of a call's parameters with likely and unlikely values."""
    names = [p.name.partition("{")[0] + "1" if p.entry else p.name for p in call.parameters if p.name != "id"]
    pairs = st.sampled_from([*names, *also]).flatmap(
        lambda name: st.tuples(st.just(name), LIKELY.get(name, words | values) | values)
    )
    return st.lists(pairs, max_size=5).map(dict)


def everything(api: OldApi) -> list[Any]:
    """All that a write may have touched. Mail may go out at any time."""
    return held(api.url, WRITTEN, DELIVERY)


def sent(api: OldApi, path: str, form: dict[str, str], how: str, who: str) -> httpx.Response:
    """A POST, with its parameters in one of the ways. What was refused has left no trace."""
    before = everything(api)
    response = api.call("POST", path, who, **{how: form})
    if response.status_code >= 400:
        assert everything(api) == before
        body = response.json()
        assert list(body) == ["details", "code", "problem"]
        assert body["code"] in CODES[response.status_code], body
        assert body["details"]
    return response


def same(form: dict[str, str], old: dict[str, Any], names: Sequence[str]) -> None:
    """What was accepted is there: texts as they were, numbers as numbers, and nothing where they were taken away."""
    for name in names:
        value, there = form.get(name), old.get(name)
        if value and value.isascii() and value.isdigit():
            assert there in (int(value), value) or (value == "0" and there is None), (name, value, old)
        elif value and name in ("name", "why", "how_to_find_us", "comments"):
            assert there == value, (name, value, old)


EVENT_NAMES = ("name", "why", "how_to_find_us", "duration", "rsvp_limit", "time")


def search_events(api: OldApi, examples: settings) -> None:
    event = api.event(time="300d")

    @examples
    @given(
        form=forms(EVENT_EDIT, "group_urlname"),
        new=st.booleans(),
        how=st.sampled_from(["data", "params", "json"]),
        who=st.sampled_from(["organizer", *PEOPLE]),
    )
    def search(form: dict[str, str], new: bool, how: str, who: str) -> None:
        named = {"group_urlname": GROUP, "name": "x", **form} if new else form
        path = "/2/event" if new else f"/2/event/{event}"
        response = sent(api, path, named, how, who)
        if response.status_code < 400:
            old = response.json()
            assert response.status_code == (201 if new else 200)
            same(named, old, EVENT_NAMES)
            if not new or who == "organizer":
                assert api.get(f"/2/event/{old['id']}", who) == old

    search()


def search_rsvps(api: OldApi, examples: settings) -> None:
    event = api.event(time="300d", rsvp_limit="3", question_0="Why?")

    @examples
    @given(form=forms(RSVP_CREATE), how=st.sampled_from(["data", "params", "json"]), who=st.sampled_from(PEOPLE))
    def search(form: dict[str, str], how: str, who: str) -> None:
        response = sent(api, "/2/rsvp", {"event_id": event, "rsvp": "yes", **form}, how, who)
        if response.status_code < 400:
            old = response.json()
            assert response.status_code == 201
            same(form, old, ("comments", "guests"))
            tallies = old.pop("tallies")
            assert api.get(f"/2/rsvp/{old['rsvp_id']}", who) == old
            listed = api.get("/2/rsvps", event_id=event)["results"]
            for word in ("yes", "waitlist"):
                seats = sum(1 + each["guests"] for each in listed if each["response"] == word)
                assert tallies[word] == seats
            assert tallies["yes"] <= 3

    search()


def test_events_are_searched(api: OldApi) -> None:
    search_events(api, FEW)


def test_rsvps_are_searched(api: OldApi) -> None:
    search_rsvps(api, FEW)


@pytest.mark.soak
def test_everything_is_searched_for_long(api: OldApi) -> None:
    search_events(api, MANY)
    search_rsvps(api, MANY)


@given(
    body=st.binary(max_size=200),
    kind_of=st.sampled_from(["application/json", "application/x-www-form-urlencoded", "x", ""]),
)
@settings(FEW, max_examples=30)
def test_any_bytes_are_answered_in_the_dialect(api: OldApi, body: bytes, kind_of: str) -> None:
    headers = {"Content-Type": kind_of} if kind_of else {}
    response = api.call("POST", "/2/event", content=body, headers=headers)
    assert response.status_code in CODES, response.text
    assert response.json()["code"] in CODES[response.status_code]
