"""Pro networks: groups of groups, who administers them, and events that several of their groups hold together."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import AUTOINCREMENT, Base, Folded, Id, Instant, owner
from db.member_enums import NetworkPayment, NetworkStatus, TieStatus


class Network(Base):
    """A pro network. `photo_id` is its logo."""

    __tablename__ = "networks"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[Id]
    urlname: Mapped[str]
    urlname_key: Mapped[str] = mapped_column(Folded, unique=True)
    name: Mapped[str]
    description: Mapped[str | None]
    contact_email: Mapped[str | None]
    external_url: Mapped[str | None]
    status: Mapped[str] = mapped_column(default=NetworkStatus.ACTIVE)
    payment_model: Mapped[str] = mapped_column(default=NetworkPayment.OWNERSHIP)
    allow_photo_uploads: Mapped[bool] = mapped_column(default=True)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photos.id", ondelete="SET NULL", use_alter=True))
    created_at: Mapped[Instant]


class NetworkAdmin(Base):
    """A member who administers a network; the `primary` one is named to everybody."""

    __tablename__ = "network_admins"
    __table_args__ = (Index(None, "member_id"),)

    network_id: Mapped[int] = mapped_column(owner("networks.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(owner("members.id"), primary_key=True)
    position: Mapped[int]
    primary: Mapped[bool] = mapped_column(default=False)


class NetworkGroup(Base):
    """The tie of a group to its one network."""

    __tablename__ = "network_groups"
    __table_args__ = (Index(None, "network_id", "group_id"), AUTOINCREMENT)

    id: Mapped[Id]
    network_id: Mapped[int] = mapped_column(owner("networks.id"))
    group_id: Mapped[int] = mapped_column(owner("groups.id"), unique=True)
    status: Mapped[str] = mapped_column(default=TieStatus.ACTIVE)
    joined_at: Mapped[Instant]


class NetworkShare(Base):
    """A member who lets a network have the e-mail address."""

    __tablename__ = "network_shares"
    __table_args__ = (Index(None, "member_id"),)

    network_id: Mapped[int] = mapped_column(owner("networks.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(owner("members.id"), primary_key=True)
    created_at: Mapped[Instant]


class NetworkEvent(Base):
    """What ties events of several groups of a network together (`Event.network_event_id`)."""

    __tablename__ = "network_events"
    __table_args__ = (Index(None, "network_id"), AUTOINCREMENT)

    id: Mapped[Id]
    network_id: Mapped[int] = mapped_column(owner("networks.id"))
    title: Mapped[str]
    status: Mapped[str]
    timezone: Mapped[str]
    starts_at: Mapped[Instant]
    announced: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Instant]
