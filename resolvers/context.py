"""What one operation knows: who is asking, when it is, which fields are wanted, and its loaders.

The scope of an operation is a context variable, because one HTTP request may carry several operations and one
WebSocket connection many. Loaders and clock live exactly as long as the operation.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from aiodataloader import DataLoader
from sqlalchemy.ext.asyncio import AsyncEngine

from db.keyring import NO_KEYS, Keyring, Secret
from db.visibility import NOBODY, AsyncViewerSession
from db.writer import Writer
from resolvers.calendar_files import Fetch, no_fetch
from resolvers.fields import built
from resolvers.pages import LARGEST_PAGE, LARGEST_TRUSTED_PAGE
from resolvers.spam import NO_RULE, SpamRule


@dataclass(frozen=True)
class Viewer:
    """Who is asking. Nobody is a viewer too."""

    id: int = NOBODY

    @property
    def anonymous(self) -> bool:
        """Whether the caller showed no credential."""
        return self.id == NOBODY


@dataclass
class Trace:
    """What the request log says of an operation: how it was read, in how many statements, and why not faster."""

    operation: str | None = None
    reader: str = "ordinary"
    reason: str | None = None
    statements: int = 0


@dataclass(frozen=True)
class Key:
    """The `Idempotency-Key` of a write, and the digest of the request that it came with."""

    text: str
    digest: str


@dataclass
class Request:
    """What the door hands in with an operation. `trusted` documents are our own: no page caps.

    Without a writer, nothing can be changed.
    """

    viewer: Viewer
    now: int
    site_url: str
    engine: AsyncEngine
    trusted: bool = False
    trace: Trace = field(default_factory=Trace)
    writer: Writer | None = None
    key: Key | None = None
    secrets: set[str] = field(default_factory=set)
    """Hashes of those of bookings that the caller has shown to know."""
    spam: SpamRule = NO_RULE
    fetch: Fetch = no_fetch
    """Reads the calendars that members name by an address."""
    webhooks_anywhere: bool = False
    """Whether webhooks may be http and in a private network."""
    keyring: Keyring = NO_KEYS
    made: dict[str, str] = field(default_factory=dict)
    """Secrets that this request was told, by the marks that stand for them where its answer is kept."""
    reserved: frozenset[str] = frozenset()
    """First segments of addresses that no new group's may begin with."""

    @property
    def largest_page(self) -> int:
        """The most rows that `first` and `last` may ask for."""
        return LARGEST_TRUSTED_PAGE if self.trusted else LARGEST_PAGE

    @property
    def parameters(self) -> dict[str, Any]:
        """What declarations may refer to in their SQL."""
        return {name: value(self) for name, value in PARAMETERS.items()}

    def secret(self, purpose: str) -> Secret:
        """A new secret."""
        made = self.keyring.new(purpose)
        self.made[made.mark] = made.text
        return made

    @property
    def known(self) -> list[str]:
        """The hashes in order."""
        return sorted(self.secrets)

    def session(self) -> AsyncViewerSession:
        """A short session that sees what the viewer sees. Never await a loader while holding one."""
        info = {"viewer_id": self.viewer.id, "secrets": self.known}
        return AsyncViewerSession(self.engine, expire_on_commit=False, info=info)


@lru_cache(1)
def _host(site_url: str) -> str:
    return urlsplit(site_url).hostname or "localhost"


PARAMETERS: Mapping[str, Callable[[Request], Any]] = {
    "viewer_id": lambda request: request.viewer.id,
    "now": lambda request: request.now,
    "site_url": lambda request: request.site_url,
    "mail_host": lambda request: _host(request.site_url),
    "secrets": lambda request: request.known,
}
"""The parameters of a statement that are a request's own."""


def system_session(engine: AsyncEngine) -> AsyncViewerSession:
    """A session that sees every row: for credentials and invariants, by name, so that a test can list who asks."""
    return AsyncViewerSession(engine, expire_on_commit=False, info={"system": True})


MOST_STATEMENTS = 200


class Statements:
    """The statements of dataloaders that were used last, by whatever document: each takes some hundred kilobytes."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, build: Callable[[], Any]) -> Any:
        """What `build` makes, kept for the next time."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        made = self._kept[key] = built(build)
        while len(self._kept) > MOST_STATEMENTS:
            self._kept.popitem(last=False)
        return made

    def __len__(self) -> int:
        return len(self._kept)

    def clear(self) -> None:
        """Forget them all."""
        self._kept.clear()


@dataclass(frozen=True, eq=False)
class Wanted:
    """The fields that a document selects, by GraphQL type, and the statements that are built for it."""

    fields: Mapping[str, frozenset[str]] = field(default_factory=dict)
    statements: Statements = field(default_factory=Statements)

    def statement(self, identity: Hashable, build: Callable[[], Any]) -> Any:
        """What `build` makes, kept for the next operation with this document."""
        return self.statements.get((self, identity), build)


@dataclass
class Scope:
    """One operation: its request, what it wants of each type, and the loaders it has needed so far."""

    request: Request
    wanted: Wanted = field(default_factory=Wanted)
    loaders: dict[Hashable, DataLoader[Any, Any]] = field(default_factory=dict)
    commands: int = 0
    change: Mapping[str, Any] = field(default_factory=dict)
    """What a message of a subscription is about."""
    _statements: set[asyncio.Task[Any] | None] = field(default_factory=set)
    _stopped: bool = False

    @contextmanager
    def running(self) -> Iterator[None]:
        """While a statement runs, in a task of its own. Once the operation is over none begins."""
        if self._stopped:
            raise asyncio.CancelledError
        task = asyncio.current_task()
        self._statements.add(task)
        try:
            yield
        finally:
            self._statements.discard(task)

    def stop(self) -> None:
        """Stop the statements that still run when the operation is over: it was stopped, or ended in an error."""
        self._stopped = True
        for task in self._statements:
            if task:
                task.cancel()


scope: ContextVar[Scope] = ContextVar("scope")
