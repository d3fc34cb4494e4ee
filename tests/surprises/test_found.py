"""What the proof has found: each the shortest story in which somebody learns what they should not."""

from typing import Any

import pytest

from familydash.realtime import log
from tests.conftest import Family
from tests.surprises.listening import on_all


async def a_secret(family: Family, *gifts: Any) -> Any:
    """Ben's surprise list for Kim, with something on it."""
    made = await family.ben.made("/lists", name="Secret", visibility="surprise", person_id=family.kim_person)
    for gift in gifts:
        await family.ben.made(f"/lists/{made['id']}/items", **gift)
    return made


async def a_wish(family: Family, name: str = "Telescope") -> tuple[Any, Any]:
    """Kim's own wish list with one wish on it."""
    wishes = await family.kim.made("/lists", name="My wishes", person_id=family.kim_person)
    return wishes, await family.kim.made(f"/lists/{wishes['id']}/items", gift={"name": name})


async def linked(family: Family) -> int:
    """Ben, too, is a person of the household."""
    person: int = (await family.ana.made("/persons", name="Ben"))["id"]
    assert (await family.ana.put(f"/users/{family.ben.id}", {"person_id": person})).status == 200
    return person


@pytest.mark.parametrize("held_in_secret", [False, True])
async def test_a_wish_list_made_private_takes_its_gifts_along_whatever_hidden_lists_hold(
    family: Family, held_in_secret: bool
) -> None:
    wishes, wish = await a_wish(family)
    if held_in_secret:
        await a_secret(family, {"gift_id": wish["gift_id"]})

    await family.kim.put(f"/lists/{wishes['id']}", {"visibility": "private"})

    assert (await family.kim.get(f"/gifts/{wish['gift_id']}")).data["visibility"] == "private"


@pytest.mark.parametrize("taken", [False, True])
async def test_a_wish_list_made_private_takes_its_gifts_along_whatever_became_of_a_withdrawn_wish(
    family: Family, taken: bool
) -> None:
    wishes, wish = await a_wish(family)
    other = await family.kim.made("/lists", name="Other wishes", person_id=family.kim_person)
    again = await family.kim.made(f"/lists/{other['id']}/items", gift_id=wish["gift_id"])
    if taken:
        await family.ben.put(f"/list-items/{again['id']}/status", {"status": "purchased"})
    await family.kim.delete(f"/list-items/{again['id']}")

    await family.kim.put(f"/lists/{wishes['id']}", {"visibility": "private"})

    assert (await family.kim.get(f"/gifts/{wish['gift_id']}")).data["visibility"] == "private"


@pytest.mark.parametrize("taken", [False, True])
async def test_a_gift_whose_wish_they_withdrew_does_not_follow_the_list_any_more(family: Family, taken: bool) -> None:
    wishes, wish = await a_wish(family)
    if taken:
        await family.ben.put(f"/list-items/{wish['id']}/status", {"status": "purchased"})
    await family.kim.delete(f"/list-items/{wish['id']}")

    await family.kim.put(f"/lists/{wishes['id']}", {"visibility": "private"})

    assert (await family.kim.get(f"/gifts/{wish['gift_id']}")).data["visibility"] == "family"


@pytest.mark.parametrize("taken", [False, True])
async def test_a_withdrawn_wish_is_gone_for_all_from_whom_its_status_is_kept(family: Family, taken: bool) -> None:
    ben_person = await linked(family)
    wishes, wish = await a_wish(family)
    if taken:
        await family.ana.put(f"/list-items/{wish['id']}/status", {"status": "purchased"})
    await family.kim.put(f"/lists/{wishes['id']}", {"person_id": ben_person})  # kept from Kim, and for Ben now
    kim = await family.kim.listen("list-items:all")

    await family.ben.delete(f"/list-items/{wish['id']}")

    assert [event for _, event, _, _ in await kim.events()] == ["DELETED"], "withdrawn: somebody had taken it"
    assert (await family.kim.get(f"/list-items/{wish['id']}")).status == 404


@pytest.mark.parametrize("taken", [False, True])
async def test_events_come_in_the_same_order_whether_a_wish_was_taken_or_not(family: Family, taken: bool) -> None:
    other = (await family.ana.made("/persons", name="Otto"))["id"]
    wishes, wish = await a_wish(family)
    if taken:
        await family.ben.put(f"/list-items/{wish['id']}/status", {"status": "purchased"})
    kim = await on_all(family.kim, "list-items:all", f"person:{family.kim_person}", f"person:{other}")

    await family.kim.put(f"/lists/{wishes['id']}", {"name": "For Otto", "person_id": other})

    order = [(topic, event) for topic, event, entity, _ in await kim.events() if entity == "list_item"]
    assert order == [
        ("list-items:all", "UPDATED"),
        (f"person:{family.kim_person}", "DELETED"),
        (f"person:{other}", "ADDED"),
    ]


async def test_a_list_that_others_hide_hides_its_gifts_whatever_hidden_lists_hold(family: Family) -> None:
    ideas = await family.ben.made("/lists", name="Ideas", person_id=family.kim_person)
    gifts = [(await family.ben.made(f"/lists/{ideas['id']}/items", gift={"name": name}))["gift_id"] for name in "ab"]
    other = await family.ana.made("/lists", name="Secret", visibility="surprise", person_id=family.kim_person)
    await family.ana.made(f"/lists/{other['id']}/items", gift_id=gifts[0])

    await family.ben.put(f"/lists/{ideas['id']}", {"visibility": "surprise"})

    assert [(await family.kim.get(f"/gifts/{gift}")).status for gift in gifts] == [404, 404]


@pytest.mark.parametrize("audience", ["family", "private"])
async def test_a_tag_that_was_used_in_secret_is_the_users_own_spelling(family: Family, audience: str) -> None:
    await a_secret(family, {"gift": {"name": "Drum kit", "tags": ["DRUMS"]}})

    gift = await family.kim.made("/gifts", name="Sticks", tags=["drums"], visibility=audience)

    assert gift["tags"] == ["drums"]


@pytest.mark.parametrize("audience", ["family", "private"])
async def test_a_tag_that_was_used_in_secret_is_new_for_who_uses_it_first_in_their_own_eyes(
    family: Family, audience: str
) -> None:
    await a_secret(family, {"gift": {"name": "Drum kit", "tags": ["drums"]}})
    family.clock.pass_(minutes=1)
    kim = await family.kim.listen("tags:all")
    await family.kim.made("/gifts", name="Ball", tags=["sports"], visibility=audience)
    await family.kim.made("/gifts", name="Sticks", tags=["drums"], visibility=audience)

    sports, drums = [payload for _, event, _, payload in await kim.events() if event == "ADDED"]

    assert drums["updated_by"]["name"] == "Kim"
    assert drums["created_at"] == sports["created_at"]
    assert drums["id"] > sports["id"], "an id from before tells that the tag was there before"


async def test_the_end_of_an_account_does_not_tell_what_it_had_taken_on(family: Family) -> None:
    wishes = await family.kim.made("/lists", name="My wishes", person_id=family.kim_person)
    free, taken = [
        await family.ben.made(f"/lists/{wishes['id']}/items", gift={"name": name}) for name in ("Telescope", "Scarf")
    ]
    await family.ben.put(f"/list-items/{taken['id']}/assign", {"user_id": family.ben.id})
    kim = await family.kim.listen("list-items:all")

    await family.ana.delete(f"/users/{family.ben.id}")

    # Both show Ben as their author, a former user from now on: Kim hears of both or of none.
    heard = {payload["id"] for _, _, _, payload in await kim.events()}
    assert heard in (set(), {free["id"], taken["id"]})


@pytest.mark.parametrize("used_in_private", [False, True])
async def test_the_end_of_an_account_does_not_tell_which_words_it_used_in_private(
    family: Family, used_in_private: bool
) -> None:
    """A tag shows who used it first. All that shows a former user now is told, whatever else went with the account."""
    await family.ben.made("/gifts", name="Castle", tags=["lego", "books"])
    if used_in_private:
        await family.ben.made("/gifts", name="Diary", visibility="private", tags=["lego"])
        await family.ben.made("/lists", name="Mine", visibility="private")
    kim = await on_all(family.kim, "tags:all", "gifts:all", "lists:all", "users:all")

    await family.ana.delete(f"/users/{family.ben.id}")

    heard = [(topic, event, payload.get("name")) for topic, event, _, payload in await kim.events()]
    assert heard == [
        ("gifts:all", "UPDATED", "Castle"),
        ("tags:all", "UPDATED", "books"),
        ("tags:all", "UPDATED", "lego"),
        ("users:all", "DELETED", None),
    ]


async def test_many_secrets_do_not_push_out_what_a_viewer_has_missed(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "KEPT_EVENTS", 20)
    ears = await family.kim.listen()
    start = (await ears.say(action="subscribe", topic="lists:all"))["cursor"]
    await family.kim.made("/lists", name="My wishes")
    await ears.heard()

    await a_secret(family, *({"gift": {"name": f"Secret {n}"}} for n in range(10)))

    answer = await ears.say(action="subscribe", topic="lists:all", since=start)
    assert answer["action"] == "subscribed", "it says resync: somebody has been busy in secret"


async def test_what_was_kept_from_one_stays_so_when_the_list_is_for_another_who_is_deleted(family: Family) -> None:
    ben_person = await linked(family)
    wishes, wish = await a_wish(family)
    await family.ana.put(f"/list-items/{wish['id']}/status", {"status": "purchased"})

    # Kim alone: she gives the list to Ben, and does away with the person Ben.
    await family.kim.put(f"/lists/{wishes['id']}", {"person_id": ben_person})
    assert (await family.kim.get(f"/list-items/{wish['id']}")).data["status"] == "idea"
    await family.kim.delete(f"/persons/{ben_person}?force=true")

    assert (await family.kim.get(f"/list-items/{wish['id']}")).data["status"] == "idea"


async def test_a_surprise_list_stays_hidden_when_it_is_for_another_who_is_deleted(family: Family) -> None:
    ben_person = await linked(family)
    secret = await family.ana.made("/lists", name="Secret", visibility="surprise", person_id=family.kim_person)
    await family.ana.delete(f"/persons/{family.kim_person}?force=true")
    await family.ana.put(f"/lists/{secret['id']}", {"person_id": ben_person})
    assert (await family.kim.get(f"/lists/{secret['id']}")).status == 404

    await family.zoe.delete(f"/persons/{ben_person}?force=true")

    assert (await family.kim.get(f"/lists/{secret['id']}")).status == 404


async def test_who_would_keep_a_list_from_themselves_is_told_so(family: Family) -> None:
    ben_person = await linked(family)
    wishes, _ = await a_wish(family)

    reply = await family.kim.put(f"/lists/{wishes['id']}", {"person_id": ben_person, "visibility": "surprise"})

    # `kept_from` keeps it from Kim from now on, who made it: a 404 for one's own list, if it is answered at all.
    assert reply.status in (200, 400)


async def test_a_gift_that_its_maker_makes_private_stays_on_hidden_lists(family: Family) -> None:
    gift = await family.kim.made("/gifts", name="Telescope")
    secret = await a_secret(family, {"gift_id": gift["id"], "status": "purchased"})

    assert (await family.kim.put(f"/gifts/{gift['id']}", {"visibility": "private"})).status == 200

    # As with one that they delete: what is bought already must not be gone for the buyer.
    items = (await family.ben.get(f"/lists/{secret['id']}")).data["items"]
    assert [item["status"] for item in items] == ["purchased"]
