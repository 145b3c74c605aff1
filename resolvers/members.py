"""What a member answers; what is personal only to the member."""

from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, func, or_, select

import db
from db.base import word
from db.enums import EventStatus, Role, RsvpStatus
from db.expressions import joined, within
from db.member_enums import TieStatus
from db.network_visibility import is_shared_with
from db.visibility import sees_whole, viewer_id
from resolvers import nouns
from resolvers.event_status import has_status as event_status
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
    now,
    pick,
    rows_of,
    site_url,
    some,
)
from resolvers.groups import ACTIVE, has_status
from resolvers.keys import as_number, by_number
from resolvers.member_events import MEMBER_EVENTS, SAVED_EVENTS
from resolvers.memberships import memberships_order, memberships_where, parse_memberships
from resolvers.notifications import NOTIFICATIONS
from resolvers.rsvps import MEMBER_RSVPS, has_answer
from resolvers.threads import MEMBER_THREADS, unread_messages
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


def _highest_role(m: Row) -> Any:
    """The highest role in any group, the first of them that the member holds."""
    return case(*((_holds_role(m, role), word(role)) for role in reversed(Role)), else_=None)


def _leads_pro_group(m: Row, *roles: Role) -> ColumnElement[bool]:
    """The member holds such a role in a group of a pro network."""
    s, tie = rows_of(db.Membership), rows_of(db.NetworkGroup)
    held = s.role.in_([word(role) for role in roles])
    tied = and_(tie.group_id == s.group_id, tie.status == word(TieStatus.ACTIVE))
    return some(s, s.member_id == m.id, has_status(s, ACTIVE), held, tied, also=(tie,))


def _email(m: Row) -> Any:
    """To the member, and to who administers a network that the member shares it with."""
    return case((or_(m.id == viewer_id, is_shared_with(m.id)), func.coalesce(m.email, "")), else_="")


def _own_topics() -> Any:
    t = rows_of(db.MemberTopic)
    return select(t.topic_id).where(t.member_id == viewer_id).correlate_except(t)


def _in_own_groups(t: Row, args: Args) -> Any:
    """How many of the viewer's groups have a topic, of those categories that are asked for."""
    link, s, g = rows_of(db.GroupTopic), rows_of(db.Membership), rows_of(db.Group)
    own = and_(s.member_id == viewer_id, has_status(s, ACTIVE), link.group_id == s.group_id, g.id == s.group_id)
    of_category = [within(g.category_id, args["category_ids"])] if "category_ids" in args else []
    return pick(link, func.count(), link.topic_id == t.id, own, *of_category, also=(s, g))


def _recommended(t: Row, args: Args) -> list[ColumnElement[bool]]:
    return [_in_own_groups(t, args) > 0, t.id.not_in(_own_topics())]


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


def _saved_events(m: Row) -> ColumnElement[int]:
    saved = rows_of(db.SavedEvent)
    return pick(saved, func.count(), saved.member_id == m.id)  # type: ignore[no-any-return]


MEMBER_BY_ID = Lookup(nouns.MEMBER, by=lambda args: _by_id(args["id"]), keys=("id",))
SELF = Lookup(nouns.MEMBER, by=lambda _: ("id", VIEWER))

nouns.MEMBER.fields = {
    "email": Derived(_email),
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
    "memberships": Connection(
        nouns.MEMBER_GROUPS,
        to="member_id",
        order=memberships_order,
        where=lambda m, args: memberships_where(m, args.get("filter", {})),
        parse={"filter": parse_memberships},
    ),
    "birthday": Derived(lambda m: case((m.id == viewer_id, utc(m.birthday)))),
    "gender": _own("gender"),
    "reasons_for_joining": _own("reasons_for_joining"),
    "highest_current_role": Derived(_highest_role),
    "is_member_plus_subscriber": Derived(lambda m: func.coalesce(m.subscribed_until > now, False)),
    "is_pro_organizer": Derived(lambda m: _leads_pro_group(m, *LEADERS)),
    "is_pro_primary_organizer": Derived(lambda m: _leads_pro_group(m, Role.ORGANIZER)),
    "admin_pro_networks": Many(
        nouns.NETWORK, to=Link(db.NetworkAdmin, "member_id", "network_id"), order=("network_id",)
    ),
    "member_events": MEMBER_EVENTS,
    "saved_events": SAVED_EVENTS,
    "notifications": NOTIFICATIONS,
    "message_threads": MEMBER_THREADS,
    "rsvps": MEMBER_RSVPS,
    "recommended_topics": Connection(
        nouns.TOPICS,
        to=lambda _: viewer_id,
        order=lambda t, args: Order((-_in_own_groups(t, args), t.urlkey, t.id)),
        where=_recommended,
        parse={"category_ids": lambda keys: [as_number(key) for key in keys]},
    ),
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
    "unread_messages": Derived(unread_messages),
    "unread_updates": Derived(lambda m: _unread_notifications(m) + unread_messages(m)),
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
