"""New accounts, the very first one, and the own password."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from familydash.app import House, make_app
from familydash.auth.viewer import HOUSE
from familydash.features.users import store as users
from familydash.features.users.store import UserNew
from tests.auth.conftest import Visitor, cookies, credentials
from tests.conftest import PASSWORD, Family, Member

NEW = {"email": "Lea@Family.Example", "name": "Lea", "password": "leas password"}


class TestRegister:
    async def test_an_admin_makes_an_account_that_can_sign_in(self, family: Family, visitor: Visitor) -> None:
        person = await family.ana.made("/persons", name="Lea")
        reply = await family.ana.post("/auth/register", {**NEW, "person_id": person["id"]})

        assert reply.status == 201
        assert reply.headers["Location"] == f"/users/{reply.data['id']}"
        assert reply.data == (await family.ben.get(reply.headers["Location"])).data
        assert reply.data.keys() == {
            "id", "email", "name", "avatar_url", "is_admin", "person_id", "version", "created_at", "updated_at", "updated_by",
        }  # fmt: skip
        assert (reply.data["email"], reply.data["is_admin"], reply.data["person_id"]) == (
            "Lea@Family.Example",
            False,
            person["id"],
        )
        assert reply.data["updated_by"] == {"id": family.ana.id, "name": "Ana", "avatar_url": None}
        signed_in = await visitor().post("/auth/login", {"email": "lea@family.example", "password": "leas password"})
        assert signed_in.status == 200

    async def test_who_listens_to_the_accounts_hears_of_it(self, family: Family) -> None:
        zoe = await family.zoe.listen("users:all")
        reply = await family.ana.post("/auth/register", NEW)
        assert await zoe.events() == [("users:all", "ADDED", "user", reply.data)]

    async def test_a_member_may_not(self, family: Family) -> None:
        reply = await family.ben.post("/auth/register", NEW)
        assert (reply.status, reply.error["code"]) == (403, "FORBIDDEN")
        assert (await family.ben.post("/auth/register", {"name": "Lea"})).status == 400  # the shape comes first

    async def test_a_stranger_may_not(self, family: Family, visitor: Visitor) -> None:
        assert (await visitor().post("/auth/register", NEW)).status == 401

    async def test_an_address_is_there_once_without_case(self, family: Family) -> None:
        ben = await family.ana.post("/auth/register", {**NEW, "email": "BEN@Family.example"})
        assert (ben.status, ben.error["code"]) == (409, "CONFLICT")
        await family.ana.post("/auth/register", {**NEW, "email": "straße@family.example"})
        assert (await family.ana.post("/auth/register", {**NEW, "email": "STRASSE@family.example"})).status == 409

    async def test_a_person_is_one_account(self, family: Family) -> None:
        taken = await family.ana.post("/auth/register", {**NEW, "person_id": family.kim_person})
        assert (taken.status, taken.error["message"]) == (409, "this person is linked to another account already")
        missing = await family.ana.post("/auth/register", {**NEW, "person_id": 999})
        assert missing.error["details"] == [{"field": "person_id", "message": "there is no such person"}]

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("email", "lea"),
            ("email", "lea@"),
            ("email", "@family.example"),
            ("email", "lea@family@example"),
            ("email", "le a@family.example"),
            ("email", "lea\n@family.example"),
            ("email", "x" * 250 + "@a.bc"),
            ("email", None),
            ("name", " "),
            ("name", "x" * 201),
            ("password", "1234567"),
            ("password", "x" * 257),
            ("is_admin", 1),
            ("person_id", 0),
            ("password_hash", "x"),
        ],
    )
    async def test_what_does_not_fit_is_refused(self, family: Family, field: str, value: Any) -> None:
        reply = await family.ana.post("/auth/register", {**NEW, field: value})
        assert (reply.status, reply.error["details"][0]["field"]) == (400, field)
        assert "leas password" not in reply.body.decode()

    async def test_a_request_that_comes_again_makes_one_account(self, family: Family) -> None:
        key = {"Idempotency-Key": "lea"}
        first = await family.ana.post("/auth/register", NEW, headers=key)
        again = await family.ana.post("/auth/register", NEW, headers=key)
        assert (again.status, again.body) == (201, first.body)
        async with family.house.db.read() as read:
            kept = await read.value("SELECT body FROM idempotency")
        assert b"leas password" not in kept


class TestPassword:
    async def test_changing_it_ends_the_other_sessions(self, family: Family, visitor: Visitor) -> None:
        other = (await visitor().post("/auth/login", credentials("ben"))).data
        socket = Member("ben", family.ben.id, family.client, other["access_token"])
        ears = await socket.listen("lists:all")

        reply = await family.ben.put("/auth/password", {"current_password": PASSWORD, "new_password": "  a new one  "})

        assert (reply.status, reply.body) == (204, b"")
        closing = await ears.ws.receive(timeout=5)
        assert (closing.type, closing.data) == (aiohttp.WSMsgType.CLOSE, 4001)
        assert (await visitor(other["access_token"]).get("/auth/me")).status == 401
        assert (await visitor().post("/auth/refresh", {"refresh_token": other["refresh_token"]})).status == 401
        assert (await family.ben.get("/auth/me")).status == 200
        assert (await visitor().post("/auth/login", credentials("ben"))).status == 401
        assert (await visitor().post("/auth/login", credentials("ben", "a new one"))).status == 401
        assert (await visitor().post("/auth/login", credentials("ben", "  a new one  "))).status == 200
        assert (await family.zoe.get("/auth/me")).status == 200

    async def test_a_wrong_current_password_changes_nothing(self, family: Family, visitor: Visitor) -> None:
        other = (await visitor().post("/auth/login", credentials("ben"))).data
        reply = await family.ben.put("/auth/password", {"current_password": "wrong", "new_password": "a new one"})
        assert reply.status == 400
        assert reply.error["details"] == [{"field": "current_password", "message": "is not right"}]
        assert (await visitor(other["access_token"]).get("/auth/me")).status == 200

    async def test_guessing_the_current_password_is_slowed_down(self, family: Family, visitor: Visitor) -> None:
        wrong = {"current_password": "wrong password", "new_password": "a new one"}
        replies = await asyncio.gather(*(family.ben.put("/auth/password", wrong) for _ in range(8)))
        assert sorted(reply.status for reply in replies) == [400] * 5 + [429] * 3
        right = {"current_password": PASSWORD, "new_password": "a new one"}
        assert (await family.ben.put("/auth/password", right)).headers["Retry-After"] == "60"
        assert (await visitor().post("/auth/login", credentials("ben"))).status == 200
        family.clock.pass_(seconds=60)
        assert (await family.ben.put("/auth/password", right)).status == 204

    @pytest.mark.parametrize("new", ["1234567", "x" * 257, None, 12345678])
    async def test_a_new_one_must_fit(self, family: Family, new: Any) -> None:
        reply = await family.ben.put("/auth/password", {"current_password": PASSWORD, "new_password": new})
        assert (reply.status, reply.error["details"][0]["field"]) == (400, "new_password")

    async def test_the_account_looks_as_before(self, family: Family) -> None:
        zoe = await family.zoe.listen("users:all")
        before = await family.zoe.get(f"/users/{family.ben.id}")
        await family.ben.put("/auth/password", {"current_password": PASSWORD, "new_password": "a new one"})
        assert (await family.zoe.get(f"/users/{family.ben.id}")).body == before.body
        assert await zoe.events() == []


FIRST = {"code": "the-code", "email": "ana@family.example", "name": "Ana", "password": "anas password"}


class TestSetup:
    @pytest.fixture
    async def empty(self, house: House) -> AsyncIterator[Member]:
        """Somebody at a household without accounts, which knows a one-time code."""
        async with TestClient(TestServer(make_app(house, "the-code")), cookie_jar=aiohttp.DummyCookieJar()) as client:
            yield Member("somebody", 0, client)

    async def test_the_first_admin_is_made_and_signed_in(self, empty: Member) -> None:
        reply = await empty.post("/auth/setup", {**FIRST, "household_name": "The Smiths"})

        assert reply.status == 200
        assert (reply.data["user"]["is_admin"], reply.data["user"]["updated_by"]) == (True, None)
        assert cookies(reply).keys() == {"familydash_refresh", "familydash_device"}
        empty.token = reply.data["access_token"]
        assert (await empty.get("/auth/me")).data["settings"]["household_name"] == "The Smiths"

    async def test_the_code_is_good_once(self, empty: Member) -> None:
        assert (await empty.post("/auth/setup", FIRST)).status == 200
        again = await empty.post("/auth/setup", {**FIRST, "email": "eve@family.example"})
        assert (again.status, again.error["code"]) == (404, "NOT_FOUND")

    async def test_of_two_at_the_same_time_one_is_first(self, empty: Member, house: House) -> None:
        bodies = [{**FIRST, "email": f"{n}@family.example"} for n in range(4)]
        replies = await asyncio.gather(*(empty.post("/auth/setup", body) for body in bodies))
        assert sorted(reply.status for reply in replies) == [200, 404, 404, 404]
        async with house.db.read() as read:
            assert await read.value("SELECT count(*) FROM users") == 1

    async def test_a_wrong_code_is_no_such_thing_and_is_slowed_down(self, empty: Member, house: House) -> None:
        wrong = {**FIRST, "code": "guessed"}
        assert [(await empty.post("/auth/setup", wrong)).status for _ in range(21)] == [404] * 20 + [429]
        async with house.db.read() as read:
            assert await read.value("SELECT count(*) FROM users") == 0

    async def test_it_is_open_until_there_is_an_admin(self, empty: Member, house: House) -> None:
        """Who was added from the command line without `--admin` must not close the door."""
        async with house.db.write(HOUSE) as tx:
            await users.create(tx, UserNew(email="ben@family.example", name="Ben"), "hash")
        assert (await empty.post("/auth/setup", FIRST)).data["user"]["is_admin"]
        assert (await empty.post("/auth/setup", {**FIRST, "email": "eve@family.example"})).status == 404

    async def test_without_a_code_there_is_nothing_to_set_up(self, house: House, visitor: Visitor) -> None:
        assert (await visitor().post("/auth/setup", FIRST)).status == 404
        assert (await visitor().post("/auth/setup", {**FIRST, "code": ""})).status == 404

    async def test_a_body_that_does_not_fit_is_told_so(self, empty: Member) -> None:
        reply = await empty.post("/auth/setup", {**FIRST, "password": "short"})
        assert (reply.status, reply.error["details"][0]["field"]) == (400, "password")
