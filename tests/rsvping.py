"""Events of the demo made into what a test of RSVPs needs, and what stands in their rows afterwards."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import URL, Engine, delete, func, insert, select, update

import db
from db.engines import writing_engine
from db.events import DEFAULT_DURATION
from db.visibility import seeing_all
from resolvers.seats import TALLIES
from tests.conftest import Graph, Recent

EVENT = 930000000
GROUP = 910000000
RSVP = """mutation ($input: RsvpInput!) { rsvp(input: $input) {
  errors { code message field }
  rsvp { status guestsCount comments payStatus member { id } answers { questionId text } }
  event { rsvps { yesCount waitlistCount noCount maybeCount } } } }"""
PROMOTE = """mutation ($input: PromoteRsvpInput!) { promoteRsvp(input: $input) {
  errors { code field } rsvp { status } } }"""
WATCH = """mutation ($input: WatchEventInput!) { watchEvent(input: $input) {
  errors { code field } event { viewer { isWatching } } } }"""
UNWATCH = """mutation ($input: UnwatchEventInput!) { unwatchEvent(input: $input) {
  errors { code field } event { viewer { isWatching } } } }"""


_engines = Recent[Engine](Engine.dispose, 2)


def _engine(url: URL) -> Engine:
    """One engine for all that a test looks up: making one takes longer than most questions."""
    return _engines.get(url, lambda: writing_engine(url))


def change(url: URL, *statements: Any) -> None:
    """Write to a database past the commands."""
    with _engine(url).begin() as connection, seeing_all(connection) as session:
        for statement in statements:
            session.execute(statement)


def stored(url: URL, *columns: Any, **where: Any) -> list[Any]:
    """What stands in these columns."""
    with _engine(url).connect() as connection, seeing_all(connection) as session:
        return [tuple(row) for row in session.execute(select(*columns).filter_by(**where).order_by(columns[0]))]


def emptied(url: URL, **values: Any) -> None:
    """An event to come that nobody has answered, as these values have it."""
    e = db.Event
    blank = {
        "rsvp_limit": None,
        "guest_limit": None,
        "waitlist_mode": "AUTO",
        "rsvps_closed": False,
        "rsvp_open_at": None,
        "rsvp_close_at": None,
        "status": "ACTIVE",
        "ends_at": e.sort_time + DEFAULT_DURATION,
        **{f"unlisted_{name}": 0 for name in TALLIES},
        **{f"{name}_count": 0 for name in TALLIES},
    }
    tables = (db.Rsvp, db.EventWatch, db.EventFee, db.EventRefundPolicy, db.Message, db.Notification, db.Change)
    change(
        url,
        *(delete(table).where(table.event_id == EVENT) for table in tables),
        update(e).where(e.id == EVENT).values({**blank, **values}),
    )


@cache
def members(url: URL, count: int) -> tuple[int, ...]:
    """Ordinary members of the event's group."""
    m = db.Membership
    group = stored(url, db.Event.group_id, id=EVENT)[0][0]
    found = stored(url, m.member_id, group_id=group, role="MEMBER", status="ACTIVE")
    hosts = {row[0] for row in stored(url, db.EventHost.member_id, event_id=EVENT)}
    return tuple([member for (member,) in found if member not in hosts][:count])


def ask(graph: Graph, query: str, viewer: int, **given: Any) -> Any:
    """What a mutation answers."""
    (answer,) = graph.data(query, {"input": {"eventId": str(EVENT), **given}}, viewer).values()
    return answer


def say(graph: Graph, viewer: int, response: str, **given: Any) -> str:
    """Answer the event: the status that came of it, or the code of the refusal."""
    answer = ask(graph, RSVP, viewer, response=response, **given)
    if answer["errors"]:
        return str(answer["errors"][0]["code"])
    assert tallies_hold(graph.url)
    return str(answer["rsvp"]["status"])


def standing(url: URL) -> dict[int, str]:
    """Who has which answer."""
    return dict(stored(url, db.Rsvp.member_id, db.Rsvp.status, event_id=EVENT))


def tallies_hold(url: URL) -> bool:
    """Every event's tallies are its rows and what is not listed."""
    known = {(event, status): n for event, status, n in _sums(url, db.Rsvp)}
    for row in _rows(url, db.Event):
        for name, status in TALLIES.items():
            counted = row[f"unlisted_{name}"] + known.get((row["id"], status), 0)
            assert counted == row[f"{name}_count"], (row["id"], name, counted, row[f"{name}_count"])
    return True


def _sums(url: URL, r: Any) -> list[Any]:
    with _engine(url).connect() as connection:
        t = r.__table__
        summed = select(t.c.event_id, t.c.status, func.sum(1 + t.c.guests)).group_by(t.c.event_id, t.c.status)
        return list(connection.execute(summed))


def _rows(url: URL, model: Any) -> list[Mapping[Any, Any]]:
    with _engine(url).connect() as connection:
        return [dict(row) for row in connection.execute(select(model.__table__)).mappings()]


def add(url: URL, model: Any, **values: Any) -> None:
    """A row more."""
    change(url, insert(model).values(**values))
