"""What the contract says of all routes at once, tried on each of them: pages, ETags, times, where things are made, second
tries, and that a family edits what it sees."""

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.conftest import Family
from tests.hostile import CHECKER, OPERATIONS, WITH_BODY, dump, parameters
from tests.operations import Operation, Stage, a_stage, address, body_for

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
COLLECTIONS: Final = [each for each in OPERATIONS if any(one["name"] == "cursor" for one in parameters(each))]
READING: Final = [each for each in OPERATIONS if each.method == "get" and not each.is_file]
KEYED: Final = [each for each in WITH_BODY if "Idempotency-Key" in str(each.words.get("parameters"))]
OWN: Final = ("/users/{id}", "/settings", "/comments/{id}", "/auth/password")
"""What is not everybody's to change."""
OWNERS: Final = {"/lists/{id}": ("visibility", "reveal_on", "person_id"), "/gifts/{id}": ("visibility",)}
"""The fields that only its owner decides; of a gift, that it becomes private."""


def named(operations: list[Operation]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("operation", operations, ids=[each.name for each in operations])


@named(COLLECTIONS)
async def test_a_collection_is_the_same_in_pages_of_every_size(family: Family, operation: Operation) -> None:
    stage = await a_stage(family, operation, CHECKER)
    await some_more(family, stage)
    path = address(operation, stage)
    more = "&" if "?" in path else "?"

    usual = await family.ana.get(path)
    assert usual.json["pagination"] == {"next_cursor": None, "has_more": False, "limit": 50}
    assert len(usual.data) > 1, "there is too little to page through"
    for limit in (1, 2, 200):
        found, cursor = [], ""
        while True:
            page = (await family.ana.get(f"{path}{more}limit={limit}{cursor}")).json
            found += page["data"]
            assert page["pagination"]["limit"] == limit
            assert len(page["data"]) <= limit
            if not page["pagination"]["has_more"]:
                break
            cursor = f"&cursor={page['pagination']['next_cursor']}"
        assert found == usual.data
    for limit in (0, 201, -1):
        assert (await family.ana.get(f"{path}{more}limit={limit}")).status == 400


async def some_more(family: Family, stage: Stage) -> None:
    """A second and a third of each thing, some of them by names that are the same."""
    for name in ("lego", "LEGO"):
        person = (await family.ana.made("/persons", name=name, tags=[f"tag {name}!{len(name)}"]))["id"]
        await family.ana.made("/occasions", name=name, date="2026-12-24")
        await family.ana.made("/lists", name=name)
        item = {"gift": {"name": name, "tags": [f"{name} {person}"]}, "status": "received"}
        await family.ana.made(f"/lists/{stage.ids['lists']}/items", **item)
        await family.ana.made("/comments", parent_type="list", parent_id=stage.ids["lists"], content=name)
        await family.ana.post("/auth/login", {"email": "ana@family.example", "password": "correct horse battery"})


def texts(node: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for key, each in node.items():
            yield from texts(each, key)
    elif isinstance(node, list):
        for each in node:
            yield from texts(each, name)
    elif isinstance(node, str):
        yield name, node


@named(READING)
async def test_what_is_read_has_its_etag_and_times_in_utc(family: Family, operation: Operation) -> None:
    stage = await a_stage(family, operation, CHECKER)
    path = address(operation, stage)

    reply = await family.ana.get(path)

    form = f'"{reply.data["version"]}-[0-9a-f]+"' if "version" in reply.data else '"[0-9a-f]+"'
    assert re.fullmatch(form, reply.headers["ETag"])
    assert (await family.ana.get(path)).headers["ETag"] == reply.headers["ETag"]
    for name, text in texts(reply.json["data"]):
        if name.endswith("_at") or name == "timestamp":
            assert _TIME.fullmatch(text), (name, text)
        if name in ("date", "birthdate", "reveal_on"):
            assert _DAY.fullmatch(text), (name, text)


@named([each for each in OPERATIONS if "201" in each.words["responses"] and not each.is_upload])
async def test_what_is_made_stands_where_its_answer_says(family: Family, operation: Operation) -> None:
    stage = await a_stage(family, operation, CHECKER)
    reply = await family.ana.post(address(operation, stage), body_for(operation, CHECKER, stage))
    assert reply.status == 201, reply.json

    if operation.path == "/occasions/{id}/persons":  # nobody reads one of these alone
        assert (await family.ana.delete(reply.headers["Location"])).status == 204
    else:
        there = await family.ana.get(reply.headers["Location"])
        assert (there.data, there.headers["ETag"]) == (reply.data, reply.headers["ETag"])


@named(KEYED)
async def test_what_is_sent_twice_with_a_key_is_done_once(family: Family, operation: Operation) -> None:
    stage = await a_stage(family, operation, CHECKER)
    path, body = address(operation, stage), body_for(operation, CHECKER, stage)
    another = {**body, "name": "another"} if "name" in body else dict(list(body.items())[:-1])
    key = {"Idempotency-Key": "once"}

    first = await family.ana.post(path, body, headers=key)
    after = await dump(family)
    again = await family.ana.post(path, body, headers=key)
    other = await family.ana.post(path, another, headers=key)

    assert first.status == 201, first.json
    assert (again.status, again.body, again.headers["Location"]) == (201, first.body, first.headers["Location"])
    assert (again.headers["Idempotency-Replayed"], "Idempotency-Replayed" in first.headers) == ("true", False)
    assert (other.status, other.error["code"]) == (409, "CONFLICT")
    assert await dump(family) == after


@named([each for each in OPERATIONS if each.method == "put" and each.path not in OWN])
async def test_whoever_sees_a_thing_may_change_it(family: Family, operation: Operation) -> None:
    stage = await a_stage(family, operation, CHECKER)  # Ana made it all
    body = body_for(operation, CHECKER, stage)
    mine = {name: value for name, value in body.items() if name not in OWNERS.get(operation.path, ())}

    assert (await family.zoe.put(address(operation, stage), mine)).status == 200
