"""Telling systemd that we are ready, and alive. Without systemd nothing of it happens."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from familydash.db.database import Database


@asynccontextmanager
async def watched(db: Database) -> AsyncIterator[None]:
    """Ready while the block runs. Where the unit has a watchdog, it is fed for as long as the database answers."""
    notify("READY=1")
    interval = int(os.environ.get("WATCHDOG_USEC", "0")) / 1e6 / 2
    task = asyncio.create_task(_feed(db, interval)) if interval else None
    try:
        yield
    finally:
        notify("STOPPING=1")
        if task:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _feed(db: Database, interval: float) -> None:
    while True:
        await db.look()
        notify("WATCHDOG=1")
        await asyncio.sleep(interval)


def notify(state: str) -> None:
    path = os.environ.get("NOTIFY_SOCKET")
    if not path:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as unit, suppress(OSError):
        unit.connect("\0" + path[1:] if path.startswith("@") else path)
        unit.send(state.encode())
