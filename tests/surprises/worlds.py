"""Two worlds: the same household twice, kept in step. World B also has the secrets.

Ids are the one thing that may differ, and here they do not: before each step every AUTOINCREMENT counter of both
worlds is set to the same number, the step's own block of ids (`World.number`). SQLite takes the next id from there,
so what the n-th step makes has the same id in both, whatever was made in secret before it. That only makes gaps,
and gaps are what the contract leaves aside. Clocks pass together, request ids are fixed: so bytes are compared as
they are.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import aiohttp
from aiohttp.test_utils import TestClient, TestServer

from familydash.app import House, make_app, open_house
from familydash.auth.viewer import HOUSE
from familydash.config import load
from familydash.db.database import Row
from familydash.db.migrate import migrate
from familydash.features.settings import store as settings
from familydash.features.users import store as users
from familydash.features.users.store import UserNew
from familydash.web.server import RUNNER
from tests.conftest import PASSWORD, Shops, StillClock

CAST: Final = ("ana", "ben", "kim", "zoe")
LINKED: Final = ("ana", "ben", "kim")
"""Who is a person of the household; zoe has no link, so no surprise can be kept from her, only what is private."""

BLOCK: Final = 100  # ids that one step may use up in one table


class Learned(AssertionError):
    """The viewer could tell the two worlds apart."""


class Reply(NamedTuple):
    """What an account gets from a route: all that must not differ."""

    status: int
    body: bytes
    etag: str | None
    location: str | None


@dataclass
class Account:
    name: str
    id: int
    person_id: int | None
    refresh_token: str
    access_token: str = ""


@dataclass
class World:
    name: str
    house: House
    clock: StillClock
    client: TestClient[Any, Any]
    accounts: Mapping[str, Account]
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def ask(
        self, who: str, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        sent = {
            "Authorization": f"Bearer {self.accounts[who].access_token}",
            "X-Request-ID": "the-same-in-both",
            **(headers or {}),
        }
        async with self.client.request(method, path, json=body, headers=sent, allow_redirects=False) as response:
            raw = await response.read()
            return Reply(response.status, raw, response.headers.get("ETag"), response.headers.get("Location"))

    async def listen(self, who: str, topic: str) -> Reply:
        """Somebody opens a screen on a topic, and keeps it open."""
        ws = await self.stack.enter_async_context(
            self.client.ws_connect(f"/ws?token={self.accounts[who].access_token}")
        )
        await ws.send_json({"action": "subscribe", "topic": topic})
        return Reply(200, (await ws.receive_str(timeout=5)).partition("cursor")[0].encode(), None, None)

    async def rows(self, sql: str, params: Mapping[str, Any] | None = None) -> list[Row]:
        """A look behind the scenes: to choose what to do, never to judge."""
        async with self.house.db.read() as read:
            return await read.all(sql, params or {})

    async def number(self, step: int) -> None:
        async with self.house.db.write(HOUSE) as tx:
            await tx.run("UPDATE sqlite_sequence SET seq = :seq", {"seq": step * BLOCK})

    async def sign_in(self) -> None:
        """New access tokens: the old ones live a quarter of an hour."""
        for account in self.accounts.values():
            async with self.client.post("/auth/refresh", json={"refresh_token": account.refresh_token}) as response:
                if response.status == 401:
                    continue  # the account was removed
                data = (await response.json())["data"]
                account.access_token, account.refresh_token = data["access_token"], data["refresh_token"]

    async def settled(self) -> None:
        """What sockets are told of changed rights is found out beside the request: wait for it."""
        await asyncio.gather(*self.house.sockets._checks)


@dataclass(frozen=True)
class Template:
    """A household with the cast in it, closed, to be copied."""

    home: Path
    accounts: tuple[Account, ...]


async def make_template(home: Path) -> Template:
    migrate(home)
    clock = StillClock()
    async with open_house(home, load(home, {}, {}), clock) as house:
        async with house.db.write(HOUSE) as tx:
            await settings.create(tx)
            await tx.run(
                """INSERT INTO sqlite_sequence (name, seq)
                SELECT name, 0 FROM sqlite_master
                WHERE sql LIKE '%AUTOINCREMENT%' AND name NOT IN (SELECT name FROM sqlite_sequence)"""
            )
            people = {name: await tx.insert("persons", {"name": name.title()}) for name in CAST}
        hashed = await house.passwords.hash(PASSWORD)
        accounts = []
        async with TestClient(TestServer(make_app(house)), cookie_jar=aiohttp.DummyCookieJar()) as client:
            for name in CAST:
                person = people[name] if name in LINKED else None
                email = f"{name}@family.example"
                async with house.db.write(HOUSE) as tx:
                    new = UserNew(email=email, name=name.title(), is_admin=name == "ana", person_id=person)
                    user = await users.create(tx, new, hashed)
                async with client.post("/auth/login", json={"email": email, "password": PASSWORD}) as response:
                    data = (await response.json())["data"]
                accounts.append(Account(name, user.id, person, data["refresh_token"], data["access_token"]))
    return Template(home, tuple(accounts))


@asynccontextmanager
async def open_world(name: str, template: Template, home: Path) -> AsyncIterator[World]:
    shutil.copytree(template.home, home, dirs_exist_ok=True)
    clock = StillClock()
    async with open_house(home, load(home, {}, {}), clock) as house, AsyncExitStack() as stack:
        # No power cut is coming, and waiting for the disk is half the time of a history.
        await house.db._writer.execute_fetchall("PRAGMA synchronous = OFF")
        server = TestServer(make_app(replace(house, pages=Shops())))
        await server.start_server(**RUNNER)
        client = await stack.enter_async_context(TestClient(server, cookie_jar=aiohttp.DummyCookieJar()))
        accounts = {each.name: Account(**vars(each)) for each in template.accounts}
        yield World(name, house, clock, client, accounts, stack)
