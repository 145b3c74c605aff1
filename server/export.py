"""Export: what the old lists would answer, as JSON lines, through the same tables and the same engine."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import orjson

import schema
from db.engines import reading_engine
from db.readers import plain_reader
from legacy_rest.answer import shaped
from legacy_rest.selection import RESULT, Filters, cut, document
from legacy_rest.tables import Call, Leaf, Object, Table
from legacy_rest.v2 import STATUSES
from legacy_rest.v2_objects import EVENT, GROUP, MEMBER, RSVP, lettered
from resolvers.context import Request, Viewer
from schema import Engine
from server.database import Empty, Refusal, bring_up, database
from server.settings import Settings

PAGE = 500


def _all(name: str, table: Table, arguments: str = "") -> Call:
    """A call that nobody ever made: a page of everything, with the way to the next one."""
    page = Table(
        f"page of {name}",
        (
            Object("results", "edges.node", table),
            Leaf("more", "pageInfo.hasNextPage"),
            Leaf("cursor", "pageInfo.endCursor"),
        ),
    )
    variables = {"first": "Int!", "after": "String"}
    root = f"{name}({arguments}first: $first, after: $after)"
    return Call("v2", "EXPORT", f"/{name}", f"All {name}", root, page, variables)


_EVERY_STATUS = f"filter: {{status: [{', '.join(STATUSES.values())}]}}, includeLimited: true, "
CALLS: Mapping[str, Call] = {
    "events": _all("events", lettered(EVENT), _EVERY_STATUS),
    "groups": _all("groups", GROUP),
    "members": _all("members", MEMBER),
    "rsvps": _all("rsvps", lettered(RSVP)),
}


async def exported(engine: Engine, request: Request, name: str) -> AsyncIterator[dict[str, Any]]:
    """The old objects of one kind that the request's viewer sees, page by page. Raises `Refusal`."""
    call = CALLS[name]
    chosen = cut(call.table, Filters())
    text = document(call, chosen)
    after = None
    while True:
        answer = await engine.execute(text, {"first": PAGE, "after": after}, None, request)
        if answer.errors:
            raise Refusal(f"The export failed: {answer.errors[0].message}")
        page = shaped(chosen, answer.data[RESULT])
        for old in page.get("results", []):
            yield old
        if not page["more"]:
            return
        after = page["cursor"]


def run_export(settings: Settings, what: str, viewer: int, to: Path | None) -> None:
    """Write lists to a file, which appears when it is complete, or to standard output. Raises `Refusal`."""
    names = [name.strip() for name in what.split(",") if name.strip()]
    if not names or set(names) - set(CALLS):
        raise Refusal(f"--what must be some of {', '.join(CALLS)}, not {what!r}.")
    with database(settings, "r+b") as engine:
        bring_up(settings, engine, Empty.REFUSE)
    if to is None:
        asyncio.run(_write(settings, names, Viewer(viewer), sys.stdout.buffer))
        return
    part = to.with_name(to.name + ".part")
    try:
        with part.open("wb") as file:
            asyncio.run(_write(settings, names, Viewer(viewer), file))
        part.replace(to)
    except OSError as error:
        raise Refusal(f"The file {to} cannot be written: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)


async def _write(settings: Settings, names: Sequence[str], viewer: Viewer, file: IO[bytes]) -> None:
    database, reader = reading_engine(settings.database), plain_reader(settings.database)
    request = Request(viewer, settings.clock.now(), settings.site_url, database, trusted=True)
    engine = schema.engine(reader, forgiving=True)
    try:
        for name in names:
            async for old in exported(engine, request, name):
                file.write(orjson.dumps(old) + b"\n")
    finally:
        await reader.close()
        await database.dispose()
