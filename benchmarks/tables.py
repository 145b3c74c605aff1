"""The figures as tables, and the ratios that are to be reached."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.growth import SIZES, slope

Row = Mapping[str, Any]
FIGURES = {"rps": "requests/s", "p50_ms": "p50 ms", "p99_ms": "p99 ms", "cpu_ms": "CPU ms", "peak_mb": "peak MB"}
LISTS = {
    "sqlite": {"ordinary": 40, "mercurius_jit": 1.7, "limit": 0.75},
    "postgresql": {"postgraphile": 4, "limit": 0.85},
}
TARGETS: dict[tuple[str, str], Mapping[str, float]] = {
    ("W1", "sqlite"): {"ordinary": 25, "rest_sqlalchemy": 1.2, "limit": 0.7},
    ("W1", "postgresql"): {"postgraphile": 2, "limit": 0.75},
    ("W2", "sqlite"): LISTS["sqlite"],
    ("W2", "postgresql"): {**LISTS["postgresql"], "postgraphile": 2.5},
    ("W3", "sqlite"): LISTS["sqlite"],
    ("W3", "postgresql"): LISTS["postgresql"],
    ("legacy", "sqlite"): {"shim_ordinary": 25},
    ("legacy", "postgresql"): {"shim_ordinary": 10},
}
"""How many times as many requests per second as a rival are to be answered, at least."""
MOST_CPU = 1.2
"""Of an old call, in terms of REST on SQLAlchemy."""


def show(rows: list[dict[str, Any]], console: Console) -> None:
    """All of it."""
    for title, some in _grouped(rows):
        table = Table("variant", *FIGURES.values(), title=title, title_justify="left")
        for row in some:
            table.add_row(row["variant"], *("-" if row[name] is None else f"{row[name]:,.2f}" for name in FIGURES))
        console.print(table)
    console.print(_reached(rows))


def _grouped(rows: list[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    titles = dict.fromkeys((row["workload"], row["database"]) for row in rows)
    for workload, database in titles:
        some = [row for row in rows if (row["workload"], row["database"]) == (workload, database)]
        yield f"{workload} on {database}", some


def ratios(rows: list[dict[str, Any]]) -> Iterator[tuple[str, float, str]]:
    """What is to be reached: its name, what it came to, and the target."""
    by = {(row["workload"], row["database"], row["variant"]): row for row in rows}
    for (workload, database), rivals in TARGETS.items():
        own = by.get((workload, database, "shim" if workload == "legacy" else "fastpath"))
        for rival, least in rivals.items():
            other = by.get((workload, database, rival))
            if own and other:
                yield f"{workload}, {database}: times {rival}", own["rps"] / other["rps"], f">= {least}"
        rest = by.get((workload, database, "rest_sqlalchemy"))
        if workload == "legacy" and own and rest:
            yield f"{workload}, {database}: CPU of rest_sqlalchemy", own["cpu_ms"] / rest["cpu_ms"], f"<= {MOST_CPU}"
    for database in ("sqlite", "postgresql"):
        yield from _growth(by, database)


def _growth(by: Mapping[tuple[str, str, str], Row], database: str) -> Iterator[tuple[str, float, str]]:
    found = [(size, by.get((f"growth {size}", database, "fastpath"))) for size in SIZES]
    points = [(float(size), row["p50_ms"]) for size, row in found if row]
    if len(points) == len(SIZES):
        yield f"10 to 5000 parents, {database}: slope", slope(points), "<= 1.1"
    largest = [by.get((f"growth {SIZES[-1]}", database, name)) for name in ("fastpath", "limit")]
    own, limit = largest
    if database == "sqlite" and own and limit:
        yield f"{SIZES[-1]} parents, {database}: CPU of limit", own["cpu_ms"] / limit["cpu_ms"], "<= 1.4"
        yield f"{SIZES[-1]} parents, {database}: peak MB", own["peak_mb"], "<= 150"


def _reached(rows: list[dict[str, Any]]) -> Table:
    table = Table("fast path and shim", "reached", "target", "", title="Ratios", title_justify="left")
    for name, value, target in ratios(rows):
        sign, bound = target.split()
        reached = value >= float(bound) if sign == ">=" else value <= float(bound)
        table.add_row(name, f"{value:.2f}", target, "yes" if reached else "no")
    return table
