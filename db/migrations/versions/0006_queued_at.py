"""The place in the line of whoever waits for a seat"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.add_column("rsvps", sa.Column("queued_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Back to the one before."""
    op.execute("ALTER TABLE rsvps DROP COLUMN queued_at")
