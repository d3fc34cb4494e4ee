"""The one writer, the readers, and the unit of work. Knows no feature: what a change means to whom is the `Witness`'s.

A write is `async with db.write(viewer) as tx`. Leaving the block commits and publishes, in that order and still
holding the writer, so that the order of events is the order of commits. Any exception, cancellation too, rolls
back and tells nobody.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final, Protocol, Self
from urllib.parse import quote

import aiosqlite

from familydash.auth.viewer import Viewer
from familydash.clock import Clock
from familydash.db.file import is_full
from familydash.db.search import fold
from familydash.errors import Conflict, StorageFull

Row = sqlite3.Row
Params = Mapping[str, Any] | Sequence[Any]

READERS: Final = 2  # a family's reads are short; each reader is a thread and about 0.5 MiB
STATEMENTS: Final = 256  # prepared statements kept per connection: about twice what the routes use

_PRAGMAS: Final = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cell_size_check = ON",
    "PRAGMA temp_store = MEMORY",
)
_READER_PRAGMAS: Final = (*_PRAGMAS, "PRAGMA trusted_schema = OFF")  # OFF forbids the writer's triggers to keep FTS5
_WRITER_PRAGMAS: Final = (
    *_PRAGMAS,
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # NORMAL loses acknowledged writes on a power cut
    "PRAGMA journal_size_limit = 16777216",  # 16 MiB: a burst must not leave a large file on the card
)


@contextmanager
def disk_errors() -> Any:
    """SQLite's words for a full disk become `StorageFull`; all else passes."""
    try:
        yield
    except sqlite3.Error as error:
        if is_full(error):
            raise StorageFull from error
        raise


@contextmanager
def unique(message: str) -> Any:
    """A broken UNIQUE constraint inside becomes `Conflict(message)`: no look before an insert."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        if error.sqlite_errorcode in (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY):
            raise Conflict(message) from error
        raise


class Reader:
    """Queries on one connection, in one transaction: what it reads is of one moment."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def all(self, sql: str, params: Params = ()) -> list[Row]:
        with disk_errors():
            return list(await self._connection.execute_fetchall(sql, params))

    async def one(self, sql: str, params: Params = ()) -> Row | None:
        rows = await self.all(sql, params)
        return rows[0] if rows else None

    async def only(self, sql: str, params: Params = ()) -> Row:
        """The one row that is there by construction."""
        (row,) = await self.all(sql, params)
        return row

    async def value(self, sql: str, params: Params = ()) -> Any:
        """The first column of the first row; None where there is no row."""
        row = await self.one(sql, params)
        return row[0] if row else None


class Tx(Reader):
    """A unit of work: a reader that also writes, and remembers what was touched."""

    def __init__(self, connection: aiosqlite.Connection, viewer: Viewer, now: int) -> None:
        super().__init__(connection)
        self.viewer = viewer
        self.now = now  # one moment for all that one write does, milliseconds UTC
        self.touched: dict[tuple[str, int], None] = {}
        self.recorded: dict[tuple[str, int], None] = {}
        self._after_commit: list[Callable[[], None]] = []

    def touch(self, kind: str, id: int) -> None:
        """Say that an entity may look different now. Who hears of it, and as what, is found by comparing
        what each account saw before with what it sees after."""
        self.touched[kind, id] = None

    def record(self, kind: str, id: int) -> None:
        """Touch what the write is about: the activity tells of that, not of all that looks different with it."""
        self.touch(kind, id)
        self.recorded[kind, id] = None

    def after_commit(self, call: Callable[[], None]) -> None:
        """Have `call` run once the write is durable, before its events go out. It must not raise."""
        self._after_commit.append(call)

    async def run(self, sql: str, params: Params = ()) -> list[Row]:
        """A statement that writes; with RETURNING its rows."""
        return await self.all(sql, params)

    async def insert(self, table: str, values: Mapping[str, Any]) -> int:
        """A new row of an entity, with its version and who made it. Returns its id."""
        row = {
            **values,
            "version": 1,
            "created_at": self.now,
            "updated_at": self.now,
            "updated_by": self.viewer.id,
        }
        columns, slots = ", ".join(row), ", ".join(f":{name}" for name in row)
        rows = await self.all(f"INSERT INTO {table} ({columns}) VALUES ({slots}) RETURNING id", row)
        return int(rows[0]["id"])

    async def update(self, table: str, id: int, values: Mapping[str, Any]) -> None:
        """Set columns of an entity and count its version up. Column names come from our code, never from a body."""
        sets = ", ".join(f"{name} = :{name}" for name in (*values, "updated_at", "updated_by"))
        await self.all(
            f"UPDATE {table} SET {sets}, version = version + 1 WHERE id = :id",
            {**values, "updated_at": self.now, "updated_by": self.viewer.id, "id": id},
        )

    def committed(self) -> None:
        for call in self._after_commit:
            call()


class Witness(Protocol):
    """What sees a write happen: finds the events before the commit, sends them after it."""

    async def prepare(self, before: Reader, after: Tx) -> Sequence[Any]:
        """`before` still reads what was, `after` what will be."""
        ...

    def publish(self, events: Sequence[Any]) -> None:
        """Must not await, raise or block: it runs while the writer is held."""
        ...


class Database:
    """One SQLite file: one connection that writes, checkpoints and migrates, a few that only read."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path = path
        self.witness: Witness | None = None
        self._clock = clock
        self._writer: aiosqlite.Connection
        self._writing = asyncio.Lock()
        self._readers: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()

    @classmethod
    async def open(cls, path: Path, clock: Clock) -> Self:
        """Open a migrated file (see `migrate.py`). `close` must be awaited, or the process cannot end."""
        async with AsyncExitStack() as opened:
            database = cls(path, clock)
            database._writer = await _connect(path, "rw", _WRITER_PRAGMAS)
            opened.push_async_callback(database._writer.close)
            for _ in range(READERS):
                reader = await _connect(path, "ro", _READER_PRAGMAS)
                opened.push_async_callback(reader.close)
                database._readers.put_nowait(reader)
            opened.pop_all()  # from here on `close` sees to it
            return database

    async def close(self) -> None:
        async with self._writing:
            for _ in range(READERS):
                await (await self._readers.get()).close()
            try:
                with disk_errors():
                    await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            except StorageFull:
                pass  # the log is kept and read at the next start
            finally:
                await self._writer.close()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Reader]:
        """A snapshot: all that is read inside is of one moment."""
        connection = await self._readers.get()
        try:
            await connection.execute_fetchall("BEGIN")
            yield Reader(connection)
        finally:
            await settle(self._release(connection))

    async def _release(self, connection: aiosqlite.Connection) -> None:
        try:
            # Without a look at in_transaction: the BEGIN of a cancelled caller may still be queued before us.
            await connection.execute_fetchall("ROLLBACK")
        except sqlite3.OperationalError:
            pass  # it was the BEGIN that failed
        finally:
            self._readers.put_nowait(connection)

    async def look(self) -> None:
        """Read something that every household has, for those who watch over the process. Raises where that fails."""
        async with self.read() as reader:
            await reader.value("SELECT count(*) FROM household")  # reads the file: `SELECT 1` would not

    @asynccontextmanager
    async def write(self, viewer: Viewer) -> AsyncIterator[Tx]:
        """The unit of work. Raises StorageFull where the disk is."""
        async with self._writing:
            tx = Tx(self._writer, viewer, self._clock.now())
            try:
                with disk_errors():
                    await self._writer.execute_fetchall("BEGIN IMMEDIATE")
                    yield tx
                    events = await self._prepare(tx)
            except BaseException:
                await settle(self._rollback())
                raise
            await settle(self._commit(tx, events))

    async def _prepare(self, tx: Tx) -> Sequence[Any]:
        if self.witness is None or not tx.touched:
            return ()
        async with self.read() as before:
            return await self.witness.prepare(before, tx)

    async def _commit(self, tx: Tx, events: Sequence[Any]) -> None:
        try:
            with disk_errors():
                await self._writer.execute_fetchall("COMMIT")
        except BaseException:
            await self._rollback()
            raise
        tx.committed()
        if self.witness is not None:
            self.witness.publish(events)

    async def _rollback(self) -> None:
        # SQLite may have rolled back by itself (full disk); a statement of a cancelled caller may still be queued before us.
        await self._writer.execute_fetchall("SELECT 1")
        if self._writer.in_transaction:
            await self._writer.execute_fetchall("ROLLBACK")


async def _connect(path: Path, mode: str, pragmas: Iterable[str]) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(
        f"file:{quote(str(path))}?mode={mode}", uri=True, isolation_level=None, cached_statements=STATEMENTS
    )
    connection.row_factory = sqlite3.Row
    try:
        for pragma in pragmas:
            await connection.execute_fetchall(pragma)
        await connection.create_function("fold", 1, fold, deterministic=True)
    except BaseException:
        await connection.close()  # its thread would keep the process from ending
        raise
    return connection


async def settle(work: Awaitable[None]) -> None:
    """Await to the end, whoever cancels meanwhile; the cancellation is passed on afterwards."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    task.result()
    if cancelled is not None:
        raise cancelled
