"""Runs migrations on the connection that it is given (`db/upgrade.py`)."""

from typing import Any, Literal

from alembic import context

import db
from db.base import TextList


def _as_text(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    return "sa.Text()" if kind == "type" and isinstance(item, TextList) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=db.Base.metadata,
    include_name=db.is_mapped,
    render_as_batch=True,
    render_item=_as_text,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
