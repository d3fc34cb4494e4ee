"""The household's settings: everybody reads them, an admin changes them."""

from typing import Any

import pytest

from familydash.features.settings import store
from tests.conftest import Family


async def test_everybody_reads_them(family: Family) -> None:
    reply = await family.zoe.get("/settings")
    assert reply.status == 200
    named = ("household_name", "currency", "timezone", "locale")
    assert {name: reply.data[name] for name in named} == {
        "household_name": "Our family",
        "currency": "EUR",
        "timezone": "Europe/Berlin",
        "locale": "en",
    }
    assert reply.data.keys() == {*named, "id", "version", "created_at", "updated_at", "updated_by"}


async def test_an_admin_changes_what_the_body_has(family: Family) -> None:
    before = (await family.ana.get("/settings")).data
    reply = await family.ana.put("/settings", {"household_name": "  The Smiths ", "currency": "GBP"})

    assert reply.status == 200
    assert reply.data == {
        **before,
        "household_name": "The Smiths",
        "currency": "GBP",
        "version": before["version"] + 1,
        "updated_by": {"id": family.ana.id, "name": "Ana", "avatar_url": None},
    }
    assert reply.data == (await family.ben.get("/settings")).data


async def test_what_changes_nothing_is_no_change(family: Family) -> None:
    before = await family.ana.get("/settings")
    assert (await family.ana.put("/settings", {"currency": "EUR"})).data == before.data
    assert (await family.ana.put("/settings", {})).data == before.data


async def test_a_member_may_not_change_them(family: Family) -> None:
    before = await family.ben.get("/settings")
    assert (await family.ben.put("/settings", {"currency": "GBP"})).status == 403
    assert (await family.ben.put("/settings", {"currency": "gbp"})).status == 400
    assert (await family.ben.get("/settings")).body == before.body


async def test_who_read_an_older_version_is_told_what_is_now(family: Family) -> None:
    tag = (await family.ana.get("/settings")).headers["ETag"]
    now = (await family.ana.put("/settings", {"locale": "de-DE"}, headers={"If-Match": tag})).data
    late = await family.ana.put("/settings", {"locale": "fr"}, headers={"If-Match": tag})
    assert (late.status, late.error["current"]) == (412, now)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("currency", "eur"),
        ("currency", "EURO"),
        ("currency", "ABC"),
        ("currency", "JPY"),  # no decimals
        ("currency", "KWD"),  # three of them
        ("currency", None),
        ("timezone", "Berlin"),
        ("timezone", "../../etc/passwd"),
        ("timezone", ""),
        ("timezone", "localtime"),
        ("locale", "english"),
        ("locale", "de_DE"),
        ("locale", "de-DE\n"),
        ("household_name", ""),
        ("household_name", "x" * 201),
        ("id", 2),
    ],
)
async def test_what_does_not_fit_is_refused(family: Family, field: str, value: Any) -> None:
    reply = await family.ana.put("/settings", {field: value})
    assert (reply.status, reply.error["details"][0]["field"]) == (400, field)


@pytest.mark.parametrize(
    "change",
    [{"locale": "zh-Hant-TW"}, {"locale": "es-419"}, {"locale": "gsw-CH"}, {"timezone": "UTC"}, {"currency": "XCG"}],
)
async def test_what_fits_is_taken(family: Family, change: dict[str, str]) -> None:
    assert (await family.ana.put("/settings", change)).data.items() >= change.items()


async def test_today_is_the_households(family: Family) -> None:
    await family.ana.put("/settings", {"timezone": "Pacific/Kiritimati"})  # 14 hours ahead of 10:30 UTC
    async with family.house.db.read() as read:
        assert await store.timezone(read) == "Pacific/Kiritimati"
        assert str(await store.today(read, family.clock.now())) == "2026-11-27"


def test_a_new_household_lives_where_its_machine_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", ":Europe/Paris")
    assert store.machine_timezone() == "Europe/Paris"
    monkeypatch.setenv("TZ", "nowhere")
    assert store.machine_timezone() in store._zones()
