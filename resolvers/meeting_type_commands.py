"""What changes meeting types. Whom one may make a host: oneself, and those of a workspace that one runs."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

import db
from db.booking_visibility import administers, runs_type
from resolvers import checks
from resolvers.commands import Act, Problem, Refused, command
from resolvers.errors import Code
from resolvers.keys import as_number
from resolvers.lengths import iso
from resolvers.zones import DAY, MINUTE

Answer = Mapping[str, Any]
NO_TYPE = Problem(Code.NOT_FOUND, "There is no such meeting type, or you may not see it.", "meetingTypeId")
NOT_YOURS = Problem(Code.FORBIDDEN, "Only its owner and those who run its workspace may do this.", "meetingTypeId")
NO_WORKSPACE = Problem(Code.FORBIDDEN, "You do not run such a workspace.", "workspaceId")
TAKEN = Problem(Code.CONFLICT, "Another of your meeting types has this slug.", "slug")
NO_HOURS = Problem(Code.BAD_USER_INPUT, "Somebody among the hosts has no availability: make one first.", "hosts")
ALONE = "cannot be had together with more than one seat."
SHORTEST, LONGEST, MOST = 5 * MINUTE, 480 * MINUTE, 10
MOST_REMINDERS = 5
PLAIN = ("method", "buffer_in_hours", "allow_guests", "double_opt_in", "host_confirmation", "enabled")
LENGTHS = {
    "interval": (SHORTEST, DAY),
    "buffer_before": (0, DAY),
    "buffer_after": (0, DAY),
    "notice": (0, 366 * DAY),
    "horizon": (0, 732 * DAY),
}
LIMITS = ("most_per_day", "most_per_week", "most_per_month")


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(each.capitalize() for each in rest)


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that the input speaks of; a limit or horizon of nothing is none."""
    values: dict[str, Any] = {name: given[name] for name in PLAIN if name in given}
    for name, (least, most) in LENGTHS.items():
        if name in given:
            values[name] = checks.length(given[name], _camel(name), least, most)
    if "horizon" in values:
        values["horizon"] = values["horizon"] or None
    if "seats" in given:
        values["seats"] = checks.number(given["seats"], "seats", 1, 100)
    for name in LIMITS:
        if name in given:
            values[name] = checks.number(given[name], _camel(name), 0, 10_000) or None
    values.update({f"{name}_at": given[name] for name in ("earliest", "latest") if name in given})
    return {**values, **_texts(given), **_durations(given), **_reminders(given)}


def _texts(given: Mapping[str, Any]) -> dict[str, Any]:
    texts: dict[str, Any] = {}
    if "name" in given:
        texts["name"] = checks.text(given, "name", 200, 1)
    if "description" in given:
        texts["description"] = checks.text(given, "description", 10_000)
    for name in ("channels", "locations"):
        if name in given:
            if len(given[name]) > 20 or any(not 0 < len(each) <= 500 for each in given[name]):
                raise checks.wrong(name, "must be at most 20, each of 1 to 500 characters.")
            texts[name] = given[name]
    return texts


def _durations(given: Mapping[str, Any]) -> dict[str, Any]:
    if "durations" not in given:
        return {}
    if not 0 < len(given["durations"]) <= MOST:
        raise checks.wrong("durations", f"must be 1 to {MOST}.")
    return {"durations": [iso(checks.length(each, "durations", SHORTEST, LONGEST)) for each in given["durations"]]}


def _reminders(given: Mapping[str, Any]) -> dict[str, Any]:
    if "reminders" not in given:
        return {}
    if len(given["reminders"]) > MOST_REMINDERS:
        raise checks.wrong("reminders", f"must be at most {MOST_REMINDERS}.")
    lengths = [checks.length(each, "reminders", SHORTEST, 30 * DAY) for each in given["reminders"]]
    return {"reminders": [iso(length) for length in sorted(set(lengths), reverse=True)]}


def _agrees(row: Any) -> None:
    for name in ("double_opt_in", "host_confirmation"):
        if row.seats > 1 and getattr(row, name):
            raise checks.wrong(_camel(name), ALONE)


def create_meeting_type(act: Act, args: Mapping[str, Any]) -> Answer:
    """Offer a meeting. Without hosts the viewer is its host."""
    given = args["input"]
    values = _values(given)
    workspace_id = workspace_to_run(act, given)
    row = {
        "interval": checks.length(values["durations"][0], "durations"),
        "uuid": str(uuid.uuid4()),
        "member_id": act.viewer_id,
        "workspace_id": workspace_id,
        "slug": checks.slug(given, values["name"]),
        "channels": [],
        "locations": [],
        "created_at": act.now,
        "updated_at": act.now,
        **values,
    }
    type_id = _stored(act, insert(db.MeetingType).values(**row))
    _set_hosts(act, type_id, given.get("hosts") or [{"member_id": str(act.viewer_id)}])
    return {"meeting_type": type_id}


def workspace_to_run(act: Act, given: Mapping[str, Any]) -> int | None:
    """The workspace that the input names, which the viewer runs; None if it names none. Raises `Refused`."""
    if "workspace_id" not in given:
        return None
    w, key = db.Workspace, as_number(given["workspace_id"])
    if act.seen.execute(select(w.id).where(w.id == key, administers(w.id))).one_or_none() is None:
        raise Refused(NO_WORKSPACE)
    return key


def _stored(act: Act, statement: Any) -> int:
    t = db.MeetingType
    try:
        type_id = int(act.all.scalars(statement.returning(t.id)).one())
    except IntegrityError:
        raise Refused(TAKEN) from None
    _agrees(act.all.execute(select(t.seats, t.double_opt_in, t.host_confirmation).where(t.id == type_id)).one())
    return type_id


def _set_hosts(act: Act, type_id: int, hosts: list[Mapping[str, Any]]) -> None:
    h, t = db.MeetingTypeHost, db.MeetingType
    workspace_id = act.all.scalars(select(t.workspace_id).where(t.id == type_id)).one()
    members = [as_number(each["member_id"]) for each in hosts]
    if not members or len(set(members)) < len(members) or len(members) > 100:
        raise checks.wrong("hosts", "must be 1 to 100 members, each once.")
    if strangers := [each for each in members if each != act.viewer_id and each not in _colleagues(act, workspace_id)]:
        raise checks.wrong("hosts", f"must be you or members of a workspace that you run, not {strangers[0]}.")
    act.all.execute(delete(h).where(h.meeting_type_id == type_id))
    for position, (member_id, each) in enumerate(zip(members, hosts, strict=True)):
        own = {"availability_id": _hours(act, member_id, each), "position": position}
        act.all.execute(insert(h).values(meeting_type_id=type_id, member_id=member_id, **own))


def _colleagues(act: Act, workspace_id: int | None) -> set[int]:
    m = db.WorkspaceMember
    return set(act.all.scalars(select(m.member_id).where(m.workspace_id == workspace_id)))


def _hours(act: Act, member_id: int, given: Mapping[str, Any]) -> int:
    """The host's hours that are named, or else the default ones."""
    a = db.Availability
    named = [a.id == as_number(given["availability_id"])] if "availability_id" in given else []
    chosen = select(a.id).where(a.member_id == member_id, *named).order_by(a.is_default.desc(), a.id).limit(1)
    found = act.all.scalars(chosen).one_or_none()
    if found is None:
        raise Refused(NO_HOURS)
    return found


def _own_type(act: Act, given: Mapping[str, Any]) -> int:
    t, key = db.MeetingType, as_number(given["meeting_type_id"])
    found = act.seen.execute(select(t.id, runs_type(t)).where(t.id == key)).one_or_none()
    if found is None:
        raise Refused(NO_TYPE)
    if not found[1]:
        raise Refused(NOT_YOURS)
    act.all.execute(select(t.id).where(t.id == key).with_for_update())
    return key


def edit_meeting_type(act: Act, args: Mapping[str, Any]) -> Answer:
    """Change what is offered. Bookings stay as they are."""
    given, t = args["input"], db.MeetingType
    type_id = _own_type(act, given)
    values = {"updated_at": act.now, **_values(given)}
    if "slug" in given:
        values["slug"] = checks.slug(given, "")
    if "workspace_id" in given:
        values["workspace_id"] = workspace_to_run(act, given)
    _stored(act, update(t).where(t.id == type_id).values(**values))
    if "hosts" in given:
        _set_hosts(act, type_id, given["hosts"])
    return {"meeting_type": type_id}


def delete_meeting_type(act: Act, args: Mapping[str, Any]) -> Answer:
    """Offer it no more. Bookings stay as they are."""
    type_id = _own_type(act, args["input"])
    act.all.execute(delete(db.MeetingType).where(db.MeetingType.id == type_id))
    return {"success": True}


MEETING_TYPE_COMMANDS = {
    "create_meeting_type": command(create_meeting_type),
    "edit_meeting_type": command(edit_meeting_type),
    "delete_meeting_type": command(delete_meeting_type),
}
