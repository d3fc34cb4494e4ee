"""What happened before an account was there, or before it was that person: it reads of what it sees now."""

from typing import Any

from tests.conftest import Family, Member
from tests.features.talk import Parent, parents, say
from tests.features.test_activity import new, told


async def newcomer(family: Family, **fields: Any) -> Member:
    """Eva, whose account is made now."""
    account = {"email": "eva@family.example", "name": "Eva", "password": "evas password", **fields}
    id = (await family.ana.post("/auth/register", account)).data["id"]
    eva = Member("eva", id, family.client)
    signed_in = await eva.post("/auth/login", {name: account[name] for name in ("email", "password")})
    eva.token = signed_in.data["access_token"]
    return eva


async def otto(family: Family) -> int:
    """A person without an account."""
    person: int = (await family.ana.made("/persons", name="Otto"))["id"]
    return person


async def test_a_newcomer_reads_of_all_that_happened_in_the_open(family: Family) -> None:
    found = await parents(family)
    for parent in found.values():
        await say(family.ben, parent)
    await family.zoe.put(f"{found['list_item'].path}/status", {"status": "purchased"})
    await family.zoe.made("/gifts", name="Ball", tags=["sports"])
    await family.ben.made("/tags", name="lego")

    eva = await newcomer(family)
    await family.ben.made("/lists", name="After")

    assert await told(eva) == await told(family.ana), "who was there from the beginning"
    assert ("STATUS_CHANGED", "list_item", "LEGO castle") in await told(eva)
    assert (await told(eva))[-2:] == [("ADDED", "user", "Eva"), ("ADDED", "list", "After")]


async def test_a_newcomer_reads_nothing_of_what_is_kept_from_them(family: Family) -> None:
    person = await otto(family)
    anas = await told(family.ana)
    for name, audience in (("Open", "family"), ("Secret", "surprise"), ("Mine", "private")):
        made = await family.ben.made("/lists", name=name, visibility=audience, person_id=person)
        item = await family.ben.made(f"/lists/{made['id']}/items", gift={"name": f"{name} gift"})
        on = Parent("list_item", item["id"], f"list:{made['id']}")
        await family.ben.made("/gifts", name=f"{name}, alone", visibility=audience, person_id=person)
        await say(family.ben, on)
        await say(family.ben, on, visibility="surprise")
        await family.ben.put(on.path, {"notes": "red"})
        await family.ben.put(f"{on.path}/assign", {"user_id": family.ben.id})
        await family.ben.put(f"{on.path}/status", {"status": "purchased"})
    whisper = await say(family.ben, Parent("person", person, f"person:{person}"), visibility="surprise")
    await family.ben.put(f"/comments/{whisper['id']}", {"content": "!"})

    eva = await newcomer(family, person_id=person)

    open_ = [
        ("ADDED", "list", "Open"),
        ("ADDED", "list_item", "Open gift"),
        ("ADDED", "gift", "Open, alone"),
        ("COMMENT_ADDED", "comment", "Open gift"),
        ("ADDED", "user", "Eva"),
    ]
    assert await new(eva, anas) == open_
    pages = [(await eva.get(f"/activity?limit=1&entity={kind}")).json for kind in ("list", "list_item", "gift")]
    assert [page["pagination"]["has_more"] for page in pages] == [False] * 3
    assert [row["entity_name"] for row in (await eva.get("/dashboard")).data["activity"]][:5] == [
        name for _, _, name in reversed(open_)
    ]


async def test_a_newcomer_reads_nothing_of_lists_and_gifts_that_are_gone(family: Family) -> None:
    anas = await told(family.ana)
    found = await parents(family)
    gift = await family.ben.made("/gifts", name="Ball")
    for parent in (found["list"], found["list_item"], Parent("gift", gift["id"], f"gift:{gift['id']}")):
        await say(family.zoe, parent)
    await family.ben.delete(f"/gifts/{gift['id']}")
    await family.ben.delete(found["list"].path)
    await family.ben.delete(found["occasion"].path)

    eva = await newcomer(family)

    assert await new(eva, anas) == [
        ("ADDED", "occasion", "Christmas"),
        ("DELETED", "occasion", "Christmas"),
        ("ADDED", "user", "Eva"),
    ]


async def test_what_is_hidden_from_a_newcomer_goes_with_its_past_and_comes_back_with_it(family: Family) -> None:
    person = await otto(family)
    made = await family.ben.made("/lists", name="Ideas", person_id=person)
    item = await family.ben.made(f"/lists/{made['id']}/items", gift={"name": "Pipe"})
    await say(family.ben, Parent("list_item", item["id"], f"list:{made['id']}"))
    eva = await newcomer(family, person_id=person)
    before = await told(eva)
    await family.ben.put(f"/lists/{made['id']}", {"name": "More ideas"})

    await family.ben.put(f"/lists/{made['id']}", {"visibility": "surprise"})
    hidden = {("ADDED", "list", "Ideas"), ("ADDED", "list_item", "Pipe"), ("COMMENT_ADDED", "comment", "Pipe")}
    assert await told(eva) == [row for row in before if row not in hidden]

    await family.ben.put(f"/lists/{made['id']}", {"visibility": "family"})
    told_of = ("ADDED", "list", "More ideas")
    today = [told_of if row == ("ADDED", "list", "Ideas") else row for row in before]
    assert await told(eva) == [*today, told_of]


async def test_a_newcomer_reads_the_names_of_today(family: Family) -> None:
    """What it was called while it was hidden is nobody's to read."""
    person = await otto(family)
    secret = await family.ben.made("/lists", name="A piano for Otto", visibility="surprise", person_id=person)
    item = await family.ben.made(f"/lists/{secret['id']}/items", gift={"name": "Piano"})
    await say(family.ben, Parent("list_item", item["id"], f"list:{secret['id']}"))
    await family.ben.put(f"/gifts/{item['gift_id']}", {"name": "Book", "visibility": "family"})
    await family.ben.put(f"/lists/{secret['id']}", {"name": "Ideas", "visibility": "family"})
    eva = await newcomer(family, person_id=person)

    names = {name for _, entity, name in await told(eva) if entity in ("list", "list_item", "gift", "comment")}
    assert names == {"Ideas", "Book"}


async def test_what_became_of_the_wishes_on_a_list_is_not_read_by_whom_it_is_for_from_now_on(family: Family) -> None:
    person = await otto(family)
    plans = await family.ben.made("/lists", name="Plans")
    kite = await family.ben.made(f"/lists/{plans['id']}/items", gift={"name": "Kite"})
    await family.ben.put(f"/list-items/{kite['id']}/status", {"status": "purchased"})
    eva = await newcomer(family, person_id=person)
    assert await told(eva, "&entity=list_item") == [
        ("ADDED", "list_item", "Kite"),
        ("STATUS_CHANGED", "list_item", "Kite"),
    ]

    await family.ben.put(f"/lists/{plans['id']}", {"person_id": person})

    assert await told(eva, "&entity=list_item") == [("ADDED", "list_item", "Kite")]


async def test_an_account_that_becomes_another_person_reads_the_past_with_the_eyes_of_that_one(family: Family) -> None:
    person = await otto(family)
    before = await told(family.zoe)
    secret = await family.ben.made("/lists", name="For Otto", visibility="surprise", person_id=person)
    await family.ben.made(f"/lists/{secret['id']}/items", gift={"name": "Pipe"}, status="purchased")
    wishes = await family.ben.made("/lists", name="Otto's wishes", person_id=person)
    hat = await family.ben.made(f"/lists/{wishes['id']}/items", gift={"name": "Hat"})
    await family.zoe.put(f"/list-items/{hat['id']}/status", {"status": "purchased"})
    await family.zoe.made("/gifts", name="Diary", visibility="private")
    assert len(await new(family.zoe, before)) == 6
    anas = await told(family.ana)

    await family.ana.put(f"/users/{family.zoe.id}", {"person_id": person})

    assert await new(family.zoe, before) == [
        ("ADDED", "list", "Otto's wishes"),
        ("ADDED", "list_item", "Hat"),
        ("ADDED", "gift", "Diary"),
        ("UPDATED", "user", "Zoe"),
    ]
    assert await new(family.ana, anas) == [("UPDATED", "user", "Zoe")]
