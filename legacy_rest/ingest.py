"""The tables read backwards: old answers become objects as GraphQL would show them, as far as they are known.

Whoever stores them never sees a legacy name. Absent values are unknown and stay absent; a null is one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from legacy_rest import convert as c
from legacy_rest.ingest_json import Answer, Broken, Scanner, answers, parsed
from legacy_rest.ingest_tables import BY_WORD, KINDS, Kind, rows
from legacy_rest.ingest_types import Unreadable, back
from legacy_rest.tables import Leaf, Object, Table

LONGEST_TEXT = 1_000_000
"""Characters of one string."""

New = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """An object of a file: the noun, what is known of it, its table, and its place in a list (None: it stood alone)."""

    record: int
    noun: str
    known: Mapping[str, Any]
    table: Table
    position: int | None = None


@dataclass(frozen=True)
class PassedOver:
    """An object that nothing can be made of, and why."""

    record: int
    reason: str


class Misread(Exception):
    """What is wrong with which object of a file; `error` is a `Broken` or an `Unreadable`."""

    def __init__(self, record: int, error: Exception) -> None:
        super().__init__(str(error))
        self.record = record
        self.error = error


@dataclass(frozen=True)
class Origin:
    """What an answer says of the call that it answers: the call's word, its parameters, and `meta.updated`."""

    word: str | None
    parameters: Mapping[str, str]
    updated: int | None

    @property
    def words(self) -> frozenset[str]:
        """The words that chose among rows of one name."""
        plain = {"text_format=plain"} if self.parameters.get("text_format") == "plain" else set()
        return frozenset(plain | set(self.parameters.get("fields", "").split(",")))


def read(source: Callable[[int], bytes]) -> Iterator[Found | PassedOver]:
    """The objects of a file, given its `read`. Raises `Misread`."""
    scanner = Scanner(source)
    try:
        first = 1
        for answer in answers(scanner):
            yield from _objects(answer, first)
            first = scanner.record + 1
    except Broken as error:
        raise Misread(scanner.record, error) from None


def _objects(answer: Answer, first: int) -> Iterator[Found | PassedOver]:
    origin = _origin(answer.around)
    for position, raw in enumerate(answer.objects()):
        record = first + position
        try:
            yield from _found(raw, origin, record, position if answer.listed else None)
        except (Broken, Unreadable) as error:
            raise Misread(record, error) from None


def _found(raw: bytes, origin: Origin, record: int, position: int | None) -> Iterator[Found | PassedOver]:
    old = parsed(raw)
    if not isinstance(old, dict):
        raise Unreadable("each record", "an object", old)
    kind = recognised(old, origin.word)
    if isinstance(kind, str):
        yield PassedOver(record, kind)
        return
    if len(raw) > LONGEST_TEXT or b"\\u" in raw:
        _check_texts(old, kind.noun.lower())
    known = READERS[kind.noun].read(old, origin.words, kind.noun.lower())
    if kind.noun == "Category" and origin.updated is not None:
        known["updatedTime"] = back(c.MILLISECONDS, origin.updated, "meta.updated")
    yield Found(record, kind.noun, known, kind.table, position)
    group = origin.parameters.get("group_id", "")
    if kind.noun == "Member" and group.isascii() and group.isdigit():
        yield Found(record, "Membership", {"member": {"id": known["id"]}, "group": {"id": group}}, kind.table)


def _check_texts(value: Any, at: str) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _check_texts(inner, f"{at}.{key}")
    elif isinstance(value, list):
        for inner in value:
            _check_texts(inner, at)
    elif isinstance(value, str):
        _check_text(value, at)


def _check_text(text: str, at: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise Unreadable(at, f"at most {LONGEST_TEXT:,} characters long", text)
    if "\x00" in text:
        raise Unreadable(at, "free of NUL characters", text)
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise Unreadable(at, "free of lone surrogates", text)


def _origin(around: Mapping[str, Any]) -> Origin:
    meta, request = around.get("meta", {}), around.get("request", {})
    address = next((a for a in (request.get("uri"), meta.get("url"), meta.get("link")) if isinstance(a, str) and a), "")
    path, query = _path_and_query(address)
    updated = meta.get("updated")
    return Origin(_word(path), dict(parse_qsl(query)), updated if type(updated) is int else None)


def _path_and_query(address: str) -> tuple[str, str]:
    """Of what may not be an address at all."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    return parts.path, parts.query


def _word(path: str) -> str | None:
    """What a call of version 2 asks for (`event` of `/2/event/1`), or a later one where the path says it."""
    parts = [part.removesuffix(".json") for part in path.split("/") if part]
    if parts[:1] == ["2"] and len(parts) > 1:
        return parts[1]
    named = [part for part in parts if not part.isdigit()]
    return named[-1] if named and named[-1] in BY_WORD else None


def recognised(old: Mapping[str, Any], word: str | None) -> Kind | str:
    """The kind of an old object, by the call that gave it or else by its keys; or the reason why it has none."""
    if word is not None and word not in BY_WORD:
        return f"answers of /2/{word} are not kept"
    if word is not None:
        kind = BY_WORD[word]
        return kind if kind.identity in old else f"an answer of {word} without {kind.identity}"
    fits = sorted(((_fit(old, kind), kind) for kind in KINDS), key=lambda pair: -pair[0])
    if fits[0][0] < 2 or fits[0][0] == fits[1][0]:
        return "it is none of the objects that are known"
    return fits[0][1]


def _fit(old: Mapping[str, Any], kind: Kind) -> int:
    """How many of the object's keys the kind has; none if its identity is missing. Only events have ids in letters."""
    if kind.identity not in old or (isinstance(old[kind.identity], str) and kind.noun != "Event"):
        return 0
    known = sum(name in READERS[kind.noun].steps for name in old)
    return known if 2 * known >= len(old) else 0


@dataclass(frozen=True)
class Step:
    """A row on the way back: where its value goes, and how to read it."""

    row: Leaf | Object
    path: Sequence[str]
    within: "Reader | None"


class Reader:
    """A table, ready to be read backwards."""

    def __init__(self, table: Table) -> None:
        self.steps: dict[str, list[Step]] = {}
        for row, path in rows(table):
            within = Reader(row.table) if isinstance(row, Object) else None
            self.steps.setdefault(row.name, []).append(Step(row, path.split("."), within))

    def read(self, old: Mapping[str, Any], words: frozenset[str], at: str) -> New:
        """What an old object tells, as GraphQL would show it. Raises `Unreadable`."""
        new: New = {}
        offsets: list[tuple[Sequence[str], str]] = []
        for name, value in old.items():
            steps = self.steps.get(name)
            if steps is None or value is None:
                continue
            step = _chosen(steps, value, words)
            read = _value(step, value, words, f"{at}.{name}")
            if len(steps) > 1 and step.within is None and isinstance(read, list):
                *heads, last = step.path
                _put(new, heads, [{last: entry} for entry in read])
            elif step.row.convert is c.OFFSET:
                offsets.append((step.path, read))
            else:
                _put(new, step.path, read)
        for path, offset in offsets:
            _shift(new, path, offset)
        return new


def _chosen(steps: Sequence[Step], value: Any, words: frozenset[str]) -> Step:
    """Of several rows of one name: objects where the value holds some and parts of objects where it does not, else
    the one whose words were asked for, else the first.
    """
    if len(steps) == 1:
        return steps[0]
    if any(step.within for step in steps):
        holds = isinstance(value, list) and bool(value) and isinstance(value[0], dict)
        return next(step for step in steps if bool(step.within) == holds)
    return next((step for step in steps if words.intersection(step.row.words)), steps[0])


def _value(step: Step, value: Any, words: frozenset[str], at: str) -> Any:
    convert = step.row.convert
    new = back(convert, value, at) if convert else value
    if step.within is None:
        return new
    if isinstance(new, list):
        return [_object(step.within, entry, words, at) for entry in new]
    return _object(step.within, new, words, at)


def _object(reader: Reader, value: Any, words: frozenset[str], at: str) -> New:
    if not isinstance(value, dict):
        raise Unreadable(at, "an object", value)
    return reader.read(value, words, at)


def _put(new: New, path: Sequence[str], value: Any) -> None:
    """Set a value at a path, next to what is there."""
    for part in path[:-1]:
        new = new.setdefault(part, {})
    if isinstance(value, dict) and path[-1] in new:
        new[path[-1]].update(value)
    else:
        new[path[-1]] = value


def _shift(new: New, path: Sequence[str], offset: str) -> None:
    """Write an instant in the zone that the old object named apart from it."""
    for part in path[:-1]:
        new = new.get(part, {})
    if path[-1] in new:
        zone = datetime.fromisoformat(offset).tzinfo
        new[path[-1]] = datetime.fromisoformat(new[path[-1]]).astimezone(zone).isoformat()


READERS = {kind.noun: Reader(kind.table) for kind in KINDS}
