"""Sockets for tests: `Wire` speaks as a browser does, `RawPeer` misbehaves."""

import asyncio
import base64
import json
import os
import socket
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import aiohttp
from yarl import URL

PATIENCE = 10  # seconds until a test that waits for something has failed


@dataclass
class Wire:
    """An open socket."""

    ws: aiohttp.ClientWebSocketResponse

    async def say(self, **words: Any) -> None:
        await self.ws.send_json(words)

    async def ask(self, **words: Any) -> Any:
        await self.say(**words)
        return await self.next()

    async def next(self) -> Any:
        return await self.ws.receive_json(timeout=PATIENCE)

    async def heard(self) -> list[Any]:
        """All that came until now: the answer to a ping is behind everything that was sent before it."""
        await self.say(action="ping")
        messages = []
        while (message := await self.next()) != {"action": "pong"}:
            messages.append(message)
        return messages

    async def subscribe(self, topic: str, since: str | None = None) -> list[Any]:
        """The answer, what was missed, who is looking."""
        await self.say(action="subscribe", topic=topic, **({"since": since} if since is not None else {}))
        return await self.heard()

    async def follow(self, *topics: str) -> str:
        """The cursor of the last one."""
        cursors = [
            message["cursor"]
            for topic in topics
            for message in await self.subscribe(topic)
            if message.get("action") == "subscribed"
        ]
        assert len(cursors) == len(topics)
        return str(cursors[-1])

    async def events(self) -> list[Any]:
        return [message for message in await self.heard() if "event" in message]

    async def lookers(self) -> list[tuple[str, list[str]]]:
        """Topic and names of each presence message that came until now."""
        return lookers(await self.heard())

    async def end(self) -> tuple[list[Any], int | None]:
        """All that comes until the socket is closed, and the code."""
        async with asyncio.timeout(PATIENCE):
            messages = [message.json() async for message in self.ws]
        return messages, self.ws.close_code


def lookers(messages: Iterable[Any]) -> list[tuple[str, list[str]]]:
    return [
        (message["topic"], [user["name"] for user in message["users"]])
        for message in messages
        if message.get("action") == "presence"
    ]


class RawPeer:
    """A peer without manners: it need not read, answer or say goodbye."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._got = b""

    @classmethod
    async def reach(cls, url: URL, buffer: int | None = None) -> "RawPeer":
        """A TCP connection; `buffer` is what its kernel takes for a reader that does not read, in bytes."""
        sock = socket.socket()
        sock.setblocking(False)
        if buffer is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        await asyncio.get_running_loop().sock_connect(sock, (url.host, url.port))
        return cls(sock)

    @staticmethod
    def handshake(url: URL, query: str) -> bytes:
        key = base64.b64encode(os.urandom(16)).decode()
        return (
            f"GET /ws{query} HTTP/1.1\r\nHost: {url.host}:{url.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
        ).encode()

    @classmethod
    async def connect(cls, url: URL, query: str = "", buffer: int | None = None) -> "RawPeer":
        """An open WebSocket; `buffer` as above."""
        peer = await cls.reach(url, buffer)
        await peer.send_raw(cls.handshake(url, query))
        head = b""
        while b"\r\n\r\n" not in head:
            chunk = await asyncio.get_running_loop().sock_recv(peer._sock, 4096)
            assert chunk, head
            head += chunk
        assert head.startswith(b"HTTP/1.1 101 "), head
        peer._got = head.partition(b"\r\n\r\n")[2]
        return peer

    async def say(self, **words: Any) -> None:
        await self.send(1, json.dumps(words).encode())

    async def send(self, opcode: int, payload: bytes) -> None:
        size = struct.pack("!B", 0x80 | len(payload)) if len(payload) < 126 else struct.pack("!BH", 0xFE, len(payload))
        await self.send_raw(bytes([0x80 | opcode]) + size + bytes(4) + payload)

    async def send_raw(self, data: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self._sock, data)

    async def read_on(self) -> tuple[int, int | None]:
        """Read all that there is to the end: how many bytes, and the code of the goodbye."""
        async with asyncio.timeout(PATIENCE):
            while chunk := await asyncio.get_running_loop().sock_recv(self._sock, 65536):
                self._got += chunk
                if self._code() is not None:
                    break
        return len(self._got), self._code()

    def _code(self) -> int | None:
        """The code of the close frame, where that is what came last."""
        tail = self._got[-4:]
        return int(struct.unpack("!H", tail[2:])[0]) if tail[:2] == b"\x88\x02" else None

    def cut(self) -> None:
        """Gone without a word, as a phone that leaves the house."""
        if self._sock.fileno() >= 0:
            self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._sock.close()


async def until(condition: Callable[[], object]) -> None:
    """Let the server go on until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110  what is waited for tells nobody
            await asyncio.sleep(0)


def writers() -> list[str]:
    """The tasks of the sockets that still run."""
    coroutines = [task.get_coro() for task in asyncio.all_tasks()]
    return [repr(one) for one in coroutines if "Connection._write" in repr(one)]
