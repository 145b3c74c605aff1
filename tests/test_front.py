"""The front leads a request to the very route that all the routes in their order would have led it to."""

import asyncio
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Match, Route

from server.app import build
from server.front import Front
from server.settings import read


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    """The application, of which nothing runs."""
    folder: Path = tmp_path_factory.mktemp("front")

    async def built() -> Starlette:
        return build(read({"DATABASE_URL": f"sqlite:///{folder}/none.sqlite3"}))

    return asyncio.run(built())


def the_front(app: Starlette) -> Front:
    [given] = [each.kwargs for each in app.user_middleware if "doors" in each.kwargs]
    return Front(app, **cast(dict[str, Any], given))


def leads(front: Front, scope: dict[str, Any]) -> Any:
    """The endpoint that the front leads to, and None where it leaves a request to all the routes."""
    led = front.led(scope)
    route = getattr(led, "__self__", None)
    return route.endpoint if isinstance(route, Route) else None if led is front.app else led


def asked(path: str, kind: str = "http", method: str = "GET") -> dict[str, Any]:
    return {"type": kind, "path": path, "method": method, "headers": [], "query_string": b""}


FIXED = ["graphql", "gql-ext", "2", "2.xml", "status", "status.xml", "Status", "healthz", "photos", "find", "dashboard"]
WORDS = [*FIXED, "event", "events", "events.json", "groups", "topics", "members", "self", "77", "Some-Group", "a.b", ""]
paths = st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=5).map(lambda parts: "/" + "/".join(parts))


@given(paths, st.sampled_from(["http", "websocket"]), st.sampled_from(["GET", "POST", "TRACE"]))
def test_where_it_leads_all_the_routes_would_lead_too(app: Starlette, path: str, kind: str, method: str) -> None:
    scope = asked(path, kind, method)
    fitting = [(route, found) for route in app.routes for match, found in [route.matches(scope)] if match is Match.FULL]
    led = leads(the_front(app), scope)
    if led:
        found = fitting[0][1]
        assert (led, scope.get("path_params", {})) == (found["endpoint"], found["path_params"])


@pytest.mark.parametrize(
    "path",
    ["/graphql", "/2/event/77", "/2/events.xml/", "/status", "/status.xml", "/Some-Group.xml", "/Some-Group/events/7"],
)
def test_requests_for_the_doors_pass_no_other_route(app: Starlette, path: str) -> None:
    assert leads(the_front(app), asked(path))


@pytest.mark.parametrize("path", ["/", "/healthz", "/photos/1", "//2/event/77", "/openapi/meetup.json"])
def test_other_requests_are_left_to_all_the_routes(app: Starlette, path: str) -> None:
    assert leads(the_front(app), asked(path)) is None
