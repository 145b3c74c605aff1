"""The feed of changes: read once for all that follow it in this process, and handed on in the order of its numbers.

Whoever follows has a queue of bounded length, filled without waiting: one who is too slow loses the place, and nobody
else notices. Numbers are given before they are committed, so on PostgreSQL a smaller one may appear later: what stands
behind a gap is held back until the gap is filled, or `PATIENCE` is over.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine

import db
from resolvers.context import system_session
from resolvers.subscriptions import FEED, Topic

logger = logging.getLogger("convene.feed")
Change = Mapping[str, Any]
AT_ONCE = 1000
PATIENCE = 2.0
"""Seconds for which a missing number is waited for. A transaction that was rolled back leaves one for ever."""
LONGEST_QUEUE = 256
IDLE = 1.0
"""Seconds between two looks while nobody follows."""


class FellBehind(Exception):
    """The follower took messages too slowly, or begins too far back."""


class Follower:
    """One that follows a topic."""

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
        self.waiting: deque[Change] = deque()
        self.lost = False
        self.woken = asyncio.Event()

    def offer(self, change: Change) -> None:
        """Put a change into the queue; never waits."""
        if len(self.waiting) >= LONGEST_QUEUE:
            self.lost = True
        else:
            self.waiting.append(change)
        self.woken.set()

    async def next(self) -> Change:
        """The next change. Raises `FellBehind` once the queue has been full."""
        while not self.waiting and not self.lost:
            self.woken.clear()
            await self.woken.wait()
        if self.lost:
            raise FellBehind
        return self.waiting.popleft()


class Feed:
    """Reads the changes and hands them on."""

    def __init__(self, engine: AsyncEngine, interval: float) -> None:
        self.engine = engine
        self.interval = interval
        self.followers: dict[tuple[str, int], set[Follower]] = {}
        self.last: int | None = None
        self._gap: tuple[int, float] | None = None
        self._begun = asyncio.Event()
        self._joined = asyncio.Event()

    @property
    def count(self) -> int:
        """How many follow."""
        return sum(len(followers) for followers in self.followers.values())

    async def run(self) -> None:
        """Read until cancelled. While the database does not answer, everybody waits."""
        while True:
            try:
                await self.read()
            except (DBAPIError, PoolTimeout) as error:
                logger.warning("the feed waits for the database: %s", type(error).__name__)
            await self._pause()

    async def _pause(self) -> None:
        """Wait for the next look: briefly where somebody follows, else until somebody begins to, or longer."""
        self._joined.clear()
        if self.followers:
            await asyncio.sleep(self.interval)
        else:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._joined.wait(), IDLE)

    async def read(self) -> None:
        """Hand on what is new. Also when nobody follows: a place that leaps ahead would leave out, for whoever comes
        meanwhile, what it leaps over.
        """
        if self.last is None:
            self.last = await self._newest()
            self._begun.set()
        for change in self._ready(await self._behind(self.last)):
            self.last = change["id"]
            for follower in self._meant(change):
                follower.offer(change)

    async def follow(self, topic: Topic, after: int | None) -> AsyncGenerator[Change]:
        """The changes of a topic, from behind a number on, or from now. Raises `FellBehind`."""
        await self._begun.wait()
        follower = Follower(topic)
        place = (topic.key, topic.id)
        self.followers.setdefault(place, set()).add(follower)
        self._joined.set()
        try:
            read = self.last or 0
            told = max(read, after or 0)  # the client may have heard of more, of another process
            for change in await self._missed(topic, after, read) if after is not None else ():
                yield change
            while True:
                change = await follower.next()
                if change["id"] > told:
                    yield change
        finally:
            self.followers[place].discard(follower)
            if not self.followers[place]:
                del self.followers[place]

    def _meant(self, change: Change) -> list[Follower]:
        places = [(key, change[key]) for key in ("event_id", "group_id", "appointment_id", "member_id")]
        followers = (follower for place in places for follower in self.followers.get(place, ()))
        return [follower for follower in followers if follower.topic.covers(change)]

    def _ready(self, changes: Sequence[Change]) -> list[Change]:
        """What may be handed on: up to the first gap that is still waited for."""
        now, ready, expected = asyncio.get_running_loop().time(), [], (self.last or 0) + 1
        for change in changes:
            if change["id"] != expected and not self._given_up(expected, now):
                break
            ready.append(change)
            expected = change["id"] + 1
        return ready

    def _given_up(self, missing: int, now: float) -> bool:
        if self._gap is None or self._gap[0] != missing:
            self._gap = (missing, now)
        return now - self._gap[1] >= PATIENCE

    async def _newest(self) -> int:
        async with system_session(self.engine) as session:
            return int(await session.scalar(select(func.max(db.Change.id))) or 0)

    async def _behind(self, last: int) -> Sequence[Change]:
        rows = select(*FEED).where(db.Change.id > last).order_by(db.Change.id).limit(AT_ONCE)
        async with system_session(self.engine) as session:
            return [dict(row) for row in (await session.execute(rows)).mappings()]

    async def _missed(self, topic: Topic, after: int, last: int) -> Sequence[Change]:
        column = getattr(db.Change, topic.key)
        rows = select(*FEED).where(column == topic.id, db.Change.noun.in_(topic.nouns), db.Change.id > after)
        rows = rows.where(db.Change.id <= last).order_by(db.Change.id).limit(AT_ONCE + 1)
        async with system_session(self.engine) as session:
            found = [dict(row) for row in (await session.execute(rows)).mappings()]
        if len(found) > AT_ONCE:
            raise FellBehind
        return found
