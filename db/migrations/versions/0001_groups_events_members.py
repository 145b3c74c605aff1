"""Groups, events, members and what hangs on them"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "categories",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shortname", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("shortname", name=op.f("uq_categories_shortname")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "members",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("bio", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("zip", sa.Text(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("hometown", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("visited_at", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("birth_year", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("photo_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photos.id"], name=op.f("fk_members_photo_id"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("email", name=op.f("uq_members_email")),
        sa.UniqueConstraint("uuid", name=op.f("uq_members_uuid")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "topics",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("urlkey", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
        sa.UniqueConstraint("urlkey", name=op.f("uq_topics_urlkey")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "groups",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("urlname", sa.Text(), nullable=False),
        sa.Column("urlname_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("zip", sa.Text(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("utc_offset", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("founded_at", sa.BigInteger(), nullable=True),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("join_mode", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("organizer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("photo_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("welcome", sa.Text(), nullable=True),
        sa.Column("short_token", sa.Text(), nullable=False),
        sa.Column("member_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unlisted_members", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rating_average", sa.Double(), nullable=True),
        sa.Column("rating_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_groups_category_id")),
        sa.ForeignKeyConstraint(
            ["organizer_id"], ["members.id"], name=op.f("fk_groups_organizer_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photos.id"], name=op.f("fk_groups_photo_id"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("short_token", name=op.f("uq_groups_short_token")),
        sa.UniqueConstraint("urlname_key", name=op.f("uq_groups_urlname_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("groups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_groups_category_id"), ["category_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_groups_organizer_id"), ["organizer_id"], unique=False)

    op.create_table(
        "member_services",
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_member_services_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "service", name=op.f("pk_member_services")),
    )
    op.create_table(
        "member_topics",
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topic_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_member_topics_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_member_topics_topic_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "topic_id", name=op.f("pk_member_topics")),
    )
    with op.batch_alter_table("member_topics", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_member_topics_member_id_position"), ["member_id", "position"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_member_topics_topic_id_member_id"), ["topic_id", "member_id"], unique=False
        )

    op.create_table(
        "tokens",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_tokens_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_tokens_digest")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tokens_member_id"), ["member_id"], unique=False)

    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recurring_id", sa.Text(), nullable=True),
        sa.Column("numbered", sa.Boolean(), nullable=False),
        sa.Column("tie_break", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("short_token", sa.Text(), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("creator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("description_html", sa.Text(), nullable=True),
        sa.Column("description_text", sa.Text(), nullable=True),
        sa.Column("simple_html_description", sa.Text(), nullable=True),
        sa.Column("is_simple_html", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("how_to_find_us", sa.Text(), nullable=True),
        sa.Column("host_instructions", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.BigInteger(), nullable=True),
        sa.Column("utc_offset", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("duration", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sort_time", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("venue_visibility", sa.Text(), nullable=False),
        sa.Column("announced", sa.Boolean(), nullable=True),
        sa.Column("announced_at", sa.BigInteger(), nullable=True),
        sa.Column("featured", sa.Boolean(), nullable=False),
        sa.Column("email_reminders", sa.Boolean(), nullable=False),
        sa.Column("rsvp_alerts", sa.Boolean(), nullable=False),
        sa.Column("headcount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rsvp_limit", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("guest_limit", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("rsvp_open_at", sa.BigInteger(), nullable=True),
        sa.Column("rsvp_close_at", sa.BigInteger(), nullable=True),
        sa.Column("rsvps_closed", sa.Boolean(), nullable=False),
        sa.Column("waitlist_mode", sa.Text(), nullable=False),
        sa.Column("yes_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("waitlist_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("maybe_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("no_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unlisted_yes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unlisted_waitlist", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unlisted_maybe", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unlisted_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("comment_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rating_average", sa.Double(), nullable=True),
        sa.Column("rating_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("photo_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["creator_id"], ["members.id"], name=op.f("fk_events_creator_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_events_group_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photos.id"], name=op.f("fk_events_photo_id"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("recurring_id", name=op.f("uq_events_recurring_id")),
        sa.UniqueConstraint("short_token", name=op.f("uq_events_short_token")),
        sa.UniqueConstraint("token", name=op.f("uq_events_token")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_events_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_group_id_ends_at"), ["group_id", "ends_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_events_group_id_sort_time_tie_break_id"),
            ["group_id", "sort_time", "tie_break", "id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_events_photo_id"), ["photo_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_events_sort_time_tie_break_id"), ["sort_time", "tie_break", "id"], unique=False
        )

    op.create_table(
        "group_dues",
        sa.Column(
            "group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("amount", sa.Double(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("interval", sa.Text(), nullable=True),
        sa.Column("fee_description", sa.Text(), nullable=True),
        sa.Column("methods", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("reasons_other", sa.Text(), nullable=True),
        sa.Column("refund_policies", sa.Text(), nullable=False),
        sa.Column("required", sa.Text(), nullable=False),
        sa.Column("trial_days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_group_dues_group_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_group_dues")),
    )
    op.create_table(
        "group_topics",
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topic_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_group_topics_group_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_group_topics_topic_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("group_id", "topic_id", name=op.f("pk_group_topics")),
    )
    with op.batch_alter_table("group_topics", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_topics_group_id_position"), ["group_id", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_topics_topic_id_group_id"), ["topic_id", "group_id"], unique=False)

    op.create_table(
        "memberships",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("bio", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("visited_at", sa.BigInteger(), nullable=True),
        sa.Column("no_show_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("dues_status", sa.Text(), nullable=True),
        sa.Column("dues_paid_until", sa.BigInteger(), nullable=True),
        sa.Column("dues_trial_until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_memberships_group_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_memberships_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_memberships_group_id_joined_at_id"), ["group_id", "joined_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_memberships_group_id_member_id"), ["group_id", "member_id"], unique=True)
        batch_op.create_index(batch_op.f("ix_memberships_member_id_group_id"), ["member_id", "group_id"], unique=False)

    op.create_table(
        "venues",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("address_2", sa.Text(), nullable=True),
        sa.Column("address_3", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("rating_average", sa.Double(), nullable=True),
        sa.Column("rating_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_venues_group_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venues")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("venues", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_venues_group_id"), ["group_id"], unique=False)

    op.create_table(
        "event_comments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("in_reply_to_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_comments_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["in_reply_to_id"], ["event_comments.id"], name=op.f("fk_event_comments_in_reply_to_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_event_comments_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_comments")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("event_comments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_event_comments_event_id_created_at_id"), ["event_id", "created_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_event_comments_in_reply_to_id"), ["in_reply_to_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_comments_member_id"), ["member_id"], unique=False)

    op.create_table(
        "event_fees",
        sa.Column(
            "event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("accepts", sa.Text(), nullable=False),
        sa.Column("amount", sa.Double(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_fees_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_fees")),
    )
    op.create_table(
        "event_hosts",
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_hosts_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_event_hosts_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "member_id", name=op.f("pk_event_hosts")),
    )
    with op.batch_alter_table("event_hosts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_hosts_event_id_position"), ["event_id", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_hosts_member_id_event_id"), ["member_id", "event_id"], unique=False)

    op.create_table(
        "event_ratings",
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rating", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_ratings_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_event_ratings_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "member_id", name=op.f("pk_event_ratings")),
    )
    with op.batch_alter_table("event_ratings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_ratings_member_id"), ["member_id"], unique=False)

    op.create_table(
        "event_refund_policies",
        sa.Column(
            "event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("policies", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_refund_policies_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_refund_policies")),
    )
    op.create_table(
        "event_topics",
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topic_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_topics_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_event_topics_topic_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "topic_id", name=op.f("pk_event_topics")),
    )
    with op.batch_alter_table("event_topics", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_topics_event_id_position"), ["event_id", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_topics_topic_id_event_id"), ["topic_id", "event_id"], unique=False)

    op.create_table(
        "event_venues",
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("venue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pin_lat", sa.Double(), nullable=True),
        sa.Column("pin_lon", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_venues_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_event_venues_venue_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "venue_id", name=op.f("pk_event_venues")),
    )
    with op.batch_alter_table("event_venues", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_venues_event_id_position"), ["event_id", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_venues_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "event_watches",
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_watches_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_event_watches_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "member_id", name=op.f("pk_event_watches")),
    )
    with op.batch_alter_table("event_watches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_watches_member_id"), ["member_id"], unique=False)

    op.create_table(
        "payments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount", sa.Double(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_payments_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_payments_group_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_payments_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payments_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payments_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payments_member_id"), ["member_id"], unique=False)

    op.create_table(
        "photo_albums",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("photo_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_photo_albums_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_photo_albums_group_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_albums")),
        sa.UniqueConstraint("event_id", name=op.f("uq_photo_albums_event_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("photo_albums", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_albums_group_id"), ["group_id"], unique=False)

    op.create_table(
        "rsvps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("guests", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("comments", sa.Text(), nullable=True),
        sa.Column("pay_status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_rsvps_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_rsvps_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rsvps")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("rsvps", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rsvps_event_id_created_at_id"), ["event_id", "created_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_rsvps_event_id_member_id"), ["event_id", "member_id"], unique=True)
        batch_op.create_index(batch_op.f("ix_rsvps_member_id_event_id"), ["member_id", "event_id"], unique=False)

    op.create_table(
        "survey_questions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_survey_questions_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_questions")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("survey_questions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_survey_questions_event_id_position"), ["event_id", "position"], unique=False
        )

    op.create_table(
        "photos",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("album_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("caption", sa.Text(), nullable=True),
        sa.Column("base_url", sa.Text(), nullable=True),
        sa.Column("highres_link", sa.Text(), nullable=True),
        sa.Column("photo_link", sa.Text(), nullable=True),
        sa.Column("thumb_link", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["album_id"], ["photo_albums.id"], name=op.f("fk_photos_album_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_photos_group_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_photos_member_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photos")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photos_album_id_id"), ["album_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_photos_group_id"), ["group_id"], unique=False)

    op.create_table(
        "rsvp_answers",
        sa.Column("rsvp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["survey_questions.id"], name=op.f("fk_rsvp_answers_question_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["rsvp_id"], ["rsvps.id"], name=op.f("fk_rsvp_answers_rsvp_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rsvp_id", "question_id", name=op.f("pk_rsvp_answers")),
    )
    with op.batch_alter_table("rsvp_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rsvp_answers_question_id"), ["question_id"], unique=False)

    if op.get_bind().dialect.name == "postgresql":  # SQLite has them in the tables already
        for table in ("members", "groups", "events"):
            op.create_foreign_key(f"fk_{table}_photo_id", table, "photos", ["photo_id"], ["id"], ondelete="SET NULL")


def downgrade() -> None:
    """Back from this revision."""
    if op.get_bind().dialect.name == "postgresql":
        for table in ("members", "groups", "events"):
            op.drop_constraint(f"fk_{table}_photo_id", table, type_="foreignkey")
    with op.batch_alter_table("rsvp_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rsvp_answers_question_id"))

    op.drop_table("rsvp_answers")
    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_photos_group_id"))
        batch_op.drop_index(batch_op.f("ix_photos_album_id_id"))

    op.drop_table("photos")
    with op.batch_alter_table("survey_questions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_questions_event_id_position"))

    op.drop_table("survey_questions")
    with op.batch_alter_table("rsvps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rsvps_member_id_event_id"))
        batch_op.drop_index(batch_op.f("ix_rsvps_event_id_member_id"))
        batch_op.drop_index(batch_op.f("ix_rsvps_event_id_created_at_id"))

    op.drop_table("rsvps")
    with op.batch_alter_table("photo_albums", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_photo_albums_group_id"))

    op.drop_table("photo_albums")
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payments_member_id"))
        batch_op.drop_index(batch_op.f("ix_payments_group_id"))
        batch_op.drop_index(batch_op.f("ix_payments_event_id"))

    op.drop_table("payments")
    with op.batch_alter_table("event_watches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_watches_member_id"))

    op.drop_table("event_watches")
    with op.batch_alter_table("event_venues", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_venues_venue_id"))
        batch_op.drop_index(batch_op.f("ix_event_venues_event_id_position"))

    op.drop_table("event_venues")
    with op.batch_alter_table("event_topics", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_topics_topic_id_event_id"))
        batch_op.drop_index(batch_op.f("ix_event_topics_event_id_position"))

    op.drop_table("event_topics")
    op.drop_table("event_refund_policies")
    with op.batch_alter_table("event_ratings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_ratings_member_id"))

    op.drop_table("event_ratings")
    with op.batch_alter_table("event_hosts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_hosts_member_id_event_id"))
        batch_op.drop_index(batch_op.f("ix_event_hosts_event_id_position"))

    op.drop_table("event_hosts")
    op.drop_table("event_fees")
    with op.batch_alter_table("event_comments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_comments_member_id"))
        batch_op.drop_index(batch_op.f("ix_event_comments_in_reply_to_id"))
        batch_op.drop_index(batch_op.f("ix_event_comments_event_id_created_at_id"))

    op.drop_table("event_comments")
    with op.batch_alter_table("venues", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_venues_group_id"))

    op.drop_table("venues")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memberships_member_id_group_id"))
        batch_op.drop_index(batch_op.f("ix_memberships_group_id_member_id"))
        batch_op.drop_index(batch_op.f("ix_memberships_group_id_joined_at_id"))

    op.drop_table("memberships")
    with op.batch_alter_table("group_topics", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_topics_topic_id_group_id"))
        batch_op.drop_index(batch_op.f("ix_group_topics_group_id_position"))

    op.drop_table("group_topics")
    op.drop_table("group_dues")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_events_sort_time_tie_break_id"))
        batch_op.drop_index(batch_op.f("ix_events_photo_id"))
        batch_op.drop_index(batch_op.f("ix_events_group_id_sort_time_tie_break_id"))
        batch_op.drop_index(batch_op.f("ix_events_group_id_ends_at"))
        batch_op.drop_index(batch_op.f("ix_events_creator_id"))

    op.drop_table("events")
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tokens_member_id"))

    op.drop_table("tokens")
    with op.batch_alter_table("member_topics", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_member_topics_topic_id_member_id"))
        batch_op.drop_index(batch_op.f("ix_member_topics_member_id_position"))

    op.drop_table("member_topics")
    op.drop_table("member_services")
    with op.batch_alter_table("groups", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_groups_organizer_id"))
        batch_op.drop_index(batch_op.f("ix_groups_category_id"))

    op.drop_table("groups")
    op.drop_table("topics")
    op.drop_table("members")
    op.drop_table("categories")
