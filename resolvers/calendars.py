"""The hosts of a meeting type as the slot engine wants them: what opens their time and what takes it, in one statement.

It is read through a system session, for it sees all that a host does; out of it come starts, never what takes them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, auto
from functools import cache
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    Text,
    bindparam,
    cast,
    literal_column,
    or_,
    select,
    union_all,
)

import db
from db.base import word
from db.booking_enums import HostMethod
from db.enums import EventStatus, RsvpStatus
from db.expressions import as_json, joined, json_list, outer, within
from resolvers.fields import Row
from resolvers.intervals import Lane, lane
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
    BLOCKED = auto()
    BUSY = auto()
    GATHERING = auto()
    TAKEN = auto()


Found = list[list[Any]]
"""Columns of rows, as lists of equal length."""


@dataclass(frozen=True)
class Search:
    """Whose time is looked at, when, and which booking or hold of theirs does not count. `counted`: whether it matters
    how many meetings there are, for limits or turns.
    """

    meeting_type_id: int
    begin: int
    end: int
    now: int
    members: Sequence[int] | None = None
    booking: int | None = None
    hold: int | None = None
    counted: bool = True


@dataclass
class Host:
    """A host and their calendar; `availability_id` says which of their working hours count."""

    member_id: int
    availability_id: int
    position: int
    zone: str
    weekly: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    dates: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    found: dict[_Kind, Found] = field(default_factory=dict)

    @property
    def calendar(self) -> Calendar:
        """As the engine takes it."""
        added, removed, elsewhere = (list(self._rows(kind)) for kind in (_Kind.ADDED, _Kind.REMOVED, _Kind.BUSY))
        schedule = Schedule(self.zone, self.weekly, self.dates, added, removed)
        found = self._rows(_Kind.GATHERING)
        gatherings = [Gathering(start, end, (a, b), seats - taken) for start, end, seats, taken, a, b in found]
        taken = [start for (start,) in self._rows(_Kind.TAKEN)]
        return Calendar(schedule, elsewhere, gatherings, taken, self._blocked(gatherings))

    def _blocked(self, gatherings: Sequence[Gathering]) -> Lane:
        """What blocks the host for others: never at once, so that beginnings and ends have the same order."""
        begins, ends = map(sorted, self.found.get(_Kind.BLOCKED, ([], [])))
        seated = {gathering.blocked for gathering in gatherings}
        if not seated:
            return begins, ends
        return lane([span for span in zip(begins, ends, strict=True) if span not in seated])

    def _rows(self, kind: _Kind) -> Iterator[Any]:
        return zip(*self.found.get(kind, ()), strict=True)


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
    """What reads all that counts, as (kind, host, JSON list of lists, one for each column), and its parameters."""
    given = {name: value for name, value in vars(asked).items() if value is not None and name != "counted"}
    return _statement(frozenset(given), asked.counted), given


@cache
def _statement(given: frozenset[str], counted: bool) -> CompoundSelect[Any]:
    """Made once for all searches that say the same things, as making it takes longer than running it."""
    said: dict[str, Any] = {name: bindparam(name, type_=BigInteger) for name in given}
    asked = Search(**said, counted=counted)
    return union_all(*_own_hours(asked), *_exceptions(asked), *_bookings(asked), *_elsewhere(asked))


def hosts_of(rows: Iterable[Any]) -> list[Host]:
    """The rows as hosts, in the order of the meeting type."""
    hosts: dict[int, Host] = {}
    for kind, member_id, text in sorted(rows, key=itemgetter(0)):
        found = orjson.loads(text)
        if kind == _Kind.HOST:
            hosts[member_id] = Host(member_id, *next(zip(*found, strict=True)))
        elif member_id in hosts:
            _note(hosts[member_id], _Kind(kind), found)
    return sorted(hosts.values(), key=lambda host: (host.position, host.member_id))


def _note(host: Host, kind: _Kind, found: Found) -> None:
    match kind:
        case _Kind.WEEKLY:
            for starts, ends, weekday in zip(*found, strict=True):
                host.weekly[weekday].append((starts, ends))
        case _Kind.DATE:
            host.dates.update((_day(day), []) for day in found[0])
        case _Kind.DATE_WINDOW:
            for starts, ends, day in zip(*found, strict=True):
                host.dates[_day(day)].append((starts, ends))
        case _:
            before = host.found.get(kind, [[] for _ in found])
            host.found[kind] = [old + new for old, new in zip(before, found, strict=True)]


def _day(written: str) -> int:
    return (date.fromisoformat(written) - EPOCH).days


def _rows(kind: _Kind, host: Any, *columns: Any) -> Select[Any]:
    """All rows of a host as one list of values for each column: there may be hundreds of rows. No value is null."""
    return select(_number(kind), host, _listed(columns)).group_by(host)


def _number(kind: _Kind) -> ColumnElement[int]:
    return literal_column(str(int(kind)), BigInteger)


def _listed(columns: Sequence[Any]) -> ColumnElement[str]:
    lists = [json_list(cast(each, Text) if isinstance(each.type, Integer) else as_json(each)) for each in columns]
    pieces = [piece for each in lists for piece in (_COMMA, each)]
    return joined(_OPENS, *pieces[1:], _CLOSES)


_OPENS, _COMMA, _CLOSES = (literal_column(text, Text) for text in ("'['", "','", "']'"))


def _hosting(asked: Search, h: Row) -> list[ColumnElement[bool]]:
    chosen = [] if asked.members is None else [within(h.member_id, asked.members)]
    return [h.meeting_type_id == asked.meeting_type_id, *chosen]


def _own_hours(asked: Search) -> list[Select[Any]]:
    h, a, w = db.MeetingTypeHost, db.Availability, db.AvailabilityWindow
    o, x = db.AvailabilityOverride, db.OverrideWindow
    ours = [*_hosting(asked, h), a.id == h.availability_id]
    return [
        _rows(_Kind.HOST, h.member_id, a.id, h.position, a.timezone).where(*ours),
        _rows(_Kind.WEEKLY, h.member_id, w.starts, w.ends, w.weekday).where(*ours, w.availability_id == a.id),
        _rows(_Kind.DATE, h.member_id, o.day).where(*ours, o.availability_id == a.id),
        _rows(_Kind.DATE_WINDOW, h.member_id, x.starts, x.ends, o.day).where(
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
    ours, theirs = _hosting(asked, h), [b.member_id == h.member_id, *_alive(asked, b)]
    near = [*theirs, *_meets(asked, b.starts_at, b.ends_at)]
    same = [a.meeting_type_id == asked.meeting_type_id, b.appointment_id == outer(a.id)]
    counted = [a.starts_at > asked.begin - WIDEST_PERIOD, a.starts_at < asked.end + WIDEST_PERIOD]
    gathering = (a.starts_at, a.ends_at, a.seats, a.taken, b.starts_at, b.ends_at)
    taken = _rows(_Kind.TAKEN, h.member_id, a.starts_at).where(*ours, *theirs, *same, *counted)
    return [
        _blocked(h, b, near).where(*ours),
        _rows(_Kind.GATHERING, h.member_id, *gathering).where(*ours, *near, *same, *counted, a.seats > 1),
        *([taken] if asked.counted else []),
    ]


def _blocked(h: Row, b: Row, near: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """What is read by its index alone, host by host and mostly in order: PostgreSQL takes half as long as to join it,
    and sorting takes hardly any time.
    """
    listed = select(_listed([b.starts_at, b.ends_at])).where(*near).correlate(h).scalar_subquery()
    return select(_number(_Kind.BLOCKED), h.member_id, listed)


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
