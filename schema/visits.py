"""Visits to groups."""

import strawberry

from resolvers.mutations import success_payload
from schema.fields import entries, of, say
from schema.payloads import REFUSALS, PayloadError


@entries("What is visited: a group, by its name in addresses, or that of an event, or both.")
class RecordVisitInput:
    """Ours: the old API's `X-Meta-Visit` and `X-Meta-Visit-Event` headers."""

    group_urlname: str | None = strawberry.field(default=None, description="The group.")
    event_id: strawberry.ID | None = strawberry.field(default=None, description="An event of the group.")


@of(success_payload(), "What came of noting a visit.")
class RecordVisitPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    success: bool | None = say("True if it was noted.")
