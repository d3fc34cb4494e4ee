"""From the version that a file has to the one that this program knows: all steps in one transaction, or none.

A newer or foreign file is refused untouched. An older one is backed up first.
"""

import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from familydash.clock import Clock
from familydash.config import BACKUPS, DATABASE
from familydash.db.backup import backup, stamp
from familydash.db.file import APPLICATION_ID, Look, faults, is_full, look, opened, sync_folder
from familydash.db.file import check as check
from familydash.errors import CannotServe, Problem, StorageFull


@dataclass(frozen=True, slots=True)
class Step:
    """One numbered file of `migrations/`."""

    version: int
    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Migrated:
    """What was done. `backup` is the copy made before, where there was something to copy."""

    path: Path
    before: int
    after: int
    backup: Path | None


@cache
def steps() -> tuple[Step, ...]:
    """The steps that this program knows, in order."""
    folder = files("familydash.db").joinpath("migrations")
    found = [
        Step(int(file.name[:4]), file.name, file.read_text(encoding="utf-8"))
        for file in folder.iterdir()
        if re.fullmatch(r"\d{4}_\w+\.sql", file.name)
    ]
    return tuple(sorted(found, key=lambda step: step.version))


def latest() -> int:
    return steps()[-1].version


def migrate(data_dir: Path, *, known: Sequence[Step] | None = None, clock: Clock = Clock()) -> Migrated:
    """Bring the household's file to the newest version; make it (0600) where there is none. The caller holds the
    lock, and has no connection open. Raises CannotServe or StorageFull, and then the file is as it was."""
    known = steps() if known is None else known
    path = data_dir / DATABASE
    newest = known[-1].version
    was = look(path)
    _refuse(path, was, newest)
    pending = [step for step in known if step.version > was.version]
    kept = None
    if pending and not was.empty:
        kept = _keep(data_dir, was.version, clock)
    if pending:
        _run(path, was, pending, kept)
    return Migrated(path, was.version, newest, kept)


def _refuse(path: Path, was: Look, newest: int) -> None:
    if not was.empty and not was.ours:
        raise CannotServe(f"{path} is a database of another program; move it away, or name another --data-dir")
    if was.version > newest:
        raise CannotServe(
            f"{path} is of a newer familydash (database version {was.version}, this one knows {newest}): nothing was "
            f"changed; install the newer familydash again, or restore a backup from {path.parent / BACKUPS}"
        )


def _keep(data_dir: Path, version: int, clock: Clock) -> Path:
    folder = data_dir / BACKUPS
    try:
        return backup(data_dir, folder / f"before-update-from-{version:04}-{stamp(clock)}.tar.gz", clock=clock).path
    except (Problem, OSError) as error:
        raise CannotServe(f"no update without a backup, and that failed: {error}") from error


def _run(path: Path, was: Look, pending: Sequence[Step], kept: Path | None) -> None:
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
        sync_folder(path.parent)
    step = pending[0]
    try:
        with opened(path, "rw") as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = OFF")  # a step may rebuild a table; all is checked at the end
            connection.execute("BEGIN IMMEDIATE")
            for step in pending:
                for statement in statements(step.sql):
                    connection.execute(statement)
            broken = faults(connection, deep=False)
            if broken:
                raise sqlite3.IntegrityError(broken[0])
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {pending[-1].version}")
            connection.execute("COMMIT")
    except sqlite3.Error as error:  # closing the connection has rolled back
        if is_full(error):
            raise StorageFull from error
        where = f"; a backup is {kept}" if kept else ""
        raise CannotServe(
            f"the database stays at version {was.version}: {step.name} failed with “{error}”{where}; "
            "keep using the version before this one, and please report it"
        ) from error


def statements(sql: str) -> Iterator[str]:
    """Each statement by itself: `executescript` would commit before the first."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if re.sub(r"--.*", "", statement).strip():
        raise sqlite3.ProgrammingError(f"a statement without end: {statement.strip()[:80]}")
