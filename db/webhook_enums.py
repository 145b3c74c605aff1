"""The closed vocabularies of what webhooks are told (see `db/enums.py`)."""

from enum import auto

from db.enums import Name


class WebhookKind(Name):
    """What webhooks are told of. PING is for trying one out."""

    BOOKING_CREATED = auto()
    BOOKING_SEAT_TAKEN = auto()
    BOOKING_CONFIRMED = auto()
    BOOKING_DECLINED = auto()
    BOOKING_RESCHEDULED = auto()
    BOOKING_SEAT_FREED = auto()
    BOOKING_CANCELLED = auto()
    BOOKING_EXPIRED = auto()
    EVENT_CHANGED = auto()
    RSVPS_CHANGED = auto()
    GROUP_CHANGED = auto()
    PING = auto()


class DeliveryStatus(Name):
    """Where something that a webhook is to be told stands. FAILED was given up."""

    PENDING = auto()
    DELIVERED = auto()
    FAILED = auto()
