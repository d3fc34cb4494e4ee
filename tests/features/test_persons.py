"""People: what is kept of them, how they are found, and what of their lists is shown to whom."""

from typing import Any

import pytest

from tests.conftest import Family, Member

EVERYTHING = {
    "name": "Anna",
    "relationship": "aunt",
    "birthdate": "1980-02-29",
    "notes": "likes\ntea",
    "interests": ["Öl painting", "tea"],
    "sizes": {"shoes": "38"},
    "constraints": "no nuts",
    "photo_url": "/media/ab.webp",
    "tags": ["abroad", "Family"],
    "archived": False,
}


async def names(member: Member, query: str = "") -> list[str]:
    return [person["name"] for person in (await member.get(f"/persons{query}")).data]


async def test_a_person_comes_back_as_they_were_written(family: Family) -> None:
    made = await family.ana.post("/persons", EVERYTHING)
    anna = made.data
    assert made.headers["Location"] == f"/persons/{anna['id']}"
    assert {name: anna[name] for name in EVERYTHING} == EVERYTHING
    assert (anna["version"], anna["updated_by"]["name"]) == (1, "Ana")
    shown = await family.zoe.get(f"/persons/{anna['id']}")
    assert shown.data == anna
    assert shown.headers["ETag"].startswith('"1-')
    row = next(each for each in (await family.zoe.get("/persons")).data if each["id"] == anna["id"])
    assert row == {name: anna[name] for name in row}
    assert anna.keys() - row.keys() == {"lists", "occasions", "counts", "history"}


async def test_what_is_left_out_stays_and_null_clears(family: Family) -> None:
    anna = await family.ana.made("/persons", **EVERYTHING)
    cleared: dict[str, Any] = {"relationship": None, "interests": None, "sizes": None, "tags": None, "birthdate": None}
    changed = (await family.ben.put(f"/persons/{anna['id']}", cleared)).data
    assert {name: changed[name] for name in EVERYTHING} == {
        **EVERYTHING,
        **cleared,
        "interests": [],
        "sizes": {},
        "tags": [],
    }
    assert (changed["version"], changed["updated_by"]["name"]) == (2, "Ben")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": None}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "A", "archived": None}, "archived"),
        ({"name": "A", "interests": ["x"] * 51}, "interests"),
        ({"name": "A", "sizes": {f"size {n}": "1" for n in range(51)}}, "sizes"),
        ({"name": "A", "sizes": {"shoes": "two\nlines"}}, "sizes.shoes"),
        ({"name": "A", "tags": ["x" * 51]}, "tags.0"),
        ({"name": "A", "tags": [f"tag {n}" for n in range(21)]}, "tags"),
        ({"name": "A", "photo_url": "javascript:alert(1)"}, "photo_url"),
        ({"name": "A", "birthdate": "2026-02-30"}, "birthdate"),
        ({"name": "A", "age": 7}, "age"),
    ],
)
async def test_what_makes_no_sense_is_refused(family: Family, body: dict[str, Any], field: str) -> None:
    refused = await family.ana.post("/persons", body)
    assert (refused.status, refused.error["code"]) == (400, "VALIDATION_ERROR")
    assert [detail["field"] for detail in refused.error["details"]] == [field]


async def test_null_for_what_must_be_there_is_refused(family: Family) -> None:
    for field in ("name", "archived"):
        assert (await family.ana.put(f"/persons/{family.kim_person}", {field: None})).status == 400


async def test_a_change_of_nothing_counts_no_version_and_tells_nobody(family: Family) -> None:
    anna = await family.ana.made("/persons", **EVERYTHING)
    ben = await family.ben.listen("persons:all", f"person:{anna['id']}", "tags:all", "occasions:all")
    same = await family.ana.put(f"/persons/{anna['id']}", {**EVERYTHING, "tags": ["FAMILY", "abroad"]})
    assert same.data == anna
    assert await ben.events() == []


async def test_an_older_version_is_refused_with_what_is_there_now(family: Family) -> None:
    path = f"/persons/{family.kim_person}"
    etag = (await family.ana.get(path)).headers["ETag"]
    await family.ben.put(path, {"notes": "new"})
    for refused in (
        await family.ana.put(path, {"notes": "newer"}, headers={"If-Match": etag}),
        await family.ana.delete(path, headers={"If-Match": '"1"'}),
    ):
        assert (refused.status, refused.error["code"]) == (412, "PRECONDITION_FAILED")
        assert refused.error["current"] == (await family.ana.get(path)).data
    assert (await family.ana.put(path, {"notes": "newer"}, headers={"If-Match": '"2"'})).data["version"] == 3


async def test_who_is_not_there_is_not_found(family: Family) -> None:
    for reply in (
        await family.ana.get("/persons/99"),
        await family.ana.put("/persons/99", {"name": "X"}),
        await family.ana.delete("/persons/99"),
        await family.ana.get("/persons/99/history"),
    ):
        assert (reply.status, reply.error["code"]) == (404, "NOT_FOUND")
    assert (await family.ana.get("/persons/abc")).status == 400


async def test_people_are_found_by_words_relationship_tag_and_archive(family: Family) -> None:
    await family.ana.made("/persons", name="Émile", relationship="Uncle", interests=["Ägypten"], tags=["Ärger"])
    await family.ana.made("/persons", name="Anna", relationship="aunt", notes='knits; 100% "wool"', tags=["wool"])
    await family.ana.made("/persons", name="Zed", archived=True)
    for query, found in {
        "": ["Anna", "Émile", "Kim", "Zed"],
        "?search=emi": ["Émile"],
        "?search=agypt": ["Émile"],
        "?search=%22wool%22+AND+(": [],
        "?search=wool+kni": ["Anna"],
        "?search=*": [],
        "?relationship=AUNT&relationship=uncle": ["Anna", "Émile"],
        "?tag=%C3%84RGER&tag=wool": ["Anna", "Émile"],
        "?tag=wool&relationship=uncle": [],
        "?archived=true": ["Zed"],
        "?archived=false&search=z": [],
    }.items():
        assert await names(family.ana, query) == found, query
    assert (await family.ana.get("/persons?age=7")).status == 400


async def test_pages_neither_skip_nor_repeat_while_people_come_and_go(family: Family) -> None:
    ids = [(await family.ana.made("/persons", name=name))["id"] for name in ("Anna", "Bob", "Carl", "Dora")]
    first = (await family.ana.get("/persons?limit=2")).json
    await family.ana.made("/persons", name="Aaron")
    await family.ana.delete(f"/persons/{ids[1]}")
    rest = (await family.ana.get(f"/persons?limit=3&cursor={first['pagination']['next_cursor']}")).json
    assert [each["name"] for each in (*first["data"], *rest["data"])] == ["Anna", "Bob", "Carl", "Dora", "Kim"]
    assert rest["pagination"] == {"next_cursor": None, "has_more": False, "limit": 3}
    assert (await family.ana.get("/persons?cursor=x")).status == 400


async def test_a_person_shows_lists_counts_and_coming_occasions_as_the_viewer_sees_them(family: Family) -> None:
    path = f"/persons/{family.kim_person}"
    wishes = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person)
    book = await family.kim.made(f"/lists/{wishes['id']}/items", gift={"name": "Book"})
    for name, date in (("late", "2026-12-24"), ("today", "2026-11-26"), ("over", "2026-11-25")):
        await family.ana.made("/occasions", name=name, date=date, person_ids=[family.kim_person])
    before = (await family.kim.get(path)).body

    secret = await family.ben.made("/lists", name="Secret", person_id=family.kim_person, visibility="surprise")
    await family.ben.made(f"/lists/{secret['id']}/items", gift={"name": "Bike"}, status="received")
    await family.ben.put(f"/list-items/{book['id']}/status", {"status": "selected"})

    kim, zoe = await family.kim.get(path), await family.zoe.get(path)
    assert kim.body == before
    assert [each["name"] for each in kim.data["lists"]] == ["Wishes"]
    assert kim.data["counts"] == {"idea": 1, "selected": 0, "purchased": 0, "received": 0}
    assert [(each["name"], each["days_until"]) for each in kim.data["occasions"]] == [("today", 0), ("late", 28)]
    assert [each["name"] for each in zoe.data["lists"]] == ["Secret", "Wishes"]
    assert zoe.data["counts"] == {"idea": 0, "selected": 1, "purchased": 0, "received": 1}
    assert [each["gift"]["name"] for each in zoe.data["history"]["data"]] == ["Bike"]


async def test_the_history_is_what_was_received_newest_first(family: Family) -> None:
    path = f"/persons/{family.kim_person}/history"
    christmas = await family.ana.made("/occasions", name="Christmas", date="2026-12-24")
    wishes = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person, occasion_id=christmas["id"])
    for name, status in (("Book", "received"), ("Ball", "received"), ("Bell", "purchased")):
        item = {"gift": {"name": name}, "status": status, "quantity": 2, "actual_price": "9.5"}
        await family.ben.made(f"/lists/{wishes['id']}/items", **item)
    first = (await family.kim.get(f"{path}?limit=1")).json
    rest = (await family.kim.get(f"{path}?cursor={first['pagination']['next_cursor']}")).json
    assert [each["gift"]["name"] for each in (*first["data"], *rest["data"])] == ["Ball", "Book"]
    assert rest["data"][0] == {
        "id": rest["data"][0]["id"],
        "gift": {"id": rest["data"][0]["gift"]["id"], "name": "Book", "image_url": None},
        "occasion": {"id": christmas["id"], "name": "Christmas"},
        "list": {"id": wishes["id"], "name": "Wishes"},
        "date": "2026-11-26",
        "quantity": 2,
        "actual_price": "9.50",
    }
    shown = (await family.kim.get(f"/persons/{family.kim_person}")).data["history"]
    assert shown == (await family.kim.get(path)).json


async def test_a_new_name_is_heard_where_the_person_stands(family: Family) -> None:
    christmas = await family.ana.made("/occasions", name="Christmas", date="2026-12-24", person_ids=[family.kim_person])
    zoe = await family.zoe.listen("persons:all", f"occasion:{christmas['id']}")
    await family.ana.put(f"/persons/{family.kim_person}", {"name": "Kimberly"})
    heard = await zoe.events()
    assert [(topic, event, entity) for topic, event, entity, _ in heard] == [
        ("persons:all", "UPDATED", "person"),
        (f"occasion:{christmas['id']}", "UPDATED", "person"),
    ]
    short = {"id": family.kim_person, "name": "Kimberly", "image_url": None}
    assert heard[1][3] == {"id": family.kim_person, "person": short, "budget": None}


async def test_a_tag_keeps_the_familys_spelling_and_goes_with_its_last_use(family: Family) -> None:
    zoe = await family.zoe.listen("tags:all")
    anna = await family.ana.made("/persons", name="Anna", tags=["LEGO"])
    bob = await family.ana.made("/persons", name="Bob", tags=["lego", "Lego", "new"])
    assert bob["tags"] == ["LEGO", "new"]
    await family.ana.put(f"/persons/{bob['id']}", {"tags": ["lego"]})
    await family.ana.delete(f"/persons/{bob['id']}")
    await family.ana.put(f"/persons/{anna['id']}", {"tags": []})
    assert [(event, payload.get("name")) for _, event, _, payload in await zoe.events()] == [
        ("ADDED", "LEGO"),
        ("ADDED", "new"),
        ("DELETED", None),
        ("DELETED", None),
    ]


async def test_a_tag_that_only_hidden_gifts_carry_is_new_to_who_uses_it_in_the_open(family: Family) -> None:
    kim = await family.kim.listen("tags:all")
    gift = await family.ben.made(
        "/gifts", name="Castle", visibility="surprise", person_id=family.kim_person, tags=["LEGO"]
    )
    assert await kim.events() == []
    anna = await family.kim.made("/persons", name="Anna", tags=["lego"])
    assert anna["tags"] == ["lego"]
    [(_, event, _, tag)] = await kim.events()
    assert (event, tag["name"], tag["version"], tag["updated_by"]["name"]) == ("ADDED", "lego", 1, "Kim")
    assert (await family.ben.get(f"/gifts/{gift['id']}")).data["tags"] == ["LEGO"]
