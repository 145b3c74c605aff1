"""What goes out: written with the change itself, delivered at least once, and never lost sight of."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from select import select as select_ready
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import URL, select

import db
from db import demo
from db.visibility import seeing_all
from resolvers.commands import Act
from resolvers.context import Request, Viewer
from tests.conftest import NOW, SITE, environment, free_port, nursery, ran, start, writing
from tests.racers import LEAN

MEMBERS = (920000002, 920000003, 920000004)
EVENT = 930000000


def acting(url: URL, act: Any) -> None:
    """Do something as a command of the demo's organizer would."""
    with writing(url) as engine, engine.begin() as connection:
        request: Any = Request(Viewer(demo.DEMO_ORGANIZER_ID), NOW, SITE, None)  # type: ignore[arg-type]
        act(Act(request, connection))


def stored(url: URL, *columns: Any) -> list[Any]:
    """What stands in these columns."""
    with writing(url) as engine, engine.connect() as connection, seeing_all(connection) as session:
        return [tuple(row) for row in session.execute(select(*columns).order_by(columns[0]))]


def test_a_mail_for_each_member_and_once_an_occasion(demo_to_change: URL) -> None:
    def act(act: Act) -> None:
        act.mail("announcement", MEMBERS, "Come", "It's on.", EVENT, occasion="announced:1")
        act.mail("announcement", MEMBERS, "Come", "It's on.", EVENT, occasion="announced:1")
        act.mail("news", select(db.Member.id).where(db.Member.id == MEMBERS[0]), "News", "None.", due_at=NOW + 5)

    acting(demo_to_change, act)
    m = db.Message
    first, *_, last = stored(demo_to_change, m.id, m.kind, m.member_id, m.occasion, m.due_at, m.next_try_at, m.attempts)
    assert first[1:] == ("announcement", MEMBERS[0], f"announced:1:{MEMBERS[0]}", NOW, NOW, 0)
    assert last[1:] == ("news", MEMBERS[0], None, NOW + 5, NOW + 5, 0)
    assert len(stored(demo_to_change, m.id)) == 4


def test_a_notification_for_each_member(demo_to_change: URL) -> None:
    acting(demo_to_change, lambda act: act.notify("announcement", MEMBERS, "It's on.", EVENT))
    n = db.Notification
    kept = stored(demo_to_change, n.id, n.member_id, n.event_id, n.text, n.read_at)
    assert [row[1:] for row in kept][-len(MEMBERS) :] == [(member, EVENT, "It's on.", None) for member in MEMBERS]


class Inbox:
    """A mail server's side of it: what arrived, and whom it refuses."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refused: set[str] = set()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        """Take or refuse a recipient."""
        if address in self.refused:
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a mail."""
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[tuple[Inbox, str]]:
    """A mail server and its address."""
    inbox, port = Inbox(), free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield inbox, f"smtp://127.0.0.1:{port}"
    controller.stop()


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, str]]:
    """A mail server and its address."""
    with mail_server() as server:
        yield server


def until(url: URL, rows: Callable[[list[Any]], bool], *columns: Any) -> list[Any]:
    """What stands in these columns once it is as wanted."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = stored(url, *columns)
        if rows(found):
            return found
    raise AssertionError(f"still {found}")


def convene(url: URL, *arguments: str) -> str:
    """What a command prints."""
    done = ran(url, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def announce(act: Act) -> None:
    """Three mails that are due."""
    act.mail("announcement", MEMBERS, "Come:\nsoon", "It's on – really.", EVENT, occasion="announced:1")


def test_without_a_mail_server_mail_goes_into_the_log(demo_to_change: URL, tmp_path: Path) -> None:
    acting(demo_to_change, announce)
    server = start(demo_to_change, tmp_path / "log", **LEAN)
    until(demo_to_change, lambda rows: all(at for _, at in rows), db.Message.id, db.Message.delivered_at)
    server.stop()
    assert server.log.read_text().count("It's on") == len(MEMBERS)


def test_mail_arrives_and_what_is_refused_is_kept_shown_and_sent_again(
    demo_to_change: URL, inbox: tuple[Inbox, str], tmp_path: Path
) -> None:
    received, smtp = inbox
    (_, refused), *_ = stored(demo_to_change, db.Member.id, db.Member.email)[1:2]
    received.refused = {refused}
    acting(demo_to_change, announce)
    m = db.Message
    server = start(demo_to_change, tmp_path / "log", **LEAN, SMTP_URL=smtp, MAIL_FROM="Convene <hello@convene.example>")
    until(demo_to_change, lambda rows: all(n for _, n in rows), m.id, m.attempts)
    until(demo_to_change, lambda rows: all(at or error for _, at, error in rows), m.id, m.delivered_at, m.error)
    first, *_ = received.mails
    assert len(received.mails) == len(MEMBERS) - 1
    assert (first["Subject"], first["From"]) == ("Come: soon", "Convene <hello@convene.example>")
    assert first.get_content().strip() == "It's on – really."
    shown = convene(demo_to_change, "outbox")
    assert refused in shown
    assert "550" in shown
    received.refused = set()
    ((identifier, _),) = [row for row in stored(demo_to_change, m.id, m.delivered_at) if row[1] is None]
    convene(demo_to_change, "outbox", "--resend", str(identifier))
    until(demo_to_change, lambda rows: all(at for _, at in rows), m.id, m.delivered_at)
    server.stop()
    assert [mail["To"] for mail in received.mails].count(refused) == 1
    assert "empty" in convene(demo_to_change, "outbox")
    assert "delivered" in convene(demo_to_change, "outbox", "--all")


def test_a_mail_server_that_is_away_loses_nothing(demo_to_change: URL, tmp_path: Path) -> None:
    acting(demo_to_change, announce)
    m = db.Message
    server = start(demo_to_change, tmp_path / "log", **LEAN, SMTP_URL=f"smtp://127.0.0.1:{free_port()}")
    until(demo_to_change, lambda rows: all(error for _, error in rows), m.id, m.error)
    server.stop()
    rows = stored(demo_to_change, m.id, m.attempts, m.next_try_at, m.delivered_at, m.claimed_until)
    assert {row[1:] for row in rows} == {(1, NOW + 60_000, None, 0)}


def test_two_servers_share_the_work(demo_to_change: URL, inbox: tuple[Inbox, str], tmp_path: Path) -> None:
    received, smtp = inbox
    whom = select(db.Member.id).where(db.Member.id.between(920000001, 920000060))
    acting(demo_to_change, lambda act: act.mail("news", whom, "News", "None."))
    both = [start(demo_to_change, tmp_path / f"{n}.log", **LEAN, SMTP_URL=smtp) for n in range(2)]
    rows = until(demo_to_change, lambda rows: all(at for _, at in rows), db.Message.id, db.Message.delivered_at)
    for server in both:
        server.stop()
    assert len(received.mails) == len(rows) == len({mail["Message-ID"] for mail in received.mails})


def test_mail_is_due_when_it_is_due(demo_to_change: URL, tmp_path: Path) -> None:
    acting(demo_to_change, lambda act: act.mail("reminder", MEMBERS[:1], "Soon", "Soon.", due_at=NOW + 1))
    acting(demo_to_change, lambda act: act.mail("news", MEMBERS[:1], "News", "None."))
    server = start(demo_to_change, tmp_path / "log", **LEAN)
    rows = until(demo_to_change, lambda rows: any(at for *_, at in rows), db.Message.id, db.Message.delivered_at)
    server.stop()
    assert [at for _, at in rows] == [None, NOW]


def test_an_unknown_mail_cannot_be_sent_again(demo_to_change: URL) -> None:
    done = ran(demo_to_change, "outbox", "--resend", "7")
    assert (done.returncode, done.stderr.strip()) == (1, "There is no mail 7 in the outbox.")


def test_nobody_waits_for_the_reader_of_a_listing(demo_to_change: URL, tmp_path: Path) -> None:
    whom = select(db.Member.id).where(db.Member.id.between(920000001, 920000100))
    acting(demo_to_change, lambda act: act.mail("news", whom, "News", "None."))
    m = db.Message
    identifier, _ = stored(demo_to_change, m.id, m.next_try_at)[0]
    os.mkfifo(tmp_path / "pager")
    pager = os.open(tmp_path / "pager", os.O_RDONLY | os.O_NONBLOCK)
    fcntl.fcntl(pager, fcntl.F_SETPIPE_SZ, 4096)
    later = environment(demo_to_change, CONVENE_NOW=str(NOW + 5))
    listing = nursery().start(["outbox", "--resend", str(identifier)], later, tmp_path / "pager", tmp_path / "errors")
    assert select_ready([pager], [], [], 60)[0]
    acting(demo_to_change, lambda act: act.mail("news", MEMBERS[:1], "More news", "None."))
    assert listing.poll() is None
    os.close(pager)
    listing.wait(60)
    assert stored(demo_to_change, m.id, m.next_try_at)[0] == (identifier, NOW + 5)
