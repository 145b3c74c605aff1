"""The state of a database's tables, told without Alembic: most starts find nothing to do."""

from enum import Enum, auto
from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table

from db.base import Base

MIGRATIONS = Path(__file__).parent / "migrations"
NOTED = "alembic_version"
"""Alembic's table, in which it notes the last migration."""


class State(Enum):
    """How a database stands to this version of Convene."""

    EMPTY = auto()
    OLDER = auto()
    CURRENT = auto()
    NEWER = auto()
    FOREIGN = auto()


def revisions() -> list[str]:
    """The migrations at hand, from the first to the last, as their files are named."""
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("*.py"))


def state(connection: Connection) -> State:
    """Compare the database's revision with the migrations at hand."""
    there = set(inspect(connection).get_table_names())
    revision = connection.scalar(select(column("version_num")).select_from(table(NOTED))) if NOTED in there else None
    if revision is None:
        return State.FOREIGN if there - {NOTED} else State.EMPTY
    *older, last = revisions()
    if revision == last:
        return State.CURRENT
    if revision in older:
        return State.OLDER
    ours = Base.metadata.tables.keys()
    return State.NEWER if 2 * len(there & ours) > len(ours) else State.FOREIGN  # others use Alembic as well
