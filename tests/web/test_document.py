"""The OpenAPI document describes what is served, and nothing else."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from familydash.db.database import Reader, Tx
from familydash.shapes import Id, Input, Line
from familydash.web.api import Api, Call
from familydash.web.openapi import document
from tests.web.conftest import Client
from tests.web.notes import Note, NoteNew, apis


@pytest.fixture
def doc() -> dict[str, Any]:
    return document(apis(), "1.2.3")


def operations(doc: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in doc["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


async def test_it_is_served_to_all_without_an_envelope(nobody: Client) -> None:
    answer = await nobody.get("/openapi.json")
    served = await answer.json()
    assert served == document(apis(), served["info"]["version"])
    assert answer.headers["ETag"]


def test_it_is_the_same_each_time(doc: dict[str, Any]) -> None:
    assert json.dumps(doc) == json.dumps(document(apis(), "1.2.3"))
    assert doc["openapi"] == "3.1.0"
    assert doc["info"]["version"] == "1.2.3"


def test_every_reference_leads_somewhere(doc: dict[str, Any]) -> None:
    for reference in references(doc):
        found: Any = doc
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        assert found


def test_every_route_is_in_it(doc: dict[str, Any]) -> None:
    described = {(method.upper(), path) for path, method, _ in operations(doc)}
    served = {(route.method, route.path) for api in apis() for route in api.routes}
    assert described == served | {("GET", "/health"), ("GET", "/openapi.json")}


def test_every_operation_is_whole(doc: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(doc)]
    assert len(ids) == len(set(ids))
    tags = {tag["name"] for tag in doc["tags"]}
    for path, method, operation in operations(doc):
        assert set(operation["tags"]) <= tags
        assert operation["summary"]
        assert "421" in operation["responses"]
        declared = [parameter["name"] for parameter in operation.get("parameters", ()) if parameter.get("in") == "path"]
        assert declared == re.findall(r"\{(\w+)\}", path)
        if operation["security"]:
            assert "401" in operation["responses"]
        if "requestBody" in operation:
            assert {"400", "413", "415", "403"} <= operation["responses"].keys()
            assert method in ("post", "put")


def test_errors_of_one_status_stand_together(doc: dict[str, Any]) -> None:
    change = doc["paths"]["/notes/{id}"]["put"]["responses"]
    assert "`CONFLICT`" in change["409"]["description"]
    assert "`INVALID_TRANSITION`" in change["409"]["description"]
    assert {"404", "412", "507"} <= change.keys()
    assert "412" not in doc["paths"]["/notes"]["post"]["responses"]
    assert change["409"]["content"]["application/json"]["examples"].keys() == {"CONFLICT", "INVALID_TRANSITION"}


def test_an_answer_always_has_all_its_fields(doc: dict[str, Any]) -> None:
    note = doc["components"]["schemas"]["Note"]
    assert set(note["required"]) == set(note["properties"]) == set(Note.model_fields)
    assert note["properties"]["price"]["anyOf"][0]["type"] == "string"
    assert note["additionalProperties"] is False


def test_a_change_may_leave_out_what_it_likes(doc: dict[str, Any]) -> None:
    change = doc["components"]["schemas"]["NoteChange"]
    assert "required" not in change
    assert change["properties"]["name"]["type"] == "string"
    assert {"type": "null"} in change["properties"]["price"]["anyOf"]
    assert doc["components"]["schemas"]["NoteNew"]["required"] == ["name"]


def test_a_page_is_described_as_one(doc: dict[str, Any]) -> None:
    answer = doc["paths"]["/notes"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert answer["properties"]["data"] == {"type": "array", "items": {"$ref": "#/components/schemas/Note"}}
    assert answer["required"] == ["data", "pagination"]


def test_the_query_is_described(doc: dict[str, Any]) -> None:
    given = {parameter.get("name"): parameter for parameter in doc["paths"]["/notes"]["get"]["parameters"]}
    assert {"limit", "cursor", "tag", "who", "from"} <= given.keys()
    assert given["tag"]["schema"]["type"] == "array"
    assert given["tag"]["description"] == "Any of them."
    assert given["limit"]["schema"] == {"default": 50, "maximum": 200, "minimum": 1, "type": "integer"}
    assert given["from"]["schema"] == {"type": "string", "format": "date", "examples": ["2026-12-24"]}
    assert not given["cursor"]["required"]
    assert doc["paths"]["/notes/search"]["get"]["parameters"][0]["required"]


def test_a_docstring_becomes_the_description(doc: dict[str, Any]) -> None:
    assert doc["paths"]["/notes"]["get"]["description"] == "All of them, by name."


def test_headers_stand_where_they_count(doc: dict[str, Any]) -> None:
    def named(path: str, method: str) -> list[str]:
        given = doc["paths"][path][method].get("parameters", ())
        return [parameter["$ref"].rpartition("/")[2] for parameter in given if "$ref" in parameter]

    assert named("/notes", "post") == ["Idempotency-Key"]
    assert named("/notes", "get") == ["If-None-Match"]
    assert named("/notes/{id}", "put") == named("/notes/{id}", "delete") == ["If-Match"]
    assert named("/door", "post") == named("/picture", "post") == []


def test_two_models_of_one_name_stay_two() -> None:
    class Note(Input):  # not the answer of that name
        words: Line

    api = Api("Twice")

    async def make(tx: Tx, body: Note) -> None: ...

    make.__annotations__ = {"tx": Tx, "body": Note, "return": None}
    api.post("/twice", summary="Twice")(make)
    schemas = document([*apis(), api], "1")["components"]["schemas"]
    assert len([name for name in schemas if "Note" in name and "words" in schemas[name].get("properties", {})]) == 1
    assert len([name for name in schemas if "Note" in name and "remark" in schemas[name].get("properties", {})]) == 1


def refuse_untyped(call: Call, id: Id): ...  # type: ignore[no-untyped-def]


async def refuse_stranger(call: Call, id: Id, other: int) -> None: ...


async def refuse_forgotten(call: Call) -> None: ...


async def refuse_two(tx: Tx, read: Reader, id: Id) -> None: ...


@pytest.mark.parametrize("handler", [refuse_untyped, refuse_stranger, refuse_forgotten, refuse_two])
def test_a_signature_that_makes_no_sense_is_refused_at_once(handler: Any) -> None:
    with pytest.raises(TypeError, match="/things/"):
        Api("Things").put("/things/{id}", summary="A thing")(handler)


async def refuse_writing(tx: Tx) -> None: ...


async def refuse_body(body: NoteNew) -> None: ...


@pytest.mark.parametrize("handler", [refuse_writing, refuse_body])
def test_a_get_neither_writes_nor_has_a_body(handler: Any) -> None:
    with pytest.raises(TypeError, match="GET"):
        Api("Things").get("/things", summary="Things")(handler)


def test_an_error_that_nobody_knows_is_refused() -> None:
    with pytest.raises(TypeError, match="TEAPOT"):
        Api("Things").put("/things", summary="Things", errors=("TEAPOT",))(refuse_body)
