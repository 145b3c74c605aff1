"""The members of a pro network's groups. The first of a member's memberships there stands for the member."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func

import db
from db.base import word
from db.enums import Role
from db.member_enums import Attendance, TieStatus
from db.network_visibility import administers_group
from resolvers import nouns
from resolvers.fields import Derived, Many, Row, pick, rows_of, some
from resolvers.groups import ACTIVE, has_status, rank
from resolvers.times import utc


def _tie() -> Row:
    """The tie of another group than the one that a row is about."""
    return rows_of(db.NetworkGroup, "other")


def network_of(group_id: Any) -> Any:
    """The network that a group takes part in."""
    tie = rows_of(db.NetworkGroup)
    return pick(tie, tie.network_id, tie.group_id == group_id, tie.status == word(TieStatus.ACTIVE))


def in_network(group_id: Any, network_id: Any) -> ColumnElement[bool]:
    """Another group takes part in the network."""
    tie = _tie()
    return and_(tie.group_id == group_id, tie.network_id == network_id, tie.status == word(TieStatus.ACTIVE))


def _others(s: Row) -> tuple[Row, ColumnElement[bool]]:
    """The member's memberships in the same network."""
    other = rows_of(db.Membership)
    same = and_(other.member_id == s.member_id, has_status(other, ACTIVE))
    return other, and_(same, in_network(other.group_id, network_of(s.group_id)))


def is_the_one(s: Row) -> ColumnElement[bool]:
    """The membership stands for the member."""
    other, same = _others(s)
    return and_(has_status(s, ACTIVE), ~some(other, same, other.id < s.id, also=(_tie(),)))


def has_membership(s: Row, condition: Callable[[Row], ColumnElement[bool]]) -> ColumnElement[bool]:
    """One of the member's memberships in the network is such."""
    other, same = _others(s)
    return some(other, same, condition(other), also=(_tie(),))


def _of_all(s: Row, value: Callable[[Row], Any]) -> Any:
    """Something about all of the member's memberships in the network."""
    other, same = _others(s)
    return pick(other, value(other), same, also=(_tie(),))


def join_time(s: Row) -> Any:
    """When the member came to the first of the network's groups."""
    return _of_all(s, lambda other: func.min(other.joined_at))


def last_access(s: Row) -> Any:
    """When the member was last in one of them."""
    return _of_all(s, lambda other: func.max(other.visited_at))


def events_attended(s: Row) -> Any:
    """At how many of the network's events the member was, as organizers noted."""
    r, e = rows_of(db.Rsvp), rows_of(db.Event)
    came = and_(r.member_id == s.member_id, r.attendance == word(Attendance.ATTENDED), e.id == r.event_id)
    return pick(r, func.count(), came, in_network(e.group_id, network_of(s.group_id)), also=(e, _tie()))


def _highest_role(s: Row) -> Any:
    roles = {place: word(role) for place, role in enumerate(reversed(Role))}
    return case(roles, value=_of_all(s, lambda other: func.min(rank(other.role))))


def _of_own_network(m: Row) -> ColumnElement[bool]:
    """The membership is in a group of a network that the viewer administers."""
    return and_(has_status(m, ACTIVE), administers_group(m.group_id))


nouns.MEMBER_ANALYTICS.fields = {
    "events_attended": Derived(events_attended),
    "groups_count": Derived(lambda s: _of_all(s, lambda _: func.count())),
    "is_organizer": Derived(lambda s: has_membership(s, lambda other: other.role == word(Role.ORGANIZER))),
    "join_time": Derived(lambda s: utc(join_time(s))),
    "last_access_time": Derived(lambda s: utc(last_access(s))),
    "memberships": Many(nouns.MEMBERSHIP, to="member_id", order=("id",), key="member_id", only=_of_own_network),
    "role": Derived(_highest_role),
}
