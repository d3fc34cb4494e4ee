"""Children and grandparents: people of the household without an account. All works for them; and the account that
somebody links to one of them later sees, from that moment on, what is not kept from them."""

import asyncio
from typing import Any

from tests.conftest import Ears, Family
from tests.features.talk import Parent, about_comments, said, say, try_to_say
from tests.features.test_activity import new, told


async def for_otto(family: Family) -> dict[str, Parent]:
    """Otto has no account. Ben keeps a list from him, Ana keeps one of his wishes, and all talk about both."""
    otto = (await family.ana.made("/persons", name="Otto", birthdate="1950-12-03"))["id"]
    secret = await family.ben.made("/lists", name="Secret", visibility="surprise", person_id=otto)
    pipe = await family.ben.made(f"/lists/{secret['id']}/items", gift={"name": "Pipe", "tags": ["smoke"]})
    wishes = await family.ana.made("/lists", name="Otto's wishes", person_id=otto)
    hat = await family.ana.made(f"/lists/{wishes['id']}/items", gift={"name": "Hat", "price": "30"})
    taken = {"status": "purchased", "assigned_to": family.zoe.id, "actual_price": "25"}
    assert (await family.zoe.put(f"/list-items/{hat['id']}", taken)).status == 200
    return {
        "person": Parent("person", otto, f"person:{otto}"),
        "secret": Parent("list", secret["id"], f"list:{secret['id']}"),
        "pipe": Parent("list_item", pipe["id"], f"list:{secret['id']}"),
        "wishes": Parent("list", wishes["id"], f"list:{wishes['id']}"),
        "hat": Parent("list_item", hat["id"], f"list:{wishes['id']}"),
        "gift": Parent("gift", hat["gift_id"], f"gift:{hat['gift_id']}"),
    }


async def link(family: Family, otto: int) -> None:
    """Zoe's account is Otto from now on."""
    assert (await family.ana.put(f"/users/{family.zoe.id}", {"person_id": otto})).status == 200


async def test_everybody_plans_for_who_has_no_account(family: Family) -> None:
    found = await for_otto(family)
    otto = found["person"].id

    for who in family.members:
        assert [(await who.get(parent.path)).status for parent in found.values()] == [200] * 6
        item = (await who.get(found["hat"].path)).data
        assert (item["status"], item["assigned_to"], item["actual_price"]) == ("purchased", family.zoe.id, "25.00")
        person = (await who.get(found["person"].path)).data
        assert (person["counts"]["idea"], person["counts"]["purchased"], len(person["lists"])) == (1, 1, 2)
        assert [each["name"] for each in person["occasions"]] == ["Otto's birthday"]
    await family.kim.put(f"{found['hat'].path}/status", {"status": "received"})
    history = (await family.ben.get(f"/persons/{otto}/history")).data
    assert [given["gift"]["name"] for given in history] == ["Hat"]
    on_occasion = await family.ben.made("/occasions", name="Feast", date="2026-12-25", person_ids=[otto])
    assert [each["person"]["name"] for each in on_occasion["persons"]] == ["Otto"]


async def test_a_surprise_for_who_has_no_account_is_read_by_every_account(family: Family) -> None:
    found = await for_otto(family)
    ears = [await who.listen(found["person"].topics[0]) for who in family.members]

    for parent in found.values():
        await say(family.kim, parent, parent.type, visibility="surprise")

    assert [len(await said(who)) for who in family.members] == [6] * 4
    assert [len(await about_comments(each)) for each in ears] == [1] * 4


async def test_from_the_moment_of_the_link_an_account_sees_what_is_not_kept_from_that_person(family: Family) -> None:
    found = await for_otto(family)
    for parent in found.values():
        await say(family.ben, parent, f"open, {parent.type}")
        await say(family.ben, parent, f"secret, {parent.type}", visibility="surprise")
    assert len(await said(family.zoe)) == 12

    await link(family, found["person"].id)

    statuses = {name: (await family.zoe.get(parent.path)).status for name, parent in found.items()}
    assert statuses == {"person": 200, "secret": 404, "pipe": 404, "wishes": 200, "hat": 200, "gift": 200}
    item = (await family.zoe.get(found["hat"].path)).data
    assert (item["status"], item["assigned_to"], item["actual_price"]) == ("idea", None, None), "her own purchase, too"
    assert sorted(await said(family.zoe)) == ["open, gift", "open, list", "open, list_item", "open, person"]
    assert [gift["name"] for gift in (await family.zoe.get("/gifts")).data] == ["Hat"]
    assert (await family.zoe.get("/tags")).data == []
    assert (await family.zoe.get("/gifts?search=pipe")).data == []
    assert [tag["name"] for tag in (await family.kim.get("/tags")).data] == ["smoke"]
    assert len(await said(family.kim)) == 12


async def test_from_the_moment_of_the_link_the_activity_holds_nothing_of_what_is_kept_from_that_person(
    family: Family,
) -> None:
    before = await told(family.zoe)
    found = await for_otto(family)
    await say(family.ben, found["wishes"])
    await say(family.ben, found["wishes"], visibility="surprise")
    both = [("COMMENT_ADDED", "comment", "Otto's wishes")] * 2
    assert [row for row in await new(family.zoe, before) if row[1] == "comment"] == both

    await link(family, found["person"].id)
    await say(family.ben, found["pipe"])
    await say(family.ben, found["hat"], visibility="surprise")
    await family.ben.put(f"{found['hat'].path}/status", {"status": "selected"})
    await say(family.ben, found["hat"])

    assert await new(family.zoe, before) == [
        ("ADDED", "person", "Otto"),
        ("ADDED", "list", "Otto's wishes"),
        ("ADDED", "list_item", "Hat"),
        ("COMMENT_ADDED", "comment", "Otto's wishes"),
        ("UPDATED", "user", "Zoe"),
        ("COMMENT_ADDED", "comment", "Hat"),
    ]


async def test_from_the_moment_of_the_link_open_sockets_hear_no_more_of_it(family: Family) -> None:
    found = await for_otto(family)
    topics = sorted({topic for parent in found.values() for topic in parent.topics})
    zoe: Ears = await family.zoe.listen(*topics, "list-items:all")
    since = (await zoe.say(action="subscribe", topic=found["hat"].topics[0]))["cursor"]
    comment = await say(family.ben, found["hat"], visibility="surprise")
    assert len(await about_comments(zoe)) == 2

    await link(family, found["person"].id)
    await asyncio.gather(*family.house.sockets._checks)
    answers = await zoe.heard()

    assert {each["topic"] for each in answers if each["action"] == "error"} == {
        topic for name in ("secret", "pipe") for topic in found[name].topics
    }
    assert {each["action"] for each in answers} == {"error", "resync"}
    await family.ben.put(f"/comments/{comment['id']}", {"content": "Bought"})
    await family.ben.put(f"{found['hat'].path}/status", {"status": "selected"})
    await say(family.ben, found["pipe"])
    assert await zoe.heard() == []
    again = await zoe.say(action="subscribe", topic=found["hat"].topics[0], since=since)
    assert again["action"] == "resync", "what was missed before the link is not told"


async def test_who_is_linked_cannot_keep_a_surprise_from_themselves_and_others_can(family: Family) -> None:
    found = await for_otto(family)
    await link(family, found["person"].id)

    replies = {
        who.name: [
            (await try_to_say(who, found[name], visibility="surprise")).status for name in ("person", "wishes", "gift")
        ]
        for who in (family.zoe, family.kim)
    }

    assert replies == {"zoe": [400] * 3, "kim": [201] * 3}
    hidden: Any = await try_to_say(family.zoe, found["secret"], visibility="surprise")
    assert hidden.error["details"] == [{"field": "parent_id", "message": "there is no such list"}]


async def test_without_the_link_an_account_sees_it_all_again(family: Family) -> None:
    found = await for_otto(family)
    await say(family.ben, found["wishes"], visibility="surprise")
    before = await told(family.zoe)
    await link(family, found["person"].id)
    await family.ana.put(f"/users/{family.zoe.id}", {"person_id": None})

    assert [(await family.zoe.get(parent.path)).status for parent in found.values()] == [200] * 6
    assert await said(family.zoe) == ["Blue?"]
    assert (await family.zoe.get(found["hat"].path)).data["status"] == "purchased"
    assert await new(family.zoe, before) == [("UPDATED", "user", "Zoe")] * 2
