"""Instants as the schema shows them."""

from typing import Any

from sqlalchemy import Integer, literal_column

from db.expressions import iso_datetime

_NO_OFFSET = literal_column("0", Integer)


def utc(instant: Any) -> Any:
    """An instant in UTC: `2015-07-08T21:52:49Z`."""
    return iso_datetime(instant, _NO_OFFSET)
