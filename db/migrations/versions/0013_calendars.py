"""Connected calendars are refreshed; members have a calendar feed. Nothing could be connected before."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this revision."""
    _drop()
    refreshed = (
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("read_until", sa.BigInteger(), nullable=False),
        sa.Column("refreshed_at", sa.BigInteger(), nullable=False),
        sa.Column("next_refresh_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_until", sa.BigInteger(), nullable=False),
        sa.Column("failures", NUMBER, nullable=False),
    )
    _connections(("member_id", "id"), *refreshed)
    op.create_index(
        op.f("ix_calendar_connections_next_refresh_at"), "calendar_connections", ["next_refresh_at"], unique=False
    )
    _busy("connection_id", "starts_at")
    op.create_table(
        "calendar_feeds",
        sa.Column("member_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_calendar_feeds_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("digest", name=op.f("uq_calendar_feeds_digest")),
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("calendar_feeds")
    _drop()
    read = (
        sa.Column("read_until", sa.BigInteger(), nullable=False),
        sa.Column("refreshed_at", sa.BigInteger(), nullable=False),
    )
    _connections(("member_id",), *read)
    _busy("connection_id")


def _drop() -> None:
    op.drop_table("calendar_busy")
    op.drop_table("calendar_connections")


def _connections(index: tuple[str, ...], *columns: "sa.Column[Any]") -> None:
    op.create_table(
        "calendar_connections",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("member_id", NUMBER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        *columns,
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_calendar_connections_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_connections")),
        sqlite_autoincrement=True,
    )
    op.create_index(f"ix_calendar_connections_{'_'.join(index)}", "calendar_connections", list(index), unique=False)


def _busy(*index: str) -> None:
    op.create_table(
        "calendar_busy",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("connection_id", NUMBER, nullable=False),
        sa.Column("member_id", NUMBER, nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["calendar_connections.id"],
            name=op.f("fk_calendar_busy_connection_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_calendar_busy_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_busy")),
        sqlite_autoincrement=True,
    )
    op.create_index(f"ix_calendar_busy_{'_'.join(index)}", "calendar_busy", list(index), unique=False)
    op.create_index("ix_calendar_busy_member_id_ends_at", "calendar_busy", ["member_id", "ends_at"], unique=False)
