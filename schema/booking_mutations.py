"""What clients can change about bookings."""

import strawberry

from resolvers.mutations import booking_payload, plain_payload
from schema.bookings import Booking
from schema.fields import entries, of, say
from schema.payloads import REFUSALS, PayloadError
from schema.scalars import DateTime, Duration


def _may(description: str) -> object:
    return strawberry.field(default=None, description=description)


BOOKING_ID = "The booking; or `secret`."
BY_HEART = "What `createBooking` answered, for those without an account."
AS_IT_IS = "The booking as it is now."
HOSTS = "One of these hosts, or all of them if the meeting type takes everyone's time; any if not given."


@entries("Who comes to a meeting.")
class AttendeeInput:
    """An attendee, with an account or without."""

    name: str = strawberry.field(description="The name, at most 200 characters.")
    email: str = strawberry.field(description="Where the confirmation goes.")
    phone: str | None = _may("The telephone number.")
    timezone: str | None = _may("The zone that the attendee lives in; UTC if not given.")
    notes: str | None = _may("Anything the hosts should know, at most 5,000 characters.")
    guests: list[str] | None = _may("Addresses of at most five who come along.")


@entries("What to book.")
class CreateBookingInput:
    """Ours."""

    meeting_type_id: strawberry.ID = strawberry.field(description="The meeting type.")
    start: DateTime = strawberry.field(description="One of the starts that `slots` lists, with an offset.")
    attendee: AttendeeInput = strawberry.field(description="Who comes.")
    duration: Duration | None = _may("One of the meeting type's durations; the usual one if not given.")
    hosts: list[strawberry.ID] | None = _may(HOSTS)
    channel: str | None = _may("One of the meeting type's channels; the first if not given.")
    location: str | None = _may("One of the meeting type's locations; the first if not given.")
    hold: str | None = _may("What `holdSlot` answered: the slot that is kept for this booking.")
    ignore_availability: bool | None = _may("For those who run the meeting type: any time that is not taken.")


@of(booking_payload("secret"), "What came of booking.")
class CreateBookingPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    booking: Booking | None = say("The booking; pending if somebody still has to confirm it.")
    secret: str | None = say("Keep it: with it the attendee can look at, move and cancel the booking.")


@entries("Which pending booking to confirm.")
class ConfirmBookingInput:
    """Ours."""

    booking_id: strawberry.ID | None = _may(BOOKING_ID)
    secret: str | None = _may(BY_HEART)


@of(booking_payload(), "What came of confirming.")
class ConfirmBookingPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    booking: Booking | None = say(AS_IT_IS)


@entries("Which pending booking to decline.")
class DeclineBookingInput:
    """Ours."""

    booking_id: strawberry.ID = strawberry.field(description="The booking.")
    reason: str | None = _may("Why, at most 500 characters.")


@of(booking_payload(), "What came of declining.")
class DeclineBookingPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    booking: Booking | None = say(AS_IT_IS)


@entries("Where to move a booking.")
class RescheduleBookingInput:
    """Ours."""

    start: DateTime = strawberry.field(description="One of the starts that `slots` lists, or the old one.")
    booking_id: strawberry.ID | None = _may(BOOKING_ID)
    secret: str | None = _may(BY_HEART)
    ignore_availability: bool | None = _may("For hosts: any time that is not taken.")


@of(booking_payload(), "What came of moving.")
class RescheduleBookingPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    booking: Booking | None = say(AS_IT_IS)


@entries("Which booking to cancel, or whose seat of it.")
class CancelBookingInput:
    """Ours."""

    booking_id: strawberry.ID | None = _may(BOOKING_ID)
    secret: str | None = _may(BY_HEART)
    reason: str | None = _may("Why, at most 500 characters.")
    attendee_id: strawberry.ID | None = _may("Of a group's meeting: whose seat.")
    cancel_all: bool | None = _may("Of a group's meeting, for hosts: the meeting itself.")


@of(booking_payload(), "What came of cancelling.")
class CancelBookingPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    booking: Booking | None = say(AS_IT_IS)


@entries("Which slot to keep.")
class HoldSlotInput:
    """Ours."""

    meeting_type_id: strawberry.ID = strawberry.field(description="The meeting type.")
    start: DateTime = strawberry.field(description="One of the starts that `slots` lists.")
    duration: Duration | None = _may("One of the meeting type's durations; the usual one if not given.")
    hosts: list[strawberry.ID] | None = _may(HOSTS)


@of(plain_payload("hold", "expires_time"), "What came of keeping a slot.")
class HoldSlotPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    hold: str | None = say("To hand to `createBooking` or `releaseSlot`.")
    expires_time: DateTime | None = say("Until when the slot is kept, in UTC.")


@entries("Which slot to give back.")
class ReleaseSlotInput:
    """Ours."""

    hold: str = strawberry.field(description="What `holdSlot` answered.")


@of(plain_payload("released"), "What came of giving a slot back.")
class ReleaseSlotPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    released: bool | None = say("True: the slot is free.")
