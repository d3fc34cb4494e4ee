"""Gifts: what is kept of them, where they are used, who sees them, and what becomes of those that are deleted."""

from typing import Any

from familydash.auth.viewer import HOUSE
from tests.conftest import Family

FIELDS: dict[str, Any] = {
    "name": "LEGO castle",
    "url": "https://www.shop.example/lego-castle?id=7",
    "price": "79.99",
    "image_url": "https://shop.example/castle.jpg",
    "source": "The shop",
    "description": "A castle.\nWith knights.",
    "notes": "the large one",
    "tags": ["bricks", "Toys"],
    "visibility": "family",
}


async def test_a_gift_comes_back_as_it_was_written(family: Family) -> None:
    reply = await family.ben.post("/gifts", {**FIELDS, "person_id": family.kim_person})

    made = reply.data
    assert (reply.status, reply.headers["Location"]) == (201, f"/gifts/{made['id']}")
    assert made == made | FIELDS | {"person_id": family.kim_person, "version": 1, "used_in": []}
    assert made["updated_by"] == {"id": family.ben.id, "name": "Ben", "avatar_url": None}
    again = await family.ana.get(reply.headers["Location"])
    assert (again.data, again.headers["ETag"]) == (made, reply.headers["ETag"])


async def test_a_gift_needs_only_a_name(family: Family) -> None:
    made = await family.ben.made("/gifts", name=" Socks ")

    empty = dict.fromkeys(("url", "price", "image_url", "source", "description", "notes", "person_id"))
    assert made == made | empty | {"name": "Socks", "tags": [], "visibility": "family", "used_in": []}


async def test_a_gift_has_a_name_or_an_address(family: Family) -> None:
    assert (await family.ben.post("/gifts", {"price": "1"})).status == 400
    assert (await family.ben.post("/gifts", {"name": None, "url": None})).status == 400


async def test_money_comes_back_with_two_digits(family: Family) -> None:
    amounts: list[tuple[Any, str | None]] = [
        ("79.99", "79.99"),
        (79.99, "79.99"),
        (79, "79.00"),
        ("0", "0.00"),
        (0.1, "0.10"),
        ("9999999.99", "9999999.99"),
        (None, None),
    ]
    for given, kept in amounts:
        assert (await family.ben.made("/gifts", name="x", price=given))["price"] == kept


async def test_what_is_no_amount_is_refused(family: Family) -> None:
    for given in (
        "1.999",
        "-1",
        -1,
        10_000_000,
        "1e3",
        "1,50",
        "",
        " 1",
        "€5",
        True,
        0.001,
        "\N{ARABIC-INDIC DIGIT THREE}",
    ):
        reply = await family.ben.post("/gifts", {"name": "x", "price": given})
        assert (reply.status, [each["field"] for each in reply.error["details"]]) == (400, ["price"]), given


async def test_every_field_of_a_gift_can_be_changed_and_the_optional_ones_cleared(family: Family) -> None:
    made = await family.ben.made("/gifts", name="x")
    path = f"/gifts/{made['id']}"

    changed = (await family.ben.put(path, {**FIELDS, "person_id": family.kim_person})).data
    renamed = (await family.zoe.put(path, {"name": "LEGO"})).data
    fields = ("url", "price", "image_url", "source", "description", "notes", "person_id")
    cleared = (await family.ben.put(path, {**dict.fromkeys(fields), "tags": None})).data

    assert changed == changed | FIELDS | {"person_id": family.kim_person, "version": 2}
    assert renamed == changed | {
        "name": "LEGO",
        "version": 3,
        "updated_by": {"id": family.zoe.id, "name": "Zoe", "avatar_url": None},
    }
    assert cleared == cleared | dict.fromkeys(fields) | {"tags": [], "name": "LEGO", "version": 4}
    for field in ("name", "visibility"):
        assert (await family.ben.put(path, {field: None})).status == 400


async def test_a_change_that_changes_nothing_leaves_version_and_etag(family: Family) -> None:
    made = await family.ben.made("/gifts", **FIELDS, person_id=family.kim_person)
    path = f"/gifts/{made['id']}"
    before = await family.ben.get(path)
    ears = await family.ana.listen("gifts:all", f"gift:{made['id']}", "tags:all")
    family.clock.pass_(minutes=1)

    for body in ({}, {**FIELDS, "price": 79.99}, {"tags": ["TOYS", "Bricks", "toys"]}, {"name": " LEGO castle "}):
        assert (await family.ana.put(path, body)).body == before.body, body
    assert await ears.events() == []


async def test_a_gift_shows_where_it_is_used_as_the_viewer_sees_it(family: Family) -> None:
    christmas = await family.ana.made("/occasions", name="Christmas", date="2026-12-24")
    gift = await family.ben.made("/gifts", name="LEGO")
    wishes = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person, occasion_id=christmas["id"])
    secret = await family.ben.made("/lists", name="!", visibility="surprise", person_id=family.kim_person)
    plain = await family.ben.made("/lists", name="Plain")
    items = [
        await family.ben.made(f"/lists/{each['id']}/items", gift_id=gift["id"], status="selected", quantity=2)
        for each in (wishes, secret, plain)
    ]

    bens = (await family.ben.get(f"/gifts/{gift['id']}")).data["used_in"]
    kims = (await family.kim.get(f"/gifts/{gift['id']}")).data["used_in"]

    kim = {"id": family.kim_person, "name": "Kim", "image_url": None}
    assert bens == [
        {
            "id": items[0]["id"],
            "list": {"id": wishes["id"], "name": "Wishes"},
            "person": kim,
            "occasion": {"id": christmas["id"], "name": "Christmas"},
            "status": "selected",
            "quantity": 2,
        },
        {
            "id": items[1]["id"],
            "list": {"id": secret["id"], "name": "!"},
            "person": kim,
            "occasion": None,
            "status": "selected",
            "quantity": 2,
        },
        {
            "id": items[2]["id"],
            "list": {"id": plain["id"], "name": "Plain"},
            "person": None,
            "occasion": None,
            "status": "selected",
            "quantity": 2,
        },
    ]
    assert kims == [bens[0] | {"status": "idea"}, bens[2]]


async def test_a_private_gift_is_its_makers_alone(family: Family) -> None:
    made = await family.ben.made("/gifts", name="Mine", visibility="private")
    path = f"/gifts/{made['id']}"
    shared = await family.ben.made("/lists", name="Shared")
    item = await family.ben.made(f"/lists/{shared['id']}/items", gift_id=made["id"])

    for who in (family.ana, family.kim, family.zoe):
        refused = [await who.get(path), await who.put(path, {"name": "?"}), await who.delete(path)]
        assert [reply.status for reply in refused] == [404] * 3
        assert (await who.get("/gifts/search?q=mine")).data == []
        assert (await who.get(f"/list-items/{item['id']}")).status == 404  # an item is seen with its gift
        assert (await who.get(f"/lists/{shared['id']}")).data["counts"]["idea"] == 0
    assert (await family.ben.get(path)).data["used_in"][0]["id"] == item["id"]
    opened = await family.ben.put(path, {"visibility": "family"})
    assert opened.status == 200
    assert (await family.zoe.get(f"/list-items/{item['id']}")).status == 200


async def test_only_who_made_a_gift_makes_it_private(family: Family) -> None:
    made = await family.ben.made("/gifts", name="LEGO")
    path = f"/gifts/{made['id']}"

    assert (await family.ana.put(path, {"visibility": "private"})).status == 403
    assert (await family.ben.put(path, {"visibility": "private"})).status == 200
    assert (await family.ana.get(path)).status == 404


async def test_a_surprise_gift_needs_somebody_else_to_keep_it_from(family: Family) -> None:
    made = await family.kim.made("/gifts", name="x", person_id=family.kim_person)
    hidden = await family.ben.made("/gifts", name="!", visibility="surprise", person_id=family.kim_person)

    for reply, field in (
        (await family.ben.post("/gifts", {"name": "x", "visibility": "surprise"}), "visibility"),
        (
            await family.kim.post("/gifts", {"name": "x", "visibility": "surprise", "person_id": family.kim_person}),
            "visibility",
        ),
        (await family.kim.put(f"/gifts/{made['id']}", {"visibility": "surprise"}), "visibility"),
        (await family.ben.put(f"/gifts/{hidden['id']}", {"person_id": None}), "person_id"),
    ):
        assert (reply.status, reply.error["details"][0]["field"]) == (400, field)
    assert (await family.kim.get(f"/gifts/{hidden['id']}")).status == 404
    assert (await family.zoe.get(f"/gifts/{hidden['id']}")).status == 200


async def test_a_gift_of_a_list_that_was_for_me_never_becomes_a_surprise_of_mine(family: Family) -> None:
    other = (await family.ana.made("/persons", name="Tim"))["id"]
    made = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person)
    await family.kim.put(f"/lists/{made['id']}", {"person_id": None})
    item = await family.kim.made(f"/lists/{made['id']}/items", gift={"name": "LEGO"})
    path = f"/gifts/{item['gift_id']}"

    reply = await family.kim.put(path, {"visibility": "surprise", "person_id": other})

    assert (reply.status, reply.error["details"][0]["field"]) == (400, "visibility")
    assert (await family.kim.get(path)).status == 200


async def test_a_gift_that_lists_hold_is_deleted_only_by_force(family: Family) -> None:
    gift = await family.ben.made("/gifts", name="LEGO")
    one = await family.ben.made("/lists", name="One")
    two = await family.ben.made("/lists", name="Two", visibility="private")
    items = [await family.ben.made(f"/lists/{each['id']}/items", gift_id=gift["id"]) for each in (one, two)]

    refused = await family.zoe.delete(f"/gifts/{gift['id']}")
    assert (refused.status, refused.error["code"]) == (409, "CONFLICT")
    assert "One" in refused.error["message"]
    assert "Two" not in refused.error["message"]
    assert (await family.ben.delete(f"/gifts/{gift['id']}?force=false")).status == 409
    forced = await family.ben.delete(f"/gifts/{gift['id']}?force=true")

    assert (forced.status, forced.body) == (204, b"")
    gone = [f"/gifts/{gift['id']}", *(f"/list-items/{item['id']}" for item in items)]
    assert [(await family.ben.get(path)).status for path in gone] == [404] * 3
    assert (await family.ben.get(f"/lists/{one['id']}")).data["items"] == []


async def test_a_gift_that_no_list_holds_is_deleted_with_its_tags_and_comments(family: Family) -> None:
    gift = await family.ben.made("/gifts", name="LEGO", tags=["bricks"])
    async with family.house.db.write(HOUSE) as tx:
        comment = {"parent_type": "gift", "parent_id": gift["id"], "author_id": family.ben.id}
        await tx.insert("comments", {**comment, "content": "!", "visibility": "family"})
    ears = await family.ana.listen("gifts:all", f"gift:{gift['id']}", "tags:all")

    assert (await family.ben.delete(f"/gifts/{gift['id']}")).status == 204

    assert sorted(event[:2] for event in await ears.events()) == [
        (f"gift:{gift['id']}", "DELETED"),  # what was said about it
        (f"gift:{gift['id']}", "DELETED"),
        ("gifts:all", "DELETED"),
        ("tags:all", "DELETED"),
    ]
    async with family.house.db.read() as read:
        assert await read.all("SELECT id FROM comments UNION ALL SELECT id FROM tags") == []


async def test_a_gift_on_a_list_hidden_from_its_deleter_stays_there_withdrawn(family: Family) -> None:
    gift = await family.kim.made("/gifts", name="LEGO", tags=["bricks"])
    secret = await family.ben.made("/lists", name="!", visibility="surprise", person_id=family.kim_person)
    item = await family.ben.made(f"/lists/{secret['id']}/items", gift_id=gift["id"])
    kim = await family.kim.listen("gifts:all", "list-items:all", "tags:all")
    ben = await family.ben.listen("gifts:all", "list-items:all", "tags:all")

    reply = await family.kim.delete(f"/gifts/{gift['id']}")

    assert (reply.status, reply.body) == (204, b"")
    assert (await family.kim.get(f"/gifts/{gift['id']}")).status == 404
    assert (await family.kim.get("/gifts/search?q=lego")).data == []
    kept = (await family.ben.get(f"/list-items/{item['id']}")).data
    assert kept == item | {key: kept[key] for key in ("version", "updated_at", "updated_by")} | {"withdrawn": True}
    assert (await family.zoe.get(f"/gifts/{gift['id']}")).data["name"] == "LEGO"
    assert sorted(event[:2] for event in await kim.events()) == [("gifts:all", "DELETED"), ("tags:all", "DELETED")]
    assert sorted(event[:2] for event in await ben.events()) == [
        ("gifts:all", "UPDATED"),
        ("list-items:all", "UPDATED"),
        ("tags:all", "ADDED"),  # the tag of those who still see the gift is one of their own
        ("tags:all", "DELETED"),
    ]


async def test_by_force_a_taken_wish_goes_for_who_wished_it_only(family: Family) -> None:
    wishes = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person)
    items = [await family.kim.made(f"/lists/{wishes['id']}/items", gift={"name": name}) for name in ("taken", "free")]
    await family.ben.put(f"/list-items/{items[0]['id']}/status", {"status": "purchased"})

    for item in items:
        asked = await family.kim.delete(f"/gifts/{item['gift_id']}")
        assert asked.status == 409  # the list is their own: that is no secret
        assert (await family.kim.delete(f"/gifts/{item['gift_id']}?force=true")).status == 204
        assert (await family.kim.get(f"/gifts/{item['gift_id']}")).status == 404

    assert (await family.kim.get(f"/lists/{wishes['id']}")).data["items"] == []
    left = (await family.ben.get(f"/lists/{wishes['id']}")).data["items"]
    assert [(each["id"], each["withdrawn"], each["version"]) for each in left] == [(items[0]["id"], True, 3)]
    assert (await family.ben.get(f"/gifts/{items[0]['gift_id']}")).status == 200
    assert (await family.ben.get(f"/gifts/{items[1]['gift_id']}")).status == 404


async def test_an_older_version_is_refused_with_the_gift_as_it_is_now(family: Family) -> None:
    made = await family.ben.made("/gifts", name="LEGO")
    path, first = f"/gifts/{made['id']}", (await family.ben.get(f"/gifts/{made['id']}")).headers["ETag"]
    held = await family.ben.made("/lists", name="x")
    await family.ben.made(f"/lists/{held['id']}/items", gift_id=made["id"])
    assert (await family.ana.put(path, {"notes": "!"}, headers={"If-Match": first})).status == 200
    now = (await family.ben.get(path)).data

    for reply in (
        await family.ben.put(path, {"name": "x"}, headers={"If-Match": first}),
        await family.ben.delete(path, headers={"If-Match": '"1"'}),  # before the 409
        await family.ben.delete(f"{path}?force=true", headers={"If-Match": first}),
    ):
        assert (reply.status, reply.error["details"], reply.error["current"]) == (412, [], now)
    assert (await family.ben.delete(path, headers={"If-Match": '"2"'})).status == 409
    assert (await family.ben.delete(f"{path}?force=true", headers={"If-Match": '"2"'})).status == 204


async def test_refusals_of_a_gift_come_in_order(family: Family) -> None:
    old, ghost = {"If-Match": '"99"'}, {"person_id": 999_999}
    hidden = await family.ben.made("/gifts", name="!", visibility="surprise", person_id=family.kim_person)
    path = f"/gifts/{hidden['id']}"

    assert (await family.kim.put(path, {"price": "x"}, headers=old)).status == 400
    assert (await family.kim.put(path, ghost, headers=old)).status == 404
    assert (await family.zoe.put(path, {**ghost, "visibility": "private"}, headers=old)).status == 403
    unknown = await family.zoe.put(path, ghost, headers=old)
    assert (unknown.status, unknown.error["details"][0]["field"]) == (400, "person_id")
    assert (await family.zoe.put(path, {"name": "x"}, headers=old)).status == 412


async def test_a_gift_by_its_address_alone_is_named_after_it(family: Family) -> None:
    for url, name, source in (
        ("https://www.shop.example/p/lego-castle_large.html?x=1", "lego castle large", "shop.example"),
        ("https://shop.example/", "shop.example", "shop.example"),
        ("https://shop.example/%00%0a%e2%80%ae", "shop.example", "shop.example"),
        ("https://shop.example/B%C3%BCcher/978", "Bücher", "shop.example"),
        ("http://[::1", "http://[::1", None),
        ("https://?", "https://?", None),
    ):
        made = await family.ben.made("/gifts", url=url)
        assert (made["name"], made["source"], made["url"]) == (name, source, url)
