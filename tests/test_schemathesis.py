"""What a stranger's tool makes of the OpenAPI document: schemathesis derives requests from it, good and bad, sends them to
the real server, and holds the answers against the document. Its randomness is the same each time.

All of its checks but one are on: that every request which fits its schema is accepted cannot hold, since no schema can say
which ids there are, which cursor was given out, and which address has a page.
"""

import asyncio
import copy
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from tests.conftest import PASSWORD, Family
from tests.hostile import CHECKER, DOCUMENT, OPERATIONS
from tests.json_schema import Schema
from tests.operations import Operation, Stage, a_stage, operations

EACH: Final = operations(DOCUMENT)
ALONE: Final = ("examples", "coverage", "fuzzing")
"""The phases that look at one operation."""
TOGETHER: Final = ("stateful",)
"""The phase that uses what one operation answers as what another is asked for."""
EXAMPLES: Final = 5  # of each operation, beside those that cover what its schemas say
SCENARIOS: Final = 40
HELD_BACK: Final = ("Idempotency-Key", "If-Match")
"""Headers that the tool is not told of: it sends one value with all requests, which then would get no further than a 409
or a 412. `test_once.py` and `test_operations.py` have them."""
UNREACHED: Final = {
    "POST /auth/setup": "the household is set up",
    "POST /gifts/preview": "there is no such shop",
    "POST /media": "the tool knows no pictures",
}
"""Where it gets nothing but refusals."""
ENDING: Final = ("/auth/login", "/auth/logout", "/auth/password", "/auth/sessions/{id}", "/users/{id}")
"""What may end the session that everything else is asked with."""


@dataclass
class Outcome:
    failures: list[str] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)


def settings(family: Family, phases: Collection[str], examples: int) -> SchemathesisConfig:
    every = ("examples", "coverage", "fuzzing", "stateful")
    return SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "continue-on-failure": True,
            "base-url": f"http://127.0.0.1:{family.client.port}",
            "headers": {"Authorization": f"Bearer {family.ana.token}"},
            "generation": {"deterministic": True, "max-examples": examples, "database": "none"},
            "phases": {name: {"enabled": name in phases} for name in every},
            "checks": {"positive_data_acceptance": {"enabled": False}},
        }
    )


def attack(schema: Any) -> Outcome:
    """Runs in a thread of its own: the server has the event loop."""
    outcome = Outcome()
    for event in from_schema(schema).execute():
        match event:
            case events.ScenarioFinished():
                answers = [each.response for each in event.recorder.interactions.values()]
                outcome.statuses |= {each.status_code for each in answers if each is not None}
                outcome.failures += [
                    f"{event.label}: {node.name}: {node.failure_info.code_sample}: {node.failure_info.failure.message}"
                    for nodes in event.recorder.checks.values()
                    for node in nodes
                    if node.failure_info is not None
                ]
            case events.NonFatalError():
                outcome.failures.append(f"{event.label}: {event.value!r}")
            case events.FatalError():
                outcome.failures.append(repr(event.exception))
    return outcome


def told_of(operation: Operation, stage: Stage) -> Schema:
    """The document, with things that are there as examples of the operation's path."""
    document: dict[str, Any] = copy.deepcopy(dict(DOCUMENT))
    words = document["paths"][operation.path][operation.method]
    words["parameters"] = [
        each for each in words.get("parameters", ()) if each.get("$ref", "").rpartition("/")[2] not in HELD_BACK
    ]
    there: dict[str, Any] = {**stage.ids, "name": stage.picture}
    for each in words["parameters"]:
        if each.get("in") == "path":
            kind = operation.path.split("/")[1] if each["name"] == "id" else each["name"]
            each["examples"] = {"there": {"value": there[kind]}}
    return document


@pytest.mark.parametrize("operation", EACH, ids=[each.name for each in EACH])
async def test_an_operation_keeps_what_its_document_promises(family: Family, operation: Operation) -> None:
    stage = await a_stage(family, operation, CHECKER)
    if operation.path == "/auth/login":  # so that its example is somebody
        await family.ana.made("/auth/register", email="anna@family.example", name="Anna", password=PASSWORD)
    schema = schemathesis.openapi.from_dict(
        dict(told_of(operation, stage)), config=settings(family, ALONE, EXAMPLES)
    ).include(method=operation.method.upper(), path=operation.path)

    outcome = await asyncio.to_thread(attack, schema)

    assert outcome.failures == []
    reached = any(status < 300 for status in outcome.statuses)
    assert reached is (operation.name not in UNREACHED), outcome.statuses
    assert 405 in outcome.statuses  # methods that the path does not have


async def test_operations_keep_it_one_after_the_other(family: Family) -> None:
    await a_stage(family, OPERATIONS[0], CHECKER)
    schema = schemathesis.openapi.from_dict(dict(DOCUMENT), config=settings(family, TOGETHER, SCENARIOS)).exclude(
        path=list(ENDING)
    )

    outcome = await asyncio.to_thread(attack, schema)

    assert outcome.failures == []
    assert outcome.statuses >= {200, 201}


async def test_the_tool_would_notice(family: Family) -> None:
    """A field and a header that are not as the document says, and a status that it does not have."""
    document: dict[str, Any] = copy.deepcopy(dict(DOCUMENT))
    told = document["paths"]["/settings"]["get"]["responses"]["200"]
    told["headers"]["X-Missing"] = {"required": True, "schema": {"type": "string"}}
    del document["paths"]["/auth/me"]["get"]["responses"]["200"]
    document["components"]["schemas"]["Settings"]["properties"]["locale"] = {"type": "integer"}
    schema = schemathesis.openapi.from_dict(document, config=settings(family, ALONE, EXAMPLES))

    outcome = await asyncio.to_thread(attack, schema.include(method="GET", path=["/settings", "/auth/me"]))

    found = {failure.split(": ")[1] for failure in outcome.failures}
    assert found == {"status_code_conformance", "response_headers_conformance", "response_schema_conformance"}
