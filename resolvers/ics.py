"""Meetings as iCalendar (RFC 5545) texts: in UTC, or on the clocks of a zone, which the text then defines."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress

from resolvers.zones import offset_at, stretches, zone_named

PRODID = "-//Convene//Convene//EN"
UTC_NAME = "UTC"
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Entry:
    """One meeting. `people` are (name, address) of those who come, the first of them invites. Without a `zone` its
    times are in UTC.
    """

    uid: str
    summary: str
    start: int
    end: int
    stamp: int
    sequence: int = 0
    cancelled: bool = False
    location: str | None = None
    people: Sequence[tuple[str, str]] = ()
    tentative: bool = False
    zone: str | None = None
    description: str | None = None
    url: str | None = None

    def event(self) -> Event:
        """The VEVENT."""
        event = Event()
        event.add("uid", _text(self.uid))
        event.add("dtstamp", _moment(self.stamp, None))
        event.add("dtstart", _moment(self.start, self.zone))
        event.add("dtend", _moment(self.end, self.zone))
        event.add("sequence", self.sequence)
        event.add("status", "CANCELLED" if self.cancelled else "TENTATIVE" if self.tentative else "CONFIRMED")
        for name in ("summary", "location", "description"):
            if text := getattr(self, name):
                event.add(name, _text(text))
        if self.url:
            event.add("url", self.url)
        for role, (name, address) in zip(("organizer", *["attendee"] * len(self.people)), self.people, strict=False):
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


def calendar(method: str, entries: Sequence[Entry], name: str | None = None, fresh: timedelta | None = None) -> str:
    """A calendar of these meetings. `method` is PUBLISH, REQUEST or CANCEL; `fresh` says how often to look again."""
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", PRODID)
    made.add("method", method)
    if name:
        made.calendar_name = _text(name)
    if fresh:
        made.refresh_interval = fresh
    for component in (*_zones(entries), *(entry.event() for entry in entries)):
        made.add_component(component)
    return str(made.to_ical(sorted=False).decode())


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
