"""What clients can change about workspaces, working hours and meeting types."""

import strawberry

from db.booking_enums import HostMethod, WorkspaceRole
from db.enums import Weekday
from resolvers import nouns
from resolvers.mutations import payload_of, success_payload
from schema.bookings import HOURS, Availability, MeetingType, Workspace
from schema.fields import entries, of, say
from schema.payloads import REFUSALS, PayloadError
from schema.scalars import DateTime, Duration

SUCCESS = "Whether it was done."


def _may(description: str) -> object:
    return strawberry.field(default=None, description=description)


def _must(description: str) -> object:
    return strawberry.field(description=description)


@entries("A new workspace, owned by the viewer.")
class CreateWorkspaceInput:
    """Ours."""

    name: str = _must("Its name, at most 200 characters.")
    slug: str | None = _may("Its name in addresses; made of the name if not given.")


@entries("What a member of a workspace may do.")
class WorkspaceMemberInput:
    """Ours."""

    member_id: strawberry.ID = _must("The member, who is in the workspace.")
    role: WorkspaceRole = _must("What the member may do.")


@entries("What to change of a workspace.")
class EditWorkspaceInput:
    """Ours."""

    workspace_id: strawberry.ID = _must("The workspace.")
    name: str | None = _may("Its new name.")
    slug: str | None = _may("Its new name in addresses.")
    members: list[WorkspaceMemberInput] | None = _may("Who stays, and as what; the others leave.")


@entries("Which workspace to take away.")
class DeleteWorkspaceInput:
    """Ours."""

    workspace_id: strawberry.ID = _must("The workspace.")


@entries("Which workspace to join.")
class JoinWorkspaceInput:
    """Ours."""

    uuid: str = _must("The workspace's uuid, which one of its members told.")


@entries("Which workspace to leave.")
class LeaveWorkspaceInput:
    """Ours."""

    workspace_id: strawberry.ID = _must("The workspace.")


@of(payload_of(nouns.WORKSPACE, "workspace"), "What came of a change of a workspace.")
class WorkspacePayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    workspace: Workspace | None = say("The workspace as it is now.")


@of(success_payload(), "What came of taking something away.")
class RemovalPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    success: bool | None = say(SUCCESS)


@entries("The hours of a weekday.")
class WeekdayInput:
    """Ours."""

    weekday: Weekday = _must("The day.")
    hours: list[str] = _must(HOURS)


@entries("A date with hours of its own.")
class DateInput:
    """Ours."""

    date: str = _must("The date, like `2026-12-24`.")
    hours: list[str] = _must(HOURS + " None: closed.")
    title: str | None = _may("Why.")


@entries("When the viewer can be booked.")
class CreateAvailabilityInput:
    """Ours."""

    name: str = _must("A name for the hours, at most 200 characters.")
    timezone: str = _must("The zone of the clock on the wall, like `Europe/Berlin`.")
    weekly: list[WeekdayInput] | None = _may("The usual hours; days that are not named are closed.")
    dates: list[DateInput] | None = _may("Dates with hours of their own.")
    events_block: bool | None = _may("Whether events one hosts or said yes to take time; true if not given.")
    is_default: bool | None = _may("Whether new meeting types use it; true for the first.")


@entries("What to change of an availability.")
class EditAvailabilityInput:
    """Ours."""

    availability_id: strawberry.ID = _must("The availability.")
    name: str | None = _may("Its new name.")
    timezone: str | None = _may("Its new zone.")
    weekly: list[WeekdayInput] | None = _may("All usual hours, in place of those there were.")
    dates: list[DateInput] | None = _may("All dates, in place of those there were.")
    events_block: bool | None = _may("Whether events one hosts or said yes to take time.")
    is_default: bool | None = _may("Whether new meeting types use it.")


@entries("Which availability to take away.")
class DeleteAvailabilityInput:
    """Ours."""

    availability_id: strawberry.ID = _must("The availability, which no meeting type uses.")


@entries("Which holidays to close on.")
class AddHolidaysInput:
    """Ours."""

    availability_id: strawberry.ID = _must("The availability.")
    country: str = _must("The country's code, like `DE`.")
    years: list[int] = _must("The years, 2000 to 2100.")
    subdivision: str | None = _may("The code of a state or province, like `BY`, for its own holidays.")


@entries("A stretch of time to put into working hours or take out of them.")
class CreateAvailabilityExceptionInput:
    """Ours."""

    availability_id: strawberry.ID = _must("The availability.")
    start: DateTime = _must("From when.")
    end: DateTime = _must("Until when.")
    available: bool = _must("True puts the time in, false takes it out.")
    title: str | None = _may("A word about it.")
    note: str | None = _may("More about it.")


@entries("What to change of an exception.")
class EditAvailabilityExceptionInput:
    """Ours."""

    exception_id: strawberry.ID = _must("The exception.")
    start: DateTime | None = _may("From when.")
    end: DateTime | None = _may("Until when.")
    available: bool | None = _may("True puts the time in, false takes it out.")
    title: str | None = _may("A word about it.")
    note: str | None = _may("More about it.")


@entries("Which exception to take away.")
class DeleteAvailabilityExceptionInput:
    """Ours."""

    exception_id: strawberry.ID = _must("The exception.")


@of(payload_of(nouns.AVAILABILITY, "availability"), "What came of a change of working hours.")
class AvailabilityPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    availability: Availability | None = say("The availability as it is now.")


@entries("A host of a meeting type.")
class MeetingTypeHostInput:
    """Ours."""

    member_id: strawberry.ID = _must("The viewer, or a member of a workspace that the viewer runs.")
    availability_id: strawberry.ID | None = _may("The host's hours that count; the default ones if not given.")


@entries("What can be said of a meeting type.")
class MeetingTypeTraits:
    """Shared by both inputs."""

    slug: str | None = _may("Its name in addresses; made of the name if not given.")
    description: str | None = _may("What it is about, at most 10,000 characters.")
    workspace_id: strawberry.ID | None = _may("A workspace that the viewer runs.")
    hosts: list[MeetingTypeHostInput] | None = _may("Who can be booked, in order; the viewer if not given.")
    method: HostMethod | None = _may("Whose time a meeting takes; ONE if not given.")
    interval: Duration | None = _may("From one start to the next, at least `PT5M`; the duration if not given.")
    buffer_before: Duration | None = _may("Time kept free before a meeting.")
    buffer_after: Duration | None = _may("Time kept free after a meeting.")
    buffer_in_hours: bool | None = _may("Whether buffers must lie within working hours, too.")
    notice: Duration | None = _may("How long before its start a meeting must be booked.")
    horizon: Duration | None = _may("How far ahead it can be booked; `PT0S` for no limit.")
    earliest: DateTime | None = _may("The first start that can be booked.")
    latest: DateTime | None = _may("The last start that can be booked.")
    seats: int | None = _may("How many may book the same start, 1 to 100.")
    channels: list[str] | None = _may("Where one can meet, like `phone`.")
    locations: list[str] | None = _may("Places to choose from.")
    allow_guests: bool | None = _may("Whether attendees may bring others.")
    double_opt_in: bool | None = _may("Whether attendees have to confirm within half an hour.")
    host_confirmation: bool | None = _may("Whether a host has to confirm within two days.")
    reminders: list[Duration] | None = _may(
        "How long before the start to remind everybody by mail: at most five, `PT5M` to `P30D`; `PT24H` if not given."
    )
    most_per_day: int | None = _may("How many a host takes in a day; 0 for no limit.")
    most_per_week: int | None = _may("How many a host takes in a week; 0 for no limit.")
    most_per_month: int | None = _may("How many a host takes in a month; 0 for no limit.")
    enabled: bool | None = _may("Whether it can be booked.")


@entries("A meeting to offer.")
class CreateMeetingTypeInput(MeetingTypeTraits):
    """Ours."""

    name: str = _must("Its name, at most 200 characters.")
    durations: list[Duration] = _must("The lengths to choose from, `PT5M` to `PT8H`, the usual one first.")


@entries("What to change of a meeting type.")
class EditMeetingTypeInput(MeetingTypeTraits):
    """Ours."""

    meeting_type_id: strawberry.ID = _must("The meeting type.")
    name: str | None = _may("Its new name.")
    durations: list[Duration] | None = _may("All lengths to choose from.")


@entries("Which meeting type to take away.")
class DeleteMeetingTypeInput:
    """Ours."""

    meeting_type_id: strawberry.ID = _must("The meeting type.")


@of(payload_of(nouns.MEETING_TYPE, "meeting_type"), "What came of a change of a meeting type.")
class MeetingTypePayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    meeting_type: MeetingType | None = say("The meeting type as it is now.")
