"""The GraphiQL page in a real browser, offline and under its content security policy."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import urljoin

import httpx
import playwright.sync_api
import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.requests import Request

from db.demo import DEMO_EVENT_ID, DEMO_TOKEN
from server import pages
from tests.conftest import Databases
from tests.conftest import Server as Starting

PATHS = ["/graphql", "/gql-ext"]
PATIENCE = 30_000
NAMED_FILE = re.compile(r"""["'(]\./([\w.-]+\.(?:js|css|woff2?|ttf))["')]""")


class Server(Protocol):
    @property
    def url(self) -> str: ...


class Visit:
    """A page and what happened in it, its workers included."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.posts: list[str] = []
        self.workers: list[str] = []
        self.problems: list[str] = []
        context = page.context
        context.on("request", self._request)
        context.on("requestfailed", lambda request: self.problems.append(f"{request.url}: {request.failure}"))
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(str(error.error)))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("worker", lambda worker: self.workers.append(worker.url.rsplit("/", 1)[-1]))

    def _request(self, request: playwright.sync_api.Request) -> None:
        self.requests.append(request.url)
        if request.method == "POST":
            self.posts.append(request.url)

    def _response(self, response: playwright.sync_api.Response) -> None:
        if response.status >= 400:
            self.problems.append(f"{response.url}: {response.status}")

    def _console(self, message: playwright.sync_api.ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.problems.append(message.text)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield Visit(page)
    context.close()


def get(url: str) -> httpx.Response:
    return httpx.get(url, headers={"Accept": "text/html, */*"}, trust_env=False)


def policy_of(response_headers: dict[str, str]) -> dict[str, list[str]]:
    directives = (part.split() for part in response_headers["content-security-policy"].split(";"))
    return {name: sources for name, *sources in directives}


@pytest.mark.browser
@pytest.mark.parametrize("path", PATHS)
def test_page_works_offline_under_its_policy(server: Server, visit: Visit, path: str) -> None:
    page = visit.page
    page.goto(server.url + path)
    expect(page).to_have_title("Convene · GraphiQL")
    query = page.locator(".graphiql-query-editor")
    answer = page.locator(".graphiql-response .view-lines")
    expect(query).to_contain_text("FirstLook", timeout=PATIENCE)
    expect(answer).to_be_attached()

    page.get_by_role("button", name="Execute query").click()
    asked = {"query": '{ groupByUrlname(urlname: "api-craft-san-francisco") { name } }'}
    name = httpx.post(server.url + path, json=asked, trust_env=False).json()["data"]["groupByUrlname"]["name"]
    assert name
    expect(answer).to_contain_text(f'"name": "{name}"', timeout=PATIENCE)
    expect(answer).to_contain_text('"totalCount"')

    page.get_by_role("button", name="Show Documentation Explorer").click()
    expect(page.locator(".graphiql-doc-explorer")).to_contain_text("Root Types")

    # Completion and the marking of faults come from the GraphQL worker.
    query.locator(".view-line", has_text="city").click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("even")
    expect(page.locator(".suggest-widget.visible")).to_contain_text("events", timeout=PATIENCE)
    page.keyboard.press("Escape")
    page.keyboard.type("zz ")
    expect(query.locator(".squiggly-error").first).to_be_visible(timeout=PATIENCE)
    for _ in range(len("evenzz ")):
        page.keyboard.press("Backspace")

    # Prettier is loaded only now.
    page.keyboard.insert_text("again:name")
    page.get_by_role("button", name="Prettify").click()
    expect(query).to_contain_text("again: name", timeout=PATIENCE)
    expect(query.locator(".squiggly-error")).to_have_count(0)

    assert {"editor.worker.js", "graphql.worker.js", "json.worker.js"} <= set(visit.workers)
    assert [url for url in visit.requests if not url.startswith((f"{server.url}/", "data:"))] == []
    assert set(visit.posts) == {server.url + path}
    assert visit.problems == []


@pytest.mark.browser
def test_headers_are_sent_but_not_kept(server: Server, visit: Visit) -> None:
    page = visit.page
    page.goto(f"{server.url}/graphql")
    expect(page.locator(".graphiql-response .view-lines")).to_be_attached(timeout=PATIENCE)
    page.get_by_role("button", name="Headers", exact=True).click()
    headers = page.locator(".graphiql-editor-tool .monaco-editor:visible")
    headers.click()
    page.keyboard.insert_text('{"X-Convene-Test": "shibboleth"}')
    # GraphiQL takes note of the headers a little later, or at once when the tab is left.
    page.get_by_role("button", name="New tab").click()
    expect(headers).not_to_contain_text("shibboleth")
    page.get_by_role("tab", name="FirstLook").click()
    expect(headers).to_contain_text("shibboleth")

    with page.expect_request(lambda request: "x-convene-test" in request.headers) as sent:
        page.get_by_role("button", name="Execute query").click()
    assert sent.value.headers["x-convene-test"] == "shibboleth"
    expect(page.locator(".graphiql-response .view-lines")).to_contain_text('"name"', timeout=PATIENCE)
    page.wait_for_function("() => localStorage.getItem('graphiql:queries')?.includes('FirstLook')")
    assert "shibboleth" not in page.evaluate("JSON.stringify(localStorage)")
    assert visit.problems == []


def ask(page: Page, query: str) -> None:
    """Put a query in the place of what is there, and run it."""
    page.locator(".graphiql-query-editor").click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(query)
    page.get_by_role("button", name="Execute query").click()


@pytest.mark.browser
def test_query_mutation_and_subscription(databases: Databases, servers: Callable[..., Starting], visit: Visit) -> None:
    server, page = servers(databases.demo_to_change("sqlite")), visit.page
    bearer = {"Authorization": f"Bearer {DEMO_TOKEN}"}
    page.goto(f"{server.url}/graphql")
    answer = page.locator(".graphiql-response .view-lines")
    expect(answer).to_be_attached(timeout=PATIENCE)
    page.get_by_role("button", name="Headers", exact=True).click()
    page.locator(".graphiql-editor-tool .monaco-editor:visible").click()
    page.keyboard.insert_text(json.dumps(bearer))

    ask(page, f'{{ event(id: "{DEMO_EVENT_ID}") {{ title }} }}')
    expect(answer).to_contain_text('"title": "Tracing a slow request"', timeout=PATIENCE)
    change = f'mutation {{ closeEventRsvps(input: {{ eventId: "{DEMO_EVENT_ID}" }}) {{ event {{ id }} }} }}'
    ask(page, change)
    expect(answer).to_contain_text('"closeEventRsvps"', timeout=PATIENCE)
    expect(answer).to_contain_text(f'"id": "{DEMO_EVENT_ID}"')

    follow = f'eventChanged(eventId: "{DEMO_EVENT_ID}", after: "0") {{ event {{ rsvpSettings {{ rsvpsClosed }} }} }}'
    ask(page, f"subscription {{ {follow} }}")
    expect(answer).to_contain_text('"rsvpsClosed": true', timeout=PATIENCE)
    again = {"query": change.replace("closeEvent", "openEvent")}
    reopened = httpx.post(f"{server.url}/graphql", json=again, headers=bearer, trust_env=False).json()
    assert reopened["data"]["openEventRsvps"]["event"]
    expect(answer).to_contain_text('"rsvpsClosed": false', timeout=PATIENCE)
    page.get_by_role("button", name="Stop query").click()
    expect(page.get_by_role("button", name="Execute query")).to_be_visible()
    assert visit.problems == []


@pytest.mark.parametrize("path", PATHS)
def test_security_headers(server: Server, path: str) -> None:
    first, second = (get(server.url + path) for _ in range(2))
    assert first.status_code == 200
    assert first.headers["content-type"] == "text/html; charset=utf-8"
    assert first.headers["cache-control"] == "no-store"
    assert first.headers["x-content-type-options"] == "nosniff"
    assert first.headers["referrer-policy"] == "no-referrer"

    policy = policy_of(dict(first.headers))
    assert policy["default-src"] == ["'self'"]
    for directive in ("script-src", "script-src-elem", "script-src-attr", "connect-src"):
        assert policy.get(directive, ["'self'"]) == ["'self'"]
    assert policy["worker-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == ["'none'"]
    assert "'unsafe-inline'" not in policy["style-src"]
    assert "unsafe-eval" not in first.headers["content-security-policy"]
    # A nonce that comes back is none.
    assert policy["style-src"] != policy_of(dict(second.headers))["style-src"]
    assert re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", first.text) == []


def test_assets_are_there_and_stay_in_caches(server: Server) -> None:
    page = get(f"{server.url}/graphql")
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    types = set()
    for address in addresses:
        response = get(urljoin(f"{server.url}/graphql", address))
        assert response.status_code == 200, address
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert policy_of(dict(response.headers))["default-src"] == ["'self'"]
        types.add(response.headers["content-type"])
    assert types == {"text/javascript; charset=utf-8", "text/css; charset=utf-8", "image/svg+xml"}

    current = get(f"{server.url}/static/graphiql/current.json")
    assert current.headers["cache-control"] == "no-cache"
    missing = get(f"{server.url}/static/graphiql/none/main.js")
    assert missing.status_code == 404
    assert "immutable" not in missing.headers.get("cache-control", "")


def test_build_names_no_file_it_lacks() -> None:
    current = pages.STATIC / "graphiql" / "current.json"
    folder = current.parent / json.loads(current.read_text("utf-8"))["version"]
    present = {file.name for file in folder.iterdir()}
    named: set[str] = set()
    for file in [*folder.glob("*.js"), *folder.glob("*.css")]:
        named.update(NAMED_FILE.findall(file.read_text("utf-8")))
    assert any(name.endswith(".worker.js") for name in named)
    assert named - present == set()


def test_missing_build_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "STATIC", tmp_path)
    response = pages.graphiql(Request({"type": "http"}))
    assert response.status_code == 503
    assert "make assets" in bytes(response.body).decode()
