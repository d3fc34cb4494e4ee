"""Signing in: who may, what they get, and how wrong guesses are slowed down."""

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher

from familydash.app import make_app
from familydash.auth.passwords import Passwords
from familydash.auth.viewer import HOUSE
from familydash.config import load
from tests.auth.conftest import Visitor, cookies, credentials, shows
from tests.conftest import PASSWORD, Family, Member


async def test_signing_in_gives_tokens_and_the_account(family: Family, visitor: Visitor) -> None:
    reply = await visitor().post("/auth/login", credentials("ben"))

    assert reply.status == 200
    assert reply.data.keys() == {"access_token", "token_type", "expires_in", "refresh_token", "user"}
    assert (reply.data["token_type"], reply.data["expires_in"]) == ("bearer", 900)
    assert reply.data["user"] == (await family.ana.get(f"/users/{family.ben.id}")).data
    assert reply.headers["Cache-Control"] == "no-store"
    assert (await visitor(reply.data["access_token"]).get("/users/me")).data["email"] == "ben@family.example"


async def test_the_refresh_token_comes_as_a_cookie_that_scripts_cannot_read(family: Family, visitor: Visitor) -> None:
    reply = await visitor().post("/auth/login", credentials("ben"))
    cookie = cookies(reply)["familydash_refresh"]

    assert cookie.value == reply.data["refresh_token"]
    assert (cookie["path"], cookie["samesite"], cookie["max-age"]) == ("/auth", "Strict", str(90 * 86_400))
    assert cookie["httponly"]
    assert not cookie["secure"]  # over http at home, where a Secure cookie would never come back


@pytest.mark.parametrize("email", ["BEN@family.example", " ben@FAMILY.example ", "Ben@Family.Example"])
async def test_an_address_is_compared_without_case(family: Family, visitor: Visitor, email: str) -> None:
    assert (await visitor().post("/auth/login", {"email": email, "password": PASSWORD})).status == 200


async def test_a_wrong_password_and_an_unknown_account_look_the_same(family: Family, visitor: Visitor) -> None:
    wrong = await visitor().post("/auth/login", credentials("ben", "wrong password"))
    unknown = await visitor().post("/auth/login", credentials("nobody", "wrong password"))
    short = await visitor().post("/auth/login", credentials("ben", ""))

    assert {wrong.status, unknown.status, short.status} == {401}
    assert wrong.headers["WWW-Authenticate"].startswith("Bearer")
    assert wrong.headers.keys() == unknown.headers.keys()
    assert {(e["code"], e["message"]) for e in (wrong.error, unknown.error, short.error)} == {
        ("UNAUTHORIZED", "the e-mail address or the password is not right")
    }


async def test_an_unknown_account_costs_a_hash_too(
    family: Family, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str | None] = []
    real = family.house.passwords.verify

    async def spy(stored: str | None, password: str) -> Any:
        tried.append(stored)
        return await real(stored, password)

    monkeypatch.setattr(family.house.passwords, "verify", spy)
    await visitor().post("/auth/login", credentials("nobody", "wrong password"))
    assert tried == [None]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": "ben@family.example"},
        {"email": "", "password": "x"},
        {"email": 1, "password": "x"},
        {"email": "x" * 255, "password": "x"},
        {"email": "ben@family.example", "password": "x" * 257},
        {"email": "ben@family.example", "password": PASSWORD, "remember": True},
    ],
)
async def test_a_body_of_another_shape_is_refused(family: Family, visitor: Visitor, body: Any) -> None:
    assert (await visitor().post("/auth/login", body)).status == 400


async def test_an_old_token_does_not_keep_anybody_from_signing_in(family: Family, visitor: Visitor) -> None:
    assert (await visitor("stale.old.token").post("/auth/login", credentials("ben"))).status == 200


async def test_five_wrong_guesses_at_an_account_then_one_a_minute(family: Family, visitor: Visitor) -> None:
    for _ in range(5):
        assert (await visitor().post("/auth/login", credentials("ben", "wrong password"))).status == 401
    refused = await visitor().post("/auth/login", credentials("ben"))

    assert (refused.status, refused.error["code"], refused.headers["Retry-After"]) == (429, "RATE_LIMITED", "60")
    assert (await visitor().post("/auth/login", credentials("zoe"))).status == 200
    family.clock.pass_(seconds=60)
    assert (await visitor().post("/auth/login", credentials("ben"))).status == 200


async def test_guesses_at_an_unknown_account_are_slowed_down_alike(family: Family, visitor: Visitor) -> None:
    statuses = [(await visitor().post("/auth/login", credentials("Nobody", "wrong password"))).status for _ in range(6)]
    assert statuses == [401] * 5 + [429]


async def test_guesses_made_at_the_same_time_all_count(family: Family, visitor: Visitor) -> None:
    guesses = (visitor().post("/auth/login", credentials("ben", f"wrong password {n}")) for n in range(15))
    statuses = sorted(reply.status for reply in await asyncio.gather(*guesses))
    assert statuses == [401] * 5 + [429] * 10


async def test_right_passwords_never_count(family: Family, visitor: Visitor) -> None:
    for _ in range(25):
        assert (await visitor().post("/auth/login", credentials("ben"))).status == 200


async def test_an_address_is_slowed_down_over_all_accounts(family: Family, visitor: Visitor) -> None:
    for guess in range(20):
        assert (await visitor().post("/auth/login", credentials(f"guess{guess}", "wrong password"))).status == 401
    refused = await visitor().post("/auth/login", credentials("ben"))
    assert (refused.status, refused.headers["Retry-After"]) == (429, "10")


async def test_a_device_that_has_signed_in_before_is_not_held_up_by_others(family: Family, visitor: Visitor) -> None:
    first = await visitor().post("/auth/login", credentials("ben"))
    cookie = cookies(first)["familydash_device"]
    assert (cookie["path"], cookie["samesite"], bool(cookie["httponly"])) == ("/auth", "Strict", True)
    assert int(cookie["max-age"]) >= 365 * 86_400
    for guess in range(30):
        await visitor().post("/auth/login", credentials("ben" if guess < 10 else f"guess{guess}", "wrong password"))
    assert (await visitor().post("/auth/login", credentials("ben"))).status == 429

    known = shows(familydash_device=cookie.value)
    assert (await visitor().post("/auth/login", credentials("ben"), headers=known)).status == 200


async def test_a_known_device_has_ten_guesses_of_its_own(family: Family, visitor: Visitor) -> None:
    first = await visitor().post("/auth/login", credentials("ben"))
    known = shows(familydash_device=cookies(first)["familydash_device"].value)
    wrong = credentials("ben", "wrong password")

    statuses = [(await visitor().post("/auth/login", wrong, headers=known)).status for _ in range(11)]

    assert statuses == [401] * 10 + [429]
    assert (await visitor().post("/auth/login", credentials("ben"))).status == 200  # others are not held up by it
    family.clock.pass_(seconds=30)
    again = await visitor().post("/auth/login", credentials("ben"), headers=known)
    assert again.status == 200
    renewed = shows(familydash_device=cookies(again)["familydash_device"].value)
    for _ in range(9):
        await visitor().post("/auth/login", wrong, headers=renewed)
    assert (await visitor().post("/auth/login", wrong, headers=renewed)).status == 429  # signing in made no new bucket


async def test_a_device_is_known_to_its_own_account_alone(family: Family, visitor: Visitor) -> None:
    bens = await visitor().post("/auth/login", credentials("ben"))
    known = shows(familydash_device=cookies(bens)["familydash_device"].value)
    wrong = credentials("zoe", "wrong password")
    statuses = [(await visitor().post("/auth/login", wrong, headers=known)).status for _ in range(6)]
    assert statuses == [401] * 5 + [429]


async def test_a_forged_device_is_an_unknown_one(family: Family, visitor: Visitor) -> None:
    forged = shows(familydash_device=family.ben.token)
    wrong = credentials("ben", "wrong password")
    statuses = [(await visitor().post("/auth/login", wrong, headers=forged)).status for _ in range(6)]
    assert statuses == [401] * 5 + [429]


async def test_the_check_comes_before_any_hashing(
    family: Family, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        await visitor().post("/auth/login", credentials("ben", "wrong password"))
    monkeypatch.setattr(family.house.passwords, "verify", None)
    assert (await visitor().post("/auth/login", credentials("ben"))).status == 429


async def test_a_password_hash_of_older_parameters_is_made_anew(family: Family, visitor: Visitor) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("the old password")
    family.house.entrance.passwords.close()
    family.house.entrance.passwords = Passwords()
    async with family.house.db.write(HOUSE) as tx:
        await tx.run("UPDATE users SET password_hash = :old WHERE id = :id", {"old": old, "id": family.ben.id})

    for _ in range(2):
        assert (await visitor().post("/auth/login", credentials("ben", "the old password"))).status == 200

    async with family.house.db.read() as read:
        new = await read.value("SELECT password_hash FROM users WHERE id = :id", {"id": family.ben.id})
    assert new.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_a_password_that_changes_while_it_is_looked_at_lets_nobody_in(
    family: Family, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = family.house.passwords.verify

    async def slow(stored: str | None, password: str) -> Any:
        verdict = await real(stored, password)
        async with family.house.db.write(HOUSE) as tx:
            await tx.run("UPDATE users SET password_hash = 'another' WHERE id = :id", {"id": family.ben.id})
        return verdict

    monkeypatch.setattr(family.house.passwords, "verify", slow)
    assert (await visitor().post("/auth/login", credentials("ben"))).status == 401


async def test_nothing_of_a_sign_in_is_kept_to_be_sent_again(family: Family, visitor: Visitor) -> None:
    key = {"Idempotency-Key": "again"}
    first = await visitor().post("/auth/login", credentials("ben"), headers=key)
    again = await visitor().post("/auth/login", credentials("ben"), headers=key)
    await visitor(first.data["access_token"]).post("/auth/refresh", headers=key)

    assert first.data["refresh_token"] != again.data["refresh_token"]
    async with family.house.db.read() as read:
        assert await read.value("SELECT count(*) FROM idempotency") == 0


async def test_no_secret_is_in_the_database(family: Family, visitor: Visitor) -> None:
    reply = await visitor().post("/auth/login", credentials("ben"))
    family_part, secret = reply.data["refresh_token"].split(".")
    async with family.house.db.read() as read:
        rows = [dict(row) for row in await read.all("SELECT * FROM sessions")]
    for told in (family_part, secret, PASSWORD, reply.data["access_token"]):
        assert told not in str(rows)
        assert told.encode() not in b"".join(v for row in rows for v in row.values() if isinstance(v, bytes))


async def test_signing_in_goes_on_when_the_disk_is_full(
    family: Family, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk_full(family, monkeypatch)
    signed_in = await visitor().post("/auth/login", credentials("ben"))
    me = visitor(signed_in.data["access_token"])
    assert (await me.get("/auth/me")).data["name"] == "Ben"
    assert (await me.put(f"/users/{family.ben.id}", {"name": "Benjamin"})).status == 507
    refreshed = await visitor().post("/auth/refresh", {"refresh_token": signed_in.data["refresh_token"]})
    assert (await visitor(refreshed.data["access_token"]).get("/auth/me")).status == 200
    by_bearer = await family.zoe.post("/auth/refresh")
    assert (await visitor(by_bearer.data["access_token"]).get("/auth/me")).data["name"] == "Zoe"

    monkeypatch.undo()
    saved = await visitor().post("/auth/refresh", {"refresh_token": refreshed.data["refresh_token"]})

    assert (await me.get("/auth/me")).status == 401
    later = visitor(saved.data["access_token"])
    (current,) = [one for one in (await later.get("/auth/sessions")).data if one["current"]]
    assert current["id"] > 0
    lost = await visitor().post("/auth/refresh", {"refresh_token": refreshed.data["refresh_token"]})
    assert lost.status == 200
    assert (await visitor().post("/auth/logout", {"refresh_token": lost.data["refresh_token"]})).status == 204


async def test_a_session_of_a_full_disk_ends_with_the_password(
    family: Family, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk_full(family, monkeypatch)
    unsaved = (await visitor().post("/auth/login", credentials("ben"))).data
    monkeypatch.undo()

    change = {"current_password": PASSWORD, "new_password": "a new password"}
    assert (await family.ben.put("/auth/password", change)).status == 204

    assert (await visitor(unsaved["access_token"]).get("/auth/me")).status == 401
    assert (await visitor().post("/auth/refresh", {"refresh_token": unsaved["refresh_token"]})).status == 401


async def test_a_session_of_a_full_disk_can_be_ended(
    family: Family, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk_full(family, monkeypatch)
    first, second = [(await visitor().post("/auth/login", credentials("ben"))).data for _ in range(2)]
    assert (await visitor(first["access_token"]).post("/auth/logout")).status == 204
    assert (await visitor(first["access_token"]).get("/auth/me")).status == 401
    assert (await visitor().post("/auth/refresh", {"refresh_token": first["refresh_token"]})).status == 401
    assert (await visitor(second["access_token"]).get("/auth/me")).status == 200


def disk_full(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    """No write goes through until the monkeypatch is undone."""
    writer = family.house.db._writer
    real = writer.execute_fetchall

    async def full(sql: str, parameters: Any = ()) -> Any:
        if sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error
        return await real(sql, parameters)

    monkeypatch.setattr(writer, "execute_fetchall", full)


async def test_behind_a_trusted_proxy_each_browser_counts_for_itself_and_https_makes_cookies_secure(
    family: Family, tmp_path: Path
) -> None:
    behind = replace(family.house, config=load(tmp_path, {"trusted_proxies": "127.0.0.1"}, {}))
    async with TestClient(TestServer(make_app(behind)), cookie_jar=aiohttp.DummyCookieJar()) as client:
        visitor = Member("visitor", 0, client)
        there = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
        for guess in range(21):
            wrong = await visitor.post("/auth/login", credentials(f"guess{guess}", "wrong password"), headers=there)
        assert wrong.status == 429
        here = {**there, "X-Forwarded-For": "203.0.113.9, 203.0.113.10"}
        reply = await visitor.post("/auth/login", credentials("ben"), headers=here)
        assert [bool(cookie["secure"]) for cookie in cookies(reply).values()] == [True, True]


async def test_what_a_stranger_says_of_its_address_does_not_count(family: Family, visitor: Visitor) -> None:
    for guess in range(21):
        said = {"X-Forwarded-For": f"203.0.113.{guess}", "X-Forwarded-Proto": "https"}
        reply = await visitor().post("/auth/login", credentials(f"guess{guess}", "wrong password"), headers=said)
    assert reply.status == 429
