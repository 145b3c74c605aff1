"""Counts that are kept in this process until they expire."""

import time

LEAST_SWEPT = 1000
"""Counts that may be there before anybody looks for expired ones."""
NOTHING = (0, 0.0)


class Counters:
    """What `limits` calls a storage. Its own one goes through all callers at every request, in a task that it makes for
    that; this one looks for what has expired when there are twice as many as last time.
    """

    def __init__(self) -> None:
        self._counts: dict[str, tuple[int, float]] = {}
        self._most = LEAST_SWEPT

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Add to a count, which ends so many seconds after it was last nothing."""
        now = time.time()
        count, until = self._counts.get(key, NOTHING)
        if until <= now or not count:
            count, until = 0, now + expiry
        self._counts[key] = count + amount, until
        if len(self._counts) > self._most:
            self._sweep(now)
        return count + amount

    async def get(self, key: str) -> int:
        """A count, 0 for one that has ended."""
        count, until = self._counts.get(key, NOTHING)
        return count if until > time.time() else 0

    async def get_expiry(self, key: str) -> float:
        """When a count ends; now, if it has."""
        return max(time.time(), self._counts.get(key, NOTHING)[1])

    def __len__(self) -> int:
        return len(self._counts)

    def _sweep(self, now: float) -> None:
        self._counts = {key: kept for key, kept in self._counts.items() if kept[1] > now}
        self._most = max(LEAST_SWEPT, 2 * len(self._counts))
