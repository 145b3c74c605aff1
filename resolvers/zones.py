"""Time zones as stretches of one offset each: what wall clocks show, in integers."""

from datetime import UTC, datetime, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

MINUTE = 60_000
DAY = 1440 * MINUTE
_CHUNK = 400 * DAY
_PROBE = DAY // 4
"""No zone ever changed its clocks twice within six hours and came back to the same offset."""

Stretch = tuple[int, int, int]
"""From an instant to another (exclusive), this far ahead of UTC; milliseconds all."""


class UnknownZone(ValueError):
    """There is no such zone in the time zone database."""


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(1024)
def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name."""
    if name not in _names():
        raise UnknownZone(name)
    return ZoneInfo(name)


def offset_at(zone: str, instant: int) -> int:
    """How far the zone's clocks are ahead of UTC at an instant, in milliseconds."""
    ahead = datetime.fromtimestamp(instant // 1000, UTC).astimezone(zone_named(zone)).utcoffset()
    return 0 if ahead is None else round(ahead.total_seconds() * 1000)


@lru_cache(4096)
def _changes(zone: str, chunk: int) -> tuple[tuple[int, int], ...]:
    """The offset at the start of a chunk, then every change within it: (from when, offset)."""
    begin = chunk * _CHUNK
    found = [(begin, offset_at(zone, begin))]
    for probe in range(begin + _PROBE, begin + _CHUNK + 1, _PROBE):
        if offset_at(zone, probe) != found[-1][1]:
            at = _first_with_other_offset(zone, probe - _PROBE, probe)
            found.append((at, offset_at(zone, at)))
    return tuple(each for each in found if each[0] < begin + _CHUNK)


def _first_with_other_offset(zone: str, before: int, after: int) -> int:
    old = offset_at(zone, before)
    while after - before > 1000:
        middle = (before + after) // 2000 * 1000
        before, after = (middle, after) if offset_at(zone, middle) == old else (before, middle)
    return after


def stretches(zone: str, begin: int, end: int) -> list[Stretch]:
    """The span cut where the zone's clocks change."""
    changes: list[tuple[int, int]] = []
    for chunk in range(begin // _CHUNK, (end - 1) // _CHUNK + 1):
        for at, offset in _changes(zone, chunk):
            if not changes or changes[-1][1] != offset:
                changes.append((at, offset))
    ends = [at for at, _ in changes[1:]] + [end]
    cut = zip(changes, ends, strict=True)
    return [(max(at, begin), min(to, end), offset) for (at, offset), to in cut if at < end and to > begin]


def instants_of(zone: str, wall: int) -> list[int]:
    """When the zone's clocks show a wall time (milliseconds as if in UTC), earliest first: once as a rule, twice in an
    hour that comes again, never in one that is left out.
    """
    offsets = {offset_at(zone, wall - DAY), offset_at(zone, wall + DAY)}
    return sorted(wall - offset for offset in offsets if offset_at(zone, wall - offset) == offset)


def written(at: int, zone: tzinfo) -> str:
    """An instant as the zone's clocks show it."""
    return datetime.fromtimestamp(at / 1000, zone).isoformat().replace("+00:00", "Z")
