"""Pro networks and messages of the small world, and who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import db
from db.member_enums import NetworkStatus, TieStatus

if TYPE_CHECKING:
    from tests.visibility_rules import Eyes
    from tests.visibility_world import Row, World

NETWORKS = {
    NetworkStatus.ACTIVE: ("stranger", "hidden", "member"),
    NetworkStatus.FROZEN: ("organizer", "host"),
    NetworkStatus.INACTIVE: ("outside host", "removed"),
}
"""Who administers the networks: whoever is named first is the primary one."""
TIES = {
    "open": (NetworkStatus.ACTIVE, TieStatus.ACTIVE),
    "limited": (NetworkStatus.ACTIVE, TieStatus.DELISTED),
    "private": (NetworkStatus.FROZEN, TieStatus.INACTIVE),
    "elsewhere": (NetworkStatus.INACTIVE, TieStatus.ACTIVE),
}
THREADS = (("stranger", "member"), ("organizer", "hidden", "co-organizer"), ("removed", "pending"))


def add_networks(made: World) -> None:
    """Add networks, with everything that hangs on one, and messages."""
    ids = {}
    for status, admins in NETWORKS.items():
        network_id = ids[status] = made.add(db.Network, urlname_key=f"net-{status.lower()}", status=status)
        for position, person in enumerate(admins):
            own = {"network_id": network_id, "member_id": made.people[person]}
            made.add(db.NetworkAdmin, **own, position=position, primary=position == 0)
        for person in ("blocked", "hidden", "creator"):
            made.add(db.NetworkShare, network_id=network_id, member_id=made.people[person])
        made.add(db.SocialNetwork, network_id=network_id)
        made.add(db.NetworkEvent, network_id=network_id)
    for group, (status, tie) in TIES.items():
        made.add(db.NetworkGroup, network_id=ids[status], group_id=made.groups[group], status=tie)
    for people in THREADS:
        thread_id = made.add(db.Thread)
        for position, person in enumerate(people):
            own = {"thread_id": thread_id, "member_id": made.people[person]}
            made.add(db.ThreadMember, **own, position=position, read_id=0)
            made.add(db.ThreadMessage, **own)


def administers(eyes: Eyes, network_id: int) -> bool:
    """The viewer administers the network."""
    return bool(eyes.world.of(db.NetworkAdmin, network_id=network_id, member_id=eyes.id))


def administers_group(eyes: Eyes, group_id: int) -> bool:
    """The viewer administers the network that a group takes part in, shown there or not."""
    ties = [row for row in eyes.world.of(db.NetworkGroup, group_id=group_id) if row["status"] != TieStatus.INACTIVE]
    return any(administers(eyes, row["network_id"]) for row in ties)


def _network(eyes: Eyes, network: Row) -> bool:
    return network["status"] != NetworkStatus.INACTIVE or administers(eyes, network["id"])


def _of_network(eyes: Eyes, row: Row) -> bool:
    return eyes.sees_id(db.Network, row["network_id"])


def _admin(eyes: Eyes, row: Row) -> bool:
    known = row["primary"] or row["member_id"] == eyes.id or administers(eyes, row["network_id"])
    return known and _of_network(eyes, row) and eyes.sees_id(db.Member, row["member_id"])


def _tie(eyes: Eyes, row: Row) -> bool:
    runs = administers(eyes, row["network_id"]) or eyes.leads(row["group_id"])
    shown = row["status"] == TieStatus.ACTIVE or runs
    return shown and _of_network(eyes, row) and eyes.sees_id(db.Group, row["group_id"])


def _share(eyes: Eyes, row: Row) -> bool:
    return bool(row["member_id"] == eyes.id) or administers(eyes, row["network_id"])


def _takes_part(eyes: Eyes, thread_id: int) -> bool:
    return bool(eyes.world.of(db.ThreadMember, thread_id=thread_id, member_id=eyes.id))


NETWORK_RULES: dict[type[db.Base], Any] = {
    db.Network: _network,
    db.NetworkAdmin: _admin,
    db.NetworkEvent: _of_network,
    db.NetworkGroup: _tie,
    db.NetworkShare: _share,
    db.Thread: lambda eyes, row: _takes_part(eyes, row["id"]),
    db.ThreadMember: lambda eyes, row: (
        _takes_part(eyes, row["thread_id"]) and eyes.sees_id(db.Member, row["member_id"])
    ),
    db.ThreadMessage: lambda eyes, row: _takes_part(eyes, row["thread_id"]),
}
