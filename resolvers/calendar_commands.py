"""What changes a member's calendars: those of others that block time, and the feed of one's own."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import delete, func, insert, select, update

import db
from resolvers import calendar_files, checks
from resolvers.calendar_files import Reading, Unusable
from resolvers.commands import Act, Problem, Refused, command
from resolvers.context import Request
from resolvers.errors import Code
from resolvers.keys import as_number
from resolvers.zones import DAY, MINUTE

Answer = Mapping[str, Any]
NO_CONNECTION = Problem(
    Code.NOT_FOUND, "There is no such calendar connection, or you may not see it.", "calendarConnectionId"
)
MOST_CONNECTIONS = 10
LONGEST_URL = 2_000
FEED_AGE, FILE_AGE = 60 * MINUTE, DAY
"""How old a reading becomes: a feed's is then fetched, a file's is written out further."""


def _asked_url(given: Mapping[str, Any]) -> str | None:
    """The address in an input, if there is one. Raises `Refused`."""
    if "url" not in given:
        return None
    url = given["url"].strip()
    if url.lower().startswith("webcal:"):
        url = f"https:{url[7:]}"
    try:
        usable = len(url) <= LONGEST_URL and urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname
    except ValueError:
        usable = False
    if not usable:
        raise checks.wrong("url", "must be an address like https://calendar.example/me.ics.")
    return str(url)


async def _read(request: Request, url: str | None, source: str | None, zone: str) -> Reading:
    """A calendar by its address or its text. Raises `Refused`."""
    field = "file" if url is None else "url"
    try:
        text = await request.fetch(url) if url is not None else source or ""
        return await calendar_files.read(text, zone, request.now)
    except Unusable as error:
        raise Refused(Problem(Code.BAD_USER_INPUT, str(error), field)) from None


async def prepare_connection(request: Request, args: Mapping[str, Any]) -> tuple[str, str | None, Reading]:
    """The zone, the address and the reading of a calendar that is to be connected. Raises `Refused`."""
    given = args["input"]
    checks.text(given, "name", 200, 1)
    if ("url" in given) == ("file" in given):
        raise checks.wrong("url", "or `file` must be given, and only one of them.")
    url = _asked_url(given)
    zone = checks.zone(given) if "timezone" in given else await _usual_zone(request)
    return zone, url, await _read(request, url, given.get("file"), zone)


async def _usual_zone(request: Request) -> str:
    """That of the member's default hours, else the member's own."""
    a, m = db.Availability, db.Member
    hours = select(a.timezone).where(a.member_id == m.id).order_by(a.is_default.desc(), a.id).limit(1)
    own = select(func.coalesce(hours.scalar_subquery(), m.timezone)).where(m.id == request.viewer.id)
    async with request.session() as session:
        return str((await session.execute(own)).scalar_one())


def create_calendar_connection(act: Act, args: Mapping[str, Any]) -> Answer:
    """Let another calendar block time."""
    zone, url, reading = args["prepared"]
    c, m = db.CalendarConnection, db.Member
    act.all.execute(select(m.id).where(m.id == act.viewer_id).with_for_update(key_share=True))
    if (act.all.scalar(select(func.count()).where(c.member_id == act.viewer_id)) or 0) >= MOST_CONNECTIONS:
        text = f"You have {MOST_CONNECTIONS} calendars connected, which is the most: delete one first."
        raise Refused(Problem(Code.CONFLICT, text))
    own = {"member_id": act.viewer_id, "name": args["input"]["name"], "url": url, "timezone": zone}
    row = {**own, **_read_now(reading, url, act.now), "created_at": act.now}
    connection_id = int(act.all.scalars(insert(c).values(**row).returning(c.id)).one())
    _take(act, connection_id, act.viewer_id, reading)
    return {"calendar_connection": connection_id}


def _read_now(reading: Reading, url: str | None, now: int) -> dict[str, Any]:
    """The columns that say what was read and when."""
    due = {"refreshed_at": now, "next_refresh_at": now + (FILE_AGE if url is None else FEED_AGE)}
    well = {"claimed_until": 0, "failures": 0, "problem": None}
    return {"source": reading.source, "read_until": reading.until, **due, **well}


def _take(act: Act, connection_id: int, member_id: int, reading: Reading) -> None:
    """Block what the calendar says, and nothing that it said before."""
    b = db.CalendarBusy
    own = {"connection_id": connection_id, "member_id": member_id}
    act.all.execute(delete(b).where(b.connection_id == connection_id))
    rows = [{**own, "starts_at": start, "ends_at": end} for start, end in reading.busy]
    if rows:
        act.all.execute(insert(b), rows)


async def prepare_refresh(request: Request, args: Mapping[str, Any]) -> Reading | None:
    """A new reading of a connected calendar. Raises `Refused`."""
    given, c = args["input"], db.CalendarConnection
    async with request.session() as session:
        known = select(c.url, c.source, c.timezone).where(c.id == as_number(given["calendar_connection_id"]))
        found = (await session.execute(known)).one_or_none()
    if found is None:
        return None
    if "file" in given and found.url is not None:
        raise checks.wrong("file", "cannot be given: this calendar has an address.")
    return await _read(request, found.url, given.get("file", found.source), found.timezone)


def refresh_calendar_connection(act: Act, args: Mapping[str, Any]) -> Answer:
    """Read a connected calendar anew, or another file in its place."""
    found, reading = _connection(act, args["input"]), args["prepared"]
    if reading is None:
        raise Refused(NO_CONNECTION)
    keep(act, found, reading)
    return {"calendar_connection": found.id}


def _connection(act: Act, given: Mapping[str, Any]) -> Any:
    c, key = db.CalendarConnection, as_number(given["calendar_connection_id"])
    found = act.seen.execute(select(c.id, c.member_id, c.url).where(c.id == key)).one_or_none()
    if found is None:
        raise Refused(NO_CONNECTION)
    return found


def keep(act: Act, found: Any, reading: Reading) -> None:
    """Put a new reading in the place of the old one, unless the connection is gone meanwhile."""
    c = db.CalendarConnection
    there = act.all.scalars(select(c.id).where(c.id == found.id).with_for_update()).one_or_none()
    if there is None:
        return
    act.all.execute(update(c).where(c.id == found.id).values(**_read_now(reading, found.url, act.now)))
    _take(act, found.id, found.member_id, reading)


def delete_calendar_connection(act: Act, args: Mapping[str, Any]) -> Answer:
    """Let a calendar block time no more."""
    found, c = _connection(act, args["input"]), db.CalendarConnection
    act.all.execute(delete(c).where(c.id == found.id))
    return {"success": True}


def rotate_calendar_feed(act: Act, _args: Mapping[str, Any]) -> Answer:
    """Make the address of one's own calendar; the one before stops working."""
    secret, f = act.request.secret("calendar"), db.CalendarFeed
    row = {"digest": secret.digest, "created_at": act.now}
    made = act.upsert(f).values(member_id=act.viewer_id, **row)
    act.all.execute(made.on_conflict_do_update(index_elements=[f.member_id], set_=row))
    return {"url": f"{act.request.site_url}/calendar/{secret.text}.ics"}


def delete_calendar_feed(act: Act, _args: Mapping[str, Any]) -> Answer:
    """Keep one's calendar to oneself."""
    act.all.execute(delete(db.CalendarFeed).where(db.CalendarFeed.member_id == act.viewer_id))
    return {"success": True}


CALENDAR_COMMANDS = {
    "create_calendar_connection": command(create_calendar_connection, prepare=prepare_connection),
    "refresh_calendar_connection": command(refresh_calendar_connection, prepare=prepare_refresh),
    "delete_calendar_connection": command(delete_calendar_connection),
    "rotate_calendar_feed": command(rotate_calendar_feed),
    "delete_calendar_feed": command(delete_calendar_feed),
}
