"""The lists one can start from: events, groups, members, RSVPs and categories, by what the old API asked for."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Text, func, not_, or_, select

import db
from db.base import sortable, word
from db.enums import EventStatus, GroupSortField, GroupStatus, MemberSortField, RsvpStatus, SortOrder
from db.expressions import within
from db.visibility import viewer_id
from db.words import folded_text, matches, words_of
from resolvers import nouns
from resolvers.event_status import has_status
from resolvers.events import by_time, open_or_whole
from resolvers.fields import Args, Connection, Count, Cursor, Edges, Order, PageFacts, Part, Row, rows_of, some
from resolvers.groups import ACTIVE
from resolvers.groups import has_status as has_standing
from resolvers.keys import as_number, folded, is_number, like
from resolvers.rsvps import has_answer, sort_key
from resolvers.search_inputs import GROUPS_RADIUS, query_words
from resolvers.whereabouts import group_miles, group_within, parsed_circle

Condition = ColumnElement[bool]
SELF = "self"


def _numbers(keys: list[str]) -> list[int]:
    return [as_number(key) for key in keys]


def _folded(words: list[str]) -> list[str]:
    return [folded(each) for each in words]


def _of_groups(group_id: Any, filters: Mapping[str, Any]) -> list[Condition]:
    """Rows of these groups; with ids and urlnames both, of any of them."""
    wanted: list[Condition] = []
    if "group_ids" in filters:
        wanted.append(within(group_id, filters["group_ids"]))
    if "group_urlnames" in filters:
        g = rows_of(db.Group)
        wanted.append(group_id.in_(select(g.id).where(within(g.urlname_key, filters["group_urlnames"]))))
    return [or_(*wanted)] if wanted else []


def _is(column: Any, member: Any) -> Any:
    """The column names this member; `self` is the viewer."""
    return column == (viewer_id if member is True else member)


def _member_key(key: str) -> Any:
    """A member's id; True stands for the viewer."""
    return True if key == SELF else as_number(key)


def _plain_words(text: str) -> str:
    return " ".join(words_of(text))


PARSERS: dict[str, Any] = {
    "group_ids": _numbers,
    "group_urlnames": _folded,
    "venue_ids": _numbers,
    "member_ids": _numbers,
    "category_ids": _numbers,
    "ids": _numbers,
    "urlnames": _folded,
    "topics": _folded,
    "countries": _folded,
    "member_id": _member_key,
    "organizer_id": _member_key,
    "topic_ids": _numbers,
    "city": _plain_words,
    "state": _plain_words,
}


def _parsed(filters: dict[str, Any]) -> dict[str, Any]:
    """A filter's entries as the rows hold them; event ids told apart into numbers and letters."""
    parsed = {name: PARSERS[name](value) if name in PARSERS else value for name, value in filters.items()}
    if "event_ids" in parsed:
        keys = parsed.pop("event_ids")
        parsed["event_numbers"] = [int(key) for key in keys if is_number(key)]
        parsed["event_letters"] = [key for key in keys if not is_number(key)]
    if "near" in parsed:
        parsed["near"] = parsed_circle(dict(parsed["near"]), GROUPS_RADIUS, "filter.near")
    words = query_words(parsed.pop("text"), "filter.text") if "text" in parsed else ""
    return {**parsed, "words": words} if words else parsed


def _one_of(e: Row, filters: Mapping[str, Any]) -> list[Condition]:
    if "event_numbers" not in filters:
        return []
    return [or_(within(e.id, filters["event_numbers"]), within(e.recurring_id, filters["event_letters"]))]


def _events(e: Row, args: Args) -> list[Condition]:
    filters = args.get("filter", {})
    conditions = [
        *open_or_whole(e, args),
        has_status(e, filters.get("status") or [EventStatus.ACTIVE]),
        *_of_groups(e.group_id, filters),
        *_one_of(e, filters),
    ]
    if "starts_after" in filters:
        conditions.append(e.starts_at >= filters["starts_after"])
    if "starts_before" in filters:
        conditions.append(e.starts_at <= filters["starts_before"])
    if "member_id" in filters:
        m = rows_of(db.Membership)
        own = select(m.group_id).where(_is(m.member_id, filters["member_id"]), has_standing(m, ACTIVE))
        conditions.append(e.group_id.in_(own))
    if "venue_ids" in filters:
        v = rows_of(db.EventVenue)
        conditions.append(e.id.in_(select(v.event_id).where(within(v.venue_id, filters["venue_ids"]))))
    if "rsvp" in filters:
        conditions.append(_answered(e, filters["rsvp"]))
    if filters.get("own"):
        h = rows_of(db.EventHost)
        hosting = some(h, h.event_id == e.id, h.member_id == viewer_id)
        conditions.append(or_(hosting, _answered(e, [RsvpStatus.YES])))
    return conditions


def _answered(e: Row, statuses: Any) -> Condition:
    """The viewer answered one of these."""
    r = rows_of(db.Rsvp)
    return some(r, r.event_id == e.id, r.member_id == viewer_id, has_answer(r, statuses))


def _groups(g: Row, args: Args) -> list[Condition]:
    filters = args.get("filter", {})
    wanted = [within(g.id, filters["ids"])] if "ids" in filters else []
    wanted += [within(g.urlname_key, filters["urlnames"])] if "urlnames" in filters else []
    conditions: list[Condition] = [g.status != word(GroupStatus.ABANDONED), *([or_(*wanted)] if wanted else [])]
    if "member_id" in filters:
        m = rows_of(db.Membership)
        own = select(m.group_id).where(_is(m.member_id, filters["member_id"]), has_standing(m, ACTIVE))
        conditions.append(g.id.in_(own))
    if "organizer_id" in filters:
        conditions.append(_is(g.organizer_id, filters["organizer_id"]))
    if "category_ids" in filters:
        conditions.append(within(g.category_id, filters["category_ids"]))
    if "topics" in filters:
        conditions.append(g.id.in_(groups_of_topics(filters["topics"])))
    return [*conditions, *_found(g, filters), *_in_place(g, filters)]


def _found(g: Row, filters: Mapping[str, Any]) -> list[Condition]:
    """What somebody who looks for a group may ask."""
    conditions: list[Condition] = []
    if "words" in filters:
        conditions.append(matches(g, filters["words"]))
    if "topic_ids" in filters:
        link = rows_of(db.GroupTopic)
        conditions.append(g.id.in_(select(link.group_id).where(within(link.topic_id, filters["topic_ids"]))))
    if filters.get("has_upcoming_events"):
        e = rows_of(db.Event)
        conditions.append(some(e, e.group_id == g.id, has_status(e, [EventStatus.ACTIVE]), *open_or_whole(e, {})))
    if filters.get("exclude_own"):
        m = rows_of(db.Membership)
        own = select(m.group_id).where(m.member_id == viewer_id, has_standing(m, ACTIVE))
        conditions.append(g.id.not_in(own))
    return conditions


def groups_of_topics(urlkeys: Any) -> Any:
    """The ids of groups with one of these topics, as a select."""
    t, link = rows_of(db.Topic), rows_of(db.GroupTopic)
    return select(link.group_id).where(t.id == link.topic_id, within(t.urlkey, urlkeys))


def _in_place(g: Row, filters: Mapping[str, Any]) -> list[Condition]:
    conditions = [group_within(g, filters["near"])] if "near" in filters else []
    for name in ("city", "state"):
        if name in filters:
            conditions += [getattr(g, name).is_not(None), folded_text(getattr(g, name)) == filters[name]]
    if "countries" in filters:
        conditions.append(within(func.lower(g.country, type_=Text()), filters["countries"]))
    return conditions


def _group_order(g: Row, args: Args) -> Order:
    sort = args.get("sort", {})
    field = sort.get("sort_field", GroupSortField.ID)
    keys = {
        GroupSortField.MEMBERS: g.member_count,
        GroupSortField.NAME: g.name_key,
        GroupSortField.NEWEST: -func.coalesce(g.founded_at, 0),
    }
    near = args.get("filter", {}).get("near")
    if near is not None:
        keys[GroupSortField.DISTANCE] = group_miles(g, near)
    key = keys.get(field)
    return Order((g.id,) if key is None else (key, g.id), sort.get("sort_order") is SortOrder.DESC)


def _members(m: Row, args: Args) -> list[Condition]:
    filters = args.get("filter", {})
    conditions: list[Condition] = []
    if "member_id" in filters:
        conditions.append(_is(m.id, filters["member_id"]))
    if "member_ids" in filters:
        conditions.append(within(m.id, filters["member_ids"]))
    s = rows_of(db.Membership)
    if of_groups := _of_groups(s.group_id, filters):
        conditions.append(m.id.in_(select(s.member_id).where(*of_groups, has_standing(s, ACTIVE))))
    if "service" in filters:
        other = rows_of(db.MemberService)
        conditions.append(some(other, other.member_id == m.id, other.service == filters["service"]))
    if "topics" in filters:
        t, link = rows_of(db.Topic), rows_of(db.MemberTopic)
        of_topics = select(link.member_id).where(t.id == link.topic_id, within(t.urlkey, filters["topics"]))
        conditions.append(m.id.in_(of_topics))
    return conditions


def _member_order(m: Row, args: Args) -> Order:
    sort = args.get("sort", {})
    key = {
        MemberSortField.JOINED: sortable(m.joined_at),
        MemberSortField.VISITED: sortable(func.coalesce(m.visited_at, m.joined_at)),
        MemberSortField.NAME: m.name_key,
    }[sort.get("sort_field", MemberSortField.NAME)]
    return Order((key, m.id), sort.get("sort_order") is SortOrder.DESC)


def _rsvps(r: Row, args: Args) -> list[Condition]:
    filters = args.get("filter", {})
    conditions: list[Condition] = []
    if "event_numbers" in filters:
        e = rows_of(db.Event)
        conditions.append(r.event_id.in_(select(e.id).where(*_one_of(e, filters))))
    if "rsvp_status" in filters:
        conditions.append(has_answer(r, filters["rsvp_status"]))
    if "member_id" in filters:
        conditions.append(_is(r.member_id, filters["member_id"]))
    return conditions


def _rsvp_order(r: Row, args: Args) -> Order:
    sort = args.get("sort", {})
    key = r.event_id if "sort_field" not in sort else sort_key(r, sort["sort_field"])
    return Order((key, r.id), sort.get("sort_order") is SortOrder.DESC)


EVENTS = Connection(nouns.EVENTS, order=by_time, where=_events, parse={"filter": _parsed})
GROUPS = Connection(nouns.GROUPS, order=_group_order, where=_groups, parse={"filter": _parsed})
MEMBERS = Connection(nouns.MEMBERS, order=_member_order, where=_members, parse={"filter": _parsed})
RSVPS = Connection(nouns.RSVPS, order=_rsvp_order, where=_rsvps, parse={"filter": _parsed})
CATEGORIES = Connection(
    nouns.CATEGORIES,
    order=lambda c, args: Order((c.position, c.id), args.get("sort") is SortOrder.DESC),
)


def _topics(t: Row, args: Args) -> list[Condition]:
    name, urlkey = args["query"]["name"], args["query"]["urlkey"]
    known = or_(folded_text(t.name).like(name), t.urlkey.like(urlkey, escape="\\"))
    if not args.get("exclude_member_topics"):
        return [known]
    own = rows_of(db.MemberTopic)
    return [known, not_(some(own, own.topic_id == t.id, own.member_id == viewer_id))]


def _of_topic(query: str) -> dict[str, str]:
    """Patterns for a topic's name and for its urlkey. Words hold no sign that means anything in a pattern."""
    return {"name": f"%{' '.join(words_of(query))}%", "urlkey": like(query)}


TOPICS = Connection(nouns.TOPICS, order=lambda t, _: Order((t.urlkey, t.id)), where=_topics, parse={"query": _of_topic})

for noun, edge in (
    (nouns.EVENTS, nouns.GROUP_EVENT_EDGE),
    (nouns.GROUPS, nouns.GROUP_EDGE),
    (nouns.MEMBERS, nouns.MEMBER_EDGE),
    (nouns.RSVPS, nouns.RSVP_EDGE),
    (nouns.CATEGORIES, nouns.CATEGORY_EDGE),
    (nouns.TOPICS, nouns.TOPIC_EDGE),
):
    noun.fields = {"edges": Edges(edge), "page_info": PageFacts(), "total_count": Count()}

nouns.GROUP_EDGE.fields = {"cursor": Cursor(), "node": Part(nouns.GROUP)}
nouns.MEMBER_EDGE.fields = {"cursor": Cursor(), "node": Part(nouns.MEMBER)}
nouns.TOPIC_EDGE.fields = {"cursor": Cursor(), "node": Part(nouns.TOPIC)}
nouns.CATEGORY_EDGE.fields = {"cursor": Cursor(), "node": Part(nouns.CATEGORY)}
