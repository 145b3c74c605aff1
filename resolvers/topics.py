"""Topics: of events, by category, and the categories that have some."""

from typing import Any

from sqlalchemy import ColumnElement, Text, case, func, literal_column

import db
from db.expressions import joined
from resolvers import nouns
from resolvers.errors import BadInput
from resolvers.fields import Args, Connection, Derived, Link, One, Order, Row, pick, rows_of, some
from resolvers.search import fill

COLORS = ("f65858", "00798a", "b14a00", "5b4fc9", "97003c", "2f6f2f", "8a5a00", "1d5fa8")
"""Dark enough for white letters; a category has the one that its id falls on."""


def _has_topics(category_id: Any) -> ColumnElement[bool]:
    t = rows_of(db.Topic)
    return some(t, t.category_id == category_id)


def _default_topic(c: Row) -> Any:
    t = rows_of(db.Topic)
    return pick(t, func.min(t.id), t.category_id == c.id)


def _color(c: Row) -> Any:
    by_rest: dict[Any, Any] = {
        literal_column(str(rest)): literal_column(f"'{color}'", Text) for rest, color in enumerate(COLORS)
    }
    return case(by_rest, value=c.id % len(COLORS), else_=literal_column(f"'{COLORS[0]}'", Text))


def _image(c: Row) -> Any:
    """A tile in the category's color, as an address that holds the whole picture."""
    tile = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 3'%3E%3Cpath fill='%23"
    return joined(tile.replace(" ", "%20"), _color(c), "'%20d='M0%200h4v3H0z'/%3E%3C/svg%3E")


def _urlkey(c: Row) -> Any:
    """The short name as addresses write it: `Food & Drink` is `food-drink`."""
    return func.replace(func.replace(func.lower(c.shortname), " & ", "-"), " ", "-", type_=Text())


def _by_name(t: Row, _args: Args) -> Order:
    return Order((t.urlkey, t.id))


def _no_new_groups(wanted: bool) -> bool:
    if wanted:
        raise BadInput("includeNewGroups", "is not supported: new groups make no category.")
    return wanted


TOPIC_CATEGORIES = Connection(
    nouns.TOPIC_CATEGORIES,
    order=lambda c, _: Order((c.position, c.id)),
    where=lambda c, _: [_has_topics(c.id)],
    parse={"include_new_groups": _no_new_groups},
)
fill(nouns.TOPIC_CATEGORIES, nouns.TOPIC_CATEGORY_EDGE, nouns.TOPIC_CATEGORY)
nouns.TOPIC_CATEGORY.fields = {
    "color": Derived(lambda c: joined("#", _color(c))),
    "image_url": Derived(_image),
    "urlkey": Derived(_urlkey),
    "default_topic": One(nouns.TOPIC, key=_default_topic),
    "topics": Connection(nouns.TOPICS, to="category_id", order=_by_name),
}
nouns.EVENT.fields = {
    **nouns.EVENT.fields,
    "topics": Connection(nouns.TOPICS, to=Link(db.EventTopic, "event_id", "topic_id"), order=_by_name),
}
nouns.GROUP.fields = {
    **nouns.GROUP.fields,
    "topic_category": One(nouns.TOPIC_CATEGORY, key=lambda g: case((_has_topics(g.category_id), g.category_id))),
}
