"""How the values of GraphQL-shaped objects are read into columns."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

LARGEST_ID = 9_007_199_254_740_991
"""The largest number that is exact in a JavaScript client."""
EARLIEST, LATEST = -62_135_596_800_000, 253_402_300_799_999
"""Milliseconds of the years 1 to 9999."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_PART = re.compile(r"(\d+(?:\.\d+)?)([HMS])")
_UNITS = {"H": 3_600_000, "M": 60_000, "S": 1000}


class Misfit(ValueError):
    """A value that its column cannot take; `wanted` says what it can."""

    def __init__(self, wanted: str) -> None:
        super().__init__(f"must be {wanted}")
        self.wanted = wanted


class Unfit(Exception):
    """A value that cannot be stored, and where it stands in GraphQL's words."""

    def __init__(self, path: str, wanted: str, value: Any) -> None:
        super().__init__(f"{path} must be {wanted}")
        self.path = path
        self.wanted = wanted
        self.value = value


@dataclass(frozen=True)
class Field:
    """A column, and how its value is read."""

    column: str
    read: Callable[[Any], Any]


Fields = Mapping[str, Field]


def text(value: Any) -> str:
    """A string."""
    if not isinstance(value, str):
        raise Misfit("a string")
    return value


def whole(value: Any) -> int:
    """A whole number that the databases and JavaScript hold exactly."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise Misfit("a whole number")
    if abs(value) > LARGEST_ID:
        raise Misfit(f"a whole number of at most {LARGEST_ID}")
    return value


def count(value: Any) -> int:
    """A whole number from 0."""
    if whole(value) < 0:
        raise Misfit("a whole number, 0 or more")
    return int(value)


def number(value: Any) -> float:
    """A number, with or without a fraction."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise Misfit("a number")
    return float(value)


def flag(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Misfit("true or false")
    return value


def identifier(value: Any) -> int:
    """A numeric id; GraphQL writes ids as strings."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and 0 < int(value) <= LARGEST_ID:
        return int(value)
    raise Misfit(f"a whole number from 1 to {LARGEST_ID}")


def instant(value: Any) -> int:
    """An ISO time with offset, as milliseconds."""
    moment = _moment(value)
    found = (moment - _EPOCH) // _MILLISECOND
    if not EARLIEST + 86_400_000 <= found <= LATEST - 86_400_000:
        raise Misfit("a time between the years 1 and 9999")
    return found


def offset(value: Any) -> int:
    """The offset of an ISO time, in milliseconds."""
    return (_moment(value).utcoffset() or timedelta()) // _MILLISECOND


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(text(value))
    except ValueError:
        raise Misfit("a time") from None
    if moment.tzinfo is None:
        raise Misfit("a time with its offset")
    return moment


def duration(value: Any) -> int:
    """An ISO duration of hours, minutes and seconds, in milliseconds."""
    parts = _PART.findall(text(value))
    if "PT" + "".join(number + unit for number, unit in parts) != value or not parts:
        raise Misfit("a duration")
    return count(sum(round(float(number) * _UNITS[unit]) for number, unit in parts))


def word(words: type[StrEnum], *others: StrEnum) -> Callable[[Any], str]:
    """A word of a vocabulary. What is in `others` is not stored."""

    def read(value: Any) -> str:
        if value not in words.__members__ or value in others:
            raise Misfit("one of " + ", ".join(name.lower() for name in words.__members__ if name not in others))
        return str(value)

    return read


def texts(value: Any) -> list[str]:
    """A list of strings."""
    if not isinstance(value, list):
        raise Misfit("a list of strings")
    return [text(entry) for entry in value]


def columns(fields: Fields, known: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The columns that an object tells. What no column holds is left aside. Raises `Unfit`."""
    values: dict[str, Any] = {}
    for name, value in known.items():
        field = fields.get(name)
        if field is not None:
            values[field.column] = read(field.read, value, path + name)
    return values


def read(reader: Callable[[Any], Any], value: Any, path: str) -> Any:
    """A value as its column takes it. Raises `Unfit`."""
    try:
        return reader(value)
    except Misfit as misfit:
        raise Unfit(path, misfit.wanted, value) from None


def part(known: Mapping[str, Any], name: str, path: str) -> Mapping[str, Any]:
    """An object within an object; empty if it is not there. Raises `Unfit`."""
    value = known.get(name, {})
    if not isinstance(value, Mapping):
        raise Unfit(path + name, "an object", value)
    return value


def parts(known: Mapping[str, Any], name: str, path: str) -> list[Mapping[str, Any]]:
    """The objects of a list within an object. Raises `Unfit`."""
    value = known.get(name, [])
    if not isinstance(value, list) or not all(isinstance(entry, Mapping) for entry in value):
        raise Unfit(path + name, "a list of objects", value)
    return value
