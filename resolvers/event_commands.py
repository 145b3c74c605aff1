"""What changes an event as a whole: announcing, publishing, closing, cancelling and deleting it."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, exists, select
from sqlalchemy.orm import aliased

import db
from db.enums import EventStatus
from db.visibility import leads, runs
from resolvers import event_series as series
from resolvers.announcements import announce, call_off, remind
from resolvers.commands import Act, Problem, Refused, command
from resolvers.errors import Code
from resolvers.event_inputs import Sheet
from resolvers.event_rows import change, whole
from resolvers.keys import event_key
from resolvers.seats import promote

MISSING_EVENT = Problem(Code.NOT_FOUND, "There is no such event, or you may not see it.", "eventId")
NOT_YOURS = Problem(Code.FORBIDDEN, "Only the event's hosts and the group's organizers may do this.", "eventId")
UNPUBLISHED = (EventStatus.DRAFT, EventStatus.SUGGESTED)


def locked_event(act: Act, key: str) -> Row[int, int, bool, bool]:
    """An event that the viewer sees, by its id as clients know it: `id`, `group_id`, and whether the viewer `runs` it
    and `leads` its group. Until the command ends nobody else changes it. Raises `Refused`.
    """
    column, value = event_key(key)
    rows = db.Event
    act.all.execute(select(rows.id).where(getattr(rows, column) == value).with_for_update())
    found = act.seen.execute(_by(column), {"key": value}).one_or_none()
    if found is None:
        raise Refused(MISSING_EVENT)
    return found


@cache
def _by(column: str) -> Select[int, int, bool, bool]:
    """Reads an event by the key in this column, and whose it is."""
    e = aliased(db.Event)
    wanted = select(e.id, e.group_id, runs(e).label("runs"), leads(e.group_id).label("leads"))
    return wanted.where(getattr(e, column) == bindparam("key"))


def event_to_run(act: Act, key: str) -> Row[int, int, bool, bool]:
    """An event that the viewer hosts or whose group the viewer organizes. Raises `Refused`."""
    found = locked_event(act, key)
    if not found.runs:
        raise Refused(NOT_YOURS)
    return found


def event_to_lead(act: Act, key: str) -> Row[int, int, bool, bool]:
    """An event whose group the viewer organizes. Raises `Refused`."""
    found = locked_event(act, key)
    if not found.leads:
        raise Refused(Problem(Code.FORBIDDEN, "Only the group's organizers may do this.", "eventId"))
    return found


def published(starts_at: int | None) -> EventStatus:
    """Where an event stands that is not hidden: it is on as soon as it has a time."""
    return EventStatus.PROPOSED if starts_at is None else EventStatus.ACTIVE


def why_not_announce(event: Mapping[str, Any], now: int) -> tuple[Code, str] | None:
    """What keeps an event from being announced, if anything does."""
    if event["status"] in UNPUBLISHED:
        return Code.CONFLICT, "The event must be published before it can be announced."
    if event["status"] == EventStatus.CANCELLED:
        return Code.EVENT_CANCELLED, "The event is cancelled."
    if event["announced"] or event["announced_at"] is not None:
        return Code.CONFLICT, "The event is announced already."
    return (Code.EVENT_PAST, "The event is over.") if event["ends_at"] < now else None


def follow_up(act: Act, event: Any, announced: bool = False, message: str | None = None) -> Mapping[str, Any]:
    """Do what a change of an event leads to, and answer it: seats that it frees are handed out."""
    if announced:
        announce(act, event.id, message)
    settle(act, event.id, event.group_id)
    return {"event": event.id}


def settle(act: Act, event_id: int, group_id: int) -> None:
    """Hand out the seats that a change has freed, and bring reminders in line with it."""
    promote(act, event_id)
    remind(act, event_id)
    act.changed("event", "updated", group_id, event_id)


def announce_event(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Tell the group's members of an event, once."""
    event = event_to_run(act, args["input"]["event_id"])
    why = why_not_announce(whole(act, event.id), act.now)
    if why:
        raise Refused(Problem(*why, "eventId"))
    change(act, event.id, {"updated_at": act.now})
    return follow_up(act, event, announced=True)


def publish_draft(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Show a draft, or what a member has suggested, to the group."""
    event = event_to_lead(act, args["input"]["event_id"])
    before = whole(act, event.id)
    if before["status"] not in UNPUBLISHED:
        raise Refused(Problem(Code.CONFLICT, "The event is published already.", "eventId"))
    if before["ends_at"] < act.now:
        raise Refused(Problem(Code.EVENT_PAST, "The event is over: give it another startDateTime first.", "eventId"))
    change(act, event.id, {"status": published(before["starts_at"]), "updated_at": act.now})
    return follow_up(act, event)


def delete_event(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take an event off the calendar, or only cancel it, alone or with the later ones of its series. Those who would
    have come are told.
    """
    given = args["input"]
    if given.get("update_series"):
        series.hold(act, given["event_id"])
    event, sheet = event_to_lead(act, given["event_id"]), Sheet(given, act.request.spam)
    cancels, event_ids = given.get("remove_from_calendar") is False, [event.id]
    if given.get("update_series"):
        event_ids += series.later(act, sheet, whole(act, event.id), "updateSeries")
    if not cancels and act.all.scalar(select(exists().where(db.Payment.event_id.in_(event_ids)))):
        sheet.wrong("removeFromCalendar", "must be false: the event has been paid for.", Code.CONFLICT)
    sheet.done()
    for event_id in event_ids:
        call_off(act, event_id)
        (_cancel if cancels else _delete)(act, event_id, event.group_id)
    return {"success": True}


def _cancel(act: Act, event_id: int, group_id: int) -> None:
    change(act, event_id, {"status": EventStatus.CANCELLED, "updated_at": act.now})
    settle(act, event_id, group_id)


def _delete(act: Act, event_id: int, group_id: int) -> None:
    act.all.execute(delete(db.Message).where(db.Message.event_id == event_id, db.Message.kind == "reminder"))
    act.all.execute(delete(db.Photo).where(db.Photo.event_id == event_id))
    act.all.execute(delete(db.Event).where(db.Event.id == event_id))
    act.changed("event", "deleted", group_id, event_id)


def _set_closed(act: Act, args: Mapping[str, Any], closed: bool) -> Mapping[str, Any]:
    event = event_to_run(act, args["input"]["event_id"])
    change(act, event.id, {"rsvps_closed": closed, "updated_at": act.now})
    act.changed("event", "updated", event.group_id, event.id)
    return {"event": event.id}


def close_rsvps(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take no more answers."""
    return _set_closed(act, args, True)


def open_rsvps(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take answers again."""
    return _set_closed(act, args, False)


EVENT_COMMANDS = {
    "announce_event": command(announce_event),
    "close_event_rsvps": command(close_rsvps),
    "delete_event": command(delete_event),
    "open_event_rsvps": command(open_rsvps),
    "publish_event_draft": command(publish_draft),
}
