"""How cost grows with the number of parents, in a process of its own each: events with their group and venues.

`python -m benchmarks.growth VARIANT` prints the rows of `fastpath`, `ordinary` or `limit`.
"""

import asyncio
import json
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlalchemy import URL

import schema
from benchmarks.by_hand import driver
from benchmarks.data import NOW
from benchmarks.servers import peak_mb
from benchmarks.sql import LIMIT
from benchmarks.workloads import GROWTH
from db.engines import reading_engine
from db.readers import plain_reader
from resolvers.context import Request, Viewer
from server.settings import Settings, read

SIZES = (10, 100, 1000, 5000)
VARIANTS = ("fastpath", "ordinary", "limit")
BUDGET = 1.5
"""Seconds that are spent on each size."""
Run = Callable[[int], Awaitable[bytes]]


def _engine(settings: Settings, fast: bool) -> Run:
    engine = schema.engine(plain_reader(settings.database) if fast else None)
    database = reading_engine(settings.database)

    async def run(size: int) -> bytes:
        request = Request(Viewer(), NOW, "http://127.0.0.1", database, trusted=True)
        return (await engine.execute(GROWTH, {"first": size}, None, request)).body()

    return run


def _limit(settings: Settings) -> Run:
    fetch = driver(settings, LIMIT)

    async def run(size: int) -> bytes:
        found = (await fetch("growth", {"viewer_id": 0, "now": NOW, "first": size}))[0][0]
        return (found if isinstance(found, str) else json.dumps(found)).encode()

    return run


async def _rows(variant: str, settings: Settings) -> list[dict[str, Any]]:
    run, rows = _limit(settings) if variant == "limit" else _engine(settings, variant == "fastpath"), []
    for size in SIZES:
        assert (await run(size)).count(b'"title"') == size
        spans: list[float] = []
        cpu, end = time.process_time(), time.perf_counter() + BUDGET
        while not spans or time.perf_counter() < end:
            began = time.perf_counter()
            await run(size)
            spans.append(time.perf_counter() - began)
        spent = time.process_time() - cpu
        spans.sort()
        rows.append(
            {
                "workload": f"growth {size}",
                "database": settings.database.get_backend_name(),
                "variant": variant,
                "rps": round(len(spans) / sum(spans), 3),
                "p50_ms": round(spans[len(spans) // 2] * 1000, 3),
                "p99_ms": round(spans[int(len(spans) * 0.99)] * 1000, 3),
                "cpu_ms": round(spent / len(spans) * 1000, 3),
                "peak_mb": round(peak_mb(os.getpid()), 1),
            }
        )
    return rows


def measured(url: URL) -> list[dict[str, Any]]:
    """The rows of all variants on a database."""
    environment = {**os.environ, "DATABASE_URL": url.render_as_string(hide_password=False)}
    rows: list[dict[str, Any]] = []
    for variant in VARIANTS:
        command = [sys.executable, "-m", "benchmarks.growth", variant]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
        rows += json.loads(done.stdout)
    return rows


def slope(points: Sequence[tuple[float, float]]) -> float:
    """The slope of the line through the points on logarithmic paper."""
    xs, ys = zip(*((math.log(x), math.log(y)) for x, y in points), strict=True)
    return statistics.linear_regression(xs, ys).slope


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_rows(sys.argv[1], read(os.environ)))))
