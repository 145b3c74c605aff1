"""The headers of old answers as `httplint` of PyPI, the linter of REDbot, judges them: nothing to object to."""

from collections.abc import Callable

import httpx
import pytest
from httplint import HttpRequestLinter, HttpResponseLinter
from httplint.note import Note, levels
from sqlalchemy import URL

from db import demo
from tests.conftest import Databases, Server
from tests.legacy_examples import EXAMPLES, TOKEN
from tests.old_api import GROUP, OldApi
from tests.test_cli import convene
from tests.test_legacy_consumers import ORIGIN

EVENT = f"/2/event/{demo.DEMO_EVENT_ID}"
FINE = (levels.GOOD, levels.INFO)


def objections(response: httpx.Response) -> list[str]:
    """What the linter has against an exchange."""
    asked, answered = HttpRequestLinter(), HttpResponseLinter()
    request = response.request
    asked.process_request_topline(request.method.encode(), request.url.raw_path, b"HTTP/1.1")
    asked.process_headers(request.headers.raw)
    asked.finish_content(True)
    answered.request = asked
    answered.is_head_response = request.method == "HEAD"
    answered.process_response_topline(b"HTTP/1.1", str(response.status_code).encode(), response.reason_phrase.encode())
    answered.process_headers(response.headers.raw)
    answered.feed_content(response.content)
    answered.finish_content(True)
    return [str(note.summary) for note in answered.notes if note.level not in FINE and not _status(note)]


def _status(note: Note) -> bool:
    """That a request was bad is no fault of the answer."""
    return type(note).__name__.startswith("STATUS_")


def ask(server: Server, path: str, method: str = "GET", token: str = TOKEN, **headers: str) -> httpx.Response:
    credential = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.request(method, f"{server.url}{path}", headers={**credential, **headers}, timeout=60)


@pytest.mark.parametrize("path", EXAMPLES.values(), ids=EXAMPLES)
def test_nothing_is_wrong_with_an_answer(server: Server, path: str) -> None:
    for manner in ("", "&format=xml", "&callback=cb", "&sign=true", "&explain=graphql"):
        assert objections(ask(server, f"{path}{manner}")) == [], manner
    first = ask(server, path, **{"X-Meta-Request-Headers": "unread-updates,saved-events"})
    again = ask(server, path, **{"If-None-Match": first.headers["ETag"]})
    assert (objections(first), objections(again), again.status_code) == ([], [], 304)
    for method in ("HEAD", "OPTIONS"):
        assert objections(ask(server, path, method)) == [], method
    assert objections(ask(server, path, **{"Accept-Charset": "iso-8859-1"})) == []


REFUSED = {
    "nothing there": ("/2/event/1", "GET", TOKEN),
    "no such group": ("/no-such-group", "GET", TOKEN),
    "no such path": ("/2/no/such", "GET", TOKEN),
    "a wrong parameter": ("/2/events", "GET", TOKEN),
    "a wrong format": (f"{EVENT}.rss", "GET", TOKEN),
    "no credential": (EVENT, "GET", ""),
    "a bad credential": ("/dashboard", "GET", "nonsense"),
    "no such method": ("/status", "PUT", TOKEN),
    "a change that is refused": ("/2/event", "POST", TOKEN),
}


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.parametrize("manner", ["", "?format=xml", "?callback=cb"])
def test_nothing_is_wrong_with_a_refusal(server: Server, case: str, manner: str) -> None:
    path, method, token = REFUSED[case]
    response = ask(server, f"{path}{manner}", method, token)
    assert objections(response) == []
    assert response.status_code >= 400 or manner.endswith("cb")


def test_nothing_is_wrong_with_changes(api: OldApi) -> None:
    made = api.post("/2/event", group_urlname=GROUP, name="Headers", time="2w")
    event = made.json()["id"]
    answers = [made, api.post(f"/2/event/{event}", name="Heads"), api.post("/2/rsvp", event_id=event, rsvp="yes")]
    answers += [api.call("POST", f"/2/event/{event}", data={"name": "Once"}, headers={"Idempotency-Key": "heads"})] * 2
    answers.append(api.call("DELETE", f"/2/event/{event}"))
    assert [answer.status_code for answer in answers] == [201, 200, 201, 200, 200, 200]
    assert [objections(answer) for answer in answers] == [[]] * 6


CALENDAR = """
["GET /2/event/:id"]
sunset = 2026-01-01T00:00:00Z
["GET /status"]
deprecated = 2026-01-01T00:00:00Z
sunset = 2027-01-01T00:00:00Z
[v3]
brownouts = [{from = 2026-01-01T00:00:00Z, until = 2027-01-01T00:00:00Z}]
"""


def test_nothing_is_wrong_with_leaving_and_limits(
    servers: Callable[..., Server], demo_urls: Callable[[str], URL], tmp_path_factory: pytest.TempPathFactory
) -> None:
    calendar = tmp_path_factory.mktemp("calendar") / "calendar.toml"
    calendar.write_text(CALENDAR)
    server = servers(demo_urls("sqlite"), LEGACY_CALENDAR=str(calendar), LEGACY_RATE="4/hour", LEGACY_PATIENCE="1")
    answers = [ask(server, path) for path in (EVENT, "/status", "/dashboard", "/2/categories", "/status", "/status")]
    assert [answer.status_code for answer in answers] == [410, 200, 503, 200, 429, 429]
    assert [objections(answer) for answer in answers] == [[]] * 6


def test_nothing_is_wrong_with_sharing(servers: Callable[..., Server], databases: Databases) -> None:
    url = databases.demo_to_change("sqlite")
    convene("consumer", "create", "partner", "--redirect-uri", f"{ORIGIN}/back", url=url)
    server = servers(url)
    asked = {"Origin": ORIGIN, "Access-Control-Request-Method": "GET"}
    before = ask(server, f"/{GROUP}", "OPTIONS", "", **asked)
    shared = ask(server, f"/{GROUP}", token="", Origin=ORIGIN)
    assert before.headers["Access-Control-Allow-Origin"] == shared.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert objections(before) + objections(shared) == []


def test_the_linter_objects_to_what_is_wrong(server: Server) -> None:
    response = ask(server, EVENT)
    response.headers["Link"] = "<x"
    response.headers["Content-Length"] = "1"
    response.headers["Vary"] = "*"
    assert objections(response)
