"""What a member may like: events and groups by topics, place and memberships, in points that add up.

The points are explained to clients in `schema/search.py`; who changes them changes that too.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, func, literal_column, not_, select

import db
from db.base import word
from db.enums import EventType, Visibility
from db.expressions import within
from db.search_enums import GroupVisibility, RecommendedEventsSortField
from db.visibility import member_of, viewer_id
from resolvers import nouns
from resolvers.fields import Args, Connection, Order, Row, now, pick, rows_of, some
from resolvers.groups import ACTIVE, has_status
from resolvers.search import DAY, fill, found_events, found_groups, prioritized
from resolvers.search_inputs import recommended_events_filter, recommended_groups_filter
from resolvers.whereabouts import event_nearness, group_nearness

Condition = ColumnElement[bool]
Filters = Mapping[str, Any]
NEW_GROUP = 30 * DAY
"""A group counts as new for so long after its founding."""


def _points(value: int) -> Any:
    return literal_column(str(value), Integer)


def _if(condition: Condition, points: int) -> Any:
    return case((condition, _points(points)), else_=_points(0))


def _own_topics(model: type[db.Base], owner: str, key: Any) -> Any:
    """How many of the viewer's topics an event or a group has."""
    link, own = rows_of(model), rows_of(db.MemberTopic)
    shared = (getattr(link, owner) == key, own.topic_id == link.topic_id, own.member_id == viewer_id)
    return pick(link, func.count(), *shared, also=(own,))


def _own_groups() -> Any:
    m = rows_of(db.Membership)
    return select(m.group_id).where(m.member_id == viewer_id, has_status(m, ACTIVE))


def _topics_of_own_groups(g: Row) -> Any:
    """How many topics a group has that some group of the viewer's has too."""
    link, m = rows_of(db.GroupTopic), rows_of(db.Membership)
    own_topic = rows_of(db.GroupTopic, "own")
    mine = (own_topic.group_id == m.group_id, m.member_id == viewer_id, has_status(m, ACTIVE))
    own = select(own_topic.topic_id).select_from(own_topic, m).where(*mine).correlate_except(own_topic, m)
    return pick(link, func.count(), link.group_id == g.id, link.topic_id.in_(own))


def _photos(group_id: Any) -> Any:
    p = rows_of(db.Photo)
    return pick(p, func.count(), p.group_id == group_id)


def _event_points(e: Row, filters: Filters) -> Any:
    points: Any = _if(member_of(e.group_id), 5)
    points += _own_topics(db.EventTopic, "event_id", e.id) * _points(3)
    points += _own_topics(db.GroupTopic, "group_id", e.group_id)
    if "near" in filters:
        points += event_nearness(e, filters["near"])
    if filters.get("penalize_online_events"):
        points -= _if(e.event_type == word(EventType.ONLINE), 3)
    if "boost_events_with_at_least_num_images_in_chapter" in filters:
        points += _if(_photos(e.group_id) >= filters["boost_events_with_at_least_num_images_in_chapter"], 3)
    return points


def _event_order(e: Row, args: Args) -> Order:
    filters, times = args["filter"], (e.sort_time, e.tie_break, e.id)
    if args.get("sort", {}).get("sort_field") is RecommendedEventsSortField.DATETIME:
        return Order((*prioritized(e.group_id, filters), *times))
    return Order((*prioritized(e.group_id, filters), -_event_points(e, filters), *times))


def _joined(g: Row, filters: Filters) -> list[Condition]:
    """How one joins the group."""
    conditions = [g.join_mode == word(filters["group_join_mode"])] if "group_join_mode" in filters else []
    for name, needed in (("has_join_questions", g.needs_questions), ("requires_photo_to_join", g.needs_photo)):
        if name in filters:
            conditions.append(needed if filters[name] else not_(needed))
    return conditions


def _events(e: Row, args: Args) -> list[Condition]:
    filters = args["filter"]
    r, fee = rows_of(db.Rsvp), rows_of(db.EventFee)
    conditions = [*found_events(e, filters), not_(some(r, r.event_id == e.id, r.member_id == viewer_id))]
    g = rows_of(db.Group)
    if joined_so := _joined(g, filters):
        conditions.append(some(g, g.id == e.group_id, *joined_so))
    if "group_list" in filters:
        conditions.append(within(e.group_id, filters["group_list"]))
    if "topic_list" in filters:
        conditions.append(e.group_id.in_(_with_topics(filters["topic_list"])))
    if "use_pay_pal_events" in filters:
        asks = some(fee, fee.event_id == e.id, fee.required)
        conditions.append(asks if filters["use_pay_pal_events"] else not_(asks))
    return conditions


def _with_topics(ids: Sequence[int]) -> Any:
    link = rows_of(db.GroupTopic)
    return select(link.group_id).where(within(link.topic_id, ids))


def _groups(g: Row, args: Args) -> list[Condition]:
    filters = args["filter"]
    conditions = [*found_groups(g, filters), *_joined(g, filters), g.id.not_in(_own_groups())]
    if "topics_list" in filters:
        conditions.append(g.id.in_(_with_topics(filters["topics_list"])))
    visibility = filters.get("visibility", GroupVisibility.ALL)
    if visibility is not GroupVisibility.ALL:
        private = g.visibility == word(Visibility.MEMBERS)
        conditions.append(private if visibility is GroupVisibility.PRIVATE else not_(private))
    if args.get("ignore_new_groups"):
        conditions.append(func.coalesce(g.founded_at, 0) < now - NEW_GROUP)
    return conditions


def _group_order(g: Row, args: Args) -> Order:
    filters = args["filter"]
    points = _own_topics(db.GroupTopic, "group_id", g.id) * _points(3) + _topics_of_own_groups(g)
    points += group_nearness(g, filters["near"])
    return Order((*prioritized(g.id, filters), -points, -g.member_count, g.id))


RECOMMENDED_EVENTS = Connection(
    nouns.RECOMMENDED_EVENTS, order=_event_order, where=_events, parse={"filter": recommended_events_filter}
)
RECOMMENDED_GROUPS = Connection(
    nouns.RECOMMENDED_GROUPS, order=_group_order, where=_groups, parse={"filter": recommended_groups_filter}
)
fill(nouns.RECOMMENDED_EVENTS, nouns.RECOMMENDED_EVENT_EDGE, nouns.EVENT)
fill(nouns.RECOMMENDED_GROUPS, nouns.RECOMMENDED_GROUP_EDGE, nouns.GROUP)
