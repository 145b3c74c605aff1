"""Times that nobody told are null; photos are found by their address"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

UNKNOWN = {
    "categories": ("updated_at",),
    "events": ("created_at", "updated_at"),
    "members": ("joined_at",),
    "memberships": ("joined_at", "updated_at"),
    "photo_albums": ("created_at", "updated_at"),
    "photos": ("created_at", "updated_at"),
    "rsvp_answers": ("updated_at",),
    "rsvps": ("created_at", "updated_at"),
}
"""Times that imports did not always know; until now 0 stood for that."""
MEMBERSHIPS = "ix_memberships_group_id_joined_at_id"
RSVPS = "ix_rsvps_event_id_created_at_id"


def upgrade() -> None:
    """To this revision."""
    op.drop_index(MEMBERSHIPS, "memberships")
    op.drop_index(RSVPS, "rsvps")
    for table, columns in UNKNOWN.items():
        for column in columns:
            _change(table, column, nullable=True)
    op.create_index(MEMBERSHIPS, "memberships", ["group_id", sa.text("coalesce(joined_at, 0)"), "id"])
    op.create_index(RSVPS, "rsvps", ["event_id", sa.text("coalesce(created_at, 0)"), "id"])
    op.create_index("ix_photos_photo_link", "photos", ["photo_link"])


def downgrade() -> None:
    """Back to the one before."""
    op.drop_index("ix_photos_photo_link", "photos")
    op.drop_index(MEMBERSHIPS, "memberships")
    op.drop_index(RSVPS, "rsvps")
    for table, columns in UNKNOWN.items():
        for column in columns:
            _change(table, column, nullable=False)
    op.create_index(MEMBERSHIPS, "memberships", ["group_id", "joined_at", "id"])
    op.create_index(RSVPS, "rsvps", ["event_id", "created_at", "id"])


def _change(table: str, name: str, *, nullable: bool) -> None:
    """Let a time be null, or not, and write what is unknown accordingly.

    On SQLite by way of another column: a table that is made anew takes along the rows that refer to it.
    """
    old = sa.column(name, sa.BigInteger)
    value = sa.func.nullif(old, 0) if nullable else sa.func.coalesce(old, 0)
    if op.get_bind().dialect.name == "postgresql":
        if nullable:
            op.alter_column(table, name, nullable=True)
        op.execute(sa.update(sa.table(table, old)).values({name: value}).where(old.is_distinct_from(value)))
        if not nullable:
            op.alter_column(table, name, nullable=False)
        return
    default = None if nullable else sa.text("0")  # SQLite adds no NOT NULL column without one
    op.add_column(table, sa.Column("told", sa.BigInteger, nullable=nullable, server_default=default))
    told = sa.column("told", sa.BigInteger)
    op.execute(sa.update(sa.table(table, told)).values({"told": value}))
    op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    op.execute(f"ALTER TABLE {table} RENAME COLUMN told TO {name}")
