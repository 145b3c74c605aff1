"""`python -m benchmarks`: Convene and its rivals on the same data, interleaved, on SQLite and PostgreSQL.

Every server is one process and is asked over HTTP on 16 connections. Ratios matter, figures do not. Options: numbers of
rounds and seconds of each burst (`ARGS="5 1"`), and `--chart FILE` for the picture in the README.
`ARGS="subscribers"` measures subscriptions alone, `ARGS="bookings"` bookings.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console
from sqlalchemy import URL, Connection

from benchmarks import bookings, chart, growth, subscribers, tables
from benchmarks.data import NOW, load
from benchmarks.load import Burst, burst
from benchmarks.servers import Served, served, variants
from benchmarks.workloads import TOKEN, WORKLOADS
from db import demo, tokens
from db.engines import is_sqlite, parse, writing_engine
from db.upgrade import upgrade

RESULTS = Path(__file__).parent / "results.json"
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
ONE_ANSWER = ("fastpath", "ordinary", "rest_sqlalchemy", "rest_driver", "limit", "yoga", "mercurius_jit")
"""Variants that answer alike, to the letter of the JSON's meaning."""
Row = dict[str, Any]


@dataclass
class Measured:
    """All bursts of one variant at one workload."""

    served: Served
    bursts: list[Burst] = field(default_factory=list)
    cpu: float = 0.0

    async def again(self, workload: str, seconds: float) -> None:
        """One more burst."""
        before = self.served.cpu
        self.bursts.append(await burst(self.served.port, self.served.variant.requests[workload], seconds))
        self.cpu += self.served.cpu - before

    def row(self, workload: str, database: str) -> Row:
        """As `results.json` has it."""
        spans = sorted(span for each in self.bursts for span in each.spans)
        return {
            "workload": workload,
            "database": database,
            "variant": self.served.variant.name,
            "rps": round(statistics.median(len(each.spans) / each.seconds for each in self.bursts), 2),
            "p50_ms": round(statistics.median(spans) * 1000, 3),
            "p99_ms": round(spans[min(len(spans) - 1, int(len(spans) * 0.99))] * 1000, 3),
            "cpu_ms": round(self.cpu / len(spans) * 1000, 3),
            "peak_mb": round(self.served.peak_mb, 1),
        }


async def _workload(all_of: list[Served], workload: str, database: str, rounds: int, seconds: float) -> list[Row]:
    able = [Measured(each) for each in all_of if workload in each.variant.requests]
    for each in able:
        await burst(each.served.port, each.served.variant.requests[workload], seconds / 2)
    for _ in range(rounds):
        for each in able:
            await each.again(workload, seconds)
    _same(able, workload)
    return [each.row(workload, database) for each in able]


def _same(able: list[Measured], workload: str) -> None:
    """Who answers something else is no rival."""
    found = {each.served.variant.name: json.loads(each.bursts[-1].body) for each in able}
    known = {name: found[name] for name in ONE_ANSWER if name in found}
    others = [name for name, answer in known.items() if answer != next(iter(known.values()))]
    others += [name for name, answer in found.items() if "errors" in answer]
    if others:
        raise RuntimeError(f"{workload}: not everybody gives the same answer, look at {', '.join(others)}")


async def _beside(all_of: list[Served], database: str, seconds: float) -> list[Row]:
    """W1, while W2 keeps the worker busy."""
    rows = []
    for each in all_of:
        if {"W1", "W2"} <= each.variant.requests.keys():
            measured, requests = Measured(each), each.variant.requests
            heavy = asyncio.create_task(burst(each.port, requests["W2"], seconds * 3))
            await asyncio.sleep(seconds / 4)
            before = each.cpu
            measured.bursts.append(await burst(each.port, requests["W1"], seconds * 2.5, connections=1))
            measured.cpu = each.cpu - before
            await heavy
            rows.append({**measured.row("W1 beside W2", database), "cpu_ms": None})
    return rows


def _load(connection: Connection) -> None:
    load(connection)
    tokens.issue(connection, 1, NOW, token=TOKEN)


def _filled(url: URL, fill: Callable[[Connection], None]) -> URL:
    engine = writing_engine(url)
    with engine.begin() as connection:
        upgrade(connection)
        fill(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if is_sqlite(url) else "VACUUM ANALYZE")  # as it would do by itself, later
    engine.dispose()
    return url


@contextmanager
def _databases(folder: Path, fill: Callable[[Connection], None] = _load) -> Iterator[list[URL]]:
    """SQLite, and PostgreSQL where there is one."""
    urls, name = [_filled(parse(f"sqlite:///{folder}/bench.sqlite3"), fill)], f"convene_bench_{uuid.uuid4().hex[:8]}"
    try:
        admin = psycopg.connect(POSTGRES, autocommit=True)
    except psycopg.OperationalError as error:
        sys.stderr.write(f"PostgreSQL is left out: {error}\n")
        yield urls
        return
    with admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield [*urls, _filled(parse(POSTGRES).set(database=name), fill)]
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


async def _measured(url: URL, folder: Path, rounds: int, seconds: float) -> list[Row]:
    database, rows = url.get_backend_name(), []
    with served(variants(url), folder) as all_of:
        for workload in WORKLOADS:
            _say(f"{workload} on {database}")
            rows += await _workload(all_of, workload, database, rounds, seconds)
        _say(f"W1 beside W2 on {database}")
        rows += await _beside(all_of, database, seconds)
    return rows


def _subscriptions(given: list[str]) -> None:
    number, changes = subscribers.arguments(given)
    with tempfile.TemporaryDirectory() as name, _databases(Path(name), subscribers.fill) as urls:
        rows = [subscribers.measured(url, demo.DEMO_EVENT_ID, number, changes) for url in urls]
    subscribers.show(rows, Console(width=120))


def _bookings() -> None:
    with tempfile.TemporaryDirectory() as name, _databases(Path(name), bookings.fill) as urls:
        rows = [bookings.measured(url) for url in urls]
    bookings.show(rows, Console(width=120))


def _say(doing: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {doing}\n")


def _kept(rows: list[Row]) -> None:
    """What there is so far, so that it is there whatever comes."""
    RESULTS.write_text(json.dumps(rows, indent=1))


def main() -> None:
    """Measure, show, and write it down."""
    if sys.argv[1:2] == ["subscribers"]:
        _subscriptions(sys.argv[2:])
        return
    if sys.argv[1:] == ["bookings"]:
        _bookings()
        return
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("rounds", nargs="?", type=int, default=5)
    parser.add_argument("seconds", nargs="?", type=float, default=1.0)
    parser.add_argument("--chart", type=Path)
    given = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name, _databases(Path(name)) as urls:
        for url in urls:
            rows += asyncio.run(_measured(url, Path(name), given.rounds, given.seconds))
            _kept(rows)
            _say(f"growth on {url.get_backend_name()}")
            rows += growth.measured(url)
            _kept(rows)
    if given.chart:
        given.chart.write_text(chart.drawn(rows))
    tables.show(rows, Console(width=120))
    _say("subscribers")
    _subscriptions([])
    _say("bookings")
    _bookings()


main()
