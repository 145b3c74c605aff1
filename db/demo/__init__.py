"""The demo: the roundup's nineteen API groups, with invented people, events and RSVPs around now.

The same `now` gives the same rows; another one moves the times and nothing else.
"""

from sqlalchemy import Connection

from db import tokens
from db.demo import (
    attendance,
    bookings,
    calendars,
    comments,
    dues,
    events,
    finish,
    groups,
    inbox,
    interests,
    memberships,
    networks,
    photos,
    profiles,
    rsvps,
    showing,
    topics,
    venues,
    webhooks,
)
from db.demo.clock import Clock
from db.demo.ids import (
    DEMO_CALENDAR_SECRET,
    DEMO_EVENT_ID,
    DEMO_GROUP,
    DEMO_MEMBER_ID,
    DEMO_MEMBER_TOKEN,
    DEMO_ORGANIZER_ID,
    DEMO_TOKEN,
    PRIVATE_GROUP,
)
from db.demo.rows import Progress, Rows

__all__ = [
    "DEMO_CALENDAR_SECRET",
    "DEMO_EVENT_ID",
    "DEMO_GROUP",
    "DEMO_MEMBER_ID",
    "DEMO_MEMBER_TOKEN",
    "DEMO_ORGANIZER_ID",
    "DEMO_TOKEN",
    "PRIVATE_GROUP",
    "build",
    "load",
]


def load(connection: Connection, now: int, progress: Progress) -> None:
    """Insert the demo into an empty schema, in the caller's transaction. `now` is in milliseconds.

    `progress` is told a noun, how many of its rows are in, and how many there are.
    """
    build(now).insert(connection, progress)
    tokens.issue(connection, DEMO_ORGANIZER_ID, now, token=DEMO_TOKEN)
    tokens.issue(connection, DEMO_MEMBER_ID, now, token=DEMO_MEMBER_TOKEN)


def build(now: int) -> Rows:
    """Every row of the demo but the two tokens, without a database."""
    rows, clock = Rows(), Clock(now)
    topics.add(rows)
    chapters = groups.add(rows, clock)
    memberships.add(rows, clock, chapters)
    interests.add(rows)
    dues.add(rows, clock, chapters)
    online = venues.add(rows, chapters)
    gatherings = events.add(rows, clock, chapters, online)
    rsvps.add(rows, clock, gatherings)
    comments.add(rows, clock, chapters, gatherings)
    photos.add(rows, clock, chapters, gatherings)
    finish.add(rows, gatherings)
    bookings.add(rows, clock)
    calendars.add(rows, clock)
    webhooks.add(rows, clock)
    profiles.add(rows, clock)
    attendance.add(rows, gatherings)
    inbox.add(rows, clock, chapters, gatherings)
    networks.add(rows, clock, chapters, gatherings)
    showing.add(rows, chapters)
    return rows
