"""The roundup: groups of a topic by their members, with what happened in them in a period."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, and_, case, cast, func, literal_column, null

import db
from db.base import word
from db.enums import EventStatus
from db.expressions import joined, within
from db.regions import COUNTRIES
from resolvers import nouns
from resolvers.errors import BadInput
from resolvers.fields import Args, Connection, Derived, Measured, Order, Row, now, pick, rows_of
from resolvers.groups import ACTIVE, has_status
from resolvers.keys import folded
from resolvers.lists import groups_of_topics
from resolvers.rsvp_rules import is_past
from resolvers.search import DAY, fill

Condition = ColumnElement[bool]
YEAR = 365 * DAY


def place_label(g: Row) -> Any:
    """What a group calls its place, or else its city, with the state where it has one."""
    state = case((func.coalesce(g.state, "") == "", ""), else_=joined(", ", g.state))
    return func.coalesce(g.place_label, case((g.city.is_not(None), joined(g.city, state))), type_=Text())


def _groups(g: Row, args: Args) -> list[Condition]:
    country = func.lower(g.country, type_=Text())
    conditions: list[Condition] = [g.id.in_(groups_of_topics(args["topic"]))]
    conditions += [within(country, args["countries"])] if "countries" in args else []
    if "region" in args:
        conditions.append(country.in_([literal_column(f"'{code}'", Text) for code in COUNTRIES[args["region"]]]))
    return conditions


def _in_period(instant: Any, args: Args) -> Condition:
    return and_(instant > args.get("since", now - YEAR), instant <= args.get("until", now))


def _new_members(g: Row, args: Args) -> Any:
    m = rows_of(db.Membership)
    return pick(m, func.count(), m.group_id == g.id, has_status(m, ACTIVE), _in_period(m.joined_at, args))


def _growth(g: Row, args: Args) -> Any:
    """New members by those that were there before."""
    new = _new_members(g, args)
    before = g.member_count - new
    return case((before > 0, new * 100.0 / before), else_=null())


def _of_held_events(g: Row, args: Args, value: Any) -> Any:
    e = rows_of(db.Event)
    held = (e.status == word(EventStatus.ACTIVE), is_past(e), _in_period(e.starts_at, args))
    return pick(e, value(e), e.group_id == g.id, *held)


def _answers(e: Row) -> Any:
    return cast(func.coalesce(func.sum(e.yes_count), 0), BigInteger)


def _topic(urlkey: str) -> list[str]:
    if not urlkey.strip():
        raise BadInput("topic", "must be the `urlkey` of a topic, like `api`.")
    return [folded(urlkey.strip())]


ROUNDUP = Connection(
    nouns.ROUNDUP,
    order=lambda g, _: Order((-g.member_count, g.id)),
    where=_groups,
    parse={"topic": _topic, "countries": lambda codes: [folded(code) for code in codes]},
)
fill(nouns.ROUNDUP, nouns.ROUNDUP_EDGE, nouns.GROUP)
nouns.ROUNDUP_EDGE.fields = {
    **nouns.ROUNDUP_EDGE.fields,
    "new_member_count": Measured(_new_members),
    "growth": Measured(_growth),
    "event_count": Measured(lambda g, args: _of_held_events(g, args, lambda _: func.count())),
    "yes_count": Measured(lambda g, args: _of_held_events(g, args, _answers)),
}
nouns.GROUP.fields = {**nouns.GROUP.fields, "place_label": Derived(place_label)}
