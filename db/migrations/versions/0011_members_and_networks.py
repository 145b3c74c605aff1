"""members, saved events, messages and pro networks"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None

RSVPS_BY_TIME = "ix_rsvps_event_id_created_at_id"


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "networks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("urlname", sa.Text(), nullable=False),
        sa.Column("urlname_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("contact_email", sa.Text(), nullable=True),
        sa.Column("external_url", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("payment_model", sa.Text(), nullable=False),
        sa.Column("allow_photo_uploads", sa.Boolean(), nullable=False),
        sa.Column("photo_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name=op.f("fk_networks_photo_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_networks")),
        sa.UniqueConstraint("urlname_key", name=op.f("uq_networks_urlname_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "threads",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "network_admins",
        sa.Column("network_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_network_admins_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["networks.id"], name=op.f("fk_network_admins_network_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("network_id", "member_id", name=op.f("pk_network_admins")),
    )
    op.create_index(op.f("ix_network_admins_member_id"), "network_admins", ["member_id"], unique=False)
    op.create_table(
        "network_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("network_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("announced", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id"], ["networks.id"], name=op.f("fk_network_events_network_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_events")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_network_events_network_id"), "network_events", ["network_id"], unique=False)
    op.create_table(
        "network_links",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("network_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id"], ["networks.id"], name=op.f("fk_network_links_network_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_links")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_network_links_network_id_position_id"), "network_links", ["network_id", "position", "id"], unique=False
    )
    op.create_table(
        "network_shares",
        sa.Column("network_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_network_shares_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["networks.id"], name=op.f("fk_network_shares_network_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("network_id", "member_id", name=op.f("pk_network_shares")),
    )
    op.create_index(op.f("ix_network_shares_member_id"), "network_shares", ["member_id"], unique=False)
    op.create_table(
        "thread_members",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("read_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_thread_members_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["threads.id"], name=op.f("fk_thread_members_thread_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_members")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_thread_members_member_id"), "thread_members", ["member_id"], unique=False)
    op.create_index(
        op.f("ix_thread_members_thread_id_member_id"), "thread_members", ["thread_id", "member_id"], unique=True
    )
    op.create_table(
        "thread_messages",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_thread_messages_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["threads.id"], name=op.f("fk_thread_messages_thread_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_messages")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_thread_messages_member_id"), "thread_messages", ["member_id"], unique=False)
    op.create_index(op.f("ix_thread_messages_thread_id_id"), "thread_messages", ["thread_id", "id"], unique=False)
    op.create_table(
        "network_groups",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("network_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_network_groups_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["networks.id"], name=op.f("fk_network_groups_network_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_groups")),
        sa.UniqueConstraint("group_id", name=op.f("uq_network_groups_group_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_network_groups_network_id_group_id"), "network_groups", ["network_id", "group_id"], unique=False
    )
    op.create_table(
        "saved_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_saved_events_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_saved_events_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_events")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_saved_events_event_id"), "saved_events", ["event_id"], unique=False)
    op.create_index(op.f("ix_saved_events_member_id_event_id"), "saved_events", ["member_id", "event_id"], unique=True)
    op.add_column(
        "events", sa.Column("network_event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
    )
    op.create_index(op.f("ix_events_network_event_id"), "events", ["network_event_id"], unique=False)
    op.add_column("members", sa.Column("username", sa.Text(), nullable=True))
    op.add_column("members", sa.Column("birthday", sa.BigInteger(), nullable=True))
    op.add_column("members", sa.Column("gender", sa.Text(), nullable=True))
    op.add_column("members", sa.Column("reasons_for_joining", sa.Text(), nullable=True))
    op.add_column("members", sa.Column("subscribed_until", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_members_username"), "members", ["username"], unique=True)
    op.add_column("memberships", sa.Column("dues_grace_until", sa.BigInteger(), nullable=True))
    op.add_column("memberships", sa.Column("dues_method", sa.Text(), nullable=True))
    op.add_column("notifications", sa.Column("clicked_at", sa.BigInteger(), nullable=True))
    op.add_column("rsvps", sa.Column("attendance", sa.Text(), nullable=True))
    op.add_column("rsvps", sa.Column("venue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
    op.create_index(op.f("ix_rsvps_event_id_id"), "rsvps", ["event_id", "id"], unique=False)
    op.drop_index(RSVPS_BY_TIME, table_name="rsvps")


def downgrade() -> None:
    """Back to the one before."""

    op.create_index(RSVPS_BY_TIME, "rsvps", ["event_id", sa.text("coalesce(created_at, 0)"), "id"], unique=False)
    op.drop_index(op.f("ix_rsvps_event_id_id"), table_name="rsvps")
    op.drop_column("rsvps", "venue_id")
    op.drop_column("rsvps", "attendance")
    op.drop_column("notifications", "clicked_at")
    op.drop_column("memberships", "dues_method")
    op.drop_column("memberships", "dues_grace_until")
    op.drop_index(op.f("ix_members_username"), table_name="members")
    op.drop_column("members", "subscribed_until")
    op.drop_column("members", "reasons_for_joining")
    op.drop_column("members", "gender")
    op.drop_column("members", "birthday")
    op.drop_column("members", "username")
    op.drop_index(op.f("ix_events_network_event_id"), table_name="events")
    op.drop_column("events", "network_event_id")
    op.drop_index(op.f("ix_saved_events_member_id_event_id"), table_name="saved_events")
    op.drop_index(op.f("ix_saved_events_event_id"), table_name="saved_events")
    op.drop_table("saved_events")
    op.drop_index(op.f("ix_network_groups_network_id_group_id"), table_name="network_groups")
    op.drop_table("network_groups")
    op.drop_index(op.f("ix_thread_messages_thread_id_id"), table_name="thread_messages")
    op.drop_index(op.f("ix_thread_messages_member_id"), table_name="thread_messages")
    op.drop_table("thread_messages")
    op.drop_index(op.f("ix_thread_members_thread_id_member_id"), table_name="thread_members")
    op.drop_index(op.f("ix_thread_members_member_id"), table_name="thread_members")
    op.drop_table("thread_members")
    op.drop_index(op.f("ix_network_shares_member_id"), table_name="network_shares")
    op.drop_table("network_shares")
    op.drop_index(op.f("ix_network_links_network_id_position_id"), table_name="network_links")
    op.drop_table("network_links")
    op.drop_index(op.f("ix_network_events_network_id"), table_name="network_events")
    op.drop_table("network_events")
    op.drop_index(op.f("ix_network_admins_member_id"), table_name="network_admins")
    op.drop_table("network_admins")
    op.drop_table("threads")
    op.drop_table("networks")
