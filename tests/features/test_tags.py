"""The tags themselves: one for each name, everywhere at once, and never a word about those used in secret."""

from typing import Any

import pytest

from tests.conftest import Family, Member
from tests.features.talk import same_words


async def names(who: Member, query: str = "") -> list[str]:
    return [tag["name"] for tag in (await who.get(f"/tags{query}")).data]


async def tag_of(who: Member, name: str) -> Any:
    return next(tag for tag in (await who.get("/tags")).data if tag["name"] == name)


async def carried(who: Member, path: str) -> list[str]:
    tags: list[str] = (await who.get(path)).data["tags"]
    return tags


async def secret(family: Family, *tags: str) -> Any:
    """A gift of Ben's that is kept from Kim, with these tags."""
    kept = {"name": "Drum kit", "visibility": "surprise", "person_id": family.kim_person}
    return await family.ben.made("/gifts", **kept, tags=list(tags))


async def test_a_tag_comes_back_as_it_was_written(family: Family) -> None:
    reply = await family.ben.post("/tags", {"name": "  From abroad ", "color": "#D97706"})

    tag = reply.data
    assert (reply.status, reply.headers["Location"]) == (201, f"/tags/{tag['id']}")
    assert tag == {
        "id": tag["id"],
        "name": "From abroad",
        "color": "#d97706",
        "version": 1,
        "created_at": "2026-11-26T10:30:00.000Z",
        "updated_at": "2026-11-26T10:30:00.000Z",
        "updated_by": {"id": family.ben.id, "name": "Ben", "avatar_url": None},
    }
    again = await family.kim.get(f"/tags/{tag['id']}")
    assert (again.data, again.headers["ETag"]) == (tag, reply.headers["ETag"])
    assert (await family.kim.get("/tags")).data == [tag]
    assert (await family.ben.made("/tags", name="plain"))["color"] is None


async def test_a_change_keeps_what_it_does_not_name_and_null_clears(family: Family) -> None:
    tag = await family.ben.made("/tags", name="lego", color="teal")
    path = f"/tags/{tag['id']}"
    family.clock.pass_(minutes=1)

    renamed = (await family.kim.put(path, {"name": "LEGO"})).data
    cleared = (await family.zoe.put(path, {"color": None})).data

    kim = {"id": family.kim.id, "name": "Kim", "avatar_url": None}
    assert renamed == tag | {
        "name": "LEGO",
        "version": 2,
        "updated_at": "2026-11-26T10:31:00.000Z",
        "updated_by": kim,
    }
    assert (cleared["name"], cleared["color"], cleared["version"]) == ("LEGO", None, 3)
    assert (await family.zoe.put(path, {"name": "LEGO", "color": None})).data == cleared, "that changes nothing"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": None}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 51}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"color": "#12"}, "color"),
        ({"color": "url(evil)"}, "color"),
        ({"color": "#d97706; top: 0"}, "color"),
        ({"color": ""}, "color"),
        ({"declared": True}, "declared"),
    ],
)
async def test_what_does_not_fit_is_refused(family: Family, wrong: dict[str, Any], field: str) -> None:
    tag = await family.ben.made("/tags", name="lego")
    replies = [
        await family.ben.post("/tags", {"name": "books", **wrong}),
        await family.ben.put(f"/tags/{tag['id']}", wrong),
    ]
    for reply in replies:
        assert (reply.status, [each["field"] for each in reply.error["details"]]) == (400, [field])
    assert (await family.ben.get("/tags")).data == [tag]


@pytest.mark.parametrize("taken", ["LEGO", "lego", " Lego ", "CAFÉ", "cafe\u0301", "STRASSE"])
async def test_a_name_is_there_once_whatever_its_case_and_however_its_accents_are_written(
    family: Family, taken: str
) -> None:
    for name in ("Lego", "Café", "Straße"):
        await family.ben.made("/tags", name=name)
    other = await family.ben.made("/tags", name="other")

    replies = [
        await family.kim.post("/tags", {"name": taken}),
        await family.kim.put(f"/tags/{other['id']}", {"name": taken}),
    ]

    assert [(reply.status, reply.error["code"]) for reply in replies] == [(409, "CONFLICT")] * 2
    assert len(await names(family.kim)) == 4


async def test_an_accent_makes_another_name(family: Family) -> None:
    await family.ben.made("/tags", name="café")
    assert (await family.ben.post("/tags", {"name": "cafe"})).status == 201


async def test_tags_are_paged_by_name_without_case(family: Family) -> None:
    for name in ("b", "C", "a", "D"):
        await family.ben.made("/tags", name=name)

    page = await family.kim.get("/tags?limit=2")
    await family.kim.delete(f"/tags/{page.data[1]['id']}")  # where the page ended
    await family.kim.made("/tags", name="bb")
    rest = await family.kim.get(f"/tags?limit=3&cursor={page.json['pagination']['next_cursor']}")

    assert [[tag["name"] for tag in reply.data] for reply in (page, rest)] == [["a", "b"], ["bb", "C", "D"]]
    assert rest.json["pagination"]["next_cursor"] is None


async def test_refusals_come_in_the_contracts_order(family: Family) -> None:
    tag, _ = await family.ben.made("/tags", name="lego"), await family.ben.made("/tags", name="books")
    await secret(family, "drums")
    hidden, old = await tag_of(family.ben, "drums"), {"If-Match": '"99"'}

    statuses = [
        (await family.kim.put(f"/tags/{hidden['id']}", {"name": ""}, headers=old)).status,
        (await family.kim.put(f"/tags/{hidden['id']}", {"name": "books"}, headers=old)).status,
        (await family.kim.delete(f"/tags/{hidden['id']}", headers=old)).status,
        (await family.kim.put(f"/tags/{tag['id']}", {"name": "books"}, headers=old)).status,
        (await family.kim.put(f"/tags/{tag['id']}", {"name": "books"})).status,
        (await family.kim.delete(f"/tags/{tag['id']}", headers=old)).status,
        (await family.kim.delete("/tags/abc")).status,
    ]

    assert statuses == [400, 404, 404, 412, 409, 412, 400]


async def test_a_change_of_an_older_version_is_refused_with_the_tag_as_it_is_now(family: Family) -> None:
    tag = await family.ben.made("/tags", name="lego")
    path = f"/tags/{tag['id']}"
    first = (await family.ben.get(path)).headers["ETag"]

    fresh = await family.ben.put(path, {"name": "bricks"}, headers={"If-Match": first})
    late = await family.kim.put(path, {"name": "blocks"}, headers={"If-Match": first})

    assert (fresh.status, late.status, late.json["error"]["current"]) == (200, 412, fresh.data)
    assert (await family.kim.delete(path, headers={"If-Match": fresh.headers["ETag"]})).status == 204


async def test_a_tag_that_is_sent_twice_is_made_once(family: Family) -> None:
    key = {"Idempotency-Key": "k-1"}
    replies = [await family.ben.post("/tags", {"name": "lego"}, headers=key) for _ in range(2)]
    assert [reply.status for reply in replies] == [201, 201]
    assert replies[0].body == replies[1].body


# Everywhere at once.


async def test_another_name_is_there_on_all_that_carries_it_and_all_are_told(family: Family) -> None:
    gift = await family.ben.made("/gifts", name="Castle", tags=["lego", "big"])
    person = await family.ben.made("/persons", name="Tim", tags=["Lego"])
    tag = await tag_of(family.kim, "lego")
    gift_path, person_path = f"/gifts/{gift['id']}", f"/persons/{person['id']}"
    old = (await family.zoe.get(gift_path)).headers["ETag"]
    zoe = await family.zoe.listen(
        "tags:all", "gifts:all", "persons:all", f"gift:{gift['id']}", f"person:{person['id']}"
    )

    renamed = (await family.kim.put(f"/tags/{tag['id']}", {"name": "bricks"})).data

    shown = {path: (await family.zoe.get(path)).data for path in (gift_path, person_path)}
    assert [each["tags"] for each in shown.values()] == [["big", "bricks"], ["bricks"]]
    assert [(each["version"], each["updated_by"]["name"]) for each in shown.values()] == [(2, "Kim")] * 2
    heard = sorted(
        (topic, event, payload["tags"]) for topic, event, _, payload in await zoe.events() if topic != "tags:all"
    )
    assert heard == [
        (f"gift:{gift['id']}", "UPDATED", ["big", "bricks"]),
        ("gifts:all", "UPDATED", ["big", "bricks"]),
        (f"person:{person['id']}", "UPDATED", ["bricks"]),
        ("persons:all", "UPDATED", ["bricks"]),
    ]
    assert (renamed["name"], await tag_of(family.zoe, "bricks")) == ("bricks", renamed)
    assert (await family.zoe.put(gift_path, {"name": "x"}, headers={"If-Match": old})).status == 412
    for where in ("gifts", "persons"):
        found = [len((await family.zoe.get(f"/{where}?tag={name}")).data) for name in ("lego", "BRICKS")]
        assert found == [0, 1], where


async def test_a_tag_is_heard_of_once_when_it_is_made_changed_and_deleted(family: Family) -> None:
    zoe = await family.zoe.listen("tags:all", "gifts:all", "persons:all")

    tag = await family.ben.made("/tags", name="lego")
    assert await zoe.events() == [("tags:all", "ADDED", "tag", tag)]
    changed = (await family.ben.put(f"/tags/{tag['id']}", {"color": "teal"})).data
    assert await zoe.events() == [("tags:all", "UPDATED", "tag", changed)]
    await family.ben.put(f"/tags/{tag['id']}", {"color": "TEAL"})
    assert await zoe.events() == []
    await family.ben.delete(f"/tags/{tag['id']}")
    assert await zoe.events() == [("tags:all", "DELETED", "tag", {"id": tag["id"]})]


async def test_a_deleted_tag_is_off_all_that_carried_it_and_all_are_told(family: Family) -> None:
    gift = await family.ben.made("/gifts", name="Castle", tags=["lego", "big"])
    person = await family.ben.made("/persons", name="Tim", tags=["lego"])
    tag = await tag_of(family.kim, "lego")
    zoe = await family.zoe.listen("tags:all", "gifts:all", "persons:all")

    assert (await family.kim.delete(f"/tags/{tag['id']}")).status == 204

    assert await carried(family.zoe, f"/gifts/{gift['id']}") == ["big"]
    assert await carried(family.zoe, f"/persons/{person['id']}") == []
    heard = sorted((topic, event) for topic, event, _, _ in await zoe.events())
    assert heard == [("gifts:all", "UPDATED"), ("persons:all", "UPDATED"), ("tags:all", "DELETED")]
    assert [(await family.zoe.get(f"/tags/{tag['id']}")).status, await names(family.zoe)] == [404, ["big"]]


async def test_a_tag_that_was_made_stays_when_nothing_carries_it_and_one_that_was_only_used_goes(
    family: Family,
) -> None:
    await family.ben.made("/tags", name="made")
    gift = await family.ben.made("/gifts", name="Castle", tags=["MADE", "used"])
    assert (gift["tags"], await names(family.kim)) == (["made", "used"], ["made", "used"])

    await family.ben.put(f"/gifts/{gift['id']}", {"tags": []})

    assert await names(family.kim) == ["made"]
    assert (await family.kim.post("/tags", {"name": "used"})).status == 201


async def test_a_used_tag_cannot_be_made_again_by_who_sees_it(family: Family) -> None:
    await family.ben.made("/gifts", name="Castle", tags=["lego"])
    assert (await family.kim.post("/tags", {"name": "LEGO"})).status == 409


async def test_a_change_of_a_hidden_tag_is_like_one_of_a_tag_that_never_was(family: Family) -> None:
    await secret(family, "drums")
    hidden = await tag_of(family.ben, "drums")
    for method, body in (("GET", None), ("PUT", {"color": "teal"}), ("DELETE", None)):
        one = await family.kim.ask(method, f"/tags/{hidden['id']}", body)
        assert same_words(one, await family.kim.ask(method, "/tags/99999", body)), method
    assert [await names(who) for who in (family.kim, family.zoe)] == [[], ["drums"]]
