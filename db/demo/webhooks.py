"""Two webhooks, switched off so that the demo tells nobody anything, and what they were told before."""

import hashlib
from typing import Any

import orjson

import db
from db.demo import chance
from db.demo.clock import Clock
from db.demo.ids import DEMO_ORGANIZER_ID
from db.demo.rows import Row, Rows
from db.webhook_enums import WebhookKind

TOLD = (
    (WebhookKind.BOOKING_CREATED, 204, None),
    (WebhookKind.BOOKING_RESCHEDULED, 204, None),
    (WebhookKind.BOOKING_CANCELLED, 500, "The receiver answered 500."),
    (WebhookKind.EVENT_CHANGED, None, "There was no answer within 10 seconds."),
)
"""Of what, what was answered, and what was wrong."""


def add(rows: Rows, clock: Clock) -> None:
    """Make them: one of the demo's organizer, one of the organizers' workspace."""
    rng = chance.dice("webhooks")
    own = _webhook(rows, clock, rng, None, "https://hooks.example.org/convene", rotated=True)
    workspace_id = rows.of(db.Workspace)[0]["id"]
    shared = _webhook(rows, clock, rng, workspace_id, "https://crm.example.org/bookings", rotated=False)
    for webhook in (own, shared):
        for place, (kind, code, error) in enumerate(TOLD if webhook is own else TOLD[:2]):
            _told(rows, clock, rng, webhook, place, kind, code, error)


def _webhook(rows: Rows, clock: Clock, rng: Any, workspace_id: int | None, url: str, *, rotated: bool) -> Row:
    """Its secret was made by a key that nobody has: a new one has to be made before it can be told anything."""
    kinds = sorted({str(kind) for kind, *_ in TOLD})
    old = {"old_seed": _hex(rng), "old_digest": _digest(rng), "rotated_at": clock.ago(20)} if rotated else {}
    return rows.add(
        db.Webhook,
        uuid=chance.unique_id(rng),
        member_id=DEMO_ORGANIZER_ID,
        workspace_id=workspace_id,
        url=url,
        description="For the demo.",
        kinds=kinds,
        enabled=False,
        seed=_hex(rng),
        digest=_digest(rng),
        created_at=clock.ago(40),
        updated_at=clock.ago(9),
        **old,
    )


def _told(
    rows: Rows, clock: Clock, rng: Any, webhook: Row, place: int, kind: WebhookKind, code: int | None, error: str | None
) -> None:
    at, key = clock.ago(30 - place), chance.unique_id(rng)
    rows.add(
        db.WebhookDelivery,
        uuid=key,
        webhook_id=webhook["id"],
        kind=kind,
        occasion=f"demo:{place}",
        body=orjson.dumps({"id": key, "type": kind, "data": {}}).decode(),
        created_at=at,
        attempts=10 if error else 1,
        tried_at=at,
        delivered_at=None if error else at,
        response_code=code,
        duration=10_000 if code is None else 80 + place,
        error=error,
    )


def _hex(rng: Any) -> str:
    return f"{rng.getrandbits(128):032x}"


def _digest(rng: Any) -> str:
    return hashlib.sha256(_hex(rng).encode()).hexdigest()
