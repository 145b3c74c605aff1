"""Who is asking: a token becomes a viewer."""

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import HTTPConnection

import db
from db.tokens import digest
from resolvers.context import Viewer, system_session

LONGEST_TOKEN = 512


class BadCredential(Exception):
    """The credential is unknown, expired, or no credential at all."""


def token_of(connection: HTTPConnection, *parameters: str) -> str | None:
    """The token of a request: `Authorization: Bearer`, else one of these query parameters."""
    header = connection.headers.get("authorization")
    if header is not None:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise BadCredential("Authorization must be a Bearer token")
        return token.strip()
    for name in parameters:
        if connection.query_params.get(name):
            return connection.query_params[name]
    return None


async def viewer_of(engine: AsyncEngine, token: str | None, now: int) -> Viewer:
    """The viewer whom a token stands for; without one, nobody. Raises `BadCredential`."""
    if token is None:
        return Viewer()
    if len(token) > LONGEST_TOKEN:
        raise BadCredential("the token is unknown or has expired")
    valid = or_(db.Token.expires_at.is_(None), db.Token.expires_at > now)
    statement = select(db.Token.member_id).where(db.Token.digest == digest(token), valid)
    async with system_session(engine) as session:
        member_id = await session.scalar(statement)
    if member_id is None:
        raise BadCredential("the token is unknown or has expired")
    return Viewer(member_id)
