"""TypeScript types from the server's OpenAPI document: `familydash openapi | python packaging/api_types.py`.

Reads the document from stdin or from the file that is named, writes frontend/src/api.gen.d.ts (or, with `-`, stdout):
the component schemas as types, and `Operations`, a table from "METHOD /path" to the types of path, query, body and answer.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any, Final

TARGET: Final = Path(__file__).parents[1] / "frontend" / "src" / "api.gen.d.ts"
HEAD: Final = "// Made by packaging/api_types.py from `familydash openapi`. Not to be edited.\n"
PLAIN: Final = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
JSON: Final = "application/json"


def key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z_]\w*", name) else json.dumps(name)


def fields(properties: dict[str, Any], required: set[str]) -> str:
    rows = (f"{key(name)}{'' if name in required else '?'}: {typed(schema)}" for name, schema in properties.items())
    return "{ " + "; ".join(rows) + " }"


def union(members: list[str]) -> str:
    return " | ".join(dict.fromkeys(members))


def typed(schema: dict[str, Any]) -> str:
    """The TypeScript type of one JSON schema. What it cannot say is `unknown`: never `any`."""
    if "$ref" in schema:
        return name_of(schema["$ref"])
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return union([json.dumps(value) for value in schema["enum"]])
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return union([typed(one) for one in schema[choice]])
    if "allOf" in schema:
        return " & ".join(typed(one) for one in schema["allOf"])
    kind = schema.get("type")
    if isinstance(kind, list):
        return union([typed({**schema, "type": one}) for one in kind])
    if kind == "array":
        inner = typed(schema.get("items", {}))
        return f"({inner})[]" if " " in inner and not inner.startswith("{") else f"{inner}[]"
    if kind == "object" and "properties" in schema:
        return fields(schema["properties"], set(schema.get("required", ())))
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"Record<string, {typed(values) if isinstance(values, dict) else 'unknown'}>"
    return PLAIN.get(kind or "", "unknown")


def name_of(ref: str) -> str:
    return re.sub(r"\W", "_", ref.rsplit("/", 1)[-1])


def content(holder: dict[str, Any], otherwise: str) -> str:
    """The type of a body or an answer; a file goes in as a form and comes out as it is."""
    media = holder.get("content", {})
    if JSON in media:
        return typed(media[JSON].get("schema", {}))
    return otherwise if media else "undefined"


def parameters(document: dict[str, Any], given: list[dict[str, Any]], place: str) -> str:
    whole = [
        document["components"]["parameters"][one["$ref"].rsplit("/", 1)[-1]] if "$ref" in one else one for one in given
    ]
    found = {one["name"]: one["schema"] for one in whole if one["in"] == place}
    required = {one["name"] for one in whole if one.get("required")}
    return fields(found, required) if found else "undefined"


def operation(document: dict[str, Any], told: dict[str, Any]) -> dict[str, str]:
    given = told.get("parameters", [])
    body = told.get("requestBody")
    return {
        "path": parameters(document, given, "path"),
        "query": parameters(document, given, "query"),
        "body": content(body, "FormData") if body else "undefined",
        "answer": content(
            next(answer for status, answer in told["responses"].items() if status.startswith("2")), "Blob"
        ),
    }


def declarations(document: dict[str, Any]) -> str:
    """The whole file. The same document gives the same bytes."""
    schemas = sorted(document["components"]["schemas"].items())
    lines = [HEAD, *(f"export type {name_of(name)} = {typed(schema)};" for name, schema in schemas)]
    lines += ["", "export interface Operations {"]
    for path, methods in sorted(document["paths"].items()):
        for method, told in methods.items():
            rows = "".join(f" {name}: {what};" for name, what in operation(document, told).items())
            lines.append(f'  "{method.upper()} {path}": {{{rows} }};')
    return "\n".join([*lines, "}", ""])


if __name__ == "__main__":
    names = [name for name in sys.argv[1:] if name != "-"]
    text = declarations(json.loads(Path(names[0]).read_text() if names else sys.stdin.read()))
    if "-" in sys.argv[1:]:
        sys.stdout.write(text)
    else:
        TARGET.write_text(text)
