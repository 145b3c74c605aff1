"""The keepers of all nouns, in an order that foreign keys allow, and the import as a whole."""

from collections.abc import Mapping

from sqlalchemy import Connection

import db
from db.records import complete, gatherings, people, pictures, tallies
from db.records.report import Report
from db.records.stage import Stage, Staged
from db.records.store import CHUNK, Keeper, Progress, Store, store
from db.records.upsert import Complete


def _plain(model: type[db.Base], completed: Complete) -> Keeper:
    """Keeps rows that refer to nothing."""

    def keep(keeping: Store, chunk: list[Staged]) -> None:
        keeping.upsert(chunk[0].noun, model, [staged.values for staged in chunk], completed)

    return keep


def _keep_dues(keeping: Store, chunk: list[Staged]) -> None:
    known = keeping.known(chunk, db.Group, "group_id", "its group was passed over")
    keeping.upsert("dues", db.GroupDues, [staged.values for staged in known], complete.dues)


KEEPERS: Mapping[str, Keeper] = {
    "category": people.keep_categories,
    "topic": people.keep_topics,
    "member": _plain(db.Member, complete.member),
    "group": people.keep_groups,
    "venue": _plain(db.Venue, complete.venue),
    "event": gatherings.keep_events,
    "event in letters": gatherings.keep_lettered_events,
    "place": gatherings.keep_places,
    "fee": gatherings.hanging_on(db.EventFee, complete.fee),
    "refund policy": gatherings.hanging_on(db.EventRefundPolicy, complete.refund_policy),
    "questions": gatherings.keep_questions,
    "hosts": gatherings.keep_hosts,
    "dues": _keep_dues,
    "group topics": people.lists(db.GroupTopic, "group_id", db.Group),
    "member topics": people.lists(db.MemberTopic, "member_id", db.Member),
    "member services": people.lists(db.MemberService, "member_id", db.Member),
    "album": pictures.keep_albums,
    "photo": pictures.keep_photos,
    "group photo": pictures.key_photo(db.Group),
    "member photo": pictures.key_photo(db.Member),
    "event photo": pictures.keep_event_photos,
    "membership": people.keep_memberships,
    "rsvp": gatherings.keep_rsvps,
    "answers": gatherings.keep_answers,
    "answers to nothing": gatherings.pass_over_answers,
}
TALLY_KEEPERS: Mapping[str, Keeper] = {
    "event tally": tallies.keep_event_tallies,
    "group tally": tallies.keep_group_tallies,
}


def keep(
    connection: Connection,
    stage: Stage,
    report: Report,
    progress: Progress,
    *,
    organizer: int | None = None,
    viewer: int | None = None,
) -> None:
    """Store a stage. `organizer` and `viewer` become members of the groups it speaks of; told totals come last."""
    keeping = Store(connection, report)
    store(stage, keeping, KEEPERS, progress)
    if organizer is not None or viewer is not None:
        for chunk in stage.chunks("group", CHUNK):
            people.keep_witnesses(keeping, [int(staged.key) for staged in chunk], organizer, viewer)
    store(stage, keeping, TALLY_KEEPERS, progress)
