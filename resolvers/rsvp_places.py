"""The seats of single places, where an event is at two of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

import db
from db.enums import RsvpStatus
from resolvers.commands import Act, Problem, Refused
from resolvers.errors import Code
from resolvers.keys import as_number

PLENTY = 1_000_000_000
"""The free seats of a place without a limit."""


@dataclass(frozen=True)
class Place:
    """One of an event's places: its limits and the seats that are taken. `own` if the member means to come there."""

    venue_id: int
    rsvp_limit: int | None
    guest_limit: int | None
    taken: int = 0
    own: bool = False

    @property
    def free(self) -> int:
        """The seats that are left; less than none where the limit came later."""
        return PLENTY if self.rsvp_limit is None else self.rsvp_limit - self.taken


def places_of(act: Act, event_id: int) -> Mapping[int, Place]:
    """The places of an event by their venue, the first one first; none if there is only one, without limits.

    Whoever has not said where to come comes to the first.
    """
    v, r = db.EventVenue, db.Rsvp
    columns = (v.venue_id, v.rsvp_limit, v.guest_limit)
    rows = act.all.execute(select(*columns).where(v.event_id == event_id).order_by(v.position)).all()
    if len(rows) < 2 and all(row.rsvp_limit is None and row.guest_limit is None for row in rows):
        return {}
    seats = select(r.venue_id, func.sum(1 + r.guests)).where(r.event_id == event_id, r.status == RsvpStatus.YES)
    taken: dict[int | None, int] = {row[0]: int(row[1]) for row in act.all.execute(seats.group_by(r.venue_id))}
    known = {row.venue_id for row in rows}
    first = sum(count for venue_id, count in taken.items() if venue_id not in known)
    counts = {row.venue_id: taken.get(row.venue_id, 0) + (first if at == 0 else 0) for at, row in enumerate(rows)}
    return {row.venue_id: Place(*row, taken=counts[row.venue_id]) for row in rows}


def place_of(act: Act, event: Any, wanted: str | None) -> Place | None:
    """Where a member comes: to the wanted venue, to that of the member's answer, or to the first. Raises `Refused`."""
    places = places_of(act, event.id)
    if wanted is not None and as_number(wanted) not in places:
        _check_there(act, event, wanted)
        return None
    if not places:
        return None
    there = event.own_venue_id if event.own_venue_id in places else next(iter(places))
    place = places[there if wanted is None else as_number(wanted)]
    return Place(place.venue_id, place.rsvp_limit, place.guest_limit, place.taken, place.venue_id == there)


def _check_there(act: Act, event: Any, wanted: str) -> None:
    v = db.EventVenue
    found = act.all.scalar(select(v.venue_id).filter_by(event_id=event.id, venue_id=as_number(wanted)))
    if found is None:
        raise Refused(Problem(Code.BAD_USER_INPUT, "venueId must be a venue of the event.", "venueId"))
