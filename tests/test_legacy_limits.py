"""The old API's limits: counted, told on every answer, refused in both dialects, shared between processes."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import redis
from sqlalchemy import URL

from db import demo, tokens
from tests.conftest import NOW, REDIS, Databases, Server, lacking, writing

EVENT = demo.DEMO_EVENT_ID
HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


@pytest.fixture(scope="module")
def url(databases: Databases) -> URL:
    return databases.demo_to_change("sqlite")


@pytest.fixture
def token(url: URL) -> str:
    with writing(url) as engine, engine.begin() as connection:
        return tokens.issue(connection, demo.DEMO_ORGANIZER_ID, NOW)


@pytest.fixture
def few(servers: Callable[..., Server], url: URL) -> Server:
    """A server that allows five requests an hour, and twice more."""
    return servers(url, LEGACY_RATE="5/hour", LEGACY_PATIENCE="2")


def ask(server: Server, path: str, token: str = "") -> httpx.Response:
    return httpx.get(f"{server.url}{path}", headers={"Authorization": f"Bearer {token}"} if token else {})


def told(response: httpx.Response) -> list[int]:
    return [int(response.headers[name]) for name in HEADERS]


def test_meetups_own_limit_by_default(servers: Callable[..., Server], url: URL, token: str) -> None:
    response = ask(servers(url, LEGACY_RATE="30/10 seconds"), f"/2/event/{EVENT}", token)
    assert told(response) == [30, 29, 10]
    assert response.headers["RateLimit-Policy"] == '"default";q=30;w=10'
    assert response.headers["RateLimit"] == '"default";r=29;t=10'


def test_every_answer_tells_and_counts(few: Server, token: str) -> None:
    paths = (f"/2/event/{EVENT}", "/2/event/1", "/2/nothing", "/2/events")
    answers = [ask(few, path, token) for path in paths]
    assert [answer.status_code for answer in answers] == [200, 404, 404, 400]
    assert [told(answer)[:2] for answer in answers] == [[5, 4], [5, 3], [5, 2], [5, 1]]
    posted = httpx.post(f"{few.url}/2/categories", headers={"Authorization": f"Bearer {token}"})
    assert (posted.status_code, told(posted)[:2]) == (405, [5, 0])


def test_too_many_are_throttled_and_then_blocked(few: Server, token: str) -> None:
    answers = [ask(few, f"/2/event/{EVENT}", token) for _ in range(9)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 4
    assert list(answers[5].json().items()) == [
        ("details", "Credentials have been throttled"),
        ("code", "throttled"),
        ("problem", "Client throttled"),
    ]
    assert [answer.json()["code"] for answer in answers[5:]] == ["throttled", "throttled", "blocked", "blocked"]
    assert told(answers[6])[:2] == told(answers[8])[:2] == [5, 0]
    assert all(0 < int(answer.headers["Retry-After"]) <= 3600 for answer in answers[5:])


def test_callers_are_told_apart(few: Server, url: URL) -> None:
    with writing(url) as engine, engine.begin() as connection:
        one, other = (tokens.issue(connection, demo.DEMO_MEMBER_ID, NOW) for _ in range(2))
    assert told(ask(few, f"/2/event/{EVENT}", one))[1] == 4
    assert told(ask(few, f"/2/event/{EVENT}", other))[1] == 4
    assert told(ask(few, f"/2/event/{EVENT}?key={one}"))[1] == 3
    strangers = [ask(few, f"/2/event/{EVENT}", bad) for bad in ("", "nonsense", "more nonsense")]
    assert [answer.status_code for answer in strangers] == [401] * 3
    first = told(strangers[0])[1]
    assert [told(answer)[1] for answer in strangers] == [first, first - 1, first - 2]


def test_processes_share_what_redis_counts(servers: Callable[..., Server], url: URL, token: str) -> None:
    try:
        redis.Redis.from_url(REDIS).ping()
    except redis.ConnectionError:
        lacking("Redis")
    pair = [servers(url, REDIS_URL=REDIS, LEGACY_RATE="5/hour", WORKER=str(number)) for number in range(2)]
    answers = [ask(pair[turn % 2], f"/2/event/{EVENT}", token) for turn in range(7)]
    assert [told(answer)[1] for answer in answers] == [4, 3, 2, 1, 0, 0, 0]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2


def test_without_its_redis_nobody_is_refused(servers: Callable[..., Server], url: URL, token: str) -> None:
    server = servers(url, REDIS_URL="redis://127.0.0.1:1/0", LEGACY_RATE="1/hour")
    answers = [ask(server, f"/2/event/{EVENT}", token) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert "limits are not counted" in server.log.read_text()


PROGRAM = """
import sys
import meetup.api

client = meetup.api.Client(sys.argv[2], api_url=sys.argv[1], overlimit_wait=False)
event = client.GetEvent({"id": sys.argv[3], "fields": "event_hosts"})
print(event.id, event.group["urlname"], client.rate_limit.remaining)
events = client.GetEvents(group_urlname=event.group["urlname"], page=2)
print(len(events.results), events.meta["method"])
try:
    client.GetEvent(id="1")
except meetup.exceptions.HttpNotFoundError:
    print("not found", client.rate_limit.limit)
"""


def test_the_old_python_client_runs_unchanged(few: Server, token: str) -> None:
    """`meetup-api` of PyPI, which fails without these headers."""
    program: list[Any] = [sys.executable, "-c", PROGRAM, f"{few.url}/", token, str(EVENT)]
    run = subprocess.run(program, capture_output=True, text=True, timeout=60, check=True)
    printed = [line for line in run.stdout.splitlines() if "seconds remaining" not in line]
    assert printed == [f"{EVENT} api-craft-san-francisco 4", "2 Events", "not found 5"]
