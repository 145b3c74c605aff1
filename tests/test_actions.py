"""What events say one may do with them is what the commands let one do: every kind of event, every kind of viewer."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import Connection, case, func, select, update

import db
from db.enums import RsvpStatus, WaitlistMode
from db.visibility import seeing_all
from resolvers.commands import Act, Refused
from resolvers.context import Request, Viewer
from resolvers.groups import ACTIVE
from resolvers.rsvp_commands import rsvp, watch_event
from tests.conftest import NOW, SITE, Databases, Graph, writing
from tests.rsvping import change

SHOWN = "query ($id: ID!) { event(id: $id) { isRsvpable viewer { actions } } }"
ASKED = {"response": RsvpStatus.YES, "agree_to_refund": True}


@pytest.fixture(scope="module")
def graph(databases: Databases, kind: str) -> Iterator[Graph]:
    """The demo, with a free seat at an event whose waiting list is manual."""
    made = Graph(databases.demo_to_change(kind), "ordinary")
    e = db.Event
    line = (e.waitlist_mode == WaitlistMode.MANUAL, e.waitlist_count > 0, e.ends_at >= NOW)
    first = select(func.max(e.id)).where(*line).scalar_subquery()
    change(made.url, update(e).where(e.id == first).values(rsvp_limit=e.rsvp_limit + 1))
    yield made
    made.close()


def kinds_of_events(connection: Connection) -> list[tuple[int, int]]:
    """One event of each kind that makes a difference, with its group."""
    e, f, d, p = (model.__table__.c for model in (db.Event, db.EventFee, db.GroupDues, db.EventRefundPolicy))
    differences = (
        e.status,
        e.ends_at < NOW,
        e.rsvps_closed,
        e.rsvp_open_at > NOW,
        e.rsvp_close_at <= NOW,
        e.waitlist_mode,
        func.coalesce(e.yes_count >= e.rsvp_limit, False),
        case((e.waitlist_mode == WaitlistMode.MANUAL, e.waitlist_count > 0)),
        select(f.required).where(f.event_id == e.id).scalar_subquery(),
        select(p.event_id).where(p.event_id == e.id).exists(),
        select(d.required).where(d.group_id == e.group_id).scalar_subquery(),
    )
    rows = connection.execute(select(e.id, e.group_id, *differences).order_by(e.id))
    return list({tuple(row[2:]): (row[0], row[1]) for row in rows}.values())


def kinds_of_viewers(connection: Connection, event: int, group: int) -> set[int]:
    """One of each role, standing, dues, answer and payment; a host, a watcher, and a stranger."""
    m, r = db.Membership, db.Rsvp
    kinds = [
        select(func.min(m.member_id)).where(m.group_id == group).group_by(m.role, m.status.in_(ACTIVE), m.dues_status),
        select(func.min(r.member_id)).where(r.event_id == event).group_by(r.status, r.pay_status),
        select(func.min(db.EventHost.member_id)).where(db.EventHost.event_id == event),
        select(func.min(db.EventWatch.member_id)).where(db.EventWatch.event_id == event),
        select(func.max(m.member_id)).where(m.group_id != group),
    ]
    with seeing_all(connection) as session:
        return {found for kind in kinds for found in session.scalars(kind) if found is not None}


def tried(connection: Connection, command: Any, viewer: int, given: Mapping[str, Any]) -> str | None:
    """What comes of a command, if it is carried out; nothing is left of it."""
    request: Any = Request(Viewer(viewer), NOW, SITE, None)  # type: ignore[arg-type]
    act = Act(request, connection)
    try:
        done = command(act, {"input": given})
        own = select(db.Rsvp.status).where(db.Rsvp.id == done.get("rsvp"))
        return act.all.scalar(own) or "done"
    except Refused:
        return None
    finally:
        connection.rollback()


def test_one_may_do_what_is_said_and_nothing_else(graph: Graph) -> None:
    pairs, seen = 0, set[str]()
    with writing(graph.url) as engine:
        with engine.connect() as connection:
            events = {event: kinds_of_viewers(connection, event, group) for event, group in kinds_of_events(connection)}
        for event, viewers in events.items():
            for viewer in viewers:
                shown = graph.data(SHOWN, {"id": str(event)}, viewer)["event"]
                said = set(shown["viewer"]["actions"]) if shown and shown["viewer"] else set()
                with engine.connect() as connection:
                    given = {"event_id": str(event)}
                    came = tried(connection, rsvp, viewer, given | ASKED)
                    may_watch = tried(connection, watch_event, viewer, given)
                where = (event, viewer, said, came)
                assert ("RSVP" in said) == (came == "YES"), where
                assert ("WAIT" in said) == (came == "WAITLIST"), where
                assert bool({"WATCH", "UNWATCH"} & said) == bool(may_watch), where
                assert bool(shown and shown["isRsvpable"]) == bool(came), where
                pairs, seen = pairs + 1, seen | said
    assert pairs > 100
    assert seen >= {"RSVP", "WAIT", "WATCH", "UNWATCH", "DUES"}
