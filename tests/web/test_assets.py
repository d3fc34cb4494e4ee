"""The files of the web app and of the API docs."""

import gzip
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web
from yarl import URL

from familydash.db.database import Database
from familydash.web.assets import Assets
from familydash.web.keys import CLOCK, DATABASE, SETTINGS, WebSettings
from familydash.web.server import mount
from tests.web.conftest import Client, StillClock

PACKED = {"Accept-Encoding": "gzip"}
PLAIN = {"Accept-Encoding": "gzip;q=0, identity"}


@pytest.fixture
def static(tmp_path: Path) -> Path:
    static = tmp_path / "static"
    files = {
        "app/index.html": "<!doctype html>app",
        "app/assets/main-AB12.js": "let a",
        "app/build.json": "{}",
        "app/.hidden.js": "hidden",
        "docs/index.html": "docs",
        "docs/docs.js": "let d",
        "icon.svg": "<svg/>",
        "manifest.webmanifest": "{}",
        "secret.py": "secret",
    }
    for name, text in files.items():
        file = static / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "outside.txt").write_text("outside")
    for name in ("app/index.html", "app/assets/main-AB12.js"):
        (static / f"{name}.gz").write_bytes(gzip.compress((static / name).read_bytes()))
    return static


@pytest.fixture
def app(db: Database, clock: StillClock, static: Path) -> web.Application:
    app = web.Application()
    app[DATABASE], app[CLOCK], app[SETTINGS] = db, clock, WebSettings()
    mount(app, [], Assets(static))
    return app


@pytest.fixture
async def browser(app: web.Application, aiohttp_client: Callable[..., Awaitable[Client]]) -> Client:
    return await aiohttp_client(app)


async def test_the_root_leads_to_the_app(browser: Client) -> None:
    for path in ("/", "/app"):
        answer = await browser.get(path, allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (302, "/app/")


async def test_every_screen_is_the_app(browser: Client) -> None:
    for path in ("/app/", "/app/lists/7", "/app/persons", "/app/index.html"):
        answer = await browser.get(path, headers=PLAIN)
        assert (answer.status, await answer.text()) == (200, "<!doctype html>app")
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-cache"


async def test_the_app_is_asked_for_again_and_not_sent_again(browser: Client, static: Path) -> None:
    etag = (await browser.get("/app/")).headers["ETag"]
    assert (await browser.get("/app/", headers={"If-None-Match": etag})).status == 304
    (static / "app/index.html.gz").unlink()
    (static / "app/index.html").write_text("<!doctype html>App")  # of the same size, maybe of the same date
    assert (await browser.get("/app/", headers={"If-None-Match": etag})).status == 200


async def test_what_has_a_hash_in_its_name_is_kept_for_ever(browser: Client) -> None:
    answer = await browser.get("/app/assets/main-AB12.js", headers=PLAIN)
    assert (answer.status, await answer.text()) == (200, "let a")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"


async def test_who_reads_gzip_gets_gzip(browser: Client) -> None:
    packed = await browser.get("/app/assets/main-AB12.js", headers=PACKED)
    plain = await browser.get("/app/assets/main-AB12.js", headers=PLAIN)
    assert (packed.headers["Content-Encoding"], await packed.text()) == ("gzip", "let a")
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Content-Encoding" not in (await browser.get("/app/icon.svg", headers=PACKED)).headers


async def test_icons_and_the_manifest_stand_beside_the_app(browser: Client) -> None:
    assert (await browser.get("/app/icon.svg")).headers["Content-Type"] == "image/svg+xml"
    assert (await browser.get("/app/manifest.webmanifest")).headers["Content-Type"] == "application/manifest+json"
    assert (await browser.head("/app/icon.svg")).status == 200


async def test_the_docs_are_served(browser: Client) -> None:
    assert await (await browser.get("/docs")).text() == "docs"
    assert await (await browser.get("/docs/")).text() == "docs"
    assert await (await browser.get("/docs/docs.js")).text() == "let d"
    assert (await browser.get("/docs/nothing.js")).status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/app/nothing.js", "/app/assets/old-CD34.js", "/app/secret.py", "/app/.hidden.js", "/app/assets/icon.svg",
        "/app/../../outside.txt", "/app/%2e%2e/%2e%2e/outside.txt", "/app/..%2f..%2foutside.txt", "/app//etc/x.txt",
        "/app/%2Fetc%2Fx.txt", "/docs/../icon.svg", "/docs/%2e%2e/icon.svg", "/docs/..%5cicon.svg", "/app/icon.svg%00.js",
        "/app/%FF.js", "/app/assets/main-AB12.js/x.js", "/app/docs/docs.js", "/app/index.html.gz",
    ],
)  # fmt: skip
async def test_nothing_else_is(browser: Client, path: str) -> None:
    answer = await browser.get(URL(path, encoded=True))
    assert (answer.status, (await answer.json())["error"]["code"]) == (404, "NOT_FOUND")


async def test_an_app_that_is_not_built_says_how(browser: Client, static: Path) -> None:
    for name in ("index.html", "index.html.gz"):
        (static / "app" / name).unlink()
    (static / "docs/index.html").unlink()
    for path in ("/app/", "/docs"):
        answer = await browser.get(path)
        assert answer.status == 503
        assert "npm ci" in await answer.text()
        assert answer.headers["Content-Type"].startswith("text/plain")
