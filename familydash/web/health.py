"""GET /health: whether the database answers. Open to all, without an envelope."""

import asyncio
import logging
from typing import Final

from aiohttp import web

from familydash.db.database import Database
from familydash.web.keys import DATABASE

log = logging.getLogger("familydash.web")

DEADLINE: Final = 2.0  # seconds: a supervisor asks every few


class Health:
    """One look at the database at a time, however often it is asked: a stuck disk must not collect askers."""

    def __init__(self, deadline: float = DEADLINE) -> None:
        self._deadline = deadline
        self._look: asyncio.Task[bool] | None = None

    async def answer(self, request: web.Request) -> web.Response:
        if await self._alive(request.app[DATABASE]):
            return _response(200, {"status": "healthy", "db": "connected"})
        return _response(503, {"status": "unhealthy", "db": "disconnected"})

    async def _alive(self, db: Database) -> bool:
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(_look(db))
        # Not cancelled at the deadline: ending a query that hangs would hang, too.
        done, _ = await asyncio.wait({self._look}, timeout=self._deadline)
        return bool(done) and self._look.result()


async def _look(db: Database) -> bool:
    try:
        async with db.read() as reader:
            return bool(await reader.value("SELECT 1") == 1)
    except Exception:
        log.exception("the database does not answer")
        return False


def _response(status: int, body: dict[str, str]) -> web.Response:
    return web.json_response(body, status=status, headers={"Cache-Control": "no-store"})
