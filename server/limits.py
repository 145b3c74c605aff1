"""How often a caller may ask: budgets, counted in this process or, for several processes, in Redis."""

import logging
import time
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from limits import RateLimitItem, RateLimitItemPerHour, parse
from limits.aio.storage import RedisStorage, Storage
from limits.aio.storage.redis.redispy import RedispyBridge
from limits.errors import StorageError

from server.counters import Counters

SOMEBODY = "\0"
"""Stands for callers where their keys are put together."""
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

    def key(self, who: str) -> str:
        """What the storage counts a caller's requests under."""
        begin, end = self._key
        return f"{begin}{who}{end}"

    @cached_property
    def _key(self) -> tuple[str, str]:
        begin, _, end = self.rate.key_for(self.name, SOMEBODY).partition(SOMEBODY)
        return begin, end

    @cached_property
    def blocks(self) -> RateLimitItem:
        """How often a caller may be throttled."""
        return RateLimitItemPerHour(max(self.patience, 1), namespace="blocks")


class Limits:
    """Counts what callers spend. When the storage fails, nobody is refused, and the log says so."""

    def __init__(self, redis_url: str = "") -> None:
        self.storage = _storage(redis_url)

    async def spend(self, budget: Budget, who: str) -> Standing:
        """Count a request against a caller's budget."""
        try:
            return await self._spent(budget, who)
        except StorageError as error:
            return self._uncounted(budget, error)

    async def charge(self, budget: Budget, who: str, points: int) -> int:
        """Take points off a caller's budget and tell how many are left; where that is less than none, they stay."""
        key, most, expiry = budget.key(who), budget.rate.amount, budget.rate.get_expiry()
        try:
            left = most - await self.storage.incr(key, expiry, amount=points)
            if left < 0:
                await self.storage.incr(key, expiry, amount=-points)
            return left
        except StorageError as error:
            return self._uncounted(budget, error).remaining

    async def standing(self, budget: Budget, who: str) -> Standing:
        """What is left of a caller's budget now."""
        key = budget.key(who)
        try:
            return await self._standing(budget, key, budget.rate.amount - await self.storage.get(key))
        except StorageError as error:
            return self._uncounted(budget, error)

    async def _spent(self, budget: Budget, who: str) -> Standing:
        key, blocks = budget.key(who), budget.blocks.key_for(budget.name, who) if budget.patience else ""
        if blocks and await self.storage.get(blocks) >= budget.patience:
            return await self._standing(budget, blocks, 0, "blocked")
        left = budget.rate.amount - await self.storage.incr(key, budget.rate.get_expiry())
        if left < 0 and blocks:
            await self.storage.incr(blocks, budget.blocks.get_expiry())
        return await self._standing(budget, key, left, "throttled" if left < 0 else "")

    async def _standing(self, budget: Budget, key: str, left: int, refused: str = "") -> Standing:
        return self._until(budget, await self.storage.get_expiry(key), left, refused)

    def _uncounted(self, budget: Budget, error: StorageError) -> Standing:
        logger.warning("limits are not counted: %s", error.storage_error)
        return self._until(budget, time.time() + budget.rate.get_expiry(), budget.rate.amount)

    @staticmethod
    def _until(budget: Budget, reset: float, left: int, refused: str = "") -> Standing:
        seconds = max(1, ceil(reset - time.time()))
        return Standing(budget.rate.amount, budget.rate.get_expiry(), max(0, left), seconds, refused)

    async def close(self) -> None:
        """Close the connections to Redis."""
        bridge = getattr(self.storage, "bridge", None)
        if isinstance(bridge, RedispyBridge):
            await bridge.storage.aclose()


def _storage(redis_url: str) -> Storage | Counters:
    if not redis_url:
        return Counters()
    return RedisStorage(f"async+{redis_url}", wrap_exceptions=True, implementation="redispy")
