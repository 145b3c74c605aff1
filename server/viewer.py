"""Who is asking: a token becomes a viewer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, outerjoin, select
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import HTTPConnection

import db
from db.enums import MemberStatus
from db.tokens import digest, origins
from resolvers.context import Viewer, system_session

LONGEST_TOKEN = 512


@dataclass(frozen=True)
class Caller(Viewer):
    """A viewer, and the program that the token was made for, if it was made for one."""

    program: str = ""
    scopes: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()


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


def counted_by(token: str | None, address: str) -> str:
    """What a caller's requests are counted by: the token, which nobody is to read in the counters, or the address."""
    return digest(token) if token else address


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


async def viewer_of(engine: AsyncEngine, token: str | None, now: int) -> Caller:
    """The viewer whom a token stands for; without one, nobody. Raises `BadCredential`."""
    if token is None:
        return Caller()
    if len(token) > LONGEST_TOKEN:
        raise BadCredential("the token is unknown or has expired")
    valid = or_(db.Token.expires_at.is_(None), db.Token.expires_at > now)
    there = and_(db.Member.id == db.Token.member_id, db.Member.status != MemberStatus.REMOVED)
    program = outerjoin(db.Token, db.Consumer, db.Consumer.id == db.Token.consumer_id)
    columns = (db.Token.member_id, db.Consumer.name, db.Consumer.scopes, db.Consumer.redirect_uris)
    statement = select(*columns).select_from(program).where(db.Token.digest == digest(token), valid, there)
    async with system_session(engine) as session:
        found = (await session.execute(statement)).one_or_none()
    if found is None:
        raise BadCredential("the token is unknown or has expired")
    member_id, name, scopes, uris = found
    return Caller(member_id, name or "", frozenset(scopes or ()), frozenset(origins(uris or ())))
