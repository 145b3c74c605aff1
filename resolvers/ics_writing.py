"""Writes iCalendar texts. Read where the first one is written: the library takes a while."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress

from resolvers.ics import Entry
from resolvers.zones import offset_at, stretches, zone_named

PRODID = "-//Convene//Convene//EN"
UTC_NAME = "UTC"
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def written(method: str, entries: Sequence[Entry], name: str | None, fresh: timedelta | None) -> str:
    """The text of a calendar, as `resolvers.ics.calendar` has it."""
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", PRODID)
    made.add("method", method)
    if name:
        made.calendar_name = _text(name)
    if fresh:
        made.refresh_interval = fresh
    for component in (*_zones(entries), *(_event(entry) for entry in entries)):
        made.add_component(component)
    return str(made.to_ical(sorted=False).decode())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", _text(entry.uid))
    event.add("dtstamp", _moment(entry.stamp, None))
    event.add("dtstart", _moment(entry.start, entry.zone))
    event.add("dtend", _moment(entry.end, entry.zone))
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.cancelled else "TENTATIVE" if entry.tentative else "CONFIRMED")
    for name in ("summary", "location", "description"):
        if text := getattr(entry, name):
            event.add(name, _text(text))
    if entry.url:
        event.add("url", entry.url)
    for role, (name, address) in zip(("organizer", *["attendee"] * len(entry.people)), entry.people, strict=False):
        event.add(role, _person(name, address))
    return event


def _moment(at: int, zone: str | None) -> datetime:
    return datetime.fromtimestamp(at // 1000, UTC if zone is None or zone == UTC_NAME else zone_named(zone))


def _text(text: str) -> str:
    """A text without the characters that iCalendar has no way to write."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _person(name: str, address: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{_text(address)}")
    person.params["CN"] = _text(name).replace("\n", " ").replace('"', "'")
    return person


def _zones(entries: Sequence[Entry]) -> Iterator[Timezone]:
    """What the zones of these meetings are, for as long as they need them."""
    spans: dict[str, list[int]] = {}
    for entry in entries:
        if entry.zone not in (None, UTC_NAME):
            spans.setdefault(str(entry.zone), []).extend((entry.start, entry.end))
    for zone, times in sorted(spans.items()):
        yield _zone(zone, _moment(min(times), zone).year - 1, _moment(max(times), zone).year + 2)


@lru_cache(256)
def _zone(name: str, first: int, last: int) -> Timezone:
    """A zone from the start of a year to the start of another: each change of its clocks at the time that they showed
    before it, as RFC 5545 has it.
    """
    zone = zone_named(name)
    begin, end = (round(datetime(year, 1, 1, tzinfo=UTC).timestamp() * 1000) for year in (first, last))
    before, changes = offset_at(name, begin), defaultdict[tuple[Any, ...], list[datetime]](list)
    for at, _, offset in stretches(name, begin, end):
        now = datetime.fromtimestamp(at // 1000, zone)
        shown = datetime.fromtimestamp((at + before) // 1000, UTC).replace(tzinfo=None)
        changes[bool(now.dst()), before, offset, now.tzname()].append(shown)
        before = offset
    found = Timezone()
    found.add("tzid", name)
    for (summer, old, new, called), times in changes.items():
        part = TimezoneDaylight() if summer else TimezoneStandard()
        part.add("dtstart", times[0])
        part.add("tzoffsetfrom", timedelta(milliseconds=old))
        part.add("tzoffsetto", timedelta(milliseconds=new))
        part.add("tzname", called)
        if times[1:]:
            part.add("rdate", times[1:])
        found.add_component(part)
    return found
