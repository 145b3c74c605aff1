"""A small world to search, the same on both databases, and what a naive reader finds in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import atan2, cos, hypot, radians, sin
from random import Random
from typing import Any
from unicodedata import category, normalize

from sqlalchemy import Connection, insert

import db
from db.bulk import blank
from db.enums import EventStatus, EventType, GroupStatus, MembershipStatus, MemberStatus, VenueVisibility, Visibility
from db.events import times
from tests.conftest import NOW

Row = dict[str, Any]
HOUR, DAY = 3_600_000, 86_400_000
VIEWER = 1
"""A member of the first three groups; everybody else is a stranger."""
EARTH = 3958.7613
VOCABULARY = [
    "API",
    "APIs",
    "apiary",
    "Craft",
    "crafts",
    "café",
    "Cafe",
    "CAFÉS",
    "naïve",
    "Über",
    "uber",
    "straße",
    "Strasse",
    "REST-ful",
    "rest",
    "O'Reilly",
    "2026",
    "v2.0",
    "Ελλάδα",
    "ελλαδα",
    "Øresund",
    "oresund",
    "Привет",
    "привет",
]
PLACES = (
    *((37.77, -122.41), (37.81, -122.27), (38.6, -121.5), (41.88, -87.63), (0.0, 179.95), (0.05, -179.95)),
    *((89.9, 10.0), (89.9, -170.0), (-45.0, 170.0), (None, None)),
)
CITIES = (("San Francisco", "CA", "US", "94105"), ("Montréal", "QC", "CA", "H2Y 1C6"), (None, None, None, None))
STATUSES = (GroupStatus.PAID, GroupStatus.GRACE, GroupStatus.FROZEN, GroupStatus.DEAD)


@dataclass
class World:
    """The rows by table."""

    members: list[Row]
    groups: list[Row]
    memberships: list[Row]
    venues: list[Row]
    events: list[Row]
    event_venues: list[Row]

    def write(self, connection: Connection) -> None:
        """Insert everything."""
        connection.execute(insert(db.Category), [{"id": n, "name": f"C{n}", "shortname": f"c{n}"} for n in (1, 2)])
        for model, rows in (
            (db.Member, self.members),
            (db.Group, self.groups),
            (db.Membership, self.memberships),
            (db.Venue, self.venues),
            (db.Event, self.events),
            (db.EventVenue, self.event_venues),
        ):
            connection.execute(insert(model), [{**blank(model), **row} for row in rows])


def build(seed: int = 7) -> World:
    """A world of chance, of which a dozen groups and a gross of events are seen by somebody."""
    rng = Random(seed)
    groups = [_group(rng, number) for number in range(1, 31)]
    venues = [_venue(rng, number) for number in range(1, 25)]
    events = [_event(rng, number, rng.choice(groups)) for number in range(1, 181)]
    places = [
        {"event_id": event["id"], "venue_id": venue["id"], "position": at, "pin_lat": pin[0], "pin_lon": pin[1]}
        for event in events
        for at, venue in enumerate(rng.sample(venues, rng.choice((0, 1, 1, 1, 2))))
        for pin in [rng.choice(PLACES) if rng.random() < 0.2 else (None, None)]
    ]
    member = {"id": VIEWER, "uuid": "u1", "name": "Ann", "name_key": "ann", "status": MemberStatus.ACTIVE}
    joined = [
        {"id": n, "group_id": n, "member_id": VIEWER, "status": MembershipStatus.ACTIVE, "joined_at": NOW}
        for n in (1, 2, 3)
    ]
    return World([member], groups, joined, venues, events, places)


def _text(rng: Random, most: int) -> str:
    return rng.choice((" ", ", ", "/", " - ")).join(rng.choices(VOCABULARY, k=rng.randint(1, most)))


def _address(rng: Random, zip_name: str) -> Row:
    city, state, country, code = rng.choice(CITIES)
    lat, lon = rng.choice(PLACES)
    return {"city": city, "state": state, "country": country, zip_name: code, "lat": lat, "lon": lon}


def _group(rng: Random, number: int) -> Row:
    name = _text(rng, 3)
    return {
        **_address(rng, "zip"),
        "id": number,
        "urlname": f"group-{number}",
        "urlname_key": f"group-{number}",
        "name": name,
        "name_key": name.casefold(),
        "description": rng.choice((None, f"<p>{_text(rng, 4)}</p>")),
        "visibility": rng.choice((Visibility.PUBLIC, Visibility.PUBLIC, Visibility.PUBLIC_LIMITED, Visibility.MEMBERS)),
        "status": rng.choice(STATUSES[:2] * 3 + STATUSES),
        "category_id": rng.choice((1, 2, None)),
        "short_token": f"g{number}",
        "member_count": rng.randint(0, 9),
    }


def _venue(rng: Random, number: int) -> Row:
    return {**_address(rng, "postal_code"), "id": number, "name": f"V{number}", "visibility": VenueVisibility.PUBLIC}


def _event(rng: Random, number: int, group: Row) -> Row:
    title, starts = _text(rng, 3), NOW + rng.randint(-60, 90) * DAY // 3 + rng.randint(-2, 2) * 1000
    starts = rng.choice((starts, starts, starts, NOW - HOUR, NOW + HOUR // 2))
    return {
        **times(starts, rng.choice((None, 2 * HOUR))),
        "id": number,
        "tie_break": number,
        "token": f"t{number}",
        "short_token": f"s{number}",
        "group_id": group["id"],
        "title": title,
        "title_key": title.casefold(),
        "description_text": rng.choice((None, _text(rng, 5))),
        "utc_offset": rng.choice((-8, 0, 5)) * HOUR,
        "status": rng.choice((EventStatus.ACTIVE,) * 6 + (EventStatus.CANCELLED, EventStatus.DRAFT)),
        "event_type": rng.choice(tuple(EventType)),
        "visibility": rng.choice((group["visibility"], Visibility.PUBLIC)),
        "venue_visibility": rng.choice((VenueVisibility.PUBLIC, VenueVisibility.PUBLIC, VenueVisibility.GROUP)),
    }


# What a naive reader finds


def words(text: str | None) -> list[str]:
    """The words of a text, as far as this world has some."""
    plain = "".join(char for char in normalize("NFKD", text or "") if not category(char).startswith("M")).casefold()
    plain = plain.replace("ø", "o")
    return "".join(char if char.isalnum() else " " for char in plain).split()


def has_words(query: str, *texts: str | None) -> bool:
    """Each word of the query begins a word of the texts."""
    there = [found for text in texts for found in words(text)]
    return all(any(found.startswith(wanted) for found in there) for wanted in words(query))


def miles(place: tuple[float, float], other: tuple[float, float]) -> float:
    """Great circle by vectors."""
    (a, b), (c, d) = [[radians(angle) for angle in each] for each in (place, other)]
    across = hypot(cos(c) * sin(d - b), cos(a) * sin(c) - sin(a) * cos(c) * cos(d - b))
    return EARTH * atan2(across, sin(a) * sin(c) + cos(a) * cos(c) * cos(d - b))


def _is_in(place: tuple[float | None, float | None], filters: Mapping[str, Any]) -> bool:
    lat, lon = place
    if lat is None or lon is None:
        return False
    here = (filters["lat"], filters["lon"])
    return bool(miles((lat, lon), here) <= filters.get("radius", 25.0))


_ADDRESS = {"city": "city", "state": "state", "country": "country", "zip": "postal_code"}


def _at(row: Row, filters: Mapping[str, Any], venue: bool) -> bool:
    columns = {name: column if venue else name for name, column in _ADDRESS.items()}
    wanted = {name: filters[name] for name in columns if filters.get(name)}
    return all(words(row[columns[name]]) == words(text) for name, text in wanted.items())


@dataclass(frozen=True)
class Eyes:
    """A viewer who looks for something."""

    world: World
    viewer: int

    def belongs(self, group_id: int) -> bool:
        """The viewer is in this group."""
        return self.viewer == VIEWER and group_id <= 3

    def sees_group(self, group: Row) -> bool:
        """The group is there for the viewer."""
        return group["visibility"] != Visibility.MEMBERS or self.belongs(group["id"])

    def groups(self, filters: Mapping[str, Any]) -> set[str]:
        """The ids of the groups that are found."""
        statuses = (GroupStatus.FROZEN,) if filters.get("frozenOnly") else (GroupStatus.PAID, GroupStatus.GRACE)
        return {
            str(g["id"])
            for g in self.world.groups
            if self.sees_group(g)
            and g["status"] in statuses
            and has_words(filters["query"], g["name"], g["urlname"], (g["description"] or "")[3:-4])
            and _is_in((g["lat"], g["lon"]), filters)
            and _at(g, filters, venue=False)
            and filters.get("categoryId") in (None, str(g["category_id"]))
        }

    def events(self, filters: Mapping[str, Any]) -> set[str]:
        """The ids of the events that are found."""
        return {str(e["id"]) for e in self.world.events if self._finds(e, filters)}

    def _finds(self, e: Row, filters: Mapping[str, Any]) -> bool:
        group = self.world.groups[e["group_id"] - 1]
        return bool(
            self.sees_group(group)
            and (e["visibility"] == Visibility.PUBLIC or self.belongs(group["id"]))
            and e["status"] == EventStatus.ACTIVE
            and has_words(filters["query"], e["title"], e["description_text"])
            and self._is_near(e, group, filters)
            and filters.get("categoryId") in (None, str(group["category_id"]))
            and filters.get("eventType") in (None, e["event_type"], *(["ONLINE", "PHYSICAL"] * _is_hybrid(e)))
            and _is_then(e, filters)
        )

    def _is_near(self, e: Row, group: Row, filters: Mapping[str, Any]) -> bool:
        shown = e["venue_visibility"] == VenueVisibility.PUBLIC or self.belongs(group["id"])
        links = [link for link in self.world.event_venues if link["event_id"] == e["id"] and shown]
        venues = {link["venue_id"]: self.world.venues[link["venue_id"] - 1] for link in links}
        pins = [
            (link["pin_lat"], link["pin_lon"])
            if link["pin_lat"] is not None
            else (venues[link["venue_id"]]["lat"], venues[link["venue_id"]]["lon"])
            for link in links
        ]
        pins = [pin for pin in pins if pin[0] is not None] or [(group["lat"], group["lon"])]
        addresses = [(v, True) for v in venues.values() if v["city"] is not None] or [(group, False)]
        return any(_is_in(pin, filters) for pin in pins) and any(_at(row, filters, venue) for row, venue in addresses)


def _is_hybrid(e: Row) -> bool:
    return bool(e["event_type"] == EventType.HYBRID)


def _is_then(e: Row, filters: Mapping[str, Any]) -> bool:
    starts, over = e["starts_at"], e["ends_at"] < NOW
    clock = (starts + e["utc_offset"]) % DAY
    first, last = (_clock(filters[name]) if name in filters else None for name in ("startTime", "endTime"))
    after, before = first is None or clock >= first, last is None or clock <= last
    over_midnight = first is not None and last is not None and first > last
    return (
        (starts >= filters["startDateRange"] if "startDateRange" in filters else not over)
        and starts <= filters.get("endDateRange", starts)
        and (after or before if over_midnight else after and before)
        and (not filters.get("isHappeningNow") or (starts <= NOW and not over))
        and (not filters.get("isStartingSoon") or NOW <= starts <= NOW + HOUR)
    )


def _clock(text: str) -> int:
    hours, minutes = text.split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000


# Whatever can be asked


def to_search(topic_ids: list[str], group_ids: list[str]) -> dict[str, Sequence[Any]]:
    """What searches of the demo are drawn from: what there is to look for, and where."""
    bay = {"lat": 37.77, "lon": -122.41}
    everywhere = {"query": "api", "radius": 3000, **bay}
    topics = [*topic_ids, "x"]
    return {
        "Query.eventSearch.filter": [everywhere],
        "groupSearch.filter": [everywhere],
        "recommendedEvents.filter": [bay],
        "recommendedGroups.filter": [{**bay, "radius": 3000}],
        "filter": [{"query": "a"}],
        "query": ["api", "API design", "a", "the", "", "é", "nothing"],
        "topic": ["api", "graphql", "nothing"],
        "lat": [37.77, 41.88, 30.27, -89.9],
        "lon": [-122.41, -87.62, 180.0],
        "radius": [0.0, 25.0, 3000.5],
        "recommendedGroups.filter.radius": [0, 100, 3000],
        "categoryId": ["34", "2", "x"],
        "topicCategoryId": ["34", "2"],
        "topicList": topics,
        "topicsList": topics,
        "groupList": group_ids,
        "zip": ["94105", "H2Y 1C6"],
        "country": ["us", "CA"],
        "startTime": ["18:00", "23:59:59", "06:30"],
        "endTime": ["19:30", "06:00"],
        "recommendedEvents.filter.startDateRange": ["2026-06-01", "2026-12-01T18:00:00-08:00"],
        "recommendedEvents.filter.endDateRange": ["2026-12-31", "2027-03-01T00:00:00Z"],
    }
