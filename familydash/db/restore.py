"""A backup back into the data directory.

All is prepared and checked in a folder beside; one rename of that folder to `restoring` decides; from there on each step can be
done again, so a process that is killed meanwhile leaves what `finish` completes at the next start.
"""

import os
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from familydash.clock import Clock
from familydash.config import CONFIG, DATABASE, MEDIA, SECRET
from familydash.db.archive import MANIFEST, NotABackup, unpack
from familydash.db.backup import forget_sessions, stamp
from familydash.db.file import APPLICATION_ID, count_rows, faults, look, opened, sync_folder
from familydash.db.migrate import latest
from familydash.errors import CannotServe, Conflict
from familydash.lock import hold

DECIDED: Final = "restoring"
_NEW: Final = "new"
_WORK: Final = ".familydash-restore-"


@dataclass(frozen=True, slots=True)
class Restored:
    """`kept` is the folder with what was replaced; None where there was nothing."""

    kept: Path | None
    rows: int
    made_at: str
    app_version: str


def restore(data_dir: Path, file: Path, *, force: bool = False, clock: Clock = Clock()) -> Restored:
    """Put the household of the backup in the place of what is there, and end all sessions. Raises CannotServe while a process
    holds the directory, Conflict where there is a household and not `force`, NotABackup, StorageFull: then nothing is changed."""
    if not file.is_file():
        raise NotABackup(f"there is no file {file}")
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with hold(data_dir):
        finish(data_dir, clock)
        if not force and not look(data_dir / DATABASE).empty:
            raise Conflict(
                f"there is a household in {data_dir} already; --force replaces it, and keeps it in a folder there"
            )
        for left in data_dir.glob(f"{_WORK}*"):
            shutil.rmtree(left)
        work = Path(tempfile.mkdtemp(prefix=_WORK, dir=data_dir))
        try:
            new = work / _NEW
            new.mkdir(mode=0o700)
            manifest = unpack(file, new)
            (new / MANIFEST).unlink()
            (new / MEDIA).mkdir(mode=0o700, exist_ok=True)
            rows = _check(new / DATABASE, manifest.schema_version, dict(manifest.rows), file)
            _sync_all(work)
            work.rename(data_dir / DECIDED)
            sync_folder(data_dir)
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise
        return Restored(finish(data_dir, clock), rows, manifest.made_at, manifest.app_version)


def finish(data_dir: Path, clock: Clock) -> Path | None:
    """Complete a restore that was decided. The folder with what was replaced, where there was something.
    The caller holds the lock; nothing is open. Every start calls this before the database is looked at."""
    folder = data_dir / DECIDED
    if not folder.exists():
        return None
    new = folder / _NEW
    try:
        for name in (CONFIG, MEDIA):
            if (new / name).exists():
                _set_aside(data_dir / name, folder)
                (new / name).rename(data_dir / name)
        if (new / DATABASE).exists():
            for suffix in ("-wal", "-shm", ""):
                _set_aside(data_dir / f"{DATABASE}{suffix}", folder)
            (data_dir / SECRET).unlink(missing_ok=True)  # tokens signed with it would be good again
            (new / DATABASE).rename(data_dir / DATABASE)
        sync_folder(data_dir)
        if new.exists():
            new.rmdir()
        kept = None
        if any(folder.iterdir()):
            kept = _free(data_dir, f"replaced-{stamp(clock)}")
            folder.rename(kept)
        else:
            folder.rmdir()
        sync_folder(data_dir)
    except OSError as error:  # renames only: a full disk does not stop them
        raise CannotServe(
            f"the restore is not complete: {error.filename}: {error.strerror}; the next start goes on with it"
        ) from error
    return kept


def _set_aside(path: Path, folder: Path) -> None:
    if path.exists():
        path.rename(folder / path.name)


def _free(data_dir: Path, name: str) -> Path:
    path, count = data_dir / name, 1
    while path.exists():
        count += 1
        path = data_dir / f"{name}-{count}"
    return path


def _check(database: Path, version: int, rows: dict[str, int], file: Path) -> int:
    """The unpacked database, ready to be served. How many rows it has."""
    if version > latest():
        raise NotABackup(
            f"{file} is of a newer familydash (database version {version}, this one knows {latest()}): install that one first"
        )
    try:
        with opened(database, "rw") as connection:
            (application_id,) = connection.execute("PRAGMA application_id").fetchone()
            (stored,) = connection.execute("PRAGMA user_version").fetchone()
            wrong = faults(connection, deep=True)
            if application_id != APPLICATION_ID or stored != version or wrong or count_rows(connection) != rows:
                raise NotABackup(
                    f"{file} is damaged: {wrong[0] if wrong else 'its database is not what its manifest says'}"
                )
            connection.execute("PRAGMA secure_delete = ON")
            forget_sessions(connection)
            return sum(count_rows(connection).values())
    except sqlite3.Error as error:
        raise NotABackup(f"{file} is damaged: {error}") from error


def _sync_all(folder: Path) -> None:
    for path, _, _ in os.walk(folder):
        sync_folder(Path(path))
