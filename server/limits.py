"""How often a caller may ask: budgets, counted in this process or, for several processes, in Redis."""

import logging
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from limits import RateLimitItem, RateLimitItemPerHour, parse
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.storage.redis.redispy import RedispyBridge
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError

logger = logging.getLogger("convene.limits")


@dataclass(frozen=True)
class Standing:
    """What is left of a caller's budget: of `limit` requests in `window` seconds, for `reset` seconds more.

    `refused` is "throttled" for a request too many, and "blocked" for a caller who was throttled too often.
    """

    limit: int
    window: int
    remaining: int
    reset: int
    refused: str = ""


@dataclass(frozen=True)
class Budget:
    """So many requests in a window, and how often a caller may go beyond it within an hour (0: any number)."""

    name: str
    rate: RateLimitItem
    patience: int = 0

    @classmethod
    def of(cls, name: str, rate: str, patience: int = 0) -> "Budget":
        """A budget from a text like `30/10 seconds`. Raises `ValueError`."""
        item = parse(rate)
        if item.amount < 1:
            raise ValueError(rate)
        return cls(name, item, patience)

    @cached_property
    def blocks(self) -> RateLimitItem:
        """How often a caller may be throttled."""
        return RateLimitItemPerHour(max(self.patience, 1), namespace="blocks")


class Limits:
    """Counts what callers spend. When the storage fails, nobody is refused, and the log says so."""

    def __init__(self, redis_url: str = "") -> None:
        self.storage = _storage(redis_url)
        self.windows = FixedWindowRateLimiter(self.storage)

    async def spend(self, budget: Budget, who: str) -> Standing:
        """Count a request against a caller's budget."""
        try:
            return await self._spent(budget, who)
        except StorageError as error:
            logger.warning("limits are not counted: %s", error.storage_error)
            return self._standing(budget, budget.rate.amount, time.time() + budget.rate.get_expiry())

    async def charge(self, budget: Budget, who: str, points: int) -> Standing:
        """Take points off a caller's budget; where fewer are left, none are taken and the answer says so."""
        try:
            reset, remaining = await self._window(budget.rate, budget, who)
            if points > remaining or not await self.windows.hit(budget.rate, budget.name, who, cost=points):
                return self._standing(budget, remaining, reset, "throttled")
            if remaining == budget.rate.amount:  # a window that begins now
                reset, _ = await self._window(budget.rate, budget, who)
            return self._standing(budget, remaining - points, reset)
        except StorageError as error:
            logger.warning("limits are not counted: %s", error.storage_error)
            return self._standing(budget, budget.rate.amount, time.time() + budget.rate.get_expiry())

    async def _spent(self, budget: Budget, who: str) -> Standing:
        if budget.patience and not await self.windows.test(budget.blocks, budget.name, who):
            return self._standing(budget, 0, (await self._window(budget.blocks, budget, who))[0], "blocked")
        within = await self.windows.hit(budget.rate, budget.name, who)
        reset, remaining = await self._window(budget.rate, budget, who)
        if within:
            return self._standing(budget, remaining, reset)
        if budget.patience:
            await self.windows.hit(budget.blocks, budget.name, who)
        return self._standing(budget, 0, reset, "throttled")

    def _window(self, item: RateLimitItem, budget: Budget, who: str) -> Awaitable[tuple[float, int]]:
        return self.windows.get_window_stats(item, budget.name, who)

    @staticmethod
    def _standing(budget: Budget, remaining: int, reset: float, refused: str = "") -> Standing:
        seconds = max(1, ceil(reset - time.time()))
        return Standing(budget.rate.amount, budget.rate.get_expiry(), remaining, seconds, refused)

    async def close(self) -> None:
        """Close the connections to Redis."""
        bridge = getattr(self.storage, "bridge", None)
        if isinstance(bridge, RedispyBridge):
            await bridge.storage.aclose()


def _storage(redis_url: str) -> Storage:
    if not redis_url:
        return MemoryStorage(wrap_exceptions=True)
    return RedisStorage(f"async+{redis_url}", wrap_exceptions=True, implementation="redispy")
