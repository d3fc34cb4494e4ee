"""Envelopes, ETags, and what an error looks like."""

import logging
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web

from familydash.auth.viewer import HOUSE
from familydash.db.database import Database
from familydash.web.keys import BEFORE
from tests.web.conftest import Client


async def test_an_entity_comes_in_its_envelope(ana: Client) -> None:
    answer = await ana.post("/notes", json={"name": "Milk", "price": 1.5})
    assert answer.status == 201
    assert answer.headers["Location"] == "/notes/1"
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Fridge"] == "kitchen"
    assert await answer.json() == {
        "data": {
            "id": 1,
            "version": 1,
            "created_at": "2026-11-26T10:30:00.000Z",
            "updated_at": "2026-11-26T10:30:00.000Z",
            "updated_by": None,
            "name": "Milk",
            "price": "1.50",
            "remark": None,
        }
    }
    again = await ana.get("/notes/1")
    assert await again.read() == await answer.read()
    assert again.headers["ETag"] == answer.headers["ETag"]


async def test_a_collection_comes_in_pages(ana: Client) -> None:
    for name in ("a", "b", "c"):
        await ana.post("/notes", json={"name": name})
    first = await (await ana.get("/notes?limit=2")).json()
    assert [note["name"] for note in first["data"]] == ["a", "b"]
    cursor = first["pagination"]["next_cursor"]
    assert first["pagination"] == {"next_cursor": cursor, "has_more": True, "limit": 2}
    last = await (await ana.get("/notes", params={"limit": "2", "cursor": cursor})).json()
    assert last["pagination"] == {"next_cursor": None, "has_more": False, "limit": 2}


async def test_nothing_to_say_is_204(ana: Client) -> None:
    await ana.post("/notes", json={"name": "a"})
    answer = await ana.delete("/notes/1")
    assert (answer.status, await answer.read()) == (204, b"")
    assert "Content-Type" not in answer.headers


async def test_where_it_was_made_is_filled_from_answer_and_path(ana: Client) -> None:
    answer = await ana.post("/notes/7/parts", json={"name": "a/b c"})
    assert answer.headers["Location"] == "/parts/a%2Fb%20c/of/7"


async def test_the_etag_has_the_version_and_changes_with_the_bytes(ana: Client) -> None:
    made = await ana.post("/notes", json={"name": "a"})
    changed = await ana.put("/notes/1", json={"name": "b"})
    assert made.headers["ETag"].startswith('"1-')
    assert changed.headers["ETag"].startswith('"2-')
    page = await ana.get("/notes")
    assert page.headers["ETag"].strip('"').isalnum()
    assert page.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}', "*"])
async def test_what_the_client_has_is_not_sent_again(ana: Client, form: str) -> None:
    await ana.post("/notes", json={"name": "a"})
    for path in ("/notes/1", "/notes", "/openapi.json"):
        etag = (await ana.get(path)).headers["ETag"]
        answer = await ana.get(path, headers={"If-None-Match": form.format(etag)})
        assert (answer.status, await answer.read()) == (304, b"")
        assert answer.headers["ETag"] == etag
        assert (await ana.get(path, headers={"If-None-Match": '"other"'})).status == 200


async def test_an_older_version_is_412_with_what_is_there_now(ana: Client) -> None:
    etag = (await ana.post("/notes", json={"name": "a"})).headers["ETag"]
    assert (await ana.put("/notes/1", json={"name": "b"}, headers={"If-Match": etag})).status == 200
    answer = await ana.put("/notes/1", json={"name": "c"}, headers={"If-Match": etag})
    error = (await answer.json())["error"]
    assert (answer.status, error["code"], error["details"]) == (412, "PRECONDITION_FAILED", [])
    assert error["current"] == (await (await ana.get("/notes/1")).json())["data"]
    assert error["current"]["name"] == "b"
    assert (await ana.put("/notes/1", json={"name": "c"}, headers={"If-Match": '"2"'})).status == 200


async def test_what_a_put_leaves_out_stays(ana: Client) -> None:
    await ana.post("/notes", json={"name": "a", "price": "2"})
    assert (await (await ana.put("/notes/1", json={"name": "b"})).json())["data"]["price"] == "2.00"
    assert (await (await ana.put("/notes/1", json={"price": None})).json())["data"]["price"] is None
    assert (await ana.put("/notes/1", json={"name": None})).status == 400


async def test_head_is_get_without_the_bytes(ana: Client) -> None:
    await ana.post("/notes", json={"name": "a"})
    get, head = await ana.get("/notes/1"), await ana.head("/notes/1")
    assert (head.status, await head.read()) == (200, b"")
    assert head.headers["ETag"] == get.headers["ETag"]
    assert head.headers["Content-Length"] == get.headers["Content-Length"]
    assert (await ana.head("/health")).status == 200


async def test_a_path_without_the_method_is_405(ana: Client) -> None:
    answer = await ana.put("/notes")
    assert (answer.status, (await answer.json())["error"]["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["Allow"] == "GET, HEAD, POST"
    answer = await ana.put("/notes/search", json={"name": "a"})
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert (await ana.request("PATCH", "/notes/1")).headers["Allow"] == "DELETE, GET, HEAD, PUT"
    assert (await ana.post("/health")).headers["Allow"] == "GET, HEAD"
    assert (await ana.options("/notes")).status == 405


async def test_a_fixed_path_comes_before_an_id(ana: Client) -> None:
    assert await (await ana.get("/notes/search?q=x")).json() == {"data": ["x"]}


async def test_a_path_that_is_not_there_is_404(ana: Client) -> None:
    for path in ("/nothing", "/notes/", "/notes/1/2", "/notes//", "/notes/1/"):
        answer = await ana.get(path)
        assert (answer.status, (await answer.json())["error"]["code"]) == (404, "NOT_FOUND")


async def test_a_token_that_is_none_is_401(nobody: Client) -> None:
    for headers in ({}, {"Authorization": "Bearer nobody"}):
        answer = await nobody.get("/notes", headers=headers)
        assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert (await answer.json())["error"]["code"] == "UNAUTHORIZED"
    assert (await nobody.get("/whoami")).status == 401


async def test_a_defect_tells_the_log_and_nobody_else(nobody: Client, caplog: pytest.LogCaptureFixture) -> None:
    answer = await nobody.get("/fails/defect", headers={"X-Request-ID": "r-1"})
    assert answer.status == 500
    assert await answer.json() == {
        "error": {"code": "INTERNAL_ERROR", "message": "something went wrong here", "trace_id": "r-1", "details": []}
    }
    (line,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "r-1" in line.getMessage()
    assert line.exc_info is not None
    assert "SELECT secret" in str(line.exc_info[1])


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [("busy", 429, "RATE_LIMITED"), ("full", 507, "STORAGE_FULL"), ("conflict", 409, "CONFLICT")],
)
async def test_each_error_has_its_status(nobody: Client, how: str, status: int, code: str) -> None:
    answer = await nobody.get(f"/fails/{how}")
    assert (answer.status, (await answer.json())["error"]["code"]) == (status, code)
    assert answer.headers.get("Retry-After") == ("7" if how == "busy" else None)


async def test_a_handler_may_set_cookies_and_headers(nobody: Client) -> None:
    answer = await nobody.post("/door")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Set-Cookie"] == "crumb=1; HttpOnly; Path=/door"


async def test_a_handler_may_answer_by_itself(nobody: Client) -> None:
    answer = await nobody.get("/file")
    assert await answer.text() == "bytes"
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert "ETag" not in answer.headers


async def test_the_daily_work_is_done_before_a_handler_reads(
    app: web.Application, db: Database, aiohttp_client: Callable[..., Awaitable[Client]]
) -> None:
    async def write_a_note() -> None:
        async with db.write(HOUSE) as tx:
            await tx.insert("notes", {"name": "Bins out"})

    app[BEFORE] = write_a_note
    ana = await aiohttp_client(app, headers={"Authorization": "Bearer ana"})
    assert (await (await ana.get("/notes/1")).json())["data"]["name"] == "Bins out"
    assert (await ana.get("/notes", headers={"Authorization": ""})).status == 401
    async with db.read() as read:
        assert await read.value("SELECT count(*) FROM notes") == 1
