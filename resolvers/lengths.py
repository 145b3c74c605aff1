"""Lengths of meetings: whole minutes, as ISO 8601 writes them."""

from resolvers.event_times import BadTime, length


def milliseconds(text: str) -> int | None:
    """The length in milliseconds; None for what is no length."""
    try:
        return length(text) if text.startswith("P") else None
    except BadTime:
        return None


def words(length: int) -> str:
    """When something begins that is so far ahead, for people: `in 2 hours 30 minutes`."""
    hours, minutes = divmod(length // 60_000, 60)
    days, hours = divmod(hours, 24)
    counted = ((days, "day"), (hours, "hour"), (minutes, "minute"))
    return "in " + " ".join(f"{number} {unit}{'s' * (number != 1)}" for number, unit in counted if number)


def iso(length: int) -> str:
    """The shortest way to write whole minutes: `PT1H30M`."""
    hours, minutes = divmod(length // 60_000, 60)
    return f"PT{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes or not hours else ''}"
