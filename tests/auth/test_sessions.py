"""Staying signed in, and signing out: at once, everywhere."""

import asyncio
from typing import Any

import aiohttp
import pytest

from familydash.auth import store
from familydash.auth.entrance import Entrance
from familydash.auth.tokens import load_key
from familydash.auth.viewer import HOUSE
from tests.auth.conftest import Visitor, cookies, credentials, shows
from tests.conftest import PASSWORD, Family, Member, Reply


async def signed_in(visitor: Visitor, name: str = "ben", **headers: str) -> Any:
    return (await visitor().post("/auth/login", credentials(name), headers=headers)).data


async def refreshed(visitor: Visitor, token: str) -> Reply:
    return await visitor().post("/auth/refresh", {"refresh_token": token})


async def works(visitor: Visitor, access_token: str) -> bool:
    return (await visitor(access_token).get("/auth/me")).status == 200


async def test_a_refresh_gives_new_tokens_of_the_same_session(family: Family, visitor: Visitor) -> None:
    first = await signed_in(visitor)
    family.clock.pass_(minutes=15)
    assert not await works(visitor, first["access_token"])

    reply = await refreshed(visitor, first["refresh_token"])

    assert reply.status == 200
    assert reply.data.keys() == first.keys()
    assert reply.data["user"] == first["user"]
    assert reply.data["refresh_token"] != first["refresh_token"]
    assert cookies(reply)["familydash_refresh"].value == reply.data["refresh_token"]
    assert reply.headers["Cache-Control"] == "no-store"
    assert await works(visitor, reply.data["access_token"])
    async with family.house.db.read() as read:
        assert await read.value("SELECT count(*) FROM sessions WHERE user_id = :id", {"id": family.ben.id}) == 2


async def test_a_lost_answer_signs_nobody_out(family: Family, visitor: Visitor) -> None:
    first = (await signed_in(visitor))["refresh_token"]
    await refreshed(visitor, first)
    await refreshed(visitor, first)
    found = await refreshed(visitor, first)
    assert found.status == 200
    assert (await refreshed(visitor, found.data["refresh_token"])).status == 200


async def test_an_old_token_used_again_ends_the_session(family: Family, visitor: Visitor) -> None:
    first = await signed_in(visitor)
    second = (await refreshed(visitor, first["refresh_token"])).data
    third = (await refreshed(visitor, second["refresh_token"])).data

    assert (await refreshed(visitor, first["refresh_token"])).status == 401

    assert (await refreshed(visitor, third["refresh_token"])).status == 401
    assert not await works(visitor, third["access_token"])


async def test_a_token_that_was_never_given_out_ends_the_session_of_its_family(
    family: Family, visitor: Visitor
) -> None:
    first = await signed_in(visitor)
    invented = first["refresh_token"].split(".")[0] + ".invented"
    assert (await refreshed(visitor, invented)).status == 401
    assert not await works(visitor, first["access_token"])


@pytest.mark.parametrize("token", ["", "x", ".", "a.b", "ü.ü", "x" * 2000])
async def test_a_token_of_no_family_is_just_refused(family: Family, visitor: Visitor, token: str) -> None:
    reply = await refreshed(visitor, token)
    assert (reply.status, reply.error["code"]) == (401, "UNAUTHORIZED")
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")


async def test_a_good_access_token_refreshes_too(family: Family, visitor: Visitor) -> None:
    first = await signed_in(visitor)
    second = (await visitor(first["access_token"]).post("/auth/refresh")).data
    assert await works(visitor, second["access_token"])
    # Of the same family: the one before is still good, and one that neither of them is ends the session.
    third = (await refreshed(visitor, first["refresh_token"])).data
    assert await works(visitor, third["access_token"])
    assert (await refreshed(visitor, second["refresh_token"])).status == 401
    assert not await works(visitor, third["access_token"])


async def test_an_access_token_that_ran_out_does_not_refresh(family: Family, visitor: Visitor) -> None:
    first = await signed_in(visitor)
    family.clock.pass_(minutes=15)
    assert (await visitor(first["access_token"]).post("/auth/refresh")).status == 401
    assert (await visitor().post("/auth/refresh")).status == 401


async def test_the_cookie_refreshes_where_there_is_nothing_else(family: Family, visitor: Visitor) -> None:
    first = await signed_in(visitor)
    family.clock.pass_(minutes=20)
    cookie = shows(familydash_refresh=first["refresh_token"])
    assert (await visitor().post("/auth/refresh", headers=cookie)).status == 200
    assert (await visitor(first["access_token"]).post("/auth/refresh", headers=cookie)).status == 200


async def test_the_body_counts_before_the_access_token_and_that_before_the_cookie(
    family: Family, visitor: Visitor
) -> None:
    ben, zoe, kim = [await signed_in(visitor, name) for name in ("ben", "zoe", "kim")]
    cookie = shows(familydash_refresh=kim["refresh_token"])
    by_body = await visitor(zoe["access_token"]).post(
        "/auth/refresh", {"refresh_token": ben["refresh_token"]}, headers=cookie
    )
    by_token = await visitor(zoe["access_token"]).post("/auth/refresh", {}, headers=cookie)
    by_cookie = await visitor().post("/auth/refresh", {"refresh_token": None}, headers=cookie)
    assert [reply.data["user"]["name"] for reply in (by_body, by_token, by_cookie)] == ["Ben", "Zoe", "Kim"]
    wrong = await visitor(zoe["access_token"]).post("/auth/refresh", {"refresh_token": "x.y"}, headers=cookie)
    assert wrong.status == 401


async def test_answers_lost_on_the_way_to_a_browser_sign_nobody_out(family: Family, visitor: Visitor) -> None:
    first = await signed_in(visitor)
    cookie = shows(familydash_refresh=first["refresh_token"])
    for _ in range(3):  # the access token goes along; the cookie says which token the browser has
        assert (await visitor(first["access_token"]).post("/auth/refresh", headers=cookie)).status == 200
    assert (await visitor().post("/auth/refresh", headers=cookie)).status == 200


async def test_a_session_lasts_90_days_from_its_last_use(family: Family, visitor: Visitor) -> None:
    token = (await signed_in(visitor))["refresh_token"]
    for _ in range(3):
        family.clock.pass_(days=89)
        token = (await refreshed(visitor, token)).data["refresh_token"]
    family.clock.pass_(days=90)
    assert (await refreshed(visitor, token)).status == 401


async def test_a_clock_that_was_wrong_for_a_while_signs_nobody_out(family: Family, visitor: Visitor) -> None:
    first = await signed_in(visitor)
    family.clock.pass_(days=3650)
    assert not await works(visitor, first["access_token"])
    assert (await refreshed(visitor, first["refresh_token"])).status == 401
    family.clock.pass_(days=-3650)
    assert await works(visitor, first["access_token"])
    family.clock.pass_(days=-3650)  # a Pi wakes up in the past
    assert (await refreshed(visitor, first["refresh_token"])).status == 200


async def test_signing_out_ends_the_session_and_takes_the_cookie_back(family: Family, visitor: Visitor) -> None:
    first, other = await signed_in(visitor), await signed_in(visitor)
    reply = await visitor(first["access_token"]).post("/auth/logout")

    assert (reply.status, reply.body) == (204, b"")
    cookie = cookies(reply)["familydash_refresh"]
    assert (cookie.value, cookie["max-age"], cookie["path"]) == ("", "0", "/auth")
    assert not await works(visitor, first["access_token"])
    assert (await refreshed(visitor, first["refresh_token"])).status == 401
    assert await works(visitor, other["access_token"])
    assert (await visitor(first["access_token"]).post("/auth/logout")).status == 401


async def test_signing_out_takes_a_refresh_token_too(family: Family, visitor: Visitor) -> None:
    by_body, by_cookie = await signed_in(visitor), await signed_in(visitor)
    assert (await visitor().post("/auth/logout", {"refresh_token": by_body["refresh_token"]})).status == 204
    cookie = shows(familydash_refresh=by_cookie["refresh_token"])
    assert (await visitor().post("/auth/logout", headers=cookie)).status == 204
    for gone in (by_body, by_cookie):
        assert not await works(visitor, gone["access_token"])
    assert (await visitor().post("/auth/logout")).status == 401


async def test_a_socket_is_closed_when_its_session_ends(family: Family, visitor: Visitor) -> None:
    one, other = [
        Member("ben", family.ben.id, family.client, (await signed_in(visitor))["access_token"]) for _ in range(2)
    ]
    mine, others = await one.listen("lists:all"), await other.listen("lists:all")

    await one.post("/auth/logout")

    closing = await mine.ws.receive(timeout=5)
    assert (closing.type, closing.data) == (aiohttp.WSMsgType.CLOSE, 4001)
    assert await others.heard() == []
    await one.close()
    await other.close()


async def test_a_token_of_a_session_that_ended_opens_no_socket(family: Family, visitor: Visitor) -> None:
    token = (await signed_in(visitor))["access_token"]
    await visitor(token).post("/auth/logout")
    async with family.client.ws_connect(f"/ws?token={token}") as ws:
        closing = await ws.receive(timeout=5)
        assert (closing.type, closing.data) == (aiohttp.WSMsgType.CLOSE, 4001)


async def test_the_own_devices_are_listed_by_last_use(family: Family, visitor: Visitor) -> None:
    family.clock.pass_(minutes=1)
    phone = await signed_in(visitor, **{"User-Agent": "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Firefox/130.0"})
    reply = await visitor(phone["access_token"]).get("/auth/sessions")

    assert reply.data[0]["name"] == "Firefox on Android"
    assert [one["current"] for one in reply.data] == [True, False]
    assert reply.data[0].keys() == {"id", "name", "created_at", "last_seen_at", "current"}
    assert reply.data[0]["created_at"] == reply.data[0]["last_seen_at"] == "2026-11-26T10:31:00.000Z"
    assert reply.json["pagination"] == {"next_cursor": None, "has_more": False, "limit": 50}


async def test_reading_writes_nothing(family: Family) -> None:
    async with family.house.db.read() as read:
        before = [tuple(row) for row in await read.all("SELECT * FROM sessions")]
    family.clock.pass_(minutes=10)
    for path in ("/auth/me", "/auth/sessions", "/users", "/settings"):
        assert (await family.ben.get(path)).status == 200
    async with family.house.db.read() as read:
        assert [tuple(row) for row in await read.all("SELECT * FROM sessions")] == before


async def test_devices_are_paged(family: Family, visitor: Visitor) -> None:
    for _ in range(4):
        await signed_in(visitor)
    seen: list[int] = []
    path = "/auth/sessions?limit=2"
    while path:
        reply = await family.ben.get(path)
        seen += [one["id"] for one in reply.data]
        cursor = reply.json["pagination"]["next_cursor"]
        path = f"/auth/sessions?limit=2&cursor={cursor}" if cursor else ""
    assert len(seen) == len(set(seen)) == 5


async def test_another_device_is_signed_out_from_this_one(family: Family, visitor: Visitor) -> None:
    other = await signed_in(visitor)
    (session,) = [one for one in (await family.ben.get("/auth/sessions")).data if not one["current"]]
    assert (await family.ben.delete(f"/auth/sessions/{session['id']}")).status == 204
    assert not await works(visitor, other["access_token"])
    assert await works(visitor, family.ben.token)
    assert (await family.ben.delete(f"/auth/sessions/{session['id']}")).status == 404


async def test_ending_the_own_session_is_signing_out(family: Family, visitor: Visitor) -> None:
    (session,) = (await family.ben.get("/auth/sessions")).data
    reply = await family.ben.delete(f"/auth/sessions/{session['id']}")
    assert cookies(reply)["familydash_refresh"].value == ""
    assert not await works(visitor, family.ben.token)


async def test_the_session_of_another_account_does_not_exist(family: Family, visitor: Visitor) -> None:
    (session,) = (await family.ben.get("/auth/sessions")).data
    for id in (session["id"], 999_999):
        reply = await family.ana.delete(f"/auth/sessions/{id}")
        assert (reply.status, reply.error["message"]) == (404, "there is no such session")
    assert (await family.ana.delete("/auth/sessions/abc")).status == 400
    assert await works(visitor, family.ben.token)


async def test_an_account_has_a_hundred_sessions_at_most(
    family: Family, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "EACH", 3)
    family.clock.pass_(minutes=1)
    tokens = []
    for _ in range(4):
        family.clock.pass_(seconds=1)
        tokens.append((await signed_in(visitor))["access_token"])
    assert [await works(visitor, token) for token in (family.ben.token, *tokens)] == [False, False, True, True, True]


@pytest.mark.parametrize("path", ["/auth/me", "/auth/sessions", "/users", "/users/me", "/users/1", "/settings"])
async def test_without_a_token_or_with_a_bad_one_there_is_nothing(family: Family, visitor: Visitor, path: str) -> None:
    for headers in (
        {},
        {"Authorization": "Bearer x.y.z"},
        {"Authorization": "Basic YTpi"},
        {"Authorization": "Bearer"},
    ):
        reply = await visitor().get(path, headers=headers)
        assert (reply.status, reply.error["code"]) == (401, "UNAUTHORIZED")
        assert reply.headers["WWW-Authenticate"].startswith("Bearer")


async def test_me_is_the_account_and_the_household(family: Family) -> None:
    me = (await family.kim.get("/auth/me")).data
    settings = me.pop("settings")
    assert me == (await family.kim.get(f"/users/{family.kim.id}")).data
    assert settings == {
        "household_name": "Our family",
        "currency": "EUR",
        "timezone": "Europe/Berlin",
        "locale": "en",
    }


async def test_sessions_live_on_in_the_next_process(family: Family, visitor: Visitor) -> None:
    first, gone = await signed_in(visitor), await signed_in(visitor)
    await visitor(gone["access_token"]).post("/auth/logout")
    house = family.house
    again = await Entrance.open(house.db, house.clock, load_key(house.db.path.parent))
    live = again.sessions.resolve(first["access_token"])
    assert live is not None
    assert (live.user_id, live.viewer.name) == (family.ben.id, "Ben")
    assert again.sessions.resolve(gone["access_token"]) is None
    again.close()


async def test_what_another_process_has_written_is_taken_over_when_all_is_read_anew(
    family: Family, visitor: Visitor
) -> None:
    ended: list[int] = []
    family.house.entrance.sessions.on_end(ended.append)
    async with family.house.db.write(HOUSE) as tx:
        await store.end_all(tx, family.ben.id)
    assert await works(visitor, family.ben.token)
    async with family.house.db.write(HOUSE) as tx:
        await family.house.entrance.sessions.load(tx)
    assert len(ended) == 1
    assert not await works(visitor, family.ben.token)
    assert await works(visitor, family.zoe.token)


async def test_a_write_that_fails_ends_no_session(family: Family, visitor: Visitor) -> None:
    ended: list[int] = []
    sessions = family.house.entrance.sessions
    sessions.on_end(ended.append)

    async def fail() -> None:
        async with family.house.db.write(HOUSE) as tx:
            await store.end_all(tx, family.ben.id)
            await sessions.follow(tx, family.ben.id)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert ended == []
    assert await works(visitor, family.ben.token)


async def test_a_listener_that_fails_keeps_nobody_from_hearing(family: Family, visitor: Visitor) -> None:
    ended: list[int] = []
    sessions = family.house.entrance.sessions
    sessions.on_end(lambda sid: 1 // 0)  # type: ignore[func-returns-value,unused-ignore,arg-type,return-value]
    sessions.on_end(ended.append)
    assert (await family.ben.post("/auth/logout")).status == 204
    assert len(ended) == 1
    assert PASSWORD not in str(ended)


async def test_two_tabs_that_refresh_at_the_same_time_stay_signed_in(family: Family, visitor: Visitor) -> None:
    cookie = shows(familydash_refresh=(await signed_in(visitor))["refresh_token"])
    both = await asyncio.gather(*(visitor().post("/auth/refresh", headers=cookie) for _ in range(2)))
    assert [reply.status for reply in both] == [200, 200]
    assert [await works(visitor, reply.data["access_token"]) for reply in both] == [True, True]


async def test_a_session_that_ran_out_lets_no_token_in(family: Family) -> None:
    entrance = family.house.entrance
    live = entrance.sessions.resolve(family.ben.token)
    assert live is not None
    family.clock.pass_(days=90)
    assert entrance.sessions.resolve(entrance.tokens.access(live.user_id, live.sid)) is None
