"""A POST that comes twice is carried out once."""

import asyncio

import pytest

from familydash.db.database import Database
from tests.web.conftest import Client, Listener, StillClock
from tests.web.notes import LOOKS

KEY = {"Idempotency-Key": "k-1"}
DAY = 24 * 60 * 60 * 1000


async def count(db: Database, table: str = "notes") -> int:
    async with db.read() as read:
        return int(await read.value(f"SELECT count(*) FROM {table}"))


async def test_it_is_answered_again_and_not_done_again(ana: Client, db: Database, listener: Listener) -> None:
    first = await ana.post("/notes", json={"name": "a"}, headers=KEY)
    again = await ana.post("/notes", json={"name": "a"}, headers=KEY)
    assert (first.status, again.status) == (201, 201)
    assert await first.read() == await again.read()
    for header in ("ETag", "Location", "Content-Type"):
        assert first.headers[header] == again.headers[header]
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert await count(db) == 1
    assert listener.heard == [("note", 1)]


async def test_without_a_key_it_is_done_again(ana: Client) -> None:
    assert (await ana.post("/notes", json={"name": "a"})).status == 201
    assert (await ana.post("/notes", json={"name": "a"})).status == 409


@pytest.mark.parametrize("path", ["/notes", "/notes/slow"])
async def test_the_same_key_for_something_else_is_409(ana: Client, db: Database, path: str) -> None:
    await ana.post(path, json={"name": "a"}, headers=KEY)
    answer = await ana.post(path, json={"name": "b"}, headers=KEY)
    assert (answer.status, (await answer.json())["error"]["code"]) == (409, "CONFLICT")
    assert (await ana.post("/notes/1/parts", json={"name": "a"}, headers=KEY)).status == 409
    assert await count(db) == 1


async def test_a_key_is_one_accounts_own(ana: Client, ben: Client) -> None:
    assert (await ana.post("/notes", json={"name": "a"}, headers=KEY)).status == 201
    assert (await ben.post("/notes", json={"name": "b"}, headers=KEY)).status == 201


async def test_two_at_the_same_time_are_one(ana: Client, db: Database, listener: Listener) -> None:
    tries = [ana.post("/notes", json={"name": "a"}, headers=KEY) for _ in range(8)]
    answers = await asyncio.gather(*tries)
    assert {answer.status for answer in answers} == {201}
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 7
    assert await count(db) == 1
    assert listener.heard == [("note", 1)]


async def test_what_was_not_done_leaves_no_key(ana: Client, db: Database) -> None:
    await ana.post("/notes", json={"name": "a"})
    assert (await ana.post("/notes", json={"name": "a"}, headers=KEY)).status == 409
    assert await count(db, "idempotency") == 0
    await ana.delete("/notes/1")
    assert (await ana.post("/notes", json={"name": "a"}, headers=KEY)).status == 201


async def test_a_key_is_kept_for_a_day(ana: Client, db: Database, clock: StillClock) -> None:
    await ana.post("/notes", json={"name": "a"}, headers=KEY)
    clock.milliseconds += DAY - 1
    assert (await ana.post("/notes", json={"name": "a"}, headers=KEY)).status == 201
    clock.milliseconds += 1
    assert (await ana.post("/notes", json={"name": "a"}, headers=KEY)).status == 409
    assert (await ana.post("/notes", json={"name": "b"}, headers=KEY)).status == 201
    assert await count(db, "idempotency") == 1


async def test_a_handler_with_its_own_unit_of_work_is_not_run_again(
    ana: Client, db: Database, listener: Listener
) -> None:
    first = await ana.post("/notes/slow", json={"name": "a"}, headers=KEY)
    again = await ana.post("/notes/slow", json={"name": "a"}, headers=KEY)
    assert (first.status, again.status, again.headers["Idempotency-Replayed"]) == (201, 201, "true")
    assert await first.read() == await again.read()
    assert ana.app is not None
    assert ana.app[LOOKS] == ["a"]
    assert listener.heard == [("note", 1)]


async def test_two_of_those_at_the_same_time_write_once(ana: Client, db: Database) -> None:
    answers = await asyncio.gather(*(ana.post("/notes/slow", json={"name": "a"}, headers=KEY) for _ in range(5)))
    assert {answer.status for answer in answers} == {201}
    assert await count(db) == 1


@pytest.mark.parametrize("key", ["", "a" * 201, "ä", "a\tb"])
async def test_a_key_that_is_none_is_400(ana: Client, key: str) -> None:
    answer = await ana.post("/notes", json={"name": "a"}, headers={"Idempotency-Key": key})
    assert (answer.status, (await answer.json())["error"]["details"][0]["field"]) == (400, "Idempotency-Key")


async def test_a_put_knows_no_key(ana: Client, db: Database) -> None:
    await ana.post("/notes", json={"name": "a"})
    await ana.put("/notes/1", json={"name": "b"}, headers=KEY)
    assert await count(db, "idempotency") == 0
