"""Pro networks: who sees what of one, every filter and sort, and taking groups in."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import URL

import db
from db import demo
from tests.conftest import NOW, Databases, Graph
from tests.rsvping import add, stored

ORGANIZER, MEMBER = demo.DEMO_ORGANIZER_ID, demo.DEMO_MEMBER_ID
NETWORK = 999_000_001
CRAFT = "API-Craft"


@pytest.fixture(scope="module")
def rows() -> Any:
    """The demo without a database."""
    return demo.build(NOW)


@pytest.fixture(scope="module")
def changing(databases: Databases, graphs: Callable[[URL, str], Graph]) -> Callable[[str], Graph]:
    """One demo of each kind for this module's writes."""
    urls: dict[str, URL] = {}
    return lambda kind: graphs(urls.setdefault(kind, databases.demo_to_change(kind)), "ordinary")


@pytest.fixture
def own(changing: Callable[[str], Graph], kind: str) -> Graph:
    """A demo to write to."""
    return changing(kind)


def network(graph: Graph, fields: str, viewer: int = 0, urlname: str = CRAFT) -> Any:
    """What a network answers."""
    query = f"query ($urlname: ID!) {{ proNetwork(urlname: $urlname) {{ {fields} }} }}"
    return graph.data(query, {"urlname": urlname}, viewer)["proNetwork"]


def search(graph: Graph, field: str, node: str, given: str, viewer: int = ORGANIZER) -> list[Any]:
    """The nodes of a search in the demo's network."""
    answer = network(
        graph, f"{field}(input: {{first: 500, {given}}}) {{ totalCount edges {{ node {{ {node} }} }} }}", viewer
    )
    found = answer[field]
    assert found["totalCount"] == len(found["edges"])
    return [edge["node"] for edge in found["edges"]]


def tied(rows: Any) -> list[int]:
    """The groups that the network shows."""
    ties = rows.of(db.NetworkGroup)
    return [row["group_id"] for row in ties if row["network_id"] == NETWORK and row["status"] == "ACTIVE"]


def shown(rows: Any) -> list[Any]:
    """The published events of these groups that the demo's organizer sees."""
    groups, own = tied(rows), 9_100_002
    events = [row for row in rows.of(db.Event) if row["group_id"] in groups and row["status"] == "ACTIVE"]
    return [row for row in events if row["visibility"] == "PUBLIC" or row["group_id"] == own]


def test_a_network_is_found_by_number_and_by_name(graph: Graph) -> None:
    query = "query ($id: ID, $name: ID) { proNetwork(id: $id, urlname: $name) { id } }"
    known: list[dict[str, Any]] = [{"id": NETWORK}, {"name": "api-craft"}]
    for given in known:
        assert graph.data(query, given)["proNetwork"] == {"id": str(NETWORK)}
    assert graph.data(query, {"name": "nobody"})["proNetwork"] is None
    unclear: list[dict[str, Any]] = [{}, {"id": NETWORK, "name": CRAFT}]
    for given in unclear:
        assert graph.ask(query, given)["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_a_network_that_is_given_up_is_its_administrators(graph: Graph) -> None:
    for viewer, there in ((0, None), (MEMBER, None), (ORGANIZER, {"status": "INACTIVE"})):
        assert network(graph, "status", viewer, "API-Alumni") == there


def test_members_and_answers_are_for_administrators(graph: Graph) -> None:
    private = " ".join(
        f"{field}(input: {{}}) {{ totalCount }}"
        for field in ("membersSearch", "rsvpsSearch", "eventRegistrationAnswers")
    )
    for viewer in (0, MEMBER):
        assert {each["totalCount"] for each in network(graph, private, viewer).values()} == {0}
    assert min(each["totalCount"] for each in network(graph, private, ORGANIZER).values()) > 0


def test_what_a_group_comes_to_is_for_those_who_run_it(graph: Graph) -> None:
    fields = "groupsSearch(input: {first: 1}) { edges { metadata { tieStatus totalMembers } } }"
    assert network(graph, fields, MEMBER)["groupsSearch"]["edges"][0]["metadata"] is None
    assert network(graph, fields, ORGANIZER)["groupsSearch"]["edges"][0]["metadata"]["tieStatus"] == "ACTIVE"


def test_groups_by_every_filter(graph: Graph, rows: Any) -> None:
    groups = {row["id"]: row for row in rows.of(db.Group) if row["id"] in tied(rows)}
    events = shown(rows)
    past = {key: sum(e["group_id"] == key and e["ends_at"] < NOW for e in events) for key in groups}
    coming = {key: sum(e["group_id"] == key and e["ends_at"] >= NOW for e in events) for key in groups}
    largest = max(groups.values(), key=lambda row: row["member_count"])
    wanted: dict[str, Any] = {
        "": groups,
        "activeGroups: true": groups,
        "activeGroups: false": [row["id"] for row in rows.of(db.Group) if row["urlname"] == "TRI-REST"],
        f"memberCountMin: {largest['member_count']}": [largest["id"]],
        f"memberCountMax: {largest['member_count'] - 1}": groups.keys() - {largest["id"]},
        "pastEventsMin: 9": [key for key in groups if past[key] >= 9],
        "upcomingEventsMax: 5": [key for key in groups if coming[key] <= 5],
        f"groupIds: [{largest['id']}]": [largest["id"]],
        f"excludedGroupIds: [{largest['id']}]": groups.keys() - {largest["id"]},
        f'groupUrlnames: ["{largest["urlname"].upper()}"]': [largest["id"]],
        'name: "chicago"': [key for key, row in groups.items() if "Chicago" in row["name"]],
        'query: "detroit"': [key for key, row in groups.items() if row["city"] == "Detroit"],
        'country: "us"': groups,
        'zip: "60606"': [key for key, row in groups.items() if row["zip"] == "60606"],
        "latitude: 41.88, longitude: -87.62, radius: 20": [k for k, row in groups.items() if row["city"] == "Chicago"],
        "averageAgeMin: 100": [],
        "averageAgeMin: 20, averageAgeMax: 70": groups,
        "inactiveWithinDays: 3650": [],
        "activeWithinDays: 3650": groups,
        f"leadershipMemberIds: [{ORGANIZER}]": [k for k, row in groups.items() if row["organizer_id"] == ORGANIZER],
        'proJoinDateMin: "2000-01-01T00:00:00Z", foundedDateMax: "2030-01-01T00:00:00Z"': groups,
        'nextEventMin: "2030-01-01T00:00:00Z"': [],
        'lastEventMax: "2030-01-01T00:00:00Z"': groups,
        "repeatRsvpersMin: 100000": [],
        "categories: [34]": groups,
    }
    for text, expected in wanted.items():
        found = [int(node["id"]) for node in search(graph, "groupsSearch", "id", f"filter: {{{text}}}")]
        assert found == sorted(expected), text


def test_groups_in_every_order(graph: Graph) -> None:
    for sort, key in (("name", "name"), ("memberCount", "memberCount"), ("foundedDate", "foundedDate")):
        for desc in (False, True):
            nodes = search(graph, "groupsSearch", key, f'sort: "{sort}", desc: {str(desc).lower()}')
            values = [node[key].lower() if isinstance(node[key], str) else node[key] for node in nodes]
            assert values == sorted(values, reverse=desc)
    for sort in ("lastEvent", "nextEvent", "pastEvents", "proJoinDate", "upcomingEvents"):
        assert len(search(graph, "groupsSearch", "id", f'sort: "{sort}"')) == 5


def test_events_by_every_filter(graph: Graph, rows: Any) -> None:
    groups, events = tied(rows), shown(rows)
    coming = [row for row in events if row["ends_at"] >= NOW]
    names = {row["id"]: row["name"] for row in rows.of(db.Member)}
    hosts = [(row["event_id"], row["member_id"]) for row in rows.of(db.EventHost)]
    host = next(member for event, member in hosts if event == coming[0]["id"])
    named = {event for event, member in hosts if names[member].lower() == names[host].lower()}
    wanted: dict[str, list[Any]] = {
        "": coming,
        'status: ["PAST"]': [row for row in events if row["ends_at"] < NOW],
        'status: ["upcoming", "past"]': events,
        "isOnlineEvent: true": [row for row in coming if row["event_type"] != "PHYSICAL"],
        "isOnlineEvent: false": [row for row in coming if row["event_type"] == "PHYSICAL"],
        "rsvpsPerEventMin: 20, rsvpsPerEventMax: 40": [row for row in coming if 20 <= row["yes_count"] <= 40],
        f'hosts: ["{names[host]}"]': [row for row in coming if row["id"] in named],
        f'hosts: ["{host}"]': [row for row in coming if (row["id"], host) in hosts],
        'title: "api"': [row for row in coming if "api" in row["title"].lower()],
        f"groupIds: [{groups[1]}]": [row for row in coming if row["group_id"] == groups[1]],
        'eventDateMin: "2026-12-15T00:00:00Z"': [row for row in coming if row["starts_at"] >= 1797292800000],
        "latitude: 41.88, longitude: -87.62, radius: 20": [row for row in coming if row["group_id"] == groups[1]],
    }
    for text, expected in wanted.items():
        found = {node["token"] for node in search(graph, "eventsSearch", "token", f"filter: {{{text}}}")}
        assert found == {row["token"] for row in expected}, text
    suggested = search(graph, "suggestedEvents", "token", "filter: {latitude: 41.88, longitude: -87.62}", viewer=0)
    assert {node["token"] for node in suggested} == {row["token"] for row in coming if row["group_id"] == groups[1]}


def test_members_by_every_filter(graph: Graph, rows: Any) -> None:
    groups, standing = set(tied(rows)), ("ACTIVE", "LEADER")
    seats = [row for row in rows.of(db.Membership) if row["group_id"] in groups and row["status"] in standing]
    people = {row["id"]: row for row in rows.of(db.Member)}
    ids = {row["member_id"] for row in seats if people[row["member_id"]]["status"] == "ACTIVE"}
    some = sorted(ids)[3:6]
    wanted: dict[str, Any] = {
        f"users: [{', '.join(map(str, some))}]": some,
        f"users: [{some[0]}, {some[1]}], excludedUsers: [{some[0]}]": [some[1]],
        "roles: [ORGANIZER]": {row["member_id"] for row in seats if row["role"] == "ORGANIZER"},
        f"roles: [ORGANIZER, COORGANIZER], groups: [{seats[0]['group_id']}], users: [{ORGANIZER}]": {ORGANIZER},
        "canReceiveEmails: false": [],
        f"eventsAttendedMin: 1, users: [{ORGANIZER}]": _attended(rows, groups, {ORGANIZER}),
        f'joinDateTimeMax: "2030-01-01T00:00:00Z", users: [{some[0]}]': [some[0]],
        f'query: "{people[some[0]]["name"]}", users: [{some[0]}]': [some[0]],
        f'country: "xx", users: [{some[0]}]': [],
        f"activeWithinDays: 0, users: [{some[0]}]": [],
    }
    for text, expected in wanted.items():
        found = [int(node["id"]) for node in search(graph, "membersSearch", "id", f"filter: {{{text}}}")]
        assert found == sorted(expected), text
    asked = "membersSearch { totalCount edges { node { id } metadata { groupsCount } } }"
    everybody = network(graph, asked, ORGANIZER)["membersSearch"]
    assert everybody["totalCount"] == len(ids)
    assert [int(edge["node"]["id"]) for edge in everybody["edges"]] == sorted(ids)[:20]


def _attended(rows: Any, groups: set[int], members: set[int]) -> set[int]:
    events = {row["id"] for row in rows.of(db.Event) if row["group_id"] in groups}
    came = [row for row in rows.of(db.Rsvp) if row["attendance"] == "ATTENDED" and row["event_id"] in events]
    return {row["member_id"] for row in came if row["member_id"] in members}


@pytest.mark.parametrize(
    ("given", "argument"),
    [
        ('groupsSearch(input: {sort: "colour"})', "sort"),
        ("groupsSearch(input: {networkEventFilterId: 3})", "input.networkEventFilterId"),
        ("groupsSearch(input: {filter: {activeWithinDays: -1}})", "filter"),
        ('eventsSearch(input: {filter: {status: ["SOON"]}})', "filter.status"),
        ("eventsSearch(input: {filter: {latitude: 4}})", "filter.longitude"),
        ("membersSearch(input: {first: 501})", "first"),
        ('membersSearch(input: {after: "zz"})', "after"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(graph: Graph, given: str, argument: str) -> None:
    query = f'{{ proNetwork(urlname: "{CRAFT}") {{ {given} {{ totalCount edges {{ cursor }} }} }} }}'
    (error,) = graph.ask(query, viewer=ORGANIZER)["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": argument}


def test_pages_of_a_search(graph: Graph) -> None:
    fields = "groupsSearch(input: %s) { totalCount pageInfo { hasNextPage endCursor } edges { node { id } } }"
    first = network(graph, fields % '{first: 2, sort: "name"}')["groupsSearch"]
    after = first["pageInfo"]["endCursor"]
    rest = network(graph, fields % f'{{first: 9, sort: "name", after: "{after}"}}')["groupsSearch"]
    assert (len(first["edges"]), len(rest["edges"]), rest["totalCount"]) == (2, 3, 5)
    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)


def test_an_address_is_shared_with_a_network_on_wish(own: Graph) -> None:
    answer = """mutation ($share: Boolean) { rsvp(
      input: {eventId: "930000000", response: YES, proEmailShareOptin: $share}
    ) { errors { code field } event { group { proNetwork { isProEmailShared } } } } }"""
    member = stored(own.url, db.Membership.member_id, group_id=9_100_002, role="MEMBER", status="ACTIVE")[40][0]
    email = stored(own.url, db.Member.email, id=member)[0][0]
    for share, shown in ((True, email), (False, "")):
        found = own.data(answer, {"share": share}, member)["rsvp"]
        assert found["errors"] is None
        assert found["event"]["group"]["proNetwork"] == {"isProEmailShared": share}
        assert own.data(f'{{ member(id: "{member}") {{ email }} }}', viewer=ORGANIZER)["member"]["email"] == shown
        assert own.data(f'{{ member(id: "{member}") {{ email }} }}', viewer=MEMBER)["member"]["email"] == ""


ADD = """mutation ($group: ID!, $network: ID!) { addGroupToNetwork(input: {groupId: $group, networkId: $network}) {
  errors { code field } network { id } group { proJoinDate proNetwork { id } } } }"""


def test_a_group_is_taken_in_by_who_runs_both(own: Graph) -> None:
    houston = str(stored(own.url, db.Group.id, urlname="Houston-Area-API-Meetup")[0][0])
    craft = str(stored(own.url, db.Group.id, urlname="api-craft-san-francisco")[0][0])
    leader = stored(own.url, db.Group.organizer_id, id=int(houston))[0][0]

    def refused(viewer: int, group: str, network_id: str) -> tuple[str, str]:
        answer = own.data(ADD, {"group": group, "network": network_id}, viewer)["addGroupToNetwork"]
        (error,) = answer["errors"]
        return error["code"], error["field"]

    assert refused(ORGANIZER, houston, str(NETWORK)) == ("FORBIDDEN", "groupId")
    assert refused(leader, houston, str(NETWORK)) == ("FORBIDDEN", "networkId")
    assert refused(leader, houston, "1") == ("NOT_FOUND", "networkId")
    assert refused(ORGANIZER, "1", str(NETWORK)) == ("NOT_FOUND", "groupId")
    assert refused(ORGANIZER, craft, str(NETWORK)) == ("CONFLICT", "groupId")
    admin = {"network_id": NETWORK, "member_id": leader, "position": 9, "primary": False}
    add(own.url, db.NetworkAdmin, **admin)
    taken = own.data(ADD, {"group": houston, "network": str(NETWORK)}, leader)["addGroupToNetwork"]
    assert (taken["errors"], taken["network"], taken["group"]["proNetwork"]) == (
        None,
        {"id": str(NETWORK)},
        {"id": str(NETWORK)},
    )
    assert refused(leader, houston, str(NETWORK)) == ("CONFLICT", "groupId")


def test_a_tie_counts_by_its_status(graph: Graph) -> None:
    query = """query ($status: [ProNetworkTieStatus]) { groupByUrlname(urlname: "TRI-REST") {
      proNetwork(filter: {status: $status}) { id } } }"""
    for viewer, status, there in (
        (ORGANIZER, ["DELISTED"], True),
        (ORGANIZER, ["ACTIVE", None], False),
        (MEMBER, ["DELISTED"], False),
    ):
        found = graph.data(query, {"status": status}, viewer)["groupByUrlname"]["proNetwork"]
        assert (found is not None) is there


def test_what_several_groups_hold_together(graph: Graph) -> None:
    query = '{ event(id: "930000000") { networkEvent { title groupCount rsvpCount isAnnounced } } }'
    found = graph.data(query)["event"]["networkEvent"]
    assert (found["title"], found["groupCount"], found["isAnnounced"]) == ("API Craft week", 4, True)
    assert found["rsvpCount"] > 50
