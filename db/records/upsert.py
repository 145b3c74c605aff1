"""Rows written by key, in bulk: what exists is compared and only differences are written."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Connection, Table, and_, bindparam, delete, insert, inspect, select, tuple_, update
from sqlalchemy.orm import InstrumentedAttribute

import db
from db.bulk import Row, blank
from db.visibility import seeing_all

Key = tuple[Any, ...]
Complete = Callable[[Row, Row | None], Row]
"""From what is known and the row that exists (if one does): all that is to be written, derived columns included."""


def as_known(known: Row, _existing: Row | None) -> Row:
    """Nothing follows from what is known, and a new row needs nothing else."""
    return known


@dataclass
class Outcome:
    """What became of some rows. `updated` has each row as it was and as it is."""

    new: list[Row] = field(default_factory=list)
    updated: list[tuple[Row, Row]] = field(default_factory=list)
    unchanged: int = 0


def identity(model: type[db.Base]) -> tuple[str, ...]:
    """The names of a model's primary key."""
    return tuple(column.key for column in inspect(model).primary_key if column.key)


def _attributes(model: type[db.Base]) -> list[InstrumentedAttribute[Any]]:
    return [getattr(model, name.key) for name in inspect(model).column_attrs]


def existing(connection: Connection, model: type[db.Base], by: Sequence[str], keys: Iterable[Key]) -> dict[Key, Row]:
    """The rows with these values of the columns `by`."""
    wanted = set(keys)
    if not wanted:
        return {}
    attributes = _attributes(model)
    columns = [getattr(model, name) for name in by]
    here = [column.in_({key[at] for key in wanted}) for at, column in enumerate(columns)]
    if len(columns) > 1:  # on SQLite it is the others that use an index
        here.append(tuple_(*columns).in_(wanted))
    with seeing_all(connection) as session:
        found = session.execute(select(*attributes).where(and_(*here))).all()
    rows = [dict(zip((a.key for a in attributes), row, strict=True)) for row in found]
    return {tuple(row[name] for name in by): row for row in rows}


def upsert(
    connection: Connection,
    model: type[db.Base],
    rows: Sequence[Row],
    complete: Complete = as_known,
    by: Sequence[str] = (),
) -> Outcome:
    """Insert the rows that are new, and update those that differ in what is known. A key comes once at most."""
    by = by or identity(model)
    there = existing(connection, model, by, (tuple(row[name] for name in by) for row in rows))
    outcome = Outcome()
    for known in rows:
        before = there.get(tuple(known[name] for name in by))
        _decide(outcome, before, complete(known, before))
    _insert(connection, model, outcome.new)
    _update(connection, model, by, outcome.updated)
    return outcome


def _decide(outcome: Outcome, before: Row | None, wanted: Row) -> None:
    if before is None:
        outcome.new.append(wanted)
        return
    changes = {name: value for name, value in wanted.items() if before[name] != value}
    if changes:
        outcome.updated.append((before, {**before, **changes}))
    else:
        outcome.unchanged += 1


def _insert(connection: Connection, model: type[db.Base], rows: list[Row]) -> None:
    """Insert; a row that names no `id` is given one."""
    for named in (True, False):
        part = [{**blank(model), **row} for row in rows if ("id" in row or "id" not in blank(model)) == named]
        if not named:
            for row in part:
                del row["id"]
        if part:
            connection.execute(insert(model), part)


def _update(connection: Connection, model: type[db.Base], by: Sequence[str], changed: list[tuple[Row, Row]]) -> None:
    """Update, with one statement for all rows that changed in the same columns."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for before, after in changed:
        names = tuple(name for name in after if before[name] != after[name])
        keys = {f"key_{name}": before[name] for name in by}
        groups.setdefault(names, []).append({**keys, **{f"new_{name}": after[name] for name in names}})
    table = cast(Table, model.__table__)
    for names, rows in groups.items():
        here = and_(*(table.c[name] == bindparam(f"key_{name}") for name in by))
        values = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
        connection.execute(update(table).where(here).values(values), rows)


def replace_lists(
    connection: Connection, model: type[db.Base], owner: str, items: Sequence[str], lists: dict[Any, list[Key]]
) -> Outcome:
    """Make the rows of each owner these and no others, numbered by `position` if the model has one.

    `new` and `updated` have a row for each list, not for each entry.
    """
    outcome = Outcome()
    there: dict[Any, list[Row]] = {key: [] for key in lists}
    for row in _owned(connection, model, owner, list(lists)):
        there[row[owner]].append(row)
    for key, wanted in lists.items():
        before = sorted(there[key], key=lambda row: row.get("position", 0))
        if [tuple(row[name] for name in items) for row in before] == wanted:
            outcome.unchanged += 1
        elif before:
            outcome.updated.append(({owner: key}, {owner: key}))
        else:
            outcome.new.append({owner: key})
    touched = [row[owner] for row in (*outcome.new, *(after for _, after in outcome.updated))]
    _write_lists(connection, model, owner, items, {key: lists[key] for key in touched})
    return outcome


def _owned(connection: Connection, model: type[db.Base], owner: str, keys: list[Any]) -> list[Row]:
    """The rows of some owners, in the order of their keys."""
    attributes = _attributes(model)
    statement = select(*attributes).where(getattr(model, owner).in_(keys))
    statement = statement.order_by(*(getattr(model, name) for name in identity(model)))
    with seeing_all(connection) as session:
        found = session.execute(statement).all()
    return [dict(zip((a.key for a in attributes), row, strict=True)) for row in found]


def _write_lists(
    connection: Connection, model: type[db.Base], owner: str, items: Sequence[str], lists: dict[Any, list[Key]]
) -> None:
    columns = blank(model)
    rows = [
        {owner: key, **dict(zip(items, item, strict=True)), **({"position": at} if "position" in columns else {})}
        for key, wanted in lists.items()
        for at, item in enumerate(wanted)
    ]
    if lists:
        connection.execute(delete(model).where(getattr(model, owner).in_(list(lists))))
    if rows:
        connection.execute(insert(model), rows)


def move_row(connection: Connection, model: type[db.Base], old: Row, new_id: int, aside: Row, changes: Row) -> None:
    """Give a row another id, and take along all that refers to it. `aside` frees its unique values meanwhile."""
    table = cast(Table, model.__table__)
    connection.execute(update(table).where(table.c.id == old["id"]).values(aside))
    connection.execute(insert(table).values({**old, **changes, "id": new_id}))
    for other in db.Base.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is table:
                column = key.parent
                connection.execute(update(other).where(column == old["id"]).values({column.key: new_id}))
    connection.execute(delete(table).where(table.c.id == old["id"]))
