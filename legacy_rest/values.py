"""Parameters as old callers write them, turned into GraphQL's variables. A `ValueError` says what is wrong."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from legacy_rest.convert import iso

Reads = Callable[[str, int], Any]
"""From the text of a parameter, and the present instant in milliseconds, to the variable's value."""

_RELATIVE = re.compile(r"(-?\d{1,5})([dwm])")
_DAYS = {"d": 1, "w": 7}
LATEST = 253_402_300_799_999
"""The last millisecond of the year 9999."""


def names(text: str, _now: int) -> list[str]:
    """Names with commas between them."""
    return [part.strip() for part in text.split(",") if part.strip()]


def members(value: str, now: int) -> dict[str, Any]:
    """Members by number, or the caller as `self`."""
    wanted = names(value, now)
    return {"memberId": "self"} if wanted == ["self"] else {"memberIds": wanted}


def text(value: str, _now: int) -> str:
    """The text itself."""
    return value


def chosen(words: Mapping[str, str]) -> Reads:
    """Several of a few words, with commas between them."""

    def read(value: str, now: int) -> list[str]:
        wanted = [name.lower() for name in names(value, now)]
        unknown = [name for name in wanted if name not in words]
        if unknown:
            raise ValueError(f"must be of {', '.join(words)}, not {unknown[0]}")
        return [words[name] for name in wanted]

    return read


def degrees(limit: int) -> Reads:
    """A number of degrees, from minus to plus this limit."""

    def read(value: str, _now: int) -> float:
        number = float(value)
        if not -limit <= number <= limit:
            raise ValueError(f"must be from -{limit} to {limit}")
        return number

    return read


def miles(value: str, _now: int) -> float:
    """A radius of at most 100 miles."""
    number = float(value)
    if not 0 <= number <= 100:
        raise ValueError("must be from 0 to 100 miles")
    return number


def times(value: str, now: int) -> dict[str, str]:
    """A range of start times: two ends with a comma between them, each in milliseconds, relative, or open."""
    ends = value.split(",")
    if len(ends) != 2:
        raise ValueError("must be two times with a comma between them, like -1w,2w or 1436392369733,")
    instants = [instant(end.strip(), now) if end.strip() else None for end in ends]
    return {
        name: iso(moment)
        for name, moment in zip(("startsAfter", "startsBefore"), instants, strict=True)
        if moment is not None
    }


def instant(value: str, now: int) -> int:
    """An instant in milliseconds: written so, or as days, weeks or months from now."""
    if re.fullmatch(r"-?\d{1,15}", value):
        moment = int(value)
    else:
        match = _RELATIVE.fullmatch(value)
        if match is None:
            raise ValueError(f"must be milliseconds since 1970, or like 2d, -1w or 1m, not {value[:40]}")
        moment = _relative(int(match[1]), match[2], now)
    if not -62_135_596_800_000 <= moment <= LATEST:
        raise ValueError("must lie between the years 1 and 9999")
    return moment


def _relative(number: int, unit: str, now: int) -> int:
    if unit in _DAYS:
        return now + number * _DAYS[unit] * 86_400_000
    return now + round((_months_on(number, now) - datetime.fromtimestamp(now / 1000, UTC)).total_seconds()) * 1000


def _months_on(number: int, now: int) -> datetime:
    """The same day some months on, or the last one of a month that is shorter."""
    start = datetime.fromtimestamp(now / 1000, UTC)
    months = start.year * 12 + start.month - 1 + number
    if not 12 <= months < 120_000:
        raise ValueError("must lie between the years 1 and 9999")
    first = start.replace(year=months // 12, month=months % 12 + 1, day=1)
    following = (first + timedelta(days=31)).replace(day=1) if (first.year, first.month) != (9999, 12) else first
    last = (following - timedelta(days=1)).day if following != first else 31
    return first.replace(day=min(start.day, last))
