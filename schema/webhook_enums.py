"""The vocabularies of what webhooks are told, as clients read them."""

from db import webhook_enums as enums
from schema.enums import vocabulary

vocabulary(
    enums.WebhookKind,
    "What webhooks are told of. Every webhook gets PING, to try it out.",
    BOOKING_CREATED="A meeting was booked.",
    BOOKING_SEAT_TAKEN="Somebody joined a group meeting.",
    BOOKING_CONFIRMED="A pending booking was confirmed.",
    BOOKING_DECLINED="A pending booking was declined.",
    BOOKING_RESCHEDULED="A meeting was moved.",
    BOOKING_SEAT_FREED="Somebody left a group meeting.",
    BOOKING_CANCELLED="A meeting was cancelled.",
    BOOKING_EXPIRED="A pending booking was not confirmed in time.",
    EVENT_CHANGED="An event was made, changed, cancelled or deleted.",
    RSVPS_CHANGED="Somebody answered an event.",
    GROUP_CHANGED="A group was changed, or somebody joined or left.",
    PING="The webhook was tried out.",
)
vocabulary(
    enums.DeliveryStatus,
    "Whether a webhook was told something.",
    PENDING="Not yet; it is tried, or will be tried again.",
    DELIVERED="The receiver has taken it.",
    FAILED="Given up.",
)
