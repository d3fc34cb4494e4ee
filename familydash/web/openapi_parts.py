"""The parts of the OpenAPI document that are the same for every route."""

from typing import Any, Final

from familydash.web.examples import Examples
from familydash.web.idempotency import HEADER, REPLAYED

Schema = dict[str, Any]

ABOUT: Final = """\
The gift planner that a family runs at home. Answers come in an envelope, `{"data": …}`; a collection adds `pagination`,
and its `next_cursor` is the `cursor` of the next page. Errors are `{"error": {code, message, trace_id, details}}`.
Times are RFC 3339 in UTC, dates `YYYY-MM-DD`, money is a decimal string. `PUT` changes the fields that the body has;
`null` clears an optional one. Every single entity has an `ETag`; a `PUT` or `DELETE` with `If-Match` of an older version
gets 412. A path answers `HEAD` where it answers `GET`, and 405 with `Allow` to methods that it does not have. What an
account may not see does not exist for it.

Live events come over a WebSocket, `/ws`: [how](/docs/live.html)."""

DONE: Final = {200: "Here it is.", 201: "It is made.", 204: "It is done; there is nothing to say."}
KEYED: Final = "An `Idempotency-Key` makes a second try safe: it gets the first answer again, for 24 hours."
FILE: Final[Schema] = {"type": "string", "contentMediaType": "application/octet-stream"}

PARTS: Final = {"id": "Which one.", "person_id": "Which person.", "name": "The last part of its address."}
"""What the parts of a path are."""

HEADERS: Final[Schema] = {
    name: {"description": description, "required": name != REPLAYED, "schema": {"type": type}}
    for name, type, description in (
        ("Allow", "string", "The methods that this path answers."),
        ("ETag", "string", 'Names this answer\'s bytes; on a single entity `"<version>-<hash>"`.'),
        (REPLAYED, "string", "`true`: this was carried out before, and this is the first answer again."),
        ("Location", "string", "The path of what was made."),
        ("Retry-After", "integer", "Seconds to wait."),
        ("WWW-Authenticate", "string", "Bearer."),
        ("X-Request-ID", "string", "The request's own, where it sent a sane one; errors have it as `trace_id`."),
    )
}

PARAMETERS: Final[Schema] = {
    name: {"name": name, "in": "header", "required": False, "description": description, "schema": schema}
    for name, schema, description in (
        (HEADER, {"type": "string", "minLength": 1, "maxLength": 200}, KEYED),
        ("If-Match", {"type": "string"}, 'Only where it is still of this version: an `ETag`, or `"<version>"` alone.'),
        ("If-None-Match", {"type": "string"}, "An `ETag`: 304 where nothing has changed since."),
    )
}

SCHEMAS: Final[dict[str, Schema]] = {
    "Error": {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "required": ["code", "message", "trace_id", "details"],
                "properties": {
                    "code": {"type": "string", "examples": ["VALIDATION_ERROR"]},
                    "message": {"type": "string", "examples": ["name: must not be empty"]},
                    "trace_id": {"type": "string", "examples": ["3f9c2a7e5b10"]},
                    "details": {"type": "array", "items": {"$ref": "#/components/schemas/ErrorDetail"}},
                    "current": {"description": "With 412: the entity as GET gives it now."},
                },
            }
        },
    },
    "ErrorDetail": {
        "type": "object",
        "required": ["field", "message"],
        "properties": {
            "field": {"type": "string", "examples": ["items.0.name"]},
            "message": {"type": "string", "examples": ["must not be empty"]},
        },
    },
    "Pagination": {
        "type": "object",
        "required": ["next_cursor", "has_more", "limit"],
        "properties": {
            "next_cursor": {"type": ["string", "null"]},
            "has_more": {"type": "boolean"},
            "limit": {"type": "integer", "examples": [50]},
        },
    },
}


def _health(status: str, db: str) -> Schema:
    return {
        "type": "object",
        "required": ["status", "db"],
        "properties": {"status": {"type": "string", "enum": [status]}, "db": {"type": "string", "enum": [db]}},
    }


_DOCUMENT: Final[Schema] = {
    "type": "object",
    "required": ["openapi", "info", "paths"],
    "properties": {
        "openapi": {"type": "string", "examples": ["3.1.0"]},
        "info": {"type": "object"},
        "paths": {"type": "object"},
    },
}


def _plain(description: str, schema: Schema, *headers: str) -> Schema:
    return {
        "description": description,
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in ("X-Request-ID", *headers)},
        "content": {"application/json": {"schema": schema, "example": Examples({}).of(schema)}},
    }


_MISDIRECTED: Final = {"421": {"$ref": "#/components/responses/MisdirectedRequest"}}

OPEN_PATHS: Final[dict[str, Schema]] = {
    "/health": {
        "get": {
            "tags": ["Server"],
            "summary": "Whether the server is well",
            "description": "For probes. 503 where the database does not answer within two seconds.",
            "operationId": "server_health",
            "responses": {
                "200": _plain("It is.", _health("healthy", "connected")),
                "503": _plain("The database does not answer.", _health("unhealthy", "disconnected")),
                **_MISDIRECTED,
            },
            "security": [],
        }
    },
    "/openapi.json": {
        "get": {
            "tags": ["Server"],
            "summary": "This document",
            "description": "Made from the very signatures that serve the requests.",
            "operationId": "server_document",
            "parameters": [{"$ref": "#/components/parameters/If-None-Match"}],
            "responses": {
                "200": _plain("OpenAPI 3.1.", _DOCUMENT, "ETag"),
                "304": {"$ref": "#/components/responses/NotModified"},
                **_MISDIRECTED,
            },
            "security": [],
        }
    },
}
