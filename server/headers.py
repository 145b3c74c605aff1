"""Requests whose headers are found by their names at once: each is looked at several times."""

from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Receive, Scope


class FoundHeaders(Headers):
    """Headers in a dictionary as well, the first of each name, as Starlette finds them."""

    def __init__(self, scope: Any) -> None:
        super().__init__(scope=scope)
        self._first = dict(reversed(self._list))

    def __contains__(self, key: Any) -> bool:
        """Whether there is one."""
        return key.lower().encode("latin-1") in self._first

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a header, or something else."""
        value = self._first.get(key.lower().encode("latin-1"))
        return default if value is None else value.decode("latin-1")


class HttpRequest(Request):
    """An HTTP request."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        super().__init__(scope, receive)
        self._found = FoundHeaders(scope)

    @property
    def headers(self) -> FoundHeaders:
        """The headers."""
        return self._found
