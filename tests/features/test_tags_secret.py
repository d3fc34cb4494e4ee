"""Words that are used in secret: they hinder nobody who does not know of them, and are hindered by nobody."""

from typing import Any

import pytest

from tests.conftest import Family
from tests.features.test_tags import carried, names, secret, tag_of


async def test_making_a_tag_of_a_hidden_ones_name_works_and_it_is_the_familys_from_then_on(family: Family) -> None:
    gift = await secret(family, "DRUMS")
    kim, zoe = await family.kim.listen("tags:all"), await family.zoe.listen("tags:all")

    made = await family.kim.made("/tags", name="drums", color="teal")

    assert (made["version"], made["updated_by"]["name"]) == (1, "Kim")
    assert await kim.events() == [("tags:all", "ADDED", "tag", made)]
    assert sorted(event for _, event, _, _ in await zoe.events()) == ["ADDED", "DELETED"], "one tag of a name for each"
    assert [(await who.get("/tags")).data for who in family.members] == [[made]] * 4
    assert await carried(family.ben, f"/gifts/{gift['id']}") == ["DRUMS"]
    assert len((await family.zoe.get("/gifts?tag=drums")).data) == 1


@pytest.mark.parametrize("used_in_secret", [False, True])
async def test_another_name_may_be_one_that_is_used_in_secret(family: Family, used_in_secret: bool) -> None:
    if used_in_secret:
        await secret(family, "drums")
    tag = await family.kim.made("/tags", name="percussion")

    renamed = await family.kim.put(f"/tags/{tag['id']}", {"name": "Drums"})

    assert (renamed.status, renamed.data["name"], renamed.data["version"]) == (200, "Drums", 2)
    assert [await names(who) for who in family.members] == [["Drums"]] * 4


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_what_is_done_to_a_tag_reaches_what_the_doer_sees_and_no_more(family: Family, method: str) -> None:
    hidden, shown = await secret(family, "lego"), await family.ben.made("/gifts", name="Castle", tags=["lego"])
    before = (await family.ben.get(f"/gifts/{hidden['id']}")).data
    tag = await tag_of(family.kim, "lego")
    ben = await family.ben.listen(f"gift:{hidden['id']}")

    await family.kim.ask(method, f"/tags/{tag['id']}", {"name": "bricks"} if method == "PUT" else None)

    assert await carried(family.ben, f"/gifts/{shown['id']}") == (["bricks"] if method == "PUT" else [])
    assert (await family.ben.get(f"/gifts/{hidden['id']}")).data == before
    assert await ben.events() == []
    assert await names(family.ben) == (["bricks", "lego"] if method == "PUT" else ["lego"])
    assert await names(family.kim) == (["bricks"] if method == "PUT" else [])


async def test_who_sees_several_of_a_name_has_one_and_changes_all_of_them(family: Family) -> None:
    hidden, shown = await secret(family, "LEGO"), await family.ben.made("/gifts", name="Castle", tags=["lego"])
    own = await family.ben.made("/gifts", name="Diary", visibility="private", tags=["Lego"])
    kim = await family.kim.listen("tags:all", "gifts:all")
    (tag,) = (await family.ben.get("/tags")).data
    assert tag == await tag_of(family.kim, "lego")

    renamed = (await family.ben.put(f"/tags/{tag['id']}", {"name": "bricks", "color": "teal"})).data

    for gift in (hidden, shown, own):
        assert await carried(family.ben, f"/gifts/{gift['id']}") == ["bricks"]
    assert (await family.ben.get("/tags")).data == [renamed] == (await family.kim.get("/tags")).data
    assert sorted((topic, event) for topic, event, _, _ in await kim.events()) == [
        ("gifts:all", "UPDATED"),
        ("tags:all", "UPDATED"),
    ]
    assert (await family.ben.delete(f"/tags/{tag['id']}")).status == 204
    assert [await names(who) for who in family.members] == [[]] * 4


async def test_a_conflict_tells_of_what_one_sees(family: Family) -> None:
    await secret(family, "drums")
    tag = await family.kim.made("/tags", name="percussion")

    replies = [await who.put(f"/tags/{tag['id']}", {"name": "drums"}) for who in (family.zoe, family.kim)]

    assert [reply.status for reply in replies] == [409, 200]


async def test_without_the_familys_tag_others_see_their_hidden_one_again(family: Family) -> None:
    await secret(family, "DRUMS")
    made = await family.kim.made("/tags", name="drums")
    zoe = await family.zoe.listen("tags:all")

    await family.kim.delete(f"/tags/{made['id']}")

    heard: list[Any] = sorted((event, payload.get("name")) for _, event, _, payload in await zoe.events())
    assert heard == [("ADDED", "DRUMS"), ("DELETED", None)]
    assert [await names(who) for who in (family.kim, family.zoe)] == [[], ["DRUMS"]]


async def test_a_gift_that_is_revealed_carries_the_familys_tag_of_the_name_that_it_has_now(family: Family) -> None:
    hidden = await secret(family, "drums", "lego")
    await family.kim.made("/tags", name="Lego", color="teal")

    await family.ben.put(f"/gifts/{hidden['id']}", {"visibility": "family"})

    assert await carried(family.kim, f"/gifts/{hidden['id']}") == ["drums", "Lego"]
    assert await names(family.kim) == ["drums", "Lego"]
    assert (await tag_of(family.zoe, "Lego"))["color"] == "teal"


async def test_a_gift_that_is_shown_again_has_its_own_spelling_whatever_others_call_theirs(family: Family) -> None:
    await secret(family, "DRUMS")
    sticks = await family.ben.made("/gifts", name="Sticks", tags=["Drums"], person_id=family.kim_person)
    path = f"/gifts/{sticks['id']}"

    await family.ben.put(path, {"visibility": "surprise"})
    await family.ben.put(path, {"visibility": "family"})

    assert await carried(family.kim, path) == ["Drums"]


async def test_a_gift_that_is_shown_again_has_the_name_that_its_tag_was_given_meanwhile(family: Family) -> None:
    hidden = await secret(family, "drums")
    tag = await tag_of(family.ben, "drums")
    await family.ben.put(f"/tags/{tag['id']}", {"name": "Percussion"})

    await family.ben.put(f"/gifts/{hidden['id']}", {"visibility": "family"})

    assert await carried(family.kim, f"/gifts/{hidden['id']}") == ["Percussion"]
