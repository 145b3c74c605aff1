"""The front: requests for the two doors are led there by the first segment of their path, past all other routes."""

from collections import defaultdict
from collections.abc import Iterable

from starlette.routing import Match, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

ANY = "{}"
"""The first segment of routes that begin with a parameter."""


class Front:
    """Serves what fits one of these routes in full; whatever else there is, is left to `app`, which has them too.

    Their endpoints must answer all errors themselves: nobody else does here.
    """

    def __init__(self, app: ASGIApp, doors: Iterable[Route | WebSocketRoute]) -> None:
        self.app = app
        self.by_first: dict[str, list[Route | WebSocketRoute]] = defaultdict(list)
        for route in doors:
            first = _first(route.path)
            self.by_first[ANY if first.startswith("{") else first].append(route)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lead a request where it wants to go."""
        route = self.route(scope) if scope["type"] in ("http", "websocket") else None
        await (route.handle if route else self.app)(scope, receive, send)

    def route(self, scope: Scope) -> Route | WebSocketRoute | None:
        """The route that a request fits, noted in its scope."""
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
