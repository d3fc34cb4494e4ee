"""The viewer's ears in one world: sockets that follow every topic of the registry, and all that comes out of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import ClientWebSocketResponse

from familydash.realtime.protocol import MAX_TOPICS
from familydash.realtime.topics import TOPICS
from tests import conftest
from tests.conftest import Member
from tests.surprises.worlds import World

_PONG = '{"action":"pong"}'


def topics(ids: Mapping[str, Sequence[int]]) -> list[str]:
    """Every topic: each pattern for each id of what it names, and those of whole collections."""
    found = []
    for topic in TOPICS:
        if topic.seen is None:
            found.append(topic.pattern)
        else:
            found += [topic.pattern.replace("{id}", str(id)) for id in ids.get(f"{topic.seen}s", ())]
    return found


async def on_all(member: Member, *names: str) -> conftest.Ears:
    """Somebody's ears on several topics, with the answers, and who is looking, heard already."""
    ears = await member.listen()
    for name in names:
        await ears.ws.send_json({"action": "subscribe", "topic": name})
    await ears.heard()
    return ears


@dataclass
class Socket:
    ws: ClientWebSocketResponse
    said: int = 0


@dataclass
class Ears:
    world: World
    who: str
    frames: list[str] = field(default_factory=list)
    """All that was heard, each with the number of its socket. The epoch, random in each world, is masked."""
    epoch: str = ""
    _sockets: list[Socket] = field(default_factory=list)

    async def follow(self, names: Iterable[str], since: str | None = None) -> None:
        """Subscribe; what is answered is among the frames. `since` is the number of a cursor."""
        for name in names:
            socket = await self._socket()
            words = {"action": "subscribe", "topic": name}
            if since is not None:
                words["since"] = f"{self.epoch}-{since}"
            await socket.ws.send_json(words)
            socket.said += 1
            await self._hear(len(self._sockets) - 1)  # a ping between refusals: twenty in a row would end the socket

    async def hear(self) -> None:
        """All that came until now: the answer to a ping is behind all that was sent before it."""
        for number in range(len(self._sockets)):
            await self._hear(number)

    async def _hear(self, number: int) -> None:
        ws = self._sockets[number].ws
        await ws.send_json({"action": "ping"})
        while (frame := await ws.receive_str(timeout=5)) != _PONG:
            if not self.epoch and '"cursor":"' in frame:
                self.epoch = frame.split('"cursor":"')[1].partition("-")[0]
            self.frames.append(f"{number} {frame.replace(f'{self.epoch}-', 'epoch-') if self.epoch else frame}")

    async def _socket(self) -> Socket:
        if not self._sockets or self._sockets[-1].said >= MAX_TOPICS:
            token = self.world.accounts[self.who].access_token
            ws = await self.world.stack.enter_async_context(self.world.client.ws_connect(f"/ws?token={token}"))
            self._sockets.append(Socket(ws))
        return self._sockets[-1]

    async def close(self) -> None:
        for socket in self._sockets:
            await socket.ws.close()
