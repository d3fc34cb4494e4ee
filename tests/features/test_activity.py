"""The activity: what happened, by whom, to what, when, as far as each account could see it happen."""

from collections.abc import Sequence
from typing import Any

import pytest

from familydash.auth.viewer import HOUSE
from familydash.db.database import Tx
from familydash.errors import StorageFull
from familydash.features.activity import store
from familydash.realtime.deeds import Deed
from tests.conftest import PASSWORD, Family, Member
from tests.features.talk import parents, said, say, try_to_say

Told = tuple[str, str, str]


async def told(who: Member, query: str = "") -> list[Told]:
    """Action, entity and its name, oldest first."""
    rows = (await who.get(f"/activity?limit=200{query}")).data
    return [(row["action"], row["entity"], row["entity_name"]) for row in reversed(rows)]


async def new(who: Member, before: list[Told]) -> list[Told]:
    after = await told(who)
    assert after[: len(before)] == before
    return after[len(before) :]


async def test_a_row_says_who_did_what_to_what_and_when(family: Family) -> None:
    family.clock.pass_(minutes=1)
    made = await family.ben.made("/lists", name="For Kim")

    (row, *_) = (await family.zoe.get("/activity?entity=list")).data

    assert row == {
        "id": row["id"],
        "actor": {"id": family.ben.id, "name": "Ben", "avatar_url": None},
        "action": "ADDED",
        "entity": "list",
        "entity_id": made["id"],
        "entity_name": "For Kim",
        "timestamp": "2026-11-26T10:31:00.000Z",
    }


async def test_every_deed_is_told_once(family: Family) -> None:
    found = await parents(family)
    ids = {kind: parent.id for kind, parent in found.items()}
    comment, tag = await say(family.ben, found["gift"]), await family.ben.made("/tags", name="lego")
    item, gift = f"/list-items/{ids['list_item']}", f"/gifts/{ids['gift']}"
    table: list[tuple[str, str, Any, list[Told]]] = [
        ("POST", "/persons", {"name": "Tim"}, [("ADDED", "person", "Tim")]),
        ("PUT", f"/persons/{ids['person']}", {"notes": "tea"}, [("UPDATED", "person", "Kim")]),
        ("POST", "/occasions", {"name": "Easter", "date": "2027-03-28"}, [("ADDED", "occasion", "Easter")]),
        ("PUT", f"/occasions/{ids['occasion']}", {"name": "X-mas"}, [("UPDATED", "occasion", "X-mas")]),
        ("POST", "/lists", {"name": "Ideas"}, [("ADDED", "list", "Ideas")]),
        ("PUT", f"/lists/{ids['list']}", {"name": "Kim's"}, [("UPDATED", "list", "Kim's")]),
        ("POST", f"/lists/{ids['list']}/items", {"gift": {"name": "Kite"}}, [("ADDED", "list_item", "Kite")]),
        ("PUT", f"{item}/status", {"status": "selected"}, [("STATUS_CHANGED", "list_item", "LEGO castle")]),
        ("PUT", f"{item}/assign", {"user_id": family.ana.id}, [("ASSIGNED", "list_item", "LEGO castle")]),
        ("PUT", item, {"quantity": 2}, [("UPDATED", "list_item", "LEGO castle")]),
        ("POST", "/gifts", {"name": "Ball", "tags": ["new"]}, [("ADDED", "gift", "Ball")]),
        ("PUT", gift, {"name": "LEGO fort"}, [("UPDATED", "gift", "LEGO fort")]),
        ("PUT", gift, {"tags": ["lego"]}, [("UPDATED", "gift", "LEGO fort")]),
        (
            "POST",
            "/comments",
            {**found["list_item"].named, "content": "!"},
            [("COMMENT_ADDED", "comment", "LEGO fort")],
        ),
        ("PUT", f"/comments/{comment['id']}", {"resolved": True}, [("UPDATED", "comment", "LEGO fort")]),
        ("POST", "/tags", {"name": "books"}, [("ADDED", "tag", "books")]),
        ("PUT", f"/tags/{tag['id']}", {"name": "bricks"}, [("UPDATED", "tag", "bricks")]),
        ("PUT", f"/users/{family.ben.id}", {"name": "Benny"}, [("UPDATED", "user", "Benny")]),
        # What changes nothing, or is refused, is no deed.
        ("PUT", gift, {"name": "LEGO fort"}, []),
        ("PUT", f"{item}/status", {"status": "selected"}, []),
        ("PUT", f"{item}/status", {"status": "received"}, []),
        ("POST", "/tags", {"name": "BRICKS"}, []),
        ("DELETE", gift, None, []),
        ("PUT", f"/users/{family.zoe.id}", {"name": "x"}, []),
    ]
    for method, path, body, expected in table:
        before = await told(family.zoe)
        await family.ben.ask(method, path, body)
        assert await new(family.zoe, before) == expected, (method, path, body)


@pytest.mark.parametrize(
    ("kind", "path", "name", "past"),
    [
        ("list_item", "/list-items/{list_item}", "LEGO castle", ["ADDED", "UPDATED"]),
        ("list", "/lists/{list}", "For Kim", ["ADDED", "UPDATED"]),
        ("gift", "/gifts/{gift}?force=true", "LEGO castle", ["UPDATED"]),  # it came with its item
        ("occasion", "/occasions/{occasion}", "Christmas", ["ADDED", "UPDATED"]),
        ("person", "/persons/{person}?force=true", "Kim", ["ADDED", "UPDATED"]),
    ],
)
async def test_of_what_is_gone_the_activity_tells_the_past_and_that_it_was_deleted(
    family: Family, kind: str, path: str, name: str, past: list[str]
) -> None:
    found = await parents(family)
    await say(family.ben, found[kind])
    await family.ben.put(found[kind].path, {"description" if kind == "occasion" else "notes": "x"})

    await family.ben.delete(path.format(**{each: parent.id for each, parent in found.items()}))

    for who in family.members:
        rows = (await who.get("/activity?limit=200")).data
        about = [row for row in reversed(rows) if (row["entity"], row["entity_id"]) == (kind, found[kind].id)]
        expected = [(action, name) for action in (*past, "DELETED")]
        assert [(row["action"], row["entity_name"]) for row in about] == expected, who.name
        assert await told(who, "&entity=comment") == [("COMMENT_ADDED", "comment", name)], who.name
    last = (await family.zoe.get("/activity?limit=1")).data[0]
    assert (last["action"], last["entity"], last["actor"]["name"]) == ("DELETED", kind, "Ben")


async def test_a_comment_and_a_tag_that_are_gone_are_told_of_as_deleted(family: Family) -> None:
    comment, tag = await say(family.ben, (await parents(family))["list"]), await family.ben.made("/tags", name="lego")
    await family.ana.delete(f"/comments/{comment['id']}")
    await family.ana.delete(f"/tags/{tag['id']}")

    rows = (await family.zoe.get("/activity?entity=comment&entity=tag")).data

    assert [(row["action"], row["entity_name"], row["actor"]["name"]) for row in rows] == [
        ("DELETED", "lego", "Ana"),
        ("DELETED", "For Kim", "Ana"),
        ("ADDED", "lego", "Ben"),
        ("COMMENT_ADDED", "For Kim", "Ben"),
    ]


async def test_who_is_taken_off_an_occasion_takes_no_others_activity_along(family: Family) -> None:
    occasion = (await family.ana.made("/occasions", name="Party", date="2026-12-10"))["id"]
    people = [(await family.ana.made("/persons", name=name))["id"] for name in ("Tim", "Tom", "Eva")]
    for person in reversed(people):
        await family.ana.made(f"/occasions/{occasion}/persons", person_id=person)
    before = await told(family.zoe)

    for person in people:
        await family.ana.delete(f"/occasions/{occasion}/persons/{person}")

    assert await told(family.zoe) == before


# Who did it.


async def test_a_removed_account_stays_as_a_former_one(family: Family) -> None:
    await family.ben.made("/lists", name="Ideas")
    await family.ana.delete(f"/users/{family.ben.id}")

    row = (await family.zoe.get("/activity?entity=list")).data[0]

    assert row["actor"] == {"id": None, "name": "Ben", "avatar_url": None, "former": True}
    assert await told(family.zoe, f"&user_id={family.ben.id}") == [("ADDED", "list", "Ideas")]
    assert await told(family.zoe, "&entity=user") == [
        *(("ADDED", "user", name) for name in ("Ana", "Ben", "Kim", "Zoe")),
        ("DELETED", "user", "Ben"),
    ]


async def test_what_happened_by_itself_has_no_actor(family: Family) -> None:
    links = {"visibility": "surprise", "person_id": family.kim_person, "reveal_on": "2026-11-28"}
    await family.ben.made("/lists", name="Secret", **links)
    family.clock.pass_(days=2)
    await family.house.daily.catch_up()
    for who in (family.kim, family.zoe):
        reply = await who.post("/auth/login", {"email": f"{who.name}@family.example", "password": PASSWORD})
        who.token = reply.data["access_token"]

    kims, zoes = [(await who.get("/activity?entity=list")).data for who in (family.kim, family.zoe)]

    assert [(row["action"], row["actor"]) for row in kims] == [("ADDED", None)]
    assert [row["action"] for row in zoes] == ["UPDATED", "ADDED"]
    assert zoes[0]["actor"] is None


async def test_each_kind_says_by_whom_it_was_last_changed(family: Family) -> None:
    found = await parents(family)
    comment, tag = await say(family.ben, found["list"]), await family.ana.made("/tags", name="lego")
    family.clock.pass_(minutes=1)
    changes: list[tuple[str, Any]] = [
        (found["person"].path, {"notes": "x"}),
        (found["occasion"].path, {"description": "x"}),
        (found["list"].path, {"notes": "x"}),
        (found["gift"].path, {"notes": "x"}),
        (found["list_item"].path, {"notes": "x"}),
        (f"/comments/{comment['id']}", {"content": "x"}),
        (f"/tags/{tag['id']}", {"color": "teal"}),
        (f"/users/{family.ben.id}", {"avatar_url": "/media/b.webp"}),
    ]
    for path, body in changes:
        changed = await family.ben.put(path, body)
        assert changed.status == 200, path
        read = (await family.zoe.get(path)).data
        assert (read["updated_by"]["name"], read["updated_at"]) == ("Ben", "2026-11-26T10:31:00.000Z"), path
        assert read["created_at"] < read["updated_at"]
        assert read["version"] == changed.data["version"]


# Filters and pages.


async def test_the_activity_is_found_by_who_did_it_and_to_what(family: Family) -> None:
    await family.ben.made("/lists", name="Ben's")
    await family.zoe.made("/lists", name="Zoe's")
    await family.zoe.made("/gifts", name="Ball")

    assert await told(family.kim, f"&user_id={family.zoe.id}") == [
        ("ADDED", "list", "Zoe's"),
        ("ADDED", "gift", "Ball"),
    ]
    assert await told(family.kim, f"&user_id={family.zoe.id}&entity=list") == [("ADDED", "list", "Zoe's")]
    both = f"&user_id={family.zoe.id}&user_id={family.ben.id}&entity=list&entity=comment"
    assert await told(family.kim, both) == [("ADDED", "list", "Ben's"), ("ADDED", "list", "Zoe's")]
    assert await told(family.kim, "&user_id=99999") == []


@pytest.mark.parametrize(
    "query", ["user_id=x", "user_id=0", "entity=session", "actor=1", "limit=0", "cursor=x", "cursor="]
)
async def test_a_question_that_is_none_is_refused(family: Family, query: str) -> None:
    assert (await family.kim.get(f"/activity?{query}")).status == 400


async def test_pages_go_on_where_they_ended_while_more_happens_and_what_is_hidden_leaves_no_gap(family: Family) -> None:
    secret = await family.ben.made("/lists", name="Secret", visibility="surprise", person_id=family.kim_person)
    lists = []
    for n in range(6):
        lists.append(await family.zoe.made("/lists", name=f"{n}"))
        await family.ben.made(f"/lists/{secret['id']}/items", gift={"name": "Drum kit"})
    query = f"/activity?user_id={family.zoe.id}&user_id={family.ben.id}&limit=2"

    first = await family.kim.get(query)
    await family.zoe.made("/lists", name="late")
    await family.zoe.put(f"/lists/{lists[3]['id']}", {"visibility": "private"})
    rest = await family.kim.get(f"{query}&cursor={first.json['pagination']['next_cursor']}")
    last = await family.kim.get(f"{query}&cursor={rest.json['pagination']['next_cursor']}")

    pages = [[row["entity_name"] for row in reply.data] for reply in (first, rest, last)]
    assert pages == [["5", "4"], ["2", "1"], ["0"]]
    assert last.json["pagination"] == {"next_cursor": None, "has_more": False, "limit": 2}


# In the transaction of what it tells of.


async def test_what_could_not_be_written_leaves_no_activity(family: Family) -> None:
    found = await parents(family)
    before = await told(family.zoe)
    async with family.house.db.write(HOUSE) as tx:
        await tx.run(f"PRAGMA max_page_count = {await tx.value('PRAGMA page_count')}")

    replies = [await try_to_say(family.ben, found["list"], "x" * 10_000) for _ in range(5)]

    assert (replies[-1].status, replies[-1].error["code"]) == (507, "STORAGE_FULL")
    assert len(await new(family.zoe, before)) == len(await said(family.zoe))


async def test_what_cannot_be_told_of_is_not_done(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(_tx: Tx, _deeds: Sequence[Deed]) -> None:
        raise StorageFull

    zoe, before = await family.zoe.listen("lists:all"), await told(family.zoe)
    with monkeypatch.context() as patch:
        patch.setattr(store, "keep", full)
        assert (await family.ben.post("/lists", {"name": "Ideas"})).status == 507

    assert ((await family.zoe.get("/lists")).data, await zoe.events(), await new(family.zoe, before)) == ([], [], [])
