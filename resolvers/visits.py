"""Visits: members look at a group, and its organizers see when they last did."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

import db
from resolvers.commands import Act, Problem, Refused, command
from resolvers.errors import Code
from resolvers.keys import event_key, folded

MISSING = {
    "groupUrlname": "There is no such group, or you may not see it.",
    "eventId": "There is no such event, or you may not see it.",
}


def visit(act: Act, group_id: int) -> bool:
    """Note that the viewer has been in the group: whether the viewer belongs to it."""
    own = update(db.Membership).filter_by(group_id=group_id, member_id=act.viewer_id)
    noted = act.all.execute(own.values(visited_at=act.now).returning(db.Membership.id))
    return noted.scalar_one_or_none() is not None


def record_visit(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Note that the viewer looks at a group, or at an event of one."""
    given = args["input"]
    groups = {
        "groupUrlname": _group(act, given["group_urlname"]) if "group_urlname" in given else None,
        "eventId": _group_of_event(act, given["event_id"]) if "event_id" in given else None,
    }
    visited = {field: group_id for field, group_id in groups.items() if group_id is not None}
    if not visited:
        raise Refused(Problem(Code.BAD_USER_INPUT, "Give groupUrlname or eventId.", "groupUrlname"))
    for field, group_id in visited.items():
        if not visit(act, group_id):
            raise Refused(Problem(Code.MEMBERSHIP_REQUIRED, "Only visits of members are noted.", field))
    return {"success": True}


def _group(act: Act, urlname: str) -> int:
    g = aliased(db.Group)
    return _found(act.seen.scalar(select(g.id).where(g.urlname_key == folded(urlname))), "groupUrlname")


def _group_of_event(act: Act, key: str) -> int:
    e = aliased(db.Event)
    column, value = event_key(key)
    return _found(act.seen.scalar(select(e.group_id).where(getattr(e, column) == value)), "eventId")


def _found(group_id: int | None, field: str) -> int:
    if group_id is None:
        raise Refused(Problem(Code.NOT_FOUND, MISSING[field], field))
    return group_id


VISIT_COMMANDS = {"record_visit": command(record_visit)}
