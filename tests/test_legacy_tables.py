"""The old API's tables as data: they fit the schema, draw canonical documents, convert both ways, write the guide."""

import re
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import URL

import schema
from db import demo, enums
from legacy_rest import convert, guide
from legacy_rest.calls import CALLS
from legacy_rest.context import ASIDE
from legacy_rest.convert import Convertor
from legacy_rest.errors import LegacyError
from legacy_rest.selection import EVERYTHING, Chosen, cut, filters_of
from legacy_rest.tables import Call, Leaf, Object, Table
from legacy_rest.translate import match, samples, translate
from legacy_rest.v2 import EVENT_GET
from tests.conftest import NOW, ROOT, Graph

PLACES: dict[str, dict[str, str]] = {
    "GET_2_event_id": {"id": str(demo.DEMO_EVENT_ID)},
    "GET_2_rsvp_id": {"id": "950001034"},
    "GET_members_member_id": {"member_id": "self"},
    "GET_urlname_events_id": {"id": str(demo.DEMO_EVENT_ID), "urlname": "api-craft-san-francisco"},
    "GET_urlname": {"urlname": "API-Craft-San-Francisco"},
    "GET_urlname_events": {"urlname": "api-craft-san-francisco"},
    "GET_urlname_members": {"urlname": "api-craft-san-francisco"},
}
"""What stands in the paths of calls."""
Row = Leaf | Object


def rows(table: Table, within: str = "") -> Iterator[tuple[str, Row]]:
    """Every row with its old name, dotted from the root."""
    for row in table.rows:
        yield within + row.name, row
        if isinstance(row, Object):
            yield from rows(row.table, f"{within}{row.name}.")


def leaves(chosen: Sequence[Chosen], within: str = "") -> set[str]:
    """The dotted old names of what is left."""
    own = {within + choice.row.name for choice in chosen if isinstance(choice.row, Leaf)}
    return own.union(*(leaves(choice.within, f"{within}{choice.row.name}.") for choice in chosen))


def kept(**parameters: str) -> set[str]:
    return leaves(cut(EVENT_GET.table, filters_of(parameters, ())))


NAMES = sorted({name for name, _ in rows(EVENT_GET.table)})
WORDS = sorted(set(NAMES).union(*(row.words for _, row in rows(EVENT_GET.table))))
BY_DEFAULT = kept()
ALL = leaves(cut(EVENT_GET.table, EVERYTHING)) | kept(fields="self")

names = st.lists(st.sampled_from([*WORDS, "nonsense", "group.nonsense", "name.first", "", ".", "*"]), max_size=6)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


@pytest.fixture(params=CALLS, ids=lambda call: call.operation)
def call(request: pytest.FixtureRequest) -> Call:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(params=[call for call in CALLS if call.write is None], ids=lambda call: call.operation)
def reading(request: pytest.FixtureRequest) -> Call:
    return request.param  # type: ignore[no-any-return]


# Rows fit the schema, and both readers' databases


def asked_for(call: Call) -> Iterator[dict[str, str]]:
    """Parameters that between them use every row: by default, all at once, and each choice between two rows."""
    everything = chain.from_iterable((name, *row.words) for name, row in rows(call.table))
    yield from ({}, {"fields": ",".join(everything)})
    for parameter in call.parameters:
        yield from ({parameter.name: value, "only": "description"} for value in parameter.values)
    for name, row in rows(call.table):
        yield from ({"only": name, "fields": word} for word in row.words)


def identified(call: Call, asked: dict[str, str]) -> dict[str, str]:
    """The parameters with those that are required, of a list's with one of them."""
    requires = call.listing.requires if call.listing else ()
    required = {p.name: next(iter(p.values), "1") for p in call.parameters if p.required}
    return {**required, **dict.fromkeys(requires[:1], "1"), **PLACES.get(call.operation, {}), **asked}


def test_every_row_runs_on_the_fast_path(
    reading: Call, graphs: Callable[[URL, str], Graph], demo_urls: Callable[[str], URL], kind: str
) -> None:
    graph, failed = graphs(demo_urls(kind), "fast"), []
    for asked in asked_for(reading):
        translation = translate(reading, identified(reading, asked), NOW)
        answer = graph.ask(translation.document, translation.variables, demo.DEMO_ORGANIZER_ID, trusted=True)
        if "errors" in answer or answer["data"]["result"] is None or graph.last.reader != "fast":
            failed.append((asked, graph.last.reason, answer.get("errors")))
    assert not failed


def test_every_row_is_valid_by_itself(call: Call) -> None:
    problems = schema.engine(None).problems
    words = ",".join(chain.from_iterable(row.words for _, row in rows(call.table)))
    for name, row in rows(call.table):
        assert not problems(translate(call, identified(call, {"only": name}), NOW).document), name
        document = translate(call, identified(call, {"only": name, "fields": words}), NOW).document
        assert not problems(document), name
        assert ("__typename" in document) == (row.path in (None, "__typename")), name


def broken(table: Table) -> Call:
    return Call("v2", "GET", "/2/broken", "Broken", 'event(id: "1")', table, {})


BROKEN = {
    "an unknown field": broken(Table("event", (Leaf("name", "titel"),))),
    "a leaf that is an object": broken(Table("event", (Leaf("group", "group"),))),
    "an object that is a leaf": broken(Table("event", (Object("name", "title", Table("x", (Leaf("a", "a"),))),))),
    "an optional row": broken(Table("event", (Leaf("name", "title"), Leaf("x", "x", default=False)))),
    "a row for some words": broken(Table("event", (Leaf("a", "title"), Leaf("a", "x", default=False, words=("w",))))),
    "a row that another one replaces": broken(
        Table("event", (Leaf("a", "x"), Leaf("a", "title", default=False, words=("w",))))
    ),
    "two fields of one name": broken(Table("event", (Leaf("x", "rsvps.yesCount"), Leaf("rsvps", "title")))),
    "an unknown root": Call("v2", "GET", "/2/broken", "Broken", "evnet", Table("event", (Leaf("name", "title"),)), {}),
}


def misfits(call: Call) -> list[str]:
    """What the schema has against a call, as it is usually made or with all there is."""
    problems = schema.engine(None).problems
    return [problem for sample in samples(call) for problem in problems(sample.document)]


def test_every_call_fits_the_schema() -> None:
    assert {call.identity: found for call in (*CALLS, *ASIDE) if (found := misfits(call))} == {}


@pytest.mark.parametrize("reason", BROKEN)
def test_a_row_that_does_not_fit_is_noticed(reason: str) -> None:
    assert misfits(BROKEN[reason])


def test_rows_are_told_apart(call: Call) -> None:
    """A name stands twice only where words choose between two rows, and a value that never comes says why."""
    seen: dict[str, Row] = {}
    for name, row in rows(call.table):
        assert name not in seen or (row.words and not row.default and seen[name].default), name
        assert row.path or (isinstance(row, Leaf) and row.note), name
        seen.setdefault(name, row)


# Documents


def test_operations_are_named_after_their_calls(call: Call) -> None:
    assert re.fullmatch(r"(GET|POST|PUT|PATCH|DELETE)(_\w+)+", call.operation)
    kind = "mutation" if call.write else "query"
    assert translate(call, identified(call, {}), NOW).document.startswith(f"{kind} {call.operation}")
    assert EVENT_GET.operation == "GET_2_event_id"
    assert len({each.operation for each in CALLS}) == len(CALLS)


@given(names, st.randoms())
def test_the_order_of_names_does_not_matter(wanted: list[str], rng: Any) -> None:
    shuffled = rng.sample(wanted, len(wanted)) + wanted[:1]
    for parameter in ("only", "omit", "fields"):
        once, again = ",".join(wanted), " , ".join(shuffled)
        assert (
            translate(EVENT_GET, {parameter: once}, NOW).document
            == translate(EVENT_GET, {parameter: again}, NOW).document
        )


TOKENS = set(re.findall(r"\w+", f"query ID Boolean __typename result {EVENT_GET.operation} {EVENT_GET.root}")).union(
    *(re.findall(r"\w+", f"{row.name} {row.path}") for _, row in rows(EVENT_GET.table))
)


@given(only=texts | names.map(",".join), omit=texts, fields=texts, event_id=texts)
def test_nothing_that_a_caller_writes_gets_into_the_document(only: str, omit: str, fields: str, event_id: str) -> None:
    translation = translate(EVENT_GET, {"only": only, "omit": omit, "fields": fields, "id": event_id}, NOW)
    assert set(re.findall(r"\w+", translation.document)) <= TOKENS
    assert set(re.findall(r"\W", translation.document)) <= set("\n (){}:,$!")
    assert translation.variables == {"includeLimited": False, **({"id": event_id} if event_id else {})}


# Cutting


@given(only=names, omit=names, fields=names)
def test_filters_cut_what_they_say(only: list[str], omit: list[str], fields: list[str]) -> None:
    left = kept(only=",".join(only), omit=",".join(omit), fields=",".join(fields))
    assert left <= ALL
    assert not {name for name in left if _under(name, omit)}
    if any(only):
        assert all(_under(name, only) for name in left)
        assert {name for name in BY_DEFAULT if _under(name, only) and not _under(name, omit)} <= left
    else:
        assert {name for name in BY_DEFAULT if not _under(name, omit)} <= left
        assert left <= kept(fields=",".join(fields))


def _under(name: str, others: Sequence[str]) -> bool:
    return any(name == other or name.startswith(f"{other}.") for other in others)


@given(st.sets(st.sampled_from(sorted(ALL - {"description", "self.rsvp.answers"}))).filter(bool))
def test_only_gives_just_these_also_optional_ones(wanted: set[str]) -> None:
    answers = {name for name in wanted if name.startswith("self.rsvp.answers.")}
    assert kept(only=",".join(wanted)) == wanted - answers
    assert kept(only=",".join(wanted), fields="rsvp_answer_info") == wanted


@pytest.mark.parametrize(
    ("parameters", "more"),
    [
        ({"fields": "featured, comment_count"}, {"featured", "comment_count"}),
        ({"fields": "event_hosts"}, {"event_hosts.member_id", "event_hosts.member_name"}),
        ({"fields": "group_status"}, {"group.self.status"}),
        ({"fields": "group.self.status"}, {"group.self.status"}),
        ({"fields": "group.self"}, {name for name in ALL if name.startswith("group.self.")}),
        (
            {"fields": "group.topics,nonsense,self.nonsense"},
            {"group.topics.urlkey", "group.topics.name", "group.topics.id"},
        ),
        ({"fields": "group_topics", "omit": "group.topics.id"}, {"group.topics.urlkey", "group.topics.name"}),
        ({"fields": "rsvp_answer_info"}, set()),
        ({"fields": "description,group,name,*"}, set()),
    ],
)
def test_fields_add(parameters: dict[str, str], more: set[str]) -> None:
    assert kept(**parameters) - BY_DEFAULT == more


def test_naming_a_field_twice_over_keeps_its_form() -> None:
    """`fields=description` is no way to ask for plain text, nor `fields=self.rsvp.answers` for objects."""
    plain = translate(EVENT_GET, {"text_format": "plain", "only": "description"}, NOW).document
    assert "plainTextDescription" in plain
    for given_ in ({"fields": "description"}, {"only": "description"}, {}):
        document = translate(EVENT_GET, given_, NOW).document
        assert "descriptionHtml" in document
        assert "plainTextDescription" not in document
    assert "self.rsvp.answers" in kept(fields="self,self.rsvp.answers")


# Values


lower_word = st.text("abyz_", min_size=1)
PAY_STATUSES = (
    "none paid partially_paid payment_pending echeck_pending refund_pending partially_refunded refunded".split()  # noqa: SIM905
)
DOMAINS: dict[str, st.SearchStrategy[Any]] = {
    "MILLISECONDS": st.integers(-62_135_596_800_000, 253_402_300_799_999),
    "OFFSET": st.integers(-1439, 1439).map(lambda minutes: minutes * 60_000),
    "DURATION": st.integers(0, 10**12),
    "NUMBER": st.integers(),
    "AMOUNT": st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: x % 1),
    "LOWER": lower_word,
    "LOWER_LIST": st.lists(lower_word),
    "DRAFT": st.just("draft"),
    "FLAG": st.sampled_from([0, 1]),
    "TEXT_FLAG": st.sampled_from(["0", "1"]),
    "NOT_EMPTY": st.text(min_size=1) | st.lists(st.integers(), min_size=1),
    "FIRST": st.integers() | st.dictionaries(st.text(), st.integers()),
    "LOCAL_DATE": st.dates().map(str),
    "LOCAL_TIME": st.times().map(lambda time: f"{time:%H:%M}"),
    "SPACED": st.text().map(lambda text: f"<p>{text}</p> "),
    "ONLINE": st.booleans(),
    "OK": st.just("ok"),
    "LEADING": st.sampled_from(["organizer", "coorganizer", "assistant_organizer", "event_organizer", None]),
    "EVENT_STATUS": st.sampled_from(["upcoming", "past", "cancelled", "proposed", "suggested", "draft"]),
    "VENUE_VISIBILITY": st.sampled_from(["public", "members"]),
    "MEMBERSHIP_STATUS": st.sampled_from(["active", "pending"]),
    "PAY_STATUS": st.sampled_from(PAY_STATUSES),
    "ROLE": st.sampled_from(["Organizer", "Co-Organizer", "Assistant Organizer", "Event Organizer", None]),
    "DUES_REQUIRED": st.sampled_from(["0", "1", "2"]),
    "SERVICES": st.dictionaries(st.text(), st.text().map(lambda name: {"identifier": name})),
    "NOTHING_IN_COMMON": st.just({"common": {}}),
    "LANGUAGE": st.from_regex(r"[a-z]{2}(_[A-Z]{2})?", fullmatch=True),
}
"""What the old API writes, by convertor: as documented."""


def convertors() -> dict[str, Convertor]:
    return {name: value for name, value in vars(convert).items() if isinstance(value, Convertor)}


@pytest.mark.parametrize("name", convertors())
@given(data=st.data())
def test_convertors_go_both_ways(name: str, data: st.DataObject) -> None:
    old = data.draw(DOMAINS[name])
    convertor = convertors()[name]
    back = convertor.old(convertor.new(old))
    assert back == old
    assert type(back) is type(old)
    assert convertor.says


VOCABULARIES: dict[str, tuple[type[StrEnum], set[str]]] = {
    "EVENT_STATUS": (enums.EventStatus, set()),
    "VENUE_VISIBILITY": (enums.VenueVisibility, set()),
    "MEMBERSHIP_STATUS": (enums.MembershipStatus, {*map(str, enums.MembershipStatus)} - {"ACTIVE", "PENDING"}),
    "PAY_STATUS": (enums.PayStatus, {"EXEMPT"}),
    "ROLE": (enums.Role, {"MEMBER"}),
    "DUES_REQUIRED": (enums.DuesRequired, set()),
    "LOWER": (enums.Visibility, set()),
}


@pytest.mark.parametrize("name", VOCABULARIES)
def test_words_come_back_unless_the_old_api_had_fewer(name: str) -> None:
    vocabulary, merged = VOCABULARIES[name]
    convertor = convertors()[name]
    written = {word: convertor.old(word) for word in vocabulary}
    assert {word for word, old in written.items() if old is None or convertor.new(old) != word} == merged


@pytest.mark.parametrize(
    ("name", "new", "old"),
    [
        ("MILLISECONDS", "2015-07-08T21:52:54Z", 1_436_392_374_000),
        ("MILLISECONDS", "2015-07-08T14:52:54.733-07:00", 1_436_392_374_733),
        ("OFFSET", "2015-07-08T14:52:54-07:00", -25_200_000),
        ("OFFSET", "2015-07-08T21:52:54Z", 0),
        ("OFFSET", "2015-07-08T21:52:54+05:45", 20_700_000),
        ("DURATION", "PT2H30M", 9_000_000),
        ("DURATION", "PT0S", 0),
        ("DURATION", "PT36H0.5S", 129_600_500),
        ("AMOUNT", 5.0, 5),
        ("AMOUNT", 12.5, 12.5),
        ("NOT_EMPTY", "", None),
        ("NOT_EMPTY", [], None),
        ("FIRST", [], None),
        ("ROLE", "MEMBER", None),
        ("PAY_STATUS", "EXEMPT", "none"),
    ],
)
def test_values_are_written_as_they_were(name: str, new: Any, old: Any) -> None:
    value = convertors()[name].old(new)
    assert value == old
    assert type(value) is type(old)


# Finding a call


@pytest.mark.parametrize("path", ["/2/event/1", "2/event/1", "/2/event/1/", "//2/event/1"])
def test_calls_are_found(path: str) -> None:
    assert match(CALLS, "GET", path) == (EVENT_GET, {"id": "1"})


@pytest.mark.parametrize(("method", "path"), [("PUT", "/2/event/1"), ("GET", "/2/event"), ("GET", "/2/event/1/2")])
def test_unknown_calls_are_told_which_there_are(method: str, path: str) -> None:
    with pytest.raises(LegacyError) as caught:
        match(CALLS, method, path)
    assert caught.value.status == 404
    assert "GET /2/event/:id" in caught.value.details


def test_errors_speak_both_dialects() -> None:
    error = LegacyError(404, "not_found", "Not Found", "No such thing")
    assert list(error.body("v2").items()) == [
        ("details", "No such thing"),
        ("code", "not_found"),
        ("problem", "Not Found"),
    ]
    assert error.body("v3") == {"errors": [{"code": "not_found", "message": "No such thing"}]}


# The guide


def test_the_guide_is_up_to_date() -> None:
    written = (ROOT / "docs" / "legacy.md").read_text(encoding="utf-8")
    assert written == guide.markdown(CALLS), "run: python -m legacy_rest.guide > docs/legacy.md"


def test_the_guide_tells_of_every_row(call: Call) -> None:
    lines = guide.markdown([call]).splitlines()
    assert f"## {call.identity}" in lines
    for parameter in call.parameters:
        assert any(line.startswith(f"| `{parameter.name}` | {parameter.says} |") for line in lines)
    for name, row in rows(call.table):
        told = [line for line in lines if line.startswith(f"| `{name}` | ")]
        assert any(row.convert.says in line for line in told) if row.convert else told
        assert any(line.endswith(f"{row.note} |") for line in told) if row.note else told


@pytest.mark.parametrize(
    "line",
    [
        "| `time` | by default | `dateTime` | milliseconds since 1970; ISO 8601 in GraphQL |",
        "| `group.name` | by default | `group.name` | left out where it is empty |",
        "| `venue.id` | by default | `eventVenues.venue.id` | a number; a string in GraphQL |",
        "| `group.topics.name` | `fields=group_topics` | `group.activeTopics.name` | left out where it is empty |",
        "| `group.self` | `fields=self_membership_dues` or `fields=group_status` | `group.viewer` |  |",
        "| `group.self.status` | `fields=group_status` | `group.viewer.status` | active or pending, left out for "
        "former members; one of many words in GraphQL |",
        "| `description` | `text_format=plain` | `plainTextDescription` |  |",
        "| `self.rsvp.answers.answer` | `fields=self,rsvp_answer_info` | `viewer.rsvp.answers.text` |  |",
        "| `distance` | never | | only answers of a search around a place have one |",
        "| `limited_events` | Also events that show strangers a little: id, name, utc_offset, time, duration, counts, "
        "group, visibility, timezone. | `true`, `false`; `false` if not given | `$includeLimited: Boolean!` |",
    ],
)
def test_the_guide_reads_like_this(line: str) -> None:
    assert line in guide.markdown(CALLS).splitlines()
