"""Workspaces, availability, meeting types, slots and bookings. Meetup has nothing of the kind: all types are ours."""

import strawberry

from db.booking_enums import (
    AppointmentStatus,
    Awaited,
    BookingActor,
    BookingChange,
    HostMethod,
    SlotReason,
    WorkspaceRole,
)
from db.enums import Weekday
from resolvers import nouns
from schema.fields import entries, of, say
from schema.members import Member
from schema.pages import CURSOR, EDGES, PAGE_INFO, TOTAL, PageInfo
from schema.scalars import DateTime, Duration

HOURS = "From and to on the wall clock, like `09:00-17:00`; past midnight if the end is not later than the start."


@of(nouns.WORKSPACE_MEMBER, "A member's place in a workspace.")
class WorkspaceMember:
    """Somebody who can be booked in a workspace."""

    member: Member = say("The member.")
    role: WorkspaceRole = say("What the member may do.")


@of(nouns.WORKSPACE, "People who offer meetings together. Only they see it.")
class Workspace:
    """A company, a club, or one person."""

    id: strawberry.ID = say("Identifier, a number.")
    uuid: str = say("Identifier in the scheduling API.")
    name: str = say("Its name.")
    slug: str = say("Its name in addresses.")
    members: list[WorkspaceMember] = say("Who belongs to it.")
    meeting_types: list["MeetingType"] = say("What can be booked of it.")
    created_time: DateTime = say("When it was made, in UTC.")


@of(nouns.AVAILABILITY_WINDOW, "Hours of a weekday.")
class AvailabilityWindow:
    """One window; a lunch break makes two of a day."""

    weekday: Weekday = say("The day on which it begins.")
    hours: str = say(HOURS)


@of(nouns.DATE_WINDOW, "Hours of a date.")
class DateWindow:
    """One window of a date."""

    hours: str = say(HOURS)


@of(nouns.AVAILABILITY_DATE, "A date with hours of its own, in place of its weekday's.")
class AvailabilityDate:
    """A date override; without windows the date is closed."""

    date: str = say("The date, like `2026-12-24`.")
    title: str | None = say("Why, like the name of a holiday.")
    holiday: str | None = say("The country whose holiday it is, if it came from there.")
    windows: list[DateWindow] = say("The hours; none if closed.")


@of(nouns.AVAILABILITY_EXCEPTION, "A stretch of time put into the working hours or taken out of them.")
class AvailabilityException:
    """A range exception. Where both kinds overlap, the time is taken out."""

    id: strawberry.ID = say("Identifier, a number.")
    start: DateTime = say("From when, in UTC.")
    end: DateTime = say("Until when, in UTC.")
    available: bool = say("Whether it adds time or takes it.")
    title: str | None = say("A word about it.")
    note: str | None = say("More about it.")


@of(nouns.AVAILABILITY, "When a member can be booked. Seen by the member and by those who run the member's workspaces.")
class Availability:
    """Working hours."""

    id: strawberry.ID = say("Identifier, a number.")
    uuid: str = say("Identifier in the scheduling API.")
    member: Member = say("Whose hours they are.")
    name: str = say("Their name.")
    timezone: str = say("The zone of the clock on the wall, like `Europe/Berlin`.")
    is_default: bool = say("Whether new meeting types use it.")
    events_block: bool = say("Whether events that the member hosts or said yes to take time.")
    weekly: list[AvailabilityWindow] = say("The usual hours.")
    dates: list[AvailabilityDate] = say("Dates with other hours.")
    exceptions: list[AvailabilityException] = say("Stretches of time put in or taken out.")


@of(nouns.MEETING_HOST, "A host of a meeting type.")
class MeetingTypeHost:
    """Somebody whom the meeting type books."""

    member: Member = say("The host.")
    availability: Availability | None = say("The hours that count; null for all but those who may see them.")


@of(nouns.MEETING_TYPE, "A kind of meeting that can be booked.")
class MeetingType:
    """What is on offer."""

    id: strawberry.ID = say("Identifier, a number.")
    uuid: str = say("Identifier in the scheduling API.")
    name: str = say("Its name.")
    slug: str = say("Its name in addresses; unique for its owner.")
    description: str = say("What it is about.")
    owner: Member = say("Whose it is.")
    workspace: Workspace | None = say("The workspace that offers it; null for all but its members.")
    hosts: list[MeetingTypeHost] = say("Who can be booked, in order.")
    method: HostMethod = say("Whose time a meeting takes.")
    durations: list[Duration] = say("The lengths to choose from, the usual one first.")
    interval: Duration = say("From one start to the next.")
    buffer_before: Duration = say("Time kept free before a meeting.")
    buffer_after: Duration = say("Time kept free after a meeting.")
    buffer_in_hours: bool = say("Whether buffers must lie within working hours, too.")
    notice: Duration = say("How long before its start a meeting must be booked.")
    horizon: Duration | None = say("How far ahead it can be booked; null for no limit.")
    earliest: DateTime | None = say("The first start that can be booked, in UTC.")
    latest: DateTime | None = say("The last start that can be booked, in UTC.")
    seats: int = say("How many may book the same start.")
    channels: list[str] = say("Where one can meet, like `phone`.")
    locations: list[str] = say("Places to choose from.")
    allow_guests: bool = say("Whether attendees may bring others.")
    double_opt_in: bool = say("Whether attendees have to confirm.")
    host_confirmation: bool = say("Whether a host has to confirm.")
    reminders: list[Duration] = say("How long before the start everybody is reminded by mail.")
    most_per_day: int | None = say("How many a host takes in a day; null for no limit.")
    most_per_week: int | None = say("How many a host takes in a week.")
    most_per_month: int | None = say("How many a host takes in a month.")
    enabled: bool = say("Whether it can be booked.")


@of(nouns.SLOT, "A start of a meeting.")
class Slot:
    """One line of a list of slots."""

    start: DateTime = say("When, on the clocks of the zone that was asked for.")
    end: DateTime = say("Until when.")
    host_ids: list[strawberry.ID] = say("The hosts who are free.")
    seats_left: int = say("How many may still book it.")
    reason: SlotReason | None = say("Why it cannot be booked; null if it can.")


@of(nouns.BOOKING_HOST, "A host of a booking.")
class BookingHost:
    """Whose time a booking takes."""

    member: Member = say("The host.")


@of(nouns.ATTENDEE, "Somebody who comes. Attendees see themselves, hosts see all.")
class Attendee:
    """An attendee."""

    id: strawberry.ID = say("Identifier, a number.")
    member: Member | None = say("The member, if the attendee has an account.")
    name: str = say("The name.")
    email: str | None = say("The address for mail.")
    phone: str | None = say("The telephone number.")
    timezone: str = say("The zone that the attendee lives in.")
    notes: str | None = say("What the attendee wrote.")
    guests: list[str] = say("Addresses of those who come along.")
    cancelled_time: DateTime | None = say("When the attendee cancelled, in UTC.")


@of(nouns.BOOKING_CHANGE, "Something that happened to a booking.")
class BookingHistory:
    """One line of a booking's history."""

    kind: BookingChange = say("What happened.")
    actor: BookingActor = say("Who did it.")
    reason: str | None = say("Why.")
    old_start: DateTime | None = say("When the meeting was to begin before, in UTC.")
    time: DateTime = say("When it happened, in UTC.")


@of(nouns.BOOKING, "A booked meeting. Seen by its hosts, its attendees, and by whoever knows an attendee's secret.")
class Booking:
    """An appointment of the scheduling API."""

    id: strawberry.ID = say("Identifier, a number.")
    uuid: str = say("Identifier in the scheduling API.")
    name: str = say("What it is about.")
    meeting_type: MeetingType | None = say("What was booked; null if that is no longer there.")
    start: DateTime = say("When it begins, in UTC.")
    end: DateTime = say("When it ends, in UTC.")
    status: AppointmentStatus = say("Where it stands.")
    awaits: Awaited | None = say("Whose word a pending booking waits for.")
    expires_time: DateTime | None = say("When a pending booking expires, in UTC.")
    seats: int = say("How many may come.")
    taken: int = say("How many have booked.")
    channel: str | None = say("How to meet.")
    location: str | None = say("Where to meet.")
    hosts: list[BookingHost] = say("Its hosts.")
    attendees: list[Attendee] = say("Its attendees, as far as the viewer may know them.")
    history: list[BookingHistory] = say("What happened to it, first things first.")
    reschedule_count: int = say("How often it was moved.")
    rescheduled_time: DateTime | None = say("When it was last moved, in UTC.")
    cancelled_time: DateTime | None = say("When it was cancelled, in UTC.")
    cancel_reason: str | None = say("Why it was cancelled.")
    created_time: DateTime = say("When it was booked, in UTC.")
    updated: DateTime = say("When it was last changed, in UTC.")
    i_am_host: bool = say("Whether the viewer is one of its hosts.")


@of(nouns.BOOKING_EDGE, "A booking in a list.")
class BookingEdge:
    """An edge."""

    cursor: str = say(CURSOR)
    node: Booking = say("The booking.")


@of(nouns.BOOKINGS, "Bookings.")
class BookingConnection:
    """A page of bookings."""

    edges: list[BookingEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int | None = say(TOTAL)


@entries("Which bookings to list. Every entry narrows the list.")
class BookingsFilter:
    """What can be asked of bookings."""

    status: list[AppointmentStatus] | None = strawberry.field(default=None, description="Only these.")
    starts_after: DateTime | None = strawberry.field(default=None, description="Only those that begin then or later.")
    starts_before: DateTime | None = strawberry.field(default=None, description="Only those that begin earlier.")
    meeting_type_id: strawberry.ID | None = strawberry.field(default=None, description="Only those of a meeting type.")
    host_id: strawberry.ID | None = strawberry.field(default=None, description="Only those of this host.")
    attending: bool | None = strawberry.field(default=None, description="Only those that the viewer comes to.")
