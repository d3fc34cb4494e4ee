"""What a handler returns, as bytes: envelope, status, ETag, and 304 where the client has them already."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from aiohttp import web
from pydantic_core import to_json

from familydash.db.paging import Page
from familydash.web.problems import JSON

if TYPE_CHECKING:
    from familydash.web.route import Route

_NAME: Final = re.compile(r"\{(\w+)\}")
_TAG: Final = re.compile(r'"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Encoded:
    """An answer that is ready to go out, or to be kept for a repeated request."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def encode(request: web.Request, route: "Route", answer: Any) -> Encoded:
    """The answer in its envelope. Raises where it is not what the route's signature promises."""
    if route.answer is None:
        return Encoded(route.status, {}, b"")
    if route.page:
        body = b'{"data":%b,"pagination":%b}' % (route.answer.dump_json(answer.items), to_json(_pagination(answer)))
    else:
        body = b'{"data":%b}' % route.answer.dump_json(answer)
    headers: dict[str, str] = {}
    version = getattr(answer, "version", None)
    if route.method == "GET" or isinstance(version, int):
        headers["ETag"] = etag(body, version if isinstance(version, int) else None)
    if route.status == 201 and (location := _location(request, route, answer)):
        headers["Location"] = location
    return Encoded(route.status, headers, body)


def respond(request: web.Request, encoded: Encoded) -> web.Response:
    """The HTTP answer: 304 where `If-None-Match` names what GET would send."""
    headers = {"Cache-Control": "private, no-cache", **encoded.headers}
    if request.method in ("GET", "HEAD") and not_modified(request, encoded.headers.get("ETag")):
        headers.pop("Location", None)
        return web.Response(status=304, headers=headers)
    if encoded.status == 204:
        return web.Response(status=204, headers=headers)
    return web.Response(status=encoded.status, headers=headers, body=encoded.body, content_type=JSON)


def etag(body: bytes, version: int | None = None) -> str:
    """A strong one, of the bytes; with the entity's version in front, which `If-Match` takes."""
    digest = hashlib.blake2b(body, digest_size=8).hexdigest()
    return f'"{digest}"' if version is None else f'"{version}-{digest}"'


def not_modified(request: web.Request, etag: str | None) -> bool:
    """Whether `If-None-Match` names this ETag; marks of weakness do not count (RFC 9110, 13.1.2)."""
    header = ", ".join(request.headers.getall("If-None-Match", ()))
    return etag is not None and (header.strip() == "*" or etag.strip('"') in _TAG.findall(header))


def _pagination(page: Page[Any]) -> dict[str, Any]:
    return {"next_cursor": page.next_cursor, "has_more": page.next_cursor is not None, "limit": page.limit}


def _location(request: web.Request, route: "Route", answer: Any) -> str | None:
    """`route.location` with the answer's fields (else the path's parts) put in; by itself the path and the id."""
    if route.location is None:
        id = getattr(answer, "id", None)
        return None if id is None else f"{request.path}/{id}"

    def part(name: re.Match[str]) -> str:
        value = getattr(answer, name[1], None)
        return quote(str(request.match_info[name[1]] if value is None else value), safe="")

    return _NAME.sub(part, route.location)
