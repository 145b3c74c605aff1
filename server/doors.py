"""The old APIs' way in. The GraphQL door is `graphql_http.py`."""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope

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
from resolvers.context import Key
from resolvers.errors import BadInput, Code
from schema.engine import masked
from server.desk import Desk
from server.headers import HttpRequest
from server.idempotency import keep, kept, key_of
from server.limits import Limits
from server.operations import Operations
from server.viewer import NOBODY, BadCredential, Caller, knows_origin, signed, token_of

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

    def request(self, scope: Scope, receive: Receive) -> HttpRequest:
        """A request of the old API."""
        return HttpRequest(scope, receive)

    def now(self) -> int:
        """The present instant."""
        return self.desk.settings.clock.now()

    async def meet(self, request: Request, given: Mapping[str, str], definitive: str) -> "LegacyVisitor":
        """Find out who is asking and count the request, by credential, or by address for want of a good one."""
        caller, problem = NOBODY, None
        try:
            caller = await self._met(request, given, definitive)
        except BadCredential:
            problem = bad_credential(self.site)
        except Exception as error:
            problem = _unforeseen(error)
        who = caller.credential or (request.client.host if request.client else "")
        allowance = Allowance(**vars(await self.limits.spend(self.budget, who)))
        return LegacyVisitor(self, request, caller, problem, allowance)

    async def _met(self, request: Request, given: Mapping[str, str], definitive: str) -> Caller:
        token = token_of(request, given, *CREDENTIALS)
        member, signature = (given.get(name, "") for name in SIGNATURE)
        if token is None and definitive and signature:
            return await self.desk.signer_of(request, member, signature, definitive)
        return await self.desk.viewer_of(request, token)


@dataclass
class LegacyVisitor:
    """Whoever makes an old call (`legacy_rest.routes.Visitor`), a stranger where there is a `problem` with their
    credential.
    """

    door: LegacyDoor
    request: Request
    caller: Caller
    problem: LegacyError | None
    allowance: Allowance
    told: dict[str, str] = field(default_factory=dict)
    key: Key | None = None

    @property
    def names(self) -> frozenset[int | str]:
        """The member's id and the program's name."""
        names: set[int | str] = set() if self.caller.anonymous else {self.caller.id, self.caller.program}
        return frozenset(names - {""})

    @property
    def scopes(self) -> frozenset[str] | None:
        """What the token may do; None if it was made for no program."""
        return self.caller.scopes if self.caller.program else None

    @property
    def signed(self) -> bool:
        """Whether a signature stands in for a credential."""
        return self.caller.signed

    def sign(self, definitive: str) -> Mapping[str, str]:
        """The parameters that sign a call; none for strangers."""
        if self.caller.anonymous:
            return {}
        signature = signed(self.caller, definitive, self.door.desk.settings.signing_secret)
        return dict(zip(SIGNATURE, (str(self.caller.id), signature), strict=True))

    async def allows(self, origin: str) -> bool:
        """Whether the program has registered this origin; before one is met, whether any has."""
        if not self.caller.anonymous:
            return origin.lower() in self.caller.origins
        return await knows_origin(self.door.desk.engine, origin)

    def admit(self, public: bool) -> None:
        """Let them in, to a public call strangers too. Raises `LegacyError`."""
        if self.problem:
            raise self.problem
        if self.caller.anonymous and not public:
            raise no_credential(self.door.site)

    async def execute(self, document: str, variables: Mapping[str, Any], beside: bool = False) -> Mapping[str, Any]:
        """The data of one of the tables' documents. Raises `LegacyError`."""
        asked = self.door.desk.request(self.request, self.caller, trusted=True)
        asked.key = None if beside else self.key
        answer = await self.door.operations.trusted(document, variables, asked)
        if answer.errors:
            raise _failed(answer.errors[0].extensions or {}, answer.errors[0].message)
        data: Mapping[str, Any] = answer.data
        return data

    async def before(self, given: Mapping[str, str]) -> Response | None:
        """The answer to a change that came with the same key before. Credentials may differ. Raises `LegacyError`."""
        said = {name: value for name, value in given.items() if name not in CREDENTIALS}
        desk = self.door.desk
        try:
            self.key = key_of(self.request, self.request.method, self.request.url.path, said)
            return await kept(desk.engine, self.caller, self.key, desk.keyring) if self.key else None
        except BadInput as error:
            raise bad_body(error.message) from None
        except Exception as error:
            raise _unforeseen(error) from None

    async def keep(self, response: Response) -> None:
        """Keep the answer to a change that came with a key."""
        if self.key:
            await keep(self.door.desk.writer, self.caller, self.key, response)


def _unforeseen(error: Exception) -> LegacyError:
    known = error if isinstance(error, GraphQLError) else masked(error)
    return _failed(known.extensions or {}, known.message)


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
