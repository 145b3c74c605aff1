"""What lies in the boxes of the demo's two people: notifications, messages and the events that they saved."""

from collections.abc import Sequence

import db
from db.demo import chance
from db.demo.clock import Clock
from db.demo.ids import DEMO_EVENT_ID, DEMO_MEMBER_ID, DEMO_ORGANIZER_ID
from db.demo.plans import Chapter, Gathering
from db.demo.rows import Row, Rows
from db.enums import EventStatus

TALK = (
    (DEMO_MEMBER_ID, "Hello! Would a lightning talk about pagination fit into one of the next evenings?"),
    (DEMO_ORGANIZER_ID, "Very much so. Ten minutes, with questions?"),
    (DEMO_MEMBER_ID, "Perfect. I will send you a title by Friday."),
)
AMONG_ORGANIZERS = (
    ("The room is ours until ten.", "Speakers"),
    ("I have asked two people, one of them will answer next week.", "Speakers"),
)


def add(rows: Rows, clock: Clock, chapters: list[Chapter], gatherings: list[Gathering]) -> None:
    """Fill the boxes."""
    _notify(rows, clock, gatherings)
    _write(rows, clock, chapters)
    _save(rows, clock, gatherings)


def _public(gatherings: Sequence[Gathering], group_ids: set[int]) -> list[Gathering]:
    shown = (EventStatus.ACTIVE, EventStatus.CANCELLED)
    return [g for g in gatherings if g.row["group_id"] in group_ids and g.row["status"] in shown]


def _groups_of(rows: Rows, member_id: int) -> set[int]:
    return {row["group_id"] for row in rows.of(db.Membership) if row["member_id"] == member_id}


def _notify(rows: Rows, clock: Clock, gatherings: list[Gathering]) -> None:
    names = {row["id"]: row["name"] for row in rows.of(db.Group)}
    for member_id in (DEMO_ORGANIZER_ID, DEMO_MEMBER_ID):
        known = _public(gatherings, _groups_of(rows, member_id))
        pictured = [g for g in known if g.row["photo_id"] is not None]
        for place, g in enumerate([*known[:6], *pictured[:2]]):
            off = g.row["status"] == EventStatus.CANCELLED
            text = f"{names[g.row['group_id']]} {'called off' if off else 'announced'} {g.row['title']}."
            kind = "cancellation" if off else "announcement"
            _tell(rows, clock, member_id, kind, text, 9 - place, g.row["id"])
    for days, kind, text in (
        (4, "membership_request", "A member would like to join API Craft San Francisco"),
        (3, "membership", "Welcome to API Craft San Francisco"),
    ):
        member_id = DEMO_ORGANIZER_ID if kind == "membership_request" else DEMO_MEMBER_ID
        _tell(rows, clock, member_id, kind, text, days, None)


def _tell(rows: Rows, clock: Clock, member_id: int, kind: str, text: str, days: float, event_id: int | None) -> None:
    row = rows.add(db.Notification, member_id=member_id, kind=kind, text=text, event_id=event_id)
    row["created_at"] = clock.ago(days)
    if days > 4:
        row["read_at"] = clock.ago(days - 1)
    if days > 7:
        row["clicked_at"] = clock.ago(days - 1)


def _write(rows: Rows, clock: Clock, chapters: list[Chapter]) -> None:
    home = next(chapter for chapter in chapters if chapter.row["organizer_id"] == DEMO_ORGANIZER_ID)
    others = [seat.member_id for seat in home.leaders[1:3]]
    talk = _thread(rows, clock, [DEMO_MEMBER_ID, DEMO_ORGANIZER_ID], None, 6)
    for place, (sender, text) in enumerate(TALK):
        _say(rows, clock, talk, sender, text, 6 - place)
    circle = _thread(rows, clock, [DEMO_ORGANIZER_ID, *others], AMONG_ORGANIZERS[0][1], 3)
    for place, (sender, (text, _)) in enumerate(zip((DEMO_ORGANIZER_ID, others[0]), AMONG_ORGANIZERS, strict=True)):
        _say(rows, clock, circle, sender, text, 3 - place)


def _thread(rows: Rows, clock: Clock, members: Sequence[int], subject: str | None, days: float) -> Row:
    thread = rows.add(db.Thread, subject=subject, created_at=clock.ago(days), updated_at=clock.ago(days))
    for position, member_id in enumerate(members):
        rows.add(db.ThreadMember, thread_id=thread["id"], member_id=member_id, position=position)
    return thread


def _say(rows: Rows, clock: Clock, thread: Row, sender: int, text: str, days: float) -> None:
    """Whoever writes has read what was there."""
    said = {"thread_id": thread["id"], "member_id": sender, "text": text, "created_at": clock.ago(days)}
    message = rows.add(db.ThreadMessage, **said)
    thread["updated_at"] = message["created_at"]
    for part in rows.of(db.ThreadMember):
        if part["thread_id"] == thread["id"] and part["member_id"] == sender:
            part["read_id"] = message["id"]


def _save(rows: Rows, clock: Clock, gatherings: list[Gathering]) -> None:
    rng = chance.dice("saved events")
    for member_id in (DEMO_ORGANIZER_ID, DEMO_MEMBER_ID):
        known = _public(gatherings, _groups_of(rows, member_id))
        demo_event = [g for g in known if g.row["id"] == DEMO_EVENT_ID]
        coming = [g for g in known if g.days > 0 and g not in demo_event]
        over = [g for g in known if g.held]
        for g in [*demo_event, *rng.sample(coming, 3), *rng.sample(over, 2)]:
            saved_at = clock.ago(rng.uniform(0.1, 2))
            rows.add(db.SavedEvent, member_id=member_id, event_id=g.row["id"], created_at=saved_at)
