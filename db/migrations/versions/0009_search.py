"""Search: indexes of words and places, topics by category, what groups call their place"""

import sqlalchemy as sa
from alembic import op

from db import word_indexes

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

PLACES = {"groups": ("lat", "lon"), "venues": ("lat", "lon"), "event_venues": ("pin_lat", "pin_lon")}
"""Columns with a place on the map, by table."""


def upgrade() -> None:
    """To this revision."""
    op.add_column("groups", sa.Column("place_label", sa.Text(), nullable=True))
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("topics", sa.Column("category_id", number, nullable=True))
    op.create_index(op.f("ix_topics_category_id"), "topics", ["category_id"])
    for table, (lat, lon) in PLACES.items():
        op.create_index(f"ix_{table}_{lat}_{lon}", table, [lat, lon])
    word_indexes.make(op.get_bind())


def downgrade() -> None:
    """Back to the one before."""
    word_indexes.take_away(op.get_bind())
    for table, (lat, lon) in PLACES.items():
        op.drop_index(f"ix_{table}_{lat}_{lon}", table)
    op.drop_index(op.f("ix_topics_category_id"), "topics")
    op.drop_column("topics", "category_id")
    op.drop_column("groups", "place_label")
