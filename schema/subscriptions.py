"""What clients can follow, over WebSockets and server-sent events."""

import strawberry

from resolvers import nouns
from resolvers.subscriptions import change_of
from schema.bookings import Booking
from schema.events import Event
from schema.fields import Argument, of, say
from schema.groups import Group

SEQUENCE = "Where this message stands among all: hand it to `after` to go on behind it."
ACTION = "What happened, a word like `updated`."
AFTER = Argument(
    strawberry.ID | None, "Begin with what changed behind this `sequence`; with the next change if not given."
)


@of(change_of("event"), "A change of an event.")
class EventChange:
    """A message of `eventChanged`."""

    sequence: strawberry.ID = say(SEQUENCE)
    action: str = say(ACTION)
    event: Event | None = say("The event as it is now; null once the viewer sees it no more.")


@of(change_of("event"), "A change among the RSVPs to an event.")
class RsvpsChange:
    """A message of `rsvpsChanged`."""

    sequence: strawberry.ID = say(SEQUENCE)
    action: str = say(ACTION)
    event: Event | None = say("The event as it is now, with its RSVPs; null once the viewer sees it no more.")


@of(change_of("group", "event"), "A change of a group or of one of its events.")
class GroupChange:
    """A message of `groupChanged`."""

    sequence: strawberry.ID = say(SEQUENCE)
    action: str = say(ACTION)
    group: Group | None = say("The group as it is now; null once the viewer sees it no more.")
    event: Event | None = say(
        "The event that changed; null if it is the group, or an event that the viewer does not see."
    )


@of(change_of("booking"), "A change of a booking.")
class BookingsChange:
    """A message of `bookingChanged`."""

    sequence: strawberry.ID = say(SEQUENCE)
    action: str = say("What happened, a word like `rescheduled`.")
    booking: Booking | None = say("The booking as it is now; null once the viewer sees it no more.")


def _of_event() -> dict[str, Argument]:
    return {"event_id": Argument(strawberry.ID, "The event."), "after": AFTER}


@of(nouns.SUBSCRIPTION, "What can be followed. A stream ends when the viewer sees its subject no more.")
class Subscription:
    """The root of subscriptions."""

    event_changed: EventChange = say("Changes of an event.", _of_event())
    rsvps_changed: RsvpsChange = say("Changes among the RSVPs to an event.", _of_event())
    group_changed: GroupChange = say(
        "Changes of a group and of its events.",
        {"group_id": Argument(strawberry.ID, "The group."), "after": AFTER},
    )
    booking_changed: BookingsChange = say(
        "Changes of a booking, or of all that the viewer hosts.",
        {
            "booking_id": Argument(strawberry.ID | None, "The booking; or `secret`; all that one hosts if neither."),
            "secret": Argument(str | None, "What `createBooking` answered, for those without an account."),
            "after": AFTER,
        },
    )
