"""Stored tallies: each is the rows that are known and a part that an import counted without naming, `unlisted`.

A new row is taken to have been among the unlisted; a row that changes moves from one tally to another.
"""

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Table, bindparam, update

import db
from db.bulk import Row, blank
from db.enums import MembershipStatus, RsvpStatus
from db.records.stage import Staged
from db.records.store import Store
from db.records.upsert import Outcome

TALLIES = {"yes": RsvpStatus.YES, "waitlist": RsvpStatus.WAITLIST, "maybe": RsvpStatus.MAYBE, "no": RsvpStatus.NO}
_NAME = {status.value: name for name, status in TALLIES.items()}
_MEMBERS = ("member_count", "unlisted_members")


def _columns(name: str) -> tuple[str, str]:
    return f"{name}_count", f"unlisted_{name}"


def _heads(rsvp: Row) -> int:
    return 1 + int(rsvp.get("guests") or 0)


def _takes_part(membership: Row) -> bool:
    return membership.get("status", MembershipStatus.ACTIVE) in (MembershipStatus.ACTIVE, MembershipStatus.LEADER)


def _list(row: Row, columns: tuple[str, str], heads: int) -> None:
    """Count a new row: as far as there are unlisted ones, it was one of them."""
    total, unlisted = columns
    named = min(row[unlisted], heads)
    row[unlisted] -= named
    row[total] += heads - named


def _write(keeping: Store, model: type[db.Base], before: dict[Any, Row], after: dict[Any, Row]) -> Outcome:
    """Write the tallies that changed."""
    outcome = Outcome()
    for key, row in after.items():
        if row == before[key]:
            outcome.unchanged += 1
        else:
            outcome.updated.append((before[key], row))
    table = cast(Table, model.__table__)
    names = [name for name in blank(model) if name.endswith("_count") or name.startswith("unlisted_")]
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    rows = [{"key": row["id"], **{f"new_{name}": row[name] for name in names}} for _, row in outcome.updated]
    if rows:
        keeping.connection.execute(update(table).where(table.c.id == bindparam("key")).values(values), rows)
    return outcome


def count_rsvps(keeping: Store, outcome: Outcome) -> None:
    """Let the events' tallies follow new and changed RSVPs."""
    changed = [*outcome.new, *(row for _, row in outcome.updated)]
    before = keeping.rows(db.Event, "id", {row["event_id"] for row in changed})
    after = {key: dict(row) for key, row in before.items()}
    for row in outcome.new:
        if row["status"] in _NAME:
            _list(after[row["event_id"]], _columns(_NAME[row["status"]]), _heads(row))
    for old, new in outcome.updated:
        for rsvp, sign in ((old, -1), (new, 1)):
            if rsvp["status"] in _NAME:
                after[rsvp["event_id"]][_columns(_NAME[rsvp["status"]])[0]] += sign * _heads(rsvp)
    _write(keeping, db.Event, before, after)


def count_members(keeping: Store, outcome: Outcome) -> None:
    """Let the groups' tallies follow new and changed memberships."""
    before = keeping.rows(db.Group, "id", {row["group_id"] for row in _all(outcome)})
    after = {key: dict(row) for key, row in before.items()}
    for row in outcome.new:
        if _takes_part(row):
            _list(after[row["group_id"]], _MEMBERS, 1)
    for old, new in outcome.updated:
        after[new["group_id"]]["member_count"] += _takes_part(new) - _takes_part(old)
    _write(keeping, db.Group, before, after)


def _all(outcome: Outcome) -> Iterable[Row]:
    return [*outcome.new, *(row for _, row in outcome.updated)]


def keep_event_tallies(keeping: Store, chunk: list[Staged]) -> None:
    """Totals of events as they were told."""
    told = {row.pop("id"): row for _, row in keeping.of_events(chunk, "id")}
    before = keeping.rows(db.Event, "id", told)
    after = {key: dict(row) for key, row in before.items()}
    for key, totals in told.items():
        for name, total in totals.items():
            _total(after[key], _columns(name), total)
    keeping.report.add("event tally", _write(keeping, db.Event, before, after))


def keep_group_tallies(keeping: Store, chunk: list[Staged]) -> None:
    """Totals of groups as they were told."""
    before = keeping.rows(db.Group, "id", {int(staged.key) for staged in chunk})
    after = {key: dict(row) for key, row in before.items()}
    for staged in chunk:
        if int(staged.key) in after:
            _total(after[int(staged.key)], _MEMBERS, staged.values["members"])
    keeping.report.add("group tally", _write(keeping, db.Group, before, after))


def _total(row: Row, columns: tuple[str, str], told: int) -> None:
    """What is told beyond the known rows is unlisted. Known rows count even where less is told."""
    total, unlisted = columns
    listed = row[total] - row[unlisted]
    row[unlisted] = max(0, told - listed)
    row[total] = listed + row[unlisted]
