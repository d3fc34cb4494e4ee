"""Deleting a person: what stays, what stays hidden, and who hears of it."""

import pytest

from tests.conftest import Family
from tests.operations import sign_in


async def test_a_person_with_lists_is_kept_unless_forced(family: Family) -> None:
    path = f"/persons/{family.kim_person}"
    wishes = await family.ben.made("/lists", name="Wishes", person_id=family.kim_person)
    refused = await family.ana.delete(path)
    assert (refused.status, refused.error["code"]) == (409, "CONFLICT")
    assert "Wishes" in refused.error["message"]
    assert (await family.ana.delete(f"{path}?force=true")).status == 204
    assert (await family.ana.get(path)).status == 404
    kept = (await family.ben.get(f"/lists/{wishes['id']}")).data
    assert (kept["person_id"], kept["version"], kept["updated_by"]["name"]) == (None, 2, "Ana")


async def test_a_hidden_list_is_no_conflict_and_stays_hidden_when_the_person_is_gone(family: Family) -> None:
    secret = await family.ben.made("/lists", name="Secret", person_id=family.kim_person, visibility="surprise")
    bike = await family.ben.made(f"/lists/{secret['id']}/items", gift={"name": "Bike"}, status="selected")
    assert (await family.kim.delete(f"/persons/{family.kim_person}")).status == 204
    assert (await family.ana.get(f"/users/{family.kim.id}")).data["person_id"] is None
    for path in (f"/lists/{secret['id']}", f"/list-items/{bike['id']}", f"/gifts/{bike['gift_id']}"):
        assert (await family.kim.get(path)).status == 404, path
        assert (await family.zoe.get(path)).status == 200, path
    assert (await family.kim.get("/lists")).data == []
    assert (await family.kim.get("/gifts")).data == []


async def test_others_see_a_conflict_with_what_they_see(family: Family) -> None:
    await family.ben.made("/lists", name="Secret", person_id=family.kim_person, visibility="surprise")
    await family.ben.made("/lists", name="Diary", person_id=family.kim_person, visibility="private")
    assert "Secret" in (await family.zoe.delete(f"/persons/{family.kim_person}")).error["message"]
    assert "Diary" not in (await family.zoe.delete(f"/persons/{family.kim_person}")).error["message"]


async def test_a_private_list_is_no_conflict_for_others_and_loses_its_link_only(family: Family) -> None:
    anna = await family.ana.made("/persons", name="Anna")
    diary = await family.ben.made("/lists", name="Diary", person_id=anna["id"], visibility="private")
    assert (await family.ana.delete(f"/persons/{anna['id']}")).status == 204
    assert (await family.ben.get(f"/lists/{diary['id']}")).data["person_id"] is None
    assert (await family.ana.get(f"/lists/{diary['id']}")).status == 404


async def test_a_wish_list_stays_masked_for_whom_it_was(family: Family) -> None:
    wishes = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person)
    book = await family.kim.made(f"/lists/{wishes['id']}/items", gift={"name": "Book"})
    await family.ben.put(f"/list-items/{book['id']}/status", {"status": "purchased"})
    await family.ana.delete(f"/persons/{family.kim_person}?force=true")
    assert (await family.kim.get(f"/list-items/{book['id']}")).data["status"] == "idea"
    assert (await family.ben.get(f"/list-items/{book['id']}")).data["status"] == "purchased"


@pytest.mark.parametrize("visibility", [None, "private", "family"])
async def test_their_coming_birthday_goes_unless_something_is_planned_for_it(
    family: Family, visibility: str | None
) -> None:
    """A list that others do not see is no reason for it to stay: that would tell of it."""
    anna = await family.ana.made("/persons", name="Anna", birthdate="1980-12-01")
    birthday = anna["occasions"][0]["id"]
    if visibility:
        await family.ben.made("/lists", name="Party", occasion_id=birthday, visibility=visibility)
    assert (await family.ana.delete(f"/persons/{anna['id']}")).status == 204

    kept = await family.ana.get(f"/occasions/{birthday}")
    if visibility != "family":
        assert kept.status == 404
    else:
        assert (kept.data["name"], kept.data["repeats"], kept.data["persons"]) == ("Anna's birthday", "never", [])


async def test_occasions_stay_and_a_birthday_that_was_does_not_come_again(family: Family) -> None:
    anna = await family.ana.made("/persons", name="Anna", birthdate="1980-12-01")
    birthday = anna["occasions"][0]["id"]
    family.clock.pass_(days=30)
    for member in family.members:
        await sign_in(member)
    party = await family.ana.made("/occasions", name="Party", date="2027-01-31", person_ids=[anna["id"]])
    assert (await family.ana.delete(f"/persons/{anna['id']}")).status == 204

    left = {each["id"]: each for each in (await family.ana.get("/occasions")).data}
    assert set(left) == {birthday, party["id"]}
    assert left[birthday]["repeats"] == "never"
    assert (await family.ana.get(f"/occasions/{party['id']}")).data["persons"] == []


async def test_everything_that_a_deletion_concerns_is_told(family: Family) -> None:
    person = family.kim_person
    birthday = (await family.ana.put(f"/persons/{person}", {"birthdate": "2015-12-01"})).data["occasions"][0]["id"]
    wishes = await family.kim.made("/lists", name="Wishes", person_id=person)
    book = await family.kim.made(f"/lists/{wishes['id']}/items", gift={"name": "Book"})
    topics = (f"person:{person}", f"list:{wishes['id']}", f"occasion:{birthday}", "users:all", "gifts:all")
    zoe = await family.zoe.listen(*topics)
    await family.ana.delete(f"/persons/{person}?force=true")
    heard = [(topic, event, entity, payload["id"]) for topic, event, entity, payload in await zoe.events()]
    assert sorted(heard) == sorted(
        [
            (f"list:{wishes['id']}", "UPDATED", "list", wishes["id"]),
            (f"person:{person}", "DELETED", "list", wishes["id"]),
            (f"person:{person}", "DELETED", "list_item", book["id"]),
            (f"person:{person}", "DELETED", "person", person),
            (f"occasion:{birthday}", "DELETED", "person", person),
            (f"occasion:{birthday}", "DELETED", "occasion", birthday),
            ("users:all", "UPDATED", "user", family.kim.id),
            ("gifts:all", "UPDATED", "gift", book["gift_id"]),
        ]
    )


async def test_whom_a_list_is_hidden_from_hears_of_the_person_only(family: Family) -> None:
    secret = await family.ben.made("/lists", name="Secret", person_id=family.kim_person, visibility="surprise")
    await family.ben.made(f"/lists/{secret['id']}/items", gift={"name": "Bike"})
    topics = (f"person:{family.kim_person}", "lists:all", "list-items:all", "gifts:all", "persons:all")
    kim, zoe = await family.kim.listen(*topics), await family.zoe.listen(*topics)
    await family.ana.delete(f"/persons/{family.kim_person}?force=true")
    assert {entity for _, _, entity, _ in await kim.events()} == {"person"}
    assert {entity for _, _, entity, _ in await zoe.events()} == {"person", "list", "list_item", "gift"}


async def test_a_refused_deletion_tells_nobody(family: Family) -> None:
    await family.ben.made("/lists", name="Wishes", person_id=family.kim_person)
    zoe = await family.zoe.listen("persons:all", "lists:all")
    await family.ana.delete(f"/persons/{family.kim_person}")
    assert await zoe.events() == []
