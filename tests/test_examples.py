"""The examples of the OpenAPI document: each fits its schema, and what it tells people to send really works."""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.conftest import PASSWORD, Family
from tests.hostile import CHECKER, DOCUMENT, WITH_BODY
from tests.json_schema import Schema
from tests.operations import Operation, a_stage, address, operations

MISSING: Final = {"POST /auth/setup": 404, "POST /gifts/preview": 422}
"""What an example cannot have here: the household is set up, and there is no such shop."""


def contents(node: Any, at: str = "") -> Iterator[tuple[str, Schema]]:
    """Each body that the document describes, and where."""
    if isinstance(node, dict):
        for name, each in node.items():
            if name == "content":
                yield from ((f"{at} {type}", content) for type, content in each.items())
            else:
                yield from contents(each, f"{at}/{name}")
    elif isinstance(node, list):
        for number, each in enumerate(node):
            yield from contents(each, f"{at}/{number}")


def examples(content: Schema) -> list[Any]:
    named = [each["value"] for each in content.get("examples", {}).values()]
    return [content["example"], *named] if "example" in content else named


def test_every_json_body_has_an_example_that_fits() -> None:
    found = [(at, content) for at, content in contents(DOCUMENT) if at.endswith("application/json")]
    assert len(found) > len(WITH_BODY)
    for at, content in found:
        assert examples(content), at
        for example in examples(content):
            assert list(CHECKER.wrong(example, content["schema"])) == [], at


def test_the_examples_of_single_fields_fit() -> None:
    def told(node: Any) -> Iterator[Schema]:
        if isinstance(node, dict):
            if isinstance(node.get("examples"), list):
                yield node
            for each in node.values():
                yield from told(each)
        elif isinstance(node, list):
            for each in node:
                yield from told(each)

    found = list(told(DOCUMENT))
    assert len(found) > 50
    for schema in found:
        for example in schema["examples"]:
            assert list(CHECKER.wrong(example, schema)) == [], schema


def test_a_refusal_has_an_example_for_each_of_its_codes() -> None:
    for operation in operations(DOCUMENT):
        for status, response in operation.words["responses"].items():
            words = CHECKER.resolve(response)
            if "schema" not in words.get("content", {}).get("application/json", {}) or status in ("200", "201", "503"):
                continue
            for code, example in words["content"]["application/json"]["examples"].items():
                assert f"`{code}`: " in words["description"], operation.name
                assert example["value"]["error"]["code"] == code, operation.name


@pytest.mark.parametrize("operation", WITH_BODY, ids=[each.name for each in WITH_BODY])
async def test_what_an_example_says_can_be_sent(family: Family, operation: Operation) -> None:
    """The household has what an example refers to: Kim and Ana are person 1 and account 1."""
    stage = await a_stage(family, operation, CHECKER)
    if operation.path == "/auth/login":
        await family.ana.made("/auth/register", email="anna@family.example", name="Anna", password=PASSWORD)
    body = operation.words["requestBody"]["content"]["application/json"]["example"]

    reply = await family.ana.ask(operation.method.upper(), address(operation, stage), body)

    wanted = MISSING.get(operation.name)
    assert reply.status == wanted if wanted else reply.status < 300, reply.json
