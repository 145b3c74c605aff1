"""The front: requests for the two doors are led there past all other routes, to GraphQL by their whole path, to the old
APIs by its first segment.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from starlette.routing import Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

ANY = "{}"
"""The first segment of routes that begin with a parameter."""


class Front:
    """Serves the `doors` by their paths, and what fits one of the `tables` in full; whatever else there is, is left to
    `app`, which has them too.

    Their endpoints must answer all errors themselves: nobody else does here.
    """

    def __init__(self, app: ASGIApp, doors: Mapping[str, ASGIApp], tables: Iterable[Route]) -> None:
        self.app = app
        self.doors = doors
        self.by_first: dict[str, list[Route]] = defaultdict(list)
        for route in tables:
            first = _first(route.path)
            self.by_first[ANY if first.startswith("{") else first].append(route)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lead a request where it wants to go."""
        await self.led(scope)(scope, receive, send)

    def led(self, scope: Scope) -> ASGIApp:
        """Who serves a request."""
        if scope["type"] not in ("http", "websocket"):
            return self.app
        door = self.doors.get(scope["path"])
        if door:
            return door
        route = self.route(scope)
        return route.handle if route else self.app

    def route(self, scope: Scope) -> Route | None:
        """The route of the tables that a request fits, noted in its scope."""
        first = _first(scope["path"])
        for route in self.by_first.get(first) or (self.by_first[ANY] if first else ()):
            match, found = route.matches(scope)
            if match is Match.FULL:
                scope.update(found)
                return route
        return None


def _first(path: str) -> str:
    """The first segment without a format, as in `/status.xml`; empty where a path begins with two slashes."""
    return path.partition("/")[2].partition("/")[0].partition(".")[0]
