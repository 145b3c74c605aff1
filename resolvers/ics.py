"""Meetings as iCalendar (RFC 5545) texts: in UTC, or on the clocks of a zone, which the text then defines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Entry:
    """One meeting. `people` are (name, address) of those who come, the first of them invites. Without a `zone` its
    times are in UTC.
    """

    uid: str
    summary: str
    start: int
    end: int
    stamp: int
    sequence: int = 0
    cancelled: bool = False
    location: str | None = None
    people: Sequence[tuple[str, str]] = ()
    tentative: bool = False
    zone: str | None = None
    description: str | None = None
    url: str | None = None


def calendar(method: str, entries: Sequence[Entry], name: str | None = None, fresh: timedelta | None = None) -> str:
    """A calendar of these meetings. `method` is PUBLISH, REQUEST or CANCEL; `fresh` says how often to look again."""
    from resolvers.ics_writing import written

    return written(method, entries, name, fresh)
