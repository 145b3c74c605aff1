"""Meetings as iCalendar (RFC 5545) texts. Times are in UTC, so that no zone need be defined."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST_LINE = 75


@dataclass(frozen=True)
class Entry:
    """One meeting. `people` are (name, address) of those who come, the first of them invites."""

    uid: str
    summary: str
    start: int
    end: int
    stamp: int
    sequence: int = 0
    cancelled: bool = False
    location: str | None = None
    people: Sequence[tuple[str, str]] = ()

    def lines(self) -> list[str]:
        """The VEVENT."""
        found = [
            "BEGIN:VEVENT",
            f"UID:{_text(self.uid)}",
            f"DTSTAMP:{_utc(self.stamp)}",
            f"DTSTART:{_utc(self.start)}",
            f"DTEND:{_utc(self.end)}",
            f"SEQUENCE:{self.sequence}",
            f"STATUS:{'CANCELLED' if self.cancelled else 'CONFIRMED'}",
            f"SUMMARY:{_text(self.summary)}",
        ]
        found += [f"LOCATION:{_text(self.location)}"] if self.location else []
        roles = ["ORGANIZER", *["ATTENDEE"] * max(0, len(self.people) - 1)]
        for role, (name, address) in zip(roles, self.people, strict=False):
            found.append(f"{role};CN={_quoted(name)}:mailto:{address}")
        return [*found, "END:VEVENT"]


def calendar(method: str, entries: Sequence[Entry]) -> str:
    """A calendar of these meetings. `method` is PUBLISH, REQUEST or CANCEL."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Convene//Convene//EN", f"METHOD:{method}"]
    lines = [*head, *(line for entry in entries for line in entry.lines()), "END:VCALENDAR"]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _quoted(text: str) -> str:
    kept = "".join(each for each in text if each.isprintable() and each != '"')
    return f'"{kept}"'


def _folded(line: str) -> str:
    """Lines of at most 75 bytes; a character is never cut in two."""
    pieces, size = [""], 0
    for each in line:
        width = len(each.encode())
        if size + width > LONGEST_LINE:
            pieces.append(" ")
            size = 1
        pieces[-1] += each
        size += width
    return "\r\n".join(pieces)
