"""What `convene photos` does: takes away the files of photos whose rows are gone, with their groups or events."""

import shutil
import time
from pathlib import Path

from sqlalchemy import Connection, select

import db
from db.visibility import seeing_all

AT_ONCE = 500
ABANDONED = 24 * 3600
"""Seconds after which nobody comes back to what an upload has left aside."""


def sweep(connection: Connection, folder: Path) -> int:
    """Remove what belongs to no photo: how many pictures that were. Those that are just coming have rows already."""
    kept = sorted(folder.glob("??/*"))
    gone = [path for at in range(0, len(kept), AT_ONCE) for path in _strays(connection, kept[at : at + AT_ONCE])]
    gone += [path for path in folder.glob("new-*") if path.stat().st_mtime < time.time() - ABANDONED]
    for path in gone:
        shutil.rmtree(path)
    return len(gone)


def _strays(connection: Connection, paths: list[Path]) -> list[Path]:
    key = db.Photo.storage_key
    with seeing_all(connection) as session:
        known = set(session.scalars(select(key).where(key.in_([path.name for path in paths]))))
    return [path for path in paths if path.name not in known]
