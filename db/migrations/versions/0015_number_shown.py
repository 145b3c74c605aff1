"""Recurring events that versions 1 and 2 of the old API show by their numbers"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.add_column("events", sa.Column("number_shown", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Back to the one before."""
    op.drop_column("events", "number_shown")
