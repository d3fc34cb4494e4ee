"""GET /health: whether the database answers. Open to all, without an envelope."""

import asyncio
import logging
from typing import Final

from aiohttp import web
from pydantic_core import to_json

from familydash.db.database import Database
from familydash.web.answers import etag, not_modified
from familydash.web.keys import DATABASE
from familydash.web.problems import JSON

log = logging.getLogger("familydash.web")

DEADLINE: Final = 2.0  # seconds: a supervisor asks every few


class Health:
    """One look at the database at a time, however often it is asked: a stuck disk must not collect askers."""

    def __init__(self, deadline: float = DEADLINE) -> None:
        self._deadline = deadline
        self._look: asyncio.Task[bool] | None = None

    async def answer(self, request: web.Request) -> web.Response:
        if await self._alive(request.app[DATABASE]):
            body = to_json({"status": "healthy", "db": "connected"})
            headers = {"ETag": etag(body), "Cache-Control": "no-cache"}
            if not_modified(request, headers["ETag"]):
                return web.Response(status=304, headers=headers)
            return web.Response(body=body, headers=headers, content_type=JSON)
        body = to_json({"status": "unhealthy", "db": "disconnected"})
        return web.Response(status=503, body=body, headers={"Cache-Control": "no-store"}, content_type=JSON)

    async def _alive(self, db: Database) -> bool:
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(_look(db))
        # Not cancelled at the deadline: ending a query that hangs would hang, too.
        done, _ = await asyncio.wait({self._look}, timeout=self._deadline)
        return bool(done) and self._look.result()


async def _look(db: Database) -> bool:
    try:
        await db.look()
    except Exception:
        log.exception("the database does not answer")
        return False
    return True
