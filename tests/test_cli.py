"""The command line, as it is typed: real processes on real databases, and what they print."""

import hashlib
import json
import os
import pty
import re
import select
import shlex
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from graphql import parse as parse_document
from sqlalchemy import URL, insert, inspect, text
from typer.testing import CliRunner, Result

import db
from db.engines import parse
from db.revisions import State, state
from schema import schema
from server.cli import app
from server.database import Refusal
from tests.conftest import KINDS, NOW, PATIENCE, ROOT, Databases, Server, environment, free_port, lacking, ran, writing

DAY = 86_400_000
NOWHERE = parse("sqlite:////dev/null/convene.sqlite3")
"""No command can make a file there, so that none is left behind."""
EXPLAINED = "GET /2/event/930000000?only=name,group.name"
SELF = '{"query": "{ self { id } }"}'


def command(*words: str, url: URL | str = NOWHERE, **also: str) -> dict[str, Any]:
    """What `subprocess` needs to run a command of ours."""
    return {"args": [sys.executable, "-m", "server", *words], "cwd": ROOT, "env": environment(parsed(url), **also)}


def parsed(url: URL | str) -> URL:
    """A database's URL, however it is written."""
    return parse(url) if isinstance(url, str) else url


def run(given: Mapping[str, Any]) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    return subprocess.run(**given, check=False, capture_output=True, text=True, timeout=PATIENCE)


def convene(*words: str, url: URL | str = NOWHERE, **also: str) -> str:
    """The output of a command that must go well."""
    done = ran(parsed(url), *words, **also)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refusal(*words: str, url: URL | str = NOWHERE, **also: str) -> str:
    """The one sentence with which a command must end, and nothing else."""
    return refused(ran(parsed(url), *words, **also))


def refused(done: "subprocess.CompletedProcess[str]") -> str:
    """The one sentence with which a command has ended, and nothing else."""
    assert done.returncode == 1, done
    assert done.stdout == ""
    return sentence(done.stderr)


def within(*words: str, url: URL = NOWHERE, **also: str) -> Result:
    """What a command does in this process: for the many small things that a process each would take long for."""
    return CliRunner().invoke(app, words, prog_name="convene", env=environment(url, **also))


def sentence(shown: str) -> str:
    """What is shown, which must be one sentence."""
    assert re.fullmatch(r"[^\n]+\.\n", shown), shown
    assert "Traceback" not in shown
    return shown.rstrip("\n")


class Serving:
    """`serve` in a process of its own, with what it has printed until it was ready."""

    def __init__(self, url: URL, errors: Path, **also: str) -> None:
        self.port = free_port()
        self.errors = errors
        with errors.open("wb") as stream:
            given = command("serve", url=url, PORT=str(self.port), **also)
            self.process = subprocess.Popen(**given, stdout=subprocess.PIPE, stderr=stream, text=True)
        assert self.process.stdout is not None
        self.lines: list[str] = []
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if line.startswith(("Old call", "A token")):
                break

    def printed(self, label: str) -> str:
        """What stands after a label."""
        lines = [line for line in self.lines if line.startswith(label)]
        assert len(lines) == 1, (lines, self.errors.read_text())
        return lines[0].removeprefix(label).strip()


@contextmanager
def serving(url: URL, errors: Path, ending: signal.Signals = signal.SIGTERM, **also: str) -> Iterator[Serving]:
    """A server for the length of a block. It must end without a word."""
    server = Serving(url, errors, **also)
    try:
        yield server
    finally:
        server.process.send_signal(ending)
        server.process.communicate(timeout=PATIENCE)
    assert "Traceback" not in errors.read_text()


def in_a_shell(line: str) -> Any:
    """The JSON that a pasted command prints."""
    if shutil.which("curl") is None:
        lacking("curl")
    done = run({"args": ["sh", "-c", line]})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# serve


@pytest.mark.parametrize("kind", KINDS)
def test_serve_sets_up_an_empty_database_and_what_it_prints_works(
    databases: Databases, tmp_path: Path, kind: str
) -> None:
    url = databases.new(kind)
    with serving(url, tmp_path / "first") as first:
        graphiql = first.printed("GraphiQL")
        assert graphiql == f"http://127.0.0.1:{first.port}/graphql"
        graphql = in_a_shell(first.printed("GraphQL "))
        old = in_a_shell(first.printed("Old call"))
        page = httpx.get(graphiql, headers={"Accept": "text/html"})
    group = graphql["data"]["groupByUrlname"]
    assert group["name"]
    assert len(group["events"]["edges"]) == 3
    assert set(old) == {"name", "time", "group", "yes_rsvp_count"}
    assert page.status_code in (200, 503)  # 503: where the page was not built
    assert page.text.count("<!doctype html>") == (page.status_code == 200)
    progress = first.errors.read_text()
    assert re.search(r"^memberships .*7877/7877", progress, re.MULTILINE)

    with serving(url, tmp_path / "second", ending=signal.SIGINT) as second:
        assert in_a_shell(second.printed("GraphQL ")) == graphql
        assert in_a_shell(second.printed("Old call")) == old
    assert "memberships" not in second.errors.read_text()


def test_serve_prints_no_demo_commands_where_there_is_no_demo(databases: Databases, tmp_path: Path) -> None:
    with serving(databases.migrated("sqlite"), tmp_path / "errors") as server:
        assert server.printed("GraphiQL") == f"http://127.0.0.1:{server.port}/graphql"
        assert "convene token create" in server.printed("A token")
        assert not any("curl" in line for line in server.lines)


def test_serve_speaks_ip_version_6(demo_urls: Callable[[str], URL], tmp_path: Path) -> None:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        pytest.skip("this machine has no IPv6")
    with serving(demo_urls("sqlite"), tmp_path / "errors", HOST="::1") as server:
        assert server.printed("GraphiQL") == f"http://[::1]:{server.port}/graphql"
        assert "errors" not in in_a_shell(server.printed("GraphQL "))
        assert in_a_shell(server.printed("Old call"))["name"]


def test_of_two_servers_started_at_once_one_gets_the_port(demo_urls: Callable[[str], URL], tmp_path: Path) -> None:
    """And who asks it before it is ready is answered all the same."""
    given = command("serve", url=demo_urls("sqlite"), PORT=(port := str(free_port())))
    both = []
    for name in ("one", "two"):
        with (tmp_path / name).open("wb") as errors:
            both.append(subprocess.Popen(**given, stdout=subprocess.DEVNULL, stderr=errors))
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=20), timeout=PATIENCE) as client:
            ready = client.get(f"http://127.0.0.1:{port}/readyz")
        ends = [os.pidfd_open(process.pid) for process in both]
        select.select(ends, [], [], PATIENCE)  # until the first of them ends
        [loser] = [at for at, process in enumerate(both) if process.poll() is not None]
    finally:
        for process in both:
            process.terminate()
            process.wait(PATIENCE)
    for end in ends:
        os.close(end)
    assert ready.json() == {"status": "ready"}
    assert both[loser].returncode == 1
    shown = (tmp_path / ("one", "two")[loser]).read_text()
    assert sentence(shown) == f"Port {port} is taken: stop the other program, or set PORT to another one."


# What cannot be served


def test_a_taken_port(demo_urls: Callable[[str], URL]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        sentence = refusal("serve", url=demo_urls("sqlite"), PORT=str(port))
    assert sentence == f"Port {port} is taken: stop the other program, or set PORT to another one."


@pytest.mark.parametrize(
    ("content", "reason"), [(None, "Is a directory"), (b"this is no database, " * 100, "file is not a database")]
)
def test_an_unreadable_database_file(tmp_path: Path, content: bytes | None, reason: str) -> None:
    path = tmp_path / "some.sqlite3"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    assert reason in refusal("serve", url=f"sqlite:///{path}", PORT=str(free_port()))
    assert path.is_dir() if content is None else path.read_bytes() == content


def test_a_newer_database(databases: Databases) -> None:
    url = databases.migrated("postgresql")
    with writing(url) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'ffff'"))
    shown = re.escape(url.render_as_string(hide_password=True))
    assert re.match(f"The database at {shown} is newer", refusal("serve", url=url, PORT=str(free_port())))


def test_tables_of_another_program(databases: Databases) -> None:
    url = databases.new("sqlite")
    with writing(url) as engine, engine.begin() as connection:
        connection.execute(text("CREATE TABLE invoices (id INTEGER PRIMARY KEY)"))
    assert "tables of another program" in refusal("serve", url=url, PORT=str(free_port()))
    with writing(url) as engine, engine.begin() as connection:
        assert inspect(connection).get_table_names() == ["invoices"]


def test_a_postgresql_that_does_not_answer() -> None:
    closed = free_port()
    sentence = refusal("serve", url=f"postgresql://postgres@127.0.0.1:{closed}/x", PORT=str(free_port()))
    assert sentence.startswith("The database cannot be used: ")
    assert f"port {closed} failed: Connection refused" in sentence


def test_a_postgresql_database_that_does_not_exist(demo_urls: Callable[[str], URL]) -> None:
    url = demo_urls("postgresql").set(database="convene_nowhere")
    assert 'database "convene_nowhere" does not exist' in refusal("serve", url=url, PORT=str(free_port()))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DATABASE_URL", "mysql://somebody@somewhere/x", "names 'mysql'"),
        ("DATABASE_URL", "garbage", "not a database URL: it must be like"),
        ("DATABASE_URL", "sqlite:///:memory:", "must name an SQLite file"),
        ("DATABASE_URL", "postgresql://127.0.0.1/x?nonsense=1", "invalid connection option"),
        ("PORT", "http", "PORT must be a number from 1 to 65535, not 'http'"),
        ("HOST", "nowhere.invalid", "not possible to listen on nowhere.invalid"),
        ("FASTPATH", "perhaps", "FASTPATH must be on or off, not 'perhaps'"),
        ("CONVENE_NOW", "yesterday", "CONVENE_NOW must be like .*, not 'yesterday'"),
    ],
)
def test_a_setting_that_cannot_be_used(tmp_path: Path, name: str, value: str, words: str) -> None:
    given = {"PORT": str(free_port()), name: value}
    assert re.search(words, refusal("serve", url=f"sqlite:///{tmp_path}/never.sqlite3", **given))
    assert list(tmp_path.iterdir()) == []


# demo


def test_demo_in_a_database_without_rows_is_refused(databases: Databases) -> None:
    assert "is not empty" in refusal("demo", url=databases.migrated("sqlite"))


def test_of_two_that_set_up_one_database_one_waits_and_finds_it_done(databases: Databases) -> None:
    given = command("demo", url=databases.new("postgresql"))
    both = [subprocess.Popen(**given, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    endings = {process.communicate(timeout=PATIENCE)[1]: process.returncode for process in both}
    assert sorted(endings.values()) == [0, 1]
    for shown, code in endings.items():
        assert "is not empty" in sentence(shown) if code else "7877/7877" in shown


# token


@pytest.fixture
def members(migrated: URL) -> URL:
    """A database of this test's own with a member in it."""
    somebody = {"id": 12, "uuid": "twelve", "name": "Ada", "name_key": "ada", "joined_at": NOW}
    with writing(migrated) as engine, engine.begin() as connection:
        connection.execute(insert(db.Member).values(somebody))
    return migrated


def _member_of(server: Server, token: str) -> int | None:
    """Who a token speaks for; None where the server does not take it."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    answer = httpx.post(f"{server.url}/graphql", content=SELF, headers=headers)
    return int(answer.json()["data"]["self"]["id"]) if answer.status_code == 200 else None


def test_a_token_is_shown_once_and_kept_as_a_hash(members: URL, servers: Callable[..., Server]) -> None:
    words = ("token", "create", "--member", "12")
    shown = convene(*words, url=members)
    assert re.fullmatch(r"[\w-]{40,}\n", shown)
    token = shown.strip()
    assert token not in _stored(members)
    assert hashlib.sha256(token.encode()).hexdigest() in _stored(members)
    begins = [str(NOW - 2 * DAY), str(NOW - 2 * DAY + 1)]
    spans = [within(*words, "--expires", "2", url=members, CONVENE_NOW=now).stdout.strip() for now in begins]
    assert [_member_of(servers(members), each) for each in (token, token[:-1], *spans)] == [12, None, None, 12]
    assert str(within("token", "create", "--member", "13", url=members).exception) == "There is no member 13."


def _stored(url: URL) -> str:
    """All that a database holds of tokens; of a file, all."""
    if url.get_backend_name() == "sqlite":
        path = Path(str(url.database))
        return "".join(part.read_bytes().decode("latin-1") for part in path.parent.glob(f"{path.name}*"))
    with writing(url) as engine, engine.connect() as connection:
        return str(connection.execute(text("SELECT * FROM tokens")).all())


def test_a_token_in_an_empty_database_does_not_set_it_up(databases: Databases, kind: str) -> None:
    url = databases.new(kind)
    assert isinstance(within("token", "create", "--member", "12", url=url).exception, Refusal)
    if kind == "sqlite":
        assert not Path(str(url.database)).exists()
        Path(str(url.database)).touch()
    assert "is empty" in refusal("token", "create", "--member", "12", url=url)
    with writing(url) as engine, engine.begin() as connection:
        assert state(connection) is State.EMPTY


@pytest.mark.parametrize(
    "options",
    [["--member", "0"], ["--member", str(2**63)], ["--member", "one"], ["--member", "1", "--expires", "0"], []],
)
def test_a_token_with_options_that_cannot_be(options: list[str]) -> None:
    done = within("token", "create", *options)
    assert (done.exit_code, done.stdout) == (2, "")


# schema


def test_schema_prints_what_is_committed() -> None:
    """`make schema` brings the file up to date."""
    printed = convene("schema")
    assert printed == (ROOT / "schema" / "schema.graphql").read_text()
    assert parse_document(printed)


def test_schema_may_be_cut_off_by_its_reader() -> None:
    given = command("schema")
    line = f"{shlex.join(given['args'])} | head -n 1"
    done = run(given | {"args": ["sh", "-c", line]})
    assert done.stdout == schema.as_str().splitlines()[0] + "\n"
    assert done.stderr == ""


# explain


@pytest.fixture(scope="module")
def explained() -> str:
    """What `explain` shows of an old call."""
    return convene("explain", EXPLAINED)


def _sections(output: str) -> dict[str, str]:
    """What is printed under each of explain's headings."""
    found = re.split(r"^(GET /2/event/:id .*|Variables|SQL)$", output, flags=re.MULTILINE)[1:]
    return {heading.split("  ")[0]: body.strip() for heading, body in zip(found[::2], found[1::2], strict=True)}


@pytest.mark.parametrize("kind", KINDS)
def test_explain_shows_what_can_be_run(
    demo_urls: Callable[[str], URL], servers: Callable[..., Server], kind: str
) -> None:
    url = demo_urls(kind)
    shown = _sections(convene("explain", EXPLAINED, "--sql", url=url))
    assert list(shown) == ["GET /2/event/:id", "Variables", "SQL"]
    document, variables, statement = shown.values()
    request = {"query": document, "variables": json.loads(variables)}
    answer = httpx.post(f"{servers(url, FASTPATH='on').url}/graphql", json=request).json()
    assert answer["data"]["result"] == {"name": "Tracing a slow request", "group": {"name": "API Craft San Francisco"}}
    assert re.match(r"SELECT\b", statement)
    assert ";" not in statement
    assert _prepared(url, statement)


def _prepared(url: URL, statement: str) -> bool:
    """Whether a database takes a statement for what it is, one statement, with nothing cut off."""
    if url.get_backend_name() == "postgresql":
        numbers: dict[str, int] = {}
        numbered = re.sub(r"%\((\w+)\)s", lambda name: f"${numbers.setdefault(name[1], len(numbers) + 1)}", statement)
        with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
            connection.execute(f"PREPARE explained AS {numbered.replace('%%', '%')}".encode())
        return True
    with closing(sqlite3.connect(str(url.database))) as connection:
        connection.create_function("exact_float", 1, repr)
        names = set(re.findall(r":(\w+)", statement))
        return connection.execute(f"EXPLAIN {statement}", dict.fromkeys(names)).fetchone() is not None


def test_explain_shows_a_change_and_does_not_make_it() -> None:
    shown = convene("explain", "POST /2/event?name=x&group_id=1&duration=3600000&question_1=Why?&only=id", "--sql")
    _, document, variables, statement = re.split(r"^(?:POST /2/event .*|Variables|SQL)$", shown, flags=re.MULTILINE)
    assert "createEvent(input: $input)" in document
    wanted = {"selfHost": False, "title": "x", "groupId": "1", "duration": "PT1H", "questions": [{"text": "Why?"}]}
    assert json.loads(variables) == {"input": wanted}
    assert statement.strip() == "-- answered by the ordinary executor: not a query"


def test_explain_needs_no_database(tmp_path: Path) -> None:
    convene("explain", EXPLAINED, "--sql", url=f"sqlite:///{tmp_path}/none.sqlite3")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "call",
    [
        "get /2/event/930000000?only=name,group.name",
        "/2/event/930000000?only=name,group.name",
        "GET https://api.example/2/event/930000000?only=name,group.name",
        "  GET   /2/event/930000000?only=group.name,name ",
        "GET /2/event/93%30000000?only=name%2Cgroup.name",
    ],
)
def test_explain_takes_a_call_however_it_is_written(explained: str, call: str) -> None:
    assert within("explain", call).stdout == explained


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("PUT /2/event/1", "PUT /2/event/1 is none of the old calls"),
        ("", "none of the old calls"),
        ("GET http://[", "not an old call"),
        ("GET /2/event/1?text_format=morse", "text_format must be one of"),
        ("GET /2/event/1?only=%00", "must not contain NUL"),
    ],
)
def test_explain_of_what_is_no_call(call: str, words: str) -> None:
    done = within("explain", call)
    assert isinstance(done.exception, Refusal)
    assert words in sentence(f"{done.exception}\n")


def test_explain_of_an_unknown_call() -> None:
    shown = refusal("explain", "GET /2/nothing")
    assert shown.startswith("GET /2/nothing is none of the old calls: GET /2/event/:id")


# Pipes and terminals


def test_what_is_piped_is_plain_text(explained: str) -> None:
    narrow = {"COLUMNS": "40", "FORCE_COLOR": "1", "TERM": "xterm-256color"}
    assert convene("explain", EXPLAINED, **narrow) == explained
    assert not re.search(r"[\x1b\u2500-\u259f]|[ \t]$", explained, re.MULTILINE)
    assert convene("schema", **narrow) == schema.as_str() + "\n"


def test_what_a_terminal_shows_is_in_colour() -> None:
    master, slave = pty.openpty()
    given = command("explain", EXPLAINED, TERM="xterm-256color")
    process = subprocess.Popen(**given, stdout=slave, stderr=slave, stdin=slave)
    os.close(slave)
    shown = b""
    while chunk := _read(master):
        shown += chunk
    os.close(master)
    assert process.wait(PATIENCE) == 0
    assert b"\x1b[" in shown
    assert "query" in re.sub(r"\x1b\[[\d;]*m", "", shown.decode())


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that the other end is closed
        return b""


# The roundup

LINES = """
San Francisco, CA|API-Meetup|884
San Francisco (API Craft)|api-craft-san-francisco|662
Washington, DC|DC-Web-API-User-Group|1306
Austin, TX|Austin-Homegrown-API|717
Seattle, WA|Seattle-API-Meetup|463
Chicago, IL|API-Craft-Chicago|394
New York, NY (API Craft)|api-craft-nyc|343
Los Angeles, CA|LA-RESTful-API-Working-Group|191
Houston, TX|Houston-Area-API-Meetup|141
Detroit, MI (API Craft)|API-Craft-Detroit|246
Boston (API Craft)|API-Craft-Boston|426
Dallas, TX|DFW-API-Professionals|107
Denver, CO|All-Things-API|895
Nashville, TN|NashAPI|185
Baltimore, MD|baltimoreapi|76
Montreal, Quebec|api-montreal|229
Toronto, Ontario|api-toronto|201
Minnesota|Minnesota-API-Developers-Group|169
Raleigh, NC|TRI-REST|196
"""
"""The roundup of January 2016, in its own order."""


def test_the_roundup_prints_its_nineteen_lines(demo_urls: Callable[[str], URL]) -> None:
    by_members = sorted((line.split("|") for line in LINES.split("\n") if line), key=lambda line: -int(line[2]))
    wanted = [
        f"*   [{label}](http://www.meetup.com/{urlname}/) with {members} members"
        for label, urlname, members in by_members
    ]
    words = ("roundup", "--topic", "api", "--region", "North America")
    printed = convene(*words, url=demo_urls("sqlite"), SITE_URL="http://www.meetup.com").splitlines()
    assert printed[:-2] == wanted
    assert printed[-1].startswith("19 groups with 7,831 members. In the last 365 days ")


def test_a_roundup_of_nothing_says_why(demo_urls: Callable[[str], URL]) -> None:
    for words, said in {
        ("--topic", "nope"): "There is no group with the topic 'nope' there",
        ("--topic", "api", "--region", "Mars"): "--region must be one of Africa, Asia, Europe, North America",
        ("--topic", " "): "topic: must be the `urlkey` of a topic",
    }.items():
        done = ran(demo_urls("sqlite"), "roundup", *words)
        assert (done.returncode, said in done.stderr) == (1, True)


# Help


@pytest.mark.parametrize("words", [[], ["serve"], ["demo"], ["token"], ["token", "create"], ["schema"], ["explain"]])
def test_every_command_has_help_with_an_example(words: list[str]) -> None:
    shown = within(*words, "--help").stdout
    assert f"Usage: {' '.join(['convene', *words])} " in shown
    [example] = re.findall(r"Example: (.*)", shown)
    assert " ".join(["convene", *words]) in example


def test_the_commands_are_those_that_are_documented() -> None:
    shown = convene("--help", COLUMNS="120")
    known = set(re.findall(r"^│ (\w+) +", shown.partition("Commands")[2], re.MULTILINE))
    expected = "serve demo import export outbox photos schema calendar explain token consumer roundup"
    assert known == set(expected.split())
    documented = (ROOT / "docs" / "operations.md").read_text()
    assert all(f"`convene {name}" in documented for name in known)
