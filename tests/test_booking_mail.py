"""Mail about bookings: who gets which, with a calendar file and a link, and reminders that follow the booking."""

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, select, update

import db
from db.visibility import seeing_all
from tests.booking_world import CREATE, DAY, HOUR, MIDNIGHT, Offer, iso, offer
from tests.conftest import KINDS, SITE, Databases, Graph, running, writing
from tests.test_outbox import mail_server, until

ERRORS = "{ booking { id status } errors { code field } }"
ACTIONS = {
    name: f"mutation ($input: {name[0].upper()}{name[1:]}Input!) {{ it: {name}(input: $input) {ERRORS} }}"
    for name in ("cancelBooking", "rescheduleBooking", "confirmBooking", "declineBooking")
}


class Desk:
    """An empty database, and what is done in it."""

    def __init__(self, graph: Graph) -> None:
        self.graph, self.url = graph, graph.url

    def book(self, talk: Offer, at: int = MIDNIGHT, **attendee: Any) -> Any:
        """A booking."""
        wish = talk.wish(at)
        wish["attendee"] |= attendee
        made = self.graph.data(CREATE, {"input": wish})["createBooking"]
        assert made["errors"] is None, made
        return made

    def do(self, action: str, who: int = 0, **given: Any) -> Any:
        """The booking after an action."""
        payload = self.graph.data(ACTIONS[action], {"input": given}, who)["it"]
        assert payload["errors"] is None, payload
        return payload["booking"]

    def mails(self, booked: Any, kind: str = "booking") -> list[Any]:
        """What lies in the outbox about a booking."""
        m = db.Message
        mine = (
            select(m).where(m.appointment_id == int(booked["booking"]["id"]), m.kind == kind).order_by(m.due_at, m.id)
        )
        with writing(self.url) as engine, engine.connect() as connection, seeing_all(connection) as session:
            return list(session.scalars(mine.order_by(m.due_at, m.id)))

    def dues(self, booked: Any) -> list[int]:
        """How many minutes from midnight reminders go out."""
        return [(mail.due_at - MIDNIGHT) // 60_000 for mail in self.mails(booked, "booking_reminder")]


@pytest.fixture(scope="module", params=KINDS)
def desk(request: pytest.FixtureRequest, databases: Databases, graphs: Callable[[URL, str], Graph]) -> Desk:
    """An empty database of each kind."""
    return Desk(graphs(databases.migrated(request.param), "ordinary"))


def values(mails: list[Any], name: str) -> list[str]:
    """What stands under a name in the calendar files of these mails, parameters left out."""
    lines = [line for mail in mails for line in mail.attachment.replace("\r\n ", "").split("\r\n")]
    return [line.partition(":")[2] for line in lines if line.partition(":")[0].split(";")[0] == name]


def test_everybody_is_told_with_the_meeting_as_a_file(desk: Desk) -> None:
    talk = offer(desk.url)
    booked = desk.book(talk, timezone="Europe/Berlin")
    desk.do("rescheduleBooking", secret=booked["secret"], start=iso(MIDNIGHT + HOUR))
    desk.do("cancelBooking", secret=booked["secret"], reason="I am ill.")
    mails = desk.mails(booked)
    subjects = [mail.subject for mail in mails]
    assert subjects == [f"{word}: Talk" for word in ("Booked", "Moved", "Cancelled") for _ in range(2)]
    assert [(mail.address, mail.member_id) for mail in mails[:2]] == [("rosa@example.org", None), (None, talk.hosts[0])]
    assert [bool(mail.attendee_id) for mail in mails] == [True, False] * 3
    assert mails[0].text == f"Talk\nWednesday, 25 November 2026, 01:00 (Europe/Berlin)\nWith Host {talk.hosts[0]}"
    assert mails[1].text.endswith("\n\nRosa")
    assert mails[4].text.endswith("\n\nI am ill.")
    assert values(mails, "METHOD") == ["REQUEST"] * 4 + ["CANCEL"] * 2
    assert len(set(values(mails, "UID"))) == 1
    assert values(mails, "SEQUENCE") == ["0", "0", "1", "1", "2", "2"]
    assert values(mails, "DTSTART") == ["20261125T000000Z"] * 2 + ["20261125T010000Z"] * 4
    assert all(booked["secret"] not in mail.text for mail in mails)


def test_reminders_are_as_many_as_the_meeting_type_says_and_follow_the_booking(desk: Desk) -> None:
    talk = offer(desk.url, reminders=["PT48H", "PT30M"])
    booked = desk.book(talk)
    assert desk.dues(booked) == [-2880, -2880, -30, -30]
    first, *_ = desk.mails(booked, "booking_reminder")
    assert first.subject == "Talk begins in 2 days"
    with writing(desk.url) as engine, engine.begin() as connection:
        connection.execute(update(db.Message).where(db.Message.id == first.id).values(delivered_at=1, next_try_at=None))
    desk.do("rescheduleBooking", secret=booked["secret"], start=iso(MIDNIGHT))
    assert desk.dues(booked) == [-2880, -2880, -30, -30], "none goes out twice for the same start"
    desk.do("rescheduleBooking", secret=booked["secret"], start=iso(MIDNIGHT + HOUR))
    assert desk.dues(booked) == [-2880, -2820, -2820, 30, 30]
    desk.do("cancelBooking", secret=booked["secret"])
    assert [mail.id for mail in desk.mails(booked, "booking_reminder")] == [first.id]
    assert desk.dues(desk.book(offer(desk.url, reminders=[]))) == []


def test_nobody_is_reminded_of_what_is_not_certain(desk: Desk) -> None:
    talk = offer(desk.url, double_opt_in=True)
    booked = desk.book(talk)
    assert desk.dues(booked) == []
    assert "It waits for the attendee's confirmation until " in desk.mails(booked)[0].text
    desk.do("confirmBooking", secret=booked["secret"])
    assert desk.dues(booked) == [-1440, -1440]
    asked = desk.book(offer(desk.url, host_confirmation=True))
    declined = desk.do("declineBooking", talk.hosts[0] + 2, bookingId=asked["booking"]["id"], reason="Busy")
    assert declined["status"] == "DECLINED"
    assert [mail.subject for mail in desk.mails(asked)] == ["Booked: Talk"] * 2 + ["Declined: Talk"] * 2
    assert desk.dues(asked) == []


def test_in_a_group_each_hears_of_the_own_seat(desk: Desk) -> None:
    course = offer(desk.url, seats=3)
    one, two = (desk.book(course, email=f"{name}@example.org") for name in ("one", "two"))
    assert [mail.address for mail in desk.mails(one)] == ["one@example.org", None, "two@example.org", None]
    assert values(desk.mails(one)[-1:], "ATTENDEE") == ["mailto:one@example.org", "mailto:two@example.org"]
    assert len(desk.dues(one)) == 3
    desk.do("cancelBooking", secret=one["secret"])
    gone, told = desk.mails(one)[4:]
    assert (gone.address, gone.subject) == ("one@example.org", "Cancelled: Talk")
    assert "METHOD:CANCEL" in gone.attachment
    assert "METHOD:REQUEST" in told.attachment
    assert len(desk.dues(one)) == 2
    assert desk.do("cancelBooking", secret=two["secret"])["status"] == "CANCELLED"
    assert desk.dues(one) == []


def _plain(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_the_link_is_in_the_mail_and_nowhere_else(desk: Desk, tmp_path: Path) -> None:
    """An attendee whose secret was made by chance, or by a lost key, gets the mail without one."""
    talk = offer(desk.url)
    booked, old = desk.book(talk), desk.book(talk, MIDNIGHT + DAY, email="old@example.org")
    with writing(desk.url) as engine, engine.begin() as connection:
        t = db.Attendee
        connection.execute(update(t).where(t.email == "old@example.org").values(seed=None))
    done = (db.Message.id, db.Message.delivered_at, db.Message.kind)
    with (
        mail_server() as (received, smtp),
        running(desk.url, tmp_path / "log", SMTP_URL=smtp, FASTPATH="off") as server,
    ):
        until(desk.url, lambda rows: all(at for _, at, kind in rows if kind == "booking"), *done)
    mails = {mail["To"]: mail for mail in received.mails}
    assert _plain(mails["rosa@example.org"]).endswith(f"\n\n{SITE}/bookings#{booked['secret']}\n")
    assert "/bookings#" not in _plain(mails["old@example.org"])
    assert "/bookings#" not in _plain(mails[f"host{talk.hosts[0]}@example.org"])
    (file,) = mails["rosa@example.org"].iter_attachments()
    assert (file.get_content_type(), file.get_param("method")) == ("text/calendar", "REQUEST")
    assert booked["secret"] not in server.log.read_text()
    assert old["secret"] not in server.log.read_text()
