"""Nobody is booked twice, whatever writes: the database itself refuses, by any client, with nothing left over."""

import sqlite3
import subprocess
import sys
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL, insert

import db
from tests.conftest import NOW, writing

HOUR = 3_600_000
BLOCK = "INSERT INTO blocks (member_id, hold_id, position, starts_at, ends_at, live) VALUES ({}, 1, 0, {}, {}, {})"


@pytest.fixture
def booked(migrated: URL) -> URL:
    """Two members; the first is taken from one o'clock to two."""
    people = [{"id": n, "uuid": f"u{n}", "name": "A", "name_key": "a", "joined_at": 0} for n in (1, 2)]
    type_ = {"id": 1, "uuid": "m", "member_id": 1, "name": "Talk", "slug": "talk", "interval": HOUR}
    lists = {"durations": ["PT1H"], "channels": [], "locations": [], "created_at": 0, "updated_at": 0}
    hold = {"id": 1, "digest": "s", "meeting_type_id": 1, "starts_at": 0, "ends_at": 1, "expires_at": NOW}
    with writing(migrated) as engine, engine.begin() as connection:
        connection.execute(insert(db.Member), people)
        connection.execute(insert(db.MeetingType), [{**type_, **lists}])
        connection.execute(insert(db.Hold), [{**hold, "created_at": 0}])
    assert shell(migrated, BLOCK.format(1, HOUR, 2 * HOUR, "true")) == ""
    return migrated


def shell(url: URL, *statements: str) -> str:
    """What somebody at the database's own shell is told; empty if all is well."""
    program = """
import sys
try:
    if sys.argv[1] == "sqlite":
        import sqlite3
        connection = sqlite3.connect(sys.argv[2], isolation_level=None)
    else:
        import psycopg
        connection = psycopg.connect(sys.argv[2], autocommit=True)
    for statement in sys.argv[3:]:
        connection.execute(statement)
except Exception as error:
    print(error)
"""
    kind = url.get_backend_name()
    where = str(url.database) if kind == "sqlite" else url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", program, kind, where, *statements]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def rows(url: URL, query: str) -> list[Any]:
    if url.get_backend_name() == "sqlite":
        with sqlite3.connect(str(url.database)) as connection:
            return connection.execute(query).fetchall()
    with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
        return list(connection.execute(query.encode()).fetchall())


@pytest.mark.parametrize(
    ("start", "end"), [(1.0, 2.0), (0.5, 1.5), (1.5, 2.5), (1.2, 1.4), (0.0, 9.0), (2 - 1 / HOUR, 9.0)]
)
def test_the_database_refuses_to_book_a_host_twice(booked: URL, start: float, end: float) -> None:
    told = shell(booked, BLOCK.format(1, round(start * HOUR), round(end * HOUR), "true"))
    assert "blocks" in told
    assert rows(booked, "SELECT count(*) FROM blocks") == [(1,)]


def test_back_to_back_others_and_cancelled_ones_are_fine(booked: URL) -> None:
    fine = [(1, 0, HOUR, "true"), (1, 2 * HOUR, 3 * HOUR, "true"), (2, HOUR, 2 * HOUR, "true"), (1, 0, HOUR, "false")]
    assert shell(booked, *(BLOCK.format(*each) for each in fine)) == ""
    assert rows(booked, "SELECT count(*) FROM blocks") == [(5,)]


@pytest.mark.parametrize(
    "change",
    [
        f"UPDATE blocks SET starts_at = {HOUR} WHERE member_id = 1",
        "UPDATE blocks SET member_id = 1",
        "UPDATE blocks SET live = true",
    ],
)
def test_nor_can_a_block_be_moved_or_woken_onto_another(booked: URL, change: str) -> None:
    others = [(1, 0, HOUR, "true"), (2, HOUR, 2 * HOUR, "true"), (1, HOUR, 2 * HOUR, "false")]
    assert shell(booked, *(BLOCK.format(*each) for each in others)) == ""
    before = rows(booked, "SELECT * FROM blocks ORDER BY id")
    assert "blocks" in shell(booked, change)
    assert rows(booked, "SELECT * FROM blocks ORDER BY id") == before


def test_a_block_can_be_moved_over_its_own_place(booked: URL) -> None:
    assert (
        shell(booked, f"UPDATE blocks SET starts_at = starts_at + {HOUR // 2}, ends_at = ends_at + {HOUR // 2}") == ""
    )


@pytest.mark.parametrize("statement", [BLOCK.format(1, 9 * HOUR, 9 * HOUR, "true"), "UPDATE blocks SET hold_id = NULL"])
def test_a_block_has_a_length_and_an_owner(booked: URL, statement: str) -> None:
    assert "ck_blocks" in shell(booked, statement)


def test_no_more_seats_than_there_are(booked: URL) -> None:
    meeting = "INSERT INTO appointments (uuid, name, starts_at, ends_at, status, seats, taken, reschedule_count,"
    meeting += " sequence, created_at, updated_at) VALUES ('a', 'A', 0, 1, 'CONFIRMED', 3, {}, 0, 0, 0, 0)"
    assert "ck_appointments_seats" in shell(booked, meeting.format(4))
    assert shell(booked, meeting.format(3)) == ""
    assert "ck_appointments_seats" in shell(booked, "UPDATE appointments SET taken = taken + 1")
