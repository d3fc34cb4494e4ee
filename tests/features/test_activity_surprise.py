"""The activity tells each account what it could see happen, and of what is hidden from it now not even that."""

from typing import Any

import pytest

from tests.conftest import Family
from tests.features.talk import Parent, parents, say
from tests.features.test_activity import Told, new, told


async def a_wish(family: Family) -> tuple[Any, Any]:
    """Kim's own list, with a wish on it."""
    wishes = await family.kim.made("/lists", name="My wishes", person_id=family.kim_person)
    return wishes, await family.kim.made(f"/lists/{wishes['id']}/items", gift={"name": "Telescope"})


async def all_told(family: Family) -> list[list[Told]]:
    return [await told(who) for who in family.members]


async def all_new(family: Family, before: list[list[Told]]) -> list[list[Told]]:
    return [await new(who, old) for who, old in zip(family.members, before, strict=True)]


async def test_what_is_done_in_secret_is_told_to_those_who_see_it(family: Family) -> None:
    before = await all_told(family)
    found = await parents(family, visibility="surprise")
    await say(family.ben, found["list_item"])
    await say(family.ben, found["person"], visibility="surprise")
    await family.zoe.made("/gifts", name="Diary", visibility="private")

    ana, ben, kim, zoe = await all_new(family, before)

    open_ = [("ADDED", "occasion", "Christmas")]
    secret = [("ADDED", "list", "For Kim"), ("ADDED", "list_item", "LEGO castle")]
    comments = [("COMMENT_ADDED", "comment", "LEGO castle"), ("COMMENT_ADDED", "comment", "Kim")]
    assert (ana, ben, kim) == ([*open_, *secret, *comments], [*open_, *secret, *comments], open_)
    assert zoe == [*ana, ("ADDED", "gift", "Diary")]


async def test_what_becomes_of_a_wish_is_told_to_whom_it_is_for_when_it_is_received(family: Family) -> None:
    _, wish = await a_wish(family)
    path = f"/list-items/{wish['id']}"
    before = await all_told(family)

    await family.ben.put(path, {"status": "selected", "assigned_to": family.ben.id})
    await family.ben.put(f"{path}/status", {"status": "purchased", "actual_price": "75"})
    _, bens, kims, _ = await all_new(family, before)
    assert (bens, kims) == ([("STATUS_CHANGED", "list_item", "Telescope")] * 2, [])

    await family.ben.put(path, {"actual_price": "70", "notes": "in the cellar"})
    await family.ben.put(f"{path}/status", {"status": "received"})
    _, bens, kims, _ = await all_new(family, before)
    assert kims == [("UPDATED", "list_item", "Telescope"), ("STATUS_CHANGED", "list_item", "Telescope")]
    assert len(bens) == 4
    assert (await family.kim.get("/activity?limit=1")).data[0]["actor"]["name"] == "Ben"


@pytest.mark.parametrize("taken", [False, True])
async def test_a_wish_that_is_deleted_is_told_of_as_deleted_whether_it_was_taken_or_not(
    family: Family, taken: bool
) -> None:
    before = await told(family.kim)
    wishes, wish = await a_wish(family)
    await say(family.zoe, Parent("list_item", wish["id"], f"list:{wishes['id']}"))
    if taken:
        await family.ben.put(f"/list-items/{wish['id']}/status", {"status": "purchased"})

    await family.kim.delete(f"/list-items/{wish['id']}")

    assert await new(family.kim, before) == [
        ("ADDED", "list", "My wishes"),
        ("ADDED", "list_item", "Telescope"),
        ("COMMENT_ADDED", "comment", "Telescope"),
        ("DELETED", "list_item", "Telescope"),
    ]
    zoes = [action for action, _, _ in await told(family.zoe, "&entity=list_item")]
    assert zoes == (["ADDED", "STATUS_CHANGED", "UPDATED"] if taken else ["ADDED", "DELETED"])


@pytest.mark.parametrize("held_in_secret", [False, True])
async def test_a_gift_that_its_maker_deletes_is_told_of_as_deleted_whether_a_hidden_list_holds_it_or_not(
    family: Family, held_in_secret: bool
) -> None:
    before = await told(family.kim)
    gift = await family.kim.made("/gifts", name="Telescope")
    await say(family.zoe, Parent("gift", gift["id"], f"gift:{gift['id']}"))
    if held_in_secret:
        secret = await family.ben.made("/lists", name="Secret", visibility="surprise", person_id=family.kim_person)
        await family.ben.made(f"/lists/{secret['id']}/items", gift_id=gift["id"])

    await family.kim.delete(f"/gifts/{gift['id']}")

    assert await new(family.kim, before) == [
        ("ADDED", "gift", "Telescope"),
        ("COMMENT_ADDED", "comment", "Telescope"),
        ("DELETED", "gift", "Telescope"),
    ]
    zoes = [action for action, _, _ in await told(family.zoe, "&entity=gift")]
    assert zoes == ["ADDED", "UPDATED" if held_in_secret else "DELETED"]


async def test_what_is_hidden_from_somebody_is_out_of_their_activity_as_if_it_had_never_been(family: Family) -> None:
    before = await told(family.kim)
    found = await parents(family)
    for kind in ("list", "gift", "list_item"):
        await say(family.zoe, found[kind])
    await family.ben.put(f"{found['list_item'].path}/status", {"status": "selected"})
    zoes = await told(family.zoe)

    await family.ben.put(found["list"].path, {"visibility": "surprise"})  # the gift on it follows

    assert await new(family.kim, before) == [("ADDED", "occasion", "Christmas")], "nor that anything was hidden"
    assert await new(family.zoe, zoes) == [("UPDATED", "list", "For Kim")]

    await family.ben.put(found["list"].path, {"visibility": "family"})
    assert await new(family.kim, before) == [("ADDED", "occasion", "Christmas"), ("ADDED", "list", "For Kim")]


async def test_a_comment_that_becomes_a_surprise_is_out_of_the_activity_of_whom_it_is_kept_from(family: Family) -> None:
    found = await parents(family)
    before = await all_told(family)
    comment = await say(family.zoe, found["list"])
    await family.zoe.put(f"/comments/{comment['id']}", {"visibility": "surprise"})

    ana, _, kim, _ = await all_new(family, before)

    assert ana == [("COMMENT_ADDED", "comment", "For Kim"), ("UPDATED", "comment", "For Kim")]
    assert kim == []


async def test_a_list_that_is_for_somebody_from_now_on_takes_what_they_knew_of_its_items_along(family: Family) -> None:
    plans = await family.ben.made("/lists", name="Plans")
    item = await family.ben.made(f"/lists/{plans['id']}/items", gift={"name": "Kite"})
    await family.ben.put(f"/list-items/{item['id']}/status", {"status": "purchased"})
    assert ("STATUS_CHANGED", "list_item", "Kite") in await told(family.kim)

    await family.ben.put(f"/lists/{plans['id']}", {"person_id": family.kim_person})

    assert "list_item" not in {entity for _, entity, _ in await told(family.kim)}
    assert ("STATUS_CHANGED", "list_item", "Kite") in await told(family.zoe)


async def test_tags_that_are_only_used_are_told_of_to_nobody(family: Family) -> None:
    before = await all_told(family)
    kept: dict[str, Any] = {"visibility": "surprise", "person_id": family.kim_person}
    await family.ben.made("/gifts", name="Drum kit", tags=["drums"], **kept)
    tag = (await family.ben.get("/tags")).data[0]
    await family.ben.put(f"/tags/{tag['id']}", {"name": "percussion"})

    ana, _, kim, _ = await all_new(family, before)

    assert (ana, kim) == ([("ADDED", "gift", "Drum kit")], [])
