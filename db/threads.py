"""Messages between members: threads, who takes part in them and how far each has read."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import AUTOINCREMENT, Base, Id, Instant, owner


class Thread(Base):
    """A conversation. `updated_at` is when its last message was sent."""

    __tablename__ = "threads"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[Id]
    subject: Mapped[str | None]
    created_at: Mapped[Instant]
    updated_at: Mapped[Instant]


class ThreadMember(Base):
    """A member who takes part in a thread and has read it up to the message `read_id`."""

    __tablename__ = "thread_members"
    __table_args__ = (Index(None, "thread_id", "member_id", unique=True), Index(None, "member_id"), AUTOINCREMENT)

    id: Mapped[Id]
    thread_id: Mapped[int] = mapped_column(owner("threads.id"))
    member_id: Mapped[int] = mapped_column(owner("members.id"))
    position: Mapped[int]
    read_id: Mapped[int] = mapped_column(default=0)


class ThreadMessage(Base):
    """What a member wrote to the others of a thread."""

    __tablename__ = "thread_messages"
    __table_args__ = (Index(None, "thread_id", "id"), Index(None, "member_id"), AUTOINCREMENT)

    id: Mapped[Id]
    thread_id: Mapped[int] = mapped_column(owner("threads.id"))
    member_id: Mapped[int] = mapped_column(owner("members.id"))
    text: Mapped[str]
    created_at: Mapped[Instant]
