"""Putting the parts into an aiohttp application."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import aiohttp_cors
from aiohttp import web
from pydantic_core import to_json

from familydash import __version__
from familydash.web import openapi
from familydash.web.answers import etag, not_modified
from familydash.web.api import Api
from familydash.web.assets import Assets
from familydash.web.dispatch import not_allowed, serve
from familydash.web.health import Health
from familydash.web.idempotency import REPLAYED
from familydash.web.keys import SETTINGS, UPLOADS
from familydash.web.middleware import dress, gate
from familydash.web.problems import JSON
from familydash.web.route import Route

RUNNER: Final[Mapping[str, Any]] = {
    "access_log": None,  # aiohttp's own would write the query, and a token can be in it
    "max_line_size": 32 * 1024,  # a long search is to be refused in our own words, not in aiohttp's
    "auto_decompress": False,  # packed bodies are refused, so nothing may unpack them first
}
"""How the application is to be run, whoever runs it: arguments of `aiohttp.web.AppRunner`."""

_CORS_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "DELETE")
_CORS_HEADERS: Final = (
    "Accept", "Accept-Language", "Authorization", "Content-Type",
    "Idempotency-Key", "If-Match", "If-None-Match", "X-Request-ID",
)  # fmt: skip
_CORS_SHOWN: Final = ("ETag", "Location", "X-Request-ID", REPLAYED, "Retry-After")
_UPLOADS: Final = 2  # at once
_CORS_AGE: Final = 600  # seconds that a browser remembers a preflight


def mount(app: web.Application, apis: Sequence[Api], assets: Assets | None = None) -> None:
    """Serve the routes of `apis`, their document, the health check and the web app. What `keys` asks for must be in
    `app`; routes that others add to it go through the same middleware."""
    app.middlewares.insert(0, gate)
    app[UPLOADS] = asyncio.Semaphore(_UPLOADS)
    app.on_response_prepare.append(dress)
    cors = _cors(app)
    routes = sorted((route for api in apis for route in api.routes), key=_order)
    resources = {route.path: app.router.add_resource(_pattern(route)) for route in reversed(routes)}
    for route in routes:
        for method in ("GET", "HEAD") if route.method == "GET" else (route.method,):
            resources[route.path].add_route(method, serve(route))
    document = Document(apis)
    open_to_all = [
        app.router.add_get("/health", Health().answer).resource,
        app.router.add_get("/openapi.json", document.answer).resource,
    ]
    for resource in (*resources.values(), *open_to_all):
        if cors is not None:
            cors.add(resource)
    for resource in resources.values():
        resource.add_route("*", not_allowed(resource))
    (assets or Assets()).mount(app)


class Document:
    """GET /openapi.json: made when it is first asked for."""

    def __init__(self, apis: Sequence[Api]) -> None:
        self._apis = apis
        self._body = b""

    async def answer(self, request: web.Request) -> web.Response:
        self._body = self._body or to_json(openapi.document(self._apis, __version__))
        headers = {"ETag": etag(self._body), "Cache-Control": "no-cache"}
        if not_modified(request, headers["ETag"]):
            return web.Response(status=304, headers=headers)
        return web.Response(body=self._body, headers=headers, content_type=JSON)


def _order(route: Route) -> tuple[tuple[bool, str], ...]:
    """`/gifts/search` before `/gifts/{id}`."""
    return tuple((part.startswith("{"), part) for part in route.path.split("/"))


def _pattern(route: Route) -> str:
    """Any one segment: whether it is an id is the signature's to say, with a 400."""
    return re.sub(r"\{(\w+)\}", r"{\1:[^/]+}", route.path)


def _cors(app: web.Application) -> aiohttp_cors.CorsConfig | None:
    origins = app[SETTINGS].cors_origins
    if not origins:
        return None
    options = aiohttp_cors.ResourceOptions(  # type: ignore[no-untyped-call]
        allow_credentials=True,
        expose_headers=_CORS_SHOWN,
        allow_headers=_CORS_HEADERS,
        allow_methods=_CORS_METHODS,
        max_age=_CORS_AGE,
    )
    return aiohttp_cors.setup(app, defaults=dict.fromkeys(origins, options))
