"""The outbox's worker: takes mail that is due and delivers it at least once.

It runs inside every server process; a claim keeps two of them from the same mail. What fails is tried again after a
while, longer each time, and given up after `ATTEMPTS`; `convene outbox` shows it and sends it again.
"""

import asyncio
import contextlib
import logging
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from sqlalchemy import Connection, Select, delete, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import Session

import db
from db.visibility import seeing_all
from db.writer import Occupied, Writer
from resolvers.context import system_session
from server.clock import Clock

logger = logging.getLogger("convene.mail")

MINUTE, DAY = 60_000, 86_400_000
PAUSES = (1, 5, 30, 120, 360, 720)
"""Minutes to wait after each failure; after the last one, the last is repeated."""
ATTEMPTS = 10
CLAIM = 5 * MINUTE
"""How long a mail is left to the worker that took it: longer than any delivery."""
AT_ONCE = 20
PERIOD = 1.0
"""Seconds between two looks at an empty outbox."""
KEYS_KEPT, CHANGES_KEPT, MAIL_KEPT = DAY, 7 * DAY, 90 * DAY
TIDYING = 3600
"""Looks between two tidyings."""
TIMEOUT = 30


@dataclass(frozen=True)
class Letter:
    """A mail on its way."""

    id: int
    to: str
    subject: str
    text: str
    attachment: str | None
    created_at: int
    attempts: int


class Post(Protocol):
    """Carries letters."""

    def carry(self, letters: Sequence[Letter]) -> dict[int, str]:
        """Carry letters; what was wrong with those that could not be carried, by their ids."""


class LoggedPost:
    """Writes letters into the log: where no mail server is set."""

    def carry(self, letters: Sequence[Letter]) -> dict[int, str]:
        """Log each letter."""
        for letter in letters:
            logger.info("mail %s to %s: %s\n%s", letter.id, letter.to, letter.subject, letter.text)
        return {}


class SmtpPost:
    """Hands letters to a mail server: `smtp://USER:PASSWORD@HOST:PORT`, with STARTTLS where it is offered, or
    `smtps://`.
    """

    def __init__(self, url: str, sender: str) -> None:
        self.url = urlsplit(url)
        self.sender = sender

    def carry(self, letters: Sequence[Letter]) -> dict[int, str]:
        """Send letters over one connection."""
        try:
            with self._server() as server:
                return {letter.id: said for letter in letters if (said := self._send(server, letter))}
        except (OSError, smtplib.SMTPException) as error:
            return {letter.id: f"{type(error).__name__}: {error}" for letter in letters}

    def _server(self) -> smtplib.SMTP:
        host, context = self.url.hostname or "", ssl.create_default_context()
        if self.url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, self.url.port or 465, timeout=TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(host, self.url.port or 25, timeout=TIMEOUT)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
        if self.url.username:
            server.login(unquote(self.url.username), unquote(self.url.password or ""))
        return server

    def _send(self, server: smtplib.SMTP, letter: Letter) -> str | None:
        try:
            server.send_message(written(letter, self.sender))
        except (ValueError, smtplib.SMTPException) as error:
            return f"{type(error).__name__}: {error}"
        return None


def written(letter: Letter, sender: str) -> EmailMessage:
    """The letter as a mail. Its Message-ID is the same however often it is sent, so that readers see it once."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, letter.to, " ".join(letter.subject.split())
    mail["Date"] = formatdate(letter.created_at / 1000)
    mail["Message-ID"] = f"<outbox-{letter.id}@{sender.rpartition('@')[2].rstrip('>')}>"
    mail.set_content(letter.text)
    if letter.attachment:
        mail.add_attachment(letter.attachment, subtype="calendar", filename="event.ics", params={"method": "REQUEST"})
    return mail


class Outbox:
    """Empties the outbox."""

    def __init__(self, engine: AsyncEngine, writer: Writer, clock: Clock, post: Post) -> None:
        self.engine = engine
        self.writer = writer
        self.clock = clock
        self.post = post
        self._stopped = asyncio.Event()

    async def run(self) -> None:
        """Deliver what falls due until `stop`."""
        looks = 0
        while not self._stopped.is_set():
            try:
                if looks % TIDYING == 0:
                    await self.writer.run(self._tidy)
                looks += 1
                busy = await self.deliver()
            except (DBAPIError, Occupied) as error:
                logger.warning("the outbox waits for the database: %s", type(error).__name__)
                busy = 0
            if not busy:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stopped.wait(), PERIOD)

    def stop(self) -> None:
        """Let `run` end after the letters at hand."""
        self._stopped.set()

    async def deliver(self) -> int:
        """Deliver some of what is due. How many letters were taken."""
        async with system_session(self.engine) as session:
            if not await session.scalar(select(_due(self.clock.now()).exists())):
                return 0
        letters = await self.writer.run(self._claim)
        failed = await asyncio.to_thread(self.post.carry, letters)
        await self.writer.run(lambda connection: self._account(connection, letters, failed))
        return len(letters)

    def _claim(self, connection: Connection) -> list[Letter]:
        now, m = self.clock.now(), db.Message
        some = _due(now).order_by(m.next_try_at, m.id).limit(AT_ONCE).with_for_update(skip_locked=True)
        with seeing_all(connection) as session:
            ids = session.scalars(some).all()
            claimed = {"claimed_until": now + CLAIM, "attempts": m.attempts + 1}
            session.execute(update(m).where(m.id.in_(ids)).values(claimed))
            return _letters(session, ids)

    def _account(self, connection: Connection, letters: Sequence[Letter], failed: dict[int, str]) -> None:
        now, m = self.clock.now(), db.Message
        with seeing_all(connection) as session:
            done = [letter.id for letter in letters if letter.id not in failed]
            values = {"delivered_at": now, "next_try_at": None, "claimed_until": 0, "error": None}
            session.execute(update(m).where(m.id.in_(done)).values(values))
            for letter in letters:
                if letter.id in failed:
                    failure = _failure(letter, failed[letter.id], now)
                    session.execute(update(m).where(m.id == letter.id).values(failure))
                    logger.warning("mail %s failed (attempt %s): %s", letter.id, letter.attempts, failed[letter.id])

    def _tidy(self, connection: Connection) -> None:
        now = self.clock.now()
        with seeing_all(connection) as session:
            session.execute(delete(db.IdempotencyKey).where(db.IdempotencyKey.created_at < now - KEYS_KEPT))
            session.execute(delete(db.Change).where(db.Change.created_at < now - CHANGES_KEPT))
            session.execute(delete(db.Message).where(db.Message.delivered_at < now - MAIL_KEPT))


def _failure(letter: Letter, reason: str, now: int) -> dict[str, Any]:
    """What is noted of a letter that could not be carried, and when it is tried again."""
    again = now + PAUSES[min(letter.attempts, len(PAUSES)) - 1] * MINUTE
    return {
        "next_try_at": again if letter.attempts < ATTEMPTS else None,
        "claimed_until": 0,
        "error": reason[:1000],
    }


def post_of(url: str, sender: str) -> Post:
    """The post of a setting: the log where no mail server is named."""
    return SmtpPost(url, sender) if url else LoggedPost()


def _due(now: int) -> Select[int]:
    """The ids of the mails that nobody has taken and that are due."""
    m = db.Message
    return select(m.id).where(m.next_try_at <= now, m.claimed_until <= now)


def _letters(session: Session, ids: Sequence[int]) -> list[Letter]:
    m = db.Message
    to = func.coalesce(m.address, db.Member.email, "")
    columns = (m.id, to, m.subject, m.text, m.attachment, m.created_at, m.attempts)
    rows = session.execute(select(*columns).outerjoin(db.Member, db.Member.id == m.member_id).where(m.id.in_(ids)))
    return [Letter(*row) for row in rows]
