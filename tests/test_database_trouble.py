"""What a running server makes of a database that drops its connections or breaks."""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import httpx
import psycopg
import pytest
from sqlalchemy import URL

from db.demo import DEMO_EVENT_ID, DEMO_TOKEN
from tests.conftest import POSTGRES, Databases, Server, at_once, start

HEADERS = {"Authorization": f"Bearer {DEMO_TOKEN}"}
PATH = f"/2/event/{DEMO_EVENT_ID}?only=name"
QUERY = {"query": "{ self { name } }"}


@pytest.fixture
def alone(databases: Databases, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers that this test may do harm to."""
    made: list[Server] = []

    def server(url: URL, **also: str) -> Server:
        made.append(start(url, tmp_path / "server.log", **also))
        return made[-1]

    yield server
    for each in made:
        each.stop()


def statuses(client: httpx.Client) -> list[int]:
    """What both doors answer."""
    both = at_once(partial(client.get, PATH), partial(client.post, "/graphql", json=QUERY))
    return [answer.status_code for answer in both]


@pytest.mark.parametrize("fast_path", ["on", "off"])
def test_connections_that_postgresql_drops_are_replaced(
    demo_urls: Callable[[str], URL], alone: Callable[..., Server], fast_path: str
) -> None:
    """The first request after a restart of the database is answered like any other."""
    url = demo_urls("postgresql")
    server = alone(url, FASTPATH=fast_path)
    with httpx.Client(base_url=server.url, headers=HEADERS) as client, psycopg.connect(POSTGRES) as admin:
        assert statuses(client) == [200, 200]
        for _ in range(2):
            dropped = admin.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s", (url.database,)
            ).fetchone()
            assert dropped is not None
            assert dropped[0] > 0
            assert statuses(client) == [200, 200]


@pytest.mark.parametrize("fast_path", ["on", "off"])
def test_while_postgresql_takes_no_connections_callers_are_told_to_wait(
    databases: Databases, alone: Callable[..., Server], fast_path: str
) -> None:
    url = databases.demo_to_change("postgresql")
    server = alone(url, FASTPATH=fast_path)
    with (
        httpx.Client(base_url=server.url, headers=HEADERS, timeout=60) as client,
        psycopg.connect(POSTGRES, autocommit=True) as admin,
    ):
        assert statuses(client) == [200, 200]
        admin.execute(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS false')
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (url.database,)
        ).fetchall()
        old, new = at_once(partial(client.get, PATH), partial(client.post, "/graphql", json=QUERY))
        assert (old.status_code, old.json()["code"]) == (503, "unavailable")
        assert (new.status_code, new.json()["errors"][0]["extensions"]["code"]) == (503, "UNAVAILABLE")
        assert {int(answer.headers["Retry-After"]) for answer in (old, new)} == {5}
        admin.execute(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS true')
        deadline = time.monotonic() + 60
        while (found := statuses(client)) != [200, 200]:
            assert set(found) <= {200, 503}
            assert time.monotonic() < deadline


@pytest.mark.parametrize("fast_path", ["on", "off"])
def test_a_file_that_is_cut_off_or_replaced_does_not_end_the_server(
    databases: Databases, alone: Callable[..., Server], fast_path: str
) -> None:
    """Somebody who copies over a live file gets errors, and a server that works again once the file does."""
    url = databases.demo_to_change("sqlite")
    path = Path(str(url.database))
    saved = path.with_suffix(".saved")
    server = alone(url, FASTPATH=fast_path)
    with httpx.Client(base_url=server.url, headers=HEADERS) as client:
        assert statuses(client) == [200, 200]
        shutil.copyfile(path, saved)
        os.truncate(path, 8192)
        assert {client.get(f"/2/event/{number}").status_code for number in range(930000001, 930000040)} <= {500, 404}
        assert client.get("/healthz").status_code == 200
        shutil.copyfile(saved, path)
    assert server.process.poll() is None


def test_values_stay_out_of_the_log(databases: Databases, alone: Callable[..., Server]) -> None:
    """An error's traceback says which statement failed, not what was asked of it."""
    url = databases.demo_to_change("sqlite")
    server = alone(url, FASTPATH="off")
    os.truncate(str(url.database), 8192)
    with httpx.Client(base_url=server.url) as client:
        query = {"query": '{ groupByUrlname(urlname: "secret-of-mine") { name } }'}
        assert client.post("/graphql", json=query).json()["errors"][0]["extensions"]["errorId"]
    text = server.log.read_text()
    assert "Traceback" in json.dumps(text)
    assert "secret-of-mine" not in text
