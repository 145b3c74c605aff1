"""The README's chart: requests per second of each variant, as bars against the best of the workload."""

from collections.abc import Iterator
from typing import Any

SHOWN = {
    "fastpath": "Convene",
    "postgraphile": "PostGraphile 5",
    "mercurius_jit": "mercurius + graphql-jit",
    "yoga": "graphql-yoga + dataloader",
    "rest_sqlalchemy": "REST by hand, SQLAlchemy",
    "ordinary": "Convene, ordinary executor",
}
WORKLOADS = {
    "W1": "one event with group, venue, five hosts",
    "W2": "100 events with hosts and RSVPs",
    "W3": "50 groups with 20 events each",
}
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
LINE, NAME, BAR, GAP = 17, 190, 170, 30
COLUMN = NAME + BAR + 60
STYLE = """text{font:12px system-ui,sans-serif;fill:#57606a}.h{font-weight:600;fill:#24292f}rect{fill:#afb8c1}
.own{fill:#0969da}@media(prefers-color-scheme:dark){text{fill:#9198a1}.h{fill:#f0f6fc}rect{fill:#3d444d}
.own{fill:#4493f8}}"""


def drawn(rows: list[dict[str, Any]]) -> str:
    """The chart as SVG."""
    marks, bottom = [], 0
    for column, database in enumerate(DATABASES):
        y = 20
        marks.append(_text(column * COLUMN, y, DATABASES[database], "h"))
        for workload, title in WORKLOADS.items():
            some = [row for row in rows if (row["workload"], row["database"]) == (workload, database)]
            y += GAP
            marks.append(_text(column * COLUMN, y, title, "h"))
            for mark in _bars(some, column * COLUMN, y):
                marks.append(mark)
            y += LINE * sum(row["variant"] in SHOWN for row in some)
        bottom = max(bottom, y)
    size = f'viewBox="0 0 {COLUMN * len(DATABASES)} {bottom + 12}"'
    body = "\n".join(marks)
    label = "Requests per second, one worker"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{label}">'
    return f"{head}<style>{STYLE}</style>\n{body}\n</svg>\n"


def _bars(rows: list[dict[str, Any]], x: int, y: int) -> Iterator[str]:
    best = max((row["rps"] for row in rows if row["variant"] in SHOWN), default=1)
    for variant, name in SHOWN.items():
        for row in rows:
            if row["variant"] == variant:
                y += LINE
                width = max(1, round(BAR * row["rps"] / best))
                kind = ' class="own"' if variant == "fastpath" else ""
                yield (
                    f'{_text(x, y, name)}<rect x="{x + NAME}" y="{y - 11}" width="{width}" height="13"{kind}/>'
                    + _text(x + NAME + width + 5, y, f"{row['rps']:,.0f}" if row["rps"] >= 10 else f"{row['rps']:.1f}")
                )


def _text(x: int, y: int, words: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x}" y="{y}"{named}>{words}</text>'
