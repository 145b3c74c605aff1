"""Parameters as old callers write them, turned into GraphQL's variables. A `ValueError` says what is wrong."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from legacy_rest.convert import iso, iso_duration

Reads = Callable[[str, int], Any]
"""From the text of a parameter, and the present instant in milliseconds, to the variable's value."""

_RELATIVE = re.compile(r"(-?\d{1,5})([dwm])", re.ASCII)
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


def numbers(value: str, now: int) -> list[int]:
    """Members by number, as GraphQL counts them."""
    return [_number(name, 1, "must be numbers of members with commas between them") for name in names(value, now)]


def count(value: str, _now: int) -> int:
    """A whole number, 0 or more."""
    return _number(value, 0, "must be a whole number, 0 or more")


def _number(value: str, least: int, problem: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 10 and least <= int(value) < 2**31):
        raise ValueError(problem)
    return int(value)


def length(value: str, _now: int) -> str:
    """A length in milliseconds, 0 for none, as an ISO duration."""
    if not re.fullmatch(r"\d{1,12}", value, re.ASCII):
        raise ValueError("must be milliseconds, 0 or more")
    return iso_duration(int(value))


def moment(value: str, now: int) -> str:
    """An instant as an ISO date and time."""
    return iso(instant(value.strip(), now))


def moment_or_none(value: str, now: int) -> str:
    """An instant as an ISO date and time; 0 for none."""
    return "" if value.strip() == "0" else moment(value, now)


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


def urlname(value: str, _now: int) -> str:
    """A group's name in addresses. Numbers never were one."""
    return "" if value.isdigit() else value


def local(value: str, _now: int) -> str:
    """A time like `2016-06-01T00:00:00`, which is taken to be in UTC, or one with its offset."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("must be a time like 2016-06-01T00:00:00") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def scroll(value: str, now: int) -> dict[str, Any]:
    """Where a list of events, over or still to come, begins."""
    statuses = ["ACTIVE", "PAST"]
    if value == "next_upcoming":
        return {"afterDateTime": iso(now), "status": statuses}
    start, _, moment = value.partition(":")
    if start != "since":
        raise ValueError("must be next_upcoming, or since: and a time like 2016-06-01T00:00:00")
    return {"afterDateTime": local(moment, now), "status": statuses}


def instant(value: str, now: int) -> int:
    """An instant in milliseconds: written so, or as days, weeks or months from now."""
    if re.fullmatch(r"-?\d{1,15}", value, re.ASCII):
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
