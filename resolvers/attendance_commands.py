"""Taking attendance: who was there, who was excused, who just did not come."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

import db
from db.enums import EventStatus, RsvpStatus
from db.member_enums import Attendance
from resolvers.commands import Act, Problem, Refused, command
from resolvers.errors import Code
from resolvers.event_commands import event_to_run
from resolvers.event_rows import change, whole
from resolvers.keys import as_number

MOST_AT_ONCE = 500
MOST_HEADS = 1_000_000
EXPECTED = (RsvpStatus.YES, RsvpStatus.WAITLIST, RsvpStatus.MAYBE)


def take_attendance(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Note of members who were expected whether they came, and how many came in all."""
    given = args["input"]
    event = event_to_run(act, given["event_id"])
    row = whole(act, event.id)
    if row["status"] != EventStatus.ACTIVE or row["sort_time"] > act.now:
        raise Refused(Problem(Code.CONFLICT, "The event has not begun, or is not to be.", "eventId"))
    if "headcount" in given:
        if not 0 <= given["headcount"] <= MOST_HEADS:
            raise Refused(Problem(Code.BAD_USER_INPUT, f"A number from 0 to {MOST_HEADS}.", "headcount"))
        change(act, event.id, {"headcount": given["headcount"], "updated_at": act.now})
    _note_all(act, event, given.get("members", ()))
    act.changed("rsvps", "attendance", event.group_id, event.id)
    return {"event": event.id}


def _note_all(act: Act, event: Any, members: Sequence[Mapping[str, Any]]) -> None:
    if len(members) > MOST_AT_ONCE:
        raise Refused(Problem(Code.BAD_USER_INPUT, f"At most {MOST_AT_ONCE} members at once.", "members"))
    for number, each in enumerate(members):
        member_id = as_number(each["member_id"])
        r = db.Rsvp
        own = select(r.id, r.status, r.attendance).where(r.event_id == event.id, r.member_id == member_id)
        found = act.all.execute(own).one_or_none()
        if found is None or found.status not in EXPECTED:
            message = "This member was not expected: enter an answer first."
            raise Refused(Problem(Code.NOT_FOUND, message, f"members.{number}.memberId"))
        _note(act, event.group_id, member_id, found, each.get("attendance"))


def _note(act: Act, group_id: int, member_id: int, found: Any, attendance: Attendance | None) -> None:
    """Write it, and keep the count of no-shows in the membership."""
    act.all.execute(update(db.Rsvp).where(db.Rsvp.id == found.id).values(attendance=attendance))
    missed = (attendance == Attendance.NO_SHOW) - (found.attendance == Attendance.NO_SHOW)
    if missed:
        m = db.Membership
        own = update(m).where(m.group_id == group_id, m.member_id == member_id)
        act.all.execute(own.values(no_show_count=m.no_show_count + missed))


ATTENDANCE_COMMANDS = {"take_attendance": command(take_attendance)}
