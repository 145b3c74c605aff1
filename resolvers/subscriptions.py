"""What can be followed: each field of a subscription stands for a topic, and each message for a change in the feed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import select

import db
from db.tokens import digest
from resolvers import nouns
from resolvers.context import Request, scope
from resolvers.errors import BadInput
from resolvers.events import EVENT_BY_ID
from resolvers.fields import Column, Lookup, Noun, One, Resolver
from resolvers.groups import GROUP_BY_ID
from resolvers.keys import as_number
from resolvers.meetings import BOOKING

LARGEST = 2**63 - 1
_BOOKING = frozenset({"booking"})


@dataclass(frozen=True)
class Topic:
    """Changes of these nouns to one event, group or booking, or for one host. `id` is that of the row. `secret` is the
    hash of the one that opens the booking.
    """

    nouns: frozenset[str]
    key: str
    id: int
    secret: str | None = None

    def covers(self, change: Mapping[str, Any]) -> bool:
        """Whether a change belongs to the topic."""
        return change["noun"] in self.nouns and change[self.key] == self.id


class Follows(Protocol):
    """A field that can be subscribed to."""

    async def topic(self, args: Mapping[str, Any], request: Request) -> Topic | None:
        """The topic of these arguments; None where the viewer sees no such row."""

    async def seen(self, topic: Topic, request: Request) -> bool:
        """Whether the viewer sees the row of a topic, now."""

    async def tells(self, change: Mapping[str, Any], request: Request) -> bool:
        """Whether a change may be told to a viewer who sees the row of the topic."""


@dataclass(frozen=True)
class Followed(Follows):
    """What follows an event or a group: which changes it means, and how its arguments name the row."""

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


class FollowedBookings(Follows):
    """Follows one booking, by its id or by an attendee's secret, or all that the viewer hosts."""

    async def topic(self, args: Mapping[str, Any], request: Request) -> Topic | None:
        """The topic of these arguments. Raises `BadInput` for a stranger who names no booking."""
        if "secret" in args and "bookingId" in args:
            raise BadInput("secret", "names a booking by itself: leave bookingId out.")
        if "secret" in args:
            return await self._by_secret(digest(args["secret"]), request)
        if "bookingId" in args:
            found = await _visible(BOOKING, "id", as_number(args["bookingId"]), request)
            return None if found is None else Topic(_BOOKING, "appointment_id", found)
        if request.viewer.anonymous:
            raise BadInput("bookingId", "must be given, or an attendee's secret, by callers without a credential.")
        return Topic(frozenset({"hosting"}), "member_id", request.viewer.id)

    async def _by_secret(self, known: str, request: Request) -> Topic | None:
        request.secrets.add(known)
        t = db.Attendee
        async with request.session() as session:
            found = await session.scalar(select(t.appointment_id).where(t.digest == known))
        return None if found is None else Topic(_BOOKING, "appointment_id", found, known)

    async def seen(self, topic: Topic, request: Request) -> bool:
        """Whether the viewer sees the booking, now; one's own as a host are told one by one."""
        if topic.secret:
            request.secrets.add(topic.secret)
        if topic.key == "member_id":
            return request.viewer.id == topic.id
        return await _visible(BOOKING, "id", topic.id, request) is not None

    async def tells(self, change: Mapping[str, Any], request: Request) -> bool:
        """Whether the booking that changed is one that the viewer sees."""
        return await _visible(BOOKING, "id", change["appointment_id"], request) is not None


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
BOOKING_CHANGED = FollowedBookings()
FOLLOWED: Mapping[str, Follows] = {
    "eventChanged": EVENT_CHANGED,
    "rsvpsChanged": RSVPS_CHANGED,
    "groupChanged": GROUP_CHANGED,
    "bookingChanged": BOOKING_CHANGED,
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
        "booking": change["appointment_id"],
    }


def change_of(*edges: str) -> Noun:
    """A message that leads to these rows."""
    kinds = {"event": nouns.EVENT, "group": nouns.GROUP, "booking": nouns.BOOKING}
    to = {name: One(noun, key=name) for name, noun in kinds.items()}
    facts = {name: Column(name) for name in ("sequence", "action")}
    return Noun(None, {**facts, **{edge: to[edge] for edge in edges}})


nouns.SUBSCRIPTION.fields = {
    name: Resolver(_message) for name in ("event_changed", "rsvps_changed", "group_changed", "booking_changed")
}
FEED = (
    db.Change.id,
    db.Change.noun,
    db.Change.action,
    db.Change.group_id,
    db.Change.event_id,
    db.Change.appointment_id,
    db.Change.member_id,
)
"""The columns of a change."""
