"""How a socket ends: with its session, with the server, with a reader who does not read, with changed rights."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from familydash.realtime import connection
from tests.conftest import PASSWORD, Family
from tests.realtime.conftest import Connect, Intrude, sign_in
from tests.realtime.wire import until, writers

Act = Callable[[Family, str], Awaitable[Any]]


async def log_out(family: Family, token: str) -> None:
    assert (await family.ben.post("/auth/logout", headers={"Authorization": f"Bearer {token}"})).status == 204


async def change_password(family: Family, _: str) -> None:
    body = {"current_password": PASSWORD, "new_password": "another horse battery"}
    assert (await family.ben.put("/auth/password", body)).status == 204


async def from_another_device(family: Family, _: str) -> None:
    sessions = (await family.ben.get("/auth/sessions")).data
    other = next(session for session in sessions if not session["current"])
    assert (await family.ben.delete(f"/auth/sessions/{other['id']}")).status == 204


async def remove_account(family: Family, _: str) -> None:
    assert (await family.ana.delete(f"/users/{family.ben.id}")).status == 204


@pytest.mark.parametrize("act", [log_out, change_password, from_another_device, remove_account])
async def test_a_socket_ends_with_its_session_before_anything_else_is_heard(
    family: Family, connect: Connect, act: Act
) -> None:
    token = await sign_in(family.ben)
    ended, other, zoe = await connect(token=token), await connect(family.ben), await connect(family.zoe)
    for wire in (ended, other, zoe):
        await wire.follow("users:all", "gifts:all")

    await act(family, token)
    await family.zoe.made("/gifts", name="Kite")

    messages, code = await ended.end()
    assert code == 4001
    assert [message for message in messages if message["data"]["entity"] == "gift"] == []
    assert "gift" in [event["data"]["entity"] for event in await zoe.events()]
    if act is remove_account:
        assert (await other.end())[1] == 4001
    else:
        assert "gift" in [event["data"]["entity"] for event in await other.events()]


async def test_a_session_that_ran_out_ends_at_the_next_word(family: Family, connect: Connect) -> None:
    wire = await connect(family.ben)
    family.clock.pass_(days=91)
    await wire.say(action="ping")
    assert await wire.end() == ([], 4001)


async def test_a_session_that_ran_out_hears_nothing_more(family: Family, connect: Connect) -> None:
    silent = await connect(family.ben)
    await silent.follow("gifts:all")
    await family.zoe.made("/gifts", name="Ball")
    assert len(await silent.events()) == 1

    family.clock.pass_(days=91)
    family.zoe.token = await sign_in(family.zoe)
    other = await connect(family.zoe)
    await other.follow("gifts:all")
    await family.zoe.made("/gifts", name="Kite")

    assert await silent.end() == ([], 4001)
    assert len(await other.events()) == 1


async def test_a_session_may_end_while_its_socket_subscribes(family: Family, connect: Connect) -> None:
    wire = await connect(token=await sign_in(family.ben))
    sockets = family.house.sockets
    (one,) = sockets.live
    async with family.house.db.read(), family.house.db.read():  # it has to wait for a reader
        await wire.say(action="subscribe", topic="lists:all")
        await wire.say(action="ping")
        sockets.end_session(one.speaker.session_id)
        assert await wire.end() == ([], 4001)

    await until(lambda: not sockets.live and not writers())
    assert sockets.hub.topics() == 0


async def test_stopping_closes_every_socket_with_1001(family: Family, connect: Connect) -> None:
    quiet, stranger, busy = await connect(family.ana), await connect(), await connect(family.ben)
    sockets = family.house.sockets
    await quiet.follow("gifts:all")
    await until(lambda: len(sockets.strangers) == 1)
    async with family.house.db.read(), family.house.db.read():
        await busy.say(action="subscribe", topic="lists:all")
        ends = asyncio.gather(quiet.end(), stranger.end(), busy.end())
        await sockets.shut_down()
        assert list(await ends) == [([], 1001)] * 3

    late = await connect()
    await late.say(action="auth", token=family.ana.token)
    assert await late.end() == ([], 1001)
    await until(lambda: not sockets.live and not sockets.strangers and not writers())
    assert sockets.hub.topics() == 0


async def flood(family: Family, megabytes: float) -> int:
    """Events of that size in all on gifts:all; returns how many."""
    gift = await family.ben.made("/gifts", name="Kite")
    count = int(megabytes * 100)
    for number in range(count):
        await family.ben.put(f"/gifts/{gift['id']}", {"description": f"{number}" + "x" * 9_950})
    return count + 1


async def test_a_reader_that_does_not_read_is_dropped_and_the_others_get_everything(
    family: Family, connect: Connect, intrude: Intrude
) -> None:
    sockets = family.house.sockets
    frozen = await intrude(family.zoe, buffer=4096)
    await frozen.say(action="subscribe", topic="gifts:all")
    reader = await connect(family.ana)
    await reader.follow("gifts:all")
    await until(lambda: len(sockets.live) == 2)

    count = await flood(family, 1.1)

    assert len(await reader.events()) == count
    size, code = await frozen.read_on()
    assert code == 1013
    assert size < 2**20
    await until(lambda: len(sockets.live) == 1)


async def test_one_who_never_reads_again_is_cut_off(family: Family, connect: Connect, intrude: Intrude) -> None:
    sockets = family.house.sockets
    sockets.limits = replace(sockets.limits, close_seconds=0.05)
    frozen = await intrude(family.zoe, buffer=4096)
    await frozen.say(action="subscribe", topic="gifts:all")
    await until(lambda: sockets.hub.topics())
    (one,) = sockets.live

    await flood(family, 1.1)

    await until(lambda: not sockets.live and not writers())
    assert one.transport.is_closing()
    assert one.transport.get_write_buffer_size() == 0
    assert (await frozen.read_on())[1] is None


async def test_a_silent_peer_is_cut_off_with_what_it_did_not_take(family: Family, intrude: Intrude) -> None:
    sockets = family.house.sockets
    sockets.limits = replace(sockets.limits, heartbeat_seconds=1)
    frozen = await intrude(family.zoe, buffer=4096)
    await frozen.say(action="subscribe", topic="gifts:all")
    await until(lambda: sockets.hub.topics())
    (one,) = sockets.live

    await flood(family, 0.4)
    assert one.transport.get_write_buffer_size() > 0

    await until(lambda: not sockets.live and not writers())
    assert one.transport.get_write_buffer_size() == 0


async def test_answers_that_nobody_reads_count_as_well(family: Family, intrude: Intrude) -> None:
    sockets = family.house.sockets
    sockets.limits = replace(
        sockets.limits,
        messages_per_second=10**9,
        burst=10**6,
        queue_bytes=20_000,
        kernel_bytes=2048,
        close_seconds=0.05,
    )
    frozen = await intrude(family.zoe, buffer=4096)
    await until(lambda: sockets.live)
    (one,) = sockets.live
    with suppress(ConnectionError):
        while True:
            await frozen.say(action="unsubscribe", topic="x" * 80)
    assert one.transport.is_closing()


async def test_who_takes_what_was_missed_too_slowly_is_dropped(
    family: Family, connect: Connect, intrude: Intrude
) -> None:
    sockets = family.house.sockets
    wire = await connect(family.zoe)
    since = await wire.follow("gifts:all")
    await wire.ws.close()
    await flood(family, 1.1)
    await until(lambda: not sockets.live)
    sockets.limits = replace(sockets.limits, replay_seconds=0.05, close_seconds=0.05)

    frozen = await intrude(family.zoe, buffer=4096)
    await frozen.say(action="subscribe", topic="gifts:all", since=since)

    await until(lambda: sockets.live)
    await until(lambda: not sockets.live and not writers())
    assert sockets.hub.topics() == 0


async def test_a_defect_while_an_event_goes_out_costs_nobody_their_write(
    family: Family, connect: Connect, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ana = await connect(family.ana)
    await ana.follow("gifts:all")

    def broken(_: object, __: bytes) -> None:
        raise RuntimeError("a defect")

    with monkeypatch.context() as patched:
        patched.setattr(connection.Connection, "send", broken)
        assert (await family.ben.post("/gifts", {"name": "Kite"})).status == 201
    assert "a defect" in caplog.text
    await family.ben.made("/gifts", name="Ball")
    assert [event["data"]["payload"]["name"] for event in await ana.events()] == ["Ball"]


async def test_rights_that_cannot_be_looked_at_anew_end_the_sockets(
    family: Family, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    zoe = await connect(family.zoe)
    await zoe.follow("gifts:all")

    async def broken(*_: Any) -> bool:
        raise RuntimeError("a defect")

    monkeypatch.setattr(family.house.sockets.feed, "may_hear", broken)
    await family.ana.put(f"/users/{family.zoe.id}", {"is_admin": True})

    messages, code = await zoe.end()
    assert code == 1011
    assert [message for message in messages if message.get("action") == "resync"] == []


async def test_new_rights_are_looked_at_under_steady_writing_too(family: Family, connect: Connect) -> None:
    person = await family.ana.made("/persons", name="Zoe")
    made = await family.ben.made("/lists", name="S", visibility="surprise", person_id=person["id"])
    gift = await family.ben.made("/gifts", name="Kite")
    zoe = await connect(family.zoe)
    await zoe.follow("persons:all", f"list:{made['id']}")
    await zoe.heard()

    async def write() -> None:
        while not linked.done() or family.house.sockets._checks:
            await family.ben.put(f"/gifts/{gift['id']}", {"name": f"Kite {family.house.sockets.hub.moment}"})

    linked = asyncio.ensure_future(family.ana.put(f"/users/{family.zoe.id}", {"person_id": person["id"]}))
    await asyncio.gather(linked, *(write() for _ in range(8)))

    answers = [(message["action"], message["topic"]) for message in await zoe.heard()]
    assert sorted(answers) == [("error", f"list:{made['id']}"), ("resync", "persons:all")]
