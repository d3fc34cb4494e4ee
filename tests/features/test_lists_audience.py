"""Whom a list is kept from: when that changes, when its day has come, and what becomes of the gifts on it."""

from typing import Any

from familydash.auth.viewer import HOUSE
from tests.conftest import PASSWORD, Family, Member


async def a_surprise(family: Family, **fields: Any) -> tuple[Any, Any]:
    """Ben's surprise list for Kim with one gift that was made on it."""
    fields = {"visibility": "surprise", "person_id": family.kim_person, **fields}
    made = await family.ben.made("/lists", name="For Kim", **fields)
    return made, await family.ben.made(f"/lists/{made['id']}/items", gift={"name": "LEGO", "tags": ["bricks"]})


async def later(family: Family, *who: Member, days: float = 0, minutes: float = 0) -> None:
    """The clock goes on, and they sign in again, since an access token lasts a quarter of an hour."""
    family.clock.pass_(days=days, minutes=minutes)
    for one in who:
        reply = await one.post("/auth/login", {"email": f"{one.name}@family.example", "password": PASSWORD})
        one.token = reply.data["access_token"]


async def sees(who: Member, gift_id: int) -> bool:
    status = (await who.get(f"/gifts/{gift_id}")).status
    listed = gift_id in [each["id"] for each in (await who.get("/gifts?limit=200")).data]
    assert status == (200 if listed else 404)
    return listed


async def test_a_gift_made_on_a_list_takes_its_audience(family: Family) -> None:
    for visibility in ("family", "surprise", "private"):
        made = await family.ben.made("/lists", name="!", visibility=visibility, person_id=family.kim_person)
        maker = family.ben if visibility == "private" else family.ana
        item = await maker.made(f"/lists/{made['id']}/items", gift={"name": "LEGO"})

        gift = (await family.ben.get(f"/gifts/{item['gift_id']}")).data

        assert (gift["visibility"], gift["person_id"]) == (visibility, family.kim_person)
        assert await sees(family.kim, gift["id"]) is (visibility == "family")
        assert await sees(family.zoe, gift["id"]) is (visibility != "private")


async def test_a_surprise_needs_somebody_else_to_keep_it_from(family: Family) -> None:
    mine = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person)
    for reply in (
        await family.ben.post("/lists", {"name": "x", "visibility": "surprise"}),
        await family.kim.post("/lists", {"name": "x", "visibility": "surprise", "person_id": family.kim_person}),
        await family.kim.put(f"/lists/{mine['id']}", {"visibility": "surprise"}),
        await family.kim.put(f"/lists/{mine['id']}", {"visibility": "surprise", "person_id": None}),
    ):
        assert (reply.status, reply.error["details"][0]["field"]) == (400, "visibility")


async def test_a_list_that_was_for_me_never_becomes_a_surprise_of_mine(family: Family) -> None:
    other = (await family.ana.made("/persons", name="Tim"))["id"]
    made = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person)
    path = f"/lists/{made['id']}"

    at_once = await family.kim.put(path, {"person_id": other, "visibility": "surprise"})
    assert (await family.kim.put(path, {"person_id": other})).status == 200
    later = await family.kim.put(path, {"visibility": "surprise"})

    for reply in (at_once, later):
        assert (reply.status, reply.error["details"][0]["field"]) == (400, "visibility")
    assert (await family.kim.get(path)).data["visibility"] == "family"


async def test_cutting_the_link_does_not_show_what_others_did(family: Family) -> None:
    made = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person)
    item = await family.kim.made(f"/lists/{made['id']}/items", gift={"name": "LEGO"})
    await family.ben.put(f"/list-items/{item['id']}/status", {"status": "purchased"})

    cut = await family.kim.put(f"/lists/{made['id']}", {"person_id": None})

    assert cut.data["person_id"] is None
    assert (await family.kim.get(f"/list-items/{item['id']}")).data["status"] == "idea"
    assert (await family.ben.get(f"/list-items/{item['id']}")).data["status"] == "purchased"
    assert (await family.kim.put(f"/list-items/{item['id']}/status", {"status": "idea"})).status == 403


async def test_the_gifts_of_a_list_that_is_opened_are_opened(family: Family) -> None:
    made, item = await a_surprise(family)
    anas = await family.ana.made(f"/lists/{made['id']}/items", gift={"name": "Ana's"})
    apart = await family.ana.made("/gifts", name="Hers alone", visibility="private")
    kept = await family.ana.made(f"/lists/{made['id']}/items", gift_id=apart["id"])
    ears = await family.kim.listen("lists:all", "list-items:all", "gifts:all", "tags:all")

    await family.ben.put(f"/lists/{made['id']}", {"visibility": "family"})

    seen = [(topic, event, payload["id"]) for topic, event, _, payload in await ears.events()]
    assert sorted(seen) == sorted(
        [
            ("lists:all", "ADDED", made["id"]),
            ("list-items:all", "ADDED", item["id"]),
            ("list-items:all", "ADDED", anas["id"]),
            ("gifts:all", "ADDED", item["gift_id"]),
            ("gifts:all", "ADDED", anas["gift_id"]),
            ("tags:all", "ADDED", 2),
        ]
    )
    assert [each["id"] for each in (await family.kim.get(f"/lists/{made['id']}/items")).data] == [
        item["id"],
        anas["id"],
    ]
    assert not await sees(family.kim, kept["gift_id"])


async def test_the_gifts_of_a_list_that_is_hidden_hide_where_nobody_loses_them(family: Family) -> None:
    made = await family.ben.made("/lists", name="For Kim", person_id=family.kim_person)
    other = await family.ben.made("/lists", name="Other")
    own = await family.ben.made(f"/lists/{made['id']}/items", gift={"name": "LEGO"})
    kims = await family.kim.made(f"/lists/{made['id']}/items", gift={"name": "A wish"})
    elsewhere = await family.ben.made(f"/lists/{made['id']}/items", gift={"name": "Two lists"})
    await family.ben.made(f"/lists/{other['id']}/items", gift_id=elsewhere["gift_id"])
    ears = await family.kim.listen("gifts:all", "list-items:all", "lists:all", f"list:{made['id']}")

    await family.ben.put(f"/lists/{made['id']}", {"visibility": "surprise"})

    heard = sorted((topic, event, entity, payload["id"]) for topic, event, entity, payload in await ears.events())
    assert heard == sorted(
        [
            ("gifts:all", "DELETED", "gift", own["gift_id"]),
            ("lists:all", "DELETED", "list", made["id"]),
            (f"list:{made['id']}", "DELETED", "list", made["id"]),
            *(
                (topic, "DELETED", "list_item", item["id"])
                for topic in (f"list:{made['id']}", "list-items:all")
                for item in (own, kims, elsewhere)
            ),
        ]
    )
    assert not await sees(family.kim, own["gift_id"])
    assert await sees(family.kim, kims["gift_id"])
    assert await sees(family.kim, elsewhere["gift_id"])


async def test_a_surprise_is_over_on_its_day_by_itself(family: Family) -> None:
    made, item = await a_surprise(family, reveal_on="2026-12-24")
    await family.ben.put(f"/list-items/{item['id']}/status", {"status": "purchased"})
    kim = await family.kim.listen("lists:all", "list-items:all", "gifts:all", f"person:{family.kim_person}")
    ben = await family.ben.listen("lists:all", "list-items:all", "gifts:all")

    await later(family, family.kim, days=27)  # the 23rd
    assert (await family.kim.get(f"/lists/{made['id']}")).status == 404
    assert await kim.events() == []
    await later(family, family.kim, days=1)
    revealed = await family.kim.get(f"/lists/{made['id']}")

    assert (revealed.data["visibility"], revealed.data["version"]) == ("family", 2)
    assert [each["status"] for each in revealed.data["items"]] == ["idea"]  # for them, until it is received
    assert await sees(family.kim, item["gift_id"])
    heard = sorted((topic, event, entity) for topic, event, entity, _ in await kim.events())
    assert heard == [
        ("gifts:all", "ADDED", "gift"),
        ("list-items:all", "ADDED", "list_item"),
        ("lists:all", "ADDED", "list"),
        (f"person:{family.kim_person}", "ADDED", "list"),
        (f"person:{family.kim_person}", "ADDED", "list_item"),
    ]
    heard = sorted((topic, event, entity) for topic, event, entity, _ in await ben.events())
    assert heard == [("gifts:all", "UPDATED", "gift"), ("lists:all", "UPDATED", "list")]


async def test_the_household_decides_when_the_day_begins(family: Family) -> None:
    made, _ = await a_surprise(family, reveal_on="2026-11-27")

    await later(family, family.kim, minutes=12 * 60 + 29)  # 22:59 UTC, a minute to midnight in Berlin
    before = await family.kim.get(f"/lists/{made['id']}")
    await later(family, minutes=1)
    after = await family.kim.get(f"/lists/{made['id']}")

    assert (before.status, after.status) == (404, 200)


async def test_on_the_day_of_one_surprise_what_is_kept_from_others_stays_so(family: Family) -> None:
    zoes = (await family.ana.made("/persons", name="Zoe"))["id"]
    await family.ana.put(f"/users/{family.zoe.id}", {"person_id": zoes})
    made, _ = await a_surprise(family, reveal_on="2026-12-24")
    for_zoe = await family.ben.made("/gifts", name="For both", visibility="surprise", person_id=zoes)
    await family.ben.made(f"/lists/{made['id']}/items", gift_id=for_zoe["id"])

    await later(family, family.ben, family.zoe, days=28)

    assert (await family.zoe.get(f"/lists/{made['id']}")).data["visibility"] == "family"
    assert not await sees(family.zoe, for_zoe["id"])
    assert (await family.ben.get(f"/gifts/{for_zoe['id']}")).data["visibility"] == "surprise"


async def test_a_surprise_whose_day_has_come_is_the_familys_at_once(family: Family) -> None:
    surprise = {"name": "x", "visibility": "surprise", "person_id": family.kim_person}
    for day in ("2026-11-26", "2020-01-01"):
        made = await family.ben.made("/lists", **surprise, reveal_on=day)
        assert made["visibility"] == "family"
        assert (await family.kim.get(f"/lists/{made['id']}")).status == 200


async def test_a_list_whose_day_is_over_is_hidden_again_only_with_another_day(family: Family) -> None:
    made = await family.ben.made("/lists", name="x", person_id=family.kim_person, reveal_on="2026-11-01")

    reply = await family.ben.put(f"/lists/{made['id']}", {"visibility": "surprise"})
    assert (reply.status, reply.error["details"][0]["field"]) == (400, "reveal_on")
    assert (await family.kim.get(f"/lists/{made['id']}")).status == 200

    await family.ben.put(f"/lists/{made['id']}", {"visibility": "surprise", "reveal_on": None})
    assert (await family.kim.get(f"/lists/{made['id']}")).status == 404


async def test_a_withdrawn_gift_is_heard_to_come_and_go_with_what_holds_it(family: Family) -> None:
    wishes = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person)
    item = await family.kim.made(f"/lists/{wishes['id']}/items", gift={"name": "LEGO", "tags": ["bricks"]})
    await family.ben.put(f"/list-items/{item['id']}/status", {"status": "purchased"})
    secret = await family.ben.made("/lists", name="!", visibility="private")
    held = await family.ben.made(f"/lists/{secret['id']}/items", gift_id=item["gift_id"])
    assert (await family.kim.delete(f"/gifts/{item['gift_id']}?force=true")).status == 204
    ana, ben, kim = [await who.listen("gifts:all", "tags:all") for who in (family.ana, family.ben, family.kim)]

    # Ben takes the withdrawn wish off Kim's list: only his private list holds the gift now.
    assert (await family.ben.delete(f"/list-items/{item['id']}")).status == 204
    gone = [("tags:all", "DELETED", "tag", {"id": 2}), ("gifts:all", "DELETED", "gift", {"id": item["gift_id"]})]
    assert (await ana.events(), await ben.events()) == (gone, [])
    assert (await sees(family.ana, item["gift_id"]), await sees(family.ben, item["gift_id"])) == (False, True)

    # He opens that list: there it is again. Then he takes it off: nobody holds it, and nobody sees it.
    await family.ben.put(f"/lists/{secret['id']}", {"visibility": "surprise", "person_id": family.kim_person})
    assert [event[:2] for event in await ana.events()] == [("tags:all", "ADDED"), ("gifts:all", "ADDED")]
    await ben.events()
    assert (await family.ben.delete(f"/list-items/{held['id']}")).status == 204
    assert (await ana.events(), await ben.events()) == (gone, gone)
    assert await kim.events() == []
    async with family.house.db.read() as read:
        assert await read.all("SELECT id FROM gifts UNION ALL SELECT id FROM tags") == []


async def test_a_list_of_a_deleted_person_stays_hidden_from_them_and_is_over_on_its_day(family: Family) -> None:
    made, item = await a_surprise(family, reveal_on="2026-12-24")
    assert (await family.ana.delete(f"/persons/{family.kim_person}?force=true")).status == 204

    assert (await family.ben.get(f"/lists/{made['id']}")).data["person_id"] is None
    assert (await family.kim.get(f"/lists/{made['id']}")).status == 404
    assert not await sees(family.kim, item["gift_id"])
    await later(family, family.kim, days=28)
    assert (await family.kim.get(f"/lists/{made['id']}")).status == 200
    assert await sees(family.kim, item["gift_id"])


async def test_what_happens_by_itself_happened_by_nobody(family: Family) -> None:
    made, _ = await a_surprise(family, reveal_on="2026-12-24")
    await later(family, family.ana, days=28)

    revealed = (await family.ana.get(f"/lists/{made['id']}")).data

    assert revealed["updated_by"] is HOUSE.id
    assert revealed["updated_at"] == "2026-12-24T10:30:00.000Z"
