"""What a member answers; what is personal only to the member."""

from sqlalchemy import ColumnElement, String, case, cast, func

import db
from db.base import word
from db.enums import Role, SortOrder
from db.expressions import joined
from db.visibility import viewer_id
from resolvers import nouns
from resolvers.fields import (
    VIEWER,
    Args,
    Connection,
    Count,
    Cursor,
    Derived,
    Edges,
    Link,
    Lookup,
    Many,
    One,
    Order,
    PageFacts,
    Part,
    Row,
    pick,
    rows_of,
    site_url,
    some,
)
from resolvers.groups import ACTIVE, has_status
from resolvers.times import utc


def _own(column: str) -> Derived:
    return Derived(lambda m: case((m.id == viewer_id, getattr(m, column))))


def _holds_role(m: Row, *roles: Role) -> ColumnElement[bool]:
    s = rows_of(db.Membership)
    held = s.role.in_([word(role) for role in roles])
    return some(s, s.member_id == m.id, has_status(s, ACTIVE), held)


def _organized(m: Row) -> ColumnElement[int]:
    g = rows_of(db.Group)
    return pick(g, func.count(), g.organizer_id == m.id)  # type: ignore[no-any-return]


def _memberships(m: Row, args: Args) -> list[ColumnElement[bool]]:
    return [has_status(m, args.get("filter", {}).get("status") or ACTIVE)]


def _order(m: Row, args: Args) -> Order:
    return Order((m.joined_at, m.id), args.get("sort", {}).get("sort_order") is SortOrder.DESC)


LEADERS = tuple(role for role in Role if role is not Role.MEMBER)
SELF = Lookup(nouns.MEMBER, by=lambda _: ("id", VIEWER))

nouns.MEMBER.fields = {
    "email": Derived(lambda m: case((m.id == viewer_id, func.coalesce(m.email, "")), else_="")),
    "zip": _own("zip"),
    "birth_year": _own("birth_year"),
    "member_url": Derived(lambda m: joined(site_url, "/members/", cast(m.id, String), "/")),
    "start_date": Derived(lambda m: utc(m.joined_at)),
    "preferred_locale": Derived(lambda m: m.locale),
    "selected_timezone": _own("timezone"),
    "is_organizer": Derived(lambda m: _holds_role(m, Role.ORGANIZER)),
    "is_leader": Derived(lambda m: _holds_role(m, *LEADERS)),
    "organized_group_count": Derived(_organized),
    "member_photo": One(nouns.PHOTO, key="photo_id"),
    "visited_time": Derived(lambda m: utc(m.visited_at)),
    "topics": Many(nouns.TOPIC, to=Link(db.MemberTopic, "member_id", "topic_id"), order=("position", "topic_id")),
    "other_services": Many(nouns.SERVICE, to="member_id", order=("service",)),
    "memberships": Connection(nouns.MEMBER_GROUPS, to="member_id", order=_order, where=_memberships),
}
nouns.MEMBER_GROUPS.fields = {
    "edges": Edges(nouns.MEMBER_GROUP_EDGE),
    "page_info": PageFacts(),
    "total_count": Count(),
}
nouns.MEMBER_GROUP_EDGE.fields = {
    "cursor": Cursor(),
    "metadata": Part(nouns.MEMBERSHIP),
    "node": One(nouns.GROUP, key="group_id"),
}
