"""Work that nobody waits for is stopped, down to the statement: when it takes too long, and when the client is gone."""

import json
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy import URL
from websockets import Subprotocol
from websockets.sync.client import connect

from tests.conftest import PATIENCE, POSTGRES, Databases, Server

ENDLESS = "{ categories(first: 3) { edges { node { id } } } }"
BY = {"fast": ENDLESS, "ordinary": ENDLESS.replace("{", "{ __schema { queryType { name } }", 1)}
"""The fast path does not do introspection."""
SOON = 20
"""Seconds, fewer than PostgreSQL itself gives a statement."""
SAMPLES = 50


@dataclass
class Stuck:
    """A server whose database never comes to an end with one table."""

    server: Server
    url: URL

    def works(self) -> bool:
        """Whether a statement is being run on and on."""
        if self.url.get_backend_name() == "sqlite":
            with closing(sqlite3.connect(str(self.url.database), isolation_level=None)) as connection:
                return all(_is_read(connection) for _ in range(SAMPLES))
        with psycopg.connect(POSTGRES) as admin:
            waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
            return admin.execute(waiting, (self.url.database,)).fetchone() is not None

    def wait(self, working: bool) -> None:
        """Until it works, or no longer does."""
        deadline = time.monotonic() + (PATIENCE if working else SOON)
        while self.works() != working:
            assert time.monotonic() < deadline, f"working: {not working}"

    def logged(self, **facts: Any) -> None:
        """Wait for a line of the log with these facts."""
        deadline = time.monotonic() + PATIENCE
        while not any(facts.items() <= line.items() for line in self._lines()):
            assert time.monotonic() < deadline, self.server.log.read_text()

    def _lines(self) -> Iterator[dict[str, Any]]:
        for line in self.server.log.read_text().splitlines():
            if line.startswith("{") and line.endswith("}"):
                yield json.loads(line)


def _is_read(connection: sqlite3.Connection) -> bool:
    """Whether somebody reads an SQLite file at this moment: then what was written last cannot be moved over."""
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("INSERT INTO written DEFAULT VALUES")
    connection.execute("PRAGMA busy_timeout = 0")
    busy, *_ = connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()
    return bool(busy)


@contextmanager
def _locked(url: URL) -> Iterator[None]:
    """Nobody else gets at the table."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as holder:
        holder.execute("LOCK TABLE categories IN ACCESS EXCLUSIVE MODE")
        yield


def _without_end(url: URL) -> None:
    """Put a view in the place of the table that counts for ever and finds nothing."""
    with closing(sqlite3.connect(str(url.database))) as connection:
        names = [name for _, name, *_ in connection.execute("PRAGMA table_info(categories)")]
        connection.execute("CREATE TABLE written (id INTEGER PRIMARY KEY)")
        connection.execute("ALTER TABLE categories RENAME TO kept_categories")
        columns = ", ".join(f"i AS {name}" for name in names)
        numbers = "WITH RECURSIVE n(i) AS (SELECT count(*) FROM kept_categories UNION ALL SELECT i + 1 FROM n)"
        connection.execute(f"CREATE VIEW categories AS {numbers} SELECT {columns} FROM n WHERE i < 0")
        connection.commit()


@pytest.fixture(scope="module")
def stuck_url(databases: Databases, kind: str) -> Iterator[URL]:
    """A database with such a table."""
    url = databases.migrated(kind)
    if kind == "sqlite":
        _without_end(url)
        yield url
        return
    with _locked(url):
        yield url


@pytest.fixture
def stuck(servers: Callable[..., Server], stuck_url: URL) -> Stuck:
    """A patient server."""
    return Stuck(servers(stuck_url, FASTPATH="on"), stuck_url)


@pytest.mark.parametrize("reader", BY)
def test_what_takes_too_long_is_stopped(servers: Callable[..., Server], stuck_url: URL, reader: str) -> None:
    stuck = Stuck(servers(stuck_url, FASTPATH="on", TIMEOUT="1"), stuck_url)
    answer = httpx.post(f"{stuck.server.url}/graphql", json={"query": BY[reader]}, timeout=PATIENCE)
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (503, "TIMEOUT")
    assert error["message"] == "The operation took longer than 1 seconds and was stopped. Ask for less at once."
    stuck.wait(working=False)
    stuck.logged(status=503, reader=reader)


def _post(stuck: Stuck, query: str, accept: str) -> socket.socket:
    """A connection on which a query was sent; nobody has read the answer yet."""
    body = json.dumps({"query": query}).encode()
    head = f"POST /graphql HTTP/1.1\r\nHost: convene\r\nContent-Type: application/json\r\nAccept: {accept}\r\n"
    connection = socket.create_connection(("127.0.0.1", httpx.URL(stuck.server.url).port or 0))
    connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    return connection


@pytest.mark.parametrize("reader", BY)
@pytest.mark.parametrize(("accept", "status"), [("application/json", 499), ("text/event-stream", 200)])
def test_a_client_that_goes_away_stops_its_work(stuck: Stuck, reader: str, accept: str, status: int) -> None:
    with closing(_post(stuck, BY[reader], accept)):
        stuck.wait(working=True)
    stuck.wait(working=False)
    stuck.logged(status=status, reader=reader)


@pytest.mark.parametrize("reader", BY)
@pytest.mark.parametrize("end", ["complete", "close"])
def test_a_socket_stops_what_its_client_ends(stuck: Stuck, reader: str, end: str) -> None:
    address = f"{stuck.server.url.replace('http', 'ws', 1)}/graphql"
    with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")]) as talk:
        talk.send('{"type": "connection_init"}')
        assert json.loads(talk.recv())["type"] == "connection_ack"
        talk.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": BY[reader]}}))
        stuck.wait(working=True)
        if end == "complete":
            talk.send('{"id": "1", "type": "complete"}')
            stuck.wait(working=False)
    stuck.wait(working=False)
