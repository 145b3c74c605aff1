"""Those who book meetings, as they say they are."""

import re
from collections.abc import Mapping
from typing import Any

from resolvers.commands import Problem, Refused
from resolvers.errors import Code
from resolvers.zones import UnknownZone, zone_named

MOST_GUESTS = 5
LONGEST = {"name": 200, "email": 320, "phone": 50, "notes": 5_000}
_ADDRESS = re.compile(r"[^@\s<>\"(),;:\\]+@[^@\s<>\"(),;:\\]+\.[^@\s<>\"(),;:\\]+")


def attendee_of(given: Mapping[str, Any], guests_allowed: bool) -> dict[str, Any]:
    """An attendee's columns. Raises `Refused` with all that is wrong."""
    problems = [
        _wrong(name, f"must have at most {most} characters.")
        for name, most in LONGEST.items()
        if len(given.get(name, "")) > most
    ]
    problems += _about(given, guests_allowed)
    if problems:
        raise Refused(*problems)
    kept = {name: given.get(name) for name in ("email", "phone", "notes")}
    return {**kept, "name": given["name"], "timezone": given.get("timezone", "UTC"), "guests": _guests(given)}


def _guests(given: Mapping[str, Any]) -> list[str]:
    return list(given.get("guests", []))


def _about(given: Mapping[str, Any], guests_allowed: bool) -> list[Problem]:
    problems = [] if given["name"].strip() else [_wrong("name", "must not be empty.")]
    if not _ADDRESS.fullmatch(given["email"]):
        problems.append(_wrong("email", "must be an address like rosa@example.org."))
    problems += _about_guests(_guests(given), guests_allowed)
    try:
        zone_named(given.get("timezone", "UTC"))
    except UnknownZone:
        problems.append(_wrong("timezone", "must be a name of the time zone database, like Europe/Berlin."))
    return problems


def _about_guests(guests: list[str], allowed: bool) -> list[Problem]:
    if guests and not allowed:
        return [_wrong("guests", "cannot be brought to this meeting.")]
    if len(guests) > MOST_GUESTS:
        return [_wrong("guests", f"must be at most {MOST_GUESTS}.")]
    bad = [guest for guest in guests if not _ADDRESS.fullmatch(guest)]
    return [_wrong("guests", "must be addresses like rosa@example.org.")] if bad else []


def _wrong(name: str, problem: str) -> Problem:
    return Problem(Code.BAD_USER_INPUT, f"attendee.{name} {problem}", f"attendee.{name}")
