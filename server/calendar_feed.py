"""A member's own calendar, for calendar programs: what the member hosts, goes to and has booked, as far as the member
sees it.
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.requests import Request as HttpRequest
from starlette.responses import PlainTextResponse, Response

import db
from db.booking_enums import AppointmentStatus
from db.enums import MemberStatus
from db.events import DEFAULT_DURATION
from db.tokens import digest
from resolvers.context import Viewer, system_session
from resolvers.ics import Entry, calendar
from resolvers.zones import DAY, UnknownZone, zone_named
from server.desk import Desk
from server.graphql_http import known
from server.limits import Budget, Limits
from server.log import STATE
from server.operations import Operations

BACK = 90 * DAY
FRESH = timedelta(hours=1)
BUDGET = Budget.of("calendar", "60/60 seconds")
ASKED = """query Calendar($after: DateTime!, $me: ID!) {
  self { name selectedTimezone }
  events(first: 2000, filter: {own: true, status: [ACTIVE, PAST], startsAfter: $after}) { edges { node {
    token title description eventUrl dateTime endTime createdTime updatedTime group { timezone }
    venues { name address city } } } }
  hosted: bookings(first: 2000, filter: {hostId: $me, status: [PENDING, CONFIRMED], startsAfter: $after}) {
    edges { node { ...meeting } } }
  attended: bookings(first: 2000, filter: {attending: true, status: [PENDING, CONFIRMED], startsAfter: $after}) {
    edges { node { ...meeting } } }
}
fragment meeting on Booking { uuid name start end status location channel updated rescheduleCount
  hosts { member { id name } } attendees { member { id } name cancelledTime } }"""


class Unanswered(Exception):
    """The calendar cannot be read now."""


class CalendarFeed:
    """Serves `/calendar/SECRET.ics`."""

    def __init__(self, operations: Operations, desk: Desk, limits: Limits) -> None:
        self.operations = operations
        self.desk = desk
        self.limits = limits

    async def page(self, request: HttpRequest) -> Response:
        """The calendar of the member whose address this is."""
        try:
            return await self._response(request, digest(request.path_params["secret"]))
        except (DBAPIError, PoolTimeout, Unanswered):
            return PlainTextResponse("Try again later.\n", 503, {"Retry-After": "60"})

    async def _response(self, request: HttpRequest, key: str) -> Response:
        member_id = await self._member_id(key)
        who = request.client.host if member_id is None and request.client else key
        standing = await self.limits.spend(BUDGET, who)
        if standing.refused:
            return PlainTextResponse("Ask less often.\n", 429, {"Retry-After": str(standing.reset)})
        if member_id is None:
            return PlainTextResponse("There is no such calendar.\n", 404)
        request.scope["state"][STATE]["viewer"] = member_id
        return _answered(request, await self._written(request, member_id))

    async def _member_id(self, key: str) -> int | None:
        f, m = db.CalendarFeed, db.Member
        there = select(f.member_id).where(f.digest == key, m.id == f.member_id, m.status != MemberStatus.REMOVED)
        async with system_session(self.desk.engine) as session:
            return (await session.execute(there)).scalar()

    async def _written(self, request: HttpRequest, member_id: int) -> str:
        asked = self.desk.request(request, Viewer(member_id), trusted=True)
        after = datetime.fromtimestamp((asked.now - BACK) // 1000, UTC).isoformat()
        answer = await self.operations.trusted(ASKED, {"after": after, "me": str(member_id)}, asked)
        if answer.errors:
            raise Unanswered
        data: Mapping[str, Any] = answer.data
        zone = _known_zone(data["self"]["selectedTimezone"])
        entries = [_event(edge["node"], zone) for edge in data["events"]["edges"]]
        entries += [_meeting(each, zone, str(member_id)) for each in _meetings(data)]
        return calendar("PUBLISH", entries, f"{data['self']['name'] or 'Convene'} · Convene", FRESH)


def _answered(request: HttpRequest, text: str) -> Response:
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    if known(request, tag):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="convene.ics"'
    return Response(text, headers=headers, media_type="text/calendar; charset=utf-8")


def _instant(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def _known_zone(name: str | None) -> str:
    """A zone that can be defined; imported ones may be anything."""
    try:
        return zone_named(name or "UTC").key
    except UnknownZone:
        return "UTC"


def _event(event: Mapping[str, Any], zone: str) -> Entry:
    start = _instant(event["dateTime"])
    places = [place for venue in event["venues"] or () if (place := _place(venue))]
    group = event["group"]
    return Entry(
        uid=f"event-{event['token']}@convene",
        summary=event["title"],
        start=start,
        end=_instant(event["endTime"]) if event["endTime"] else start + DEFAULT_DURATION,
        stamp=_instant(event["updatedTime"] or event["createdTime"] or event["dateTime"]),
        location=places[0] if places else None,
        zone=_known_zone(group["timezone"]) if group else zone,
        description=event["description"],
        url=event["eventUrl"],
    )


def _place(venue: Mapping[str, Any]) -> str:
    return ", ".join(venue[name] for name in ("name", "address", "city") if venue[name])


def _meetings(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Bookings, once each, though one may host and attend the same."""
    both = [edge["node"] for part in ("hosted", "attended") for edge in data[part]["edges"]]
    yield from {booking["uuid"]: booking for booking in both}.values()


def _meeting(booking: Mapping[str, Any], zone: str, own: str) -> Entry:
    people = [host["member"]["name"] for host in booking["hosts"] if host["member"]["id"] != own]
    coming = [each for each in booking["attendees"] if each["cancelledTime"] is None]
    people += [each["name"] for each in coming if (each["member"] or {}).get("id") != own]
    return Entry(
        uid=f"{booking['uuid']}@convene",
        summary=booking["name"],
        start=_instant(booking["start"]),
        end=_instant(booking["end"]),
        stamp=_instant(booking["updated"]),
        sequence=booking["rescheduleCount"],
        location=booking["location"] or booking["channel"],
        tentative=booking["status"] == AppointmentStatus.PENDING,
        zone=zone,
        description=", ".join(filter(None, people)) or None,
    )
