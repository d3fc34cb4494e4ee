"""One socket: a bounded queue and the one task that writes it. A reader too slow to follow is dropped."""

import asyncio
from collections import deque
from contextlib import suppress
from typing import Final

from aiohttp import WSMsgType, web

from familydash.realtime import protocol

QUEUE_BYTES: Final = 512 * 1024  # half of what a slow reader may cost; the rest is for the transport's own buffer
CLOSE_SECONDS: Final = 5


class Connection:
    """An authenticated socket. `send` only queues; one task writes."""

    def __init__(
        self, ws: web.WebSocketResponse, transport: asyncio.Transport | None, user_id: int, session_id: int
    ) -> None:
        self.user_id = user_id
        self.session_id = session_id
        self.topics: set[str] = set()
        self._ws = ws
        self._transport = transport
        self._queue: deque[bytes] = deque()
        self._queued = 0
        self._wake = asyncio.Event()
        self._writer = asyncio.create_task(self._write())
        self._closing: asyncio.Task[None] | None = None

    def send(self, frame: bytes) -> None:
        if self._closing is not None:
            return
        if self._queued + len(frame) > QUEUE_BYTES:
            self.close(protocol.TRY_AGAIN_LATER)
            return
        self._queue.append(frame)
        self._queued += len(frame)
        self._wake.set()

    def topic_closed(self, topic: str) -> None:
        self.topics.discard(topic)
        self.send(protocol.unknown_topic(topic))

    def close(self, code: int) -> None:
        """Drop what is queued and end the socket with `code`."""
        if self._closing is None:
            self._queue.clear()
            self._closing = asyncio.create_task(self._close(code))

    async def closed(self) -> None:
        """Stop writing and wait until a close that was begun is through."""
        self._writer.cancel()
        await asyncio.wait({self._writer})
        if self._closing is not None:
            await asyncio.wait({self._closing})

    async def _write(self) -> None:
        with suppress(ConnectionError):
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._queue:
                    frame = self._queue.popleft()
                    await self._ws.send_frame(frame, WSMsgType.TEXT)
                    self._queued -= len(frame)

    async def _close(self, code: int) -> None:
        self._writer.cancel()
        try:
            await asyncio.wait_for(self._ws.close(code=code), CLOSE_SECONDS)
        except (TimeoutError, ConnectionError):
            # A frozen peer takes nothing any more, not even the goodbye.
            if self._transport is not None:
                self._transport.abort()
