"""The OpenAPI 3.1 document, made from the same records that serve the routes. Its order is always the same."""

import inspect
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from familydash.web.api import Api
from familydash.web.idempotency import HEADER
from familydash.web.openapi_parts import ABOUT, DONE, FILE, HEADERS, KEYED, OPEN_PATHS, PARAMETERS, SCHEMAS, WITH
from familydash.web.problems import INTERNAL, KINDS, Kind
from familydash.web.route import Route
from familydash.web.schemas import Schema, Schemas


def document(apis: Sequence[Api], version: str) -> dict[str, Any]:
    """What `/openapi.json` says, as plain values."""
    routes = [route for api in apis for route in api.routes]
    schemas = Schemas(routes)
    names = _operation_ids(routes)
    paths: dict[str, Schema] = {}
    for route in routes:
        operation = _operation(route, schemas, names[route.method, route.path])
        paths.setdefault(route.path, {})[route.method.lower()] = operation
    paths |= OPEN_PATHS
    tags = {api.tag: {"name": api.tag, "description": api.description} for api in apis}
    tags.setdefault("Server", {"name": "Server", "description": "Open to all, without an envelope."})
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "familydash",
            "version": version,
            "description": ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": [{key: value for key, value in tag.items() if value} for tag in tags.values()],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted({**schemas.components, **SCHEMAS}.items())),
            "responses": {_response_name(kind): _refusal([kind]) for kind in KINDS.values()},
            "headers": HEADERS,
            "parameters": PARAMETERS,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _operation(route: Route, schemas: Schemas, name: str) -> Schema:
    about = route.options.description or inspect.getdoc(route.handler)
    description = "\n\n".join(filter(None, (about, KEYED if route.takes_key else "")))
    operation: Schema = {"tags": [route.tag], "summary": route.options.summary, "operationId": name}
    if description:
        operation["description"] = description
    if parameters := _parameters(route, schemas):
        operation["parameters"] = parameters
    if body := _body(route, schemas):
        operation["requestBody"] = body
    operation["responses"] = {str(route.status): _success(route, schemas), **_also(route), **_refusals(route)}
    operation["security"] = [{"bearer": []}] if route.who == "user" else []
    return operation


def _parameters(route: Route, schemas: Schemas) -> list[Schema]:
    found: list[Schema] = [
        {"name": name, "in": "path", "required": True, "schema": schemas.of(adapter)}
        for name, adapter in route.path_adapters.items()
    ]
    for name, schema, required in schemas.parameters(route):
        parameter = {"name": name, "in": "query", "required": required, "schema": schema}
        if "description" in schema:
            parameter["description"] = schema.pop("description")
        found.append(parameter)
    return found + [{"$ref": f"#/components/parameters/{name}"} for name in _headers_of(route)]


def _headers_of(route: Route) -> list[str]:
    if route.takes_key:
        return [HEADER]
    if route.method == "GET" and not route.raw:
        return ["If-None-Match"]
    changes = route.method in ("PUT", "DELETE") and (route.path_adapters or route.answer is not None)
    return ["If-Match"] if changes else []


def _body(route: Route, schemas: Schemas) -> Schema | None:
    if route.upload is not None:
        form = {"type": "object", "properties": {route.upload: FILE}, "required": [route.upload]}
        return {"required": True, "content": {"multipart/form-data": {"schema": form}}}
    if route.body is None:
        return None
    return {"required": not route.body_optional, "content": _json(schemas.of(route.body))}


def _success(route: Route, schemas: Schemas) -> Schema:
    headers = ["X-Request-ID"]
    success: Schema = {"description": DONE.get(route.status, "It is done.")}
    if route.raw:
        success["content"] = {"*/*": {}}
    elif route.answer is not None:
        data = {"data": schemas.of(route.answer)}
        if route.page:
            data["pagination"] = {"$ref": "#/components/schemas/Pagination"}
        success["content"] = _json({"type": "object", "properties": data, "required": list(data)})
        headers += ["ETag"] * (route.method in ("GET", "PUT", "POST")) + ["Location"] * (route.status == 201)
    success["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in headers}
    return success


def _also(route: Route) -> dict[str, Schema]:
    if route.method != "GET" or route.raw:
        return {}
    return {"304": {"description": "`If-None-Match` names what is there: nothing has changed."}}


def _refusals(route: Route) -> dict[str, Schema]:
    by_status: dict[int, list[Kind]] = {}
    for kind in sorted((KINDS[code] for code in _codes(route)), key=lambda kind: (kind.status, kind.code)):
        by_status.setdefault(kind.status, []).append(kind)
    return {str(status): _refused(kinds) for status, kinds in by_status.items()}


def _codes(route: Route) -> set[str]:
    codes = {"VALIDATION_ERROR", "MISDIRECTED_REQUEST", INTERNAL.code, *route.options.errors}
    if route.who == "user":
        codes.add("UNAUTHORIZED")
    if route.path_adapters:
        codes.add("NOT_FOUND")
    if route.method != "GET":
        codes |= {"FORBIDDEN", "STORAGE_FULL"}
    if "If-Match" in _headers_of(route):
        codes.add("PRECONDITION_FAILED")
    if route.body is not None or route.upload is not None:
        codes |= {"PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"}
    if route.takes_key:
        codes.add("CONFLICT")
    return codes


def _refused(kinds: Sequence[Kind]) -> Schema:
    return {"$ref": f"#/components/responses/{_response_name(kinds[0])}"} if len(kinds) == 1 else _refusal(kinds)


def _refusal(kinds: Sequence[Kind]) -> Schema:
    headers = ["X-Request-ID", *(WITH[kind.status] for kind in kinds[:1] if kind.status in WITH)]
    return {
        "description": " ".join(f"`{kind.code}`: {kind.when}" for kind in kinds),
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers},
        "content": _json({"$ref": "#/components/schemas/Error"}),
    }


def _response_name(kind: Kind) -> str:
    return "".join(word.capitalize() for word in kind.code.split("_"))


def _operation_ids(routes: Sequence[Route]) -> Mapping[tuple[str, str], str]:
    """The handler's name, `change_list`; where several have it, with the tag in front."""
    names = {(route.method, route.path): route.handler.__name__.strip("_") for route in routes}
    shared = {name for name, times in Counter(names.values()).items() if times > 1}
    ids: dict[tuple[str, str], str] = {}
    for route in routes:
        name = names[route.method, route.path]
        if name in shared:
            name = f"{re.sub('[^a-z0-9]+', '_', route.tag.lower())}_{name}"
        taken = sum(id == name or id.startswith(f"{name}__") for id in ids.values())
        ids[route.method, route.path] = f"{name}__{taken + 1}" if taken else name
    return ids


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}
