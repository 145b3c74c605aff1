"""What can be followed: each field of a subscription stands for a topic, and each message for a change in the feed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

import db
from resolvers import nouns
from resolvers.context import Request, scope
from resolvers.errors import BadInput
from resolvers.events import EVENT_BY_ID
from resolvers.fields import Column, Lookup, Noun, One, Resolver
from resolvers.groups import GROUP_BY_ID

LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Topic:
    """Changes of these nouns to one event or group. `id` is that of the row."""

    nouns: frozenset[str]
    key: str
    id: int

    def covers(self, change: Mapping[str, Any]) -> bool:
        """Whether a change belongs to the topic."""
        return change["noun"] in self.nouns and change[self.key] == self.id


@dataclass(frozen=True)
class Followed:
    """A field that can be subscribed to: which changes it means, and how its arguments name the row."""

    nouns: frozenset[str]
    key: str
    lookup: Lookup
    argument: str

    async def topic(self, args: Mapping[str, Any], request: Request) -> Topic | None:
        """The topic of these arguments; None where the viewer sees no such row."""
        column, key = self.lookup.by({"id": args[self.argument]})
        found = await _visible(self.lookup, column, key, request)
        return None if found is None else Topic(self.nouns, self.key, found)

    async def seen(self, topic: Topic, request: Request) -> bool:
        """Whether the viewer sees the row of a topic, now."""
        return await _visible(self.lookup, "id", topic.id, request) is not None

    async def tells(self, change: Mapping[str, Any], request: Request) -> bool:
        """Whether a change may be told to a viewer who sees the row of the topic: not if a hidden event changed."""
        if self.key == "event_id" or change["noun"] == "group":
            return True
        return await _visible(EVENT_BY_ID, "id", change["event_id"], request) is not None


async def _visible(lookup: Lookup, column: str, key: Any, request: Request) -> int | None:
    row = lookup.noun.alias()
    async with request.session() as session:
        found: int | None = await session.scalar(
            select(row.id).where(getattr(row, column) == key, *lookup.where(row, {}))
        )
    return found


EVENT_CHANGED = Followed(frozenset({"event"}), "event_id", EVENT_BY_ID, "eventId")
RSVPS_CHANGED = Followed(frozenset({"rsvps"}), "event_id", EVENT_BY_ID, "eventId")
GROUP_CHANGED = Followed(frozenset({"group", "event"}), "group_id", GROUP_BY_ID, "groupId")
FOLLOWED: Mapping[str, Followed] = {
    "eventChanged": EVENT_CHANGED,
    "rsvpsChanged": RSVPS_CHANGED,
    "groupChanged": GROUP_CHANGED,
}
"""The fields by their published names."""


def sequence(text: str | None) -> int | None:
    """The place in the feed that `after` names."""
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST):
        raise BadInput("after", "must be the `sequence` of a message.")
    return int(text)


async def _message(_given: Mapping[str, Any]) -> Mapping[str, Any]:
    return scope.get().change


def source(change: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the fields of a message answer from."""
    return {
        "sequence": str(change["id"]),
        "action": change["action"],
        "event": change["event_id"],
        "group": change["group_id"],
    }


def change_of(*edges: str) -> Noun:
    """A message that leads to these rows."""
    to = {"event": One(nouns.EVENT, key="event"), "group": One(nouns.GROUP, key="group")}
    facts = {name: Column(name) for name in ("sequence", "action")}
    return Noun(None, {**facts, **{edge: to[edge] for edge in edges}})


nouns.SUBSCRIPTION.fields = {name: Resolver(_message) for name in ("event_changed", "rsvps_changed", "group_changed")}
FEED = (
    db.Change.id,
    db.Change.noun,
    db.Change.action,
    db.Change.group_id,
    db.Change.event_id,
)
"""The columns of a change."""
