"""Members and the tokens that speak for them."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import AUTOINCREMENT, MEMBER, Base, Folded, Id, Instant, owner
from db.enums import MemberStatus


class Member(Base):
    """A person. `uuid` is the scheduling API's userId, `id` everybody else's. `birthday` is midnight of it in UTC."""

    __tablename__ = "members"
    __table_args__ = (Index(None, "username", unique=True), AUTOINCREMENT)

    id: Mapped[Id]
    uuid: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Folded)
    email: Mapped[str | None] = mapped_column(unique=True)
    bio: Mapped[str | None]
    city: Mapped[str | None]
    state: Mapped[str | None]
    country: Mapped[str | None]
    zip: Mapped[str | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    hometown: Mapped[str | None]
    locale: Mapped[str] = mapped_column(default="en-US")
    timezone: Mapped[str] = mapped_column(default="UTC")
    joined_at: Mapped[Instant | None]
    visited_at: Mapped[Instant | None]
    status: Mapped[str] = mapped_column(default=MemberStatus.ACTIVE)
    birth_year: Mapped[int | None]
    username: Mapped[str | None]
    birthday: Mapped[Instant | None]
    gender: Mapped[str | None]
    reasons_for_joining: Mapped[list[str] | None]
    subscribed_until: Mapped[Instant | None]
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photos.id", ondelete="SET NULL", use_alter=True))


class MemberService(Base):
    """A member's name elsewhere, like `@rosa` on `twitter`."""

    __tablename__ = "member_services"

    member_id: Mapped[int] = mapped_column(owner("members.id"), primary_key=True)
    service: Mapped[str] = mapped_column(primary_key=True)
    identifier: Mapped[str]


class Consumer(Base):
    """A program that members let ask for them. Its redirect URIs say from which origins browsers may; `scopes` are
    what its tokens may do.
    """

    __tablename__ = "consumers"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    redirect_uris: Mapped[list[str]]
    scopes: Mapped[list[str]]
    created_at: Mapped[Instant]


class Token(Base):
    """A credential of a member, perhaps bound to the program it was made for. Only its SHA-256 is kept; the token
    itself is shown once.
    """

    __tablename__ = "tokens"
    __table_args__ = (Index(None, "member_id"), AUTOINCREMENT)

    id: Mapped[Id]
    digest: Mapped[str] = mapped_column(unique=True)
    member_id: Mapped[MEMBER]
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant | None]
    consumer_id: Mapped[int | None]
