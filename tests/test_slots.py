"""When meetings can be booked: the computed cases, and the engine against a second oracle on random schedules."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.booking_enums import HostMethod, SlotReason
from resolvers.intervals import Interval, Lane, merged, minus
from resolvers.slots import (
    EPOCH,
    Calendar,
    Gathering,
    Period,
    Rules,
    Schedule,
    Span,
    slots,
)
from resolvers.zones import DAY, MINUTE, UnknownZone, offset_at, stretches, zone_named
from tests.conftest import ROOT
from tests.slot_cases import instant
from tests.slot_oracle import Oracle

HOUR = 60 * MINUTE
ZONES = (
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Asia/Kathmandu",
    "Asia/Beirut",
    "America/Havana",
    "America/Sao_Paulo",
    "Atlantic/Azores",
    "Africa/Casablanca",
    "Pacific/Apia",
    "America/St_Johns",
    "Asia/Tehran",
    "UTC",
)


@cache
def changes(zone: str, year: int) -> list[int]:
    """Days of a year on which the zone's clocks change, and one on which they do not, as instants near midnight."""
    tz, day, found = ZoneInfo(zone), datetime(year, 1, 1, tzinfo=UTC), [datetime(year, 5, 13, tzinfo=UTC)]
    while day.year == year:
        if day.astimezone(tz).utcoffset() != (day + timedelta(1)).astimezone(tz).utcoffset():
            found.append(day)
        day += timedelta(1)
    return [round(each.timestamp() * 1000) for each in found]


QUARTERS = st.integers(0, 95).map(lambda n: n * 15)
CLOCK = st.one_of(QUARTERS, QUARTERS, st.integers(0, 1439))
CLOSING = st.one_of(CLOCK, st.sampled_from((1440, 23 * 60 + 59, 0)))
WINDOWS = st.one_of(st.lists(st.tuples(CLOCK, CLOSING), max_size=2), st.just([(0, 1440)]))
LENGTHS = st.sampled_from((15, 20, 30, 45, 60, 65, 90, 240))
BUFFERS = st.sampled_from((0, 0, 5, 15, 60))


@st.composite
def intervals(draw: st.DrawFn, around: int, most: int) -> list[Interval]:
    starts = draw(st.lists(st.tuples(st.integers(-36, 84), st.sampled_from((0, 15, 30, 60, 90, 400))), max_size=most))
    return [(around + start * 30 * MINUTE, around + (start * 30 + length) * MINUTE) for start, length in starts]


@st.composite
def calendars(draw: st.DrawFn, around: int, zone: str, duration: int) -> Calendar:
    today = around // DAY
    weekly = draw(st.lists(WINDOWS, min_size=3, max_size=3))
    weekday = (today + 3) % 7
    overrides = draw(st.dictionaries(st.integers(today - 1, today + 2), WINDOWS, max_size=2))
    schedule = Schedule(
        zone,
        {(weekday + place - 1) % 7: windows for place, windows in enumerate(weekly)},
        overrides,
        draw(intervals(around, 1)),
        draw(intervals(around, 2)),
    )
    seats = draw(st.lists(st.tuples(st.integers(-20, 60), st.integers(0, 2), st.sampled_from((0, 15))), max_size=2))
    gatherings = []
    for start, left, buffer in seats:
        at, until = around + start * 30 * MINUTE, around + start * 30 * MINUTE + duration
        gatherings.append(Gathering(at, until, (at - buffer * MINUTE, until + buffer * MINUTE), left))
    taken = [start for start, _ in draw(intervals(around, 3))]
    return Calendar(schedule, draw(intervals(around, 3)), gatherings, taken, draw(lanes(around)))


@st.composite
def lanes(draw: st.DrawFn, around: int) -> Lane:
    """Meetings one after the other, some without a pause between them."""
    lengths = draw(st.lists(st.tuples(st.sampled_from((0, 0, 15, 90, 400)), st.sampled_from((15, 30, 90))), max_size=4))
    at, begins, ends = around + draw(st.integers(-36, 60)) * 30 * MINUTE, [], []
    for pause, length in lengths:
        begins.append(at + pause * MINUTE)
        at = begins[-1] + length * MINUTE
        ends.append(at)
    return begins, ends


@st.composite
def questions(draw: st.DrawFn) -> tuple[Calendar, Rules, Span]:
    zone, year = draw(st.sampled_from(ZONES)), draw(st.sampled_from((2006, 2011, 2018, 2026)))
    around = draw(st.sampled_from(changes(zone, year)))
    duration = draw(LENGTHS) * MINUTE
    begin = around + draw(st.integers(-24, 24)) * 15 * MINUTE
    end = begin + draw(st.integers(1, 100)) * 15 * MINUTE
    now = draw(st.none() | st.integers(-6, 10).map(lambda n: around + n * HOUR))
    rules = Rules(
        duration=duration,
        interval=draw(LENGTHS) * MINUTE,
        before=draw(BUFFERS) * MINUTE,
        after=draw(BUFFERS) * MINUTE,
        buffer_in_hours=draw(st.booleans()),
        notice=draw(st.sampled_from((0, 30, 120))) * MINUTE,
        horizon=draw(st.none() | st.sampled_from((600, 1440)).map(lambda n: n * MINUTE)),
        earliest=draw(st.none() | st.just(around)),
        latest=draw(st.none() | st.just(around + 12 * HOUR)),
        limits=draw(st.dictionaries(st.sampled_from(list(Period)), st.integers(0, 3), max_size=1)),
    )
    return draw(calendars(around, zone, duration)), rules, Span(begin, end, now)


def agree(calendar: Calendar, rules: Rules, span: Span) -> None:
    oracle = Oracle(calendar, rules, span)
    found = slots(HostMethod.ONE, [calendar], rules, span)
    assert [slot.start for slot in found] == oracle.starts()
    explained = slots(HostMethod.ONE, [calendar], rules, span, troubleshoot=True)
    assert [slot for slot in explained if slot.reason is None] == found
    refused = {slot.start: slot.reason for slot in explained if slot.reason}
    assert refused == {start: oracle.reason(start) for start in refused}


SEARCH = settings(
    max_examples=2000, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@SEARCH
@given(questions())
def test_the_engine_agrees_with_an_oracle_that_walks_through_the_minutes(
    question: tuple[Calendar, Rules, Span],
) -> None:
    agree(*question)


def berlin(*windows: Interval, **also: Any) -> Calendar:
    schedule = Schedule("Europe/Berlin", dict.fromkeys(range(7), windows), **also)
    return Calendar(schedule)


def starts(calendar: Calendar, rules: Rules, begin: str, end: str, **also: Any) -> list[str]:
    found = slots(HostMethod.ONE, [calendar], rules, Span(instant(begin), instant(end)), **also)
    return [datetime.fromtimestamp(slot.start / 1000, UTC).strftime("%H:%M") for slot in found]


def test_every_minute_of_a_day_has_an_answer() -> None:
    """With `troubleshoot` no stretch of the day goes unmentioned that is as long as the interval."""
    calendar = berlin((9 * 60, 12 * 60), removed=[(instant("2026-05-04T08:00Z"), instant("2026-05-04T09:00Z"))])
    rules, span = Rules(HOUR, HOUR), Span(instant("2026-05-03T22:00Z"), instant("2026-05-04T22:00Z"))
    found = slots(HostMethod.ONE, [calendar], rules, span, troubleshoot=True)
    assert [slot.start for slot in found] == list(range(span.begin, span.end, HOUR))
    shut = {slot.start: slot.reason for slot in found}
    assert shut[instant("2026-05-04T07:00Z")] is None
    assert shut[instant("2026-05-04T08:00Z")] is SlotReason.EXCEPTION
    assert shut[instant("2026-05-04T12:00Z")] is SlotReason.OUTSIDE_HOURS


def test_a_group_fills_seat_by_seat() -> None:
    at, rules = instant("2026-05-04T08:00Z"), Rules(HOUR, HOUR, limits={Period.DAY: 1})
    for left, reason in ((2, None), (1, None), (0, SlotReason.LIMIT)):
        group = Gathering(at, at + HOUR, (at, at + HOUR), left)
        calendar = Calendar(berlin((0, 1440)).schedule, gatherings=[group], taken=[at])
        (slot,) = slots(HostMethod.ONE, [calendar], rules, Span(at, at + 1), troubleshoot=True)
        assert slot.reason is reason
    unlimited = slots(HostMethod.ONE, [calendar], Rules(HOUR, HOUR), Span(at, at + 1), troubleshoot=True)
    assert [slot.reason for slot in unlimited] == [SlotReason.FULL]


def test_a_seat_does_not_let_a_busy_host_work_twice() -> None:
    at = instant("2026-05-04T08:00Z")
    group = Gathering(at, at + HOUR, (at, at + HOUR), 2)
    calendar = Calendar(berlin((0, 1440)).schedule, busy=[(at + MINUTE, at + 2 * MINUTE)], gatherings=[group])
    assert slots(HostMethod.ONE, [calendar], Rules(HOUR, HOUR), Span(at, at + 1)) == []


def test_what_is_after_a_seat_is_in_its_buffer_only() -> None:
    at = instant("2026-05-04T08:00Z")
    group = Gathering(at, at + HOUR, (at, at + HOUR), 2)
    calendar = Calendar(berlin((0, 1440)).schedule, gatherings=[group], blocked=([at + HOUR], [at + 2 * HOUR]))
    rules = Rules(HOUR, HOUR, after=15 * MINUTE)
    seat, following = slots(HostMethod.ONE, [calendar], rules, Span(at, at + 2 * HOUR), troubleshoot=True)
    assert (seat.reason, following.reason) == (SlotReason.BUFFER, SlotReason.BUSY)


def test_hosts_together_and_in_turn() -> None:
    early, late = berlin((9 * 60, 12 * 60)), berlin((10 * 60, 13 * 60))
    rules, span = Rules(HOUR, HOUR), Span(instant("2026-05-03T22:00Z"), instant("2026-05-04T22:00Z"))
    anyone = slots(HostMethod.ANYONE, [early, late], rules, span)
    assert [slot.hosts for slot in anyone] == [(0,), (0, 1), (0, 1), (1,)]
    everyone = slots(HostMethod.EVERYONE, [early, late], rules, span)
    assert everyone == [slot for slot in anyone if slot.hosts == (0, 1)]
    explained = slots(HostMethod.EVERYONE, [early, late], rules, span, troubleshoot=True)
    assert [slot for slot in explained if slot.reason is None] == everyone
    assert slots(HostMethod.ONE, [early, late], rules, span) == slots(HostMethod.ONE, [early], rules, span)


def test_a_week_and_a_month_are_the_hosts() -> None:
    def days(*texts: str) -> tuple[int, ...]:
        return tuple((date.fromisoformat(text) - EPOCH).days for text in texts)

    assert Period.WEEK.span(*days("2026-05-06")) == days("2026-05-04", "2026-05-11")
    assert Period.MONTH.span(*days("2026-12-31")) == days("2026-12-01", "2027-01-01")


def test_no_limit_below_one_lets_anything_through() -> None:
    calendar = berlin((9 * 60, 10 * 60))
    rules = Rules(HOUR, HOUR, limits={Period.MONTH: 0})
    assert starts(calendar, rules, "2026-05-01T00:00Z", "2026-06-01T00:00Z") == []


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40))),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40))),
)
@settings(max_examples=200, deadline=None, derandomize=True, database=None)
def test_intervals_are_sets_of_instants(some: list[Interval], others: list[Interval]) -> None:
    def instants(spans: list[Interval]) -> set[int]:
        return {at for start, end in spans for at in range(start, end)}

    assert instants(merged(some)) == instants(some)
    left = minus(merged(some), merged(others))
    assert instants(left) == instants(some) - instants(others)
    assert left == merged(left)


def test_zones_are_cut_where_the_clocks_change() -> None:
    begin, end = instant("2026-01-01T00:00Z"), instant("2027-01-01T00:00Z")
    cut = stretches("Australia/Lord_Howe", begin, end)
    assert [(at, offset / HOUR) for at, _, offset in cut] == [
        (begin, 11),
        (instant("2026-04-04T15:00Z"), 10.5),
        (instant("2026-10-03T15:30Z"), 11),
    ]
    assert cut[-1][1] == end
    assert all(offset_at("Australia/Lord_Howe", at) == offset for at, _, offset in cut)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "europe/berlin", "America"])
def test_a_zone_that_nobody_knows_is_refused(name: str) -> None:
    with pytest.raises(UnknownZone):
        zone_named(name)


CASES = ROOT / "tests" / "slot_cases.json"


def run(path: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "tests.slot_cases", str(path)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_computed_cases_hold() -> None:
    done = run(CASES)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"passed {len(json.loads(CASES.read_text()))}, failed 0\n"


def test_a_case_that_fails_is_shown_with_each_difference(tmp_path: Path) -> None:
    first = json.loads(CASES.read_text())[0]
    wrong = {**first, "expect": ["2026-01-01T00:00Z", *first["expect"][1:]]}
    (tmp_path / "wrong.json").write_text(json.dumps([wrong, first]))
    done = run(tmp_path / "wrong.json")
    assert done.returncode == 1
    missing, surplus = "  missing 2026-01-01T00:00Z", f"  surplus {first['expect'][0]}"
    assert done.stdout.splitlines() == [f"{first['id']} {first['title']}", missing, surplus, "passed 1, failed 1"]
