"""What happens by itself on a new day is never in anybody's way."""

from datetime import date

import pytest

from familydash.daily import Daily
from familydash.db.database import Tx
from familydash.errors import StorageFull
from familydash.features.persons import store as persons
from familydash.features.persons.shapes import PersonNew
from tests.conftest import PASSWORD, Family


@pytest.mark.parametrize("trouble", [StorageFull(), RuntimeError("a defect")])
async def test_a_job_that_fails_keeps_nobody_from_the_rest_and_is_tried_again(
    family: Family, caplog: pytest.LogCaptureFixture, trouble: Exception
) -> None:
    tried: list[date] = []

    async def fails(tx: Tx, today: date) -> None:
        await persons.create(tx, PersonNew(name="Half"), today)
        tried.append(today)
        if len(tried) < 3:
            raise trouble

    async def works(tx: Tx, today: date) -> None:
        await persons.create(tx, PersonNew(name=f"Whole {len(tried)}"), today)

    daily = Daily(family.house.db, family.clock, (fails, works))
    for minutes in (0, 0, 1, 1, 1):
        family.clock.pass_(minutes=minutes)
        await daily.catch_up()

    assert len(tried) == 3  # once a minute, until it is done
    names = {each["name"] for each in (await family.ana.get("/persons")).data}
    assert names == {"Kim", "Half", "Whole 1", "Whole 2", "Whole 3"}
    assert "new day" in caplog.text


async def test_on_a_full_disk_a_new_day_lets_everybody_in_and_read(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(self: Tx, sql: str, params: object = ()) -> object:
        raise StorageFull

    monkeypatch.setattr(Tx, "run", full)
    monkeypatch.setattr(Tx, "insert", full)
    monkeypatch.setattr(Tx, "update", full)
    family.clock.pass_(minutes=60 * 14)

    reply = await family.ana.post("/auth/login", {"email": "ana@family.example", "password": PASSWORD})
    family.ana.token = reply.data["access_token"]
    assert (await family.ana.get("/gifts")).status == 200
    assert (await family.ana.post("/gifts", {"name": "LEGO"})).status == 507
