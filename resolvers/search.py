"""Looking for events, groups and RSVPs: by words, place, time and category."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, func, literal_column, not_, or_

import db
from db.base import word
from db.enums import EventStatus, EventType, GroupStatus, RsvpStatus, SortOrder
from db.search_enums import GroupEventSearchStatus, KeywordSortField
from db.visibility import sees_whole
from db.words import matches
from resolvers import nouns
from resolvers.event_status import has_status
from resolvers.events import by_time
from resolvers.fields import (
    Args,
    Connection,
    Count,
    Cursor,
    Edges,
    Noun,
    Order,
    PageFacts,
    Part,
    Row,
    now,
    pick,
    rows_of,
)
from resolvers.keys import as_number, like
from resolvers.rsvp_rules import is_past
from resolvers.rsvps import has_answer, venue_of
from resolvers.search_inputs import event_filter, group_filter, query_words
from resolvers.whereabouts import event_at, event_within, group_at, group_within

Condition = ColumnElement[bool]
Filters = Mapping[str, Any]
HOUR, DAY, WEEK = 3_600_000, 86_400_000, 7 * 86_400_000
GOING = (GroupStatus.PAID, GroupStatus.GRACE)
"""Groups that are going on."""


def found_events(e: Row, filters: Filters) -> list[Condition]:
    """Events that are on and that the viewer sees whole: not over yet, unless a first date is given."""
    conditions: list[Condition] = [sees_whole(e), e.status == word(EventStatus.ACTIVE)]
    if "start_date_range" in filters:
        conditions.append(e.starts_at >= filters["start_date_range"])
    else:
        conditions.append(not_(is_past(e)))
    if "end_date_range" in filters:
        conditions.append(e.starts_at <= filters["end_date_range"])
    if "words" in filters:
        conditions.append(matches(e, filters["words"]))
    if "near" in filters:
        conditions.append(event_within(e, filters["near"]))
    if "category" in filters:
        g = rows_of(db.Group)
        conditions.append(pick(g, g.category_id, g.id == e.group_id) == filters["category"])
    return [*conditions, *event_at(e, filters.get("address", {})), *_of_type(e, filters), *_at_hour(e, filters)]


def _of_type(e: Row, filters: Filters) -> list[Condition]:
    """Who wants one side of an event that is at a place and online is served by it."""
    wanted = filters.get("event_type")
    kinds = {wanted, EventType.HYBRID} if wanted else set()
    return [or_(*(e.event_type == word(kind) for kind in sorted(kinds)))] if kinds else []


def _at_hour(e: Row, filters: Filters) -> list[Condition]:
    """By the clocks of the event's place, or by now."""
    conditions: list[Condition] = []
    clock = ((e.starts_at + e.utc_offset) % DAY + DAY) % DAY
    sides = [clock >= filters["from_clock"]] if "from_clock" in filters else []
    sides += [clock <= filters["to_clock"]] if "to_clock" in filters else []
    if sides:
        conditions.append(or_(*sides) if filters.get("over_midnight") else and_(*sides))
    if filters.get("is_happening_now"):
        conditions += [e.starts_at <= now, not_(is_past(e))]
    if filters.get("is_starting_soon"):
        conditions += [e.starts_at >= now, e.starts_at <= now + HOUR]
    return conditions


def recent_answers(group_id: Any) -> Any:
    """How many said yes to a group's events within a week."""
    r, e = rows_of(db.Rsvp), rows_of(db.Event)
    recent = (r.event_id == e.id, e.group_id == group_id, r.created_at > now - WEEK)
    return pick(r, func.count(), *recent, r.status == word(RsvpStatus.YES), also=(e,))


def prioritized(group_id: Any, filters: Filters, descending: bool = False) -> list[Any]:
    """The key that puts groups with recent answers first, if that is wanted."""
    if not filters.get("prioritize_rsvps"):
        return []
    return [recent_answers(group_id) if descending else -recent_answers(group_id)]


def _beside_the_title(row: Row, filters: Filters) -> list[Any]:
    """Those that have every word in their title come first."""
    if "words" not in filters:
        return []
    one, none = literal_column("1", Integer), literal_column("0", Integer)
    return [case((matches(row, filters["words"], title_only=True), none), else_=one)]


def _event_order(e: Row, args: Args) -> Order:
    sort, filters, times = args.get("sort", {}), args["filter"], (e.sort_time, e.tie_break, e.id)
    if sort.get("sort_field") is KeywordSortField.DATETIME:
        descending = sort.get("sort_order") is SortOrder.DESC
        return Order((*prioritized(e.group_id, filters, descending), *times), descending)
    keys = (*prioritized(e.group_id, filters), *_beside_the_title(e, filters), *times)
    return Order(keys, sort.get("sort_order") is SortOrder.ASC)


def found_groups(g: Row, filters: Filters) -> list[Condition]:
    """Groups that are going on, or the frozen ones."""
    statuses = (GroupStatus.FROZEN,) if filters.get("frozen_only") else GOING
    conditions: list[Condition] = [or_(*(g.status == word(status) for status in statuses))]
    if "words" in filters:
        conditions.append(matches(g, filters["words"]))
    if "near" in filters:
        conditions.append(group_within(g, filters["near"]))
    if "category" in filters:
        conditions.append(g.category_id == filters["category"])
    return [*conditions, *group_at(g, filters.get("address", {}))]


def _group_order(g: Row, args: Args) -> Order:
    filters = args["filter"]
    return Order((*prioritized(g.id, filters), *_beside_the_title(g, filters), -g.member_count, g.id))


def _in_group(e: Row, args: Args) -> list[Condition]:
    wanted = args["filter"].get("status", GroupEventSearchStatus.UPCOMING)
    status = {
        GroupEventSearchStatus.UPCOMING: EventStatus.ACTIVE,
        GroupEventSearchStatus.PAST: EventStatus.PAST,
        GroupEventSearchStatus.DRAFT: EventStatus.DRAFT,
    }[wanted]
    words = [matches(e, args["filter"]["words"])] if "words" in args["filter"] else []
    return [sees_whole(e), has_status(e, [status]), *words]


def _with_words(given: dict[str, Any]) -> dict[str, Any]:
    words = query_words(given.pop("query"))
    return {**given, **({"words": words} if words else {})}


def _by_member(r: Row, args: Args) -> list[Condition]:
    filters = args["filter"]
    conditions: list[Condition] = [_name(r).like(filters["query"], escape="\\")]
    if filters.get("status"):
        conditions.append(has_answer(r, filters["status"]))
    if "venue_id" in filters:
        conditions.append(venue_of(r) == filters["venue_id"])
    return conditions


def _name(r: Row) -> Any:
    m = rows_of(db.Member)
    return pick(m, m.name_key, m.id == r.member_id)


def _member_query(given: dict[str, Any]) -> dict[str, Any]:
    venue = {"venue_id": as_number(given["venue_id"])} if "venue_id" in given else {}
    return {**given, **venue, "query": like(given["query"])}


EVENT_SEARCH = Connection(
    nouns.EVENT_SEARCH,
    order=_event_order,
    where=lambda e, args: found_events(e, args["filter"]),
    parse={"filter": event_filter},
)
GROUP_SEARCH = Connection(
    nouns.GROUP_SEARCH,
    order=_group_order,
    where=lambda g, args: found_groups(g, args["filter"]),
    parse={"filter": group_filter},
)
nouns.GROUP.fields = {
    **nouns.GROUP.fields,
    "event_search": Connection(
        nouns.GROUP_EVENT_SEARCH, to="group_id", order=by_time, where=_in_group, parse={"filter": _with_words}
    ),
}
nouns.EVENT.fields = {
    **nouns.EVENT.fields,
    "rsvp_search": Connection(
        nouns.RSVP_SEARCH,
        to="event_id",
        order=lambda r, _: Order((_name(r), r.id)),
        where=_by_member,
        parse={"filter": _member_query},
    ),
}


def fill(connection: Noun, edge: Noun, node: Noun | None = None) -> None:
    """The usual fields of a connection's type, and of its edges'."""
    connection.fields = {"edges": Edges(edge), "page_info": PageFacts(), "total_count": Count()}
    if node is not None:
        edge.fields = {"cursor": Cursor(), "node": Part(node)}


fill(nouns.EVENT_SEARCH, nouns.EVENT_SEARCH_EDGE, nouns.EVENT)
fill(nouns.GROUP_SEARCH, nouns.GROUP_SEARCH_EDGE, nouns.GROUP)
fill(nouns.GROUP_EVENT_SEARCH, nouns.GROUP_EVENT_SEARCH_EDGE, nouns.EVENT)
fill(nouns.RSVP_SEARCH, nouns.RSVP_EDGE)
