"""Where a group is: what a postal code or a point on the map says of city, country and clocks."""

import math
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import zipcodes
from sqlalchemy import func, select

import db
from resolvers.commands import Act

Place = dict[str, Any]
"""The columns of a group that say where it is; what nobody knows is null."""
NEAR_MILES = 30
DEGREE_MILES = 69.0
HOME = "US"
_zipcodes: Any = zipcodes
"""The country of postal codes without one."""


def of_zip(act: Act, zip_code: str, country: str) -> Place | None:
    """The place with a postal code: of the United States any, of other countries where a venue is."""
    if country.upper() == HOME:
        return _american(_matching(zip_code))
    v = db.Venue
    here = (func.lower(v.country) == country.lower(), v.postal_code == zip_code, v.lat.is_not(None))
    found = act.seen.execute(select(v.city, v.state, v.country, v.lat, v.lon).where(*here).order_by(v.id).limit(1))
    venue = found.one_or_none()
    return None if venue is None else _place({**venue._mapping, "zip": zip_code})


def of_point(act: Act, lat: float, lon: float) -> Place:
    """The place at a point: that of the nearest American postal code, venue or group within 30 miles; else no more than
    the clocks of the nearest town that the time zone database names.
    """
    near = [_american([each]) for each in _codes_near(lat, lon)]
    known = [place for place in (*near, *_ours(act, lat, lon)) if place is not None]
    nearest: Mapping[str, Any] = min(known, key=lambda place: _miles(place, lat, lon), default={})
    return _place({**nearest, "lat": lat, "lon": lon})


def _matching(zip_code: str) -> list[Mapping[str, Any]]:
    try:
        return list(_zipcodes.matching(zip_code))
    except ValueError:
        return []


def _codes_near(lat: float, lon: float) -> list[Mapping[str, Any]]:
    return list(_zipcodes.filter_by_coordinates(lat, lon, NEAR_MILES))


def _american(found: Iterable[Mapping[str, Any]]) -> Place | None:
    for each in found:
        names = {"city": each["city"], "state": each["state"], "country": HOME, "zip": each["zip_code"]}
        return {**names, "lat": float(each["lat"]), "lon": float(each["long"]), "timezone": each["timezone"]}
    return None


def _ours(act: Act, lat: float, lon: float) -> list[Place]:
    """Places near by that are known here."""
    found: list[Place] = []
    stretch = max(0.01, math.cos(math.radians(lat)))
    for model, code in ((db.Venue, "postal_code"), (db.Group, "zip")):
        m: Any = model
        columns = (m.city, m.state, m.country, getattr(m, code).label("zip"), m.lat, m.lon)
        north = m.lat.between(lat - NEAR_MILES / DEGREE_MILES, lat + NEAR_MILES / DEGREE_MILES)
        east = m.lon.between(lon - NEAR_MILES / DEGREE_MILES / stretch, lon + NEAR_MILES / DEGREE_MILES / stretch)
        found += [dict(row._mapping) for row in act.seen.execute(select(*columns).where(north, east).limit(500))]
    return found


def _place(known: Mapping[str, Any]) -> Place:
    """All columns of a place."""
    country = known.get("country")
    zone = known.get("timezone") or zone_near(known["lat"], known["lon"])
    names = {name: known.get(name) for name in ("city", "state", "zip", "lat", "lon")}
    return {**names, "country": country and country.upper(), "timezone": zone}


def zone_near(lat: float, lon: float) -> str:
    """The time zone of the nearest town that the time zone database names."""
    return str(min(_towns(), key=lambda town: _miles(town, lat, lon))["zone"])


@cache
def _towns() -> tuple[Place, ...]:
    lines = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return tuple({**_degrees(row[1]), "zone": row[2]} for row in rows)


def _degrees(text: str) -> Place:
    """`+DDMM-DDDMM` or `+DDMMSS-DDDMMSS` as ISO 6709 writes them."""
    cut = max(text.rfind("+"), text.rfind("-"))
    return {"lat": _angle(text[:cut], 2), "lon": _angle(text[cut:], 3)}


def _angle(text: str, digits: int) -> float:
    degrees, minutes, seconds = text[1 : digits + 1], text[digits + 1 : digits + 3], text[digits + 3 :]
    angle = int(degrees) + int(minutes) / 60 + int(seconds or 0) / 3600
    return -angle if text[0] == "-" else angle


def _miles(place: Mapping[str, Any], lat: float, lon: float) -> float:
    """How far a place is from a point, as good as it gets on a flat map."""
    across = (place["lon"] - lon + 180) % 360 - 180
    return DEGREE_MILES * math.hypot(place["lat"] - lat, across * math.cos(math.radians((place["lat"] + lat) / 2)))
