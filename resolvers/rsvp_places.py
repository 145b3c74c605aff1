"""To which of an event's places a member means to come."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

import db
from resolvers.commands import Act, Problem, Refused
from resolvers.errors import Code
from resolvers.keys import as_number


def place(act: Act, event_id: int, key: str) -> int | None:
    """The number of one of the event's venues that the viewer sees, or none for "". Raises `Refused`."""
    if not key:
        return None
    link = aliased(db.EventVenue)
    wanted = select(link.venue_id).where(link.event_id == event_id, link.venue_id == as_number(key))
    found = act.seen.scalar(wanted)
    if found is None:
        raise Refused(Problem(Code.NOT_FOUND, "The event has no such venue, or you may not see it.", "venueId"))
    return int(found)
