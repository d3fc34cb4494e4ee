"""Occasions: one day in one year, who it is for, and what it comes to."""

from typing import Any

import pytest

from tests.conftest import Family, Member


async def found(member: Member, query: str = "") -> list[str]:
    return [each["name"] for each in (await member.get(f"/occasions{query}")).data]


async def test_an_occasion_comes_back_as_it_was_written(family: Family) -> None:
    written = {
        "name": "Christmas",
        "type": "holiday",
        "date": "2026-12-24",
        "repeats": "yearly",
        "description": "at Anna's",
        "budget": "300.00",
    }
    made = await family.ana.post("/occasions", {**written, "person_ids": [family.kim_person, family.kim_person]})
    assert made.headers["Location"] == f"/occasions/{made.data['id']}"
    assert {name: made.data[name] for name in written} == written
    assert (made.data["series_id"], made.data["days_until"], made.data["lists"]) == (made.data["id"], 28, [])
    kim = {"id": family.kim_person, "name": "Kim", "image_url": None}
    assert made.data["persons"] == [{"id": family.kim_person, "person": kim, "budget": None}]
    assert (await family.zoe.get(f"/occasions/{made.data['id']}")).data == made.data
    [row] = (await family.zoe.get("/occasions")).data
    assert row == {name: made.data[name] for name in row}


async def test_what_is_left_out_has_a_default_or_stays_and_null_clears(family: Family) -> None:
    made = await family.ana.made("/occasions", name="Party", date="2026-12-01", description="x", budget=9)
    assert (made["type"], made["repeats"], made["budget"]) == ("other", "never", "9.00")
    changed = (await family.ben.put(f"/occasions/{made['id']}", {"description": None, "budget": None})).data
    assert (changed["name"], changed["description"], changed["budget"]) == ("Party", None, None)
    assert (changed["version"], changed["updated_by"]["name"]) == (2, "Ben")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"date": "2026-12-24"}, "name"),
        ({"name": "A"}, "date"),
        ({"name": "A", "date": None}, "date"),
        ({"name": "A", "date": "24.12.2026"}, "date"),
        ({"name": "A", "date": "2026-12-24", "type": "wedding"}, "type"),
        ({"name": "A", "date": "2026-12-24", "repeats": "monthly"}, "repeats"),
        ({"name": "A", "date": "2026-12-24", "budget": "-1"}, "budget"),
        ({"name": "A", "date": "2026-12-24", "person_ids": [1, 99]}, "person_ids.1"),
        ({"name": "A", "date": "2026-12-24", "series_id": 1}, "series_id"),
    ],
)
async def test_what_makes_no_sense_is_refused(family: Family, body: dict[str, Any], field: str) -> None:
    refused = await family.ana.post("/occasions", body)
    assert (refused.status, refused.error["code"]) == (400, "VALIDATION_ERROR")
    assert [detail["field"] for detail in refused.error["details"]] == [field]


async def test_null_for_what_must_be_there_is_refused(family: Family) -> None:
    made = await family.ana.made("/occasions", name="Party", date="2026-12-01")
    for field in ("name", "type", "date", "repeats"):
        assert (await family.ana.put(f"/occasions/{made['id']}", {field: None})).status == 400


async def test_a_change_of_nothing_counts_no_version_and_tells_nobody(family: Family) -> None:
    made = await family.ana.made("/occasions", name="Party", date="2026-12-01", budget="9.90")
    ben = await family.ben.listen("occasions:all", f"occasion:{made['id']}")
    same = await family.ana.put(f"/occasions/{made['id']}", {"name": "Party", "date": "2026-12-01", "budget": 9.9})
    assert same.data == made
    assert await ben.events() == []


async def test_an_older_version_is_refused_with_what_is_there_now(family: Family) -> None:
    path = f"/occasions/{(await family.ana.made('/occasions', name='Party', date='2026-12-01'))['id']}"
    etag = (await family.ana.get(path)).headers["ETag"]
    await family.ben.put(path, {"name": "Ball"})
    for refused in (
        await family.ana.put(path, {"name": "Dance"}, headers={"If-Match": etag}),
        await family.ana.delete(path, headers={"If-Match": etag}),
    ):
        assert refused.status == 412
        assert refused.error["current"] == (await family.ana.get(path)).data


async def test_what_is_not_there_is_not_found(family: Family) -> None:
    path = "/occasions/99"
    for reply in (
        await family.ana.get(path),
        await family.ana.put(path, {"name": "X"}),
        await family.ana.delete(path),
        await family.ana.get(f"{path}/summary"),
        await family.ana.post(f"{path}/persons", {"person_id": 99}),
        await family.ana.put(f"{path}/persons/1", {"budget": "5"}),
        await family.ana.delete(f"{path}/persons/1"),
    ):
        assert (reply.status, reply.error["code"]) == (404, "NOT_FOUND")


async def test_occasions_are_found_by_type_days_and_people(family: Family) -> None:
    await family.ana.made("/occasions", name="Christmas", date="2026-12-24", type="holiday", person_ids=[1])
    await family.ana.made("/occasions", name="Party", date="2026-12-01")
    await family.ana.made("/occasions", name="Easter", date="2026-04-05", type="holiday")
    for query, names in {
        "": ["Easter", "Party", "Christmas"],
        "?type=holiday": ["Easter", "Christmas"],
        "?type=holiday&type=other&from=2026-12-01": ["Party", "Christmas"],
        "?from=2026-04-06&to=2026-12-01": ["Party"],
        f"?person_id={family.kim_person}": ["Christmas"],
        "?person_id=99": [],
    }.items():
        assert await found(family.ana, query) == names, query
    assert (await family.ana.get("/occasions?from=soon")).status == 400
    assert (await family.ana.get("/occasions?from_=2026-04-06")).status == 400


async def test_pages_neither_skip_nor_repeat_while_occasions_come_and_go(family: Family) -> None:
    ids = [
        (await family.ana.made("/occasions", name=name, date=date))["id"]
        for name, date in (("a", "2026-12-01"), ("b", "2026-12-01"), ("c", "2026-12-02"), ("d", "2026-12-03"))
    ]
    first = (await family.ana.get("/occasions?limit=2")).json
    await family.ana.delete(f"/occasions/{ids[1]}")
    await family.ana.made("/occasions", name="before", date="2026-11-30")
    await family.ana.made("/occasions", name="after", date="2026-12-02")
    rest = (await family.ana.get(f"/occasions?cursor={first['pagination']['next_cursor']}")).json
    assert [each["name"] for each in (*first["data"], *rest["data"])] == ["a", "b", "c", "after", "d"]


async def test_people_come_and_go_on_an_occasion(family: Family) -> None:
    occasion = await family.ana.made("/occasions", name="Christmas", date="2026-12-24")
    path, person = f"/occasions/{occasion['id']}", family.kim_person
    zoe = await family.zoe.listen(f"occasion:{occasion['id']}", f"person:{person}")
    added = await family.ben.post(f"{path}/persons", {"person_id": person, "budget": "50"})
    assert added.status == 201
    assert added.headers["Location"] == f"{path}/persons/{person}"
    changed = await family.ben.put(f"{path}/persons/{person}", {"budget": "60"})
    assert (await family.ben.put(f"{path}/persons/{person}", {})).data == changed.data
    assert (await family.zoe.get(path)).data["persons"] == [changed.data]
    cleared = await family.ben.put(f"{path}/persons/{person}", {"budget": None})
    assert cleared.data["budget"] is None
    assert (await family.ben.delete(f"{path}/persons/{person}")).status == 204
    after = (await family.zoe.get(path)).data
    assert (after["persons"], after["version"]) == ([], 1)
    topic = f"occasion:{occasion['id']}"
    assert await zoe.events() == [
        (topic, "ADDED", "person", added.data),
        (topic, "UPDATED", "person", changed.data),
        (topic, "UPDATED", "person", cleared.data),
        (topic, "DELETED", "person", {"id": person}),
    ]


async def test_a_person_is_on_an_occasion_once(family: Family) -> None:
    occasion = await family.ana.made("/occasions", name="Christmas", date="2026-12-24", person_ids=[1])
    path = f"/occasions/{occasion['id']}/persons"
    zoe = await family.zoe.listen(f"occasion:{occasion['id']}")
    assert (await family.ana.post(path, {"person_id": 1})).error["code"] == "CONFLICT"
    unknown = await family.ana.post(path, {"person_id": 99})
    assert (unknown.status, unknown.error["details"][0]["field"]) == (400, "person_id")
    assert (await family.ana.put(f"{path}/99", {"budget": None})).status == 404
    assert (await family.ana.delete(f"{path}/99")).status == 404
    assert await zoe.events() == []


async def test_an_occasion_with_lists_is_kept_unless_forced(family: Family) -> None:
    occasion = await family.ana.made("/occasions", name="Christmas", date="2026-12-24")
    path = f"/occasions/{occasion['id']}"
    wishes = await family.ben.made("/lists", name="Wishes", occasion_id=occasion["id"])
    assert [each["name"] for each in (await family.zoe.get(path)).data["lists"]] == ["Wishes"]
    zoe = await family.zoe.listen(f"occasion:{occasion['id']}", f"list:{wishes['id']}")
    refused = await family.ana.delete(path)
    assert (refused.status, refused.error["code"]) == (409, "CONFLICT")
    assert "Wishes" in refused.error["message"]
    assert (await family.ana.delete(f"{path}?force=true")).status == 204
    kept = (await family.ben.get(f"/lists/{wishes['id']}")).data
    assert (kept["occasion_id"], kept["version"]) == (None, 2)
    assert sorted((topic, event) for topic, event, _, _ in await zoe.events()) == [
        (f"list:{wishes['id']}", "UPDATED"),
        (f"occasion:{occasion['id']}", "DELETED"),
        (f"occasion:{occasion['id']}", "DELETED"),
    ]


async def test_a_hidden_list_is_no_conflict_and_stays_without_the_occasion(family: Family) -> None:
    occasion = await family.ana.made("/occasions", name="Christmas", date="2026-12-24")
    secret = await family.ben.made(
        "/lists", name="Secret", person_id=family.kim_person, visibility="surprise", occasion_id=occasion["id"]
    )
    assert (await family.kim.get(f"/occasions/{occasion['id']}")).data["lists"] == []
    assert (await family.kim.delete(f"/occasions/{occasion['id']}")).status == 204
    assert (await family.ben.get(f"/lists/{secret['id']}")).data["occasion_id"] is None


async def with_items(member: Member, list_fields: dict[str, Any], *items: dict[str, Any]) -> None:
    made = await member.made("/lists", name="List", **list_fields)
    for item in items:
        price = item.pop("price", None)
        await member.made(f"/lists/{made['id']}/items", gift={"name": "Gift", "price": price}, **item)


async def test_a_summary_adds_up_quantities_and_missing_prices(family: Family) -> None:
    kim, anna = family.kim_person, (await family.ana.made("/persons", name="Anna"))["id"]
    bob = (await family.ana.made("/persons", name="Bob"))["id"]
    occasion = await family.ana.made("/occasions", name="Christmas", date="2026-12-24", person_ids=[anna, bob])
    path = f"/occasions/{occasion['id']}"
    await family.ana.put(f"{path}/persons/{anna}", {"budget": "100"})
    await with_items(
        family.ana,
        {"occasion_id": occasion["id"], "person_id": anna},
        {"price": "10.00", "quantity": 3},  # planned 30
        {"price": "10.00", "planned_price": "8.50", "quantity": 2, "status": "purchased"},  # planned 17, spent 17
        {"price": "20.00", "actual_price": "15.25", "quantity": 2, "status": "received"},  # planned 40, spent 30.50
        {"status": "purchased"},  # nobody knows what it costs
        {"actual_price": "5", "status": "selected"},  # not spent yet
    )
    await with_items(family.ana, {"occasion_id": occasion["id"], "person_id": kim}, {"price": "7", "quantity": 999})
    await with_items(family.ana, {"occasion_id": occasion["id"]}, {"price": "1", "status": "purchased"})
    await with_items(family.ana, {"person_id": anna}, {"price": "1000"})

    summary = (await family.zoe.get(f"{path}/summary")).data
    assert (await family.zoe.get(path)).data["summary"] == summary
    nothing = {"idea": 0, "selected": 0, "purchased": 0, "received": 0}
    assert [each["person"]["name"] for each in summary["persons"]] == ["Anna", "Bob", "Kim"]
    assert summary["persons"][0] == {
        "person": {"id": anna, "name": "Anna", "image_url": None},
        "counts": {"idea": 1, "selected": 1, "purchased": 2, "received": 1},
        "planned": "87.00",
        "spent": "47.50",
        "budget": "100.00",
    }
    assert summary["persons"][1] == {
        "person": {"id": bob, "name": "Bob", "image_url": None},
        "counts": nothing,
        "planned": "0.00",
        "spent": "0.00",
        "budget": None,
    }
    assert summary["persons"][2]["planned"] == "6993.00"
    assert summary["total"] == {
        "counts": {"idea": 2, "selected": 1, "purchased": 3, "received": 1},
        "planned": "7081.00",
        "spent": "48.50",
        "budget": "100.00",
    }
    await family.ana.put(path, {"budget": "0"})
    assert (await family.zoe.get(f"{path}/summary")).data["total"]["budget"] == "0.00"


async def test_an_occasion_of_nothing_comes_to_nothing(family: Family) -> None:
    occasion = await family.ana.made("/occasions", name="Christmas", date="2026-12-24")
    summary = (await family.ana.get(f"/occasions/{occasion['id']}/summary")).data
    assert summary["persons"] == []
    assert (summary["total"]["planned"], summary["total"]["budget"]) == ("0.00", None)


async def test_sums_tell_the_surprised_nothing(family: Family) -> None:
    occasion = await family.ana.made("/occasions", name="Christmas", date="2026-12-24")
    path = f"/occasions/{occasion['id']}"
    wishes = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person, occasion_id=occasion["id"])
    book = await family.kim.made(f"/lists/{wishes['id']}/items", gift={"name": "Book", "price": "12"})
    before = [(await family.kim.get(path)).body, (await family.kim.get(f"{path}/summary")).body]

    await family.ben.put(f"/list-items/{book['id']}/status", {"status": "purchased", "actual_price": "10"})
    hidden = {"visibility": "surprise", "person_id": family.kim_person, "occasion_id": occasion["id"]}
    await with_items(family.ben, hidden, {"price": "500", "status": "purchased"})

    assert [(await family.kim.get(path)).body, (await family.kim.get(f"{path}/summary")).body] == before
    zoe = (await family.zoe.get(f"{path}/summary")).data["total"]
    assert (zoe["counts"]["purchased"], zoe["planned"], zoe["spent"]) == (2, "512.00", "510.00")
