"""What leaves the house because of a change, and that there was one: written in the transaction of the change."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import AUTOINCREMENT, Base, Id, Instant, owner


class Message(Base):
    """A mail that is to go out, or went. `kind` is a word like `announcement`.

    Due from `due_at` on; tried again at `next_try_at` after a failure, `error` says which; `claimed_until` keeps two
    workers apart. Who gets it is a member or, for those who are none, an `address`. Of messages with the same
    `occasion` there is one. With an `attendee_id` the attendee's link is put behind the text when it goes out: nothing
    that is kept holds the secret in it.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index(None, "next_try_at"),
        Index(None, "event_id"),
        Index(None, "member_id"),
        Index(None, "appointment_id"),
        Index(None, "attendee_id"),
        AUTOINCREMENT,
    )

    id: Mapped[Id]
    kind: Mapped[str]
    occasion: Mapped[str | None] = mapped_column(unique=True)
    member_id: Mapped[int | None] = mapped_column(owner("members.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id", ondelete="SET NULL"))
    appointment_id: Mapped[int | None] = mapped_column(owner("appointments.id"))
    attendee_id: Mapped[int | None] = mapped_column(owner("attendees.id"))
    address: Mapped[str | None]
    subject: Mapped[str]
    text: Mapped[str]
    attachment: Mapped[str | None]
    created_at: Mapped[Instant]
    due_at: Mapped[Instant]
    next_try_at: Mapped[Instant | None]
    claimed_until: Mapped[Instant] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    delivered_at: Mapped[Instant | None]
    error: Mapped[str | None]


class Notification(Base):
    """What a member is told when next here."""

    __tablename__ = "notifications"
    __table_args__ = (Index(None, "member_id", "created_at", "id"), Index(None, "event_id"), AUTOINCREMENT)

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(owner("members.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id", ondelete="SET NULL"))
    kind: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[Instant]
    read_at: Mapped[Instant | None]
    clicked_at: Mapped[Instant | None]


class Change(Base):
    """One change of something that can be subscribed to: `noun` is `event`, `rsvps`, `group`, `booking`, or `hosting`,
    which is a booking's change for one of its hosts, `member_id`. Ids only grow.
    """

    __tablename__ = "changes"
    __table_args__ = (
        Index(None, "event_id"),
        Index(None, "group_id"),
        Index(None, "appointment_id"),
        Index(None, "member_id"),
        AUTOINCREMENT,
    )

    id: Mapped[Id]
    noun: Mapped[str]
    action: Mapped[str]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    event_id: Mapped[int | None]
    appointment_id: Mapped[int | None]
    member_id: Mapped[int | None]
    created_at: Mapped[Instant]


class IdempotencyKey(Base):
    """A write that its caller named by an `Idempotency-Key`, `step` by step where one request had several.

    `digest` is that of the whole request. `result` is what the command came to, as JSON, kept by its own transaction;
    `answer` the response that was sent, kept by the first step.
    """

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index(None, "created_at"),)

    member_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str]
    result: Mapped[str | None]
    answer: Mapped[str | None]
    created_at: Mapped[Instant]
