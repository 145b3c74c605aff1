"""The desk: makes an operation's request out of an HTTP one. `reserved` are first segments that no group may have."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import HTTPConnection

from db.writer import Writer
from resolvers.context import Request, Viewer
from server.fetching import Fetcher
from server.log import STATE
from server.settings import Settings
from server.viewer import Caller, Credentials, signer_of, token_of

NOTHING: Mapping[str, str] = {}


class Desk:
    """Makes operations' requests out of HTTP ones."""

    def __init__(self, settings: Settings, engine: AsyncEngine, writer: Writer, credentials: Credentials) -> None:
        self.settings = settings
        self.engine = engine
        self.writer = writer
        self.credentials = credentials
        self.fetcher = Fetcher(settings.calendars_anywhere)
        self.keyring = settings.keyring()
        self.reserved: frozenset[str] = frozenset()

    async def viewer(self, connection: HTTPConnection, *parameters: str) -> Caller:
        """Who is asking. Raises `BadCredential`."""
        given = connection.query_params if connection.scope["query_string"] else NOTHING
        return await self.viewer_of(connection, token_of(connection, given, *parameters))

    async def viewer_of(self, connection: HTTPConnection, token: str | None) -> Caller:
        """Whom a token speaks for, noted for the log. Raises `BadCredential`."""
        return self._noted(connection, await self.credentials.viewer_of(token, self.settings.clock.now()))

    async def signer_of(self, connection: HTTPConnection, member: str, signature: str, text: str) -> Caller:
        """Who has signed a text, noted for the log. Raises `BadCredential`."""
        secret, now = self.settings.signing_secret, self.settings.clock.now()
        return self._noted(connection, await signer_of(self.engine, member, signature, text, secret, now))

    def _noted(self, connection: HTTPConnection, viewer: Caller) -> Caller:
        seen, address = self._seen(connection), connection.scope.get("client") or ("",)
        seen["viewer"], seen["who"] = viewer.id, viewer.credential or address[0]
        return viewer

    def who(self, connection: HTTPConnection) -> str:
        """What the requests of a viewer who was found out are counted by."""
        return str(self._seen(connection)["who"])

    def request(self, connection: HTTPConnection, viewer: Viewer, trusted: bool = False) -> Request:
        """What an operation is to know of its request."""
        return Request(
            viewer,
            self.settings.clock.now(),
            self.settings.site_url,
            self.engine,
            trusted,
            self._seen(connection)["trace"],
            self.writer,
            spam=self.settings.spam,
            fetch=self.fetcher.fetch,
            webhooks_anywhere=self.settings.webhooks_anywhere,
            keyring=self.keyring,
            reserved=self.reserved,
        )

    def acting(self, viewer: Viewer) -> Request:
        """What a change is to know that nobody asks for by GraphQL."""
        settings = self.settings
        return Request(viewer, settings.clock.now(), settings.site_url, self.engine, spam=settings.spam)

    def trusted(self) -> Request:
        """Our own request, on nobody's behalf."""
        return Request(Viewer(), self.settings.clock.now(), self.settings.site_url, self.engine, trusted=True)

    @staticmethod
    def _seen(connection: HTTPConnection) -> dict[str, Any]:
        seen: dict[str, Any] = connection.scope["state"][STATE]
        return seen
