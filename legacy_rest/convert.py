"""Values as the old API wrote them, from GraphQL's and back. A null never gets here: it is left out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Convertor:
    """A pair of functions. `says` is what the migration guide tells of the difference, `kind` the JSON type of the
    old value; empty where that is as in GraphQL.
    """

    old: Callable[[Any], Any]
    new: Callable[[Any], Any]
    says: str
    kind: str = "string"


def milliseconds(iso: str) -> int:
    """An ISO date and time as milliseconds since 1970."""
    return (datetime.fromisoformat(iso) - _EPOCH) // _MILLISECOND


def iso(instant: int) -> str:
    """Milliseconds since 1970 as an ISO date and time in UTC."""
    moment = _EPOCH + instant * _MILLISECOND
    return moment.isoformat(timespec="milliseconds" if instant % 1000 else "seconds").replace("+00:00", "Z")


def offset(iso_text: str) -> int:
    """The offset of an ISO date and time in milliseconds."""
    return (datetime.fromisoformat(iso_text).utcoffset() or timedelta()) // _MILLISECOND


def at_offset(length: int) -> str:
    """The beginning of 1970 as an ISO date and time with this offset in milliseconds."""
    return datetime.fromtimestamp(0, timezone(length * _MILLISECOND)).isoformat()


def duration(iso_text: str) -> int:
    """An ISO duration of hours, minutes and seconds in milliseconds."""
    total, number = 0, ""
    for letter in iso_text.removeprefix("PT"):
        if letter.isdigit() or letter == ".":
            number += letter
        else:
            total += round(float(number) * _UNITS[letter])
            number = ""
    return total


_UNITS = {"H": 3_600_000, "M": 60_000, "S": 1000}


def iso_duration(length: int) -> str:
    """Milliseconds as an ISO duration."""
    hours, rest = divmod(length, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    seconds = f"{rest / 1000:.3f}".removesuffix(".000") if rest else ""
    parts = [f"{hours}H" if hours else "", f"{minutes}M" if minutes else "", f"{seconds}S" if seconds else ""]
    return "PT" + ("".join(parts) or "0S")


def number(value: float) -> int | float:
    """A number without a fraction is written without a point."""
    return int(value) if value == int(value) else value


def words(pairs: Mapping[str, Any], says: str) -> Convertor:
    """An enum as the old words; GraphQL words that are not listed are written in lower case."""
    back = {old: new for new, old in reversed(list(pairs.items()))}
    return Convertor(
        lambda new: pairs[new] if new in pairs else new.lower(),
        lambda old: back[old] if old in back else str(old).upper(),
        says,
    )


MILLISECONDS = Convertor(milliseconds, iso, "milliseconds since 1970; ISO 8601 in GraphQL", "integer")
OFFSET = Convertor(offset, at_offset, "milliseconds; the offset inside the ISO time in GraphQL", "integer")
DURATION = Convertor(duration, iso_duration, "milliseconds; an ISO 8601 duration in GraphQL", "integer")
NUMBER = Convertor(int, str, "a number; a string in GraphQL", "integer")
AMOUNT = Convertor(number, float, "a number, without a point where it is whole", "number")
LOWER = words({}, "lower case; upper case in GraphQL")
LOWER_LIST = Convertor(
    lambda new: [word.lower() for word in new],
    lambda old: [word.upper() for word in old],
    "lower case; upper case in GraphQL",
    "array",
)
FLAG = Convertor(int, bool, "1 or 0; a boolean in GraphQL", "integer")
DRAFT = Convertor(
    lambda new: "draft" if new == "DRAFT" else None,
    str.upper,
    "draft, left out where it is published; an enum in GraphQL",
)
TEXT_FLAG = Convertor(lambda value: "1" if value else "0", lambda old: old == "1", '"1" or "0"; a boolean in GraphQL')
LOCAL_DATE = Convertor(
    lambda text: text[:10], lambda old: f"{old}T00:00:00Z", "the day at the place; a part of the ISO time in GraphQL"
)
LOCAL_TIME = Convertor(
    lambda text: text[11:16], lambda old: f"1970-01-01T{old}:00Z", "the hour at the place; a part of the ISO time"
)
SPACED = Convertor(
    lambda html: f"{html} " if html.endswith("</p>") else html,
    lambda old: old.removesuffix(" "),
    "HTML with a space behind its last paragraph, as recorded; without in GraphQL",
)
ONLINE = Convertor(
    lambda kind: kind == "ONLINE",
    lambda old: "ONLINE" if old else "PHYSICAL",
    "true or false; an enum in GraphQL",
    "boolean",
)
OK = Convertor(lambda _: "ok", lambda _: None, "a constant")
NOT_EMPTY = Convertor(lambda value: value or None, lambda old: old, "left out where it is empty", "")
FIRST = Convertor(lambda values: values[0] if values else None, lambda old: [old], "the first of GraphQL's list", "")

SERVICES = Convertor(
    lambda listed: {entry["service"]: {"identifier": entry["identifier"]} for entry in listed},
    lambda old: [{"service": name, **entry} for name, entry in old.items()],
    "an object by service; a list in GraphQL",
    "object",
)
NOTHING_IN_COMMON = Convertor(lambda _: {"common": {}}, lambda _: None, "a constant of the old answers", "object")
LANGUAGE = Convertor(
    lambda locale: locale.replace("-", "_"), lambda old: old.replace("_", "-"), "en_US; en-US in GraphQL"
)

EVENT_STATUS = words({"ACTIVE": "upcoming"}, "upcoming, past, cancelled, ...; ACTIVE, PAST, CANCELLED in GraphQL")
VENUE_VISIBILITY = words({"GROUP": "members"}, "members or public; GROUP or PUBLIC in GraphQL")
_STANDINGS = {
    "ACTIVE": "active",
    "LEADER": "active",
    "PENDING": "pending",
    "PENDING_PAYMENT": "pending",
    "UNAPPROVED": "pending",
}
MEMBERSHIP_STATUS = Convertor(
    _STANDINGS.get, str.upper, "active or pending, left out for former members; one of many words in GraphQL"
)
PAY_STATUS = words(
    {"PENDING": "payment_pending", "PARTIAL_REFUND": "partially_refunded", "NONE": "none", "EXEMPT": "none"},
    "paid, payment_pending, ...; PAID, PENDING in GraphQL",
)
ROLE = words(
    {
        "ORGANIZER": "Organizer",
        "COORGANIZER": "Co-Organizer",
        "ASST_ORGANIZER": "Assistant Organizer",
        "EVENT_ORGANIZER": "Event Organizer",
        "MEMBER": None,
    },
    "a title, left out for plain members; an enum in GraphQL",
)
LEADING = words(
    {
        "ORGANIZER": "organizer",
        "COORGANIZER": "coorganizer",
        "ASST_ORGANIZER": "assistant_organizer",
        "EVENT_ORGANIZER": "event_organizer",
        "MEMBER": None,
    },
    "a word, left out for plain members; an enum in GraphQL",
)
DUES_REQUIRED = words({"NOTHING": "0", "TO_RSVP": "1", "TO_JOIN": "2"}, '"0", "1" or "2"; an enum in GraphQL')
