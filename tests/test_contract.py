"""What the contract lists, held against the OpenAPI document: routes, fields, filters and the shapes that answers share.
Both are said twice on purpose: a change of the one without the other is a broken promise."""

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.hostile import CHECKER, DOCUMENT, OPERATIONS
from tests.json_schema import Schema
from tests.operations import operations

ROUTES: Final = """
    GET /health; GET /openapi.json
    POST /auth/login; POST /auth/refresh; POST /auth/logout; POST /auth/register; GET /auth/me; PUT /auth/password
    GET /auth/sessions; DELETE /auth/sessions/{id}; POST /auth/setup
    GET /users; GET /users/me; GET /users/{id}; PUT /users/{id}; DELETE /users/{id}; GET /settings; PUT /settings
    GET /persons; POST /persons; GET /persons/{id}; PUT /persons/{id}; DELETE /persons/{id}; GET /persons/{id}/history
    GET /occasions; POST /occasions; GET /occasions/{id}; PUT /occasions/{id}; DELETE /occasions/{id}
    GET /occasions/{id}/summary; POST /occasions/{id}/persons
    PUT /occasions/{id}/persons/{person_id}; DELETE /occasions/{id}/persons/{person_id}
    GET /lists; POST /lists; GET /lists/{id}; PUT /lists/{id}; DELETE /lists/{id}; GET /lists/{id}/items; POST /lists/{id}/items
    GET /gifts; POST /gifts; GET /gifts/{id}; PUT /gifts/{id}; DELETE /gifts/{id}; GET /gifts/search; POST /gifts/preview
    GET /list-items; GET /list-items/{id}; PUT /list-items/{id}; DELETE /list-items/{id}
    PUT /list-items/{id}/status; PUT /list-items/{id}/assign
    GET /comments; POST /comments; GET /comments/{id}; PUT /comments/{id}; DELETE /comments/{id}
    GET /tags; POST /tags; GET /tags/{id}; PUT /tags/{id}; DELETE /tags/{id}
    GET /activity; GET /dashboard; POST /media; GET /media/{name}
"""
FIELDS: Final = {
    "POST /persons": "name* relationship birthdate notes interests sizes constraints photo_url tags archived",
    "POST /occasions": "name* type date* repeats description budget person_ids",
    "POST /occasions/{id}/persons": "person_id* budget",
    "POST /lists": "name* type visibility reveal_on person_id occasion_id notes",
    "POST /gifts": "name url price image_url source description notes tags visibility person_id",
    "POST /lists/{id}/items": "gift_id gift status assigned_to quantity planned_price actual_price notes",
    "PUT /list-items/{id}": "status assigned_to quantity planned_price actual_price notes",
    "PUT /list-items/{id}/status": "status* actual_price",
    "PUT /list-items/{id}/assign": "user_id*",
    "POST /comments": "parent_type* parent_id* content* resolved visibility",
    "POST /tags": "name* color",
    "POST /gifts/preview": "url*",
    "POST /auth/login": "email* password*",
    "POST /auth/register": "email* name* password* is_admin person_id",
    "PUT /auth/password": "current_password* new_password*",
    "PUT /users/{id}": "name avatar_url email is_admin person_id",
    "PUT /settings": "household_name currency timezone locale",
}
"""With a star what is required."""
KEPT: Final = {
    "/occasions": {"person_ids"},  # only when it is made; later they come and go one by one
    "/comments": {"parent_type", "parent_id"},
}
"""Fields of a POST that the PUT of that thing does not have."""
FILTERS: Final = {
    "/persons": "search relationship tag archived",
    "/occasions": "type from to person_id",
    "/lists": "type person_id occasion_id owner_id",
    "/lists/{id}/items": "",
    "/gifts": "search tag min_price max_price person_id status list_id occasion_id unused sort",
    "/gifts/search": "q",
    "/list-items": "status assigned_to list_id person_id occasion_id",
    "/comments": "parent_type parent_id resolved",
    "/activity": "user_id entity",
    "/persons/{id}/history": "",
    "/tags": "",
    "/users": "",
    "/auth/sessions": "",
}
ENTITY: Final = {"id", "version", "created_at", "updated_at", "updated_by"}
ANSWERS: Final = {
    "/users/{id}": ENTITY | {"email", "name", "avatar_url", "is_admin", "person_id"},
    "/persons/{id}": ENTITY | {
        "name", "relationship", "birthdate", "notes", "interests", "sizes", "constraints", "photo_url", "tags", "archived",
        "lists", "occasions", "counts", "history",
    },
    "/occasions/{id}": ENTITY | {
        "name", "type", "date", "repeats", "description", "budget", "series_id", "persons", "lists", "days_until", "summary",
    },
    "/occasions/{id}/summary": {"total", "persons"},
    "/lists/{id}": ENTITY | {
        "name", "type", "visibility", "reveal_on", "person_id", "occasion_id", "notes", "owner", "items", "counts",
        "planned", "spent",
    },
    "/gifts/{id}": ENTITY | {
        "name", "url", "price", "image_url", "source", "description", "notes", "tags", "visibility", "person_id", "used_in",
    },
    "/list-items/{id}": ENTITY | {
        "list_id", "list", "gift_id", "gift", "status", "assigned_to", "assignee", "quantity", "planned_price",
        "actual_price", "notes", "withdrawn",
    },
    "/comments/{id}": ENTITY | {"parent_type", "parent_id", "content", "resolved", "visibility", "author"},
    "/tags/{id}": ENTITY | {"name", "color"},
    "/dashboard": {"occasion", "pipeline", "people", "ideas", "assignments", "activity", "upcoming"},
}  # fmt: skip
SHAPES: Final = {
    "Counts": {"idea", "selected", "purchased", "received"},
    "ShortUser": {"id", "name", "avatar_url"},
    "FormerUser": {"id", "name", "avatar_url", "former"},
    "Pictured": {"id", "name", "image_url"},
    "Named": {"id", "name"},
    "Total": {"counts", "planned", "spent", "budget"},
    "PersonSums": {"person", "counts", "planned", "spent", "budget"},
    "ActivityRow": {"id", "actor", "action", "entity", "entity_id", "entity_name", "timestamp"},
    "NextOccasion": {
        "id", "name", "type", "date", "days_until", "people_covered", "people_total", "budget", "planned", "spent",
    },
    "Session": {"id", "name", "created_at", "last_seen_at", "current"},
    "Preview": {"name", "price", "currency", "image_url", "source", "description", "url"},
    "SignedIn": {"access_token", "token_type", "expires_in", "refresh_token", "user"},
    "Pagination": {"next_cursor", "has_more", "limit"},
}  # fmt: skip
CHOICES: Final = {
    ("POST /occasions", "type"): ["birthday", "holiday", "other"],
    ("POST /occasions", "repeats"): ["never", "yearly"],
    ("POST /lists", "type"): ["wishlist", "ideas", "assigned"],
    ("POST /lists", "visibility"): ["family", "surprise", "private"],
    ("POST /gifts", "visibility"): ["family", "surprise", "private"],
    ("POST /lists/{id}/items", "status"): ["idea", "selected", "purchased", "received"],
    ("POST /comments", "parent_type"): ["person", "occasion", "list", "gift", "list_item"],
    ("POST /comments", "visibility"): ["family", "surprise"],
}

BY_NAME: Final = {each.name: each for each in operations(DOCUMENT)}


def body(name: str) -> Schema:
    schema = BY_NAME[name].body
    assert schema is not None
    return CHECKER.resolve(schema)


def answer(path: str) -> Schema:
    content = BY_NAME[f"GET {path}"].words["responses"]["200"]["content"]["application/json"]
    return CHECKER.resolve(content["schema"]["properties"]["data"])


def test_the_routes_are_those_of_the_contract() -> None:
    assert BY_NAME.keys() == {route for line in ROUTES.strip().splitlines() for route in line.strip().split("; ")}


@pytest.mark.parametrize("name", FIELDS)
def test_a_body_has_the_contracts_fields(name: str) -> None:
    fields = FIELDS[name].split()
    assert set(body(name)["properties"]) == {field.rstrip("*") for field in fields}
    assert set(body(name).get("required", ())) == {field.rstrip("*") for field in fields if field.endswith("*")}
    assert body(name)["additionalProperties"] is False


@pytest.mark.parametrize("path", ["/persons", "/occasions", "/lists", "/gifts", "/comments", "/tags"])
def test_a_change_takes_each_field_and_requires_none(path: str) -> None:
    change = body(f"PUT {path}/{{id}}")
    assert set(change["properties"]) == set(body(f"POST {path}")["properties"]) - KEPT.get(path, set())
    assert "required" not in change


@pytest.mark.parametrize("path", FILTERS)
def test_a_collection_has_the_contracts_filters(path: str) -> None:
    given = [each["name"] for each in BY_NAME[f"GET {path}"].words["parameters"] if each.get("in") == "query"]
    assert given == ["limit", "cursor", *FILTERS[path].split()]


def test_every_collection_is_one_of_those() -> None:
    paged = {each.path for each in OPERATIONS if "cursor" in str(each.words.get("parameters"))}
    assert paged == FILTERS.keys()


@pytest.mark.parametrize("path", ANSWERS)
def test_an_answer_has_the_contracts_fields_always(path: str) -> None:
    assert set(answer(path)["properties"]) == set(answer(path)["required"]) == ANSWERS[path]


@pytest.mark.parametrize("name", SHAPES)
def test_a_shared_shape_has_the_contracts_fields_always(name: str) -> None:
    schema = DOCUMENT["components"]["schemas"][name]
    assert set(schema["properties"]) == set(schema["required"]) == SHAPES[name]


@pytest.mark.parametrize(("name", "field"), CHOICES)
def test_a_choice_is_the_contracts(name: str, field: str) -> None:
    assert CHECKER.resolve(body(name)["properties"][field])["enum"] == CHOICES[name, field]


def test_the_sorts_of_gifts_are_the_contracts() -> None:
    [sort] = [each["schema"] for each in BY_NAME["GET /gifts"].words["parameters"] if each.get("name") == "sort"]
    assert (sort["enum"], sort["default"]) == (["recent", "name", "price", "-price"], "recent")


def nodes(node: Any) -> Iterator[Schema]:
    if isinstance(node, dict):
        yield node
        for each in node.values():
            yield from nodes(each)
    elif isinstance(node, list):
        for each in node:
            yield from nodes(each)


def test_every_name_is_in_snake_case() -> None:
    names = [name for node in nodes(DOCUMENT["components"]["schemas"]) for name in node.get("properties", {})]
    queries = [each["name"] for each in nodes(DOCUMENT["paths"]) if each.get("in") in ("query", "path")]
    assert len(names) > 200
    assert [name for name in (*names, *queries) if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name)] == []


def reached(node: Any, seen: set[str]) -> Iterator[Schema]:
    """All nodes of a schema and of what it refers to."""
    for each in nodes(node):
        yield each
        if "$ref" in each and each["$ref"] not in seen:
            seen.add(each["$ref"])
            yield from reached(CHECKER.resolve(each), seen)


def test_all_numbers_that_go_out_are_whole() -> None:
    """Money is text."""
    for operation in OPERATIONS:
        for status, response in operation.words["responses"].items():
            if status.startswith("2"):
                schemas = [each["schema"] for each in response.get("content", {}).values() if "schema" in each]
                assert not [each for each in reached(schemas, set()) if each.get("type") == "number"], operation.name


def test_every_refusal_of_the_contract_is_described() -> None:
    """405 alone is of no operation: it is what a path says to the methods that it does not have."""
    described = {int(status) for each in OPERATIONS for status in each.words["responses"] if status[0] in "45"}
    assert described == {400, 401, 403, 404, 409, 412, 413, 415, 421, 422, 429, 500, 507}
    assert "MethodNotAllowed" in DOCUMENT["components"]["responses"]
