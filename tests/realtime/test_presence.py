"""Who is looking, and that nobody is told of whom they may not see."""

import asyncio
from typing import Any

from tests.conftest import Family
from tests.realtime.conftest import Connect, sign_in
from tests.realtime.wire import lookers, until


async def a_list(family: Family, **fields: Any) -> str:
    return f"list:{(await family.ben.made('/lists', name='Ideas', **fields))['id']}"


async def test_who_subscribes_is_told_who_is_looking_and_the_others_are_told_of_them(
    family: Family, connect: Connect
) -> None:
    topic = await a_list(family)
    ana, ben = await connect(family.ana), await connect(family.ben)

    first = await ana.subscribe(topic)
    second = await ben.subscribe(topic)

    assert first[0]["action"] == "subscribed"
    assert first[1] == {
        "action": "presence",
        "topic": topic,
        "users": [{"id": family.ana.id, "name": "Ana", "avatar_url": None}],
    }
    assert lookers(second) == [(topic, ["Ana", "Ben"])]
    assert await ana.lookers() == [(topic, ["Ana", "Ben"])]


async def test_all_four_kinds_of_things_have_presence_and_nothing_else_has(family: Family, connect: Connect) -> None:
    gift = await family.ben.made("/gifts", name="Kite")
    occasion = await family.ben.made("/occasions", name="Easter", date="2027-03-28")
    wire = await connect(family.ana)
    with_presence = (
        await a_list(family),
        f"occasion:{occasion['id']}",
        f"person:{family.kim_person}",
        f"gift:{gift['id']}",
    )

    for topic in with_presence:
        assert lookers(await wire.subscribe(topic)) == [(topic, ["Ana"])]
    for topic in ("lists:all", "gifts:all", f"comments:gift:{gift['id']}"):
        assert lookers(await wire.subscribe(topic)) == []


async def test_somebody_with_many_tabs_is_there_once_until_the_last_is_closed(family: Family, connect: Connect) -> None:
    topic = await a_list(family)
    ana = await connect(family.ana)
    await ana.follow(topic)
    tabs = [await connect(family.ben) for _ in range(3)]
    for tab in tabs:
        assert lookers(await tab.subscribe(topic)) == [(topic, ["Ana", "Ben"])]
    assert await ana.lookers() == [(topic, ["Ana", "Ben"])]

    await tabs[0].ws.close()
    await tabs[1].ask(action="unsubscribe", topic=topic)
    await until(lambda: len(family.house.sockets.live) == 3)
    assert await ana.lookers() == []

    await tabs[2].ws.close()
    assert await ana.next() == {
        "action": "presence",
        "topic": topic,
        "users": [{"id": family.ana.id, "name": "Ana", "avatar_url": None}],
    }


async def test_who_unsubscribes_is_gone_and_hears_no_more_of_the_others(family: Family, connect: Connect) -> None:
    topic = await a_list(family)
    ana, ben, zoe = await connect(family.ana), await connect(family.ben), await connect(family.zoe)
    await ana.follow(topic)
    await ben.follow(topic)
    assert await ana.lookers() == [(topic, ["Ana", "Ben"])]

    assert await ben.ask(action="unsubscribe", topic=topic) == {"action": "unsubscribed", "topic": topic}
    await zoe.follow(topic)

    assert await ben.heard() == []
    assert await ana.lookers() == [(topic, ["Ana"]), (topic, ["Ana", "Zoe"])]


async def test_subscribing_again_tells_only_who_did(family: Family, connect: Connect) -> None:
    topic = await a_list(family)
    ana, ben = await connect(family.ana), await connect(family.ben)
    await ana.follow(topic)
    await ben.follow(topic)
    await ana.heard()

    assert lookers(await ben.subscribe(topic)) == [(topic, ["Ana", "Ben"])]
    assert await ana.heard() == []


async def test_who_signs_out_is_gone(family: Family, connect: Connect) -> None:
    topic = await a_list(family)
    ana, ben = await connect(family.ana), await connect(family.ben)
    await ana.follow(topic)
    await ben.follow(topic)
    await ana.heard()

    await family.ben.post("/auth/logout")

    assert lookers([await ana.next()]) == [(topic, ["Ana"])]


async def test_kim_never_learns_who_looks_at_what_is_kept_from_her(family: Family, connect: Connect) -> None:
    hidden = await a_list(family, visibility="surprise", person_id=family.kim_person)
    ana, ben, kim = await connect(family.ana), await connect(family.ben), await connect(family.kim)
    await kim.follow("lists:all")
    await ana.follow(hidden)

    refused = await kim.subscribe(hidden)
    await ben.follow(hidden)

    assert [message["action"] for message in refused] == ["error"]
    assert await kim.heard() == []
    assert await ana.lookers() == [(hidden, ["Ana", "Ben"])]


async def test_a_list_that_becomes_a_surprise_closes_for_kim_without_another_word(
    family: Family, connect: Connect
) -> None:
    topic = await a_list(family, person_id=family.kim_person)
    ana, kim, zoe = await connect(family.ana), await connect(family.kim), await connect(family.zoe)
    for wire in (ana, kim, zoe):
        await wire.follow(topic)
    await asyncio.gather(ana.heard(), kim.heard())

    await family.ben.put(f"/lists/{topic.removeprefix('list:')}", {"visibility": "surprise"})
    await zoe.ask(action="unsubscribe", topic=topic)

    deleted, closed = await kim.heard()
    assert (deleted["event"], deleted["data"]["payload"]) == ("DELETED", {"id": int(topic.removeprefix("list:"))})
    assert closed["error"]["message"] == "unknown topic"
    assert await ana.lookers() == [(topic, ["Ana", "Zoe"]), (topic, ["Ana"])]


async def test_a_list_that_becomes_private_leaves_its_owner_alone_with_it(family: Family, connect: Connect) -> None:
    topic = await a_list(family)
    wires = [await connect(member) for member in (family.ben, family.ana, family.kim)]
    for wire in wires:
        await wire.follow(topic)
    for wire in wires:
        await wire.heard()

    await family.ben.put(f"/lists/{topic.removeprefix('list:')}", {"visibility": "private"})

    ben, ana, kim = [await wire.heard() for wire in wires]
    assert sorted(message.get("event", message.get("action")) for message in ben) == ["UPDATED", "presence"]
    assert lookers(ben) == [(topic, ["Ben"])]
    assert [message.get("event", message.get("action")) for message in ana] == ["DELETED", "error"]
    assert kim == [{**ana[0], "cursor": kim[0]["cursor"]}, ana[1]]


async def test_an_account_that_is_linked_to_a_person_leaves_that_persons_surprises(
    family: Family, connect: Connect
) -> None:
    person = await family.ana.made("/persons", name="Zoe")
    hidden = await a_list(family, visibility="surprise", person_id=person["id"])
    ana, zoe = await connect(family.ana), await connect(family.zoe)
    await zoe.follow(hidden, f"person:{person['id']}")
    await ana.follow(hidden)
    assert await zoe.lookers() == [(hidden, ["Ana", "Zoe"])]

    await family.ana.put(f"/users/{family.zoe.id}", {"person_id": person["id"]})
    await until(lambda: not family.house.sockets._checks)

    heard = await zoe.heard()
    assert [message["action"] for message in heard] == ["error", "resync", "presence"]
    assert heard[0] == {
        "action": "error",
        "topic": hidden,
        "error": {"code": "NOT_FOUND", "message": "unknown topic"},
    }
    assert heard[1]["topic"] == f"person:{person['id']}"
    assert await ana.lookers() == [(hidden, ["Ana"])]


async def test_while_rights_are_looked_at_anew_nothing_is_told_of_the_others(family: Family, connect: Connect) -> None:
    topic = await a_list(family)
    zoe, ana = await connect(family.zoe), await connect(family.ana)
    await zoe.follow(topic)
    connection = next(iter(family.house.sockets.live))
    connection.checks += 1

    await ana.follow(topic)
    assert await zoe.lookers() == []

    connection.checks -= 1
    await ana.ask(action="unsubscribe", topic=topic)
    assert await zoe.lookers() == [(topic, ["Zoe"])]


async def test_another_session_of_the_same_account_is_the_same_person(family: Family, connect: Connect) -> None:
    topic = await a_list(family)
    phone, laptop = await connect(family.ben), await connect(token=await sign_in(family.ben))
    await phone.follow(topic)

    assert lookers(await laptop.subscribe(topic)) == [(topic, ["Ben"])]
    assert await phone.heard() == []
