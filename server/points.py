"""Points: what GraphQL operations cost their callers (`docs/limits.md`)."""

import time
from datetime import UTC, datetime
from typing import Any

from graphql import GraphQLError

from resolvers.errors import Code
from schema.engine import Answer, Refused
from server.limits import Budget, Limits, Standing

TOO_MANY = "Too many requests, please try again shortly."


class Purse:
    """Takes points from callers. Without a budget, nothing costs anything."""

    def __init__(self, limits: Limits, budget: Budget) -> None:
        self.limits = limits
        self.budget = budget

    async def pay(self, who: str, points: int) -> int:
        """Take the points and tell how many are left. Raises `Refused`."""
        most = self.budget.rate.amount
        if points > most:
            raise Refused([_never(points, most)])
        left = await self.limits.charge(self.budget, who, points)
        if left < 0:
            raise Throttled(await self.limits.standing(self.budget, who))
        return left

    async def bill(self, who: str, points: int, left: int) -> dict[str, Any]:
        """What `extensions.cost` says of an operation that has left so many."""
        standing = await self.limits.standing(self.budget, who)
        return {
            "points": points,
            "limit": standing.limit,
            "remaining": left,
            "window": standing.window,
            "resetAt": reset_at(standing),
        }


class Throttled(Refused):
    """A caller who has too few points left, worded and shaped as Meetup did it: with `data` being null."""

    def __init__(self, standing: Standing) -> None:
        spent = standing.limit - standing.remaining
        extensions = {
            "code": Code.RATE_LIMITED.value,
            "consumedPoints": spent,
            "resetAt": reset_at(standing),
            "retryAfter": standing.reset,
        }
        super().__init__([GraphQLError(TOO_MANY, extensions=extensions)])
        self.answer = Answer(result=self.answer.result, null_data=True)


def reset_at(standing: Standing) -> str:
    """When all points are there again, by the machine's clock."""
    moment = datetime.fromtimestamp(time.time() + standing.reset, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"


def _never(points: int, most: int) -> GraphQLError:
    sentence = f"The operation costs {points} points, and nobody has more than {most}: ask for fewer rows at once."
    return GraphQLError(sentence, extensions={"code": Code.BAD_USER_INPUT.value, "points": points})
