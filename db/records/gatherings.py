"""Keepers of events and of what hangs on them."""

from collections.abc import Iterable

from sqlalchemy import delete, tuple_

import db
from db.bulk import Row
from db.records import complete
from db.records.stage import Staged
from db.records.store import Keeper, Store
from db.records.tallies import count_rsvps
from db.records.upsert import Complete, existing, move_row, replace_lists

NO_GROUP = "its group is neither known nor in the files"


def keep_events(keeping: Store, chunk: list[Staged]) -> None:
    """Events by number. One that was known by its letters alone takes its number now."""
    there = keeping.rows(db.Event, "id", {staged.values["id"] for staged in chunk})
    letters = {s.values["recurring_id"] for s in chunk if "recurring_id" in s.values}
    owners = keeping.rows(db.Event, "recurring_id", letters)
    kept = []
    for staged in _with_group(keeping, chunk, there):
        row = staged.values
        owner = owners.setdefault(row["recurring_id"], row) if "recurring_id" in row else row
        if owner["id"] < 0 and row["id"] not in there:
            there[row["id"]] = _numbered(keeping, owner, row["id"])
        elif owner["id"] != row["id"]:
            keeping.pass_over(staged, "its letters belong to another event")
            continue
        kept.append(row if row["id"] in there else _tied(keeping, staged, row))
    keeping.upsert("event", db.Event, kept, complete.event)


def _numbered(keeping: Store, old: Row, number: int) -> Row:
    fresh = complete.event({"id": number}, None)
    tokens = {name: fresh[name] for name in ("token", "short_token")}
    aside = {"recurring_id": None}
    move_row(keeping.connection, db.Event, old, number, aside, {**tokens, "numbered": True})
    return old


def keep_lettered_events(keeping: Store, chunk: list[Staged]) -> None:
    """Recurring events whose number is not told: found by their letters, or given an id of ours below zero."""
    owners = keeping.rows(db.Event, "recurring_id", {staged.key for staged in chunk})
    rows = []
    for staged in _with_group(keeping, chunk, owners):
        known = owners.get(staged.key)
        if known is None:
            keeping.lowest_id -= 1
            unnumbered = {**staged.values, "id": keeping.lowest_id, "numbered": False}
            rows.append(_tied(keeping, staged, unnumbered))
        else:
            rows.append({**staged.values, "id": known["id"]})
    keeping.upsert("event", db.Event, rows, complete.event)


def _with_group(keeping: Store, chunk: list[Staged], there: Iterable[object]) -> Iterable[Staged]:
    """Events whose group is known; an event that exists has one. A new event is as visible as its group."""
    groups = keeping.rows(db.Group, "id", {staged.values.get("group_id") for staged in chunk} - {None})
    known = {str(key) for key in there}
    for staged in chunk:
        group = groups.get(staged.values.get("group_id"))
        if group is None and ("group_id" in staged.values or staged.key not in known):
            keeping.pass_over(staged, NO_GROUP)
            continue
        if group is not None and staged.key not in known:
            staged.own = {"visibility": group["visibility"], **staged.values}
        yield staged


def _tied(keeping: Store, staged: Staged, row: Row) -> Row:
    """A new event comes after all older ones at its time, among the new ones in the order of the files."""
    return {**row, "tie_break": keeping.last_tie + staged.order}


def hanging_on(model: type[db.Base], completed: Complete) -> Keeper:
    """Keeps rows that an event has one of."""

    def keep(keeping: Store, chunk: list[Staged]) -> None:
        rows = [row for _, row in keeping.of_events(chunk)]
        keeping.upsert(chunk[0].noun, model, rows, completed)

    return keep


def keep_places(keeping: Store, chunk: list[Staged]) -> None:
    """The first venue of each event; another one that was first goes."""
    rows = [{**row, "position": 0} for _, row in keeping.of_events(chunk)]
    there = existing(
        keeping.connection, db.EventVenue, ("event_id", "position"), [(row["event_id"], 0) for row in rows]
    )
    venues = {row["event_id"]: row["venue_id"] for row in rows}
    gone = [
        (event, row["venue_id"])
        for (event, position), row in there.items()
        if position == 0 and event in venues and row["venue_id"] != venues[event]
    ]
    if gone:
        place = tuple_(db.EventVenue.event_id, db.EventVenue.venue_id)
        keeping.connection.execute(delete(db.EventVenue).where(place.in_(gone)))
    keeping.upsert("place", db.EventVenue, rows)


def keep_hosts(keeping: Store, chunk: list[Staged]) -> None:
    """The hosts of each event, all of them."""
    lists = {row["event_id"]: [(m,) for m in dict.fromkeys(row["items"])] for _, row in keeping.of_events(chunk)}
    keeping.report.add("hosts", replace_lists(keeping.connection, db.EventHost, "event_id", ("member_id",), lists))


def keep_questions(keeping: Store, chunk: list[Staged]) -> None:
    """Survey questions by their ids. Those that are told of no longer stay, as answers refer to them."""
    rows = [
        {**question, "event_id": row["event_id"], "position": at}
        for _, row in keeping.of_events(chunk)
        for at, question in enumerate(row["items"])
        if {"id", "text"} <= question.keys()
    ]
    unique = {row["id"]: row for row in rows}
    keeping.upsert("question", db.SurveyQuestion, list(unique.values()))


def keep_rsvps(keeping: Store, chunk: list[Staged]) -> None:
    """RSVPs by their ids; a member answers an event once. The events' tallies follow."""
    pairs = [(staged, row) for staged, row in keeping.of_events(chunk)]
    by_pair = ("event_id", "member_id")
    keys = [(row["event_id"], row["member_id"]) for _, row in pairs]
    owners = {key: row["id"] for key, row in existing(keeping.connection, db.Rsvp, by_pair, keys).items()}
    there = keeping.rows(db.Rsvp, "id", {row["id"] for _, row in pairs})
    kept = []
    for (staged, row), key in zip(pairs, keys, strict=True):
        if owners.setdefault(key, row["id"]) != row["id"]:
            keeping.pass_over(staged, "the member has answered the event already, under another id")
        elif row["id"] not in there and "status" not in row:
            keeping.pass_over(staged, "it does not tell what the answer was")
        else:
            kept.append(row)
    count_rsvps(keeping, keeping.upsert("rsvp", db.Rsvp, kept))


def keep_answers(keeping: Store, chunk: list[Staged]) -> None:
    """Answers to survey questions that are known."""
    told = [(s, {**answer, "rsvp_id": int(s.key)}) for s in chunk for answer in s.values["items"]]
    rsvps = keeping.rows(db.Rsvp, "id", {row["rsvp_id"] for _, row in told})
    questions = keeping.rows(db.SurveyQuestion, "id", {row["question_id"] for _, row in told})
    rows = {}
    for staged, row in told:
        if row["rsvp_id"] not in rsvps:
            keeping.pass_over(staged, "its RSVP was passed over")
        elif row["question_id"] not in questions:
            keeping.pass_over(staged, "its question is neither known nor in the files")
        else:
            rows[row["rsvp_id"], row["question_id"]] = row
    keeping.upsert("answer", db.RsvpAnswer, list(rows.values()), complete.answer)


def pass_over_answers(keeping: Store, chunk: list[Staged]) -> None:
    """Answers that came as texts only, one by one."""
    for staged in chunk:
        for _ in staged.values["items"]:
            keeping.pass_over(staged, "it does not tell which question was answered; ask for fields=answer_info")
