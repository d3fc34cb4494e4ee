"""Lists: what is kept of them, who decides about them, and what goes along when one is deleted."""

import itertools
from typing import Any

from familydash.auth.viewer import HOUSE
from tests.conftest import Family

FIELDS = {
    "type": "ideas",
    "visibility": "family",
    "reveal_on": "2026-12-24",
    "notes": "two lines\nof it",
}


async def an_occasion(family: Family, name: str = "Christmas") -> int:
    id: int = (await family.ana.made("/occasions", name=name, date="2026-12-24"))["id"]
    return id


async def test_a_list_comes_back_as_it_was_written(family: Family) -> None:
    links = {"person_id": family.kim_person, "occasion_id": await an_occasion(family)}

    reply = await family.ben.post("/lists", {"name": "  For Kim ", **FIELDS, **links})

    made = reply.data
    assert (reply.status, reply.headers["Location"]) == (201, f"/lists/{made['id']}")
    assert made == made | {"name": "For Kim", **FIELDS, **links, "version": 1}
    assert made["owner"] == {"id": family.ben.id, "name": "Ben", "avatar_url": None} == made["updated_by"]
    assert made["created_at"] == made["updated_at"] == "2026-11-26T10:30:00.000Z"
    assert made["items"] == []
    assert made["counts"] == {"idea": 0, "selected": 0, "purchased": 0, "received": 0}
    assert (made["planned"], made["spent"]) == ("0.00", "0.00")
    again = await family.ana.get(reply.headers["Location"])
    assert (again.data, again.headers["ETag"]) == (made, reply.headers["ETag"])
    assert again.headers["ETag"].startswith('"1-')


async def test_a_list_needs_only_a_name(family: Family) -> None:
    made = await family.ben.made("/lists", name="Ideas")

    defaults = {"type": "wishlist", "visibility": "family"}
    empty = dict.fromkeys(("reveal_on", "person_id", "occasion_id", "notes"))
    assert made == made | defaults | empty


async def test_a_change_keeps_what_it_does_not_name_and_null_clears(family: Family) -> None:
    links = {"person_id": family.kim_person, "occasion_id": await an_occasion(family)}
    made = await family.ben.made("/lists", name="For Kim", **FIELDS, **links)
    family.clock.pass_(minutes=1)

    renamed = await family.ana.put(f"/lists/{made['id']}", {"name": "Kim's"})
    cleared = await family.ben.put(
        f"/lists/{made['id']}", {"reveal_on": None, "person_id": None, "occasion_id": None, "notes": None}
    )

    assert renamed.data == made | {
        "name": "Kim's",
        "version": 2,
        "updated_at": "2026-11-26T10:31:00.000Z",
        "updated_by": {"id": family.ana.id, "name": "Ana", "avatar_url": None},
    }
    assert renamed.headers["ETag"].startswith('"2-')
    assert cleared.data == cleared.data | dict.fromkeys(("reveal_on", "person_id", "occasion_id", "notes"))
    assert (cleared.data["name"], cleared.data["type"], cleared.data["version"]) == ("Kim's", "ideas", 3)


async def test_every_field_of_a_list_can_be_changed(family: Family) -> None:
    made = await family.ben.made("/lists", name="For Kim")
    changes: dict[str, Any] = {
        "name": "Kim's tenth",
        "type": "assigned",
        "visibility": "surprise",
        "reveal_on": "2026-12-25",
        "person_id": family.kim_person,
        "occasion_id": await an_occasion(family),
        "notes": "no plastic",
    }

    reply = await family.ben.put(f"/lists/{made['id']}", changes)

    assert reply.data == reply.data | changes


async def test_a_change_that_changes_nothing_leaves_version_and_etag(family: Family) -> None:
    made = await family.ben.made("/lists", name="For Kim", **FIELDS, person_id=family.kim_person)
    before = await family.ben.get(f"/lists/{made['id']}")
    ears = await family.ana.listen(f"list:{made['id']}", "lists:all", f"person:{family.kim_person}")
    family.clock.pass_(minutes=1)

    empty = await family.ana.put(f"/lists/{made['id']}", {})
    same = await family.ana.put(f"/lists/{made['id']}", {"name": "For Kim ", **FIELDS, "person_id": family.kim_person})

    assert empty.body == same.body == before.body
    assert empty.headers["ETag"] == before.headers["ETag"]
    assert await ears.events() == []


async def test_what_a_list_cannot_be_without_is_not_cleared(family: Family) -> None:
    made = await family.ben.made("/lists", name="For Kim")

    for field in ("name", "type", "visibility"):
        reply = await family.ben.put(f"/lists/{made['id']}", {field: None})
        assert (reply.status, reply.error["details"][0]["field"]) == (400, field)


async def test_lists_are_filtered_by_each_filter_with_and_and_or(family: Family) -> None:
    christmas, easter = await an_occasion(family), await an_occasion(family, "Easter")
    made = {}
    for maker, type, person, occasion in itertools.product(
        (family.ana, family.ben),
        ("wishlist", "ideas", "assigned"),
        (family.kim_person, None),
        (christmas, easter, None),
    ):
        one = await maker.made("/lists", name="x", type=type, person_id=person, occasion_id=occasion)
        made[one["id"]] = {"type": type, "person_id": person, "occasion_id": occasion, "owner_id": maker.id}

    queries: list[dict[str, list[Any]]] = [
        {},
        {"type": ["ideas"]},
        {"type": ["ideas", "assigned"]},
        {"person_id": [family.kim_person]},
        {"occasion_id": [christmas]},
        {"occasion_id": [christmas, easter]},
        {"owner_id": [family.ben.id]},
        {"owner_id": [family.ana.id, family.ben.id]},
        {"owner_id": [family.zoe.id]},
        {"type": ["ideas", "wishlist"], "occasion_id": [easter], "owner_id": [family.ben.id]},
        {"type": ["ideas"], "person_id": [family.kim_person, 10**9], "occasion_id": [easter, christmas]},
    ]
    for query in queries:
        words = "&".join(f"{name}={value}" for name, values in query.items() for value in values)
        found = (await family.zoe.get(f"/lists?limit=200&{words}")).data
        expected = [id for id, row in made.items() if all(row[name] in values for name, values in query.items())]
        assert [each["id"] for each in found] == sorted(expected, reverse=True), query


async def test_pages_of_lists_stay_right_while_lists_come_and_go(family: Family) -> None:
    ids = [(await family.ben.made("/lists", name=f"{n}"))["id"] for n in range(7)]

    first = await family.ben.get("/lists?limit=3")
    assert first.json["pagination"] == {
        "next_cursor": first.json["pagination"]["next_cursor"],
        "has_more": True,
        "limit": 3,
    }
    await family.ben.made("/lists", name="new")  # newer than the first page: not on a later one
    await family.ben.delete(f"/lists/{ids[4]}")  # the last of the first page
    await family.ben.delete(f"/lists/{ids[3]}")  # would be the first of the next
    second = await family.ben.get(f"/lists?limit=3&cursor={first.json['pagination']['next_cursor']}")

    assert [each["id"] for each in first.data] == [ids[6], ids[5], ids[4]]
    assert [each["id"] for each in second.data] == [ids[2], ids[1], ids[0]]
    assert second.json["pagination"] == {"next_cursor": None, "has_more": False, "limit": 3}


async def test_a_list_shows_its_items_and_what_they_add_up_to(family: Family) -> None:
    made = await family.ben.made("/lists", name="For Kim", visibility="surprise", person_id=family.kim_person)
    items: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"name": "no price at all"}, {"quantity": 3}),
        ({"name": "the gift's price", "price": "10.00"}, {"quantity": 2, "status": "selected"}),
        ({"name": "a planned price", "price": "10.00"}, {"planned_price": "8.50", "status": "purchased"}),
        ({"name": "actual", "price": "5"}, {"quantity": 4, "actual_price": "4.25", "status": "received"}),
        ({"name": "actual of an idea does not count", "price": "1"}, {"actual_price": "99"}),
        ({"name": "for nothing", "price": "20"}, {"planned_price": "0", "status": "purchased"}),
    ]
    posted = [await family.ben.made(f"/lists/{made['id']}/items", gift=gift, **fields) for gift, fields in items]

    detail = (await family.ana.get(f"/lists/{made['id']}")).data

    assert detail["items"] == posted
    assert detail["counts"] == {"idea": 2, "selected": 1, "purchased": 2, "received": 1}
    assert detail["planned"] == "49.50"  # 0 + 20 + 8.50 + 20 + 1 + 0
    assert detail["spent"] == "25.50"  # 8.50 + 17 + 0
    assert detail["version"] == 1  # what stands inside a list is no change of it


async def test_a_withdrawn_wish_counts_for_the_others_only(family: Family) -> None:
    made = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person)
    item = await family.kim.made(f"/lists/{made['id']}/items", gift={"name": "LEGO", "price": "30"}, quantity=2)
    await family.ben.put(f"/list-items/{item['id']}/status", {"status": "purchased", "actual_price": "25"})

    assert (await family.kim.delete(f"/list-items/{item['id']}")).status == 204

    kims, bens = [(await who.get(f"/lists/{made['id']}")).data for who in (family.kim, family.ben)]
    assert (kims["items"], kims["planned"], kims["spent"]) == ([], "0.00", "0.00")
    assert [each["withdrawn"] for each in bens["items"]] == [True]
    assert (bens["planned"], bens["spent"]) == ("60.00", "50.00")


async def test_deleting_a_list_takes_its_items_and_comments_and_leaves_the_gifts(family: Family) -> None:
    made = await family.ben.made("/lists", name="For Kim")
    item = await family.ben.made(f"/lists/{made['id']}/items", gift={"name": "LEGO"})
    other = await family.ben.made("/lists", name="Other")
    async with family.house.db.write(HOUSE) as tx:
        for parent, id in (("list", made["id"]), ("list_item", item["id"]), ("list", other["id"])):
            await tx.insert(
                "comments",
                {
                    "parent_type": parent,
                    "parent_id": id,
                    "author_id": family.ben.id,
                    "content": "!",
                    "visibility": "family",
                },
            )

    reply = await family.ben.delete(f"/lists/{made['id']}")

    assert (reply.status, reply.body) == (204, b"")
    for path in (f"/lists/{made['id']}", f"/lists/{made['id']}/items", f"/list-items/{item['id']}"):
        assert (await family.ben.get(path)).status == 404
    gift = (await family.ben.get(f"/gifts/{item['gift_id']}")).data
    assert gift["used_in"] == []
    async with family.house.db.read() as read:
        left = await read.all("SELECT parent_type, parent_id FROM comments")
    assert [tuple(row) for row in left] == [("list", other["id"])]


async def test_only_the_owner_decides_for_whom_a_list_is_and_who_sees_it(family: Family) -> None:
    made = await family.ben.made("/lists", name="For Kim", person_id=family.kim_person)

    for change in ({"visibility": "private"}, {"reveal_on": "2026-12-24"}, {"person_id": None}):
        for who in (family.ana, family.zoe):  # an admin is no owner
            reply = await who.put(f"/lists/{made['id']}", {"name": "Taken", **change})
            assert (reply.status, reply.error["code"]) == (403, "FORBIDDEN"), change
    same = {"visibility": "family", "reveal_on": None, "person_id": family.kim_person}
    assert (await family.zoe.put(f"/lists/{made['id']}", {"notes": "mine too", **same})).status == 200
    assert (await family.ben.get(f"/lists/{made['id']}")).data["name"] == "For Kim"


async def test_of_a_list_without_an_owner_everybody_decides_and_only_an_admin_deletes(family: Family) -> None:
    made = await family.ben.made("/lists", name="For Kim", person_id=family.kim_person)
    assert (await family.ana.delete(f"/users/{family.ben.id}")).status == 204

    orphan = await family.zoe.get(f"/lists/{made['id']}")
    assert orphan.data["owner"] is None
    changed = await family.zoe.put(f"/lists/{made['id']}", {"visibility": "surprise", "reveal_on": "2026-12-24"})
    assert (changed.status, changed.data["visibility"]) == (200, "surprise")
    private = await family.zoe.put(f"/lists/{made['id']}", {"visibility": "private"})
    assert (private.status, private.error["details"][0]["field"]) == (400, "visibility")
    assert (await family.zoe.delete(f"/lists/{made['id']}")).status == 403
    assert (await family.ana.delete(f"/lists/{made['id']}")).status == 204


async def test_only_the_owner_or_an_admin_who_sees_it_deletes_a_list(family: Family) -> None:
    shared = await family.ben.made("/lists", name="For Kim", person_id=family.kim_person)
    own = await family.ben.made("/lists", name="Mine", visibility="private")

    assert (await family.zoe.delete(f"/lists/{shared['id']}")).status == 403
    assert (await family.kim.delete(f"/lists/{shared['id']}")).status == 403
    assert (await family.ana.delete(f"/lists/{own['id']}")).status == 404
    assert (await family.ana.delete(f"/lists/{shared['id']}")).status == 204
    assert (await family.ben.delete(f"/lists/{own['id']}")).status == 204


async def test_a_list_that_may_not_be_seen_is_not_there(family: Family) -> None:
    surprise = await family.ben.made("/lists", name="!", visibility="surprise", person_id=family.kim_person)
    private = await family.ben.made("/lists", name="!", visibility="private")
    item = await family.ben.made(f"/lists/{surprise['id']}/items", gift={"name": "LEGO"})

    for who, made in ((family.kim, surprise), (family.ana, private), (family.kim, private)):
        path = f"/lists/{made['id']}"
        replies = [
            await who.get(path),
            await who.get(f"{path}/items"),
            await who.put(path, {"name": "?"}),
            await who.delete(path),
            await who.post(f"{path}/items", {"gift": {"name": "?"}}),
        ]
        assert [reply.status for reply in replies] == [404] * 5
        assert made["id"] not in [each["id"] for each in (await who.get("/lists?limit=200")).data]
    hidden = f"/list-items/{item['id']}"
    replies = [
        await family.kim.get(hidden),
        await family.kim.put(hidden, {"quantity": 2}),
        await family.kim.put(f"{hidden}/status", {"status": "selected"}),
        await family.kim.put(f"{hidden}/assign", {"user_id": None}),
        await family.kim.delete(hidden),
    ]
    never = await family.kim.get("/list-items/999999")
    assert {(reply.status, reply.error["message"]) for reply in replies} == {(404, never.error["message"])}


async def test_a_body_that_refers_to_nothing_is_refused_on_the_field(family: Family) -> None:
    made = await family.ben.made("/lists", name="x")

    for field in ("person_id", "occasion_id"):
        for reply in (
            await family.ben.post("/lists", {"name": "x", field: 999_999}),
            await family.ben.put(f"/lists/{made['id']}", {field: 999_999}),
        ):
            assert (reply.status, [each["field"] for each in reply.error["details"]]) == (400, [field])


async def test_an_older_version_is_refused_with_the_list_as_it_is_now(family: Family) -> None:
    made = await family.ben.made("/lists", name="For Kim")
    path, first = f"/lists/{made['id']}", (await family.ben.get(f"/lists/{made['id']}")).headers["ETag"]
    await family.ana.put(path, {"notes": "changed"})
    now = await family.ben.get(path)

    for reply in (
        await family.ben.put(path, {"name": "mine"}, headers={"If-Match": first}),
        await family.ben.put(path, {"name": "mine"}, headers={"If-Match": '"1"'}),
        await family.ben.delete(path, headers={"If-Match": first}),
    ):
        assert (reply.status, reply.error["code"], reply.error["details"]) == (412, "PRECONDITION_FAILED", [])
        assert reply.error["current"] == now.data
    fine = await family.ben.put(path, {"name": "mine"}, headers={"If-Match": now.headers["ETag"]})
    assert (fine.status, fine.data["version"]) == (200, 3)
    assert (await family.ben.delete(path, headers={"If-Match": '"2", "3"'})).status == 204


async def test_what_stands_inside_a_list_does_not_count_for_its_version(family: Family) -> None:
    made = await family.ben.made("/lists", name="For Kim")
    before = (await family.ben.get(f"/lists/{made['id']}")).headers["ETag"]
    await family.ana.made(f"/lists/{made['id']}/items", gift={"name": "LEGO"})

    after = (await family.ben.get(f"/lists/{made['id']}")).headers["ETag"]
    reply = await family.ben.put(f"/lists/{made['id']}", {"notes": "!"}, headers={"If-Match": before})

    assert before != after
    assert reply.status == 200


async def test_refusals_of_a_list_come_in_order(family: Family) -> None:
    old = {"If-Match": '"99"'}
    surprise = await family.ben.made("/lists", name="!", visibility="surprise", person_id=family.kim_person)
    path = f"/lists/{surprise['id']}"
    wrong, ghost, forbidden = {"name": ""}, {"person_id": 999_999}, {"visibility": "private"}

    assert (await family.kim.put(path, wrong, headers=old)).status == 400  # the shape, before anything is looked up
    assert (await family.kim.put(path, ghost, headers=old)).status == 404
    assert (await family.zoe.put(path, {**ghost, **forbidden}, headers=old)).status == 403
    assert (await family.ben.put(path, ghost, headers=old)).status == 400
    assert (await family.ben.put(path, {"name": "x"}, headers=old)).status == 412
    assert (await family.zoe.delete(path, headers=old)).status == 403
    assert (await family.ben.delete(path, headers=old)).status == 412
