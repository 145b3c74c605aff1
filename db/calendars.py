"""Calendars elsewhere: those that members connect, and the one that Convene keeps for each who wants it."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import AUTOINCREMENT, MEMBER, Base, Id, Instant, owner


class CalendarConnection(Base):
    """Another calendar of a member, as an iCalendar feed (`url`) or an uploaded file. What it holds blocks time.

    `source` is its text as it was last read, `timezone` that of its dates and of times without a zone. What it says is
    written out as far as `read_until` and read anew at `next_refresh_at`; `problem` says why that last failed, after
    so many `failures` in a row. `claimed_until` keeps two workers apart.
    """

    __tablename__ = "calendar_connections"
    __table_args__ = (Index(None, "member_id", "id"), Index(None, "next_refresh_at"), AUTOINCREMENT)

    id: Mapped[Id]
    member_id: Mapped[MEMBER]
    name: Mapped[str]
    url: Mapped[str | None]
    source: Mapped[str]
    timezone: Mapped[str]
    read_until: Mapped[Instant]
    refreshed_at: Mapped[Instant]
    next_refresh_at: Mapped[Instant]
    claimed_until: Mapped[Instant] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None]
    created_at: Mapped[Instant]


class CalendarBusy(Base):
    """A stretch of time that a connected calendar says is taken: recurrences written out, overlaps merged."""

    __tablename__ = "calendar_busy"
    __table_args__ = (Index(None, "member_id", "ends_at"), Index(None, "connection_id", "starts_at"), AUTOINCREMENT)

    id: Mapped[Id]
    connection_id: Mapped[int] = mapped_column(owner("calendar_connections.id"))
    member_id: Mapped[MEMBER]
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]


class CalendarFeed(Base):
    """That a member's own calendar can be read by whoever knows its address, of which the SHA-256 is kept."""

    __tablename__ = "calendar_feeds"

    member_id: Mapped[int] = mapped_column(owner("members.id"), primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[Instant]
