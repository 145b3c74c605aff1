"""Members: who they are, where they live, and in which groups they turn up."""

from random import Random

import db
from db.demo import chance, names
from db.demo.clock import Clock
from db.demo.groups import is_private
from db.demo.ids import DEMO_GROUP, DEMO_MEMBER_ID, DEMO_ORGANIZER_ID, PRIVATE_GROUP
from db.demo.places import MONTREAL, SAN_FRANCISCO, City, GroupFact
from db.demo.rows import Row, Rows
from db.enums import MemberStatus

FAMILIAR = 0.235
"""The share of a group's members who were in another group before."""

NEAR = 1.5
"""Degrees of latitude and longitude that still count as the same neighborhood."""

GUESTS_OF_HONOR = {
    DEMO_GROUP: [DEMO_MEMBER_ID],
    "API-Meetup": [DEMO_ORGANIZER_ID, DEMO_MEMBER_ID],
    "LA-RESTful-API-Working-Group": [DEMO_MEMBER_ID],
    "Seattle-API-Meetup": [DEMO_ORGANIZER_ID, DEMO_MEMBER_ID],
    PRIVATE_GROUP: [DEMO_ORGANIZER_ID],
}
"""Where the demo's two people are ordinary members."""

HONOR_INDEX = 10
"""Their place in the order of joining: after the organizers, before most members."""


class Crowd:
    """Everybody there is so far. The demo's two people come first and are seated by name."""

    def __init__(self, rows: Rows, clock: Clock) -> None:
        self.rows, self.clock, self.rng = rows, clock, chance.dice("people")
        self.known: list[Row] = []
        self.named = {row["id"]: row for row in (self.newcomer(SAN_FRANCISCO), self.newcomer(SAN_FRANCISCO))}

    def members_of(self, fact: GroupFact) -> list[Row]:
        """As many members as the group has, in the order in which they join."""
        first = [self.named[DEMO_ORGANIZER_ID]] if fact.urlname == DEMO_GROUP else []
        honored = [self.named[number] for number in GUESTS_OF_HONOR.get(fact.urlname, [])]
        people = first + self._gather(fact, fact.members - len(first) - len(honored))
        return people[:HONOR_INDEX] + honored + people[HONOR_INDEX:]

    def _gather(self, fact: GroupFact, wanted: int) -> list[Row]:
        familiar = self._familiar(fact.city, wanted if is_private(fact) else int(wanted * FAMILIAR))
        fresh = [self.newcomer(fact.city) for _ in range(wanted - len(familiar))]
        self.known += fresh
        return self.rng.sample(familiar + fresh, wanted)

    def _familiar(self, city: City, wanted: int) -> list[Row]:
        near = [row for row in self.known if _is_near(row, city)]
        far = [row for row in self.known if not _is_near(row, city)]
        neighbors = self.rng.sample(near, min(len(near), wanted * 4 // 5))
        return neighbors + self.rng.sample(far, min(len(far), wanted - len(neighbors)))

    def outside(self, people: list[Row], count: int) -> list[Row]:
        """Members who are not among these."""
        inside = {row["id"] for row in people}
        return self.rng.sample([row for row in self.known if row["id"] not in inside], count)

    def newcomer(self, city: City, status: MemberStatus = MemberStatus.ACTIVE) -> Row:
        """A new member who lives near a city. When they joined follows from their groups."""
        rng = self.rng
        name = f"{rng.choice(names.GIVEN)} {rng.choice(names.FAMILY)}"
        row = self.rows.add(
            db.Member,
            uuid=chance.unique_id(rng),
            name=name,
            name_key=name.lower(),
            bio=chance.perhaps(rng, 0.3, _bio(rng)),
            **_home(city, rng),
            status=status,
            joined_at=self.clock.now,
        )
        row["email"] = f"{name.lower().replace(' ', '.')}.{row['id'] % 1_000_000}@example.org"
        return row


def _is_near(row: Row, city: City) -> bool:
    distance: float = abs(row["lat"] - city.lat) + abs(row["lon"] - city.lon)
    return distance < NEAR


def _home(city: City, rng: Random) -> Row:
    locale = "en-CA" if city.country == "CA" else "en-US"
    return {
        "city": city.name,
        "state": city.state,
        "country": city.country,
        "zip": chance.perhaps(rng, 0.8, city.zip),
        "lat": round(city.lat + rng.gauss(0, 0.06), 4),
        "lon": round(city.lon + rng.gauss(0, 0.06), 4),
        "timezone": city.zone,
        "hometown": chance.perhaps(rng, 0.3, rng.choice(names.HOMETOWNS)),
        "locale": rng.choice(["fr-CA", "fr-CA", locale]) if city is MONTREAL else locale,
    }


def _bio(rng: Random) -> str:
    like, other = rng.sample(names.LIKES, 2)
    text = rng.choice(names.BIOS).format(work=rng.choice(names.WORK), like=like, other=other)
    return ". ".join(part[:1].upper() + part[1:] for part in text.split(". "))
