"""The state of a database's tables, and bringing them up to date."""

from enum import Enum, auto
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from db.base import Base

MIGRATIONS = Path(__file__).parent / "migrations"


class State(Enum):
    """How a database stands to this version of Convene."""

    EMPTY = auto()
    OLDER = auto()
    CURRENT = auto()
    NEWER = auto()
    FOREIGN = auto()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def state(connection: Connection) -> State:
    """Compare the database's revision with the migrations at hand."""
    revision = MigrationContext.configure(connection).get_current_revision()
    there = set(inspect(connection).get_table_names())
    if revision is None:
        return State.FOREIGN if there - {"alembic_version"} else State.EMPTY
    scripts = ScriptDirectory.from_config(_config())
    if revision == scripts.get_current_head():
        return State.CURRENT
    known = {script.revision for script in scripts.walk_revisions()}
    if revision in known:
        return State.OLDER
    ours = Base.metadata.tables.keys()
    return State.NEWER if 2 * len(there & ours) > len(ours) else State.FOREIGN  # others use Alembic as well


def upgrade(connection: Connection) -> None:
    """Run all migrations that are missing, in the caller's transaction."""
    command.upgrade(_config(connection), "head")


def downgrade(connection: Connection) -> None:
    """Take every migration back, in the caller's transaction."""
    command.downgrade(_config(connection), "base")


def write_revision(connection: Connection, message: str, identifier: str) -> None:
    """Write a migration from the difference between the database and the mapped classes."""
    command.revision(_config(connection), message, autogenerate=True, rev_id=identifier)
