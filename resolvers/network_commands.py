"""Pro networks: taking groups in, and letting one have the e-mail address."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import aliased

import db
from db.base import word
from db.enums import Role
from db.member_enums import TieStatus
from db.network_visibility import administers
from resolvers.commands import Act, Problem, Refused, command
from resolvers.errors import Code
from resolvers.group_commands import locked_group, membership
from resolvers.groups import ACTIVE
from resolvers.keys import as_number

GIVES_AWAY = (Role.COORGANIZER, Role.ORGANIZER)


def add_group(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take a group into a network: for administrators of the network who also organize the group."""
    given = args["input"]
    group = locked_group(act, {"group_id": given["group_id"]})
    n = aliased(db.Network)
    wanted = select(n.id, administers(n.id).label("administers")).where(n.id == as_number(given["network_id"]))
    network = act.seen.execute(wanted, act.request.parameters).one_or_none()
    if network is None:
        raise Refused(Problem(Code.NOT_FOUND, "There is no such network, or you may not see it.", "networkId"))
    if not network.administers:
        raise Refused(Problem(Code.FORBIDDEN, "Only the network's administrators may do this.", "networkId"))
    own = membership(act, group.id, act.viewer_id)
    if own is None or own.status not in ACTIVE or own.role not in GIVES_AWAY:
        raise Refused(Problem(Code.FORBIDDEN, "Only the group's organizer and co-organizers may do this.", "groupId"))
    _tie(act, group.id, network.id)
    act.changed("group", "joined network", group.id)
    return {"group": group.id, "network": network.id}


def _tie(act: Act, group_id: int, network_id: int) -> None:
    """A group that has left a network may come into one again."""
    t = db.NetworkGroup
    before = act.all.execute(select(t.status).where(t.group_id == group_id)).one_or_none()
    if before is not None and before.status != TieStatus.INACTIVE:
        raise Refused(Problem(Code.CONFLICT, "The group takes part in a network already.", "groupId"))
    act.all.execute(delete(t).where(t.group_id == group_id))
    row = {"network_id": network_id, "group_id": group_id, "status": TieStatus.ACTIVE, "joined_at": act.now}
    act.all.execute(insert(t).values(row))


def share_email(act: Act, group_id: int, wanted: bool) -> None:
    """Let the group's network have the viewer's e-mail address, or not any more. Raises `Refused`."""
    t, s = db.NetworkGroup, db.NetworkShare
    network_id = act.all.scalar(select(t.network_id).where(t.group_id == group_id, t.status == word(TieStatus.ACTIVE)))
    if network_id is None:
        if wanted:
            message = "The event's group takes part in no pro network."
            raise Refused(Problem(Code.BAD_USER_INPUT, message, "proEmailShareOptin"))
        return
    act.all.execute(delete(s).filter_by(network_id=network_id, member_id=act.viewer_id))
    if wanted:
        act.all.execute(insert(s).values(network_id=network_id, member_id=act.viewer_id, created_at=act.now))


NETWORK_COMMANDS = {"add_group_to_network": command(add_group)}
