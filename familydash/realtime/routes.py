"""`GET /ws`: a socket's life from its first word to its last."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from aiohttp import WSMsgType, web

from familydash.auth.throttle import Bucket, of_address
from familydash.db.database import Database
from familydash.errors import RateLimited
from familydash.realtime import protocol
from familydash.realtime.connection import Connection
from familydash.realtime.feed import Feed
from familydash.realtime.hub import Hub
from familydash.realtime.limits import Limits, Rate
from familydash.realtime.speaker import Resolve, Speaker
from familydash.realtime.subscriptions import Subscriptions
from familydash.web.addresses import client_address
from familydash.web.keys import SETTINGS

__all__ = ["Sockets", "Speaker"]

log: Final = logging.getLogger(__name__)


@dataclass
class Sockets:
    """All live sockets of the process, and what they need."""

    db: Database
    hub: Hub
    feed: Feed
    resolve: Resolve
    origin_allowed: Callable[[web.Request], bool]
    limits: Limits = field(default_factory=Limits)
    live: dict[Connection, None] = field(default_factory=dict)
    strangers: dict[Connection, None] = field(default_factory=dict)
    """Sockets that have not said yet who they are."""
    _checks: set[asyncio.Task[None]] = field(default_factory=set)
    _stopping: bool = False

    def __post_init__(self) -> None:
        self._subscriptions = Subscriptions(self.db, self.hub, self.feed)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        if not self.origin_allowed(request):
            raise web.HTTPForbidden
        address = of_address(client_address(request, request.app[SETTINGS].trusted_proxies))
        self._admit(address)
        # No compression: it costs ten times the memory of an idle socket. The heartbeat finds silent peers.
        ws = web.WebSocketResponse(
            heartbeat=self.limits.heartbeat_seconds,
            compress=False,
            max_msg_size=self.limits.message_bytes + 1,  # aiohttp refuses what has just as many
            timeout=self.limits.close_seconds,
        )
        try:
            await ws.prepare(request)
        except ConnectionError:
            return ws  # gone before it was answered: aiohttp sees so, too, and says nothing
        if request.transport is not None:
            connection = Connection(ws, request.transport, address, self.limits)
            self.strangers[connection] = None
            await self._live(connection, request.query.get("token"))
        return ws

    def _admit(self, address: Bucket) -> None:
        """Raise RateLimited where there are too many sockets already, from there or in all."""
        strangers = sum(one.address == address for one in self.strangers)
        known = sum(one.address == address for one in self.live)
        if strangers >= self.limits.strangers_per_address or len(self.strangers) >= self.limits.strangers:
            raise RateLimited("too many sockets have not said yet who they are", 5)
        if strangers + known >= self.limits.sockets_per_address:
            raise RateLimited("there are too many sockets from here", 30)

    async def _live(self, connection: Connection, token: str | None) -> None:
        try:
            await connection.while_open(self._converse(connection, token))
        except Exception:
            log.exception("a socket failed")
            connection.close(protocol.INTERNAL)
        finally:
            self.live.pop(connection, None)
            for topic in connection.topics:
                self.hub.unsubscribe(topic, connection)
            try:
                await connection.finish()
            finally:
                self.strangers.pop(connection, None)

    async def _converse(self, connection: Connection, token: str | None) -> None:
        speaker = self.resolve(await self._first_word(connection) if token is None else token)
        code = self._refusal(speaker)
        if speaker is None or code is not None:
            connection.close(code or protocol.SESSION_ENDED)
            return
        # Since the session was asked for nothing was awaited: it cannot end unnoticed.
        connection.speaker = speaker
        del self.strangers[connection]
        self.live[connection] = None
        if token is None:
            connection.send(protocol.answer("authenticated"))
        await self._listen(connection)

    async def _first_word(self, connection: Connection) -> str:
        """The token in the first message; none that is good where it is something else, or does not come."""
        late = asyncio.get_running_loop().call_later(self.limits.auth_seconds, connection.close, protocol.SESSION_ENDED)
        try:
            first = await connection.ws.receive()
        finally:
            late.cancel()
        said = protocol.read(first.data) if first.type is WSMsgType.TEXT else None
        return said.token if isinstance(said, protocol.Auth) else ""

    def _refusal(self, speaker: Speaker | None) -> int | None:
        """The code to close with; None for who is welcome."""
        if self._stopping:
            return protocol.GOING_AWAY
        if speaker is None:
            return protocol.SESSION_ENDED
        full = sum(one.user_id == speaker.user.id for one in self.live) >= self.limits.sockets_per_account
        return protocol.TRY_AGAIN_LATER if full else None

    async def _listen(self, connection: Connection) -> None:
        now = asyncio.get_running_loop().time
        rate, wrong = Rate(self.limits, now()), 0
        async for message in connection.ws:
            if message.type is WSMsgType.ERROR:  # too large, no UTF-8, or the line is cut: the socket is closed
                return
            if not connection.speaker.alive():
                connection.close(protocol.SESSION_ENDED)
                return
            said = protocol.read(message.data) if message.type is WSMsgType.TEXT else None
            if rate.take(now()):
                done = await self._answer(connection, said)
            else:
                connection.send(protocol.error("RATE_LIMITED", "that is too much at once: wait a little"))
                done = False
            wrong = 0 if done else wrong + 1
            if wrong >= self.limits.patience:
                connection.close(protocol.POLICY)
                return

    async def _answer(self, connection: Connection, said: protocol.Said | None) -> bool:
        """Do what was said. False where it was nothing that could be done."""
        match said:
            case protocol.Ping():
                connection.send(protocol.answer("pong"))
            case protocol.Subscribe():
                return await self._subscriptions.subscribe(connection, said, self.limits)
            case protocol.Unsubscribe():
                self._subscriptions.unsubscribe(connection, said.topic)
            case _:
                connection.send(protocol.error("VALIDATION_ERROR", "this is not a message that familydash knows"))
                return False
        return True

    def end_session(self, session_id: int) -> None:
        for connection in list(self.live):
            if connection.speaker.session_id == session_id:
                connection.close(protocol.SESSION_ENDED)

    def rights_changed(self, user_id: int) -> None:
        """An account sees other things than before."""
        self.hub.forget(user_id)
        connections = [one for one in self.live if one.user_id == user_id]
        for connection in connections:
            connection.checks += 1
        task = asyncio.create_task(self._subscriptions.check(user_id, connections))
        self._checks.add(task)
        task.add_done_callback(self._checks.discard)

    async def shut_down(self) -> None:
        """Say goodbye to everybody; that their handlers are done is for the server to wait for."""
        self._stopping = True
        await asyncio.gather(*self._checks)
        for connection in (*self.strangers, *self.live):
            connection.close(protocol.GOING_AWAY)
