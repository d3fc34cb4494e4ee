"""Section 4 of the contract, sentence by sentence, each with its other side."""

from typing import Any

import pytest

from tests.conftest import Ears, Family, Member, Reply
from tests.surprises.listening import on_all

MASKED = ("status", "assigned_to", "assignee", "actual_price")
TRACES = ("version", "updated_at", "updated_by")


async def surprise(family: Family, **fields: Any) -> Any:
    """Ben's list that is kept from Kim."""
    kept = {"name": "Secret", "visibility": "surprise", "person_id": family.kim_person}
    return await family.ben.made("/lists", **{**kept, **fields})


async def wish(family: Family) -> tuple[Any, Any]:
    """Kim's own list, with a wish on it."""
    wishes = await family.kim.made("/lists", name="My wishes", person_id=family.kim_person)
    return wishes, await family.kim.made(f"/lists/{wishes['id']}/items", gift={"name": "Telescope", "price": "80"})


async def buy(family: Family, item: Any) -> None:
    bought = {"status": "purchased", "assigned_to": family.ben.id, "actual_price": "75"}
    family.clock.pass_(minutes=1)
    assert (await family.ben.put(f"/list-items/{item['id']}", bought)).status == 200


async def statuses(path: str, *members: Member) -> list[int]:
    return [(await member.get(path)).status for member in members]


def same_words(one: Reply, other: Reply) -> bool:
    """Whether two refusals tell the same."""
    return (one.status, {**one.error, "trace_id": ""}) == (other.status, {**other.error, "trace_id": ""})


# Audience.


@pytest.mark.parametrize(
    ("visibility", "seen_by"),
    [("family", [200, 200, 200, 200]), ("private", [404, 200, 404, 404]), ("surprise", [200, 200, 404, 200])],
)
async def test_a_list_a_gift_and_an_item_are_seen_by_their_audience(
    family: Family, visibility: str, seen_by: list[int]
) -> None:
    fields = {"visibility": visibility, "person_id": family.kim_person}
    made = await family.ben.made("/lists", name="List", **fields)
    gift = await family.ben.made("/gifts", name="Alone", **fields)
    item = await family.ben.made(f"/lists/{made['id']}/items", gift={"name": "On the list"})

    paths = (f"/lists/{made['id']}", f"/gifts/{gift['id']}", f"/gifts/{item['gift_id']}", f"/list-items/{item['id']}")
    for path in paths:
        assert await statuses(path, *family.members) == seen_by, path


async def test_a_gift_made_alone_is_the_familys_unless_told_otherwise(family: Family) -> None:
    gift = await family.ben.made("/gifts", name="Globe", person_id=family.kim_person)

    assert gift["visibility"] == "family"
    assert await statuses(f"/gifts/{gift['id']}", family.kim, family.zoe) == [200, 200]


async def test_an_item_is_hidden_by_its_gift_as_well_as_by_its_list(family: Family) -> None:
    shared = await family.zoe.made("/lists", name="For all", person_id=family.kim_person)
    gift = await family.ben.made("/gifts", name="Drum kit", visibility="surprise", person_id=family.kim_person)
    item = await family.ben.made(f"/lists/{shared['id']}/items", gift_id=gift["id"])

    assert await statuses(f"/list-items/{item['id']}", family.kim, family.zoe) == [404, 200]
    assert (await family.kim.get(f"/lists/{shared['id']}")).data["counts"]["idea"] == 0


@pytest.mark.parametrize("visibility", ["surprise", "private"])
async def test_an_admin_is_no_exception(family: Family, visibility: str) -> None:
    person = (await family.zoe.made("/persons", name="Ana"))["id"]
    await family.ana.put(f"/users/{family.ana.id}", {"person_id": person})
    made = await family.ben.made("/lists", name="Secret", visibility=visibility, person_id=person)
    path = f"/lists/{made['id']}"

    assert await statuses(path, family.ana, family.ben) == [404, 200]
    assert [(await family.ana.put(path, {"name": "x"})).status, (await family.ana.delete(path)).status] == [404, 404]
    assert (await family.ana.get("/lists")).data == []


# Her own wishes.


async def test_a_wish_that_was_bought_still_looks_like_an_idea_to_whom_it_is_for(family: Family) -> None:
    _, item = await wish(family)
    path = f"/list-items/{item['id']}"
    before = await family.kim.get(path)

    await buy(family, item)

    after = await family.kim.get(path)
    assert (after.body, after.headers["ETag"]) == (before.body, before.headers["ETag"])
    ben = (await family.ben.get(path)).data
    assert [ben[name] for name in MASKED[:2]] == ["purchased", family.ben.id]
    assert all(ben[name] != item[name] for name in TRACES)


async def test_sums_count_a_bought_wish_as_an_idea_for_whom_it_is_for(family: Family) -> None:
    wishes, item = await wish(family)
    await buy(family, item)

    kim, ben = [(await who.get(f"/lists/{wishes['id']}")).data for who in (family.kim, family.ben)]
    assert (kim["counts"], kim["spent"]) == ({"idea": 1, "selected": 0, "purchased": 0, "received": 0}, "0.00")
    assert (ben["counts"], ben["spent"]) == ({"idea": 0, "selected": 0, "purchased": 1, "received": 0}, "75.00")
    assert [len((await who.get("/gifts?status=purchased")).data) for who in (family.kim, family.ben)] == [0, 1]


async def test_no_status_and_no_assignment_reaches_whom_the_list_is_for(family: Family) -> None:
    wishes, item = await wish(family)
    topics = (f"list:{wishes['id']}", f"person:{family.kim_person}", "list-items:all", f"gift:{item['gift_id']}")
    kim, zoe = await on_all(family.kim, *topics), await on_all(family.zoe, "list-items:all")

    await buy(family, item)

    assert await kim.heard() == []
    assert [event for _, event, _, _ in await zoe.events()] == ["STATUS_CHANGED"]


async def test_what_was_received_shows_who_gave_it(family: Family) -> None:
    _, item = await wish(family)
    await buy(family, item)
    kim = await family.kim.listen("list-items:all")

    await family.ben.put(f"/list-items/{item['id']}/status", {"status": "received"})

    ((_, event, _, payload),) = await kim.events()
    assert (event, payload["status"], payload["assigned_to"]) == ("STATUS_CHANGED", "received", family.ben.id)
    assert payload == (await family.kim.get(f"/list-items/{item['id']}")).data
    assert (payload["actual_price"], payload["version"]) == ("75.00", item["version"] + 1)


async def test_what_was_received_and_taken_back_is_an_idea_again(family: Family) -> None:
    _, item = await wish(family)
    await buy(family, item)
    for status in ("received", "purchased"):
        await family.ben.put(f"/list-items/{item['id']}/status", {"status": status})

    kim, zoe = [(await who.get(f"/list-items/{item['id']}")).data for who in (family.kim, family.zoe)]
    assert [kim[name] for name in MASKED] == ["idea", None, None, None]
    assert [zoe[name] for name in MASKED[:2]] == ["purchased", family.ben.id]


async def test_the_version_they_saw_is_good_for_a_change_whatever_happened_in_secret(family: Family) -> None:
    _, item = await wish(family)
    path = f"/list-items/{item['id']}"
    kim, ben = [(await who.get(path)).headers["ETag"] for who in (family.kim, family.ben)]
    await buy(family, item)

    stale = await family.ben.put(path, {"notes": "x"}, headers={"If-Match": ben})
    fresh = await family.kim.put(path, {"notes": "the red one"}, headers={"If-Match": kim})

    assert (stale.status, fresh.status) == (412, 200)
    assert [fresh.data["version"], fresh.data["updated_by"]["name"]] == [item["version"] + 1, "Kim"]
    late = await family.kim.put(path, {"notes": "or the blue one"}, headers={"If-Match": kim})
    assert (late.status, late.json["error"]["current"]["status"]) == (412, "idea")


async def test_an_open_change_of_a_wish_is_the_last_one_that_whom_it_is_for_sees(family: Family) -> None:
    _, item = await wish(family)
    await family.zoe.put(f"/list-items/{item['id']}", {"notes": "size M"})
    await buy(family, item)

    kim = (await family.kim.get(f"/list-items/{item['id']}")).data
    assert [kim["version"], kim["updated_by"]["name"], kim["notes"]] == [item["version"] + 1, "Zoe", "size M"]


@pytest.mark.parametrize("bought", [False, True])
@pytest.mark.parametrize(
    ("route", "body"),
    [
        ("/status", {"status": "selected"}),
        ("/status", {"status": "received"}),
        ("/status", {"status": "idea"}),
        ("/assign", {"user_id": None}),
        ("", {"actual_price": "1", "notes": "x"}),
        ("", {"status": "purchased"}),
    ],
)
async def test_status_assignee_and_price_of_their_own_wishes_are_forbidden_whatever_they_are(
    family: Family, route: str, body: Any, bought: bool
) -> None:
    _, item = await wish(family)
    if bought:
        await buy(family, item)

    reply = await family.kim.put(f"/list-items/{item['id']}{route}", body)

    assert (reply.status, reply.error["code"]) == (403, "FORBIDDEN")
    assert "purchased" not in reply.error["message"]
    assert (await family.kim.put(f"/list-items/{item['id']}", {"notes": "mine to say", "quantity": 2})).status == 200


@pytest.mark.parametrize("secret", [{"status": "purchased"}, {"assigned_to": 1}, {"actual_price": "5"}])
async def test_a_wish_cannot_be_made_with_what_is_for_the_others_to_say(family: Family, secret: Any) -> None:
    wishes, _ = await wish(family)
    path, body = f"/lists/{wishes['id']}/items", {"gift": {"name": "Scarf"}, **secret}

    assert [(await who.post(path, body)).status for who in (family.kim, family.ben)] == [403, 201]


# Withdrawn.


async def test_a_wish_that_was_taken_goes_for_whom_it_is_for_and_stays_for_the_others(family: Family) -> None:
    wishes, item = await wish(family)
    await buy(family, item)
    path = f"/list-items/{item['id']}"
    kim, ben = await family.kim.listen("list-items:all"), await family.ben.listen("list-items:all")

    assert (await family.kim.delete(path)).status == 204

    assert await statuses(path, family.kim, family.ben) == [404, 200]
    assert (await family.ben.get(path)).data["withdrawn"] is True
    assert (await family.kim.get(f"/lists/{wishes['id']}")).data["items"] == []
    assert [event for _, event, _, _ in await kim.events()] == ["DELETED"]
    assert [event for _, event, _, _ in await ben.events()] == ["UPDATED"]
    again = await family.kim.post(f"/lists/{wishes['id']}/items", {"gift_id": item["gift_id"]})
    assert (again.status, again.data["withdrawn"]) == (201, False)


async def test_a_wish_that_nobody_took_goes_for_all(family: Family) -> None:
    _, item = await wish(family)
    ben = await family.ben.listen("list-items:all")

    assert (await family.kim.delete(f"/list-items/{item['id']}")).status == 204

    assert await statuses(f"/list-items/{item['id']}", *family.members) == [404] * 4
    assert [event for _, event, _, _ in await ben.events()] == ["DELETED"]


@pytest.mark.parametrize("force", ["", "?force=true"])
async def test_a_gift_that_a_hidden_list_holds_goes_for_its_maker_and_stays_for_the_others(
    family: Family, force: str
) -> None:
    gift = await family.kim.made("/gifts", name="Telescope")
    secret = await surprise(family)
    item = await family.ben.made(f"/lists/{secret['id']}/items", gift_id=gift["id"])
    path = f"/gifts/{gift['id']}"
    kim = await family.kim.listen("gifts:all")

    assert (await family.kim.delete(path + force)).status == 204

    assert await statuses(path, family.kim, family.ben) == [404, 200]
    assert (await family.ben.get(f"/list-items/{item['id']}")).data["withdrawn"] is True
    assert [event for _, event, _, _ in await kim.events()] == ["DELETED"]


async def test_a_gift_on_a_list_that_they_see_is_kept_and_the_refusal_names_no_other(family: Family) -> None:
    _, item = await wish(family)
    secret = await surprise(family)
    await family.ben.made(f"/lists/{secret['id']}/items", gift_id=item["gift_id"])

    reply = await family.kim.delete(f"/gifts/{item['gift_id']}")

    assert (reply.status, reply.error["code"]) == (409, "CONFLICT")
    assert "My wishes" in reply.error["message"]
    assert "Secret" not in reply.error["message"]


# The day.


async def test_on_its_day_a_surprise_and_what_is_on_it_are_the_familys(family: Family) -> None:
    secret = await surprise(family, reveal_on="2026-11-28")
    later = await surprise(family, reveal_on="2026-12-24")
    item = await family.ben.made(f"/lists/{secret['id']}/items", gift={"name": "Drum kit"}, status="purchased")
    kept = await family.ben.made(
        "/gifts",
        name="For another day",
        visibility="surprise",
        person_id=(await family.zoe.made("/persons", name="Z"))["id"],
    )
    await family.ben.made(f"/lists/{secret['id']}/items", gift_id=kept["id"])
    kim = await family.kim.listen("lists:all", "gifts:all")
    paths = [f"/lists/{secret['id']}", f"/gifts/{item['gift_id']}", f"/list-items/{item['id']}"]
    assert [(await family.kim.get(path)).status for path in paths] == [404, 404, 404]

    family.clock.pass_(days=2)
    await family.house.daily.catch_up()

    kinds = sorted((event, entity) for _, event, entity, _ in await kim.events())
    assert kinds == [("ADDED", "gift"), ("ADDED", "list")]
    await sign_in_again(family)
    assert [(await family.kim.get(path)).status for path in paths] == [200, 200, 200]
    assert (await family.kim.get(paths[2])).data["status"] == "idea", "it is for her, and not received yet"
    assert (await family.kim.get(f"/lists/{later['id']}")).status == 404
    assert (await family.kim.get(f"/gifts/{kept['id']}")).data["visibility"] == "surprise"


async def sign_in_again(family: Family) -> None:
    for member in family.members:
        reply = await member.post(
            "/auth/login", {"email": f"{member.name}@family.example", "password": "correct horse battery"}
        )
        member.token = reply.data["access_token"]


# It does not exist.


async def test_what_is_hidden_is_asked_for_like_what_never_was(family: Family) -> None:
    secret = await surprise(family)
    item = await family.ben.made(f"/lists/{secret['id']}/items", gift={"name": "Drum kit"})
    wishes, _ = await wish(family)
    asked: list[tuple[str, str, Any]] = []
    for kind, id in (("lists", secret["id"]), ("gifts", item["gift_id"]), ("list-items", item["id"])):
        asked += [
            ("GET", f"/{kind}/{id}", None),
            ("PUT", f"/{kind}/{id}", {"notes": "x"}),
            ("DELETE", f"/{kind}/{id}", None),
        ]
    asked += [
        ("GET", f"/lists/{secret['id']}/items", None),
        ("POST", f"/lists/{secret['id']}/items", {"gift": {"name": "x"}}),
        ("PUT", f"/list-items/{item['id']}/status", {"status": "received"}),
        ("PUT", f"/list-items/{item['id']}/assign", {"user_id": family.kim.id}),
    ]
    for method, path, body in asked:
        never = "/".join("99999" if part.isdigit() else part for part in path.split("/"))
        hidden, unknown = await family.kim.ask(method, path, body), await family.kim.ask(method, never, body)
        assert hidden.status == 404, (method, path)
        assert same_words(hidden, unknown), (method, path)

    into = f"/lists/{wishes['id']}/items"
    hidden, unknown = [await family.kim.post(into, {"gift_id": id}) for id in (item["gift_id"], 99_999)]
    assert hidden.status == 400
    assert same_words(hidden, unknown)


async def test_a_hidden_topic_is_refused_like_one_that_never_was(family: Family) -> None:
    secret = await surprise(family)
    item = await family.ben.made(f"/lists/{secret['id']}/items", gift={"name": "Drum kit"})
    kim, ana = await family.kim.listen(), await family.ana.listen()

    async def refusals(ears: Ears, id: int, kind: str) -> list[Any]:
        answers = [await ears.say(action="subscribe", topic=f"{head}{kind}:{id}") for head in ("", "comments:")]
        return [{**answer, "topic": ""} for answer in answers if answer["action"] == "error"]

    for kind, id in (("list", secret["id"]), ("gift", item["gift_id"])):
        hidden, unknown = await refusals(kim, id, kind), await refusals(kim, 99_999, kind)
        assert hidden == unknown != []
        assert await refusals(ana, id, kind) == []


async def test_people_and_occasions_that_only_hidden_lists_hang_on_can_be_deleted(family: Family) -> None:
    party = await family.kim.made("/occasions", name="Party", date="2026-12-10")
    secret = await surprise(family, occasion_id=party["id"])

    assert (await family.kim.delete(f"/occasions/{party['id']}")).status == 204
    assert (await family.kim.delete(f"/persons/{family.kim_person}")).status == 204

    assert await statuses(f"/lists/{secret['id']}", family.kim, family.ben) == [404, 200]
    assert (await family.ben.get(f"/lists/{secret['id']}")).data["person_id"] is None


async def test_people_and_occasions_with_lists_that_they_see_are_kept(family: Family) -> None:
    party = await family.kim.made("/occasions", name="Party", date="2026-12-10")
    await family.ben.made("/lists", name="For Kim", person_id=family.kim_person, occasion_id=party["id"])
    await surprise(family, occasion_id=party["id"])

    for path in (f"/occasions/{party['id']}", f"/persons/{family.kim_person}"):
        reply = await family.kim.delete(path)
        assert reply.status == 409
        assert "For Kim" in reply.error["message"]
        assert "Secret" not in reply.error["message"]


async def test_a_tag_that_was_used_in_secret_finds_nothing_and_can_be_used_anew(family: Family) -> None:
    secret = await surprise(family)
    kim, ben = await family.kim.listen("tags:all"), await family.ben.listen("tags:all")
    await family.ben.made(f"/lists/{secret['id']}/items", gift={"name": "Drum kit", "tags": ["DRUMS"]})

    assert [len((await who.get("/gifts?tag=drums")).data) for who in (family.kim, family.ben)] == [0, 1]
    assert await kim.events() == []
    assert [event for _, event, _, _ in await ben.events()] == ["ADDED"]
    gift = await family.kim.made("/gifts", name="Sticks", tags=["drums"])
    assert gift["tags"] == ["drums"]
    assert [payload["name"] for _, _, _, payload in await kim.events()] == ["drums"]


async def test_a_search_finds_hidden_gifts_for_those_who_see_them(family: Family) -> None:
    secret = await surprise(family)
    await family.ben.made(f"/lists/{secret['id']}/items", gift={"name": "LEGO castle"})
    await family.zoe.made("/gifts", name="Lego car")

    for question in ("/gifts/search?q=leg", "/gifts?search=leg", "/gifts?sort=name", "/gifts"):
        assert [len((await who.get(question)).data) for who in (family.kim, family.ana)] == [1, 2], question
