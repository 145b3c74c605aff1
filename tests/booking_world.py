"""Hosts, hours and meeting types for tests of bookings."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import URL, insert

import db
from db.tokens import issue
from tests.conftest import NOW, writing

HOUR = 3_600_000
DAY = 24 * HOUR
MIDNIGHT = NOW // DAY * DAY + 7 * DAY
"""A week from the tests' present."""

CREATE = """mutation ($input: CreateBookingInput!) { createBooking(input: $input) {
  booking { id status start end taken hosts { member { id } } attendees { name } } secret
  errors { code field message } } }"""
_numbers = itertools.count(1)


def token_of(member_id: int) -> str:
    return f"token of member {member_id}"


def offer(url: URL, hosts: int = 1, windows: Sequence[tuple[int, int]] = ((0, 1440),), **type_: Any) -> "Offer":
    """A meeting type of an hour, at every hour of every day, with hosts of its own."""
    with writing(url) as engine, engine.begin() as connection:
        members = [next(_numbers) for _ in range(hosts)]
        for member_id in members:
            name = {"name": f"Host {member_id}", "name_key": f"host {member_id}", "uuid": f"member {member_id}"}
            mail = f"host{member_id}@example.org"
            connection.execute(insert(db.Member).values(id=member_id, email=mail, joined_at=0, **name))
            issue(connection, member_id, NOW, token=token_of(member_id))
            hours = {"uuid": f"hours {member_id}", "name": "Hours", "timezone": "UTC", "created_at": 0, "updated_at": 0}
            connection.execute(insert(db.Availability).values(id=member_id, member_id=member_id, **hours))
            for weekday, (starts, ends) in itertools.product(range(7), windows):
                window = {"availability_id": member_id, "weekday": weekday, "starts": starts, "ends": ends}
                connection.execute(insert(db.AvailabilityWindow).values(**window))
        return Offer(members, also_offer(connection, members, **type_))


def also_offer(connection: Any, members: Sequence[int], **type_: Any) -> int:
    """Another meeting type of these hosts."""
    number = next(_numbers)
    values = {
        "id": number,
        "uuid": f"type {number}",
        "member_id": members[0],
        "name": "Talk",
        "slug": f"talk-{number}",
        "durations": ["PT1H"],
        "interval": HOUR,
        "channels": [],
        "locations": [],
        "created_at": 0,
        "updated_at": 0,
        **type_,
    }
    connection.execute(insert(db.MeetingType).values(**values))
    for position, member_id in enumerate(members):
        host = {"meeting_type_id": number, "member_id": member_id, "availability_id": member_id, "position": position}
        connection.execute(insert(db.MeetingTypeHost).values(**host))
    return number


class Offer:
    """A meeting type and its hosts."""

    def __init__(self, hosts: list[int], id: int) -> None:
        self.hosts, self.id = hosts, id

    def wish(self, start: str | int, **also: Any) -> dict[str, Any]:
        """The input that books it."""
        at = start if isinstance(start, str) else iso(start)
        person = {"name": "Rosa", "email": "rosa@example.org"}
        return {"meetingTypeId": str(self.id), "start": at, "attendee": person, **also}


def iso(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
