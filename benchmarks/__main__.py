"""`python -m benchmarks`: the two readers side by side, in this process, on SQLite and PostgreSQL.

W1 is one event with its group, venue and five hosts; W2 a hundred events of a group, each with group, venue, hosts and
the first RSVPs with their members; W3 fifty groups with twenty events and their venues. Ratios matter, figures do not.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console
from rich.table import Table
from sqlalchemy import URL

import schema
from benchmarks.data import NOW, load
from db.engines import parse, reading_engine, writing_engine
from db.reader import plain_reader
from db.upgrade import upgrade
from resolvers.context import Request, Viewer

RESULTS = Path(__file__).parent / "results.json"
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
EVENT = "id title dateTime group { id name } venues { id name lat lon } eventHosts { memberId name }"
RSVPS = "rsvps(first: 5) { edges { node { id status member { id name } } } }"
WORKLOADS: dict[str, tuple[str, Mapping[str, Any]]] = {
    "W1": (f"query W1($id: ID!) {{ event(id: $id) {{ {EVENT} }} }}", {"id": "77"}),
    "W2": (
        "query W2($id: ID!) { group(id: $id) { events(first: 100) { edges { node {"
        f" {EVENT} {RSVPS} }} }} }} }} }}",
        {"id": "7"},
    ),
    "W3": (
        "query W3 { groups(first: 50) { edges { node { id name events(first: 20) { edges { node {"
        " id title dateTime venues { id name } } } } } } } }",
        {},
    ),
}
ROUNDS = 5
SECONDS = 0.6


@dataclass
class Measured:
    """The times of one variant at one workload, in seconds."""

    spans: list[float]
    cpu: float

    def row(self, workload: str, database: str, variant: str) -> dict[str, Any]:
        """As `results.json` has it."""
        ordered = sorted(self.spans)
        return {
            "workload": workload,
            "database": database,
            "variant": variant,
            "rps": len(ordered) / sum(ordered),
            "p50_ms": statistics.median(ordered) * 1000,
            "p99_ms": ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1000,
            "cpu_ms": self.cpu / len(ordered) * 1000,
        }


async def _burst(engine: schema.Engine, request: Request, workload: str) -> Measured:
    query, variables = WORKLOADS[workload]
    spans, began = [], time.process_time()
    end = time.perf_counter() + SECONDS
    while not spans or time.perf_counter() < end:
        start = time.perf_counter()
        (await engine.execute(query, variables, workload, request)).body()
        spans.append(time.perf_counter() - start)
    return Measured(spans, time.process_time() - began)


async def _measure(url: URL) -> list[dict[str, Any]]:
    reader, database = plain_reader(url), reading_engine(url)
    engines = {"fastpath": schema.engine(reader), "ordinary": schema.engine(None)}
    request = Request(Viewer(1), NOW, "http://127.0.0.1:8000", database)
    rows = []
    for workload in WORKLOADS:
        total = {name: Measured([], 0.0) for name in engines}
        for engine in engines.values():
            await _burst(engine, request, workload)
        for _ in range(ROUNDS):
            for name, engine in engines.items():
                burst = await _burst(engine, request, workload)
                total[name].spans += burst.spans
                total[name].cpu += burst.cpu
        rows += [total[name].row(workload, url.get_backend_name(), name) for name in engines]
    await database.dispose()
    await reader.close()
    return rows


def _filled(url: URL) -> URL:
    engine = writing_engine(url)
    with engine.begin() as connection:
        upgrade(connection)
        load(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()
    return url


def _show(rows: list[dict[str, Any]]) -> None:
    table = Table("workload", "database", "variant", "requests/s", "p50 ms", "p99 ms", "CPU ms", "ratio")
    ordinary = {(row["workload"], row["database"]): row["rps"] for row in rows if row["variant"] == "ordinary"}
    for row in rows:
        figures = [f"{row[name]:.2f}" for name in ("rps", "p50_ms", "p99_ms", "cpu_ms")]
        ratio = row["rps"] / ordinary[row["workload"], row["database"]]
        table.add_row(row["workload"], row["database"], row["variant"], *figures, f"{ratio:.1f}")
    Console().print(table)


def main() -> None:
    """Measure on SQLite, and on PostgreSQL where there is one."""
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        rows += asyncio.run(_measure(_filled(parse(f"sqlite:///{folder}/bench.sqlite3"))))
    name = f"convene_bench_{uuid.uuid4().hex[:8]}"
    try:
        with psycopg.connect(POSTGRES, autocommit=True) as admin:
            admin.execute(f'CREATE DATABASE "{name}"')
            rows += asyncio.run(_measure(_filled(parse(POSTGRES).set(database=name))))
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    except psycopg.OperationalError as error:
        sys.stderr.write(f"PostgreSQL is left out: {error}\n")
    RESULTS.write_text(json.dumps(rows, indent=2))
    _show(rows)


main()
