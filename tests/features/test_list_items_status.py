"""The way of an item from idea to received, and what of it shows for whom the list is for."""

import itertools
from typing import Any

import pytest

from tests.conftest import Family

ALLOWED = {
    "idea": ("selected", "purchased"),
    "selected": ("idea", "purchased"),
    "purchased": ("selected", "received"),
    "received": ("purchased",),
}
SECRETS: list[tuple[str, dict[str, Any]]] = [
    ("/status", {"status": "idea"}),
    ("/status", {"status": "received"}),
    ("/assign", {"user_id": None}),
    ("", {"status": "purchased"}),
    ("", {"assigned_to": None}),
    ("", {"actual_price": None}),
    ("", {"notes": "x", "actual_price": "5"}),
]


async def an_item(family: Family, **fields: Any) -> Any:
    made = await family.ben.made("/lists", name="!", visibility="surprise", person_id=family.kim_person)
    return await family.ben.made(f"/lists/{made['id']}/items", gift={"name": "LEGO"}, **fields)


async def a_wish(family: Family) -> Any:
    """An item of Kim's own wish list."""
    made = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person)
    return await family.kim.made(f"/lists/{made['id']}/items", gift={"name": "LEGO"})


@pytest.mark.parametrize("way", ["", "/status"])
async def test_every_pair_of_statuses_is_allowed_or_refused(family: Family, way: str) -> None:
    ears = await family.ana.listen("list-items:all")
    for old, new in itertools.product(ALLOWED, ALLOWED):
        item = await an_item(family, status=old)
        await ears.events()

        reply = await family.ben.put(f"/list-items/{item['id']}{way}", {"status": new})

        heard = [(event, payload["status"]) for _, event, _, payload in await ears.events()]
        if new == old:
            assert (reply.status, reply.data, heard) == (200, item, [])
        elif new in ALLOWED[old]:
            assert (reply.data["status"], reply.data["version"], heard) == (new, 2, [("STATUS_CHANGED", new)])
        else:
            assert (reply.status, reply.error["code"], heard) == (409, "INVALID_TRANSITION", [])
            assert all(name in reply.error["message"] for name in ALLOWED[old])
            assert (await family.ben.get(f"/list-items/{item['id']}")).data == item


async def test_the_price_comes_with_the_status_in_one_change(family: Family) -> None:
    item = await an_item(family)
    path = f"/list-items/{item['id']}/status"
    ears = await family.ana.listen("list-items:all")

    bought = await family.ben.put(path, {"status": "purchased", "actual_price": "17.5"})
    received = await family.ben.put(path, {"status": "received"})
    cleared = await family.ben.put(path, {"status": "received", "actual_price": None})
    refused = await family.ben.put(path, {"status": "idea", "actual_price": "1"})

    assert [(each.data["actual_price"], each.data["version"]) for each in (bought, received, cleared)] == [
        ("17.50", 2),
        ("17.50", 3),
        (None, 4),
    ]
    assert refused.status == 409
    assert (await family.ben.get(f"/list-items/{item['id']}")).data == cleared.data
    assert [event for _, event, _, _ in await ears.events()] == ["STATUS_CHANGED", "STATUS_CHANGED", "UPDATED"]


async def test_whom_a_list_is_for_sets_none_of_the_secrets_whatever_they_are(family: Family) -> None:
    for step in ({}, {"status": "purchased"}, {"status": "received"}):
        item = await a_wish(family)
        if step:
            await family.ben.put(f"/list-items/{item['id']}", {"status": "purchased"})
            await family.ben.put(f"/list-items/{item['id']}", step)
        for way, body in SECRETS:
            reply = await family.kim.put(f"/list-items/{item['id']}{way}", body)
            assert (reply.status, reply.error["code"]) == (403, "FORBIDDEN"), (step, way, body)
    fields: list[dict[str, Any]] = [{"status": "selected"}, {"assigned_to": family.ben.id}, {"actual_price": "5"}]
    for each in fields:
        new = await family.kim.post(f"/lists/{item['list_id']}/items", {"gift": {"name": "x"}, **each})
        assert new.status == 403
    assert [gift["name"] for gift in (await family.ben.get("/gifts")).data] == ["LEGO"] * 3  # nothing half made


async def test_whom_a_list_is_for_edits_their_wishes(family: Family) -> None:
    item = await a_wish(family)
    await family.ben.put(f"/list-items/{item['id']}/status", {"status": "purchased", "actual_price": "9"})

    reply = await family.kim.put(
        f"/list-items/{item['id']}", {"quantity": 2, "planned_price": "8", "notes": "red"}, headers={"If-Match": '"1"'}
    )

    assert reply.data == item | {
        "quantity": 2,
        "planned_price": "8.00",
        "notes": "red",
        "version": 2,
        "updated_at": reply.data["updated_at"],
    }
    bens = (await family.ben.get(f"/list-items/{item['id']}")).data
    assert (bens["status"], bens["actual_price"], bens["notes"], bens["version"]) == ("purchased", "9.00", "red", 3)


async def test_whom_a_list_is_for_sees_nothing_of_it_before_it_is_received(family: Family) -> None:
    item = await a_wish(family)
    path, paths = f"/list-items/{item['id']}", ("", "/items")
    others = f"/lists/{item['list_id']}"
    before = [(await family.kim.get(each)).body for each in (path, *(others + rest for rest in paths))]
    ears = await family.kim.listen(f"list:{item['list_id']}", "list-items:all", f"person:{family.kim_person}")

    for step in (
        {"status": "selected", "assigned_to": family.ben.id},
        {"status": "purchased", "actual_price": "19"},
        {"assigned_to": family.zoe.id},
    ):
        family.clock.pass_(minutes=1)
        assert (await family.ben.put(path, step)).status == 200
        after = [(await family.kim.get(each)).body for each in (path, *(others + rest for rest in paths))]
        assert after == before
    assert await ears.events() == []

    await family.ben.put(f"{path}/status", {"status": "received"})
    shown = (await family.kim.get(path)).data
    assert (shown["status"], shown["assignee"]["name"], shown["actual_price"]) == ("received", "Zoe", "19.00")
    assert (shown["version"], shown["updated_by"]["name"]) == (2, "Ben")
    heard = [(topic, event, payload) for topic, event, _, payload in await ears.events()]
    topics = sorted([f"list:{item['list_id']}", "list-items:all", f"person:{family.kim_person}"])
    assert heard == [(topic, "STATUS_CHANGED", shown) for topic in topics]

    await family.ben.put(f"{path}/status", {"status": "purchased"})  # taken back: hidden again
    hidden = (await family.kim.get(path)).data
    assert (hidden["status"], hidden["assignee"], hidden["actual_price"]) == ("idea", None, None)
    assert hidden["version"] == 3


async def test_if_match_works_with_the_version_that_each_sees(family: Family) -> None:
    item = await a_wish(family)
    path = f"/list-items/{item['id']}"
    await family.ben.put(f"{path}/status", {"status": "purchased"})
    kims, bens = [(await who.get(path)).headers["ETag"] for who in (family.kim, family.ben)]

    assert (kims[:3], bens[:3]) == ('"1-', '"2-')
    refused = await family.kim.put(path, {"notes": "x"}, headers={"If-Match": bens})
    assert (refused.status, refused.error["current"]["status"]) == (412, "idea")
    assert (await family.ben.put(path, {"notes": "x"}, headers={"If-Match": kims})).status == 412
    assert (await family.kim.put(path, {"notes": "x"}, headers={"If-Match": kims})).status == 200


async def test_the_sums_of_whom_a_list_is_for_count_what_they_see(family: Family) -> None:
    made = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person)
    for status, price in itertools.product(("selected", "purchased", "received"), ("10", None)):
        item = await family.kim.made(f"/lists/{made['id']}/items", gift={"name": "x", "price": price}, quantity=2)
        steps = ["purchased", "received"] if status == "received" else [status]
        for step in steps:
            await family.ben.put(f"/list-items/{item['id']}/status", {"status": step, "actual_price": "3"})

    kims, bens = [(await who.get(f"/lists/{made['id']}")).data for who in (family.kim, family.ben)]

    assert kims["counts"] == {"idea": 4, "selected": 0, "purchased": 0, "received": 2}
    assert bens["counts"] == {"idea": 0, "selected": 2, "purchased": 2, "received": 2}
    assert (kims["planned"], kims["spent"]) == ("60.00", "12.00")
    assert (bens["planned"], bens["spent"]) == ("60.00", "24.00")
