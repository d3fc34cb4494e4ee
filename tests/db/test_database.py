"""The unit of work: all of a write or nothing of it, one at a time, and told in the order of commits."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from familydash.auth.viewer import HOUSE
from familydash.clock import Clock
from familydash.db.database import READERS, Database, Reader, Tx
from familydash.errors import Conflict, StorageFull


class Diary:
    """A witness whose events are the rows that are new."""

    def __init__(self) -> None:
        self.told: list[list[int]] = []
        self.fails = False

    async def prepare(self, before: Reader, after: Tx) -> Sequence[Any]:
        if self.fails:
            raise RuntimeError("the feed is broken")
        known = {row["id"] for row in await before.all("SELECT id FROM note")}
        return [row["id"] for row in await after.all("SELECT id FROM note ORDER BY id") if row["id"] not in known]

    def publish(self, events: Sequence[Any]) -> None:
        if events:
            self.told.append(list(events))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "house.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE note (id INTEGER PRIMARY KEY AUTOINCREMENT, who TEXT, text TEXT UNIQUE)")
    connection.close()
    return path


@pytest.fixture
async def db(path: Path) -> AsyncIterator[Database]:
    database = await Database.open(path, Clock())
    database.witness = Diary()
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture
def diary(db: Database) -> Diary:
    assert isinstance(db.witness, Diary)
    return db.witness


async def note(tx: Tx, who: str, text: str | None = None) -> int:
    rows = await tx.run("INSERT INTO note (who, text) VALUES (?, ?) RETURNING id", (who, text))
    tx.touch("note", rows[0]["id"])
    return int(rows[0]["id"])


async def notes(db: Database) -> list[int]:
    async with db.read() as read:
        return [row["id"] for row in await read.all("SELECT id FROM note ORDER BY id")]


async def test_two_concurrent_writes_never_share_a_transaction(db: Database, diary: Diary) -> None:
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def refused() -> None:
        async with db.write(HOUSE) as tx:
            await note(tx, "ana")
            inside.set()
            await go_on.wait()
            raise Conflict("no")

    async def kept() -> None:
        await inside.wait()
        async with db.write(HOUSE) as tx:
            assert await tx.all("SELECT * FROM note") == []
            await note(tx, "ben")

    first, second = asyncio.create_task(refused()), asyncio.create_task(kept())
    await inside.wait()
    assert await notes(db) == []
    go_on.set()
    with pytest.raises(Conflict):
        await first
    await second
    async with db.read() as read:
        assert [row["who"] for row in await read.all("SELECT who FROM note")] == ["ben"]
    assert len(diary.told) == 1


async def test_a_write_that_is_rolled_back_tells_nobody(db: Database, diary: Diary) -> None:
    called = []

    async def refused() -> None:
        async with db.write(HOUSE) as tx:
            await note(tx, "ana")
            tx.after_commit(lambda: called.append(1))
            raise Conflict("no")

    with pytest.raises(Conflict):
        await refused()
    assert (await notes(db), diary.told, called) == ([], [], [])


async def test_a_witness_that_fails_rolls_the_write_back(db: Database, diary: Diary) -> None:
    diary.fails = True
    with pytest.raises(RuntimeError):
        async with db.write(HOUSE) as tx:
            await note(tx, "ana")
    diary.fails = False
    assert await notes(db) == []
    async with db.write(HOUSE) as tx:
        await note(tx, "ana")
    assert len(diary.told) == 1


async def test_what_is_to_run_after_the_commit_finds_it_durable_and_untold(db: Database, diary: Diary) -> None:
    order: list[str] = []

    def durable() -> None:
        with sqlite3.connect(db.path) as other:
            order.append(f"{other.execute('SELECT count(*) FROM note').fetchone()[0]} told {len(diary.told)}")
        other.close()

    async with db.write(HOUSE) as tx:
        await note(tx, "ana")
        tx.after_commit(durable)
    assert order == ["1 told 0"]
    assert len(diary.told) == 1


async def test_events_of_fifty_concurrent_writers_come_in_the_order_of_commits(db: Database, diary: Diary) -> None:
    async def write(number: int) -> None:
        for _ in range(4):
            async with db.write(HOUSE) as tx:
                await note(tx, f"writer {number}")
                await asyncio.sleep(0)
                await note(tx, f"writer {number}")

    await asyncio.gather(*(write(number) for number in range(50)))
    told = [id for write in diary.told for id in write]
    assert told == list(range(1, 401))
    assert all(len(write) == 2 for write in diary.told)


async def cancelled_at(db: Database, call: int, work: Callable[[], Any]) -> bool:
    """Run `work` and cancel it while it awaits its n-th statement. False where it has fewer."""
    task: asyncio.Task[Any]
    seen = 0
    connections = [db._writer, *db._readers._queue]  # type: ignore[attr-defined]
    originals = [connection.execute_fetchall for connection in connections]

    def watched(original: Any) -> Any:
        async def execute_fetchall(*args: Any) -> Any:
            nonlocal seen
            seen += 1
            if seen == call:
                asyncio.get_running_loop().call_soon(task.cancel)
            return await original(*args)

        return execute_fetchall

    for connection, original in zip(connections, originals, strict=True):
        connection.execute_fetchall = watched(original)
    try:
        task = asyncio.create_task(work())
        try:
            await task
        except asyncio.CancelledError:
            return True
        return seen >= call
    finally:
        for connection, original in zip(connections, originals, strict=True):
            connection.execute_fetchall = original


async def test_a_write_cancelled_at_any_statement_is_whole_or_not_there(db: Database, diary: Diary) -> None:
    async def work() -> None:
        async with db.write(HOUSE) as tx:
            await note(tx, "ana")
            await note(tx, "ana")

    call, committed = 1, 0
    while await cancelled_at(db, call, work):
        there = await notes(db)
        told = [id for write in diary.told for id in write]
        assert there == told, f"cancelled at statement {call}"
        assert len(there) % 2 == 0
        committed = len(there)
        # The next one gets the writer, without a transaction of another.
        async with asyncio.timeout(5), db.write(HOUSE) as tx:
            await tx.run("DELETE FROM note WHERE who = 'nobody'")
        call += 1
    assert call > 7  # BEGIN, two INSERTs, the reader's BEGIN, two SELECTs, the reader's ROLLBACK, COMMIT
    assert committed > 0  # cancelled during COMMIT: durable and told


async def test_a_read_cancelled_at_any_statement_leaves_a_reader_that_works(db: Database) -> None:
    async with db.write(HOUSE) as tx:
        await note(tx, "ana")

    async def work() -> None:
        await notes(db)

    call = 1
    while await cancelled_at(db, call, work):
        async with asyncio.timeout(5):
            for _ in range(READERS):
                assert await notes(db) == [1], f"cancelled at statement {call}"
        call += 1
    assert call > 2


async def test_waiting_for_the_writer_can_be_cancelled(db: Database) -> None:
    async with db.write(HOUSE) as tx:
        waiting = asyncio.create_task(db.write(HOUSE).__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await note(tx, "ana")
    assert await notes(db) == [1]


async def test_a_reader_sees_one_moment(db: Database) -> None:
    async with db.read() as read:
        assert await read.value("SELECT count(*) FROM note") == 0
        async with db.write(HOUSE) as tx:
            await note(tx, "ana")
        assert await read.value("SELECT count(*) FROM note") == 0
    assert await notes(db) == [1]


async def test_a_full_disk_loses_the_write_and_nothing_else(db: Database, diary: Diary) -> None:
    async with db.write(HOUSE) as tx:
        await note(tx, "ana")
        pages = await tx.value("PRAGMA page_count")
    async with db.write(HOUSE) as tx:
        await tx.run(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageFull):
        async with db.write(HOUSE) as tx:
            await note(tx, "ana", "x" * 200_000)
    assert await notes(db) == [1]
    assert diary.told == [[1]]
    async with db.write(HOUSE) as tx:
        await note(tx, "ben")
    assert len(await notes(db)) == 2


async def test_a_file_that_is_no_database_is_refused_and_no_thread_is_left(tmp_path: Path) -> None:
    path = tmp_path / "house.db"
    path.write_bytes(b"this is no database, but long enough to look at" * 50)
    before = set(threading.enumerate())
    with pytest.raises(sqlite3.DatabaseError):
        await Database.open(path, Clock())
    for thread in set(threading.enumerate()) - before:  # it has been told to end, and may be at its last line
        thread.join(10)
        assert not thread.is_alive()
