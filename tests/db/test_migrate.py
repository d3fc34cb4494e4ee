"""A file is brought to the version that the program knows, whole, or it stays byte for byte what it was."""

import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from familydash.config import BACKUPS, DATABASE
from familydash.db.file import APPLICATION_ID, check, look
from familydash.db.migrate import Step, migrate, statements, steps
from familydash.errors import CannotServe, StorageFull

FIRST = Step(1, "0001_first.sql", "CREATE TABLE a (n INTEGER NOT NULL) STRICT;\nINSERT INTO a VALUES (1);")
SECOND = Step(2, "0002_second.sql", "-- more\nALTER TABLE a ADD COLUMN m INTEGER;\nUPDATE a SET m = n + 1; -- done")
BROKEN = Step(
    3, "0003_broken.sql", "CREATE TABLE b (n INTEGER) STRICT;\nDELETE FROM a;\nINSERT INTO nowhere VALUES (1);"
)


def listing(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}


def rows(data_dir: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data_dir / DATABASE)) as connection:
        return list(connection.execute(sql))


def test_the_steps_are_numbered_without_a_gap() -> None:
    assert [step.version for step in steps()] == list(range(1, len(steps()) + 1))


def test_a_new_file_has_the_whole_schema_and_is_its_owners_alone(tmp_path: Path) -> None:
    done = migrate(tmp_path)
    assert (done.before, done.after, done.backup) == (0, steps()[-1].version, None)
    assert done.path.stat().st_mode & 0o777 == 0o600
    seen = look(done.path)
    assert (seen.application_id, seen.version, seen.empty) == (APPLICATION_ID, steps()[-1].version, False)
    assert check(done.path) == []
    assert check(done.path, deep=True) == []
    assert rows(tmp_path, "PRAGMA journal_mode") == [("wal",)]


def test_a_file_of_this_version_is_not_touched(tmp_path: Path) -> None:
    migrate(tmp_path)
    before = listing(tmp_path)
    done = migrate(tmp_path)
    assert (done.before, done.backup) == (done.after, None)
    assert listing(tmp_path) == before


def test_an_older_file_is_backed_up_and_then_has_every_step(tmp_path: Path) -> None:
    migrate(tmp_path, known=[FIRST])
    done = migrate(tmp_path, known=[FIRST, SECOND])
    assert (done.before, done.after) == (1, 2)
    assert done.backup is not None
    assert done.backup.parent == tmp_path / BACKUPS
    assert rows(tmp_path, "SELECT n, m FROM a") == [(1, 2)]


def test_a_step_that_fails_leaves_the_old_file_and_version_with_all_steps_undone(tmp_path: Path) -> None:
    migrate(tmp_path, known=[FIRST])
    before = listing(tmp_path)[DATABASE]
    with pytest.raises(CannotServe, match="stays at version 1: 0003_broken"):
        migrate(tmp_path, known=[FIRST, SECOND, BROKEN])
    assert listing(tmp_path)[DATABASE] == before
    assert look(tmp_path / DATABASE).version == 1
    assert rows(tmp_path, "SELECT n FROM a") == [(1,)]
    assert [path.suffixes for path in (tmp_path / BACKUPS).iterdir()] == [[".tar", ".gz"]]


def test_a_first_step_that_fails_can_be_tried_again(tmp_path: Path) -> None:
    with pytest.raises(CannotServe):
        migrate(tmp_path, known=[Step(1, "0001_broken.sql", "CREATE TABLE a (n INTEGER);\nNONSENSE;")])
    assert migrate(tmp_path, known=[FIRST]).after == 1


def test_a_step_that_breaks_references_is_undone(tmp_path: Path) -> None:
    migrate(tmp_path, known=[FIRST])
    wrong = Step(2, "0002_wrong.sql", "CREATE TABLE c (a INTEGER REFERENCES p (id));\nCREATE TABLE p (id INTEGER PRIMARY KEY);\n"
                                      "INSERT INTO c VALUES (7);")  # fmt: skip
    with pytest.raises(CannotServe, match="refers to a row of p"):
        migrate(tmp_path, known=[FIRST, wrong])
    assert look(tmp_path / DATABASE).version == 1


def test_without_a_backup_there_is_no_update(tmp_path: Path) -> None:
    migrate(tmp_path, known=[FIRST])
    (tmp_path / BACKUPS).write_text("in the way")
    with pytest.raises(CannotServe, match="no update without a backup"):
        migrate(tmp_path, known=[FIRST, SECOND])
    assert look(tmp_path / DATABASE).version == 1


def test_a_newer_file_is_refused_and_no_byte_of_it_or_beside_it_changes(tmp_path: Path) -> None:
    migrate(tmp_path, known=[FIRST, SECOND])
    before = listing(tmp_path)
    with pytest.raises(CannotServe, match=r"newer familydash \(database version 2, this one knows 1\)"):
        migrate(tmp_path, known=[FIRST])
    assert listing(tmp_path) == before


def test_a_newer_file_that_a_crash_left_with_its_log_is_refused_untouched(tmp_path: Path) -> None:
    migrate(tmp_path, known=[FIRST])
    with closing(sqlite3.connect(tmp_path / DATABASE, isolation_level=None)) as writer:
        writer.execute("PRAGMA user_version = 9")  # in the log only
        before = {name: value for name, value in listing(tmp_path).items() if not name.endswith("-shm")}
        with pytest.raises(CannotServe, match="database version 9"):
            migrate(tmp_path, known=[FIRST])
        assert {name: value for name, value in listing(tmp_path).items() if not name.endswith("-shm")} == before


def test_a_database_of_another_program_is_refused_untouched(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / DATABASE)) as connection:
        connection.execute("CREATE TABLE bookmarks (url)")
    before = listing(tmp_path)
    with pytest.raises(CannotServe, match="another program"):
        migrate(tmp_path)
    assert listing(tmp_path) == before


def test_a_file_that_is_no_database_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"Dear diary, " * 1000)
    before = listing(tmp_path)
    with pytest.raises(CannotServe, match="cannot be read as a database"):
        migrate(tmp_path)
    assert listing(tmp_path) == before


def test_statements_are_split_at_their_own_semicolons_only() -> None:
    sql = (
        "-- a; b\nCREATE TABLE a (n TEXT DEFAULT ';');\n"
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n  DELETE FROM a;\n  DELETE FROM a;\nEND;\n-- end\n"
    )
    table, trigger = statements(sql)
    assert "CREATE TABLE" in table
    assert trigger.endswith("END;\n")
    with pytest.raises(sqlite3.ProgrammingError):
        list(statements("CREATE TABLE a (n)"))


def test_a_full_disk_is_called_so_and_the_file_stays(tmp_path: Path) -> None:
    migrate(tmp_path, known=[FIRST])
    before = listing(tmp_path)[DATABASE]
    large = (
        "PRAGMA max_page_count = 3;\nCREATE TABLE b (t TEXT) STRICT;\nINSERT INTO b VALUES (hex(randomblob(50000)));"
    )
    with pytest.raises(StorageFull):
        migrate(tmp_path, known=[FIRST, Step(2, "0002_large.sql", large)])
    assert listing(tmp_path)[DATABASE] == before
