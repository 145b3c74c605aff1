"""Who is asking: a token becomes a viewer."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hmac import compare_digest
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, bindparam, or_, outerjoin, select
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import HTTPConnection

import db
from db.base import word
from db.enums import MemberStatus
from db.reader import Reader, Sql
from db.tokens import digest, origins
from resolvers.context import Viewer, system_session
from resolvers.keys import as_number

LONGEST_TOKEN = 512


@dataclass(frozen=True)
class Caller(Viewer):
    """A viewer, and the program that the token was made for, if it was made for one. `credential` is the token's
    digest, which is kept secret as well: it signs addresses. `signed` is set where such an address is asked.
    """

    program: str = ""
    scopes: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    credential: str = ""
    signed: bool = False


NOBODY = Caller()


class BadCredential(Exception):
    """The credential is unknown, expired, or no credential at all."""


def token_of(connection: HTTPConnection, given: Mapping[str, str], *parameters: str) -> str | None:
    """The token of a request: `Authorization: Bearer`, else one of these parameters among those given."""
    header = connection.headers.get("authorization")
    if header is not None:
        return _bearer(header)
    for name in parameters:
        if given.get(name):
            return given[name]
    return None


def token_in(payload: Any) -> str | None:
    """The token in the payload of a WebSocket's first message: `Authorization`, as in a header, or `access_token`."""
    given = {name.lower(): value for name, value in payload.items()} if isinstance(payload, dict) else {}
    if given.get("authorization") is not None:
        return _bearer(str(given["authorization"]))
    return str(given["access_token"]) if given.get("access_token") else None


def _bearer(header: str) -> str:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise BadCredential("Authorization must be a Bearer token")
    return token.strip()


async def knows_origin(engine: AsyncEngine, origin: str) -> bool:
    """Whether some program has registered this origin."""
    async with system_session(engine) as session:
        registered = await session.scalars(select(db.Consumer.redirect_uris))
        return any(origin.lower() in origins(uris) for uris in registered)


class Credentials:
    """Who stands behind a token. Every request with one asks: the statement is made once, and runs past SQLAlchemy."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        wanted = _standing_for(db.Token.digest == bindparam("digest"))
        self._sql = Sql.of(wanted.compile(dialect=reader.dialect))
        kinds = [column.type for column in wanted.selected_columns]
        self._makers = [kind.dialect_impl(reader.dialect).result_processor(reader.dialect, None) for kind in kinds]

    async def viewer_of(self, token: str | None, now: int) -> Caller:
        """The viewer whom a token stands for; without one, nobody. Raises `BadCredential`."""
        if token is None:
            return NOBODY
        given = {"digest": digest(token), "now": now}
        row = () if len(token) > LONGEST_TOKEN else await self._reader.fetch(self._sql, given, point=True)
        if not row:
            raise BadCredential("the token is unknown or has expired")
        values: list[Any] = [make(value) if make else value for make, value in zip(self._makers, row, strict=True)]
        return _caller(*values)


async def signer_of(engine: AsyncEngine, member: str, signature: str, text: str, secret: str, now: int) -> Caller:
    """The viewer one of whose tokens has signed this text. Raises `BadCredential`."""
    for caller in await _callers(engine, db.Token.member_id == as_number(member), now):
        if compare_digest(signed(caller, text, secret).encode(), signature.encode()):
            return replace(caller, signed=True)
    raise BadCredential("the signature is none, or its token has expired")


def signed(caller: Caller, text: str, secret: str) -> str:
    """A caller's signature of a text: 40 hexadecimal digits, as the old API's were."""
    return hmac.new(f"{secret}:{caller.credential}".encode(), text.encode(), "sha1").hexdigest()


async def _callers(engine: AsyncEngine, wanted: ColumnElement[bool], now: int) -> list[Caller]:
    """Whom the tokens stand for that are wanted and valid."""
    async with system_session(engine) as session:
        return [_caller(*row) for row in await session.execute(_standing_for(wanted), {"now": now})]


def _standing_for(wanted: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Reads what callers are made of, from the tokens that are wanted and valid `now`."""
    valid = or_(db.Token.expires_at.is_(None), db.Token.expires_at > bindparam("now", type_=BigInteger))
    there = and_(db.Member.id == db.Token.member_id, db.Member.status != word(MemberStatus.REMOVED))
    program = outerjoin(db.Token, db.Consumer, db.Consumer.id == db.Token.consumer_id)
    consumer = (db.Consumer.name, db.Consumer.scopes, db.Consumer.redirect_uris)
    return select(db.Token.member_id, *consumer, db.Token.digest).select_from(program).where(wanted, valid, there)


def _caller(member_id: int, name: str | None, scopes: Any, uris: Any, credential: str) -> Caller:
    return Caller(member_id, name or "", frozenset(scopes or ()), frozenset(origins(uris or ())), credential)
