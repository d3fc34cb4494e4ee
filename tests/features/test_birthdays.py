"""A person with a birthdate has a birthday by itself, kept in step with their name and date."""

from datetime import date
from typing import Any

import pytest

from familydash.features.occasions.days import nearest_birthday, next_birthday
from tests.conftest import Family
from tests.features.test_occasions_yearly import all_of, later


async def birthdays(family: Family) -> list[tuple[str, str]]:
    return [(each["name"], each["date"]) for each in await all_of(family)]


async def anna(family: Family, **fields: Any) -> Any:
    return await family.ana.made("/persons", **{"name": "Anna", "birthdate": "1980-12-01", **fields})


async def coming(family: Family) -> Any:
    return next(each for each in await all_of(family, "?from=2026-11-26"))


@pytest.mark.parametrize(
    ("birthdate", "today", "day"),
    [
        ("1980-12-01", "2026-11-26", "2026-12-01"),
        ("1980-11-26", "2026-11-26", "2026-11-26"),
        ("1980-11-25", "2026-11-26", "2027-11-25"),
        ("2000-02-29", "2026-11-26", "2027-02-28"),
        ("2000-02-29", "2028-01-01", "2028-02-29"),
        ("2027-12-24", "2026-11-26", "2027-12-24"),
    ],
)
def test_the_next_birthday(birthdate: str, today: str, day: str) -> None:
    assert next_birthday(date.fromisoformat(birthdate), date.fromisoformat(today)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("day", "birthday"),
    [
        ("2026-12-28", "2027-01-02"),
        ("2027-01-20", "2027-01-02"),
        ("9999-12-31", "9999-01-02"),
        ("0001-01-01", "0001-01-02"),
    ],
)
def test_the_birthday_that_is_kept_on_another_day(day: str, birthday: str) -> None:
    assert nearest_birthday(date(1980, 1, 2), date.fromisoformat(day)) == date.fromisoformat(birthday)


async def test_a_birthdate_makes_a_birthday(family: Family) -> None:
    ears = await family.zoe.listen("occasions:all")
    made = await anna(family)
    row = await coming(family)
    assert (row["name"], row["type"], row["date"], row["repeats"]) == (
        "Anna's birthday",
        "birthday",
        "2026-12-01",
        "yearly",
    )
    assert (await family.ana.get(f"/occasions/{row['id']}")).data["persons"][0]["id"] == made["id"]
    assert [each["id"] for each in made["occasions"]] == [row["id"]]
    assert await ears.events() == [("occasions:all", "ADDED", "occasion", row)]


async def test_a_birthdate_that_comes_later_makes_one_too(family: Family) -> None:
    changed = (await family.ana.put(f"/persons/{family.kim_person}", {"birthdate": "2016-02-29"})).data
    assert [each["date"] for each in changed["occasions"]] == ["2027-02-28"]
    await later(family, days=95)  # the first of March
    assert [each["date"] for each in await all_of(family)] == ["2027-02-28", "2028-02-29"]


async def test_name_and_day_are_kept_in_step(family: Family) -> None:
    made = await anna(family)
    before = await coming(family)
    await family.ana.put(f"/persons/{made['id']}", {"name": "Annie"})
    await family.ana.put(f"/persons/{made['id']}", {"birthdate": "1980-12-03"})
    after = await coming(family)
    assert (after["id"], after["name"], after["date"], after["version"]) == (
        before["id"],
        "Annie's birthday",
        "2026-12-03",
        3,
    )
    await family.ana.put(f"/persons/{made['id']}", {"birthdate": "1981-12-03", "notes": "a year younger"})
    assert await coming(family) == after
    await family.ana.put(f"/persons/{made['id']}", {"birthdate": "1981-11-01"})
    assert await birthdays(family) == [("Annie's birthday", "2027-11-01")]


async def test_a_name_given_by_hand_stays(family: Family) -> None:
    made = await anna(family)
    await family.ana.put(f"/occasions/{(await coming(family))['id']}", {"name": "Anna is 46"})
    await family.ana.put(f"/persons/{made['id']}", {"name": "Annie"})
    assert await birthdays(family) == [("Anna is 46", "2026-12-01")]


async def test_last_years_stays_as_it_was(family: Family) -> None:
    made = await anna(family)
    await later(family, days=6)
    await family.ana.put(f"/persons/{made['id']}", {"name": "Annie", "birthdate": "1980-12-05"})
    assert await birthdays(family) == [("Anna's birthday", "2026-12-01"), ("Annie's birthday", "2026-12-05")]


async def test_the_next_one_takes_over_budgets_and_people(family: Family) -> None:
    made = await anna(family)
    first = await coming(family)
    await family.ana.put(f"/occasions/{first['id']}", {"budget": "80", "name": "Party"})
    await family.ana.put(f"/occasions/{first['id']}/persons/{made['id']}", {"budget": "50"})
    await later(family, days=6)
    _, new = await all_of(family)
    shown = (await family.ana.get(f"/occasions/{new['id']}")).data
    assert (shown["name"], shown["date"], shown["budget"]) == ("Anna's birthday", "2027-12-01", "80.00")
    assert (shown["persons"][0]["budget"], shown["series_id"]) == ("50.00", first["series_id"])


async def test_a_cleared_birthdate_takes_the_coming_birthday_along(family: Family) -> None:
    made = await anna(family)
    await family.ana.put(f"/persons/{made['id']}", {"birthdate": None})
    assert await birthdays(family) == []


async def test_what_the_family_planned_for_it_stays(family: Family) -> None:
    made = await anna(family)
    birthday = await coming(family)
    await family.ana.made("/lists", name="Cake", occasion_id=birthday["id"])
    await family.ana.put(f"/persons/{made['id']}", {"birthdate": None})
    await later(family, days=60)
    [kept] = await all_of(family)
    assert (kept["id"], kept["repeats"]) == (birthday["id"], "never")


async def test_a_hidden_list_does_not_keep_a_birthday_alive(family: Family) -> None:
    """Whom it is hidden from would see the occasion stay, and wonder."""
    await family.ana.put(f"/persons/{family.kim_person}", {"birthdate": "2015-12-01"})
    birthday = await coming(family)
    secret = await family.ben.made(
        "/lists", name="Secret", person_id=family.kim_person, visibility="surprise", occasion_id=birthday["id"]
    )
    await family.ben.put(f"/persons/{family.kim_person}", {"birthdate": None})
    assert await birthdays(family) == []
    assert (await family.ben.get(f"/lists/{secret['id']}")).data["occasion_id"] is None


async def test_people_in_the_archive_get_no_new_ones(family: Family) -> None:
    made = await anna(family, archived=True)
    assert await birthdays(family) == []
    await family.ana.put(f"/persons/{made['id']}", {"archived": False})
    assert await birthdays(family) == [("Anna's birthday", "2026-12-01")]
    await family.ana.put(f"/persons/{made['id']}", {"archived": True})
    await later(family, days=60)
    assert await birthdays(family) == [("Anna's birthday", "2026-12-01")]


async def test_a_deleted_birthday_does_not_come_back_and_next_years_does(family: Family) -> None:
    made = await anna(family)
    assert (await family.ana.delete(f"/occasions/{(await coming(family))['id']}")).status == 204
    await family.ana.put(f"/persons/{made['id']}", {"name": "Annie"})
    await later(family, days=5)  # the day itself
    assert await birthdays(family) == []
    await later(family, days=1)
    assert await birthdays(family) == [("Annie's birthday", "2027-12-01")]


@pytest.mark.parametrize("party", ["2026-11-28", "2026-12-05"])
async def test_a_party_on_another_day_is_still_one_birthday(family: Family, party: str) -> None:
    await anna(family)
    await family.ana.put(f"/occasions/{(await coming(family))['id']}", {"date": party})
    await later(family, days=3)
    assert await birthdays(family) == [("Anna's birthday", party)]
    await later(family, days=10)
    assert await birthdays(family) == [("Anna's birthday", party), ("Anna's birthday", "2027-12-01")]


async def test_a_slip_of_the_hand_into_another_decade_costs_no_birthday(family: Family) -> None:
    await anna(family)
    birthday = await coming(family)
    for day in ("2036-12-01", "2016-12-01", "9999-12-31", "2026-12-01"):
        assert (await family.ana.put(f"/occasions/{birthday['id']}", {"date": day})).status == 200
    await later(family, days=6)
    assert [day for _, day in await birthdays(family)] == ["2026-12-01", "2027-12-01"]


async def test_a_jump_of_the_clock_makes_one_birthday(family: Family) -> None:
    await anna(family)
    await later(family, days=365 * 5)
    assert [day for _, day in await birthdays(family)] == ["2026-12-01", "2031-12-01"]
