"""The plain reader: runs SQL text that is ready for the driver, past SQLAlchemy, for the fast path.

The text has been compiled from ORM selects with every visibility criterion in it (`db/visibility.py`).
"""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, cast

import psycopg
from sqlalchemy import Dialect
from sqlalchemy.sql.compiler import Compiled, SQLCompiler

FAILURES = (sqlite3.Error, psycopg.Error)
"""What the drivers raise."""


class TooDeep(Exception):
    """The database's parser has no room for a statement nested so deeply."""


@dataclass(frozen=True)
class Sql:
    """A statement's text for a driver. `names` are its parameters in the order of their places, where they have places
    instead of names.
    """

    text: str
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, compiled: Compiled) -> "Sql":
        """The text of a statement that was compiled for a reader's dialect."""
        return cls(str(compiled), tuple(cast(SQLCompiler, compiled).positiontup or ()))

    @cached_property
    def encoded(self) -> bytes:
        """The text as it is sent."""
        return self.text.encode()


class Reader(Protocol):
    """Fetches the one row of a statement that was compiled for its dialect."""

    dialect: Dialect

    async def fetch(self, sql: Sql, parameters: Mapping[str, Any], point: bool = False) -> Sequence[Any]:
        """Run the statement and return its row. A point read touches a handful of rows and waits for no list.
        Raises `TooDeep`.
        """

    async def close(self) -> None:
        """Give all connections back."""
