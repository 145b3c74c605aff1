"""What changes working hours: the week, dates of their own, holidays, exceptions."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, exists, insert, select, update

import db
from db.enums import Weekday
from resolvers import checks
from resolvers.commands import Act, Problem, Refused, command
from resolvers.errors import Code
from resolvers.keys import as_number

Answer = Mapping[str, Any]
NO_AVAILABILITY = Problem(Code.NOT_FOUND, "There is no such availability, or you may not see it.", "availabilityId")
NO_EXCEPTION = Problem(Code.NOT_FOUND, "There is no such exception, or you may not see it.", "exceptionId")
IN_USE = Problem(Code.CONFLICT, "Meeting types use these hours: give them others first.", "availabilityId")
MOST_DATES = 1000
FIRST_YEAR, LAST_YEAR = 2000, 2100


def _availability(act: Act, given: Mapping[str, Any]) -> Any:
    """Hours that the viewer may see, and so change. Raises `Refused`."""
    a, key = db.Availability, as_number(given["availability_id"])
    found = act.seen.execute(select(a.id, a.member_id).where(a.id == key)).one_or_none()
    if found is None:
        raise Refused(NO_AVAILABILITY)
    act.all.execute(select(a.id).where(a.id == key).with_for_update())
    return found


def create_availability(act: Act, args: Mapping[str, Any]) -> Answer:
    """Say when one can be booked. The first hours of a member are the default."""
    given = args["input"]
    a = db.Availability
    first = not act.all.scalar(select(exists().where(a.member_id == act.viewer_id)))
    values = _values(given, {"name": checks.text(given, "name", 200, 1), "timezone": checks.zone(given)})
    own = {"uuid": str(uuid.uuid4()), "member_id": act.viewer_id, "created_at": act.now, "updated_at": act.now}
    row = {"is_default": first, **own, **values}
    availability_id = int(act.all.scalars(insert(a).values(**row).returning(a.id)).one())
    _contents(act, availability_id, act.viewer_id, given)
    return {"availability": availability_id}


def edit_availability(act: Act, args: Mapping[str, Any]) -> Answer:
    """Change hours. A week or dates that are given replace all there were."""
    given = args["input"]
    found = _availability(act, given)
    values: dict[str, Any] = {"updated_at": act.now}
    if "name" in given:
        values["name"] = checks.text(given, "name", 200, 1)
    if "timezone" in given:
        values["timezone"] = checks.zone(given)
    a = db.Availability
    act.all.execute(update(a).where(a.id == found.id).values(**_values(given, values)))
    _contents(act, found.id, found.member_id, given)
    return {"availability": found.id}


def _values(given: Mapping[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    return {**values, **{name: given[name] for name in ("events_block", "is_default") if name in given}}


def _contents(act: Act, availability_id: int, member_id: int, given: Mapping[str, Any]) -> None:
    a = db.Availability
    if given.get("is_default"):
        others = update(a).where(a.member_id == member_id, a.id != availability_id)
        act.all.execute(others.values(is_default=False))
    if "weekly" in given:
        _set_week(act, availability_id, given["weekly"])
    if "dates" in given:
        _set_dates(act, availability_id, given["dates"])


def _set_week(act: Act, availability_id: int, week: Sequence[Mapping[str, Any]]) -> None:
    w, rows = db.AvailabilityWindow, []
    for each in week:
        number = list(Weekday).index(each["weekday"])
        rows += [{"weekday": number, **window} for window in checks.windows(each["hours"], "weekly.hours")]
    if len(rows) > 7 * checks.MOST_WINDOWS:
        raise checks.wrong("weekly", "names too many windows.")
    act.all.execute(delete(w).where(w.availability_id == availability_id))
    if rows:
        act.all.execute(insert(w), [{"availability_id": availability_id, **row} for row in rows])


def _set_dates(act: Act, availability_id: int, dates: Sequence[Mapping[str, Any]]) -> None:
    o, x = db.AvailabilityOverride, db.OverrideWindow
    days = [checks.day(each["date"], "dates.date") for each in dates]
    if len(days) > MOST_DATES or len(set(days)) < len(days):
        raise checks.wrong("dates", f"must name at most {MOST_DATES} dates, each once.")
    act.all.execute(delete(o).where(o.availability_id == availability_id))
    for day, each in zip(days, dates, strict=True):
        windows = checks.windows(each["hours"], "dates.hours")
        row = {"availability_id": availability_id, "day": day, "title": each.get("title")}
        override_id = act.all.scalars(insert(o).values(**row).returning(o.id)).one()
        if windows:
            act.all.execute(insert(x), [{"override_id": override_id, **window} for window in windows])


def delete_availability(act: Act, args: Mapping[str, Any]) -> Answer:
    """Take hours away that no meeting type uses."""
    found = _availability(act, args["input"])
    h = db.MeetingTypeHost
    if act.all.scalar(select(exists().where(h.availability_id == found.id))):
        raise Refused(IN_USE)
    act.all.execute(delete(db.Availability).where(db.Availability.id == found.id))
    return {"success": True}


def add_holidays(act: Act, args: Mapping[str, Any]) -> Answer:
    """Close on a country's public holidays. Dates that have hours of their own keep them."""
    given = args["input"]
    found = _availability(act, given)
    country = given["country"].upper()
    for year in given["years"]:
        checks.number(year, "years", FIRST_YEAR, LAST_YEAR)
    days = _holidays(country, given.get("subdivision"), given["years"])
    rows = [
        {"availability_id": found.id, "day": day, "title": title, "holiday": country} for day, title in sorted(days)
    ]
    if rows:
        act.all.execute(act.upsert(db.AvailabilityOverride).values(rows).on_conflict_do_nothing())
    return {"availability": found.id}


def _holidays(country: str, subdivision: str | None, years: list[int]) -> list[tuple[str, str]]:
    import holidays

    known = holidays.list_supported_countries()
    if country not in known:
        raise checks.wrong("country", "must be a code that the holidays library knows, like DE.")
    if subdivision is not None and subdivision not in known[country]:
        codes = ", ".join(known[country]) or "none"
        raise checks.wrong("subdivision", f"must be one of {codes}.")
    found = holidays.country_holidays(country, subdiv=subdivision, years=years)
    return [(day.isoformat(), title) for day, title in found.items()]


def _exception(act: Act, given: Mapping[str, Any]) -> Any:
    e, key = db.AvailabilityException, as_number(given["exception_id"])
    columns = select(e.id, e.availability_id, e.starts_at, e.ends_at).where(e.id == key)
    found = act.seen.execute(columns).one_or_none()
    if found is None:
        raise Refused(NO_EXCEPTION)
    return found


def _range(start: int, end: int) -> dict[str, int]:
    if start >= end:
        raise checks.wrong("end", "must be later than the start.")
    return {"starts_at": start, "ends_at": end}


def _words(given: Mapping[str, Any]) -> dict[str, Any]:
    lengths = {"title": 200, "note": 2000}
    kept = {name: checks.text(given, name, most) for name, most in lengths.items() if name in given}
    return {**kept, **({"available": given["available"]} if "available" in given else {})}


def create_availability_exception(act: Act, args: Mapping[str, Any]) -> Answer:
    """Put a stretch of time into hours or take it out."""
    given = args["input"]
    found, e = _availability(act, given), db.AvailabilityException
    row = {"availability_id": found.id, **_range(given["start"], given["end"]), **_words(given)}
    act.all.execute(insert(e).values(**row, created_at=act.now))
    return {"availability": found.id}


def edit_availability_exception(act: Act, args: Mapping[str, Any]) -> Answer:
    """Change such a stretch."""
    given = args["input"]
    found, e = _exception(act, given), db.AvailabilityException
    span = _range(given.get("start", found.starts_at), given.get("end", found.ends_at))
    act.all.execute(update(e).where(e.id == found.id).values(**span, **_words(given)))
    return {"availability": found.availability_id}


def delete_availability_exception(act: Act, args: Mapping[str, Any]) -> Answer:
    """Take it away."""
    found, e = _exception(act, args["input"]), db.AvailabilityException
    act.all.execute(delete(e).where(e.id == found.id))
    return {"availability": found.availability_id}


AVAILABILITY_COMMANDS = {
    "create_availability": command(create_availability),
    "edit_availability": command(edit_availability),
    "delete_availability": command(delete_availability),
    "add_holidays": command(add_holidays),
    "create_availability_exception": command(create_availability_exception),
    "edit_availability_exception": command(edit_availability_exception),
    "delete_availability_exception": command(delete_availability_exception),
}
