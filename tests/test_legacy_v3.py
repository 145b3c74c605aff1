"""Version 3 of the old API: lists with links, its errors, groups' paths, aliases and parameters."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import URL

from db import demo
from tests.conftest import Server
from tests.legacy_examples import TOKEN
from tests.test_legacy_formats import called

GROUP = "/api-craft-san-francisco"
EVENT = f"{GROUP}/events/{demo.DEMO_EVENT_ID}"


@pytest.fixture
def server(servers: Callable[..., Server], demo_urls: Callable[[str], URL]) -> Server:
    return servers(demo_urls("sqlite"), FASTPATH="on")


def ask(server: Server, path: str, token: str | None = TOKEN, method: str = "GET") -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.request(method, f"{server.url}{path}", headers=headers, timeout=60)


def body(server: Server, path: str) -> Any:
    response = ask(server, path)
    assert response.status_code == 200, response.text
    return response.json()


def links(response: httpx.Response) -> dict[str, str]:
    lines = [value for name, value in response.headers.multi_items() if name == "link"]
    pairs = [re.fullmatch(r'<([^>]*)>; rel="(\w+)"', line) for line in lines]
    return {match[2]: match[1] for match in pairs if match}


def test_a_list_is_walked_by_its_links(server: Server) -> None:
    path = f"{GROUP}/members?only=id%2Cgroup_profile.created&page=150"
    pages = [ask(server, path)]
    while following := links(pages[-1]).get("next"):
        assert parse_qs(urlsplit(following).query)["only"] == ["id,group_profile.created"]
        pages.append(ask(server, following.removeprefix(server.url)))
    total = int(pages[0].headers["X-Total-Count"])
    members = [member for page in pages for member in page.json()]
    assert len({member["id"] for member in members}) == len(members) == total > 300
    assert {tuple(member) for member in members} == {("id", "group_profile")}
    assert {tuple(member["group_profile"]) for member in members} == {("created",)}
    assert [list(links(page)) for page in pages] == [["next"], *[["next", "prev"]] * (len(pages) - 2), ["prev"]]
    behind = ask(server, f"{path}&offset=99")
    assert (behind.text, behind.headers["X-Total-Count"], links(behind)) == ("[]", "0", {})


def test_the_first_of_a_repeated_parameter_wins(server: Server) -> None:
    twice = ask(server, f"{GROUP}/members?page=2&offset=1&page=5&offset=0&only=id")
    assert twice.json() == body(server, f"{GROUP}/members?page=2&offset=1&only=id")
    assert parse_qs(urlsplit(links(twice)["next"]).query) == {"page": ["2"], "offset": ["2"], "only": ["id"]}


def test_jsonp_puts_headers_into_the_body(server: Server) -> None:
    answer = called(ask(server, f"{GROUP}/events?callback=cb&page=1&offset=1&only=id"))
    assert list(answer) == ["meta", "data"]
    assert answer["meta"]["total_count"] == 3
    assert {"ratelimit_limit", "ratelimit_remaining", "ratelimit_reset"} <= set(answer["meta"])
    assert {"next_link", "prev_link"} <= set(answer["meta"])
    assert answer["data"] == body(server, f"{GROUP}/events?page=1&offset=1&only=id")
    wrong = called(ask(server, "/no-such-group?callback=cb"))
    assert wrong["data"]["errors"][0]["code"] == "group_error"
    assert wrong["data"]["status"] == "404 Not Found"


ERRORS = {
    "/no-such-group": (404, "group_error", "Invalid group urlname no-such-group"),
    "/1556336": (404, "group_error", "Invalid group urlname 1556336"),
    "/no-such-group/events": (404, "group_error", "Invalid group urlname no-such-group"),
    "/no-such-group/members": (404, "group_error", "Invalid group urlname no-such-group"),
    f"{GROUP}/events/1": (404, "event_error", "Invalid event id 1"),
    f"/api-private-dinner-club/events/{demo.DEMO_EVENT_ID}": (404, "event_error", None),
    "/members/1": (404, "member_error", "Invalid member id 1"),
    "/find/nothing": (404, "not_found", None),
    f"{GROUP}/no/such/path": (404, "not_found", None),
    f"{GROUP}/events?page=0": (400, "page_error", "page must be a whole number, 1 or more"),
    f"{GROUP}/events?status=gone": (400, "status_error", None),
    f"{GROUP}/events?no_earlier_than=soon": (400, "no_earlier_than_error", None),
    f"{GROUP}/events?scroll=recent_past": (400, "scroll_error", None),
    "/find/groups?order=noise": (400, "order_error", "order must be one of newest, members, distance"),
    "/find/groups?zip=11211": (400, "zip_error", "zip is not served: use lat and lon"),
}


@pytest.mark.parametrize("path", ERRORS)
def test_errors_in_the_words_of_version_3(server: Server, path: str) -> None:
    status, code, message = ERRORS[path]
    response = ask(server, path)
    (error,) = response.json()["errors"]
    assert (response.status_code, error["code"]) == (status, code)
    assert message in (None, error["message"])
    field = code.removesuffix("_error")
    assert error.get("field") == (field if status == 400 else None)
    assert "X-RateLimit-Remaining" in response.headers


def test_credentials_in_the_words_of_version_3(server: Server) -> None:
    missing, bad = ask(server, "/dashboard", None), ask(server, GROUP, "nonsense")
    assert missing.status_code == bad.status_code == 401
    assert missing.json() == {"errors": [{"code": "auth_fail", "message": "Authentication credentials are required"}]}
    assert bad.json()["errors"] == [{"code": "auth_fail", "message": "Invalid oauth credentials"}]
    assert missing.headers["WWW-Authenticate"] == 'OAuth realm="https://convene.example/"'
    posted = ask(server, "/status", method="PUT")
    assert (posted.status_code, posted.json()["errors"][0]["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize("path", [GROUP, f"{GROUP}/events", EVENT, "/status"])
def test_strangers_see_what_is_public(server: Server, path: str) -> None:
    assert ask(server, path, None).status_code == 200


def test_names_in_addresses_have_no_case(server: Server) -> None:
    assert body(server, "/API-Craft-San-Francisco/?urlname=other") == body(server, GROUP)
    assert body(server, f"//API-CRAFT-San-Francisco/events/{demo.DEMO_EVENT_ID}/?id=1") == body(server, EVENT)


def test_own_paths_are_no_groups(server: Server) -> None:
    assert ask(server, "/healthz").json() == {"status": "ok"}
    assert ask(server, "/graphql/").headers["Location"].endswith("/graphql")
    assert ask(server, "/find").json()["errors"][0]["code"] == "not_found"


def test_self_is_the_caller(server: Server) -> None:
    assert body(server, "/members/self") == body(server, f"/members/{demo.DEMO_ORGANIZER_ID}")
    assert "email" in body(server, "/members/self")
    assert "email" not in body(server, "/members/920000003")


def test_the_documents_own_examples(server: Server) -> None:
    """Topics with their id and name only; events' albums without the sample of photos."""
    topics = body(server, "/find/topics?query=api&only=id,name")
    assert topics
    assert {tuple(topic) for topic in topics} == {("id", "name")}
    albums = f"{GROUP}/events?status=past,upcoming&only=photo_album"
    whole, less = body(server, albums), body(server, f"{albums}&omit=photo_album.photo_sample")
    assert any("photo_sample" in event.get("photo_album", {}) for event in whole)
    assert {key for event in less for key in event} == {"photo_album"}
    kept = [
        {key: value for key, value in event["photo_album"].items() if key != "photo_sample"} for event in whole if event
    ]
    assert [event["photo_album"] for event in less if event] == kept


def test_a_stretch_of_events(server: Server) -> None:
    every = f"{GROUP}/events?status=past,upcoming&only=id,time"
    events = body(server, every)
    middle = events[len(events) // 2]["time"] / 1000
    instant = datetime.fromtimestamp(middle, UTC)
    later = body(server, f"{every}&no_earlier_than={instant:%Y-%m-%dT%H:%M:%S.000}")
    earlier = body(server, f"{every}&no_later_than={instant:%Y-%m-%dT%H:%M:%S}")
    assert [*earlier, *later] == events
    scrolled = f"{every}&scroll=since:{instant:%Y-%m-%dT%H:%M:%S}"
    assert body(server, scrolled) == later
    assert body(server, f"{GROUP}/events?scroll=next_upcoming&only=id") == body(server, f"{GROUP}/events?only=id")
    assert body(server, f"{every}&desc=true") == events[::-1]


def test_recorded_shapes(server: Server) -> None:
    group = body(server, GROUP)
    named = "id name link urlname description created city country state join_mode visibility lat lon members"
    assert [key for key in group if key in named.split()] == named.split()
    assert set(group["next_event"]) >= {"id", "name"}
    assert set(group["group_photo"]) >= {"id", "highres_link", "photo_link", "thumb_link"}
    event = body(server, EVENT)
    assert event["description"].endswith("</p> ")
    assert (event["local_date"], event["local_time"]) == ("2026-12-02", "18:30")
    assert {"lat", "lon", "timezone"} <= set(event["group"])
    stats = body(server, "/dashboard")["stats"]
    assert list(stats) == ["city_top_groups", "global_top_groups", "upcoming_events", "memberships", "nearby_events"]
    assert body(server, "/status") == {"status": "ok"}


def test_groups_are_found(server: Server) -> None:
    near = body(server, "/find/groups?lat=37.7749&lon=-122.4194&radius=50&order=distance&only=name,lat,lon")
    miles = [((group["lat"] - 37.7749) ** 2 + (0.79 * (group["lon"] + 122.4194)) ** 2) for group in near]
    assert miles == sorted(miles)
    assert len(near) > 1
    every = {group["id"] for group in body(server, "/find/groups?only=id")}
    others = {group["id"] for group in body(server, "/find/groups?only=id&self_groups=exclude")}
    active = {group["id"] for group in body(server, "/find/groups?only=id&upcoming_events=true")}
    own = body(server, "/dashboard")["stats"]["memberships"]
    assert (others < every, len(every) - len(others)) == (True, own)
    assert set() < active < every
    ages = [group["created"] for group in body(server, "/find/groups?only=created")]
    assert ages == sorted(ages, reverse=True)
    assert body(server, "/find/groups?only=created&desc=true")[0]["created"] == min(ages)
