"""Webhooks: where programs want to be told of changes, and what they were told or are still to be."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import AUTOINCREMENT, MEMBER, Base, Id, Instant, owner


class Webhook(Base):
    """An address that is told of changes of these `kinds`: what concerns its member, or all of its workspace.

    What it is told is signed with a secret of which `seed` and `digest` are kept (`db/keyring.py`). After it was
    changed the old one signs too, until receivers have followed.
    """

    __tablename__ = "webhooks"
    __table_args__ = (Index(None, "member_id"), Index(None, "workspace_id"), AUTOINCREMENT)

    id: Mapped[Id]
    uuid: Mapped[str] = mapped_column(unique=True)
    member_id: Mapped[MEMBER]
    workspace_id: Mapped[int | None] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    url: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    kinds: Mapped[list[str]]
    enabled: Mapped[bool] = mapped_column(default=True)
    seed: Mapped[str]
    digest: Mapped[str]
    old_seed: Mapped[str | None]
    old_digest: Mapped[str | None]
    rotated_at: Mapped[Instant | None]
    created_at: Mapped[Instant]
    updated_at: Mapped[Instant]


class WebhookDelivery(Base):
    """Something a webhook is told, or was. Of one `occasion` there is one. The other columns are those of a mail
    (`db/outbox.py`), and what came of the last attempt: `duration` in milliseconds, `response_code` if there was one.
    """

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index(None, "webhook_id", "id"),
        Index(None, "webhook_id", "occasion", unique=True),
        Index(None, "next_try_at"),
        AUTOINCREMENT,
    )

    id: Mapped[Id]
    uuid: Mapped[str] = mapped_column(unique=True)
    webhook_id: Mapped[int] = mapped_column(owner("webhooks.id"))
    kind: Mapped[str]
    occasion: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[Instant]
    next_try_at: Mapped[Instant | None]
    claimed_until: Mapped[Instant] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[Instant | None]
    delivered_at: Mapped[Instant | None]
    response_code: Mapped[int | None]
    duration: Mapped[int | None]
    error: Mapped[str | None]
