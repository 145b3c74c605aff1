"""An event's own row: read whole, changed, and made."""

import secrets
import string
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, inspect, select, update

import db
from resolvers.commands import Act

_COLUMNS = [getattr(db.Event, column.key) for column in inspect(db.Event).columns]
_LETTERS = string.ascii_letters + string.digits


def whole(act: Act, event_id: int) -> dict[str, Any]:
    """Every column of an event."""
    return dict(act.all.execute(select(*_COLUMNS).where(db.Event.id == event_id)).one()._mapping)


def change(act: Act, event_id: int, values: Mapping[str, Any]) -> None:
    """Write columns of an event."""
    act.all.execute(update(db.Event).where(db.Event.id == event_id).values(**values))


def insert_event(act: Act, values: Mapping[str, Any]) -> int:
    """A new event of the viewer's, with tokens and a place among those of its time: its id."""
    token, short_token = ("".join(secrets.choice(_LETTERS) for _ in range(length)) for length in (12, 7))
    fixed = {"token": token, "short_token": short_token, "created_at": act.now, "updated_at": act.now}
    row = {**fixed, "creator_id": act.viewer_id, **values}
    event_id: int = act.all.execute(insert(db.Event).values(row).returning(db.Event.id)).scalar_one()
    change(act, event_id, {"tie_break": event_id})
    return event_id


def replace(act: Act, model: type[db.Base], event_id: int, rows: Sequence[dict[str, Any]]) -> None:
    """Put these rows in the place of an event's."""
    table: Any = model
    act.all.execute(delete(table).where(table.event_id == event_id))
    if rows:
        numbered = [{"event_id": event_id, "position": position, **row} for position, row in enumerate(rows)]
        act.all.execute(insert(table), numbered)
