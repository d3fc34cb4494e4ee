"""The only outgoing HTTP: one GET, and up to five redirects, each to an address that the guard lets through."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from familydash.fetcher.guard import Guard

Want = Literal["page", "picture"]

SECONDS: Final = 8.0  # for the whole way; the child has to start and to read the page beside it
CONNECT: Final = 4.0  # seconds until a shop answers a knock
MAX_REDIRECTS: Final = 5
MAX_URL: Final = 2_000  # characters
MAX_HEADER: Final = 32 * 2**10  # bytes: some shops' policies are long
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_HEADERS: Final[Mapping[Want, Mapping[str, str]]] = {
    "page": {"Accept": "text/html, application/xhtml+xml;q=0.9"},
    "picture": {"Accept": "image/avif, image/webp, image/png, image/jpeg, image/gif;q=0.8"},
}
_ALWAYS: Final = {
    "User-Agent": "familydash (reads one page for a family's gift list)",
    "Accept-Encoding": "gzip, deflate",
}


class Unreadable(Exception):
    """There is nothing to be had at the address. Its words are ours and never quote the address."""


@dataclass(frozen=True)
class Fetched:
    """What came from the last address of the way."""

    url: URL
    content_type: str
    charset: str | None
    body: bytes


async def fetch(url: str, want: Want, most: int, guard: Guard, resolver: AbstractResolver | None = None) -> Fetched:
    """What stands at an address: of a page its first `most` bytes; a picture has to be smaller. Raises Unreadable."""
    # No environment (proxies, .netrc), no cookies, no connection used twice, no name looked up before it is called.
    connector = aiohttp.TCPConnector(
        socket_factory=guard.socket, resolver=resolver, use_dns_cache=False, force_close=True, limit=2
    )
    session = aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        headers={**_ALWAYS, **_HEADERS[want]},
        timeout=aiohttp.ClientTimeout(total=SECONDS, sock_connect=CONNECT),
        max_line_size=MAX_HEADER,
        max_field_size=MAX_HEADER,
    )
    try:
        async with asyncio.timeout(SECONDS), session:
            return await _follow(session, _checked(url), want, most)
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        raise Unreadable(type(error).__name__) from None


async def _follow(session: aiohttp.ClientSession, url: URL, want: Want, most: int) -> Fetched:
    for _ in range(MAX_REDIRECTS + 1):
        async with session.get(url, allow_redirects=False) as response:
            if response.status not in _REDIRECTS:
                return await _read(response, want, most)
            url = _checked(response.headers.get("Location", ""), response.url)
    raise Unreadable("it leads on and on")


def _checked(said: str, base: URL | None = None) -> URL:
    """An address of the web without a name and password in it. Raises Unreadable; whether it may be called says the guard."""
    try:
        url = URL(said) if base is None else base.join(URL(said))
    except ValueError:
        raise Unreadable("it is no address") from None
    if len(said) > MAX_URL or url.scheme not in ("http", "https") or not url.raw_host:
        raise Unreadable("it is no address of the web")
    if url.raw_user is not None or url.raw_password is not None:
        raise Unreadable("it holds a name or a password")
    return url


async def _read(response: aiohttp.ClientResponse, want: Want, most: int) -> Fetched:
    if response.status != 200:
        raise Unreadable(f"it answers {response.status}")
    content_type = response.content_type.lower()
    is_page = content_type in ("text/html", "application/xhtml+xml")
    is_picture = content_type.startswith("image/") and "svg" not in content_type
    if not (is_page if want == "page" else is_picture):
        raise Unreadable("it is of another type")
    body = bytearray()
    # Piece by piece: unpacked at once, a small answer can be larger than the machine.
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > most:
            break
    response.close()
    if len(body) > most and want == "picture":
        raise Unreadable("it is too large")
    return Fetched(response.url.with_fragment(None), content_type, response.charset, bytes(body[:most]))
