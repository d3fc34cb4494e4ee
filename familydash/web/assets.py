"""The web app under /app/, the API docs under /docs, and the files of `static/` that both use.

ETags are made from the bytes: packages give every file the same date, and two builds may have the same size.
"""

import asyncio
import re
from pathlib import Path
from typing import Final

from aiohttp import web

from familydash.errors import NotFound
from familydash.web.answers import etag, not_modified

STATIC: Final = Path(__file__).parent.parent / "static"
TYPES: Final = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
_NAME: Final = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9._-]*/)*[A-Za-z0-9_][A-Za-z0-9._-]*", re.ASCII)
_GZIP: Final = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.IGNORECASE)
_FOREVER: Final = "public, max-age=31536000, immutable"  # names under assets/ carry a hash of what is in them
_NOT_BUILT: Final = """\
The web app is not built here. In a checkout of familydash, with Node.js 20 or newer:

    cd frontend
    npm ci
    node build.mjs

An installed familydash has it built in. The API works without it.
"""


class Assets:
    """The files below one folder, which tests replace by their own."""

    def __init__(self, static: Path = STATIC) -> None:
        self._app = static / "app"
        self._docs = static / "docs"
        self._static = static

    def mount(self, app: web.Application) -> None:
        app.router.add_get("/", _to_app)
        app.router.add_get("/app", _to_app)
        app.router.add_get("/app/{path:.*}", self.app)
        app.router.add_get("/docs", self.docs)
        app.router.add_get("/docs/{path:.*}", self.docs)

    async def app(self, request: web.Request) -> web.Response:
        """A file of the app, or of `static/` itself; any other address is a screen, which index.html opens."""
        path = request.match_info["path"]
        if "." not in path.rpartition("/")[2]:
            return await self._page(request, self._app / "index.html")
        for file in (self._app / path, self._static / path) if "/" not in path else (self._app / path,):
            if found := await _serve(request, path, file):
                return found
        raise NotFound("there is nothing at this address")

    async def docs(self, request: web.Request) -> web.Response:
        path = request.match_info.get("path") or "index.html"
        if path == "index.html":
            return await self._page(request, self._docs / path)
        if found := await _serve(request, path, self._docs / path):
            return found
        raise NotFound("there is nothing at this address")

    async def _page(self, request: web.Request, file: Path) -> web.Response:
        found = await _serve(request, file.name, file)
        return found or web.Response(status=503, text=_NOT_BUILT, headers={"Cache-Control": "no-store"})


async def _to_app(request: web.Request) -> web.Response:
    return web.Response(status=302, headers={"Location": "/app/", "Cache-Control": "no-cache"})


async def _serve(request: web.Request, path: str, file: Path) -> web.Response | None:
    """`file`, packed where the browser takes that; None where `path` is no name of ours or nothing is there."""
    type = TYPES.get(file.suffix)
    if type is None or not _NAME.fullmatch(path):  # no name of ours begins with a dot: `..` is none
        return None
    takes_gzip = bool(_GZIP.search(request.headers.get("Accept-Encoding", "")))
    body, packed = await asyncio.to_thread(_read, file, takes_gzip)
    if body is None:
        return None
    headers = {
        "Cache-Control": _FOREVER if path.startswith("assets/") else "no-cache",
        "ETag": etag(body),
        "Vary": "Accept-Encoding",
    }
    if not_modified(request, headers["ETag"]):
        return web.Response(status=304, headers=headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    charset = "utf-8" if type.startswith("text/") else None
    return web.Response(body=body, headers=headers, content_type=type, charset=charset)


def _read(file: Path, takes_gzip: bool) -> tuple[bytes | None, bool]:
    if takes_gzip:
        try:
            return file.with_name(f"{file.name}.gz").read_bytes(), True
        except OSError:
            pass
    try:
        return file.read_bytes(), False
    except OSError:
        return None, False
