"""Where an event stands: PAST and ACTIVE are told apart by the clock."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, not_, or_

from db.base import word
from db.enums import EventStatus
from db.member_enums import RsvpEventStatus
from resolvers.fields import Row
from resolvers.rsvp_rules import is_past

RSVP_EVENT_STATUS = {
    RsvpEventStatus.CANCELLED: EventStatus.CANCELLED,
    RsvpEventStatus.PAST: EventStatus.PAST,
    RsvpEventStatus.PENDING: EventStatus.PENDING,
    RsvpEventStatus.PROPOSED: EventStatus.PROPOSED,
    RsvpEventStatus.UPCOMING: EventStatus.ACTIVE,
}
"""The words that lists of RSVPs have for it."""


def has_status(e: Row, statuses: Sequence[EventStatus]) -> ColumnElement[bool]:
    """The event has one of these statuses."""
    return or_(false(), *(_has_status(e, status) for status in statuses))


def _has_status(e: Row, status: EventStatus) -> ColumnElement[bool]:
    active = e.status == word(EventStatus.ACTIVE)
    if status is EventStatus.PAST:
        return and_(active, is_past(e))
    if status is EventStatus.ACTIVE:
        return and_(active, not_(is_past(e)))
    return e.status == word(status)  # type: ignore[no-any-return]
