"""Distances on the earth, and what lies around a place. Miles, as the published schema has them."""

from math import asin, cos, degrees, radians, sin, sqrt
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Double, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

EARTH = 3958.7613
"""Its mean radius in miles."""
FARTHEST = 12_437.0
"""Half of the way around: nothing is farther away."""


class Box(NamedTuple):
    """All places within a distance lie in it; some others too. It may reach over the line of the date."""

    south: float
    north: float
    west: float
    east: float

    @classmethod
    def around(cls, lat: float, lon: float, radius: float) -> "Box":
        """The smallest box around a circle."""
        angle = radius / EARTH
        high = degrees(angle)
        south, north = lat - high - _SLACK, lat + high + _SLACK
        reach = sin(angle) / cos(radians(lat)) if south > -90 and north < 90 else 1.0
        if reach >= 1:
            return cls(south, north, -180.0, 180.0)
        wide = degrees(asin(reach)) + _SLACK
        west, east = lon - wide, lon + wide
        return cls(south, north, west + 360 if west < -180 else west, east - 360 if east > 180 else east)


_SLACK = 1e-6
"""Degrees that a box is larger, so that no rounding loses a place on the edge."""


Degrees = float | None


def great_circle(lat: Degrees, lon: Degrees, other_lat: Degrees, other_lon: Degrees) -> float | None:
    """Miles between two places by the haversine formula; none where a place is not known."""
    if lat is None or lon is None or other_lat is None or other_lon is None:
        return None
    up, across = sin(radians(lat - other_lat) / 2), sin(radians(lon - other_lon) / 2)
    half = up * up + cos(radians(lat)) * cos(radians(other_lat)) * (across * across)
    return 2 * EARTH * asin(min(1.0, sqrt(half)))


class miles(FunctionElement[float]):  # noqa: N801 - reads as the SQL function it is
    """`miles(lat, lon, other_lat, other_lon)`: null where a place is not known."""

    name = "miles"
    type = Double()
    inherit_cache = True


@compiles(miles, "sqlite")
def _miles_sqlite(element: miles, compiler: SQLCompiler, **kw: Any) -> str:
    return f"great_circle({compiler.process(element.clauses, **kw)})"


@compiles(miles, "postgresql")
def _miles_postgresql(element: miles, compiler: SQLCompiler, **kw: Any) -> str:
    places = (f"CAST({compiler.process(clause, **kw)} AS double precision)" for clause in element.clauses)
    lat, lon, other_lat, other_lon = places
    up, across = f"sin(radians({lat}-{other_lat})/2)", f"sin(radians({lon}-{other_lon})/2)"
    half = f"({up}*{up}+cos(radians({lat}))*cos(radians({other_lat}))*({across}*{across}))"
    return f"(2*{EARTH}*asin(CASE WHEN {half}>1 THEN 1 ELSE sqrt({half}) END))"  # LEAST would overlook a null


def within_miles(lat: Any, lon: Any, near: Any) -> ColumnElement[bool]:
    """The place lies in the circle of `near` (`lat`, `lon`, `radius`), by the index of its box first."""
    box = near["box"]
    sides = (lon >= box["west"], lon <= box["east"])
    here = miles(lat, lon, near["lat"], near["lon"]) <= near["radius"]
    over_the_line = or_(*sides) if near["wraps"] else sides[0] & sides[1]
    return lat.between(box["south"], box["north"]) & over_the_line & here  # type: ignore[no-any-return]


def circle(lat: float, lon: float, radius: float) -> dict[str, Any]:
    """What `within_miles` wants of a circle."""
    box = Box.around(lat, lon, radius)
    return {"lat": lat, "lon": lon, "radius": radius, "wraps": box.west > box.east, "box": box._asdict()}
