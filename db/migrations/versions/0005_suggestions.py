"""Groups say whether their members may suggest events"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.add_column("groups", sa.Column("takes_suggestions", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    """Back to the one before."""
    op.drop_column("groups", "takes_suggestions")
