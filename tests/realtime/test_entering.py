"""Who gets a socket: the two ways to say who one is, whose pages may ask, how many there may be."""

import asyncio
import logging
from dataclasses import replace

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from familydash.app import make_app
from tests.conftest import Family
from tests.realtime.conftest import Connect, Intrude
from tests.realtime.wire import until


async def test_a_first_message_says_who_one_is_and_is_answered(family: Family, connect: Connect) -> None:
    wire = await connect()
    assert await wire.ask(action="auth", token=family.ana.token) == {"action": "authenticated"}
    assert await wire.ask(action="ping") == {"action": "pong"}


async def test_a_token_in_the_address_needs_no_answer(family: Family, connect: Connect) -> None:
    wire = await connect(query=f"?token={family.ana.token}")
    assert await wire.ask(action="ping") == {"action": "pong"}


async def test_saying_again_who_one_is_is_a_wrong_message(family: Family, connect: Connect) -> None:
    wire = await connect(family.ana)
    assert (await wire.ask(action="auth", token=family.ben.token))["error"]["code"] == "VALIDATION_ERROR"
    assert next(iter(family.house.sockets.live)).user_id == family.ana.id


async def test_a_wrong_token_closes_the_socket_with_4001(family: Family, connect: Connect) -> None:
    for token in ("", "nonsense", "a.b.c", "é", f"{family.ana.token}x"):
        in_address, in_message = await connect(query=f"?token={token}"), await connect()
        await in_message.say(action="auth", token=token)
        assert await in_address.end() == ([], 4001)
        assert await in_message.end() == ([], 4001)


async def test_a_token_of_a_session_that_ended_is_wrong(family: Family, connect: Connect) -> None:
    await family.ben.post("/auth/logout")
    wire = await connect(query=f"?token={family.ben.token}")
    assert await wire.end() == ([], 4001)


async def test_whoever_says_something_else_first_is_closed_with_4001(connect: Connect) -> None:
    for words in (
        b'{"action":"ping"}',
        b'{"action":"subscribe","topic":"lists:all"}',
        b'{"action":"auth"}',
        b"[]",
        b"{",
    ):
        as_text, as_bytes = await connect(), await connect()
        await as_text.ws.send_str(words.decode())
        await as_bytes.ws.send_bytes(words)
        assert await as_text.end() == ([], 4001)
        assert await as_bytes.end() == ([], 4001)


async def test_whoever_says_nothing_is_closed_with_4001_whatever_its_pongs(
    family: Family, connect: Connect, intrude: Intrude
) -> None:
    family.house.sockets.limits = replace(family.house.sockets.limits, auth_seconds=0.1)
    silent, ponging = await connect(), await intrude()

    async def pong() -> None:
        while True:
            await ponging.send(10, b"")
            await asyncio.sleep(0.01)

    pongs = asyncio.create_task(pong())
    assert await silent.end() == ([], 4001)
    assert await ponging.read_on() == (4, 4001)
    pongs.cancel()


async def test_a_page_of_another_origin_gets_no_socket_whatever_its_token(family: Family) -> None:
    url = family.client.make_url("/ws").with_query(token=family.ana.token)
    for origin in ("https://evil.example", "null", f"http://127.0.0.1:{(url.port or 0) - 1}"):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await family.client.ws_connect(url.path_qs, origin=origin)
        assert refused.value.status == 403
    assert not family.house.sockets.live


async def test_the_own_origin_no_origin_and_an_allowed_one_get_a_socket(family: Family) -> None:
    house = replace(family.house, config=replace(family.house.config, cors_origins=("https://dash.example",)))
    async with TestClient(TestServer(make_app(house))) as client:
        own = str(client.make_url("/").origin())
        for origin in (own, None, "https://dash.example"):
            async with client.ws_connect(f"/ws?token={family.ana.token}", origin=origin) as ws:
                await ws.send_json({"action": "ping"})
                assert await ws.receive_json() == {"action": "pong"}


async def test_a_plain_request_gets_an_answer_in_the_envelope(family: Family) -> None:
    reply = await family.ana.get("/ws")
    assert (reply.status, reply.error["code"]) == (400, "VALIDATION_ERROR")
    assert not family.house.sockets.strangers


async def test_one_address_has_few_sockets_that_have_not_said_who_they_are(family: Family, connect: Connect) -> None:
    family.house.sockets.limits = replace(family.house.sockets.limits, strangers_per_address=2)
    silent = [await connect(), await connect()]
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await connect(family.ana)
    assert refused.value.status == 429
    assert refused.value.headers is not None
    assert refused.value.headers["Retry-After"]

    await silent[0].ask(action="auth", token=family.ben.token)
    await connect(family.ana)


async def test_all_addresses_together_have_few_that_have_not_said_who_they_are(
    family: Family, connect: Connect
) -> None:
    family.house.sockets.limits = replace(family.house.sockets.limits, strangers=2)
    silent = [await connect(), await connect()]
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await connect(family.ana)
    assert refused.value.status == 429
    await silent[0].ws.close()
    await until(lambda: len(family.house.sockets.strangers) == 1)
    await connect(family.ana)


async def test_one_address_has_so_many_sockets_of_whomever(family: Family, connect: Connect) -> None:
    family.house.sockets.limits = replace(family.house.sockets.limits, sockets_per_address=3)
    wires = [await connect(family.ana), await connect(family.ben), await connect()]
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await connect(family.zoe)
    assert refused.value.status == 429
    await wires[0].ws.close()
    await until(lambda: len(family.house.sockets.live) == 1)
    await connect(family.zoe)


async def test_one_account_has_so_many_sockets_and_the_next_is_sent_away(family: Family, connect: Connect) -> None:
    family.house.sockets.limits = replace(family.house.sockets.limits, sockets_per_account=3)
    wires = [await connect(family.ana) for _ in range(3)]
    one_more = await connect()
    await one_more.say(action="auth", token=family.ana.token)

    assert await one_more.end() == ([], 1013)
    assert await (await connect(query=f"?token={family.ana.token}")).end() == ([], 1013)
    assert await (await connect(family.ben)).ask(action="ping") == {"action": "pong"}
    await wires[0].ws.close()
    await until(lambda: len(family.house.sockets.live) == 3)
    await connect(family.ana)


async def test_the_token_of_an_address_stands_in_no_log(family: Family, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    runner = web.AppRunner(make_app(family.house), access_log=None)  # as `familydash serve` runs it
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    secret = f"{family.ana.token}x"
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{runner.addresses[0][1]}") as session:
            for token in (family.ana.token, secret):
                async with session.ws_connect("/ws", params={"token": token}) as ws:
                    await ws.send_str("nonsense")
                    await ws.receive()
            (await session.get("/ws", params={"token": secret})).close()
            (await session.get("/ws", params={"token": secret}, headers={"Origin": "https://evil.example"})).close()
    finally:
        await runner.cleanup()

    logged = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert "GET /ws" in logged
    assert family.ana.token.rpartition(".")[2] not in logged
