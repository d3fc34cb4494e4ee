"""Who hears of a comment, where, and how often: when it is said, and when what it is on comes and goes."""

from typing import Any

import pytest

from tests.conftest import Ears, Family
from tests.features.talk import KINDS, Parent, about_comments, parents, said, say


def at(parent: Parent, event: str, id: int) -> list[tuple[str, str, int]]:
    """Once on each of the parent's topics."""
    return sorted((topic, event, id) for topic in parent.topics)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_comment_is_heard_once_on_each_of_its_parents_topics(family: Family, kind: str) -> None:
    parent = (await parents(family))[kind]
    kim, zoe = (
        await family.kim.listen(*parent.topics),
        await family.zoe.listen(*parent.topics, "lists:all", "users:all"),
    )

    comment = await say(family.ben, parent)
    assert await zoe.events() == [(topic, "COMMENT_ADDED", "comment", comment) for topic in sorted(parent.topics)]
    changed = (await family.ben.put(f"/comments/{comment['id']}", {"resolved": True})).data
    assert await zoe.events() == [(topic, "UPDATED", "comment", changed) for topic in sorted(parent.topics)]
    await family.ana.delete(f"/comments/{comment['id']}")
    gone = {"id": comment["id"]}
    assert await zoe.events() == [(topic, "DELETED", "comment", gone) for topic in sorted(parent.topics)]

    events = ("COMMENT_ADDED", "UPDATED", "DELETED")
    heard = [(topic, event) for topic, event, _ in await about_comments(kim)]
    assert heard == sorted((topic, event) for topic in parent.topics for event in events)


async def test_the_message_says_who_did_it(family: Family) -> None:
    parent = (await parents(family))["gift"]
    zoe = await family.zoe.listen(parent.topics[0])
    comment = await say(family.ben, parent)

    (message,) = await zoe.heard()

    data = {"entity": "comment", "entity_id": str(comment["id"]), "payload": comment, "user_id": str(family.ben.id)}
    assert (message["topic"], message["event"]) == (parent.topics[0], "COMMENT_ADDED")
    assert message["data"] == {**data, "timestamp": "2026-11-26T10:30:00.000Z"}


async def test_what_is_refused_tells_nobody(family: Family) -> None:
    parent = (await parents(family))["list"]
    comment = await say(family.ben, parent)
    path, zoe = f"/comments/{comment['id']}", await family.zoe.listen(*parent.topics)

    replies = [
        await family.kim.put(path, {"content": "x"}),
        await family.kim.delete(path),
        await family.ben.put(path, {"content": "x"}, headers={"If-Match": '"9"'}),
        await family.ben.delete(path, headers={"If-Match": '"9"'}),
        await family.kim.post("/comments", {**parent.named, "content": "x", "visibility": "surprise"}),
    ]

    assert [reply.status for reply in replies] == [403, 403, 412, 412, 400]
    assert await zoe.heard() == []
    assert (await family.ben.get(path)).data == comment


async def test_a_hidden_items_comments_are_refused_like_those_of_one_that_never_was(family: Family) -> None:
    item = (await parents(family, visibility="surprise"))["list_item"]
    kim = await family.kim.listen()

    answers = [await kim.say(action="subscribe", topic=each.topics[0]) for each in (item, item.never())]

    assert [{**answer, "topic": ""} for answer in answers] == [{**answers[0], "topic": ""}] * 2
    assert answers[0]["error"]["code"] == "NOT_FOUND"


# What hangs on a thing goes with it.


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("person", "/persons/{person}?force=true"),
        ("occasion", "/occasions/{occasion}?force=true"),
        ("list", "/lists/{list}"),
        ("list_item", "/lists/{list}"),
        ("list_item", "/list-items/{list_item}"),
        ("list_item", "/gifts/{gift}?force=true"),
        ("gift", "/gifts/{gift}?force=true"),
    ],
)
async def test_what_is_deleted_takes_its_comments_along_and_tells_so(family: Family, kind: str, path: str) -> None:
    found = await parents(family)
    parent, other = found[kind], await family.ana.made("/occasions", name="Easter", date="2027-03-28")
    kept = await family.ben.made("/comments", parent_type="occasion", parent_id=other["id"], content="stays")
    comment = await say(family.zoe, parent)
    secret = await say(family.zoe, parent, visibility="surprise") if kind != "occasion" else comment
    ears = [await who.listen(*parent.topics) for who in (family.ana, family.kim)]

    reply = await family.ben.delete(path.format(**{name: each.id for name, each in found.items()}))

    assert reply.status == 204
    ids = [comment["id"]] if secret is comment else [comment["id"], secret["id"]]
    assert await about_comments(ears[0]) == sorted(each for id in ids for each in at(parent, "DELETED", id))
    assert await about_comments(ears[1]) == at(parent, "DELETED", comment["id"])
    assert (await family.ana.get("/comments")).data == [kept]
    assert (await family.zoe.get(f"/comments/{comment['id']}")).status == 404
    rows = await count(family)
    assert rows == 1


async def count(family: Family) -> Any:
    async with family.house.db.read() as read:
        return await read.value("SELECT count(*) FROM comments")


async def test_what_is_hidden_hides_its_comments_and_tells_so_and_back(family: Family) -> None:
    found = await parents(family)
    hanging = [found[kind] for kind in ("list", "gift", "list_item")]
    comments = [await say(family.zoe, parent) for parent in hanging]
    topics = {topic for parent in hanging for topic in parent.topics}
    kim, ana = await family.kim.listen(*topics), await family.ana.listen(*topics)
    path = f"/lists/{found['list'].id}"

    await family.ben.put(path, {"visibility": "surprise"})  # what was made on it follows

    gone = sorted(
        each for parent, comment in zip(hanging, comments, strict=True) for each in at(parent, "DELETED", comment["id"])
    )
    assert await about_comments(kim) == gone
    assert (await about_comments(ana), await said(family.kim), len(await said(family.ana))) == ([], [], 3)

    secret = (await family.zoe.put(f"/comments/{comments[0]['id']}", {"content": "Red?"})).data
    kim = await family.kim.listen("gifts:all")  # the topics of what is hidden are gone
    await family.ben.put(path, {"visibility": "family"})
    await family.kim.get("/lists")
    assert [event for _, event, _, _ in await kim.events()] == ["ADDED"]
    assert (await family.kim.get(hanging[0].comments)).data == [secret]


async def test_who_does_not_see_a_thing_any_more_follows_its_comments_no_longer(family: Family) -> None:
    found = await parents(family)
    comment = await say(family.zoe, found["list"])
    topic = found["list"].topics[0]
    kim = await family.kim.listen(topic)

    for visibility in ("surprise", "family"):
        await family.ben.put(f"/lists/{found['list'].id}", {"visibility": visibility})

    told, ended = await kim.heard()
    assert (told["event"], told["data"]["payload"]) == ("DELETED", {"id": comment["id"]})
    assert (ended["action"], ended["topic"], ended["error"]["code"]) == ("error", topic, "NOT_FOUND")
    await kim.follow(topic)
    await family.zoe.put(f"/comments/{comment['id']}", {"resolved": True})
    assert await about_comments(kim) == [(topic, "UPDATED", comment["id"])]


async def test_a_comment_on_a_withdrawn_wish_goes_with_it_for_whom_it_is_gone(family: Family) -> None:
    wishes = await family.kim.made("/lists", name="My wishes", person_id=family.kim_person)
    wish = await family.kim.made(f"/lists/{wishes['id']}/items", gift={"name": "Telescope"})
    item = Parent("list_item", wish["id"], f"list:{wishes['id']}")
    comment = await say(family.zoe, item)
    await family.ben.put(f"/list-items/{wish['id']}/status", {"status": "purchased"})
    kim, ana = await family.kim.listen(*item.topics), await family.ana.listen(*item.topics)

    await family.kim.delete(f"/list-items/{wish['id']}")

    assert await about_comments(kim) == at(item, "DELETED", comment["id"])
    assert await about_comments(ana) == []
    assert [await said(who) for who in (family.kim, family.ana)] == [[], ["Blue?"]]


# Who wrote it.


async def test_who_was_removed_stays_on_what_they_said_and_all_are_told(family: Family) -> None:
    found = await parents(family)
    comments = [await say(family.zoe, found[kind]) for kind in KINDS]
    topics = [found[kind].topics[0] for kind in KINDS]
    kim = await family.kim.listen(*topics)

    assert (await family.ana.delete(f"/users/{family.zoe.id}")).status == 204

    former = {"id": None, "name": "Zoe", "avatar_url": None, "former": True}
    after = [comment | {"author": former, "updated_by": former} for comment in comments]
    assert (await family.kim.get("/comments")).data == after
    assert await kim.events() == [
        (topic, "UPDATED", "comment", comment) for topic, comment in zip(topics, after, strict=True)
    ]
    assert (await family.ana.delete(f"/comments/{comments[0]['id']}")).status == 204, "an admin still may"
    assert (await family.ben.put(f"/comments/{comments[1]['id']}", {"content": "x"})).status == 403


async def test_who_comes_back_hears_the_comments_that_they_missed(family: Family) -> None:
    parent = (await parents(family))["list_item"]
    zoe: Ears = await family.zoe.listen()
    since = (await zoe.say(action="subscribe", topic=parent.topics[0]))["cursor"]
    await zoe.ws.close()
    comments = [await say(family.ben, parent, f"{n}") for n in range(3)]
    await say(family.ben, (await parents(family))["list_item"], "elsewhere")

    back = await family.zoe.listen()
    assert (await back.say(action="subscribe", topic=parent.topics[0], since=since))["action"] == "subscribed"

    assert [payload for _, _, _, payload in await back.events()] == comments
