"""What tests stand on: real databases with the demo, real server processes, a real browser. The clock is pinned."""

import asyncio
import atexit
import gc
import json
import os
import shutil
import socket
import subprocess
import time
import uuid
from collections.abc import Callable, Hashable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import URL, Connection, Engine
from sqlalchemy.ext.asyncio import AsyncEngine

import schema
from db import demo
from db.engines import parse, reading_engine, writing_engine
from db.keyring import Keyring
from db.reader import Reader
from db.readers import plain_reader
from db.upgrade import upgrade
from db.writer import Writer
from resolvers.context import Request, Trace, Viewer
from tests.nursery import Child, Nursery
from tests.racers import Racers

if TYPE_CHECKING:
    from tests.old_api import OldApi

ROOT = Path(__file__).parent.parent
NOW = 1_795_000_000_000
"""The tests' present: 2026-11-18T11:06:40Z."""
SITE = "https://convene.example"
SECRET_KEY = "a key for tests of more than thirty characters"
KEYS = Keyring([SECRET_KEY])
PLENTY = "1000000/10 seconds"
"""What tests may ask of the old API, unless they are about limits."""
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
CHROMIUM = os.environ.get("TEST_CHROMIUM", "/usr/bin/chromium")
KINDS = ("sqlite", "postgresql")
READERS = ("fast", "ordinary")
GRAPHS, SERVERS = 3, 5
"""Graphs, and servers, that a test process keeps."""
PATIENCE = 60
"""Seconds that anything may take."""
READING = ("dispatch_queue_batch", "AsyncSession.close")
"""Tasks of the ordinary reader that hold connections."""
T = TypeVar("T")


def pytest_collection_finish() -> None:
    """What is there now stays. To look through all of it again and again would take a quarter of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


def lacking(what: str) -> None:
    """Skip where a newcomer lacks something; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is missing")


class Databases:
    """Makes databases of both kinds and takes them away again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: list[str] = []
        self.templates: dict[tuple[str, str], URL] = {}

    def new(self, kind: str, template: str = "template1") -> URL:
        """An empty database, or on PostgreSQL a copy of one that nobody is connected to."""
        name = f"convene_test_{uuid.uuid4().hex[:12]}"
        if kind == "sqlite":
            return parse(f"sqlite:///{self.folder / name}.sqlite3")
        self._admin(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self.made.append(name)
        return parse(POSTGRES).set(database=name)

    def migrated(self, kind: str) -> URL:
        """A database with all tables and no rows."""
        return self._copy(kind, "migrated", upgrade)

    def demo_to_change(self, kind: str) -> URL:
        """A copy of the demo, for a test that writes."""
        return self._copy(kind, "demo", _fill)

    def _copy(self, kind: str, name: str, fill: Callable[[Connection], object]) -> URL:
        """A copy of a database that is filled when it is first asked for."""
        if (kind, name) not in self.templates:
            self.templates[kind, name] = url = self.new(kind)
            with writing(url) as engine, engine.begin() as connection:
                fill(connection)
        template = self.templates[kind, name]
        if kind == "postgresql":
            return self.new(kind, str(template.database))
        url = self.new(kind)
        shutil.copyfile(str(template.database), str(url.database))
        return url

    def close(self) -> None:
        """Drop what was made on PostgreSQL; SQLite's files go with their folder."""
        for name in self.made:
            self._admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @staticmethod
    def _admin(statement: str) -> None:
        try:
            with psycopg.connect(POSTGRES, autocommit=True) as connection:
                connection.execute(statement)
        except psycopg.OperationalError:
            lacking("PostgreSQL")


def _fill(connection: Connection) -> None:
    upgrade(connection)
    demo.load(connection, NOW, lambda *_: None)


IDLE: dict[URL, list[Engine]] = {}
"""Writing engines without connections, which still know the statements they have compiled."""


@contextmanager
def writing(url: URL) -> Iterator[Engine]:
    """A writing engine for the length of a block."""
    idle = IDLE.setdefault(url, [])
    engine = idle.pop() if idle else writing_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()
        idle.append(engine)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """The maker of databases."""
    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    made.close()


@pytest.fixture(scope="session", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Which database."""
    return str(request.param)


@pytest.fixture(scope="session", params=READERS)
def reader(request: pytest.FixtureRequest) -> str:
    """Which of the two readers."""
    return str(request.param)


@pytest.fixture(scope="session")
def demo_urls(databases: Databases) -> Callable[[str], URL]:
    """One demo database of each kind, made when first asked for. Tests do not write to it."""
    urls: dict[str, URL] = {}

    def url(kind: str) -> URL:
        if kind not in urls:
            urls[kind] = databases.demo_to_change(kind)
        return urls[kind]

    return url


@pytest.fixture
def demo_to_change(databases: Databases, kind: str) -> URL:
    """A demo of this test's own, to write to."""
    return databases.demo_to_change(kind)


@pytest.fixture
def migrated(databases: Databases, kind: str) -> URL:
    """A database of this test's own, with tables and no rows."""
    return databases.migrated(kind)


class Recent(Generic[T]):
    """What was asked for last: the rest is closed, because PostgreSQL has connections for so many only."""

    def __init__(self, close: Callable[[T], None], most: int) -> None:
        self._close = close
        self._most = most
        self._made: dict[Hashable, T] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What stands under a key, made if need be."""
        self._made[key] = found = self._made.pop(key) if key in self._made else make()
        if len(self._made) > self._most:
            self._close(self._made.pop(next(iter(self._made))))
        return found

    def close(self) -> None:
        """Close all of them."""
        for each in self._made.values():
            self._close(each)


@dataclass
class Graph:
    """The engine in this process, on one database by one reader, without HTTP."""

    url: URL
    reader: str
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)
    last: Trace = field(default_factory=Trace)

    def __post_init__(self) -> None:
        self.database: AsyncEngine = reading_engine(self.url)
        self.plain: Reader | None = plain_reader(self.url) if self.reader == "fast" else None
        self.engine = schema.engine(self.plain)
        self.writer = Writer(self.url)

    def ask(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        viewer: int = 0,
        operation: str | None = None,
        trusted: bool = False,
    ) -> dict[str, Any]:
        """The whole answer to a query; how it was read is in `last`."""
        self.last = Trace()
        request = Request(Viewer(viewer), NOW, SITE, self.database, trusted, self.last, self.writer, keyring=KEYS)
        answer = self.runner.run(self.engine.execute(query, variables, operation, request))
        body: dict[str, Any] = json.loads(answer.body())
        return body

    def data(self, query: str, variables: Mapping[str, Any] | None = None, viewer: int = 0) -> dict[str, Any]:
        """The data of a query that must not go wrong."""
        answer = self.ask(query, variables, viewer)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    async def _rest(self) -> None:
        """Wait until what was stopped has given its connection back."""
        running = [task for task in asyncio.all_tasks() if getattr(task.get_coro(), "__qualname__", "") in READING]
        pending = (await asyncio.wait(running, timeout=PATIENCE))[1] if running else ()
        assert not pending, f"never over: {pending}"

    def close(self) -> None:
        """Close all connections, when all that has begun is over."""
        self.runner.run(self._rest())
        if self.plain:
            self.runner.run(self.plain.close())
        self.runner.run(self.writer.close())
        self.runner.run(self.database.dispose())
        self.runner.close()


def at_once(*asks: Callable[[], httpx.Response]) -> list[httpx.Response]:
    """The answers to requests that wait at the same time."""
    with ThreadPoolExecutor(len(asks)) as threads:
        return list(threads.map(lambda ask: ask(), asks))


@pytest.fixture(scope="session")
def graphs() -> Iterator[Callable[[URL, str], Graph]]:
    """Makes graphs and closes them at the end."""
    recent = Recent[Graph](Graph.close, GRAPHS)

    def graph(url: URL, reader: str) -> Graph:
        return recent.get((url.render_as_string(hide_password=False), reader), lambda: Graph(url, reader))

    yield graph
    recent.close()


@pytest.fixture
def graph(graphs: Callable[[URL, str], Graph], demo_urls: Callable[[str], URL], kind: str, reader: str) -> Graph:
    """The demo, read on either database by either reader."""
    return graphs(demo_urls(kind), reader)


@dataclass
class Server:
    """A server process."""

    url: str
    process: Child
    log: Path

    def stop(self) -> None:
        """End it and wait."""
        self.process.terminate()
        self.process.wait(20)


@cache
def nursery() -> Nursery:
    """The nursery of this test process."""
    made = Nursery(ROOT)
    atexit.register(made.close)
    return made


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(url: URL, **also: str) -> dict[str, str]:
    """The environment of a server process on a database."""
    given = {
        "DATABASE_URL": url.render_as_string(hide_password=False),
        "CONVENE_NOW": str(NOW),
        "SITE_URL": SITE,
        "SECRET_KEY": SECRET_KEY,
        "LEGACY_RATE": PLENTY,
        "GRAPHQL_RATE": PLENTY,
        "COMPILE_AHEAD": "off",
        "DATABASE_CONNECTIONS": "8",
        "FORGIVING": "off",
        **also,
    }
    return {**{name: value for name, value in os.environ.items() if name != "FASTPATH"}, **given}


def ran(url: URL, *words: str, **also: str) -> "subprocess.CompletedProcess[str]":
    """A command of ours that has come to its end."""
    return nursery().run(words, environment(url, **also))


def start(url: URL, log: Path, **also: str) -> Server:
    """Start a server process and wait until it is ready."""
    port = free_port()
    given = environment(url, **{"PORT": str(port), "PHOTO_FOLDER": str(log.with_suffix(".photos")), **also})
    process = nursery().start(["serve"], given, log)
    server = Server(f"http://127.0.0.1:{port}", process, log)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{server.url}/readyz").status_code == 200:
                return server
        except httpx.TransportError:
            continue
    process.kill()
    raise AssertionError(f"the server did not start:\n{log.read_text()}")


@contextmanager
def running(url: URL, log: Path, **also: str) -> Iterator[Server]:
    """A server, to the end of a block."""
    server = start(url, log, **also)
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def racers() -> Iterator[Racers]:
    """Clients who race, as processes, for all races of the session."""
    made = Racers()
    yield made
    made.close()


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Starts servers and ends them all."""
    folder, numbers = tmp_path_factory.mktemp("servers"), count()
    recent = Recent[Server](Server.stop, SERVERS)

    def server(url: URL, **also: str) -> Server:
        key = (url.render_as_string(hide_password=False), *sorted(also.items()))
        return recent.get(key, lambda: start(url, folder / f"{next(numbers)}.log", **also))

    yield server
    recent.close()


@pytest.fixture
def each_server(servers: Callable[..., Server], demo_urls: Callable[[str], URL], kind: str, reader: str) -> Server:
    """A server on the demo: on either database, by either reader."""
    return servers(demo_urls(kind), FASTPATH="on" if reader == "fast" else "off")


@pytest.fixture
def server(servers: Callable[..., Server], demo_urls: Callable[[str], URL]) -> Server:
    """A server on the demo, as one gets it by default: SQLite and the fast path."""
    return servers(demo_urls("sqlite"), FASTPATH="on")


@pytest.fixture(scope="session")
def old_apis(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], "OldApi"]]:
    """One demo of each kind with people of every standing, to be changed by old programs. Tests share it."""
    from tests.old_api import OldApi, opened

    made: dict[str, OldApi] = {}

    def api(kind: str) -> OldApi:
        if kind not in made:
            made[kind] = opened(databases, kind, tmp_path_factory.mktemp("old") / "server.log")
        return made[kind]

    yield api
    for each in made.values():
        each.server.stop()


@pytest.fixture
def api(old_apis: Callable[[str], "OldApi"], kind: str) -> "OldApi":
    """A demo to be changed by old programs."""
    return old_apis(kind)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. Not for the whole session: while Playwright's sync API is up, its event loop counts as running."""
    if not Path(CHROMIUM).exists():
        lacking("Chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield chromium
        chromium.close()
