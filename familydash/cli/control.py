"""Carrying out an operation on accounts: by the server that runs on the data directory, or here where none does."""

import asyncio
import http.client
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel
from pydantic_core import to_json

from familydash.auth.passwords import Passwords
from familydash.clock import Clock
from familydash.control import OPERATIONS, address
from familydash.db.database import Database
from familydash.db.migrate import migrate
from familydash.db.restore import finish
from familydash.errors import CannotServe, Problem
from familydash.lock import Holder, held_by, hold

DEADLINE: Final = 30  # seconds for the server's answer: a hash takes one on a Pi, a large household's events some more


class Refused(Problem):
    """The server that runs has said no; `message` is what it said."""


@dataclass(frozen=True, slots=True)
class Local:
    """The household without a server: what the operations need of it."""

    db: Database
    passwords: Passwords


def carry_out(data_dir: Path, name: str, body: BaseModel) -> Any:
    """The operation's answer as JSON has it. Raises Problem."""
    holder = held_by(data_dir)
    if holder is not None:
        return _by_server(data_dir, holder, name, body)
    return asyncio.run(_here(data_dir, name, body))


async def _here(data_dir: Path, name: str, body: BaseModel) -> Any:
    async with household(data_dir) as local:
        return json.loads(to_json(await OPERATIONS[name].run(local, body)))


@asynccontextmanager
async def household(data_dir: Path, clock: Clock = Clock()) -> AsyncIterator[Local]:
    """Open the household, held by this process and of the newest version. There need not be one yet."""
    with hold(data_dir):
        finish(data_dir, clock)
        path = migrate(data_dir, clock=clock).path
        database, passwords = await Database.open(path, clock), Passwords()
        try:
            yield Local(database, passwords)
        finally:
            passwords.close()
            await database.close()


def _by_server(data_dir: Path, holder: Holder, name: str, body: BaseModel) -> Any:
    connection = _Connection(data_dir)
    try:
        connection.request("POST", f"/{name}", to_json(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        told = json.loads(response.read())
    except (OSError, http.client.HTTPException, ValueError):
        raise CannotServe(
            f"{data_dir} is in use by {holder}, which does not answer; try again when it is done"
        ) from None
    finally:
        connection.close()
    if response.status != 200:
        raise Refused(str(told["error"]))
    return told["data"]


class _Connection(http.client.HTTPConnection):
    """HTTP over the server's socket: aiohttp would take longer to import than this takes."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__("localhost", timeout=DEADLINE)
        self._data_dir = data_dir

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        with address(self._data_dir) as path:
            self.sock.connect(path)
