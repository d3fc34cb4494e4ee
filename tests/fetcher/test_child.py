"""The whole way, in a real child process: from the server's side to a shop on loopback, and what stops a child."""

import gzip
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import pytest

from familydash.errors import UnreadablePage
from familydash.fetcher import child, money, pages, text
from familydash.fetcher.pages import Pages, Preview
from familydash.jail import Jail, Limits
from familydash.shapes import MAX_MONEY
from tests.fetcher import at_home
from tests.fetcher.conftest import PICTURE, Shop, drip

NAMES: Final = {"shop.example": [["127.0.0.1"]]}
FILLING: Final = b"<div class='card'><a href='/other'>Another <b>kite</b></a><p>Flies in any wind.</p></div>\n"


class AtHome(Jail):
    """A jail whose child may call one shop here."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._more = {"also": [["127.0.0.1", shop.port]], "names": NAMES}
        self.seconds = 30.0
        self.cpu = 2

    async def run(self, module: str, job: bytes, limits: Limits) -> bytes:
        assert module == child.__name__
        mine = Limits(min(self.seconds, limits.seconds), min(self.cpu, limits.cpu), limits.memory, limits.output)
        return await super().run(at_home.__name__, json.dumps({**json.loads(job), **self._more}).encode(), mine)


@pytest.fixture
def jail(shop: Shop) -> AtHome:
    return AtHome(shop)


@pytest.fixture
def read(jail: AtHome, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    monkeypatch.setattr(pages, "SECONDS", 30.0)  # a busy machine is no hostile page
    return Pages(jail).read


async def test_a_page_is_read_in_a_child(shop: Shop, read: Any) -> None:
    page = shop.leads("/k", "/kite")
    shop.says("/kite")
    assert await read(page) == Preview(
        name="Red kite",
        price=2490,
        currency="EUR",
        image_url=shop.url("/red.jpg"),
        source="shop.example",
        description=None,
        url=shop.url("/kite"),
    )


async def test_a_picture_is_fetched_in_a_child(shop: Shop, jail: AtHome) -> None:
    assert await Pages(jail).picture(shop.says("/red.jpg", PICTURE, "image/png")) == PICTURE
    with pytest.raises(UnreadablePage):
        await Pages(jail).picture(shop.says("/page.jpg"))


async def test_the_real_child_calls_nobody_here(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    """Not on the shop's own port, and not with words in the job that only the tests' child knows."""
    caplog.set_level(logging.DEBUG)
    page = shop.says("/secret")
    real = Jail()
    job = {
        "url": page,
        "want": "page",
        "most": 1000,
        "also": [["127.0.0.1", shop.port]],
        "names": {"shop.example": [["127.0.0.1"]]},
    }

    for url in (
        f"http://127.0.0.1:{shop.port}/secret",
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/?token=secret",
    ):
        with pytest.raises(UnreadablePage):
            await Pages(real).read(url)
    with pytest.raises(Exception, match="ended with 1"):
        await real.run(
            child.__name__,
            json.dumps({**job, "url": f"http://127.0.0.1:{shop.port}/"}).encode(),
            Limits(10, 5, 320, 1000),
        )

    assert shop.requests == []
    assert "secret" not in caplog.text
    assert "127.0.0.1" not in caplog.text


async def test_each_refusal_is_in_the_same_words(shop: Shop, read: Any) -> None:
    words = set()
    for url in (
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://shop.example:1/",
        "http://127.0.0.1:1/",
        "ftp://shop.example/",
        shop.url("/not-there"),
        shop.says("/500", status=500),
        shop.says("/text", type="text/plain"),
        shop.says("/empty", b""),
        shop.leads("/in", "http://192.168.0.1/"),
        shop.leads("/round", "/round"),
    ):
        with pytest.raises(UnreadablePage) as refused:
            await read(url)
        assert url not in str(refused.value)
        words.add(str(refused.value))
    assert len(words) == 1


@pytest.mark.parametrize(
    "piece",
    [b"<a ", b"</", b"<?", b"<!--", b"<![CDATA[", b'<a x="', b"<![<![", b"<div>", b"<b><p>", b"<table><tr><td>", b"&", b"\0",
        b"<div itemscope itemprop=x itemtype=http://schema.org/Product>", b"<meta content=x ",
        b"<script type=application/ld+json>["],
)  # fmt: skip
async def test_a_megabyte_of_anything_ends(shop: Shop, read: Any, piece: bytes) -> None:
    """Read or killed: the child is gone, and the next page is read."""
    body = b"<title>x</title>" + piece * (2**20 // len(piece))
    with suppress(UnreadablePage):
        assert (await read(shop.says("/", body))).name == "x"
    assert (await read(shop.says("/kite"))).name == "Red kite"


async def test_deep_json_ends(shop: Shop, read: Any) -> None:
    for deep in (
        b"[" * 500_000,
        b'{"@graph":' * 100_000,
        b'{"@type":"Product","offers":' * 50_000 + b"1" + b"}" * 50_000,
    ):
        body = b"<title>x</title><script type='application/ld+json'>%b</script>" % deep
        assert (await read(shop.says("/", body))).name == "x"


async def test_a_bomb_does_not_go_off(shop: Shop, read: Any) -> None:
    bomb = gzip.compress(b"<title>x</title>" + bytes(64 * 2**20), 9)
    assert (await read(shop.says("/", bomb, Content_Encoding="gzip"))).name == "x"


async def test_a_page_that_drips_is_left_in_time(shop: Shop, jail: AtHome, read: Any) -> None:
    jail.seconds = 1.0
    shop.answers["/"] = drip
    with pytest.raises(UnreadablePage):
        await read(shop.url("/"))


async def test_the_whole_way_has_a_deadline(shop: Shop, jail: AtHome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SECONDS", 0.01)
    with pytest.raises(UnreadablePage):
        await Pages(jail).read(shop.says("/kite"))


HONEST: Final = {
    "name": "x",
    "price": 1,
    "currency": "EUR",
    "image_url": "https://a.example/x.jpg",
    "source": "a",
    "description": "b",
    "url": "https://a.example/",
}
LIES: Final[tuple[dict[str, Any], ...]] = (
    {"price": -1},
    {"price": 10**9},
    {"price": 1.5},
    {"name": "x\0"},
    {"name": "x\ny"},
    {"name": "x" * 201},
    {"currency": "€"},
    {"image_url": "javascript:1"},
    {"description": "x" * 2_001},
    {"url": None},
    {"url": "file:///x"},
    {"more": 1},
)


@pytest.mark.parametrize(
    "said", [b"", b"{}", b"[]", b"null", b"\xff", *(json.dumps({**HONEST, **lie}).encode() for lie in LIES)]
)
async def test_a_child_that_was_taken_over_is_not_believed(said: bytes) -> None:
    told = said

    class Taken(Jail):
        async def run(self, module: str, job: bytes, limits: Limits) -> bytes:
            return told

    with pytest.raises(UnreadablePage):
        await Pages(Taken()).read("https://shop.example/")
    told = json.dumps(HONEST).encode()
    assert (await Pages(Taken()).read("https://shop.example/")).price == 1


def test_both_sides_have_the_same_bounds() -> None:
    assert money.DEAREST == MAX_MONEY
    assert text.MAX_DESCRIPTION == pages.MAX_DESCRIPTION


async def test_an_ordinary_page_leaves_room(shop: Shop, jail: AtHome, read: Any) -> None:
    """300 KB, and the largest that is read: neither comes near the child's limits."""
    for size in (300_000, pages.MAX_PAGE):
        filled = b"<html><title>Kite</title><body>" + FILLING * (size // len(FILLING))
        assert (await read(shop.says("/", filled))).name == "Kite"
