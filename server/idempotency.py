"""`Idempotency-Key`: a write that is sent again is carried out once and answered as it was the first time.

The command keeps its result in its own transaction (`resolvers/commands.py`); here the door keeps the answer itself
and gives it again. Keys belong to their member and are forgotten after a day.
"""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import orjson
from sqlalchemy import Connection, select, update
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import HTTPConnection
from starlette.responses import Response

import db
from db.keyring import Keyring, hidden
from db.visibility import seeing_all
from db.writer import Occupied, Writer
from resolvers.commands import key_reused
from resolvers.context import Key, Viewer, system_session
from resolvers.errors import BadInput

HEADER = "Idempotency-Key"
LONGEST_KEY = 255
NOTHING: Mapping[str, str] = {}
REPLAYED = {"Idempotent-Replayed": "true"}
_KEPT_HEADERS = ("content-type", "location")


def key_of(connection: HTTPConnection, *request: Any) -> Key | None:
    """The key of a request, bound to what is asked. Raises `BadInput`."""
    text = connection.headers.get(HEADER)
    if text is None:
        return None
    if not 0 < len(text) <= LONGEST_KEY or not text.isascii() or not text.isprintable():
        raise BadInput(HEADER, f"must have 1 to {LONGEST_KEY} printable ASCII characters.")
    return Key(text, hashlib.sha256(orjson.dumps(request, option=orjson.OPT_SORT_KEYS)).hexdigest())


async def kept(engine: AsyncEngine, viewer: Viewer, key: Key, keyring: Keyring) -> Response | None:
    """The answer that this write was given before. Raises the error for a key that came with another request."""
    row = select(db.IdempotencyKey.digest, db.IdempotencyKey.answer).filter_by(**_row(viewer, key))
    async with system_session(engine) as session:
        found = (await session.execute(row)).one_or_none()
    if found is None:
        return None
    if found.digest != key.digest:
        raise key_reused()
    if found.answer is None:
        return None
    answer = orjson.loads(keyring.shown(found.answer))
    return Response(answer["body"].encode("latin-1"), answer["status"], {**answer["headers"], **REPLAYED})


async def keep(writer: Writer, viewer: Viewer, key: Key, response: Response, made: Mapping[str, str] = NOTHING) -> None:
    """Keep the answer to a write, if any command took the key for it and it is not about the server's state. Where the
    database is occupied, what the command came to is kept already, and the answer is made from that again. Secrets that
    were `made` are not kept, but what stands for them.
    """
    if response.status_code >= 500:
        return
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    answer = {"status": response.status_code, "headers": headers, "body": bytes(response.body).decode("latin-1")}

    def change(connection: Connection) -> None:
        with seeing_all(connection) as session:
            text = hidden(orjson.dumps(answer).decode(), made)
            mine = update(db.IdempotencyKey).filter_by(**_row(viewer, key), digest=key.digest)
            session.execute(mine.values(answer=text))

    with suppress(Occupied):
        await writer.run(change)


def _row(viewer: Viewer, key: Key) -> dict[str, Any]:
    return {"member_id": viewer.id, "key": key.text, "step": 0}
