"""What makes and edits events."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import aliased

import db
from db.enums import EventStatus, PublishStatus, RsvpStatus
from db.visibility import leads, member_of
from resolvers import event_parts as parts
from resolvers import event_series as series
from resolvers.announcements import announce, tell_of_move, whereabouts
from resolvers.commands import Act, Problem, Refused, command
from resolvers.errors import Code
from resolvers.event_commands import UNPUBLISHED, event_to_run, follow_up, published, settle, why_not_announce
from resolvers.event_inputs import Sheet, refuse_what_is_not_here, rsvp_settings, start_and_length, switches, texts
from resolvers.event_places import kind_of
from resolvers.event_rows import change, insert_event, whole
from resolvers.event_times import Zone
from resolvers.keys import as_number, folded
from resolvers.seats import answer
from resolvers.visits import visit

GUESTS = 2
"""How many guests a member may bring to a new event that says nothing of it, as published."""
ORGANIZERS_ONLY = {
    "event_hosts": "eventHosts",
    "fee_option": "feeOption",
    "featured": "featured",
    "group_id": "groupId",
    "publish_status": "publishStatus",
    "recurring": "recurring",
    "apply_to_series": "applyToSeries",
}
"""What a host who is no organizer cannot change."""
FOR_ORGANIZERS = {
    "publish_status": "publishStatus",
    "featured": "featured",
    "announce": "announce",
    "fee_option": "feeOption",
    "recurring": "recurring",
}
"""What a member who suggests an event cannot say."""


def _group(act: Act, where: Any, field: str) -> Any:
    """A group that the viewer sees, with what the viewer is in it. Raises `Refused`."""
    g = aliased(db.Group)
    columns = (g.id, g.timezone, g.utc_offset, g.visibility, g.takes_suggestions)
    standing = (leads(g.id).label("leads"), member_of(g.id).label("takes_part"))
    found = act.seen.execute(select(*columns, *standing).where(where(g))).one_or_none()
    if found is None:
        raise Refused(Problem(Code.NOT_FOUND, "There is no such group, or you may not see it.", field))
    return found


def _group_of(act: Act, given: Mapping[str, Any]) -> Any:
    """The group that a new event is for: by its name, its number, or both if they agree."""
    number, name = given.get("group_id"), given.get("group_urlname")
    if number is None and name is None:
        missing = "groupUrlname or groupId must say whose event it is."
        raise Refused(Problem(Code.BAD_USER_INPUT, missing, "groupUrlname"))
    group = None if number is None else _group(act, lambda g: g.id == as_number(number), "groupId")
    if name is None:
        return group
    named = _group(act, lambda g: g.urlname_key == folded(name), "groupUrlname")
    if group is not None and group.id != named.id:
        raise Refused(Problem(Code.BAD_USER_INPUT, "groupId and groupUrlname name different groups.", "groupId"))
    return named


def _check_standing(sheet: Sheet, group: Any) -> None:
    """Organizers schedule events; other members suggest them, where the group takes suggestions."""
    if not (group.leads or (group.takes_part and group.takes_suggestions)):
        who = "members of the group may suggest" if group.takes_suggestions else "the group's organizers may schedule"
        raise Refused(Problem(Code.FORBIDDEN, f"Only {who} events.", "groupUrlname"))
    if group.leads:
        return
    for key, name in FOR_ORGANIZERS.items():
        if sheet.given.get(key) and sheet.given[key] != PublishStatus.PUBLISHED:
            sheet.wrong(name, "is for the group's organizers.", Code.FORBIDDEN)


def _first_status(group: Any, given: Mapping[str, Any], starts_at: int | None) -> EventStatus:
    if not group.leads:
        return EventStatus.SUGGESTED
    return EventStatus.DRAFT if given.get("publish_status") is PublishStatus.DRAFT else published(starts_at)


def _first_hosts(act: Act, sheet: Sheet, group: Any) -> list[int]:
    """Who hosts a new event: the named ones, and the viewer too unless that is switched off or nobody else is named."""
    given, named = sheet.given, sheet.given.get("event_hosts", [])
    if not group.leads and set(named) - {act.viewer_id}:
        sheet.wrong("eventHosts", "is for the group's organizers: who suggests an event hosts it.", Code.FORBIDDEN)
        return []
    joins_in = not named or given.get("self_host", given.get("self_rsvp", True))
    return parts.hosts(act, sheet, group.id, [*([act.viewer_id] if joins_in else []), *named])


def _announcement(sheet: Sheet) -> str | None:
    """What is said with an announcement."""
    message = sheet.words("announce_message", "announceMessage")
    if message and not sheet.given.get("announce"):
        sheet.wrong("announceMessage", "goes out with an announcement: send announce: true too.")
    return message


def create_event(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """A new event of a group."""
    given = args["input"]
    group, sheet = _group_of(act, given), Sheet(given, act.request.spam)
    _check_standing(sheet, group)
    refuse_what_is_not_here(sheet)
    zone, message = Zone(group), _announcement(sheet)
    values = texts(sheet) | start_and_length(sheet, zone, act.now, {})
    values |= {"guest_limit": GUESTS} | rsvp_settings(sheet, zone, values["starts_at"], {}) | switches(sheet)
    values |= parts.picture(act, sheet, group.id) | {"status": _first_status(group, given, values["starts_at"])}
    hosts, others = _first_hosts(act, sheet, group), parts.Parts.read(act, sheet, group.id, None)
    _check_announcement(sheet, {**values, "announced": False, "announced_at": None}, act.now)
    again = given.get("recurring")
    rule = {} if again is None else series.rule(sheet, "recurring", again, values["starts_at"], zone)
    sheet.done()
    of_group = {"group_id": group.id, "visibility": group.visibility}
    event_id = insert_event(act, {**of_group, **values, "event_type": kind_of(others.venues or ())})
    parts.set_hosts(act, event_id, hosts)
    others.write(act, event_id)
    for each in [event_id, *(series.found(act, rule, event_id, zone) if rule else [])]:
        _begin(act, given, each, group.id)
    if given.get("announce"):
        announce(act, event_id, message)
    return {"event": event_id}


def _begin(act: Act, given: Mapping[str, Any], event_id: int, group_id: int) -> None:
    if given.get("self_rsvp", True):
        answer(act, event_id, act.viewer_id, {"status": RsvpStatus.YES, "guests": 0})
        visit(act, group_id)
    act.changed("event", "created", group_id, event_id)


def _check_announcement(sheet: Sheet, event: Mapping[str, Any], now: int) -> None:
    why = why_not_announce(event, now) if sheet.given.get("announce") else None
    if why:
        sheet.problems.append(Problem(*why, "announce"))


def edit_event(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Another title, time, place, ... of an event."""
    given = args["input"]
    if given.get("apply_to_series"):
        series.hold(act, given["event_id"])
    event, sheet = event_to_run(act, given["event_id"]), Sheet(given, act.request.spam)
    before, group = whole(act, event.id), _group_to_hold(act, sheet, event)
    _refuse_what_is_for_organizers(sheet, event)
    refuse_what_is_not_here(sheet)
    zone, message = Zone(group), _announcement(sheet)
    values = texts(sheet) | start_and_length(sheet, zone, act.now, before)
    values |= rsvp_settings(sheet, zone, values["starts_at"], before) | switches(sheet)
    values |= parts.picture(act, sheet, group.id)
    values |= {"status": _next_status(sheet, before, values), "updated_at": act.now}
    hosts, others = _next_hosts(act, sheet, event, group), parts.Parts.read(act, sheet, group.id, event.id)
    _check_announcement(sheet, {**before, **values}, act.now)
    rule = series.read_edit(sheet, before, values["starts_at"], zone)
    siblings = _siblings(act, sheet, before, values)
    sheet.done()
    if others.venues is not None:
        values["event_type"] = kind_of(others.venues)
    was = whereabouts(act, event.id)
    change(act, event.id, values)
    _move(act, before, group)
    if hosts is not None:
        parts.set_hosts(act, event.id, hosts)
    others.write(act, event.id)
    tell_of_move(act, event.id, was)
    if rule is not None:
        _come_again(act, rule, event, zone)
    _spread(act, sheet, before, values, siblings, zone)
    return follow_up(act, event, given.get("announce", False), message)


def _siblings(act: Act, sheet: Sheet, before: Mapping[str, Any], values: Mapping[str, Any]) -> list[int]:
    """The later events of the series that are to change as well."""
    if not sheet.given.get("apply_to_series"):
        return []
    if values["starts_at"] is None:
        sheet.wrong("startDateTime", "cannot be cleared for a whole series.")
    for key, name in {"group_id": "groupId", "recurring": "recurring"}.items():
        if key in sheet.given:
            sheet.wrong(name, "cannot be changed with applyToSeries.")
    return series.later(act, sheet, before, "applyToSeries")


def _come_again(act: Act, rule: dict[str, Any], event: Any, zone: Zone) -> None:
    """Make a series of an event, or take it out of the one it is in; the others stay there."""
    if not rule:
        change(act, event.id, {"series_id": None})
    for each in series.found(act, rule, event.id, zone) if rule else ():
        act.changed("event", "created", event.group_id, each)


def _spread(act: Act, sheet: Sheet, before: Mapping[str, Any], values: Any, siblings: list[int], zone: Zone) -> None:
    """Change the later events of a series as the one that was edited."""
    for event_id in siblings:
        own = whole(act, event_id)
        series.spread(act, sheet, before, values, event_id, zone)
        change(act, event_id, {"status": _next_status(sheet, own, own)})
        settle(act, event_id, before["group_id"])
    sheet.done()


def _group_to_hold(act: Act, sheet: Sheet, event: Any) -> Any:
    """The event's group, or the one that it is to move to."""
    number = sheet.given.get("group_id")
    if number is None or as_number(number) == event.group_id:
        g = db.Group
        columns = (g.id, g.timezone, g.utc_offset, g.visibility)
        return act.all.execute(select(*columns).where(g.id == event.group_id)).one()
    group = _group(act, lambda g: g.id == as_number(number), "groupId")
    if not group.leads:
        sheet.wrong("groupId", "must be a group that you organize.", Code.FORBIDDEN)
    paid = act.all.scalar(select(exists().where(db.Payment.event_id == event.id)))
    if paid:
        sheet.wrong("groupId", "cannot change: the event has been paid for.", Code.CONFLICT)
    return group


def _move(act: Act, before: Mapping[str, Any], group: Any) -> None:
    """Hand an event to another group: its photos go along, a picture of the old group's stays behind."""
    if group.id == before["group_id"]:
        return
    a, p, event_id = db.PhotoAlbum, db.Photo, before["id"]
    albums = select(a.id).where(a.event_id == event_id)
    its_own = or_(p.album_id.in_(albums), p.event_id == event_id)
    act.all.execute(update(p).where(its_own).values(group_id=group.id))
    act.all.execute(update(a).where(a.event_id == event_id).values(group_id=group.id))
    of_old = select(p.id).where(p.group_id == before["group_id"])
    e = db.Event
    act.all.execute(update(e).where(e.id == event_id, e.photo_id.in_(of_old)).values(photo_id=None))
    change(act, event_id, {"group_id": group.id, "visibility": group.visibility, "series_id": None})
    act.changed("event", "deleted", before["group_id"], event_id)


def _refuse_what_is_for_organizers(sheet: Sheet, event: Any) -> None:
    for key, name in ORGANIZERS_ONLY.items():
        if key in sheet.given and not event.leads:
            sheet.wrong(name, "is for the group's organizers.", Code.FORBIDDEN)


def _next_status(sheet: Sheet, before: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """Where the event stands after an edit: hidden, called off, or on as soon as it has a time."""
    wanted, status = sheet.given.get("publish_status"), str(before["status"])
    if wanted is PublishStatus.DRAFT and status != EventStatus.DRAFT:
        if before["announced"] or status == EventStatus.CANCELLED:
            sheet.wrong("publishStatus", "cannot be DRAFT again: the event is announced or cancelled.", Code.CONFLICT)
        return EventStatus.DRAFT
    if wanted is PublishStatus.PUBLISHED and status == EventStatus.CANCELLED:
        sheet.wrong("publishStatus", "does not bring a cancelled event back.", Code.EVENT_CANCELLED)
    if status in UNPUBLISHED:
        return published(values["starts_at"]) if wanted is PublishStatus.PUBLISHED else status
    return published(values["starts_at"]) if status in (EventStatus.ACTIVE, EventStatus.PROPOSED) else status


def _next_hosts(act: Act, sheet: Sheet, event: Any, group: Any) -> list[int] | None:
    """Who is to host the event, if that changes. Of another group, its hosts must be members too."""
    if "event_hosts" in sheet.given:
        return parts.hosts(act, sheet, group.id, sheet.given["event_hosts"])
    if group.id != event.group_id:
        h = db.EventHost
        known = select(h.member_id).where(h.event_id == event.id).order_by(h.position)
        parts.hosts(act, sheet, group.id, act.all.scalars(known).all())
    return None


EDIT_COMMANDS = {"create_event": command(create_event), "edit_event": command(edit_event)}
