"""What is read of a host's blocks stands in their index: a month of slots reads it alone"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NARROW = ["member_id", "ends_at"]
WIDE = [*NARROW, "starts_at", "live", "expires_at"]


def upgrade() -> None:
    """To this revision."""
    op.create_index(_name(WIDE), "blocks", WIDE)
    op.drop_index(_name(NARROW), "blocks")


def downgrade() -> None:
    """Back to the one before."""
    op.create_index(_name(NARROW), "blocks", NARROW)
    op.drop_index(_name(WIDE), "blocks")


def _name(columns: list[str]) -> str:
    return f"ix_blocks_{'_'.join(columns)}"
