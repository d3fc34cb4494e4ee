"""A picture of the web becomes the household's own wherever one is named, so that browsers never call a shop."""

from typing import Any

import pytest

from familydash.fetcher.pages import Preview
from tests.conftest import Family, Shops
from tests.features.pictures import a_jpeg, files

SHOP = "https://shop.example/lego.jpg"
PAGE = "https://shop.example/lego"


@pytest.fixture
def open_shop(shops: Shops) -> Shops:
    shops.pictures[SHOP] = a_jpeg()
    facts = dict.fromkeys(("price", "currency", "source", "description"))
    shops.open[PAGE] = Preview(name="LEGO castle", image_url=SHOP, url=PAGE, **facts)
    return shops


async def is_own(family: Family, url: str) -> bool:
    return url.startswith("/media/") and (await family.zoe.get(url)).status == 200


async def test_that_of_a_new_gift_is_copied(family: Family, open_shop: Shops) -> None:
    made = await family.ben.made("/gifts", name="LEGO", image_url=SHOP)
    assert await is_own(family, made["image_url"])
    assert (await family.ben.get(f"/gifts/{made['id']}")).data["image_url"] == made["image_url"]


async def test_that_of_a_gift_from_its_address_is_copied(family: Family, open_shop: Shops) -> None:
    made = await family.ben.made("/gifts", url=PAGE)
    assert made["name"] == "LEGO castle"
    assert await is_own(family, made["image_url"])
    assert open_shop.called == [PAGE, SHOP]


async def test_that_of_a_new_gift_on_a_list_is_copied(family: Family, open_shop: Shops) -> None:
    place = f"/lists/{(await family.ben.made('/lists', name='For all'))['id']}/items"
    named = await family.ben.made(place, gift={"name": "LEGO", "image_url": SHOP})
    by_address = await family.ben.made(place, gift={"url": PAGE})

    assert await is_own(family, named["gift"]["image_url"])
    assert await is_own(family, by_address["gift"]["image_url"])


@pytest.mark.parametrize(
    ("path", "field"),
    [("/gifts/{gift}", "image_url"), ("/persons/{person}", "photo_url"), ("/users/{user}", "avatar_url")],
)
async def test_one_that_is_put_there_later_is_copied(family: Family, open_shop: Shops, path: str, field: str) -> None:
    ids = {
        "gift": (await family.ben.made("/gifts", name="LEGO"))["id"],
        "person": (await family.ben.made("/persons", name="Tim"))["id"],
        "user": family.ben.id,
    }
    reply = await family.ben.put(path.format(**ids), {field: SHOP})
    assert await is_own(family, reply.data[field])
    again = await family.ben.put(path.format(**ids), {field: reply.data[field]})
    assert again.data["version"] == reply.data["version"]
    assert open_shop.called == [SHOP]


async def test_that_of_a_new_person_is_copied(family: Family, open_shop: Shops) -> None:
    assert await is_own(family, (await family.ben.made("/persons", name="Tim", photo_url=SHOP))["photo_url"])


async def test_one_that_cannot_be_had_stays_an_address_where_somebody_gave_it(family: Family, shops: Shops) -> None:
    shops.pictures[SHOP] = b"<html>no picture</html>"
    for url in (SHOP, "https://closed.example/x.jpg"):
        assert (await family.ben.made("/gifts", name="LEGO", image_url=url))["image_url"] == url
    assert files(family.house) == []


async def test_one_that_only_the_page_names_and_that_cannot_be_had_is_none(family: Family, open_shop: Shops) -> None:
    open_shop.pictures.clear()
    assert (await family.ben.made("/gifts", url=PAGE))["image_url"] is None


async def test_a_second_try_with_the_same_key_calls_nobody(family: Family, open_shop: Shops) -> None:
    body, key = {"name": "LEGO", "image_url": SHOP}, {"Idempotency-Key": "one"}
    first = await family.ben.post("/gifts", body, headers=key)
    again = await family.ben.post("/gifts", body, headers=key)

    assert (again.status, again.body) == (201, first.body)
    assert open_shop.called == [SHOP]


async def test_nobody_is_called_for_what_is_not_there(family: Family, open_shop: Shops) -> None:
    hidden = await family.ben.made("/gifts", name="!", visibility="private")
    wishes = await family.ben.made("/lists", name="!", visibility="private")
    asked: tuple[tuple[str, str, Any], ...] = (
        ("PUT", f"/gifts/{hidden['id']}", {"image_url": SHOP}),
        ("PUT", "/gifts/999999", {"image_url": SHOP}),
        ("PUT", "/persons/999999", {"photo_url": SHOP}),
        ("PUT", "/users/999999", {"avatar_url": SHOP}),
        ("POST", f"/lists/{wishes['id']}/items", {"gift": {"name": "LEGO", "image_url": SHOP}}),
    )
    for method, path, body in asked:
        assert (await family.kim.ask(method, path, body)).status == 404, path
    assert open_shop.called == []


async def test_who_was_signed_out_while_the_shop_was_called_writes_nothing(family: Family, open_shop: Shops) -> None:
    async def slow(url: str) -> bytes:
        assert (await family.ana.delete(f"/users/{family.ben.id}")).status == 204
        return a_jpeg()

    open_shop.picture = slow  # type: ignore[method-assign]
    reply = await family.ben.post("/gifts", {"name": "LEGO", "image_url": SHOP})

    assert (reply.status, reply.error["code"]) == (401, "UNAUTHORIZED")
    assert (await family.ana.get("/gifts")).data == []


async def test_who_became_the_person_while_the_shop_was_called_is_seen_as_that(
    family: Family, open_shop: Shops
) -> None:
    """Zoe makes a surprise for somebody who turns out to be herself."""
    tim = (await family.ana.made("/persons", name="Tim"))["id"]

    async def slow(url: str) -> bytes:
        assert (await family.ana.put(f"/users/{family.zoe.id}", {"person_id": tim})).status == 200
        return a_jpeg()

    open_shop.picture = slow  # type: ignore[method-assign]
    body = {"name": "LEGO", "image_url": SHOP, "visibility": "surprise", "person_id": tim}
    reply = await family.zoe.post("/gifts", body)

    assert (reply.status, reply.error["details"][0]["field"]) == (400, "visibility")
