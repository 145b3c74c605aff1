"""`slots`: the starts of a meeting type in two statements, however many days and hosts; bookings by their secrets."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from sqlalchemy import select

import db
from db.tokens import digest
from resolvers import batches, nouns
from resolvers.calendars import hosts_of, method_of, rules_of, search, statement
from resolvers.context import Request, scope, system_session
from resolvers.errors import BadInput
from resolvers.fields import Column, Computed, Lookup, Resolver
from resolvers.keys import as_number
from resolvers.lengths import milliseconds
from resolvers.loaders import plain
from resolvers.slots import Slot, Span, slots
from resolvers.zones import DAY, UnknownZone, written, zone_named

LONGEST_RANGE = 732 * DAY
"""Two leap years."""
USUAL_RANGE = 30 * DAY
FIRST_YEAR, LAST_YEAR = 1970, 2200


@dataclass(frozen=True)
class _Listed:
    """What the lines of one list have in common. `filling` has, by host, the seats left of what has begun to fill."""

    names: Sequence[str]
    filling: Sequence[Mapping[int, int]]
    duration: int
    seats: int
    zone: tzinfo

    def left(self, slot: Slot) -> int:
        """How many may still book a start."""
        if not slot.hosts or slot.reason is not None:
            return 0
        return min([self.seats, *(self.filling[place].get(slot.start, self.seats) for place in slot.hosts)])


@dataclass(frozen=True, slots=True)
class _Line:
    """A slot as it is answered; only what is asked of it is made."""

    slot: Slot
    listed: _Listed

    def __getitem__(self, name: str) -> Any:
        return _VALUES[name](self.slot, self.listed)


_VALUES: Mapping[str, Callable[[Slot, _Listed], Any]] = {
    "start": lambda slot, listed: written(slot.start, listed.zone),
    "end": lambda slot, listed: written(slot.start + listed.duration, listed.zone),
    "host_ids": lambda slot, listed: list(map(listed.names.__getitem__, slot.hosts)),
    "seats_left": lambda slot, listed: listed.left(slot),
    "reason": lambda slot, _listed: slot.reason,
}
nouns.SLOT.fields = {name: Column(name) for name in _VALUES}


async def _slots(args: Mapping[str, Any], request: Request) -> list[_Line] | None:
    span, zone = _span(args, request), _zone(args)
    chosen = [as_number(each) for each in args["hosts"]] if "hosts" in args else None
    async with request.session() as session:
        key = as_number(args["meeting_type"])
        type_ = (await session.execute(select(db.MeetingType).where(db.MeetingType.id == key))).scalar_one_or_none()
    request.trace.statements += 1
    if type_ is None:
        return None
    rules = rules_of(type_, _duration(args, type_))
    asked = search(type_, span, rules, request.now, members=chosen, counted=bool(rules.limits))
    async with system_session(request.engine) as session:
        rows = (await session.execute(*statement(asked))).all()
    request.trace.statements += 1

    def lines() -> list[_Line]:
        hosts = hosts_of(rows)
        calendars = [host.calendar for host in hosts]
        filling = [{each.start: each.left for each in calendar.gatherings} for calendar in calendars]
        listed = _Listed([str(host.member_id) for host in hosts], filling, rules.duration, type_.seats, zone)
        found = slots(method_of(type_), calendars, rules, span, bool(args.get("troubleshoot")))
        return [_Line(slot, listed) for slot in found]

    return await asyncio.to_thread(lines)


def _span(args: Mapping[str, Any], request: Request) -> Span:
    begin = args.get("from_", request.now)
    end = args.get("to", begin + USUAL_RANGE)
    if begin >= end:
        raise BadInput("to", "must be later than `from`.")
    if end - begin > LONGEST_RANGE:
        raise BadInput("to", f"must be at most {LONGEST_RANGE // DAY} days later than `from`.")
    for name, at in (("from", begin), ("to", end)):
        if not _instant(FIRST_YEAR) <= at <= _instant(LAST_YEAR):
            raise BadInput(name, f"must lie between {FIRST_YEAR} and {LAST_YEAR}.")
    return Span(begin, end, request.now)


def _instant(year: int) -> int:
    return round(datetime(year, 1, 1, tzinfo=UTC).timestamp() * 1000)


def _zone(args: Mapping[str, Any]) -> Any:
    try:
        return zone_named(args.get("timezone", "UTC"))
    except UnknownZone:
        raise BadInput("timezone", "must be a name of the time zone database, like Europe/Berlin.") from None


def _duration(args: Mapping[str, Any], type_: Any) -> int:
    lengths = [milliseconds(each) for each in type_.durations]
    wanted = milliseconds(args["duration"]) if "duration" in args else lengths[0]
    if wanted is None or wanted not in lengths:
        raise BadInput("duration", f"must be one of {', '.join(type_.durations)}.")
    return wanted


_OF_SECRET = Lookup(nouns.BOOKING, by=lambda args: ("id", args["id"]), keys=("id",))


async def _booking_by_secret(given: Mapping[str, Any]) -> Any:
    known, now = digest(plain(dict(given))["secret"]), scope.get()
    async with system_session(now.request.engine) as session:
        found = select(db.Attendee.appointment_id).where(db.Attendee.digest == known)
        appointment_id = (await session.execute(found)).scalar_one_or_none()
    if appointment_id is None:
        return None
    now.request.secrets.add(known)
    return await batches.looked_up(_OF_SECRET, {"id": appointment_id}, "id").load(appointment_id)


SLOTS = Computed(nouns.SLOT, _slots)
BOOKING_BY_SECRET = Resolver(_booking_by_secret)
