"""A household that is stopped and served again on the same port, as a server is that restarts."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from argon2 import PasswordHasher

from familydash.app import House, make_app, open_house
from familydash.auth.passwords import Passwords
from familydash.auth.viewer import HOUSE
from familydash.clock import Clock
from familydash.config import load
from familydash.db.migrate import migrate
from familydash.features.settings import store as settings
from familydash.features.users import store as users
from familydash.features.users.store import UserNew
from familydash.web.server import RUNNER
from tests.conftest import PASSWORD

Extend = Callable[[web.Application, House], None]


def _as_it_is(_app: web.Application, _house: House) -> None:
    pass


@dataclass
class Household:
    """`up` is set while it is served. `extend` adds routes of a test's own."""

    data_dir: Path
    clock: Clock
    port: int = 0
    extend: Extend = _as_it_is
    up: asyncio.Event = field(default_factory=asyncio.Event)
    house: House = field(init=False)
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        self.house = await self._open.enter_async_context(
            open_house(self.data_dir, load(self.data_dir, {}, {}), self.clock)
        )
        app = make_app(self.house)
        self.extend(app, self.house)
        runner = web.AppRunner(app, **RUNNER)
        await runner.setup()
        self._open.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", self.port).start()
        self.port = runner.addresses[0][1]
        self.up.set()

    async def stop(self) -> None:
        self.up.clear()
        await self._open.aclose()

    async def sign_up(self, session: aiohttp.ClientSession, people: Mapping[str, int | None]) -> dict[str, str]:
        """Accounts of these names, each with the person it is; returns their access tokens."""
        passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        self.house.entrance.passwords.close()
        self.house.entrance.passwords = passwords
        hashed = await passwords.hash(PASSWORD)
        tokens = {}
        for name, person_id in people.items():
            new = UserNew(email=f"{name}@family.example", name=name.title(), is_admin=False, person_id=person_id)
            async with self.house.db.write(HOUSE) as tx:
                await users.create(tx, new, hashed)
            body = {"email": new.email, "password": PASSWORD}
            async with session.post(f"{self.url}/auth/login", json=body) as reply:
                tokens[name] = str((await reply.json())["data"]["access_token"])
        return tokens


@asynccontextmanager
async def serving(data_dir: Path, clock: Clock, extend: Extend = _as_it_is) -> AsyncIterator[Household]:
    """A new household with its settings and nobody in it."""
    migrate(data_dir)
    household = Household(data_dir, clock, extend=extend)
    await household.start()
    try:
        async with household.house.db.write(HOUSE) as tx:
            await settings.create(tx)
        yield household
    finally:
        await household.stop()


async def ask(
    session: aiohttp.ClientSession, url: str, token: str, method: str, path: str, body: Any = None
) -> tuple[int, Any]:
    """Status and JSON of a request by whom the token speaks for."""
    headers = {"Authorization": f"Bearer {token}"}
    async with session.request(method, f"{url}{path}", json=body, headers=headers) as reply:
        return reply.status, await reply.json() if reply.content_type == "application/json" else None
