"""The OpenAPI document and the server say the same: each operation is there, and answers what it promises."""

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest

from familydash.app import APIS
from tests.conftest import Family, Member, Reply
from tests.json_schema import Checker
from tests.operations import METHODS, OPEN, Operation, a_stage, address, body_for, operations

UNDOCUMENTED: Final = {"/", "/app", "/app/{path}", "/docs", "/docs/{path}", "/ws"}
"""Pages and the socket: no operations of the API."""


async def the_document(family: Family) -> Any:
    reply = await family.ben.get("/openapi.json")
    assert reply.json["openapi"].startswith("3.1")
    return reply.json


def fit(checker: Checker, operation: Operation, reply: Reply) -> list[str]:
    """What is wrong with an answer, held against the document."""
    responses = operation.words["responses"]
    if str(reply.status) not in responses:
        return [f"{operation.name}: {reply.status} is not documented: {reply.json}"]
    words = checker.resolve(responses[str(reply.status)])
    promised = [name for name, header in words.get("headers", {}).items() if checker.resolve(header)["required"]]
    missing = [name for name in promised if name not in reply.headers]
    wrong = [f"{operation.name}: {reply.status} without {name}" for name in missing]
    content = words.get("content", {})
    if "application/json" in content:
        assert reply.headers["Content-Type"].startswith("application/json")
        found = checker.wrong(reply.json, content["application/json"]["schema"])
        return wrong + [f"{operation.name}: {reply.status}: {each}" for each in found]
    if content:
        type = reply.headers["Content-Type"].partition(";")[0]
        return wrong + ([] if content.keys() & {type, "*/*"} else [f"{operation.name}: {reply.status} is {type}"])
    return wrong + ([f"{operation.name}: {reply.status} has a body"] if reply.body else [])


REFUSED: Final = {"POST /auth/setup": 404, "POST /gifts/preview": 422}
"""What cannot be had here: the household is set up, and there is no such shop."""


async def test_every_operation_answers_what_it_documents(family: Family) -> None:
    document = await the_document(family)
    checker = Checker(document)
    wrong: list[str] = []
    for operation in sorted(operations(document), key=lambda each: METHODS.index(each.method)):
        if operation.is_upload:
            continue
        stage = await a_stage(family, operation, checker)
        who = {"POST /auth/logout": family.ben, "PUT /auth/password": family.zoe}.get(operation.name, family.ana)
        reply = await who.ask(operation.method.upper(), address(operation, stage), body_for(operation, checker, stage))
        wrong += fit(checker, operation, reply)
        if reply.status != REFUSED.get(operation.name, reply.status) or (
            operation.name not in REFUSED and reply.status >= 300
        ):
            wrong.append(f"{operation.name}: {reply.status}: {reply.json}")
        if operation.method == "get" and (operation.method, operation.path) not in OPEN:
            path, known = address(operation, stage), {"If-None-Match": reply.headers["ETag"]}
            again = await who.get(path, headers=known)
            wrong += fit(checker, operation, again)
            if again.status != 304:
                wrong.append(f"{operation.name}: {again.status} to If-None-Match")
    assert not wrong, "\n".join(wrong)


async def test_every_operation_documents_its_refusals(family: Family) -> None:
    """Without a token, with an unknown parameter, with an id that is none and one that nothing has."""
    document = await the_document(family)
    checker = Checker(document)
    nobody = Member("nobody", 0, family.client)
    for operation in operations(document):
        if (operation.method, operation.path) in OPEN or operation.is_file:
            continue
        body: Any = {} if operation.body is not None else None
        path = re.sub(r"\{\w+\}", "999999", operation.path)
        asked = [await family.ana.ask(operation.method.upper(), f"{path}?no_such_parameter=1", body)]
        statuses = [400]
        if operation.words["security"]:
            asked.append(await nobody.ask(operation.method.upper(), path, body))
            statuses.append(401)
        if "{" in operation.path:
            asked.append(await family.ana.ask(operation.method.upper(), re.sub(r"\{\w+\}", "x", operation.path), body))
            statuses.append(400)
        for reply, status in zip(asked, statuses, strict=True):
            assert reply.status == status, (operation.name, reply.json)
            assert fit(checker, operation, reply) == []
            assert reply.error["trace_id"] == reply.headers["X-Request-ID"]


async def test_a_thing_that_is_not_there_is_documented(family: Family) -> None:
    document = await the_document(family)
    checker = Checker(document)
    for operation in operations(document):
        if "{" not in operation.path or operation.path.startswith("/auth"):
            continue
        stage = await a_stage(family, operation, checker)
        body = body_for(operation, checker, stage)
        reply = await family.ana.ask(operation.method.upper(), re.sub(r"\{\w+\}", "999999", operation.path), body)
        assert reply.status == 404, (operation.name, reply.json)
        assert fit(checker, operation, reply) == []


async def test_every_route_is_documented_and_every_document_has_its_route(family: Family) -> None:
    document = await the_document(family)
    documented = {(each.method, each.path) for each in operations(document)}

    assert documented == {(route.method.lower(), route.path) for api in APIS for route in api.routes} | OPEN
    server = family.client.server
    served = {
        (route.method.lower(), route.resource.canonical)
        for route in server.app.router.routes()  # type: ignore[attr-defined]
        if route.resource is not None and route.resource.canonical not in UNDOCUMENTED
    }
    assert {each for each in served if each[0] in METHODS} == documented
    assert {each[0] for each in served} <= {*METHODS, "head", "*", "options"}


async def test_every_operation_has_a_name_of_its_own_a_tag_and_a_summary(family: Family) -> None:
    document = await the_document(family)
    found = operations(document)
    tags = {tag["name"] for tag in document["tags"]}

    names = [each.words["operationId"] for each in found]
    assert len(names) == len(set(names))
    for each in found:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", each.words["operationId"]), each.name
        assert each.words["summary"].strip(), each.name
        assert each.words["tags"], each.name
        assert set(each.words["tags"]) <= tags, each.name
        assert each.words["responses"].keys() & {"200", "201", "204"}, each.name
        parts = set(re.findall(r"\{(\w+)\}", each.path))
        assert parts == {one["name"] for one in each.words.get("parameters", ()) if one.get("in") == "path"}, each.name


async def test_every_operation_has_a_description(family: Family) -> None:
    lacking = [
        each.name for each in operations(await the_document(family)) if not each.words.get("description", "").strip()
    ]

    assert lacking == []


async def test_every_parameter_has_a_description(family: Family) -> None:
    checker = Checker(await the_document(family))
    lacking = [
        f"{each.name}: {one['name']}"
        for each in operations(checker.document)
        for one in map(checker.resolve, each.words.get("parameters", ()))
        if not one.get("description", "").strip()
    ]

    assert lacking == []


async def test_an_older_version_is_refused_where_that_is_documented_and_only_there(family: Family) -> None:
    checker = Checker(await the_document(family))
    for operation in operations(checker.document):
        if operation.method == "get" or "{" not in operation.path:
            continue
        stage = await a_stage(family, operation, checker)
        body, older = body_for(operation, checker, stage), {"If-Match": '"999999"'}
        reply = await family.ana.ask(operation.method.upper(), address(operation, stage), body, headers=older)
        assert fit(checker, operation, reply) == []
        assert (reply.status == 412) is ("412" in operation.words["responses"]), (operation.name, reply.json)


async def test_no_reference_dangles_and_nothing_is_left_over(family: Family) -> None:
    document = await the_document(family)
    checker = Checker(document)
    references = set(refs(document))
    for reference in references:
        checker.resolve({"$ref": reference})
    named = {f"#/components/{kind}/{name}" for kind in ("schemas", "headers", "parameters", "responses")
             for name in document["components"][kind]}  # fmt: skip
    assert {each for each in named - references if "/schemas/" in each} == set()


def refs(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for each in node.values():
            yield from refs(each)
    elif isinstance(node, list):
        for each in node:
            yield from refs(each)


def test_the_checker_notices() -> None:
    checker = Checker({"a": {"type": "integer", "minimum": 1}})
    schema = {
        "type": "object",
        "properties": {"n": {"$ref": "#/a"}, "d": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}},
        "required": ["n"],
        "additionalProperties": False,
    }
    assert checker.fits({"n": 1, "d": "2026-12-24"}, schema)
    wrong: tuple[Any, ...] = (
        {},
        {"n": 0},
        {"n": True},
        {"n": 1.5},
        {"n": 1, "d": "24.12."},
        {"n": 1, "x": 1},
        [],
        None,
    )
    for value in wrong:
        assert not checker.fits(value, schema), value
    with pytest.raises(NotImplementedError):
        checker.fits(1, {"multipleOf": 2})
    with pytest.raises(KeyError):
        checker.fits(1, {"$ref": "#/b"})
