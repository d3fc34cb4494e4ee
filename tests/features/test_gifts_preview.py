"""A gift from its address: what the page says is shown, or fills what was left out; none that cannot be read is in the way."""

import asyncio
import logging
from typing import Any

import pytest

from familydash.errors import RateLimited
from familydash.fetcher.pages import Preview
from tests.conftest import Family, Member, Shops

URL = "https://www.shop.example/kite?size=2&token=secret"
FACTS: dict[str, Any] = {
    "name": "Red kite",
    "price": 2490,
    "currency": "EUR",
    "image_url": "https://cdn.shop.example/red.jpg",
    "source": "Windy Toys",
    "description": "Flies in any wind.",
    "url": "https://www.shop.example/kite",
}
SAYS = {**FACTS, "price": "24.90"}
FILLED = {name: SAYS[name] for name in ("name", "price", "source", "description")} | {"image_url": None}
"""Of a gift: the page names a picture, but that cannot be had (test_pictures_of_shops.py has those that can)."""


@pytest.fixture
def page(shops: Shops) -> Preview:
    shops.open[URL] = Preview(**FACTS)
    return shops.open[URL]


async def test_a_preview_shows_what_the_page_says_and_stores_nothing(family: Family, page: Preview) -> None:
    ears = await family.zoe.listen("gifts:all")
    reply = await family.ben.post("/gifts/preview", {"url": URL})

    assert (reply.status, reply.json) == (200, {"data": SAYS})
    assert "Location" not in reply.headers
    assert (await family.ben.get("/gifts")).data == []
    assert await ears.events() == []


async def test_a_preview_says_null_where_the_page_says_nothing(family: Family, shops: Shops) -> None:
    shops.open[URL] = Preview(**{**dict.fromkeys(FACTS), "url": URL})
    assert (await family.ben.post("/gifts/preview", {"url": URL})).data == {**dict.fromkeys(SAYS), "url": URL}


async def test_a_page_that_cannot_be_read_is_unreadable(family: Family) -> None:
    reply = await family.ben.post("/gifts/preview", {"url": URL})
    assert (reply.status, reply.error["code"]) == (422, "UNREADABLE_PAGE")
    assert "shop.example" not in reply.error["message"]


async def test_too_many_pages_at_once_are_told_to_wait(
    family: Family, shops: Shops, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(url: str) -> Preview:
        raise RateLimited("too many", 5)

    monkeypatch.setattr(shops, "read", busy)
    reply = await family.ben.post("/gifts/preview", {"url": URL})
    assert (reply.status, reply.headers["Retry-After"]) == (429, "5")
    made = await family.ben.made("/gifts", url=URL)
    assert made["name"] == "kite"


async def test_what_is_no_address_of_a_page_is_refused_before_anybody_is_called(family: Family, shops: Shops) -> None:
    none: tuple[Any, ...] = (
        "",
        "shop.example",
        "ftp://shop.example/",
        "javascript:1",
        "https://shop.example/a b",
        7,
        None,
    )
    for url in (*none, "http://", "https:///x", "http://?", "http://[::1", "https://shop.example/" + "x" * 2_000):
        reply = await family.ben.post("/gifts/preview", {"url": url})
        assert (reply.status, [each["field"] for each in reply.error["details"]]) == (400, ["url"]), url
    bodies: tuple[Any, ...] = ({}, {"url": URL, "name": "x"}, [])
    for body in bodies:
        assert (await family.ben.post("/gifts/preview", body)).status == 400
    assert (await Member("nobody", 0, family.client).post("/gifts/preview", {"url": URL})).status == 401
    assert shops.called == []


async def test_a_gift_by_its_address_alone_is_filled_from_its_page(family: Family, page: Preview) -> None:
    ears = await family.zoe.listen("gifts:all")
    reply = await family.ben.post("/gifts", {"url": URL})

    assert (reply.status, reply.headers["Location"]) == (201, f"/gifts/{reply.data['id']}")
    assert reply.data == reply.data | FILLED | {"url": URL, "notes": None, "tags": [], "visibility": "family"}
    assert (await family.ana.get(reply.headers["Location"])).data == reply.data
    assert [(event, payload["name"]) for _, event, _, payload in await ears.events()] == [("ADDED", "Red kite")]


async def test_only_what_the_body_leaves_out_is_filled(family: Family, page: Preview) -> None:
    said: dict[str, Any] = {
        "price": "20.00",
        "description": None,
        "source": "Grandma",
        "image_url": "https://a.example/mine.jpg",
    }
    made = await family.ben.made("/gifts", url=URL, name=None, notes="the large one", tags=["wind"], **said)
    assert made == made | said | {"name": "Red kite", "notes": "the large one", "tags": ["wind"]}


async def test_a_price_in_another_currency_is_no_price(family: Family, shops: Shops) -> None:
    for currency, price in (("USD", None), ("EUR", "24.90"), (None, "24.90")):
        shops.open[URL] = Preview(**{**FACTS, "currency": currency})
        assert (await family.ben.made("/gifts", url=URL))["price"] == price
    await family.ana.put("/settings", {"currency": "USD"})
    shops.open[URL] = Preview(**{**FACTS, "currency": "USD"})
    assert (await family.ben.made("/gifts", url=URL))["price"] == "24.90"


async def test_a_gift_with_a_name_calls_nobody(family: Family, page: Preview, shops: Shops) -> None:
    made = await family.ben.made("/gifts", name="Kite", url=URL)
    assert (made["name"], made["price"]) == ("Kite", None)
    assert (await family.ben.put(f"/gifts/{made['id']}", {"url": "https://shop.example/other"})).status == 200
    assert shops.called == []


async def test_a_gift_whose_page_cannot_be_read_or_has_no_name_is_named_after_its_address(
    family: Family, shops: Shops
) -> None:
    made = await family.ben.made("/gifts", url=URL)
    assert (made["name"], made["source"], made["url"], made["price"]) == ("kite", "shop.example", URL, None)

    shops.open[URL] = Preview(**{**dict.fromkeys(FACTS), "price": 500, "url": URL})
    made = await family.ben.made("/gifts", url=URL)
    assert (made["name"], made["source"], made["price"]) == ("kite", "shop.example", "5.00")


async def test_a_gift_sent_twice_is_read_and_made_once(family: Family, page: Preview, shops: Shops) -> None:
    key = {"Idempotency-Key": "k"}
    first = await family.ben.post("/gifts", {"url": URL}, headers=key)
    shops.open.clear()
    again = await family.ben.post("/gifts", {"url": URL}, headers=key)

    assert (again.status, again.body, again.headers["Idempotency-Replayed"]) == (201, first.body, "true")
    assert shops.called == [URL, FACTS["image_url"]]
    assert (await family.ben.post("/gifts", {"url": URL + "x"}, headers=key)).status == 409
    assert shops.called == [URL, FACTS["image_url"]]


async def test_a_refused_gift_calls_nobody(family: Family, page: Preview, shops: Shops) -> None:
    for body in ({"url": URL, "price": "x"}, {"url": URL, "no": 1}, {"url": "x"}):
        assert (await family.ben.post("/gifts", body)).status == 400
    assert (await Member("nobody", 0, family.client).post("/gifts", {"url": URL})).status == 401
    assert shops.called == []
    unknown = await family.ben.post("/gifts", {"url": URL, "person_id": 999_999})
    assert (unknown.status, unknown.error["details"][0]["field"]) == (400, "person_id")
    assert (await family.ben.get("/gifts")).data == []


async def test_a_new_gift_on_a_list_is_filled_from_its_page(family: Family, page: Preview, shops: Shops) -> None:
    made = await family.ben.made("/lists", name="!", visibility="surprise", person_id=family.kim_person)
    key = {"Idempotency-Key": "k"}
    reply = await family.ben.post(f"/lists/{made['id']}/items", {"gift": {"url": URL}, "quantity": 2}, headers=key)
    again = await family.ben.post(f"/lists/{made['id']}/items", {"gift": {"url": URL}, "quantity": 2}, headers=key)

    assert (reply.status, reply.headers["Location"]) == (201, f"/list-items/{reply.data['id']}")
    gift = {"id": reply.data["gift_id"], "url": URL, **{name: FILLED[name] for name in ("name", "price", "image_url")}}
    assert (reply.data["gift"], reply.data["quantity"], again.body) == (gift, 2, reply.body)
    assert shops.called == [URL, FACTS["image_url"]]
    stored = (await family.ben.get(f"/gifts/{gift['id']}")).data
    assert stored == stored | FILLED | {"visibility": "surprise", "person_id": family.kim_person}
    assert (await family.kim.get(f"/gifts/{gift['id']}")).status == 404


async def test_an_item_that_is_refused_calls_nobody(family: Family, page: Preview, shops: Shops) -> None:
    secret = await family.ben.made("/lists", name="!", visibility="surprise", person_id=family.kim_person)
    wishes = await family.ana.made("/lists", name="Wishes", person_id=family.kim_person)
    new = {"gift": {"url": URL}}

    assert (await family.kim.post(f"/lists/{secret['id']}/items", new)).status == 404
    assert (await family.kim.post("/lists/999999/items", new)).status == 404
    assert (await family.kim.post(f"/lists/{wishes['id']}/items", {**new, "status": "purchased"})).status == 403
    assert (await family.kim.post(f"/lists/{wishes['id']}/items", {**new, "quantity": 0})).status == 400
    assert shops.called == []
    assert (await family.kim.post(f"/lists/{wishes['id']}/items", new)).status == 201
    assert shops.called == [URL, FACTS["image_url"]]


async def test_a_list_that_goes_while_its_page_is_read_takes_no_item(
    family: Family, page: Preview, shops: Shops, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await family.ben.made("/lists", name="Mine")

    async def meanwhile(url: str) -> Preview:
        assert (await family.ben.delete(f"/lists/{made['id']}")).status == 204
        return page

    monkeypatch.setattr(shops, "read", meanwhile)
    assert (await family.ben.post(f"/lists/{made['id']}/items", {"gift": {"url": URL}})).status == 404
    assert (await family.ben.get("/gifts")).data == []


async def test_others_write_while_a_page_is_read(
    family: Family, page: Preview, shops: Shops, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def slow(url: str) -> Preview:
        asked.set()
        await go_on.wait()
        return page

    monkeypatch.setattr(shops, "read", slow)
    made = asyncio.create_task(family.ben.post("/gifts", {"url": URL}))
    await asked.wait()
    assert (await family.ana.post("/gifts", {"name": "Socks"})).status == 201
    go_on.set()
    assert (await made).data["name"] == "Red kite"


async def test_the_log_does_not_hold_the_address(
    family: Family, page: Preview, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await family.ben.post("/gifts/preview", {"url": URL})
    await family.ben.post("/gifts/preview", {"url": "https://closed.example/?token=secret"})
    await family.ben.post("/gifts", {"url": URL})
    logged = [record.getMessage() for record in caplog.records if record.name.startswith("familydash")]
    assert any("/gifts/preview" in line for line in logged)
    assert not [line for line in logged if "secret" in line or "shop.example" in line]
