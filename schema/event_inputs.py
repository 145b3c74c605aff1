"""What an event can be given beside its own fields: a fee, a series, limits of its places, a survey."""

from typing import Any

import strawberry

from db.currencies import Currency
from db.enums import PaymentMethod, QuestionType, SurveyField, Weekday
from schema.fields import entries
from schema.scalars import NotHere


def may(description: str, default: Any = None) -> Any:
    """A field of an input that may be left out."""
    return strawberry.field(default=default, description=description)


def not_here(what: str) -> Any:
    """A published field for something that Convene does not have."""
    return may(f"{what}: not supported, and refused.")


@entries("What is taken off a fee for those who say yes early.")
class EarlyBirdDiscountInput:
    """Published as EarlyBirdDiscountInput."""

    amount: float = strawberry.field(description="How much is taken off, less than the fee; 0 for no discount.")
    days_before: int = strawberry.field(description="How many days before the start one must have said yes, 1 to 365.")
    maximum_quantity: int | None = may("For how many of the first to say yes; any number if not given.")


@entries("What an event costs. Organizers note who has paid (`recordEventPayment`).")
class EventFeeOption:
    """Published as EventFeeOption."""

    amount: int = may("The fee in the currency's main unit, up to 1,000,000; 0 for none.", 0)
    currency: Currency = may("What it is paid in.", Currency.USD)
    payment_method: PaymentMethod = may("How it is paid: CASH or PAYPAL.", PaymentMethod.CASH)
    enabled: bool = may("False for no fee.", True)
    required: bool | None = may(
        "Whether a member must have paid before getting a seat. Of PAYPAL true if not given, of CASH false."
    )
    refund_policy: str | None = may(
        'When it is paid back, in your words, up to 250 characters; members must agree to it. "" takes it away.'
    )
    early_bird_discount: EarlyBirdDiscountInput | None = may("What is taken off for those who say yes early.")
    paypal_email: NotHere | None = not_here("A PayPal account")
    promo_codes: NotHere | None = not_here("Promotion codes")


@entries("A change of what an event costs.")
class EventFeeOptionEdit:
    """Published as EventFeeOptionEdit."""

    enabled: bool = strawberry.field(description="False takes the fee away.")
    fee: EventFeeOption | None = may("The fee; not given, it stays as it is. So do its discount and its terms.")


@entries("Every so many weeks, on some days of the week.")
class WeeklyRecurrence:
    """Published as WeeklyRecurrence."""

    weekly_days_of_week: list[Weekday] = strawberry.field(description="The days.")
    weekly_interval: int = strawberry.field(description="Every so many weeks, 1 to 52; 1 is every week.")


@entries("Once a month, on a day of one of its weeks.")
class MonthlyRecurrence:
    """Published as MonthlyRecurrence."""

    monthly_day_of_week: Weekday = strawberry.field(description="The day.")
    monthly_week_of_month: int = strawberry.field(
        description="Which of these days of the month, 1 for the first to 4; 5 is the last one."
    )


@entries("How an event comes again: weekly or monthly, at the same time of the group's clocks.")
class RecurringEvents:
    """Published as RecurringEvents."""

    end_date: str | None = may(
        "The last day, like `2026-12-31`; a year from the start if not given. At most 52 events."
    )
    weekly_recurrence: WeeklyRecurrence | None = may("Every so many weeks.")
    monthly_recurrence: MonthlyRecurrence | None = may("Once a month.")


@entries("Whether an event comes again.")
class RecurringEventsEdit:
    """Published as RecurringEventsEdit."""

    enabled: bool = strawberry.field(
        description="True makes the event the first of a series; false takes it out of its series, the others stay."
    )
    settings: RecurringEvents | None = may("How it comes again; needed for a new series.")


@entries("One of an event's places, with limits of its own.")
class VenueOptionInput:
    """Published as VenueOptionInput."""

    venue_id: str = strawberry.field(description="The venue: its number, or `online`. The event takes place there too.")
    rsvp_limit: int | None = may("How many may come there, guests included; 0 means any number.")
    guest_limit: int | None = may("How many guests a member may bring there, 0 or more; else as many as to the event.")
    how_to_find_us: str | None = may('How to find it, or its address if it is online; 1,000 characters, "" clears it.')
    fee_option: NotHere | None = not_here("A fee of one place alone; see the event's `feeOption`")


@entries("A question of an event's survey, answered in one's own words.")
class QuestionInput:
    """Published as QuestionInput."""

    name: str = strawberry.field(description="The question, up to 250 characters.")
    order: str = strawberry.field(description="Its place, a number.")
    required: bool = strawberry.field(description="Must be false: questions may be left out.")
    type: QuestionType = strawberry.field(description="Must be TEXT.")
    id: strawberry.ID | None = may("The question that this is to replace; a new one without.")
    options: list[str] | None = may("Must be empty or left out.")


@entries("The whole survey of an event.")
class RsvpSurvey:
    """Published as RsvpSurvey."""

    questions: list[SurveyField] = strawberry.field(description="Must be empty: ask in your own words.")
    rsvp_questions: list[QuestionInput] | None = may("Up to 6 questions; those that there are and that it lacks go.")


@entries("A change of an event's survey.")
class RsvpSurveyEdit:
    """Published as RsvpSurveyEdit."""

    enabled: bool = strawberry.field(description="False takes all questions away.")
    survey: RsvpSurvey | None = may("The whole survey; not given, it stays as it is.")


@entries("Who speaks at an event.")
class SpeakerDetailsInput:
    """Published as SpeakerDetailsInput."""

    name: str = strawberry.field(description='The name, up to 80 characters; "" for nobody.')
    description: str = strawberry.field(description="Who that is, up to 1,000 characters.")
    photo_id: strawberry.ID | None = may("A photo of the group as the speaker's picture; none if not given or 0.")
    social_networks: NotHere | None = not_here("The speaker's names in other networks")
