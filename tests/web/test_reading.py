"""What a request may say, and what it is told when it says something else."""

import asyncio
from io import BytesIO
from typing import Any

import pytest

from familydash.web import body
from tests.web.conftest import Client

JSON = {"Content-Type": "application/json"}


async def refused(client: Client, raw: bytes, **headers: str) -> tuple[int, list[dict[str, str]]]:
    answer = await client.post("/notes", data=raw, headers={**JSON, **headers})
    return answer.status, (await answer.json())["error"]["details"]


@pytest.mark.parametrize(
    ("raw", "field", "says"),
    [
        (b"{}", "name", "is required"),
        (b'{"name": ""}', "name", "must not be empty"),
        (b'{"name": "  "}', "name", "must not be empty"),
        (b'{"name": 5}', "name", "must be text"),
        (b'{"name": "a\\u0000"}', "name", "must not contain control characters"),
        (b'{"name": "' + b"a" * 201 + b'"}', "name", "must have at most 200 characters"),
        (b'{"name": "a", "x": 1}', "x", "is not a field here"),
        (b'{"name": "a", "color": "pink"}', "color", "must be one of red, green, blue"),
        (b'{"name": "a", "price": -1}', "price", 'must be an amount such as "79.99"'),
        (b'{"name": "a", "price": 1e999}', "price", 'must be an amount such as "79.99"'),
        (b'{"name": "a", "price": "1.005"}', "price", "must have at most two decimal places"),
        (b'{"name": "a", "date": "x"}', "date", "must be a whole number or must be today"),
        (b'{"name": "a", "parts": [{"count": 1}]}', "parts.0.name", "is required"),
        (b'{"name": "a", "when": 5}', "when", "must be a date such as 2026-12-24"),
        (b'{"name": "a", "gift_id": 0}', "gift_id", "must be at least 1"),
        (b'{"name": "a", "gift_id": "1"}', "gift_id", "must be a whole number"),
        (b'{"name": "a", "gift_id": 99999999999999999999}', "gift_id", "must be at most 9223372036854775807"),
        (b'{"name": "a", "parts": [{"name": "b"}, {"name": ""}]}', "parts.1.name", "must not be empty"),
        (b'{"name": "a", "parts": {}}', "parts", "must be a list"),
        (b'{"name": "a", "sizes": {"shoe": 42}}', "sizes.shoe", "must be text"),
        (b'{"name": "a", "parts": [{"name": "b", "count": 99999999999999999999}]}', "", "has a number beyond 64 bits"),
        (b'{"name": "a", "anything": [-99999999999999999999]}', "", "has a number beyond 64 bits"),
        (b'{"name": "a", "anything": NaN}', "", "is not valid JSON: there is no NaN and no Infinity"),
        (b'{"name": "a", "anything": -Infinity}', "", "is not valid JSON: there is no NaN and no Infinity"),
        (b"[]", "", "must be an object"),
        (b"null", "", "must be an object"),
        (b"", "", "a body is required"),
    ],
)
async def test_a_wrong_body_is_told_what_is_wrong(ana: Client, raw: bytes, field: str, says: str) -> None:
    status, details = await refused(ana, raw)
    assert (status, details) == (400, [{"field": field, "message": says}])


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b'{"name": "a"} x',
        b'{"name": "\xff"}',
        b'{"name": "\\ud800"}',
        b'{"name": "a", "\\ud800": 1}',
        b'\xef\xbb\xbf{"name": "a"}',
        b'{"name": "a", "gift_id": ' + b"9" * 5000 + b"}",
        b'"' + b'\\"' * 200_000,
        b'{"name": ' * 100_000,
    ],
)
async def test_what_is_no_json_is_400(ana: Client, raw: bytes) -> None:
    status, details = await refused(ana, raw)
    assert status == 400
    assert details[0]["field"] == ""
    assert len(details[0]["message"]) < 300


@pytest.mark.parametrize(("deep", "status"), [(63, 201), (64, 400), (199, 400), (100_000, 400)])
async def test_64_levels_are_deep_enough(ana: Client, deep: int, status: int) -> None:
    raw = b'{"name": "a", "anything": ' + b"[" * deep + b"]" * deep + b"}"
    assert (await ana.post("/notes", data=raw, headers=JSON)).status == status


async def test_a_body_of_endless_values_is_not_looked_through(ana: Client) -> None:
    raw = b'{"name": "a", "parts": [' + b"{}," * 20_000 + b"{}]}"
    status, details = await refused(ana, raw)
    assert (status, details) == (400, [{"field": "", "message": "has too many values"}])


async def test_brackets_and_numbers_in_text_are_text(ana: Client) -> None:
    raw = (
        b'{"name": "a", "text": "NaN '
        + b"[{" * 100
        + b'\\" 99999999999999999999", "anything": 1.00000000000000000000001}'
    )
    assert (await ana.post("/notes", data=raw, headers=JSON)).status == 201


async def test_all_wrong_fields_are_told_at_once_and_not_without_end(ana: Client) -> None:
    answer = await ana.post("/notes/x/parts?y=1", json={"name": "", "count": "z"})
    error = (await answer.json())["error"]
    assert [detail["field"] for detail in error["details"]] == ["id", "y", "name", "count"]
    many = {f"{number:0>20000}": 1 for number in range(40)} | {str(number): 1 for number in range(5000)}
    answer = await ana.post("/notes", json=many)
    assert answer.status == 400
    assert len(await answer.read()) < 20_000


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1", "nonsense", None]
)
async def test_a_body_of_another_type_is_415(ana: Client, kind: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    skip = ["Content-Type"]
    answer = await ana.post("/notes", data=b'{"name": "a"}', headers=headers, skip_auto_headers=skip)
    assert answer.status == 415
    assert (await answer.json())["error"]["code"] == "UNSUPPORTED_MEDIA_TYPE"


async def test_a_packed_body_is_415(ana: Client) -> None:
    answer = await ana.post("/notes", data=b"\x1f\x8b", headers={**JSON, "Content-Encoding": "gzip"})
    assert answer.status == 415


async def test_a_mebibyte_is_enough(ana: Client) -> None:
    answer = await ana.post("/notes", data=BytesIO(b" " * (1024 * 1024 + 1)), headers=JSON)
    assert (answer.status, (await answer.json())["error"]["code"]) == (413, "PAYLOAD_TOO_LARGE")
    full = b'{"name": "a"}'.ljust(1024 * 1024)
    assert (await ana.post("/notes", data=BytesIO(full), headers=JSON)).status == 201


async def test_a_body_of_unknown_length_is_counted_while_it_comes(ana: Client) -> None:
    async def endless() -> Any:
        while True:
            yield b" " * 65536

    answer = await ana.post("/notes", data=endless(), headers=JSON)
    assert answer.status == 413


async def test_an_announced_giant_is_refused_before_it_comes(ana: Client) -> None:
    assert ana.port is not None
    reader, writer = await asyncio.open_connection("127.0.0.1", ana.port)
    writer.write(
        b"POST /notes HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ana\r\n"
        b"Content-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n"
    )
    assert b" 413 " in await reader.readline()
    writer.close()


async def test_a_body_that_drips_is_not_waited_for(ana: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "DEADLINE", 0.01)
    assert ana.port is not None
    reader, writer = await asyncio.open_connection("127.0.0.1", ana.port)
    writer.write(
        b"POST /notes HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ana\r\n"
        b"Content-Type: application/json\r\nContent-Length: 20\r\n\r\n{"
    )
    assert b" 400 " in await reader.readline()
    writer.close()


@pytest.mark.parametrize(
    "id", ["abc", "0", "-1", "99999999999999999999", "1.0", "01", "%2B1", "1_0", "%20", "%00", "%FF", "{id}"]
)
async def test_what_is_no_id_is_400_on_the_id(ana: Client, id: str) -> None:
    answer = await ana.get(f"/notes/{id}")
    error = (await answer.json())["error"]
    assert (answer.status, error["code"], error["details"][0]["field"]) == (400, "VALIDATION_ERROR", "id")


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ("limit=0", "limit", "must be at least 1"),
        ("limit=201", "limit", "must be at most 200"),
        ("limit=x", "limit", "must be a whole number"),
        ("limit=1&limit=2", "limit", "must be given once"),
        ("cursor=nonsense", "cursor", "is not a cursor of this collection"),
        ("page=2", "page", "is not a parameter here"),
        ("since=2026-01-01", "since", "is not a parameter here"),
        ("from=yesterday", "from", "must be a date such as 2026-12-24"),
        ("who=you", "who", "must be a whole number or must be me"),
        ("tag=%00", "tag", "must not contain control characters"),
    ],
)
async def test_a_wrong_query_is_told_what_is_wrong(ana: Client, query: str, field: str, says: str) -> None:
    answer = await ana.get(f"/notes?{query}")
    assert answer.status == 400
    assert (await answer.json())["error"]["details"] == [{"field": field, "message": says}]


async def test_bytes_that_are_no_text_are_400(ana: Client) -> None:
    assert ana.port is not None
    reader, writer = await asyncio.open_connection("127.0.0.1", ana.port)
    writer.write(
        b"GET /notes?tag=\xff HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ana\r\nConnection: close\r\n\r\n"
    )
    assert b" 400 " in await reader.readline()
    writer.close()


async def test_a_good_query_is_read(ana: Client) -> None:
    answer = await ana.get("/notes?tag=a&tag=b&who=me&from=2026-01-01&limit=5")
    assert (answer.status, (await answer.json())["pagination"]["limit"]) == (200, 5)
    assert (await ana.get("/notes?who=7")).status == 200


async def test_a_route_without_parameters_knows_none(ana: Client) -> None:
    assert (await ana.get("/notes/1?x=1")).status == 400
    assert (await ana.get("/file?x=1")).status == 200


async def test_the_body_of_a_get_or_delete_is_ignored(ana: Client) -> None:
    assert (await ana.get("/notes", data=b"{", headers=JSON)).status == 200
    assert (await ana.delete("/notes/9?force=true", data=b"{")).status == 404


async def test_a_body_may_be_left_out_where_it_is_optional(nobody: Client) -> None:
    assert await (await nobody.post("/door")).json() == {"data": {"said": ""}}
    assert (await nobody.post("/door", data=b"", headers={"Content-Type": "text/plain"})).status == 200
    assert await (await nobody.post("/door", json={"q": "hello"})).json() == {"data": {"said": "hello"}}


async def test_a_file_comes_in_a_form(ana: Client) -> None:
    answer = await ana.post("/picture", data={"title": "x" * 200_000, "file": BytesIO(b"x" * 2_000_000)})
    assert await answer.json() == {"data": 2_000_000}
    assert (await ana.post("/picture", data={"file": BytesIO(b"x" * 4_000_000)})).status == 413
    assert (await ana.post("/picture", json={"file": "x"})).status == 415
    answer = await ana.post("/picture", data={"picture": BytesIO(b"x")})
    assert (answer.status, (await answer.json())["error"]["details"][0]["field"]) == (400, "file")


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b""),
        ("multipart/form-data; boundary=b", b"nonsense"),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Length: x\r\n\r\nx\r\n--b--\r\n"),
        ("multipart/form-data; boundary=" + "b" * 100, b"--b"),
    ],
)
async def test_a_broken_form_is_400(ana: Client, kind: str, raw: bytes) -> None:
    assert (await ana.post("/picture", data=raw, headers={"Content-Type": kind})).status == 400


async def test_who_asks_comes_before_what_they_say(nobody: Client) -> None:
    answer = await nobody.post("/notes/x/parts?y=1", data=BytesIO(b" " * 2_000_000))
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_shape_comes_before_what_is_there(ana: Client) -> None:
    assert (await ana.put("/notes/9", json={"name": ""})).status == 400
    assert (await ana.put("/notes/9", json={"name": "a"}, headers={"If-Match": '"5"'})).status == 404
