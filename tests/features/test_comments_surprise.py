"""What is said in secret: not for the account of whom the thing is for, now or when it was said."""

from typing import Any

import pytest

from tests.conftest import Family, Member
from tests.features.talk import Parent, about_comments, parents, said, same_words, say, try_to_say

FOR_KIM = ("person", "list", "gift", "list_item")


async def whisper(who: Member, parent: Parent, content: str = "I have it", **fields: Any) -> Any:
    return await say(who, parent, content, visibility="surprise", **fields)


async def linked(family: Family, member: Member, name: str) -> int:
    """Another of the cast is a person of the household, too."""
    person: int = (await family.ana.made("/persons", name=name))["id"]
    assert (await family.ana.put(f"/users/{member.id}", {"person_id": person})).status == 200
    return person


async def on_a_list_for_all(family: Family, **gift: Any) -> Parent:
    """An item on a list for nobody in particular, with a gift for Kim."""
    plans = await family.zoe.made("/lists", name="Plans")
    made = await family.kim.made("/gifts", **{"name": "Balloon", "person_id": family.kim_person, **gift})
    item = await family.zoe.made(f"/lists/{plans['id']}/items", gift_id=made["id"])
    return Parent("list_item", item["id"], f"list:{plans['id']}")


@pytest.mark.parametrize("kind", FOR_KIM)
async def test_a_surprise_is_read_by_all_but_whom_its_parent_is_for(family: Family, kind: str) -> None:
    parent = (await parents(family))[kind]
    comment = await whisper(family.zoe, parent)
    path = f"/comments/{comment['id']}"

    assert comment["visibility"] == "surprise"
    assert [(await who.get(path)).status for who in family.members] == [200, 200, 404, 200]
    assert [await said(who, parent.comments) for who in (family.ana, family.kim)] == [["I have it"], []]
    for method, body in (("GET", None), ("PUT", {"content": "x"}), ("DELETE", None)):
        assert same_words(
            await family.kim.ask(method, path, body), await family.kim.ask(method, "/comments/99999", body)
        )


@pytest.mark.parametrize("kind", FOR_KIM)
async def test_of_a_surprise_whom_it_is_kept_from_hears_nothing(family: Family, kind: str) -> None:
    parent = (await parents(family))[kind]
    kim, ana = await family.kim.listen(*parent.topics), await family.ana.listen(*parent.topics)

    comment = await whisper(family.zoe, parent)
    await family.zoe.put(f"/comments/{comment['id']}", {"content": "Bought"})
    await family.zoe.delete(f"/comments/{comment['id']}")

    events = [(topic, event) for topic, event, _ in await about_comments(ana)]
    assert events == sorted(
        (topic, event) for topic in parent.topics for event in ("COMMENT_ADDED", "UPDATED", "DELETED")
    )
    assert await kim.heard() == []


@pytest.mark.parametrize("kind", FOR_KIM)
async def test_a_comment_that_becomes_a_surprise_is_gone_and_back_when_it_is_none(family: Family, kind: str) -> None:
    parent = (await parents(family))[kind]
    comment = await say(family.zoe, parent)
    path, kim = f"/comments/{comment['id']}", await family.kim.listen(parent.topics[0])

    await family.zoe.put(path, {"visibility": "surprise"})
    assert await kim.events() == [(parent.topics[0], "DELETED", "comment", {"id": comment["id"]})]
    shown = (await family.zoe.put(path, {"visibility": "family"})).data

    assert await kim.events() == [(parent.topics[0], "COMMENT_ADDED", "comment", shown)]
    assert (await family.kim.get(path)).data == shown


async def test_a_surprise_for_nobody_is_refused(family: Family) -> None:
    found = await parents(family, person_id=None)
    for kind in ("occasion", "list", "gift", "list_item"):
        comment = await say(family.zoe, found[kind])
        replies = [
            await try_to_say(family.zoe, found[kind], visibility="surprise"),
            await family.zoe.put(f"/comments/{comment['id']}", {"visibility": "surprise"}),
        ]
        for reply in replies:
            assert (reply.status, [each["field"] for each in reply.error["details"]]) == (400, ["visibility"]), kind
    assert (await family.zoe.get("/comments")).json["data"][0]["version"] == 1


@pytest.mark.parametrize("kind", FOR_KIM)
async def test_nobody_keeps_a_surprise_from_themselves(family: Family, kind: str) -> None:
    parent = (await parents(family))[kind]
    comment = await say(family.kim, parent)

    replies = [
        await try_to_say(family.kim, parent, visibility="surprise"),
        await family.kim.put(f"/comments/{comment['id']}", {"visibility": "surprise"}),
    ]

    assert [reply.status for reply in replies] == [400, 400]
    assert {detail["field"] for reply in replies for detail in reply.error["details"]} == {"visibility"}
    assert await said(family.ana) == ["Blue?"]


async def test_who_has_no_person_says_a_surprise_about_a_gift_on_a_list_for_nobody(family: Family) -> None:
    item = await on_a_list_for_all(family)

    await whisper(family.zoe, item)

    assert [await said(who) for who in (family.ben, family.kim)] == [["I have it"], []]


async def test_a_gifts_and_a_lists_person_are_both_left_out(family: Family) -> None:
    ben = await linked(family, family.ben, "Ben")
    made = await family.zoe.made("/lists", name="For Ben", person_id=ben)
    gift = await family.zoe.made("/gifts", name="For Kim", person_id=family.kim_person)
    item = await family.zoe.made(f"/lists/{made['id']}/items", gift_id=gift["id"])
    parent = Parent("list_item", item["id"], f"list:{made['id']}")

    await whisper(family.zoe, parent)

    assert [len(await said(who)) for who in family.members] == [1, 0, 0, 1]
    refused = [await try_to_say(who, parent, visibility="surprise") for who in (family.ben, family.kim)]
    assert [reply.status for reply in refused] == [400, 400]


async def test_on_a_hidden_list_a_surprise_is_hidden_like_all_else(family: Family) -> None:
    made = await parents(family, visibility="surprise")
    await whisper(family.zoe, made["list"])
    await say(family.zoe, made["list"], "To all who see it")

    assert [len(await said(who)) for who in family.members] == [2, 2, 0, 2]


# For somebody else later.


async def test_what_was_said_in_secret_of_a_list_stays_kept_when_it_is_for_another(family: Family) -> None:
    ben = await linked(family, family.ben, "Ben")
    found = await parents(family)
    for kind in ("list", "list_item", "gift"):
        await whisper(family.zoe, found[kind], kind)
    kim = await family.kim.listen(*found["list"].topics, found["gift"].topics[0])

    await family.ana.put(f"/users/{family.ben.id}", {"person_id": None})
    await family.ben.put(f"/lists/{found['list'].id}", {"person_id": ben})  # his gifts on it follow
    await family.ana.put(f"/users/{family.ben.id}", {"person_id": ben})

    assert [len(await said(who)) for who in family.members] == [3, 0, 0, 3], "kept from Kim, and from Ben now"
    assert await about_comments(kim) == []
    await whisper(family.ana, found["list"], "for Ben alone")
    assert [await said(who, "/comments?parent_type=list") for who in (family.ben, family.kim)] == [
        [],
        ["for Ben alone"],
    ]


@pytest.mark.parametrize("whose", ["own", "another's"])
async def test_who_cuts_the_link_to_a_list_does_not_read_what_was_said_meanwhile(family: Family, whose: str) -> None:
    owner = family.kim if whose == "own" else family.zoe
    wishes = await owner.made("/lists", name="Wishes", person_id=family.kim_person)
    wish = await owner.made(f"/lists/{wishes['id']}/items", gift={"name": "Telescope"})
    for kind, id in (("list", wishes["id"]), ("list_item", wish["id"]), ("gift", wish["gift_id"])):
        await whisper(family.ben, Parent(kind, id, ""))

    assert (await owner.put(f"/lists/{wishes['id']}", {"person_id": None})).status == 200
    assert (await family.kim.put(f"/gifts/{wish['gift_id']}", {"person_id": None})).status == 200

    assert [len(await said(who)) for who in family.members] == [3, 3, 0, 3]


async def test_who_says_that_a_gift_is_for_another_does_not_read_what_was_said_of_its_items(family: Family) -> None:
    item = await on_a_list_for_all(family)
    await whisper(family.ben, item)
    gift = (await family.kim.get(f"/list-items/{item.id}")).data["gift_id"]

    assert (await family.kim.put(f"/gifts/{gift}", {"person_id": None})).status == 200

    assert [await said(who) for who in (family.ana, family.kim)] == [["I have it"], []]


async def test_what_was_said_of_an_item_stays_kept_when_its_gift_is_taken_from_a_hidden_list(family: Family) -> None:
    """Kim alone: her gift is on a surprise for Otto. She deletes her person, then keeps the gift to herself."""
    otto = (await family.ana.made("/persons", name="Otto"))["id"]
    secret = await family.ben.made("/lists", name="For Otto", visibility="surprise", person_id=otto)
    gift = await family.kim.made("/gifts", name="Balloon", person_id=family.kim_person)
    item = await family.ben.made(f"/lists/{secret['id']}/items", gift_id=gift["id"])
    await whisper(family.ben, Parent("list_item", item["id"], ""))

    assert (await family.kim.delete(f"/persons/{family.kim_person}?force=true")).status == 204
    assert (await family.kim.put(f"/gifts/{gift['id']}", {"visibility": "private"})).status == 200

    assert (await family.kim.get(f"/list-items/{item['id']}")).data["withdrawn"] is True
    assert [await said(who) for who in (family.ben, family.kim)] == [["I have it"], []]


async def test_what_was_said_in_secret_stays_kept_when_the_person_is_deleted(family: Family) -> None:
    found = await parents(family)
    for kind in ("list", "gift", "list_item"):
        await whisper(family.zoe, found[kind], kind)

    await family.kim.delete(f"/persons/{family.kim_person}?force=true")

    assert [len(await said(who)) for who in family.members] == [3, 3, 0, 3]


async def test_a_revealed_list_does_not_reveal_what_was_said_in_secret(family: Family) -> None:
    found = await parents(family, visibility="surprise", reveal_on="2026-11-28")
    await say(family.ben, found["list"], "Who buys it?")
    await whisper(family.ben, found["list"])
    kim = await family.kim.listen("lists:all")

    family.clock.pass_(days=2)
    await family.house.daily.catch_up()

    assert [event for _, event, _, _ in await kim.events()] == ["ADDED"]
    reply = await family.kim.post("/auth/login", {"email": "kim@family.example", "password": "correct horse battery"})
    family.kim.token = reply.data["access_token"]
    assert (await family.kim.get(found["list"].path)).data["visibility"] == "family"
    assert await said(family.kim, found["list"].comments) == ["Who buys it?"]


async def test_a_surprise_that_others_changed_stays_their_secret_whatever_its_author_is_now(family: Family) -> None:
    """Zoe wrote it; then she is the person whom it is for."""
    otto = (await family.ana.made("/persons", name="Otto"))["id"]
    made = await family.ben.made("/lists", name="For Otto", person_id=otto)
    comment = await whisper(family.zoe, Parent("list", made["id"], ""))

    await family.ana.put(f"/users/{family.zoe.id}", {"person_id": otto})

    path = f"/comments/{comment['id']}"
    assert [(await who.get(path)).status for who in family.members] == [200, 200, 200, 404]
    assert (await family.zoe.put(path, {"visibility": "family"})).status == 404
