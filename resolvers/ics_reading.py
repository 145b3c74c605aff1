"""What a calendar file says is taken, as intervals: recurrences written out, zones resolved.

Files come from anywhere, and a short one can stand for millions of meetings. So this is run as a process of its own
(`python -m resolvers.ics_reading`, by `calendar_files.py`), which the system stops when it takes too much, and which
forgets the zones that a file has defined.
"""

import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import orjson
import recurring_ical_events as recurring  # type: ignore[import-untyped]

from resolvers.zones import UnknownZone, zone_named

MOST_TIMES = 20_000
"""Meetings within the time that is looked at."""
MOST_MEMORY = 1 << 30
PART = timedelta(days=92)
"""What is written out in one go, so that too much is noticed early."""
ZONE = "X-WR-TIMEZONE"
TIMES = {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}
FREE = {("TRANSP", "TRANSPARENT"), ("STATUS", "CANCELLED")}


class Unreadable(ValueError):
    """A file that is no calendar, or too much of one; the sentence says why."""


class _Times(recurring.EventAdapter):  # type: ignore[misc]
    """Makes of a recurrence its times, and not a copy of the whole event."""

    def as_component(self, start: Any, stop: Any, keep_recurrence_attributes: bool) -> Any:
        """The times and the event that they are of."""
        return {"start": start, "end": stop, "event": self._component}


def busy(source: str, zone: str, begin: int, end: int) -> list[tuple[int, int]]:
    """The taken intervals from `begin` to `end`, in milliseconds. Dates, and times without a zone, are `zone`'s.

    Raises `Unreadable`.
    """
    try:
        calendars = icalendar.Calendar.from_ical(source, multiple=True)
    except (ValueError, IndexError, KeyError) as error:
        raise Unreadable(f"It is not an iCalendar file: {str(error)[:200]}") from error
    if not calendars or any(each.name != "VCALENDAR" for each in calendars):
        raise Unreadable("It is not an iCalendar file: it must begin with BEGIN:VCALENDAR.")
    own = zone_named(zone)
    found = [each for calendar in calendars for each in _of(calendar, own, begin, end)]
    return [(max(begin, start), min(end, until)) for start, until in found if max(begin, start) < min(end, until)]


def _of(calendar: Any, zone: ZoneInfo, begin: int, end: int) -> Iterator[tuple[int, int]]:
    own = _own_zone(calendar)
    if own is None:
        calendar.pop(ZONE, None)
    for event in calendar.walk("VEVENT"):
        _check(event)
    yield from _periods(calendar.walk("VFREEBUSY"))
    events = recurring.ComponentsWithName("VEVENT", adapter=_Times)
    query, count = recurring.of(calendar, components=[events]), 0
    for first, last in _parts(begin, end):
        times = query.between(first, last)
        count += len(times)
        if count > MOST_TIMES:
            raise Unreadable(f"It holds more than {MOST_TIMES:,} meetings within two years.")
        for each in times:
            if not FREE & {(name, str(each["event"].get(name, "")).upper()) for name, _ in FREE}:
                yield _instant(each["start"], own or zone), _instant(each["end"], own or zone)


def _own_zone(calendar: Any) -> ZoneInfo | None:
    """The zone that the file means for all its times, if it names one that is known."""
    try:
        return zone_named(str(calendar.get(ZONE, "")))
    except UnknownZone:
        return None


def _check(event: Any) -> None:
    wrong = sorted({name for name, _ in event.errors if name in TIMES})
    if wrong or "DTSTART" not in event:
        raise Unreadable(f"The event {str(event.get('UID', ''))[:100]!r} has no usable {(wrong or ['DTSTART'])[0]}.")


def _periods(found: Iterable[Any]) -> Iterator[tuple[int, int]]:
    for each in found:
        given = each.get("FREEBUSY", [])
        for period in given if isinstance(given, list) else [given]:
            if str(period.params.get("FBTYPE", "BUSY")).upper() != "FREE":
                yield _instant(period.start, UTC), _instant(period.end, UTC)


def _parts(begin: int, end: int) -> Iterator[tuple[datetime, datetime]]:
    """The span in parts, a day wider on both sides: for times whose zone is not yet known."""
    first, last = _moment(begin) - timedelta(days=1), _moment(end) + timedelta(days=1)
    while first < last:
        yield first, min(first + PART, last)
        first += PART


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)


def _instant(at: date | datetime, zone: Any) -> int:
    moment = at if isinstance(at, datetime) else datetime(at.year, at.month, at.day)  # noqa: DTZ001 - next line
    return round((moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp() * 1000)


def main() -> None:
    """Answer one question, JSON in and JSON out, within the seconds that it allows."""
    asked = orjson.loads(sys.stdin.buffer.read())
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (asked["seconds"], asked["seconds"]))
    answer: dict[str, Any]
    try:
        answer = {"busy": busy(asked["source"], asked["zone"], asked["begin"], asked["end"])}
    except Unreadable as error:
        answer = {"problem": str(error)}
    except Exception as error:  # whatever a file of somebody's makes of two libraries
        answer = {"problem": f"It cannot be read ({type(error).__name__})."}
    sys.stdout.buffer.write(orjson.dumps(answer))


if __name__ == "__main__":
    main()
