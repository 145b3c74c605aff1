"""consumers"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "consumers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("redirect_uris", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consumers")),
        sa.UniqueConstraint("name", name=op.f("uq_consumers_name")),
        sqlite_autoincrement=True,
    )
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("tokens", sa.Column("consumer_id", number, nullable=True))


def downgrade() -> None:
    """Back to the one before."""
    op.drop_column("tokens", "consumer_id")
    op.drop_table("consumers")
