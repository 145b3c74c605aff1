"""What a group, a membership, a topic and a category answer."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, false, func, literal_column, not_, or_

import db
from db.base import sortable, word
from db.enums import (
    DuesRequired,
    DuesStatus,
    GroupMembershipSortField,
    MembershipStatus,
    Role,
    RsvpStatus,
    SortOrder,
    Visibility,
)
from db.expressions import joined, within
from db.member_enums import TieStatus
from db.visibility import leads, member_of, viewer_id
from resolvers import nouns
from resolvers.events import GROUP_EVENTS, next_event
from resolvers.fields import (
    Args,
    Column,
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
    Through,
    now,
    pick,
    rows_of,
    site_url,
)
from resolvers.group_facts import DUES_FACTS, GROUP_FACTS
from resolvers.keys import by_number, folded, like
from resolvers.times import utc

ACTIVE_FOR, ACTIVE_FROM = 180 * 86_400_000, 2
"""Who has said yes to so many events in such a time is one of a group's most active members."""
ACTIVE = (MembershipStatus.ACTIVE, MembershipStatus.LEADER)


def has_status(m: Row, statuses: Any) -> ColumnElement[bool]:
    """The membership has one of these statuses."""
    return or_(false(), *(m.status == word(status) for status in statuses))


def _member_name(m: Row) -> Any:
    p = rows_of(db.Member)
    return pick(p, p.name_key, p.id == m.member_id)


def _member_photo(m: Row) -> Any:
    p = rows_of(db.Member)
    return pick(p, p.photo_id, p.id == m.member_id)


def _memberships(m: Row, args: Args) -> list[ColumnElement[bool]]:
    filters = args.get("filter", {})
    conditions = [has_status(m, filters.get("status") or ACTIVE)]
    if "member_ids" in filters:
        conditions.append(within(m.member_id, filters["member_ids"]))
    if "exclude_member_ids" in filters:
        conditions.append(not_(within(m.member_id, filters["exclude_member_ids"])))
    if "name" in filters:
        conditions.append(_member_name(m).like(filters["name"], escape="\\"))
    if "named_query" in filters:  # there is one
        conditions.append(_is_active(m))
    return conditions


def _is_active(m: Row) -> ColumnElement[bool]:
    """The member has said yes to several events of the group of late."""
    r, e = rows_of(db.Rsvp), rows_of(db.Event)
    of_late = and_(e.group_id == m.group_id, e.sort_time > now - ACTIVE_FOR, e.sort_time < now)
    came = and_(r.member_id == m.member_id, r.event_id == e.id, r.status == word(RsvpStatus.YES), of_late)
    return pick(r, func.count(), came, also=(e,)) >= ACTIVE_FROM  # type: ignore[no-any-return]


def _parse_filter(filters: dict[str, Any]) -> dict[str, Any]:
    return {**filters, **({"name": like(filters["name"])} if "name" in filters else {})}


def rank(role: Any) -> Any:
    """A role as a number, the organizer's first."""
    ranks = {word(name): place for place, name in enumerate(reversed(Role))}
    return case(ranks, value=role, else_=literal_column(str(len(ranks)), Integer))


def _for_leaders(m: Row, key: Any) -> Any:
    """A private sort key, which cursors would give away; for all but organizers it is the time of joining."""
    return case((leads(m.group_id), key), else_=sortable(m.joined_at))


def _membership_key(m: Row, sort: GroupMembershipSortField) -> Any:
    match sort:
        case GroupMembershipSortField.NAME:
            return _member_name(m)
        case GroupMembershipSortField.ROLE:
            return rank(m.role)
        case GroupMembershipSortField.LAST_VISITED:
            return _for_leaders(m, sortable(func.coalesce(m.visited_at, m.joined_at)))
        case GroupMembershipSortField.DUES:
            return _for_leaders(m, func.coalesce(m.dues_paid_until, 0))
    return sortable(m.joined_at)


def _membership_order(m: Row, args: Args) -> Order:
    sort = args.get("sort", {})
    key = _membership_key(m, sort.get("sort_field", GroupMembershipSortField.JOIN_DATE))
    return Order((key, m.id), sort.get("sort_order") is SortOrder.DESC)


def _own_membership(group_id: Any, column: str = "id") -> Any:
    m = rows_of(db.Membership)
    return pick(m, getattr(m, column), m.group_id == group_id, m.member_id == viewer_id)


def _must_pay(d: Row) -> ColumnElement[bool]:
    """Dues bar the viewer: required, and neither paid, excused nor on trial."""
    unpaid = func.coalesce(_own_membership(d.group_id, "dues_status"), word(DuesStatus.UNPAID)) == word(
        DuesStatus.UNPAID
    )
    return and_(d.required != word(DuesRequired.NOTHING), unpaid)


def _with_topic(links: Any, t: Row) -> Any:
    """How many groups or members have a topic, those the viewer does not see left out."""
    link = rows_of(links)
    return pick(link, func.count(), link.topic_id == t.id)


def _tied(tie: Row, args: Args) -> list[ColumnElement[bool]]:
    statuses = args.get("filter", {}).get("status") or [TieStatus.ACTIVE]
    return [or_(*(tie.status == word(status) for status in statuses))]


def _pro_join_date(g: Row) -> Any:
    tie = rows_of(db.NetworkGroup)
    return utc(pick(tie, tie.joined_at, tie.group_id == g.id, *_tied(tie, {})))


def _reason(name: str) -> Derived:
    return Derived(lambda d: d.reasons.like(f'%"{name}"%'))


GROUP_BY_ID = Lookup(nouns.GROUP, by=lambda args: by_number(args["id"]), keys=("id",))
GROUP_BY_URLNAME = Lookup(nouns.GROUP, by=lambda args: ("urlname_key", folded(args["urlname"])), keys=("urlname",))
MEMBERSHIPS = Connection(
    nouns.GROUP_MEMBERS,
    to="group_id",
    order=_membership_order,
    where=_memberships,
    parse={"filter": _parse_filter},
)

nouns.GROUP.fields = {
    **GROUP_FACTS,
    "link": Derived(lambda g: joined(site_url, "/", g.urlname, "/")),
    "short_link": Derived(lambda g: joined(site_url, "/g/", g.short_token)),
    "founded_date": Derived(lambda g: utc(g.founded_at)),
    "is_private": Derived(lambda g: g.visibility == word(Visibility.MEMBERS)),
    "is_approved": Column("approved"),
    "rating": Column("rating_average"),
    "custom_member_label": Column("who"),
    "welcome_blurb": Derived(lambda g: case((member_of(g.id), g.welcome))),
    "is_member": Derived(lambda g: member_of(g.id)),
    "is_primary_organizer": Derived(lambda g: func.coalesce(g.organizer_id == viewer_id, False)),
    "membership_metadata": One(nouns.MEMBERSHIP, key=lambda g: _own_membership(g.id)),
    "viewer": Part(nouns.GROUP_SELF, lambda g: _own_membership(g.id).is_not(None)),
    "organizer": One(nouns.MEMBER, key="organizer_id"),
    "key_group_photo": One(nouns.PHOTO, key="photo_id"),
    "category": One(nouns.CATEGORY, key="category_id"),
    "dues_settings": One(nouns.DUES, key="id", to="group_id"),
    "active_topics": Many(nouns.TOPIC, to=Link(db.GroupTopic, "group_id", "topic_id"), order=("position", "topic_id")),
    "events": GROUP_EVENTS,
    "memberships": MEMBERSHIPS,
    "next_event": One(nouns.EVENT, key=lambda g: next_event(rows_of(db.Event).group_id == g.id)),
    "pro_network": Through(nouns.NETWORK, Link(db.NetworkGroup, "group_id", "network_id"), where=_tied),
    "pro_join_date": Derived(_pro_join_date),
}
nouns.TOPIC.fields = {
    "group_count": Derived(lambda t: _with_topic(db.GroupTopic, t)),
    "member_count": Derived(lambda t: _with_topic(db.MemberTopic, t)),
}
nouns.CATEGORY.fields = {"updated_time": Derived(lambda c: utc(c.updated_at))}
nouns.GROUP_SELF.fields = {
    "status": Derived(lambda g: _own_membership(g.id, "status")),
    "dues_settings": One(nouns.DUES, key="id", to="group_id"),
}
nouns.GROUP_MEMBERS.fields = {
    "edges": Edges(nouns.GROUP_MEMBER_EDGE),
    "page_info": PageFacts(),
    "total_count": Count(),
}
nouns.GROUP_MEMBER_EDGE.fields = {
    "cursor": Cursor(),
    "metadata": Part(nouns.MEMBERSHIP),
    "node": One(nouns.MEMBER, key="member_id"),
}
nouns.MEMBERSHIP.fields = {
    "group": One(nouns.GROUP, key="group_id"),
    "answers": Many(nouns.GROUP_ANSWER, to="membership_id", order=("question_id",)),
    "member_photo": One(nouns.PHOTO, key=_member_photo),
    "updated_time": Derived(lambda m: utc(m.updated_at)),
    "join_time": Derived(lambda m: utc(m.joined_at)),
    "last_access_time": Derived(lambda m: case((or_(m.member_id == viewer_id, leads(m.group_id)), utc(m.visited_at)))),
}
nouns.DUES.fields = {
    **DUES_FACTS,
    "reasons": Part(nouns.DUES_REASONS),
    "reason_words": Column("reasons"),
    "is_payment_required": Derived(_must_pay),
    "trial_period_days": Column("trial_days"),
}
nouns.DUES_REASONS.fields = {
    "compensation": _reason("compensate_organizer"),
    "cover_costs": _reason("cover_costs"),
    "engagement": _reason("encourage_engagement"),
    "improve_meetups": _reason("improve_meetups"),
    "equipment": _reason("provide_supplies"),
    "reserve_fund": _reason("reserve_fund"),
    "other_why": _reason("other"),
    "why_custom": Column("reasons_other"),
}
