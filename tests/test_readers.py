"""The two readers give the same answers, the fast one in one statement; and it leaves to the other what it must."""

import gc
import json
import logging
import sqlite3
import traceback
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Any, cast

import orjson
import pytest
from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
    get_named_type,
)
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis.errors import NoSuchExample
from sqlalchemy import URL, Select, text
from sqlalchemy.orm import with_loader_criteria

import db
import schema
from db import demo, visibility
from db.demo.rows import Rows
from db.enums import Visibility
from resolvers import context, pages
from resolvers.fastpath import calls, compiler, connections, plans, selection
from resolvers.fastpath.calls import python_name
from resolvers.fields import Order, Resolver
from tests.conftest import KINDS, NOW, READERS, Databases, Graph, writing
from tests.network_pool import network_pool
from tests.queries import Pool, Question, questions
from tests.search_world import to_search

Graphs = Callable[[URL, str], Graph]
CORE: GraphQLSchema = schema.schema._schema
ANONYMOUS, ORGANIZER, MEMBER = 0, demo.DEMO_ORGANIZER_ID, demo.DEMO_MEMBER_ID
VIEWERS = (ANONYMOUS, ORGANIZER, MEMBER)
FAST_SHARE = 0.9
DOCUMENTS, CASES = 180, 1_000
"""On each database: so many documents make so many cases, as several viewers ask with several variables."""
DOZEN = 12


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Strawberry writes down every error with its traceback; the server turns that off as well."""
    log = logging.getLogger("strawberry.execution")
    level = log.level
    log.setLevel(logging.CRITICAL)
    yield
    log.setLevel(level)


@dataclass
class Pair:
    """Both readers of one database."""

    fast: Graph
    ordinary: Graph

    def bodies(self, query: str, variables: Mapping[str, Any] | None = None, **also: Any) -> list[str]:
        """Both answers as text that shows values, types and the order of keys."""
        return [json.dumps(graph.ask(query, variables, **also)) for graph in (self.fast, self.ordinary)]

    def agree(self, query: str, variables: Mapping[str, Any] | None = None, **also: Any) -> dict[str, Any]:
        """The answer that both give."""
        first, second = self.bodies(query, variables, **also)
        assert first == second, query
        answer: dict[str, Any] = json.loads(first)
        return answer

    def data(self, query: str, variables: Mapping[str, Any] | None = None, **also: Any) -> dict[str, Any]:
        """The data that both give without errors, the fast path in one statement."""
        answer = self.agree(query, variables, **also)
        assert "errors" not in answer, answer["errors"]
        assert (self.fast.last.reader, self.fast.last.statements) == ("fast", 1), self.fast.last.reason
        data: dict[str, Any] = answer["data"]
        return data


@pytest.fixture(scope="session")
def pairs(graphs: Graphs, demo_urls: Callable[[str], URL]) -> Callable[[str], Pair]:
    """Both readers of the demo."""
    return lambda kind: Pair(*(graphs(demo_urls(kind), reader) for reader in READERS))


@pytest.fixture
def pair(pairs: Callable[[str], Pair], kind: str) -> Pair:
    """Both readers of the demo on one kind of database."""
    return pairs(kind)


@cache
def rows() -> Rows:
    """The demo without a database."""
    return demo.build(NOW)


@cache
def everybody() -> Sequence[int]:
    """Nobody, the demo's two members, and one of each role and standing."""
    kinds = {(row["role"], row["status"]): row["member_id"] for row in rows().of(db.Membership)}
    return (*VIEWERS, *kinds.values())


def _cursor(*keys: Any) -> str:
    return orjson.dumps(keys).hex()


def _marked_events() -> list[dict[str, Any]]:
    """One event of every sort."""
    found: dict[Any, dict[str, Any]] = {}
    for row in rows().of(db.Event):
        for mark in ("status", "visibility", "venue_visibility", "waitlist_mode", "event_type"):
            found.setdefault((mark, row[mark]), row)
        over = row["ends_at"] < NOW
        found.setdefault((row["starts_at"] is None, row["recurring_id"] is None, over, row["rating_count"] > 0), row)
    return list({row["id"]: row for row in found.values()}.values())


def _cursors(model: type[db.Base], *keys: str, step: int = 1000) -> list[str]:
    return [_cursor(*(row[key] for key in keys)) for row in rows().of(model)[::step]]


def _paging_pool() -> dict[str, Sequence[Any]]:
    """Cursors of each connection; those of root lists fit where the types of their keys do."""
    by_time = _cursors(db.Event, "sort_time", "id", "id", step=40)  # the tie break is the id
    by_use = _cursors(db.Event, "sort_time", "id", step=40)
    by_answer = _cursors(db.Rsvp, "id")
    by_joining = _cursors(db.Membership, "joined_at", "id")
    by_name = _cursors(db.Member, "name_key", "id")
    by_id, by_place = _cursors(db.Group, "id", step=4), _cursors(db.Category, "position", "id", step=8)
    fields = {
        "events": by_time,
        "featuredEventPhotos": by_use,
        "venues": by_use,
        "rsvps": by_answer,
        "memberships": by_joining,
        "members": by_name,
        "groups": by_id,
        "categories": by_place,
    }
    after = {f"{name}.after": ["MA==", *cursors] for name, cursors in fields.items()}
    return {**after, **{f"{name}.before": cursors for name, cursors in fields.items()}}


@cache
def pool() -> Pool:
    """What is worth asking for in the demo, the hidden and the missing included."""
    groups, events, hosts = rows().of(db.Group), rows().of(db.Event), rows().of(db.EventHost)
    marked = [str(row["id"]) for row in _marked_events()]
    hidden = [str(row["id"]) for row in events if row["group_id"] == groups[-1]["id"]]
    recurring = [row["recurring_id"] for row in events if row["recurring_id"]]
    members = [row["member_id"] for row in rows().of(db.Membership)[::900]]
    urlnames = [demo.DEMO_GROUP] * 4 + [demo.DEMO_GROUP.upper(), demo.PRIVATE_GROUP, "NashAPI", "nobody"]
    group_ids = [str(row["id"]) for row in (*groups[:6], groups[-1])] + ["0"]
    limited = [str(row["id"]) for row in events if row["visibility"] == Visibility.PUBLIC_LIMITED]
    event_ids = [demo.DEMO_EVENT_ID] * 9 + marked + hidden[:5] + limited * 2 + recurring[:3] + ["1"]
    hosting = [str(row["member_id"]) for row in hosts[:5]] + ["1"]
    return Pool(
        {
            **_paging_pool(),
            **network_pool(rows(), group_ids, hosting, [str(member) for member in members]),
            "availability.id": [str(row["id"]) for row in rows().of(db.Availability)] + ["1"],
            "booking.id": [str(row["id"]) for row in rows().of(db.Appointment)] + ["1"],
            "meetingType.id": [str(row["id"]) for row in rows().of(db.MeetingType)] + ["1"],
            "meetingTypeId": [str(row["id"]) for row in rows().of(db.MeetingType)] + ["1"],
            "webhook.id": [str(row["id"]) for row in rows().of(db.Webhook)] + ["1"],
            "workspace.id": [str(row["id"]) for row in rows().of(db.Workspace)] + ["1"],
            "member.id": hosting,
            "rsvp.id": [str(row["id"]) for row in rows().of(db.Rsvp)[::900]] + ["1"],
            "event.id": event_ids,
            "eventIds": event_ids,
            "group.id": group_ids,
            "groupIds": group_ids,
            "groups.filter.ids": group_ids,
            "urlname": urlnames,
            "urlnames": urlnames,
            "groupUrlnames": urlnames,
            "hostId": hosting,
            "organizerId": ["self", *hosting, str(groups[1]["organizer_id"])],
            "memberId": ["self", *hosting],
            "memberships.filter.memberIds": members,
            "memberships.filter.excludeMemberIds": members,
            "members.filter.memberIds": [str(member) for member in members] + ["x"],
            "venueIds": [str(row["id"]) for row in rows().of(db.Venue)[::20]],
            "categoryIds": ["34", "2", "x"],
            "topics": [row["urlkey"] for row in rows().of(db.Topic)[::20]] + ["nothing"],
            "city": ["San Francisco", "nashville", ""],
            "state": ["CA", "tn"],
            "countries": ["us", "CA", "xx"],
            "query": ["api", "a", "%", "é", ""],
            "near.lat": [37.77, 41.88, -90.0],
            "near.lon": [-122.41, -87.62, 180.0],
            "near.radius": [0.0, 25.0, 3000.5],
            **to_search([str(row["id"]) for row in rows().of(db.Topic)[::9]], group_ids),
            "service": ["twitter", "nothing"],
            "includeLimited": [True, True, True, False],
            "title": ["API", "a", "%", "_", "é", ""],
            "name": ["a", "Ann", "%", "_", "é", ""],
        },
        [*VIEWERS, ORGANIZER, hosts[0]["member_id"]],
        everybody(),
    )


# Every field of every type


def leaves(kind: GraphQLObjectType) -> list[str]:
    """The fields of a type that hold values."""
    return [name for name, said in kind.fields.items() if not isinstance(get_named_type(said.type), GraphQLObjectType)]


ONE_OF = {("proNetwork", "urlname"): '(urlname: "API-Craft")'}
"""Fields with arguments of which one is needed."""
NOT_ONE_STATEMENT = ("Query.slots", "Query.bookingBySecret")
"""Fields that are not read in one statement; `tests/test_statements.py` compares slots."""


def objects(kind: GraphQLObjectType) -> dict[str, GraphQLObjectType]:
    """The fields of a type that hold objects, and the types of these."""
    named = {name: get_named_type(said.type) for name, said in kind.fields.items()}
    kept = {name: target for name, target in named.items() if f"{kind.name}.{name}" not in NOT_ONE_STATEMENT}
    return {name: target for name, target in kept.items() if isinstance(target, GraphQLObjectType)}


def required(kind: GraphQLObjectType, name: str) -> str:
    """The arguments that a field cannot do without."""
    said = kind.fields[name]
    for (one, argument), given_one in ONE_OF.items():
        if one == name and argument in said.args:
            return given_one
    needed = [
        key
        for key, argument in said.args.items()
        if isinstance(argument.type, GraphQLNonNull) and argument.default_value is Undefined
    ]
    known = pool().values
    values = {key: known.get(f"{kind.name}.{name}.{key}") or known.get(f"{name}.{key}") or known[key] for key in needed}
    return f"({', '.join(f'{key}: {literal(value[0])}' for key, value in values.items())})" if needed else ""


def literal(value: Any) -> str:
    """A value as a document has it."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {literal(entry)}' for key, entry in value.items())}}}"
    return json.dumps(value)


def shortest_paths(root: GraphQLObjectType, *but: str) -> dict[str, list[tuple[GraphQLObjectType, str]]]:
    """The types that can be reached from a type, each with the fields that lead there; some are not taken."""
    paths: dict[str, list[tuple[GraphQLObjectType, str]]] = {root.name: []}
    waiting = [root]
    for kind in waiting:
        for name, target in objects(kind).items():
            if target.name not in paths and f"{kind.name}.{name}" not in but:
                paths[target.name] = [*paths[kind.name], (kind, name)]
                waiting.append(target)
    return paths


def parts_of(kind: GraphQLObjectType, but: Collection[str] = ()) -> Iterator[str]:
    """All fields of a type but some, a dozen at a time, so that no statement is too large for any database."""
    named = {name: name for name in leaves(kind)}
    named |= {name: f"{name}{required(kind, name)} {{ __typename }}" for name in objects(kind)}
    fields = [text for name, text in named.items() if name not in but]
    for at in range(0, len(fields), DOZEN):
        yield " ".join(fields[at : at + DOZEN])


def document(path: Sequence[tuple[GraphQLObjectType, str]], inner: str, arguments: Mapping[str, str]) -> str:
    """A query for what lies at the end of a path."""
    for kind, name in reversed(path):
        given = arguments.get(f"{kind.name}.{name}", required(kind, name))
        inner = f"{name}{given} {{ {inner} }}"
    return f"{{ {inner} }}"


QUERY = cast(GraphQLObjectType, CORE.query_type)
PATHS = shortest_paths(QUERY)
OBJECTS = [cast(GraphQLObjectType, CORE.type_map[name]) for name in PATHS]


@pytest.mark.parametrize("kind_of_object", OBJECTS, ids=str)
def test_every_field_by_both_readers_on_both_databases(
    pairs: Callable[[str], Pair], kind_of_object: GraphQLObjectType
) -> None:
    for part in parts_of(kind_of_object):
        query = document(PATHS[kind_of_object.name], part, {})
        for viewer in VIEWERS:
            answers = [pairs(kind).data(query, viewer=viewer) for kind in KINDS]
            assert json.dumps(answers[0]) == json.dumps(answers[1])


def test_no_type_is_out_of_reach() -> None:
    declared = {name for name, kind in CORE.type_map.items() if isinstance(kind, GraphQLObjectType)}
    roots = [cast(GraphQLObjectType, root) for root in (CORE.mutation_type, CORE.subscription_type)]
    elsewhere = set().union(*(shortest_paths(root) for root in roots))
    assert {name for name in declared if not name.startswith("__")} == {*PATHS, *elsewhere, "Slot"}


ALL_STATUSES = "filter: {rsvpStatus: [YES, NO, WAITLIST, MAYBE]}"
WIDELY = {
    "Query.groupByUrlname": "(urlname: $urlname)",
    "Group.events": "(filter: {}, includeLimited: true, first: 100)",
    "Event.rsvps": f"({ALL_STATUSES}, first: 100)",
}
ROUNDABOUT = ("Group.membershipMetadata", "Group.nextEvent", "Member.nextEvent", "Event.rsvp", "EventViewer.rsvp")
"""Fields that lead to one row only, of a kind that others lead to many of."""
NEVER_SAID: dict[str, str] = {
    "CalendarConnection.url": "the demo asks no other machine",
    "CalendarConnection.problem": "and so has no trouble with one",
}
"""Fields that are null for everybody in the demo, and why."""


def said_in(kind: GraphQLObjectType, value: Any) -> set[str]:
    """The fields of an answer that are not null and not empty lists."""
    if isinstance(value, list):
        return set().union(*(said_in(kind, entry) for entry in value))
    found: set[str] = set()
    for name, entry in (value or {}).items():
        if name != "__typename" and entry is not None and entry != []:
            found.add(f"{kind.name}.{name}")
            target = get_named_type(kind.fields[name].type)
            found |= said_in(target, entry) if isinstance(target, GraphQLObjectType) else set()
    return found


def _demo_group_first(group: dict[str, Any]) -> bool:
    return bool(group["urlname"] != demo.DEMO_GROUP)


def test_the_demo_says_something_in_every_field(pairs: Callable[[str], Pair]) -> None:
    graph = pairs("sqlite").fast
    group = cast(GraphQLObjectType, CORE.type_map["Group"])
    paths = {name: [(QUERY, "groupByUrlname"), *path] for name, path in shortest_paths(group, *ROUNDABOUT).items()}
    asking = [(row["urlname"], row["organizer_id"]) for row in sorted(rows().of(db.Group), key=_demo_group_first)]
    said: set[str] = set()
    for name, path in paths.items():
        kind = cast(GraphQLObjectType, CORE.type_map[name])
        for urlname, viewer in [(demo.DEMO_GROUP, MEMBER), *asking]:
            for part in parts_of(kind, {each.split(".")[1] for each in said if each.startswith(f"{name}.")}):
                query = f"query($urlname: String!) {document(path, part, WIDELY)}"
                said |= said_in(QUERY, graph.data(query, {"urlname": urlname}, viewer))
    everywhere = {f"{name}.{each}" for name in paths for each in cast(Any, CORE.type_map[name]).fields}
    assert everywhere - said == set(NEVER_SAID)


AROUND = 'filter: {query: "api", lat: 37.77, lon: -122.41, radius: 3000}'
FOUND = {
    "eventSearch": f"({AROUND})",
    "groupSearch": f"({AROUND})",
    "recommendedEvents": "(filter: {lat: 37.77, lon: -122.41, radius: 3000})",
    "recommendedGroups": "(filter: {lat: 37.77, lon: -122.41, radius: 3000})",
    "topicCategories": "",
}
"""What can be reached from no group."""


@pytest.mark.parametrize("name", FOUND)
def test_every_search_finds_something_in_the_demo(pairs: Callable[[str], Pair], name: str) -> None:
    query = f"{{ {name}{FOUND[name]} {{ totalCount pageInfo {{ endCursor }} edges {{ cursor node {{ id }} }} }} }}"
    said = said_in(QUERY, pairs("sqlite").data(query, viewer=ORGANIZER))
    connection = cast(GraphQLObjectType, get_named_type(QUERY.fields[name].type))
    edge = cast(GraphQLObjectType, get_named_type(connection.fields["edges"].type))
    assert said >= {f"{kind.name}.{each}" for kind in (connection, edge) for each in kind.fields}


NOT_CARRIED = {"Query.bookingBySecret": "booking_by_secret"}
"""Readable fields that only the ordinary executor reads, and the resolvers behind them: a secret is looked up by its
hash.
"""
MOST_NOT_CARRIED = 0.05


def test_nearly_every_field_is_carried() -> None:
    fields = {f"{name}.{each}": said for name in PATHS for each, said in fields_of(name).items()}
    plain = {name: said for name, said in fields.items() if isinstance(compiler.declared(said), Resolver)}
    assert {name: python_name(said) for name, said in plain.items()} == NOT_CARRIED
    assert len(plain) <= MOST_NOT_CARRIED * len(fields)


def fields_of(name: str) -> dict[str, GraphQLField]:
    """The fields of a type by its name."""
    fields: dict[str, GraphQLField] = cast(GraphQLObjectType, CORE.type_map[name]).fields
    return fields


# Whatever can be asked


@dataclass
class Tally:
    """How the questions of a run were read."""

    cases: int = 0
    reads: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def fast(self) -> int:
        """How many took the fast path."""
        return self.reads - self.reasons.total()

    def note(self, graph: Graph) -> None:
        """Note how the last question was read, unless it was for one of the fields that are not carried."""
        if str(graph.last.reason).removeprefix("the resolver of ") in NOT_CARRIED.values():
            return
        self.reads += 1
        if graph.last.reader != "fast":
            self.reasons[str(graph.last.reason)] += 1


def compare(pair: Pair, question: Question, tally: Tally, *viewers: int) -> None:
    """Ask both readers as the question's viewer and these, twice; nothing but equal answers will do."""
    asked = [question.variables, question.other_variables][: 2 if question.other_variables else 1]
    for viewer, variables in product(dict.fromkeys((question.viewer, *viewers)), asked):
        answer = pair.agree(question.text, variables, viewer=viewer, operation=question.operation)
        errors = answer.get("errors", [])
        assert {error["extensions"]["code"] for error in errors} <= {"BAD_USER_INPUT"}, errors
        tally.cases += 1
        if not errors and answer["data"]:
            tally.note(pair.fast)


def both_readers_agree(pair: Pair, examples: int) -> Tally:
    """Ask so many questions."""
    tally = Tally()

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(questions(CORE, pool()))
    def ask(question: Question) -> None:
        compare(pair, question, tally, *question.others)

    ask()
    print(f"{tally.cases} cases; {tally.fast} of {tally.reads} took the fast path; the others: {dict(tally.reasons)}")
    assert tally.fast >= FAST_SHARE * tally.reads, tally.reasons
    return tally


def test_both_readers_agree_on_whatever_can_be_asked(pair: Pair) -> None:
    assert both_readers_agree(pair, DOCUMENTS).cases >= CASES


@pytest.mark.soak
def test_both_readers_agree_for_long(pair: Pair) -> None:
    assert both_readers_agree(pair, 25 * DOCUMENTS).cases >= 25 * CASES


# Planted mutants: each must be found by the comparison above


def without(model: type[db.Base]) -> Callable[[Select[Any], Any], Select[Any]]:
    """Narrowing that forgets one criterion."""
    options = [
        with_loader_criteria(each, criterion(each), include_aliases=True)
        for each, criterion in visibility.CRITERIA.items()
        if each is not model
    ]
    return lambda statement, _sure: statement.options(*options)


def without_alias(parent: GraphQLObjectType, node: FieldNode, found: dict[str, selection.Selected]) -> None:
    """Collecting that loses a field's alias."""
    name = node.name.value
    found.setdefault(name, selection.Selected(name, parent.fields.get(name))).nodes.append(node)


def the_other_way(order: Order, backwards: bool, directed: Any = pages.directed) -> list[Any]:
    """Sorting in the opposite direction."""
    return cast(list[Any], directed(order, not backwards))


def keep_all(_collector: selection.Collector, _directives: Any) -> bool:
    """Including what is skipped."""
    return True


def first_only(selected: selection.Selected) -> list[Any]:
    """Merging no fields."""
    sets = [node.selection_set for node in selected.nodes if node.selection_set is not None]
    return sets[:1]


def uncut(statement: Select[Any], _order: Order, _page: pages.Page) -> Select[Any]:
    """Paging without cursors."""
    return statement


MUTANTS: dict[str, tuple[Any, str, Any]] = {
    "events without a criterion": (plans, "narrowed", without(db.Event)),
    "groups without a criterion": (plans, "narrowed", without(db.Group)),
    "a lost alias": (selection, "_add", without_alias),
    "a swapped sort": (pages, "directed", the_other_way),
    "@skip without effect": (selection.Collector, "_included", keep_all),
    "fields not merged": (selection.Selected, "selections", property(first_only)),
    "cursors without effect": (connections, "cut", uncut),
    "a guard that is thought to hold": (compiler, "implied", lambda _condition, _facts: True),
    "variables read once": (calls.Arguments, "constant", True),
}
ENOUGH = 1000
"""Examples within which a mutant is found."""


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_a_mutant_is_found(pairs: Callable[[str], Pair], monkeypatch: pytest.MonkeyPatch, mutant: str) -> None:
    ordinary = pairs("sqlite").ordinary
    changed = Graph(ordinary.url, "fast")
    monkeypatch.setattr(*MUTANTS[mutant])

    def differs(question: Question) -> bool:
        changed.engine = schema.engine(changed.plain)
        try:
            compare(Pair(changed, ordinary), question, Tally(), *question.others[:2])
        except (AssertionError, sqlite3.Error, json.JSONDecodeError):
            return True
        return False

    quick = settings(max_examples=ENOUGH, deadline=None, database=None, derandomize=True, phases=[Phase.generate])
    try:
        find(questions(CORE, pool()), differs, settings=quick)
    except NoSuchExample:
        pytest.fail(f"{mutant}: not noticed")
    finally:
        changed.close()
        schema.documents.forget()  # statements that were built while the mutant was about


EVENT = f"event(id: {demo.DEMO_EVENT_ID})"


# What the fast path must not lose


@pytest.fixture(scope="module")
def own_pairs(databases: Databases) -> Iterator[Callable[[str], Pair]]:
    """Both readers of a demo that these tests write to."""
    made: dict[str, Pair] = {}

    def pair(kind: str) -> Pair:
        if kind not in made:
            url = databases.demo_to_change(kind)
            made[kind] = Pair(*(Graph(url, reader) for reader in READERS))
        return made[kind]

    yield pair
    for each in made.values():
        each.fast.close()
        each.ordinary.close()


@pytest.fixture
def own(own_pairs: Callable[[str], Pair], kind: str) -> Pair:
    """Both readers of a demo on one kind of database that these tests write to."""
    return own_pairs(kind)


def write(pair: Pair, *statements: str, **parameters: Any) -> None:
    """Change the database behind everybody's back."""
    with writing(pair.fast.url) as engine, engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement), parameters)


NULLS = {
    f"{{ {EVENT} {{ title photoAlbum {{ id title }} }} }}": ["event", "photoAlbum", "title"],
    f"{{ e: {EVENT} {{ a: photoAlbum {{ t: title photoCount }} }} }}": ["e", "a", "t"],
    f"{{ {EVENT} {{ rsvpQuestions {{ text }} }} self {{ name }} }}": ["event", "rsvpQuestions", 0, "text"],
    f"{{ {EVENT} {{ rsvpQuestions {{ questionId }} group {{ activeTopics {{ name }} }} }} }}": [
        "event",
        "group",
        "activeTopics",
        0,
        "name",
    ],
}
"""Queries that meet a null which cannot be, and where."""


def test_a_null_that_cannot_be_is_left_to_the_ordinary_reader(databases: Databases, kind: str) -> None:
    url = databases.demo_to_change(kind)
    pair = Pair(*(Graph(url, reader) for reader in READERS))
    columns = (("photo_albums", "title"), ("survey_questions", "text"), ("topics", "name"))
    write(pair, *(f"ALTER TABLE {table} DROP COLUMN {column}" for table, column in columns))
    write(pair, *(f"ALTER TABLE {table} ADD COLUMN {column} TEXT" for table, column in columns))
    newest = "(SELECT max(id) FROM photo_albums)"
    write(pair, f"UPDATE photo_albums SET event_id = {demo.DEMO_EVENT_ID} WHERE id = {newest}")
    write(pair, f"UPDATE survey_questions SET event_id = {demo.DEMO_EVENT_ID}")
    for query, path in NULLS.items():
        first, second = (graph.ask(query, viewer=ORGANIZER) for graph in (pair.fast, pair.ordinary))
        assert pair.fast.last.reason == "a null where the schema allows none"
        assert pair.fast.last.reader == "ordinary"
        assert first["data"] == second["data"]
        for answer in (first, second):
            assert path in [error["path"] for error in answer["errors"]]
            assert {error["extensions"]["code"] for error in answer["errors"]} == {"INTERNAL_SERVER_ERROR"}
    assert pair.agree(f"{{ {EVENT} {{ title photoAlbum {{ id }} rsvpQuestions {{ questionId }} }} }}")["data"]["event"]
    pair.fast.close()
    pair.ordinary.close()


FLOATS = (
    (40.70000076293945, -73.99530029296875),
    (1e22, 1e-7),
    (0.1, 1 / 3),
    (3.0, -122.0),
    (-0.0, 0.0),
    (1e15, 123456789.12345679),
    (5e-324, 1.7976931348623157e308),
)


def test_floats_keep_their_last_digit(own: Pair) -> None:
    move = "UPDATE event_venues SET pin_lat = :lat, pin_lon = :lon WHERE event_id = :event"
    for lat, lon in FLOATS:
        write(own, move, lat=lat, lon=lon, event=demo.DEMO_EVENT_ID)
        (venue,) = own.data(f"{{ {EVENT} {{ eventVenues {{ lat lon isRepinned }} }} }}")["event"]["eventVenues"]
        assert venue == {"lat": lat, "lon": lon, "isRepinned": True}
        assert {type(venue["lat"]), type(venue["lon"])} == {float}


TEXTS = (
    "",
    "null",
    "'\"\\/",
    "'; DROP TABLE events; --",
    "%s %(a)s :b ? {} {{",
    "".join(chr(code) for code in range(1, 32)),
    "\x01",
    "\x7f\x80\u2028\u2029\ufeff\ufffe\uffff",
    "Zoë – Ελλάς – 日本 – 😀👩‍👩‍👧",
    "a" * 100_000,
)


def test_texts_come_back_as_they_are(own: Pair) -> None:
    query = f"{{ {EVENT} {{ title plainTextDescription t: howToFindUs }} }}"
    change = "UPDATE events SET title = :text, description_text = :text, how_to_find_us = :text WHERE id = :event"
    for value in TEXTS:
        write(own, change, text=value, event=demo.DEMO_EVENT_ID)
        answer = own.data(query, viewer=ORGANIZER)["event"]
        assert answer == {"title": value, "plainTextDescription": value, "t": value}


def test_large_ids_come_back_whole(own: Pair) -> None:
    event_id = demo.DEMO_EVENT_ID + 1
    columns, values = "id, name, visibility, online, rating_count", ":large, 'Far', 'PUBLIC', false, 0"
    statements = (
        "DELETE FROM event_venues WHERE event_id = :event",
        f"INSERT INTO venues ({columns}) VALUES ({values})",
        "INSERT INTO event_venues (event_id, venue_id, position) VALUES (:event, :large, 0)",
    )
    for large in (2**31, 2**53 + 1, 2**63 - 1):
        write(own, *statements, large=large, event=event_id)
        answer = own.data("query($id: ID!) { event(id: $id) { venues { id } } }", {"id": event_id})
        assert answer["event"]["venues"] == [{"id": str(large)}]


def nested(levels: int) -> str:
    """A query with so many connections within each other."""
    inner = "name"
    for _ in range(levels):
        inner = f"name organizer {{ name memberships(first: 1) {{ edges {{ node {{ {inner} }} }} }} }}"
    return f'{{ groupByUrlname(urlname: "{demo.DEMO_GROUP}") {{ {inner} }} }}'


TOO_DEEP = {None, "nested too deeply for the database", "nested too deeply to be compiled"}


def test_what_is_nested_too_deeply_is_left_to_the_ordinary_reader(pair: Pair) -> None:
    reasons = []
    for levels in (1, 2, 4, 8, 20):
        assert "errors" not in pair.agree(nested(levels))
        reasons.append(pair.fast.last.reason)
    assert reasons[0] is None
    assert set(reasons[1:]) <= TOO_DEEP
    if pair.fast.url.get_backend_name() == "sqlite":  # PostgreSQL takes it all
        assert reasons[-1] in TOO_DEEP - {None}


WITHOUT_PLAN = {
    "{ __schema { types { name } } }": "introspection",
    f'{{ {EVENT} {{ title }} __type(name: "Event") {{ name }} }}': "introspection",
    f"{{ {EVENT} @skip(if: true) {{ title }} }}": "nothing selected",
    f"{{ {EVENT} {{ {' '.join(f'a{n}: title' for n in range(plans.LARGEST_DOCUMENT))} }} }}": "a very large document",
}
"""Documents that the fast path leaves to the ordinary executor, and what it says of them."""


@pytest.mark.parametrize(("query", "reason"), WITHOUT_PLAN.items(), ids=range(len(WITHOUT_PLAN)))
def test_what_the_fast_path_does_not_know(pair: Pair, query: str, reason: str) -> None:
    for _ in range(2):
        pair.agree(query)
        assert (pair.fast.last.reader, pair.fast.last.reason) == ("ordinary", reason)


INVALID = ["mutation { nothing }", f"{{ {EVENT} {{ title @loud }} }}", f"{{ {EVENT} {{ title }} "]


@pytest.mark.parametrize("query", INVALID)
def test_what_is_not_valid_is_read_by_nobody(pair: Pair, query: str) -> None:
    assert pair.agree(query)["errors"]
    assert (pair.fast.last.reason, pair.fast.last.statements) == (None, 0)


GROUP = f'groupByUrlname(urlname: "{demo.DEMO_GROUP}")'
ODD = {
    "all of a connection skipped": f"{{ {EVENT} {{ rsvps {{ totalCount @skip(if: true) }} }} }}",
    "all of a page's facts skipped": f"{{ {EVENT} {{ rsvps {{ pageInfo {{ endCursor @skip(if: true) }} }} }} }}",
    "all of an object skipped": f"{{ {EVENT} {{ title @include(if: false) }} }}",
    "empty lists": f"{{ {GROUP} {{ events(filter: {{status: []}}) {{ totalCount }} }} }}",
    "empty lists that mean nothing": f"{{ {EVENT} {{ rsvps(filter: {{rsvpStatus: []}}) {{ totalCount }} }} }}",
    "empty lists of numbers": f"{{ {GROUP} {{ memberships(filter: {{memberIds: []}}) {{ totalCount }} }} }}",
    "empty lists of kinds": "{ self { memberEvents(eventStatus: [], eventType: []) { totalCount } } }",
    "empty filters": f"{{ {EVENT} {{ rsvps(filter: {{}}, sort: {{}}) {{ totalCount }} }} }}",
    "nulls": f"{{ {EVENT} {{ rsvps(filter: null, sort: null, first: null) {{ totalCount }} }} }}",
    "one for a list": f"{{ {GROUP} {{ memberships(filter: {{memberIds: {MEMBER}}}) {{ totalCount }} }} }}",
    "names of types": f"{{ __typename t: __typename {EVENT} {{ __typename rsvps {{ __typename "
    "pageInfo { __typename } edges { __typename node { __typename } } } } }",
    "a neighbour that needs variables": f"query A {{ {EVENT} {{ title }} }} "
    "query B($of: ID!) { event(id: $of) { id } }",
}


@pytest.mark.parametrize("query", ODD.values(), ids=ODD)
def test_odd_selections(pair: Pair, query: str) -> None:
    assert pair.data(query, operation="A" if query.startswith("query A") else None)


NULL_SWITCHES = [
    f"query($on: Boolean = true) {{ {EVENT} @include(if: $on) {{ title }} }}",
    f"query($on: Boolean = true) {{ {EVENT} {{ title @skip(if: $on) }} }}",
]


@pytest.mark.parametrize("query", NULL_SWITCHES, ids=["at the root", "within"])
def test_a_null_decides_nothing(pair: Pair, query: str) -> None:
    assert pair.agree(query, {"on": None})["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    for variables in ({}, {"on": True}, {"on": False}):
        assert "errors" not in pair.agree(query, variables)


@pytest.mark.parametrize("times", [1, 9])
def test_wide_objects(pair: Pair, times: int) -> None:
    names = leaves(cast(GraphQLObjectType, CORE.type_map["Event"]))
    width = " ".join(f"a{number}_{name}: {name}" for number in range(times) for name in names)
    found = pair.data(f"{{ {EVENT} {{ {width} }} }}", viewer=ORGANIZER)["event"]
    assert len(found) == times * len(names)
    assert times == 1 or len(found) > 300


# Plans


def plan_of(graph: Graph, query: str) -> plans.Plan:
    """The fast path's plan for a document."""
    tree = graph.engine.documents.get(query).tree
    assert graph.engine.fast_path
    assert tree
    return graph.engine.fast_path.plan(query, tree, None)


def test_variables_do_not_compile_anew(pair: Pair) -> None:
    query = """query($id: ID!, $first: Int, $title: String, $since: DateTime) { event(id: $id) { id
        group { events(first: $first, filter: {title: $title, afterDateTime: $since}) { totalCount } } } }"""
    for number, row in enumerate(rows().of(db.Event)[:50]):
        since = f"20{number:02}-01-01T00:00:00Z"
        pair.data(query, {"id": row["id"], "first": number, "title": "' OR 1=1 --"[:number], "since": since})
    assert len(plan_of(pair.fast, query).statements) == 1


def test_arguments_are_read_anew_for_each_request(pair: Pair) -> None:
    query = f"""query($n: Int = 2, $word: String) {{ {GROUP} {{ a: events(first: $n) {{ edges {{ node {{ id }} }} }}
        b: events(first: 5, filter: {{title: $word}}) {{ totalCount }} c: events(first: 3) {{ totalCount }} }} }}"""
    asked: list[dict[str, Any]] = [
        {},
        {"n": 1},
        {"n": None},
        {"n": 3, "word": "a"},
        {"word": "zz"},
        {"n": 1, "word": ""},
    ]
    answers = {json.dumps(pair.data(query, variables)) for variables in asked}
    assert len(answers) > 3
    assert {json.dumps(pair.data(query, variables)) for variables in reversed(asked)} == answers


def test_a_null_for_what_must_be_given_is_an_error(pair: Pair) -> None:
    query = f"query($id: ID = {demo.DEMO_EVENT_ID}) {{ event(id: $id) {{ id }} }}"
    for variables, wrong in (({}, False), ({"id": None}, True), ({"id": "1"}, False), ({"id": None}, True)):
        assert ("errors" in pair.agree(query, variables)) == wrong


def test_what_is_absent_compiles_another_statement(pair: Pair) -> None:
    query = f"query($first: Int, $last: Int) {{ {GROUP} {{ events(first: $first, last: $last) {{ totalCount }} }} }}"
    asked: list[dict[str, Any]] = [{}, {"first": 1}, {"first": 2}, {"last": 1}, {"first": None, "last": 3}]
    for variables in [*asked, {"first": 1, "last": 1}]:
        pair.data(query, variables)
    assert len(plan_of(pair.fast, query).statements) == 3


def test_plans_and_statements_are_bounded(pairs: Callable[[str], Pair], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "STATEMENTS_PER_PLAN", 3)
    monkeypatch.setattr(plans, "LARGEST_CACHE", 5)
    ordinary = pairs("sqlite").ordinary
    pair = Pair(Graph(ordinary.url, "fast"), ordinary)
    query = f"query($of: EventStatus) {{ {GROUP} {{ events(status: $of) {{ totalCount }} }} }}"
    for status in ("ACTIVE", "PAST", "CANCELLED", "DRAFT", "PROPOSED") * 2:
        pair.data(query, {"of": status}, viewer=ORGANIZER)
        assert len(plan_of(pair.fast, query).statements) <= 3
    assert pair.fast.engine.fast_path
    for number in range(12):
        pair.data(f"{{ {EVENT} {{ a{number}: title }} }}")
        assert len(pair.fast.engine.fast_path._plans) <= 5
    pair.fast.close()


def test_statements_of_the_ordinary_reader_are_bounded(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "MOST_STATEMENTS", 4)
    query = f"query($first: Int) {{ {GROUP} {{ events(filter: {{}}, first: $first) {{ edges {{ cursor }} }} }} }}"
    for first in [*range(10), *range(10)]:
        pair.data(query, {"first": first})
        assert len(pair.ordinary.engine.documents.statements) <= 4


@pytest.mark.parametrize("reader", READERS)
def test_nothing_stays_of_documents_that_are_forgotten(pairs: Callable[[str], Pair], reader: str) -> None:
    """SQLAlchemy keeps with an alias whatever was compiled with it: a shared one would keep all of it forever."""
    graph = Graph(pairs("sqlite").ordinary.url, reader)
    leaves = ("recentRsvpCount", "commentCount", "group { isMember proJoinDate memberCount }", "isAttending")

    def statements_left(number: int) -> int:
        for leaf in leaves:
            graph.data(f"{{ {EVENT} {{ a{number}: {leaf} rsvps {{ edges {{ node {{ isFirstEvent }} }} }} }} }}")
        graph.engine.documents.forget()
        if graph.engine.fast_path:
            graph.engine.fast_path._plans.clear()
        graph.database.sync_engine.clear_compiled_cache()
        gc.collect()
        return sum(isinstance(each, Select) for each in gc.get_objects())

    before = [statements_left(number) for number in range(2)][-1]
    assert [statements_left(number) for number in range(2, 6)] == [before] * 4
    graph.close()


def test_a_document_without_a_plan_is_remembered_without_its_requests(pairs: Callable[[str], Pair]) -> None:
    graph = pairs("sqlite").fast
    query = f"{{ {EVENT} {{ {' '.join(f'b{n}: title' for n in range(plans.LARGEST_DOCUMENT))} }} }}"
    for _ in range(20):
        graph.ask(query)
    assert graph.engine.fast_path
    remembered = graph.engine.fast_path._plans[query, None]
    assert isinstance(remembered, selection.Unsupported)
    assert len(list(traceback.walk_tb(remembered.__traceback__))) < 5
