"""What the web layer gets from the composition root: the keys of the application, and the settings it reads."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from typing import Final

from aiohttp import web

from familydash.auth.viewer import Viewer
from familydash.clock import Clock
from familydash.db.database import Database

IPNetwork = IPv4Network | IPv6Network
Authenticate = Callable[[web.Request], Awaitable[Viewer | None]]
"""Who sends a request: None where it names nobody. May raise Unauthorized with a better message."""
Before = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class WebSettings:
    """What a household may set about who reaches it, and from where."""

    cors_origins: tuple[str, ...] = ()
    """Foreign origins whose pages may call the API, as browsers write them: `https://family.example`."""
    allowed_hosts: tuple[str, ...] = ()
    """Names in `Host` beside addresses, `localhost` and `*.local`."""
    trusted_proxies: tuple[IPNetwork, ...] = ()
    """Whose `X-Forwarded-*` are believed."""
    fingerprint_key: bytes = field(default=b"", repr=False)
    """Keeps what is remembered of a body (`Idempotency-Key`) from being guessed: it may have held a password."""


DATABASE: Final = web.AppKey("database", Database)
CLOCK: Final = web.AppKey("clock", Clock)
SETTINGS: Final = web.AppKey("settings", WebSettings)
AUTHENTICATE: Final[web.AppKey[Authenticate]] = web.AppKey("authenticate")
BEFORE: Final[web.AppKey[Before]] = web.AppKey("before")
"""Optional: awaited before each API handler, after the sender is known (the household's daily work)."""

NEW_DAY: Final[web.AppKey[Callable[[], None]]] = web.AppKey("new_day")
"""To be called when the household's day may be another, by who changed its time zone."""

REQUEST_ID: Final[web.RequestKey[str]] = web.RequestKey("request_id", str)

UPLOADS: Final = web.AppKey("uploads", asyncio.Semaphore)
"""Places for files on their way in: each may take 10 MiB, so few are read at once and the others wait unread."""

MAX_BODY: Final = 1024 * 1024
"""Bytes of a request's body, where the route does not say otherwise."""
