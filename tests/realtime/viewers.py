"""Somebody who follows what happens over a line that breaks, as the web app does; and what they should have heard."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from familydash.realtime.hub import Hub
from familydash.shapes import ShortUser
from tests.realtime.household import Household, ask
from tests.realtime.wire import PATIENCE

Seen = dict[tuple[str, int], str]
"""What a topic shows: by entity and id, the JSON of the entity."""
Place = tuple[str, int]
"""A cursor: the life of the server, and the number in it."""


def place(cursor: str) -> Place:
    life, _, number = cursor.rpartition("-")
    return life, int(number)


class Line:
    """A TCP line to the household that breaks on demand: within a frame as readily as between two."""

    def __init__(self, household: Household) -> None:
        self.breaks = 0
        self.port = 0
        self._household = household
        self._left: list[int] = []
        self._held: set[asyncio.StreamWriter] = set()

    async def open(self) -> asyncio.Server:
        server = await asyncio.start_server(self._carry, "127.0.0.1")
        self.port = server.sockets[0].getsockname()[1]
        return server

    def break_after(self, size: int) -> None:
        """Cut it when `size` more bytes have come from the server; several times one after the other."""
        self._left.append(size)

    def heal(self) -> None:
        """Make now the cuts that nothing was said for, the last of them at once."""
        self.breaks += len(self._left)
        self._left.clear()
        for writer in self._held:
            writer.transport.abort()

    async def _carry(self, near: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        try:
            far, server = await asyncio.open_connection("127.0.0.1", self._household.port)
        except OSError:
            client.transport.abort()
            return
        self._held |= {client, server}
        try:
            await asyncio.gather(self._up(near, server), self._down(far, client))
        except OSError:
            pass
        finally:
            for writer in (client, server):
                self._held.discard(writer)
                writer.transport.abort()

    async def _up(self, near: asyncio.StreamReader, server: asyncio.StreamWriter) -> None:
        while chunk := await near.read(65536):
            server.write(chunk)
            await server.drain()
        raise ConnectionResetError

    async def _down(self, far: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        while chunk := await far.read(65536):
            if self._left:
                client.write(chunk[: self._left[0]])
                self._left[0] -= len(chunk)
                if self._left[0] <= 0:
                    self._left.pop(0)
                    self.breaks += 1
                    raise ConnectionResetError
            else:
                client.write(chunk)
            await client.drain()
        raise ConnectionResetError


@dataclass(eq=False)
class Recorder:
    """A listener within the server, whose line never breaks: every frame that an account is to hear."""

    user: ShortUser
    frames: list[bytes] = field(default_factory=list)
    unsure: bool = False

    @property
    def user_id(self) -> int:
        assert self.user.id is not None
        return self.user.id

    def listen(self, hub: Hub, topics: list[str]) -> None:
        for topic in topics:
            hub.subscribe(self, topic)

    def send(self, frame: bytes) -> None:
        self.frames.append(frame)

    def topic_closed(self, topic: str) -> None:
        raise AssertionError(topic)

    def events(self) -> list[Any]:
        return [message for message in map(json.loads, self.frames) if "event" in message]


Fetch = Callable[["Viewer"], Awaitable[Seen]]


@dataclass
class Viewer:
    """Follows topics, folds what it hears into what it was shown, and fetches anew only where it is told to."""

    session: aiohttp.ClientSession
    household: Household
    line: Line
    token: str
    fetch: Mapping[str, Fetch]
    """By topic, what it shows now."""
    shown: dict[str, Seen] = field(default_factory=dict)
    heard: list[Any] = field(default_factory=list)
    fetched: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """By topic, the cursors as of which it had to be fetched."""
    connections: int = 0
    _cursors: dict[str, str] = field(default_factory=dict)
    _ws: aiohttp.ClientWebSocketResponse | None = None
    _done: bool = False

    async def get(self, path: str) -> list[Any]:
        """All pages of a collection."""
        rows: list[Any] = []
        more = f"{'&' if '?' in path else '?'}limit=200"
        while True:
            status, answer = await ask(self.session, self.household.url, self.token, "GET", path + more)
            assert status == 200, answer
            rows += answer["data"]
            if not answer["pagination"]["has_more"]:
                return rows
            more = f"{more.partition('&cursor=')[0]}&cursor={answer['pagination']['next_cursor']}"

    async def follow(self) -> None:
        """Until `finish`, whatever becomes of the line."""
        while True:
            await self.household.up.wait()
            with suppress(aiohttp.ClientError):
                if await self._converse():
                    return

    async def finish(self) -> None:
        """End `follow` with all that was said until now."""
        self._done = True
        if self._ws is not None:
            with suppress(aiohttp.ClientError):
                await self._ws.send_json({"action": "ping"})

    async def _converse(self) -> bool:
        self.connections += 1
        async with self.session.ws_connect(f"http://127.0.0.1:{self.line.port}/ws", timeout=_SOON) as ws:
            await ws.send_json({"action": "auth", "token": self.token})
            for topic in self.fetch:
                since = {"since": self._cursors[topic]} if topic in self._cursors else {}
                await ws.send_json({"action": "subscribe", "topic": topic, **since})
            self._ws = ws
            try:
                if self._done:
                    await ws.send_json({"action": "ping"})
                async for message in ws:
                    if await self._hear(message.json()):
                        return True
            finally:
                self._ws = None
        return False

    async def _hear(self, words: Any) -> bool:
        """True where that was the last."""
        if "event" in words:
            self.heard.append(words)
            self._cursors[words["topic"]] = words["cursor"]
            fold(self.shown[words["topic"]], words)
        elif words["action"] in ("subscribed", "resync"):
            topic = words["topic"]
            if words["action"] == "resync" or topic not in self._cursors:
                self._cursors.pop(topic, None)  # until it is here: the line may break meanwhile
                self.shown[topic] = await self.fetch[topic](self)
                self.fetched[topic].append(words["cursor"])
            self._cursors[topic] = words["cursor"]
        else:
            assert words["action"] in ("authenticated", "presence", "pong"), words
        return bool(words.get("action") == "pong")


_SOON = aiohttp.ClientWSTimeout(ws_close=PATIENCE, ws_receive=PATIENCE)


def fold(shown: Seen, event: Any) -> None:
    data = event["data"]
    thing = data["entity"], int(data["entity_id"])
    if event["event"] == "DELETED":
        shown.pop(thing, None)
    else:
        shown[thing] = text(data["payload"])


def text(entity: Any) -> str:
    """The JSON of an entity, in the order in which it came."""
    return json.dumps(entity, ensure_ascii=False, separators=(",", ":"))
