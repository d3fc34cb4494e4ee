"""The dashboard: what to do next, as each one sees it."""

from datetime import timedelta
from typing import Any

import pytest

from familydash.db.database import Params, Reader, Row
from familydash.features.dashboard.store import ACTIVITY, ASSIGNMENTS, IDEAS, UPCOMING
from tests.conftest import START, Family, Member
from tests.operations import sign_in

NOTHING = {"idea": 0, "selected": 0, "purchased": 0, "received": 0}


def day(ahead: int) -> str:
    return (START + timedelta(days=ahead)).date().isoformat()


async def dashboard(who: Member) -> Any:
    reply = await who.get("/dashboard")
    assert reply.status == 200, reply.json
    return reply.data


async def occasion(who: Member, name: str, ahead: int, **fields: Any) -> Any:
    return await who.made("/occasions", name=name, date=day(ahead), **fields)


async def a_list(who: Member, name: str = "List", /, **fields: Any) -> Any:
    return await who.made("/lists", name=name, **fields)


async def item(who: Member, on: Any, name: str = "Gift", price: str | None = None, **fields: Any) -> Any:
    return await who.made(f"/lists/{on['id']}/items", gift={"name": name, "price": price}, **fields)


async def test_an_empty_household_has_nulls_and_empty_lists(family: Family) -> None:
    found = await dashboard(family.zoe)

    told = [(each["action"], each["entity_name"]) for each in found.pop("activity")]
    assert told == [("ADDED", name) for name in ("Zoe", "Kim", "Ben", "Kim", "Ana")]  # the family itself
    assert found == {
        "occasion": None, "pipeline": None, "people": [], "ideas": [], "assignments": [], "upcoming": [],
    }  # fmt: skip


async def test_the_next_occasion_is_the_soonest_one_with_a_list(family: Family) -> None:
    kim, bob = family.kim_person, (await family.ana.made("/persons", name="Bob"))["id"]
    yesterday = await occasion(family.ana, "Yesterday", -1)
    await occasion(family.ana, "Without a list", 1)
    later = await occasion(family.ana, "Later", 9)
    soon = await occasion(family.ana, "Soon", 2, type="holiday", person_ids=[bob])
    for each in (yesterday, later, soon):
        await a_list(family.ben, occasion_id=each["id"])
    for_kim = await a_list(family.ben, occasion_id=soon["id"], person_id=kim)
    await item(family.ben, for_kim, price="10", quantity=2, status="purchased", actual_price="0")
    await item(family.ben, for_kim, price="5")
    await family.ana.put(f"/occasions/{soon['id']}/persons/{bob}", {"budget": "30"})

    found = await dashboard(family.zoe)

    assert found["occasion"] == {
        "id": soon["id"], "name": "Soon", "type": "holiday", "date": day(2), "days_until": 2,
        "people_covered": 1, "people_total": 2, "budget": "30.00", "planned": "25.00", "spent": "0.00",
    }  # fmt: skip
    assert found["pipeline"] == {**NOTHING, "idea": 1, "purchased": 1}
    total = (await family.zoe.get(f"/occasions/{soon['id']}/summary")).data["total"]
    assert {name: found["occasion"][name] for name in ("budget", "planned", "spent")} == {
        name: total[name] for name in ("budget", "planned", "spent")
    }
    assert total["counts"] == found["pipeline"]


async def test_an_occasion_of_today_is_next_until_the_households_day_is_over(family: Family) -> None:
    today = await occasion(family.ana, "Today", 0)
    await a_list(family.ben, occasion_id=today["id"])
    assert (await dashboard(family.zoe))["occasion"]["days_until"] == 0
    assert [each["name"] for each in (await dashboard(family.zoe))["upcoming"]] == ["Today"]

    family.clock.pass_(minutes=13 * 60)  # 23:30 in UTC: tomorrow in Berlin
    await sign_in(family.zoe)

    assert (await dashboard(family.zoe))["occasion"] is None
    assert (await dashboard(family.zoe))["upcoming"] == []


async def test_of_two_occasions_of_one_day_the_first_one_made_is_next(family: Family) -> None:
    first, second = await occasion(family.ana, "B", 3), await occasion(family.ana, "A", 3)
    for each in (second, first):
        await a_list(family.ben, occasion_id=each["id"])

    assert (await dashboard(family.zoe))["occasion"]["name"] == "B"


async def test_somebody_with_an_empty_list_is_of_the_people_and_not_covered(family: Family) -> None:
    party = await occasion(family.ana, "Party", 3)
    await a_list(family.ben, occasion_id=party["id"], person_id=family.kim_person)

    found = await dashboard(family.zoe)

    assert (found["occasion"]["people_covered"], found["occasion"]["people_total"]) == (0, 1)
    assert found["people"] == [
        {"person": {"id": family.kim_person, "name": "Kim", "image_url": None}, "counts": NOTHING}
    ]


async def test_people_come_with_the_fewest_gifts_first(family: Family) -> None:
    party = await occasion(family.ana, "Party", 3)
    wanted = {
        "Ada": ("received", "idea"),
        "Bob": ("selected",),
        "Cem": ("idea", "idea"),
        "dan": ("idea",),
        "Eva": ("idea",),
        "Fay": (),
        "Gus": ("purchased", "purchased"),
    }
    for name in reversed(wanted):
        person = (await family.ana.made("/persons", name=name))["id"]
        made = await a_list(family.ben, occasion_id=party["id"], person_id=person)
        for status in wanted[name]:
            await item(family.ben, made, status=status)

    found = await dashboard(family.zoe)

    assert [each["person"]["name"] for each in found["people"]] == ["Fay", "dan", "Eva", "Bob", "Cem", "Ada", "Gus"]
    assert (found["occasion"]["people_covered"], found["occasion"]["people_total"]) == (3, 7)


async def test_whom_a_list_is_for_is_not_covered_in_their_own_eyes(family: Family) -> None:
    party = await occasion(family.ana, "Party", 3)
    wishes = await a_list(family.kim, occasion_id=party["id"], person_id=family.kim_person)
    taken = await item(family.ben, wishes, price="10", status="purchased", assigned_to=family.ben.id)

    mine, others = await dashboard(family.kim), await dashboard(family.zoe)
    assert (mine["occasion"]["people_covered"], others["occasion"]["people_covered"]) == (0, 1)
    assert (mine["occasion"]["spent"], others["occasion"]["spent"]) == ("0.00", "10.00")
    assert (mine["pipeline"], others["pipeline"]) == ({**NOTHING, "idea": 1}, {**NOTHING, "purchased": 1})
    assert mine["people"][0]["counts"] == mine["pipeline"]

    await family.ben.put(f"/list-items/{taken['id']}/status", {"status": "received"})
    assert (await dashboard(family.kim))["occasion"]["people_covered"] == 1


async def test_what_is_hidden_changes_no_byte(family: Family) -> None:
    sooner, later = await occasion(family.ana, "Sooner", 2), await occasion(family.ana, "Later", 5)
    await a_list(family.ana, occasion_id=later["id"])
    ideas = await a_list(family.ana, type="ideas")
    before = (await family.kim.get("/dashboard")).body

    hidden = {"visibility": "surprise", "person_id": family.kim_person}
    for each in (sooner, later):
        await item(family.ben, await a_list(family.ben, occasion_id=each["id"], **hidden), status="purchased")
    secret = await family.ben.made("/gifts", name="Secret", **hidden)
    await family.ben.made(f"/lists/{ideas['id']}/items", gift_id=secret["id"])
    await item(family.ben, await a_list(family.ben, type="ideas", visibility="private"))

    assert (await family.kim.get("/dashboard")).body == before
    assert (await dashboard(family.zoe))["occasion"]["name"] == "Sooner"
    assert [each["gift"]["name"] for each in (await dashboard(family.zoe))["ideas"]] == ["Secret"]


async def test_ideas_are_the_newest_of_lists_for_nobody_and_no_day(family: Family) -> None:
    party = await occasion(family.ana, "Party", 3)
    loose = await a_list(family.ben, type="ideas")
    made = [await item(family.ben, loose, f"idea {n}") for n in range(IDEAS + 2)]
    for other in (
        {"type": "ideas", "person_id": family.kim_person},
        {"type": "ideas", "occasion_id": party["id"]},
        {"type": "wishlist"},
        {"type": "assigned"},
    ):
        await item(family.ben, await a_list(family.ben, **other), "newer, but elsewhere")

    assert (await dashboard(family.zoe))["ideas"] == made[:1:-1]


async def test_assignments_are_what_the_viewer_has_still_to_buy_soonest_first(family: Family) -> None:
    kim, zoe = family.kim_person, family.zoe.id
    over, soon = await occasion(family.ana, "Over", -3), await occasion(family.ana, "Soon", 1)
    later = await occasion(family.ana, "Later", 40, type="birthday")
    loose = await a_list(family.ben, "Loose")
    lists = [await a_list(family.ben, occasion_id=each["id"], person_id=kim) for each in (over, later, soon)]
    names = {"Loose": loose, "Over": lists[0], "Later": lists[1], "Soon": lists[2]}
    made = {name: await item(family.ben, on, name, assigned_to=zoe) for name, on in names.items()}
    chosen = await item(family.ben, lists[2], "Chosen", assigned_to=zoe, status="selected")
    await item(family.ben, lists[2], "Bought", assigned_to=zoe, status="purchased")
    await item(family.ben, lists[2], "Given", assigned_to=zoe, status="received")
    await item(family.ben, lists[2], "Of Ben", assigned_to=family.ben.id)
    await item(family.ben, lists[2], "Of nobody")

    found = (await dashboard(family.zoe))["assignments"]

    assert [each["gift"]["name"] for each in found] == ["Soon", "Chosen", "Later", "Loose", "Over"]
    person = {"id": kim, "name": "Kim", "image_url": None}
    day_of = {"id": soon["id"], "name": "Soon", "type": "other", "date": day(1), "days_until": 1}
    assert found[1] == {**chosen, "person": person, "occasion": day_of}
    assert found[3] == {**made["Loose"], "person": None, "occasion": None}
    assert found[4]["occasion"]["days_until"] == -3
    assert [each["gift"]["name"] for each in (await dashboard(family.ben))["assignments"]] == ["Of Ben"]


async def test_who_is_assigned_to_what_turns_out_to_be_for_them_sees_nothing_of_it(family: Family) -> None:
    party = await occasion(family.ana, "Party", 3)
    made = await a_list(family.ben, occasion_id=party["id"])
    await item(family.ben, made, assigned_to=family.kim.id)
    assert len((await dashboard(family.kim))["assignments"]) == 1

    await family.ben.put(f"/lists/{made['id']}", {"person_id": family.kim_person})
    assert (await dashboard(family.kim))["assignments"] == []


async def test_upcoming_are_the_occasions_of_the_next_90_days(family: Family) -> None:
    for ahead in (91, 90, 0, -1, 45):
        await occasion(family.ana, f"in {ahead}", ahead)

    assert [(each["name"], each["days_until"]) for each in (await dashboard(family.zoe))["upcoming"]] == [
        ("in 0", 0), ("in 45", 45), ("in 90", 90),
    ]  # fmt: skip


async def test_each_part_is_bounded_and_the_activity_is_the_last_that_happened(family: Family) -> None:
    loose = await a_list(family.ben)
    for n in range(ASSIGNMENTS + 1):
        await occasion(family.ana, f"occasion {n}", 5)
        await item(family.ben, loose, f"item {n}", assigned_to=family.zoe.id)

    found = await dashboard(family.zoe)

    assert len(found["upcoming"]) == UPCOMING
    assert len(found["assignments"]) == ASSIGNMENTS
    assert found["activity"] == (await family.zoe.get(f"/activity?limit={ACTIVITY}")).data
    assert found["activity"][0]["entity_name"] == f"item {ASSIGNMENTS}"


async def test_the_number_of_queries_is_the_same_with_little_and_with_much(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    all_ = Reader.all

    async def counted(self: Reader, sql: str, params: Params = ()) -> list[Row]:
        asked.append(sql)
        return await all_(self, sql, params)

    async def more() -> None:
        person = (await family.ana.made("/persons", name="Somebody"))["id"]
        one = await occasion(family.ana, "Party", 3, person_ids=[person])
        for fields in ({"occasion_id": one["id"], "person_id": person}, {"type": "ideas"}):
            for n in range(3):
                made = await a_list(family.ben, **fields)
                await item(family.ben, made, f"item {n}", assigned_to=family.zoe.id)

    async def queries() -> int:
        asked.clear()
        await dashboard(family.zoe)
        return len(asked)

    await more()
    monkeypatch.setattr(Reader, "all", counted)
    little = await queries()
    for _ in range(5):
        await more()

    assert await queries() == little
    assert little <= 12


async def test_it_is_answered_304_until_something_is_different(family: Family) -> None:
    etag = (await family.zoe.get("/dashboard")).headers["ETag"]
    assert (await family.zoe.get("/dashboard", headers={"If-None-Match": etag})).status == 304

    await family.ana.made("/persons", name="Bob")

    assert (await family.zoe.get("/dashboard", headers={"If-None-Match": etag})).status == 200


async def test_nobody_sees_it_without_signing_in(family: Family) -> None:
    assert (await Member("nobody", 0, family.client).get("/dashboard")).status == 401
    assert (await family.zoe.get("/dashboard?x=1")).status == 400
