"""Leaving the old API: the calendar's headers and refusals, and what an old call is in GraphQL."""

import json
import re
import shlex
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import URL

from legacy_rest.calls import CALLS
from legacy_rest.lifecycle import Calendar
from server.settings import BadSetting, read
from tests.conftest import NOW, Server
from tests.legacy_examples import EXAMPLES, TOKEN
from tests.test_cli import convene, refusal

V2, GROUP = EXAMPLES["GET_2_event_id"], EXAMPLES["GET_urlname"]
TOML = """
[v2]
deprecated = 2026-06-01T00:00:00Z
sunset = 2027-06-01T00:00:00+02:00
brownouts = [{ from = 2026-11-18T11:00:00Z, until = 2026-11-18T11:10:00Z }]

["GET /2/members"]
sunset = 2026-01-01T00:00:00Z
exempt = [920000001]

["GET /2/categories"]
sunset = 2026-01-01T00:00:00Z

[v3]
deprecated = 2026-06-01T00:00:00Z
"""


@pytest.fixture(scope="module")
def toml(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The calendar as a file."""
    path = tmp_path_factory.mktemp("calendar") / "calendar.toml"
    path.write_text(TOML)
    return path


@pytest.fixture
def leaving(servers: Callable[..., Server], demo_urls: Callable[[str], URL], toml: Path) -> Server:
    """A server in the brown-out of version 2."""
    return servers(demo_urls("sqlite"), LEGACY_CALENDAR=str(toml))


def ask(server: Server, path: str) -> httpx.Response:
    return httpx.get(f"{server.url}{path}", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60)


def graphql(server: Server, query: object) -> dict[str, object]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answer: dict[str, object] = httpx.post(f"{server.url}/graphql", json=query, headers=headers, timeout=60).json()
    return answer


def test_a_brown_out_is_short_and_says_what_to_ask(leaving: Server) -> None:
    response = ask(leaving, V2)
    assert (response.status_code, response.headers["Retry-After"]) == (503, str(200))
    assert response.headers["Deprecation"] == f"@{int(datetime(2026, 6, 1, tzinfo=UTC).timestamp())}"
    assert response.headers["Sunset"] == "Mon, 31 May 2027 22:00:00 GMT"
    assert response.headers["Link"] == '<https://convene.example/graphql>; rel="successor-version"'
    body = response.json()
    assert list(body) == ["details", "code", "problem", "graphql"]
    assert body["code"] == "brownout"
    answer = graphql(leaving, body["graphql"])
    assert "errors" not in answer
    assert answer["data"]["result"]["name"]  # type: ignore[index]


def test_what_is_gone_is_gone_with_its_query(leaving: Server) -> None:
    response = ask(leaving, "/2/categories?page=nonsense")
    assert (response.status_code, response.json()["code"]) == (410, "gone")
    assert "Deprecation" not in response.headers
    assert "errors" not in graphql(leaving, {**response.json()["graphql"]})


def test_some_are_exempt(leaving: Server) -> None:
    path = EXAMPLES["GET_2_members"]
    assert ask(leaving, path).status_code == 200
    assert httpx.get(f"{leaving.url}{path}", timeout=60).status_code == 410


def test_what_is_deprecated_still_answers(leaving: Server, server: Server) -> None:
    response = ask(leaving, GROUP)
    assert response.status_code == 200
    assert {"Deprecation", "Link"} <= {name.title() for name in response.headers}
    assert response.json() == ask(server, GROUP).json()
    assert not {"deprecation", "sunset", "link"} & set(ask(server, GROUP).headers)


def test_lists_of_version_2_have_no_links(
    servers: Callable[..., Server], demo_urls: Callable[[str], URL], tmp_path: Path
) -> None:
    path = tmp_path / "calendar.toml"
    path.write_text("[v2]\nsunset = 2030-01-01T00:00:00Z\n")
    server = servers(demo_urls("sqlite"), LEGACY_CALENDAR=str(path))
    listed = ask(server, EXAMPLES["GET_2_events"])
    assert ("sunset" in listed.headers, "link" in listed.headers) == (True, False)


def test_meetups_own_dates(servers: Callable[..., Server], demo_urls: Callable[[str], URL]) -> None:
    plan = read({"LEGACY_CALENDAR": "meetup"}).calendar.plan(CALLS[0])
    moments = [
        "2022-01-19T11:59:59-05:00",
        "2022-01-19T12:00:00-05:00",
        "2022-01-19T18:00:00-05:00",
        "2022-01-28T06:00:00-05:00",
        "2022-01-31T00:00:00-05:00",
    ]
    states = [plan.state(int(datetime.fromisoformat(moment).timestamp() * 1000)) for moment in moments]
    assert states == ["open", "brown-out", "open", "brown-out", "gone"]
    server = servers(demo_urls("sqlite"), LEGACY_CALENDAR="meetup")
    response = ask(server, GROUP)
    (error,) = response.json()["errors"]
    assert (response.status_code, error["code"]) == (401, "auth_fail")
    assert error["message"] == ("REST API support will stop on January 31, 2022, please switch to the new GraphQL API.")
    assert list(error["graphql"]) == ["query", "variables"]


BROKEN = {
    "[v4]": "neither a generation",
    "[v2]\nsunsets = 1": "there are deprecated, sunset",
    "v2 = 1": "must be a table",
    "[v2]\nsunset = 2027-01-01": "a time with its offset",
    "[v2]\nsunset = 2027-01-01T00:00:00": "a time with its offset",
    "[v2]\nbrownouts = [{ from = 2027-01-02T00:00:00Z, until = 2027-01-01T00:00:00Z }]": "a later `until`",
    "[v2]\nbrownouts = 1": "brownouts must be a list",
    "[v2]\nexempt = [1.5]": "exempt must be a list",
    "[v2]\nstatus = 200": "status must be",
    "[v2": "LEGACY_CALENDAR must be",
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_calendar_stops_the_start(text: str, tmp_path: Path) -> None:
    path = tmp_path / "calendar.toml"
    path.write_text(text)
    with pytest.raises(BadSetting, match=re.escape(BROKEN[text])):
        read({"LEGACY_CALENDAR": str(path)})


def test_a_missing_calendar_stops_the_start() -> None:
    with pytest.raises(BadSetting, match="LEGACY_CALENDAR must be a calendar in TOML or one of meetup"):
        read({"LEGACY_CALENDAR": "no/such/file.toml"})
    assert read({}).calendar == Calendar()


@pytest.mark.parametrize("path", EXAMPLES.values(), ids=EXAMPLES)
def test_every_call_explains_itself(server: Server, path: str) -> None:
    told = ask(server, f"{path}&explain=graphql").json()
    answer = graphql(server, {"query": told["document"], "variables": told["variables"]})
    assert "errors" not in answer
    assert list(told) == ["call", "document", "variables", "curl", "mind"]
    *_, data = shlex.split(told["curl"])
    assert json.loads(data) == {"query": told["document"], "variables": told["variables"]}
    assert told["curl"].startswith("curl https://convene.example/graphql ")


def test_an_explanation_says_what_to_mind(server: Server) -> None:
    told = ask(server, "/2/events?group_id=1&only=time,group.id&format=xml&callback=&explain=graphql")
    mind = httpx.Response(200, content=told.content).text
    assert all(words in mind for words in ("milliseconds since 1970", "pageInfo", "GraphQL answers JSON"))
    assert ask(server, f"{V2}&explain=sql").status_code == 400
    assert ask(server, "/2/events?explain=graphql").status_code == 400


def test_an_explanation_shows_no_data(leaving: Server) -> None:
    assert httpx.get(f"{leaving.url}{V2}&explain=graphql", timeout=60).status_code == 200


def test_the_command_shows_the_calendar(tmp_path: Path) -> None:
    path = tmp_path / "calendar.toml"
    path.write_text(TOML)
    shown = convene("calendar", "--at", "2027-06-01T00:00:00Z", LEGACY_CALENDAR=str(path))
    assert "gone        GET /2/event/:id  @" in shown
    assert "deprecated  GET /:urlname  @" in shown
    assert "brown-out   GET /2/event/:id" in convene("calendar", LEGACY_CALENDAR=str(path), CONVENE_NOW=str(NOW))
    wrong = refusal("calendar", "--at", "2027-06-01T00:00:00", LEGACY_CALENDAR=str(path))
    assert "--at must be a time like" in wrong
