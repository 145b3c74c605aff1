"""What groups ask, show and keep as drafts, and photos that are uploaded"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SWITCHES = {"allow_member_photo_uploads": sa.true(), "needs_photo": sa.false(), "needs_questions": sa.false()}
TEXTS = ("list_address", "video_provider", "video_url")


def upgrade() -> None:
    """To this revision."""
    for name, default in SWITCHES.items():
        op.add_column("groups", sa.Column(name, sa.Boolean(), nullable=False, server_default=default))
    for name in TEXTS:
        op.add_column("groups", sa.Column(name, sa.Text()))
    op.create_index("ix_groups_list_address", "groups", ["list_address"], unique=True)
    op.create_table(
        "group_drafts",
        sa.Column("group_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        _to("group_drafts", "group_id", "groups.id"),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_group_drafts")),
        sa.UniqueConstraint("digest", name=op.f("uq_group_drafts_digest")),
    )
    op.create_table(
        "group_questions",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("group_id", NUMBER, nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _to("group_questions", "group_id", "groups.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_questions")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_group_questions_group_id_position_id", "group_questions", ["group_id", "position", "id"])
    op.create_table(
        "group_answers",
        sa.Column("question_id", NUMBER, nullable=False),
        sa.Column("membership_id", NUMBER, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        _to("group_answers", "membership_id", "memberships.id"),
        _to("group_answers", "question_id", "group_questions.id"),
        sa.PrimaryKeyConstraint("question_id", "membership_id", name=op.f("pk_group_answers")),
    )
    op.create_index("ix_group_answers_membership_id_question_id", "group_answers", ["membership_id", "question_id"])
    op.create_table(
        "social_networks",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("group_id", NUMBER),
        sa.Column("network_id", NUMBER),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        _to("social_networks", "group_id", "groups.id"),
        _to("social_networks", "network_id", "networks.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_social_networks")),
        sqlite_autoincrement=True,
    )
    for owner in ("group_id", "network_id"):
        op.create_index(f"ix_social_networks_{owner}_position_id", "social_networks", [owner, "position", "id"])
    op.execute(
        "INSERT INTO social_networks (network_id, position, service, identifier, status) "
        "SELECT network_id, position, service, identifier, 'ACTIVE' FROM network_links ORDER BY id"
    )
    op.drop_table("network_links")
    # Without a foreign key: SQLite would have to make the table anew, and forget whose picture is whose.
    op.add_column("photos", sa.Column("event_id", NUMBER))
    op.add_column("photos", sa.Column("storage_key", sa.Text()))
    op.add_column("photos", sa.Column("pending", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_photos_storage_key", "photos", ["storage_key"], unique=True)
    op.create_index("ix_photos_event_id", "photos", ["event_id"])
    op.create_table(
        "photo_uploads",
        sa.Column("photo_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("event_id", NUMBER),
        sa.Column("photo_type", sa.Text(), nullable=False),
        sa.Column("album_title", sa.Text()),
        sa.Column("sets_main", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        _to("photo_uploads", "event_id", "events.id"),
        _to("photo_uploads", "photo_id", "photos.id"),
        sa.PrimaryKeyConstraint("photo_id", name=op.f("pk_photo_uploads")),
        sa.UniqueConstraint("digest", name=op.f("uq_photo_uploads_digest")),
    )


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """A foreign key whose rows go when their owner goes."""
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE")


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("photo_uploads")
    op.drop_index("ix_photos_event_id", "photos")
    op.drop_index("ix_photos_storage_key", "photos")
    for name in ("pending", "storage_key", "event_id"):
        op.drop_column("photos", name)
    op.create_table(
        "network_links",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("network_id", NUMBER, nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        _to("network_links", "network_id", "networks.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_links")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_network_links_network_id_position_id", "network_links", ["network_id", "position", "id"])
    op.execute(
        "INSERT INTO network_links (network_id, position, service, identifier) "
        "SELECT network_id, position, service, identifier FROM social_networks WHERE network_id IS NOT NULL ORDER BY id"
    )
    for table in ("social_networks", "group_answers", "group_questions", "group_drafts"):
        op.drop_table(table)
    op.drop_index("ix_groups_list_address", "groups")
    for name in (*TEXTS, *SWITCHES):
        op.drop_column("groups", name)
