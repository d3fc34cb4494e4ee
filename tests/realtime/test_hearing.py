"""What each topic carries, in which order, and to whom."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from familydash.realtime.hub import Message
from familydash.realtime.topics import TOPICS
from tests.conftest import Family
from tests.realtime.conftest import Connect
from tests.realtime.wire import Wire

Heard = tuple[str, str]
"""Event and entity."""


class Scene:
    """One thing of each kind, on each other."""

    def __init__(self, family: Family) -> None:
        self.family = family
        self.ids: dict[str, int] = {}

    async def build(self) -> "Scene":
        ben = self.family.ben
        occasion = await ben.made("/occasions", name="Birthday", date="2027-03-28")
        made = await ben.made("/lists", name="L", person_id=self.family.kim_person, occasion_id=occasion["id"])
        item = await ben.made(f"/lists/{made['id']}/items", gift={"name": "Kite"})
        self.ids = {
            "person": self.family.kim_person,
            "occasion": occasion["id"],
            "list": made["id"],
            "list_item": item["id"],
            "gift": item["gift"]["id"],
        }
        return self

    def path(self, kind: str) -> str:
        return f"/{kind.replace('_', '-')}s/{self.ids[kind]}"

    async def change(self, kind: str, **fields: Any) -> None:
        assert (await self.family.ben.put(self.path(kind), fields)).status == 200


Act = Callable[[Scene], Awaitable[Any]]

CARRIED: dict[str, tuple[Act, list[Heard]]] = {
    "list:{id}": (lambda s: s.change("list", notes="n"), [("UPDATED", "list")]),
    "occasion:{id}": (lambda s: s.change("occasion", description="d"), [("UPDATED", "occasion")]),
    "person:{id}": (lambda s: s.change("person", notes="n"), [("UPDATED", "person")]),
    "gift:{id}": (lambda s: s.change("gift", notes="n"), [("UPDATED", "gift")]),
    "list-items:all": (lambda s: s.change("list_item", notes="n"), [("UPDATED", "list_item")]),
    "lists:all": (lambda s: s.family.ben.made("/lists", name="M"), [("ADDED", "list")]),
    "persons:all": (lambda s: s.family.ben.made("/persons", name="P"), [("ADDED", "person")]),
    "occasions:all": (
        lambda s: s.family.ben.made("/occasions", name="O", date="2027-01-01"),
        [("ADDED", "occasion")],
    ),
    "gifts:all": (lambda s: s.family.ben.made("/gifts", name="G"), [("ADDED", "gift")]),
    "tags:all": (lambda s: s.family.ben.made("/gifts", name="G", tags=["new"]), [("ADDED", "tag")]),
    "users:all": (
        lambda s: s.family.ben.put(f"/users/{s.family.ben.id}", {"name": "Benjamin"}),
        [("UPDATED", "user")],
    ),
}


COMMENTS = [topic.pattern for topic in TOPICS if topic.pattern.startswith("comments:")]


def test_every_topic_of_the_registry_is_tried() -> None:
    assert {*CARRIED, *COMMENTS} == {topic.pattern for topic in TOPICS}


async def hear_each(family: Family, connect: Connect, patterns: list[str]) -> None:
    scene = await Scene(family).build()
    ana, bystander = await connect(family.ana), await connect(family.zoe)
    for pattern in patterns:
        topic = next(topic for topic in TOPICS if topic.pattern == pattern)
        name = pattern.replace("{id}", str(scene.ids.get(topic.seen or "")))
        await ana.follow(name)
        act, expected = CARRIED[pattern]

        await act(scene)

        events = await ana.events()
        assert [(event["event"], event["data"]["entity"]) for event in events] == expected, pattern
        assert {event["topic"] for event in events} == {name}
        assert await bystander.heard() == []
        await ana.ask(action="unsubscribe", topic=name)


async def test_each_topic_carries_what_the_registry_says(family: Family, connect: Connect) -> None:
    await hear_each(family, connect, list(CARRIED))


async def test_the_topics_of_comments_can_be_followed(family: Family, connect: Connect) -> None:
    """There are no comments yet that they could carry."""
    scene = await Scene(family).build()
    ana = await connect(family.ana)
    for pattern in COMMENTS:
        kind = pattern.split(":")[1]
        await ana.follow(pattern.replace("{id}", str(scene.ids[kind])))


async def test_an_event_has_the_form_of_the_contract(family: Family, connect: Connect) -> None:
    scene = await Scene(family).build()
    ana = await connect(family.ana)
    await ana.follow(f"list:{scene.ids['list']}")

    await family.ben.put(f"{scene.path('list_item')}/status", {"status": "selected"})

    (event,) = await ana.events()
    assert event == {
        "topic": f"list:{scene.ids['list']}",
        "event": "STATUS_CHANGED",
        "cursor": event["cursor"],
        "data": {
            "entity": "list_item",
            "entity_id": str(scene.ids["list_item"]),
            "payload": (await family.ana.get(scene.path("list_item"))).data,
            "user_id": str(family.ben.id),
            "timestamp": "2026-11-26T10:30:00.000Z",
        },
    }


async def test_an_event_comes_once_on_each_topic_that_it_stands_on(family: Family, connect: Connect) -> None:
    scene = await Scene(family).build()
    topics = [f"list:{scene.ids['list']}", f"person:{scene.ids['person']}", "list-items:all"]
    one, each = await connect(family.ana), [await connect(family.ana) for _ in topics]
    await one.follow(*topics, *topics)
    for wire, topic in zip(each, topics, strict=True):
        await wire.follow(topic)

    await scene.change("list_item", notes="n")

    assert sorted(event["topic"] for event in await one.events()) == sorted(topics)
    for wire, topic in zip(each, topics, strict=True):
        assert [event["topic"] for event in await wire.events()] == [topic]


def closed(topic: str) -> Any:
    return {"action": "error", "topic": topic, "error": {"code": "NOT_FOUND", "message": "unknown topic"}}


async def test_deleted_tells_the_id_and_nothing_else_and_ends_the_topics_of_the_thing(
    family: Family, connect: Connect
) -> None:
    scene = await Scene(family).build()
    ana = await connect(family.ana)
    name, item = f"list:{scene.ids['list']}", f"comments:list_item:{scene.ids['list_item']}"
    await ana.follow(name, "list-items:all", "lists:all", item)
    await ana.heard()

    assert (await family.ben.delete(scene.path("list"))).status == 204

    heard = await ana.heard()
    deleted = {(m["topic"], m["data"]["entity"]): m["data"]["payload"] for m in heard if m.get("event") == "DELETED"}
    assert deleted[name, "list"] == deleted["lists:all", "list"] == {"id": scene.ids["list"]}
    assert deleted["list-items:all", "list_item"] == {"id": scene.ids["list_item"]}
    assert [m for m in heard if "event" not in m] == [closed(name), closed(item)]
    assert await ana.subscribe(name) == [closed(name)]


async def test_every_topic_of_what_is_hidden_ends_and_no_other(family: Family, connect: Connect) -> None:
    scene = await Scene(family).build()
    topics = [topic.pattern.replace("{id}", str(scene.ids[topic.seen])) for topic in TOPICS if topic.seen in scene.ids]
    kim, zoe = await connect(family.kim), await connect(family.zoe)
    for wire in (kim, zoe):
        await wire.follow(*topics)
        await wire.heard()

    await scene.change("list", visibility="surprise")

    of_the_list = [topic for topic in topics if "list" in topic or "gift" in topic]
    assert len(of_the_list) == 5
    ended = [message for message in await kim.heard() if message.get("action") == "error"]
    assert sorted(ended, key=str) == sorted((closed(topic) for topic in of_the_list), key=str)
    assert [message for message in await zoe.heard() if message.get("action") == "error"] == []
    following = {one.user_id: one.topics for one in family.house.sockets.live}
    assert following == {family.kim.id: {*topics} - {*of_the_list}, family.zoe.id: {*topics}}


async def test_what_is_only_taken_off_a_topic_ends_none(family: Family, connect: Connect) -> None:
    scene = await Scene(family).build()
    topics = (f"list:{scene.ids['list']}", f"occasion:{scene.ids['occasion']}", f"person:{scene.ids['person']}")
    ana = await connect(family.ana)
    await ana.follow(*topics)
    await ana.heard()

    await scene.change("list", occasion_id=None, person_id=None)

    heard = await ana.heard()
    assert {(m["topic"], m["event"]) for m in heard} >= {(topic, "DELETED") for topic in topics[1:]}
    assert [m for m in heard if "event" not in m] == []


async def test_a_surprise_is_heard_by_all_but_kim(family: Family, connect: Connect) -> None:
    wires: list[Wire] = []
    for member in family.members:
        wires.append(wire := await connect(member))
        await wire.follow("lists:all", "list-items:all", "gifts:all", f"person:{family.kim_person}")
        await wire.heard()

    made = await family.ben.made("/lists", name="S", visibility="surprise", person_id=family.kim_person)
    await family.ben.made(f"/lists/{made['id']}/items", gift={"name": "Kite"})

    ana, ben, kim, zoe = [[(e["topic"], e["event"]) for e in await wire.events()] for wire in wires]
    assert len(ana) == 5
    assert (ana, kim) == (ben, []) == (zoe, [])


async def test_events_come_in_the_order_of_the_commits_whoever_writes(family: Family, connect: Connect) -> None:
    gift = await family.ben.made("/gifts", name="Kite")
    wires = [await connect(member) for member in family.members]
    topics = (f"gift:{gift['id']}", "gifts:all")
    for wire in wires:
        await wire.follow(*topics)

    replies = await asyncio.gather(
        *(family.members[n % 4].put(f"/gifts/{gift['id']}", {"notes": f"note {n}"}) for n in range(50))
    )

    note_of = {reply.data["version"]: reply.data["notes"] for reply in replies}
    assert sorted(note_of) == list(range(2, 52))
    for wire in wires:
        events = await wire.events()
        numbers = [int(event["cursor"].rpartition("-")[2]) for event in events]
        assert numbers == sorted(set(numbers))
        for topic in topics:
            payloads = [event["data"]["payload"] for event in events if event["topic"] == topic]
            assert [payload["version"] for payload in payloads] == list(range(2, 52))
            assert all(note_of[payload["version"]] == payload["notes"] for payload in payloads)


async def test_an_event_of_any_size_comes_whole(family: Family, connect: Connect) -> None:
    ana = await connect(family.ana)
    await ana.follow("gifts:all")
    for size in (1, 150, 60_000, 70_000):  # a WebSocket frame has three kinds of heads
        data = b'"%s"' % (b"x" * size)
        message = Message("gifts:all", "UPDATED", "gift", 1, data, frozenset({family.ana.id}))
        family.house.sockets.hub.publish([message])
        assert (await ana.next())["data"] == "x" * size
    assert await ana.ask(action="ping") == {"action": "pong"}  # itself one of the shortest
