"""A family plans a gift together: the five scenarios of the main job."""

from typing import Any

from tests.conftest import Family


async def a_surprise(family: Family) -> tuple[Any, Any]:
    """Ben's surprise list for Kim with one item on it."""
    made = await family.ben.made("/lists", name="For Kim", visibility="surprise", person_id=family.kim_person)
    item = await family.ben.made(f"/lists/{made['id']}/items", gift={"name": "LEGO castle", "price": "79.99"})
    return made, item


async def test_an_item_that_is_added_is_heard_by_the_others(family: Family) -> None:
    made = await family.ben.made("/lists", name="For Kim", visibility="surprise", person_id=family.kim_person)
    ana, kim = await family.ana.listen(f"list:{made['id']}"), await family.kim.listen("list-items:all", "gifts:all")

    item = await family.ben.made(f"/lists/{made['id']}/items", gift={"name": "LEGO castle", "price": "79.99"})

    assert await ana.events() == [(f"list:{made['id']}", "ADDED", "list_item", item)]
    assert await kim.events() == []


async def test_a_status_that_changes_is_heard_once(family: Family) -> None:
    made, item = await a_surprise(family)
    ana = await family.ana.listen(f"list:{made['id']}")

    reply = await family.ben.put(f"/list-items/{item['id']}/status", {"status": "selected"})

    assert reply.data["status"] == "selected"
    assert await ana.events() == [(f"list:{made['id']}", "STATUS_CHANGED", "list_item", reply.data)]


async def test_an_assignment_is_heard(family: Family) -> None:
    made, item = await a_surprise(family)
    ana = await family.ana.listen(f"list:{made['id']}")

    reply = await family.ben.put(f"/list-items/{item['id']}/assign", {"user_id": family.ana.id})

    assert reply.data["assignee"] == {"id": family.ana.id, "name": "Ana", "avatar_url": None}
    assert await ana.events() == [(f"list:{made['id']}", "ASSIGNED", "list_item", reply.data)]


async def test_a_refused_change_tells_nobody(family: Family) -> None:
    made, item = await a_surprise(family)
    ana = await family.ana.listen(f"list:{made['id']}", "list-items:all")

    reply = await family.ben.put(f"/list-items/{item['id']}/status", {"status": "received"})

    assert (reply.status, reply.error["code"]) == (409, "INVALID_TRANSITION")
    assert "selected, purchased" in reply.error["message"]
    assert await ana.heard() == []
    assert (await family.ben.get(f"/list-items/{item['id']}")).data == item


async def test_two_clients_both_hear_it(family: Family) -> None:
    made, item = await a_surprise(family)
    topic = f"list:{made['id']}"
    ears = [await family.ana.listen(topic), await family.ben.listen(topic), await family.ben.listen(topic)]

    await family.zoe.put(f"/list-items/{item['id']}/status", {"status": "purchased", "actual_price": "75"})

    heard = [await one.events() for one in ears]
    assert heard[0] == heard[1] == heard[2]
    assert [event[1] for event in heard[0]] == ["STATUS_CHANGED"]
