"""What `convene outbox` shows and does."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from rich.table import Table
from sqlalchemy import Connection, Row, func, select, update

import db
from db.visibility import seeing_all
from server.database import Refusal

MOST = 200
_COLUMNS = ("id", "kind", "to", "subject", "due", "tried", "state")
_TOLD = ("id", "kind", "webhook", "happened", "tried", "state")


def outbox_table(connection: Connection, everything: bool) -> Table | str:
    """The newest mails that are waiting or were given up, or of all."""
    m = db.Message
    to = func.coalesce(m.address, db.Member.email).label("address")
    statement = select(m.id, m.kind, to, m.subject, m.due_at, m.attempts, m.delivered_at, m.next_try_at, m.error)
    statement = statement.outerjoin(db.Member, db.Member.id == m.member_id).order_by(m.id.desc()).limit(MOST)
    if not everything:
        statement = statement.where(m.delivered_at.is_(None))
    table = Table(*_COLUMNS, box=None)
    with seeing_all(connection) as session:
        for row in session.execute(statement).all()[::-1]:
            cells = (row.id, row.kind, row.address, row.subject, _time(row.due_at), row.attempts, _state(row))
            table.add_row(*(str(cell) for cell in cells))
    return table if table.row_count else "The outbox is empty."


def deliveries_table(connection: Connection, everything: bool) -> Table | None:
    """What webhooks wait for or were not told in the end, or all they were told; None if there is nothing."""
    d, w = db.WebhookDelivery, db.Webhook
    statement = select(d.id, d.kind, w.url, d.created_at, d.attempts, d.delivered_at, d.next_try_at, d.error)
    statement = statement.where(w.id == d.webhook_id).order_by(d.id.desc()).limit(MOST)
    if not everything:
        statement = statement.where(d.delivered_at.is_(None))
    table = Table(*_TOLD, box=None)
    with seeing_all(connection) as session:
        for row in session.execute(statement).all()[::-1]:
            cells = (row.id, row.kind, row.url, _time(row.created_at), row.attempts, _state(row))
            table.add_row(*(str(cell) for cell in cells))
    return table if table.row_count else None


def resend(connection: Connection, ids: Sequence[int], now: int) -> None:
    """Make these mails due now, delivered or not, with all their attempts. Raises `Refusal` for an unknown one."""
    _again(connection, db.Message, ids, now, "mail")


def redeliver(connection: Connection, ids: Sequence[int], now: int) -> None:
    """The same for what webhooks are told."""
    _again(connection, db.WebhookDelivery, ids, now, "delivery")


def _again(connection: Connection, model: Any, ids: Sequence[int], now: int, what: str) -> None:
    with seeing_all(connection) as session:
        missing = set(ids) - set(session.scalars(select(model.id).where(model.id.in_(ids))))
        if missing:
            raise Refusal(f"There is no {what} {min(missing)} in the outbox.")
        again = {"next_try_at": now, "claimed_until": 0, "attempts": 0, "delivered_at": None, "error": None}
        session.execute(update(model).where(model.id.in_(ids)).values(again))


def _state(row: Row[*tuple[object, ...]]) -> str:
    if row.delivered_at is not None:
        return f"delivered {_time(row.delivered_at)}"
    waiting = "given up" if row.next_try_at is None else f"next {_time(row.next_try_at)}"
    return f"{waiting}: {row.error}" if row.error else waiting


def _time(instant: int) -> str:
    return f"{datetime.fromtimestamp(instant / 1000, UTC):%Y-%m-%d %H:%M}"
