"""Engines: one URL becomes what each use of the database needs.

SQLite: write-ahead log, foreign keys on, transactions that begin IMMEDIATE on the writing engine, which has
one connection. PostgreSQL: psycopg 3, `statement_timeout`. Numbers that leave a statement as JSON text go
through `exact_float` on SQLite, which prints floats with fifteen digits otherwise.
"""

import _sqlite3
import ctypes
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as WaitedInVain
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from db.geography import great_circle
from db.words import folded_words, without_tags

PLANS = "-c jit=off -c plan_cache_mode=force_generic_plan"
"""Large statements with small answers: compiling them, or planning them anew each time, costs more than it saves."""
POSTGRES_OPTIONS = f"-c statement_timeout=30000 {PLANS}"
BUSY_TIMEOUT_MS = 10_000
CONNECT_TIMEOUT = 5
"""Seconds to wait for PostgreSQL to take a connection."""
HIDDEN: dict[str, Any] = {"hide_parameters": True}
"""Values of requests stay out of errors, and so out of the log."""
CAREFUL: dict[str, Any] = {**HIDDEN, "pool_pre_ping": True}
"""Connections that PostgreSQL has dropped are replaced before they are used."""
SINGLE: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
"""Statements stand alone. Rolling back what only reads would also make psycopg forget what it has prepared."""

MEMORY_STATUS = 9
"""SQLite's own number of the setting."""
CONNECTIONS = 40
LEAST_CONNECTIONS = 4


@dataclass(frozen=True)
class Shares:
    """How many connections to PostgreSQL each pool of a process has at most."""

    ordinary: int
    fast: int
    writing: int

    @classmethod
    def of(cls, most: int) -> "Shares":
        """Divide so many, `LEAST_CONNECTIONS` or more: a quarter for the fast path, a fifth for changes."""
        fast, writing = most // 4, max(1, most // 5)
        return cls(most - fast - writing, fast, writing)


SHARES = Shares.of(CONNECTIONS)


class BadUrl(ValueError):
    """The database URL cannot be used; the message says why in one sentence."""


def parse(url: str) -> URL:
    """The URL of a database that Convene runs on, with the driver left to us."""
    try:
        parsed = make_url(url)
    except Exception as error:
        form = "sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
        raise BadUrl(f"DATABASE_URL is not a database URL: it must be like {form}.") from error
    name = parsed.get_backend_name()
    if name == "postgres":
        parsed, name = parsed.set(drivername="postgresql"), "postgresql"
    if name not in ("sqlite", "postgresql"):
        raise BadUrl(f"DATABASE_URL names {name!r}; Convene runs on sqlite and postgresql.")
    if name == "sqlite" and (not parsed.database or parsed.database.startswith((":", "file:")) or parsed.query):
        raise BadUrl("DATABASE_URL must name an SQLite file and nothing else, like sqlite:///var/convene.sqlite3.")
    return parsed.set(drivername=name)


def out_of_reach(error: BaseException) -> bool:
    """Whether this says that the database takes no connection now, and may take one later."""
    if isinstance(error, WaitedInVain):
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, psycopg.OperationalError):
        return False
    return cause.sqlstate is None or cause.sqlstate[:2] in ("08", "53") or cause.sqlstate in ("57P01", "57P02", "57P03")


def is_sqlite(url: URL) -> bool:
    """Whether this is the embedded database."""
    return url.get_backend_name() == "sqlite"


def exact_float(value: float | None) -> str:
    """A float as JSON text that reads back to the same bits."""
    return "null" if value is None else repr(value)


def count_no_memory() -> bool:
    """Let SQLite not count its memory, of which all threads would wait for one lock: two lists at once took longer than
    one after the other. For a process that has no connection yet. Whether it could be done.
    """
    library = ctypes.CDLL(getattr(_sqlite3, "__file__", None))  # finds what it is linked to; else the process itself
    try:
        library.sqlite3_shutdown()
        done: bool = library.sqlite3_config(MEMORY_STATUS, 0) == 0
        library.sqlite3_initialize()
    except AttributeError:  # hidden in the module
        return False
    return done


def prepare_sqlite(connection: Any) -> None:
    """What every SQLite connection of ours has set, whoever opened it."""
    connection.create_function("great_circle", 4, great_circle, deterministic=True)
    connection.create_function("folded_words", 1, folded_words, deterministic=True)
    connection.create_function("without_tags", 1, without_tags, deterministic=True)
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "temp_store=MEMORY",
        "cache_size=-65536",
    ):
        connection.execute(f"PRAGMA {pragma}")


def reading_engine(url: URL, shares: Shares = SHARES) -> AsyncEngine:
    """The engine of the ordinary executor's batches. Few of its connections are kept when they are not needed."""
    if not is_sqlite(url):
        kept = min(4, shares.ordinary)
        return create_async_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_size=kept,
            max_overflow=shares.ordinary - kept,
            connect_args={"options": POSTGRES_OPTIONS, "connect_timeout": CONNECT_TIMEOUT, "prepare_threshold": 0},
            **SINGLE,
            **CAREFUL,
        )
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"), pool_size=8, max_overflow=8, **SINGLE, **HIDDEN
    )
    event.listen(engine.sync_engine, "connect", _prepare_on_connect)
    event.listen(engine.sync_engine, "invalidate", _interrupt)
    return engine


def writing_engine(url: URL, shares: Shares = SHARES) -> Engine:
    """The engine of changes, migrations, demo data and commands of the CLI. On SQLite it has one connection."""
    if not is_sqlite(url):
        kept = min(2, shares.writing)
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_size=kept,
            max_overflow=shares.writing - kept,
            connect_args={"options": PLANS, "connect_timeout": CONNECT_TIMEOUT},
            **CAREFUL,
        )
    ours = {"isolation_level": None}
    engine = create_engine(url.set(drivername="sqlite+pysqlite"), poolclass=StaticPool, connect_args=ours, **HIDDEN)
    event.listen(engine, "connect", _prepare_on_connect)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_on_connect(connection: Any, _record: Any) -> None:
    prepare_sqlite(connection)


def _interrupt(connection: Any, _record: Any, _error: Any) -> None:
    """Stop the statement of a connection that is given up, because nobody waits for it any more: psycopg does that
    of its own.
    """
    connection.run_async(lambda driver: driver.interrupt())


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
