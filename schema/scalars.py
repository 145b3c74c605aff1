"""The scalars of the contract. Inputs become milliseconds; outputs are formatted by the database."""

from datetime import UTC, datetime
from typing import Any, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

DateTime = NewType("DateTime", str)
Duration = NewType("Duration", str)
NotHere = NewType("NotHere", object)


def _instant(value: Any) -> int:
    """An ISO 8601 date and time with an offset, as milliseconds since 1970."""
    if not isinstance(value, str):
        raise ValueError("a DateTime is a string like 2026-05-07T18:00:00+02:00")
    try:
        parsed = datetime.fromisoformat(value.removesuffix("[UTC]"))
    except ValueError:
        raise ValueError("a DateTime is a string like 2026-05-07T18:00:00+02:00") from None
    if parsed.tzinfo is None:
        raise ValueError("a DateTime needs an offset: 2026-05-07T18:00:00+02:00, or Z for UTC")
    return round(parsed.astimezone(UTC).timestamp() * 1000)


def _as_it_is(value: Any) -> Any:
    return value


SCALARS: dict[object, ScalarDefinition] = {
    DateTime: strawberry.scalar(
        name="DateTime",
        description=(
            "A date and time in ISO 8601 with its offset: `2026-05-07T18:00:00+02:00`, `Z` for UTC. Seconds are "
            "always there, milliseconds (`.733`) only where they are not zero."
        ),
        specified_by_url="https://scalars.graphql.org/andimarek/date-time.html",
        serialize=_as_it_is,
        parse_value=_instant,
    ),
    Duration: strawberry.scalar(
        name="Duration",
        description="A length of time in ISO 8601: `PT2H`, `PT1H30M`. Hours are the largest unit.",
        serialize=_as_it_is,
        parse_value=_as_it_is,
    ),
    NotHere: strawberry.scalar(
        name="NotHere",
        description=(
            "Stands where the published inputs have something that Convene does not: anything may be written, and "
            "whatever would switch it on is refused."
        ),
        parse_value=_as_it_is,
    ),
}
