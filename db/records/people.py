"""Keepers of groups, members, what they are about, and who belongs where."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import update

import db
from db.bulk import Row
from db.enums import MembershipStatus, Role
from db.records import complete
from db.records.stage import Staged
from db.records.store import Keeper, Store
from db.records.tallies import count_members
from db.records.upsert import existing, move_row, replace_lists

TAKES_PART = (MembershipStatus.ACTIVE, MembershipStatus.LEADER)


def _unclaimed(
    keeping: Store, chunk: list[Staged], model: type[db.Base], name: str, fold: Callable[[str], str], column: str
) -> tuple[list[Row], list[tuple[Staged, Row]]]:
    """The records whose unique word is free or their own, and those whose word another row has."""
    words = {staged.values["id"]: fold(staged.values[name]) for staged in chunk if name in staged.values}
    owners = {
        word: row
        for word, row in keeping.rows(model, column, words.values()).items()
        if words.get(row["id"], word) == word
    }
    free: list[Row] = []
    claimed: list[tuple[Staged, Row]] = []
    for staged in chunk:
        number = staged.values["id"]
        owner = owners.setdefault(words[number], {"id": number}) if number in words else {"id": number}
        if owner["id"] == number:
            free.append(staged.values)
        else:
            claimed.append((staged, owner))
    return free, claimed


def keep_categories(keeping: Store, chunk: list[Staged]) -> None:
    """Categories; a shortname belongs to one."""
    free, claimed = _unclaimed(keeping, chunk, db.Category, "shortname", str, "shortname")
    for staged, _ in claimed:
        keeping.pass_over(staged, "its shortname belongs to another category")
    keeping.upsert("category", db.Category, free, complete.category)


def keep_topics(keeping: Store, chunk: list[Staged]) -> None:
    """Topics. One that is known by another id (the demo's are) takes the recorded one."""
    free, claimed = _unclaimed(keeping, chunk, db.Topic, "urlkey", str, "urlkey")
    for staged, owner in claimed:
        if "name" not in owner or keeping.rows(db.Topic, "id", [staged.values["id"]]):
            keeping.pass_over(staged, "its urlkey belongs to another topic")
            continue
        aside = {"urlkey": f"{owner['urlkey']} {owner['id']}"}
        move_row(keeping.connection, db.Topic, owner, staged.values["id"], aside, {})
        free.append(staged.values)
    keeping.upsert("topic", db.Topic, free, complete.topic)


def keep_groups(keeping: Store, chunk: list[Staged]) -> None:
    """Groups; a urlname belongs to one, whatever its case."""
    free, claimed = _unclaimed(keeping, chunk, db.Group, "urlname", str.casefold, "urlname_key")
    for staged, _ in claimed:
        keeping.pass_over(staged, "its urlname belongs to another group")
    categories = keeping.rows(db.Category, "id", {row.get("category_id") for row in free} - {None})
    for row in free:
        if row.get("category_id") not in categories:
            row.pop("category_id", None)
    keeping.seen_groups.update(row["id"] for row in free if row.get("seen"))
    keeping.upsert("group", db.Group, free, complete.group)


def lists(model: type[db.Base], owner: str, owners: type[db.Base]) -> Keeper:
    """Keeps lists of topics or services: what is told of an owner is all that it has."""

    def keep(keeping: Store, chunk: list[Staged]) -> None:
        items = ("service", "identifier") if model is db.MemberService else ("topic_id",)
        there = keeping.rows(owners, "id", {int(staged.key) for staged in chunk})
        wanted: dict[int, list[tuple[Any, ...]]] = {}
        topics = _topics(keeping, chunk) if "topic_id" in items else None
        for staged in chunk:
            if int(staged.key) in there:
                listed = dict.fromkeys(tuple(i) if isinstance(i, list) else (i,) for i in staged.values["items"])
                wanted[int(staged.key)] = [item for item in listed if topics is None or item[0] in topics]
        outcome = replace_lists(keeping.connection, model, owner, items, wanted)
        keeping.report.add(chunk[0].noun, outcome)

    return keep


def _topics(keeping: Store, chunk: Sequence[Staged]) -> Mapping[int, Row]:
    return keeping.rows(db.Topic, "id", {topic for staged in chunk for topic in staged.values["items"]})


def keep_memberships(keeping: Store, chunk: list[Staged]) -> None:
    """Who belongs to which group, and the groups' tallies of it."""
    known = keeping.known(chunk, db.Group, "group_id", "its group was passed over")
    _keep_memberships(keeping, [staged.values for staged in known])


def _keep_memberships(keeping: Store, rows: list[Row]) -> None:
    outcome = keeping.upsert("membership", db.Membership, rows, by=("group_id", "member_id"))
    count_members(keeping, outcome)


def keep_witnesses(keeping: Store, groups: Sequence[int], organizer: int | None, viewer: int | None) -> None:
    """Make the organizer one of these groups', and the viewer a member of those whose events were seen."""
    for member in {organizer, viewer} - {None}:
        if not keeping.rows(db.Member, "id", [member]):
            keeping.upsert("member", db.Member, [{"id": member}], complete.member)
    there = keeping.rows(db.Group, "id", groups)
    if organizer is not None:
        _organize(keeping, organizer, there)
    if viewer is not None:
        _join(keeping, viewer, [number for number in there if number in keeping.seen_groups])


def _organize(keeping: Store, member: int, groups: Mapping[int, Row]) -> None:
    pairs = [(number, member) for number in groups]
    there = existing(keeping.connection, db.Membership, ("group_id", "member_id"), pairs)
    taking_part = {pair for pair, row in there.items() if row["status"] in TAKES_PART}
    rows = [{"group_id": group, "member_id": member, "role": Role.ORGANIZER.value} for group, _ in pairs]
    for row, pair in zip(rows, pairs, strict=True):
        if pair not in taking_part:
            row["status"] = MembershipStatus.LEADER.value
    _keep_memberships(keeping, rows)
    without = [number for number, row in groups.items() if row["organizer_id"] is None]
    if without:
        statement = update(db.Group).where(db.Group.id.in_(without)).values(organizer_id=member)
        keeping.connection.execute(statement)


def _join(keeping: Store, member: int, groups: list[int]) -> None:
    """Whoever belongs to a group already stays what they are."""
    pairs = [(number, member) for number in groups]
    there = existing(keeping.connection, db.Membership, ("group_id", "member_id"), pairs)
    rows = [{"group_id": number, "member_id": member} for number, _ in pairs if (number, member) not in there]
    _keep_memberships(keeping, rows)
