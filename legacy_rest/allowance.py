"""What a caller is still allowed: the headers that every answer carries, and the refusals."""

from dataclasses import dataclass

from legacy_rest.errors import blocked, throttled


@dataclass(frozen=True)
class Allowance:
    """Of `limit` requests in `window` seconds, `remaining` are left for `reset` seconds more.

    `refused` is "throttled" for a request too many, and "blocked" for a caller who was throttled too often.
    """

    limit: int
    window: int
    remaining: int
    reset: int
    refused: str = ""

    def headers(self) -> dict[str, str]:
        """As the old servers wrote them, and as the IETF's draft does."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(self.reset),
            "RateLimit-Policy": f'"default";q={self.limit};w={self.window}',
            "RateLimit": f'"default";r={self.remaining};t={self.reset}',
        }

    def check(self) -> None:
        """Raises `LegacyError` for a request that is refused."""
        if self.refused:
            raise _REFUSALS[self.refused](self.reset)


_REFUSALS = {"throttled": throttled, "blocked": blocked}
