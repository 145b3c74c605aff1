"""Events that come again: the rule, the days that it gives, and the events that are made or changed by it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert, select

import db
from db.enums import EventStatus, Weekday
from db.events import times
from resolvers import event_fees
from resolvers.commands import Act
from resolvers.errors import Code
from resolvers.event_inputs import Given, Sheet, Values
from resolvers.event_parts import set_questions
from resolvers.event_rows import change, insert_event, whole
from resolvers.event_times import Zone
from resolvers.keys import event_key
from resolvers.zones import DAY

MOST = 52
"""Events of one series that are made at once."""
AHEAD = 365
"""Days for which events are made where no end is said."""
DAYS = list(Weekday)
LAST = 5
ORDINALS = ("first", "second", "third", "fourth", "last")
COPIED = (
    "group_id", "creator_id", "title", "title_key", "description_html", "description_text", "simple_html_description",
    "is_simple_html", "why", "how_to_find_us", "host_instructions", "duration", "status", "event_type", "visibility",
    "venue_visibility", "email_reminders", "rsvp_alerts", "rsvp_limit", "guest_limit", "waitlist_mode", "photo_id",
    "series_id",
)  # fmt: skip
PARTS = (
    db.EventHost, db.EventVenue, db.EventTopic, db.EventSpeaker, db.SurveyQuestion, db.EventFee, db.EventRefundPolicy
)  # fmt: skip
"""What an event of a series has from the first one, besides its own columns."""
MENTIONED: Mapping[type[db.Base], Sequence[str]] = {
    db.EventHost: ("event_hosts",),
    db.EventVenue: ("venue_id", "venue_ids", "venue_options", "location"),
    db.EventTopic: ("topics",),
    db.EventSpeaker: ("speaker_details",),
}
"""What an edit of a series replaces in later events, by the inputs that speak of it."""
OWN = frozenset({"starts_at", "duration", "sort_time", "ends_at", "utc_offset", "status", "updated_at", "series_id"})
"""What each event of a series has for itself."""


def rule(sheet: Sheet, name: str, given: Given, start: int | None, zone: Zone) -> Values:
    """The columns of a series."""
    weekly, monthly = given.get("weekly_recurrence"), given.get("monthly_recurrence")
    if (weekly is None) == (monthly is None):
        sheet.wrong(name, "must have a weeklyRecurrence or a monthlyRecurrence, one of them.")
        return {}
    if start is None:
        sheet.wrong(name, "counts from the start: the event needs a startDateTime.")
        return {}
    values = _weekly(sheet, name, weekly) if weekly is not None else _monthly(sheet, name, monthly or {})
    values["end_date"] = _end(sheet, name, given.get("end_date"), _day(start, zone))
    if not sheet.problems and len(list(islice(_days(values, _day(start, zone)), MOST + 1))) > MOST - 1:
        sheet.wrong(f"{name}.endDate", f"leads to more than {MOST} events: choose an earlier day.")
    return values


def _weekly(sheet: Sheet, name: str, given: Given) -> Values:
    days, weeks = [each for each in DAYS if each in given["weekly_days_of_week"]], given["weekly_interval"]
    if not days:
        sheet.wrong(f"{name}.weeklyRecurrence.weeklyDaysOfWeek", "must name a day.")
    if not 1 <= weeks <= MOST:
        sheet.wrong(f"{name}.weeklyRecurrence.weeklyInterval", f"must be from 1 to {MOST} weeks.")
    often = "Every week" if weeks == 1 else f"Every {weeks} weeks"
    description = f"{often} on {' and '.join(day.title() for day in days)}"
    return {"weekly_days": days, "weekly_interval": weeks, "description": description}


def _monthly(sheet: Sheet, name: str, given: Given) -> Values:
    day, week = given["monthly_day_of_week"], given["monthly_week_of_month"]
    if not 1 <= week <= LAST:
        sheet.wrong(f"{name}.monthlyRecurrence.monthlyWeekOfMonth", "must be from 1 to 5; 5 is the last of the month.")
        return {}
    description = f"Every month on the {ORDINALS[week - 1]} {day.title()}"
    return {"monthly_day": day, "monthly_week": week, "description": description}


def _end(sheet: Sheet, name: str, text: str | None, first: date) -> str | None:
    if text is None:
        return None
    try:
        last = date.fromisoformat(text)
    except ValueError:
        sheet.wrong(f"{name}.endDate", "must be a day like 2026-12-31.")
        return None
    if last <= first:
        sheet.wrong(f"{name}.endDate", "must lie after the start.")
    return last.isoformat()


def _day(instant: int, zone: Zone) -> date:
    return datetime.fromtimestamp(_wall(instant, zone) // 1000, UTC).date()


def _days(series: Given, first: date) -> Iterator[date]:
    """The days after the first one on which there is an event."""
    end = series.get("end_date")
    last = first + timedelta(days=AHEAD) if end is None else date.fromisoformat(end)
    for number in range(1, (last - first).days + 1):
        day = first + timedelta(days=number)
        if _fits(series, first, day):
            yield day


def _fits(series: Given, first: date, day: date) -> bool:
    if series.get("weekly_days") is None:
        week = (day.day + 6) // 7
        is_last = (day + timedelta(days=7)).month != day.month
        wanted = series["monthly_week"]
        return DAYS[day.weekday()] == series["monthly_day"] and (is_last if wanted == LAST else week == wanted)
    weeks = (day - timedelta(days=day.weekday()) - first + timedelta(days=first.weekday())).days // 7
    return DAYS[day.weekday()] in series["weekly_days"] and weeks % int(series["weekly_interval"]) == 0


def found(act: Act, series: Values, event_id: int, zone: Zone) -> list[int]:
    """Make an event the first of a series, and the others with it: their ids."""
    first = whole(act, event_id)
    row = insert(db.EventSeries).values(group_id=first["group_id"], **series).returning(db.EventSeries.id)
    change(act, event_id, {"series_id": act.all.execute(row).scalar_one()})
    first = whole(act, event_id)
    start, begins = first["starts_at"], _day(first["starts_at"], zone)
    return [_copy(act, first, _moved(start, (day - begins).days * DAY, zone), zone) for day in _days(series, begins)]


def _moved(start: int, by: int, zone: Zone) -> int:
    """An instant, moved as the group's clocks show it."""
    return zone.shown(_wall(start, zone) + by)


def _wall(instant: int, zone: Zone) -> int:
    return instant + zone.offset(instant)


def _copy(act: Act, first: Given, start: int, zone: Zone) -> int:
    values = {name: first[name] for name in COPIED} | times(start, first["duration"])
    values |= {"utc_offset": zone.offset(start)} | _windows(first, first, start)
    event_id = insert_event(act, values)
    for model in PARTS:
        _copy_part(act, model, first["id"], event_id)
    return event_id


def _windows(edited: Given, first: Given, start: int) -> Values:
    """When answers are taken: as long before the start as at the first event."""
    names = ("rsvp_open_at", "rsvp_close_at")
    return {n: None if edited[n] is None else edited[n] + start - first["starts_at"] for n in names if n in edited}


def _copy_part(act: Act, model: type[db.Base], source: int, event_id: int) -> None:
    table: Any = model
    names = [column.key for column in model.__mapper__.columns if column.key not in ("id", "event_id")]
    rows = act.all.execute(select(*(getattr(table, name) for name in names)).where(table.event_id == source)).all()
    if rows:
        fresh = {"discount_taken": 0} if model is db.EventFee and rows[0].discount is not None else {}
        act.all.execute(insert(table), [{**row._mapping, **fresh, "event_id": event_id} for row in rows])


def hold(act: Act, key: str) -> None:
    """Lock an event's series and all events of it, so that nobody else changes it."""
    column, value = event_key(key)
    e, s = db.Event, db.EventSeries
    series_id = act.all.scalar(select(e.series_id).where(getattr(e, column) == value))
    act.all.execute(select(s.id).where(s.id == series_id).with_for_update()).all()
    act.all.execute(select(e.id).where(e.series_id == series_id).order_by(e.id).with_for_update()).all()


def later(act: Act, sheet: Sheet, event: Given, field: str) -> list[int]:
    """The events of a series that come after one and are not cancelled."""
    if event["series_id"] is None:
        sheet.wrong(field, "is for events of a series, and this one belongs to none.", Code.CONFLICT)
        return []
    e = db.Event
    after = (e.series_id == event["series_id"], e.sort_time > event["sort_time"], e.starts_at.is_not(None))
    ids = select(e.id).where(*after, e.status != EventStatus.CANCELLED)
    return list(act.all.scalars(ids.order_by(e.sort_time, e.id)))


def spread(act: Act, sheet: Sheet, before: Given, values: Given, event_id: int, zone: Zone) -> None:
    """Change a later event of a series as an edit has changed the one that was as `before`. Its start moves as far."""
    own, source = whole(act, event_id), before["id"]
    changed = {name: value for name, value in values.items() if name not in OWN} | {"updated_at": act.now}
    start = own["starts_at"]
    if "start_date_time" in sheet.given:
        by = (
            values["starts_at"]
            + zone.offset(values["starts_at"])
            - before["starts_at"]
            - zone.offset(before["starts_at"])
        )
        start = _moved(start, by, zone)
    length = values["duration"] if "duration" in sheet.given else own["duration"]
    changed |= times(start, length) | {"utc_offset": zone.offset(start)} | _windows(values, values, start)
    change(act, event_id, changed)
    for model in MENTIONED:
        if any(name in sheet.given for name in MENTIONED[model]):
            table: Any = model
            act.all.execute(delete(table).where(table.event_id == event_id))
            _copy_part(act, model, source, event_id)
    if any(name in sheet.given for name in ("question", "questions", "rsvp_survey")):
        _same_questions(act, source, event_id)
    fee = event_fees.read(act, sheet, event_id)
    if fee is not None:
        fee.write(act, event_id)


def read_edit(sheet: Sheet, event: Given, start: int | None, zone: Zone) -> Values | None:
    """What an edit says of coming again: the columns of a new series, `{}` for none, or None."""
    given = sheet.given.get("recurring")
    if given is None:
        return None
    if not given["enabled"]:
        return {}
    if "settings" not in given:
        sheet.wrong("recurring.settings", "is needed: how the event comes again.")
    elif event["series_id"] is not None:
        sheet.wrong("recurring.enabled", "is on already: an event leaves its series with false first.", Code.CONFLICT)
    else:
        return rule(sheet, "recurring.settings", given["settings"], start, zone)
    return None


def _same_questions(act: Act, source: int, event_id: int) -> None:
    """The questions are matched in their order, so that answers are kept."""
    q = db.SurveyQuestion
    wanted = act.all.scalars(select(q.text).where(q.event_id == source).order_by(q.position, q.id)).all()
    own = act.all.scalars(select(q.id).where(q.event_id == event_id).order_by(q.position, q.id)).all()
    ids = [*own, *[None] * len(wanted)]
    set_questions(act, event_id, [{"id": ids[at], "text": text} for at, text in enumerate(wanted)])
