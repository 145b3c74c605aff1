"""The door: what is asked over HTTP in whatever form, what is refused and how, and what the log says of it."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import websockets
from sqlalchemy import URL

from db import demo
from tests.conftest import Server

PATHS = ("/graphql", "/gql-ext")
TITLE = "query Title($id: ID!) { event(id: $id) { title } }"
EVENT = {"id": str(demo.DEMO_EVENT_ID)}
TITLED = {"data": {"event": {"title": "Tracing a slow request"}}}
BEARER = {"Authorization": f"Bearer {demo.DEMO_TOKEN}"}
SELF = "{ self { id } }"


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """Asks."""
    with httpx.Client(timeout=60) as client:
        yield client


@pytest.fixture
def server(servers: Callable[..., Server], demo_urls: Callable[[str], URL], kind: str) -> Server:
    """A server on the demo, on either database."""
    return servers(demo_urls(kind), FASTPATH="on")


@pytest.fixture
def ask(client: httpx.Client, server: Server) -> Callable[..., httpx.Response]:
    """Posts a body to the server: bytes as they are, all else as JSON."""

    def post(body: Any, path: str = "/graphql", **also: Any) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", **also.pop("headers", {})}
        return client.post(f"{server.url}{path}", content=content, headers=headers, **also)

    return post


def code(answer: httpx.Response) -> str:
    """The code of the one error, in an answer without data."""
    body = answer.json()
    assert body.keys() == {"errors"}, body
    [error] = body["errors"]
    assert error["message"]
    return str(error["extensions"]["code"])


def lines(server: Server) -> list[dict[str, Any]]:
    """The JSON lines of a server's log."""
    return [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]


def logged(server: Server, answer: httpx.Response) -> dict[str, Any]:
    """What the log says of a request. The line is written when the answer is already on its way."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        found = [line for line in lines(server) if line["event"] == "request" and _is(line, answer)]
        if found:
            [line] = found
            return line
    raise AssertionError("the request is not in the log")


def _is(line: dict[str, Any], answer: httpx.Response) -> bool:
    return bool(line["id"] == answer.headers["X-Request-ID"])


# Health and pages


def test_health(client: httpx.Client, server: Server) -> None:
    for path, status in (("/healthz", "ok"), ("/readyz", "ready")):
        answer = client.get(f"{server.url}{path}")
        assert (answer.status_code, answer.json()) == (200, {"status": status})


def test_the_root_leads_to_the_page(client: httpx.Client, server: Server) -> None:
    answer = client.get(server.url)
    assert (answer.status_code, answer.headers["Location"]) == (307, "/graphql")


# Ways to ask


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "variables", [EVENT, json.dumps(EVENT), {"id": demo.DEMO_EVENT_ID}], ids=["object", "text", "int"]
)
def test_post(ask: Callable[..., httpx.Response], path: str, variables: Any) -> None:
    answer = ask({"query": TITLE, "variables": variables}, path)
    assert (answer.status_code, answer.json()) == (200, TITLED)
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "accept", ["*/*", "application/json", "text/html, */*;q=0.1", "application/graphql-response+json"]
)
def test_get(client: httpx.Client, server: Server, path: str, accept: str) -> None:
    given = {"query": TITLE, "variables": json.dumps(EVENT)}
    answer = client.get(f"{server.url}{path}", params=given, headers={"Accept": accept})
    assert (answer.status_code, answer.json()) == (200, TITLED)


@pytest.mark.parametrize("variables", [None, "", "null", "{}", {}, "absent"])
def test_variables_may_be_left_out(
    ask: Callable[..., httpx.Response], client: httpx.Client, server: Server, variables: Any
) -> None:
    given = {"query": "{ __typename }", "variables": variables, "operationName": None, "extensions": None}
    if variables == "absent":
        given = {"query": "{ __typename }"}
    assert ask(given).json() == {"data": {"__typename": "Query"}}
    if isinstance(variables, str):
        parameters = {name: value for name, value in given.items() if value is not None}
        answer = client.get(f"{server.url}/graphql", params=parameters)
        assert answer.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("A", {"data": {"a": "Query"}}),
        ("B", {"data": {"b": "Query"}}),
    ],
)
def test_the_operation_is_chosen_by_its_name(
    ask: Callable[..., httpx.Response], client: httpx.Client, server: Server, name: str, expected: Any
) -> None:
    given = {"query": "query A { a: __typename } query B { b: __typename }", "operationName": name}
    assert ask(given).json() == expected
    assert client.get(f"{server.url}/graphql", params=given).json() == expected


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("query A { __typename }", "B"),
        ("{ __typename }", "A"),
        ("query A { __typename } query B { __typename }", None),
        ("query A { __typename } query B { __typename }", ""),
        ("query A { __typename }", "A\x00"),
        ("fragment A on Query { __typename }", None),
    ],
)
def test_an_operation_that_is_not_there(
    client: httpx.Client, each_server: Server, query: str, name: str | None
) -> None:
    answer = client.post(f"{each_server.url}/graphql", json={"query": query, "operationName": name})
    assert answer.status_code in (200, 400)
    assert code(answer) in ("BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED")


def test_an_empty_operation_name_is_none(ask: Callable[..., httpx.Response]) -> None:
    assert ask({"query": "query A { __typename }", "operationName": ""}).json() == {"data": {"__typename": "Query"}}


def test_an_id_is_a_number_or_text(client: httpx.Client, each_server: Server) -> None:
    def title(query: str, **variables: Any) -> Any:
        answer = client.post(f"{each_server.url}/graphql", json={"query": query, "variables": variables})
        return answer.json()

    number = demo.DEMO_EVENT_ID
    right: tuple[Any, ...] = (number, str(number), float(number))
    unknown: tuple[Any, ...] = (-1, 0, 2**63, 10**30, "", "no such event", "9" * 5000, "\u0669\u0663")
    wrong: tuple[Any, ...] = (True, 1.5, None, [], {}, [number])
    for value in right:
        assert title(TITLE, id=value) == TITLED
    assert title(f"{{ event(id: {number}) {{ title }} }}") == TITLED
    assert title(f'{{ event(id: "{number}") {{ title }} }}') == TITLED
    for value in unknown:
        assert title(TITLE, id=value) == {"data": {"event": None}}
    for value in wrong:
        [error] = title(TITLE, id=value)["errors"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert title(TITLE)["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


# Who asks


@pytest.mark.parametrize("door", ["/graphql", "/2/event/930000000?only=id"])
@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_a_token_in_the_header(client: httpx.Client, server: Server, door: str, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {demo.DEMO_TOKEN}"}
    method = "POST" if door == "/graphql" else "GET"
    answer = client.request(method, f"{server.url}{door}", headers=headers, json={"query": SELF})
    assert answer.status_code == 200
    assert logged(server, answer)["viewer"] == demo.DEMO_ORGANIZER_ID


def test_a_token_as_a_parameter(ask: Callable[..., httpx.Response]) -> None:
    mine = {"data": {"self": {"id": str(demo.DEMO_ORGANIZER_ID)}}}
    assert ask({"query": SELF}, params={"access_token": demo.DEMO_TOKEN}).json() == mine
    nobody = {"data": {"self": None}}
    assert ask({"query": SELF}).json() == nobody
    assert ask({"query": SELF}, params={"access_token": ""}).json() == nobody
    assert ask({"query": SELF}, params={"key": demo.DEMO_TOKEN}).json() == nobody  # is for the old APIs


@pytest.mark.parametrize(
    ("headers", "parameters"),
    [
        ({"Authorization": "Bearer nobody's"}, {}),
        ({"Authorization": "Bearer"}, {}),
        ({"Authorization": ""}, {}),
        ({"Authorization": "Basic Zm9vOmJhcg=="}, {}),
        ({"Authorization": f"Bearer {'x' * 10_000}"}, {}),
        ({"Authorization": b"Bearer \xff\xfe"}, {}),
        ({}, {"access_token": "nobody's"}),
        ({}, {"access_token": "\x00"}),
        ({}, {"access_token": "\u00e9\U0001f600"}),
        ({"Authorization": "Bearer nobody's"}, {"access_token": demo.DEMO_TOKEN}),
    ],
)
@pytest.mark.parametrize("query", [SELF, "{"])
def test_a_bad_credential(
    ask: Callable[..., httpx.Response], server: Server, headers: Any, parameters: dict[str, str], query: str
) -> None:
    answer = ask({"query": query}, headers=headers, params=parameters)
    assert answer.status_code == 401
    assert code(answer) == "UNAUTHENTICATED"
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert logged(server, answer)["viewer"] == 0


# What cannot be read

DEEP = 100_000
UNREADABLE = {
    "nothing": b"",
    "null": b"null",
    "text": b'"{ __typename }"',
    "a number": b"1",
    "an empty list": b"[]",
    "a batch": b'[{"query": "{ __typename }"}]',
    "an empty object": b"{}",
    "half an object": b'{"query": "{ __typename }"',
    "not UTF-8": b'{"query": "{ __typename } # \xff"}',
    "UTF-16": '{"query": "{ __typename }"}'.encode("utf-16"),
    "no JSON number": b'{"query": "{ __typename }", "variables": {"a": NaN}}',
    "a deep list": b"[" * DEEP + b"]" * DEEP,
    "a deep object": b'{"query":' * DEEP,
    "deep variables": b'{"query": "{ __typename }", "variables": ' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"}",
    "a query of null": b'{"query": null}',
    "an empty query": b'{"query": ""}',
    "a query that is a number": b'{"query": 1}',
    "a query that is a list": b'{"query": ["{ __typename }"]}',
    "variables that are a list": b'{"query": "{ __typename }", "variables": []}',
    "variables that are a number": b'{"query": "{ __typename }", "variables": 1}',
    "variables that are no JSON": b'{"query": "{ __typename }", "variables": "{"}',
    "variables that are a list as text": b'{"query": "{ __typename }", "variables": "[]"}',
    "a name that is a number": b'{"query": "{ __typename }", "operationName": 1}',
    "a name that is a list": b'{"query": "{ __typename }", "operationName": ["A"]}',
    "extensions that are text": b'{"query": "{ __typename }", "extensions": "none"}',
    "a lone surrogate": b'{"query": "{ __typename }", "variables": {"a": "\\ud800"}}',
    "a lone surrogate in the query": b'{"query": "{ event(id: \\"\\udfff\\") { id } }"}',
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_a_body_that_cannot_be_read(ask: Callable[..., httpx.Response], server: Server, body: bytes) -> None:
    answer = ask(body)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert code(answer) == "BAD_USER_INPUT"
    assert logged(server, answer)["status"] == 400


@pytest.mark.parametrize("given", [{"variables": "{"}, {"variables": "[]"}, {"variables": "1"}, {"extensions": "{"}])
def test_parameters_that_cannot_be_read(client: httpx.Client, server: Server, given: dict[str, str]) -> None:
    answer = client.get(f"{server.url}/graphql", params={"query": "{ __typename }", **given})
    assert answer.status_code == 400
    assert code(answer) == "BAD_USER_INPUT"


@pytest.mark.parametrize("kind_of_body", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_body_of_another_kind(ask: Callable[..., httpx.Response], kind_of_body: str) -> None:
    answer = ask({"query": "{ __typename }"}, headers={"Content-Type": kind_of_body})
    assert answer.status_code in (400, 415)
    assert code(answer) == "BAD_USER_INPUT"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_a_method_that_is_not_ours(client: httpx.Client, server: Server, method: str) -> None:
    answer = client.request(method, f"{server.url}/graphql", json={"query": "{ __typename }"})
    assert answer.status_code == 405


def test_what_changes_something_is_not_asked_with_get(client: httpx.Client, server: Server) -> None:
    answer = client.get(f"{server.url}/graphql", params={"query": "mutation { __typename }"})
    assert answer.status_code in (400, 405)
    assert code(answer) == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    "query",
    [
        "{",
        " ",
        "# nothing",
        "{ event(id: 1 { id } }",
        "query { a } }",
        "\x00",
        pytest.param("{" + "a{" * DEEP, id="too deep"),
        pytest.param("{a" + "{a" * 9999 + "}" * 10_000, id="closed and too deep"),
    ],
)
def test_a_syntax_error(client: httpx.Client, each_server: Server, query: str) -> None:
    answer = client.post(f"{each_server.url}/graphql", json={"query": query})
    assert answer.status_code == 200
    assert code(answer) == "GRAPHQL_PARSE_FAILED"
    assert answer.json()["errors"][0]["locations"]


@pytest.mark.parametrize(
    "query",
    [
        "{ nothing }",
        "{ event { id } }",
        "{ event(id: 1) }",
        "{ event(id: 1) { id(a: 2) } }",
        "query ($id: Int!) { event(id: $id) { id } }",
        "{ event(id: 1) { ...Nowhere } }",
    ],
)
def test_a_query_that_is_not_valid(client: httpx.Client, each_server: Server, query: str) -> None:
    answer = client.post(f"{each_server.url}/graphql", json={"query": query})
    assert answer.status_code == 200
    assert code(answer) == "GRAPHQL_VALIDATION_FAILED"


# Characters that no database takes

URLNAME = "query ($it: String!) { groupByUrlname(urlname: $it) { id } }"
AFTER = (
    'query ($it: String) { groupByUrlname(urlname: "api-craft-san-francisco") '
    "{ events(first: 1, after: $it) { totalCount } } }"
)
BY_ID = "query ($it: ID!) { event(id: $it) { id } }"


@pytest.mark.parametrize("query", [URLNAME, AFTER, BY_ID], ids=["text", "a cursor", "an id"])
@pytest.mark.parametrize("value", ["\x00", "a\x00b", "api-craft-san-francisco\x00"])
def test_nul_is_refused(client: httpx.Client, each_server: Server, query: str, value: str) -> None:
    head, body = query.split(" { ", 1)
    text_of_it = json.dumps(value)
    literal, raw = (f"{{ {body.replace('$it', it)}" for it in (text_of_it, f'"{value}"'))
    default = f"{head.removesuffix(')')} = {text_of_it}) {{ {body}"
    for given in ({"query": query, "variables": {"it": value}}, {"query": literal}, {"query": raw}, {"query": default}):
        answer = client.post(f"{each_server.url}/graphql", json=given)
        assert answer.status_code == 200
        [error] = answer.json()["errors"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT", given
        assert set(answer.json()["data"].values()) == {None}


@pytest.mark.parametrize("query", [URLNAME, AFTER, BY_ID], ids=["text", "a cursor", "an id"])
@pytest.mark.parametrize("value", ["\ud800", "a\udfffb", "\udc00\ud800"])
def test_a_lone_surrogate_is_refused(client: httpx.Client, each_server: Server, query: str, value: str) -> None:
    """In variables it is no JSON; in a query, GraphQL calls it a syntax error."""
    headers = {"Content-Type": "application/json"}
    body = json.dumps({"query": query, "variables": {"it": value}}).encode()
    answer = client.post(f"{each_server.url}/graphql", content=body, headers=headers)
    assert (answer.status_code, code(answer)) == (400, "BAD_USER_INPUT")
    literal = f"{{ {query.split(' { ', 1)[1].replace('$it', json.dumps(value))}"
    answer = client.post(f"{each_server.url}/graphql", json={"query": literal})
    assert (answer.status_code, code(answer)) == (200, "GRAPHQL_PARSE_FAILED")


@pytest.mark.parametrize("target", ["/2/event/9%000", "/2/event/1?only=%00", "/2/event/1?fields=a%00b"])
def test_nul_is_refused_by_the_old_apis(client: httpx.Client, each_server: Server, target: str) -> None:
    answer = client.get(f"{each_server.url}{target}", headers=BEARER)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    "target", ["/2/event/%ff", "/2/event/%ed%a0%80", "/2/event/" + "9" * 5000, "/2/event/%F0%9F%98%80"]
)
def test_strange_ids_are_found_nowhere(client: httpx.Client, each_server: Server, target: str) -> None:
    answer = client.get(f"{each_server.url}{target}", headers=BEARER)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


# WebSockets


def _talk(server: Server, token: str | None) -> list[Any]:
    """What a query over a WebSocket brings, or the code with which the door is shut."""

    async def talk() -> list[Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = f"{server.url.replace('http', 'ws', 1)}/graphql"
        protocols = [websockets.Subprotocol("graphql-transport-ws")]
        async with websockets.connect(url, subprotocols=protocols, additional_headers=headers) as socket:
            try:
                await socket.send('{"type": "connection_init"}')
                await socket.recv()
                await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": SELF}}))
                return [json.loads(await socket.recv()) for _ in range(2)]
            except websockets.ConnectionClosed as closed:
                return [closed.rcvd.code if closed.rcvd else None]

    return asyncio.run(talk())


@pytest.mark.parametrize(
    ("token", "mine"),
    [(None, None), (demo.DEMO_TOKEN, {"id": str(demo.DEMO_ORGANIZER_ID)})],
    ids=["nobody", "somebody"],
)
def test_a_query_over_a_websocket(server: Server, token: str | None, mine: dict[str, str] | None) -> None:
    answer, end = _talk(server, token)
    assert (answer["type"], answer["payload"]) == ("next", {"data": {"self": mine}})
    assert end == {"id": "1", "type": "complete"}


def test_a_websocket_with_a_bad_credential_is_closed(server: Server) -> None:
    before = server.log.read_text()
    assert _talk(server, "nobody's") == [4403]
    assert "Traceback" not in server.log.read_text().removeprefix(before)
