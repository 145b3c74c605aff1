"""What an event can be given beside its own fields: a fee, a series, limits of its places, a survey."""

from typing import Any

import strawberry

from db.currencies import Currency
from db.enums import PaymentMethod
from schema.scalars import NotHere


def may(description: str, default: Any = None) -> Any:
    """A field of an input that may be left out."""
    return strawberry.field(default=default, description=description)


def not_here(what: str) -> Any:
    """A published field for something that Convene does not have."""
    return may(f"{what}: not supported, and refused.")


@strawberry.input(description="What is taken off a fee for those who say yes early.")
class EarlyBirdDiscountInput:
    """Published as EarlyBirdDiscountInput."""

    amount: float = strawberry.field(description="How much is taken off, less than the fee; 0 for no discount.")
    days_before: int = strawberry.field(description="How many days before the start one must have said yes, 1 to 365.")
    maximum_quantity: int | None = may("For how many of the first to say yes; any number if not given.")


@strawberry.input(description="What an event costs. Organizers note who has paid (`recordEventPayment`).")
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


@strawberry.input(description="A change of what an event costs.")
class EventFeeOptionEdit:
    """Published as EventFeeOptionEdit."""

    enabled: bool = strawberry.field(description="False takes the fee away.")
    fee: EventFeeOption | None = may("The fee; not given, it stays as it is. So do its discount and its terms.")
