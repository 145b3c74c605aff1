"""What a pro network answers. Its groups and events are everybody's who sees these; members and answers are for its
administrators.
"""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, cast, func, or_

import db
from db.base import word
from db.enums import RsvpStatus
from db.expressions import joined, within
from db.member_enums import SocialNetworkService, TieStatus
from db.network_visibility import administers
from db.visibility import leads, viewer_id
from resolvers import nouns
from resolvers.errors import BadInput
from resolvers.fields import (
    Args,
    Column,
    Connection,
    Count,
    Cursor,
    Derived,
    Edges,
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
from resolvers.group_analytics import may_see
from resolvers.keys import NO_ROW, as_number, folded
from resolvers.nearby import placed
from resolvers.network_filters import (
    EVENT_PARSE,
    GROUP_PARSE,
    MEMBER_PARSE,
    events_order,
    events_where,
    groups_order,
    groups_where,
    members_order,
    members_where,
    suggested_where,
    without_event_filter,
)
from resolvers.network_members import network_of
from resolvers.rsvps import has_answer
from resolvers.times import utc

ADDRESSES = {
    SocialNetworkService.FACEBOOK: "https://www.facebook.com/",
    SocialNetworkService.FLICKR: "https://www.flickr.com/people/",
    SocialNetworkService.INSTAGRAM: "https://www.instagram.com/",
    SocialNetworkService.LINKEDIN: "https://www.linkedin.com/in/",
    SocialNetworkService.TIKTOK: "https://www.tiktok.com/@",
    SocialNetworkService.TUMBLR: "https://www.tumblr.com/",
    SocialNetworkService.TWITTER: "https://twitter.com/",
}
"""What stands in front of a name."""


def _network_key(args: Args) -> tuple[str, Any]:
    if ("id" in args) == ("urlname" in args):
        raise BadInput("id", "or urlname is needed, and not both.")
    return ("id", args["id"]) if "id" in args else ("urlname_key", args["urlname"])


def _for_admins(n: Row) -> Any:
    """The network's number for those who administer it, for all others none."""
    return case((administers(n.id), n.id), else_=NO_ROW)


def _tied(n: Row, value: Any) -> Any:
    """Something about the groups of a network."""
    tie, g = rows_of(db.NetworkGroup), rows_of(db.Group)
    return pick(
        tie, value, tie.network_id == n.id, tie.status == word(TieStatus.ACTIVE), g.id == tie.group_id, also=(g,)
    )


def _primary_admin(n: Row) -> Any:
    a = rows_of(db.NetworkAdmin)
    return pick(a, func.min(a.member_id), a.network_id == n.id, a.primary)


def _shares_email(n: Row) -> ColumnElement[bool]:
    s = rows_of(db.NetworkShare)
    return some(s, s.network_id == n.id, s.member_id == viewer_id)


def _address(s: Row) -> Any:
    """Where the name leads; null where that is not known."""
    known = {word(service): address for service, address in ADDRESSES.items()}
    base = case(known, value=s.service, else_=None)
    return case(
        (or_(s.identifier.like("https://%"), s.identifier.like("http://%")), s.identifier),
        else_=joined(base, s.identifier),
    )


def _together(n: Row, value: Any) -> Any:
    """Something about the events that a network event ties together."""
    e = rows_of(db.Event)
    return pick(e, value, e.network_event_id == n.id)


def _of_rsvp(r: Row) -> Any:
    """The network that the group of an RSVP's event takes part in."""
    e = rows_of(db.Event)
    tie = rows_of(db.NetworkGroup)
    active = tie.status == word(TieStatus.ACTIVE)
    return pick(e, tie.network_id, e.id == r.event_id, tie.group_id == e.group_id, active, also=(tie,))


def _positive(r: Row, _: Args) -> list[ColumnElement[bool]]:
    return [has_answer(r, [RsvpStatus.YES])]


def _answered(r: Row, args: Args) -> list[ColumnElement[bool]]:
    """RSVPs with answers to a survey, perhaps of some events only."""
    a = rows_of(db.RsvpAnswer)
    events = args.get("filter", {}).get("event_ids")
    return [some(a, a.rsvp_id == r.id), *([] if events is None else [within(r.event_id, events)])]


def _question(a: Row) -> Any:
    q = rows_of(db.SurveyQuestion)
    return func.coalesce(pick(q, q.text, q.id == a.question_id), "")


def _parse_events(filters: dict[str, Any]) -> dict[str, Any]:
    return {
        **filters,
        **({"event_ids": [as_number(key) for key in filters["event_ids"]]} if "event_ids" in filters else {}),
    }


def _place(filters: dict[str, Any]) -> dict[str, Any]:
    return placed(filters, "filter", "latitude", "longitude")


def _by_id(row: Row, _: Args) -> Order:
    return Order((row.id,))


NETWORK = Lookup(nouns.NETWORK, by=_network_key, keys=("id", "urlname"), parse={"id": as_number, "urlname": folded})
EVENTS = Connection(
    nouns.NETWORK_EVENTS,
    to=lambda e: network_of(e.group_id),
    order=events_order,
    where=events_where,
    parse=EVENT_PARSE,
    within="input",
)
SUGGESTED = Connection(
    nouns.SUGGESTED_EVENTS,
    to=lambda e: network_of(e.group_id),
    order=events_order,
    where=suggested_where,
    parse={"filter": _place},
    within="input",
)
GROUPS = Connection(
    nouns.NETWORK_GROUPS,
    to="network_id",
    order=groups_order,
    where=groups_where,
    parse=GROUP_PARSE,
    within="input",
    whole=without_event_filter,
)
MEMBERS = Connection(
    nouns.NETWORK_MEMBERS,
    to=lambda s: network_of(s.group_id),
    key=_for_admins,
    order=members_order,
    where=members_where,
    parse=MEMBER_PARSE,
    within="input",
)
RSVPS = Connection(nouns.NETWORK_RSVPS, to=_of_rsvp, key=_for_admins, order=_by_id, where=_positive, within="input")
REGISTRATIONS = Connection(
    nouns.REGISTRATIONS,
    to=_of_rsvp,
    key=_for_admins,
    order=_by_id,
    where=_answered,
    parse={"filter": _parse_events},
    within="input",
)

nouns.NETWORK.fields = {
    "link": Derived(lambda n: joined(site_url, "/pro/", n.urlname, "/")),
    "is_pro_email_shared": Derived(_shares_email),
    "logo": One(nouns.PHOTO, key="photo_id"),
    "primary_admin": One(nouns.MEMBER, key=_primary_admin),
    "social_networks": Many(nouns.SOCIAL_NETWORK, to="network_id", order=("position", "id")),
    "network_analytics": Part(nouns.NETWORK_ANALYTICS),
    "events_search": EVENTS,
    "suggested_events": SUGGESTED,
    "groups_search": GROUPS,
    "members_search": MEMBERS,
    "rsvps_search": RSVPS,
    "event_registration_answers": REGISTRATIONS,
}
nouns.NETWORK_ANALYTICS.fields = {
    "total_groups": Derived(lambda n: _tied(n, func.count())),
    "total_members": Derived(
        lambda n: cast(func.coalesce(_tied(n, func.sum(rows_of(db.Group).member_count)), 0), BigInteger)
    ),
    "total_countries": Derived(lambda n: _tied(n, func.count(rows_of(db.Group).country.distinct()))),
}
nouns.SOCIAL_NETWORK.fields = {"url": Derived(_address)}
nouns.NETWORK_EVENT.fields = {
    "created_at": Derived(lambda n: utc(n.created_at)),
    "event_time": Derived(lambda n: utc(n.starts_at)),
    "is_announced": Column("announced"),
    "group_count": Derived(lambda n: _together(n, func.count(rows_of(db.Event).group_id.distinct()))),
    "rsvp_count": Derived(
        lambda n: cast(func.coalesce(_together(n, func.sum(rows_of(db.Event).yes_count)), 0), BigInteger)
    ),
}
for noun, edge in (
    (nouns.NETWORK_EVENTS, nouns.NETWORK_EVENT_EDGE),
    (nouns.SUGGESTED_EVENTS, nouns.SUGGESTED_EVENT_EDGE),
    (nouns.NETWORK_GROUPS, nouns.NETWORK_GROUP_EDGE),
    (nouns.NETWORK_MEMBERS, nouns.NETWORK_MEMBER_EDGE),
    (nouns.NETWORK_RSVPS, nouns.NETWORK_RSVP_EDGE),
    (nouns.REGISTRATIONS, nouns.REGISTRATION_EDGE),
):
    noun.fields = {"edges": Edges(edge), "page_info": PageFacts(), "total_count": Count()}
for edge in (nouns.NETWORK_EVENT_EDGE, nouns.SUGGESTED_EVENT_EDGE):
    edge.fields = {"cursor": Cursor(), "node": Part(nouns.EVENT)}
nouns.NETWORK_GROUP_EDGE.fields = {
    "cursor": Cursor(),
    "node": One(nouns.GROUP, key="group_id"),
    "metadata": One(
        nouns.GROUP_ANALYTICS,
        key=lambda tie: case((or_(administers(tie.network_id), leads(tie.group_id)), tie.group_id)),
    ),
}
nouns.NETWORK_MEMBER_EDGE.fields = {
    "cursor": Cursor(),
    "node": One(nouns.MEMBER, key="member_id"),
    "metadata": Part(nouns.MEMBER_ANALYTICS),
}
nouns.NETWORK_RSVP_EDGE.fields = {"cursor": Cursor(), "node": Part(nouns.RSVP)}
nouns.REGISTRATION_EDGE.fields = {"cursor": Cursor(), "node": Part(nouns.REGISTRATION)}
nouns.REGISTRATION.fields = {
    "answers": Many(nouns.REGISTRATION_ANSWER, to="rsvp_id", order=("question_id",)),
    "event": One(nouns.EVENT, key="event_id"),
    "member": One(nouns.MEMBER, key="member_id"),
    "updated_at": Derived(lambda r: utc(func.coalesce(r.updated_at, r.created_at, 0))),
}
nouns.REGISTRATION_ANSWER.fields = {
    "question": Derived(_question),
    "answer": Column("text"),
}
nouns.GROUP.fields = {**nouns.GROUP.fields, "group_analytics": Part(nouns.GROUP_ANALYTICS, may_see)}
