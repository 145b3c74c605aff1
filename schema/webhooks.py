"""Webhooks, their logs, and what clients can change about them. All types are ours."""

import strawberry

from db.webhook_enums import DeliveryStatus, WebhookKind
from resolvers import nouns
from resolvers.mutations import payload_of, secret_payload
from schema.bookings import Workspace
from schema.fields import Argument, entries, of, say
from schema.members import Member
from schema.pages import CURSOR, EDGES, PAGE_INFO, TOTAL, PageInfo, paging
from schema.payloads import REFUSALS, PayloadError
from schema.scalars import DateTime

KINDS = "What it is told of."
URL = "Where to post to: https, and on the Internet."
DESCRIPTION = "What it is for, at most 500 characters."


@of(nouns.WEBHOOK_DELIVERY, "Something that a webhook was told, or is to be.")
class WebhookDelivery:
    """A line of a webhook's log."""

    id: strawberry.ID = say("Identifier, a number.")
    uuid: str = say("The header `webhook-id`: the same for every attempt, so that receivers can tell.")
    kind: WebhookKind = say("What it is about.")
    status: DeliveryStatus = say("Whether it arrived.")
    body: str = say("What is posted, JSON.")
    attempts: int = say("How often it was tried.")
    response_code: int | None = say("What the receiver answered to the last attempt, an HTTP status.")
    duration: int | None = say("How long the last attempt took, in milliseconds.")
    error: str | None = say("What was wrong with the last attempt.")
    created_time: DateTime = say("When it happened, in UTC.")
    tried_time: DateTime | None = say("When it was last tried, in UTC.")
    delivered_time: DateTime | None = say("When it arrived, in UTC.")
    next_try_time: DateTime | None = say("When it will be tried next, in UTC; null if it arrived or was given up.")


@of(nouns.DELIVERY_EDGE, "A line of a webhook's log.")
class WebhookDeliveryEdge:
    """An edge."""

    cursor: str = say(CURSOR)
    node: WebhookDelivery = say("What it was told.")


@of(nouns.DELIVERIES, "A webhook's log, newest first.")
class WebhookDeliveryConnection:
    """A page of a log."""

    edges: list[WebhookDeliveryEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int | None = say(TOTAL)


@of(nouns.WEBHOOK, "An address that is told of changes. Seen by its owner, or by those who run its workspace.")
class Webhook:
    """Where a program listens."""

    id: strawberry.ID = say("Identifier, a number.")
    uuid: str = say("Identifier in the scheduling API.")
    url: str = say("Where to.")
    description: str = say("What it is for.")
    kinds: list[WebhookKind] = say(KINDS)
    enabled: bool = say("Whether it is told anything; off, what happens meanwhile is not kept for it.")
    owner: Member | None = say("Who made it; null if the viewer may not see them.")
    workspace: Workspace | None = say("The workspace whose bookings it is told of; null: it is of its owner's.")
    deliveries: WebhookDeliveryConnection = say(
        "Its log, newest first, for 90 days.",
        paging(status=Argument(list[DeliveryStatus] | None, "Only what stands so.")),
    )
    rotated_time: DateTime | None = say("When its secret was last changed, in UTC.")
    created_time: DateTime = say("When it was made, in UTC.")
    updated: DateTime = say("When it was last changed, in UTC.")


@of(nouns.WEBHOOK_EDGE, "A webhook in a list.")
class WebhookEdge:
    """An edge."""

    cursor: str = say(CURSOR)
    node: Webhook = say("The webhook.")


@of(nouns.WEBHOOKS, "Webhooks.")
class WebhookConnection:
    """A page of webhooks."""

    edges: list[WebhookEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int | None = say(TOTAL)


def _may(description: str) -> object:
    return strawberry.field(default=None, description=description)


def _must(description: str) -> object:
    return strawberry.field(description=description)


@entries("Where to tell of changes.")
class CreateWebhookInput:
    """Ours."""

    url: str = _must(URL)
    kinds: list[WebhookKind] = _must(KINDS)
    description: str | None = _may(DESCRIPTION)
    workspace_id: strawberry.ID | None = _may(
        "Of all bookings of this workspace, which the viewer runs; of the viewer's own if not given."
    )
    enabled: bool | None = _may("Whether it is told anything; true if not given.")


@entries("What to change of a webhook.")
class EditWebhookInput:
    """Ours."""

    webhook_id: strawberry.ID = _must("The webhook.")
    url: str | None = _may(URL)
    kinds: list[WebhookKind] | None = _may(KINDS)
    description: str | None = _may(DESCRIPTION)
    enabled: bool | None = _may("Whether it is told anything.")


@entries("Which webhook.")
class WebhookInput:
    """Ours."""

    webhook_id: strawberry.ID = _must("The webhook.")


@entries("What to tell again.")
class RedeliverWebhookInput:
    """Ours."""

    delivery_id: strawberry.ID = _must("A line of a webhook's log.")


@of(secret_payload(nouns.WEBHOOK, "webhook"), "What came of making a webhook or changing its secret.")
class WebhookSecretPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    webhook: Webhook | None = say("The webhook as it is now.")
    secret: str | None = say("Keep it: what is posted is signed with it, and it is not shown again.")


@of(payload_of(nouns.WEBHOOK, "webhook"), "What came of changing a webhook.")
class WebhookPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    webhook: Webhook | None = say("The webhook as it is now.")


@of(payload_of(nouns.WEBHOOK_DELIVERY, "delivery"), "What came of telling a webhook something.")
class WebhookDeliveryPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    delivery: WebhookDelivery | None = say("What is on its way.")
