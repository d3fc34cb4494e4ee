"""A small house of notes: a real database, a real server, and routes of every kind that `web.api` knows."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

import familydash.db
from familydash.auth.viewer import Viewer
from familydash.clock import Clock
from familydash.db.database import Database, Tx
from familydash.web.keys import AUTHENTICATE, CLOCK, DATABASE, MAX_BODY, SETTINGS, WebSettings
from familydash.web.server import mount
from tests.web.notes import LOOKS, apis

Client = TestClient[web.Request, web.Application]
ANA = Viewer(id=1, name="Ana", avatar_url=None, is_admin=True, person_id=None)
BEN = Viewer(id=2, name="Ben", avatar_url=None, is_admin=False, person_id=None)
SCHEMA = Path(familydash.db.__file__).parent / "migrations" / "0001_household.sql"


class StillClock(Clock):
    """A clock that stands until a test moves it."""

    def __init__(self) -> None:
        self.milliseconds = 1_795_689_000_000

    def now(self) -> int:
        return self.milliseconds


class Listener:
    """A witness that writes down what was published."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, int]] = []

    async def prepare(self, _before: object, after: Tx) -> list[Any]:
        return list(after.touched)

    def publish(self, events: Any) -> None:
        self.heard += events


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
async def db(tmp_path: Path, clock: StillClock, listener: Listener) -> AsyncIterator[Database]:
    path = tmp_path / "familydash.db"
    with closing(sqlite3.connect(path)) as file:
        file.executescript(SCHEMA.read_text())
        file.executescript("""
            INSERT INTO users (id, name, version, created_at, updated_at) VALUES (1, 'Ana', 1, 0, 0), (2, 'Ben', 1, 0, 0);
            CREATE TABLE notes (id INTEGER PRIMARY KEY, name TEXT UNIQUE, price INTEGER, version INTEGER,
                created_at INTEGER, updated_at INTEGER, updated_by INTEGER) STRICT;
        """)
    database = await Database.open(path, clock)
    database.witness = listener
    yield database
    await database.close()


async def bearer(request: web.Request) -> Viewer | None:
    return {"Bearer ana": ANA, "Bearer ben": BEN}.get(request.headers.get("Authorization", ""))


@pytest.fixture
def settings() -> WebSettings:
    return WebSettings(allowed_hosts=("family.example",), trusted_proxies=(ip_network("127.0.0.1"),))


@pytest.fixture
def app(db: Database, clock: StillClock, settings: WebSettings) -> web.Application:
    app = web.Application(client_max_size=MAX_BODY)
    app[DATABASE], app[CLOCK], app[SETTINGS], app[AUTHENTICATE] = db, clock, settings, bearer
    app[LOOKS] = []
    mount(app, apis())
    return app


@pytest.fixture
async def nobody(app: web.Application, aiohttp_client: Callable[..., Awaitable[Client]]) -> Client:
    """A client that is not signed in."""
    return await aiohttp_client(app)


@pytest.fixture
async def ana(app: web.Application, aiohttp_client: Callable[..., Awaitable[Client]]) -> Client:
    return await aiohttp_client(app, headers={"Authorization": "Bearer ana"})


@pytest.fixture
async def ben(nobody: Client, aiohttp_client: Callable[..., Awaitable[Client]]) -> Client:
    """Ben, on the same server."""
    return await aiohttp_client(nobody.server, headers={"Authorization": "Bearer ben"})
