"""Events and everything that hangs on one: hosts, venues, questions, money, comments, ratings."""

from typing import Any

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from db.base import AUTOINCREMENT, EVENT, MEMBER, Base, Folded, Id, Instant, TextList, owner
from db.enums import EventStatus, EventType, VenueVisibility, Visibility, WaitlistMode

NEVER = 9_007_199_254_740_991
"""Sort and end time of an event without a time: after every other, and exact in a JavaScript number."""

DEFAULT_DURATION = 3 * 60 * 60 * 1000
"""Milliseconds that an event without a duration is taken to last, for past, upcoming and busy time."""


def _own_id(context: Any) -> int:
    """The id that the row is given: the tie break of an event that no import has put in an order."""
    return int(context.get_current_parameters().get("id") or 0)


class Event(Base):
    """A meeting of a group.

    `id` is the numeric id that every event has; a recurring one also has `recurring_id`, the string
    the APIs show instead. Where an import knows only the string, `id` is one of ours and `numbered` is false.
    `number_shown` is set once a program of version 1 or 2 has answered the event by its string: these show the number
    from then on.
    `sort_time` and `ends_at` follow `starts_at` and `duration` (`times`); of events at the same time the lower
    `tie_break` comes first (the order of an imported list, else the id).
    The four counts are tallies that include guests and change with every RSVP; each holds an `unlisted` part, for
    imported counts whose RSVPs are not known. `network_event_id` is that of what it is a part of (`db/networks.py`).
    """

    __tablename__ = "events"
    __table_args__ = (
        Index(None, "group_id", "sort_time", "tie_break", "id"),
        Index(None, "group_id", "ends_at"),
        Index(None, "sort_time", "tie_break", "id"),
        Index(None, "creator_id"),
        Index(None, "photo_id"),
        Index(None, "network_event_id"),
        Index(None, "series_id", "sort_time"),
        AUTOINCREMENT,
    )

    id: Mapped[Id]
    recurring_id: Mapped[str | None] = mapped_column(unique=True)
    numbered: Mapped[bool] = mapped_column(default=True)
    number_shown: Mapped[bool] = mapped_column(default=False, server_default=false())
    tie_break: Mapped[int] = mapped_column(default=_own_id)
    token: Mapped[str] = mapped_column(unique=True)
    short_token: Mapped[str] = mapped_column(unique=True)
    group_id: Mapped[int] = mapped_column(owner("groups.id"))
    creator_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    title: Mapped[str]
    title_key: Mapped[str] = mapped_column(Folded)
    description_html: Mapped[str | None]
    description_text: Mapped[str | None]
    simple_html_description: Mapped[str | None]
    is_simple_html: Mapped[bool] = mapped_column(default=False)
    why: Mapped[str | None]
    how_to_find_us: Mapped[str | None]
    host_instructions: Mapped[str | None]
    starts_at: Mapped[Instant | None]
    utc_offset: Mapped[int] = mapped_column(default=0)
    duration: Mapped[int | None]
    sort_time: Mapped[Instant]
    ends_at: Mapped[Instant]
    created_at: Mapped[Instant | None]
    updated_at: Mapped[Instant | None]
    status: Mapped[str] = mapped_column(default=EventStatus.ACTIVE)
    event_type: Mapped[str] = mapped_column(default=EventType.PHYSICAL)
    visibility: Mapped[str] = mapped_column(default=Visibility.PUBLIC)
    venue_visibility: Mapped[str] = mapped_column(default=VenueVisibility.PUBLIC)
    announced: Mapped[bool | None] = mapped_column(default=False)
    announced_at: Mapped[Instant | None]
    featured: Mapped[bool] = mapped_column(default=False)
    email_reminders: Mapped[bool] = mapped_column(default=True)
    rsvp_alerts: Mapped[bool] = mapped_column(default=True)
    headcount: Mapped[int] = mapped_column(default=0)
    rsvp_limit: Mapped[int | None]
    guest_limit: Mapped[int | None]
    rsvp_open_at: Mapped[Instant | None]
    rsvp_close_at: Mapped[Instant | None]
    rsvps_closed: Mapped[bool] = mapped_column(default=False)
    waitlist_mode: Mapped[str] = mapped_column(default=WaitlistMode.AUTO)
    yes_count: Mapped[int] = mapped_column(default=0)
    waitlist_count: Mapped[int] = mapped_column(default=0)
    maybe_count: Mapped[int] = mapped_column(default=0)
    no_count: Mapped[int] = mapped_column(default=0)
    unlisted_yes: Mapped[int] = mapped_column(default=0)
    unlisted_waitlist: Mapped[int] = mapped_column(default=0)
    unlisted_maybe: Mapped[int] = mapped_column(default=0)
    unlisted_no: Mapped[int] = mapped_column(default=0)
    comment_count: Mapped[int] = mapped_column(default=0)
    rating_average: Mapped[float | None]
    rating_count: Mapped[int] = mapped_column(default=0)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photos.id", ondelete="SET NULL", use_alter=True))
    network_event_id: Mapped[int | None]
    series_id: Mapped[int | None]


def times(starts_at: int | None, duration: int | None) -> dict[str, int | None]:
    """The four time columns of an event that starts at an instant, or has no time yet."""
    if starts_at is None:
        return {"starts_at": None, "duration": duration, "sort_time": NEVER, "ends_at": NEVER}
    ends_at = starts_at + (duration or DEFAULT_DURATION)
    return {"starts_at": starts_at, "duration": duration, "sort_time": starts_at, "ends_at": ends_at}


class EventSeries(Base):
    """How an event comes again: every so many weeks on some days, or once a month. `end_date` is the last day that is
    meant, by the group's clocks.
    """

    __tablename__ = "event_series"
    __table_args__ = (Index(None, "group_id"), AUTOINCREMENT)

    id: Mapped[Id]
    group_id: Mapped[int] = mapped_column(owner("groups.id"))
    weekly_days: Mapped[list[str] | None] = mapped_column(TextList)
    weekly_interval: Mapped[int | None]
    monthly_day: Mapped[str | None]
    monthly_week: Mapped[int | None]
    end_date: Mapped[str | None]
    description: Mapped[str]


class EventHost(Base):
    """A member who hosts an event, in the order that was given."""

    __tablename__ = "event_hosts"
    __table_args__ = (Index(None, "event_id", "position", "member_id"), Index(None, "member_id", "event_id"))

    event_id: Mapped[int] = mapped_column(owner("events.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(owner("members.id"), primary_key=True)
    position: Mapped[int]


class EventVenue(Base):
    """A place of an event. `pin_lat` and `pin_lon` are the event's own pin where somebody moved it.

    Where an event is at several places each may have limits of its own, besides those of the event.
    """

    __tablename__ = "event_venues"
    __table_args__ = (
        Index(None, "event_id", "position", "venue_id"),
        Index(None, "venue_id"),
        Index(None, "pin_lat", "pin_lon"),
    )

    event_id: Mapped[int] = mapped_column(owner("events.id"), primary_key=True)
    venue_id: Mapped[int] = mapped_column(owner("venues.id"), primary_key=True)
    position: Mapped[int]
    pin_lat: Mapped[float | None]
    pin_lon: Mapped[float | None]
    rsvp_limit: Mapped[int | None]
    guest_limit: Mapped[int | None]
    how_to_find_us: Mapped[str | None]


class EventTopic(Base):
    """A topic of an event."""

    __tablename__ = "event_topics"
    __table_args__ = (Index(None, "event_id", "position"), Index(None, "topic_id", "event_id"))

    event_id: Mapped[int] = mapped_column(owner("events.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(owner("topics.id"), primary_key=True)
    position: Mapped[int]


class SurveyQuestion(Base):
    """A question asked of everybody who says yes."""

    __tablename__ = "survey_questions"
    __table_args__ = (Index(None, "event_id", "position"), AUTOINCREMENT)

    id: Mapped[Id]
    event_id: Mapped[EVENT]
    position: Mapped[int]
    text: Mapped[str]


class EventFee(Base):
    """What an event costs, where it costs anything.

    `discount` is taken off for those who have said yes `discount_days` before the start, the first `discount_limit` of
    them; `discount_taken` counts them.
    """

    __tablename__ = "event_fees"

    event_id: Mapped[int] = mapped_column(owner("events.id"), primary_key=True, autoincrement=False)
    accepts: Mapped[str]
    amount: Mapped[float]
    currency: Mapped[str]
    description: Mapped[str] = mapped_column(default="per person")
    label: Mapped[str] = mapped_column(default="Price")
    required: Mapped[bool] = mapped_column(default=False)
    discount: Mapped[float | None]
    discount_days: Mapped[int | None]
    discount_limit: Mapped[int | None]
    discount_taken: Mapped[int | None]


class EventSpeaker(Base):
    """Who speaks at an event. The portrait is a photo of the group."""

    __tablename__ = "event_speakers"
    __table_args__ = (Index(None, "portrait_id"),)

    event_id: Mapped[int] = mapped_column(owner("events.id"), primary_key=True, autoincrement=False)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    portrait_id: Mapped[int | None] = mapped_column(ForeignKey("photos.id", ondelete="SET NULL"))


class EventRefundPolicy(Base):
    """When an organizer gives money back."""

    __tablename__ = "event_refund_policies"

    event_id: Mapped[int] = mapped_column(owner("events.id"), primary_key=True, autoincrement=False)
    days: Mapped[int | None]
    notes: Mapped[str] = mapped_column(default="")
    policies: Mapped[list[str]]


class EventComment(Base):
    """A comment on an event, perhaps in reply to another."""

    __tablename__ = "event_comments"
    __table_args__ = (
        Index(None, "event_id", "created_at", "id"),
        Index(None, "member_id"),
        Index(None, "in_reply_to_id"),
        AUTOINCREMENT,
    )

    id: Mapped[Id]
    event_id: Mapped[EVENT]
    member_id: Mapped[MEMBER]
    in_reply_to_id: Mapped[int | None] = mapped_column(owner("event_comments.id"))
    text: Mapped[str]
    created_at: Mapped[Instant]


class EventRating(Base):
    """One member's stars for an event; the event keeps the average."""

    __tablename__ = "event_ratings"
    __table_args__ = (Index(None, "member_id"),)

    event_id: Mapped[int] = mapped_column(owner("events.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(owner("members.id"), primary_key=True)
    rating: Mapped[int]
    created_at: Mapped[Instant]


class EventWatch(Base):
    """A member who wants to hear when a full event without a waiting list has a seat again."""

    __tablename__ = "event_watches"
    __table_args__ = (Index(None, "member_id"),)

    event_id: Mapped[int] = mapped_column(owner("events.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(owner("members.id"), primary_key=True)
    created_at: Mapped[Instant]


class SavedEvent(Base):
    """An event that a member wants to come back to."""

    __tablename__ = "saved_events"
    __table_args__ = (Index(None, "member_id", "event_id", unique=True), Index(None, "event_id"), AUTOINCREMENT)

    id: Mapped[Id]
    member_id: Mapped[MEMBER]
    event_id: Mapped[EVENT]
    created_at: Mapped[Instant]
