"""Who was there, as the organizers of some events noted, and to which of two places members come."""

from random import Random

import db
from db.demo import chance
from db.demo.plans import Gathering
from db.demo.rows import Rows
from db.enums import EventType
from db.member_enums import Attendance

NOTED, SHARES = (Attendance.ATTENDED, Attendance.NO_SHOW, Attendance.EXCUSED_ABSENCE, None), [70, 12, 6, 12]


def add(rows: Rows, gatherings: list[Gathering]) -> None:
    """Note the attendance of half the events that were held, and a place of every yes to an event with two."""
    rng = chance.dice("attendance")
    seats = {(row["group_id"], row["member_id"]): row for row in rows.of(db.Membership)}
    for g in gatherings:
        if g.row["event_type"] == EventType.HYBRID:
            for rsvp in g.going:
                rsvp["venue_id"] = rng.choice(g.places)["id"]
        if g.held and rng.random() < 0.5:
            _note(g, rng, seats)


def _note(g: Gathering, rng: Random, seats: dict[tuple[int, int], dict[str, int]]) -> None:
    for rsvp in g.going:
        rsvp["attendance"] = rng.choices(NOTED, SHARES)[0]
        if rsvp["attendance"] == Attendance.NO_SHOW:
            seats[g.row["group_id"], rsvp["member_id"]]["no_show_count"] += 1
