"""What inserting many rows with their ids needs: every column of a row, and sequences that know of the ids."""

from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, Table, func, select

import db

Row = dict[str, Any]


@cache
def blank(model: type[db.Base]) -> Row:
    """Every column that has no default which only the insert can work out. Copy it before changing it."""
    columns = [c for c in cast(Table, model.__table__).columns if c.default is None or c.default.is_scalar]
    return {column.key: getattr(column.default, "arg", None) for column in columns}


def move_sequences(connection: Connection) -> None:
    """PostgreSQL's sequences do not notice ids that were given, SQLite's AUTOINCREMENT does. None moves back."""
    if connection.dialect.name != "postgresql":
        return
    for table in db.Base.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            used = func.pg_sequence_last_value(func.to_regclass(sequence))
            past = func.setval(sequence, func.greatest(func.max(column), used))
            connection.execute(select(past).where(column > 0))
