"""The database that a command works on: opened, brought up to date, filled with the demo."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

import db
from db import demo, tokens
from db.engines import BadUrl, is_sqlite, writing_engine
from db.revisions import State, state
from db.visibility import seeing_all
from server.settings import BadSetting, Settings

if TYPE_CHECKING:
    from rich.progress import Progress

SETTING_UP = 0x436F6E76656E65
"""The advisory lock under which a PostgreSQL database is set up: the word Convene."""
SENTENCES = {
    State.NEWER: "The database at {url} is newer than this Convene: update Convene, or use another database.",
    State.FOREIGN: "The database at {url} holds tables of another program: use an empty one.",
}


class Refusal(Exception):
    """A reason to stop, in one sentence."""


@contextmanager
def foreseen() -> Iterator[None]:
    """Let what can be foreseen end the process, in one sentence and with exit code 1."""
    try:
        yield
    except (Refusal, BadSetting, BadUrl) as error:
        sys.exit(str(error))
    except DBAPIError as error:
        reason, *_ = str(error.orig).strip().splitlines() or [type(error.orig).__name__]
        sys.exit(f"The database cannot be used: {reason.removesuffix('.')}.")


def progress_bars() -> "Progress":
    """Bars on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))


@contextmanager
def database(settings: Settings, mode: Literal["ab", "r+b"] = "ab") -> Iterator[Engine]:
    """The writing engine. An SQLite file is made where there is none, unless the mode is to read. Raises `Refusal`."""
    if is_sqlite(settings.database):
        path = Path(str(settings.database.database))
        try:
            if mode == "ab":
                path.parent.mkdir(parents=True, exist_ok=True)
            with path.open(mode):
                pass
        except OSError as error:
            raise Refusal(f"The database file {path} cannot be opened: {error.strerror}.") from None
    engine = writing_engine(settings.database)
    try:
        yield engine
    finally:
        engine.dispose()


def shown(settings: Settings) -> str:
    """The database's address without its password."""
    return settings.database.render_as_string(hide_password=True)


class Empty(Enum):
    """What to do with an empty database."""

    FILL = auto()
    MIGRATE = auto()
    REFUSE = auto()


def bring_up(settings: Settings, engine: Engine, empty: Empty) -> bool:
    """Migrate the database. Tells whether it was filled with the demo. Raises `Refusal`."""
    with engine.begin() as connection:
        if not is_sqlite(settings.database):  # where beginning to write is lock enough
            connection.execute(select(func.pg_advisory_xact_lock(SETTING_UP)))
        found = state(connection)
        if found in SENTENCES:
            raise Refusal(SENTENCES[found].format(url=shown(settings)))
        if found is State.EMPTY and empty is Empty.REFUSE:
            raise Refusal(f"The database at {shown(settings)} is empty: set it up with convene serve or convene demo.")
        if found is not State.CURRENT:
            from db.upgrade import upgrade

            upgrade(connection)
        if found is not State.EMPTY or empty is not Empty.FILL:
            return False
        _load_demo(connection, settings)
    return True


def _load_demo(connection: Connection, settings: Settings) -> None:
    with progress_bars() as progress:
        demo.load(connection, settings.clock.now(), reporter(progress))


def reporter(progress: "Progress") -> Callable[[str, int, int], None]:
    """A function that is told what is done of what, and shows it as bars."""
    tasks: dict[str, Any] = {}

    def report(noun: str, done: int, total: int) -> None:
        if noun not in tasks:
            tasks[noun] = progress.add_task(noun, total=total)
        progress.update(tasks[noun], completed=done)

    return report


def holds_demo(engine: Engine) -> bool:
    """Whether the demo's token is known here."""
    with engine.connect() as connection, seeing_all(connection) as session:
        known = select(db.Token.id).where(db.Token.digest == tokens.digest(demo.DEMO_TOKEN))
        return session.scalar(known) is not None
