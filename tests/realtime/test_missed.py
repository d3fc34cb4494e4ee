"""Coming back: what was missed is told once and in order, or it is said that all must be fetched again."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from familydash.realtime import log
from tests.conftest import Family
from tests.realtime.conftest import Connect

NO_CURSORS = (
    "", "-", "nonsense", "1", "EPOCH", "EPOCH-", "EPOCH-x", "EPOCH--1", "EPOCH-٣", "EPOCH-999", f"EPOCH-{'9' * 80}",
    "other123-0", "EPOCH-1.0", " EPOCH-0",
)  # fmt: skip


async def rename(family: Family, gift: Any, *names: object) -> None:
    for name in names:
        assert (await family.ben.put(f"/gifts/{gift['id']}", {"name": str(name)})).status == 200


def names(messages: list[Any]) -> list[str]:
    return [message["data"]["payload"]["name"] for message in messages if "event" in message]


async def test_what_was_missed_comes_after_the_answer_as_it_was_heard_by_others(
    family: Family, connect: Connect
) -> None:
    gift = await family.ben.made("/gifts", name="Kite")
    topic = f"gift:{gift['id']}"
    ana, other = await connect(family.ana), await connect(family.ana)
    since = await ana.follow(topic)
    await other.follow(topic)
    await ana.ws.close()

    await rename(family, gift, "a", "b", "c")
    back = await connect(family.ana)
    answer, *rest = await back.subscribe(topic, since)

    assert (answer["action"], answer["topic"]) == ("subscribed", topic)
    assert [message for message in rest if "event" in message] == (await other.events())
    assert names(rest) == ["a", "b", "c"]
    assert rest[-1]["action"] == "presence"
    await rename(family, gift, "d")
    assert names(await back.heard()) == ["d"]


async def test_each_cursor_is_a_place_to_go_on_from(family: Family, connect: Connect) -> None:
    gift = await family.ben.made("/gifts", name="Kite")
    ana = await connect(family.ana)
    first = await ana.follow("gifts:all")
    await rename(family, gift, *"abcde")
    events = await ana.events()

    for start, since in enumerate([first, *(event["cursor"] for event in events)]):
        answer, *rest = await (await connect(family.ana)).subscribe("gifts:all", since)
        assert answer["action"] == "subscribed"
        assert rest == events[start:]
    # Nothing was missed: the answer brings the cursor up to date.
    assert answer["cursor"] == events[-1]["cursor"]


async def test_nothing_is_missed_or_told_twice_while_others_write(family: Family, connect: Connect) -> None:
    gift = await family.ben.made("/gifts", name="Kite")
    topic = f"gift:{gift['id']}"
    cursor = await (await connect(family.ana)).follow(topic)
    versions: list[int] = []
    writing = asyncio.gather(*(rename(family, gift, *(f"{n} {m}" for m in range(10))) for n in range(8)))

    while not writing.done() or versions[-1:] != [81]:
        wire = await connect(family.ana)
        answer, *rest = await wire.subscribe(topic, cursor)
        assert answer["action"] == "subscribed"
        for message in (*rest, *await wire.heard()):
            if "event" in message:
                versions.append(message["data"]["payload"]["version"])
                cursor = message["cursor"]
        await wire.ws.close()

    await writing
    assert versions == list(range(2, 82))


async def test_a_cursor_that_is_none_of_this_life_means_to_fetch_again(family: Family, connect: Connect) -> None:
    wire = await connect(family.ana)
    cursor = await wire.follow("gifts:all")
    for since in NO_CURSORS:
        assert await wire.subscribe("gifts:all", since.replace("EPOCH", cursor.rpartition("-")[0])) == [
            {"action": "resync", "topic": "gifts:all", "cursor": cursor}
        ]
    await family.ben.made("/gifts", name="Kite")
    assert names(await wire.heard()) == ["Kite"]


async def test_what_is_no_longer_kept_means_to_fetch_again(
    family: Family, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "KEPT_EVENTS", 10)
    gift = await family.ben.made("/gifts", name="Kite")
    ana = await connect(family.ana)
    since = await ana.follow("gifts:all")
    await rename(family, gift, *range(6))  # two events each: one on gifts:all, one on its own topic
    cursors = [event["cursor"] for event in await ana.events()]

    assert (await ana.subscribe("gifts:all", since))[0] == {
        "action": "resync",
        "topic": "gifts:all",
        "cursor": (await ana.subscribe("gifts:all"))[0]["cursor"],
    }
    answer, *rest = await ana.subscribe("gifts:all", cursors[0])
    assert answer["action"] == "subscribed"
    assert names(rest) == ["1", "2", "3", "4", "5"]


async def test_a_thousand_events_are_kept_however_large(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "KEPT_BYTES", 10)
    kept = log.Log()
    for number in range(1, 2001):
        kept.keep(log.Message("gifts:all", "ADDED", "gift", number, b"{}" * 50, frozenset({1})), {1: number})

    assert kept.after(1, "gifts:all", 999, 10**9, str) is None
    missed = kept.after(1, "gifts:all", 1000, 10**9, str)
    assert missed is not None
    assert [cursor for _, cursor in missed.events] == [str(number) for number in range(1001, 2001)]


async def test_more_than_fits_a_queue_comes_piece_by_piece(family: Family, connect: Connect) -> None:
    limits = family.house.sockets.limits
    family.house.sockets.limits = replace(limits, queue_bytes=20_000, replay_bytes=5_000)
    gift = await family.ben.made("/gifts", name="Kite", description="x" * 1000)
    wire = await connect(family.ana)
    since = await wire.follow("gifts:all")
    await wire.ws.close()
    await rename(family, gift, *range(60))

    back = await connect(family.ana)
    await back.say(action="subscribe", topic="gifts:all", since=since)
    await rename(family, gift, "last")

    answer, *rest = await back.heard()
    assert answer == {"action": "subscribed", "topic": "gifts:all", "cursor": since}
    assert names(rest) == [*map(str, range(60)), "last"]


async def test_what_is_asked_for_again_is_told_in_order_whatever_comes_meanwhile(
    family: Family, connect: Connect
) -> None:
    family.house.sockets.limits = replace(family.house.sockets.limits, replay_bytes=2_000)
    gift = await family.ben.made("/gifts", name="Kite", description="x" * 1000)
    wire = await connect(family.ana)
    since = await wire.follow("gifts:all")
    await rename(family, gift, *range(30))
    first = await wire.heard()

    await wire.say(action="subscribe", topic="gifts:all", since=since)
    await rename(family, gift, *range(30, 40))

    answer, *again = await wire.heard()
    assert answer == {"action": "subscribed", "topic": "gifts:all", "cursor": since}
    assert again[:30] == first
    assert names(again) == [*map(str, range(40))]


async def test_cursors_do_not_tell_of_what_is_hidden(family: Family, connect: Connect) -> None:
    kim, ana = await connect(family.kim), await connect(family.ana)
    before = await kim.follow("gifts:all", "lists:all", "list-items:all")
    everybody = await ana.follow("gifts:all")

    made = await family.ben.made("/lists", name="S", visibility="surprise", person_id=family.kim_person)
    for number in range(5):
        await family.ben.made(f"/lists/{made['id']}/items", gift={"name": f"Kite {number}"})

    assert await kim.follow("gifts:all", "lists:all", "list-items:all") == before
    assert (await kim.subscribe("gifts:all", before)) == [
        {"action": "subscribed", "topic": "gifts:all", "cursor": before}
    ]
    assert await ana.follow("gifts:all") != everybody
    await family.ben.made("/gifts", name="For all")
    (event,) = await kim.events()
    # One more for the gift's own topic, as for everybody who sees it.
    assert int(event["cursor"].rpartition("-")[2]) - int(before.rpartition("-")[2]) in (1, 2)


async def test_what_was_hidden_since_is_told_only_as_deleted(family: Family, connect: Connect) -> None:
    kim = await connect(family.kim)
    since = await kim.follow("lists:all")
    made = await family.ben.made("/lists", name="Secret plans", person_id=family.kim_person)
    await family.ben.made("/lists", name="Harmless")
    await family.ben.put(f"/lists/{made['id']}", {"visibility": "surprise"})

    _, *missed = await (await connect(family.kim)).subscribe("lists:all", since)

    assert [(m["event"], m["data"]["payload"].get("name")) for m in missed] == [
        ("ADDED", "Harmless"),
        ("DELETED", None),
    ]


async def test_what_a_list_told_before_it_was_kims_is_not_told_again(family: Family, connect: Connect) -> None:
    made = await family.ben.made("/lists", name="Ideas")
    item = await family.ben.made(f"/lists/{made['id']}/items", gift={"name": "Kite"})
    kim = await connect(family.kim)
    since = await kim.follow("list-items:all")
    await kim.ws.close()
    await family.ben.put(f"/list-items/{item['id']}/status", {"status": "purchased"})
    await family.ben.put(f"/lists/{made['id']}", {"person_id": family.kim_person})

    answer, *rest = await (await connect(family.kim)).subscribe("list-items:all", since)

    assert (answer["action"], rest) == ("resync", [])
    assert (await (await connect(family.ana)).subscribe("list-items:all", since))[0]["action"] == "subscribed"


async def test_what_was_missed_before_an_account_was_linked_is_not_told_after(family: Family, connect: Connect) -> None:
    person = await family.ana.made("/persons", name="Zoe")
    made = await family.ben.made("/lists", name="For Zoe", person_id=person["id"])
    item = await family.ben.made(f"/lists/{made['id']}/items", gift={"name": "Kite"})
    wire = await connect(family.zoe)
    since = await wire.follow("list-items:all")
    await wire.ws.close()
    await family.ben.put(f"/list-items/{item['id']}/status", {"status": "purchased"})
    await family.ana.put(f"/users/{family.zoe.id}", {"person_id": person["id"]})

    answer, *rest = await (await connect(family.zoe)).subscribe("list-items:all", since)

    assert (answer["action"], rest) == ("resync", [])
