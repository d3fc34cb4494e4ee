"""What may be said on a socket, how it is answered, and when it is too much."""

import json
from dataclasses import replace
from typing import Any

import pytest

from familydash.realtime.limits import Limits, Rate
from familydash.realtime.topics import TOPICS, find
from tests.conftest import Family
from tests.realtime.conftest import Connect

GARBAGE = (
    "",
    "{",
    "null",
    "[]",
    '"ping"',
    "{}",
    '{"action":"dance"}',
    '{"action":1}',
    '{"action":"subscribe"}',
    '{"action":"subscribe","topic":7}',
    '{"action":"subscribe","topic":null}',
    '{"action":"subscribe","topic":"lists:all","since":5}',
    '{"action":"subscribe","topic":"lists:all","extra":true}',
    json.dumps({"action": "subscribe", "topic": "x" * 101}),
    '{"action":"subscribe","topic":"\\ud800"}',
    '{"action":"ping","action":"dance"}',
    '{"action":"ping"} trailing',
    '{"action":' + "[" * 20_000 + "]" * 20_000 + "}",
    "NaN",
)
NO_TOPICS = (
    "", ":", "list", "list:", "list:0", "list:-1", "list:01", "list:1.0", "list: 1", "list:1 ", "list:²", "list:٣",
    "list:9223372036854775808", f"list:{'9' * 90}", "lists:1", "list:all", "list:{id}", "lists:{id}", "comments:1",
    "comments:list", "comments:tag:1", "comments:list:all", "tag:1", "user:1", "users:1", "LIST:1", "list:1\n",
    "activity:all",
)  # fmt: skip


async def test_what_is_none_of_the_words_is_answered_with_an_error_and_the_socket_stays(
    family: Family, connect: Connect
) -> None:
    wire = await connect(family.ana)
    for words in GARBAGE:
        await wire.ws.send_str(words)
        (answer,) = await wire.heard()
        assert (answer["action"], answer["error"]["code"]) == ("error", "VALIDATION_ERROR"), words


async def test_a_binary_message_is_a_wrong_one(family: Family, connect: Connect) -> None:
    wire = await connect(family.ana)
    await wire.ws.send_bytes(b'{"action":"ping"}')
    (answer,) = await wire.heard()
    assert answer["error"]["code"] == "VALIDATION_ERROR"


async def test_what_is_no_topic_is_refused(family: Family, connect: Connect) -> None:
    wire = await connect(family.ana)
    for topic in NO_TOPICS:
        assert find(topic) is None
        assert await wire.subscribe(topic) == [
            {"action": "error", "topic": topic, "error": {"code": "NOT_FOUND", "message": "unknown topic"}}
        ]
    assert family.house.sockets.hub.topics() == 0


async def test_a_hidden_topic_is_refused_with_the_bytes_of_an_unknown_one(family: Family, connect: Connect) -> None:
    made = await family.ben.made("/lists", name="X", visibility="surprise", person_id=family.kim_person)
    item = await family.ben.made(f"/lists/{made['id']}/items", gift={"name": "Kite"})
    things = {"list": made["id"], "gift": item["gift"]["id"], "list_item": item["id"]}
    kim, ben = await connect(family.kim), await connect(family.ben)

    async def answer(topic: str) -> str:
        await kim.say(action="subscribe", topic=topic)
        return (await kim.ws.receive_str(timeout=5)).replace(f'"{topic}"', "")

    for pattern in (topic.pattern for topic in TOPICS if topic.seen in things):
        thing = find(pattern.replace("{id}", "1"))
        assert thing is not None
        assert thing[0].seen is not None
        hidden, unknown = pattern.replace("{id}", str(things[thing[0].seen])), pattern.replace("{id}", "4711")
        assert await answer(hidden) == await answer(unknown) == await answer("tosh")
        assert (await ben.subscribe(hidden))[0]["action"] == "subscribed"


async def test_unsubscribing_ends_what_is_heard_and_is_answered_in_any_case(family: Family, connect: Connect) -> None:
    wire = await connect(family.ana)
    await wire.follow("persons:all")
    for _ in range(2):
        assert await wire.ask(action="unsubscribe", topic="persons:all") == {
            "action": "unsubscribed",
            "topic": "persons:all",
        }
    await family.ben.made("/persons", name="Grandma")
    assert await wire.heard() == []
    assert family.house.sockets.hub.topics() == 0


async def test_a_connection_holds_so_many_topics(family: Family, connect: Connect) -> None:
    family.house.sockets.limits = replace(family.house.sockets.limits, topics=2)
    wire = await connect(family.ana)
    await wire.follow("lists:all", "gifts:all")
    (refused,) = await wire.subscribe("tags:all")
    assert refused["error"]["code"] == "RATE_LIMITED"
    await wire.follow("lists:all")
    await wire.ask(action="unsubscribe", topic="gifts:all")
    await wire.follow("tags:all")
    assert Limits().topics == 100


async def test_twenty_wrong_messages_in_a_row_close_the_socket(family: Family, connect: Connect) -> None:
    wire = await connect(family.ana)
    for _ in range(19):
        assert (await wire.ask(action="subscribe", topic="list:4711"))["action"] == "error"
    assert await wire.ask(action="ping") == {"action": "pong"}
    for _ in range(19):
        assert (await wire.ask(action="dance"))["action"] == "error"
    await wire.say(action="dance")

    messages, code = await wire.end()
    assert ([message["action"] for message in messages], code) == (["error"], 1008)
    assert not family.house.sockets.live


async def test_a_message_has_64_kib_at_most(family: Family, connect: Connect) -> None:
    exact, over = await connect(family.ana), await connect(family.ana)
    padding = 64 * 1024 - len('{"action":"ping"}')
    await exact.ws.send_str('{"action":"ping"}' + " " * padding)
    assert await exact.next() == {"action": "pong"}
    await over.ws.send_str('{"action":"ping"}' + " " * (padding + 1))
    assert await over.end() == ([], 1009)


async def test_who_says_too_much_at_once_is_told_so_and_then_closed(family: Family, connect: Connect) -> None:
    family.house.sockets.limits = replace(family.house.sockets.limits, messages_per_second=0, burst=5)
    wire = await connect(family.ana)
    answers = [await wire.ask(action="ping") for _ in range(6)]
    for _ in range(19):
        await wire.say(action="ping")

    assert answers[:5] == [{"action": "pong"}] * 5
    assert answers[5]["error"]["code"] == "RATE_LIMITED"
    assert (await wire.end())[1] == 1008


def test_messages_may_come_in_a_burst_and_then_as_time_goes_by() -> None:
    rate = Rate(Limits(), 0)
    assert [rate.take(0) for _ in range(401)] == [True] * 400 + [False]
    assert [rate.take(1) for _ in range(101)] == [True] * 100 + [False]
    assert [rate.take(1000) for _ in range(401)] == [True] * 400 + [False]


async def test_a_defect_closes_the_socket_and_is_logged(
    family: Family, connect: Connect, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: Any) -> bool:
        raise RuntimeError("a defect")

    monkeypatch.setattr(family.house.sockets.feed, "may_hear", broken)
    wire = await connect(family.ana)
    await wire.say(action="subscribe", topic="lists:all")
    assert await wire.end() == ([], 1011)
    assert "a defect" in caplog.text
    assert not family.house.sockets.live
