"""Meeting types, and what was booked of them.

Whose time is taken stands in `blocks`, buffers included. That no two live blocks of a host overlap is the database's
own promise: an exclusion constraint on PostgreSQL, triggers on SQLite (`OVERLAP`), so that nothing can get past it.
"""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, column, func
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, mapped_column

from db.base import AUTOINCREMENT, MEMBER, Base, Folded, Id, Instant, owner
from db.booking_enums import AppointmentStatus, HostMethod

OVERLAP = "a host's live blocks must not overlap"
"""What SQLite says when somebody tries; PostgreSQL names the constraint `ex_blocks_overlap`."""


@compiles(ExcludeConstraint, "sqlite")
def _by_triggers(_element: Any, _compiler: Any, **_kw: Any) -> None:
    """SQLite has triggers in its place, which the migration makes."""


class MeetingType(Base):
    """A kind of meeting that can be booked. Lengths are milliseconds; `durations` are ISO 8601, the first is usual.
    So are `reminders`: how long before the start those who come are reminded.
    """

    __tablename__ = "meeting_types"
    __table_args__ = (
        Index(None, "member_id", "slug", unique=True),
        Index(None, "workspace_id"),
        CheckConstraint("seats BETWEEN 1 AND 100", name="seats"),
        AUTOINCREMENT,
    )

    id: Mapped[Id]
    uuid: Mapped[str] = mapped_column(unique=True)
    member_id: Mapped[MEMBER]
    workspace_id: Mapped[int | None] = mapped_column(ForeignKey("workspaces.id", ondelete="SET NULL"))
    name: Mapped[str]
    slug: Mapped[str] = mapped_column(Folded)
    description: Mapped[str] = mapped_column(default="")
    durations: Mapped[list[str]]
    interval: Mapped[int]
    buffer_before: Mapped[int] = mapped_column(default=0)
    buffer_after: Mapped[int] = mapped_column(default=0)
    buffer_in_hours: Mapped[bool] = mapped_column(default=False)
    notice: Mapped[int] = mapped_column(default=0)
    horizon: Mapped[int | None]
    earliest_at: Mapped[Instant | None]
    latest_at: Mapped[Instant | None]
    seats: Mapped[int] = mapped_column(default=1)
    method: Mapped[str] = mapped_column(default=HostMethod.ONE)
    channels: Mapped[list[str]]
    locations: Mapped[list[str]]
    allow_guests: Mapped[bool] = mapped_column(default=True)
    double_opt_in: Mapped[bool] = mapped_column(default=False)
    host_confirmation: Mapped[bool] = mapped_column(default=False)
    most_per_day: Mapped[int | None]
    most_per_week: Mapped[int | None]
    most_per_month: Mapped[int | None]
    enabled: Mapped[bool] = mapped_column(default=True)
    reminders: Mapped[list[str]] = mapped_column(default=lambda: ["PT24H"], server_default='["PT24H"]')
    created_at: Mapped[Instant]
    updated_at: Mapped[Instant]


class MeetingTypeHost(Base):
    """Who can be booked for a meeting type, by which of their availabilities. `position` breaks ties in turn."""

    __tablename__ = "meeting_type_hosts"
    __table_args__ = (
        Index(None, "meeting_type_id", "member_id", unique=True),
        Index(None, "member_id"),
        Index(None, "availability_id"),
        AUTOINCREMENT,
    )

    id: Mapped[Id]
    meeting_type_id: Mapped[int] = mapped_column(owner("meeting_types.id"))
    member_id: Mapped[MEMBER]
    availability_id: Mapped[int] = mapped_column(owner("availabilities.id"))
    position: Mapped[int] = mapped_column(default=0)


class Appointment(Base):
    """A booked meeting. It outlives its meeting type. While PENDING it waits for `awaits` until `expires_at`.

    `taken` counts the seats of its living attendees and never exceeds `seats`.
    """

    __tablename__ = "appointments"
    __table_args__ = (
        Index(None, "starts_at", "id"),
        Index(None, "meeting_type_id", "starts_at"),
        Index(None, "status", "expires_at"),
        CheckConstraint("starts_at < ends_at", name="order"),
        CheckConstraint("taken BETWEEN 0 AND seats", name="seats"),
        AUTOINCREMENT,
    )

    id: Mapped[Id]
    uuid: Mapped[str] = mapped_column(unique=True)
    meeting_type_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_types.id", ondelete="SET NULL"))
    name: Mapped[str]
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    status: Mapped[str] = mapped_column(default=AppointmentStatus.CONFIRMED)
    awaits: Mapped[str | None]
    expires_at: Mapped[Instant | None]
    seats: Mapped[int] = mapped_column(default=1)
    taken: Mapped[int] = mapped_column(default=0)
    channel: Mapped[str | None]
    location: Mapped[str | None]
    reschedule_count: Mapped[int] = mapped_column(default=0)
    rescheduled_at: Mapped[Instant | None]
    cancelled_at: Mapped[Instant | None]
    cancel_reason: Mapped[str | None]
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Instant]
    updated_at: Mapped[Instant]


class Attendee(Base):
    """Somebody who comes, with an account or without. Whoever knows the secret may act for them: `digest` is its hash,
    `seed` what it was derived from (`db/keyring.py`); older ones were made by chance and have none.
    """

    __tablename__ = "attendees"
    __table_args__ = (
        Index(None, "appointment_id", "id"),
        Index(None, "member_id"),
        UniqueConstraint("digest", name="uq_attendees_secret"),
        AUTOINCREMENT,
    )

    id: Mapped[Id]
    appointment_id: Mapped[int] = mapped_column(owner("appointments.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    digest: Mapped[str]
    seed: Mapped[str | None]
    name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    timezone: Mapped[str]
    notes: Mapped[str | None]
    guests: Mapped[list[str]]
    cancelled_at: Mapped[Instant | None]
    created_at: Mapped[Instant]


class AppointmentChange(Base):
    """Something that happened to an appointment."""

    __tablename__ = "appointment_changes"
    __table_args__ = (Index(None, "appointment_id", "id"), AUTOINCREMENT)

    id: Mapped[Id]
    appointment_id: Mapped[int] = mapped_column(owner("appointments.id"))
    kind: Mapped[str]
    actor: Mapped[str]
    attendee_id: Mapped[int | None] = mapped_column(ForeignKey("attendees.id", ondelete="SET NULL"))
    reason: Mapped[str | None]
    old_starts_at: Mapped[Instant | None]
    created_at: Mapped[Instant]


class Hold(Base):
    """A slot that is kept for somebody who is filling in a form. Whoever knows the secret with this hash may book or
    release it.
    """

    __tablename__ = "holds"
    __table_args__ = (
        Index(None, "meeting_type_id"),
        Index(None, "expires_at"),
        UniqueConstraint("digest", name="uq_holds_secret"),
        AUTOINCREMENT,
    )

    id: Mapped[Id]
    digest: Mapped[str]
    meeting_type_id: Mapped[int] = mapped_column(owner("meeting_types.id"))
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    created_at: Mapped[Instant]


class Block(Base):
    """A host's time, from before the buffer to after it, taken by an appointment or a hold for as long as it is live.

    Expired ones are set aside by the next booking of the host, in its transaction.
    """

    __tablename__ = "blocks"
    __table_args__ = (
        Index(None, "member_id", "ends_at", "starts_at", "live", "expires_at"),  # all that slots ask of them
        Index(None, "appointment_id", "position"),
        Index(None, "hold_id"),
        CheckConstraint("starts_at < ends_at", name="order"),
        CheckConstraint("(appointment_id IS NULL) <> (hold_id IS NULL)", name="owner"),
        ExcludeConstraint(
            (column("member_id"), "="),
            (func.int8range(column("starts_at"), column("ends_at")), "&&"),
            where=column("live"),
            using="gist",
            name="ex_blocks_overlap",
        ),
        AUTOINCREMENT,
    )

    id: Mapped[Id]
    member_id: Mapped[MEMBER]
    appointment_id: Mapped[int | None] = mapped_column(owner("appointments.id"))
    hold_id: Mapped[int | None] = mapped_column(owner("holds.id"))
    position: Mapped[int] = mapped_column(default=0)
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    expires_at: Mapped[Instant | None]
    live: Mapped[bool] = mapped_column(default=True)
