"""What changes workspaces. Nobody is put into one by others: whoever knows its `uuid` may join."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

import db
from db.booking_enums import WorkspaceRole
from db.booking_visibility import administers
from resolvers import checks
from resolvers.commands import Act, Problem, Refused, command
from resolvers.errors import Code
from resolvers.keys import as_number

Answer = Mapping[str, Any]
NO_WORKSPACE = Problem(Code.NOT_FOUND, "There is no such workspace, or you are not in it.", "workspaceId")
NOT_YOURS = Problem(Code.FORBIDDEN, "Only those who run the workspace may do this.", "workspaceId")
NOT_OWNER = Problem(Code.FORBIDDEN, "Only an owner of the workspace may do this.", "workspaceId")
ORPHANED = Problem(Code.CONFLICT, "A workspace needs an owner: make somebody else one first.", "members")
TAKEN = Problem(Code.CONFLICT, "Another workspace has this slug.", "slug")


def _workspace(act: Act, given: Mapping[str, Any]) -> int:
    """A workspace that the viewer runs. Raises `Refused`."""
    w, key = db.Workspace, as_number(given["workspace_id"])
    found = act.seen.execute(select(w.id, administers(w.id)).where(w.id == key)).one_or_none()
    if found is None:
        raise Refused(NO_WORKSPACE)
    if not found[1]:
        raise Refused(NOT_YOURS)
    act.all.execute(select(w.id).where(w.id == key).with_for_update())
    return key


def _roles(act: Act, workspace_id: int) -> dict[int, str]:
    m = db.WorkspaceMember
    return {
        row[0]: row[1] for row in act.all.execute(select(m.member_id, m.role).where(m.workspace_id == workspace_id))
    }


def create_workspace(act: Act, args: Mapping[str, Any]) -> Answer:
    """Make a workspace and own it."""
    given = args["input"]
    name = checks.text(given, "name", 200, 1)
    row = {"uuid": str(uuid.uuid4()), "name": name, "slug": checks.slug(given, name)}
    workspace_id = _stored(act, insert(db.Workspace).values(**row, created_at=act.now, updated_at=act.now))
    _put(act, workspace_id, act.viewer_id, WorkspaceRole.OWNER)
    return {"workspace": workspace_id}


def _stored(act: Act, statement: Any) -> int:
    try:
        return int(act.all.scalars(statement.returning(db.Workspace.id)).one())
    except IntegrityError:
        raise Refused(TAKEN) from None


def _put(act: Act, workspace_id: int, member_id: int, role: str) -> None:
    row = {"workspace_id": workspace_id, "member_id": member_id, "role": role, "created_at": act.now}
    act.all.execute(act.upsert(db.WorkspaceMember).values(row).on_conflict_do_nothing())


def edit_workspace(act: Act, args: Mapping[str, Any]) -> Answer:
    """Rename a workspace, or say who of its members may do what; those who are not named leave it."""
    given = args["input"]
    workspace_id = _workspace(act, given)
    values: dict[str, Any] = {"updated_at": act.now}
    if "name" in given:
        values["name"] = checks.text(given, "name", 200, 1)
    if "slug" in given:
        values["slug"] = checks.slug(given, "")
    _stored(act, update(db.Workspace).where(db.Workspace.id == workspace_id).values(**values))
    if "members" in given:
        _set_members(act, workspace_id, given["members"])
    return {"workspace": workspace_id}


def _set_members(act: Act, workspace_id: int, members: list[Mapping[str, Any]]) -> None:
    old = _roles(act, workspace_id)
    new = {as_number(each["member_id"]): str(each["role"]) for each in members}
    if not set(new) <= set(old):
        raise checks.wrong("members", "must be in the workspace already: others join by its uuid.")
    if WorkspaceRole.OWNER not in new.values():
        raise Refused(ORPHANED)
    owners = [{key for key, role in roles.items() if role == WorkspaceRole.OWNER} for roles in (old, new)]
    if owners[0] != owners[1] and old.get(act.viewer_id) != WorkspaceRole.OWNER:
        raise Refused(NOT_OWNER)
    m = db.WorkspaceMember
    for member_id in old:
        one = (m.workspace_id == workspace_id, m.member_id == member_id)
        if member_id in new:
            act.all.execute(update(m).where(*one).values(role=new[member_id]))
        else:
            act.all.execute(delete(m).where(*one))


def delete_workspace(act: Act, args: Mapping[str, Any]) -> Answer:
    """Take a workspace away. Its meeting types stay with their owners, bookings stay as they are."""
    workspace_id = _workspace(act, args["input"])
    if _roles(act, workspace_id).get(act.viewer_id) != WorkspaceRole.OWNER:
        raise Refused(NOT_OWNER)
    act.all.execute(delete(db.Workspace).where(db.Workspace.id == workspace_id))
    return {"success": True}


def join_workspace(act: Act, args: Mapping[str, Any]) -> Answer:
    """Take part in a workspace whose uuid one was told."""
    w = db.Workspace
    workspace_id = act.all.scalars(select(w.id).where(w.uuid == args["input"]["uuid"])).one_or_none()
    if workspace_id is None:
        raise Refused(Problem(Code.NOT_FOUND, "There is no such workspace.", "uuid"))
    _put(act, workspace_id, act.viewer_id, WorkspaceRole.MEMBER)
    return {"workspace": workspace_id}


def leave_workspace(act: Act, args: Mapping[str, Any]) -> Answer:
    """Take part no more."""
    workspace_id = as_number(args["input"]["workspace_id"])
    act.all.execute(select(db.Workspace.id).where(db.Workspace.id == workspace_id).with_for_update())
    roles = _roles(act, workspace_id)
    if act.viewer_id not in roles:
        raise Refused(NO_WORKSPACE)
    if [key for key, role in roles.items() if role == WorkspaceRole.OWNER] == [act.viewer_id]:
        raise Refused(ORPHANED)
    m = db.WorkspaceMember
    act.all.execute(delete(m).where(m.workspace_id == workspace_id, m.member_id == act.viewer_id))
    return {"success": True}


WORKSPACE_COMMANDS = {
    "create_workspace": command(create_workspace),
    "edit_workspace": command(edit_workspace),
    "delete_workspace": command(delete_workspace),
    "join_workspace": command(join_workspace),
    "leave_workspace": command(leave_workspace),
}
