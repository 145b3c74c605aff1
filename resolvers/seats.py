"""The seats of an event: who has one, who waits for one, and the tallies that follow.

Everything here runs in the transaction of a command that has locked the event. Whatever may have freed a seat calls
`promote` before it ends.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, Select, Update, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import aliased

import db
from db.base import sortable, word
from db.enums import EventStatus, RsvpStatus, WaitlistMode
from db.expressions import within
from resolvers.announcements import remind
from resolvers.commands import Act
from resolvers.events import event_url
from resolvers.rsvp_places import places_of
from resolvers.rsvp_rules import is_past
from resolvers.zones import DAY

Facts = Row[*tuple[Any, ...]]
"""A row whose columns are told by the function that reads it."""
PLENTY = 1_000_000_000
"""The free seats of an event without a limit."""
APART = {"synchronize_session": False}
"""For changes of rows that no session holds as objects."""
of_event: ColumnElement[int] = bindparam("of_event", type_=BigInteger)
"""The event's id in statements that are made once: making them takes longer than running them."""
TALLIES = {
    "yes": RsvpStatus.YES,
    "waitlist": RsvpStatus.WAITLIST,
    "maybe": RsvpStatus.MAYBE,
    "no": RsvpStatus.NO,
}


def recount(act: Act, event_id: int) -> None:
    """Make the tallies what the rows say, guests included, and what an import counted without naming."""
    act.all.execute(_tallies(), {"of_event": event_id}, execution_options=APART)
    act.all.execute(_discounts(), {"of_event": event_id}, execution_options=APART)


@cache
def _tallies() -> Update:
    r = db.Rsvp
    counts = {}
    for name, status in TALLIES.items():
        those = (r.event_id == of_event, r.status == word(status))
        known = select(func.coalesce(func.sum(1 + r.guests), 0)).where(*those)
        counts[f"{name}_count"] = getattr(db.Event, f"unlisted_{name}") + known.scalar_subquery()
    return update(db.Event).where(db.Event.id == of_event).values(counts)


@cache
def _discounts() -> Update:
    """How many have said yes in time for the discount, where there is one."""
    r, f, e = db.Rsvp, db.EventFee, db.Event
    ends = select(e.starts_at - f.discount_days * DAY).where(e.id == f.event_id).correlate(f).scalar_subquery()
    early = (r.event_id == f.event_id, r.status == word(RsvpStatus.YES), sortable(r.created_at) < ends)
    taken = select(func.count()).select_from(r).where(*early).correlate(f).scalar_subquery()
    return update(f).where(f.event_id == of_event, f.discount.is_not(None)).values(discount_taken=taken)


def answer(act: Act, event_id: int, member_id: int, values: Mapping[str, Any]) -> int:
    """Write a member's RSVP and count anew; who is to wait goes to the end of the line, who waits already stays there.
    The id of the RSVP.
    """
    r = db.Rsvp
    old = act.all.execute(select(r.id, r.queued_at, r.status).filter_by(event_id=event_id, member_id=member_id))
    found = old.one_or_none()
    row = {**values, "queued_at": _place(act, event_id, found, values["status"]), "updated_at": act.now}
    if found is None:
        row |= {"event_id": event_id, "member_id": member_id, "created_at": act.now}
        rsvp_id: int = act.all.execute(insert(r).values(row).returning(r.id)).scalar_one()
    else:
        rsvp_id = found.id
        act.all.execute(update(r).where(r.id == rsvp_id).values(row))
    recount(act, event_id)
    remind(act, event_id, [member_id])
    return rsvp_id


def _place(act: Act, event_id: int, found: Facts | None, status: str) -> int | None:
    if status != RsvpStatus.WAITLIST:
        return None
    if found is not None and found.status == RsvpStatus.WAITLIST:
        return found.queued_at  # type: ignore[no-any-return]
    last = act.all.scalar(select(func.max(db.Rsvp.queued_at)).where(db.Rsvp.event_id == event_id))
    return max(act.now, (last or 0) + 1)  # of two who come at once, or by servers whose clocks differ, one was first


def free_seats(event: Facts) -> int:
    """How many more can come, by `rsvp_limit` and `yes_count`."""
    return PLENTY if event.rsvp_limit is None else max(0, event.rsvp_limit - event.yes_count)


def promote(act: Act, event_id: int) -> None:
    """Hand out the seats that have become free.

    With an automatic waiting list those who wait get them in the order in which they came; a party that is too large
    for what is left is passed over and keeps its place. With a manual one nothing happens. Without one those who watch
    the event hear of it.
    """
    recount(act, event_id)
    event = seating(act, event_id)
    free = free_seats(event)
    if event.status != EventStatus.ACTIVE or event.past or not free:
        return
    if event.waitlist_mode == WaitlistMode.AUTO:
        _seat_in_turn(act, event, free)
    elif event.waitlist_mode == WaitlistMode.OFF:
        _tell_watchers(act, event)


def seating(act: Act, event_id: int) -> Facts:
    """What there is to know of an event for handing out its seats."""
    return act.all.execute(_seating(), {**act.request.parameters, "of_event": event_id}).one()


@cache
def _seating() -> Select[*tuple[Any, ...]]:
    e = aliased(db.Event)
    columns = (e.id, e.group_id, e.title, e.status, e.rsvp_limit, e.yes_count, e.waitlist_mode)
    return select(*columns, is_past(e).label("past"), event_url(e).label("url")).where(e.id == of_event)


def _seat_in_turn(act: Act, event: Facts, free: int) -> None:
    chosen, places = [], places_of(act, event.id)
    left: dict[int | None, int] = {venue_id: place.free for venue_id, place in places.items()}
    for waiting in line(act, event.id):
        there = waiting.venue_id if waiting.venue_id in left else next(iter(left), None)
        if waiting.party <= min(free, left.get(there, free)):
            free -= waiting.party
            if there in left:
                left[there] -= waiting.party
            chosen.append(waiting.member_id)
    if chosen:
        seat(act, event, chosen)


def line(act: Act, event_id: int) -> Sequence[Row[int, int, int | None]]:
    """Who waits (`member_id`), for how many seats (`party`) and where (`venue_id`), first come first."""
    r = aliased(db.Rsvp)
    waiting = select(r.member_id, (1 + r.guests).label("party"), r.venue_id)
    waiting = waiting.where(r.event_id == event_id, r.status == RsvpStatus.WAITLIST)
    return act.all.execute(waiting.order_by(func.coalesce(r.queued_at, sortable(r.created_at)), r.id)).all()


def seat(act: Act, event: Facts, member_ids: Sequence[int]) -> None:
    """Give seats to members who wait, and tell them."""
    theirs = (db.Rsvp.event_id == event.id, within(db.Rsvp.member_id, member_ids))
    values = {"status": RsvpStatus.YES, "queued_at": None, "updated_at": act.now}
    act.all.execute(update(db.Rsvp).where(*theirs).values(values).execution_options(synchronize_session=False))
    recount(act, event.id)
    remind(act, event.id, member_ids)
    subject = f"You have a seat: {event.title}"
    text = f"A seat has become free, and it is yours. If you cannot come, please say so: {event.url}"
    whom = select(db.Rsvp.member_id).where(*theirs)
    act.mail("promotion", whom, subject, text, event.id)
    act.notify("promotion", whom, subject, event.id)
    act.changed("rsvps", "promoted", event.group_id, event.id)


def _tell_watchers(act: Act, event: Facts) -> None:
    """Each is told once; who did not get the seat may watch again."""
    watching = db.EventWatch.event_id == event.id
    subject = f"There is a seat again: {event.title}"
    text = f"You wanted to know. Whoever answers first has it: {event.url}"
    whom = select(db.EventWatch.member_id).where(watching)
    act.mail("seat", whom, subject, text, event.id)
    act.notify("seat", whom, subject, event.id)
    act.all.execute(delete(db.EventWatch).where(watching))
