"""Files of old answers: the forms they come in, what is wrong with broken ones, and memory that stays flat."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL

import db
from legacy_rest import convert
from legacy_rest.convert import Convertor
from legacy_rest.ingest_tables import KINDS
from legacy_rest.ingest_tables import rows as table_rows
from legacy_rest.ingest_types import TAKES
from legacy_rest.tables import Object, Table
from server.transfer import BadFile
from tests.conftest import NOW, ROOT, Databases, environment, ran
from tests.importing import fingerprint, imported, rows, written

GROUP = {"id": 7, "name": "Seven", "urlname": "seven"}
EVENT = {
    "id": "1",
    "name": "One",
    "time": NOW,
    "group": GROUP,
    "venue": {"id": 3, "name": "Hall", "lat": 1.5, "lon": 2},
}
ENVELOPE = {"results": [EVENT], "meta": {"link": "http://api.meetup.com/2/events"}}


@pytest.fixture(scope="module")
def empty(databases: Databases) -> URL:
    """A database that no test of this file succeeds to write to."""
    return databases.migrated("sqlite")


@pytest.fixture
def fresh(databases: Databases) -> URL:
    """A database of the test's own."""
    return databases.migrated("sqlite")


FORMS: dict[str, Callable[[], bytes]] = {
    "envelope": lambda: json.dumps(ENVELOPE).encode(),
    "array": lambda: json.dumps([EVENT], indent=1).encode(),
    "object": lambda: json.dumps(EVENT).encode(),
    "recording": lambda: json.dumps({"request": {"uri": "/2/events"}, "response": {"body": ENVELOPE}}).encode(),
    "recorded text": lambda: json.dumps({"response": {"status": 200, "body": json.dumps([EVENT])}}).encode(),
    "recorded object": lambda: json.dumps({"response": {"body": EVENT}}).encode(),
    "lines": lambda: b"\n".join(json.dumps(line).encode() for line in (EVENT, ENVELOPE, [EVENT], [])) + b"\n",
    "number": lambda: json.dumps({**EVENT, "id": 1}).encode(),
    "odd address": lambda: json.dumps({**ENVELOPE, "request": {"uri": "http://["}}).encode(),
    "gzip": lambda: gzip.compress(json.dumps(ENVELOPE).encode()),
    "mark": lambda: b"\xef\xbb\xbf" + json.dumps(ENVELOPE).encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_forms(fresh: URL, tmp_path: Path, form: str) -> None:
    """The same event in every form that files have."""
    path = tmp_path / "file"
    path.write_bytes(FORMS[form]())
    account = imported(fresh, path)
    assert account["nouns"]["event"]["new"] == 1
    assert account["passedOver"] == []
    (venue,) = rows(fresh, db.Venue)
    assert (venue["lat"], venue["lon"]) == (1.5, 2.0)


def nested(levels: int) -> dict[str, Any]:
    """Groups within groups."""
    made: dict[str, Any] = dict(GROUP)
    for _ in range(levels):
        made = {**GROUP, "group": made}
    return {**EVENT, "group": made}


def venue(**values: Any) -> dict[str, Any]:
    """The event with something else in its venue."""
    return {**EVENT, "venue": {**EVENT["venue"], **values}}  # type: ignore[dict-item]


BROKEN: dict[str, tuple[Any, str]] = {
    "empty": (b"", "it holds no answers"),
    "blank": (b" \n ", "it holds no answers"),
    "no JSON": (b"<html><body>502</body></html>", "this is not JSON"),
    "text": (b"hello", "this is not JSON"),
    "cut off": (json.dumps([EVENT, EVENT]).encode()[:-40], "record 2: the file is cut off"),
    "cut in text": (json.dumps(ENVELOPE).encode()[:80], "record 1: the file is cut off"),
    "cut envelope": (json.dumps(ENVELOPE).encode()[:-1], "the file is cut off"),
    "no comma": (json.dumps([EVENT]).encode()[:-1] + b" {}]", "record 1: this is not JSON: , or ] expected"),
    "no value": (b'[{"id": "1", "name": }]', "record 1: this is not JSON"),
    "brackets": (b'[{"id": ["1"}, "name": 2]}]', "record 1: this is not JSON"),
    "no number": (venue(lat="1.5"), "record 1: event.venue.lat must be a number, not the string '1.5'"),
    "no string": ({**EVENT, "name": 5}, "record 1: event.name must be a string, not 5"),
    "no whole number": ({**EVENT, "time": 1.5}, "record 1: event.time must be a whole number, not 1.5"),
    "no time": ({**EVENT, "time": 10**17}, "record 1: event.time must be"),
    "no object": ({**EVENT, "group": [GROUP]}, "record 1: event.group must be an object, not a list"),
    "no list": ({**EVENT, "event_hosts": {"member_id": 1}}, "record 1: event.event_hosts must be a list of objects"),
    "no boolean": ({**EVENT, "announced": 1}, "record 1: event.announced must be true or false, not 1"),
    "no id": (venue(id=-5), "record 1: event.venue.id must be a whole number from 1"),
    "id in words": ({**EVENT, "group": {**GROUP, "id": "7"}}, "record 1: event.group.id must be a whole number"),
    "large id": ({**EVENT, "group": {**GROUP, "id": 10**30}}, "record 1: event.group.id must be a whole number"),
    "unknown word": ({**EVENT, "status": "maybe"}, "record 1: event.status must be one of"),
    "odd offset": ({**EVENT, "utc_offset": 1}, "record 1: event.utc_offset must be whole minutes"),
    "negative count": ({**EVENT, "yes_rsvp_count": -1}, "record 1: event.yes_rsvp_count must be a whole number, 0"),
    "long text": ({**EVENT, "description": "x" * 10_000_000}, "record 1: event.description must be at most 1,000,000"),
    "NUL": (venue(name="a\x00b"), "record 1: event.venue.name must be free of NUL characters"),
    "raw NUL": (json.dumps([EVENT]).replace("Hall", "a\x00b").encode(), "record 1: this is not JSON"),
    "surrogate": (venue(name="\ud800"), "record 1: event.venue.name must be free of lone surrogates"),
    "no UTF-8": (json.dumps([EVENT]).encode().replace(b"Hall", b"\xff"), "record 1: this is not JSON"),
    "nested groups": (nested(40), "record 1: group is nested more than 32 levels deep"),
    "brackets only": (b"[" * 100_000, "is nested more than 32 levels deep"),
    "infinity": (json.dumps([EVENT]).encode().replace(b"1.5", b"1e999"), "record 1: this is not JSON"),
    "contradiction": ([EVENT, {**EVENT, "name": "Two"}], "record 2: event.name is 'Two', but record 1 says 'One'"),
    "nested contradiction": (
        [EVENT, {**EVENT, "id": "2", "group": {**GROUP, "name": "Eight"}}],
        "record 2: event.group.name is 'Eight', but record 1 says 'Seven'",
    ),
    "contradicting time": ([EVENT, {**EVENT, "time": 5}], "record 2: event.time is 5, but record 1 says"),
    "contradicting count": (
        [{**EVENT, "yes_rsvp_count": 1}, {**EVENT, "yes_rsvp_count": 2}],
        "record 2: event.yes_rsvp_count is 2, but record 1 says 1",
    ),
    "cut gzip": (gzip.compress(json.dumps(ENVELOPE).encode())[:-12], "the gzip data is cut off or damaged"),
    "damaged gzip": (gzip.compress(json.dumps(ENVELOPE).encode())[:20] + b"\0" * 40, "the gzip data is"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_change_nothing_and_are_named(empty: URL, tmp_path: Path, name: str) -> None:
    """File, record and field; a good file beside a broken one is not stored either."""
    body, says = BROKEN[name]
    path = tmp_path / "broken.json"
    path.write_bytes(body if isinstance(body, bytes) else json.dumps(body).encode())
    before = fingerprint(empty)
    with pytest.raises(BadFile) as raised:
        imported(empty, written(tmp_path, ENVELOPE, "good.json"), path)
    assert str(raised.value).startswith(f"{path}: ")
    assert says in str(raised.value)
    assert len(str(raised.value)) < 500
    assert fingerprint(empty) == before


def test_a_missing_file_is_named(empty: URL, tmp_path: Path) -> None:
    """Also a folder in place of a file."""
    with pytest.raises(BadFile, match="No such file"):
        imported(empty, tmp_path / "nowhere.json")
    with pytest.raises(BadFile, match="Is a directory"):
        imported(empty, tmp_path)


PASSED: dict[str, tuple[Any, str]] = {
    "deleted": ({"message": "The event id 1 has been deleted."}, "it is none of the objects that are known"),
    "error": ({"errors": [{"code": "x", "message": "y"}]}, "it is none of the objects that are known"),
    "cities": ({"results": [{"id": 1}], "meta": {"link": "http://x/2/cities"}}, "answers of /2/cities are not kept"),
    "no group": ({"id": "1", "name": "One", "time": 5}, "its group is neither known nor in the files"),
    "no answer": (
        {"rsvp_id": 1, "member": {"member_id": 2}, "event": {"id": "1"}, "group": GROUP},
        "it does not tell what the answer was",
    ),
    "no member": ({"rsvp_id": 1, "response": "yes", "created": 5}, "it names no event or no member"),
}


@pytest.mark.parametrize("name", PASSED)
def test_what_cannot_be_kept_is_passed_over(fresh: URL, tmp_path: Path, name: str) -> None:
    """With the reason; the rest of the file is kept."""
    body, reason = PASSED[name]
    account = imported(fresh, written(tmp_path, json.dumps(body) + "\n" + json.dumps({**EVENT, "id": "9"})))
    assert [passed["reason"] for passed in account["passedOver"]] == [reason]
    assert 9 in {row["id"] for row in rows(fresh, db.Event)}


def test_command(fresh: URL, tmp_path: Path) -> None:
    """`convene import` reports, `convene export` writes what can be imported again to the same effect."""

    file = written(tmp_path, ENVELOPE)
    done = ran(fresh, "import", str(file), "--organizer", "5", "--json")
    assert done.returncode == 0, done.stderr
    account = json.loads(done.stdout)
    assert account["nouns"]["event"] == {"new": 1, "updated": 0, "unchanged": 0}
    assert account["files"] == [str(file)]
    out = tmp_path / "out.jsonl"
    done = ran(fresh, "export", "--what", "events,groups", "--viewer", "5", "--out", str(out))
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert [line["id"] for line in lines] == ["1", 7]
    before = fingerprint(fresh)
    assert "unchanged" in ran(fresh, "import", str(out)).stdout
    assert fingerprint(fresh) == before
    done = ran(fresh, "import", str(written(tmp_path, venue(lat="x"), "bad.json")))
    assert (done.returncode, done.stdout) == (1, "")
    assert "bad.json: record 1: event.venue.lat must be a number, not the string 'x'" in done.stderr


MEASURE = """
import os, re, sys
from pathlib import Path
from server.settings import read
from server.transfer import run_import

def imported(name):
    account = run_import(read(os.environ), [Path(name)], lambda *_: None, organizer=None, viewer=None)
    highest = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]
    return account["nouns"]["event"]["new"], int(highest) // 1024

_, before = imported("tests/recorded/get_events.json")
count, after = imported(sys.argv[1])
print(count, after - before)
"""
"""A whole import into SQLite after a small one, and by how many MB the process has grown at most. SQLite maps no file
into memory, so that all of it is the process's own. (`ru_maxrss` would begin with what the parent had.)
"""
GROWTH = 150
"""Megabytes that any import may take: 64 of the database's page cache, 16 of the stage's, a chunk of each noun."""


def _large(path: Path, megabytes: int, form: str) -> int:
    """Write a file of about this size and return how many events it holds."""
    line = json.loads((ROOT / "tests" / "recorded" / "get_events.json").read_text())["response"]["body"]["results"][0]
    start, between, end = {"envelope": ('{"results":[', ",", '],"meta":{}}'), "lines": ("", "\n", "\n")}[form]
    count = megabytes * 1_000_000 // len(json.dumps(line))
    with path.open("w") as file:
        file.write(start)
        for number in range(count):
            own = {"id": str(10_000 + number), "name": f"Event {number}", "time": NOW + number}
            file.write((between if number else "") + json.dumps({**line, **own}))
        file.write(end)
    return count


def _measured(url: URL, path: Path) -> tuple[int, int]:
    """How many events were new, and by how many MB the import has grown."""
    command = [sys.executable, "-c", MEASURE, str(path)]
    ran = subprocess.run(command, cwd=ROOT, env=environment(url), capture_output=True, text=True, check=True)
    count, growth = map(int, ran.stdout.split())
    return count, growth


@pytest.mark.parametrize("form", ["envelope", "lines"])
def test_memory_stays_flat(fresh: URL, tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """12 MB in one answer, or in many."""
    count = _large(tmp_path / "large.json", 12, form)
    found, growth = _measured(fresh, tmp_path / "large.json")
    with capsys.disabled():
        print(f"\n12 MB as {form}: {growth} MB more memory")
    assert found == count
    assert growth < GROWTH


@pytest.mark.soak
def test_memory_stays_flat_to_a_gigabyte(fresh: URL, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """1 GB in one answer, within the same bound."""
    count = _large(tmp_path / "large.json", 1000, "envelope")
    found, growth = _measured(fresh, tmp_path / "large.json")
    with capsys.disabled():
        print(f"\n1 GB: {growth} MB more memory")
    assert found == count
    assert growth < GROWTH


KILLED = """
import os, signal
from db.records.flat import Flat
from db.records.stage import Stage

with Stage() as stage:
    stage.put([Flat("member", str(n), {"bio": "x" * 1000}) for n in range(50_000)], 0, 1, False)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_import_leaves_no_files(tmp_path: Path) -> None:
    """50 MB that waited on disk are gone with the process."""
    environ = {**os.environ, "TMPDIR": str(tmp_path)}
    ran = subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, env=environ, check=False)
    assert ran.returncode == -9
    assert list(tmp_path.iterdir()) == []


def test_every_convertor_knows_what_it_takes() -> None:
    """A new convertor must say which old values it reads, or be one of those that pass values on."""

    def convertors(table: Table) -> set[Convertor]:
        found = set()
        for row, _ in table_rows(table):
            found |= {row.convert} if row.convert else set()
            found |= convertors(row.table) if isinstance(row, Object) else set()
        return found

    used = {convertor for kind in KINDS for convertor in convertors(kind.table)}
    assert used - TAKES.keys() <= {convert.NOT_EMPTY}
