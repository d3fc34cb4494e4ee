"""Examples of whole bodies, put together from those that their fields and types have: `Field(examples=["Anna"])`.

What must be there is; what may be left out is there where somebody gave an example or a default for it.
"""

from collections.abc import Mapping
from typing import Any, Final

Schema = Mapping[str, Any]

NONE: Final = object()
"""There is no example: a text that must be there has none of its own."""


class Examples:
    """Reads the schemas of one document."""

    def __init__(self, components: Mapping[str, Schema]) -> None:
        self._components = components

    def of(self, schema: Schema) -> Any:
        """A value that fits the schema, or `NONE`."""
        if schema.get("examples"):
            return schema["examples"][0]
        if "const" in schema:
            return schema["const"]
        if schema.get("default") is not None:
            return schema["default"]
        if "$ref" in schema:
            return self.of(self._named(schema))
        if "enum" in schema:
            return schema["enum"][0]
        if "anyOf" in schema:
            return self._any(schema["anyOf"])
        match schema.get("type"):
            case "object":
                return self._object(schema)
            case "array":
                item = self.of(schema["items"])
                return [] if item is NONE else [item]
            case "boolean":
                return False
            case "integer" | "number":
                return schema.get("minimum", 1)
        return None if _is_null(schema) else NONE

    def _named(self, schema: Schema) -> Schema:
        return self._components[schema["$ref"].rpartition("/")[2]]

    def _any(self, schemas: list[Schema]) -> Any:
        """Null only where nothing else has an example."""
        some = [value for schema in schemas if not _is_null(schema) and (value := self.of(schema)) is not NONE]
        if some:
            return some[0]
        return None if any(map(_is_null, schemas)) else NONE

    def _object(self, schema: Schema) -> Any:
        required = schema.get("required", ())
        found = {
            name: self.of(part)
            for name, part in schema.get("properties", {}).items()
            if name in required or self._told(part)
        }
        return NONE if NONE in found.values() else found

    def _told(self, schema: Schema) -> bool:
        """Whether somebody gave an example of it, or a default."""
        if schema.get("examples") or schema.get("default") is not None or "const" in schema:
            return True
        if "$ref" in schema:
            return self._told(self._named(schema))
        parts = (*schema.get("anyOf", ()), *schema.get("properties", {}).values())
        return any(map(self._told, parts))


def _is_null(schema: Schema) -> bool:
    type = schema.get("type", ())
    return "null" in ((type,) if isinstance(type, str) else type)
