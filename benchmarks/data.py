"""The measured data: 200 groups, 20,000 events, 50,000 members, 200,000 RSVPs, the same every time."""

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, insert

import db
from db.enums import RsvpStatus
from db.events import times

NOW = 1_795_000_000_000
GROUPS, EVENTS, MEMBERS, RSVPS, VENUES, HOSTS = 200, 20_000, 50_000, 200_000, 1_000, 5
HOUR = 3_600_000
CHUNK = 10_000


def load(connection: Connection) -> None:
    """Fill an empty, migrated database."""
    rng = random.Random(20_000)
    for model, rows in (
        (db.Member, _members()),
        (db.Group, _groups()),
        (db.Membership, _memberships(rng)),
        (db.Venue, _venues()),
        (db.Event, _events(rng)),
        (db.EventVenue, _event_venues()),
        (db.EventHost, _hosts()),
        (db.Rsvp, _rsvps()),
    ):
        while part := list(islice(rows, CHUNK)):
            connection.execute(insert(model), part)


def _members() -> Iterator[dict[str, Any]]:
    for number in range(1, MEMBERS + 1):
        name = f"Member {number}"
        yield {"id": number, "uuid": f"member-{number}", "name": name, "name_key": name.lower(), "joined_at": NOW}


def _groups() -> Iterator[dict[str, Any]]:
    for number in range(1, GROUPS + 1):
        yield {
            "id": number,
            "urlname": f"Group-{number}",
            "urlname_key": f"group-{number}",
            "name": f"Group {number}",
            "name_key": f"group {number}",
            "short_token": f"g{number}",
            "founded_at": NOW - number * HOUR,
            "lat": 40.7,
            "lon": -73.9,
            "city": "New York",
            "country": "US",
        }


def _memberships(rng: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(1, MEMBERS + 1):
        group = rng.randint(1, GROUPS)
        yield {"group_id": group, "member_id": number, "joined_at": NOW, "updated_at": NOW}


def _venues() -> Iterator[dict[str, Any]]:
    for number in range(1, VENUES + 1):
        yield {"id": number, "name": f"Venue {number}", "city": "New York", "lat": 40.7 + number / 1e4, "lon": -73.9}


def _events(rng: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(1, EVENTS + 1):
        title = f"Event {number}"
        yield {
            "id": number,
            "tie_break": number,
            "token": f"t{number}",
            "short_token": f"e{number}",
            "group_id": (number - 1) % GROUPS + 1,
            "title": title,
            "title_key": title.lower(),
            "description_text": "What we do there, told in a few sentences. " * 4,
            "utc_offset": -5 * HOUR,
            "created_at": NOW,
            "updated_at": NOW,
            "yes_count": 10,
            **times(NOW + rng.randint(1, 2_000) * HOUR, 2 * HOUR),
        }


def _event_venues() -> Iterator[dict[str, Any]]:
    for number in range(1, EVENTS + 1):
        yield {"event_id": number, "venue_id": number % VENUES + 1, "position": 0}


def _hosts() -> Iterator[dict[str, Any]]:
    for number in range(1, EVENTS + 1):
        for position in range(HOSTS):
            yield {"event_id": number, "member_id": (number * 7 + position) % MEMBERS + 1, "position": position}


def _rsvps() -> Iterator[dict[str, Any]]:
    for number in range(RSVPS):
        event, place = number % EVENTS + 1, number // EVENTS
        yield {
            "event_id": event,
            "member_id": (event * 13 + place * 101) % MEMBERS + 1,
            "status": RsvpStatus.YES,
            "created_at": NOW - place * HOUR,
            "updated_at": NOW,
        }
