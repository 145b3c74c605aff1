"""Which events, groups and members of a pro network a published search asks for, and in what order."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, func, not_, or_, select

import db
from db.base import sortable, word
from db.enums import EventStatus, EventType, Role
from db.events import NEVER
from db.expressions import within
from db.member_enums import NetworkEventSort, NetworkGroupSort, NetworkMemberSort, TieStatus
from db.visibility import sees_whole
from resolvers import network_members as members
from resolvers.errors import BadInput
from resolvers.event_status import has_status
from resolvers.fields import Args, Order, Parse, Row, now, pick, rows_of, some
from resolvers.group_analytics import (
    average_age,
    last_event,
    next_event_at,
    past_events,
    repeat_rsvpers,
    upcoming_events,
)
from resolvers.groups import ACTIVE
from resolvers.groups import has_status as has_standing
from resolvers.keys import as_number, folded, is_number, like
from resolvers.nearby import event_near, placed, within_radius, without_what_is_not_here

Condition = ColumnElement[bool]
Filters = Mapping[str, Any]
DAY = 86_400_000
IDS = ("excluded_group_ids", "group_ids", "categories", "leadership_member_ids", "excluded_users", "groups", "users")
TEXTS = ("query", "title", "name", "user_name")
DAYS = ("active_within_days", "inactive_within_days")
MOST_DAYS = 36_500


def parse_filter(filters: dict[str, Any]) -> dict[str, Any]:
    """The entries of any of the three filters as the rows hold them. Raises `BadInput`."""
    parsed = placed(dict(filters), "filter", "latitude", "longitude")
    for name in parsed.keys() & set(IDS):
        parsed[name] = [as_number(key) for key in parsed[name]]
    for name in parsed.keys() & set(TEXTS):
        parsed[name] = like(parsed[name])
    for name in parsed.keys() & set(DAYS):
        parsed[name] = _milliseconds(parsed[name])
    if "group_urlnames" in parsed:
        parsed["group_urlnames"] = [folded(each) for each in parsed["group_urlnames"]]
    if "country" in parsed:
        parsed["country"] = folded(parsed["country"])
    if "status" in parsed:
        parsed["status"] = [_event_status(each) for each in parsed["status"]]
    if "hosts" in parsed:
        hosts = parsed.pop("hosts")
        parsed["host_ids"] = [int(each) for each in hosts if is_number(each)]
        parsed["host_names"] = [folded(each) for each in hosts if not is_number(each)]
    return parsed


def _milliseconds(days: int) -> int:
    if not 0 <= days <= MOST_DAYS:
        raise BadInput("filter", f"a number of days must be from 0 to {MOST_DAYS}.")
    return days * DAY


def _event_status(text: str) -> EventStatus:
    known = {"UPCOMING": EventStatus.ACTIVE, **EventStatus.__members__}
    status = known.get(text.upper())
    if status is None:
        raise BadInput("filter.status", f"must be of {', '.join(known)}.")
    return status


def word_of(words: type[StrEnum]) -> Callable[[str], Any]:
    """Reads a word to sort by. It raises `BadInput`."""

    def read(text: str) -> Any:
        known = {word.value: word for word in words}
        if text not in known:
            raise BadInput("sort", f"must be one of {', '.join(known)}.")
        return known[text]

    return read


EVENT_PARSE: Parse = {"filter": parse_filter, "sort": word_of(NetworkEventSort)}
GROUP_PARSE: Parse = {"filter": parse_filter, "sort": word_of(NetworkGroupSort)}
MEMBER_PARSE: Parse = {"filter": parse_filter, "sort": word_of(NetworkMemberSort)}


def without_event_filter(args: dict[str, Any]) -> dict[str, Any]:
    """Filters of network events are not kept here, so that none can be named."""
    return without_what_is_not_here(args, "input", "network_event_filter_id")


def _between(filters: Filters, name: str, value: Callable[[], Any]) -> list[Condition]:
    """A value from `nameMin` to `nameMax`, where these are asked for."""
    conditions = [value() >= filters[f"{name}_min"]] if f"{name}_min" in filters else []
    return [*conditions, *([value() <= filters[f"{name}_max"]] if f"{name}_max" in filters else [])]


def _of_group(g: Row, filters: Filters) -> list[Condition]:
    """What events' and groups' filters say of a group."""
    conditions = []
    if "group_ids" in filters:
        conditions.append(within(g.id, filters["group_ids"]))
    if "excluded_group_ids" in filters:
        conditions.append(not_(within(g.id, filters["excluded_group_ids"])))
    if "group_urlnames" in filters:
        conditions.append(within(g.urlname_key, filters["group_urlnames"]))
    if "country" in filters:
        conditions.append(func.lower(g.country, type_=Text()) == filters["country"])
    if "zip" in filters:
        conditions.append(g.zip == filters["zip"])
    if "query" in filters:
        conditions.append(_is_about(g, filters["query"]))
    return conditions


def _lower(column: Any) -> Any:
    return func.lower(func.coalesce(column, ""), type_=Text())


def _is_about(g: Row, pattern: Any) -> Condition:
    """Name, description, city or an organizer's name contain the text."""
    s, m = rows_of(db.Membership), rows_of(db.Member)
    leading = and_(s.group_id == g.id, s.role != word(Role.MEMBER), has_standing(s, ACTIVE), m.id == s.member_id)
    own = [text.like(pattern, escape="\\") for text in (g.name_key, _lower(g.description), _lower(g.city))]
    return or_(*own, some(s, leading, m.name_key.like(pattern, escape="\\"), also=(m,)))


def _tied() -> Any:
    """The groups that take part in some network: indexes know whose rows these are."""
    tie = rows_of(db.NetworkGroup)
    return select(tie.group_id).where(tie.status == word(TieStatus.ACTIVE)).correlate_except(tie)


def events_where(e: Row, args: Args) -> list[Condition]:
    """The events that a NetworkEventsFilter is about; those to come if it names no status."""
    filters, g = args.get("filter", {}), rows_of(db.Group)
    conditions = [
        e.group_id.in_(_tied()),
        has_status(e, filters.get("status") or [EventStatus.ACTIVE]),
        sees_whole(e),
        *_between(filters, "event_date", lambda: e.starts_at),
        *_between(filters, "rsvps_per_event", lambda: e.yes_count),
    ]
    of_group = _of_group(g, filters)
    if of_group:
        conditions.append(some(g, g.id == e.group_id, *of_group))
    if "title" in filters:
        conditions.append(e.title_key.like(filters["title"], escape="\\"))
    if "is_online_event" in filters:
        physical = e.event_type == word(EventType.PHYSICAL)
        conditions.append(not_(physical) if filters["is_online_event"] else physical)
    if "near" in filters:
        conditions.append(event_near(e, filters["near"]))
    if "host_ids" in filters:
        conditions.append(_hosted(e, filters))
    return conditions


def _hosted(e: Row, filters: Filters) -> Condition:
    h, m = rows_of(db.EventHost), rows_of(db.Member)
    named = or_(within(m.id, filters["host_ids"]), within(m.name_key, filters["host_names"]))
    return some(h, h.event_id == e.id, m.id == h.member_id, named, also=(m,))


def suggested_where(e: Row, args: Args) -> list[Condition]:
    """Events to come, perhaps only near a place, online or not."""
    filters = args.get("filter", {})
    online = {"is_online_event": filters["is_online"]} if "is_online" in filters else {}
    near = {"near": filters["near"]} if "near" in filters else {}
    return events_where(e, {"filter": {**online, **near}})


def events_order(e: Row, args: Args) -> Order:
    """By time, if nothing else is asked for."""
    keys = {NetworkEventSort.TITLE: e.title_key, NetworkEventSort.RSVP_COUNT: e.yes_count}
    return Order((keys.get(args.get("sort", ""), e.sort_time), e.id), bool(args.get("desc")))


def groups_where(tie: Row, args: Args) -> list[Condition]:
    """The ties whose groups a NetworkGroupsFilter is about."""
    filters, g = args.get("filter", {}), rows_of(db.Group)
    listed = TieStatus.DELISTED if filters.get("active_groups") is False else TieStatus.ACTIVE
    conditions = [tie.status == word(listed), *_between(filters, "pro_join_date", lambda: tie.joined_at)]
    of_group = [*_of_group(g, filters), *_ranges(g, filters), *_lives(g, filters)]
    return [*conditions, *([some(g, g.id == tie.group_id, *of_group)] if of_group else [])]


def _ranges(g: Row, filters: Filters) -> list[Condition]:
    values: Mapping[str, Callable[[], Any]] = {
        "average_age": lambda: average_age(g),
        "founded_date": lambda: g.founded_at,
        "last_event": lambda: last_event(g),
        "member_count": lambda: g.member_count,
        "next_event": lambda: next_event_at(g),
        "past_events": lambda: past_events(g),
        "repeat_rsvpers": lambda: repeat_rsvpers(g),
        "upcoming_events": lambda: upcoming_events(g),
    }
    return [condition for name, value in values.items() for condition in _between(filters, name, value)]


def _lives(g: Row, filters: Filters) -> list[Condition]:
    """What a group's filter says beyond numbers."""
    conditions = []
    if "name" in filters:
        conditions.append(g.name_key.like(filters["name"], escape="\\"))
    if "categories" in filters:
        conditions.append(within(g.category_id, filters["categories"]))
    if "near" in filters:
        conditions.append(within_radius(g.lat, g.lon, filters["near"]))
    if "active_within_days" in filters:
        conditions.append(_met_within(g, filters["active_within_days"]))
    if "inactive_within_days" in filters:
        conditions.append(not_(_met_within(g, filters["inactive_within_days"])))
    if "leadership_member_ids" in filters:
        s = rows_of(db.Membership)
        leading = and_(s.role != word(Role.MEMBER), has_standing(s, ACTIVE))
        conditions.append(some(s, s.group_id == g.id, leading, within(s.member_id, filters["leadership_member_ids"])))
    return conditions


def _met_within(g: Row, length: Any) -> Condition:
    e = rows_of(db.Event)
    of_late = and_(e.starts_at > now - length, e.starts_at <= now)
    return some(e, e.group_id == g.id, e.status == word(EventStatus.ACTIVE), of_late)


def groups_order(tie: Row, args: Args) -> Order:
    """By number, if nothing else is asked for."""

    def of_group(value: Callable[[Row], Any]) -> Any:
        g = rows_of(db.Group)
        return pick(g, value(g), g.id == tie.group_id)

    keys: Mapping[NetworkGroupSort, Callable[[], Any]] = {
        NetworkGroupSort.FOUNDED_DATE: lambda: of_group(lambda g: sortable(g.founded_at)),
        NetworkGroupSort.LAST_EVENT: lambda: sortable(of_group(last_event)),
        NetworkGroupSort.MEMBER_COUNT: lambda: of_group(lambda g: g.member_count),
        NetworkGroupSort.NAME: lambda: of_group(lambda g: g.name_key),
        NetworkGroupSort.NEXT_EVENT: lambda: func.coalesce(of_group(next_event_at), NEVER),
        NetworkGroupSort.PAST_EVENTS: lambda: of_group(past_events),
        NetworkGroupSort.PRO_JOIN_DATE: lambda: tie.joined_at,
        NetworkGroupSort.UPCOMING_EVENTS: lambda: of_group(upcoming_events),
    }
    key = keys[args["sort"]]() if "sort" in args else tie.group_id
    return Order((key, tie.id), bool(args.get("desc")))


def members_where(s: Row, args: Args) -> list[Condition]:
    """Of each member one membership, of those that a NetworkUsersFilter is about."""
    filters, m = args.get("filter", {}), rows_of(db.Member)
    conditions = [
        s.group_id.in_(_tied()),
        members.is_the_one(s),
        *_between(filters, "events_attended", lambda: members.events_attended(s)),
        *_between(filters, "join_date_time", lambda: members.join_time(s)),
    ]
    if "groups" in filters:
        conditions.append(members.has_membership(s, lambda other: within(other.group_id, filters["groups"])))
    if "roles" in filters:
        roles = [word(role) for role in filters["roles"]]
        conditions.append(members.has_membership(s, lambda other: other.role.in_(roles)))
    of_member = _of_member(m, filters)
    return [*conditions, *([some(m, m.id == s.member_id, *of_member)] if of_member else [])]


def _of_member(m: Row, filters: Filters) -> list[Condition]:
    conditions = []
    if "users" in filters:
        conditions.append(within(m.id, filters["users"]))
    if "excluded_users" in filters:
        conditions.append(not_(within(m.id, filters["excluded_users"])))
    if "active_within_days" in filters:
        conditions.append(m.visited_at > now - filters["active_within_days"])
    if "can_receive_emails" in filters:
        conditions.append(m.email.is_not(None) if filters["can_receive_emails"] else m.email.is_(None))
    if "country" in filters:
        conditions.append(func.lower(m.country, type_=Text()) == filters["country"])
    if "zip" in filters:
        conditions.append(m.zip == filters["zip"])
    if "user_name" in filters:
        conditions.append(m.name_key.like(filters["user_name"], escape="\\"))
    if "query" in filters:
        conditions.append(or_(*(text.like(filters["query"], escape="\\") for text in (m.name_key, _lower(m.city)))))
    if "near" in filters:
        conditions.append(within_radius(m.lat, m.lon, filters["near"]))
    return conditions


def members_order(s: Row, args: Args) -> Order:
    """By the member's number, if nothing else is asked for."""
    m = rows_of(db.Member)
    keys: Mapping[NetworkMemberSort, Callable[[], Any]] = {
        NetworkMemberSort.EVENTS_ATTENDED: lambda: members.events_attended(s),
        NetworkMemberSort.JOIN_TIME: lambda: sortable(members.join_time(s)),
        NetworkMemberSort.LAST_ACCESS_TIME: lambda: sortable(members.last_access(s)),
        NetworkMemberSort.MEMBER_ID: lambda: s.member_id,
        NetworkMemberSort.NAME: lambda: pick(m, m.name_key, m.id == s.member_id),
    }
    return Order((keys[args.get("sort", NetworkMemberSort.MEMBER_ID)](), s.id), bool(args.get("desc")))
