"""Tokens: made, hashed, looked up. The token itself leaves `issue` once and is kept nowhere."""

import hashlib
import secrets
from collections.abc import Sequence
from urllib.parse import urlsplit

from sqlalchemy import Connection, insert

import db


def digest(token: str) -> str:
    """What the database keeps of a token. Tokens are long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue(
    connection: Connection,
    member_id: int,
    now: int,
    expires_at: int | None = None,
    token: str | None = None,
    consumer_id: int | None = None,
) -> str:
    """Store a new token of a member and return it. `now` and `expires_at` are instants in milliseconds."""
    token = token or secrets.token_urlsafe(32)
    values = {"member_id": member_id, "created_at": now, "expires_at": expires_at, "consumer_id": consumer_id}
    connection.execute(insert(db.Token).values(digest=digest(token), **values))
    return token


def register(connection: Connection, name: str, redirect_uris: Sequence[str], scopes: Sequence[str], now: int) -> None:
    """Store a new consumer."""
    values = {"redirect_uris": list(redirect_uris), "scopes": list(scopes), "created_at": now}
    connection.execute(insert(db.Consumer).values(name=name, **values))


def origins(redirect_uris: Sequence[str]) -> set[str]:
    """The origins from which browsers may call: those of the redirect URIs."""
    parts = [urlsplit(uri) for uri in redirect_uris]
    return {f"{part.scheme}://{part.netloc}".lower() for part in parts}
