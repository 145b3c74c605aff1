"""What members are told of an event: that there is one, that it comes up, that it moves, that it will not be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import aliased

import db
from db.base import word
from db.enums import EventStatus, RsvpStatus
from db.expressions import within
from resolvers.commands import Act
from resolvers.event_parts import taking_part
from resolvers.events import event_url

HOUR = 3_600_000
STILL_ON = (EventStatus.ACTIVE, EventStatus.PROPOSED)
REMINDERS = {24: "tomorrow", 2: "in two hours"}
"""How many hours before the start those who come are reminded, and what they are told."""


def _facts(act: Act, event_id: int) -> Any:
    e, g = aliased(db.Event), aliased(db.Group)
    facts = select(
        e.id, e.title, e.status, e.starts_at, e.utc_offset, e.ends_at, e.email_reminders, e.group_id,
        g.name.label("group_name"), event_url(e).label("url"),
    )  # fmt: skip
    return act.all.execute(facts.where(e.id == event_id, g.id == e.group_id), act.request.parameters).one()


def _when(facts: Any) -> str:
    if facts.starts_at is None:
        return "The time is not set yet."
    there = timezone(timedelta(milliseconds=facts.utc_offset))
    start = datetime.fromtimestamp(facts.starts_at // 1000, UTC).astimezone(there)
    return f"{start:%A}, {start.day} {start:%B %Y, %H:%M} ({start.tzname()})"


def _letter(facts: Any, *paragraphs: str) -> str:
    return "\n\n".join([*filter(None, paragraphs), f"{facts.title}\n{facts.group_name}\n{_when(facts)}", facts.url])


def announce(act: Act, event_id: int, message: str | None) -> None:
    """Tell the group's members of an event that was not announced before, and note that it is now."""
    facts, e = _facts(act, event_id), db.Event
    act.all.execute(update(e).where(e.id == event_id).values(announced=True, announced_at=act.now))
    whom = taking_part(facts.group_id).where(db.Membership.member_id != act.viewer_id)
    subject = f"{facts.group_name}: {facts.title}"
    text = _letter(facts, message or "")
    act.mail("announcement", whom, subject, text, event_id, occasion=f"announced:{event_id}")
    act.notify("announcement", whom, f"{facts.group_name} announced {facts.title}.", event_id)


def remind(act: Act, event_id: int, member_ids: Sequence[int] | None = None) -> None:
    """Bring the reminders that are still to go out, of these members or of all, in line with the event and its RSVPs.

    To be called after whatever changes the event or who comes. What has gone out for the same start does not go again.
    """
    m = db.Message
    whose = () if member_ids is None else (within(m.member_id, member_ids),)
    act.all.execute(delete(m).where(m.event_id == event_id, m.kind == "reminder", m.delivered_at.is_(None), *whose))
    facts = _facts(act, event_id)
    if facts.status != EventStatus.ACTIVE or facts.starts_at is None or not facts.email_reminders:
        return
    whom = _who_answered(event_id, RsvpStatus.YES)
    if member_ids is not None:
        whom = whom.where(within(db.Rsvp.member_id, member_ids))
    for hours, words in REMINDERS.items():
        due = facts.starts_at - hours * HOUR
        if due > act.now:
            text = _letter(facts, f"You said yes to {facts.title}, which begins {words}.")
            occasion = f"reminder:{event_id}:{facts.starts_at}:{hours}"
            act.mail("reminder", whom, f"{facts.title} begins {words}", text, event_id, due, occasion)


def _who_answered(event_id: int, *answers: RsvpStatus) -> Any:
    r = db.Rsvp
    words = [word(answer) for answer in answers]
    return select(r.member_id).where(r.event_id == event_id, r.status.in_(words))


@dataclass(frozen=True)
class Whereabouts:
    """When and where an event is. `places` are venues with the event's own pins."""

    facts: Any
    places: Sequence[Any]

    @property
    def when(self) -> tuple[Any, ...]:
        """What those who come have in their calendars."""
        return self.facts.starts_at, self.facts.ends_at

    @property
    def where(self) -> list[tuple[Any, ...]]:
        """The places without their names."""
        return [(place.id, place.pin_lat, place.pin_lon) for place in self.places]


def whereabouts(act: Act, event_id: int) -> Whereabouts:
    """When and where an event is now."""
    p, v = db.EventVenue, db.Venue
    places = select(v.id, v.name, v.address, v.city, p.pin_lat, p.pin_lon)
    found = act.all.execute(places.where(p.event_id == event_id, v.id == p.venue_id).order_by(p.position, v.id)).all()
    return Whereabouts(_facts(act, event_id), found)


def tell_of_move(act: Act, event_id: int, before: Whereabouts) -> None:
    """Tell those who come or wait for a seat that an event takes place at another time, or elsewhere."""
    now = whereabouts(act, event_id)
    was, facts = before.facts, now.facts
    if was.status != EventStatus.ACTIVE or was.ends_at < act.now or facts.status not in STILL_ON:
        return
    changes = []
    if now.when != before.when:
        changes.append(f"The time has changed. It was: {_when(was)}")
    if now.where != before.where:
        names = [", ".join(filter(None, (each.name, each.address, each.city))) for each in now.places]
        changes.append(f"The place has changed. It is now: {'; '.join(names) or 'not set yet.'}")
    if not changes:
        return
    whom = _who_answered(event_id, RsvpStatus.YES, RsvpStatus.WAITLIST).where(db.Rsvp.member_id != act.viewer_id)
    act.mail("change", whom, f"Changed: {facts.title}", _letter(facts, *changes), event_id)
    act.notify("change", whom, f"{facts.group_name} changed when or where {facts.title} is.", event_id)


def call_off(act: Act, event_id: int) -> None:
    """Tell those who come or wait for a seat that an event will not be; to be called while it is still there."""
    facts = _facts(act, event_id)
    if facts.status != EventStatus.ACTIVE or facts.ends_at < act.now:
        return
    whom = _who_answered(event_id, RsvpStatus.YES, RsvpStatus.WAITLIST).where(db.Rsvp.member_id != act.viewer_id)
    text = _letter(facts, "This event has been called off:")
    act.mail("cancellation", whom, f"Called off: {facts.title}", text, event_id, occasion=f"called off:{event_id}")
    act.notify("cancellation", whom, f"{facts.group_name} called off {facts.title}.", event_id)
