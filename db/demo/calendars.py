"""The demo organizer's other calendar, an uploaded file with a weekly appointment, and the address of an own one."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import db
from db.demo.clock import Clock
from db.demo.ids import DEMO_CALENDAR_SECRET, DEMO_ORGANIZER_ID
from db.demo.rows import Rows
from db.tokens import digest

WEEKS = 105
FRIDAY, AT, LENGTH = 4, time(15), timedelta(hours=1)
FILE = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Convene//Demo//EN\r
BEGIN:VEVENT\r
UID:piano@convene.example\r
DTSTAMP:20000101T000000Z\r
DTSTART:20000107T150000\r
DURATION:PT1H\r
RRULE:FREQ=WEEKLY\r
SUMMARY:Piano lesson\r
END:VEVENT\r
END:VCALENDAR\r
"""


def add(rows: Rows, clock: Clock) -> None:
    """Connect the file to the demo's organizer, and publish the organizer's own calendar."""
    hours = next(row for row in rows.of(db.Availability) if row["member_id"] == DEMO_ORGANIZER_ID)
    zone = ZoneInfo(hours["timezone"])
    today = datetime.fromtimestamp(clock.now / 1000, zone).date()
    friday = today + timedelta(days=(FRIDAY - today.weekday() - 1) % 7 + 1)
    connection = rows.add(
        db.CalendarConnection,
        member_id=DEMO_ORGANIZER_ID,
        name="Private",
        source=FILE,
        timezone=hours["timezone"],
        read_until=clock.ago(-732),
        refreshed_at=clock.ago(0),
        next_refresh_at=clock.ago(-1),
        created_at=clock.ago(20),
    )
    own = {"connection_id": connection["id"], "member_id": DEMO_ORGANIZER_ID}
    for week in range(WEEKS):
        start = datetime.combine(friday + timedelta(weeks=week), AT, zone)
        span = (round(moment.timestamp()) * 1000 for moment in (start, start + LENGTH))
        rows.add(db.CalendarBusy, **own, **dict(zip(("starts_at", "ends_at"), span, strict=True)))
    rows.add(
        db.CalendarFeed, member_id=DEMO_ORGANIZER_ID, digest=digest(DEMO_CALENDAR_SECRET), created_at=clock.ago(20)
    )
