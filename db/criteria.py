"""What criteria are made of: the viewer as a parameter, and other tables out of the hook's reach."""

from functools import cache
from typing import Any, cast

from sqlalchemy import BigInteger, ColumnElement, Table, bindparam, select

from db.base import Base
from db.expressions import Some

NOBODY = 0
"""The viewer id of a caller without a credential; no member has it."""

viewer_id: ColumnElement[int] = bindparam("viewer_id", type_=BigInteger)

Columns = Any
"""A mapped class, an alias of one, or the columns of an aliased table: whatever has the attributes."""


@cache
def rows(model: type[Base], depth: int = 0) -> Columns:
    """The columns of an alias of a model's table, out of the hook's reach. One alias serves every criterion at one
    depth; who looks into the same table within itself takes another depth.
    """
    return cast(Table, model.__table__).alias().c


def some(rows: Columns, *conditions: ColumnElement[bool], also: Columns = ()) -> ColumnElement[bool]:
    """There is a row for which the conditions hold. What is not its own belongs to the enclosing statement,
    however deep inside that this stands.
    """
    tables = [next(iter(columns)).table for columns in (rows, *also)]
    return Some(select(1).select_from(*tables).where(*conditions).correlate_except(*tables))


def seen(model: type[Base], key: Any, visible: Any) -> ColumnElement[bool]:
    """The row with this id is there and visible."""
    found = rows(model)
    return some(found, found.id == key, visible(found))
