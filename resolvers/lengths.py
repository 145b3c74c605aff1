"""Lengths of meetings: whole minutes, as ISO 8601 writes them."""

from resolvers.event_times import BadTime, length


def milliseconds(text: str) -> int | None:
    """The length in milliseconds; None for what is no length."""
    try:
        return length(text) if text.startswith("P") else None
    except BadTime:
        return None


def iso(length: int) -> str:
    """The shortest way to write whole minutes: `PT1H30M`."""
    hours, minutes = divmod(length // 60_000, 60)
    return f"PT{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes or not hours else ''}"
