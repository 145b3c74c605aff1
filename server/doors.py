"""The old APIs' way in. The GraphQL door is `graphql_http.py`."""

import logging
import secrets
from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from legacy_rest.allowance import Allowance
from legacy_rest.errors import (
    LegacyError,
    bad_body,
    bad_credential,
    bad_parameter,
    key_reused,
    no_credential,
    server_error,
    timed_out,
    unavailable,
)
from legacy_rest.signing import SIGNATURE
from resolvers.errors import BadInput, Code
from schema.engine import masked
from server.desk import Desk
from server.idempotency import keep, kept, key_of
from server.limits import Limits
from server.operations import Operations
from server.viewer import BadCredential, Caller, knows_origin, signed, token_of

logger = logging.getLogger("convene.errors")
CREDENTIALS = ("access_token", "key")
"""Parameters of the old API that may hold a token."""


class LegacyDoor:
    """How `legacy_rest` gets at the engine (`legacy_rest.routes.Door`)."""

    def __init__(self, operations: Operations, desk: Desk, limits: Limits) -> None:
        self.operations = operations
        self.desk = desk
        self.limits = limits
        self.budget = desk.settings.legacy_budget
        self.calendar = desk.settings.calendar
        self.site = desk.settings.site_url

    def now(self) -> int:
        """The present instant."""
        return self.desk.settings.clock.now()

    async def meet(self, request: HttpRequest, given: Mapping[str, str], definitive: str) -> Allowance:
        """Find out who is asking and count the request, by credential, or by address for want of a good one."""
        who = request.client.host if request.client else ""
        request.state.problem = request.state.key = None
        try:
            request.state.viewer = await self._met(request, given, definitive)
            who = request.state.viewer.credential or who
        except BadCredential:
            request.state.problem = bad_credential(self.desk.settings.site_url)
        except Exception as error:
            request.state.problem = self._unforeseen(error)
        return Allowance(**vars(await self.limits.spend(self.budget, who)))

    async def _met(self, request: HttpRequest, given: Mapping[str, str], definitive: str) -> Caller:
        token = token_of(request, given, *CREDENTIALS)
        member, signature = (given.get(name, "") for name in SIGNATURE)
        if token is None and definitive and signature:
            return await self.desk.signer_of(request, member, signature, definitive)
        return await self.desk.viewer_of(request, token)

    def sign(self, request: HttpRequest, definitive: str) -> Mapping[str, str]:
        """The parameters that sign a call on behalf of whoever was met; none for strangers."""
        caller: Caller = request.state.viewer
        if caller.anonymous:
            return {}
        signature = signed(caller, definitive, self.desk.settings.signing_secret)
        return dict(zip(SIGNATURE, (str(caller.id), signature), strict=True))

    def signed(self, request: HttpRequest) -> bool:
        """Whether a signature stands in for a credential."""
        return bool(request.state.viewer.signed)

    def callers(self, request: HttpRequest) -> frozenset[int | str]:
        """Who was met: the member's id and the program's name."""
        if request.state.problem:
            return frozenset()
        return frozenset({request.state.viewer.id, request.state.viewer.program} - {0, ""})

    def scopes(self, request: HttpRequest) -> frozenset[str] | None:
        """What the token may do; None if it was made for no program."""
        caller: Caller | None = None if request.state.problem else request.state.viewer
        return caller.scopes if caller and caller.program else None

    async def allows(self, request: HttpRequest, origin: str) -> bool:
        """Whether the program that was met has registered this origin; before one is met, whether any has."""
        if request.state.problem is None and not request.state.viewer.anonymous:
            return origin.lower() in request.state.viewer.origins
        return await knows_origin(self.desk.engine, origin)

    def admit(self, request: HttpRequest, public: bool) -> None:
        """Let in whoever was met, to a public call strangers too. Raises `LegacyError`."""
        if request.state.problem:
            raise request.state.problem
        if request.state.viewer.anonymous and not public:
            raise no_credential(self.desk.settings.site_url)

    async def execute(
        self, request: HttpRequest, document: str, variables: Mapping[str, Any], beside: bool = False
    ) -> Mapping[str, Any]:
        """The data of one of the tables' documents. Raises `LegacyError`."""
        asked = self.desk.request(request, request.state.viewer, trusted=True)
        asked.key = None if beside else request.state.key
        answer = await self.operations.trusted(document, variables, asked)
        if answer.errors:
            raise self._failed(answer.errors[0].extensions or {}, answer.errors[0].message)
        data: Mapping[str, Any] = answer.data
        return data

    async def before(self, request: HttpRequest, given: Mapping[str, str]) -> Response | None:
        """The answer to a change that came with the same key before. Credentials may differ. Raises `LegacyError`."""
        said = {name: value for name, value in given.items() if name not in CREDENTIALS}
        try:
            request.state.key = key_of(request, request.method, request.url.path, said)
            if not request.state.key:
                return None
            return await kept(self.desk.engine, request.state.viewer, request.state.key, self.desk.keyring)
        except BadInput as error:
            raise bad_body(error.message) from None
        except Exception as error:
            raise self._unforeseen(error) from None

    async def keep(self, request: HttpRequest, response: Response) -> None:
        """Keep the answer to a change that came with a key."""
        if request.state.key:
            await keep(self.desk.writer, request.state.viewer, request.state.key, response)

    def _unforeseen(self, error: Exception) -> LegacyError:
        known = error if isinstance(error, GraphQLError) else masked(error)
        return self._failed(known.extensions or {}, known.message)

    @staticmethod
    def _failed(extensions: Mapping[str, Any], message: str) -> LegacyError:
        if extensions.get("code") == Code.BAD_USER_INPUT:
            return bad_parameter("The request", f"cannot be served: {message}")
        if extensions.get("code") == Code.UNAVAILABLE:
            return unavailable(int(extensions["retryAfter"]), message[:1].lower() + message[1:].removesuffix("."))
        if extensions.get("code") == Code.TIMEOUT:
            return timed_out(message)
        if extensions.get("code") == Code.IDEMPOTENCY_KEY_REUSED:
            return key_reused()
        identifier = extensions.get("errorId")
        if identifier is None:
            identifier = secrets.token_hex(8)
            logger.error("error %s: %s", identifier, message)
        return server_error(str(identifier))
