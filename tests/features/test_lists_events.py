"""What each write about lists, gifts and items says on which topics, to whom: once, and to nobody else."""

from dataclasses import dataclass
from typing import Any

from tests.conftest import Ears, Family, Reply

Heard = list[tuple[str, str, str]]
COLLECTIONS = ("lists:all", "list-items:all", "gifts:all", "tags:all", "occasions:all", "persons:all", "users:all")


@dataclass
class Stage:
    """A list of Ben's for Kim on an occasion, an item on it, and a gift on no list; Ana follows all of it."""

    family: Family
    made: Any
    item: Any
    gift: Any
    occasion: int
    ana: Ears
    kim: Ears

    async def do(self, method: str, path: str, body: Any = None) -> Reply:
        """By Ben; `{list}`, `{item}`, `{gift}`, `{loose}` are put in."""
        ids = {"list": self.made["id"], "item": self.item["id"], "gift": self.item["gift_id"], "loose": self.gift["id"]}
        reply = await self.family.ben.ask(method, path.format(**ids), body)
        assert reply.status < 300, reply.json
        return reply


async def a_stage(family: Family, **fields: Any) -> Stage:
    occasion = (await family.ana.made("/occasions", name="Christmas", date="2026-12-24"))["id"]
    made = await family.ben.made("/lists", name="!", person_id=family.kim_person, occasion_id=occasion, **fields)
    item = await family.ben.made(f"/lists/{made['id']}/items", gift={"name": "LEGO"})
    gift = await family.ben.made("/gifts", name="Loose")
    topics = (f"list:{made['id']}", f"gift:{item['gift_id']}", f"person:{family.kim_person}", f"occasion:{occasion}")
    ana = await family.ana.listen(*COLLECTIONS, *topics)
    kim = await family.kim.listen(*COLLECTIONS, *topics[2:])
    await ana.heard()
    await kim.heard()
    return Stage(family, made, item, gift, occasion, ana, kim)


async def events(ears: Ears) -> Heard:
    return sorted((topic, event, entity) for topic, event, entity, _ in await ears.events())


def about_item(event: str, stage: Stage) -> Heard:
    topics = ("list-items:all", f"list:{stage.made['id']}", f"person:{stage.family.kim_person}")
    return [(topic, event, "list_item") for topic in topics]


def about_list(event: str, stage: Stage) -> Heard:
    topics = (
        "lists:all",
        f"list:{stage.made['id']}",
        f"person:{stage.family.kim_person}",
        f"occasion:{stage.occasion}",
    )
    return [(topic, event, "list") for topic in topics]


def about_gift(event: str, stage: Stage) -> Heard:
    return [("gifts:all", event, "gift"), (f"gift:{stage.item['gift_id']}", event, "gift")]


async def test_each_write_is_heard_once_on_each_of_its_topics_and_not_by_whom_it_is_kept_from(family: Family) -> None:
    stage = await a_stage(family, visibility="surprise")
    s = stage
    table: list[tuple[str, str, Any, Heard]] = [
        ("PUT", "/lists/{list}", {"name": "!!"}, about_list("UPDATED", s) + about_item("UPDATED", s)),
        ("PUT", "/lists/{list}", {"notes": "x"}, about_list("UPDATED", s)),
        ("POST", "/lists/{list}/items", {"gift_id": s.gift["id"]}, about_item("ADDED", s)),
        (
            "POST",
            "/lists/{list}/items",
            {"gift": {"name": "x", "tags": ["new"]}, "status": "selected"},
            [*about_item("ADDED", s), ("gifts:all", "ADDED", "gift"), ("tags:all", "ADDED", "tag")],
        ),
        ("PUT", "/list-items/{item}", {"quantity": 2}, about_item("UPDATED", s)),
        ("PUT", "/list-items/{item}", {"actual_price": "5"}, about_item("UPDATED", s)),
        ("PUT", "/list-items/{item}", {"status": "selected", "notes": "x"}, about_item("STATUS_CHANGED", s)),
        ("PUT", "/list-items/{item}", {"assigned_to": family.ana.id, "notes": "y"}, about_item("ASSIGNED", s)),
        (
            "PUT",
            "/list-items/{item}/status",
            {"status": "purchased", "actual_price": "6"},
            about_item("STATUS_CHANGED", s),
        ),
        ("PUT", "/list-items/{item}/status", {"status": "purchased"}, []),
        ("PUT", "/list-items/{item}/assign", {"user_id": family.zoe.id}, about_item("ASSIGNED", s)),
        ("PUT", "/list-items/{item}/assign", {"user_id": family.zoe.id}, []),
        ("PUT", "/list-items/{item}/status", {"status": "received"}, about_item("STATUS_CHANGED", s)),
        ("PUT", "/gifts/{gift}", {"name": "LEGO castle"}, about_gift("UPDATED", s) + about_item("UPDATED", s)),
        ("PUT", "/gifts/{gift}", {"notes": "x"}, about_gift("UPDATED", s)),
        ("PUT", "/gifts/{gift}", {"tags": ["new"]}, about_gift("UPDATED", s)),
        ("PUT", "/gifts/{gift}", {}, []),
        ("DELETE", "/list-items/{item}", None, about_item("DELETED", s)),
        ("DELETE", "/gifts/{gift}", None, about_gift("DELETED", s)),
        ("DELETE", "/lists/{list}", None, about_list("DELETED", s) + about_item("DELETED", s) * 2),
    ]
    for method, path, body, expected in table:
        await stage.do(method, path, body)
        assert await events(stage.ana) == sorted(expected), (method, path, body)
        assert await events(stage.kim) == [], (method, path, body)


async def test_new_things_are_heard_by_who_may_see_them(family: Family) -> None:
    occasion = (await family.ana.made("/occasions", name="Christmas", date="2026-12-24"))["id"]
    topics = (*COLLECTIONS, f"person:{family.kim_person}", f"occasion:{occasion}")
    ana, kim, ben = [await who.listen(*topics) for who in (family.ana, family.kim, family.ben)]
    links = {"person_id": family.kim_person, "occasion_id": occasion}
    gift: Heard = [("gifts:all", "ADDED", "gift")]
    listed: Heard = [(topic, "ADDED", "list") for topic in ("lists:all", *topics[-2:])]
    for path, body, expected, who_hears in (
        ("/gifts", {"name": "x"}, gift, {"ana", "ben", "kim"}),
        ("/gifts", {"name": "x", "visibility": "surprise", "person_id": family.kim_person}, gift, {"ana", "ben"}),
        ("/gifts", {"name": "x", "visibility": "private"}, gift, {"ben"}),
        ("/lists", {"name": "x"}, listed[:1], {"ana", "ben", "kim"}),
        ("/lists", {"name": "x", **links}, listed, {"ana", "ben", "kim"}),
        ("/lists", {"name": "x", **links, "visibility": "surprise"}, listed, {"ana", "ben"}),
        ("/lists", {"name": "x", **links, "visibility": "private"}, listed, {"ben"}),
    ):
        reply = await family.ben.post(path, body)
        assert reply.status == 201
        row = (await family.ben.get(f"{path}?limit=1")).data[0]
        for name, ears in (("ana", ana), ("ben", ben), ("kim", kim)):
            heard = await ears.events()
            assert sorted(each[:3] for each in heard) == sorted(expected if name in who_hears else []), (
                path,
                body,
                name,
            )
            assert all(payload == row for _, _, _, payload in heard)


async def test_whom_an_open_list_is_for_hears_of_it_as_they_see_it(family: Family) -> None:
    stage = await a_stage(family)
    s = stage
    kims = [each for each in about_item("UPDATED", s) if each[0] != f"list:{s.made['id']}"]
    table: list[tuple[str, str, Any, Heard]] = [
        ("PUT", "/list-items/{item}/status", {"status": "selected"}, []),
        ("PUT", "/list-items/{item}/assign", {"user_id": family.ana.id}, []),
        ("PUT", "/list-items/{item}", {"status": "purchased", "actual_price": "5"}, []),
        ("PUT", "/list-items/{item}", {"notes": "x", "actual_price": "6"}, kims),
        ("PUT", "/list-items/{item}/status", {"status": "received"}, [(t, "STATUS_CHANGED", e) for t, _, e in kims]),
        ("PUT", "/list-items/{item}/assign", {"user_id": None}, [(t, "ASSIGNED", e) for t, _, e in kims]),
    ]
    for method, path, body, expected in table:
        await stage.do(method, path, body)
        assert await events(stage.kim) == expected, (path, body)
        assert len(await events(stage.ana)) == 3, (path, body)


async def test_a_list_that_moves_leaves_one_place_and_comes_to_another(family: Family) -> None:
    easter = (await family.ana.made("/occasions", name="Easter", date="2027-03-28"))["id"]
    tim = (await family.ana.made("/persons", name="Tim"))["id"]
    stage = await a_stage(family)
    await stage.ana.follow(f"occasion:{easter}", f"person:{tim}")

    await stage.do("PUT", "/lists/{list}", {"occasion_id": easter, "person_id": tim})

    assert await events(stage.ana) == sorted(
        [
            ("lists:all", "UPDATED", "list"),
            (f"list:{stage.made['id']}", "UPDATED", "list"),
            (f"occasion:{stage.occasion}", "DELETED", "list"),
            (f"occasion:{easter}", "ADDED", "list"),
            (f"person:{family.kim_person}", "DELETED", "list"),
            (f"person:{tim}", "ADDED", "list"),
            (f"person:{family.kim_person}", "DELETED", "list_item"),
            (f"person:{tim}", "ADDED", "list_item"),
            ("gifts:all", "UPDATED", "gift"),  # it was made on the list, and follows it
            (f"gift:{stage.item['gift_id']}", "UPDATED", "gift"),
        ]
    )


async def test_a_withdrawn_wish_is_heard_as_gone_or_as_changed(family: Family) -> None:
    stage = await a_stage(family)
    path = f"/list-items/{stage.item['id']}"
    await stage.do("PUT", "/list-items/{item}/status", {"status": "purchased"})
    await stage.ana.heard()

    assert (await family.kim.delete(path)).status == 204

    kims = [each for each in about_item("DELETED", stage) if not each[0].startswith("list:")]
    assert await events(stage.kim) == kims
    assert await events(stage.ana) == about_item("UPDATED", stage)
    await stage.do("PUT", "/list-items/{item}/status", {"status": "received"})
    assert await events(stage.kim) == []


async def test_what_is_refused_tells_nobody(family: Family) -> None:
    stage = await a_stage(family)
    item, gift, made = (
        f"/list-items/{stage.item['id']}",
        f"/gifts/{stage.item['gift_id']}",
        f"/lists/{stage.made['id']}",
    )
    old = {"If-Match": '"99"'}
    replies = [
        await family.ben.put(item, {"notes": "x"}, headers=old),
        await family.ben.put(f"{item}/status", {"status": "received"}),
        await family.ben.put(f"{item}/assign", {"user_id": family.kim.id}),
        await family.kim.put(f"{item}/status", {"status": "selected"}),
        await family.ben.post(f"{made}/items", {"gift_id": stage.item["gift_id"]}),
        await family.ben.post(f"{made}/items", {"gift": {"name": "x"}, "assigned_to": family.kim.id}),
        await family.ben.delete(gift),
        await family.ben.put(gift, {"person_id": 999_999, "name": "x"}),
        await family.zoe.put(made, {"visibility": "private"}),
        await family.zoe.delete(made),
        await family.ben.delete(made, headers=old),
    ]

    assert [reply.status for reply in replies] == [412, 409, 400, 403, 409, 400, 409, 400, 403, 403, 412]
    assert (await stage.ana.heard(), await stage.kim.heard()) == ([], [])
    assert len((await family.ben.get("/gifts")).data) == 2
