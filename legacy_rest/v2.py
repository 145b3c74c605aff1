"""The calls of version 2 of the old API."""

from collections.abc import Callable
from typing import Any

from legacy_rest.tables import Call, Listing, Parameter
from legacy_rest.v2_objects import CATEGORY, EVENT, GROUP, MEMBER, RSVP
from legacy_rest.v2_writes import BOOLEAN, RSVP_GET, WRITES
from legacy_rest.values import chosen, degrees, members, miles, names, times

LIMITED = Parameter(
    "limited_events",
    "Also events that show strangers a little: id, name, utc_offset, time, duration, counts, group, visibility, "
    "timezone.",
    "includeLimited",
    values=BOOLEAN,
    default=False,
)
TEXT_FORMAT = Parameter(
    "text_format",
    "Format of the description.",
    values={"html": "html", "plain": "plain"},
    shows={"plain": ("text_format=plain",)},
    default="html",
)
EVENT_GET = Call(
    "v2",
    "GET",
    "/2/event/:id",
    "Event Get",
    "event(id: $id, includeLimited: $includeLimited)",
    EVENT,
    {"id": "ID!", "includeLimited": "Boolean!"},
    (
        Parameter("id", "The event: its number, or its letters if it belongs to a series.", "id"),
        LIMITED,
        TEXT_FORMAT,
    ),
)

STATUSES = {
    "upcoming": "ACTIVE",
    "past": "PAST",
    "proposed": "PROPOSED",
    "suggested": "SUGGESTED",
    "cancelled": "CANCELLED",
    "draft": "DRAFT",
}
ANSWERS = {"yes": "YES", "no": "NO", "waitlist": "WAITLIST", "maybe": "MAYBE"}
BY_TOPIC_NUMBER = "is not served: a group's number within a topic is known to nobody any more; use group_id"
LISTED = "filter: $filter, sort: $sort, first: $first, offset: $offset"
PAGED = {"first": "Int!", "offset": "Int!"}


def direction(order: str) -> str:
    """A sort that is a direction only."""
    return order


def by(field: str) -> Callable[[str], Any]:
    """A sort by a field."""
    return lambda order: {"sortField": field, "sortOrder": order}


GROUP_ID = Parameter("group_id", "Of these groups.", "filter.groupIds", names)
GROUP_URLNAME = Parameter("group_urlname", "Of these groups, by urlname.", "filter.groupUrlnames", names)
MEMBER_ID = Parameter("member_id", "Of this member; `self` is the caller.", "filter.memberId")

EVENTS = Call(
    "v2",
    "GET",
    "/2/events",
    "Events",
    f"events({LISTED}, includeLimited: $includeLimited)",
    EVENT,
    {"filter": "EventsFilter!", "sort": "SortOrder", "includeLimited": "Boolean!", **PAGED},
    (
        GROUP_ID,
        GROUP_URLNAME,
        Parameter("group_domain", "Of a group with a domain of its own.", refused="is not served: no group has one"),
        Parameter("event_id", "These events, by number or letters.", "filter.eventIds", names),
        MEMBER_ID,
        Parameter("venue_id", "At these places.", "filter.venueIds", names),
        Parameter("rsvp", "To which the caller gave one of these answers.", "filter.rsvp", chosen(ANSWERS)),
        Parameter("status", "Of these statuses.", "filter.status", chosen(STATUSES), default=["ACTIVE"]),
        Parameter("time", "Starting in this range: milliseconds, or d, w, m from now.", "filter", times),
        LIMITED,
        TEXT_FORMAT,
    ),
    Listing(
        orders={"time": direction},
        title="Meetup Events v2",
        method="Events",
        description=(
            "Access Meetup events using a group, member, or event id. Events in private groups are available only to "
            "authenticated members of those groups. To search events by topic or location, see "
            "[Open Events](/meetup_api/docs/2/open_events)."
        ),
        echo=(
            ("offset", "0"),
            ("format", "json"),
            ("limited_events", "False"),
            ("group_urlname", None),
            ("page", "200"),
            ("fields", ""),
            ("key", None),
            ("order", "time"),
            ("desc", "false"),
            ("status", "upcoming"),
        ),
        updated="updatedTime",
        requires=("group_id", "group_urlname", "event_id", "member_id", "venue_id", "rsvp"),
    ),
)
GROUPS = Call(
    "v2",
    "GET",
    "/2/groups",
    "Groups",
    f"groups({LISTED})",
    GROUP,
    {"filter": "GroupsFilter!", "sort": "GroupsSort", **PAGED},
    (
        Parameter("group_id", "These groups.", "filter.ids", names),
        Parameter("group_urlname", "These groups, by their names in addresses.", "filter.urlnames", names),
        MEMBER_ID,
        Parameter("organizer_id", "Organized by this member; `self` is the caller.", "filter.organizerId"),
        Parameter("category_id", "Of these categories.", "filter.categoryIds", names),
        Parameter("topic", "With one of these topics, by urlkey.", "filter.topics", names),
        Parameter("groupnum", "The number within a topic.", refused=BY_TOPIC_NUMBER),
        Parameter("city", "Of this city.", "filter.city"),
        Parameter("state", "Of this state, by its code.", "filter.state"),
        Parameter("country", "Of these countries, by their codes.", "filter.countries", names),
        Parameter("lat", "Around this latitude (with lon).", "filter.near.lat", degrees(90)),
        Parameter("lon", "Around this longitude (with lat).", "filter.near.lon", degrees(180)),
        Parameter(
            "radius", "Within so many miles, at most 100; 25 if not given.", "filter.near.radius", miles, needs="lat"
        ),
        Parameter("zip", "Around a postal code.", refused="is not served yet: use lat and lon"),
        Parameter("domain", "With a domain of its own.", refused="is not served: no group has one"),
    ),
    Listing(
        orders={"id": by("ID"), "members": by("MEMBERS"), "name": by("NAME")},
        title="Meetup Groups v2",
        method="Groups",
        description="",
        echo=(
            ("offset", "0"),
            ("format", "json"),
            ("group_urlname", None),
            ("page", "200"),
            ("radius", "25.0"),
            ("fields", ""),
            ("key", None),
            ("order", "id"),
            ("desc", "false"),
        ),
        updated="foundedDate",
        requires=(
            "group_id",
            "group_urlname",
            "member_id",
            "organizer_id",
            "category_id",
            "topic",
            "city",
            "country",
            "lat",
            "zip",
            "domain",
        ),
    ),
)
MEMBERS = Call(
    "v2",
    "GET",
    "/2/members",
    "Members",
    f"members({LISTED})",
    MEMBER,
    {"filter": "MembersFilter!", "sort": "MembersSort", **PAGED},
    (
        GROUP_ID,
        GROUP_URLNAME,
        Parameter("member_id", "These members; `self` is the caller.", "filter", members),
        Parameter("topic", "With one of these topics, by urlkey.", "filter.topics", names),
        Parameter("groupnum", "The number of a group within a topic.", refused=BY_TOPIC_NUMBER),
        Parameter("service", "With a name on this site, like twitter.", "filter.service"),
    ),
    Listing(
        orders={"name": by("NAME"), "visited": by("VISITED"), "joined": by("JOINED")},
        title="Meetup Members v2",
        method="Members",
        description="",
        echo=(
            ("offset", "0"),
            ("format", "json"),
            ("group_urlname", None),
            ("page", "200"),
            ("key", None),
            ("order", "name"),
        ),
        updated="visitedTime",
        requires=("group_id", "group_urlname", "member_id", "topic", "service"),
    ),
)
RSVPS = Call(
    "v2",
    "GET",
    "/2/rsvps",
    "RSVPs",
    f"rsvps({LISTED})",
    RSVP,
    {"filter": "RsvpsFilter!", "sort": "RsvpsSort", **PAGED},
    (
        Parameter("event_id", "To these events, by number or letters.", "filter.eventIds", names),
        Parameter("rsvp", "With these answers.", "filter.rsvpStatus", chosen(ANSWERS)),
    ),
    Listing(
        orders={"event": by("RSVP_ID"), "name": by("NAME")},
        title="Meetup RSVPs v2",
        method="RSVPs v2",
        description="Query for Event RSVPs by event",
        echo=(
            ("offset", "0"),
            ("format", "json"),
            ("page", "200"),
            ("fields", ""),
            ("key", None),
            ("order", "event"),
            ("desc", "false"),
        ),
        updated="updated",
        requires=("event_id",),
    ),
)
CATEGORIES = Call(
    "v2",
    "GET",
    "/2/categories",
    "Categories",
    "categories(sort: $sort, first: $first, offset: $offset)",
    CATEGORY,
    {"sort": "SortOrder", **PAGED},
    (
        Parameter("shortname", "Only this category.", refused="is not served: it was an order; use order=shortname"),
        Parameter("member", "Categories of a member.", refused="is not served: nobody knows what it meant"),
    ),
    Listing(
        orders={"shortname": direction},
        title="Categories",
        method="Categories",
        description="Returns a list of Meetup group categories",
        echo=(
            ("offset", "0"),
            ("format", "json"),
            ("page", "200"),
            ("key", None),
            ("order", "shortname"),
            ("desc", "false"),
        ),
        updated="updatedTime",
    ),
)

CALLS = (EVENT_GET, *WRITES, EVENTS, GROUPS, MEMBERS, RSVP_GET, RSVPS, CATEGORIES)
