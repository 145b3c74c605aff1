"""The declarative base, the naming of constraints, and the column types that every noun shares."""

from enum import StrEnum
from typing import Annotated, Any

import orjson
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    ForeignKey,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
    func,
    literal_column,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

BigInt = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits on both databases; SQLite hands out rowids only to a column that is spelled INTEGER."""

Folded = Text().with_variant(Text(collation="C"), "postgresql")
"""Lower-cased text that is compared byte by byte, so that both databases sort it alike."""


class TextList(TypeDecorator[Any]):
    """A short list of words, kept as JSON text so that a reader can pass it on unparsed."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Python list to JSON text."""
        return None if value is None else orjson.dumps(value).decode()

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """JSON text to Python list."""
        return None if value is None else orjson.loads(value)


class Base(DeclarativeBase):
    """Every table's base. Ids are AUTOINCREMENT on SQLite, so that a deleted one never comes back."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {int: BigInt, float: Double(), str: Text(), list[str]: TextList()}


Id = Annotated[int, mapped_column(BigInt, primary_key=True)]
Instant = Annotated[int, mapped_column(BigInteger)]
"""Milliseconds since 1970 in UTC. Of what came from elsewhere it may be unknown, and is null then."""

AUTOINCREMENT = {"sqlite_autoincrement": True}


def word(value: StrEnum) -> ColumnElement[str]:
    """A word of a closed vocabulary as part of the SQL text, not as a parameter."""
    return literal_column(f"'{value}'", Text)


def sortable(instant: Any) -> ColumnElement[int]:
    """An instant as a sort key, which may not be null: unknown ones come first. Indexes hold it spelled so."""
    return func.coalesce(instant, literal_column("0", BigInteger))


def owner(target: str) -> Any:
    """A foreign key whose rows go when their owner goes."""
    return ForeignKey(target, ondelete="CASCADE")


MEMBER = Annotated[int, mapped_column(owner("members.id"))]
GROUP = Annotated[int, mapped_column(owner("groups.id"))]
EVENT = Annotated[int, mapped_column(owner("events.id"))]
