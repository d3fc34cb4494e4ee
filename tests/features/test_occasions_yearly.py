"""What repeats every year is there by itself when its day is over, and stops when somebody says so."""

from datetime import date
from typing import Any

import pytest

from familydash.auth.viewer import HOUSE
from familydash.features.occasions import yearly
from familydash.features.occasions.days import next_anniversary
from tests.conftest import PASSWORD, Family


async def later(family: Family, **passed: float) -> None:
    """Time goes by, and Ana signs in again."""
    family.clock.pass_(**passed)
    reply = await family.ana.post("/auth/login", {"email": "ana@family.example", "password": PASSWORD})
    family.ana.token = reply.data["access_token"]


async def all_of(family: Family, query: str = "") -> list[Any]:
    rows: list[Any] = (await family.ana.get(f"/occasions{query}")).data
    return rows


@pytest.mark.parametrize(
    ("anchor", "earliest", "day"),
    [
        ("12-24", "2026-12-24", "2026-12-24"),
        ("12-24", "2026-12-25", "2027-12-24"),
        ("02-29", "2027-01-01", "2027-02-28"),
        ("02-29", "2028-02-28", "2028-02-29"),
        ("02-29", "2027-03-01", "2028-02-29"),
        ("02-29", "2099-12-31", "2100-02-28"),
    ],
)
def test_the_29th_of_february_is_kept_on_the_28th_in_common_years(anchor: str, earliest: str, day: str) -> None:
    assert next_anniversary(anchor, date.fromisoformat(earliest)) == date.fromisoformat(day)


async def test_next_years_is_there_when_the_day_is_over(family: Family) -> None:
    written = {"name": "Christmas", "type": "holiday", "date": "2026-12-24", "repeats": "yearly"}
    more = {"description": "at Anna's", "budget": "300.00"}
    first = await family.ana.made("/occasions", **written, **more, person_ids=[family.kim_person])
    await family.ana.put(f"/occasions/{first['id']}/persons/{family.kim_person}", {"budget": "50"})
    await later(family, days=28)  # the day itself
    assert len(await all_of(family)) == 1
    await later(family, days=1)
    last, new = await all_of(family)
    assert last == {**last, **written, "version": 1}
    assert {**last, **new} == new
    assert (new["date"], new["series_id"]) == ("2027-12-24", first["id"])
    assert {name: new[name] for name in ("name", "type", "repeats", *more)} == {
        "name": "Christmas",
        "type": "holiday",
        "repeats": "yearly",
        **more,
    }
    [kim] = (await family.ana.get(f"/occasions/{new['id']}")).data["persons"]
    assert (kim["person"]["name"], kim["budget"]) == ("Kim", "50.00")


async def test_it_is_made_once_and_heard_once(family: Family) -> None:
    await family.ana.made("/occasions", name="Christmas", date="2026-12-24", repeats="yearly")
    ears = await family.ana.listen("occasions:all")
    family.clock.pass_(days=29)
    for _ in range(2):
        async with family.house.db.write(HOUSE) as tx:
            await yearly.roll_over(tx, date(2026, 12, 25))
    assert [(event, payload["date"]) for _, event, _, payload in await ears.events()] == [("ADDED", "2027-12-24")]


async def test_a_jump_of_the_clock_makes_one_not_many(family: Family) -> None:
    await family.ana.made("/occasions", name="Christmas", date="2026-12-24", repeats="yearly")
    await later(family, days=365 * 10)
    assert [each["date"] for each in await all_of(family)] == ["2026-12-24", "2036-12-24"]
    await later(family, days=-365 * 10)
    assert len(await all_of(family)) == 2


async def test_what_begins_in_the_past_is_followed_up_at_once(family: Family) -> None:
    wedding = await family.ana.made("/occasions", name="Wedding", date="2004-02-29", repeats="yearly")
    assert [each["date"] for each in await all_of(family)] == ["2004-02-29", "2027-02-28"]
    await later(family, days=120)
    assert [each["date"] for each in await all_of(family)] == ["2004-02-29", "2027-02-28", "2028-02-29"]
    assert {each["series_id"] for each in await all_of(family)} == {wedding["id"]}


async def test_a_change_is_that_years_and_of_those_that_follow(family: Family) -> None:
    await family.ana.made("/occasions", name="Wedding", date="2025-12-20", repeats="yearly")
    _, coming = await all_of(family)
    await family.ana.put(f"/occasions/{coming['id']}", {"name": "Pearls", "date": "2026-12-19"})
    await later(family, days=30)
    assert [(each["name"], each["date"]) for each in await all_of(family)] == [
        ("Wedding", "2025-12-20"),
        ("Pearls", "2026-12-19"),
        ("Pearls", "2027-12-19"),
    ]


async def test_a_series_ends_when_its_newest_never_repeats(family: Family) -> None:
    party = await family.ana.made("/occasions", name="Party", date="2026-12-01", repeats="yearly")
    await family.ana.put(f"/occasions/{party['id']}", {"repeats": "never"})
    await later(family, days=30)
    assert len(await all_of(family)) == 1
    again = await family.ana.put(f"/occasions/{party['id']}", {"repeats": "yearly"})
    assert again.data["date"] == "2026-12-01"
    assert [each["date"] for each in await all_of(family)] == ["2026-12-01", "2027-12-01"]


async def test_a_series_whose_newest_is_deleted_does_not_bring_it_back(family: Family) -> None:
    await family.ana.made("/occasions", name="Wedding", date="2025-12-20", repeats="yearly")
    _, coming = await all_of(family)
    await family.ana.delete(f"/occasions/{coming['id']}")
    await later(family, days=60)
    [last] = await all_of(family)
    assert (last["date"], last["repeats"]) == ("2025-12-20", "never")


async def test_another_time_zone_is_another_day_at_once(family: Family) -> None:
    """At 10:30 UTC it is the next day already on Kiritimati."""
    made = await family.ben.made("/occasions", name="Yearly", date="2026-11-26", repeats="yearly")

    await family.ana.put("/settings", {"timezone": "Pacific/Kiritimati"})

    series = [
        each["date"] for each in (await family.ben.get("/occasions")).data if each["series_id"] == made["series_id"]
    ]
    assert series == ["2026-11-26", "2027-11-26"]
