"""The courier: posts to webhooks what they are to be told, signed, at least once.

It runs inside every server process, beside the outbox and in the same way. Signatures are those of Standard Webhooks:
HMAC-SHA256 over the delivery's id, the time of the attempt and the body.
"""

import asyncio
import base64
import hashlib
import hmac
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, exists, func, select, update
from sqlalchemy.orm import Session

import db
from db.visibility import seeing_all
from resolvers.context import system_session
from server.desk import Desk
from server.posting import Undeliverable, post
from server.worker import AT_ONCE, CLAIM, DAY, Worker, next_try

logger = logging.getLogger("convene.webhooks")
EACH = 4
"""How many at once go to the same webhook, so that a slow one does not keep the others waiting."""
LOG_KEPT = 90 * DAY
OVERLAP = DAY
"""How long an old secret signs as well."""
GONE = 410


@dataclass(frozen=True)
class Parcel:
    """Something on its way to a webhook."""

    id: int
    uuid: str
    body: str
    attempts: int
    webhook_id: int
    url: str
    secrets: Sequence[str]


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt: the receiver's answer, if it gave one, and what was wrong."""

    code: int | None
    duration: int
    error: str | None


def signature(secret: str, identifier: str, timestamp: int, body: str) -> str:
    """The signature of a delivery, as in the header `webhook-signature`."""
    signed = f"{identifier}.{timestamp}.{body}".encode()
    mac = hmac.digest(base64.b64decode(secret), signed, hashlib.sha256)
    return f"v1,{base64.b64encode(mac).decode()}"


class Courier(Worker):
    """Delivers to webhooks."""

    logger = logger

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.settings = desk.settings
        self.clock = desk.settings.clock

    async def deliver(self) -> int:
        """Deliver some of what is due. How much was taken."""
        async with system_session(self.desk.engine) as session:
            if not await session.scalar(select(_due(self.clock.now()).exists())):
                return 0
        parcels = await self.desk.writer.run(self._claim)
        outcomes = await asyncio.gather(*(self._carry(parcel) for parcel in parcels))
        pairs = list(zip(parcels, outcomes, strict=True))
        await self.desk.writer.run(lambda connection: self._account(connection, pairs))
        return len(parcels)

    async def tidy(self) -> None:
        """Forget old deliveries."""
        await self.desk.writer.run(self._tidy)

    def _claim(self, connection: Connection) -> list[Parcel]:
        now, d = self.clock.now(), db.WebhookDelivery
        place = func.row_number().over(partition_by=d.webhook_id, order_by=(d.next_try_at, d.id)).label("place")
        places = _due(now).add_columns(place).subquery()
        first = select(places.c.id).where(places.c.place <= EACH)
        some = _due(now).where(d.id.in_(first)).order_by(d.next_try_at, d.id).limit(AT_ONCE)
        with seeing_all(connection) as session:
            ids = session.scalars(some.with_for_update(skip_locked=True)).all()
            claimed = {"claimed_until": now + CLAIM, "attempts": d.attempts + 1}
            session.execute(update(d).where(d.id.in_(ids)).values(claimed))
            return self._parcels(session, ids)

    def _parcels(self, session: Session, ids: Sequence[int]) -> list[Parcel]:
        d, w = db.WebhookDelivery, db.Webhook
        columns = (d.id, d.uuid, d.body, d.attempts, w.id, w.url)
        secrets = (w.seed, w.digest, w.old_seed, w.old_digest, w.rotated_at)
        found = session.execute(select(*columns, *secrets).where(d.id.in_(ids), w.id == d.webhook_id)).all()
        return [Parcel(*row[:6], secrets=self._secrets(*row[6:])) for row in found]

    def _secrets(
        self, seed: str, digest: str, old_seed: str | None, old_digest: str | None, rotated_at: int | None
    ) -> list[str]:
        """With what to sign: the secret, and for a while the one before it."""
        kept = [(seed, digest)]
        if rotated_at is not None and self.clock.now() < rotated_at + OVERLAP:
            kept.append((old_seed or "", old_digest or ""))
        again = [self.desk.keyring.again("webhook", *each) for each in kept]
        return [secret for secret in again if secret] if again[0] else []

    async def _carry(self, parcel: Parcel) -> Outcome:
        began = time.perf_counter()
        code = error = None
        try:
            code = await self._post(parcel)
            error = None if 200 <= code < 300 else f"The receiver answered {code}."
        except Undeliverable as problem:
            error = str(problem)
        except Exception:  # a mistake of ours; the others shall not suffer from it
            logger.exception("delivery %s could not be posted", parcel.id)
            error = "It could not be posted; the server's log says why."
        return Outcome(code, round((time.perf_counter() - began) * 1000), error)

    async def _post(self, parcel: Parcel) -> int:
        if not parcel.secrets:
            raise Undeliverable("The secret was made with a key that the server no longer has: make a new one.")
        now = self.clock.now() // 1000
        headers = {
            "content-type": "application/json",
            "user-agent": "Convene",
            "webhook-id": parcel.uuid,
            "webhook-timestamp": str(now),
            "webhook-signature": " ".join(signature(each, parcel.uuid, now, parcel.body) for each in parcel.secrets),
        }
        given = (parcel.url, headers, parcel.body.encode())
        return await post(*given, anywhere=self.settings.webhooks_anywhere, seconds=self.settings.webhook_timeout)

    def _account(self, connection: Connection, pairs: Sequence[tuple[Parcel, Outcome]]) -> None:
        now, d, w = self.clock.now(), db.WebhookDelivery, db.Webhook
        with seeing_all(connection) as session:
            for parcel, outcome in pairs:
                session.execute(update(d).where(d.id == parcel.id).values(_noted(parcel, outcome, now)))
                if outcome.error:
                    logger.warning("delivery %s failed (attempt %s): %s", parcel.id, parcel.attempts, outcome.error)
                if outcome.code == GONE:
                    session.execute(update(w).where(w.id == parcel.webhook_id).values(enabled=False, updated_at=now))

    def _tidy(self, connection: Connection) -> None:
        d, before = db.WebhookDelivery, self.clock.now() - LOG_KEPT
        with seeing_all(connection) as session:
            session.execute(delete(d).where(d.created_at < before))


def _noted(parcel: Parcel, outcome: Outcome, now: int) -> dict[str, Any]:
    tried = {
        "claimed_until": 0,
        "tried_at": now,
        "response_code": outcome.code,
        "duration": outcome.duration,
        "error": outcome.error,
    }
    if outcome.error is None:
        return {**tried, "delivered_at": now, "next_try_at": None}
    return {**tried, "next_try_at": next_try(parcel.attempts, now)}


def _due(now: int) -> Select[int]:
    """The ids of what nobody has taken and what is due, to webhooks that are on."""
    d, w = db.WebhookDelivery, db.Webhook
    on = exists().where(w.id == d.webhook_id, w.enabled)
    return select(d.id).where(d.next_try_at <= now, d.claimed_until <= now, on)
