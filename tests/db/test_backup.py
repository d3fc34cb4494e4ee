"""A backup is one moment of the household, whole, checked, and without anything that signs somebody in."""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from familydash.config import BACKUPS, CONFIG, DATABASE, MEDIA, SECRET
from familydash.db.archive import MANIFEST
from familydash.db.backup import BackupFailed, backup
from familydash.db.file import check

WRITER = """
import sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
GIFT = "INSERT INTO gifts (name, notes, visibility, version, created_at, updated_at) VALUES (?, ?, 'family', 1, 0, 0)"
TAG = "INSERT INTO tags (name, name_key, declared, version, created_at, updated_at) VALUES (?, ?, 1, 1, 0, 0)"
n = 0
while True:  # at each moment there is one gift more than tags
    c.execute("BEGIN IMMEDIATE")
    c.execute(GIFT, (str(n), "x" * 500))
    c.execute(TAG, (str(n), str(n)))
    if n % 3 == 0:
        c.execute("DELETE FROM gifts WHERE name = ?", (str(n // 2),))
        c.execute("DELETE FROM tags WHERE name = ?", (str(n // 2),))
    c.execute("COMMIT")
    n += 1
    if n in (20, 200):
        print(n, flush=True)
"""


def unpacked(archive: Path, folder: Path) -> tuple[dict[str, Any], sqlite3.Connection]:
    with tarfile.open(archive) as tar:
        for member in tar:  # extractall's `filter` is newer than Debian's Python 3.11
            path = folder / member.name
            path.parent.mkdir(parents=True, exist_ok=True)
            file = tar.extractfile(member)
            assert file is not None
            path.write_bytes(file.read())
    return json.loads((folder / MANIFEST).read_text()), sqlite3.connect(folder / DATABASE)


def test_it_holds_database_pictures_settings_and_a_manifest_that_counts_them(household: Path, tmp_path: Path) -> None:
    report = backup(household, tmp_path / "b.tar.gz")
    assert report.size == report.path.stat().st_size
    assert report.path.stat().st_mode & 0o777 == 0o600
    with tarfile.open(report.path) as tar:
        assert tar.getnames() == [DATABASE, CONFIG, f"{MEDIA}/ab12.webp", MANIFEST]
    manifest, copy = unpacked(report.path, tmp_path / "out")
    assert manifest["rows"]["gifts"] == 1
    assert sum(manifest["rows"].values()) == report.rows == 2  # Ana, and her gift
    assert copy.execute("SELECT name FROM gifts").fetchall() == [("LEGO castle",)]
    copy.close()


def test_it_signs_nobody_in(household: Path, tmp_path: Path) -> None:
    report = backup(household, tmp_path / "b.tar.gz")
    manifest, copy = unpacked(report.path, tmp_path / "out")
    assert manifest["rows"]["sessions"] == 0
    assert copy.execute("SELECT count(*) FROM sessions").fetchone() == (0,)
    copy.close()
    everything = gzip.decompress(report.path.read_bytes())
    assert bytes.fromhex("5EC12E7A") not in everything  # the refresh token's hash is not in a freed page either
    assert (household / SECRET).read_bytes() not in everything


def test_under_another_process_that_writes_it_is_one_moment_and_it_ends(household: Path, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(household / DATABASE)], stdout=subprocess.PIPE, text=True
    ) as writer:
        try:
            assert writer.stdout is not None
            for line in (b"20", b"200"):
                assert writer.stdout.readline().encode().strip() == line
                report = backup(household, tmp_path / f"{line.decode()}.tar.gz")
                manifest, copy = unpacked(report.path, tmp_path / line.decode())
                gifts = copy.execute("SELECT count(*) FROM gifts").fetchone()[0]
                assert gifts == copy.execute("SELECT count(*) FROM tags").fetchone()[0] + 1 == manifest["rows"]["gifts"]
                assert gifts > int(line) // 2
                copy.close()
                assert check(tmp_path / line.decode() / DATABASE, deep=True) == []
        finally:
            writer.kill()
    assert check(household / DATABASE, deep=True) == []


def test_a_folder_or_nothing_gives_it_a_name_with_the_time(household: Path, tmp_path: Path) -> None:
    assert backup(household).path.parent == household / BACKUPS
    assert backup(household, tmp_path).path.name.startswith("familydash-")
    assert not [path for path in (household / BACKUPS).iterdir() if not path.name.startswith("familydash-")]


def test_a_backup_takes_the_place_of_an_older_one_of_the_same_name(household: Path, tmp_path: Path) -> None:
    first = backup(household, tmp_path / "b.tar.gz")
    (household / MEDIA / "cd34.webp").write_bytes(os.urandom(5000))
    assert backup(household, tmp_path / "b.tar.gz").size > first.size


def test_it_never_takes_the_place_of_anything_else(household: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Oma")
    for target in (
        tmp_path / "letter.txt",
        household / DATABASE,
        household / "b.tar.gz",
        tmp_path / "nowhere" / "b.tar.gz",
    ):
        with pytest.raises(BackupFailed):
            backup(household, target)
    assert (tmp_path / "letter.txt").read_text() == "Dear Oma"
    assert check(household / DATABASE) == []


def test_a_damaged_database_gives_no_backup_and_leaves_the_last_one(household: Path, tmp_path: Path) -> None:
    report = backup(household, tmp_path / "b.tar.gz")
    good = report.path.read_bytes()
    with (household / DATABASE).open("r+b") as file:  # nobody has it open
        file.seek(4096 * 8)
        file.write(b"\xff" * 4096 * 4)
    with pytest.raises(BackupFailed):
        backup(household, tmp_path / "b.tar.gz")
    assert report.path.read_bytes() == good
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.tar.gz", "house"]


def test_links_and_half_written_pictures_are_left_out(household: Path, tmp_path: Path) -> None:
    (household / MEDIA / "link.webp").symlink_to("/etc/passwd")
    (household / MEDIA / ".new").write_bytes(b"half")
    with tarfile.open(backup(household, tmp_path).path) as tar:
        assert [name for name in tar.getnames() if name.startswith(MEDIA)] == [f"{MEDIA}/ab12.webp"]


def test_where_there_is_no_household_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match="no household"):
        backup(tmp_path, tmp_path / BACKUPS)
