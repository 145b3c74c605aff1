"""What the tests of the import share: files to import, the import in this process, and all rows as one hash."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, select

import db
from db.records.stage import Stage
from server.transfer import Import
from tests.conftest import writing

RECORDED = Path(__file__).parent / "recorded"
ORGANIZER = 184_911_456


def envelope(results: list[Any], word: str, **meta: Any) -> dict[str, Any]:
    """A list as version 2 answered it."""
    return {"results": results, "meta": {"link": f"http://api.meetup.com/2/{word}", "count": len(results), **meta}}


def written(folder: Path, body: Any, name: str = "answers.json") -> Path:
    """A file with this body."""
    path = folder / name
    path.write_text(body if isinstance(body, str) else json.dumps(body))
    return path


def imported(url: URL, *files: Path, organizer: int | None = None, viewer: int | None = None) -> dict[str, Any]:
    """Import files and return the account. Raises `BadFile`."""
    transfer = Import(list(files), lambda *_: None)
    with Stage() as stage, writing(url) as engine:
        transfer.check(stage)
        with engine.begin() as connection:
            transfer.keep(connection, stage, organizer, viewer)
    return transfer.report.as_data([path.name for path in files])


def rows(url: URL, model: type[db.Base]) -> list[dict[str, Any]]:
    """Every row of a model, in the order of its key."""
    table = model.__table__
    with writing(url) as engine, engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(select(table).order_by(*table.primary_key))]


def held(url: URL, models: Iterable[type[db.Base]], but: Collection[str] = ()) -> list[Sequence[Any]]:
    """Every row of some models as the driver gives it, some columns aside: for seeing that nothing has changed."""
    with writing(url) as engine, engine.connect() as connection:
        return [connection.exec_driver_sql(_text_of(model, but, connection)).fetchall() for model in models]


def _text_of(model: type[db.Base], but: Collection[str], connection: Connection) -> str:
    table = model.__table__
    kept = [column for column in table.columns if column.name not in but]
    return str(select(*kept).order_by(*table.primary_key).compile(connection))


def fingerprint(url: URL) -> str:
    """A hash of every row of every table."""
    digest = hashlib.sha256()
    with writing(url) as engine, engine.connect() as connection:
        for line in _lines(connection):
            digest.update(line)
    return digest.hexdigest()


def _lines(connection: Connection) -> Iterator[bytes]:
    for table in db.Base.metadata.sorted_tables:
        for row in connection.execute(select(table).order_by(*table.primary_key)):
            yield repr((table.name, tuple(row))).encode()


def emptied(url: URL) -> None:
    """Take every row away."""
    with writing(url) as engine, engine.begin() as connection:
        for name in ("members", "groups", "events"):
            connection.exec_driver_sql(f"UPDATE {name} SET photo_id = NULL")
        for table in reversed(db.Base.metadata.sorted_tables):
            connection.exec_driver_sql(f'DELETE FROM "{table.name}"')
