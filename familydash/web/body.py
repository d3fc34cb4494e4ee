"""Reading what a request carries: not too much, not too long, and only JSON that every part behind it can take."""

import asyncio
import re
from typing import Any, Final

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import BadHttpMessage
from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from familydash.errors import Detail, Invalid, PayloadTooLarge, UnsupportedMediaType
from familydash.web.details import details

DEADLINE: Final = 15.0  # seconds: aiohttp itself waits for ever for a body that drips
UPLOAD_DEADLINE: Final = 120.0  # seconds: a phone at the edge of the Wi-Fi sends 10 MiB
DEEPEST: Final = 64
MOST_SIGNS: Final = 30_000  # brackets and commas: each value may be wrong, and finding that out takes time

MOST_PARTS: Final = 8  # of a form: a browser sends as many as it has fields

_FRAME: Final = 65536  # bytes that a form may have around its file

_TEXT: Final = re.compile(rb'"(?:[^"\\]++|\\.?)*+"?', re.DOTALL)  # always matches from a quote on, so it is linear
_NO_SIGNS: Final = bytes(set(range(256)) - set(b"[]{},"))
_NOT_JSON: Final = re.compile(rb"NaN|Infinity")  # pydantic reads these
_LONG: Final = re.compile(rb"(?<![\d.])-?\d{19,}(?![\d.eE])")


async def read(request: web.Request, limit: int) -> bytes:
    """The whole body. Raises PayloadTooLarge, by its announced length before the first byte is read."""
    if (request.content_length or 0) > limit:
        raise _too_large(limit)
    body = bytearray()
    try:
        async with asyncio.timeout(DEADLINE):
            while chunk := await request.content.readany():
                body += chunk
                if len(body) > limit:
                    raise _too_large(limit)
    except TimeoutError as error:
        raise Invalid.of("", f"the body did not arrive within {DEADLINE:.0f} s") from error
    except (web.RequestPayloadError, BadHttpMessage) as error:
        raise Invalid.of("", "the body is broken") from error
    except BaseException:
        body.clear()  # a traceback may hold it for long
        raise
    return bytes(body)


async def read_json(request: web.Request, limit: int) -> bytes:
    """The body of a request that says it is JSON. Raises UnsupportedMediaType where it says something else."""
    if not request.body_exists:
        return b""
    _plain(request)
    charset = (request.charset or "utf-8").lower()
    if request.content_type != "application/json" or charset not in ("utf-8", "utf8"):
        raise UnsupportedMediaType("the body must be application/json in UTF-8")
    return await read(request, limit)


async def read_upload(request: web.Request, name: str, limit: int) -> bytes:
    """The file `name` of a multipart form; what else the form has is passed over."""
    _plain(request)
    if request.content_type != "multipart/form-data":
        raise UnsupportedMediaType("the body must be multipart/form-data")
    if (request.content_length or 0) > limit + _FRAME:
        raise _too_large(limit)
    try:
        async with asyncio.timeout(UPLOAD_DEADLINE):
            form = await request.multipart()
            for _ in range(MOST_PARTS):
                part = await form.next()
                if part is None:
                    break
                if isinstance(part, BodyPartReader) and part.name == name:
                    return await _whole(part, limit)
    except TimeoutError as error:
        raise Invalid.of(name, f"did not arrive within {UPLOAD_DEADLINE:.0f} s") from error
    except (ValueError, web.RequestPayloadError, BadHttpMessage) as error:
        raise Invalid.of("", "the form is broken") from error
    raise Invalid.of(name, "is required")


async def _whole(part: BodyPartReader, limit: int) -> bytes:
    file = bytearray()
    try:
        while chunk := await part.read_chunk(65536):
            file += chunk
            if len(file) > limit:
                raise _too_large(limit)
        return bytes(file)
    finally:
        file.clear()  # a traceback may hold it for long


def _plain(request: web.Request) -> None:
    """Refuse a compressed body: a few bytes of it may stand for gigabytes."""
    if any(encoding.strip().lower() != "identity" for encoding in request.headers.getall("Content-Encoding", ())):
        raise UnsupportedMediaType("the body must not be compressed")


def parse(adapter: TypeAdapter[Any], body: bytes, *, optional: bool) -> tuple[Any, list[Detail]]:
    """The value, or what is wrong with it."""
    if not body:
        return None, [] if optional else [Detail("", "a body is required")]
    if wrong := _unfit(body):
        return None, [Detail("", wrong)]
    try:
        value = adapter.validate_json(body)
    except ValidationError as error:
        return None, details(error, _read_again(body))
    # Last, since a field with bounds of its own says it better.
    return (None, [Detail("", "has a number beyond 64 bits")]) if _beyond_64_bits(body) else (value, [])


def _read_again(body: bytes) -> Any:
    try:
        return from_json(body)
    except ValueError:
        return None


def _unfit(body: bytes) -> str | None:
    if sum(map(body.count, (b"[", b"{"))) <= DEEPEST and len(body) < MOST_SIGNS and not _NOT_JSON.search(body):
        return None
    bare = _TEXT.sub(b"", body)
    signs = bare.translate(None, _NO_SIGNS)
    if len(signs) > MOST_SIGNS:
        return "has too many values"
    if _NOT_JSON.search(bare):
        return "is not valid JSON: there is no NaN and no Infinity"
    if _depth(signs) > DEEPEST:
        return f"is nested deeper than {DEEPEST} levels"
    return None


def _depth(signs: bytes) -> int:
    depth = deepest = 0
    for sign in signs:
        if sign in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in b"]}":
            depth -= 1
    return deepest


def _beyond_64_bits(body: bytes) -> bool:
    if not _LONG.search(body):
        return False
    return any(not -(2**63) <= int(digits[:30]) < 2**63 for digits in _LONG.findall(_TEXT.sub(b" ", body)))


def _too_large(limit: int) -> PayloadTooLarge:
    return PayloadTooLarge(f"the body must have at most {limit // 1024} KiB")
