"""The hosts of a meeting type as the slot engine wants them: what opens their time and what takes it, in one statement.

It is read through a system session, for it sees all that a host does; out of it come starts, never what takes them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, auto
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    Text,
    bindparam,
    literal_column,
    or_,
    select,
    union_all,
)

import db
from db.base import word
from db.booking_enums import HostMethod
from db.enums import EventStatus, RsvpStatus
from db.expressions import within
from resolvers.fields import Row
from resolvers.slots import EPOCH, Calendar, Gathering, Period, Rules, Schedule, Span
from resolvers.zones import DAY

WIDEST_PERIOD = 32 * DAY
"""What a limit counts may lie this far from the starts that are asked for."""


class _Kind(IntEnum):
    HOST = auto()
    WEEKLY = auto()
    DATE = auto()
    DATE_WINDOW = auto()
    ADDED = auto()
    REMOVED = auto()
    BUSY = auto()
    GATHERING = auto()
    TAKEN = auto()


@dataclass(frozen=True)
class Search:
    """Whose time is looked at, when, and which booking or hold of theirs does not count."""

    meeting_type_id: int
    begin: int
    end: int
    now: int
    members: Sequence[int] | None = None
    booking: int | None = None
    hold: int | None = None


@dataclass
class Host:
    """A host and their calendar; `availability_id` says which of their working hours count."""

    member_id: int
    availability_id: int
    position: int
    zone: str
    weekly: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    dates: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    found: dict[_Kind, list[tuple[int, ...]]] = field(default_factory=lambda: defaultdict(list))

    @property
    def calendar(self) -> Calendar:
        """As the engine takes it."""
        found = self.found
        schedule = Schedule(self.zone, self.weekly, self.dates, found[_Kind.ADDED], found[_Kind.REMOVED])  # type: ignore[arg-type]
        gatherings = [Gathering(start, end, (a, b), left) for start, end, left, a, b in found[_Kind.GATHERING]]
        taken = [start for (start,) in found[_Kind.TAKEN]]
        return Calendar(schedule, found[_Kind.BUSY], gatherings, taken)  # type: ignore[arg-type]


def rules_of(type_: Any, duration: int) -> Rules:
    """What a meeting type asks of a meeting of this length."""
    limits = {Period.DAY: type_.most_per_day, Period.WEEK: type_.most_per_week, Period.MONTH: type_.most_per_month}
    return Rules(
        duration=duration,
        interval=type_.interval,
        before=type_.buffer_before,
        after=type_.buffer_after,
        buffer_in_hours=type_.buffer_in_hours,
        notice=type_.notice,
        horizon=type_.horizon,
        earliest=type_.earliest_at,
        latest=type_.latest_at,
        limits={period: most for period, most in limits.items() if most is not None},
    )


def search(type_: Any, span: Span, rules: Rules, now: int, **also: Any) -> Search:
    """What to look at for the starts of a span."""
    begin = span.begin - rules.before - rules.duration
    return Search(type_.id, begin, span.end + rules.duration + rules.after, now, **also)


def method_of(type_: Any) -> HostMethod:
    """How hosts are chosen."""
    return HostMethod(type_.method)


def statement(asked: Search) -> tuple[CompoundSelect[Any], Mapping[str, Any]]:
    """What reads every row that counts, as (kind, host, five numbers, text), and its parameters."""
    given = {name: value for name, value in vars(asked).items() if value is not None}
    return _statement(frozenset(given)), given


@cache
def _statement(given: frozenset[str]) -> CompoundSelect[Any]:
    """Made once for all searches that say the same things, as making it takes longer than running it."""
    said: dict[str, Any] = {name: bindparam(name, type_=BigInteger) for name in given}
    asked = Search(**said)
    return union_all(*_own_hours(asked), *_exceptions(asked), *_bookings(asked), *_elsewhere(asked))


def hosts_of(rows: Iterable[Any]) -> list[Host]:
    """The rows as hosts, in the order of the meeting type."""
    hosts: dict[int, Host] = {}
    for kind, member_id, *numbers, text in sorted(rows, key=lambda row: (row[0], row[1])):
        if kind == _Kind.HOST:
            hosts[member_id] = Host(member_id, numbers[1], numbers[0], text)
        elif member_id in hosts:
            _note(hosts[member_id], _Kind(kind), numbers, text)
    return sorted(hosts.values(), key=lambda host: (host.position, host.member_id))


def _note(host: Host, kind: _Kind, numbers: Sequence[int], text: str) -> None:
    if kind is _Kind.WEEKLY:
        host.weekly[numbers[2]].append((numbers[0], numbers[1]))
    elif kind in (_Kind.DATE, _Kind.DATE_WINDOW):
        windows = host.dates.setdefault((date.fromisoformat(text) - EPOCH).days, [])
        windows += [(numbers[0], numbers[1])] if kind is _Kind.DATE_WINDOW else []
    else:
        length = {_Kind.GATHERING: 5, _Kind.TAKEN: 1}.get(kind, 2)
        host.found[kind].append(tuple(numbers[:length]))


_ZERO: ColumnElement[int] = literal_column("0", BigInteger)
_NO_TEXT: ColumnElement[str] = literal_column("''", Text)


def _rows(kind: _Kind, host: Any, *numbers: Any, text: Any = _NO_TEXT) -> Select[Any]:
    padded = [*numbers, *[_ZERO] * (5 - len(numbers))]
    return select(literal_column(str(int(kind)), BigInteger), host, *padded, text)


def _hosting(asked: Search, h: Row) -> list[ColumnElement[bool]]:
    chosen = [] if asked.members is None else [within(h.member_id, asked.members)]
    return [h.meeting_type_id == asked.meeting_type_id, *chosen]


def _own_hours(asked: Search) -> list[Select[Any]]:
    h, a, w = db.MeetingTypeHost, db.Availability, db.AvailabilityWindow
    o, x = db.AvailabilityOverride, db.OverrideWindow
    ours = [*_hosting(asked, h), a.id == h.availability_id]
    return [
        _rows(_Kind.HOST, h.member_id, h.position, a.id, text=a.timezone).where(*ours),
        _rows(_Kind.WEEKLY, h.member_id, w.starts, w.ends, w.weekday).where(*ours, w.availability_id == a.id),
        _rows(_Kind.DATE, h.member_id, text=o.day).where(*ours, o.availability_id == a.id),
        _rows(_Kind.DATE_WINDOW, h.member_id, x.starts, x.ends, text=o.day).where(
            *ours, o.availability_id == a.id, x.override_id == o.id
        ),
    ]


def _exceptions(asked: Search) -> list[Select[Any]]:
    h, e = db.MeetingTypeHost, db.AvailabilityException
    ours = [*_hosting(asked, h), e.availability_id == h.availability_id, *_meets(asked, e.starts_at, e.ends_at)]
    return [
        _rows(kind, h.member_id, e.starts_at, e.ends_at).where(*ours, e.available.is_(available))
        for kind, available in ((_Kind.ADDED, True), (_Kind.REMOVED, False))
    ]


def _meets(asked: Search, starts: Any, ends: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return starts < asked.end, ends > asked.begin


def _alive(asked: Search, b: Row) -> list[ColumnElement[bool]]:
    """Blocks that count now: live, and neither expired nor left out."""
    alive = [b.live, or_(b.expires_at.is_(None), b.expires_at > asked.now)]
    alive += [] if asked.booking is None else [or_(b.appointment_id.is_(None), b.appointment_id != asked.booking)]
    return alive + ([] if asked.hold is None else [or_(b.hold_id.is_(None), b.hold_id != asked.hold)])


def _bookings(asked: Search) -> list[Select[Any]]:
    h, b, a = db.MeetingTypeHost, db.Block, db.Appointment
    ours = [*_hosting(asked, h), b.member_id == h.member_id, *_alive(asked, b)]
    near = [*ours, *_meets(asked, b.starts_at, b.ends_at)]
    same = [a.meeting_type_id == asked.meeting_type_id, a.id == b.appointment_id]
    group = select(a.id).where(a.id == b.appointment_id, a.meeting_type_id == asked.meeting_type_id, a.seats > 1)
    counted = [a.starts_at > asked.begin - WIDEST_PERIOD, a.starts_at < asked.end + WIDEST_PERIOD]
    return [
        _rows(_Kind.BUSY, h.member_id, b.starts_at, b.ends_at).where(*near, ~group.exists()),
        _rows(_Kind.GATHERING, h.member_id, a.starts_at, a.ends_at, a.seats - a.taken, b.starts_at, b.ends_at).where(
            *near, *same, a.seats > 1
        ),
        _rows(_Kind.TAKEN, h.member_id, a.starts_at).where(*ours, *same, *counted),
    ]


def _elsewhere(asked: Search) -> list[Select[Any]]:
    """Other calendars, and (where the host wants it) the events that the host hosts or goes to."""
    h, c, v, e = db.MeetingTypeHost, db.CalendarBusy, db.Availability, db.Event
    host, r = db.EventHost, db.Rsvp
    ours = _hosting(asked, h)
    on = [
        *ours,
        v.id == h.availability_id,
        v.events_block,
        e.status == word(EventStatus.ACTIVE),
        *_meets(asked, e.sort_time, e.ends_at),
    ]
    event = _rows(_Kind.BUSY, h.member_id, e.sort_time, e.ends_at)
    return [
        _rows(_Kind.BUSY, h.member_id, c.starts_at, c.ends_at).where(
            *ours, c.member_id == h.member_id, *_meets(asked, c.starts_at, c.ends_at)
        ),
        event.where(*on, host.member_id == h.member_id, e.id == host.event_id),
        event.where(*on, r.member_id == h.member_id, e.id == r.event_id, r.status == word(RsvpStatus.YES)),
    ]
