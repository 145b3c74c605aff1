"""When members can be booked: weekly windows in a zone, dates with windows of their own, exceptions.

Windows are minutes after midnight on the wall clock. An end at or before the start lies on the next day.
"""

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import AUTOINCREMENT, MEMBER, Base, Id, Instant, owner

WALL_CLOCK = "starts BETWEEN 0 AND 1439 AND ends BETWEEN 0 AND 1440"


class Availability(Base):
    """A member's working hours. `events_block`: own events and yes-RSVPs take time, too."""

    __tablename__ = "availabilities"
    __table_args__ = (Index(None, "member_id", "id"), AUTOINCREMENT)

    id: Mapped[Id]
    uuid: Mapped[str] = mapped_column(unique=True)
    member_id: Mapped[MEMBER]
    name: Mapped[str]
    timezone: Mapped[str]
    is_default: Mapped[bool] = mapped_column(default=False)
    events_block: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[Instant]
    updated_at: Mapped[Instant]


class AvailabilityWindow(Base):
    """Hours of a weekday; Monday is 0."""

    __tablename__ = "availability_windows"
    __table_args__ = (
        Index(None, "availability_id", "weekday", "starts"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint(WALL_CLOCK, name="clock"),
        AUTOINCREMENT,
    )

    id: Mapped[Id]
    availability_id: Mapped[int] = mapped_column(owner("availabilities.id"))
    weekday: Mapped[int]
    starts: Mapped[int]
    ends: Mapped[int]


class AvailabilityOverride(Base):
    """A date whose windows replace the weekday's. `day` is an ISO date; `holiday` names the country it came from."""

    __tablename__ = "availability_overrides"
    __table_args__ = (Index(None, "availability_id", "day", unique=True), AUTOINCREMENT)

    id: Mapped[Id]
    availability_id: Mapped[int] = mapped_column(owner("availabilities.id"))
    day: Mapped[str]
    title: Mapped[str | None]
    holiday: Mapped[str | None]


class OverrideWindow(Base):
    """Hours of a date. A date without any is closed."""

    __tablename__ = "override_windows"
    __table_args__ = (
        Index(None, "override_id", "starts"),
        CheckConstraint(WALL_CLOCK, name="clock"),
        AUTOINCREMENT,
    )

    id: Mapped[Id]
    override_id: Mapped[int] = mapped_column(owner("availability_overrides.id"))
    starts: Mapped[int]
    ends: Mapped[int]


class AvailabilityException(Base):
    """A stretch of time that is put into the working hours or taken out of them; taking out wins."""

    __tablename__ = "availability_exceptions"
    __table_args__ = (
        Index(None, "availability_id", "starts_at"),
        CheckConstraint("starts_at < ends_at", name="order"),
        AUTOINCREMENT,
    )

    id: Mapped[Id]
    availability_id: Mapped[int] = mapped_column(owner("availabilities.id"))
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    available: Mapped[bool]
    title: Mapped[str | None]
    note: Mapped[str | None]
    created_at: Mapped[Instant]
