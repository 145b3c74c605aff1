"""How long it takes to list slots: the engine beside the way it is usually written, with aware datetimes.

30 days, 20 exceptions and 500 bookings; then the engine alone from a week to a year, with the slope of its growth.
"""

import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from benchmarks.growth import slope
from db.booking_enums import HostMethod
from resolvers.intervals import Interval
from resolvers.slots import Calendar, Rules, Schedule, Span, slots
from resolvers.zones import DAY, MINUTE

BEGIN = 1_772_400_000_000 // DAY * DAY
ZONE = "Europe/Berlin"
RULES = Rules(30 * MINUTE, 30 * MINUTE, before=5 * MINUTE, after=10 * MINUTE, notice=60 * MINUTE)
OPEN = (9 * 60, 17 * 60)
ROUNDS = 200


def _calendar(days: int, exceptions: int, bookings: int) -> Calendar:
    chance = random.Random(7)
    at = BEGIN // MINUTE

    def spans(count: int, length: int) -> list[Interval]:
        starts = sorted(chance.sample(range(at, at + days * 1440, 30), count))
        return [(start * MINUTE, (start + length) * MINUTE) for start in starts]

    weekly = {weekday: [OPEN] for weekday in range(5)}
    ranges = spans(exceptions, 120)
    begins, ends = map(list, zip(*spans(bookings, 30), strict=True))
    return Calendar(Schedule(ZONE, weekly, added=ranges[::2], removed=ranges[1::2]), blocked=(begins, ends))


def _span(days: int) -> Span:
    return Span(BEGIN, BEGIN + days * DAY, BEGIN)


def _naive(calendar: Calendar, span: Span) -> int:
    """Every start of every day, as aware datetimes, against every interval."""

    def aware(at: int) -> datetime:
        return datetime.fromtimestamp(at / 1000, UTC)

    zone, found = ZoneInfo(ZONE), 0
    busy = [(aware(start), aware(end)) for start, end in zip(*calendar.blocked, strict=True)]
    removed = [(aware(start), aware(end)) for start, end in calendar.schedule.removed]
    soonest, day = aware(span.begin) + timedelta(hours=1), aware(span.begin).date()
    while day <= aware(span.end).date():
        start = datetime.combine(day, datetime.min.time(), zone) + timedelta(minutes=OPEN[0])
        while day.weekday() < 5 and start + timedelta(minutes=30) <= _closing(day, zone):
            end = start + timedelta(minutes=30)
            first, last = start - timedelta(minutes=5), end + timedelta(minutes=10)
            free = not any(a < last and first < b for a, b in busy) and not any(
                a < end and start < b for a, b in removed
            )
            found += free and start >= soonest
            start = end
        day += timedelta(1)
    return found


def _closing(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, datetime.min.time(), zone) + timedelta(minutes=OPEN[1])


def _median(run: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Milliseconds of CPU."""
    times = []
    for _ in range(rounds):
        began = time.process_time_ns()
        run()
        times.append((time.process_time_ns() - began) / 1e6)
    return statistics.median(times)


def main() -> None:
    """Print the comparison, then the growth."""
    calendar, span = _calendar(30, 20, 500), _span(30)
    engine = _median(lambda: slots(HostMethod.ONE, [calendar], RULES, span))
    naive = _median(lambda: _naive(calendar, span), 10)
    table = Table("30 days, 20 exceptions, 500 bookings", "median CPU ms", "ratio")
    table.add_row("merged intervals", f"{engine:.3f}", "1")
    table.add_row("aware datetimes", f"{naive:.3f}", f"{naive / engine:.0f}")
    points = []
    for days in (7, 15, 30, 60, 120, 240, 365):
        grown = _calendar(days, days * 20 // 30, days * 500 // 30)
        points.append((days, _median(partial(slots, HostMethod.ONE, [grown], RULES, _span(days)), 40)))
    growth = Table("days", "median CPU ms")
    for days, spent in points:
        growth.add_row(str(days), f"{spent:.3f}")
    console = Console()
    console.print(table)
    console.print(growth)
    console.print(f"log-log slope from a week to a year: {slope(points):.2f}")


if __name__ == "__main__":
    main()
