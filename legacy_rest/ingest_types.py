"""What the old values must be for the convertors to read them back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from legacy_rest import convert as c
from legacy_rest.convert import Convertor


class Unreadable(Exception):
    """A value that is not what its row says. `field` is spelled as in the old object."""

    def __init__(self, field: str, wanted: str, value: Any) -> None:
        super().__init__(f"{field} must be {wanted}")
        self.field = field
        self.wanted = wanted
        self.value = value


@dataclass(frozen=True)
class Takes:
    """A check of old values, and how to say what passes it."""

    check: Callable[[Any], bool]
    says: str


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: Any) -> bool:
    return isinstance(value, str)


WHOLE = Takes(_whole, "a whole number")
LENGTH = Takes(lambda value: _whole(value) and value >= 0, "a whole number, 0 or more")
OFFSET = Takes(
    lambda value: _whole(value) and value % 60_000 == 0 and abs(value) < 86_400_000,
    "whole minutes of less than a day, in milliseconds",
)
NUMBER = Takes(_number, "a number")
TEXT = Takes(_text, "a string")
TEXTS = Takes(lambda value: isinstance(value, list) and all(map(_text, value)), "a list of strings")
FLAG = Takes(lambda value: value in (0, 1), "0 or 1")
TEXT_FLAG = Takes(lambda value: value in ("0", "1"), 'the string "0" or "1"')
OBJECT = Takes(lambda value: isinstance(value, dict), "an object")
OBJECTS = Takes(
    lambda value: isinstance(value, dict) and all(isinstance(entry, dict) for entry in value.values()),
    "an object of objects",
)
ANYTHING = Takes(lambda _: True, "readable")

TAKES: dict[Convertor, Takes] = {
    c.MILLISECONDS: WHOLE,
    c.OFFSET: OFFSET,
    c.DURATION: LENGTH,
    c.NUMBER: WHOLE,
    c.AMOUNT: NUMBER,
    c.LOWER: TEXT,
    c.LOWER_LIST: TEXTS,
    c.FLAG: FLAG,
    c.TEXT_FLAG: TEXT_FLAG,
    c.FIRST: OBJECT,
    c.SERVICES: OBJECTS,
    c.LANGUAGE: TEXT,
    c.EVENT_STATUS: TEXT,
    c.DRAFT: TEXT,
    c.VENUE_VISIBILITY: TEXT,
    c.MEMBERSHIP_STATUS: TEXT,
    c.PAY_STATUS: TEXT,
    c.ROLE: TEXT,
    c.DUES_REQUIRED: Takes(lambda value: value in ("0", "1", "2"), 'the string "0", "1" or "2"'),
}
"""By convertor; what is not listed takes anything, and its column decides."""


def back(convert: Convertor, value: Any, field: str) -> Any:
    """The GraphQL value of an old one. Raises `Unreadable`."""
    takes = TAKES.get(convert, ANYTHING)
    if not takes.check(value):
        raise Unreadable(field, takes.says, value)
    try:
        return convert.new(value)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        raise Unreadable(field, f"a possible value ({convert.says})", value) from None
