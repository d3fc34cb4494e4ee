"""The cast, on a real household served over real sockets: ana (admin), ben (member), kim (is the person Kim), zoe (outsider).

Each of them is a `Member`: somebody signed in, who asks the API and listens to the socket.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher

from familydash.app import House, make_app, open_house
from familydash.auth.passwords import Passwords
from familydash.auth.viewer import HOUSE
from familydash.clock import Clock
from familydash.config import Config, load
from familydash.db.migrate import migrate
from familydash.errors import UnreadablePage
from familydash.features.settings import store as settings
from familydash.features.settings.store import SettingsChange
from familydash.features.users import store as users
from familydash.features.users.store import UserNew
from familydash.fetcher.pages import Pages, Preview
from familydash.jail import Jail
from familydash.web.server import RUNNER

PASSWORD = "correct horse battery"
START = datetime(2026, 11, 26, 10, 30, tzinfo=UTC)


class StillClock(Clock):
    """A clock that goes on only when told: `now` in milliseconds, `seconds` on the monotonic side."""

    def __init__(self) -> None:
        self.ms = int(START.timestamp() * 1000)
        self.seconds = 1000.0

    def now(self) -> int:
        return self.ms

    def monotonic(self) -> float:
        return self.seconds

    def pass_(self, *, days: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        passed = days * 86_400 + minutes * 60 + seconds
        self.ms += int(passed * 1000)
        self.seconds += passed


class Shops(Pages):
    """All the shops that there are in a test: none, until it opens one. Nothing is called."""

    def __init__(self) -> None:
        super().__init__(Jail())
        self.open: dict[str, Preview] = {}
        self.pictures: dict[str, bytes] = {}
        self.called: list[str] = []

    async def read(self, url: str) -> Preview:
        self.called.append(url)
        if url not in self.open:
            raise UnreadablePage("this shop is closed")
        return self.open[url]

    async def picture(self, url: str) -> bytes:
        self.called.append(url)
        if url not in self.pictures:
            raise UnreadablePage("this shop is closed")
        return self.pictures[url]


@dataclass
class Reply:
    """An answer, read whole."""

    status: int
    headers: Any
    body: bytes
    json: Any

    @property
    def data(self) -> Any:
        assert self.status < 400, self.json
        return self.json["data"]

    @property
    def error(self) -> Any:
        assert self.status >= 400, self.json
        return self.json["error"]


@dataclass
class Ears:
    """An authenticated socket."""

    ws: aiohttp.ClientWebSocketResponse

    async def say(self, **words: Any) -> Any:
        await self.ws.send_json(words)
        return await self.ws.receive_json(timeout=5)

    async def follow(self, *topics: str) -> None:
        for topic in topics:
            answer = await self.say(action="subscribe", topic=topic)
            while answer["action"] == "presence":
                answer = await self.ws.receive_json(timeout=5)
            assert answer["action"] == "subscribed", answer

    async def heard(self) -> list[Any]:
        """All that came until now, who is looking aside: the answer to a ping is behind everything that was sent before it."""
        await self.ws.send_json({"action": "ping"})
        messages = []
        while (message := await self.ws.receive_json(timeout=5)) != {"action": "pong"}:
            messages.append(message)
        return [message for message in messages if message.get("action") != "presence"]

    async def events(self) -> list[tuple[str, str, str, Any]]:
        """Topic, event, entity and payload of the events that came until now."""
        return [
            (message["topic"], message["event"], message["data"]["entity"], message["data"]["payload"])
            for message in await self.heard()
            if "event" in message
        ]


@dataclass
class Member:
    """One of the cast, signed in."""

    name: str
    id: int
    client: TestClient[Any, Any]
    token: str = ""
    person_id: int | None = None
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def ask(self, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None) -> Reply:
        more = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with self.client.request(
            method,
            path,
            json=body if body is not None else None,
            headers={**more, **(headers or {})},
            allow_redirects=False,
        ) as response:
            raw = await response.read()
            is_json = response.content_type == "application/json" and raw
            return Reply(response.status, response.headers, raw, await response.json() if is_json else None)

    async def get(self, path: str, **more: Any) -> Reply:
        return await self.ask("GET", path, **more)

    async def post(self, path: str, body: Any = None, **more: Any) -> Reply:
        return await self.ask("POST", path, body, **more)

    async def put(self, path: str, body: Any = None, **more: Any) -> Reply:
        return await self.ask("PUT", path, body, **more)

    async def delete(self, path: str, **more: Any) -> Reply:
        return await self.ask("DELETE", path, **more)

    async def made(self, path: str, **fields: Any) -> Any:
        """Make something and return it."""
        reply = await self.post(path, fields)
        assert reply.status == 201, reply.json
        return reply.data

    async def listen(self, *topics: str) -> Ears:
        """A socket of one's own that follows `topics`."""
        ears = Ears(await self._open.enter_async_context(self.client.ws_connect("/ws", headers={})))
        assert await ears.say(action="auth", token=self.token) == {"action": "authenticated"}
        await ears.follow(*topics)
        return ears

    async def close(self) -> None:
        await self._open.aclose()


@dataclass
class Family:
    """The household under test."""

    house: House
    clock: StillClock
    client: TestClient[Any, Any]
    ana: Member
    ben: Member
    kim: Member
    zoe: Member
    kim_person: int

    @property
    def members(self) -> tuple[Member, ...]:
        return (self.ana, self.ben, self.kim, self.zoe)


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return load(tmp_path, {}, {})


@pytest.fixture
def shops() -> Shops:
    return Shops()


@pytest.fixture
async def house(tmp_path: Path, clock: StillClock, config: Config, shops: Shops) -> AsyncIterator[House]:
    """An open household with its settings and nobody in it. Its passwords are hashed quickly: most tests only sign in."""
    migrate(tmp_path)
    async with open_house(tmp_path, config, clock) as opened:
        async with opened.db.write(HOUSE) as tx:
            await settings.create(tx)
            await settings.change(tx, SettingsChange(timezone="Europe/Berlin"), None)
        opened.entrance.passwords.close()
        opened.entrance.passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield replace(opened, pages=shops)


@pytest.fixture
async def stranger(house: House) -> AsyncIterator[TestClient[Any, Any]]:
    """A client that is not signed in."""
    server = TestServer(make_app(house))
    await server.start_server(**RUNNER)
    async with TestClient(server, cookie_jar=aiohttp.DummyCookieJar()) as client:
        yield client


SignIn = Callable[[str], Awaitable[Member]]


@pytest.fixture
async def family(house: House, clock: StillClock, stranger: TestClient[Any, Any]) -> AsyncIterator[Family]:
    hashed = await house.passwords.hash(PASSWORD)

    async def member(name: str, *, is_admin: bool = False, person_id: int | None = None) -> Member:
        async with house.db.write(HOUSE) as tx:
            new = UserNew(email=f"{name}@family.example", name=name.title(), is_admin=is_admin, person_id=person_id)
            user = await users.create(tx, new, hashed)
        one = Member(name, user.id, stranger, person_id=person_id)
        reply = await one.post("/auth/login", {"email": f"{name}@family.example", "password": PASSWORD})
        one.token = reply.data["access_token"]
        return one

    ana = await member("ana", is_admin=True)
    kim_person = (await ana.made("/persons", name="Kim"))["id"]
    cast = (ana, await member("ben"), await member("kim", person_id=kim_person), await member("zoe"))
    yield Family(house, clock, stranger, *cast, kim_person=kim_person)
    for one in cast:
        await one.close()
