"""The outbox's worker: takes mail that is due and delivers it at least once.

It runs inside every server process; a claim keeps two of them from the same mail. What fails is tried again after a
while, longer each time, and then given up; `convene outbox` shows it and sends it again.
"""

import asyncio
import logging
import re
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from sqlalchemy import Connection, Select, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import Session

import db
from db.keyring import Keyring
from db.visibility import seeing_all
from db.writer import Writer
from resolvers.context import system_session
from server.clock import Clock
from server.worker import AT_ONCE, CLAIM, DAY, Worker, next_try

logger = logging.getLogger("convene.mail")
_METHOD = re.compile("^METHOD:([A-Z]+)", re.MULTILINE)

KEYS_KEPT, CHANGES_KEPT, MAIL_KEPT = DAY, 7 * DAY, 90 * DAY
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
    link: str | None
    """Where an attendee looks at the booking. It holds the secret: it is sent, and never logged."""


class Post(Protocol):
    """Carries letters."""

    def carry(self, letters: Sequence[Letter]) -> dict[int, str]:
        """Carry letters; what was wrong with those that could not be carried, by their ids."""


class LoggedPost:
    """Writes letters into the log: where no mail server is set."""

    def carry(self, letters: Sequence[Letter]) -> dict[int, str]:
        """Log each letter."""
        for letter in letters:
            link = "\n(and a link)" if letter.link else ""
            logger.info("mail %s to %s: %s\n%s%s", letter.id, letter.to, letter.subject, letter.text, link)
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
    mail.set_content(f"{letter.text}\n\n{letter.link}\n" if letter.link else letter.text)
    if letter.attachment:
        method = _METHOD.search(letter.attachment)
        params = {"method": method[1]} if method else {}
        mail.add_attachment(letter.attachment, subtype="calendar", filename="event.ics", params=params)
    return mail


class Outbox(Worker):
    """Empties the outbox."""

    logger = logger

    def __init__(
        self, engine: AsyncEngine, writer: Writer, clock: Clock, post: Post, keyring: Keyring, site_url: str
    ) -> None:
        super().__init__()
        self.engine = engine
        self.writer = writer
        self.clock = clock
        self.post = post
        self.keyring = keyring
        self.site_url = site_url

    async def tidy(self) -> None:
        """Forget old mails, changes and idempotency keys."""
        await self.writer.run(self._tidy)

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
            return self._letters(session, ids)

    def _letters(self, session: Session, ids: Sequence[int]) -> list[Letter]:
        m, t = db.Message, db.Attendee
        to = func.coalesce(m.address, db.Member.email, "")
        columns = (m.id, to, m.subject, m.text, m.attachment, m.created_at, m.attempts, t.seed, t.digest)
        rows = select(*columns).outerjoin(db.Member, db.Member.id == m.member_id)
        found = session.execute(rows.outerjoin(t, t.id == m.attendee_id).where(m.id.in_(ids)))
        return [Letter(*row[:7], link=self._link(*row[7:])) for row in found]

    def _link(self, seed: str | None, digest: str | None) -> str | None:
        """Where an attendee looks at the booking; None of one whose secret cannot be written again."""
        secret = self.keyring.again("attendee", seed, digest)
        return f"{self.site_url}/bookings#{secret}" if secret else None

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
    return {
        "next_try_at": next_try(letter.attempts, now),
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
