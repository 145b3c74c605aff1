"""Bringing a database's tables up to date, by Alembic."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from db.revisions import MIGRATIONS


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """Run all migrations that are missing, in the caller's transaction."""
    command.upgrade(_config(connection), "head")


def downgrade(connection: Connection) -> None:
    """Take every migration back, in the caller's transaction."""
    command.downgrade(_config(connection), "base")


def write_revision(connection: Connection, message: str, identifier: str) -> None:
    """Write a migration from the difference between the database and the mapped classes."""
    command.revision(_config(connection), message, autogenerate=True, rev_id=identifier)
