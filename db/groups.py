"""Groups, who belongs to them, what they are about and what they cost."""

from sqlalchemy import ForeignKey, Index, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from db.base import AUTOINCREMENT, GROUP, MEMBER, Base, Folded, Id, Instant, owner
from db.enums import DuesRequired, GroupJoinMode, GroupStatus, MembershipStatus, Role, Visibility
from db.group_enums import SocialNetworkStatus


class Category(Base):
    """One of the old API's fixed categories (`/2/categories`), listed by `position`."""

    __tablename__ = "categories"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[Id]
    name: Mapped[str]
    shortname: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[Instant | None]


class Topic(Base):
    """A subject that groups, events and members share, of one of the categories if that is known."""

    __tablename__ = "topics"
    __table_args__ = (Index(None, "category_id"), AUTOINCREMENT)

    id: Mapped[Id]
    name: Mapped[str]
    urlkey: Mapped[str] = mapped_column(Folded, unique=True)
    description: Mapped[str | None]
    category_id: Mapped[int | None]


class Group(Base):
    """A group. `member_count` is its tally of active members, kept with every membership; `unlisted_members` is
    the part of it that an import counted without naming. `utc_offset` is its zone's when the row was last written.
    `takes_suggestions` says whether members who are no organizers may suggest events. `place_label` is what the group
    calls its place, where that is not its city and state. One that is ABANDONED is a draft (`GroupDraft`) and has no
    members; its `urlname_key` is none that an address can have.
    """

    __tablename__ = "groups"
    __table_args__ = (
        Index(None, "organizer_id"),
        Index(None, "category_id"),
        Index(None, "lat", "lon"),
        Index(None, "list_address", unique=True),
        AUTOINCREMENT,
    )

    id: Mapped[Id]
    urlname: Mapped[str]
    urlname_key: Mapped[str] = mapped_column(Folded, unique=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Folded)
    description: Mapped[str | None]
    who: Mapped[str | None]
    city: Mapped[str | None]
    state: Mapped[str | None]
    country: Mapped[str | None]
    place_label: Mapped[str | None]
    zip: Mapped[str | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    timezone: Mapped[str] = mapped_column(default="UTC")
    utc_offset: Mapped[int] = mapped_column(default=0)
    founded_at: Mapped[Instant | None]
    visibility: Mapped[str] = mapped_column(default=Visibility.PUBLIC)
    join_mode: Mapped[str] = mapped_column(default=GroupJoinMode.OPEN)
    status: Mapped[str] = mapped_column(default=GroupStatus.PAID)
    approved: Mapped[bool] = mapped_column(default=True)
    takes_suggestions: Mapped[bool] = mapped_column(default=True, server_default=true())
    organizer_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photos.id", ondelete="SET NULL", use_alter=True))
    welcome: Mapped[str | None]
    short_token: Mapped[str] = mapped_column(unique=True)
    member_count: Mapped[int] = mapped_column(default=0)
    unlisted_members: Mapped[int] = mapped_column(default=0)
    rating_average: Mapped[float | None]
    rating_count: Mapped[int] = mapped_column(default=0)
    allow_member_photo_uploads: Mapped[bool] = mapped_column(default=True, server_default=true())
    needs_photo: Mapped[bool] = mapped_column(default=False, server_default=false())
    needs_questions: Mapped[bool] = mapped_column(default=False, server_default=false())
    list_address: Mapped[str | None]
    video_provider: Mapped[str | None]
    video_url: Mapped[str | None]


class GroupDraft(Base):
    """What holds a group that is not published yet: a token, of which only the SHA-256 is kept."""

    __tablename__ = "group_drafts"

    group_id: Mapped[int] = mapped_column(owner("groups.id"), primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[Instant]
    updated_at: Mapped[Instant]


class GroupQuestion(Base):
    """A question that a group asks of those who join it."""

    __tablename__ = "group_questions"
    __table_args__ = (Index(None, "group_id", "position", "id"), AUTOINCREMENT)

    id: Mapped[Id]
    group_id: Mapped[GROUP]
    position: Mapped[int]
    text: Mapped[str]


class GroupAnswer(Base):
    """What a member answered to one of a group's questions."""

    __tablename__ = "group_answers"
    __table_args__ = (Index(None, "membership_id", "question_id"),)

    question_id: Mapped[int] = mapped_column(owner("group_questions.id"), primary_key=True)
    membership_id: Mapped[int] = mapped_column(owner("memberships.id"), primary_key=True)
    text: Mapped[str]
    updated_at: Mapped[Instant]


class SocialNetwork(Base):
    """The name elsewhere of a group or a pro network: an address, or what follows the service's own."""

    __tablename__ = "social_networks"
    __table_args__ = (
        Index(None, "group_id", "position", "id"),
        Index(None, "network_id", "position", "id"),
        AUTOINCREMENT,
    )

    id: Mapped[Id]
    group_id: Mapped[int | None] = mapped_column(owner("groups.id"))
    network_id: Mapped[int | None] = mapped_column(owner("networks.id"))
    position: Mapped[int]
    service: Mapped[str]
    identifier: Mapped[str]
    status: Mapped[str] = mapped_column(default=SocialNetworkStatus.ACTIVE)


class Membership(Base):
    """A member's place in a group, whatever its standing. One row a pair."""

    __tablename__ = "memberships"
    __table_args__ = (
        Index(None, "group_id", "member_id", unique=True),
        Index(None, "member_id", "group_id"),
        Index("ix_memberships_group_id_joined_at_id", "group_id", text("coalesce(joined_at, 0)"), "id"),
        AUTOINCREMENT,
    )

    id: Mapped[Id]
    group_id: Mapped[GROUP]
    member_id: Mapped[MEMBER]
    role: Mapped[str] = mapped_column(default=Role.MEMBER)
    status: Mapped[str] = mapped_column(default=MembershipStatus.ACTIVE)
    bio: Mapped[str | None]
    title: Mapped[str | None]
    joined_at: Mapped[Instant | None]
    updated_at: Mapped[Instant | None]
    visited_at: Mapped[Instant | None]
    no_show_count: Mapped[int] = mapped_column(default=0)
    dues_status: Mapped[str | None]
    dues_paid_until: Mapped[Instant | None]
    dues_trial_until: Mapped[Instant | None]
    dues_grace_until: Mapped[Instant | None]
    dues_method: Mapped[str | None]


class MemberTopic(Base):
    """A topic of a member, in the member's order."""

    __tablename__ = "member_topics"
    __table_args__ = (Index(None, "member_id", "position", "topic_id"), Index(None, "topic_id", "member_id"))

    member_id: Mapped[int] = mapped_column(owner("members.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(owner("topics.id"), primary_key=True)
    position: Mapped[int]


class GroupTopic(Base):
    """A topic of a group, in the group's order."""

    __tablename__ = "group_topics"
    __table_args__ = (Index(None, "group_id", "position", "topic_id"), Index(None, "topic_id", "group_id"))

    group_id: Mapped[int] = mapped_column(owner("groups.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(owner("topics.id"), primary_key=True)
    position: Mapped[int]


class GroupDues(Base):
    """What membership of a group costs, where it costs anything."""

    __tablename__ = "group_dues"

    group_id: Mapped[int] = mapped_column(owner("groups.id"), primary_key=True, autoincrement=False)
    amount: Mapped[float]
    currency: Mapped[str]
    interval: Mapped[str | None]
    fee_description: Mapped[str | None]
    methods: Mapped[list[str]]
    reasons: Mapped[list[str]]
    reasons_other: Mapped[str | None]
    refund_policies: Mapped[list[str]]
    required: Mapped[str] = mapped_column(default=DuesRequired.NOTHING)
    trial_days: Mapped[int | None]
