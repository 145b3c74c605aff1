"""The rules of slots a second time, minute by minute and with nothing but `zoneinfo`: slow, and plain to check."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from db.booking_enums import SlotReason
from resolvers.slots import Calendar, Gathering, Period, Rules, Span

MINUTE = 60_000
FIRST = date(1970, 1, 1)


class Oracle:
    """One host, asked about single minutes."""

    def __init__(self, calendar: Calendar, rules: Rules, span: Span) -> None:
        self.calendar, self.rules, self.span = calendar, rules, span
        self.zone = ZoneInfo(calendar.schedule.zone)
        reach = rules.duration + rules.before + rules.after
        self.minutes = range(span.begin - reach, span.end + reach, MINUTE)

    def wall(self, at: int) -> datetime:
        return datetime.fromtimestamp(at // 1000, UTC).astimezone(self.zone).replace(tzinfo=None)

    def windows(self, day: date, usual: bool) -> Iterator[tuple[int, int]]:
        schedule, number = self.calendar.schedule, (day - FIRST).days
        overridden = number in schedule.overrides and not usual
        for start, end in schedule.overrides[number] if overridden else schedule.weekly.get(day.weekday(), ()):
            end = 24 * 60 if (end == 23 * 60 + 59) else end
            yield start, end if end > start else end + 24 * 60

    def openings(self, wall: datetime, usual: bool = False) -> Iterator[int]:
        """How many minutes after the start of each window this is."""
        day, minute = wall.date(), wall.hour * 60 + wall.minute
        for start, end in self.windows(day, usual):
            if start <= minute < end:
                yield minute - start
        if usual or (day - FIRST).days not in self.calendar.schedule.overrides:
            for start, end in self.windows(day - timedelta(1), usual):
                if start <= minute + 24 * 60 < end:
                    yield minute + 24 * 60 - start

    @cached_property
    def walls(self) -> dict[int, datetime]:
        return {at: self.wall(at) for at in self.minutes}

    @cached_property
    def grids(self) -> dict[int, list[int]]:
        """Of every open minute, how far it is from the start of each window or exception that opens it."""
        found = {}
        added = [(start, end, self.wall(start)) for start, end in self.calendar.schedule.added]
        for at, wall in self.walls.items():
            steps = list(self.openings(wall))
            steps += [round((wall - began).total_seconds() / 60) for start, end, began in added if start <= at < end]
            if steps:
                found[at] = steps
        return found

    @cached_property
    def free(self) -> set[int]:
        removed = self.calendar.schedule.removed
        return {at for at in self.grids if not any(start <= at < end for start, end in removed)}

    @cached_property
    def usual(self) -> set[int]:
        return {at for at, wall in self.walls.items() if any(True for _ in self.openings(wall, usual=True))}

    def fits(self, hours: set[int], at: int, lead: int = 0, trail: int = 0) -> bool:
        return all(each in hours for each in range(at - lead, at + self.rules.duration + trail, MINUTE))

    def period(self, kind: Period, at: int) -> tuple[int, ...]:
        day = self.wall(at).date()
        if kind is Period.DAY:
            return (day.year, day.month, day.day)
        return tuple(day.isocalendar())[:2] if kind is Period.WEEK else (day.year, day.month)

    def full(self, at: int) -> bool:
        for kind, most in self.rules.limits.items():
            taken = [start for start in self.calendar.taken if self.period(kind, start) == self.period(kind, at)]
            if len(taken) >= most:
                return True
        return False

    def joins(self, gathering: Gathering, at: int) -> bool:
        return gathering.start == at and gathering.end == at + self.rules.duration

    def overlaps(self, at: int, lead: int, trail: int) -> bool:
        start, end = at - lead, at + self.rules.duration + trail
        others = [each.blocked for each in self.calendar.gatherings if not (self.joins(each, at) and each.left)]
        blocked = zip(*self.calendar.blocked, strict=True)
        return any(a < b and a < end and start < b for a, b in (*self.calendar.busy, *blocked, *others))

    def failures(self, at: int) -> Iterator[SlotReason]:
        """Everything that is wrong with a start, in the order of the words."""
        rules, now = self.rules, self.span.now
        if not self.fits(self.free, at):
            yield SlotReason.EXCEPTION if self.fits(self.usual, at) else SlotReason.OUTSIDE_HOURS
        if now is not None and at < now + rules.notice:
            yield SlotReason.NOTICE
        if now is not None and rules.horizon is not None and at > now + rules.horizon:
            yield SlotReason.HORIZON
        if (rules.earliest is not None and at < rules.earliest) or (rules.latest is not None and at > rules.latest):
            yield SlotReason.HORIZON
        here = [each for each in self.calendar.gatherings if self.joins(each, at)]
        if self.full(at) and not any(each.left for each in here):
            yield SlotReason.LIMIT
        if any(not each.left for each in here):
            yield SlotReason.FULL
        in_hours = not rules.buffer_in_hours or self.fits(self.free, at, rules.before, rules.after)
        if in_hours and self.overlaps(at, 0, 0):
            yield SlotReason.BUSY
        if not in_hours or self.overlaps(at, rules.before, rules.after):
            yield SlotReason.BUFFER

    def on_grid(self, at: int) -> bool:
        return any(steps % (self.rules.interval // MINUTE) == 0 for steps in self.grids.get(at, ()))

    def reason(self, at: int) -> SlotReason | None:
        return next(self.failures(at), None)

    def starts(self) -> list[int]:
        asked = range(self.span.begin, self.span.end, MINUTE)
        return [at for at in asked if self.on_grid(at) and self.reason(at) is None]
