"""Short lists are read from their index alone, in their order"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LISTS = {
    "event_hosts": ("event_id", "member_id"),
    "event_venues": ("event_id", "venue_id"),
    "group_topics": ("group_id", "topic_id"),
    "member_topics": ("member_id", "topic_id"),
}
"""Tables that keep a list by position: the owner's key and the entry's."""


def upgrade() -> None:
    """To this revision."""
    for table, (owner, entry) in LISTS.items():
        op.drop_index(f"ix_{table}_{owner}_position", table)
        op.create_index(f"ix_{table}_{owner}_position_{entry}", table, [owner, "position", entry])


def downgrade() -> None:
    """Back to the one before."""
    for table, (owner, entry) in LISTS.items():
        op.drop_index(f"ix_{table}_{owner}_position_{entry}", table)
        op.create_index(f"ix_{table}_{owner}_position", table, [owner, "position"])
