"""What is searched for in a pro network. Each search takes all its arguments in one input, as published."""

import strawberry

from db.enums import Role
from db.member_enums import TieStatus
from schema.fields import entries
from schema.inputs import may, not_here
from schema.scalars import DateTime, NotHere

AFTER = "Only edges behind this cursor. `MA==` is the start."
FIRST = "How many edges: 0 to 500, 20 if not given."
DESC = "Backwards, if true."
_ids = list[strawberry.ID]


@entries("Which tie of a group to a pro network counts.")
class ProNetworkFilter:
    """Published as ProNetworkFilter."""

    status: list[TieStatus | None] | None = may("Only of these standings; ACTIVE if not given.")


@entries("Which groups of a pro network to list. Every entry narrows the list.")
class NetworkGroupsFilter:
    """Published as NetworkGroupsFilter."""

    active_groups: bool | None = may("The groups that are shown; false lists those that are hidden instead.")
    active_within_days: int | None = may("Groups that met within so many days.")
    inactive_within_days: int | None = may("Groups that did not meet within so many days.")
    average_age_min: int | None = may("Average age of the members, from this on.")
    average_age_max: int | None = may("Average age of the members, up to this.")
    categories: _ids | None = may("Groups of these categories.")
    country: str | None = may("Groups in this country, by its code.")
    excluded_group_ids: _ids | None = may("Not these groups.")
    group_ids: _ids | None = may("Only these groups.")
    group_urlnames: list[str] | None = may("Only groups of these names in addresses.")
    founded_date_min: DateTime | None = may("Founded then or later.")
    founded_date_max: DateTime | None = may("Founded then or earlier.")
    last_event_min: DateTime | None = may("Met last then or later.")
    last_event_max: DateTime | None = may("Met last then or earlier.")
    next_event_min: DateTime | None = may("Meets next then or later.")
    next_event_max: DateTime | None = may("Meets next then or earlier.")
    pro_join_date_min: DateTime | None = may("In the network since then or later.")
    pro_join_date_max: DateTime | None = may("In the network since then or earlier.")
    member_count_min: int | None = may("With so many members or more.")
    member_count_max: int | None = may("With so many members or fewer.")
    past_events_min: int | None = may("Has held so many events or more.")
    past_events_max: int | None = may("Has held so many events or fewer.")
    upcoming_events_min: int | None = may("So many events or more are to come.")
    upcoming_events_max: int | None = may("So many events or fewer are to come.")
    repeat_rsvpers_min: int | None = may("With so many or more who came and will come again.")
    repeat_rsvpers_max: int | None = may("With so many or fewer who came and will come again.")
    leadership_member_ids: _ids | None = may("Groups that one of these members helps to run.")
    name: str | None = may("Groups with this text in their name.")
    query: str | None = may("Groups with this text in name, description, city or an organizer's name.")
    latitude: float | None = may("Latitude of a place around which the group is. Goes with `longitude`.")
    longitude: float | None = may("Longitude of the place.")
    radius: float | None = may("How far around the place, in miles; 25 if not given.")
    zip: str | None = may("Groups with this postal code.")


@entries("Which events of a pro network to list. Every entry narrows the list.")
class NetworkEventsFilter:
    """Published as NetworkEventsFilter."""

    country: str | None = may("Events of groups in this country, by its code.")
    event_date_min: DateTime | None = may("Starts then or later.")
    event_date_max: DateTime | None = may("Starts then or earlier.")
    excluded_group_ids: _ids | None = may("Not of these groups.")
    group_ids: _ids | None = may("Only of these groups.")
    group_urlnames: list[str] | None = may("Only of groups of these names in addresses.")
    hosts: list[str] | None = may("Events that one of these members hosts: numbers or whole names.")
    is_online_event: bool | None = may("Events that one can come to online; false lists the others.")
    query: str | None = may("Of groups with this text in name, description, city or an organizer's name.")
    rsvps_per_event_min: int | None = may("So many come or more, guests included.")
    rsvps_per_event_max: int | None = may("So many come or fewer, guests included.")
    status: list[str] | None = may("Of these statuses, in the words of EventStatus; ACTIVE if not given.")
    title: str | None = may("Events with this text in their title.")
    latitude: float | None = may("Latitude of a place around which the group is. Goes with `longitude`.")
    longitude: float | None = may("Longitude of the place.")
    radius: float | None = may("How far around the place, in miles; 25 if not given.")
    zip: str | None = may("Events of groups with this postal code.")


@entries("Which members of a pro network to list. Every entry narrows the list.")
class NetworkUsersFilter:
    """Published as NetworkUsersFilter."""

    active_within_days: int | None = may("Members who were here within so many days.")
    can_receive_emails: bool | None = may("Members with an e-mail address; false lists those without.")
    country: str | None = may("Members in this country, by its code.")
    events_attended_min: int | None = may("Was at so many events of the network or more.")
    events_attended_max: int | None = may("Was at so many events of the network or fewer.")
    excluded_users: _ids | None = may("Not these members.")
    users: _ids | None = may("Only these members.")
    groups: _ids | None = may("Members of one of these groups.")
    roles: list[Role] | None = may("Members who have one of these roles in one of the groups.")
    join_date_time_min: DateTime | None = may("Joined the first of the groups then or later.")
    join_date_time_max: DateTime | None = may("Joined the first of the groups then or earlier.")
    query: str | None = may("Members with this text in name or city.")
    user_name: str | None = may("Members with this text in their name.")
    latitude: float | None = may("Latitude of a place around which the member lives. Goes with `longitude`.")
    longitude: float | None = may("Longitude of the place.")
    radius: float | None = may("How far around the place, in miles; 25 if not given.")
    zip: str | None = may("Members with this postal code.")


@entries("A search for groups of a pro network.")
class ProNetworkGroupsSearchInput:
    """Published as ProNetworkGroupsSearchInput."""

    after: str | None = may(AFTER)
    first: int | None = may(FIRST)
    filter: NetworkGroupsFilter | None = may("Which groups to list.")
    network_event_filter_id: NotHere | None = not_here("Filters that are kept under a number")
    sort: str | None = may(
        "`foundedDate`, `lastEvent`, `memberCount`, `name`, `nextEvent`, `pastEvents`, `proJoinDate` or "
        "`upcomingEvents`; by number if not given."
    )
    desc: bool | None = may(DESC)


@entries("A search for events of a pro network.")
class ProNetworkEventsSearchInput:
    """Published as ProNetworkEventsSearchInput."""

    after: str | None = may(AFTER)
    first: int | None = may(FIRST)
    filter: NetworkEventsFilter | None = may("Which events to list.")
    sort: str | None = may("`dateTime`, `rsvpCount` or `title`; `dateTime` if not given.")
    desc: bool | None = may(DESC)


@entries("A search for members of a pro network.")
class ProNetworkMemberSearchInput:
    """Published as ProNetworkMemberSearchInput."""

    after: str | None = may(AFTER)
    first: int | None = may(FIRST)
    filter: NetworkUsersFilter | None = may("Which members to list.")
    sort: str | None = may(
        "`eventsAttended`, `joinTime`, `lastAccessTime`, `memberId` or `name`; `memberId` if not given."
    )
    desc: bool | None = may(DESC)


@entries("A page of RSVPs.")
class ProNetworkRsvpsSearchInput:
    """Published as ProNetworkRsvpsSearchInput."""

    after: str | None = may(AFTER)
    first: int | None = may(FIRST)


@entries("Whose surveys.")
class ProEventRegistrationAnswersFilter:
    """Published as ProEventRegistrationAnswersFilter."""

    event_ids: _ids | None = may("Only of these events, by their numbers.")


@entries("A page of answers to surveys.")
class ProEventRegistrationAnswersInput:
    """Published as ProEventRegistrationAnswersInput."""

    after: str | None = may(AFTER)
    first: int | None = may(FIRST)
    filter: ProEventRegistrationAnswersFilter | None = may("Of which events.")


@entries("Which events to suggest.")
class ProNetworkSuggestedEventsFilter:
    """Published as ProNetworkSuggestedEventsFilter; the place is optional here."""

    is_online: bool | None = may("Only events that one can come to online; false lists the others.")
    latitude: float | None = may("Latitude of a place around which the group is. Goes with `longitude`.")
    longitude: float | None = may("Longitude of the place.")
    radius: float | None = may("How far around the place, in miles; 25 if not given.")


@entries("Where to suggest events, and how many.")
class ProNetworkSuggestedEventsInput:
    """Published as ProNetworkSuggestedEventsInput."""

    filter: ProNetworkSuggestedEventsFilter | None = may("Which events to suggest.")
    first: int | None = may(FIRST)
