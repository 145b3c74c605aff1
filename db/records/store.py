"""Stores what a stage holds, in the caller's transaction: noun by noun, in an order that foreign keys allow."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select

import db
from db.bulk import Row, move_sequences
from db.records.report import Report
from db.records.stage import Stage, Staged
from db.records.upsert import Complete, Outcome, as_known, existing, upsert
from db.visibility import seeing_all

CHUNK = 1000
Progress = Callable[[str, int, int], None]


@dataclass
class Store:
    """An import on its way into the database."""

    connection: Connection
    report: Report
    seen_groups: set[int] = field(default_factory=set)
    """Groups of which events were seen."""
    last_tie: int = 0
    """The highest tie break that there was before."""
    lowest_id: int = -1000
    """The lowest of the ids that are given to what has none. No old id is negative, so they never meet."""

    def __post_init__(self) -> None:
        self.last_tie = self.scalar(select(func.max(db.Event.tie_break))) or 0
        lowest = (self.scalar(select(func.min(model.id))) or 0 for model in (db.Event, db.Photo))
        self.lowest_id = min(self.lowest_id, *lowest)

    def scalar(self, statement: Any) -> Any:
        """The one value of a statement that sees everything."""
        with seeing_all(self.connection) as session:
            return session.scalar(statement)

    def pass_over(self, staged: Staged, reason: str) -> None:
        """Report a record that cannot be stored."""
        self.report.pass_over(staged.noun, reason, staged.file, staged.record)

    def rows(self, model: type[db.Base], by: str, keys: Iterable[Any]) -> dict[Any, Row]:
        """The rows that have these values in a column."""
        return {key[0]: row for key, row in existing(self.connection, model, (by,), ((key,) for key in keys)).items()}

    def upsert(
        self,
        noun: str,
        model: type[db.Base],
        rows: Sequence[Row],
        completed: Complete = as_known,
        by: Sequence[str] = (),
    ) -> Outcome:
        """Upsert rows and report what became of them."""
        outcome = upsert(self.connection, model, rows, completed, by)
        self.report.add(noun, outcome)
        return outcome

    def event_ids(self, keys: Iterable[str]) -> Mapping[str, int]:
        """The ids of the events that are known, by number or letters as text."""
        wanted = set(keys)
        numbers = [int(key) for key in wanted if key.isdigit()]
        letters = [key for key in wanted if not key.isdigit()]
        found = {str(number): number for number in self.rows(db.Event, "id", numbers)}
        return {**found, **{key: row["id"] for key, row in self.rows(db.Event, "recurring_id", letters).items()}}

    def of_events(self, chunk: Sequence[Staged], column: str = "event_id") -> Iterator[tuple[Staged, Row]]:
        """The records whose event is known, with its id in place of its key."""
        ids = self.event_ids(str(staged.values["event"]) for staged in chunk if "event" in staged.values)
        for staged in chunk:
            row = staged.values
            key = row.pop("event", None)
            if key is None or key in ids:
                yield staged, {**row, **({column: ids[key]} if key is not None else {})}
            else:
                self.pass_over(staged, "its event was passed over")

    def known(self, chunk: Sequence[Staged], model: type[db.Base], column: str, reason: str) -> Iterator[Staged]:
        """The records whose reference, if they have one, exists."""
        there = self.rows(model, "id", {s.values[column] for s in chunk if s.values.get(column) is not None})
        for staged in chunk:
            if staged.values.get(column) is None or staged.values[column] in there:
                yield staged
            else:
                self.pass_over(staged, reason)


Keeper = Callable[[Store, list[Staged]], None]


def store(stage: Stage, keeping: Store, keepers: Mapping[str, Keeper], progress: Progress) -> None:
    """Let each noun's keeper store its records, in the keepers' order."""
    counts = stage.counts()
    for noun, keeper in keepers.items():
        done = 0
        for chunk in stage.chunks(noun, CHUNK):
            keeper(keeping, chunk)
            done += len(chunk)
            progress(noun, done, counts[noun])
    move_sequences(keeping.connection)
