"""A backup comes back whole or not at all; what it replaces is kept; nobody stays signed in."""

import gzip
import io
import json
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path

import pytest

from familydash.clock import Clock
from familydash.config import BACKUPS, CONFIG, DATABASE, MEDIA, SECRET
from familydash.db import restore as module
from familydash.db.archive import MANIFEST, NotABackup
from familydash.db.backup import backup
from familydash.db.file import check
from familydash.db.migrate import migrate
from familydash.db.restore import DECIDED, finish, restore
from familydash.errors import CannotServe, Conflict
from familydash.lock import hold

Open = Callable[[Path], AbstractContextManager[sqlite3.Connection]]


@pytest.fixture
def archive(household: Path, tmp_path: Path) -> Path:
    return backup(household, tmp_path / "b.tar.gz").path


@pytest.fixture
def changed(household: Path, archive: Path, connection: Open) -> Path:
    """The household after the backup: another gift, another picture, other settings."""
    with connection(household) as opened:
        opened.execute("UPDATE gifts SET name = 'Bicycle'")
    (household / MEDIA / "cd34.webp").write_bytes(b"another picture")
    (household / CONFIG).write_text("port = 9000\n")
    return household


def listing(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "familydash.lock"
    }


def gifts(data_dir: Path, connection: Open) -> list[str]:
    with connection(data_dir) as opened:
        return [row[0] for row in opened.execute("SELECT name FROM gifts")]


def repacked(archive: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The archive with other members; the manifest is kept in step unless `change` sets it."""
    with tarfile.open(archive) as tar:
        members = {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]
    manifest = members.pop(MANIFEST)
    change(members)
    told = json.loads(manifest)
    told["files"] = {name: {"bytes": len(data), "sha256": sha256(data).hexdigest()} for name, data in members.items()}
    members.setdefault(MANIFEST, json.dumps(told).encode())
    with tarfile.open(target, "w:gz") as tar:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return target


def test_it_brings_back_database_pictures_and_settings(changed: Path, archive: Path, connection: Open) -> None:
    done = restore(changed, archive, force=True)
    assert gifts(changed, connection) == ["LEGO castle"]
    assert [path.name for path in (changed / MEDIA).iterdir()] == ["ab12.webp"]
    assert (changed / CONFIG).read_text() == 'host = "127.0.0.1"\n'
    assert done.rows == 2
    assert check(changed / DATABASE, deep=True) == []
    assert migrate(changed).before == 1
    assert (changed / DATABASE).stat().st_mode & 0o777 == 0o600


def test_it_keeps_what_it_replaces(changed: Path, archive: Path, connection: Open) -> None:
    kept = restore(changed, archive, force=True).kept
    assert kept is not None
    assert gifts(kept, connection) == ["Bicycle"]
    assert (kept / CONFIG).read_text() == "port = 9000\n"
    assert (kept / MEDIA / "cd34.webp").exists()


def test_it_ends_all_sessions_and_takes_the_signing_key_away(changed: Path, archive: Path, connection: Open) -> None:
    restore(changed, archive, force=True)
    assert not list(changed.rglob(SECRET))
    with connection(changed) as opened:
        assert opened.execute("SELECT count(*) FROM sessions").fetchone() == (0,)


def test_a_log_that_a_crash_left_does_not_get_into_the_restored_database(
    changed: Path, archive: Path, connection: Open, tmp_path: Path
) -> None:
    with connection(changed) as opened:
        opened.execute("UPDATE gifts SET name = 'only in the log'")
        shutil.copy(changed / f"{DATABASE}-wal", tmp_path / "wal")
        shutil.copy(changed / f"{DATABASE}-shm", tmp_path / "shm")
    shutil.copy(tmp_path / "wal", changed / f"{DATABASE}-wal")
    shutil.copy(tmp_path / "shm", changed / f"{DATABASE}-shm")
    kept = restore(changed, archive, force=True).kept
    assert gifts(changed, connection) == ["LEGO castle"]
    assert kept is not None
    assert (kept / f"{DATABASE}-wal").exists()


def test_a_household_is_replaced_only_when_forced(changed: Path, archive: Path) -> None:
    before = listing(changed)
    with pytest.raises(Conflict, match="--force"):
        restore(changed, archive)
    assert listing(changed) == before


def test_into_nothing_it_needs_no_force_and_keeps_nothing(archive: Path, tmp_path: Path, connection: Open) -> None:
    fresh = tmp_path / "new" / "house"
    assert restore(fresh, archive).kept is None
    assert gifts(fresh, connection) == ["LEGO castle"]
    assert fresh.stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in fresh.iterdir()) == [CONFIG, DATABASE, "familydash.lock", MEDIA]


def test_while_a_process_has_the_directory_it_is_refused(changed: Path, archive: Path) -> None:
    before = listing(changed)
    with hold(changed) as held:
        held.serves("http://192.168.1.5:8000/")
        with pytest.raises(CannotServe, match="which serves http"):
            restore(changed, archive, force=True)
    assert listing(changed) == before


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda m: m.update({"../evil": b"x"}), id="a name that leads out"),
        pytest.param(lambda m: m.update({"/etc/evil": b"x"}), id="an absolute name"),
        pytest.param(lambda m: m.update({f"{MEDIA}/../evil": b"x"}), id="a name that leads out of media"),
        pytest.param(lambda m: m.update({SECRET: b"k" * 32}), id="a signing key"),
        pytest.param(lambda m: m.update({MANIFEST: b'{"format": 2}'}), id="a newer format"),
        pytest.param(lambda m: m.update({MANIFEST: b"[]"}), id="another manifest"),
        pytest.param(lambda m: m.update({MANIFEST: b"{"}), id="half a manifest"),
        pytest.param(lambda m: m.pop(DATABASE), id="no database"),
        pytest.param(lambda m: m.update({DATABASE: b"no database" * 100}), id="something else for a database"),
        pytest.param(lambda m: m.update({CONFIG: b"x" * (1 << 21)}), id="settings without end"),
    ],
)
def test_what_is_no_backup_changes_nothing(
    changed: Path, archive: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    before = listing(changed)
    with pytest.raises(NotABackup):
        restore(changed, repacked(archive, tmp_path / "other.tar.gz", change), force=True)
    assert listing(changed) == before


def test_half_a_file_a_text_a_folder_and_no_file_change_nothing(changed: Path, archive: Path, tmp_path: Path) -> None:
    (tmp_path / "half.tar.gz").write_bytes(archive.read_bytes()[:-2000])
    (tmp_path / "text").write_text("Dear Oma")
    before = listing(changed)
    for file in (tmp_path / "half.tar.gz", tmp_path / "text", tmp_path, tmp_path / "nowhere"):
        with pytest.raises(NotABackup):
            restore(changed, file, force=True)
    assert listing(changed) == before


def test_a_byte_that_is_not_what_the_manifest_says_is_found(changed: Path, archive: Path, tmp_path: Path) -> None:
    tar = bytearray(gzip.decompress(archive.read_bytes()))
    tar[tar.index(b"a picture")] ^= 1
    (tmp_path / "bad.tar.gz").write_bytes(gzip.compress(bytes(tar)))
    with pytest.raises(NotABackup, match="damaged"):
        restore(changed, tmp_path / "bad.tar.gz", force=True)


def test_links_in_an_archive_are_refused(changed: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "link.tar.gz", "w:gz") as tar:
        member = tarfile.TarInfo(DATABASE)
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(member)
    with pytest.raises(NotABackup):
        restore(changed, tmp_path / "link.tar.gz", force=True)


def test_a_header_that_claims_gigabytes_is_refused_before_it_is_read(changed: Path, tmp_path: Path) -> None:
    member = tarfile.TarInfo("pax")
    member.type, member.size = tarfile.XHDTYPE, 3 << 30
    (tmp_path / "bomb.tar.gz").write_bytes(gzip.compress(member.tobuf(tarfile.USTAR_FORMAT) + b"\0" * 10_000))
    with pytest.raises(NotABackup, match="header"):
        restore(changed, tmp_path / "bomb.tar.gz", force=True)


def test_a_backup_of_a_newer_version_is_refused(changed: Path, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = listing(changed)
    monkeypatch.setattr(module, "latest", lambda: 0)
    with pytest.raises(NotABackup, match="newer familydash"):
        restore(changed, archive, force=True)
    assert listing(changed) == before


def test_killed_at_any_rename_the_next_start_completes_it(
    changed: Path, archive: Path, connection: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Killed(BaseException):
        pass

    rename = Path.rename
    for step in range(2, 20):
        data_dir = tmp_path / f"try {step}"
        shutil.copytree(changed, data_dir)
        count = 0

        def mortal(path: Path, target: Path, step: int = step) -> Path:
            nonlocal count
            count += 1
            if count == step:
                raise Killed
            return rename(path, target)

        monkeypatch.setattr(Path, "rename", mortal)
        try:
            restore(data_dir, archive, force=True)
            done = True
        except Killed:
            done = False
        monkeypatch.setattr(Path, "rename", rename)
        finish(data_dir, Clock())
        assert gifts(data_dir, connection) == ["LEGO castle"], f"killed at rename {step}"
        assert [path.name for path in (data_dir / MEDIA).iterdir()] == ["ab12.webp"]
        (kept,) = data_dir.glob("replaced-*")
        assert gifts(kept, connection) == ["Bicycle"]
        assert not (data_dir / DECIDED).exists()
        assert not (data_dir / SECRET).exists()
        if done:
            assert step > 7  # config, media and database: each away and in, and the folder's own two
            return
    pytest.fail("it never ended")


def test_backups_stay_where_they_are(changed: Path, archive: Path) -> None:
    own = backup(changed).path
    restore(changed, archive, force=True)
    assert own.exists()
    assert own.parent == changed / BACKUPS
