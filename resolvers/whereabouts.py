"""Where events and groups are, for those who look for them around a place.

An event is where its pin or else its venue is, as far as the viewer may see that; where neither is on the map, like
online, and where the viewer may not see it, it counts as being where its group is.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, and_, case, cast, func, literal_column, not_, or_, select

import db
from db.expressions import outer
from db.geography import FARTHEST, circle, miles, within_miles
from db.words import folded_text, words_of
from resolvers.errors import BadInput
from resolvers.fields import Row, pick, rows_of, some

Condition = ColumnElement[bool]
Near = Mapping[str, Any]
HUNDREDTHS = 100
"""Of a mile: keys of an order are whole numbers."""
ADDRESS = {"city": "city", "state": "state", "country": "country", "zip": "postal_code"}
"""The columns of a venue by the entries of a filter; a group's have the entries' names."""
_BANDS = ((5, 3), (25, 2), (100, 1))
"""Points for being within so many miles."""


def parsed_circle(given: dict[str, Any], default: float, path: str = "filter") -> dict[str, Any] | None:
    """Take the circle (`lat`, `lon`, `radius`) out of a filter; none if no place is given."""
    lat, lon, radius = given.pop("lat", None), given.pop("lon", None), given.pop("radius", None)
    if lat is None and lon is None:
        if radius is not None:
            raise BadInput(f"{path}.radius", "needs `lat` and `lon`.")
        return None
    for name, value, largest in (("lat", lat, 90), ("lon", lon, 180)):
        if value is None or not -largest <= value <= largest:
            raise BadInput(f"{path}.{name}", f"must be from -{largest} to {largest} degrees.")
    radius = default if radius is None else radius
    if not 0 <= radius <= FARTHEST:
        raise BadInput(f"{path}.radius", f"must be from 0 to {FARTHEST:.0f} miles.")
    return circle(float(lat), float(lon), float(radius))


def parsed_address(given: dict[str, Any]) -> dict[str, str]:
    """Take the address out of a filter, as the rows are compared with it. What is empty says nothing."""
    words = {name: " ".join(words_of(given.pop(name))) for name in ADDRESS if name in given}
    return {name: text for name, text in words.items() if text}


def group_within(g: Row, near: Near) -> Condition:
    """The group lies in the circle."""
    return within_miles(g.lat, g.lon, near)


def group_miles(g: Row, near: Near) -> Any:
    """How far the group is from the middle of the circle, in hundredths of a mile."""
    return cast(func.round(miles(g.lat, g.lon, near["lat"], near["lon"]) * HUNDREDTHS), BigInteger)


def group_at(g: Row, address: Mapping[str, str]) -> list[Condition]:
    """The group has this address."""
    return [folded_text(getattr(g, name)) == text for name, text in address.items()]


def event_within(e: Row, near: Near) -> Condition:
    """The event lies in the circle."""
    link, v, g = rows_of(db.EventVenue), rows_of(db.Venue), rows_of(db.Group)
    pinned = select(link.event_id).where(within_miles(link.pin_lat, link.pin_lon, near))
    housed = (outer(v.id) == link.venue_id, link.pin_lat.is_(None), within_miles(v.lat, v.lon, near))
    groups = select(g.id).where(group_within(g, near))
    on_the_map = _some_place(e, or_(link.pin_lat.is_not(None), v.lat.is_not(None)))
    return or_(
        e.id.in_(pinned),
        e.id.in_(select(link.event_id).select_from(link, v).where(*housed)),
        and_(e.group_id.in_(groups), not_(on_the_map)),
    )


def event_at(e: Row, address: Mapping[str, str]) -> list[Condition]:
    """The event has this address."""
    if not address:
        return []
    link, v, g = rows_of(db.EventVenue), rows_of(db.Venue), rows_of(db.Group)
    here = [folded_text(getattr(v, ADDRESS[name])) == text for name, text in address.items()]
    groups = select(g.id).where(*group_at(g, address))
    housed = select(link.event_id).select_from(link, v).where(v.id == link.venue_id, *here)
    has_address = _some_place(e, v.city.is_not(None))
    return [or_(e.id.in_(housed), and_(e.group_id.in_(groups), not_(has_address)))]


def _some_place(e: Row, condition: Condition) -> Condition:
    link, v = rows_of(db.EventVenue), rows_of(db.Venue)
    return some(link, link.event_id == e.id, v.id == link.venue_id, condition, also=(v,))


def _event_miles(e: Row, near: Near) -> Any:
    link, v, g = rows_of(db.EventVenue), rows_of(db.Venue), rows_of(db.Group)
    place = (func.coalesce(link.pin_lat, v.lat), func.coalesce(link.pin_lon, v.lon))
    nearest = func.min(miles(*place, near["lat"], near["lon"]))
    own = pick(link, nearest, link.event_id == e.id, v.id == link.venue_id, also=(v,))
    return func.coalesce(own, pick(g, miles(g.lat, g.lon, near["lat"], near["lon"]), g.id == e.group_id))


def event_nearness(e: Row, near: Near) -> Any:
    """Points for an event that is near."""
    return _points(_event_miles(e, near))


def group_nearness(g: Row, near: Near) -> Any:
    """Points for a group that is near."""
    return _points(miles(g.lat, g.lon, near["lat"], near["lon"]))


def _points(distance: Any) -> Any:
    bands = [(distance <= literal_column(str(most), Integer), _number(points)) for most, points in _BANDS]
    return case(*bands, else_=_number(0))


def _number(value: int) -> Any:
    return literal_column(str(value), Integer)
