"""Bookings over HTTP: a month of slots of a hundred hosts, and thirty-two guests who book at once.

Busy hosts have twenty exceptions and five hundred bookings each in that month, free ones hardly any.
The guests are set beside the same transactions by themselves: the command on the writer, without a server around it.
`python -m benchmarks bookings` runs this alone.
"""

import asyncio
import itertools
import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table
from sqlalchemy import URL, Connection, insert

import db
from benchmarks.data import NOW
from benchmarks.load import burst
from benchmarks.servers import served, variants
from benchmarks.workloads import post
from db.engines import reading_engine
from db.keyring import Keyring
from db.writer import Writer
from resolvers.booking_commands import create_booking
from resolvers.commands import Act
from resolvers.context import Request, Viewer
from resolvers.zones import DAY, MINUTE

HOSTS, GUESTS, WARM, ROUNDS = 100, 32, 3, 9
BEGIN = NOW // DAY * DAY + DAY
OPENS, CLOSES = 420, 900
"""Working hours in Berlin, in minutes after midnight; the guests of a race want all of them."""
BUSY, FREE, ALONE = 1, 2, 3
"""The meeting types of a hundred busy hosts, of a hundred free ones, and of one, for the races: all begin every quarter
of an hour.
"""
HALF_HOURS = 30 * 48
KEYS = Keyring(["a key for benchmarks of more than thirty characters"])
LISTED = """query ($type: ID!, $from: DateTime, $to: DateTime) {
    slots(meetingType: $type, from: $from, to: $to) { start hostIds } }"""
BOOK = "mutation ($input: CreateBookingInput!) { createBooking(input: $input) { booking { id } errors { code } } }"
STAMPS = {"created_at": 0, "updated_at": 0}
Row = dict[str, Any]
Span = dict[str, int]


def fill(connection: Connection) -> None:
    """Hosts who work on weekdays, and what they have to do in the next month."""
    chance = random.Random(20_500)
    for kind, first, exceptions, bookings in ((BUSY, 1, 20, 500), (FREE, HOSTS + 1, 3, 10)):
        hosts = range(first, first + HOSTS)
        for number in hosts:
            _add_host(connection, number)
            taken = chance.sample(range(HALF_HOURS), bookings)
            _add_bookings(connection, number, [_half_hour(at) for at in taken])
            _add_exceptions(
                connection, number, [_half_hour(at, 4) for at in chance.sample(range(HALF_HOURS), exceptions)]
            )
        _add_type(connection, kind, hosts)
    _add_host(connection, 2 * HOSTS + 1)
    _add_type(connection, ALONE, [2 * HOSTS + 1])


def _half_hour(number: int, length: int = 1) -> Span:
    starts = BEGIN + number * 30 * MINUTE
    return {"starts_at": starts, "ends_at": starts + length * 30 * MINUTE}


def _add_host(connection: Connection, number: int) -> None:
    name = {"name": f"Host {number}", "name_key": f"host {number}", "uuid": f"member {number}"}
    connection.execute(insert(db.Member).values(id=number, joined_at=0, **name))
    hours = {"uuid": f"hours {number}", "name": "Hours", "timezone": "Europe/Berlin", **STAMPS}
    connection.execute(insert(db.Availability).values(id=number, member_id=number, **hours))
    windows = [{"availability_id": number, "weekday": day, "starts": OPENS, "ends": CLOSES} for day in range(5)]
    connection.execute(insert(db.AvailabilityWindow), windows)


def _add_exceptions(connection: Connection, number: int, spans: Sequence[Span]) -> None:
    """Hours off, and every other one an hour more."""
    rows = [
        {"availability_id": number, "available": bool(at % 2), "created_at": 0, **span} for at, span in enumerate(spans)
    ]
    connection.execute(insert(db.AvailabilityException), rows)


def _add_bookings(connection: Connection, number: int, spans: Sequence[Span]) -> None:
    meeting = {"name": "Talk", "status": "CONFIRMED", "seats": 1, "taken": 1, "meeting_type_id": None, **STAMPS}
    rows = [{**meeting, **span, "uuid": f"{number} {at}"} for at, span in enumerate(spans)]
    made = insert(db.Appointment).returning(db.Appointment.id, sort_by_parameter_order=True)
    blocks = [
        {"member_id": number, "appointment_id": key, "position": 0, **span}
        for key, span in zip(connection.execute(made, rows).scalars(), spans, strict=True)
    ]
    connection.execute(insert(db.Block), blocks)


def _add_type(connection: Connection, number: int, hosts: Sequence[int]) -> None:
    offer = {"name": "Talk", "slug": f"talk-{number}", "durations": ["PT15M"], "interval": 15 * MINUTE}
    of_hosts = {"method": "ANYONE", "channels": [], "locations": [], **STAMPS}
    values = {"id": number, "uuid": f"type {number}", "member_id": hosts[0], **offer, **of_hosts}
    connection.execute(insert(db.MeetingType).values(values))
    rows = [
        {"meeting_type_id": number, "member_id": host, "availability_id": host, "position": at}
        for at, host in enumerate(hosts)
    ]
    connection.execute(insert(db.MeetingTypeHost), rows)


def _written(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _weekdays() -> Iterator[int]:
    """The beginnings of days, from the next on, that are no weekend."""
    days = (BEGIN + number * DAY for number in itertools.count())
    return (day for day in days if datetime.fromtimestamp(day / 1000, UTC).weekday() < 5)


def _starts(day: int) -> list[int]:
    return [day + 360 * MINUTE + at * 15 * MINUTE for at in range(GUESTS)]


async def _asked(client: httpx.AsyncClient, query: str, variables: Row) -> Row:
    answer = await client.post("/graphql", content=json.dumps({"query": query, "variables": variables}))
    body: Row = answer.json()
    if "errors" in body:
        raise RuntimeError(str(body["errors"]))
    data: Row = body["data"]
    return data


async def _list_slots(port: int, kind: int) -> float:
    """The time until the last byte of a month of slots is there."""
    asked = post("/graphql", LISTED, {"type": str(kind), "from": _written(BEGIN), "to": _written(BEGIN + 30 * DAY)})
    found = await burst(port, asked, 0, connections=1)
    data: Row = json.loads(found.body)["data"]
    if len({host for slot in data["slots"] for host in slot["hostIds"]}) != HOSTS:
        raise RuntimeError("not every host is among the slots")
    return found.spans[0]


async def _race(client: httpx.AsyncClient, starts: Sequence[int]) -> tuple[float, int]:
    """All guests at once over HTTP: the time until the last has an answer, and how many got a meeting."""
    guest = {"name": "Rosa", "email": "rosa@example.org"}
    wishes = [{"meetingTypeId": str(ALONE), "start": _written(at), "attendee": guest} for at in starts]
    began = time.perf_counter()
    answers = await asyncio.gather(*(_asked(client, BOOK, {"input": wish}) for wish in wishes))
    spent = time.perf_counter() - began
    return spent, sum(answer["createBooking"]["errors"] is None for answer in answers)


def _book(request: Request, wish: dict[str, Any], connection: Connection) -> Any:
    return create_booking(Act(request, connection), {"input": wish})


async def _bare(url: URL, starts: Sequence[int]) -> float:
    """The same transactions, one after the other, with nothing around them."""
    writer, engine = Writer(url), reading_engine(url)
    request = Request(Viewer(), NOW, "http://127.0.0.1", engine, writer=writer, keyring=KEYS)
    guest = {"name": "Rosa", "email": "rosa@example.org"}
    wishes = [{"meeting_type_id": str(ALONE), "start": at, "attendee": dict(guest)} for at in starts]
    began = time.perf_counter()
    for wish in wishes:
        await writer.run(partial(_book, request, wish))
    spent = time.perf_counter() - began
    await writer.close()
    await engine.dispose()
    return spent


async def _all_of(url: URL, port: int) -> Row:
    days, raced, bare = _weekdays(), [], []
    listed: dict[int, list[float]] = {BUSY: [], FREE: []}
    limits = httpx.Limits(max_connections=GUESTS)
    headers = {"Content-Type": "application/json"}
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", limits=limits, timeout=60, headers=headers
    ) as asks:
        await _race(asks, _starts(next(days)))
        await _bare(url, _starts(next(days)))
        for _ in range(WARM + ROUNDS):
            for kind, spans in listed.items():
                spans.append(await _list_slots(port, kind))
        for _ in range(ROUNDS):
            spent, booked = await _race(asks, _starts(next(days)))
            if booked != GUESTS:
                raise RuntimeError(f"{booked} of {GUESTS} guests got the slots they asked for")
            raced.append(spent)
            bare.append(await _bare(url, _starts(next(days))))
        _, booked = await _race(asks, [next(days) + 600 * MINUTE] * GUESTS)
        if booked != 1:
            raise RuntimeError(f"{booked} guests got the same slot")
    return {
        "database": url.get_backend_name(),
        "busy_ms": round(statistics.median(listed[BUSY][WARM:]) * 1000, 1),
        "free_ms": round(statistics.median(listed[FREE][WARM:]) * 1000, 1),
        "raced_ms": round(statistics.median(raced) * 1000, 1),
        "bare_ms": round(statistics.median(bare) * 1000, 1),
        "ratio": round(statistics.median(raced) / statistics.median(bare), 2),
    }


def measured(url: URL) -> Row:
    """The figures of one database."""
    [ours] = [variant for variant in variants(url) if variant.name == "fastpath"]
    with tempfile.TemporaryDirectory() as logs, served([ours], Path(logs)) as [server]:
        return asyncio.run(_all_of(url, server.port))


def show(rows: Sequence[Row], console: Console) -> None:
    """A line for each database."""
    hosts = (f"slots of {HOSTS} busy hosts, ms", f"of {HOSTS} free hosts, ms")
    names = ("database", *hosts, f"{GUESTS} guests, ms", "transactions alone, ms", "ratio")
    table = Table(*names, title="Bookings: medians", title_justify="left")
    for row in rows:
        table.add_row(*map(str, row.values()))
    console.print(table)
