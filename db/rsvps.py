"""RSVPs, the answers given with them, and payments."""

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import AUTOINCREMENT, EVENT, MEMBER, Base, Id, Instant, owner
from db.enums import PayStatus


class Rsvp(Base):
    """A member's answer to an event. One row a pair; `mtime` of the old API is `updated_at`.

    `queued_at` is the place in the line of whoever waits for a seat: no two of an event have the same. Of imported
    ones it is not known, and the time of the answer stands for it. `venue_id` says to which of the event's places the
    member means to come.
    """

    __tablename__ = "rsvps"
    __table_args__ = (
        Index(None, "event_id", "member_id", unique=True),
        Index("ix_rsvps_event_id_created_at_id", "event_id", text("coalesce(created_at, 0)"), "id"),
        Index(None, "member_id", "event_id"),
        AUTOINCREMENT,
    )

    id: Mapped[Id]
    event_id: Mapped[EVENT]
    member_id: Mapped[MEMBER]
    status: Mapped[str]
    guests: Mapped[int] = mapped_column(default=0)
    comments: Mapped[str | None]
    pay_status: Mapped[str] = mapped_column(default=PayStatus.NONE)
    created_at: Mapped[Instant | None]
    updated_at: Mapped[Instant | None]
    queued_at: Mapped[Instant | None]
    venue_id: Mapped[int | None]


class RsvpAnswer(Base):
    """What a member answered to a survey question."""

    __tablename__ = "rsvp_answers"
    __table_args__ = (Index(None, "question_id"),)

    rsvp_id: Mapped[int] = mapped_column(owner("rsvps.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(owner("survey_questions.id"), primary_key=True)
    text: Mapped[str]
    updated_at: Mapped[Instant | None]


class Payment(Base):
    """Money paid for an event or as dues. Amounts are in the currency's main unit."""

    __tablename__ = "payments"
    __table_args__ = (
        Index(None, "event_id"),
        Index(None, "member_id"),
        Index(None, "group_id"),
        AUTOINCREMENT,
    )

    id: Mapped[Id]
    group_id: Mapped[int] = mapped_column(owner("groups.id"))
    event_id: Mapped[int | None] = mapped_column(owner("events.id"))
    member_id: Mapped[MEMBER]
    amount: Mapped[float]
    currency: Mapped[str]
    status: Mapped[str]
    method: Mapped[str]
    created_at: Mapped[Instant]
