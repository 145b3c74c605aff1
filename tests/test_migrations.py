"""Migrations: from nothing to the mapped classes and back, on both databases, and what else a database may hold."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, MetaData, insert, inspect, text

import db
from db import word_indexes
from db.revisions import MIGRATIONS, State, revisions, state
from db.tokens import digest
from db.upgrade import _config, downgrade, upgrade
from tests.booking_world import offer
from tests.conftest import ROOT, Databases, writing

pytestmark = pytest.mark.filterwarnings("ignore:.*expression-based index")
"""SQLAlchemy does not read them back from SQLite; `anatomy` compares their statements."""

AT_HAND = sorted(path.stem for path in (MIGRATIONS / "versions").glob("*.py"))


def differences(connection: Connection) -> list[Any]:
    """What Alembic would change to make the database what the mapped classes say."""
    opts = {"compare_type": True, "compare_server_default": True, "include_name": db.is_mapped}
    context = MigrationContext.configure(connection, opts=opts)
    return list(compare_metadata(context, db.Base.metadata))


def anatomy(connection: Connection) -> dict[str, Any]:
    """All there is of each table: more than Alembic compares, and the same for however it came about."""
    inspector = inspect(connection)
    tables: dict[str, Any] = {}
    names = {name for name in inspector.get_table_names() if db.is_mapped(name, "table")}
    for name in sorted(names - {"alembic_version"}):
        tables[name] = {
            "columns": [
                {**column, "type": repr(column["type"])}
                for column in sorted(inspector.get_columns(name), key=lambda column: column["name"])
            ],
            "key": inspector.get_pk_constraint(name),
            "foreign keys": _sorted(inspector.get_foreign_keys(name)),
            "indexes": _sorted(inspector.get_indexes(name)),
            "statements": _index_statements(connection, name),
            "unique": _sorted(inspector.get_unique_constraints(name)),
            "checks": _sorted(inspector.get_check_constraints(name)),
            "ids come back": _ids_come_back(connection, name),
        }
    return tables


def _sorted(parts: Any) -> list[str]:
    return sorted(json.dumps(part, sort_keys=True, default=str) for part in parts)


def _index_statements(connection: Connection, table: str) -> list[str]:
    """How SQLite was told to make a table's indexes, with the expressions that Alembic does not see, and the triggers
    that keep an index of words.
    """
    if connection.dialect.name != "sqlite":
        return []
    ours = "type = 'index' OR type = 'trigger' AND name LIKE '%\\_words\\_%' ESCAPE '\\'"
    made = text(f"SELECT sql FROM sqlite_master WHERE ({ours}) AND tbl_name = :name AND sql IS NOT NULL")
    return sorted(connection.execute(made, {"name": table}).scalars())


def _ids_come_back(connection: Connection, table: str) -> bool | None:
    """Whether SQLite hands a deleted row's id out again; PostgreSQL's sequences do not."""
    if connection.dialect.name != "sqlite":
        return None
    made = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table}).scalar_one()
    return "AUTOINCREMENT" not in made


def left_over(connection: Connection) -> set[str]:
    """Everything that a database holds by a name of its own, but for what Alembic and SQLite keep."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master"
    else:
        query = (
            "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'public' UNION "
            "SELECT typname FROM pg_type JOIN pg_namespace n ON n.oid = typnamespace WHERE nspname = 'public' UNION "
            "SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'public' UNION "
            "SELECT collname FROM pg_collation JOIN pg_namespace n ON n.oid = collnamespace WHERE nspname = 'public'"
        )
    names = set(connection.execute(text(query)).scalars())
    return {name for name in names if "alembic_version" not in name and not name.startswith("sqlite_")}


@pytest.fixture(scope="module")
def blank(databases: Databases, kind: str) -> URL:
    """An empty database of each kind: both take tables back that were made in a transaction."""
    return databases.new(kind)


@pytest.fixture
def connection(blank: URL) -> Iterator[Connection]:
    """A connection to an empty database, which it is again after the test."""
    with writing(blank) as engine, engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


def copy_of_metadata() -> MetaData:
    """Ours stays as it is: SQLAlchemy never makes a foreign key with its table again once it was added by ALTER."""
    metadata = MetaData(naming_convention=db.Base.metadata.naming_convention)
    for table in db.Base.metadata.tables.values():
        table.to_metadata(metadata)
    return metadata


def test_migrations_make_exactly_the_mapped_classes(connection: Connection) -> None:
    upgrade(connection)
    assert differences(connection) == []
    ours = anatomy(connection)
    downgrade(connection)
    if connection.dialect.name == "postgresql":
        connection.execute(text("CREATE EXTENSION btree_gist"))
    copy_of_metadata().create_all(connection)
    word_indexes.make(connection)  # as `create_all` does by the original
    wanted = anatomy(connection)
    assert ours.keys() == wanted.keys() == db.Base.metadata.tables.keys()
    for name, table in wanted.items():
        assert ours[name] == table, name


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE another (id INTEGER PRIMARY KEY)",
        "DROP INDEX {index}",
        "ALTER TABLE members ADD COLUMN shoe_size INTEGER",
        "ALTER TABLE members DROP COLUMN hometown",
    ],
)
def test_a_difference_is_noticed(connection: Connection, change: str) -> None:
    upgrade(connection)
    index = inspect(connection).get_indexes("tokens")[0]["name"]
    connection.execute(text(change.format(index=index)))
    assert len(differences(connection)) == 1


def test_downgrade_takes_all_away_and_upgrade_works_again(databases: Databases, kind: str) -> None:
    url = databases.demo_to_change(kind)
    with writing(url) as engine, engine.begin() as connection:
        before = anatomy(connection)
        downgrade(connection)
        assert left_over(connection) == set()
        assert state(connection) is State.EMPTY
    with writing(url) as engine, engine.begin() as connection:
        upgrade(connection)
        assert anatomy(connection) == before
        assert connection.execute(text("SELECT count(*) FROM members")).scalar() == 0


def test_an_upgrade_of_what_is_current_changes_nothing(connection: Connection) -> None:
    upgrade(connection)
    before = anatomy(connection)
    upgrade(connection)
    assert anatomy(connection) == before


def test_an_upgrade_that_is_taken_back_leaves_nothing(blank: URL) -> None:
    with writing(blank) as engine:
        with engine.connect() as connection:
            transaction = connection.begin()
            upgrade(connection)
            transaction.rollback()
        with engine.begin() as connection:
            assert left_over(connection) == set()
            assert state(connection) is State.EMPTY


def test_times_of_0_become_unknown_and_nothing_is_lost(databases: Databases, kind: str) -> None:
    """Rows that refer to a changed table stay, and so do all other times; and back."""
    url = databases.demo_to_change(kind)
    tables = ("members", "memberships", "rsvps", "rsvp_answers", "photos", "events", "event_hosts")

    def counts(connection: Connection) -> list[Any]:
        return [connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() for table in tables]

    def joined(connection: Connection) -> list[Any]:
        return list(connection.execute(text("SELECT joined_at FROM members ORDER BY id LIMIT 3")).scalars())

    with writing(url) as engine, engine.begin() as connection:
        before, (first, *others) = counts(connection), joined(connection)
        command.downgrade(_config(connection), "0001")
        connection.execute(text("UPDATE members SET joined_at = 0 WHERE joined_at = :first"), {"first": first})
        upgrade(connection)
        assert joined(connection) == [None, *others]
        assert counts(connection) == before
        command.downgrade(_config(connection), "0001")
        assert joined(connection) == [0, *others]
        assert counts(connection) == before


def test_secrets_become_hashes_that_open_what_they_opened(databases: Databases, kind: str) -> None:
    url = databases.migrated(kind)
    talk = offer(url)
    meeting = {"uuid": "a", "name": "Talk", "starts_at": 0, "ends_at": 1, "created_at": 0, "updated_at": 0}
    person = {"name": "Ada", "email": "ada@example.org", "timezone": "UTC", "guests": [], "created_at": 0}
    mail = {"kind": "booking", "subject": "Booked", "text": "Talk", "created_at": 0, "due_at": 0}
    with writing(url) as engine, engine.begin() as connection:
        connection.execute(insert(db.Appointment).values(id=1, **meeting))
        connection.execute(insert(db.Attendee).values(appointment_id=1, digest="of it", **person))
        connection.execute(insert(db.Message).values(member_id=talk.hosts[0], **mail))
        scripts = ScriptDirectory.from_config(_config(connection))
        command.downgrade(_config(connection), str(scripts.get_revision("0014").down_revision))
        connection.execute(text("UPDATE attendees SET secret = 'opensesame'"))
        upgrade(connection)
        assert connection.execute(text("SELECT digest, seed FROM attendees")).all() == [(digest("opensesame"), None)]
        assert connection.execute(text("SELECT subject FROM messages")).scalars().all() == ["Booked"]
        assert connection.execute(text("SELECT reminders FROM meeting_types")).scalars().all() == ['["PT24H"]']


# States


THEIR_ALEMBIC = [
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
    "INSERT INTO alembic_version VALUES ('9f3c1d')",
]


@pytest.mark.parametrize(
    ("migrated", "statements", "expected"),
    [
        (False, [], State.EMPTY),
        (True, [], State.CURRENT),
        (False, ["CREATE TABLE invoices (id INTEGER)"], State.FOREIGN),
        (False, ["CREATE TABLE members (id INTEGER)"], State.FOREIGN),
        (True, ["UPDATE alembic_version SET version_num = 'ffff'"], State.NEWER),
        (False, [*THEIR_ALEMBIC, "CREATE TABLE members (id INTEGER)"], State.FOREIGN),
        (True, ["DELETE FROM alembic_version"], State.FOREIGN),
        (True, ["CREATE TABLE notes_of_the_operator (id INTEGER)"], State.CURRENT),
    ],
    ids=[
        "empty",
        "current",
        "foreign",
        "foreign but alike",
        "newer",
        "foreign with Alembic",
        "without a version",
        "with a table more",
    ],
)
def test_states(connection: Connection, migrated: bool, statements: list[str], expected: State) -> None:
    if migrated:
        upgrade(connection)
    for statement in statements:
        connection.execute(text(statement))
    assert state(connection) is expected


def test_looking_at_a_database_changes_nothing(connection: Connection) -> None:
    assert state(connection) is State.EMPTY
    assert left_over(connection) == set()
    assert inspect(connection).get_table_names() == []


# A version of Convene that is yet to come

NEXT = '''"""Something new."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("{table}", sa.Column("id", sa.Integer(), primary_key=True))
    {more}


def downgrade() -> None:
    op.drop_table("{table}")
'''
PROGRAM = """
import sys
from db.engines import parse, writing_engine
from db.revisions import state
from db.upgrade import upgrade
engine = writing_engine(parse(sys.argv[1]))
try:
    with engine.begin() as connection:
        print(state(connection).name, flush=True)
        upgrade(connection)
        print(state(connection).name, flush=True)
finally:
    engine.dispose()
"""


def test_files_are_named_by_their_revisions() -> None:
    scripts = ScriptDirectory.from_config(_config())
    assert revisions() == [script.revision for script in reversed([*scripts.walk_revisions()])]


@pytest.fixture
def later(tmp_path: Path) -> Callable[[URL, str], "subprocess.CompletedProcess[str]"]:
    """Upgrades a database with a later version of Convene, which has two more migrations."""

    def run_it(url: URL, more: str) -> "subprocess.CompletedProcess[str]":
        shutil.copytree(ROOT / "db", tmp_path / "db", dirs_exist_ok=True)
        versions = tmp_path / "db" / "migrations" / "versions"
        before = _head()
        for revision, table, body in (("9001", "first_news", "pass"), ("9002", "second_news", more)):
            source = NEXT.format(revision=revision, before=before, table=table, more=body)
            (versions / f"{revision}_news.py").write_text(source)
            before = revision
        words = [sys.executable, "-c", PROGRAM, url.render_as_string(hide_password=False)]
        alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        return subprocess.run(words, cwd=tmp_path, env=alone, check=False, capture_output=True, text=True, timeout=60)

    return run_it


def _head() -> str:
    return AT_HAND[-1].partition("_")[0]


def test_a_later_version_finds_ours_older_and_we_find_its_newer(
    databases: Databases, kind: str, later: Callable[[URL, str], "subprocess.CompletedProcess[str]"]
) -> None:
    url = databases.migrated(kind)
    with writing(url) as engine, engine.begin() as connection:
        connection.execute(insert(db.Category).values(id=1, name="Tech", shortname="tech"))
    done = later(url, "pass")
    assert done.stdout.split() == ["OLDER", "CURRENT"], done.stderr
    with writing(url) as engine, engine.begin() as connection:
        assert state(connection) is State.NEWER
        assert {"first_news", "second_news"} <= set(inspect(connection).get_table_names())
        assert connection.execute(text("SELECT name FROM categories")).scalar_one() == "Tech"


def test_of_several_migrations_all_are_made_or_none(
    databases: Databases, kind: str, later: Callable[[URL, str], "subprocess.CompletedProcess[str]"]
) -> None:
    url = databases.migrated(kind)
    done = later(url, "op.execute('SELECT * FROM nowhere')")
    assert done.stdout.split() == ["OLDER"]
    assert "nowhere" in done.stderr
    with writing(url) as engine, engine.begin() as connection:
        assert state(connection) is State.CURRENT
        assert differences(connection) == []
