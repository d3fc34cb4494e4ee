"""Names as a family reads them: nothing hides in them, and they stand in the order that a reader expects."""

import pytest

from tests.conftest import Family


@pytest.mark.parametrize("name", ["\u200b", " \ufeff\u202e ", "\u2066\u2069"])
async def test_a_name_that_nobody_can_see_is_none(family: Family, name: str) -> None:
    for path in ("/gifts", "/persons", "/lists", "/tags"):
        reply = await family.ben.post(path, {"name": name})
        assert (reply.status, reply.error["details"]) == (400, [{"field": "name", "message": "must not be empty"}])


async def test_marks_that_turn_the_writing_around_are_left_out(family: Family) -> None:
    made = await family.ben.made("/gifts", name="\u202eLEGO\u200b castle\ufeff ", notes="\u2067a\nb")
    assert (made["name"], made["notes"]) == ("LEGO castle", "a\nb")


async def test_joiners_stay_since_they_are_part_of_letters_and_pictures(family: Family) -> None:
    whole = "\N{WOMAN}\u200d\N{ROCKET} \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    assert (await family.ben.made("/gifts", name=whole))["name"] == whole


@pytest.mark.parametrize("path", ["/gifts?sort=name", "/persons", "/tags"])
async def test_names_stand_in_their_order_without_case_and_accents_page_by_page(family: Family, path: str) -> None:
    for name in ("zebra", "Österreich", "apfel", "Éclair", "Äpfel", "straße", "Strasse a", "Ostern", "eclairs"):
        await family.ben.made(path.partition("?")[0], name=name)
    found: list[str] = []
    cursor = ""
    while True:
        reply = await family.zoe.get(f"{path}{'&' if '?' in path else '?'}limit=2{cursor}")
        found += [each["name"] for each in reply.data]
        after = reply.json["pagination"]["next_cursor"]
        if after is None:
            break
        cursor = f"&cursor={after}"

    ordered = ["apfel", "Äpfel", "Éclair", "eclairs", "Ostern", "Österreich", "straße", "Strasse a", "zebra"]
    assert [name for name in found if name != "Kim"] == ordered
