"""List items: what is kept of them, how they are found, who takes care of them, and how they leave a list."""

import itertools
from typing import Any

from tests.conftest import Family

FIELDS: dict[str, Any] = {
    "status": "selected",
    "quantity": 3,
    "planned_price": "12.50",
    "actual_price": "11.00",
    "notes": "the red one",
}


async def a_list(family: Family, **fields: Any) -> Any:
    return await family.ben.made("/lists", name="For Kim", person_id=family.kim_person, **fields)


async def an_item(family: Family, **fields: Any) -> Any:
    """An item of Ben's surprise for Kim."""
    made = await a_list(family, visibility="surprise")
    return await family.ben.made(f"/lists/{made['id']}/items", gift={"name": "LEGO", "price": "20"}, **fields)


async def test_an_item_comes_back_as_it_was_written(family: Family) -> None:
    made = await a_list(family, visibility="surprise")
    gift = await family.ben.made(
        "/gifts", name="LEGO", price="20", url="https://shop.example/x", image_url="https://shop.example/x.png"
    )

    reply = await family.ben.post(
        f"/lists/{made['id']}/items", {"gift_id": gift["id"], **FIELDS, "assigned_to": family.zoe.id}
    )

    item = reply.data
    assert (reply.status, reply.headers["Location"]) == (201, f"/list-items/{item['id']}")
    assert item == item | FIELDS | {
        "list_id": made["id"],
        "list": {"id": made["id"], "name": "For Kim"},
        "gift_id": gift["id"],
        "gift": {key: gift[key] for key in ("id", "name", "image_url", "price", "url")},
        "assigned_to": family.zoe.id,
        "assignee": {"id": family.zoe.id, "name": "Zoe", "avatar_url": None},
        "withdrawn": False,
        "version": 1,
    }
    again = await family.ana.get(reply.headers["Location"])
    assert (again.data, again.headers["ETag"]) == (item, reply.headers["ETag"])


async def test_an_item_needs_only_a_gift(family: Family) -> None:
    item = await an_item(family)

    empty = dict.fromkeys(("assigned_to", "assignee", "planned_price", "actual_price", "notes"))
    assert item == item | empty | {"status": "idea", "quantity": 1}


async def test_an_item_is_of_one_gift(family: Family) -> None:
    made = await a_list(family)
    gift = await family.ben.made("/gifts", name="LEGO")

    wrong: list[dict[str, Any]] = [
        {},
        {"gift_id": None, "gift": None},
        {"gift_id": gift["id"], "gift": {"name": "x"}},
        {"gift": {}},
    ]
    for body in wrong:
        assert (await family.ben.post(f"/lists/{made['id']}/items", body)).status == 400, body


async def test_a_new_gift_of_an_item_is_kept_with_all_it_says(family: Family) -> None:
    made = await a_list(family)
    fields = {"name": "LEGO", "price": "20.00", "notes": "x", "tags": ["bricks"], "source": "Shop", "description": "y"}

    item = await family.ben.made(f"/lists/{made['id']}/items", gift=fields)

    gift = (await family.zoe.get(f"/gifts/{item['gift_id']}")).data
    assert gift == gift | fields
    assert [use["id"] for use in gift["used_in"]] == [item["id"]]


async def test_every_field_of_an_item_can_be_changed_and_the_optional_ones_cleared(family: Family) -> None:
    item = await an_item(family)
    path = f"/list-items/{item['id']}"

    changed = (await family.zoe.put(path, {**FIELDS, "assigned_to": family.ana.id})).data
    noted = (await family.ana.put(path, {"notes": "blue"})).data
    optional = ("assigned_to", "planned_price", "actual_price", "notes")
    cleared = (await family.ben.put(path, dict.fromkeys(optional))).data

    assert changed == changed | FIELDS | {"assigned_to": family.ana.id, "version": 2}
    ana = {"id": family.ana.id, "name": "Ana", "avatar_url": None}
    assert noted == changed | {"notes": "blue", "version": 3, "updated_by": ana}
    assert cleared == cleared | dict.fromkeys((*optional, "assignee")) | {"version": 4, "quantity": 3}
    for field in ("status", "quantity"):
        assert (await family.ben.put(path, {field: None})).status == 400


async def test_a_change_that_changes_nothing_leaves_version_and_etag(family: Family) -> None:
    item = await an_item(family, **FIELDS, assigned_to=family.zoe.id)
    path = f"/list-items/{item['id']}"
    before = await family.ben.get(path)
    ears = await family.ana.listen(f"list:{item['list_id']}", "list-items:all", f"person:{family.kim_person}")
    family.clock.pass_(minutes=1)

    for reply in (
        await family.zoe.put(path, {}),
        await family.zoe.put(path, {**FIELDS, "planned_price": 12.5, "assigned_to": family.zoe.id}),
        await family.zoe.put(f"{path}/status", {"status": "selected"}),
        await family.zoe.put(f"{path}/status", {"status": "selected", "actual_price": 11}),
        await family.zoe.put(f"{path}/assign", {"user_id": family.zoe.id}),
    ):
        assert (reply.status, reply.body) == (200, before.body)
    assert await ears.events() == []


async def test_a_quantity_is_a_whole_number_from_1_to_999(family: Family) -> None:
    item = await an_item(family)

    for quantity in (0, -1, 1000, 1.5, "2", True):
        reply = await family.ben.put(f"/list-items/{item['id']}", {"quantity": quantity})
        assert (reply.status, reply.error["details"][0]["field"]) == (400, "quantity"), quantity
    assert (await family.ben.put(f"/list-items/{item['id']}", {"quantity": 999})).status == 200


async def test_items_are_filtered_by_each_filter_with_and_and_or(family: Family) -> None:
    christmas = (await family.ana.made("/occasions", name="Christmas", date="2026-12-24"))["id"]
    lists = [
        await family.ben.made("/lists", name="a", visibility="surprise", person_id=family.kim_person),
        await family.ben.made("/lists", name="b", occasion_id=christmas),
    ]
    rows: dict[int, dict[str, Any]] = {}
    for on, status, who in itertools.product(lists, ("idea", "purchased"), (None, family.ben.id, family.zoe.id)):
        item = await family.ben.made(f"/lists/{on['id']}/items", gift={"name": "x"}, status=status, assigned_to=who)
        rows[item["id"]] = {
            "status": status,
            "assigned_to": who,
            "list_id": on["id"],
            "person_id": on["person_id"],
            "occasion_id": on["occasion_id"],
        }
    ben, zoe, (first, second) = family.ben.id, family.zoe.id, (one["id"] for one in lists)

    queries: list[tuple[str, dict[str, set[Any]]]] = [
        ("", {}),
        ("status=idea", {"status": {"idea"}}),
        ("status=idea&status=received", {"status": {"idea", "received"}}),
        ("assigned_to=me", {"assigned_to": {zoe}}),
        (f"assigned_to={ben}", {"assigned_to": {ben}}),
        (f"assigned_to={ben}&assigned_to=me", {"assigned_to": {ben, zoe}}),
        (f"list_id={first}", {"list_id": {first}}),
        (f"list_id={first}&list_id={second}", {"list_id": {first, second}}),
        (f"person_id={family.kim_person}", {"person_id": {family.kim_person}}),
        (f"occasion_id={christmas}", {"occasion_id": {christmas}}),
        (
            f"status=purchased&assigned_to=me&occasion_id={christmas}",
            {"status": {"purchased"}, "assigned_to": {zoe}, "occasion_id": {christmas}},
        ),
        ("list_id=999999", {"list_id": {999_999}}),
    ]
    for query, wanted in queries:
        expected = [id for id, row in rows.items() if all(row[name] in values for name, values in wanted.items())]
        found = [each["id"] for each in (await family.zoe.get(f"/list-items?limit=200&{query}")).data]
        assert found == expected, query
        hidden = [id for id in expected if rows[id]["list_id"] == second]
        if "me" not in query:
            assert [each["id"] for each in (await family.kim.get(f"/list-items?limit=200&{query}")).data] == hidden
    for bad in ("assigned_to=you", "status=lost", "list_id=0", "person_id=x"):
        assert (await family.zoe.get(f"/list-items?{bad}")).status == 400


async def test_whom_a_list_is_for_filters_by_what_they_see(family: Family) -> None:
    wishes = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person)
    item = await family.kim.made(f"/lists/{wishes['id']}/items", gift={"name": "LEGO"})
    await family.ben.put(f"/list-items/{item['id']}", {"status": "purchased", "assigned_to": family.ben.id})

    for query in ("status=purchased", f"assigned_to={family.ben.id}"):
        assert (await family.kim.get(f"/list-items?{query}")).data == []
        assert (await family.kim.get(f"/gifts?{query}".replace("assigned_to", "list_id"))).data == []
    assert [each["id"] for each in (await family.kim.get("/list-items?status=idea")).data] == [item["id"]]
    assert [each["id"] for each in (await family.zoe.get("/list-items?status=purchased")).data] == [item["id"]]


async def test_pages_of_items_stay_right_while_items_come_and_go(family: Family) -> None:
    made = await a_list(family)
    ids = [(await family.ben.made(f"/lists/{made['id']}/items", gift={"name": "x"}))["id"] for _ in range(7)]
    paths = [f"{path}?limit=3" for path in ("/list-items", f"/lists/{made['id']}/items")]

    async def after(path: str, before: Any) -> Any:
        return await family.zoe.get(f"{path}&cursor={before.json['pagination']['next_cursor']}")

    first = [await family.zoe.get(path) for path in paths]
    for gone in (ids[0], ids[2], ids[3]):
        assert (await family.ben.delete(f"/list-items/{gone}")).status == 204
    new = await family.ben.made(f"/lists/{made['id']}/items", gift={"name": "x"})
    for path, page in zip(paths, first, strict=True):
        second = await after(path, page)
        third = await after(path, second)
        assert [each["id"] for each in page.data] == ids[:3]
        assert [each["id"] for each in second.data] == ids[4:]
        assert [each["id"] for each in third.data] == [new["id"]]
        assert third.json["pagination"] == {"next_cursor": None, "has_more": False, "limit": 3}


async def test_a_gift_is_on_a_list_once_and_again_after_it_was_withdrawn(family: Family) -> None:
    wishes = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person)
    path = f"/lists/{wishes['id']}/items"
    item = await family.kim.made(path, gift={"name": "LEGO"})
    await family.ben.put(f"/list-items/{item['id']}/status", {"status": "purchased"})
    other = await family.ben.made("/lists", name="Other")

    twice = [await who.post(path, {"gift_id": item["gift_id"]}) for who in (family.kim, family.ben)]
    assert [(reply.status, reply.error["code"]) for reply in twice] == [(409, "CONFLICT")] * 2
    assert (await family.ben.post(f"/lists/{other['id']}/items", {"gift_id": item["gift_id"]})).status == 201
    assert (await family.kim.delete(f"/list-items/{item['id']}")).status == 204
    again = await family.kim.post(path, {"gift_id": item["gift_id"]})

    assert again.status == 201
    assert [each["id"] for each in (await family.kim.get(path)).data] == [again.data["id"]]
    seen = [(each["id"], each["withdrawn"]) for each in (await family.ben.get(path)).data]
    assert seen == [(item["id"], True), (again.data["id"], False)]
    assert (await family.kim.post(path, {"gift_id": item["gift_id"]})).status == 409
    assert (await family.kim.delete(f"/list-items/{again.data['id']}")).status == 204  # that one nobody has taken
    assert [each["id"] for each in (await family.ben.get(path)).data] == [item["id"]]


async def test_a_wish_that_was_taken_stays_for_the_others(family: Family) -> None:
    wishes = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person)
    taken: list[dict[str, Any]] = [
        {"status": "selected"},
        {"status": "purchased"},
        {"assigned_to": family.ben.id},
        {"actual_price": "5"},
    ]
    for step in taken:
        item = await family.kim.made(f"/lists/{wishes['id']}/items", gift={"name": "LEGO"})
        path = f"/list-items/{item['id']}"
        assert (await family.ben.put(path, step)).status == 200

        assert (await family.kim.delete(path)).status == 204

        assert (await family.kim.get(path)).status == 404
        kept = await family.zoe.get(path)
        assert (kept.data["withdrawn"], kept.data["version"]) == (True, 3)
        assert (await family.ben.put(path, {"notes": "bought already"})).status == 200
        assert (await family.ben.delete(path)).status == 204
        assert (await family.zoe.get(path)).status == 404


async def test_a_wish_that_nobody_took_is_gone_for_all(family: Family) -> None:
    wishes = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person)
    item = await family.kim.made(f"/lists/{wishes['id']}/items", gift={"name": "LEGO"})

    assert (await family.kim.delete(f"/list-items/{item['id']}")).status == 204

    assert (await family.ben.get(f"/list-items/{item['id']}")).status == 404
    assert (await family.kim.get(f"/gifts/{item['gift_id']}")).status == 200  # the gift stays


async def test_an_item_is_assigned_to_who_may_see_it(family: Family) -> None:
    item = await an_item(family)
    private = await family.ben.made("/lists", name="Mine", visibility="private")
    mine = await family.ben.made(f"/lists/{private['id']}/items", gift={"name": "x"})
    wishes = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person)
    wish = await family.kim.made(f"/lists/{wishes['id']}/items", gift={"name": "x"})
    for_zoe = await family.ben.made("/gifts", name="!", visibility="private")
    apart = await family.ben.made(f"/lists/{wishes['id']}/items", gift_id=for_zoe["id"])

    for each, who in (
        (item, family.kim),  # a surprise for them
        (mine, family.ana),  # an admin sees no private list
        (wish, family.kim),  # their own wish
        (apart, family.zoe),  # they see the list, not the gift
    ):
        path = f"/list-items/{each['id']}"
        for reply, field in (
            (await family.ben.put(f"{path}/assign", {"user_id": who.id}), "user_id"),
            (await family.ben.put(path, {"assigned_to": who.id}), "assigned_to"),
        ):
            assert (reply.status, [one["field"] for one in reply.error["details"]]) == (400, [field])
    new = {"gift": {"name": "y"}, "assigned_to": family.kim.id}
    refused = await family.ben.post(f"/lists/{item['list_id']}/items", new)
    assert (refused.status, refused.error["details"][0]["field"]) == (400, "assigned_to")
    assert (await family.ben.put(f"/list-items/{item['id']}/assign", {"user_id": 999_999})).status == 400
    for id in (family.ana.id, family.ben.id, family.zoe.id, None):
        reply = await family.zoe.put(f"/list-items/{item['id']}/assign", {"user_id": id})
        assert (reply.status, reply.data["assigned_to"]) == (200, id)


async def test_what_stays_as_it_is_is_not_looked_at_again(family: Family) -> None:
    made = await family.ben.made("/lists", name="x")
    item = await family.ben.made(f"/lists/{made['id']}/items", gift={"name": "y"}, assigned_to=family.zoe.id)
    assert (await family.ben.put(f"/lists/{made['id']}", {"visibility": "private"})).status == 200  # Zoe is out now

    reply = await family.ben.put(f"/list-items/{item['id']}", {"assigned_to": family.zoe.id, "notes": "!"})

    assert (reply.status, reply.data["notes"]) == (200, "!")


async def test_an_account_that_is_gone_can_be_taken_off(family: Family) -> None:
    item = await an_item(family, status="purchased", assigned_to=family.zoe.id)
    assert (await family.ana.delete(f"/users/{family.zoe.id}")).status == 204
    gone = (await family.ben.get(f"/list-items/{item['id']}")).data
    assert (gone["assigned_to"], gone["assignee"]["former"]) == (None, True)

    reply = await family.ben.put(f"/list-items/{item['id']}/assign", {"user_id": None})

    assert reply.data["assignee"] is None
    assert (await family.ben.put(f"/list-items/{item['id']}/assign", {"user_id": family.zoe.id})).status == 400


async def test_an_older_version_is_refused_with_the_item_as_it_is_now(family: Family) -> None:
    item = await an_item(family)
    path, first = f"/list-items/{item['id']}", (await family.ben.get(f"/list-items/{item['id']}")).headers["ETag"]
    await family.ana.put(path, {"notes": "!"}, headers={"If-Match": first})
    now = (await family.ben.get(path)).data

    for reply in (
        await family.ben.put(path, {"notes": "x"}, headers={"If-Match": first}),
        await family.ben.put(f"{path}/status", {"status": "received"}, headers={"If-Match": first}),  # before the 409
        await family.ben.put(f"{path}/assign", {"user_id": None}, headers={"If-Match": '"1"'}),
        await family.ben.delete(path, headers={"If-Match": first}),
    ):
        assert (reply.status, reply.error["details"], reply.error["current"]) == (412, [], now)
    assert (await family.ben.delete(path, headers={"If-Match": '"2"'})).status == 204


async def test_refusals_of_an_item_come_in_order(family: Family) -> None:
    hidden = f"/list-items/{(await an_item(family))['id']}"
    wishes = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person)
    item = await family.kim.made(f"/lists/{wishes['id']}/items", gift={"name": "x"})
    wish = f"/list-items/{item['id']}"
    old, ghost = {"If-Match": '"99"'}, {"assigned_to": 999_999}

    assert (await family.kim.put(hidden, {"status": "lost"}, headers=old)).status == 400
    assert (await family.kim.put(hidden, ghost, headers=old)).status == 404
    assert (await family.kim.put(wish, ghost, headers=old)).status == 403
    assert (await family.ben.put(wish, {**ghost, "status": "received"}, headers=old)).status == 400
    assert (await family.ben.put(wish, {"status": "received"}, headers=old)).status == 412
    assert (await family.ben.put(wish, {"status": "received"})).status == 409
    new = f"/lists/{wishes['id']}/items"
    assert (await family.kim.post("/lists/999999/items", {"gift_id": 999_999, "status": "purchased"})).status == 404
    assert (await family.kim.post(new, {"gift_id": 999_999, "status": "purchased"})).status == 403
    refused = await family.kim.post(new, {"gift_id": 999_999})
    assert (refused.status, refused.error["details"][0]["field"]) == (400, "gift_id")


async def test_a_wish_that_is_still_seen_is_not_put_on_its_list_a_second_time(family: Family) -> None:
    wishes = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person)
    item = await family.kim.made(f"/lists/{wishes['id']}/items", gift={"name": "LEGO"})
    await family.ben.put(f"/list-items/{item['id']}/status", {"status": "purchased"})
    await family.kim.delete(f"/list-items/{item['id']}")
    again = {"gift_id": item["gift_id"]}

    assert (await family.ben.post(f"/lists/{wishes['id']}/items", again)).status == 409
    assert (await family.kim.post(f"/lists/{wishes['id']}/items", again)).status == 201
