"""One socket. What its reader takes at once is written at once; the rest waits in a bounded queue, which one task writes.
A reader too slow to follow is dropped."""

import asyncio
import logging
import socket
from collections.abc import Awaitable
from contextlib import suppress
from typing import Final

from aiohttp import WSMsgType, web

from familydash.auth.throttle import Bucket
from familydash.realtime import protocol
from familydash.realtime.limits import Limits
from familydash.realtime.speaker import Speaker
from familydash.shapes import ShortUser

log: Final = logging.getLogger(__name__)

FRAME_COST: Final = 64  # what a queued frame costs beside its bytes: many small ones must not get around the limit


class Connection:
    """A socket. `send` and `close` never wait; the one who reads says goodbye."""

    speaker: Speaker
    """There from when it is known on: nobody hears of a socket before."""

    def __init__(
        self, ws: web.WebSocketResponse, transport: asyncio.Transport, address: Bucket, limits: Limits
    ) -> None:
        self.ws = ws
        self.address = address
        self.topics: set[str] = set()
        self.checks = 0  # how many are under way of what its account may hear
        self.transport = transport
        self._limits = limits
        self._queue: list[bytes] = []
        self._queued = 0
        self._writer: asyncio.Task[None] | None = None  # while something is queued
        self._code: int | None = None
        self._listening: asyncio.Timeout | None = None
        if (held := transport.get_extra_info("socket")) is not None:
            held.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, limits.kernel_bytes)

    @property
    def user(self) -> ShortUser:
        return self.speaker.user

    @property
    def user_id(self) -> int:
        return self.speaker.user.id

    @property
    def unsure(self) -> bool:
        return self.checks > 0

    @property
    def closing(self) -> bool:
        return self._code is not None

    def send(self, frame: bytes) -> None:
        if self._code is not None:
            return
        if not self.speaker.alive():  # it ran out: nobody tells
            self.close(protocol.SESSION_ENDED)
            return
        if self._writer is None and self._takes():
            self.transport.write(_header(len(frame)) + frame)
            return
        self._queued += len(frame) + FRAME_COST
        if self._queued > self._limits.queue_bytes:
            log.info("a socket of account %d is dropped: it does not read", self.user_id)
            self.close(protocol.TRY_AGAIN_LATER)
            return
        self._queue.append(frame)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())

    def _takes(self) -> bool:
        """Whether all that was written until now is with the kernel, and the socket is open."""
        return not (self.transport.get_write_buffer_size() or self.transport.is_closing() or self.ws.closed)

    def topic_closed(self, topic: str) -> None:
        self.topics.discard(topic)
        self.send(protocol.unknown_topic(topic))

    def close(self, code: int) -> None:
        """Drop what is queued and end the socket with `code`; `finish` sees to it."""
        if self._code is None:
            self._code = code
            self._queue.clear()
            if self._listening is not None:
                self._listening.reschedule(asyncio.get_running_loop().time())

    async def taken(self) -> bool:
        """Wait until nothing is queued. False where the socket is closing; that is what becomes of a reader too slow."""
        if self._writer is not None:
            _, late = await asyncio.wait({self._writer}, timeout=self._limits.replay_seconds)
            if late:
                self.close(protocol.TRY_AGAIN_LATER)
        return not self.closing

    async def while_open(self, work: Awaitable[None]) -> None:
        """Await `work`, the reading side, until it is done or the socket is to be closed."""
        try:
            async with asyncio.timeout(None) as self._listening:
                await work
        except TimeoutError:
            if not self.closing:
                raise
        finally:
            self._listening = None

    async def finish(self) -> None:
        """Nobody reads from the socket any more: see it closed and the writing ended."""
        if not self.closing and self.ws.closed and self.transport.get_write_buffer_size():
            # The peer went first, or was silent for too long: what it has not taken by now, nobody will.
            self.transport.abort()
        self.close(protocol.GOING_AWAY)
        code = self._code or protocol.GOING_AWAY
        seconds = self._limits.stop_seconds if code == protocol.GOING_AWAY else self._limits.close_seconds
        cut = asyncio.get_running_loop().call_later(seconds, self.transport.abort)
        try:
            # Here and not in `close`: from another task than the one that reads aiohttp would not wait for the peer's
            # answer, and the kernel may then throw away the code that the peer has not read yet.
            await self.ws.close(code=code)
            if self._writer is not None:
                await asyncio.wait({self._writer})
        finally:
            cut.cancel()

    async def _write(self) -> None:
        # Ended by `close`, never by cancelling: that would break the drain that the goodbye has to wait for as well.
        with suppress(ConnectionError):  # the peer is gone: the reading side notices
            while self._queue:
                frames, self._queue = self._queue, []
                for frame in frames:
                    if self.closing:
                        break
                    await self.ws.send_frame(frame, WSMsgType.TEXT)
                    self._queued -= len(frame) + FRAME_COST
        self._writer = None


def _header(size: int) -> bytes:
    """The head of a text frame (RFC 6455, 5.2). Written with the frame at once: so it cannot come between aiohttp's own."""
    if size < 126:
        return bytes((0x81, size))
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big")
    return b"\x81\x7f" + size.to_bytes(8, "big")
