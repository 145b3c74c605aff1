"""What the old server answered, imported, is answered again: the recorded requests, byte for value."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import URL

from db import tokens
from tests.conftest import Databases, Server, ran, writing

RECORDED = Path(__file__).parent / "recorded"
THEN = 1_436_392_380_000
"""A moment after the recordings of July 2015."""
SITE = "http://www.meetup.com"
ORGANIZER = 184_911_456
KEY = "REDACTED"
"""The key in the recorded requests; here it is a token."""
FILES = ("get_events", "get_event", "get_categories")


def recorded(name: str) -> dict[str, Any]:
    """A recorded exchange."""
    exchange: dict[str, Any] = json.loads((RECORDED / f"{name}.json").read_text())
    return exchange


@pytest.fixture(scope="module")
def imported(databases: Databases) -> Callable[[str], URL]:
    """A database of each kind that holds what the recordings tell, and a token of the organizer."""
    made: dict[str, URL] = {}

    def url(kind: str) -> URL:
        if kind not in made:
            made[kind] = databases.migrated(kind)
            files = [str(RECORDED / f"{name}.json") for name in FILES]
            done = ran(made[kind], "import", *files, "--organizer", str(ORGANIZER), CONVENE_NOW=str(THEN))
            assert done.returncode == 0, done.stderr
            with writing(made[kind]) as engine, engine.begin() as connection:
                tokens.issue(connection, ORGANIZER, THEN, token=KEY)
        return made[kind]

    return url


@pytest.mark.parametrize("name", FILES)
def test_recorded_request_gets_the_recorded_body(
    servers: Callable[..., Server], imported: Callable[[str], URL], kind: str, reader: str, name: str
) -> None:
    """Every field, every type, the order of results, and `meta`, the host aside."""
    fast = "on" if reader == "fast" else "off"
    server = servers(imported(kind), FASTPATH=fast, CONVENE_NOW=str(THEN), SITE_URL=SITE)
    exchange = recorded(name)
    address = urlsplit(exchange["request"]["uri"])
    response = httpx.get(f"{server.url}{address.path}?{address.query}")
    assert response.status_code == exchange["response"]["status"]["code"], response.text
    assert response.headers["content-type"] == exchange["response"]["headers"]["Content-Type"][0]
    expected = json.loads(json.dumps(exchange["response"]["body"]).replace("http://api.meetup.com", server.url))
    answered = response.json()
    if name == "get_events":
        assert [e["id"] for e in answered["results"]] == [e["id"] for e in expected["results"]]
        for ours, theirs in zip(answered["results"], expected["results"], strict=True):
            assert ours == theirs
            assert list(ours) == list(theirs)
            assert [type(v) for v in ours.values()] == [type(v) for v in theirs.values()]
    assert answered == expected
