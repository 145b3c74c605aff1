"""Our schema holds what is published: nothing is missing that is not listed with a reason, nothing is narrower."""

import pytest
from graphql import GraphQLSchema, build_schema, find_breaking_changes, parse, validate

from tests.contract import ROOT, Contract, bare, contract, listing, ours, page, sections, types

OURS = contract()
NOT_CARRIED = [name for names in sections("not_carried.txt").values() for name in names]
MOST = 0.1
"""What part of the published fields may be left out."""


def listed(place: str, places: list[str]) -> bool:
    """Whether a place is in a list, or its type is."""
    return any(OURS.covers(each, place) for each in places)


def test_what_is_missing_is_listed() -> None:
    missing = [place for place in OURS.missing if not listed(place, NOT_CARRIED)]
    assert missing == []


def test_what_is_listed_is_missing() -> None:
    """What has come is taken off its list."""
    assert [name for name in NOT_CARRIED if name not in OURS.missing] == []


def test_nothing_is_otherwise_than_published() -> None:
    assert (OURS.different, OURS.demanded) == ([], [])


def test_nine_tenths_are_carried() -> None:
    assert len(set(NOT_CARRIED)) == len(NOT_CARRIED)
    assert OURS.size == 959
    assert sum(OURS.fields(name) for name in NOT_CARRIED) <= MOST * OURS.size


def test_the_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "graphql.md").read_text() == page(OURS)


def test_the_documents_of_the_clients_are_published_ones() -> None:
    document = parse((ROOT / "tests" / "clients" / "published.graphql").read_text())
    published = bare("published.txt")
    assert [error.message for schema in (published, ours()) for error in validate(schema, document)] == []


def broken(before: GraphQLSchema, after: GraphQLSchema) -> list[str]:
    """What documents for the one may stumble over in the other."""
    return [change.description for change in find_breaking_changes(before, after)]


def test_nothing_breaks_that_is_not_told() -> None:
    told = [change for changes in sections("breaking.txt").values() for change in changes]
    assert broken(bare("released.txt"), ours()) == told


def test_a_break_is_noticed() -> None:
    assert broken(build_schema("type Query { a: Int, b: Int }"), build_schema("type Query { a: Int! }")) == [
        "Field Query.b was removed."
    ]


def test_a_list_is_the_schema() -> None:
    schema = bare("published.txt")
    assert list(listing(schema)) == (ROOT / "tests" / "published.txt").read_text().splitlines()


PUBLISHED = """type Query { a(x: Int, y: [E]): [Int] b: Int c: E d: S }
enum E { ONE TWO } input I { a: Int! b: String c: Int! = 2 } type Gone { x: Int } scalar S"""


@pytest.mark.parametrize(
    ("mine", "missing", "different", "demanded"),
    [
        (PUBLISHED, [], [], []),
        (PUBLISHED.replace("b: Int ", ""), ["Query.b"], [], []),
        (PUBLISHED.replace("type Gone { x: Int }", ""), ["Gone"], [], []),
        (PUBLISHED.replace("x: Int, ", ""), ["Query.a(x)"], [], []),
        (PUBLISHED.replace("ONE", "ELEVEN"), ["E.ONE"], [], []),
        (PUBLISHED.replace("[Int]", "[Int!]"), [], ["Query.a answers [Int!], published is [Int]"], []),
        (PUBLISHED.replace("[E]", "[E!]"), [], ["Query.a(y) takes [E!], published is [E]"], []),
        (PUBLISHED.replace("x: Int,", "x: Int, z: Int!,"), [], [], ["Query.a(z)"]),
        (PUBLISHED.replace("x: Int,", "x: Int, z: Int! = 1,"), [], [], []),
        (PUBLISHED.replace("b: String", "b: String d: Int!"), [], [], ["I.d"]),
        (PUBLISHED.replace("b: String", "b: String!"), [], ["I.b takes String!, published is String"], []),
        (PUBLISHED.replace("= 2", "= 3"), [], ["I.c is 3 if not given, published is 2"], []),
        (PUBLISHED.replace("a: Int!", "a: Int"), [], [], []),
        (PUBLISHED.replace("b: String", "b: NotHere") + " scalar NotHere", ["I.b"], [], []),
        (PUBLISHED.replace("b: String", '"Not supported, and refused." b: String'), ["I.b"], [], []),
        (PUBLISHED.replace("(x:", '("Has no effect: why?" x:'), ["Query.a(x)"], [], []),
    ],
)
def test_a_breach_is_noticed(mine: str, missing: list[str], different: list[str], demanded: list[str]) -> None:
    found = Contract(types(build_schema(PUBLISHED)), types(build_schema(mine)))
    assert (found.missing, found.different, found.demanded) == (missing, different, demanded)
