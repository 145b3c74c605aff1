"""Keys as clients write them, turned into what the rows are looked up by."""

import re
from typing import Any

_NUMBER = re.compile(r"[0-9]{1,18}")
NO_ROW = -1


def is_number(key: str) -> bool:
    """Whether a key is a numeric id."""
    return _NUMBER.fullmatch(key) is not None


def as_number(key: str) -> int:
    """A numeric id; what is none of our numbers becomes one that no row has."""
    return int(key) if _NUMBER.fullmatch(key) else NO_ROW


def by_number(key: str) -> tuple[str, Any]:
    """Look up by the numeric id."""
    return "id", as_number(key)


def event_key(key: str) -> tuple[str, Any]:
    """Look up an event by its number, or by the string id of a recurring one."""
    return by_number(key) if _NUMBER.fullmatch(key) else ("recurring_id", key)


def folded(text: str) -> str:
    """Text as the folded columns hold it."""
    return text.casefold()


def like(text: str) -> str:
    """A LIKE pattern (escape character: backslash) for folded text that contains this."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", folded(text)) + "%"
