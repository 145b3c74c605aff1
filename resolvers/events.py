"""What an event answers."""

from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, cast, false, func, not_, or_, select

import db
from db.base import sortable, word
from db.enums import (
    EventAction,
    EventStatus,
    GroupEventSortField,
    GroupJoinMode,
    PublishStatus,
    RsvpState,
    RsvpStatus,
    SortOrder,
    WaitlistMode,
)
from db.expressions import iso_datetime, iso_duration, joined, word_list
from db.visibility import leads, member_of, runs, saves, sees_place, sees_whole, viewer_id
from resolvers import nouns
from resolvers.comments import EVENT_COMMENTS
from resolvers.event_status import has_status
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
    now,
    pick,
    rows_of,
    site_url,
    some,
)
from resolvers.keys import as_number, event_key, folded, like
from resolvers.rsvp_rules import (
    is_past,
    may_come,
    may_wait,
    may_watch,
    no_seat,
    owes_dues,
    own_rsvp,
    own_status,
    window_open,
)
from resolvers.rsvps import EVENT_RSVPS, HOST_RSVPS
from resolvers.times import utc
from resolvers.zones import DAY

Condition = ColumnElement[bool]


def event_id(e: Row) -> Any:
    """The id that the APIs show: the string of a recurring event, else the number."""
    return func.coalesce(e.recurring_id, cast(e.id, Text))


def old_event_id(e: Row) -> Any:
    """The id that versions 1 and 2 of the old API show: the number of a recurring event once it was answered there."""
    return case((e.number_shown, cast(e.id, Text)), else_=event_id(e))


def event_url(e: Row) -> Any:
    """The address of the event's page; like the recorded ones with the number, if it is known, and a slash."""
    g = rows_of(db.Group)
    urlname = pick(g, g.urlname, g.id == e.group_id)
    shown = case((e.numbered, cast(e.id, Text)), else_=e.recurring_id)
    return joined(site_url, "/", urlname, "/events/", shown, "/")


def _status(e: Row) -> Any:
    over = and_(e.status == word(EventStatus.ACTIVE), is_past(e))
    return case((over, word(EventStatus.PAST)), else_=e.status)


def _if(condition: Condition, value: Any) -> Any:
    return case((condition, value))


def _join_state(e: Row) -> Any:
    g = rows_of(db.Group)
    mode = pick(g, g.join_mode, g.id == e.group_id)
    return case(
        (mode == word(GroupJoinMode.OPEN), word(RsvpState.JOIN_OPEN)),
        (mode == word(GroupJoinMode.APPROVAL), word(RsvpState.JOIN_APPROVAL)),
        else_=word(RsvpState.NONE),
    )


def _rsvp_state(e: Row) -> Any:
    own = own_status(e)
    return case(
        (e.status == word(EventStatus.CANCELLED), word(RsvpState.CANCELLED)),
        (e.status != word(EventStatus.ACTIVE), word(RsvpState.NONE)),
        (is_past(e), word(RsvpState.PAST)),
        (own == word(RsvpStatus.YES), word(RsvpState.YES)),
        (own == word(RsvpStatus.WAITLIST), word(RsvpState.WAITLIST)),
        (not_(member_of(e.group_id)), _join_state(e)),
        (owes_dues(e), word(RsvpState.DUES)),
        (e.rsvp_open_at > now, word(RsvpState.NOT_OPEN_YET)),
        (not_(window_open(e)), word(RsvpState.CLOSED)),
        (no_seat(e), word(RsvpState.FULL)),
        (own == word(RsvpStatus.NO), word(RsvpState.NO)),
        else_=word(RsvpState.RSVP),
    )


def _watching(e: Row) -> Condition:
    w = rows_of(db.EventWatch)
    return some(w, w.event_id == e.id, w.member_id == viewer_id)


def _actions(e: Row) -> Any:
    """What the viewer may do, in the order of the old documentation."""
    organizes, runs_it, published = leads(e.group_id), runs(e), e.status != word(EventStatus.DRAFT)
    f = rows_of(db.EventFee)
    has_fee = some(f, f.event_id == e.id)
    return word_list(
        (and_(runs_it, published, not_(e.announced), not_(is_past(e))), EventAction.ANNOUNCE),
        (and_(runs_it, e.sort_time <= now), EventAction.ATTENDANCE),
        (and_(organizes, has_fee), EventAction.PAYMENTS),
        (and_(organizes, not_(published)), EventAction.PUBLISH),
        (runs_it, EventAction.EDIT),
        (organizes, EventAction.EDIT_HOSTS),
        (organizes, EventAction.DELETE),
        (may_come(e), EventAction.RSVP),
        (may_wait(e), EventAction.WAIT),
        (and_(may_watch(e), not_(_watching(e))), EventAction.WATCH),
        (and_(may_watch(e), _watching(e)), EventAction.UNWATCH),
        (owes_dues(e), EventAction.DUES),
    )


def _own_role(e: Row) -> Any:
    m = rows_of(db.Membership)
    return pick(m, m.role, m.group_id == e.group_id, m.member_id == viewer_id)


def _rated(e: Row) -> Condition:
    r = rows_of(db.EventRating)
    return some(r, r.event_id == e.id, r.member_id == viewer_id)


def _recent_rsvps(e: Row) -> Any:
    r = rows_of(db.Rsvp)
    recent = (r.event_id == e.id, r.status == word(RsvpStatus.YES), r.created_at > now - 7 * DAY)
    return pick(r, func.count(), *recent)


def _photo_count(e: Row) -> Any:
    a = rows_of(db.PhotoAlbum)
    return func.coalesce(pick(a, a.photo_count, a.event_id == e.id), 0)


def _publish_status(e: Row) -> Any:
    draft = e.status == word(EventStatus.DRAFT)
    return _if(runs(e), case((draft, word(PublishStatus.DRAFT)), else_=word(PublishStatus.PUBLISHED)))


def open_or_whole(e: Row, args: Args) -> list[Condition]:
    """Leaves limited events out for strangers, unless they ask for them."""
    return [] if args.get("include_limited") else [sees_whole(e)]


def _group_events(e: Row, args: Args) -> list[Condition]:
    filters = args.get("filter", {})
    asked = [[args["status"]] if "status" in args else None, filters.get("status")]
    if asked == [None, None] and "filter" not in args:
        asked = [[EventStatus.ACTIVE]]
    conditions = [*open_or_whole(e, args), *(has_status(e, statuses) for statuses in asked if statuses is not None)]
    if "after_date_time" in filters:
        conditions.append(e.ends_at > filters["after_date_time"])
    if "before_date_time" in filters:
        conditions.append(e.ends_at < filters["before_date_time"])
    if "title" in filters:
        conditions.append(e.title_key.like(filters["title"], escape="\\"))
    if "host_id" in filters:
        h = rows_of(db.EventHost)
        conditions.append(some(h, h.event_id == e.id, h.member_id == filters["host_id"]))
    return conditions


def _parse_filter(filters: dict[str, Any]) -> dict[str, Any]:
    parsed = dict(filters)
    if "title" in parsed:
        parsed["title"] = like(parsed["title"])
    if "host_id" in parsed:
        parsed["host_id"] = as_number(parsed["host_id"])
    return parsed


def by_time(e: Row, args: Args) -> Order:
    """In order of their start, events without one last."""
    return Order((e.sort_time, e.tie_break, e.id), args.get("sort") is SortOrder.DESC)


def _group_order(e: Row, args: Args) -> Order:
    wanted = args.get("order_by")
    if wanted is None:
        return by_time(e, args)
    if wanted["sort_field"] is GroupEventSortField.UPDATED:
        return Order((sortable(e.updated_at), e.id), wanted.get("sort_order") is SortOrder.DESC)
    return by_time(e, {"sort": wanted.get("sort_order")})


def _one_event(e: Row, args: Args) -> list[Condition]:
    conditions = open_or_whole(e, args)
    if "group_urlname" in args:
        g = rows_of(db.Group)
        conditions.append(pick(g, g.urlname_key, g.id == e.group_id) == args["group_urlname"])
    return conditions


def next_event(*conditions: Any) -> Any:
    """The id of the first event to come of those that meet the conditions (on `rows_of(db.Event)`), as SQL."""
    e = rows_of(db.Event)
    rows = select(e.id).where(*conditions, has_status(e, [EventStatus.ACTIVE]), sees_whole(e))
    first = rows.order_by(e.sort_time, e.tie_break, e.id).limit(1)
    return first.correlate_except(e).scalar_subquery()


GROUP_EVENTS = Connection(
    nouns.GROUP_EVENTS, to="group_id", order=_group_order, where=_group_events, parse={"filter": _parse_filter}
)
EVENT_BY_ID = Lookup(
    nouns.EVENT,
    by=lambda args: event_key(args["id"]),
    keys=("id",),
    where=_one_event,
    parse={"group_urlname": folded},
)

nouns.GROUP_EVENTS.fields = {
    "edges": Edges(nouns.GROUP_EVENT_EDGE),
    "page_info": PageFacts(),
    "total_count": Count(),
}
nouns.GROUP_EVENT_EDGE.fields = {"cursor": Cursor(), "node": Part(nouns.EVENT)}

nouns.EVENT.guard = sees_whole
nouns.EVENT.open = frozenset(
    {
        "id",
        "old_id",
        "token",
        "title",
        "date_time",
        "end_time",
        "duration",
        "group",
        "rsvps",
        "host_rsvps",
        "comments",
        "visibility",
        "is_saved",
        "status",
        "event_type",
    }
)
nouns.EVENT.fields = {
    "id": Derived(event_id),
    "old_id": Derived(old_event_id),
    "description": Derived(lambda e: func.coalesce(e.description_text, ""), hidden=""),
    "plain_text_description": Column("description_text"),
    "event_url": Derived(event_url, hidden=""),
    "short_link": Derived(lambda e: joined(site_url, "/e/", e.short_token)),
    "date_time": Derived(lambda e: iso_datetime(e.starts_at, e.utc_offset)),
    "end_time": Derived(
        lambda e: _if(and_(e.starts_at.is_not(None), e.duration > 0), iso_datetime(e.ends_at, e.utc_offset))
    ),
    "duration": Derived(lambda e: iso_duration(e.duration)),
    "created_time": Derived(lambda e: utc(e.created_at)),
    "updated_time": Derived(lambda e: utc(e.updated_at)),
    "status": Derived(_status),
    "publish_status": Derived(_publish_status),
    "how_to_find_us": Derived(lambda e: _if(sees_place(e), e.how_to_find_us)),
    "host_instructions": Derived(lambda e: _if(runs(e), e.host_instructions)),
    "is_announced": Derived(lambda e: _if(runs(e), e.announced)),
    "announced_time": Derived(lambda e: _if(runs(e), utc(e.announced_at))),
    "email_reminders": Derived(lambda e: _if(runs(e), e.email_reminders)),
    "rsvp_alerts": Derived(lambda e: _if(runs(e), e.rsvp_alerts)),
    "is_featured": Column("featured"),
    "max_tickets": Column("rsvp_limit"),
    "guests_allowed": Derived(lambda e: or_(e.guest_limit.is_(None), e.guest_limit > 0), hidden=false()),
    "number_of_allowed_guests": Derived(lambda e: func.coalesce(e.guest_limit, 0), hidden=0),
    "waitlist_mode": Column("waitlist_mode", hidden=word(WaitlistMode.OFF)),
    "rsvp_state": Derived(_rsvp_state, hidden=word(RsvpState.NONE)),
    "is_rsvpable": Derived(lambda e: and_(member_of(e.group_id), or_(may_come(e), may_wait(e)))),
    "is_saved": Derived(saves),
    "network_event": One(nouns.NETWORK_EVENT, key="network_event_id"),
    "is_attending": Derived(lambda e: own_status(e) == word(RsvpStatus.YES), hidden=false()),
    "photo_count": Derived(_photo_count),
    "recent_rsvp_count": Derived(_recent_rsvps),
    "rating": Part(nouns.EVENT_RATING, lambda e: and_(is_past(e), e.rating_count > 0)),
    "viewer": Part(nouns.EVENT_SELF, lambda e: member_of(e.group_id)),
    "rsvp_settings": Part(nouns.RSVP_RULES),
    "rsvp": One(nouns.RSVP, key=lambda e: own_rsvp(e, "id")),
    "rsvps": EVENT_RSVPS,
    "host_rsvps": HOST_RSVPS,
    "comments": EVENT_COMMENTS,
    "group": One(nouns.GROUP, key="group_id"),
    "featured_event_photo": One(nouns.PHOTO, key="photo_id"),
    "photo_album": One(nouns.ALBUM, key="id", to="event_id"),
    "series": One(nouns.SERIES, key="series_id"),
    "speaker_details": One(nouns.SPEAKER, key="id", to="event_id"),
    "fee_settings": One(nouns.FEE, key="id", to="event_id"),
    "event_hosts": Many(nouns.EVENT_HOST, to="event_id", order=("position", "member_id")),
    "venues": Many(nouns.VENUE, to=Link(db.EventVenue, "event_id", "venue_id"), order=("position", "venue_id")),
    "event_venues": Many(nouns.EVENT_VENUE, to="event_id", order=("position", "venue_id")),
    "rsvp_questions": Many(nouns.QUESTION, to="event_id", order=("position", "id")),
}

nouns.RSVP_RULES.guard = sees_whole
nouns.RSVP_RULES.fields = {
    "rsvp_open_time": Derived(lambda e: iso_datetime(e.rsvp_open_at, e.utc_offset)),
    "rsvp_close_time": Derived(lambda e: iso_datetime(e.rsvp_close_at, e.utc_offset)),
    "refund_policy": One(nouns.REFUND_POLICY, key="id", to="event_id"),
}
nouns.EVENT_RATING.fields = {"average": Column("rating_average"), "count": Column("rating_count")}
nouns.EVENT_SELF.fields = {
    "actions": Derived(_actions),
    "pay_status": Derived(lambda e: own_rsvp(e, "pay_status")),
    "has_rated": Derived(_rated),
    "role": Derived(_own_role),
    "is_watching": Derived(lambda e: _if(e.waitlist_mode == word(WaitlistMode.OFF), _watching(e))),
    "rsvp": One(nouns.RSVP, key=lambda e: own_rsvp(e, "id")),
}
