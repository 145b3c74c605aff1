"""Where records wait between checking and storing: a temporary file, so that memory stays flat.

Records of one noun and key become one. Within a file they must not contradict each other; of several files the
later one wins.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from db.records.columns import told_by
from db.records.flat import Flat

Values = dict[str, Any]

HELD = 5000
"""Records in memory before they are written down."""


@dataclass
class Staged:
    """What is known of one noun and key. `own` is from the file `file` alone, `earlier` from those before it."""

    noun: str
    key: str
    order: int
    file: int
    record: int
    own: Values
    earlier: Values
    listed: bool = False

    @property
    def values(self) -> Values:
        """All that is known."""
        return {**self.earlier, **self.own}


class Contradiction(Exception):
    """Two records of one file tell different things of the same column."""

    def __init__(self, flat: Flat, column: str, earlier: Staged) -> None:
        super().__init__(f"{flat.noun} {flat.key}: {column}")
        self.path = (flat.path + told_by(flat.noun, column)).rstrip(".")
        self.value = flat.values[column]
        self.said = earlier.own[column]
        self.record = earlier.record


class Stage:
    """The waiting records. Closed, they are gone."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)  # a file without a name, gone with the process
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-16384", "locking_mode=EXCLUSIVE"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.execute(
            "CREATE TABLE staged (noun TEXT, key TEXT, place INTEGER, file INTEGER, record INTEGER, listed INTEGER,"
            " own BLOB, earlier BLOB, PRIMARY KEY (noun, key)) WITHOUT ROWID"
        )
        self._held: dict[tuple[str, str], Staged] = {}
        self._count = 0

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def put(self, flats: Iterable[Flat], file: int, record: int, listed: bool) -> None:
        """Add the records of one object. Raises `Contradiction`."""
        for flat in flats:
            self._merge(flat, file, record, listed and not flat.path)
        if len(self._held) >= HELD:
            self.write_down()

    def _merge(self, flat: Flat, file: int, record: int, listed: bool) -> None:
        key = (flat.noun, flat.key)
        staged = self._held.get(key) or self._written(key)
        if staged is None:
            self._count += 1
            self._held[key] = Staged(*key, self._count, file, record, flat.values, {}, listed)
            return
        self._held[key] = staged
        if staged.file != file:
            staged.earlier, staged.own = staged.values, {}
            staged.file, staged.record = file, record
        for column, value in flat.values.items():
            if column in staged.own and staged.own[column] != value and column not in flat.soft:
                raise Contradiction(flat, column, staged)
        staged.own.update(flat.values)
        if listed and not staged.listed:
            self._count += 1
            staged.listed, staged.order = True, self._count

    def _written(self, key: tuple[str, str]) -> Staged | None:
        row = self._database.execute("SELECT * FROM staged WHERE noun = ? AND key = ?", key).fetchone()
        return _staged(row) if row else None

    def write_down(self) -> None:
        """Move what is in memory to the file."""
        rows = [
            (s.noun, s.key, s.order, s.file, s.record, s.listed, orjson.dumps(s.own), orjson.dumps(s.earlier))
            for s in self._held.values()
        ]
        self._database.execute("BEGIN")
        self._database.executemany("INSERT OR REPLACE INTO staged VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        self._database.execute("COMMIT")
        self._held.clear()

    def complete(self) -> None:
        """All records are in: they can be read from now on."""
        self.write_down()
        self._database.execute("CREATE INDEX by_place ON staged (noun, place)")

    def counts(self) -> dict[str, int]:
        """How many records there are, by noun."""
        return dict(self._database.execute("SELECT noun, count(*) FROM staged GROUP BY noun").fetchall())

    def chunks(self, noun: str, size: int) -> Iterator[list[Staged]]:
        """The records of a noun in their order, so many at a time."""
        last = 0
        while rows := self._database.execute(
            "SELECT * FROM staged WHERE noun = ? AND place > ? ORDER BY place LIMIT ?", (noun, last, size)
        ).fetchall():
            yield [_staged(row) for row in rows]
            last = rows[-1][2]


def _staged(row: tuple[Any, ...]) -> Staged:
    noun, key, order, file, record, listed, own, earlier = row
    return Staged(noun, key, order, file, record, orjson.loads(own), orjson.loads(earlier), bool(listed))
