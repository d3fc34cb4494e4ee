"""The accounts: who sees them, who changes them, and what stays of one that was removed."""

from typing import Any

import aiohttp
import pytest

from familydash.auth.viewer import HOUSE
from familydash.errors import Conflict
from familydash.features.users import removal, store
from familydash.features.users.store import UserChange
from tests.conftest import Family, Member


def short(user: Any) -> Any:
    return {name: user[name] for name in ("id", "name", "avatar_url")}


async def account(family: Family, member: Member) -> Any:
    return (await family.ana.get(f"/users/{member.id}")).data


class TestReading:
    async def test_everybody_sees_all_accounts_by_name(self, family: Family) -> None:
        await family.ana.post("/auth/register", {"email": "b@x.y", "name": "bea", "password": "beas password"})
        reply = await family.zoe.get("/users")
        assert [user["name"] for user in reply.data] == ["Ana", "bea", "Ben", "Kim", "Zoe"]
        assert reply.data[0] == short(await account(family, family.ana))

    async def test_accounts_are_paged(self, family: Family) -> None:
        first = await family.zoe.get("/users?limit=3")
        rest = await family.zoe.get(f"/users?limit=3&cursor={first.json['pagination']['next_cursor']}")
        assert [user["name"] for user in (*first.data, *rest.data)] == ["Ana", "Ben", "Kim", "Zoe"]
        assert rest.json["pagination"]["has_more"] is False

    async def test_one_account(self, family: Family) -> None:
        reply = await family.zoe.get(f"/users/{family.kim.id}")
        assert (reply.data["email"], reply.data["person_id"]) == ("kim@family.example", family.kim_person)
        assert reply.headers["ETag"].startswith('"1-')
        assert (await family.zoe.get("/users/me")).data == await account(family, family.zoe)

    @pytest.mark.parametrize(("path", "status"), [("/users/999", 404), ("/users/0", 400), ("/users/abc", 400)])
    async def test_an_account_that_is_not_there(self, family: Family, path: str, status: int) -> None:
        assert (await family.zoe.get(path)).status == status
        assert (await family.ana.put(path, {"name": "X"})).status == status
        assert (await family.ana.delete(path)).status == status


class TestChanging:
    async def test_everybody_changes_their_own(self, family: Family) -> None:
        before = await account(family, family.ben)
        reply = await family.ben.put(
            f"/users/{family.ben.id}", {"name": "Benny", "avatar_url": "/media/1.webp", "email": "Benny@Family.example"}
        )
        assert reply.data == {
            **before,
            "name": "Benny",
            "avatar_url": "/media/1.webp",
            "email": "Benny@Family.example",
            "version": 2,
            "updated_by": {"id": family.ben.id, "name": "Benny", "avatar_url": "/media/1.webp"},
        }
        cleared = await family.ben.put(f"/users/{family.ben.id}", {"avatar_url": None})
        assert (cleared.data["avatar_url"], cleared.data["name"]) == (None, "Benny")

    async def test_what_changes_nothing_is_no_change(self, family: Family) -> None:
        zoe = await family.zoe.listen("users:all")
        reply = await family.ben.put(f"/users/{family.ben.id}", {"name": "Ben", "is_admin": False, "person_id": None})
        assert (reply.status, reply.data["version"]) == (200, 1)
        assert await zoe.events() == []

    async def test_a_change_is_heard_once(self, family: Family) -> None:
        zoe = await family.zoe.listen("users:all")
        reply = await family.ben.put(f"/users/{family.ben.id}", {"name": "Benny"})
        assert await zoe.events() == [("users:all", "UPDATED", "user", reply.data)]

    async def test_nobody_but_an_admin_changes_anothers(self, family: Family) -> None:
        zoe = await family.zoe.listen("users:all")
        reply = await family.ben.put(f"/users/{family.zoe.id}", {"name": "X"})
        assert (reply.status, reply.error["code"]) == (403, "FORBIDDEN")
        assert await zoe.events() == []
        assert (await family.ana.put(f"/users/{family.zoe.id}", {"name": "X"})).data["name"] == "X"

    @pytest.mark.parametrize("change", [{"is_admin": True}, {"person_id": 1}, {"is_admin": True, "name": "Boss"}])
    async def test_rights_and_link_are_an_admins_to_change(self, family: Family, change: Any) -> None:
        assert (await family.ben.put(f"/users/{family.ben.id}", change)).status == 403
        assert (await account(family, family.ben))["version"] == 1

    async def test_nobody_cuts_their_own_link(self, family: Family) -> None:
        assert (await family.kim.put(f"/users/{family.kim.id}", {"person_id": None})).status == 403

    async def test_an_admin_links_their_own_account_once_and_then_another_admin_must(self, family: Family) -> None:
        mine = await family.ana.made("/persons", name="Ana")
        other = await family.ana.made("/persons", name="Other")
        path = f"/users/{family.ana.id}"
        assert (await family.ana.put(path, {"person_id": mine["id"]})).data["person_id"] == mine["id"]
        for person_id in (None, other["id"]):
            reply = await family.ana.put(path, {"person_id": person_id})
            assert reply.status == 403
            assert "another admin must do this" in reply.error["message"]
        assert (await family.ana.put(path, {"person_id": mine["id"], "name": "Anna"})).status == 200

        await family.ana.put(f"/users/{family.ben.id}", {"is_admin": True})
        assert (await family.ben.put(path, {"person_id": None})).data["person_id"] is None

    async def test_new_rights_hold_from_the_next_request_on(self, family: Family) -> None:
        await family.ana.put(f"/users/{family.ben.id}", {"is_admin": True})
        assert (await family.ben.put("/settings", {"locale": "de"})).status == 200
        await family.ana.put(f"/users/{family.ben.id}", {"is_admin": False})
        assert (await family.ben.put("/settings", {"locale": "en"})).status == 403

    async def test_a_new_link_keeps_surprises_away_from_the_next_request_on(self, family: Family) -> None:
        person = await family.ana.made("/persons", name="Zoe")
        secret = await family.ben.made("/lists", name="For Zoe", visibility="surprise", person_id=person["id"])
        assert (await family.zoe.get(f"/lists/{secret['id']}")).status == 200
        await family.ana.put(f"/users/{family.zoe.id}", {"person_id": person["id"]})
        assert (await family.zoe.get(f"/lists/{secret['id']}")).status == 404

    async def test_the_listeners_are_told_whose_rights_changed_and_of_nothing_else(self, family: Family) -> None:
        changed: list[int] = []
        family.house.entrance.sessions.on_change(changed.append)
        await family.ana.put(f"/users/{family.ben.id}", {"name": "Benny"})
        assert changed == []
        await family.ana.put(f"/users/{family.ben.id}", {"is_admin": True})
        assert changed == [family.ben.id]

    async def test_an_address_or_a_person_that_is_taken_is_a_conflict(self, family: Family) -> None:
        email = await family.ben.put(f"/users/{family.ben.id}", {"email": "ZOE@family.example"})
        assert (email.status, email.error["message"]) == (409, "an account with this e-mail address exists already")
        person = await family.ana.put(f"/users/{family.ben.id}", {"person_id": family.kim_person})
        assert (person.status, person.error["message"]) == (409, "this person is linked to another account already")

    async def test_the_own_address_in_another_case_is_no_conflict(self, family: Family) -> None:
        reply = await family.ben.put(f"/users/{family.ben.id}", {"email": "BEN@family.example"})
        assert reply.data["email"] == "BEN@family.example"

    async def test_the_last_admin_stays_one(self, family: Family) -> None:
        path = f"/users/{family.ana.id}"
        reply = await family.ana.put(path, {"is_admin": False})
        assert (reply.status, reply.error["code"]) == (409, "CONFLICT")
        await family.ana.put(f"/users/{family.ben.id}", {"is_admin": True})
        assert (await family.ana.put(path, {"is_admin": False})).data["is_admin"] is False

    async def test_refusals_come_in_order(self, family: Family) -> None:
        old = {"If-Match": '"0"'}
        ana, zoe = f"/users/{family.ana.id}", f"/users/{family.zoe.id}"
        asked = [
            (await family.ben.put("/users/999", {"name": ""}, headers=old)).status,
            (await family.ben.put("/users/999", {"name": "X"}, headers=old)).status,
            (await family.ben.put(zoe, {"person_id": 999}, headers=old)).status,
            (await family.ana.put(zoe, {"person_id": 999}, headers=old)).status,
            (await family.ana.put(ana, {"is_admin": False}, headers=old)).status,
            (await family.ana.put(ana, {"is_admin": False})).status,
        ]
        assert asked == [400, 404, 403, 400, 412, 409]

    async def test_who_read_an_older_version_is_told_what_is_now(self, family: Family) -> None:
        path = f"/users/{family.ben.id}"
        tag = (await family.ben.get(path)).headers["ETag"]
        now = (await family.ben.put(path, {"name": "Benny"}, headers={"If-Match": tag})).data
        late = await family.ben.put(path, {"name": "Late"}, headers={"If-Match": tag})
        assert (late.status, late.error["current"]) == (412, now)
        assert (await family.ana.delete(path, headers={"If-Match": tag})).status == 412

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", None),
            ("name", ""),
            ("email", None),
            ("email", "ben"),
            ("avatar_url", "javascript:alert(1)"),
            ("is_admin", None),
            ("password", "x" * 8),
        ],
    )
    async def test_what_does_not_fit_is_refused(self, family: Family, field: str, value: Any) -> None:
        reply = await family.ben.put(f"/users/{family.ben.id}", {field: value})
        assert (reply.status, reply.error["details"][0]["field"]) == (400, field)


class TestRemoving:
    async def test_only_an_admin_may(self, family: Family) -> None:
        zoe = await family.zoe.listen("users:all")
        for id in (family.ben.id, family.zoe.id):
            assert (await family.ben.delete(f"/users/{id}")).status == 403
        assert await zoe.events() == []

    async def test_it_is_gone_at_once_and_everybody_hears_it(self, family: Family) -> None:
        zoe, ben = await family.zoe.listen("users:all"), await family.ben.listen("users:all")
        reply = await family.ana.delete(f"/users/{family.ben.id}")

        assert (reply.status, reply.body) == (204, b"")
        assert await zoe.events() == [("users:all", "DELETED", "user", {"id": family.ben.id})]
        closing = await ben.ws.receive(timeout=5)
        assert (closing.type, closing.data) == (aiohttp.WSMsgType.CLOSE, 4001)
        assert (await family.ben.get("/auth/me")).status == 401
        assert (await family.zoe.get(f"/users/{family.ben.id}")).status == 404
        assert "Ben" not in [user["name"] for user in (await family.zoe.get("/users")).data]
        login = await family.zoe.post(
            "/auth/login", {"email": "ben@family.example", "password": "correct horse battery"}
        )
        assert login.status == 401
        assert (await family.ana.delete(f"/users/{family.ben.id}")).status == 404

    async def test_nothing_of_it_stays_but_name_and_picture(self, family: Family) -> None:
        await family.ana.delete(f"/users/{family.kim.id}")
        async with family.house.db.read() as read:
            row = dict(await read.only("SELECT * FROM users WHERE id = :id", {"id": family.kim.id}))
            sessions = await read.value("SELECT count(*) FROM sessions WHERE user_id = :id", {"id": family.kim.id})
        emptied = ("email", "email_key", "password_hash", "person_id")
        assert [row[name] for name in emptied] == [None] * 4
        assert (row["name"], row["is_admin"], row["removed_at"], sessions) == ("Kim", 0, family.clock.now(), 0)

    async def test_its_address_and_its_person_are_free_again(self, family: Family) -> None:
        await family.ana.delete(f"/users/{family.kim.id}")
        body = {
            "email": "kim@family.example",
            "name": "Kim",
            "password": "kims password",
            "person_id": family.kim_person,
        }
        again = await family.ana.post("/auth/register", body)
        assert again.status == 201
        assert again.data["id"] != family.kim.id

    async def test_the_last_admin_cannot_be_removed(self, family: Family) -> None:
        assert (await family.ana.delete(f"/users/{family.ana.id}")).status == 409
        await family.ana.put(f"/users/{family.ben.id}", {"is_admin": True})
        assert (await family.ana.delete(f"/users/{family.ana.id}")).status == 204
        assert (await family.ana.get("/auth/me")).status == 401

    async def test_private_lists_go_with_it(self, family: Family) -> None:
        mine = await family.ben.made("/lists", name="Mine", visibility="private")
        item = await family.ben.made(f"/lists/{mine['id']}/items", gift={"name": "secret thing"})
        alone = await family.ben.made("/gifts", name="private thing", visibility="private", tags=["hush"])
        zoes = await family.zoe.made("/lists", name="Zoe's", visibility="private")

        await family.ana.delete(f"/users/{family.ben.id}")

        async with family.house.db.read() as read:
            assert [row["id"] for row in await read.all("SELECT id FROM lists")] == [zoes["id"]]
            for table, id in (("list_items", item["id"]), ("gifts", item["gift_id"]), ("gifts", alone["id"])):
                assert await read.value(f"SELECT count(*) FROM {table} WHERE id = :id", {"id": id}) == 0
            assert await read.value("SELECT count(*) FROM tags") == 0

    async def test_other_lists_and_gifts_stay_without_an_owner(self, family: Family) -> None:
        made = await family.ben.made("/lists", name="For Kim", visibility="surprise", person_id=family.kim_person)
        item = await family.ben.made(f"/lists/{made['id']}/items", gift={"name": "LEGO castle"})
        zoe, kim = (
            await family.zoe.listen("lists:all"),
            await family.kim.listen("lists:all", "gifts:all", "list-items:all"),
        )

        await family.ana.delete(f"/users/{family.ben.id}")

        now = (await family.zoe.get(f"/lists/{made['id']}")).data
        assert (now["owner"], now["version"]) == (None, made["version"] + 1)
        assert now["updated_by"]["name"] == "Ana"
        assert [item["id"] for item in now["items"]] == [item["id"]]
        (heard,) = await zoe.events()
        assert heard[:3] == ("lists:all", "UPDATED", "list")
        assert await kim.events() == []
        assert (await family.kim.get(f"/lists/{made['id']}")).status == 404
        async with family.house.db.read() as read:
            assert await read.value("SELECT count(*) FROM gifts WHERE owner_id IS NOT NULL") == 0

    async def test_a_private_gift_on_a_list_that_stays_is_kept(self, family: Family) -> None:
        gift = await family.ben.made("/gifts", name="private thing", visibility="private")
        open_list = await family.ben.made("/lists", name="Ideas")
        await family.ben.made(f"/lists/{open_list['id']}/items", gift_id=gift["id"])
        await family.ana.delete(f"/users/{family.ben.id}")
        async with family.house.db.read() as read:
            row = await read.only("SELECT * FROM gifts WHERE id = :id", {"id": gift["id"]})
        assert (row["owner_id"], row["visibility"]) == (None, "private")

    async def test_what_it_had_not_bought_yet_is_open_again(self, family: Family) -> None:
        made = await family.zoe.made("/lists", name="Ideas")
        items = []
        for status in ("idea", "selected", "purchased"):
            item = await family.zoe.made(f"/lists/{made['id']}/items", gift={"name": status})
            await family.zoe.put(f"/list-items/{item['id']}/assign", {"user_id": family.ben.id})
            if status != "idea":
                await family.zoe.put(f"/list-items/{item['id']}/status", {"status": status})
            items.append((await family.zoe.get(f"/list-items/{item['id']}")).data)
        ears = await family.zoe.listen(f"list:{made['id']}")

        await family.ana.delete(f"/users/{family.ben.id}")

        idea, selected, purchased = [(await family.zoe.get(f"/list-items/{item['id']}")).data for item in items]
        assert [item["assignee"] for item in (idea, selected)] == [None, None]
        assert [idea["version"], selected["version"]] == [item["version"] + 1 for item in items[:2]]
        assert purchased["assignee"] == {"id": None, "name": "Ben", "avatar_url": None, "former": True}
        assert purchased["version"] == items[2]["version"]
        assert {event[3]["id"] for event in await ears.events()} == {item["id"] for item in items}

    async def test_whom_a_list_is_for_learns_nothing_of_it(self, family: Family) -> None:
        wishes = await family.kim.made("/lists", name="My wishes", person_id=family.kim_person, type="wishlist")
        item = await family.kim.made(f"/lists/{wishes['id']}/items", gift={"name": "LEGO castle"})
        await family.zoe.put(f"/list-items/{item['id']}/assign", {"user_id": family.ben.id})
        paths = (f"/list-items/{item['id']}", f"/lists/{wishes['id']}", "/list-items", "/gifts")
        before = [(await family.kim.get(path)).body for path in paths]
        ears = await family.kim.listen(f"list:{wishes['id']}", "list-items:all", "gifts:all")

        await family.ana.delete(f"/users/{family.ben.id}")

        assert await ears.events() == []
        assert [(await family.kim.get(path)).body for path in paths] == before
        assert (await family.zoe.get(f"/list-items/{item['id']}")).data["assignee"] is None

    async def test_on_what_it_wrote_it_stays_as_a_former_user(self, family: Family) -> None:
        person = await family.ben.made("/persons", name="Grandma")
        await family.ana.delete(f"/users/{family.ben.id}")
        now = (await family.zoe.get(f"/persons/{person['id']}")).data
        assert now["updated_by"] == {"id": None, "name": "Ben", "avatar_url": None, "former": True}


class TestWithoutHttp:
    async def test_the_machines_owner_removes_and_promotes(self, family: Family) -> None:
        db = family.house.db
        async with db.write(HOUSE) as tx:
            id = await store.find(tx, "BEN@family.example")
            assert id == family.ben.id
            assert (await store.change(tx, id, UserChange(is_admin=True), None)).updated_by is None
        async with db.write(HOUSE) as tx:
            await removal.remove(tx, family.ana.id, None)
        assert (await family.ana.get("/auth/me")).status == 401
        with pytest.raises(Conflict):
            async with db.write(HOUSE) as tx:
                await removal.remove(tx, family.ben.id, None)
        assert (await family.ben.get("/auth/me")).status == 200

    async def test_a_removed_account_is_found_by_nobody(self, family: Family) -> None:
        async with family.house.db.write(HOUSE) as tx:
            await removal.remove(tx, family.ben.id, None)
            assert await store.find(tx, "ben@family.example") is None
            assert await store.any_admin(tx)
