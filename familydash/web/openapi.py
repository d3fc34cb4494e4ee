"""The OpenAPI 3.1 document, made from the same records that serve the routes. Its order is always the same."""

import inspect
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from familydash.web import refusals
from familydash.web.api import Api
from familydash.web.examples import NONE, Examples
from familydash.web.idempotency import HEADER, REPLAYED
from familydash.web.openapi_parts import ABOUT, DONE, FILE, HEADERS, KEYED, OPEN_PATHS, PARAMETERS, PARTS, SCHEMAS
from familydash.web.route import Route
from familydash.web.schemas import Schema, Schemas


def document(apis: Sequence[Api], version: str) -> dict[str, Any]:
    """What `/openapi.json` says, as plain values."""
    routes = [route for api in apis for route in api.routes]
    operations = _Operations(routes)
    paths: dict[str, Schema] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = operations.of(route)
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
            "schemas": dict(sorted(operations.components.items())),
            "responses": refusals.components(),
            "headers": HEADERS,
            "parameters": PARAMETERS,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


class _Operations:
    """Describes the routes of one document."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._schemas = Schemas(routes)
        self._names = _operation_ids(routes)
        self._entities = {route.path for route in routes if route.versioned}
        """The paths of what has a version, which `If-Match` can name."""

    @property
    def components(self) -> dict[str, Schema]:
        return {**self._schemas.components, **SCHEMAS}

    def of(self, route: Route) -> Schema:
        headers = self._headers_of(route)
        about = route.options.description or inspect.getdoc(route.handler)
        description = "\n\n".join(filter(None, (about, KEYED if route.takes_key else "")))
        operation: Schema = {
            "tags": [route.tag],
            "summary": route.options.summary,
            "operationId": self._names[route.method, route.path],
        }
        if description:
            operation["description"] = description
        if parameters := self._parameters(route, headers):
            operation["parameters"] = parameters
        if body := self._body(route):
            operation["requestBody"] = body
        operation["responses"] = {
            str(route.status): self._success(route),
            **_not_modified(route),
            **refusals.of(route, matched="If-Match" in headers),
        }
        operation["security"] = [{"bearer": []}] if route.who == "user" else []
        return operation

    def _headers_of(self, route: Route) -> list[str]:
        if route.takes_key:
            return [HEADER]
        if route.conditional:
            return ["If-None-Match"]
        return ["If-Match"] if route.method in ("PUT", "DELETE") and route.path in self._entities else []

    def _parameters(self, route: Route, headers: Sequence[str]) -> list[Schema]:
        found: list[Schema] = []
        for name, adapter in route.path_adapters.items():
            schema = self._schemas.of(adapter)
            found.append(
                {
                    "name": name,
                    "in": "path",
                    "description": PARTS.get(name, PARTS["id"]),
                    "required": True,
                    "schema": schema,
                }
            )
        for name, schema, required in self._schemas.parameters(route):
            parameter = {"name": name, "in": "query", "required": required, "schema": schema}
            if "description" in schema:
                parameter["description"] = schema.pop("description")
            found.append(parameter)
        return found + [{"$ref": f"#/components/parameters/{name}"} for name in headers]

    def _body(self, route: Route) -> Schema | None:
        if route.upload is not None:
            form = {"type": "object", "properties": {route.upload: FILE}, "required": [route.upload]}
            return {"required": True, "content": {"multipart/form-data": {"schema": form}}}
        if route.body is None:
            return None
        return {"required": not route.body_optional, "content": self._json(self._schemas.of(route.body))}

    def _success(self, route: Route) -> Schema:
        headers = ["X-Request-ID"] + ["ETag"] * (route.conditional or route.versioned)
        success: Schema = {"description": DONE.get(route.status, "It is done.")}
        if route.raw:
            success["content"] = {route.options.content or "*/*": {}}
        elif route.answer is not None:
            data = {"data": self._schemas.of(route.answer)}
            if route.page:
                data["pagination"] = {"$ref": "#/components/schemas/Pagination"}
            success["content"] = self._json({"type": "object", "properties": data, "required": list(data)})
        headers += ["Location"] * (route.status == 201) + [REPLAYED] * route.takes_key
        success["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in headers}
        return success

    def _json(self, schema: Schema) -> Schema:
        example = Examples(self.components).of(schema)
        return {"application/json": {"schema": schema} if example is NONE else {"schema": schema, "example": example}}


def _not_modified(route: Route) -> dict[str, Schema]:
    return {"304": {"$ref": "#/components/responses/NotModified"}} if route.conditional else {}


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
