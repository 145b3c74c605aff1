"""Import of old answers in two passes: everything is read and checked first, then stored in one transaction."""

import gzip
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import orjson
from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection

from db.records.fields import Unfit
from db.records.flat import taken_apart
from db.records.keepers import keep
from db.records.report import Report
from db.records.stage import Contradiction, Stage
from legacy_rest.ingest import Found, Misread, PassedOver, read
from legacy_rest.ingest_tables import spelled
from legacy_rest.ingest_types import Unreadable
from server.database import Empty, Refusal, bring_up, database
from server.settings import Settings

GZIP = b"\x1f\x8b"
LONGEST_SHOWN = 60

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it, and how much there is: bytes of a file, or records of a noun."""


class BadFile(Exception):
    """A file that cannot be imported; the message names it, the record and the field."""


@dataclass
class Import:
    """Some files on their way in. `report` tells what became of them."""

    files: list[Path]
    progress: Progress
    report: Report = field(default_factory=Report)

    def check(self, stage: Stage) -> None:
        """The first pass: read all files into the stage. Raises `BadFile`."""
        for number, path in enumerate(self.files):
            try:
                self._check_file(stage, number, path)
            except OSError as error:
                raise BadFile(f"{path}: {error.strerror or 'the gzip data is damaged'}") from None
            except (EOFError, zlib.error):
                raise BadFile(f"{path}: the gzip data is cut off or damaged") from None
        stage.complete()

    def _check_file(self, stage: Stage, number: int, path: Path) -> None:
        size, records = path.stat().st_size, 0
        with path.open("rb") as file:
            try:
                for found in read(_source(file)):
                    records = found.record
                    self._put(stage, number, path, found)
                    if records % 200 == 0:
                        self.progress(path.name, file.tell(), size)
            except Misread as misread:
                raise BadFile(_where(path, misread.record) + _misread(misread.error)) from None
        if records == 0:
            raise BadFile(f"{path}: it holds no answers")
        self.progress(path.name, size, size)

    def _put(self, stage: Stage, number: int, path: Path, found: Found | PassedOver) -> None:
        if isinstance(found, PassedOver):
            self.report.pass_over("answer", found.reason, number, found.record)
            return
        try:
            flats = taken_apart(found.noun, found.known, found.position)
            if isinstance(flats, str):
                self.report.pass_over(found.noun.lower(), flats, number, found.record)
            else:
                stage.put(flats, number, found.record, found.position is not None)
        except Unfit as unfit:
            message = f"{_old(found, unfit.path)} must be {unfit.wanted}{_but(unfit.value)}"
            raise BadFile(_where(path, found.record) + message) from None
        except Contradiction as contradiction:
            raise BadFile(_where(path, found.record) + _contradicts(found, contradiction)) from None

    def keep(self, connection: Connection, stage: Stage, organizer: int | None, viewer: int | None) -> None:
        """The second pass: store what the stage holds, in the caller's transaction."""
        keep(connection, stage, self.report, self.progress, organizer=organizer, viewer=viewer)


def _source(file: IO[bytes]) -> Callable[[int], bytes]:
    """The file's bytes, unpacked if they are packed."""
    packed = file.read(2) == GZIP
    file.seek(0)
    return gzip.open(file).read if packed else file.read


def _where(path: Path, record: int) -> str:
    return f"{path}: record {record}: " if record else f"{path}: "


def _misread(error: Exception) -> str:
    if isinstance(error, Unreadable):
        return f"{error.field} must be {error.wanted}{_but(error.value)}"
    return str(error)


def _but(value: Any) -> str:
    """What a value is instead."""
    if isinstance(value, str) and len(value) <= LONGEST_SHOWN:
        return f", not the string {value!r}"
    names: Iterable[tuple[Any, str]] = (
        (type(None), "nothing"),
        (bool, "true or false"),
        (int | float, "a number"),
        (str, "a long string"),
        (list, "a list"),
        (dict, "an object"),
    )
    name = next(name for kind, name in names if isinstance(value, kind))
    return f", not {value}" if name == "a number" else f", not {name}"


def _old(found: Found, path: str) -> str:
    """A GraphQL path as the old object spells it, the noun first."""
    return f"{found.noun.lower()}.{spelled(found.table, path)}"


def _contradicts(found: Found, contradiction: Contradiction) -> str:
    name = _old(found, contradiction.path)
    value, said = _short(contradiction.value), _short(contradiction.said)
    return f"{name} is {value}, but record {contradiction.record} says {said}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "..."


def run_import(
    settings: Settings, files: list[Path], progress: Progress, *, organizer: int | None, viewer: int | None
) -> dict[str, Any]:
    """Import files into the database of the settings and account for it. Raises `Refusal`."""
    transfer = Import(files, progress)
    with Stage() as stage:
        try:
            transfer.check(stage)
        except BadFile as error:
            raise Refusal(str(error)) from None
        with database(settings) as engine:
            bring_up(settings, engine, Empty.MIGRATE)
            with engine.begin() as connection:
                transfer.keep(connection, stage, organizer, viewer)
    return transfer.report.as_data([str(path) for path in files])


def show(account: dict[str, Any], out: Console, *, as_json: bool) -> None:
    """Print what became of everything."""
    if as_json:
        out.print(orjson.dumps(account, option=orjson.OPT_INDENT_2).decode(), markup=False)
        return
    table = Table("", "new", "updated", "unchanged", box=None)
    for noun, counts in account["nouns"].items():
        table.add_row(noun, *(str(counts[name]) for name in ("new", "updated", "unchanged")))
    out.print(table)
    for passed in account["passedOver"]:
        line = f"{passed['count']} passed over ({passed['noun']}): {passed['reason']}; "
        out.print(f"{line}first {passed['file']}, record {passed['record']}", markup=False)
