"""Drafts of groups: made, changed and thrown away by whoever holds the token, and published as groups."""

import secrets
import string
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, insert, select, update

import db
from db.enums import GroupJoinMode, GroupStatus, MembershipStatus, Role, Visibility
from db.tokens import digest
from resolvers import group_inputs as inputs
from resolvers.commands import Act, Problem, Refused
from resolvers.errors import Code
from resolvers.event_inputs import Sheet, Values
from resolvers.event_parts import topics as topics_of
from resolvers.group_commands import enter
from resolvers.keys import folded

MOST_DRAFTS = 10
"""How many a member may have."""
LABEL, DESCRIPTION = ("custom_members_label", "customMembersLabel"), ("description", "description")
NO_DRAFT = Problem(Code.NOT_FOUND, "You have no draft with this token.", "token")
_LETTERS = string.ascii_letters + string.digits


def _read(act: Act, sheet: Sheet, group_id: int) -> tuple[Values, list[int] | None]:
    """The columns and topics that an input gives a draft. Raises `Refused` for what is wrong."""
    values = inputs.texts(sheet, LABEL, DESCRIPTION)
    name, place = inputs.urlname(act, sheet, group_id), inputs.location(act, sheet)
    values |= ({} if name is None else {"urlname": name}) | inputs.clocks(sheet, place, act.now)
    topics = topics_of(act, sheet)
    sheet.done()
    return values, topics


def _set_topics(act: Act, group_id: int, topics: list[int] | None) -> None:
    if topics is not None:
        inputs.replace(act, db.GroupTopic, group_id, [{"topic_id": topic} for topic in topics])


def create_draft(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """A new draft, with the token that holds it. Nobody else sees it, and no address leads there."""
    values, topics = _read(act, Sheet(args["input"], act.request.spam), 0)
    own = (db.Group.status == GroupStatus.ABANDONED, db.Group.organizer_id == act.viewer_id)
    if (act.all.scalar(select(func.count(db.Group.id)).where(*own)) or 0) >= MOST_DRAFTS:
        raise Refused(Problem(Code.CONFLICT, f"You have {MOST_DRAFTS} drafts: publish or delete one first."))
    held = act.request.secret("draft")
    blank = {
        "urlname": "",
        "urlname_key": f"draft {held.digest}",
        "name": "",
        "name_key": "",
        "short_token": "".join(secrets.choice(_LETTERS) for _ in range(7)),
        "organizer_id": act.viewer_id,
        "visibility": Visibility.MEMBERS,
        "status": GroupStatus.ABANDONED,
        "join_mode": GroupJoinMode.OPEN,
    }
    group_id = act.all.execute(insert(db.Group).values({**blank, **values}).returning(db.Group.id)).scalar_one()
    row = {"group_id": group_id, "digest": held.digest, "created_at": act.now, "updated_at": act.now}
    act.all.execute(insert(db.GroupDraft).values(row))
    _set_topics(act, group_id, topics)
    return {"group": group_id, "token": held.text}


def _held(act: Act, token: str) -> int | None:
    """The viewer's draft that a token holds; nobody else changes it until the command ends."""
    d, g = db.GroupDraft, db.Group
    found = select(g.id).where(d.digest == digest(token), g.id == d.group_id, g.organizer_id == act.viewer_id)
    return act.all.scalar(found.with_for_update())


def update_draft(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Another name, place, ... of a draft."""
    group_id = _held(act, args["input"]["token"])
    if group_id is None:
        raise Refused(NO_DRAFT)
    values, topics = _read(act, Sheet(args["input"], act.request.spam), group_id)
    if values:
        inputs.write(act, group_id, values)
    act.all.execute(update(db.GroupDraft).where(db.GroupDraft.group_id == group_id).values(updated_at=act.now))
    _set_topics(act, group_id, topics)
    return {"group": group_id}


def delete_draft(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Throw a draft away; tells whether there was one."""
    group_id = _held(act, args["input"]["token"])
    if group_id is not None:
        act.all.execute(delete(db.Group).where(db.Group.id == group_id))
    return {"done": group_id is not None}


def publish_draft(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Make a group of a draft: the viewer organizes it, and the token is used up."""
    given = args["input"]
    group_id = _held(act, given["token"])
    if group_id is None:
        raise Refused(NO_DRAFT)
    g, sheet = db.Group, Sheet(given, act.request.spam)
    columns = (g.name, g.urlname, g.timezone, g.lat)
    draft = act.all.execute(select(*columns).where(g.id == group_id)).one()
    _check_ready(act, sheet, draft, group_id)
    fresh = {
        "status": GroupStatus.PAID,
        "visibility": Visibility.PUBLIC,
        "urlname_key": folded(draft.urlname),
        "founded_at": act.now,
    }
    inputs.write(act, group_id, fresh)
    act.all.execute(delete(db.GroupDraft).where(db.GroupDraft.group_id == group_id))
    leading = {"status": MembershipStatus.LEADER, "role": Role.ORGANIZER}
    enter(act, group_id, act.viewer_id, {**leading, "joined_at": act.now, "visited_at": act.now})
    act.changed("group", "created", group_id)
    return {"group": group_id}


def _check_ready(act: Act, sheet: Sheet, draft: Any, group_id: int) -> None:
    """Raises `Refused` unless a draft has all that a group needs."""
    if sheet.given.get("ticket_id"):
        sheet.wrong("ticketId", "is not supported by Convene: networks do not sponsor groups here.")
    for name, there in {"name": draft.name, "urlname": draft.urlname, "location": draft.lat is not None}.items():
        if not there:
            sheet.wrong(name, "is needed: give it to the draft by updateGroupDraft first.")
    if draft.urlname:
        inputs.urlname(act, Sheet({"urlname": draft.urlname}, sheet.spam, sheet.problems), group_id)
    sheet.done()
