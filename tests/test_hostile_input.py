"""Whatever is sent to whichever route: a refusal in the contract's envelope, never a 500, and nothing changes.

Made from the route tables, so a new route is under fire by being there.
"""

import base64
import gzip
import json
import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from yarl import URL

from tests.conftest import Family, Member
from tests.hostile import (
    CHECKER,
    CURSORS,
    JSON,
    LONG,
    OPERATIONS,
    TOO_FINE,
    UNKNOWN_FIELDS,
    USERS,
    WITH_BODY,
    WRONG_BODIES,
    WRONG_IDS,
    WRONG_KEYS,
    WRONG_QUERIES,
    WRONG_ROW_IDS,
    WRONG_TOKENS,
    WRONG_TYPES,
    WRONG_VALUES,
    Fire,
    dump,
    encoded,
    fields,
    filled,
    is_wrong,
    packed,
    parameters,
    put,
    sample,
)
from tests.operations import Operation, Stage, a_stage, address, body_for, sign_in


@pytest.fixture
async def stage(family: Family) -> Stage:
    made = await a_stage(family, OPERATIONS[0], CHECKER)
    await sign_in(family.ana)  # a second device
    made.ids["auth"] = (await family.ana.get("/auth/sessions")).data[-1]["id"]
    return made


@pytest.fixture
async def fire(family: Family, stage: Stage, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Fire]:
    for name in ("one more", "and more"):  # so that every collection has a next page
        await family.ana.made("/persons", name=name)
        await family.ana.made("/occasions", name=name, date="2027-01-01")
        made = await family.ana.made("/lists", name=name, person_id=stage.ids["persons"])
        item = {"status": "received", "gift": {"name": name}}
        await family.ana.made(f"/lists/{made['id']}/items", **item)
        await family.ana.made(f"/lists/{stage.ids['lists']}/items", **item)
        await family.ana.made("/comments", parent_type="list", parent_id=stage.ids["lists"], content=name)
    fire = Fire(family, await dump(family))
    yield fire
    await fire.harmless("something")
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")]
    assert fire.fired > 0


async def test_a_value_of_the_wrong_type_is_refused_on_its_field(family: Family, fire: Fire, stage: Stage) -> None:
    for operation in WITH_BODY:
        assert operation.body is not None
        body, path = body_for(operation, CHECKER, stage), address(operation, stage)
        for at, schema in fields(operation.body):
            for value in WRONG_VALUES:
                if CHECKER.fits(value, schema) and not (value == TOO_FINE and "number" in str(schema)):
                    continue
                status, error = await fire.at(operation, path, encoded(put(body, at, value)))
                assert status == 400, (operation.name, at, value)
                named = [detail["field"] for detail in error["details"]]
                assert all(each.startswith(".".join(at)) or not each for each in named), (
                    operation.name,
                    at,
                    value,
                    named,
                )
        await fire.harmless(operation.name)


async def test_what_no_field_takes_is_refused(family: Family, fire: Fire, stage: Stage) -> None:
    for operation in WITH_BODY:
        assert operation.body is not None
        body, path = body_for(operation, CHECKER, stage), address(operation, stage)
        for at, _ in fields(operation.body):
            for token in WRONG_TOKENS:
                text = json.dumps(put(body, at, "@@")).replace('"@@"', token)
                await fire.at(operation, path, text.encode())
        for wrong in UNKNOWN_FIELDS:
            status, _ = await fire.at(operation, path, encoded({**body, **wrong}))
            assert status == 400
        await fire.harmless(operation.name)


async def test_a_body_that_is_no_json_object_is_refused(family: Family, fire: Fire, stage: Stage) -> None:
    for operation in WITH_BODY:
        path = address(operation, stage)
        for data in WRONG_BODIES:
            status, _ = await fire.at(operation, path, data)
            assert status == 400, (operation.name, data[:100])
        if operation.words["requestBody"]["required"]:
            for data in (b"", b"null"):
                assert (await fire.at(operation, path, data))[0] == 400
        for type in WRONG_TYPES:
            status, _ = await fire.at(operation, path, b'{"name": "x"}', headers={"Content-Type": type})
            assert status == 415, (operation.name, type)
        status, _ = await fire.at(operation, path, gzip.compress(b"{}"), headers={"Content-Encoding": "gzip"})
        assert status == 415, operation.name
        await fire.harmless(operation.name)


async def test_a_body_that_only_says_that_it_is_packed_is_refused_and_no_more(
    family: Family, stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    path = address(WITH_BODY[0], stage)
    for _ in range(3):
        async with family.client.post(path, data=b"{}", headers={**JSON, "Content-Encoding": "gzip"}) as response:
            assert response.status == 415
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_a_body_that_is_too_large_is_refused(family: Family, fire: Fire, stage: Stage) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(17):
            yield b" " * 65_536

    for operation in WITH_BODY:
        path = address(operation, stage)
        assert (await fire.at(operation, path, b" " * (1024 * 1024 + 1)))[0] == 413
        assert (await fire.at(operation, path, chunks()))[0] == 413
    operation = WITH_BODY[0]
    assert (await fire.at(operation, address(operation, stage), b"[" * 10_000_000))[0] == 413


async def test_a_key_that_stands_twice_is_no_defect(family: Family, stage: Stage) -> None:
    """RFC 8259 leaves it open; here, as nearly everywhere, the last one counts."""
    made = stage.ids["lists"]
    async with family.client.put(
        f"/lists/{made}",
        data=b'{"name": 1, "name": "Last"}',
        headers={**JSON, "Authorization": f"Bearer {family.ana.token}"},
    ) as response:
        assert response.status in (200, 400)


async def test_a_path_whose_id_is_none_is_refused(family: Family, fire: Fire, stage: Stage) -> None:
    for operation in OPERATIONS:
        data = encoded(body_for(operation, CHECKER, stage)) if operation.body is not None else None
        for name in re.findall(r"\{\w+\}", operation.path):
            for wrong in WRONG_IDS:
                path = filled(operation, stage, name, wrong)
                status, _ = await fire.at(operation, path, data)
                assert status == 400 or (status == 404 and operation.is_file), (operation.name, path)
            status, _ = await fire.at(operation, filled(operation, stage, name, "999999"), data)
            assert status == 404, operation.name
        await fire.harmless(operation.name)


async def test_a_query_that_is_none_is_refused(family: Family, fire: Fire, stage: Stage) -> None:
    for operation in OPERATIONS:
        if operation.is_file:
            continue
        data = encoded(body_for(operation, CHECKER, stage)) if operation.body is not None else None
        path = address(operation, stage)
        more = "&" if "?" in path else "?"
        for wrong in (
            "no_such=1",
            "a=1&a=2",
            "limit[]=1",
            "%00=1",
            "%FF=1",
            f"{'x' * 3000}=1",
            "__proto__=1",
            "Limit=1",
            "=1",
        ):
            assert (await fire.at(operation, f"{path}{more}{wrong}", data))[0] == 400, (operation.name, wrong)
        bare = path.partition("?")[0]
        required = [f"{each['name']}=x" for each in parameters(operation) if each["required"]]
        for parameter in parameters(operation):
            name, schema = parameter["name"], parameter["schema"]
            rest = [each for each in required if not each.startswith(f"{name}=")]
            for value in filter(lambda text: is_wrong(text, schema), WRONG_QUERIES):
                status, error = await fire.at(operation, f"{bare}?{'&'.join([*rest, f'{name}={value}'])}", data)
                assert status == 400
                assert error["details"][0]["field"].startswith(name), (operation.name, name, value)
            if schema.get("type") != "array":
                once = f"{name}={sample(schema)}"
                assert (await fire.at(operation, f"{bare}?{'&'.join([*rest, once, once])}", data))[0] == 400
        await fire.harmless(operation.name)


async def test_text_that_is_no_utf_8_is_no_defect(family: Family) -> None:
    for text in ("%FF", "%ED%A0%80", "%C3", "%", "%zz", "\N{EURO SIGN}"):
        for name in ("search", "tag", "cursor", "sort"):
            async with family.client.get(
                URL(f"/gifts?{name}={text}", encoded=True), headers={"Authorization": f"Bearer {family.ana.token}"}
            ) as response:
                assert response.status in (200, 400), (name, text)


async def test_a_long_text_in_a_query_is_no_defect(family: Family, stage: Stage) -> None:
    for operation in OPERATIONS:
        if operation.method != "get":
            continue
        for parameter in parameters(operation):
            path = address(operation, stage).partition("?")[0]
            reply = await family.ana.get(f"{path}?{parameter['name']}={'x' * 3000}")
            assert reply.status in (200, 400), (operation.name, parameter["name"])


async def test_a_reference_to_nothing_is_refused_on_its_field(family: Family, fire: Fire, stage: Stage) -> None:
    found = 0
    for operation in WITH_BODY:
        assert operation.body is not None
        for at, _ in fields(operation.body):
            many = at[-1].endswith("_ids")
            if not (many or at[-1].endswith("_id") or at[-1] == "assigned_to"):
                continue
            found += 1
            body = body_for(operation, CHECKER, stage)
            if at[-1] == "gift_id":
                body = {"quantity": 1}
            wrong = put(body, at, [999_999] if many else 999_999)
            status, error = await fire.at(operation, address(operation, stage), encoded(wrong))
            assert (status, error["code"]) == (400, "VALIDATION_ERROR"), (operation.name, at)
            assert [each["field"].removesuffix(".0") for each in error["details"]] == [".".join(at)], operation.name
        await fire.harmless(operation.name)
    assert found > 8


async def test_what_is_hidden_is_refused_in_the_words_for_what_is_not_there(family: Family, stage: Stage) -> None:
    surprise = await family.ben.made("/lists", name="!", visibility="surprise", person_id=family.kim_person)
    item = await family.ben.made(f"/lists/{surprise['id']}/items", gift={"name": "!"})
    wishes = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person)
    body = {"gift_id": item["gift_id"]}

    hidden = await family.kim.post(f"/lists/{wishes['id']}/items", body)
    never = await family.kim.post(f"/lists/{wishes['id']}/items", {"gift_id": 999_999})

    assert (hidden.status, hidden.error["details"]) == (never.status, never.error["details"])
    assert hidden.error["details"][0]["field"] == "gift_id"


async def test_a_bad_cursor_is_refused(family: Family, fire: Fire, stage: Stage) -> None:
    cursors = [each async for each in genuine(family, stage)]
    assert {each[0].path for each in cursors} == {
        each.path for each in OPERATIONS if any(one["name"] == "cursor" for one in parameters(each))
    }
    for operation, path, cursor in cursors:
        order, key, id = json.loads(base64.urlsafe_b64decode(cursor + "=="))
        forged: list[Any] = [
            [f"{order}!", key, id],
            [order, key],
            [order, key, id, 1],
            *([order, key, wrong] for wrong in WRONG_ROW_IDS),
            *([order, wrong, id] for wrong in WRONG_KEYS),
        ]
        texts = [json.dumps(each).encode() for each in forged]
        for bad in (*CURSORS, *map(packed, texts), cursor[:-2], cursor + "AAAA"):
            await fire.at(operation, f"{path}&cursor={bad}")
        for _, _, other in cursors:
            if json.loads(base64.urlsafe_b64decode(other + "=="))[0] != order:
                await fire.at(operation, f"{path}&cursor={other}")


async def test_a_cursor_with_a_key_of_another_type_is_refused(family: Family, fire: Fire, stage: Stage) -> None:
    async for operation, path, cursor in genuine(family, stage):
        order, key, id = json.loads(base64.urlsafe_b64decode(cursor + "=="))
        for wrong in ("x" if isinstance(key, int) else 7, 1.5, float("nan"), float("inf")):
            await fire.at(operation, f"{path}&cursor={packed(json.dumps([order, wrong, id]).encode())}")


async def genuine(family: Family, stage: Stage) -> AsyncIterator[tuple[Operation, str, str]]:
    """A real cursor of each collection, in each of its sorts."""
    for operation in OPERATIONS:
        known = {each["name"]: each["schema"] for each in parameters(operation)}
        if "cursor" not in known:
            continue
        query = {"limit": 1, **({"q": "mor"} if "q" in known else {})}
        for sort in known.get("sort", {}).get("enum", [None]):
            sorted_ = {**query, "sort": sort} if sort else query
            bare = address(Operation(operation.method, operation.path, {}), stage).partition("?")[0]
            path = f"{bare}?{urlencode(sorted_)}"
            reply = await family.ana.get(path)
            yield operation, path, reply.json["pagination"]["next_cursor"]


async def test_a_bad_if_match_matches_nothing(family: Family, fire: Fire, stage: Stage) -> None:
    for operation in OPERATIONS:
        takes = [each.get("$ref", "").rpartition("/")[2] for each in operation.words.get("parameters", ())]
        if "If-Match" not in takes:
            continue
        data = b"{}" if operation.body is not None else None
        if operation.path.endswith(("/status", "/assign")):
            data = encoded(body_for(operation, CHECKER, stage))
        for bad in (
            "x",
            '""',
            '"0"',
            "1",
            '"-1"',
            '"99999999999999999999"',
            'W/"7-x"',
            '"1',
            '"1x"',
            "\N{EURO SIGN}",
            ",",
            LONG[:4000],
        ):
            status, error = await fire.at(operation, address(operation, stage), data, headers={"If-Match": bad})
            assert status == 412, (operation.name, bad)
            assert error["current"]["id"], operation.name
        await fire.harmless(operation.name)


"""What has no version: the document says otherwise, which is a defect of it."""


async def test_a_bad_idempotency_key_is_refused(family: Family, fire: Fire, stage: Stage) -> None:
    for operation in OPERATIONS:
        takes = [each.get("$ref", "").rpartition("/")[2] for each in operation.words.get("parameters", ())]
        if "Idempotency-Key" not in takes or operation.is_upload:
            continue
        data = encoded(body_for(operation, CHECKER, stage))
        for bad in ("x" * 201, "", "\N{EURO SIGN}", "a\tb"):
            status, _ = await fire.at(operation, address(operation, stage), data, headers={"Idempotency-Key": bad})
            assert status == 400, (operation.name, bad)
        await fire.harmless(operation.name)


async def test_nobody_gets_a_401_before_anything_else(family: Family, fire: Fire, stage: Stage) -> None:
    nobody = Member("nobody", 0, family.client)
    for operation in USERS:
        whole = address(operation, stage)
        odd = re.sub(r"\{\w+\}", "abc", operation.path) + "?no_such=1&cursor=x"
        for path, data, headers in (
            (whole, b"{}", {}),
            (odd, b"{", {}),
            (odd, b"x" * 2_000_000, {"Content-Type": "text/plain"}),
            (re.sub(r"\{\w+\}", "999999", operation.path), b"{}", {"If-Match": '"1"', "Idempotency-Key": "x" * 201}),
        ):
            status, error = await fire.at(operation, path, data, headers=headers, who=nobody)
            assert (status, error["code"], error["details"]) == (401, "UNAUTHORIZED", []), operation.name
        for token in ("", "x", "a.b.c", family.ana.token[:-1], f"{family.ana.token}x", "\N{EURO SIGN}", LONG[:4000]):
            bad = {"Authorization": f"Bearer {token}"}
            assert (await fire.at(operation, whole, b"{}", headers=bad, who=nobody))[0] == 401, operation.name
        for scheme in ("Basic YW5hOngK", family.ana.token, f"Token {family.ana.token}", "Bearer"):
            assert (await fire.at(operation, whole, b"{}", headers={"Authorization": scheme}, who=nobody))[0] == 401
        await fire.harmless(operation.name)


async def test_addresses_and_methods_that_are_not_there_are_refused(family: Family, fire: Fire) -> None:
    for path in (
        "/nothing",
        "/lists/1/nothing",
        "/lists/",
        "/%2flists",
        "/api/lists",
        "/Lists",
        "/lists/1/items/1",
        "/%00",
        "/%FF",
        "/..%2f",
    ):
        for method in ("get", "post", "delete"):
            status, _ = await fire.at(Operation(method, path, {}), path, b"{}")
            assert status == 404, (method, path)
    for path in {each.path for each in OPERATIONS}:
        known = {each.method for each in OPERATIONS if each.path == path}
        for method in ("get", "post", "put", "delete", "patch", "trace", "options", "propfind"):
            if method not in known:
                status, _ = await fire.at(Operation(method, path, {}), re.sub(r"\{\w+\}", "1", path), b"{}")
                assert status == 405, (method, path)


async def test_an_odd_request_id_is_replaced(family: Family) -> None:
    for odd in ("x" * 65, "a b", "\N{EURO SIGN}", "<script>", "", "a\tb"):
        reply = await family.ana.get("/lists/0", headers={"X-Request-ID": odd})
        assert reply.error["trace_id"] == reply.headers["X-Request-ID"] != odd
    reply = await family.ana.get("/lists/0", headers={"X-Request-ID": "sane-1.2_3"})
    assert reply.error["trace_id"] == reply.headers["X-Request-ID"] == "sane-1.2_3"


async def test_an_address_that_is_too_long_is_refused(family: Family, fire: Fire) -> None:
    operation = Operation("get", "/gifts", {})
    for path in (f"/gifts?search={quote('x' * 5000)}", f"/gifts?tag={'x' * 7000}&x=1", f"/gifts/{'1' * 7000}"):
        assert (await fire.at(operation, path))[0] == 400
