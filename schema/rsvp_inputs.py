"""Which RSVPs to list, and in what order."""

import strawberry

from db.enums import EventType, RsvpSortField, RsvpStatus, SortOrder
from db.member_enums import RsvpEventStatus
from schema.fields import entries
from schema.inputs import may, not_here
from schema.scalars import NotHere


@entries("Which RSVPs to list. Every entry narrows the list.")
class RsvpFilter:
    """Published as RsvpFilter."""

    rsvp_status: list[RsvpStatus | None] | None = may(
        "Only of these statuses; YES and ATTENDED if not given. With HAVENT nobody is listed: who has not answered has "
        "no RSVP."
    )
    only_hosts: bool | None = may("Only those of hosts.")
    only_with_guests: bool | None = may("Only those with guests.")
    event_status: list[RsvpEventStatus | None] | None = may("Only to events that stand so; all if not given.")
    event_type: list[EventType | None] | None = may("Only to events of these types.")
    group_id: strawberry.ID | None = may("Only to events of this group.")
    venue_id: strawberry.ID | None = may("Only of those who come to this of the event's places.")
    start_date: str | None = may("Only to events that start then or later: a date, perhaps with a time and an offset.")
    end_date: str | None = may("Only to events that start then or earlier.")
    lat: float | None = may("Latitude of a place: only to events of groups around it. Goes with `lon`.")
    lon: float | None = may("Longitude of the place.")
    radius: float | None = may("How far around the place, in miles; 25 if not given.")
    potential_member_connections: NotHere | None = not_here("Connections between members")


@entries("How to sort RSVPs.")
class RsvpSort:
    """Published as RsvpSort."""

    hosts_first: bool | None = may("Hosts before all others.")
    member_connections_first: NotHere | None = not_here("Connections between members")
    sort_field: RsvpSortField | None = may("RSVP_ID if not given.")
    sort_order: SortOrder | None = may("ASC if not given.")
