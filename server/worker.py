"""What the workers inside a server process have in common: they look for work until they are stopped, and try again."""

import asyncio
import contextlib
import logging
from abc import ABC, abstractmethod

from sqlalchemy.exc import DBAPIError

from db.writer import Occupied

MINUTE, DAY = 60_000, 86_400_000
PAUSES = (1, 5, 30, 120, 360, 720)
"""Minutes to wait after each failure; after the last one, the last is repeated."""
ATTEMPTS = 10
CLAIM = 5 * MINUTE
"""How long something is left to the worker that took it: longer than any delivery."""
AT_ONCE = 20
PERIOD = 1.0
"""Seconds between two looks when there is nothing to do."""
TIDYING = 3600
"""Looks between two tidyings."""


class Worker(ABC):
    """Works until it is stopped. While the database does not answer, it waits."""

    logger: logging.Logger

    def __init__(self) -> None:
        self._stopped = asyncio.Event()

    async def run(self) -> None:
        """Do what falls due until `stop`."""
        looks = 0
        while not self._stopped.is_set():
            try:
                if looks % TIDYING == 0:
                    await self.tidy()
                looks += 1
                busy = await self.deliver()
            except (DBAPIError, Occupied) as error:
                self.logger.warning("the outbox waits for the database: %s", type(error).__name__)
                busy = 0
            if not busy:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stopped.wait(), PERIOD)

    def stop(self) -> None:
        """Let `run` end after what is at hand."""
        self._stopped.set()

    @abstractmethod
    async def deliver(self) -> int:
        """Do some of what is due. How much there was."""

    @abstractmethod
    async def tidy(self) -> None:
        """Forget what is old."""


def next_try(attempts: int, now: int) -> int | None:
    """When to try again what has failed so often; None to give it up."""
    return now + PAUSES[min(attempts, len(PAUSES)) - 1] * MINUTE if attempts < ATTEMPTS else None
