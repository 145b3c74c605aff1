"""Series of events, discounts, limits of an event's places, speakers"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "event_series",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("group_id", NUMBER, nullable=False),
        sa.Column("weekly_days", sa.Text(), nullable=True),
        sa.Column("weekly_interval", NUMBER, nullable=True),
        sa.Column("monthly_day", sa.Text(), nullable=True),
        sa.Column("monthly_week", NUMBER, nullable=True),
        sa.Column("end_date", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_event_series_group_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_series")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_event_series_group_id"), "event_series", ["group_id"])
    op.create_table(
        "event_speakers",
        sa.Column("event_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("portrait_id", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_speakers_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["portrait_id"], ["photos.id"], name=op.f("fk_event_speakers_portrait_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_speakers")),
    )
    op.create_index(op.f("ix_event_speakers_portrait_id"), "event_speakers", ["portrait_id"])
    op.add_column("events", sa.Column("series_id", NUMBER, nullable=True))
    op.create_index(op.f("ix_events_series_id_sort_time"), "events", ["series_id", "sort_time"])
    op.add_column("event_fees", sa.Column("discount", sa.Double(), nullable=True))
    for name in ("discount_days", "discount_limit", "discount_taken"):
        op.add_column("event_fees", sa.Column(name, NUMBER, nullable=True))
    op.add_column("event_venues", sa.Column("how_to_find_us", sa.Text(), nullable=True))
    for name in ("rsvp_limit", "guest_limit"):
        op.add_column("event_venues", sa.Column(name, NUMBER, nullable=True))


def downgrade() -> None:
    """Back to the one before."""
    for name in ("how_to_find_us", "guest_limit", "rsvp_limit"):
        op.drop_column("event_venues", name)
    for name in ("discount_taken", "discount_limit", "discount_days", "discount"):
        op.drop_column("event_fees", name)
    op.drop_index(op.f("ix_events_series_id_sort_time"), table_name="events")
    op.drop_column("events", "series_id")
    op.drop_table("event_speakers")
    op.drop_table("event_series")
