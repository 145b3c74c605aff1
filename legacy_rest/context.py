"""What old programs tell and ask in headers of their own: visits, counters, and where photos are to come from."""

from collections.abc import Mapping
from urllib.parse import unquote

from starlette.requests import Request

from legacy_rest.selection import Filters, Names, cut, document
from legacy_rest.tables import Call, Leaf, Table, Write

VISITED = {"X-Meta-Visit": "groupUrlname", "X-Meta-Visit-Event": "eventId"}
"""Request headers that tell of a visit, with the input field that each becomes."""
COUNTED = "X-Meta-Request-Headers"
"""The request header that asks for counters, by the names below."""
HOSTED = "X-Meta-Photo-Host"
"""The request header that does what the parameter `photo-host` does."""
TOLD = (*VISITED, COUNTED, HOSTED)

COUNTERS = Call(
    "v3",
    "HEAD",
    "/self/counters",
    "Counters",
    "self",
    Table(
        "counters",
        (
            Leaf("unread_notifications", "counters.unreadNotifications"),
            Leaf("unread_messages", "counters.unreadMessages"),
            Leaf("unread_updates", "counters.unreadUpdates"),
            Leaf("saved_events", "counters.savedEvents"),
        ),
    ),
    {},
)
VISIT = Call(
    "v3",
    "HEAD",
    "/visit",
    "Visit",
    "recordVisit(input: $input)",
    Table("visit", (Leaf("success", "success"),)),
    {"input": "RecordVisitInput!"},
    write=Write(),
)
ASIDE = (COUNTERS, VISIT)
"""What is asked of GraphQL beside a call, as rows: nobody can make these calls."""
_NAMES = {row.name.replace("_", "-"): row for row in COUNTERS.table.rows}
COUNTER_HEADERS = {row.name: f"X-Meetup-{name.title()}" for name, row in _NAMES.items()}
"""The response headers by their counters: `X-Meetup-Unread-Messages`."""


def visit_of(request: Request) -> dict[str, str]:
    """The input that a visit becomes; empty if no header tells of one."""
    given = {field: request.headers.get(header) for header, field in VISITED.items()}
    told = {field: unquote(value).strip() for field, value in given.items() if value}
    return {field: value for field, value in told.items() if value and "\x00" not in value}


def counted(request: Request) -> list[str]:
    """The counters that a request asks for, in their order. Old programs ask for others too, which nobody documented:
    these are passed over.
    """
    given = request.headers.get(COUNTED)
    if not given:
        return []
    wanted = {name.strip().lower() for name in given.split(",")}
    return [row.name for name, row in _NAMES.items() if name in wanted]


def counters(names: list[str]) -> str:
    """The document that asks for some counters."""
    return document(COUNTERS, cut(COUNTERS.table, Filters(Names.of(names))))


def visiting() -> str:
    """The document that notes a visit."""
    return document(VISIT, cut(VISIT.table, Filters()))


def from_secure_host(request: Request, given: Mapping[str, str]) -> bool:
    """Whether photos are to come from a secure host."""
    return "secure" in (given.get("photo-host", "").lower(), request.headers.get(HOSTED, "").lower())
