"""Real browsers: each of the cast in a Chromium of their own, at the household that the test serves.

Everything that the server sent to somebody is kept (`Browsing.sent`), so that a test can say what they must never have got.
"""

import shutil
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import DummyCookieJar, web
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Browser, Locator, Page, WebSocket, async_playwright, expect

from familydash.app import House, make_app
from familydash.web.server import RUNNER
from tests.conftest import PASSWORD, Family

PICTURES = Path(__file__).parent.parent / "pictures"
PHONE, DESKTOP = (390, 844), (1280, 800)
# Chromium would look for its makers' servers at every start.
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip

expect.set_options(timeout=20_000)  # of a slow machine, not of the app


def home(page: Page) -> Locator:
    """The head of the first screen."""
    return page.get_by_role("heading", name="Hello", level=1)


@dataclass
class Browsing:
    """One person's browser."""

    page: Page
    origin: str
    frames: list[str] = field(default_factory=list)
    """What came through its sockets."""
    foreign: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    async def open(self, path: str) -> None:
        await self.page.goto(f"{self.origin}/app/{path}")

    async def sign_in(self, name: str) -> None:
        await self.open("")
        await self.page.get_by_label("Email").fill(f"{name}@family.example")
        await self.page.get_by_label("Password").fill(PASSWORD)
        await self.page.get_by_role("button", name="Sign in").click()
        await expect(home(self.page)).to_be_visible()

    async def picture(self, name: str) -> None:
        """For looking at."""
        PICTURES.mkdir(exist_ok=True)
        await self.page.screenshot(path=PICTURES / f"{name}.png")

    def watch(self) -> None:
        def see(socket: WebSocket) -> None:
            socket.on("framereceived", lambda frame: self.frames.append(str(frame)))

        self.page.on("websocket", see)
        self.page.on("request", lambda request: self._ours(request.url))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda said: self.faults.append(said.text) if "Content Security" in said.text else None)

    def _ours(self, url: str) -> None:
        if not url.startswith((self.origin, "data:")):
            self.foreign.append(url)


Served = dict[int, list[str]]


@pytest.fixture
def served() -> Served:
    """What each account was answered, by its id."""
    return defaultdict(list)


@pytest.fixture
async def stranger(house: House, served: Served) -> AsyncIterator[TestClient[Any, Any]]:
    """The household's server, with an ear at its door."""

    async def overhear(request: web.Request, response: web.StreamResponse) -> None:
        live = house.entrance.sessions.current(request)
        if live is not None and isinstance(response, web.Response) and isinstance(response.body, bytes):
            served[live.user_id].append(f"{request.path} {response.body.decode()}")

    app = make_app(house)
    app.on_response_prepare.append(overhear)
    server = TestServer(app)
    await server.start_server(**RUNNER)
    async with TestClient(server, cookie_jar=DummyCookieJar()) as client:
        yield client


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    path = shutil.which("chromium")
    assert path is not None, "the browser tests need Debian's chromium: packaging/setup.sh --dev installs it"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        await browser.close()


Browse = Callable[..., Awaitable[Browsing]]


@pytest.fixture
async def browse(chromium: Browser, family: Family) -> AsyncIterator[Browse]:
    """A browser of its own, signed in as one of the cast."""
    opened: list[Browsing] = []

    async def start(name: str | None, *, size: tuple[int, int] = DESKTOP, scheme: str = "light") -> Browsing:
        context = await chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="en-GB",
            has_touch=size == PHONE,
        )
        browsing = Browsing(await context.new_page(), str(family.client.make_url("")).rstrip("/"))
        browsing.watch()
        opened.append(browsing)
        if name is not None:
            await browsing.sign_in(name)
        return browsing

    yield start
    for browsing in opened:
        await browsing.page.context.close()
    assert [url for browsing in opened for url in browsing.foreign] == [], "no request leaves the household"
    assert [fault for browsing in opened for fault in browsing.faults] == []
