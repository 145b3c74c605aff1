"""Import of old answers: values as they were, once and only once, and answered again as they came."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import URL, insert

import db
from db.records.stage import Stage
from db.records.text import html_to_text
from legacy_rest.answer import shaped
from legacy_rest.selection import Filters, cut
from legacy_rest.translate import translate
from legacy_rest.v2 import EVENT_GET
from resolvers.context import Request, Viewer
from server.export import CALLS, exported
from server.transfer import Import
from tests.conftest import NOW, READERS, SITE, Databases, Graph, writing
from tests.importing import ORGANIZER, RECORDED, emptied, envelope, fingerprint, imported, rows, written
from tests.shapes import OBJECTS

FILES = tuple(RECORDED / f"{name}.json" for name in ("get_events", "get_event", "get_categories"))
FEW = settings(
    max_examples=8,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
"""No shrinking: each step of it would be an import."""
GROUP = {"id": 7, "name": "Seven", "urlname": "seven", "join_mode": "open", "group_lat": 1.5, "group_lon": 2.5}


def event(number: int, **also: Any) -> dict[str, Any]:
    """A short old event of group 7."""
    return {"id": str(number), "name": f"Event {number}", "time": NOW + number, "group": GROUP, **also}


def answered(graph: Graph, name: str, viewer: int = ORGANIZER) -> list[dict[str, Any]]:
    """A whole list as the old API would answer it."""

    async def collect() -> list[dict[str, Any]]:
        request = Request(Viewer(viewer), NOW, SITE, graph.database, trusted=True)
        return [old async for old in exported(graph.engine, request, name)]

    return graph.runner.run(collect())


@pytest.fixture(scope="session")
def worlds(databases: Databases) -> Callable[[str], URL]:
    """One database of each kind that tests empty and fill as they like."""
    made: dict[str, URL] = {}

    def world(kind: str) -> URL:
        if kind not in made:
            made[kind] = databases.migrated(kind)
        return made[kind]

    return world


@pytest.fixture
def world(worlds: Callable[[str], URL], kind: str) -> URL:
    """An empty database."""
    url = worlds(kind)
    emptied(url)
    return url


@pytest.fixture
def world_graph(graphs: Callable[[URL, str], Graph], world: URL, reader: str) -> Graph:
    """The engine on that database."""
    return graphs(world, reader)


def test_recorded_values_are_kept_exactly(world: URL) -> None:
    """Ids, letters, floats, offsets, absent values, the order of events at one time."""
    imported(world, *FILES, organizer=ORGANIZER)
    events = {row["recurring_id"] or str(row["id"]): row for row in rows(world, db.Event)}
    told = json.loads(FILES[0].read_text())["response"]["body"]["results"]
    for old in told:
        row = events[old["id"]]
        assert (row["starts_at"], row["utc_offset"], row["duration"]) == (
            old["time"],
            old["utc_offset"],
            old.get("duration"),
        )
        assert row["description_html"] == old.get("description")
        assert row["announced"] is old.get("announced")
        assert (row["yes_count"], row["unlisted_yes"]) == (old["yes_rsvp_count"], old["yes_rsvp_count"])
    assert events["dxtgwgytlbwb"]["id"] == 220186955
    assert events["dxtgwgyvhbfc"]["id"] < 0
    assert not events["dxtgwgyvhbfc"]["numbered"]
    ordered = sorted(events, key=lambda key: (events[key]["sort_time"], events[key]["tie_break"]))
    assert ordered[: len(told)] == [old["id"] for old in told]
    venues = {row["id"]: row for row in rows(world, db.Venue)}
    assert (venues[23888668]["lat"], venues[23888668]["lon"]) == (38.51843, -121.50252)
    (group,) = rows(world, db.Group)
    assert (group["lat"], group["lon"]) == (40.70000076293945, -73.98999786376953)
    assert group["visibility"] == "PUBLIC_LIMITED"
    categories = sorted(rows(world, db.Category), key=lambda row: row["position"])
    assert [row["name"] for row in categories][:2] == ["Arts & Culture", "Career & Business"]
    assert {row["updated_at"] for row in categories} == {1401302948000}


@pytest.mark.parametrize("name", OBJECTS)
@FEW
@given(data=st.data())
def test_what_is_imported_is_answered(
    world: URL, graphs: Callable[[URL, str], Graph], tmp_path: Path, name: str, data: st.DataObject
) -> None:
    """Objects made from the recorded shapes come back equal by both readers; importing them again changes nothing."""
    objects = data.draw(OBJECTS[name]())
    emptied(world)
    file = written(tmp_path, envelope(objects, name))
    imported(world, file, organizer=ORGANIZER)
    before = fingerprint(world)
    for reader in READERS:
        listed = {_key(old): old for old in answered(graphs(world, reader), name)}
        for old in objects:
            again = listed[_key(old)]
            if "publish_status" not in old:
                again.pop("publish_status", None)
            assert again == old
            assert json.dumps(again, sort_keys=True) == json.dumps(old, sort_keys=True)  # 2 is not 2.0
        if name == "events":
            assert [key for key in listed if key in {_key(old) for old in objects}] == [_key(old) for old in objects]
    account = imported(world, file, organizer=ORGANIZER)
    assert fingerprint(world) == before
    assert all(counts["new"] == counts["updated"] == 0 for counts in account["nouns"].values())


def _key(old: dict[str, Any]) -> Any:
    return old.get("id", old.get("rsvp_id"))


@FEW
@given(data=st.data())
def test_partial_objects_do_not_erase(world: URL, tmp_path: Path, data: st.DataObject) -> None:
    """What an object does not tell stays as it is known."""
    objects = data.draw(OBJECTS["events"]())
    emptied(world)
    imported(world, written(tmp_path, envelope(objects, "events")))
    before = fingerprint(world)
    parts = [_part(data.draw, old) for old in objects]
    imported(world, written(tmp_path, envelope(parts, "events"), "parts.json"))
    assert fingerprint(world) == before


def _part(draw: Any, old: dict[str, Any]) -> dict[str, Any]:
    kept = {"id", *draw(st.sets(st.sampled_from(sorted(old))))}
    if not old["id"].isdigit():
        kept.add("event_url")
    part = {name: value for name, value in old.items() if name in kept}
    for name in {"group", "venue"} & part.keys():
        inner = {"id", *draw(st.sets(st.sampled_from(sorted(part[name]))))}
        inner |= {"repinned"} if inner & {"lat", "lon"} and name == "venue" else set()
        part[name] = {key: value for key, value in part[name].items() if key in inner}
    return part


def test_a_later_file_wins_and_is_counted(world: URL, tmp_path: Path) -> None:
    """Across files a newer value is an update; each noun's rows are counted."""
    first = written(tmp_path, [event(1, venue={"id": 3, "name": "Hall", "lat": 1.0, "lon": 2.0}), event(2)], "1.json")
    later = written(tmp_path, [event(1, name="New name"), event(3)], "2.json")
    assert imported(world, first)["nouns"]["event"] == {"new": 2, "updated": 0, "unchanged": 0}
    assert imported(world, first, later)["nouns"]["event"] == {"new": 1, "updated": 1, "unchanged": 1}
    assert {row["id"]: row["title"] for row in rows(world, db.Event)}[1] == "New name"


def rsvp(number: int, member: int, response: str, guests: int = 0) -> dict[str, Any]:
    """An old RSVP to event 1."""
    return {
        "rsvp_id": number,
        "response": response,
        "guests": guests,
        "created": NOW,
        "mtime": NOW,
        "member": {"member_id": member, "name": f"M{member}"},
        "event": {"id": "1", "name": "Event 1"},
        "group": {"id": 7},
    }


def test_counts_without_rows_stay_and_follow_rows(world: URL, tmp_path: Path) -> None:
    """RSVPs that arrive later were among those counted; one that changes its mind moves; more rows than told count."""

    def tallies() -> tuple[int, ...]:
        row = next(row for row in rows(world, db.Event) if row["id"] == 1)
        return tuple(row[name] for name in ("yes_count", "unlisted_yes", "no_count", "unlisted_no"))

    def keep(name: str, *told: dict[str, Any]) -> None:
        imported(world, written(tmp_path, list(told), name))

    keep("event.json", event(1, yes_rsvp_count=5))
    assert tallies() == (5, 5, 0, 0)
    keep("two.json", rsvp(1, 1, "yes", 1), rsvp(2, 2, "yes"))
    assert tallies() == (5, 2, 0, 0)
    keep("changed.json", rsvp(2, 2, "no"))
    assert tallies() == (4, 2, 1, 0)
    keep("more.json", *(rsvp(number, number, "yes") for number in range(3, 9)))
    assert tallies() == (8, 0, 1, 0)
    keep("less.json", event(1, yes_rsvp_count=3))
    assert tallies() == (8, 0, 1, 0)
    keep("again.json", event(1, yes_rsvp_count=20))
    assert tallies() == (20, 12, 1, 0)


def test_an_event_in_letters_takes_its_number(world: URL, tmp_path: Path) -> None:
    """Known by letters alone it has an id of ours; once its number is told it moves there with all it has."""
    url = "http://www.meetup.com/seven/events/{}/"
    alone = {**event(1), "id": "qwerty", "event_url": url.format("qwerty"), "venue": {"id": 3, "name": "Hall"}}
    imported(world, written(tmp_path, [alone], "1.json"))
    (unnumbered,) = rows(world, db.Event)
    assert (unnumbered["id"] < 0, unnumbered["numbered"]) == (True, False)
    told = {**alone, "event_url": url.format(55)}
    imported(world, written(tmp_path, [told], "2.json"))
    (kept,) = rows(world, db.Event)
    assert (kept["id"], kept["recurring_id"], kept["numbered"]) == (55, "qwerty", True)
    assert [row["event_id"] for row in rows(world, db.EventVenue)] == [55]
    before = fingerprint(world)
    imported(world, written(tmp_path, [{"id": "qwerty", "name": "Event 1"}], "3.json"))
    assert fingerprint(world) == before


def test_what_hangs_on_an_event(world: URL, world_graph: Graph, tmp_path: Path) -> None:
    """Fee, hosts, rules, questions, picture, rating, dues, topics: answered as they were told."""
    told = event(
        1,
        fee={
            "amount": 10.5,
            "accepts": "paypal",
            "description": "per person",
            "currency": "USD",
            "label": "Price",
            "required": "1",
        },
        photo_url="http://photos.example/1.jpeg",
        event_hosts=[{"member_id": 11, "member_name": "Ann"}, {"member_id": 10, "member_name": "Bob"}],
        rsvp_rules={
            "close_time": NOW + 1000,
            "closed": 0,
            "guest_limit": 2,
            "refund_policy": {"days": 3, "notes": "ask", "policies": ["days"]},
            "waitlisting": "manual",
        },
        survey_questions=[{"id": 5, "question": "Why?", "required": False}],
        rsvp_limit=40,
        why="Because",
    )
    imported(world, written(tmp_path, [told]), organizer=ORGANIZER)
    variables = {"id": "1"}
    names = "fee,photo_url,event_hosts,rsvp_rules,survey_questions,rsvp_limit,why"
    ours = _asked(world_graph, names, variables)
    assert ours == {name: told[name] for name in names.split(",")}
    before = fingerprint(world)
    imported(world, written(tmp_path, [told]), organizer=ORGANIZER)
    assert fingerprint(world) == before


def _asked(graph: Graph, names: str, variables: dict[str, Any]) -> dict[str, Any]:
    translation = translate(EVENT_GET, {**variables, "only": names, "fields": names}, NOW)
    body = graph.ask(translation.document, translation.variables, ORGANIZER, trusted=True)
    assert "errors" not in body, body
    return shaped(translation.chosen, body["data"]["result"])


def test_topics_known_by_another_id_take_the_recorded_one(databases: Databases, kind: str, tmp_path: Path) -> None:
    """Onto the demo: a topic moves with its links; a group whose urlname is taken is passed over with its events."""
    url = databases.demo_to_change(kind)
    (known,) = [row for row in rows(url, db.Topic) if row["urlkey"] == "python"]
    linked = [row["group_id"] for row in rows(url, db.GroupTopic) if row["topic_id"] == known["id"]]
    topics = [{"urlkey": "python", "name": "Python!", "id": 1064}]
    taken = rows(url, db.Group)[0]["urlname"].upper()
    groups = [{**GROUP, "topics": topics}, {**GROUP, "id": 8, "urlname": taken}]
    file = written(tmp_path, envelope(groups, "groups"), "groups.json")
    events = written(tmp_path, [event(1), event(2, group={"id": 8})], "events.json")
    account = imported(url, file, events)
    moved = [row["group_id"] for row in rows(url, db.GroupTopic) if row["topic_id"] == 1064]
    assert sorted(moved) == sorted([*linked, 7])
    assert known["id"] not in {row["id"] for row in rows(url, db.Topic)}
    assert [(passed["noun"], passed["count"]) for passed in account["passedOver"]] == [("group", 1), ("event", 1)]
    assert 8 not in {row["id"] for row in rows(url, db.Group)}


def test_ids_of_ours_come_after_imported_ones(migrated: URL, tmp_path: Path) -> None:
    """Sequences are moved past them, and ids below zero do not move them back."""
    imported(migrated, written(tmp_path, [event(4_000_000), {**event(1), "id": "qwerty"}]))
    (old,) = [row for row in rows(migrated, db.Event) if row["id"] == 4_000_000]
    del old["id"]
    with writing(migrated) as engine, engine.begin() as connection:
        made = connection.execute(insert(db.Event).values({**old, "token": "t", "short_token": "s"}))
        assert tuple(made.inserted_primary_key or ()) == (4_000_001,)
        made = connection.execute(insert(db.Member).values(uuid="u", name="n", name_key="n", joined_at=0))
        assert tuple(made.inserted_primary_key or ()) == (1,)


def test_viewer_and_organizer_join(world: URL, tmp_path: Path) -> None:
    """The organizer leads every group of the files, the viewer belongs to those whose events were seen."""
    groups = [{**GROUP, "id": 8, "urlname": "eight"}]
    events = written(tmp_path, [event(1, visibility="members")], "events.json")
    files = (events, written(tmp_path, envelope(groups, "groups"), "groups.json"))
    imported(world, *files, organizer=10, viewer=20)
    seats = {(row["group_id"], row["member_id"]): row["role"] for row in rows(world, db.Membership)}
    assert seats == {(7, 10): "ORGANIZER", (8, 10): "ORGANIZER", (7, 20): "MEMBER"}
    by_id = {row["id"]: row for row in rows(world, db.Group)}
    assert (by_id[7]["visibility"], by_id[7]["member_count"], by_id[8]["member_count"]) == ("MEMBERS", 2, 1)
    before = fingerprint(world)
    imported(world, *files, organizer=10, viewer=20)
    assert fingerprint(world) == before


def test_members_of_a_call_for_a_group_belong_to_it(world: URL, tmp_path: Path) -> None:
    """`/2/members?group_id=7` tells who is in group 7."""
    url = "http://api.meetup.com/2/members?group_id=7&page=200"
    people = [{"id": 1, "name": "Ann", "status": "active"}, {"id": 2, "name": "Bob", "status": "active"}]
    imported(world, written(tmp_path, [event(1)], "e.json"), written(tmp_path, envelope(people, "members", url=url)))
    assert [(row["group_id"], row["member_id"]) for row in rows(world, db.Membership)] == [(7, 1), (7, 2)]


UNKNOWN_TIMES = """{ event(id: "1") { createdTime updatedTime
  rsvps(sort: {sortField: DATETIME}) { edges { cursor node { createdTime updated member { startDate } } } }
  group { memberships { edges { cursor metadata { joinTime } } } } } }"""


def test_times_that_nobody_told_are_unknown(world: URL, world_graph: Graph, tmp_path: Path) -> None:
    """They are null and left out, not 1970; pages go on past them."""
    answers = [{k: v for k, v in rsvp(n, n, "yes").items() if k not in ("created", "mtime")} for n in (1, 2)]
    files = written(tmp_path, [event(1)], "1.json"), written(tmp_path, [*answers, rsvp(3, 3, "yes")], "2.json")
    imported(world, *files, organizer=ORGANIZER, viewer=1)
    found = world_graph.data(UNKNOWN_TIMES, viewer=ORGANIZER)["event"]
    assert (found["createdTime"], found["updatedTime"]) == (None, None)
    edges = found["rsvps"]["edges"]
    assert [edge["node"]["createdTime"] is None for edge in edges] == [True, True, False]
    assert [edge["node"]["updated"] is None for edge in edges] == [True, True, False]
    assert {edge["node"]["member"]["startDate"] for edge in edges} == {None}
    assert [edge["metadata"]["joinTime"] for edge in found["group"]["memberships"]["edges"]] == [None, None]
    after = UNKNOWN_TIMES.replace("DATETIME}", f'DATETIME}}, after: "{edges[0]["cursor"]}"')
    assert world_graph.data(after, viewer=ORGANIZER)["event"]["rsvps"]["edges"] == edges[1:]
    (old,) = answered(world_graph, "events")
    assert not {"created", "updated"} & old.keys()
    assert [{"created", "mtime"} <= told.keys() for told in answered(world_graph, "rsvps")] == [False, False, True]
    assert not any("joined" in told for told in answered(world_graph, "members"))


def test_whole_numbers_have_no_point(world: URL, world_graph: Graph, tmp_path: Path) -> None:
    """As recorded: of 200 members four had a whole longitude, written as an int."""
    place = {"id": 3, "name": "Hall", "lat": 38, "lon": -121.5, "repinned": False}
    told = event(1, venue=place, group={**GROUP, "group_lat": 40, "group_lon": -74})
    imported(world, written(tmp_path, [told]), organizer=ORGANIZER)
    (old,) = answered(world_graph, "events")
    found = (old["venue"]["lat"], old["venue"]["lon"], old["group"]["group_lat"], old["group"]["group_lon"])
    assert json.dumps(found) == "[38, -121.5, 40, -74]"


def test_names_that_nobody_told_are_left_out(world: URL, world_graph: Graph, tmp_path: Path) -> None:
    """Of groups, as `/2/rsvps` has them, and of people, places and events; GraphQL has a text where it must."""
    group = {"id": 7, "urlname": "seven", "join_mode": "open"}
    told = rsvp(1, 1, "yes") | {"group": group, "event": {"id": "1"}, "member": {"member_id": 1}}
    place = {"id": "1", "time": NOW, "group": group, "venue": {"id": 3, "city": "Turin"}}
    files = written(tmp_path, [place], "event.json"), written(tmp_path, [told], "rsvp.json")
    imported(world, *files, organizer=ORGANIZER)
    (again,) = answered(world_graph, "rsvps")
    assert {name: again[name] for name in told if name != "event"} == {n: told[n] for n in told if n != "event"}
    assert "name" not in again["event"]
    (old,) = answered(world_graph, "events")
    assert "name" not in {**old, **old["group"], **old["venue"]}
    assert not any("name" in person for person in answered(world_graph, "members"))
    names = world_graph.data('{ event(id: "1") { title group { name } } }', viewer=ORGANIZER)["event"]
    assert names == {"title": "", "group": {"name": ""}}


def test_answers_without_their_questions_are_counted(world: URL, tmp_path: Path) -> None:
    """`/2/rsvps` gives texts only unless asked for `answer_info`; unknown questions hold no answers either."""
    questions = [{"id": 5, "question": "Why?", "required": False}]
    known = {"question_id": 5, "question": "Why?", "answer": "Because", "updated": NOW}
    told = [
        rsvp(1, 1, "yes") | {"answers": ["Because", "No"]},
        rsvp(2, 2, "yes") | {"answers": [known, {**known, "question_id": 6}]},
        rsvp(3, 3, "yes") | {"answers": []},
    ]
    files = written(tmp_path, [event(1, survey_questions=questions)], "1.json"), written(tmp_path, told, "2.json")
    account = imported(world, *files)
    assert account["nouns"]["answer"] == {"new": 1, "updated": 0, "unchanged": 0}
    passed = {(entry["noun"], entry["count"], entry["file"], entry["record"]) for entry in account["passedOver"]}
    assert passed == {("answers to nothing", 2, "2.json", 1), ("answers", 1, "2.json", 2)}
    assert all("question" in entry["reason"] for entry in account["passedOver"])


def test_readers_read_while_an_import_writes(world: URL, world_graph: Graph, tmp_path: Path) -> None:
    """Until it is committed others see what was there before."""
    transfer = Import([written(tmp_path, [event(1)])], lambda *_: None)
    with Stage() as stage, writing(world) as engine, engine.begin() as connection:
        transfer.check(stage)
        transfer.keep(connection, stage, None, None)
        assert answered(world_graph, "events") == []
    assert [old["id"] for old in answered(world_graph, "events")] == ["1"]


def test_plain_text_follows_the_recorded_rule() -> None:
    """Paragraphs, breaks, links of both kinds, pictures, entities, spaces."""
    link = '<a href="http://a.example/?b=1&amp;c=2" class="linkified">http://a.example/?b=1&amp;c=2</a>'
    own = '<a href="http://b.example">here</a> <img src="http://c.example/1.png" /> <b>bold</b>'
    html = f"<p>One<br/>two</p> <p>R&amp;D  &lt;3\u00a0x </p> <p>{link}</p> <p>{own}</p>"
    text = "One\ntwo\n\nR&D <3 x\n\nhttp://a.example/?b=1&c=2\n\nhere (http://b.example) http://c.example/1.png bold"
    assert html_to_text(html) == text


def test_a_thousand_events(world: URL, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """How long they take is printed; that they arrive is tested."""
    venues = [{"id": 100 + n, "name": f"Hall {n}", "lat": 1.0 + n, "lon": 2.0, "repinned": False} for n in range(50)]
    told = [event(n, venue=venues[n % 50], yes_rsvp_count=n, description=f"<p>{n}</p>") for n in range(1, 1001)]
    file = written(tmp_path, envelope(told, "events"))
    began = time.perf_counter()
    imported(world, file)
    with capsys.disabled():
        print(f"\n1,000 events into {kind}: {time.perf_counter() - began:.2f} s")
    assert len(rows(world, db.Event)) == 1000


def test_exports_draw_valid_documents(world_graph: Graph) -> None:
    """Every list that can be exported fits the schema and answers, also where there is nothing."""
    for name, call in CALLS.items():
        assert cut(call.table, Filters())
        assert answered(world_graph, name) == []
