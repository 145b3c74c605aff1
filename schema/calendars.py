"""Calendars of a member, seen by that member alone, and what clients can change about them. All types are ours."""

import strawberry

from resolvers import nouns
from resolvers.mutations import payload_of, plain_payload
from schema.fields import entries, of, say
from schema.pages import CURSOR, EDGES, PAGE_INFO, TOTAL, PageInfo, paging
from schema.payloads import REFUSALS, PayloadError
from schema.scalars import DateTime


@of(nouns.CALENDAR_BUSY_EDGE, "A stretch of time that a calendar says is taken.")
class CalendarBusyEdge:
    """Meetings that overlap or touch are one stretch; what they are about is not kept here."""

    cursor: str = say(CURSOR)
    start: DateTime = say("From when, in UTC.")
    end: DateTime = say("Until when, in UTC.")


@of(nouns.CALENDAR_BUSY, "What a calendar says is taken, in order.")
class CalendarBusyConnection:
    """A page of a calendar."""

    edges: list[CalendarBusyEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int | None = say(TOTAL)


@of(nouns.CALENDAR_CONNECTION, "Another calendar of the viewer. What it holds cannot be booked.")
class CalendarConnection:
    """A feed or an uploaded file."""

    id: strawberry.ID = say("Identifier, a number.")
    name: str = say("Its name.")
    url: str | None = say("The address of the feed; null for an uploaded file.")
    timezone: str = say("The zone of its days, and of its times that name none.")
    refreshed_time: DateTime = say("When it was last read, in UTC.")
    next_refresh_time: DateTime = say("When it is to be read again, in UTC.")
    read_until: DateTime = say("Its meetings are known until then, in UTC.")
    problem: str | None = say("Why it could not be read the last time; what was read before still counts.")
    failures: int = say("How often in a row it could not be read.")
    created_time: DateTime = say("When it was connected, in UTC.")
    busy: CalendarBusyConnection = say("What it says is taken.", paging())


@of(nouns.CALENDAR_FEED, "That the viewer's own calendar can be read by whoever knows its address.")
class CalendarFeed:
    """The address itself is told once, by `rotateCalendarFeed`."""

    created_time: DateTime = say("When its address was made, in UTC.")


@entries("Which calendar to connect: the address of a feed, or a file.")
class CreateCalendarConnectionInput:
    """Ours."""

    name: str = strawberry.field(description="A name for it, at most 200 characters.")
    url: str | None = strawberry.field(
        default=None, description="Where its iCalendar feed is: `https://` or `webcal://`. It is read every hour."
    )
    file: str | None = strawberry.field(default=None, description="The text of an iCalendar file.")
    timezone: str | None = strawberry.field(
        default=None,
        description="The zone of its days, and of its times that name none; that of the default hours if not given.",
    )


@entries("Which calendar to read anew.")
class RefreshCalendarConnectionInput:
    """Ours."""

    calendar_connection_id: strawberry.ID = strawberry.field(description="The connection.")
    file: str | None = strawberry.field(default=None, description="Of an uploaded file: the text of its new version.")


@of(payload_of(nouns.CALENDAR_CONNECTION, "calendar_connection"), "What came of reading a calendar.")
class CalendarConnectionPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    calendar_connection: CalendarConnection | None = say("The connection as it is now.")


@entries("Which calendar to let go.")
class DeleteCalendarConnectionInput:
    """Ours."""

    calendar_connection_id: strawberry.ID = strawberry.field(description="The connection.")


@of(plain_payload("url"), "The address of the viewer's calendar.")
class CalendarFeedPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    url: str | None = say("To be pasted into a calendar program. It is told only now: whoever knows it can read along.")
