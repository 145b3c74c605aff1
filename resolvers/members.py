"""What a member answers; what is personal only to the member."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, String, and_, case, cast, func, literal_column, select

import db
from db.base import sortable, word
from db.enums import EventStatus, Role, RsvpStatus, SortOrder
from db.expressions import joined
from db.visibility import sees_whole, viewer_id
from resolvers import nouns
from resolvers.events import has_status as event_status
from resolvers.events import next_event
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
from resolvers.keys import by_number
from resolvers.rsvps import has_answer
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
    return Order((sortable(m.joined_at), m.id), args.get("sort", {}).get("sort_order") is SortOrder.DESC)


LEADERS = tuple(role for role in Role if role is not Role.MEMBER)


def _by_id(key: str) -> tuple[str, Any]:
    return ("id", VIEWER) if key == "self" else by_number(key)


def _own_groups(m: Row) -> Any:
    s = rows_of(db.Membership)
    return select(s.group_id).where(s.member_id == m.id, has_status(s, ACTIVE)).correlate_except(s)


def _groups(*conditions: Any) -> ColumnElement[int]:
    return pick(rows_of(db.Group), func.count(), *conditions)  # type: ignore[no-any-return]


def _in_city(m: Row) -> ColumnElement[bool]:
    g = rows_of(db.Group)
    return and_(g.city == m.city, g.country == m.country)


def _upcoming(*conditions: Any) -> Any:
    e = rows_of(db.Event)
    return pick(e, func.count(), *conditions, event_status(e, [EventStatus.ACTIVE]), sees_whole(e))


def _nearby(m: Row) -> Any:
    g = rows_of(db.Group)
    near = select(g.id).where(_in_city(m)).correlate_except(g)
    return _upcoming(rows_of(db.Event).group_id.in_(near))


def _next_event(m: Row) -> Any:
    """The next event that the member means to come to; for nobody else's eyes."""
    e, r = rows_of(db.Event), rows_of(db.Rsvp)
    going = some(r, r.event_id == e.id, r.member_id == m.id, has_answer(r, [RsvpStatus.YES]))
    return next_event(m.id == viewer_id, going)


def _unread_notifications(m: Row) -> ColumnElement[int]:
    n = rows_of(db.Notification)
    return pick(n, func.count(), n.member_id == m.id, n.read_at.is_(None))  # type: ignore[no-any-return]


def _unread_messages(_m: Row) -> ColumnElement[int]:
    return literal_column("0", Integer)


def _saved_events(_m: Row) -> ColumnElement[int]:
    return literal_column("0", Integer)


MEMBER_BY_ID = Lookup(nouns.MEMBER, by=lambda args: _by_id(args["id"]), keys=("id",))
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
    "next_event": One(nouns.EVENT, key=_next_event),
    "dashboard": Part(nouns.DASHBOARD, lambda m: m.id == viewer_id),
    "counters": Part(nouns.COUNTERS, lambda m: m.id == viewer_id),
    "workspaces": Many(
        nouns.WORKSPACE, to=Link(db.WorkspaceMember, "member_id", "workspace_id"), order=("workspace_id",)
    ),
    "availabilities": Many(nouns.AVAILABILITY, to="member_id", order=("id",)),
    "meeting_types": Many(nouns.MEETING_TYPE, to="member_id", order=("id",)),
    "calendar_connections": Many(nouns.CALENDAR_CONNECTION, to="member_id", order=("id",)),
    "calendar_feed": One(nouns.CALENDAR_FEED, key="id", to="member_id"),
    "memberships": Connection(nouns.MEMBER_GROUPS, to="member_id", order=_order, where=_memberships),
}
nouns.DASHBOARD.fields = {
    "memberships": Derived(lambda m: _groups(rows_of(db.Group).id.in_(_own_groups(m)))),
    "upcoming_events": Derived(lambda m: _upcoming(rows_of(db.Event).group_id.in_(_own_groups(m)))),
    "nearby_events": Derived(_nearby),
    "city_groups": Derived(lambda m: _groups(_in_city(m))),
    "all_groups": Derived(lambda _: _groups()),
}
nouns.COUNTERS.fields = {
    "unread_notifications": Derived(_unread_notifications),
    "unread_messages": Derived(_unread_messages),
    "unread_updates": Derived(lambda m: _unread_notifications(m) + _unread_messages(m)),
    "saved_events": Derived(_saved_events),
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
