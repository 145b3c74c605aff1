"""Answering events."""

import strawberry

from db.enums import RsvpStatus
from resolvers.mutations import event_payload, rsvp_payload
from schema.events import Event
from schema.fields import entries, of, say
from schema.payloads import REFUSALS, PayloadError
from schema.rsvps import Rsvp

THE_EVENT = "The event as it is now."


@entries("An answer to a question of the event's survey.")
class RsvpAnswerInput:
    """Ours: the old API's `answer_ID`."""

    question_id: strawberry.ID = strawberry.field(description="The question.")
    text: str = strawberry.field(description="The answer, up to 250 characters; a blank one takes an answer back.")


@entries("An answer to an event.")
class RsvpInput:
    """Ours, after the old API's RSVP."""

    event_id: strawberry.ID = strawberry.field(description="The event.")
    response: RsvpStatus = strawberry.field(
        description=(
            "YES, NO or WAITLIST. A YES for which there is no seat becomes a WAITLIST where the event has a waiting "
            "list; a WAITLIST for which there is a seat becomes a YES."
        )
    )
    guests_count: int | None = strawberry.field(
        default=None, description="How many guests come along. If not given: as many as before, or none."
    )
    comments: str | None = strawberry.field(
        default=None, description='Something to add, up to 500 characters; "" takes it back.'
    )
    answers: list[RsvpAnswerInput] | None = strawberry.field(
        default=None, description="Answers to the event's survey. Questions that are not named keep theirs."
    )
    agree_to_refund: bool | None = strawberry.field(
        default=None, description="The member has read the refund policy and agrees to it. Needed where there is one."
    )
    opt_to_pay: bool | None = strawberry.field(
        default=None, description="The member will pay the fee, if there is one that one may but need not pay."
    )
    show_number: bool | None = strawberry.field(
        default=None,
        description=(
            "True to have versions 1 and 2 of the old API show the event's number from now on, if it is named by its "
            "letters here. That is what happened after an RSVP through these versions; see `Event.oldId`."
        ),
    )
    pro_email_share_optin: bool | None = strawberry.field(
        default=None,
        description="Whether the pro network of the event's group may have the e-mail address. It stays if not given.",
    )
    venue_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="Where the member comes to an event at two places; the same as before, or the first, if not given.",
    )
    member_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="For whom hosts and organizers answer, also before a fee is paid; the viewer if not given.",
    )


@of(rsvp_payload(), "What came of answering an event.")
class RsvpPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    rsvp: Rsvp | None = say("The RSVP as it is now; its `status` says what came of the answer.")
    event: Event | None = say(THE_EVENT)


@entries("To whom to give a seat.")
class PromoteRsvpInput:
    """Ours."""

    event_id: strawberry.ID = strawberry.field(description="The event.")
    member_id: strawberry.ID = strawberry.field(description="The member who waits.")


@of(rsvp_payload(), "What came of giving a seat to who waited.")
class PromoteRsvpPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    rsvp: Rsvp | None = say("The RSVP as it is now.")
    event: Event | None = say(THE_EVENT)


@entries("Which event to watch.")
class WatchEventInput:
    """Ours, after the old API's watchlist."""

    event_id: strawberry.ID = strawberry.field(description="The event.")


@of(event_payload(), "What came of watching an event.")
class WatchEventPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    event: Event | None = say(THE_EVENT)


@entries("Which event to watch no more.")
class UnwatchEventInput:
    """Ours, after the old API's watchlist."""

    event_id: strawberry.ID = strawberry.field(description="The event.")


@of(event_payload(), "What came of watching an event no more.")
class UnwatchEventPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    event: Event | None = say(THE_EVENT)


@entries("Who has paid for an event, or has not after all.")
class RecordEventPaymentInput:
    """Ours."""

    event_id: strawberry.ID = strawberry.field(description="The event.")
    member_id: strawberry.ID = strawberry.field(description="Who has paid, whether or not the member has answered yet.")
    paid: bool = strawberry.field(description="True if the money is there; false takes back what was noted.")
    amount: float | None = strawberry.field(
        default=None,
        description="How much it was. If not given: the fee for the member and the guests, less the discount.",
    )


@of(rsvp_payload(), "What came of noting a payment.")
class RecordEventPaymentPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    rsvp: Rsvp | None = say("The member's RSVP as it is now; null if there is none yet.")
    event: Event | None = say(THE_EVENT)
