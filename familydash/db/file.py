"""A database file at rest: what it is, whether it is whole, how many rows it has.

SQLite's own short-lived connections only: whoever opens the live file by other means and closes it drops SQLite's locks.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from familydash.errors import CannotServe

APPLICATION_ID: Final = 0x66646173  # "fdas"
# What SQLite calls a full disk, depending on where it noticed. The last is of the shared memory beside the database.
FULL: Final = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_SHMSIZE,
)

_TABLES: Final = """
    SELECT name FROM pragma_table_list
    WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
    ORDER BY name
"""  # the full text's own tables are of type shadow


@dataclass(frozen=True, slots=True)
class Look:
    """What a file says of itself. `empty`: there is none yet, or nothing in it."""

    application_id: int
    version: int
    empty: bool

    @property
    def ours(self) -> bool:
        return self.application_id == APPLICATION_ID


@contextmanager
def opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    """A connection in autocommit. `mode` is `ro`, `rw`, `rwc` or `still`: read-only, and sure that nobody writes."""
    query = "mode=ro&immutable=1" if mode == "still" else f"mode={mode}"
    connection = sqlite3.connect(f"file:{quote(str(path))}?{query}", uri=True, isolation_level=None, timeout=5)
    with closing(connection):
        yield connection


def look(path: Path) -> Look:
    """Read what the file is without changing it, nor making another beside it. Nobody may be writing it.
    Raises CannotServe where it is no SQLite database or cannot be read."""
    if not path.exists() or path.stat().st_size == 0:
        return Look(0, 0, empty=True)
    log = path.with_name(path.name + "-wal")
    mode = "ro" if log.exists() and log.stat().st_size else "still"  # a log left by a crash is part of what is
    try:
        with opened(path, mode) as connection:
            (application_id,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.Error as error:
        raise CannotServe(f"{path} cannot be read as a database: {error}; restore a backup, or move it away") from None
    return Look(application_id, version, empty=not tables and not application_id)


def check(path: Path, *, deep: bool = False) -> list[str]:
    """What is wrong with the file, in SQLite's words; empty where nothing is. `deep` compares the indexes too:
    exact, and seconds instead of milliseconds on a Pi."""
    try:
        with opened(path, "ro") as connection:
            return faults(connection, deep=deep)
    except sqlite3.Error as error:
        return [str(error)]


def faults(connection: sqlite3.Connection, *, deep: bool) -> list[str]:
    said = [row[0] for row in connection.execute(f"PRAGMA {'integrity' if deep else 'quick'}_check (20)")]
    broken = connection.execute("PRAGMA foreign_key_check").fetchmany(20)
    return [
        *(text for text in said if text != "ok"),
        *(f"{table} row {row} refers to a row of {parent} that is not there" for table, row, parent, _ in broken),
    ]


def is_full(error: BaseException) -> bool:
    """Whether it went wrong for want of room: the disk's, or the owner's share of it."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return getattr(error, "sqlite_errorcode", None) in FULL


def count_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Rows per table."""
    tables = [row[0] for row in connection.execute(_TABLES)]
    return {table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables}


def sync_folder(folder: Path) -> None:
    """Make new names in the folder last through a power cut."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
