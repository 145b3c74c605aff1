"""Tokens: made, hashed, looked up. The token itself leaves `issue` once and is kept nowhere."""

import hashlib
import secrets

from sqlalchemy import Connection, insert

import db


def digest(token: str) -> str:
    """What the database keeps of a token. Tokens are long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue(
    connection: Connection, member_id: int, now: int, expires_at: int | None = None, token: str | None = None
) -> str:
    """Store a new token of a member and return it. `now` and `expires_at` are instants in milliseconds."""
    token = token or secrets.token_urlsafe(32)
    connection.execute(
        insert(db.Token).values(digest=digest(token), member_id=member_id, created_at=now, expires_at=expires_at)
    )
    return token
