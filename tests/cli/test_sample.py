"""The demo's family is worth looking at on whatever day it is started."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from familydash.app import open_house
from familydash.auth.viewer import HOUSE
from familydash.cli.sample import plant
from familydash.config import load
from familydash.db.migrate import migrate
from familydash.features.settings import store as settings
from tests.conftest import StillClock


@pytest.mark.parametrize("day", ["2026-11-26", "2026-12-24", "2026-12-31", "2028-02-29", "2027-02-11"])
async def test_christmas_and_kims_birthday_are_ahead(tmp_path: Path, day: str) -> None:
    clock = StillClock()
    clock.ms = int(datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC).timestamp() * 1000)
    migrate(tmp_path, clock=clock)
    async with open_house(tmp_path, load(tmp_path, {}, {}), clock) as house:
        async with house.db.write(HOUSE) as tx:
            await settings.create(tx)
        assert len(await plant(house)) == 3
        async with house.db.read() as read:
            ahead = {
                row["name"]: row["date"]
                for row in await read.all("SELECT name, date FROM occasions WHERE date >= ?", (day,))
            }
            assert len(ahead) == 6  # everybody's birthday, and Christmas
            assert ahead["Christmas"][5:] == "12-24"
            assert await read.value("SELECT count(*) FROM list_items") > 10
