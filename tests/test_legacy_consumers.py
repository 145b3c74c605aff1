"""Consumers of the old API: tokens bound to them, their scopes, and the origins that browsers may call from."""

from collections.abc import Callable

import httpx
import pytest
from sqlalchemy import URL

from db import demo
from tests.conftest import Databases, Server
from tests.legacy_examples import TOKEN
from tests.test_cli import convene, refusal

ORIGIN = "https://partner.example"
GROUP = "/api-craft-san-francisco"
MEMBER = str(demo.DEMO_MEMBER_ID)


@pytest.fixture(scope="module")
def url(databases: Databases) -> URL:
    url = databases.demo_to_change("sqlite")
    convene("consumer", "create", "partner", "--redirect-uri", f"{ORIGIN}/back?x=1", url=url)
    convene("consumer", "create", "mailer", "--scope", "messaging", url=url)
    return url


@pytest.fixture(scope="module")
def partner(url: URL) -> str:
    return convene("token", "create", "--member", MEMBER, "--consumer", "partner", url=url).strip()


@pytest.fixture
def server(servers: Callable[..., Server], url: URL) -> Server:
    return servers(url)


def ask(server: Server, path: str, token: str = "", method: str = "GET", **headers: str) -> httpx.Response:
    given = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.request(method, f"{server.url}{path}", headers={**given, **headers}, timeout=60)


def test_browsers_may_call_from_a_registered_origin(server: Server, partner: str) -> None:
    response = ask(server, GROUP, partner, Origin=ORIGIN)
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert response.headers["Access-Control-Allow-Credentials"] == "true"
    exposed = response.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"X-RateLimit-Remaining", "X-Total-Count", "Link"} <= set(exposed)
    assert "Origin" in response.headers["Vary"]
    missing = ask(server, "/no-such-group", partner, Origin=ORIGIN)
    assert (missing.status_code, missing.headers["Access-Control-Allow-Origin"]) == (404, ORIGIN)


@pytest.mark.parametrize("origin", ["https://other.example", "http://partner.example", f"{ORIGIN}.example", "null"])
def test_other_origins_are_told_nothing(server: Server, partner: str, origin: str) -> None:
    for token in (partner, TOKEN, ""):
        response = ask(server, GROUP, token, Origin=origin)
        assert response.status_code == 200
        assert not [name for name in response.headers if name.startswith("access-control")]
    assert "access-control-allow-origin" not in ask(server, GROUP, TOKEN, Origin=ORIGIN).headers


def test_what_browsers_ask_before_they_ask(server: Server) -> None:
    asked = {"Origin": ORIGIN, "Access-Control-Request-Method": "GET"}
    response = ask(server, GROUP, method="OPTIONS", **asked)
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    methods = response.headers["Access-Control-Allow-Methods"]
    assert {"GET", "OPTIONS"} <= set(methods.split(", "))
    assert methods == response.headers["Allow"]
    assert response.headers["Access-Control-Max-Age"] == "86400"
    assert "Authorization" in response.headers["Access-Control-Allow-Headers"]
    other = ask(server, GROUP, method="OPTIONS", Origin="https://other.example")
    assert "access-control-allow-origin" not in other.headers


def test_a_token_may_do_what_its_consumer_may(server: Server, url: URL, partner: str) -> None:
    response = ask(server, "/members/self", partner)
    assert (response.status_code, response.json()["id"]) == (200, demo.DEMO_MEMBER_ID)
    assert (response.headers["X-OAuth-Scopes"], response.headers["X-Accepted-OAuth-Scopes"]) == ("basic", "basic")
    assert "X-OAuth-Scopes" not in ask(server, "/members/self", TOKEN).headers
    mailer = convene("token", "create", "--member", MEMBER, "--consumer", "mailer", url=url).strip()
    refused = ask(server, "/members/self", mailer)
    assert refused.status_code == 400
    assert refused.json()["errors"] == [{"code": "scope_error", "message": "Insufficient oauth scope"}]


def test_one_token_works_at_both_doors(server: Server, partner: str) -> None:
    query = {"query": "{ self { id } }"}
    answer = httpx.post(f"{server.url}/graphql", json=query, headers={"Authorization": f"Bearer {partner}"}, timeout=60)
    assert answer.json()["data"]["self"]["id"] == MEMBER


def test_the_command_says_what_is_wrong(url: URL) -> None:
    assert "There is a consumer 'partner' already" in refusal("consumer", "create", "partner", url=url)
    wrong = refusal("consumer", "create", "other", "--redirect-uri", "partner.example", url=url)
    assert "--redirect-uri must be like" in wrong
    unknown = refusal("token", "create", "--member", MEMBER, "--consumer", "nobody", url=url)
    assert "There is no consumer 'nobody'" in unknown
