"""What commands of bookings check of their inputs, each with a sentence that names the field."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from resolvers.commands import Problem, Refused
from resolvers.errors import Code
from resolvers.lengths import milliseconds
from resolvers.zones import DAY, MINUTE, UnknownZone, zone_named

_HOURS = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)")
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
MOST_WINDOWS = 24


def wrong(field: str, problem: str) -> Refused:
    """The refusal of an input field."""
    return Refused(Problem(Code.BAD_USER_INPUT, f"{field} {problem}", field))


def text(given: Mapping[str, Any], name: str, most: int, least: int = 0, field: str | None = None) -> str:
    """A text of a fitting length."""
    value = str(given.get(name, ""))
    if not least <= len(value.strip()) <= most:
        raise wrong(field or name, f"must have {least} to {most} characters.")
    return value


def slug(given: Mapping[str, Any], name: str) -> str:
    """A name for addresses: the one that is given, or one made of the other name."""
    if "slug" in given:
        if not _SLUG.fullmatch(given["slug"]):
            raise wrong("slug", "must have 1 to 60 of a-z, 0-9 and inner hyphens.")
        return str(given["slug"])
    made = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:60].strip("-")
    return made or "meeting"


def zone(given: Mapping[str, Any]) -> str:
    """A time zone's name."""
    try:
        zone_named(given["timezone"])
    except UnknownZone:
        raise wrong("timezone", "must be a name of the time zone database, like Europe/Berlin.") from None
    return str(given["timezone"])


def windows(hours: Sequence[str], field: str) -> list[dict[str, int]]:
    """Windows like `09:00-17:00` in minutes after midnight."""
    if len(hours) > MOST_WINDOWS:
        raise wrong(field, f"must be at most {MOST_WINDOWS} windows a day.")
    return [_window(each, field) for each in hours]


def _window(hours: str, field: str) -> dict[str, int]:
    found = _HOURS.fullmatch(hours)
    if found is None:
        raise wrong(field, f"must be like 09:00-17:00, not {hours[:20]!r}.")
    from_hour, from_minute, hour, minute = found.groups()
    ends = 1440 if hour is None else int(hour) * 60 + int(minute)
    return {"starts": int(from_hour) * 60 + int(from_minute), "ends": ends}


def day(value: str, field: str) -> str:
    """A date as ISO 8601 writes it."""
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise wrong(field, "must be a date like 2026-12-24.") from None


def length(value: str, field: str, least: int = 0, most: int = 732 * DAY) -> int:
    """A length of whole minutes, in milliseconds."""
    found = milliseconds(value)
    if found is None or found % MINUTE or not least <= found <= most:
        fits = f"from {least // MINUTE} to {most // MINUTE} minutes"
        raise wrong(field, f"must be whole minutes, {fits}, written like PT1H30M.")
    return found


def number(value: int, field: str, least: int, most: int) -> int:
    """A number within bounds."""
    if not least <= value <= most:
        raise wrong(field, f"must be from {least} to {most}.")
    return value
