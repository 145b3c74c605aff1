"""Times and lengths as clients write them into events."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from resolvers.zones import DAY, MINUTE, UnknownZone, instants_of, offset_at

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
LATEST = 32_503_680_000_000
"""The year 3000. What is later is a mistake, like microseconds taken for milliseconds."""
LONGEST = 31 * 1440 * MINUTE
_DURATION = re.compile(
    r"P(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.(\d{1,3})\d*)?S)?)?",
    re.ASCII,
)
_UNITS = (7 * 1440 * MINUTE, 1440 * MINUTE, 60 * MINUTE, MINUTE, 1000)


class BadTime(ValueError):
    """A time that cannot be used; the message says why, as the end of a sentence about its field."""


class Zone:
    """A group's clocks. A zone that nobody knows, as an import may bring it, keeps the group's own offset."""

    def __init__(self, group: Any) -> None:
        self._name, self._otherwise = group.timezone, group.utc_offset

    def offset(self, instant: int) -> int:
        """How far the clocks are ahead of UTC."""
        try:
            return offset_at(self._name, instant)
        except UnknownZone:
            return int(self._otherwise)

    def _instants(self, wall: int) -> list[int]:
        try:
            return instants_of(self._name, wall)
        except UnknownZone:
            return [wall - int(self._otherwise)]

    def shown(self, wall: int) -> int:
        """When the clocks show a wall time (milliseconds as if in UTC), for the first time; where they leave it out, as
        if they went on as before.
        """
        return (self._instants(wall) or [wall - self.offset(wall - DAY)])[0]

    def instant(self, text: str) -> int:
        """A date and time: with an offset, or what the group's clocks show. Of an hour that comes twice the first
        is meant. Raises `BadTime`.
        """
        parsed = _parsed(text)
        if parsed.tzinfo is not None:
            return _within((parsed - _EPOCH) // _MILLISECOND)
        wall = _within((parsed.replace(tzinfo=UTC) - _EPOCH) // _MILLISECOND)
        found = self._instants(wall)
        if not found:
            raise BadTime(f"is left out by the clocks of {self._name} on that day; write an offset, like {text}+01:00.")
        return _within(found[0])


def _parsed(text: str) -> datetime:
    try:
        if "T" in text:
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise BadTime("must be a date and time like 2026-05-07T18:00 or 2026-05-07T18:00:00+02:00.")


def _within(instant: int) -> int:
    if not 0 <= instant < LATEST:
        raise BadTime("must lie between the years 1970 and 3000.")
    return instant


def moment(text: str, zone: Zone) -> int | None:
    """Milliseconds since 1970, or a date and time as `Zone.instant` takes it; none for what clears.

    Raises `BadTime`.
    """
    if text in ("", "0"):
        return None
    return _within(int(text)) if text.isascii() and text.isdigit() and len(text) < 20 else zone.instant(text)


def length(text: str) -> int:
    """An ISO 8601 duration, or milliseconds, in milliseconds; 0 for what clears. Raises `BadTime`."""
    if text.isascii() and text.isdigit() and len(text) < 20:
        return int(text)
    match = _DURATION.fullmatch(text)
    if text and (match is None or text == "P"):
        raise BadTime("must be a duration of weeks, days, hours, minutes and seconds like PT2H or P1DT30M.")
    if match is None:
        return 0
    *whole, fraction = match.groups()
    numbers = zip(whole, _UNITS, strict=True)
    return sum(int(number or 0) * unit for number, unit in numbers) + int((fraction or "").ljust(3, "0"))


def event_length(text: str) -> int | None:
    """How long an event lasts; none for what clears. Raises `BadTime`."""
    found = length(text)
    if found and not MINUTE <= found <= LONGEST:
        raise BadTime("must be from a minute to 31 days.")
    return found or None
