"""What somebody was given: newest first, with the occasion and the day, and last year's stays."""

from typing import Any

from tests.conftest import Family, Member
from tests.operations import sign_in


async def given(who: Member, person: int) -> list[tuple[str, str | None, str]]:
    history = (await who.get(f"/persons/{person}/history")).data
    return [(each["gift"]["name"], each["occasion"] and each["occasion"]["name"], each["date"]) for each in history]


async def day_passes(family: Family, days: float = 1) -> None:
    family.clock.pass_(days=days)
    for each in family.members:
        await sign_in(each)


async def on_a_list(family: Family, **fields: Any) -> Any:
    return await family.ben.made("/lists", name="List", person_id=family.kim_person, **fields)


async def item(family: Family, on: Any, name: str, **fields: Any) -> Any:
    return await family.ben.made(f"/lists/{on['id']}/items", gift={"name": name}, **fields)


async def move(family: Family, item: Any, *steps: str) -> None:
    for status in steps:
        assert (await family.ben.put(f"/list-items/{item['id']}/status", {"status": status})).status == 200


async def test_the_day_on_which_it_was_received_puts_it_in_order(family: Family) -> None:
    christmas = await family.ana.made("/occasions", name="Christmas", date="2026-12-24")
    first, second = await on_a_list(family, occasion_id=christmas["id"]), await on_a_list(family)
    early, late = await item(family, first, "early"), await item(family, second, "late")
    await item(family, first, "never")

    await move(family, late, "purchased", "received")
    await day_passes(family)
    await move(family, early, "purchased", "received")

    assert await given(family.zoe, family.kim_person) == [
        ("early", "Christmas", "2026-11-27"), ("late", None, "2026-11-26"),
    ]  # fmt: skip


async def test_what_is_taken_back_and_received_again_has_the_new_day(family: Family) -> None:
    made = await item(family, await on_a_list(family), "Book", status="received")
    await move(family, made, "purchased")
    assert await given(family.zoe, family.kim_person) == []

    await day_passes(family)
    await move(family, made, "received")

    assert await given(family.kim, family.kim_person) == [("Book", None, "2026-11-27")]


async def test_last_years_stays(family: Family) -> None:
    christmas = await family.ana.made(
        "/occasions", name="Christmas", date="2026-12-24", repeats="yearly", person_ids=[family.kim_person]
    )
    last_year = await on_a_list(family, occasion_id=christmas["id"])
    await item(family, last_year, "Book", status="received")

    await day_passes(family, 366)
    next_year = next(
        each for each in (await family.ana.get("/occasions")).data
        if each["series_id"] == christmas["series_id"] and each["id"] != christmas["id"]
    )  # fmt: skip
    await item(family, await on_a_list(family, occasion_id=next_year["id"]), "Bike", status="received")

    assert await given(family.zoe, family.kim_person) == [
        ("Bike", "Christmas", "2027-11-27"), ("Book", "Christmas", "2026-11-26"),
    ]  # fmt: skip
    shown = (await family.zoe.get(f"/persons/{family.kim_person}")).data["history"]["data"]
    assert [each["occasion"]["id"] for each in shown] == [next_year["id"], christmas["id"]]


async def test_what_is_on_a_list_for_nobody_or_hidden_is_in_nobodys_history(family: Family) -> None:
    await item(family, await family.ben.made("/lists", name="Loose"), "Loose", status="received")
    await item(family, await on_a_list(family, visibility="surprise"), "Secret", status="received")

    assert await given(family.kim, family.kim_person) == []
    assert await given(family.zoe, family.kim_person) == [("Secret", None, "2026-11-26")]
