"""Venues: a few in every city, one of them a group's own, and the one where online events are."""

from random import Random

import db
from db.demo import chance
from db.demo.places import City
from db.demo.plans import Chapter
from db.demo.rows import Row, Rows
from db.enums import VenueVisibility

FIRST_WORDS = ["Foundry", "Harbor", "Juniper", "Lantern", "Northside", "Orchard", "Pioneer", "Quarry"]
SECOND_WORDS = ["Hall", "Loft", "Library", "Coworking", "Taproom", "Commons", "Studio"]
NAMES = [f"{first} {second}" for first in FIRST_WORDS for second in SECOND_WORDS]
STREETS = ["Market Street", "Main Street", "Oak Avenue", "Second Street", "Mill Road", "Union Avenue"]
FLOORS = ["Suite 210", "3rd floor", "Room B", "Upstairs"]
OWN_VENUE_GROUP = "api-craft-nyc"


def add(rows: Rows, chapters: list[Chapter]) -> Row:
    """Add venues and give each group those of its city. Returns the online venue."""
    rng = chance.dice("venues")
    names = iter(rng.sample(NAMES, len(NAMES)))
    by_city: dict[City, list[Row]] = {}
    for chapter in chapters:
        city = chapter.fact.city
        if city not in by_city:
            by_city[city] = [_venue(rows, chapter, next(names), rng) for _ in range(rng.randint(2, 4))]
        chapter.venues = by_city[city]
        if chapter.fact.urlname == OWN_VENUE_GROUP:
            chapter.venues.append(_own_venue(rows, chapter, rng))
    return rows.add(db.Venue, name="Online event", online=True)


def _venue(rows: Rows, chapter: Chapter, name: str, rng: Random) -> Row:
    city = chapter.fact.city
    floor = chance.perhaps(rng, 0.4, rng.choice(FLOORS))
    rating_count = rng.choice([0, 0, rng.randint(3, 40)])
    return rows.add(
        db.Venue,
        group_id=chance.perhaps(rng, 0.6, chapter.row["id"]),
        name=name,
        address=f"{rng.randint(2, 1400)} {rng.choice(STREETS)}",
        address_2=floor,
        address_3=chance.perhaps(rng, 0.3, "Entrance in the courtyard") if floor else None,
        city=city.name,
        state=city.state,
        country=city.country,
        postal_code=city.zip,
        phone=chance.perhaps(rng, 0.5, f"+1 {city.area} 555 01{rng.randint(10, 99)}"),
        lat=round(city.lat + rng.gauss(0, 0.015), 6),
        lon=round(city.lon + rng.gauss(0, 0.015), 6),
        rating_average=round(rng.uniform(3.4, 4.9), 2) if rating_count else None,
        rating_count=rating_count,
    )


def _own_venue(rows: Rows, chapter: Chapter, rng: Random) -> Row:
    venue = _venue(rows, chapter, "The members' loft", rng)
    venue.update(group_id=chapter.row["id"], visibility=VenueVisibility.GROUP)
    return venue
