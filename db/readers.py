"""The plain reader for a database."""

from sqlalchemy import URL

from db.engines import SHARES, Shares, is_sqlite
from db.postgres_reader import PostgresReader
from db.reader import Reader
from db.sqlite_reader import SqliteReader


def plain_reader(url: URL, shares: Shares = SHARES) -> Reader:
    """The reader for a database."""
    return SqliteReader(url) if is_sqlite(url) else PostgresReader(url, shares.fast)
