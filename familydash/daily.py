"""What happens by itself when the household's day changes: next year's occasions, surprises that are over.

Asked before each request, so that nobody ever sees yesterday; a background task asks for the open screens.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Final

from familydash.auth.viewer import HOUSE
from familydash.clock import Clock
from familydash.db.database import Database, Tx
from familydash.errors import StorageFull
from familydash.features.settings import store as settings

Job = Callable[[Tx, date], Awaitable[None]]

log: Final = logging.getLogger(__name__)

MINUTE: Final = 60_000


class Daily:
    """Runs the jobs once for each day that the household's clock shows; they must be idempotent."""

    def __init__(self, db: Database, clock: Clock, jobs: Sequence[Job]) -> None:
        self._db = db
        self._clock = clock
        self._jobs = jobs
        self._minute: int | None = None
        self._done: date | None = None
        self._running = asyncio.Lock()

    async def catch_up(self) -> None:
        """Do what is due. Costs nothing within a minute of the last call."""
        minute = self._clock.now() // MINUTE
        if minute == self._minute:
            return
        async with self._running:
            async with self._db.read() as read:
                today = await settings.today(read, self._clock.now())
            if today != self._done:
                done = [await self._do(job, today) for job in self._jobs]
                self._done = today if all(done) else None
            self._minute = minute

    async def _do(self, job: Job, today: date) -> bool:
        """In a unit of work of its own. One that fails is tried again in a minute: nobody is kept from reading by it."""
        try:
            async with self._db.write(HOUSE) as tx:
                await job(tx, today)
        except StorageFull:
            log.warning("the disk is full: what happens by itself on a new day has to wait")
            return False
        except Exception:
            log.exception("what happens by itself on a new day failed")
            return False
        return True

    def ask_again(self) -> None:
        """The household's day may be another: its time zone was changed."""
        self._minute = None

    async def keep_up(self) -> None:
        """Catch up as the minutes go by, for as long as the process lives."""
        while True:
            await asyncio.sleep(60)
            await self.catch_up()
