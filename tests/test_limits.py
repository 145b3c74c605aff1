"""What may be asked at once, and how much in a minute: limits on documents, and points."""

import asyncio
import ipaddress
import json
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import redis
from graphql import GraphQLObjectType
from hypothesis import given, settings
from hypothesis import strategies as st
from limits.aio.storage import MemoryStorage
from sqlalchemy import URL

import schema
from db import demo
from schema.costs import COUNT, LIST, POINT, ROW, WRITE
from schema.documents import Documents, Rules
from schema.limits import Bounds
from server.counters import LEAST_SWEPT, Counters
from server.limits import Budget, Limits
from server.points import Purse, Throttled
from server.settings import BOUNDS
from tests.conftest import REDIS, ROOT, Server, lacking

BEARER = {"Authorization": f"Bearer {demo.DEMO_TOKEN}"}
EVENT = f"event(id: {demo.DEMO_EVENT_ID})"


def documents() -> Documents:
    """An empty cache with the limits that a server has by default."""
    return Documents(schema.schema._schema, Rules(Bounds(**BOUNDS)))


def wrong(text: str) -> list[str]:
    """What is wrong with a document by its size."""
    document = documents().get(text)
    return [error.message for error in document.syntax or document.excess]


def exponential(levels: int) -> str:
    """A document in which every fragment holds the next one twice, under fields that lead back."""
    chain = [
        f"fragment F{number} on Event {{ a: group {{ events {{ edges {{ node {{ ...F{number + 1} }} }} }} }}"
        f" b: group {{ events {{ edges {{ node {{ ...F{number + 1} }} }} }} }} }}"
        for number in range(levels)
    ]
    return f"{{ {EVENT} {{ ...F0 }} }} {' '.join(chain)} fragment F{levels} on Event {{ id }}"


def flat(levels: int) -> str:
    """The same without fields in between: the depth does not grow, only the number of spreads."""
    chain = [f"fragment F{n} on Event {{ ...F{n + 1} ...F{n + 1} x{n}: id }}" for n in range(levels)]
    return f"{{ {EVENT} {{ ...F0 }} }} {' '.join(chain)} fragment F{levels} on Event {{ id }}"


W_EVENT = "id title dateTime group { id name } venues { id name lat lon } eventHosts { memberId name }"
WORKLOADS = {
    "W1": f"query ($id: ID!) {{ event(id: $id) {{ {W_EVENT} }} }}",
    "W2": "query ($id: ID!) { group(id: $id) { events(first: 100) { edges { node {"
    f" {W_EVENT} rsvps(first: 5) {{ edges {{ node {{ id status member {{ id name }} }} }} }} }} }} }} }} }}",
    "W3": "{ groups(first: 50) { edges { node { id name events(first: 20) { edges { node {"
    " id title dateTime venues { id name } } } } } } } }",
}
"""What the benchmarks ask."""


# Documents


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{" + "a " * 10_000 + "}", "more than 10000 tokens"),
        ("#\n" * 10_001 + "{ a }", "comments"),
        ("{ a " + "{ a " * 20 + "}" * 21, "21 levels; the limit is 20"),
        ("{" + " ".join(f"a{n}: __typename" for n in range(301)) + "}", "301 fields at its root; the limit is 300"),
        (f"{{ {EVENT} {{ {' '.join(f'a{n}: id' for n in range(1001))} }} }}", "1001 aliases; the limit is 1000"),
        (f"{{ {EVENT} {{ {'id @skip(if: false) ' * 501} }} }}", "501 directives; the limit is 500"),
        (flat(30), "very many aliases"),
    ],
)
def test_too_much(text: str, sentence: str) -> None:
    assert any(sentence in message for message in wrong(text)), wrong(text)


@pytest.mark.parametrize(
    "text",
    [
        "{ a " + "{ a " * 19 + "}" * 20,
        "{" + " ".join(f"a{n}: event(id: {n}) {{ id title }}" for n in range(250)) + "}",
        f"{{ {EVENT} {{ ...A }} }} fragment A on Event {{ ...B }} fragment B on Event {{ ...A id }}",
        f"{{ {EVENT} {{ ...Nowhere }} }}",
    ],
    ids=["deep enough", "as old clients ask", "a circle", "nowhere"],
)
def test_not_too_much(text: str) -> None:
    """What is wrong in other ways is left to validation."""
    assert wrong(text) == []


def test_each_operation_is_measured_by_itself() -> None:
    two = " ".join(f"query Q{q} {{ {' '.join(f'a{n}: __typename' for n in range(200))} }}" for q in range(2))
    assert wrong(two) == []


def steps(text: str) -> int:
    """How many functions are called while a document is measured and priced. Validation has a budget of its own."""
    document = documents().get(text)
    assert document.tree is not None, document.syntax
    operation = document.operation(None)
    assert operation is not None
    count = 0

    def note(_frame: Any, what: str, _argument: Any) -> None:
        nonlocal count
        count += what == "call"

    sys.setprofile(note)
    try:
        assert document.excess
        assert document.cost(operation, {}) > 0
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("draw", [exponential, flat])
def test_exponential_documents_take_linear_work(draw: Callable[[int], str]) -> None:
    few, many = steps(draw(30)), steps(draw(60))
    assert many < 2.2 * few


def test_a_document_with_too_much_is_refused_by_the_server(counting: Server) -> None:
    for text in (exponential(12), flat(24), "{" + "a " * 10_000 + "}"):
        answer = httpx.post(f"{counting.url}/graphql", json={"query": text}, timeout=60)
        assert answer.status_code == 200
        for error in answer.json()["errors"]:
            assert error["extensions"]["code"] in ("GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED")


def test_the_limits_are_settings(servers: Callable[..., Server], url: URL) -> None:
    server = servers(url, DOCUMENT_DEPTH="2", DOCUMENT_TOKENS="20", INTROSPECTION="off", SUGGESTIONS="off")

    def sentence(query: str) -> str:
        answer = httpx.post(f"{server.url}/graphql", json={"query": query}, headers=BEARER)
        return str(answer.json()["errors"][0]["message"])

    assert "3 levels; the limit is 2" in sentence(f"{{ {EVENT} {{ group {{ id }} }} }}")
    assert "more than 20 tokens" in sentence("{" + "a " * 20 + "}")
    assert "introspection" in sentence("{ __schema { types } }").lower()
    assert "Did you mean" not in sentence("{ evnt { id } }")
    old = httpx.get(f"{server.url}/2/event/{demo.DEMO_EVENT_ID}", headers=BEARER)
    assert (old.status_code, old.json()["id"]) == (200, str(demo.DEMO_EVENT_ID))  # its documents are our own


# Prices


def points(query: str, **variables: Any) -> int:
    """What a query costs."""
    document = documents().get(query)
    assert document.errors == []
    operation = document.operation(None)
    assert operation is not None
    return document.cost(operation, variables)


NODE = "edges { node { id } }"


@pytest.mark.parametrize(
    ("query", "hundredths"),
    [
        ("{ __typename }", 0),
        (f"{{ {EVENT} {{ id title }} }}", ROW),
        (f"{{ {EVENT} {{ id group {{ id }} }} }}", 2 * ROW),
        (f"{{ {EVENT} {{ eventHosts {{ memberId }} }} }}", ROW + LIST * ROW),
        (f"{{ events(first: 100) {{ {NODE} }} }}", ROW + 100 * ROW),
        (f"{{ events {{ {NODE} }} }}", ROW + 20 * ROW),
        (f"{{ events(last: 7) {{ {NODE} }} }}", ROW + 7 * ROW),
        (f"{{ events(first: 100000) {{ {NODE} }} }}", ROW + 500 * ROW),
        ("{ events(first: 500) { totalCount } }", ROW + COUNT),
        (f"{{ events(first: 500) {{ ...E }} }} fragment E on EventConnection {{ {NODE} }}", ROW + 500 * ROW),
        (f"{{ events(first: 10) {{ edges {{ node {{ rsvps(first: 10) {{ {NODE} }} }} }} }} }}", 11 * ROW + 110 * ROW),
    ],
)
def test_prices(query: str, hundredths: int) -> None:
    assert points(query) == max(1, -(-hundredths // POINT))


def test_prices_follow_the_variables() -> None:
    query = f"query ($n: Int = 40) {{ events(first: $n) {{ {NODE} }} }}"
    assert points(query) == -(-41 * ROW // POINT)
    assert [points(query, n=n) for n in (1, 100, 500)] == [1, -(-101 * ROW // POINT), -(-501 * ROW // POINT)]


def test_a_write_costs_more_than_a_read() -> None:
    write = 'mutation { closeEventRsvps(input: {eventId: "1"}) { errors { code } } }'
    assert points(write) >= WRITE // POINT


def test_the_workloads_fit_in_one_bucket() -> None:
    prices = {name: points(query, id="7") for name, query in WORKLOADS.items()}
    assert prices["W1"] == 1
    assert max(prices.values()) < 500, prices
    assert prices["W2"] == 116


def test_the_page_on_limits_names_every_price() -> None:
    page = (ROOT / "docs" / "limits.md").read_text()
    for hundredths in (ROW, COUNT, WRITE):
        assert f"| {hundredths / POINT:g} |" in page
    for name in schema_extras():
        assert f"`{name}`" in page


def schema_extras() -> list[str]:
    """The fields with a price of their own; every one exists."""
    from schema.costs import EXTRA

    for name in EXTRA:
        kind, _, field = name.partition(".")
        found = schema.schema._schema.get_type(kind)
        assert isinstance(found, GraphQLObjectType)
        assert field in found.fields
    return list(EXTRA)


# Points


@pytest.fixture(scope="module")
def url(demo_urls: Callable[[str], URL]) -> URL:
    """The demo."""
    return demo_urls("sqlite")


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """Asks."""
    with httpx.Client(timeout=60) as client:
        yield client


@pytest.fixture
def counting(servers: Callable[..., Server], url: URL) -> Server:
    """A server that gives everybody 50 points an hour."""
    return servers(url, FASTPATH="off", GRAPHQL_RATE="50/1 hour", BATCH_LIMIT="5")


def caller(number: int) -> dict[str, str]:
    """A caller of this address. A proxy on the same machine may say for whom it asks."""
    return {"X-Forwarded-For": f"192.0.2.{number}"}


PAGE = f"{{ events(first: 399) {{ {NODE} }} }}"
"""Costs twenty points."""


def ask(client: httpx.Client, server: Server, headers: Any, **also: Any) -> httpx.Response:
    """Spends twenty points, and wants to know what is left."""
    body = {"query": PAGE, "extensions": {"cost": True}, **also}
    return client.post(f"{server.url}/graphql", json=body, headers=headers)


@pytest.mark.parametrize("headers", [caller(1), caller(2), BEARER], ids=["one", "another", "a member"])
def test_points_are_spent_by_credential(client: httpx.Client, counting: Server, headers: Any) -> None:
    first, second = (ask(client, counting, headers).json()["extensions"]["cost"] for _ in range(2))
    assert (first["points"], first["limit"], first["remaining"], second["remaining"]) == (20, 50, 30, 10)
    assert first["window"] == 3600
    third = ask(client, counting, headers)
    body = third.json()
    extensions = body["errors"][0].pop("extensions")
    assert third.status_code == 200
    assert body == {"errors": [{"message": "Too many requests, please try again shortly."}], "data": None}
    assert (extensions["code"], extensions["consumedPoints"]) == ("RATE_LIMITED", 40)
    assert datetime.fromisoformat(extensions["resetAt"]) > datetime.now(UTC)
    assert 0 < int(third.headers["Retry-After"]) <= 3600
    small = client.post(f"{counting.url}/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert small.json() == {"data": {"__typename": "Query"}}  # what was refused has cost nothing
    refused = ask(client, counting, {**headers, "Accept": "application/graphql-response+json"})
    assert refused.status_code == 429
    assert refused.json().keys() == {"errors"}


def test_the_old_api_has_a_budget_of_its_own(client: httpx.Client, counting: Server) -> None:
    for _ in range(3):
        ask(client, counting, BEARER)
    old = client.get(f"{counting.url}/2/event/{demo.DEMO_EVENT_ID}", headers=BEARER)
    assert old.status_code == 200


def test_what_can_never_be_paid(client: httpx.Client, counting: Server) -> None:
    query = f"{{ groups(first: 500) {{ edges {{ node {{ events {{ {NODE} }} }} }} }} }}"
    [error] = ask(client, counting, caller(3), query=query).json()["errors"]
    price = points(query)
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "points": price}
    assert f"{price} points" in error["message"]


def test_points_come_back() -> None:
    """The window is short; what is waited for is the budget, not a time."""

    async def spend() -> list[bool]:
        purse = Purse(Limits(), Budget.of("test", "20/1 second"))
        paid: list[bool] = []
        while not (False in paid and paid[-1]):
            try:
                await purse.pay("somebody", 20)
                paid.append(True)
            except Throttled:
                paid.append(False)
        return paid

    paid = asyncio.run(asyncio.wait_for(spend(), 30))
    assert (paid[0], paid[-1]) == (True, True)


def test_a_batch_is_as_dear_as_its_operations(client: httpx.Client, counting: Server) -> None:
    batch = [{"query": PAGE}] * 4
    answers = client.post(f"{counting.url}/graphql", json=batch, headers=caller(4)).json()
    assert ["errors" in answer for answer in answers] == [False, False, True, True]


def test_cost_is_told_on_request_only(client: httpx.Client, counting: Server) -> None:
    assert "extensions" not in ask(client, counting, caller(5), extensions={}).json()
    asked = {"query": PAGE, "extensions": json.dumps({"cost": True})}
    answer = client.get(f"{counting.url}/graphql", params=asked, headers=caller(5))
    assert answer.json()["extensions"]["cost"]["points"] == 20
    assert answer.headers["Cache-Control"] == "private, no-store"


# The cache of documents


def test_documents_are_read_once(client: httpx.Client, counting: Server) -> None:
    before = counted(client, counting)
    for _ in range(10):
        client.post(f"{counting.url}/graphql", json={"query": "{ cached: __typename }"}, headers=caller(6))
        client.post(f"{counting.url}/graphql", json={"query": "{ broken"}, headers=caller(6))
    after = counted(client, counting)
    assert after["miss"] - before["miss"] == 2
    assert after["hit"] - before["hit"] == 18


def counted(client: httpx.Client, server: Server) -> dict[str, float]:
    """Hits and misses of the cache."""
    page = client.get(f"{server.url}/metrics").text
    lines = [line.split() for line in page.splitlines() if line.startswith("convene_documents_total")]
    return {name.partition('"')[2].partition('"')[0]: float(value) for name, value in lines}


def test_the_cache_is_bounded_by_the_length_of_texts() -> None:
    cache = documents()
    for number in range(9):
        cache.get(f"#{number}{'x' * 300_000}\n{{ __typename }}")
    assert len(cache) == 3


# Several workers, last because it takes two of the servers that are kept


def test_two_workers_share_what_redis_counts(
    client: httpx.Client, servers: Callable[..., Server], demo_urls: Callable[[str], URL], kind: str
) -> None:
    try:
        redis.Redis.from_url(REDIS).ping()
    except redis.ConnectionError:
        lacking("Redis")
    given = {"REDIS_URL": REDIS, "GRAPHQL_RATE": "50/1 hour", "FASTPATH": "off"}
    pair = [servers(demo_urls(kind), **given, WORKER=str(number)) for number in range(2)]
    address = {"X-Forwarded-For": str(ipaddress.IPv6Address(uuid.uuid4().int))}  # that no other run has
    found = [ask(client, pair[number % 2], address).json() for number in range(3)]
    assert [answer.get("extensions", {}).get("cost", {}).get("remaining") for answer in found] == [30, 10, None]
    assert found[2]["errors"][0]["extensions"]["code"] == "RATE_LIMITED"


@settings(max_examples=500)
@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from(["incr", "get", "tick"]), st.integers(-2, 3)), max_size=60
    )
)
def test_counts_are_those_of_the_library(steps: list[tuple[str, str, int]]) -> None:
    """`limits` has a storage of its own for one process, which looks through all callers at every request."""

    async def run() -> None:
        now, ours, theirs = 1000.0, Counters(), MemoryStorage()
        with pytest.MonkeyPatch.context() as clock:
            clock.setattr(time, "time", lambda: now)
            for key, what, number in steps:
                if what == "tick":
                    now += abs(number)
                elif what == "incr":
                    assert await ours.incr(key, 5, number) == await theirs.incr(key, 5, number)
                assert await ours.get(key) == await theirs.get(key)
                assert await ours.get_expiry(key) == max(now, await theirs.get_expiry(key))

    asyncio.run(run())


def test_counts_that_have_ended_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> int:
        counters = Counters()
        for number in range(10 * LEAST_SWEPT):
            monkeypatch.setattr(time, "time", lambda number=number: float(number))
            await counters.incr(f"caller {number}", 100)
            assert len(counters) <= LEAST_SWEPT
        return len(counters)

    assert asyncio.run(run()) >= 100
