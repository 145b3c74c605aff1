"""What is asked. W1: one event with group, venue and five hosts. W2: a hundred events of a group, each with group,
venue, hosts and first RSVPs with their members. W3: fifty groups with twenty events and their venues. `legacy`: W1's
shape through the old API.
"""

import json
from collections.abc import Mapping
from typing import Any

WORKLOADS = ("W1", "W2", "W3", "legacy")
TOKEN = "benchmark"  # noqa: S105 - of a member who was made up
BEARER = f"Authorization: Bearer {TOKEN}"
_EVENT = "id title dateTime group { id name } venues { id name lat lon } eventHosts { memberId name }"
_RSVPS = "rsvps(first: 5) { edges { node { id status member { id name } } } }"
GRAPHQL: dict[str, tuple[str, Mapping[str, Any]]] = {
    "W1": (f"query W1($id: ID!) {{ event(id: $id) {{ {_EVENT} }} }}", {"id": "77"}),
    "W2": (
        "query W2($id: ID!) { group(id: $id) { events(first: 100) { edges { node {"
        f" {_EVENT} {_RSVPS} }} }} }} }} }}",
        {"id": "7"},
    ),
    "W3": (
        "query W3 { groups(first: 50) { edges { node { id name events(first: 20) { edges { node {"
        " id title dateTime venues { id name } } } } } } } }",
        {},
    ),
}
GROWTH = """query Growth($first: Int) { events(first: $first) { edges { node {
    id title dateTime group { id name } venues { id name } } } } }"""
LEGACY = (
    "/2/event/77?only=id,name,time,utc_offset,group.id,group.name,venue.id,venue.name,venue.lat,venue.lon,event_hosts"
)

_NODES = """rowId title startsAt utcOffset groupByGroupId { rowId name }
    eventVenuesByEventId { nodes { venueByVenueId { rowId name lat lon } } }
    eventHostsByEventId { nodes { memberId memberByMemberId { name } } }"""
POSTGRAPHILE = {
    "W1": f'{{ eventByRowId(rowId: "77") {{ {_NODES} }} }}',
    "W2": f"""{{ groupByRowId(rowId: "7") {{ eventsByGroupId(first: 100) {{ edges {{ node {{ {_NODES}
        rsvpsByEventId(first: 5) {{ edges {{ node {{ rowId status memberByMemberId {{ rowId name }} }} }} }}
    }} }} }} }} }}""",
    "W3": """{ allGroups(first: 50) { edges { node { rowId name eventsByGroupId(first: 20) { edges { node {
        rowId title startsAt utcOffset eventVenuesByEventId { nodes { venueByVenueId { rowId name } } }
    } } } } } } }""",
}
"""PostGraphile's own names for the same; it leaves the local date and the statuses to its clients."""


def post(path: str, query: str, variables: Mapping[str, Any] | None = None) -> bytes:
    """A GraphQL request."""
    body = json.dumps({"query": query, "variables": variables or {}}).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Accept: application/json\r\n\r\n".encode() + body


def get(path: str, *headers: str) -> bytes:
    """A plain request."""
    return "\r\n".join((f"GET {path} HTTP/1.1", "Host: bench", *headers, "", "")).encode()


GRAPHQL_REQUESTS = {name: post("/graphql", *asked) for name, asked in GRAPHQL.items()}
BY_HAND_REQUESTS = {name: get(f"/{name}") for name in GRAPHQL}
BY_HAND_REQUESTS["legacy"] = get("/W1", BEARER)
POSTGRAPHILE_REQUESTS = {name: post("/graphql", query) for name, query in POSTGRAPHILE.items()}
LEGACY_REQUESTS = {"legacy": get(LEGACY, BEARER)}
