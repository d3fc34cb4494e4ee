"""What happens by itself when the household's day changes: next year's occasions, surprises that are over.

Asked before each request, so that nobody ever sees yesterday; a background task asks for the open screens.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Final

from familydash.auth.viewer import HOUSE
from familydash.clock import Clock
from familydash.db.database import Database, Tx
from familydash.features.settings import store as settings

Job = Callable[[Tx, date], Awaitable[None]]

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
                async with self._db.write(HOUSE) as tx:
                    for job in self._jobs:
                        await job(tx, today)
                self._done = today
            self._minute = minute

    def ask_again(self) -> None:
        """The household's day may be another: its time zone was changed."""
        self._minute = None

    async def keep_up(self) -> None:
        """Catch up as the minutes go by, for as long as the process lives."""
        while True:
            await asyncio.sleep(60)
            await self.catch_up()
