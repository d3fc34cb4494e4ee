"""`GET /ws`: a socket's life from its first word to its last."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from familydash.db.database import Database
from familydash.realtime import protocol, topics
from familydash.realtime.connection import Connection
from familydash.realtime.feed import Feed
from familydash.realtime.hub import Hub

HEARTBEAT_SECONDS = 25.0


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whose socket it is."""

    user_id: int
    session_id: int


Resolve = Callable[[str], Speaker | None]
"""An access token to whom it speaks for; None where it is not good (any more)."""


@dataclass
class Sockets:
    """All live sockets of the process, and what they need."""

    db: Database
    hub: Hub
    feed: Feed
    resolve: Resolve
    origin_allowed: Callable[[web.Request], bool]
    live: dict[Connection, None] = field(default_factory=dict)
    _checks: set[asyncio.Task[None]] = field(default_factory=set)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        if not self.origin_allowed(request):
            raise web.HTTPForbidden
        # No compression: it costs ten times the memory of an idle socket. The heartbeat finds silent peers.
        ws = web.WebSocketResponse(
            heartbeat=HEARTBEAT_SECONDS,
            compress=False,
            max_msg_size=protocol.MAX_MESSAGE,
            timeout=protocol.AUTH_SECONDS,
        )
        await ws.prepare(request)
        speaker = await self._authenticate(request, ws)
        if speaker is None:
            await ws.close(code=protocol.SESSION_ENDED)
            return ws
        connection = Connection(ws, request.transport, speaker.user_id, speaker.session_id)
        self.live[connection] = None
        try:
            if "token" not in request.query:
                connection.send(protocol.answer("authenticated"))
            await self._listen(ws, connection)
        finally:
            del self.live[connection]
            for topic in connection.topics:
                self.hub.unsubscribe(connection, topic)
            await connection.closed()
        return ws

    async def _authenticate(self, request: web.Request, ws: web.WebSocketResponse) -> Speaker | None:
        token = request.query.get("token")
        if token is None:
            try:
                first = await ws.receive(timeout=protocol.AUTH_SECONDS)
            except TimeoutError:
                return None
            said = protocol.read(first.data) if first.type is WSMsgType.TEXT else None
            if not isinstance(said, protocol.Auth):
                return None
            token = said.token
        return self.resolve(token)

    async def _listen(self, ws: web.WebSocketResponse, connection: Connection) -> None:
        wrong = 0
        async for message in ws:
            said = protocol.read(message.data) if message.type is WSMsgType.TEXT else None
            wrong = 0 if await self._answer(connection, said) else wrong + 1
            if wrong >= protocol.PATIENCE:
                connection.close(protocol.POLICY)

    async def _answer(self, connection: Connection, said: protocol.Said | None) -> bool:
        """Do what was said. False where it was nothing that could be done."""
        match said:
            case protocol.Ping():
                connection.send(protocol.answer("pong"))
            case protocol.Subscribe():
                return await self._subscribe(connection, said)
            case protocol.Unsubscribe():
                connection.topics.discard(said.topic)
                self.hub.unsubscribe(connection, said.topic)
                connection.send(protocol.answer("unsubscribed", topic=said.topic))
            case _:
                connection.send(protocol.error("VALIDATION_ERROR", "this is not a message that familydash knows"))
                return False
        return True

    async def _subscribe(self, connection: Connection, said: protocol.Subscribe) -> bool:
        found = topics.find(said.topic)
        if found is None:
            connection.send(protocol.unknown_topic(said.topic))
            return False
        if said.topic not in connection.topics and len(connection.topics) >= protocol.MAX_TOPICS:
            connection.send(protocol.error("RATE_LIMITED", f"a connection holds up to {protocol.MAX_TOPICS} topics"))
            return False
        user = connection.user_id
        while True:
            before = self.hub.published
            missed = self.hub.missed(user, said.topic, said.since) if said.since is not None else ()
            async with self.db.read() as read:
                heard = await self.feed.may_hear(read, user, *found)
                frames = [
                    frame
                    for message, frame in missed or ()
                    if message.event == "DELETED" or await self.feed.sees(read, user, message.entity, message.entity_id)
                ]
            if before == self.hub.published:
                break  # nothing happened meanwhile: from here to the subscription nothing can
        if not heard:
            connection.send(protocol.unknown_topic(said.topic))
            return False
        self.hub.subscribe(connection, said.topic)
        connection.topics.add(said.topic)
        action = "resync" if missed is None else "subscribed"
        connection.send(protocol.answer(action, topic=said.topic, cursor=self.hub.cursor(user)))
        for frame in frames:
            connection.send(frame)
        return True

    def end_session(self, session_id: int) -> None:
        for connection in list(self.live):
            if connection.session_id == session_id:
                connection.close(protocol.SESSION_ENDED)

    def rights_changed(self, user_id: int) -> None:
        """An account sees other things than before: topics it may not hear any more end, the others are to be fetched again."""
        task = asyncio.create_task(self._check_topics(user_id))
        self._checks.add(task)
        task.add_done_callback(self._checks.discard)

    async def _check_topics(self, user_id: int) -> None:
        async with self.db.read() as read:
            for connection in [one for one in self.live if one.user_id == user_id]:
                for name in sorted(connection.topics):
                    found = topics.find(name)
                    if found is not None and await self.feed.may_hear(read, user_id, *found):
                        connection.send(protocol.answer("resync", topic=name, cursor=self.hub.cursor(user_id)))
                    else:
                        self.hub.unsubscribe(connection, name)
                        connection.topic_closed(name)

    async def shut_down(self) -> None:
        await asyncio.gather(*self._checks)
        connections = list(self.live)
        for connection in connections:
            connection.close(protocol.GOING_AWAY)
        await asyncio.gather(*(connection.closed() for connection in connections))
