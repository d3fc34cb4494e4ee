"""Which pages may talk to this household. There is no origin to configure: an address in the home and a public name
work at the same time, and a foreign page that a family member opens gets nowhere.

`Host` is held against DNS rebinding: a rebound page always carries a name of its own, never our address.
`Origin` is held against forged writes and sockets: browsers send it with each of those.
"""

import re
from ipaddress import ip_address
from typing import Final

from aiohttp import web

from familydash.errors import Forbidden, Misdirected
from familydash.web.keys import SETTINGS

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_HOST: Final = re.compile(r"(?P<name>\[[0-9a-f:.]+(?:%[\w.-]+)?\]|[a-z0-9_.-]+)(?::(?P<port>[0-9]{1,5}))?", re.ASCII)
_LOCAL: Final = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+local", re.ASCII)
_ORIGIN: Final = re.compile(r"(?P<scheme>https?)://(?P<host>.+)", re.ASCII)
_PORT: Final = {"http": 80, "https": 443}


def check(request: web.Request) -> None:
    """Raise Misdirected for a foreign `Host`, Forbidden for an unsafe request or a socket of a foreign page."""
    if not host_allowed(request):
        raise Misdirected(
            "this is not the name of a household here; add it to FAMILYDASH_ALLOWED_HOSTS if it should be"
        )
    upgrades = "websocket" in request.headers.get("Upgrade", "").lower()
    if (request.method not in SAFE or upgrades) and not origin_allowed(request):
        raise Forbidden("requests from pages of another origin are not taken here")


def host_allowed(request: web.Request) -> bool:
    hosts = request.headers.getall("Host", ())
    parts = _parts(hosts[0]) if len(hosts) == 1 else None
    if parts is None:
        return False
    name = parts[0]
    if name == "localhost" or _LOCAL.fullmatch(name) or name in _names(request.app[SETTINGS].allowed_hosts):
        return True
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def origin_allowed(request: web.Request) -> bool:
    """Whether the page behind a request is our own or one of the allowed origins; no page at all is, too."""
    origins = request.headers.getall("Origin", ())
    if not origins:
        return request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")
    return len(origins) == 1 and (origins[0] in request.app[SETTINGS].cors_origins or is_own(request, origins[0]))


def is_own(request: web.Request, origin: str) -> bool:
    """Whether `origin` has the host and port of `Host`. The scheme may be another: a proxy may end TLS before us."""
    found = _ORIGIN.fullmatch(origin.lower())
    if found is None:
        return False
    theirs, ours = _parts(found["host"]), _parts(request.headers.get("Host", ""))
    if theirs is None or ours is None:
        return False
    usual = _PORT[found["scheme"]]
    return (theirs[0], theirs[1] or usual) == (ours[0], ours[1] or usual)


def _parts(host: str) -> tuple[str, int | None] | None:
    """Name and port of a `Host`, the name in lower case and without the root's dot; None where it is malformed."""
    found = _HOST.fullmatch(host.lower())
    if found is None:
        return None
    port = int(found["port"]) if found["port"] else None
    return (found["name"].removesuffix("."), port) if port is None or 0 < port < 65536 else None


def _names(allowed: tuple[str, ...]) -> set[str]:
    return {parts[0] for name in allowed if (parts := _parts(name.strip()))}
