"""Search finds the same on both databases as a naive reader does; the databases keep their indexes themselves."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from math import cos, radians
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import URL, delete, func, select, text, update

import db
import schema
from db import demo
from db.enums import MembershipStatus
from db.geography import FARTHEST, Box, great_circle
from db.reader import Sql
from db.words import words_of
from resolvers.fastpath.calls import python_name
from resolvers.search_inputs import NOT_KEPT, WITHOUT_EFFECT
from tests.conftest import KINDS, NOW, READERS, Databases, Graph, writing
from tests.search_world import DAY, PLACES, VIEWER, VOCABULARY, Eyes, World, build

Graphs = Callable[[URL, str], Graph]
BAY = {"lat": 37.77, "lon": -122.41}
ALL_OVER = {**BAY, "query": "", "radius": FARTHEST}
EVENTS = """query($filter: EventSearchFilter!, $sort: KeywordSort) {
    eventSearch(filter: $filter, sort: $sort, first: 500) { totalCount edges { node { id title dateTime } } } }"""
GROUPS = """query($filter: GroupSearchFilter!) { groupSearch(filter: $filter, first: 500)
    { totalCount edges { node { id name memberCount } } } }"""


# Words

LETTERS = (
    "abzABZ09 '\"-_/\\%:&|()*.é̈ÀßẞæŒøŁþıſĳǆς"
    "ΣΑάЁйЖ日本語テキスト、カナＡｉ１한국어العربيةไทย😀👩‍💻—…“”×\u00ad\u200b\u2028"
)


def _iso(instant: int) -> str:
    return datetime.fromtimestamp(instant / 1000, UTC).isoformat()


@pytest.fixture(scope="module")
def postgres(databases: Databases) -> Iterator[psycopg.Connection[Any]]:
    url = databases.migrated("postgresql")
    with psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False)) as connection:
        yield connection


def test_both_databases_make_the_same_words(postgres: psycopg.Connection[Any]) -> None:
    """SQLite is told by the function itself."""

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.text(LETTERS) | st.text(st.characters(exclude_characters="\x00", codec="utf-8")), max_size=20))
    def agree(texts: list[str]) -> None:
        told = postgres.execute("SELECT folded_words(given) FROM unnest(%s::text[]) AS given", (texts,))
        assert [row[0] for row in told] == [words_of(each) for each in texts]

    agree()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("REST-ful APIs, v2.0!", ["rest", "ful", "apis", "v2", "0"]),
        ("Crème brûlée in Łódź und Straße", ["creme", "brulee", "in", "lodz", "und", "strasse"]),
        ("日本語 API", ["日", "本", "語", "api"]),
        ("ΕΛΛΆΣ", ["ελλασ"]),
        ("'\"\\ %_ -- 😀", []),
        ("x" * 200, ["x" * 60]),
    ],
)
def test_words(given: str, expected: list[str]) -> None:
    assert words_of(given) == expected


# Places

degrees = st.floats(-90, 90), st.floats(-180, 180)


@settings(max_examples=300, deadline=None)
@given(*degrees, *degrees, st.floats(0, FARTHEST))
def test_whatever_is_near_lies_in_the_box(lat: float, lon: float, to_lat: float, to_lon: float, radius: float) -> None:
    box = Box.around(lat, lon, radius)
    distance = great_circle(to_lat, to_lon, lat, lon)
    assert distance is not None
    inside = box.west <= to_lon <= box.east if box.west <= box.east else to_lon >= box.west or to_lon <= box.east
    assert distance > radius or (box.south <= to_lat <= box.north and inside)


def test_a_box_is_no_larger_than_it_must_be() -> None:
    box = Box.around(60.0, 10.0, 69.093)
    assert box.north - 60 == pytest.approx(1, abs=1e-3)
    assert (box.east - 10) * cos(radians(60)) == pytest.approx(1, abs=1e-3)
    assert Box.around(0.0, 179.9, 50).west > Box.around(0.0, 179.9, 50).east


# Sets


@pytest.fixture(scope="module")
def world() -> World:
    return build()


@pytest.fixture(scope="module")
def searched(databases: Databases, world: World) -> Iterator[dict[str, Graph]]:
    """The world on both databases."""
    graphs = {}
    for kind in KINDS:
        url = databases.migrated(kind)
        with writing(url) as engine, engine.begin() as connection:
            world.write(connection)
        graphs[kind] = Graph(url, "fast")
    yield graphs
    for graph in graphs.values():
        graph.close()


def rarely(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | st.none() | values


def filters(**also: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Filters without the entries that are not drawn."""
    word = st.sampled_from(VOCABULARY)
    part = st.builds(lambda whole, length: whole[:length], word, st.integers(1, 9))
    place = st.sampled_from([place for place in PLACES if place[0] is not None])
    query = st.lists(word | part, max_size=2).map(" ".join) | st.sampled_from(["", "nothing", "'\"* OR", "group-1"])
    common = {
        "query": query,
        "place": place,
        "radius": rarely(st.sampled_from([0.5, 30.0, 90.0, 3000.0, FARTHEST])) | st.just(FARTHEST),
        "categoryId": rarely(st.sampled_from(["1", "2", "x"])),
        "city": rarely(st.sampled_from(["san francisco", "MONTREAL", "", "Oslo"])),
        "country": rarely(st.sampled_from(["us", "CA"])),
        "zip": rarely(st.sampled_from(["94105", "h2y 1c6"])),
    }
    return st.fixed_dictionaries({**common, **also}).map(_without_nothing)


def _without_nothing(drawn: dict[str, Any]) -> dict[str, Any]:
    lat, lon = drawn.pop("place")
    return {"lat": lat, "lon": lon, **{name: value for name, value in drawn.items() if value is not None}}


moments = st.integers(-30, 40).map(lambda days: NOW + days * DAY)
EVENT_FILTERS = filters(
    eventType=rarely(st.sampled_from(["ONLINE", "PHYSICAL", "HYBRID"])),
    startDateRange=rarely(moments),
    endDateRange=rarely(moments),
    startTime=rarely(st.sampled_from(["06:00", "18:30"])),
    endTime=rarely(st.sampled_from(["05:59", "20:00"])),
    isHappeningNow=rarely(st.booleans()),
    isStartingSoon=rarely(st.booleans()),
)
GROUP_FILTERS = filters(frozenOnly=rarely(st.booleans()))


def found(graph: Graph, query: str, name: str, asked: dict[str, Any], viewer: int) -> set[str]:
    """The ids of what is found, which the count agrees with."""
    dates = {key: _iso(value) for key, value in asked.items() if key.endswith("DateRange")}
    page = graph.data(query, {"filter": {**asked, **dates}}, viewer)[name]
    assert graph.last.reader == "fast", graph.last.reason
    ids = [edge["node"]["id"] for edge in page["edges"]]
    assert len(set(ids)) == len(ids) == page["totalCount"]
    return set(ids)


SLOWLY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def test_events_are_those_that_a_naive_reader_finds(searched: dict[str, Graph], world: World) -> None:
    sizes = []

    @SLOWLY
    @given(EVENT_FILTERS, st.sampled_from([0, VIEWER]))
    def agree(asked: dict[str, Any], viewer: int) -> None:
        expected = Eyes(world, viewer).events(asked)
        sizes.append(len(expected))
        assert {
            kind: found(graph, EVENTS, "eventSearch", asked, viewer) for kind, graph in searched.items()
        } == dict.fromkeys(searched, expected)

    agree()
    assert max(sizes) > 0


def test_groups_are_those_that_a_naive_reader_finds(searched: dict[str, Graph], world: World) -> None:
    sizes = []

    @SLOWLY
    @given(GROUP_FILTERS, st.sampled_from([0, VIEWER]))
    def agree(asked: dict[str, Any], viewer: int) -> None:
        expected = Eyes(world, viewer).groups(asked)
        sizes.append(len(expected))
        assert {
            kind: found(graph, GROUPS, "groupSearch", asked, viewer) for kind, graph in searched.items()
        } == dict.fromkeys(searched, expected)

    agree()
    assert max(sizes) > 0


@pytest.mark.parametrize("viewer", [0, VIEWER])
def test_each_word_and_each_place_alone(searched: dict[str, Graph], world: World, viewer: int) -> None:
    eyes, kept = Eyes(world, viewer), 0
    asked = [{**ALL_OVER, "query": word} for word in VOCABULARY]
    asked += [{"query": "", "lat": lat, "lon": lon, "radius": 40.0} for lat, lon in PLACES if lat is not None]
    for each in asked:
        expected = eyes.events({**each, "startDateRange": 0})
        kept += len(expected)
        for graph in searched.values():
            assert found(graph, EVENTS, "eventSearch", {**each, "startDateRange": 0}, viewer) == expected
            assert found(graph, GROUPS, "groupSearch", each, viewer) == eyes.groups(each)
    assert kept > 300


# Orders and pages


def nodes(answer: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [edge["node"] for edge in answer[name]["edges"]]


@pytest.mark.parametrize("kind", KINDS)
def test_titles_come_first_and_orders_turn_round(graphs: Graphs, demo_urls: Callable[[str], URL], kind: str) -> None:
    graph = graphs(demo_urls(kind), "fast")

    def asked(**sort: str) -> list[dict[str, Any]]:
        return nodes(graph.data(EVENTS, {"filter": {**ALL_OVER, "query": "api"}, "sort": sort}), "eventSearch")

    best, by_time = asked(), asked(sortField="DATETIME")
    titled = ["api" in node["title"].lower() for node in best]
    assert titled == sorted(titled, reverse=True)
    assert {True, False} == set(titled)
    times = [datetime.fromisoformat(node["dateTime"]) for node in by_time]
    assert times == sorted(times)
    assert asked(sortOrder="ASC") == best[::-1]
    assert asked(sortField="DATETIME", sortOrder="DESC") == by_time[::-1]
    groups = nodes(graph.data(GROUPS, {"filter": {**ALL_OVER, "query": "craft"}}), "groupSearch")
    rank = [("craft" not in group["name"].lower(), -group["memberCount"]) for group in groups]
    assert rank == sorted(rank)
    assert len(rank) > 3


def test_pages_add_up(graph: Graph) -> None:
    query = """query($after: String) { eventSearch(filter: {query: "api", lat: 37.77, lon: -122.41, radius: 3000},
        first: 4, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { node { id } } } }"""
    ids: list[str] = []
    after = "MA=="
    while True:
        page = graph.data(query, {"after": after})["eventSearch"]
        ids += [edge["node"]["id"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    whole = nodes(graph.data(EVENTS, {"filter": {**ALL_OVER, "radius": 3000, "query": "api"}}), "eventSearch")
    assert ids == [node["id"] for node in whole]
    assert len(ids) == page["totalCount"] > 8


# What cannot be honoured

REFUSED = {
    "cityLocations": [{"borough": "Bronx"}],
    "doConsolidateEvents": True,
    "doPromotePaypalEvents": True,
    "joinReasons": ["SOCIALIZING"],
    "indexAlias": "events_v2",
    "startTime": "noon",
    "endTime": "24:00",
    "lat": 90.1,
    "lon": -181,
    "radius": -1,
    "startDateRange": "tomorrow",
    "query": " ".join(f"w{number}" for number in range(21)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_honoured_is_refused_by_its_name(server_graph: Graph, name: str) -> None:
    recommended = "query($filter: RecommendedEventsFilter!) { recommendedEvents(filter: $filter) { totalCount } }"
    query = EVENTS if name == "query" else recommended
    answer = server_graph.ask(query, {"filter": {**BAY, name: REFUSED[name]}})
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": f"filter.{name}"}
    assert error["message"].startswith(f"filter.{name}: ")


@pytest.fixture
def server_graph(graphs: Graphs, demo_urls: Callable[[str], URL]) -> Graph:
    return graphs(demo_urls("sqlite"), "fast")


def test_what_switches_nothing_on_may_be_sent(server_graph: Graph) -> None:
    nothing = {"cityLocations": [], "doConsolidateEvents": False, "joinReasons": [], "startTime": None}
    plain, sent = ({"filter": {**ALL_OVER, **also}} for also in ({}, nothing))
    assert server_graph.data(EVENTS, plain) == server_graph.data(EVENTS, sent)
    assert "errors" in server_graph.ask("{ topicCategories(includeNewGroups: true) { totalCount } }")
    assert server_graph.data("{ topicCategories(includeNewGroups: false) { totalCount } }")


def test_descriptions_say_what_is_refused_or_has_no_effect() -> None:
    kinds: Any = schema.schema._schema.type_map
    for name in ("EventSearchFilter", "GroupSearchFilter", "RecommendedEventsFilter", "RecommendedGroupsFilter"):
        for entry in kinds[name].fields.values():
            assert (python_name(entry) in NOT_KEPT) == entry.description.startswith("Not supported, and refused")
            assert (python_name(entry) in WITHOUT_EFFECT) == entry.description.startswith("Has no effect")


# Indexes


def matching(connection: Any, kind: str, word: str) -> int:
    """How many events the index alone finds."""
    if kind == "sqlite":
        return int(connection.scalar(text("SELECT count(*) FROM event_words WHERE event_words MATCH :w"), {"w": word}))
    return int(connection.scalar(text("SELECT count(*) FROM events WHERE words @@ CAST(:w AS tsquery)"), {"w": word}))


def test_whoever_writes_a_text_need_not_know_of_the_index(databases: Databases, kind: str) -> None:
    with writing(databases.demo_to_change(kind)) as engine, engine.begin() as connection:
        assert matching(connection, kind, "zyzzyva") == 0
        connection.execute(text("UPDATE events SET title = 'Zyzzyva' WHERE id < 930000005"))
        assert matching(connection, kind, "zyzzyva") == 5
        connection.execute(update(db.Event).where(db.Event.id < 930000003).values(description_text="Quokkas"))
        assert matching(connection, kind, "zyzzyva") == 5
        assert matching(connection, kind, "quokkas") == 3
        connection.execute(text("UPDATE events SET title = 'Other', description_text = NULL WHERE id = 930000000"))
        connection.execute(text("UPDATE events SET yes_count = yes_count + 1"))
        assert (matching(connection, kind, "zyzzyva"), matching(connection, kind, "quokkas")) == (4, 2)
        group = connection.scalar(select(db.Event.__table__.c.group_id).where(db.Event.__table__.c.id == 930000001))
        connection.execute(delete(db.Event).where(db.Event.group_id == group))
        assert matching(connection, kind, "zyzzyva") == 0


EXPLAINED = {
    EVENTS: {"filter": {**ALL_OVER, "query": "hypermedia", "radius": 30}},
    GROUPS: {"filter": {**ALL_OVER, "query": "craft", "radius": 30}},
}
USED = {
    "sqlite": {"ix_venues_lat_lon", "ix_event_venues_pin_lat_pin_lon", "ix_groups_lat_lon", "VIRTUAL TABLE INDEX"},
    "postgresql": {"ix_venues_lat_lon", "ix_event_venues_pin_lat_pin_lon", "ix_groups_lat_lon", "words"},
}
"""What the plans of the searches must mention."""


@pytest.mark.parametrize("kind", KINDS)
def test_searches_use_their_indexes(graphs: Graphs, demo_urls: Callable[[str], URL], kind: str) -> None:
    graph = graphs(demo_urls(kind), "fast")
    plans = [_plan(graph, kind, query, variables) for query, variables in EXPLAINED.items()]
    assert {word for word in USED[kind] if word in " ".join(plans)} == USED[kind]
    assert all("words" in plan or "VIRTUAL" in plan for plan in plans)


def _plan(graph: Graph, kind: str, query: str, variables: dict[str, Any]) -> str:
    graph.data(query, variables)
    assert graph.plain
    seen: list[Any] = []
    fetch = graph.plain.fetch

    async def noting(sql: Sql, parameters: Any, point: bool = False) -> Sequence[Any]:
        seen.append((sql, parameters))
        return await fetch(sql, parameters, point)

    graph.plain.fetch = noting  # type: ignore[method-assign]
    try:
        graph.data(query, variables)
    finally:
        graph.plain.fetch = fetch  # type: ignore[method-assign]
    ((sql, parameters),) = seen
    if kind == "sqlite":
        with writing(graph.url) as engine, engine.connect() as connection:
            raw: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
            raw.create_function("exact_float", 1, repr)
            return " ".join(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {sql.text}", parameters))
    url = graph.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as postgres:
        postgres.execute("SET enable_seqscan = off")
        cursor = psycopg.RawCursor(postgres)
        values = [parameters[name] for name in sql.names]
        return " ".join(row[0] for row in cursor.execute(f"EXPLAIN {sql.text}".encode(), values))


# Recommendations


def test_recommended_events_are_new_to_the_member_and_come_by_their_points(graph: Graph) -> None:
    query = """{ recommendedEvents(filter: {}, first: 300) { totalCount edges { node { id rsvpState title
        topics { edges { node { id } } } group { isMember activeTopics { id } } } } }
        self { topics { id } } }"""
    viewer = _curious(graph)
    answer = graph.data(query, viewer=viewer)
    mine = {topic["id"] for topic in answer["self"]["topics"]}
    found = nodes(answer, "recommendedEvents")
    assert not {"YES", "NO", "WAITLIST"} & {node["rsvpState"] for node in found}

    def points(node: dict[str, Any]) -> int:
        of_event = {edge["node"]["id"] for edge in node["topics"]["edges"]}
        of_group = {topic["id"] for topic in node["group"]["activeTopics"]}
        return 5 * bool(node["group"]["isMember"]) + 3 * len(mine & of_event) + len(mine & of_group)

    given = [points(node) for node in found]
    assert given == sorted(given, reverse=True)
    assert len(set(given)) > 2


@pytest.mark.parametrize("entry", ["hasJoinQuestions", "requiresPhotoToJoin"])
def test_recommendations_know_what_it_takes_to_join(graph: Graph, entry: str) -> None:
    needed = {"hasJoinQuestions": "needsQuestions", "requiresPhotoToJoin": "needsPhoto"}[entry]
    query = f"""query($asked: Boolean) {{
        recommendedEvents(filter: {{{entry}: $asked}}, first: 300) {{ edges {{ node {{ id group {{ {needed} }} }} }} }}
        recommendedGroups(filter: {{lat: 37.77, lon: -122.41, radius: 12000, {entry}: $asked}}, first: 300)
            {{ edges {{ node {{ id {needed} }} }} }} }}"""
    found = {asked: graph.data(query, {"asked": asked}) for asked in (None, True, False)}
    for name in ("recommendedEvents", "recommendedGroups"):
        whole, needing, others = (nodes(answer, name) for answer in found.values())
        for asked, those in ((True, needing), (False, others)):
            assert those, (name, asked)
            assert {node.get("group", node)[needed] for node in those} == {asked}
        assert len(needing) + len(others) == len(whole)


def test_answers_are_found_by_name_status_and_place(graph: Graph) -> None:
    query = """query($id: ID!, $filter: RsvpSearchFilter!) { event(id: $id) {
        rsvpSearch(filter: $filter, first: 500) {
            totalCount edges { node { status member { name } venue { id } } } } } }"""
    event = _in_two_places(graph)

    def asked(**also: Any) -> list[tuple[Any, ...]]:
        answer = graph.data(query, {"id": event, "filter": {"query": "A", **also}})["event"]["rsvpSearch"]
        found = [edge["node"] for edge in answer["edges"]]
        assert len(found) == answer["totalCount"]
        return [(node["member"]["name"], node["status"], (node["venue"] or {}).get("id")) for node in found]

    whole = asked()
    assert all("a" in name.lower() for name, *_ in whole)
    for status in {status for _, status, _ in whole}:
        assert asked(status=[status, None]) == [each for each in whole if each[1] == status]
    places = {venue for *_, venue in whole if venue}
    assert places
    for venue in places:
        assert asked(venueId=venue) == [each for each in whole if each[2] == venue]
    assert asked(venueId="x") == []


def _in_two_places(graph: Graph) -> str:
    """The event that most have chosen a place of."""
    r = db.Rsvp.__table__.c
    chosen = select(r.event_id).where(r.venue_id.is_not(None)).group_by(r.event_id).order_by(func.count().desc())
    with writing(graph.url) as engine, engine.connect() as connection:
        return str(connection.execute(chosen.limit(1)).scalar_one())


def _curious(graph: Graph) -> int:
    """Some member of a group with three topics."""
    m, t = db.Membership.__table__.c, db.MemberTopic.__table__.c
    topical = select(t.member_id).group_by(t.member_id).having(func.count() == 3)
    with writing(graph.url) as engine, engine.connect() as connection:
        found = connection.execute(select(func.min(m.member_id)).where(m.member_id.in_(topical)))
        return int(found.scalar_one())


def test_recommended_groups_are_not_ones_own_and_for_strangers_the_nearest(graph: Graph) -> None:
    query = """{ recommendedGroups(filter: {lat: 41.88, lon: -87.63, radius: 3000}, first: 50)
        { edges { node { isMember city } } } }"""
    stranger, member = (
        nodes(graph.data(query, viewer=viewer), "recommendedGroups") for viewer in (0, demo.DEMO_MEMBER_ID)
    )
    assert stranger[0]["city"] == "Chicago"
    assert not any(node["isMember"] for node in member)
    assert len(stranger) == len(member) + 4


# The roundup


def test_the_roundup_counts_a_period(databases: Databases, kind: str) -> None:
    url = databases.demo_to_change(kind)
    since, until = NOW - 200 * DAY, NOW - 100 * DAY
    m, e = db.Membership.__table__.c, db.Event.__table__.c
    members = (m.joined_at > since, m.joined_at <= until, m.status.in_([MembershipStatus.ACTIVE, "LEADER"]))
    held = (e.starts_at > since, e.starts_at <= until, e.status == "ACTIVE", e.visibility != "MEMBERS")
    with writing(url) as engine, engine.begin() as connection:
        joined = select(m.group_id, func.count()).where(*members).group_by(m.group_id)
        new = {row[0]: row[1] for row in connection.execute(joined)}
        came = {
            row[0]: (row[1], int(row[2]))
            for row in connection.execute(
                select(e.group_id, func.count(), func.sum(e.yes_count)).where(*held).group_by(e.group_id)
            )
        }
    query = """query($since: DateTime, $until: DateTime) { groupRoundup(topic: "api", region: NORTH_AMERICA,
        since: $since, until: $until) { totalCount edges { newMemberCount eventCount yesCount
        node { id memberCount } } } }"""
    for reader in READERS:
        graph = Graph(url, reader)
        page = graph.data(query, {"since": _iso(since), "until": _iso(until)})["groupRoundup"]
        graph.close()
        sizes = [edge["node"]["memberCount"] for edge in page["edges"]]
        assert sizes == sorted(sizes, reverse=True)
        assert page["totalCount"] == 19
        for edge in page["edges"]:
            key = int(edge["node"]["id"])
            assert (edge["eventCount"], edge["yesCount"]) == came.get(key, (0, 0))
            assert edge["newMemberCount"] <= new.get(key, 0)  # those whom nobody sees are not counted
    assert sum(came[key][0] for key in came) > 10


def test_a_roundup_of_some_countries(server_graph: Graph) -> None:
    query = """query($in: [String!], $region: Region) {
        groupRoundup(topic: "api", countries: $in, region: $region) { totalCount } }"""
    counts = {
        (countries, region): server_graph.data(query, {"in": list(countries) or None, "region": region})["groupRoundup"]
        for countries, region in [(("ca",), None), (("US", "CA"), "NORTH_AMERICA"), ((), "EUROPE"), (("US",), "ASIA")]
    }
    assert [count["totalCount"] for count in counts.values()] == [2, 19, 0, 0]


# A group's own events


@pytest.fixture
def ends(graph: Graph) -> list[tuple[str, datetime, str]]:
    """All events of the demo's group: id, when they end, and their status."""
    query = f"""{{ groupByUrlname(urlname: "{demo.DEMO_GROUP}") {{ events(filter: {{}}, first: 500) {{ edges {{ node {{
        id dateTime endTime status }} }} }} }} }}"""
    found = nodes(graph.data(query, viewer=demo.DEMO_ORGANIZER_ID)["groupByUrlname"], "events")
    return [
        (n["id"], datetime.fromisoformat(n["endTime"] or n["dateTime"]), n["status"]) for n in found if n["endTime"]
    ]


def events_of(graph: Graph, arguments: str) -> list[str]:
    query = f"""{{ groupByUrlname(urlname: "{demo.DEMO_GROUP}") {{ events(first: 500{arguments}) {{
        edges {{ node {{ id }} }} }} }} }}"""
    return [n["id"] for n in nodes(graph.data(query, viewer=demo.DEMO_ORGANIZER_ID)["groupByUrlname"], "events")]


def test_dates_compare_the_end_of_events(graph: Graph, ends: list[tuple[str, datetime, str]]) -> None:
    by_end = sorted(ends, key=lambda each: each[1])
    known = {key for key, _, _ in ends}
    for key, end, _ in by_end[:: len(by_end) // 6]:
        between = events_of(graph, f', filter: {{afterDateTime: "{(end).isoformat()}"}}')
        assert known & set(between) == {other for other, its, _ in ends if its > end}
        just_before = end.timestamp() - 1
        since = datetime.fromtimestamp(just_before, UTC).isoformat()
        assert key in events_of(graph, f', filter: {{afterDateTime: "{since}"}}')
        until = events_of(graph, f', filter: {{beforeDateTime: "{end.isoformat()}"}}')
        assert known & set(until) == {other for other, its, _ in ends if its < end}


def test_upcoming_ones_unless_something_else_is_asked(graph: Graph, ends: list[tuple[str, datetime, str]]) -> None:
    now = datetime.fromtimestamp(NOW / 1000, UTC)
    ours = {key: (end, status) for key, end, status in ends}
    upcoming = events_of(graph, "")
    assert set(upcoming) & set(ours) == {key for key, (_, status) in ours.items() if status == "ACTIVE"}
    assert all(ours[key][0] >= now for key in upcoming if key in ours)
    assert events_of(graph, ", sort: DESC") == upcoming[::-1]
    assert events_of(graph, ", status: ACTIVE") == events_of(graph, ", filter: {status: [ACTIVE]}") == upcoming
    for status in ("PAST", "CANCELLED", "DRAFT"):
        told = events_of(graph, f", status: {status}")
        assert told == events_of(graph, f", filter: {{status: {status}}}")
        assert set(told) & set(ours) == {key for key, (_, its) in ours.items() if its == status}
    assert events_of(graph, ", status: PAST, filter: {status: [ACTIVE, DRAFT]}") == []
    assert set(events_of(graph, ", filter: {status: [PAST, ACTIVE]}")) == {
        *events_of(graph, ", status: PAST"),
        *upcoming,
    }
    assert events_of(graph, ", status: AUTOSCHED") == []
