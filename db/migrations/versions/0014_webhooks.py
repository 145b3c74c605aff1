"""Webhooks, reminders of bookings, secrets as hashes"""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OWNERS = {"appointment_id": "appointments", "attendee_id": "attendees"}
"""What a message may be about, by its new columns."""


def upgrade() -> None:
    """To this revision."""
    for table in ("attendees", "holds"):
        op.execute(f"ALTER TABLE {table} RENAME COLUMN secret TO digest")
        _hash(table)
    op.add_column("attendees", sa.Column("seed", sa.Text(), nullable=True))
    op.add_column("meeting_types", sa.Column("reminders", sa.Text(), nullable=False, server_default='["PT24H"]'))
    with op.batch_alter_table("messages", table_kwargs={"sqlite_autoincrement": True}) as messages:
        for name, table in OWNERS.items():
            messages.add_column(sa.Column(name, NUMBER, nullable=True))
            messages.create_foreign_key(f"fk_messages_{name}", table, [name], ["id"], ondelete="CASCADE")
    for name in OWNERS:
        op.create_index(f"ix_messages_{name}", "messages", [name])
    for name in ("appointment_id", "member_id"):
        op.add_column("changes", sa.Column(name, NUMBER, nullable=True))
        op.create_index(f"ix_changes_{name}", "changes", [name])
    _webhooks()
    _deliveries()


def _hash(table: str) -> None:
    """Secrets in plain text become their hashes, for good. They open what they opened."""
    connection = op.get_bind()
    rows = sa.table(table, sa.column("id"), sa.column("digest"))
    for key, secret in connection.execute(sa.select(rows.c.id, rows.c.digest)).all():
        hashed = hashlib.sha256(secret.encode()).hexdigest()
        connection.execute(sa.update(rows).where(rows.c.id == key).values(digest=hashed))


def _webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("member_id", NUMBER, nullable=False),
        sa.Column("workspace_id", NUMBER, nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("old_seed", sa.Text(), nullable=True),
        sa.Column("old_digest", sa.Text(), nullable=True),
        sa.Column("rotated_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_webhooks_member_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_webhooks_workspace_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
        sa.UniqueConstraint("uuid", name="uq_webhooks_uuid"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_webhooks_member_id", "webhooks", ["member_id"])
    op.create_index("ix_webhooks_workspace_id", "webhooks", ["workspace_id"])


def _deliveries() -> None:
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("webhook_id", NUMBER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("next_try_at", sa.BigInteger(), nullable=True),
        sa.Column("claimed_until", sa.BigInteger(), nullable=False),
        sa.Column("attempts", NUMBER, nullable=False),
        sa.Column("tried_at", sa.BigInteger(), nullable=True),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
        sa.Column("response_code", NUMBER, nullable=True),
        sa.Column("duration", NUMBER, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhooks.id"], name="fk_webhook_deliveries_webhook_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_deliveries"),
        sa.UniqueConstraint("uuid", name="uq_webhook_deliveries_uuid"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_webhook_deliveries_webhook_id_id", "webhook_deliveries", ["webhook_id", "id"])
    op.create_index(
        "ix_webhook_deliveries_webhook_id_occasion", "webhook_deliveries", ["webhook_id", "occasion"], unique=True
    )
    op.create_index("ix_webhook_deliveries_next_try_at", "webhook_deliveries", ["next_try_at"])


def downgrade() -> None:
    """Back to the one before. What is hashed stays so: secrets that were given out open nothing any more."""
    op.drop_table("webhook_deliveries")
    op.drop_table("webhooks")
    for name in ("appointment_id", "member_id"):
        op.drop_index(f"ix_changes_{name}", "changes")
        op.execute(f"ALTER TABLE changes DROP COLUMN {name}")
    for name in OWNERS:
        op.drop_index(f"ix_messages_{name}", "messages")
    with op.batch_alter_table("messages", table_kwargs={"sqlite_autoincrement": True}) as messages:
        for name in OWNERS:
            messages.drop_column(name)
    op.execute("ALTER TABLE meeting_types DROP COLUMN reminders")
    op.execute("ALTER TABLE attendees DROP COLUMN seed")
    for table in ("attendees", "holds"):
        op.execute(f"ALTER TABLE {table} RENAME COLUMN digest TO secret")
