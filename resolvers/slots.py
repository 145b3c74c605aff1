"""When a meeting can be booked: one pure function over merged integer intervals (docs/bookings.md has the rules).

Instants, lengths and offsets are milliseconds, days are counted from 1970-01-01, intervals are half-open. The list of
slots and the check of one start inside the booking transaction are the same function over different spans.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum, auto
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from db.booking_enums import HostMethod, SlotReason
from resolvers.intervals import FAR, Interval, Lane, clear, holds, merged, minus, touches
from resolvers.zones import DAY, MINUTE, Stretch, offset_at, stretches

Run = tuple[int, int, int]
"""A stretch in which a window is open, and an instant that its grid passes through."""
Windows = Sequence[Interval]
"""Wall-clock windows of a day, in minutes after midnight."""

EPOCH = date(1970, 1, 1)
LEGACY_MIDNIGHT = 23 * 60 + 59


class Period(Enum):
    """What a limit counts over, by the host's calendar; weeks begin on Monday."""

    DAY = auto()
    WEEK = auto()
    MONTH = auto()

    def span(self, day: int) -> Interval:
        """The days of the period that a day lies in."""
        if self is Period.DAY:
            return day, day + 1
        if self is Period.WEEK:
            monday = day - (day + 3) % 7
            return monday, monday + 7
        first = (EPOCH + timedelta(day)).replace(day=1)
        following = (first + timedelta(31)).replace(day=1)
        return (first - EPOCH).days, (following - EPOCH).days


@dataclass(frozen=True)
class Schedule:
    """Working hours in a zone: windows by weekday (Monday is 0), by date instead, and instants put in or taken out."""

    zone: str
    weekly: Mapping[int, Windows] = field(default_factory=dict)
    overrides: Mapping[int, Windows] = field(default_factory=dict)
    added: Sequence[Interval] = ()
    removed: Sequence[Interval] = ()

    @cached_property
    def usual(self) -> "Schedule":
        """The weekly windows alone."""
        return Schedule(self.zone, self.weekly)


@dataclass(frozen=True)
class Gathering:
    """A group meeting that has begun to fill: who asks for exactly this time takes one of the seats that are left."""

    start: int
    end: int
    blocked: Interval
    left: int


@dataclass(frozen=True)
class Calendar:
    """One host: `busy` and `blocked` are what others take of their time, `taken` the starts that limits count."""

    schedule: Schedule
    busy: Sequence[Interval] = ()
    gatherings: Sequence[Gathering] = ()
    taken: Sequence[int] = ()
    blocked: Lane = ((), ())


@dataclass(frozen=True)
class Rules:
    """What a meeting type asks. `earliest` and `latest` bound the starts, both inclusive."""

    duration: int
    interval: int
    before: int = 0
    after: int = 0
    buffer_in_hours: bool = False
    notice: int = 0
    horizon: int | None = None
    earliest: int | None = None
    latest: int | None = None
    limits: Mapping[Period, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Span:
    """Which starts are asked for, and when it is now (None: no notice and no horizon)."""

    begin: int
    end: int
    now: int | None = None


class Slot(NamedTuple):
    """A start, the hosts who are free then (places in the list of calendars), or why it cannot be booked."""

    start: int
    hosts: tuple[int, ...]
    reason: SlotReason | None = None


def slots(
    method: HostMethod, calendars: Sequence[Calendar], rules: Rules, span: Span, troubleshoot: bool = False
) -> list[Slot]:
    """The starts that can be booked, in order; with `troubleshoot` also those that cannot, each with the reason."""
    hosts = calendars[:1] if method is HostMethod.ONE else calendars
    if troubleshoot:
        return _explained(method, [Host(calendar, rules, span) for calendar in hosts])
    free: defaultdict[int, list[int]] = defaultdict(list)
    for place, calendar in enumerate(hosts):
        for places in map(free.__getitem__, Host(calendar, rules, span).starts):
            places.append(place)
    needed = len(hosts) if method is HostMethod.EVERYONE else 1
    return [Slot(start, tuple(places)) for start, places in sorted(free.items()) if len(places) >= needed]


def _explained(method: HostMethod, hosts: Sequence["Host"]) -> list[Slot]:
    reasons = [dict(host.candidates()) for host in hosts]
    explained = []
    for start in sorted(set(chain.from_iterable(reasons))):
        found = [each.get(start, SlotReason.OUTSIDE_HOURS) for each in reasons]
        free = tuple(place for place, reason in enumerate(found) if reason is None)
        explained.append(Slot(start, free, _reason_of_all(method, [each for each in found if each is not None], free)))
    return explained


def _reason_of_all(method: HostMethod, reasons: list[SlotReason], free: tuple[int, ...]) -> SlotReason | None:
    """Of everyone, the first reason in the order of the words; of anyone, the last: that host came closest."""
    ranks = list(SlotReason)
    if method is HostMethod.EVERYONE:
        return min(reasons, key=ranks.index, default=None)
    return None if free else max(reasons, key=ranks.index)


def _on_wall(windows: Iterable[Interval]) -> list[Interval]:
    """Minutes as milliseconds; an end at or before the start is on the next day, and 23:59 means midnight."""
    spread = []
    for start, end in windows:
        end = 1440 if end == LEGACY_MIDNIGHT else end
        spread.append((start * MINUTE, (end if end > start else end + 1440) * MINUTE))
    return spread


def _runs(schedule: Schedule, pieces: Sequence[Stretch]) -> list[Run]:
    """Every window of the schedule where its wall-clock readings occur: not in gaps, twice in repeated hours."""
    weekly = [_on_wall(schedule.weekly.get(weekday, ())) for weekday in range(7)]
    overrides = {day: _on_wall(windows) for day, windows in schedule.overrides.items()}
    runs: list[Run] = []
    for begin, end, offset in pieces:
        for day in range((begin + offset) // DAY - 1, (end - 1 + offset) // DAY + 1):
            midnight = day * DAY - offset
            following = midnight + DAY
            cut = following if day + 1 in overrides else FAR
            for opens, closes in overrides[day] if day in overrides else weekly[(day + 3) % 7]:
                first, last = max(midnight + opens, begin), min(midnight + closes, end, cut)
                if first < last:
                    runs.append((first, last, midnight + opens))
    return runs


def _added(schedule: Schedule, pieces: Sequence[Stretch]) -> Iterator[Run]:
    """Exceptional hours: instants, with a grid on the wall clock from where they begin."""
    for start, end in schedule.added:
        wall = start + offset_at(schedule.zone, start)
        for begin, until, offset in pieces:
            first, last = max(start, begin), min(end, until)
            if first < last:
                yield first, last, wall - offset


def _grid(runs: Sequence[Run], allowed: Sequence[Interval], interval: int) -> list[int]:
    """The starts on the runs' grids that lie in the allowed intervals (merged)."""
    starts: list[int] = []
    crossing, at, count = False, 0, len(allowed)
    for start, end, anchor in _continued(runs, interval):
        while at < count and allowed[at][1] <= start:
            at += 1
        for here in range(at, count):
            first, last = allowed[here]
            if first >= end:
                break
            first = max(first, start)
            first += (anchor - first) % interval
            crossing = crossing or (bool(starts) and first <= starts[-1])
            starts.extend(range(first, last if last < end else end, interval))
    return sorted(set(starts)) if crossing else starts


def _continued(runs: Sequence[Run], interval: int) -> list[Run]:
    """The runs in order; those that go on on the same grid are one."""
    joined: list[Run] = []
    for start, end, anchor in sorted(runs):
        if joined and start <= joined[-1][1] and (anchor - joined[-1][2]) % interval == 0:
            opens, closes, first = joined[-1]
            joined[-1] = opens, max(closes, end), first
        else:
            joined.append((start, end, anchor))
    return joined


class Host:
    """One host's calendar under the rules: what is open, what closes it, and why."""

    def __init__(self, calendar: Calendar, rules: Rules, span: Span) -> None:
        self.calendar, self.rules, self.span = calendar, rules, span
        reach = rules.duration + rules.before + rules.after
        self.begin, self.end = span.begin - reach, max(span.end, span.begin) + reach
        self.pieces = stretches(calendar.schedule.zone, self.begin, self.end)

    @cached_property
    def bounds(self) -> tuple[int, int, int, int]:
        """The first and last start that the rules allow, notice and horizon apart from the fixed range."""
        rules, now = self.rules, self.span.now
        soonest = -FAR if now is None else now + rules.notice
        furthest = FAR if now is None or rules.horizon is None else now + rules.horizon
        earliest = -FAR if rules.earliest is None else rules.earliest
        return soonest, furthest, earliest, FAR if rules.latest is None else rules.latest

    @cached_property
    def runs(self) -> list[Run]:
        """All open windows, each with its grid."""
        schedule = self.calendar.schedule
        return [*_runs(schedule, self.pieces), *_added(schedule, self.pieces)]

    @cached_property
    def free(self) -> list[Interval]:
        """The instants in which the host works."""
        opened = merged((start, end) for start, end, _ in self.runs)
        return minus(opened, merged(self.calendar.schedule.removed))

    @cached_property
    def joinable(self) -> list[Gathering]:
        """The group meetings of this length that have a seat left."""
        return [each for each in self.calendar.gatherings if each.left > 0 and self._is_like(each)]

    def _is_like(self, gathering: Gathering) -> bool:
        return gathering.end - gathering.start == self.rules.duration

    @cached_property
    def full(self) -> list[Interval]:
        """The periods in which a limit is reached, except for who joins a meeting that counts already."""
        counts = self._counts()
        zone, found = self.calendar.schedule.zone, []
        for period, most in self.rules.limits.items():
            for day, end in {days for (each, days), count in counts.items() if each is period and count >= most}:
                pieces = stretches(zone, (day - 2) * DAY, (end + 2) * DAY)
                found += [(max(a, day * DAY - o), min(b, end * DAY - o)) for a, b, o in pieces]
        points = merged((each.start, each.start + 1) for each in self.joinable)
        return minus(merged(found), points)

    def _counts(self) -> Counter[tuple[Period, Interval]]:
        zone, limits = self.calendar.schedule.zone, self.rules.limits
        days = [(start + offset_at(zone, start)) // DAY for start in self.calendar.taken] if limits else []
        counts = Counter((period, period.span(day)) for period in limits for day in days)
        for period, most in limits.items():
            if most <= 0:
                first, last = (self.begin // DAY) - 1, self.end // DAY + 2
                counts.update({(period, period.span(day)): 1 for day in range(first, last)})
        return counts

    @property
    def margins(self) -> tuple[int, int]:
        """Before and after what takes time, where no meeting may start."""
        return self.rules.after + self.rules.duration - 1, self.rules.before

    @cached_property
    def closed(self) -> list[Interval]:
        """The starts that something else forbids, buffers included; a seat that is left keeps its one start open.
        `blocked` is seen to by itself.
        """
        lead, trail = self.margins
        closed, found = merged(self.calendar.busy, lead, trail), list(self.full)
        joinable = set(self.joinable)
        for each in self.calendar.gatherings:
            first, last = each.blocked[0] - lead, each.blocked[1] + trail
            found += [(first, each.start), (each.start + 1, last)] if each in joinable else [(first, last)]
        return merged(chain(closed, found)) if found else closed

    @cached_property
    def starts(self) -> list[int]:
        """Every start that can be booked, in order."""
        rules, (soonest, furthest, earliest, latest) = self.rules, self.bounds
        first = max(self.span.begin, soonest, earliest)
        last = min(self.span.end, furthest + 1, latest + 1)
        lead = rules.before if rules.buffer_in_hours else 0
        trail = rules.duration + (rules.after if rules.buffer_in_hours else 0)
        fitting = ((max(start + lead, first), min(end - trail + 1, last)) for start, end in self.free)
        allowed = minus([each for each in fitting if each[0] < each[1]], self.closed)
        return _grid(self.runs, clear(allowed, self.calendar.blocked, *self.margins), rules.interval)

    def candidates(self) -> Iterator[tuple[int, SlotReason | None]]:
        """Every time that one could wish for, and why it cannot be booked (None: it can)."""
        bookable, asked, interval = set(self.starts), [(self.span.begin, self.span.end)], self.rules.interval
        usual = _runs(self.calendar.schedule.usual, self.pieces)
        open_hours = merged((start, end) for start, end, _ in chain(self.runs, usual))
        wall = [(begin, end, -offset) for begin, end, offset in self.pieces]
        wished = set(_grid(self.runs, asked, interval))
        wished.update(each for each in _grid(usual, asked, interval) if not self._fits(self.free, each))
        wished.update(_grid(wall, minus(asked, open_hours), interval))
        hours = merged((start, end) for start, end, _ in usual)
        for start in wished:
            yield start, None if start in bookable else self._why(start, hours)

    def _fits(self, hours: Sequence[Interval], start: int, buffers: bool = False) -> bool:
        rules = self.rules
        lead, trail = (rules.before, rules.after) if buffers else (0, 0)
        return holds(hours, start - lead, start + rules.duration + trail)

    @cached_property
    def occupied(self) -> list[Interval]:
        """All busy intervals, and the group meetings that nobody can join."""
        joinable = set(self.joinable)
        gatherings = (each.blocked for each in self.calendar.gatherings if each not in joinable)
        return merged(chain(self.calendar.busy, zip(*self.calendar.blocked, strict=True), gatherings))

    def _is_busy(self, start: int, end: int) -> bool:
        """Something takes this time; not the group meeting that one would join then."""
        others = (each.blocked for each in self.joinable if each.start != start)
        return touches(self.occupied, start, end) or any(opens < end and start < closes for opens, closes in others)

    def _why(self, start: int, usual: Sequence[Interval]) -> SlotReason:
        soonest, furthest, earliest, latest = self.bounds
        rules, end = self.rules, start + self.rules.duration
        if not self._fits(self.free, start):
            return SlotReason.EXCEPTION if self._fits(usual, start) else SlotReason.OUTSIDE_HOURS
        if start < soonest:
            return SlotReason.NOTICE
        if not max(earliest, -FAR) <= start <= min(latest, furthest):
            return SlotReason.HORIZON
        if touches(self.full, start, start + 1):
            return SlotReason.LIMIT
        if any(each.start == start and self._is_like(each) and not each.left for each in self.calendar.gatherings):
            return SlotReason.FULL
        within_hours = not rules.buffer_in_hours or self._fits(self.free, start, buffers=True)
        return SlotReason.BUSY if within_hours and self._is_busy(start, end) else SlotReason.BUFFER
