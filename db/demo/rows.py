"""The demo's rows by table: collected complete and with their ids, then inserted in bulk."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, update

import db
from db.bulk import Row, blank, move_sequences
from db.demo.ids import START

__all__ = ["Progress", "Row", "Rows"]

Progress = Callable[[str, int, int], None]

CALLS_PER_NOUN = 4


class Rows:
    """Rows on their way to the database; a later step may still change what an earlier one added."""

    def __init__(self) -> None:
        self.by_table: dict[str, list[Row]] = {}

    def add(self, model: type[db.Base], **values: Any) -> Row:
        """A row with every column: what was given, the model's defaults, and the noun's next id."""
        rows = self.by_table.setdefault(model.__tablename__, [])
        row = {**blank(model), **values}
        if model in START:
            row["id"] = values.get("id") or START[model] + len(rows) + 1
        rows.append(row)
        return row

    def of(self, model: type[db.Base]) -> list[Row]:
        """The rows of a model so far."""
        return self.by_table.get(model.__tablename__, [])

    def insert(self, connection: Connection, progress: Progress) -> None:
        """Insert everything in an order that foreign keys allow; photos are linked once they exist."""
        tables = db.Base.metadata.sorted_tables
        for table in tables:
            self._insert_table(connection, table, progress)
        for table in tables:
            if {"id", "photo_id"} <= set(table.columns.keys()):
                self._link_photos(connection, table)
        move_sequences(connection)

    def _insert_table(self, connection: Connection, table: Table, progress: Progress) -> None:
        rows = self.by_table.get(table.name, [])
        done = 0
        for part in _parts(rows):
            connection.execute(insert(table), [_without_photo(row) for row in part])
            done += len(part)
            progress(table.name.replace("_", " "), done, len(rows))

    def _link_photos(self, connection: Connection, table: Table) -> None:
        links = [
            {"row_id": row["id"], "photo": row["photo_id"]}
            for row in self.by_table.get(table.name, [])
            if row["photo_id"] is not None
        ]
        statement = update(table).where(table.c.id == bindparam("row_id")).values(photo_id=bindparam("photo"))
        if links:
            connection.execute(statement, links)


def _parts(rows: list[Row]) -> Iterator[list[Row]]:
    size = -(-len(rows) // CALLS_PER_NOUN)
    remaining = iter(rows)
    while part := list(islice(remaining, size)):
        yield part


def _without_photo(row: Row) -> Row:
    return row if row.get("photo_id") is None else {**row, "photo_id": None}
