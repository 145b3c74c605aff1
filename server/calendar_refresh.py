"""Keeps connected calendars fresh: feeds are fetched, and what has come nearer is written out.

It runs inside every server process, beside the outbox and in the same way. What fails is tried again after a while,
longer each time, and never given up: until then what was read before still counts.
"""

import asyncio
import logging
from typing import Any

from sqlalchemy import Connection, Select, select, update

import db
from resolvers import calendar_files
from resolvers.calendar_commands import keep
from resolvers.calendar_files import Reading, Unusable
from resolvers.commands import Act
from resolvers.context import system_session
from server.desk import Desk
from server.worker import CLAIM, MINUTE, PAUSES, Worker

logger = logging.getLogger("convene.calendars")
AT_ONCE = 4


class CalendarRefresh(Worker):
    """Reads calendars that are due."""

    logger = logger

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.clock = desk.settings.clock

    async def deliver(self) -> int:
        """Read some of what is due. How many calendars were taken."""
        async with system_session(self.desk.engine) as session:
            if not await session.scalar(select(_due(self.clock.now()).exists())):
                return 0
        taken = await self.desk.writer.run(self._claim)
        await asyncio.gather(*(self._refresh(each) for each in taken))
        return len(taken)

    async def tidy(self) -> None:
        """Nothing grows old here."""

    def _claim(self, connection: Connection) -> list[Any]:
        act, c = self._act(connection), db.CalendarConnection
        first = _due(act.now).order_by(c.next_refresh_at, c.id).limit(AT_ONCE)
        ids = act.all.scalars(first.with_for_update(skip_locked=True)).all()
        act.all.execute(update(c).where(c.id.in_(ids)).values(claimed_until=act.now + CLAIM))
        columns = (c.id, c.member_id, c.url, c.source, c.timezone, c.failures)
        return list(act.all.execute(select(*columns).where(c.id.in_(ids))))

    def _act(self, connection: Connection) -> Act:
        return Act(self.desk.trusted(), connection)

    async def _refresh(self, found: Any) -> None:
        try:
            reading = await self._reading(found)
        except Unusable as error:
            said = str(error)
            logger.warning("calendar connection %s could not be read: %s", found.id, said)
            await self.desk.writer.run(lambda connection: self._note(connection, found, said))
            return
        await self.desk.writer.run(lambda connection: keep(self._act(connection), found, reading))

    async def _reading(self, found: Any) -> Reading:
        text = found.source if found.url is None else await self.desk.fetcher.fetch(found.url)
        return await calendar_files.read(text, found.timezone, self.clock.now())

    def _note(self, connection: Connection, found: Any, said: str) -> None:
        """Note what went wrong."""
        act, c = self._act(connection), db.CalendarConnection
        pause = PAUSES[min(found.failures, len(PAUSES) - 1)] * MINUTE
        failed = {"problem": said, "failures": found.failures + 1, "claimed_until": 0}
        act.all.execute(update(c).where(c.id == found.id).values(**failed, next_refresh_at=act.now + pause))


def _due(now: int) -> Select[int]:
    """The ids of the calendars that nobody has taken and that are due."""
    c = db.CalendarConnection
    return select(c.id).where(c.next_refresh_at <= now, c.claimed_until <= now)
