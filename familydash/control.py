"""What the machine's owner does to accounts from the command line: one table of operations, and the door to a server that runs.

There is one writer. So while a server has the data directory, the command line hands it the operation through a socket that only
the directory's owner can open; else it takes the lock and carries out the same operation itself (`cli/control.py`).
"""

import logging
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from familydash.auth import store as auth
from familydash.auth.passwords import Password, Passwords
from familydash.auth.store import Registration
from familydash.auth.viewer import HOUSE
from familydash.db.database import Database, Reader
from familydash.db.paging import PageQuery
from familydash.errors import NotFound, Problem
from familydash.features.users import removal
from familydash.features.users import store as users
from familydash.features.users.store import User, UserChange
from familydash.shapes import Input

SOCKET: Final = "control.sock"

log: Final = logging.getLogger(__name__)


class Desk(Protocol):
    """What the operations need of a household that is open."""

    @property
    def db(self) -> Database: ...

    @property
    def passwords(self) -> Passwords: ...


class Nothing(Input):
    pass


class Which(Input):
    email: str


class NewPassword(Which):
    password: Password


class Admin(Which):
    is_admin: bool


async def add(desk: Desk, new: Registration) -> User:
    password_hash = await desk.passwords.hash(new.password)
    async with desk.db.write(HOUSE) as tx:
        return await users.create(tx, new.account, password_hash)


async def listing(desk: Desk, _: Nothing) -> list[User]:
    found: list[User] = []
    query = PageQuery(limit=200)
    async with desk.db.read() as read:
        while True:
            page = await users.listing(read, HOUSE, query)
            found += [await users.get(read, HOUSE, user.id) for user in page.items]
            if page.next_cursor is None:
                return found
            query = PageQuery(limit=200, cursor=page.next_cursor)


async def password(desk: Desk, new: NewPassword) -> User:
    """All sessions of the account end: who forgot a password may have lost a phone."""
    password_hash = await desk.passwords.hash(new.password)
    async with desk.db.write(HOUSE) as tx:
        id = await _id(tx, new.email)
        await auth.set_password(tx, id, password_hash)
        await auth.end_all(tx, id)
        tx.touch("user", id)  # the server's sessions follow each account that is touched
        return await users.get(tx, HOUSE, id)


async def remove(desk: Desk, which: Which) -> User:
    """The account as it was."""
    async with desk.db.write(HOUSE) as tx:
        user = await users.get(tx, HOUSE, await _id(tx, which.email))
        await removal.remove(tx, user.id, None)
        return user


async def admin(desk: Desk, change: Admin) -> User:
    async with desk.db.write(HOUSE) as tx:
        return await users.change(tx, await _id(tx, change.email), UserChange(is_admin=change.is_admin), None)


async def _id(reader: Reader, email: str) -> int:
    id = await users.find(reader, email)
    if id is None:
        raise NotFound(f"there is no account {email}; `familydash user list` shows those there are")
    return id


@dataclass(frozen=True, slots=True)
class Operation:
    takes: type[BaseModel]
    run: Callable[[Any, Any], Awaitable[Any]]


OPERATIONS: Final[Mapping[str, Operation]] = {
    "user-add": Operation(Registration, add),
    "user-list": Operation(Nothing, listing),
    "user-password": Operation(NewPassword, password),
    "user-remove": Operation(Which, remove),
    "user-admin": Operation(Admin, admin),
}


@asynccontextmanager
async def listening(desk: Desk, data_dir: Path) -> AsyncIterator[None]:
    """Take operations from the command line for as long as the block runs. The caller holds the lock."""
    from aiohttp import web

    async def carry_out(request: web.Request) -> web.Response:
        status, answer = await _answer(desk, request.match_info["operation"], await request.read())
        return web.Response(status=status, body=to_json(answer), content_type="application/json")

    app = web.Application()
    app.router.add_post("/{operation}", carry_out)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    (data_dir / SOCKET).unlink(missing_ok=True)  # left by a process that was killed
    try:
        await web.SockSite(runner, _listener(data_dir)).start()
        yield
    finally:
        await runner.cleanup()
        with suppress(OSError):
            (data_dir / SOCKET).unlink()


async def _answer(desk: Desk, name: str, body: bytes) -> tuple[int, Mapping[str, Any]]:
    operation = OPERATIONS.get(name)
    if operation is None:
        return 404, {"error": "the server that runs is of another version: restart it, and try again"}
    try:
        return 200, {"data": await operation.run(desk, operation.takes.model_validate_json(body))}
    except Problem as problem:
        return 409, {"error": problem.message}
    except ValidationError:
        return 400, {"error": "the server that runs is of another version: restart it, and try again"}
    except Exception:
        log.exception("the operation %s failed", name)
        return 500, {"error": "the server could not do it; its log says why"}


def _listener(data_dir: Path) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    try:
        os.fchmod(listener.fileno(), 0o600)  # before there is a name that others could open
        with address(data_dir) as path:
            listener.bind(path)
        (data_dir / SOCKET).chmod(0o600)
    except BaseException:
        listener.close()
        raise
    return listener


@contextmanager
def address(data_dir: Path) -> Iterator[str]:
    """The socket's path while the block runs: by way of an open folder, as a socket's path has at most 107 bytes."""
    folder = os.open(data_dir, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        short = Path(f"/proc/self/fd/{folder}")
        yield str((short if short.exists() else data_dir) / SOCKET)
    finally:
        os.close(folder)
