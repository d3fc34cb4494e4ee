"""What happens around every request: an id, a line in the log, errors into answers, `Host` and `Origin`, safe headers."""

import logging
import re
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from familydash.web import origins, problems
from familydash.web.keys import CLOCK, REQUEST_ID, SETTINGS

access_log = logging.getLogger("familydash.access")

_SANE_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'; form-action 'self'"
)
_DOCS_POLICY: Final = f"{_POLICY}; style-src 'self' 'unsafe-inline'"
"""The API docs' viewer writes style attributes; nothing of it can hold what a user typed."""


@web.middleware
async def gate(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The one middleware. Nothing but a cancellation and a lost connection leaves it as an exception."""
    clock = request.app[CLOCK]
    started = clock.monotonic()
    trace_id = _trace_id(request)
    status = 499  # the client went away, as other servers log it
    try:
        try:
            origins.check(request)
            response = await handler(request)
        except ConnectionError:
            raise  # nobody is there to be answered
        except Exception as error:
            response = problems.answer(request, error, trace_id)
        status = response.status
        return response
    finally:
        _log(request, status, (clock.monotonic() - started) * 1000, trace_id)


async def dress(request: web.Request, response: web.StreamResponse) -> None:
    """Headers of every answer, files and sockets included; what a handler set for itself stays."""
    headers = response.headers
    headers["X-Request-ID"] = _trace_id(request)
    docs = request.path == "/docs" or request.path.startswith("/docs/")
    headers.setdefault("Content-Security-Policy", _DOCS_POLICY if docs else _POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    shared = request.app[SETTINGS].cors_origins
    foreign = request.headers.get("Origin") in shared
    headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if foreign else "same-origin")
    if shared:
        headers["Vary"] = f"{headers['Vary']}, Origin" if "Vary" in headers else "Origin"


def _trace_id(request: web.Request) -> str:
    """The request's own id, where it has a sane one."""
    if REQUEST_ID not in request:
        said = request.headers.get("X-Request-ID", "")
        request[REQUEST_ID] = said if _SANE_ID.fullmatch(said) else request.app[CLOCK].secret()[:22]
    return request[REQUEST_ID]


def _log(request: web.Request, status: int, milliseconds: float, trace_id: str) -> None:
    path = problems.readable_path(request)
    access_log.info(
        "%s %s %d %.1f ms %s",
        request.method,
        path,
        status,
        milliseconds,
        trace_id,
        extra={
            "method": request.method,
            "path": path,
            "status": status,
            "ms": round(milliseconds, 1),
            "request_id": trace_id,
        },
    )
