"""The calls of version 3 of the old API."""

from typing import Any

from legacy_rest import v2
from legacy_rest.tables import Call, Listing, Object, Parameter, Table
from legacy_rest.v2_objects import EVENT as V2_EVENT
from legacy_rest.v2_objects import lettered
from legacy_rest.v3_objects import EVENT, FOUND_TOPIC, GROUP, GROUP_MEMBER, MEMBER, STATS, STATUS
from legacy_rest.values import chosen, degrees, local, miles, names, scroll, urlname

PAGED = "sort: $sort, first: $first, offset: $offset"
URLNAME = Parameter("urlname", "The group, by its name in addresses, in any case.", "urlname", urlname)
NO_GROUP = ("group_error", "Invalid group urlname {urlname}")


def newest(order: str) -> Any:
    """The newest first, unless the order is turned round."""
    return {"sortField": "NEWEST", "sortOrder": order}


def sorts(**orders: Any) -> Listing:
    """A list with these orders."""
    return Listing(orders or {"": v2.direction})


STATUS_GET = Call("v3", "GET", "/status", "Status", "categories(first: 0)", STATUS, {}, public=True)
DASHBOARD = Call(
    "v3",
    "GET",
    "/dashboard",
    "Dashboard",
    "self",
    Table("dashboard", (Object("stats", "dashboard", STATS), Object("next_event", "nextEvent", lettered(V2_EVENT)))),
    {},
)
FIND_GROUPS = Call(
    "v3",
    "GET",
    "/find/groups",
    "Find groups",
    f"groups(filter: $filter, {PAGED})",
    GROUP,
    {"filter": "GroupsFilter!", "sort": "GroupsSort", **v2.PAGED},
    (
        Parameter("category", "Of these categories, by id.", "filter.categoryIds", names),
        Parameter("country", "Of this country, by its code.", "filter.countries", names),
        Parameter("fallback_suggestions", "Others for want of any.", refused="is not served: nothing is guessed"),
        Parameter("filter", "`all`, which is every group that there is.", values={"all": "all"}),
        Parameter("lat", "Around this latitude (with lon).", "filter.near.lat", degrees(90)),
        Parameter("lon", "Around this longitude (with lat).", "filter.near.lon", degrees(180)),
        Parameter("location", "Around a place, by name.", refused="is not served: use lat and lon"),
        Parameter(
            "radius", "Within so many miles, at most 100; 25 if not given.", "filter.near.radius", miles, needs="lat"
        ),
        Parameter(
            "self_groups",
            "Whether to list groups that the caller belongs to.",
            "filter.excludeOwn",
            values={"include": None, "exclude": True},
        ),
        Parameter("text", "With these words, or words that begin so, in name, urlname or description.", "filter.text"),
        Parameter("topic_id", "With one of these topics.", "filter.topicIds", names),
        Parameter(
            "upcoming_events",
            "With an event to come.",
            "filter.hasUpcomingEvents",
            values={"true": True, "false": None},
        ),
        Parameter("zip", "Around a postal code.", refused="is not served: use lat and lon"),
    ),
    sorts(newest=newest, members=v2.by("MEMBERS"), distance=v2.by("DISTANCE")),
)
FIND_TOPICS = Call(
    "v3",
    "GET",
    "/find/topics",
    "Find topics",
    "suggestTopics(query: $query, first: $first, offset: $offset)",
    FOUND_TOPIC,
    {"query": "String!", **v2.PAGED},
    (Parameter("query", "With this in the name.", "query", default=""),),
    sorts(),
)
MEMBER_GET = Call(
    "v3",
    "GET",
    "/members/:member_id",
    "Member",
    "member(id: $id)",
    MEMBER,
    {"id": "ID!"},
    (Parameter("member_id", "The member; `self` is the caller.", "id"),),
    missing=("member_error", "Invalid member id {member_id}"),
)
GROUP_GET = Call(
    "v3",
    "GET",
    "/:urlname",
    "Group",
    "groupByUrlname(urlname: $urlname)",
    GROUP,
    {"urlname": "String!"},
    (URLNAME,),
    public=True,
    missing=NO_GROUP,
)
GROUP_EVENTS = Call(
    "v3",
    "GET",
    "/:urlname/events",
    "Group's events",
    "groupByUrlname(urlname: $urlname)",
    EVENT,
    {"urlname": "String!", "filter": "GroupEventFilter!", "sort": "GroupEventSort", **v2.PAGED},
    (
        URLNAME,
        Parameter(
            "scroll",
            "Where to begin: `next_upcoming`, or `since:` and a local time; over or not, unless a status is given.",
            "filter",
            scroll,
        ),
        Parameter(
            "status", "Of these statuses.", "filter.status", chosen(v2.STATUSES), default=["ACTIVE"], unless="scroll"
        ),
        Parameter("no_earlier_than", "Over after this time (2016-06-01T00:00:00).", "filter.afterDateTime", local),
        Parameter("no_later_than", "Over before this time.", "filter.beforeDateTime", local),
    ),
    sorts(time=v2.by("DATETIME"), updated=v2.by("UPDATED")),
    connection="events(filter: $filter, orderBy: $sort, first: $first, offset: $offset)",
    public=True,
    missing=NO_GROUP,
)
GROUP_EVENT = Call(
    "v3",
    "GET",
    "/:urlname/events/:id",
    "Group's event",
    "event(id: $id, groupUrlname: $urlname)",
    EVENT,
    {"id": "ID!", "urlname": "String!"},
    (URLNAME, Parameter("id", "The event: its number, or its letters if it belongs to a series.", "id")),
    public=True,
    missing=("event_error", "Invalid event id {id}"),
)
GROUP_MEMBERS = Call(
    "v3",
    "GET",
    "/:urlname/members",
    "Group's members",
    "groupByUrlname(urlname: $urlname)",
    GROUP_MEMBER,
    {"urlname": "String!", "sort": "GroupMembershipSort", **v2.PAGED},
    (URLNAME,),
    sorts(joined=v2.by("JOIN_DATE"), name=v2.by("NAME"), visited=v2.by("LAST_VISITED"), role=v2.by("ROLE")),
    connection=f"memberships({PAGED})",
    node="",
    missing=NO_GROUP,
)

CALLS = (
    STATUS_GET,
    DASHBOARD,
    FIND_GROUPS,
    FIND_TOPICS,
    MEMBER_GET,
    GROUP_GET,
    GROUP_EVENTS,
    GROUP_EVENT,
    GROUP_MEMBERS,
)
