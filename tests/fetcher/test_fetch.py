"""How a page is fetched: what is sent, what is read, and what a hostile server can do, which is nothing."""

import asyncio
import gzip
import tracemalloc
import zlib

import pytest
from aiohttp import web

from familydash.fetcher import fetch as fetching
from familydash.fetcher.fetch import Fetched, Unreadable, Want, fetch
from tests.fetcher.at_home import Names
from tests.fetcher.conftest import PAGE, PICTURE, Shop, drip

MOST = 100_000


async def get(shop: Shop, url: str, want: Want = "page", most: int = MOST) -> Fetched:
    return await fetch(url, want, most, shop.guard, Names({"shop.example": [["127.0.0.1"]]}))


async def test_a_page_comes_with_its_address_and_charset(shop: Shop) -> None:
    url = shop.says("/kite", PAGE, "text/html; charset=ISO-8859-1")
    fetched = await get(shop, f"{url}#top")
    assert (str(fetched.url), fetched.charset, fetched.body) == (url, "ISO-8859-1", PAGE)


async def test_nothing_is_sent_that_tells_who_asks(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    shop.says("/", b"", status=302, Location=shop.url("/kite"), Set_Cookie="id=7; Path=/")
    shop.says("/kite")

    await get(shop, shop.url("/"))

    assert [request.path for request in shop.requests] == ["/", "/kite"]
    for request in shop.requests:
        assert set(request.headers) <= {"Host", "Accept", "Accept-Encoding", "User-Agent", "Connection"}
        assert request.headers["User-Agent"].startswith("familydash")


async def test_five_redirects_are_followed_and_not_six(shop: Shop) -> None:
    for step in range(6):
        shop.leads(f"/{step}", f"/{step + 1}")
    shop.says("/6")

    assert str((await get(shop, shop.url("/1"))).url) == shop.url("/6")
    shop.requests.clear()
    with pytest.raises(Unreadable):
        await get(shop, shop.url("/0"))
    assert len(shop.requests) == 6


async def test_a_redirect_in_a_circle_ends(shop: Shop) -> None:
    with pytest.raises(Unreadable):
        await get(shop, shop.leads("/", "/"))
    assert len(shop.requests) == 6


@pytest.mark.parametrize(
    "type",
    ["text/plain", "application/json", "application/pdf", "application/octet-stream", "image/png", "text/htmlx", "nonsense"],
)  # fmt: skip
async def test_a_page_is_html(shop: Shop, type: str) -> None:
    with pytest.raises(Unreadable):
        await get(shop, shop.says("/", PAGE, type))


async def test_a_page_may_be_xhtml(shop: Shop) -> None:
    assert (await get(shop, shop.says("/", PAGE, "Application/XHTML+xml"))).body == PAGE


@pytest.mark.parametrize("type", ["text/html", "image/svg+xml", "application/octet-stream", "video/mp4"])
async def test_a_picture_is_an_image(shop: Shop, type: str) -> None:
    with pytest.raises(Unreadable):
        await get(shop, shop.says("/", PICTURE, type), "picture")
    assert (await get(shop, shop.says("/", PICTURE, "image/png"), "picture")).body == PICTURE


@pytest.mark.parametrize("status", [204, 206, 300, 304, 305, 400, 401, 403, 404, 410, 429, 500, 503])
async def test_an_answer_that_is_an_error_is_not_read(shop: Shop, status: int) -> None:
    with pytest.raises(Unreadable):
        await get(shop, shop.says("/", status=status))


async def test_of_a_large_page_the_beginning_is_read(shop: Shop) -> None:
    body = PAGE + b" " * 1_000_000
    assert (await get(shop, shop.says("/", body))).body == body[:MOST]


async def test_a_picture_that_is_too_large_is_not_read(shop: Shop) -> None:
    assert (await get(shop, shop.says("/", b"x" * MOST, "image/png"), "picture")).body == b"x" * MOST
    with pytest.raises(Unreadable):
        await get(shop, shop.says("/", b"x" * (MOST + 1), "image/png"), "picture")


@pytest.mark.parametrize("packed", [gzip.compress(PAGE), zlib.compress(PAGE)], ids=["gzip", "deflate"])
async def test_a_packed_page_is_unpacked(shop: Shop, packed: bytes) -> None:
    encoding = "gzip" if packed.startswith(b"\x1f\x8b") else "deflate"
    assert (await get(shop, shop.says("/", packed, Content_Encoding=encoding))).body == PAGE


async def test_a_bomb_is_unpacked_no_further_than_it_is_read(shop: Shop) -> None:
    """200 MB of nothing, packed twice as small as a picture."""
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(2**20)) for _ in range(200)) + packer.flush()
    url = shop.says("/", bomb, Content_Encoding="gzip")
    tracemalloc.start()
    try:
        assert (await get(shop, url)).body == bytes(MOST)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20 * 2**20


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "nonsense"])
async def test_what_is_packed_wrongly_is_unreadable(shop: Shop, encoding: str) -> None:
    url = shop.says("/", b"\x1f\x8b" + b"x" * 100, Content_Encoding=encoding)
    if encoding == "nonsense":
        assert (await get(shop, url)).body.startswith(b"\x1f\x8b")
        return
    with pytest.raises(Unreadable):
        await get(shop, url)


async def test_a_page_that_never_ends_is_left(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    shop.answers["/"] = drip
    with pytest.raises(Unreadable):
        await get(shop, shop.url("/"))


async def test_a_server_that_never_answers_is_left(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.2)

    async def silent(_: web.BaseRequest) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError

    shop.answers["/"] = silent
    with pytest.raises(Unreadable):
        await get(shop, shop.url("/"))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0" * 1000,
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX: " + b"x" * 100_000 + b"\r\n\r\n<title>x</title>",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<title>x</title>",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffffff\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://" + b"a" * 100_000 + b"/\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: /" + b"a" * 5_000 + b"\r\n\r\n",
        b"HTTP/1.1 302 Found\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000,
        b"HTTP/9.9 999 \xff\xfe\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_unreadable(shop: Shop, raw: bytes) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(raw)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        here = Shop(port)
        with pytest.raises(Unreadable):
            await get(here, here.url("/"))


@pytest.mark.parametrize(
    "url",
    ["", "shop.example", "/kite", "//shop.example/", "ftp://shop.example/", "file:///etc/passwd", "javascript:alert(1)", "http://",
        "http:///", "http://?", "http://#", "http://[::1", "http://[x]/", "http://a:b:c/", "http://shop.example:x/", "http://\0/",
        "http://shop.example:99999/", "http://user@shop.example/", "http://user:password@shop.example/", "http://:p@shop.example/",
        "http://xn--/", "http://" + "a" * 300 + "/", "http://shop.example/" + "a" * 2_000, "http://\ud800/", "http://%/", "\0"],
)  # fmt: skip
async def test_what_is_no_address_of_the_web_calls_nobody(shop: Shop, url: str) -> None:
    names = Names({"shop.example": [["127.0.0.1"]]})
    with pytest.raises(Unreadable):
        await fetch(url, "page", MOST, shop.guard, names)
    assert shop.requests == []
