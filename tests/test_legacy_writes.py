"""Old programs make, edit, announce and delete events: every parameter, every refusal, on both databases."""

from typing import Any

import httpx
import pytest

from db import demo
from tests.conftest import NOW, SITE
from tests.old_api import DAY, GROUP, OldApi, token_of

HOUR = 3_600_000
ALL = (
    "fields=email_reminders,event_hosts,rsvp_alerts,rsvp_rules,simple_html_description,"
    "survey_questions,venue_visibility"
)


def found(old: Any, path: str) -> Any:
    """What stands in an old answer under a dotted path; of a list every entry's."""
    for name in path.split("."):
        old = [entry.get(name) for entry in old] if isinstance(old, list) else (old or {}).get(name)
    return old


PARAMETERS: dict[str, tuple[str, str, Any]] = {
    "name": ("Traces & spans — für alle", "name", "Traces & spans — für alle"),
    "description": ("<p>Hello <b>all</b></p><script>x()</script>", "description", "<p>Hello <b>all</b></p>"),
    "duration": ("9000000", "duration", 9_000_000),
    "email_reminders": ("false", "email_reminders", False),
    "guest_limit": ("0", "rsvp_rules.guest_limit", 0),
    "how_to_find_us": ("Ring twice", "how_to_find_us", "Ring twice"),
    "publish_status": ("draft", "publish_status", "draft"),
    "question_0": ("One?", "survey_questions.question", ["One?", "Two?"]),
    "question_1": ("Two?", "survey_questions.question", ["One?", "Two?"]),
    "rsvp_alerts": ("false", "rsvp_alerts", False),
    "rsvp_close": ("13d", "rsvp_rules.close_time", NOW + 13 * DAY),
    "rsvp_limit": ("30", "rsvp_limit", 30),
    "rsvp_open": (str(NOW + DAY), "rsvp_rules.open_time", NOW + DAY),
    "time": ("2w", "time", NOW + 14 * DAY),
    "venue_visibility": ("members", "venue_visibility", "members"),
    "waitlisting": ("manual", "rsvp_rules.waitlisting", "manual"),
    "why": ("Because", "why", "Because"),
}
"""Of each parameter: a value, where it is read back, and as what."""


def test_every_parameter_of_create_is_read_back(api: OldApi) -> None:
    place = api.get(f"/2/event/{demo.DEMO_EVENT_ID}")["venue"]
    hosts = [api.members["host"], api.members["member"]]
    also = {"venue_id": str(place["id"]), "hosts": ",".join(map(str, hosts)), "group_id": str(api.group_id)}
    also["host_instructions"] = "Come early"
    form = {name: value for name, (value, _, _) in PARAMETERS.items()} | also
    response = api.call("POST", f"/2/event?{ALL}", data=form)
    assert response.status_code == 201, response.text
    old = response.json()
    assert {name: found(old, path) for name, (_, path, _) in PARAMETERS.items()} == {
        name: expected for name, (_, _, expected) in PARAMETERS.items()
    }
    assert old["venue"] == place
    assert found(old, "event_hosts.member_id") == hosts
    assert api.instructions(old["id"]) == "Come early"
    assert api.get(f"/2/event/{old['id']}?{ALL}") == old


@pytest.mark.parametrize("name", [*PARAMETERS, "hosts", "venue_id", "simple_html_description"])
def test_each_parameter_of_edit_changes_one_thing(api: OldApi, name: str) -> None:
    place = api.get(f"/2/event/{demo.DEMO_EVENT_ID}")["venue"]
    special: dict[str, tuple[str, str, Any]] = {
        "hosts": (str(api.members["host"]), "event_hosts.member_id", [api.members["host"]]),
        "venue_id": (str(place["id"]), "venue.id", place["id"]),
        "simple_html_description": ("<b>Hi</b>\nyou", "simple_html_description", "<b>Hi</b>\nyou"),
        "question_0": ("Zero?", "survey_questions.question", ["Zero?"]),
    }
    value, path, expected = {**PARAMETERS, **special}[name]
    event = api.event(time="14d") if name == "time" else api.event(time="20d")
    before = api.get(f"/2/event/{event}?{ALL}")
    response = api.call("POST", f"/2/event/{event}?{ALL}", data={name: value, "id": event})
    assert response.status_code == 200, response.text
    assert "Location" not in response.headers
    after = response.json()
    if name != "question_1":
        assert found(after, path) == expected
    assert after == api.get(f"/2/event/{event}?{ALL}")
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    with_it = {"simple_html_description": "description", "publish_status": "status"}
    assert changed <= {path.partition(".")[0], with_it.get(name, "")}


CLEARING = {
    "description": ("", "description"),
    "duration": ("0", "duration"),
    "how_to_find_us": ("", "how_to_find_us"),
    "rsvp_close": ("0", "rsvp_rules.close_time"),
    "rsvp_limit": ("0", "rsvp_limit"),
    "rsvp_open": ("0", "rsvp_rules.open_time"),
    "venue_id": ("0", "venue"),
    "why": ("", "why"),
}


def test_zero_or_nothing_takes_away(api: OldApi) -> None:
    place = api.get(f"/2/event/{demo.DEMO_EVENT_ID}")["venue"]
    given = {name: PARAMETERS[name][0] for name in CLEARING if name in PARAMETERS}
    event = api.event(**given, time="20d", venue_id=str(place["id"]))
    before = api.get(f"/2/event/{event}?{ALL}")
    assert all(found(before, path) is not None for _, path in CLEARING.values())
    nothing = api.post(f"/2/event/{event}?{ALL}", duration="", rsvp_limit="", time="", venue_id="", hosts="")
    assert {**nothing.json(), "updated": 0} == {**before, "updated": 0}
    assert api.post(f"/2/event/{event}", host_instructions="Come early").status_code == 200
    form = {name: value for name, (value, _) in CLEARING.items()} | {"host_instructions": ""}
    after = api.post(f"/2/event/{event}?{ALL}", **form).json()
    assert api.instructions(event) is None
    assert [name for name, (_, path) in CLEARING.items() if found(after, path) is not None] == []


def test_questions_are_edited_by_their_number_and_taken_away_by_nothing(api: OldApi) -> None:
    event = api.event(question_1="Two?", question_0="One?", question_10="Ten?", question_2="Three?")
    asked = api.get(f"/2/event/{event}?{ALL}")["survey_questions"]
    assert [each["question"] for each in asked] == ["One?", "Two?", "Three?", "Ten?"]
    form = {f"question_edit_{asked[1]['id']}": "Two!", f"question_edit_{asked[0]['id']}": "", "question_0": "New?"}
    after = api.post(f"/2/event/{event}?{ALL}", **form).json()["survey_questions"]
    assert [each["question"] for each in after] == ["Two!", "Three?", "Ten?", "New?"]
    assert [each["id"] for each in after][:3] == [each["id"] for each in asked][1:]


def test_lat_and_lon_move_the_pin_of_the_event_only(api: OldApi) -> None:
    place = api.get(f"/2/event/{demo.DEMO_EVENT_ID}")["venue"]
    event = api.event(venue_id=str(place["id"]))
    moved = api.post(f"/2/event/{event}", lat="37.5", lon="-122.25").json()["venue"]
    assert moved == {**place, "lat": 37.5, "lon": -122.25, "repinned": True}
    assert api.get(f"/2/event/{demo.DEMO_EVENT_ID}")["venue"] == place


def test_a_draft_is_published_and_announced(api: OldApi) -> None:
    event = api.event(publish_status="draft", time="1m")
    drafts = api.get("/2/events", group_urlname=GROUP, status="draft")["results"]
    assert event in [each["id"] for each in drafts]
    assert api.call("GET", f"/2/event/{event}", "member").status_code == 404
    refused = api.post(f"/2/event/{event}", announce="true")
    assert (refused.status_code, refused.json()["code"]) == (400, "conflict")
    out = api.post(f"/2/event/{event}", publish_status="published", announce="true", announce_message="Come!").json()
    assert (out["announced"], out["announced_at"], out["status"]) == (True, NOW, "upcoming")
    assert "publish_status" not in out
    assert api.get(f"/2/event/{event}", "member")["name"] == "Traces"
    assert api.post(f"/2/event/{event}", announce="true").status_code == 400


@pytest.mark.parametrize(
    ("time", "instant"),
    [("3d", NOW + 3 * DAY), ("2w", NOW + 14 * DAY), ("1m", NOW + 30 * DAY), (str(NOW + 12345), NOW + 12345)],
)
def test_times_are_relative_or_milliseconds(api: OldApi, time: str, instant: int) -> None:
    event = api.get(f"/2/event/{api.event(time=time)}")
    assert event["time"] == instant
    assert event["utc_offset"] == -8 * HOUR


@pytest.mark.parametrize("sent", ["form", "query", "json", "both"])
def test_parameters_come_in_the_body_or_in_the_query(api: OldApi, sent: str) -> None:
    given = {"group_urlname": GROUP, "name": "Käse, Brot & 1+1", "guest_limit": "1", "email_reminders": "false"}
    how: dict[str, Any] = {
        "form": {"data": given},
        "query": {"params": given},
        "json": {"json": {**given, "guest_limit": 1, "email_reminders": False, "why": None}},
        "both": {"params": {**given, "fields": "rsvp_rules"}, "data": {"name": "the query wins"}},
    }
    response = api.call("POST", "/2/event", **how[sent])
    assert response.status_code == 201, response.text
    old = api.get(f"/2/event/{response.json()['id']}", fields="rsvp_rules,email_reminders")
    assert (old["name"], old["rsvp_rules"]["guest_limit"], old["email_reminders"]) == ("Käse, Brot & 1+1", 1, False)
    assert "rsvp_rules" in response.json() or sent != "both"


def test_filters_cut_the_answer_and_leave_the_location(api: OldApi) -> None:
    response = api.post("/2/event?only=name,group.id&omit=name", group_urlname=GROUP, name="x")
    assert response.json() == {"group": {"id": api.group_id}}
    where = response.headers["Location"]
    assert where.startswith(f"{api.server.url}/2/event/9")
    assert api.call("GET", where.removeprefix(api.server.url)).json()["name"] == "x"
    assert "<item><name>y</name></item>" in api.post("/2/event.xml?only=name", group_urlname=GROUP, name="y").text


def test_the_token_may_be_in_the_body(api: OldApi) -> None:
    for name in ("key", "access_token"):
        form = {"group_urlname": GROUP, "name": "x", name: token_of("organizer")}
        assert api.call("POST", "/2/event", data=form, headers={"Authorization": ""}).status_code == 401
    where = f"{api.server.url}/2/event"
    form = {"group_urlname": GROUP, "name": "x"}
    assert httpx.post(where, data={**form, "key": token_of("organizer")}).status_code == 201
    assert httpx.post(where, json={**form, "access_token": token_of("organizer")}).status_code == 201
    assert httpx.post(where, data={**form, "key": "nobody's"}).json()["details"] == "invalid access grant provided"
    assert httpx.post(where, data=form).status_code == 401


LONG = "x" * 50_001
NEW = {"group_urlname": GROUP, "name": "x"}
REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "no name": ({"group_urlname": GROUP}, "name is required"),
    "no group": ({"name": "x"}, "group_urlname or group_id must say whose event it is."),
    "a long name": (NEW | {"name": "x" * 81}, "name may not be longer than 80 characters; it has 81."),
    "a long why": (NEW | {"why": "x" * 251}, "why may not be longer than 250 characters; it has 251."),
    "a long text": (NEW | {"description": LONG}, "description may not be longer than 50000 characters; it has 50001."),
    "a long simple text": (
        NEW | {"simple_html_description": LONG},
        "simple_html_description may not be longer than 50000 characters; it has 50001.",
    ),
    "a long question": (
        NEW | {"question_4": "x" * 251},
        "question_4 may not be longer than 250 characters; it has 251.",
    ),
    "many hosts": (NEW | {"hosts": "1,2,3,4,5,6"}, "hosts"),
    "hosts that are none": (NEW | {"hosts": "me"}, "hosts must be numbers of members with commas between them"),
    "no time": (NEW | {"time": "soon"}, "time must be milliseconds since 1970, or like 2d, -1w or 1m, not soon"),
    "the past": (NEW | {"time": "-1d"}, "time must not lie in the past."),
    "a long time": (NEW | {"time": "1d", "duration": "9000000000"}, "duration must be from a minute to 31 days."),
    "no length": (NEW | {"duration": "-1"}, "duration must be milliseconds, 0 or more"),
    "no flag": (NEW | {"rsvp_alerts": "maybe"}, "rsvp_alerts must be one of true, false"),
    "no word": (NEW | {"waitlisting": "on"}, "waitlisting must be one of auto, manual, off"),
    "no number": (NEW | {"guest_limit": "-1"}, "guest_limit must be a whole number, 0 or more"),
    "a huge number": (NEW | {"rsvp_limit": "9" * 11}, "rsvp_limit must be a whole number, 0 or more"),
    "no venue": (NEW | {"venue_id": "1"}, "venue_id"),
    "closing first": (NEW | {"rsvp_open": "2d", "rsvp_close": "1d"}, "rsvp_close must be later than rsvp_open."),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_a_refusal_names_the_old_parameter(api: OldApi, reason: str) -> None:
    form, details = REFUSED[reason]
    response = api.post("/2/event", **form)
    body = response.json()
    assert (response.status_code, body["code"]) == (400, "bad_request"), body
    assert list(body) == ["details", "code", "problem"]
    assert body["details"].startswith(details)
    if details.endswith((".", "more", "off", "soon", "false", "required")):
        assert body["details"] == details


def test_refusals_of_an_edit(api: OldApi) -> None:
    event = api.event()
    half = api.post(f"/2/event/{event}", lat="1").json()["details"]
    assert half.startswith("lon is needed")
    assert api.post(f"/2/event/{event}", lat="91", lon="0").json()["details"] == "lat must be from -90 to 90"
    assert api.post(f"/2/event/{event}", name="").json()["details"].startswith("name must be one line")
    message = api.post(f"/2/event/{event}", announce="true", announce_message="x" * 501).json()["details"]
    assert message.startswith("announce_message may not be longer than 500 characters")
    assert api.post(f"/2/event/{event}", question_edit_1="x").json()["details"].startswith("question_edit_1")
    seven = api.post(f"/2/event/{event}", **{f"question_{n}": "x" for n in range(7)})
    assert (seven.status_code, seven.json()["details"].split()[0]) == (400, "question_0")


def test_spam_has_a_code_of_its_own(api: OldApi) -> None:
    response = api.post("/2/event", group_urlname=GROUP, name="Cheap pills")
    assert (response.status_code, response.json()["code"]) == (400, "spam_error")
    assert response.json()["details"].startswith("name ")
    edited = api.post(f"/2/event/{api.event()}", description="<p>CHEAP pills</p>")
    assert (edited.status_code, edited.json()["code"]) == (400, "spam_error")


NOWHERE = "899999999"
"""An id of nothing; new rows have small ones on PostgreSQL."""


def test_what_is_hidden_or_missing_is_not_found(api: OldApi) -> None:
    nothing = {
        "details": "The resource you have requested can not be found",
        "code": "not_found",
        "problem": "Not Found",
    }
    for response in (
        api.post(f"/2/event/{NOWHERE}", name="x"),
        api.post("/2/event/zzzz", name="x"),
        api.call("DELETE", f"/2/event/{NOWHERE}"),
        api.post("/2/event", group_id=NOWHERE, name="x"),
        api.post("/2/event", group_urlname="nobody-s", name="x"),
        api.post("/2/rsvp", event_id=NOWHERE, rsvp="yes"),
        api.call("GET", f"/2/rsvp/{NOWHERE}"),
    ):
        assert (response.status_code, response.json()) == (404, nothing)


BODIES: dict[str, tuple[bytes, str, int, str]] = {
    "a file": (b"x", "multipart/form-data; boundary=x", 415, "unsupported_media_type"),
    "another charset": (b"name=x", "application/x-www-form-urlencoded; charset=utf-7", 415, "unsupported_media_type"),
    "no UTF-8": (b"name=%FF", "application/x-www-form-urlencoded", 400, "bad_request"),
    "NUL": (b"name=%00", "application/x-www-form-urlencoded", 400, "bad_request"),
    "no JSON": (b"{", "application/json", 400, "bad_request"),
    "a list": (b"[]", "application/json", 400, "bad_request"),
    "objects": (b'{"name": {}}', "application/json", 400, "bad_request"),
    "half a letter": (b'{"name": "\\ud800"}', "application/json", 400, "bad_request"),
    "a flood": (b"a=1&" * 1001, "application/x-www-form-urlencoded", 400, "bad_request"),
    "too much": (b"name=" + b"x" * (4 << 20), "application/x-www-form-urlencoded", 413, "request_too_large"),
}


@pytest.mark.parametrize("reason", BODIES)
def test_bodies_that_cannot_be_read(api: OldApi, reason: str) -> None:
    body, kind, status, code = BODIES[reason]
    response = api.call("POST", f"/2/event?group_urlname={GROUP}", content=body, headers={"Content-Type": kind})
    assert (response.status_code, response.json()["code"]) == (status, code), response.text
    assert int(response.headers["X-RateLimit-Remaining"]) >= 0


def test_other_letters_than_utf_8(api: OldApi) -> None:
    latin = {"Content-Type": "application/x-www-form-urlencoded; charset=ISO-8859-1"}
    body = f"group_urlname={GROUP}&name=K%E4se".encode()
    assert api.call("POST", "/2/event", content=body, headers=latin).json()["name"] == "Käse"
    raw = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (
        api.call("POST", "/2/event", content=f"group_urlname={GROUP}&name=Käse".encode(), headers=raw).json()["name"]
        == "Käse"
    )


def test_a_key_makes_two_requests_one(api: OldApi) -> None:
    keyed, form = {"Idempotency-Key": "one"}, {"group_urlname": GROUP, "name": "Öl"}
    first = api.call("POST", "/2/event", data=form, headers={**keyed, "Accept-Charset": "iso-8859-1"})
    again = api.call("POST", "/2/event", data=form, headers=keyed)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    kept = ("Location", "Content-Type", "Vary", "X-Content-Type-Options")
    assert [again.headers[name] for name in kept] == [first.headers[name] for name in kept]
    assert again.headers["Idempotent-Replayed"] == "true"
    before, limit = (int(first.headers[f"X-RateLimit-{name}"]) for name in ("Remaining", "Limit"))
    assert int(again.headers["X-RateLimit-Remaining"]) in (before - 1, limit - 1)  # it counts, maybe in a new window
    other = api.call("POST", "/2/event", data={**form, "name": "Brot"}, headers=keyed)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert api.call("POST", "/2/event", data=form, headers=keyed).content == first.content
    named = [each["name"] for each in api.get("/2/events", group_urlname=GROUP, status="proposed")["results"]]
    assert named.count("Öl") == 1
    somebody = api.call("POST", "/2/event", "event organizer", data=form, headers=keyed)
    assert somebody.json()["id"] != first.json()["id"]
    bad = api.call("POST", "/2/event", data=form, headers={"Idempotency-Key": "x" * 256})
    assert (bad.status_code, bad.json()["code"]) == (400, "bad_request")


def test_a_refusal_is_kept_by_its_key_and_a_deletion_happens_once(api: OldApi) -> None:
    keyed = {"Idempotency-Key": "two"}
    wrong = [api.call("POST", f"/2/event/{demo.DEMO_EVENT_ID}", data={"why": "x" * 251}, headers=keyed) for _ in "ab"]
    assert [each.status_code for each in wrong] == [400, 400]
    assert wrong[1].headers["Idempotent-Replayed"] == "true"
    event, keyed = api.event(), {"Idempotency-Key": "three"}
    gone = [api.call("DELETE", f"/2/event/{event}", headers=keyed) for _ in "ab"]
    assert [each.json() for each in gone] == [{"message": f"The event id {event} has been deleted."}] * 2
    assert api.call("DELETE", f"/2/event/{event}").status_code == 404


def test_links_lead_to_this_site(api: OldApi) -> None:
    assert api.get(f"/2/event/{api.event()}")["event_url"].startswith(f"{SITE}/{GROUP}/events/")
