"""What published filters say of a place, of a time and of what Convene does not have: `lat`, `lon` and `radius` beside
other entries, texts with a date, and inputs that are refused.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from math import cos, radians
from typing import Any

from sqlalchemy import ColumnElement, and_, case
from strawberry.utils.str_converters import to_camel_case

import db
from resolvers.errors import BadInput
from resolvers.fields import Row, pick, rows_of

MILES_PER_DEGREE = 69.0934
USUAL_RADIUS = 25.0
WIDEST = 13_000.0
"""Miles beyond which there is nothing on earth."""
Place = Mapping[str, Any]


def placed(given: Mapping[str, Any], path: str = "", lat: str = "lat", lon: str = "lon") -> dict[str, Any]:
    """The entries with `near` in the place of latitude, longitude and radius. Raises `BadInput`."""
    found = {name: given[name] for name in (lat, lon, "radius") if name in given}
    rest = {name: value for name, value in given.items() if name not in found}
    if not found:
        return rest
    for name in (lat, lon):
        if name not in found:
            raise BadInput(_spelled(path, name), f"is needed: a place is {lat} and {lon}, with a radius or without.")
    furthest = {lat: 90.0, lon: 180.0}
    for name, most in furthest.items():
        if abs(found[name]) > most:
            raise BadInput(_spelled(path, name), f"must be from -{most:.0f} to {most:.0f}.")
    radius = found.get("radius", USUAL_RADIUS)
    if not 0 <= radius <= WIDEST:
        raise BadInput(_spelled(path, "radius"), f"must be from 0 to {WIDEST:.0f} miles.")
    near = {"lat": found[lat], "lon": found[lon], "radius": radius, "stretch": cos(radians(found[lat]))}
    return {**rest, "near": near}


def within_radius(lat: Any, lon: Any, near: Place) -> ColumnElement[bool]:
    """The place lies in the circle, on a plane that touches the earth at its middle."""
    north, east = lat - near["lat"], (lon - near["lon"]) * near["stretch"]
    miles = (north * north + east * east) * (MILES_PER_DEGREE * MILES_PER_DEGREE)
    return and_(lat.is_not(None), lon.is_not(None), miles <= near["radius"] * near["radius"])


def event_near(e: Row, near: Place) -> ColumnElement[bool]:
    """The event's group is at home in the circle."""
    g = rows_of(db.Group)
    inside = case((within_radius(g.lat, g.lon, near), 1), else_=0)
    return pick(g, inside, g.id == e.group_id) == 1  # type: ignore[no-any-return]


def day_of(text: str, path: str) -> dict[str, Any]:
    """A date, perhaps with a time and an offset, in milliseconds. `local` says that no offset was given: then the
    event's own clock counts. Raises `BadInput`.
    """
    try:
        parsed = datetime.fromisoformat(text.removesuffix("[UTC]"))
        local = parsed.tzinfo is None
        at = (parsed.replace(tzinfo=UTC) if local else parsed.astimezone(UTC)).timestamp()
    except (ValueError, OverflowError):
        raise BadInput(path, "must be a date like 2026-12-24, perhaps with a time: 2026-12-24T18:00+01:00.") from None
    return {"at": round(at * 1000), "local": local}


def starts(e: Row, day: Mapping[str, Any]) -> tuple[Any, Any]:
    """The event's start and the instant to compare it with."""
    return (e.starts_at + e.utc_offset if day["local"] else e.starts_at), day["at"]


def without_what_is_not_here(given: Mapping[str, Any], path: str, *names: str) -> dict[str, Any]:
    """The entries but these, which must switch nothing on. Raises `BadInput`."""
    for name in names:
        if given.get(name):
            raise BadInput(_spelled(path, name), "is not supported by Convene: leave it out.")
    return {name: value for name, value in given.items() if name not in names}


def _spelled(path: str, name: str) -> str:
    return f"{path}.{to_camel_case(name)}" if path else to_camel_case(name)
