"""Who may see which rows of pro networks and of messages: criteria like those of `db/visibility.py`, which hands in
what it knows of groups and members.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

import db
from db.base import word
from db.criteria import Columns, rows, seen, some, viewer_id
from db.group_enums import SocialNetworkStatus
from db.member_enums import NetworkStatus, TieStatus

Criterion = Callable[[Columns], ColumnElement[bool]]


def administers(network_id: Any) -> ColumnElement[bool]:
    """The viewer is one of this network's administrators."""
    a = rows(db.NetworkAdmin)
    return some(a, a.member_id == viewer_id, a.network_id == network_id)


def administers_group(group_id: Any) -> ColumnElement[bool]:
    """The viewer administers the network that this group takes part in."""
    t, a = rows(db.NetworkGroup), rows(db.NetworkAdmin)
    tied = and_(t.group_id == group_id, t.status != word(TieStatus.INACTIVE))
    return some(t, tied, a.network_id == t.network_id, a.member_id == viewer_id, also=(a,))


def is_shared_with(member_id: Any) -> ColumnElement[bool]:
    """The viewer administers a network that this member lets have the e-mail address."""
    s, a = rows(db.NetworkShare), rows(db.NetworkAdmin)
    return some(s, s.member_id == member_id, a.network_id == s.network_id, a.member_id == viewer_id, also=(a,))


def visible_networks(n: Columns) -> ColumnElement[bool]:
    """Networks that are not given up; those only for who administers them."""
    return or_(n.status != word(NetworkStatus.INACTIVE), administers(n.id))


def _of_seen_network(row: Columns) -> ColumnElement[bool]:
    return seen(db.Network, row.network_id, visible_networks)


def _own(row: Columns) -> ColumnElement[bool]:
    return row.member_id == viewer_id  # type: ignore[no-any-return]


def _takes_part(thread_id: Any) -> ColumnElement[bool]:
    """The viewer takes part in this thread."""
    p = rows(db.ThreadMember)
    return some(p, p.thread_id == thread_id, p.member_id == viewer_id)


def criteria(
    of_group: Criterion, of_member: Criterion, leads: Callable[[Any], ColumnElement[bool]]
) -> Mapping[Any, Criterion]:
    """The criteria by class, made of those that a row of a group or of a member is seen by."""

    def ties(t: Columns) -> ColumnElement[bool]:
        """Of a seen group to a seen network; ended and hidden ones are for those who run either."""
        runs = or_(administers(t.network_id), leads(t.group_id))
        return and_(or_(t.status == word(TieStatus.ACTIVE), runs), _of_seen_network(t), of_group(t))

    def admins(a: Columns) -> ColumnElement[bool]:
        """The primary one is public, the others know each other."""
        return and_(or_(a.primary, _own(a), administers(a.network_id)), _of_seen_network(a), of_member(a))

    def names_elsewhere(n: Columns) -> ColumnElement[bool]:
        """Of seen groups and networks; what is not to be shown, for a group's organizers."""
        shown = or_(n.status != word(SocialNetworkStatus.HIDDEN), leads(n.group_id))
        return and_(shown, or_(n.group_id.is_(None), of_group(n)), or_(n.network_id.is_(None), _of_seen_network(n)))

    return {
        db.Network: visible_networks,
        db.NetworkAdmin: admins,
        db.NetworkEvent: _of_seen_network,
        db.NetworkGroup: ties,
        db.SocialNetwork: names_elsewhere,
        db.NetworkShare: lambda s: or_(_own(s), administers(s.network_id)),
        db.Thread: lambda t: _takes_part(t.id),
        db.ThreadMember: lambda p: and_(_takes_part(p.thread_id), of_member(p)),
        db.ThreadMessage: lambda m: _takes_part(m.thread_id),
    }
