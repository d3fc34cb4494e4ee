"""A copy of the household, taken while it is in use, checked before it is called done, and never half-written."""

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from familydash import __version__
from familydash.clock import Clock, rfc3339
from familydash.config import BACKUPS, CONFIG, DATABASE, MEDIA
from familydash.db.archive import PICTURE, Writer, writing
from familydash.db.file import count_rows, faults, is_full, opened, sync_folder
from familydash.errors import Problem, StorageFull

_WORK: Final = ".familydash-backup-"
_STALE: Final = 86_400  # seconds: a working folder this old was left by a backup that was killed
_GZIP: Final = b"\x1f\x8b"


class BackupFailed(Problem):
    """There is no new backup; older ones are as they were."""


@dataclass(frozen=True, slots=True)
class Report:
    """A finished backup: `size` in bytes, `rows` over all tables."""

    path: Path
    size: int
    rows: int


def backup(data_dir: Path, target: Path | None = None, *, clock: Clock = Clock()) -> Report:
    """Database, pictures and settings into one .tar.gz of mode 0600. `target` is a file, a folder, or None for
    `backups/` in the data directory. Not in it: the signing key, and sessions. Raises BackupFailed, StorageFull."""
    try:
        final = _destination(data_dir, target, clock)
        with _working_folder(final.parent) as work:
            rows, version = _copy_database(data_dir / DATABASE, work / DATABASE)
            packed = work / "backup.tar.gz.tmp"
            with os.fdopen(os.open(packed, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                with writing(file) as archive:
                    archive.add(DATABASE, work / DATABASE)
                    _add_settings(archive, data_dir)
                    _add_pictures(archive, data_dir)
                    archive.finish(__version__, version, rfc3339(clock.now()), rows)
                file.flush()
                os.fsync(file.fileno())
            size = packed.stat().st_size
            packed.replace(final)
            sync_folder(final.parent)
    except OSError as error:
        raise _said(error) from error
    return Report(final, size, sum(rows.values()))


def stamp(clock: Clock) -> str:
    """`20261126-103000`, UTC: local time would come twice when summer ends."""
    return datetime.fromtimestamp(clock.now() / 1000, UTC).strftime("%Y%m%d-%H%M%S")


def _destination(data_dir: Path, target: Path | None, clock: Clock) -> Path:
    target = data_dir / BACKUPS if target is None else target
    if target == data_dir / BACKUPS or target.parent == data_dir / BACKUPS:
        (data_dir / BACKUPS).mkdir(mode=0o700, exist_ok=True)
    if target.is_dir():
        target /= f"familydash-{stamp(clock)}.tar.gz"
    if not target.name.endswith((".tar.gz", ".tgz")):
        raise BackupFailed(f"a backup is a .tar.gz; name it {target.name.split('.')[0]}.tar.gz, or name a folder")
    if not target.parent.is_dir():
        raise BackupFailed(f"there is no folder {target.parent}; make it first")
    if target.parent.resolve() == data_dir.resolve():
        raise BackupFailed(f"a backup does not belong among the live files of {data_dir}; name another place")
    if target.exists() and not _is_packed(target):
        raise BackupFailed(f"{target} exists and is no backup; name another file")
    return target


def _is_packed(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(2) == _GZIP


@contextmanager
def _working_folder(beside: Path) -> Iterator[Path]:
    """On the target's own disk: the card that is saved from may have no room left."""
    for left in beside.glob(f"{_WORK}*"):
        if time.time() - left.stat().st_mtime > _STALE:
            shutil.rmtree(left, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=_WORK, dir=beside))  # 0700
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _copy_database(source: Path, copy: Path) -> tuple[dict[str, int], int]:
    """One moment of the database into a file of its own, without sessions. Rows per table, and its version."""
    if not source.exists():
        raise BackupFailed(f"there is no household in {source.parent}; run `familydash init` first")
    try:
        with opened(source, "ro") as live, opened(copy, "rwc") as saved:
            copy.chmod(0o600)
            saved.execute("PRAGMA locking_mode = EXCLUSIVE")  # no shared memory: the target may be a network share
            saved.execute("PRAGMA secure_delete = ON")
            live.execute("BEGIN")  # what is counted and what is copied is the same moment
            expected = count_rows(live)
            live.backup(saved, pages=-1)  # in small steps it begins anew at each write, and never ends
            live.execute("ROLLBACK")
            saved.execute("PRAGMA journal_mode = DELETE")
            wrong = faults(saved, deep=True)
            if wrong:
                raise BackupFailed(
                    f"{source} is damaged: {wrong[0]}; keep the older backups and run `familydash restore`"
                )
            if count_rows(saved) != expected:
                raise BackupFailed("the copy has other rows than the database; please try again and report it")
            forget_sessions(saved)
            (version,) = saved.execute("PRAGMA user_version").fetchone()
            return count_rows(saved), version
    except sqlite3.Error as error:
        raise _said(error) from error


def forget_sessions(copy: sqlite3.Connection) -> None:
    """What comes back from a backup must not sign anybody in, nor answer a request again."""
    for table in ("sessions", "idempotency"):
        if copy.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)).fetchone():
            copy.execute(f"DELETE FROM {table}")


def _add_settings(archive: Writer, data_dir: Path) -> None:
    if (data_dir / CONFIG).is_file():
        archive.add(CONFIG, data_dir / CONFIG)


def _add_pictures(archive: Writer, data_dir: Path) -> None:
    """After the database: every picture that it names is there by then."""
    for path in sorted((data_dir / MEDIA).rglob("*")):
        name = path.relative_to(data_dir).as_posix()
        if path.is_symlink() or not path.is_file() or not PICTURE.fullmatch(name):
            continue
        try:
            archive.add(name, path)
        except FileNotFoundError:  # taken away meanwhile
            continue


def _said(error: OSError | sqlite3.Error) -> Problem:
    if is_full(error):
        return StorageFull()
    if isinstance(error, OSError) and error.filename:
        return BackupFailed(f"no backup was made: {error.filename}: {error.strerror}")
    return BackupFailed(f"no backup was made: {error}")
