"""The start: what a server loads before it answers, and what it does of its own accord when it has."""

import re
import subprocess
import sys
import time
from pathlib import Path

import httpx
from sqlalchemy import URL

from legacy_rest.calls import CALLS
from legacy_rest.translate import samples
from tests.conftest import PATIENCE, ROOT, Databases, environment, free_port, running

LATER = {
    "PIL",
    "alembic",
    "holidays",
    "httpcore",
    "icalendar",
    "mako",
    "pydantic",
    "recurring_ical_events",
    "redis",
    "selectolax",
    "typer",
}
"""Libraries that take long to load, and that neither a start nor a first answer needs."""


def answered(url: str) -> None:
    """Wait for a server, and ask it two questions."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            assert httpx.get(f"{url}/readyz").status_code == 200
            break
        except httpx.TransportError:
            assert time.monotonic() < deadline
    for query in ("{ __typename }", "{ group(id: 7) { name } }"):
        assert "errors" not in httpx.post(f"{url}/graphql", json={"query": query}).json()


def test_what_a_start_does_not_need_is_not_loaded(migrated: URL, tmp_path: Path) -> None:
    """Where this fails: import the library where it is used, or in a file of its own that is imported there."""
    port, log = free_port(), tmp_path / "log"
    with log.open("wb") as errors:
        command = [sys.executable, "-X", "importtime", "-m", "server", "serve"]
        given = environment(migrated, PORT=str(port))
        process = subprocess.Popen(command, cwd=ROOT, env=given, stdout=subprocess.DEVNULL, stderr=errors)
        try:
            answered(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait(PATIENCE)
    loaded = {
        name.partition(".")[0] for name in re.findall(r"^import time:.*\| *(\S+)$", log.read_text(), re.MULTILINE)
    }
    assert {"sqlalchemy", "strawberry", "server"} <= loaded
    assert loaded & LATER == set()


def test_documents_of_old_calls_are_compiled_although_nobody_asks(databases: Databases, tmp_path: Path) -> None:
    documents = {sample.document for call in CALLS if call.write is None for sample in samples(call)}
    assert len(documents) > 20
    kept, deadline = -1, time.monotonic() + PATIENCE
    with running(databases.migrated("sqlite"), tmp_path / "log", COMPILE_AHEAD="on") as server:
        while kept < len(documents):
            assert time.monotonic() < deadline
            page = httpx.get(f"{server.url}/metrics").text
            kept = int(float(re.findall(r"^convene_documents_kept (\S+)$", page, re.MULTILINE)[0]))
            time.sleep(0.1)
    assert kept == len(documents)
