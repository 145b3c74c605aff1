"""Calendar files, read and written: zones, recurrences and exceptions, and what is made of files that mean harm."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers import calendar_files
from resolvers.calendar_files import MOST_BYTES, Unusable
from resolvers.ics import Entry, calendar
from resolvers.ics_reading import Unreadable, busy
from tests.booking_world import DAY, HOUR
from tests.conftest import NOW

BERLIN = "Europe/Berlin"
Times = list[tuple[str, str]]


def file(*events: Sequence[str], head: Sequence[str] = ()) -> str:
    """A calendar of events, each given by its lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", *head]
    for place, event in enumerate(events):
        uid = [] if any(line.startswith("UID:") for line in event) else [f"UID:{place}"]
        lines += ["BEGIN:VEVENT", *uid, "DTSTAMP:20260101T000000Z", *event, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def taken(source: str, zone: str = BERLIN) -> Times:
    """What a file says is taken within two years from November 2026, in UTC."""
    found = busy(source, zone, NOW - DAY, NOW + 732 * DAY)
    return [
        (
            f"{datetime.fromtimestamp(start / 1000, UTC):%m-%dT%H:%M}",
            f"{datetime.fromtimestamp(end / 1000, UTC):%dT%H:%M}",
        )
        for start, end in sorted(found)
    ]


EVENING = ("DTSTART;TZID=Europe/Berlin:20270322T100000", "DTEND;TZID=Europe/Berlin:20270322T110000")
WEEKLY = (*EVENING, "RRULE:FREQ=WEEKLY;COUNT=3")
THREE = [("03-22T09:00", "22T10:00"), ("03-29T08:00", "29T09:00"), ("04-05T08:00", "05T09:00")]
ZONE = """BEGIN:VTIMEZONE\r
TZID:Office\r
BEGIN:STANDARD\r
DTSTART:19700101T000000\r
TZOFFSETFROM:{0}\r
TZOFFSETTO:{0}\r
END:STANDARD\r
END:VTIMEZONE"""


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([("DTSTART:20270101T100000Z", "DURATION:PT90M")], [("01-01T10:00", "01T11:30")], id="UTC"),
        pytest.param([("DTSTART:20270701T100000", "DURATION:PT1H")], [("07-01T08:00", "01T09:00")], id="floating"),
        pytest.param([("DTSTART;VALUE=DATE:20270328",)], [("03-27T23:00", "28T22:00")], id="a day of 23 hours"),
        pytest.param(
            [("DTSTART;VALUE=DATE:20270101", "DTEND;VALUE=DATE:20270104")], [("12-31T23:00", "03T23:00")], id="days"
        ),
        pytest.param([("DTSTART:20270101T100000Z",)], [], id="no length"),
        pytest.param([(*WEEKLY, "TRANSP:TRANSPARENT")], [], id="transparent"),
        pytest.param([(*WEEKLY, "STATUS:cancelled")], [], id="cancelled"),
        pytest.param([(*WEEKLY, "STATUS:TENTATIVE", "TRANSP:OPAQUE")], THREE, id="tentative, opaque"),
        pytest.param([WEEKLY], THREE, id="weekly over a change of the clocks"),
        pytest.param([(*WEEKLY, "EXDATE;TZID=Europe/Berlin:20270329T100000")], [THREE[0], THREE[2]], id="exception"),
        pytest.param(
            [(*WEEKLY, "RDATE;TZID=Europe/Berlin:20270401T100000")],
            [*THREE[:2], ("04-01T08:00", "01T09:00"), THREE[2]],
            id="addition",
        ),
        pytest.param(
            [
                ("UID:a", *WEEKLY),
                (
                    "UID:a",
                    "RECURRENCE-ID;TZID=Europe/Berlin:20270329T100000",
                    "DTSTART:20270330T100000Z",
                    "DURATION:PT2H",
                ),
            ],
            [THREE[0], ("03-30T10:00", "30T12:00"), THREE[2]],
            id="moved",
        ),
        pytest.param(
            [
                ("UID:a", *WEEKLY),
                ("UID:a", "RECURRENCE-ID:20270329T080000Z", "DTSTART:20270329T080000Z", "STATUS:CANCELLED"),
            ],
            [THREE[0], THREE[2]],
            id="one cancelled",
        ),
        pytest.param(
            [(*EVENING, "RRULE:FREQ=MONTHLY;BYDAY=-1MO;UNTIL=20270501T000000Z")],
            [("03-22T09:00", "22T10:00"), ("03-29T08:00", "29T09:00"), ("04-26T08:00", "26T09:00")],
            id="last Mondays",
        ),
        pytest.param([("DTSTART:20200101T100000Z", "DURATION:PT1H")], [], id="long ago"),
    ],
)
def test_what_a_file_says_is_taken(events: list[tuple[str, ...]], expected: Times) -> None:
    assert taken(file(*events)) == expected


def test_a_zone_may_be_defined_or_named_by_the_file() -> None:
    event = ("DTSTART;TZID=Office:20270101T100000", "DURATION:PT1H")
    assert taken(file(event, head=[ZONE.format("+0530")])) == [("01-01T04:30", "01T05:30")]
    floating = ("DTSTART:20270101T100000", "DURATION:PT1H")
    assert taken(file(floating, head=["X-WR-TIMEZONE:America/New_York"])) == [("01-01T15:00", "01T16:00")]
    assert taken(file(floating, head=["X-WR-TIMEZONE:Nowhere"])) == [("01-01T09:00", "01T10:00")]
    outlook = ("DTSTART;TZID=Pacific Standard Time:20270101T100000", "DURATION:PT1H")
    assert taken(file(outlook)) == [("01-01T18:00", "01T19:00")]


def test_free_and_busy_times_are_read() -> None:
    periods = "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20270101T100000Z/PT1H,20270102T100000Z/20270102T113000Z"
    source = ["BEGIN:VFREEBUSY", "UID:f", periods, "FREEBUSY;FBTYPE=FREE:20270103T100000Z/PT1H", "END:VFREEBUSY"]
    assert taken(file(head=source)) == [("01-01T10:00", "01T11:00"), ("01-02T10:00", "02T11:30")]


@given(
    zone=st.sampled_from([BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago"]),
    first=st.dates(date(2026, 11, 20), date(2028, 3, 1)),
    hour=st.integers(0, 23),
    interval=st.integers(1, 60),
    count=st.integers(1, 8),
    left=st.sets(st.integers(0, 7)),
)
@settings(max_examples=60, deadline=None)
def test_recurrences_keep_to_the_clock_on_the_wall(
    zone: str, first: date, hour: int, interval: int, count: int, left: set[int]
) -> None:
    """Against plain calendar arithmetic."""
    days = [first + timedelta(interval * number) for number in range(count)]
    walls = [datetime(day.year, day.month, day.day, hour, 30) for day in days]  # noqa: DTZ001
    out = [f"EXDATE;TZID={zone}:{walls[number]:%Y%m%dT%H%M%S}" for number in sorted(left) if number < count]
    rule = f"RRULE:FREQ=DAILY;INTERVAL={interval};COUNT={count}"
    event = (f"DTSTART;TZID={zone}:{walls[0]:%Y%m%dT%H%M%S}", "DURATION:PT10M", rule, *out)
    begin, end = NOW - DAY, NOW + 732 * DAY
    expected = [
        round(wall.replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)
        for number, wall in enumerate(walls)
        if number not in left
    ]
    found = busy(file(event), "UTC", begin, end)
    assert sorted(start for start, _ in found) == [start for start in expected if begin < start < end]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", "BEGIN:VCALENDAR"),
        ("hello", "not an iCalendar file"),
        ("<html><body>Log in</body></html>", "not an iCalendar file"),
        ("BEGIN:VEVENT\r\nEND:VEVENT\r\n", "BEGIN:VCALENDAR"),
        ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20270101T000000Z\r\n", "BEGIN:VCALENDAR"),
        (file(("DTSTART:2027-01-01",)), "no usable DTSTART"),
        (file(("SUMMARY:never",)), "no usable DTSTART"),
        (file(("DTSTART:20270101T000000Z", "RRULE:FREQ=SOMETIMES")), "no usable RRULE"),
        (file(("DTSTART:20270101T000000Z", "DURATION:P99999999999D")), "no usable DURATION"),
    ],
)
def test_a_broken_file_is_refused_with_a_reason(source: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        busy(source, BERLIN, NOW, NOW + DAY)


def read(source: str, seconds: int = 1) -> Any:
    return asyncio.run(calendar_files.read(source, BERLIN, NOW, seconds))


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param("FREQ=SECONDLY", id="63 million"),
        pytest.param("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", id="never, for ever"),
        pytest.param("FREQ=DAILY;INTERVAL=0", id="on the spot"),
    ],
)
def test_a_file_that_never_ends_is_stopped(rule: str) -> None:
    with pytest.raises(Unusable, match="takes too long"):
        read(file(("DTSTART:20261201T000000Z", "DURATION:PT1S", f"RRULE:{rule}")))


def test_too_much_is_refused() -> None:
    with pytest.raises(Unusable, match=f"larger than {MOST_BYTES:,}"):
        read(file(("DTSTART:20261201T000000Z", f"DESCRIPTION:{'x' * MOST_BYTES}")))
    half_hours = ("DTSTART:20261201T000000Z", "DURATION:PT10M", "RRULE:FREQ=MINUTELY;INTERVAL=30;COUNT=12000")
    with pytest.raises(Unusable, match="more than 10,000 stretches"):
        read(file(half_hours), seconds=20)


def test_a_file_is_read_by_itself_and_its_overlaps_are_merged() -> None:
    """What one file calls `Office` is not what another one does."""
    first, second = (
        ("DTSTART;TZID=Office:20270101T100000", "DURATION:PT1H"),
        ("DTSTART:20270101T043000Z", "DURATION:PT2H"),
    )
    found = read(file(first, second, head=[ZONE.format("+0600")]), 8)
    assert found.busy == [(at("2027-01-01T04:00Z"), at("2027-01-01T06:30Z"))]
    assert found.until == NOW + 732 * DAY
    assert read(file(first, head=[ZONE.format("+0100")]), 8).busy == [
        (at("2027-01-01T09:00Z"), at("2027-01-01T10:00Z"))
    ]


def parsed(text: str | bytes) -> Any:
    """A calendar, without the library's types: a property may be anything to them."""
    return icalendar.Calendar.from_ical(text)


def as_read(text: str) -> list[tuple[int, int]]:
    """The times of a written calendar by its own definition of zones alone: their names are made unknown."""
    for zone in set(parsed(text).get_used_tzids()):
        own = zone.replace("/", "-")
        text = text.replace(f"TZID:{zone}", f"TZID:Own {own}").replace(f"TZID={zone}", f"TZID=Own {own}")
    found = recurring_ical_events.of(parsed(text)).all()
    return sorted((round(event.start.timestamp() * 1000), round(event.end.timestamp() * 1000)) for event in found)


@pytest.mark.parametrize(
    ("zone", "around"),
    [
        (BERLIN, "2027-03-28T01:00Z"),
        (BERLIN, "2027-10-31T01:00Z"),
        ("America/Los_Angeles", "2027-03-14T10:00Z"),
        ("America/Los_Angeles", "2027-11-07T09:00Z"),
        ("Australia/Lord_Howe", "2027-04-03T15:00Z"),
        ("Europe/Dublin", "2027-03-28T01:00Z"),
        ("Asia/Kathmandu", "2027-03-28T01:00Z"),
        ("UTC", "2027-03-28T01:00Z"),
    ],
)
def test_a_zone_is_defined_as_its_clocks_go(zone: str, around: str) -> None:
    """For every half hour from a day before a change to a day after it, but those that the clocks show twice."""
    change = at(around)
    starts = [start for start in range(change - DAY, change + DAY, HOUR // 2) if not _twice(zone, start)]
    entries = [Entry(f"{start}@test", "M", start, start + 1000, 0, zone=zone) for start in starts]
    text = calendar("PUBLISH", entries)
    assert [start for start, _ in as_read(text)] == starts
    onsets = [each for each in parsed(text).walk() if each.name in ("STANDARD", "DAYLIGHT")]
    for onset in onsets[1:]:
        before, after = onset["TZOFFSETFROM"].td, onset["TZOFFSETTO"].td
        moment = (onset["DTSTART"].dt - before).replace(tzinfo=UTC)
        beside = [each.astimezone(ZoneInfo(zone)).utcoffset() for each in (moment - timedelta(seconds=1), moment)]
        assert beside == [before, after]


def _twice(zone: str, start: int) -> bool:
    moment = datetime.fromtimestamp(start / 1000, ZoneInfo(zone))
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def test_texts_come_out_as_they_went_in() -> None:
    said = 'Commas, semicolons; and \\ back\\nslashes: "é"\nin two lines\x0b ' + "long " * 40
    people = [('Ada "A" Lovelace; ,:', "ada@example.org"), ("Rosa", "rosa@example.org")]
    entry = Entry("1@test", said, NOW, NOW + HOUR, NOW, 3, people=people, description=said, tentative=True)
    text = calendar("REQUEST", [entry])
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    (event,) = parsed(text).events
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == (said.replace("\x0b", ""),) * 2
    assert (event["ORGANIZER"].params["CN"], str(event["ORGANIZER"])) == (
        "Ada 'A' Lovelace; ,:",
        "mailto:ada@example.org",
    )
    assert str(event["ATTENDEE"]) == "mailto:rosa@example.org"
    assert (event["SEQUENCE"], event["STATUS"]) == (3, "TENTATIVE")
