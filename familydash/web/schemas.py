"""JSON schemas of all that routes read and answer, each once, under names that are unique."""

from collections.abc import Sequence
from typing import Any

from pydantic import MISSING, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode
from pydantic_core import CoreSchema

from familydash.web.route import Route

Schema = dict[str, Any]

_REF = "#/components/schemas/{model}"


class Schemas:
    """`components` holds the named ones; `of` gives what a route's adapter looks like, mostly a reference to one."""

    def __init__(self, routes: Sequence[Route]) -> None:
        adapters = [*_inputs(routes), *_answers(routes)]
        keyed = [(str(number), mode, adapter) for number, (mode, adapter) in enumerate(adapters)]
        schemas, definitions = TypeAdapter.json_schemas(keyed, ref_template=_REF, schema_generator=_Generator)
        self._of = {id(adapter): schemas[key, mode] for key, mode, adapter in keyed}
        self.components: dict[str, Schema] = definitions.get("$defs", {})

    def of(self, adapter: TypeAdapter[Any]) -> Schema:
        return dict(self._of[id(adapter)])

    def parameters(self, route: Route) -> list[tuple[str, Schema, bool]]:
        """Name, schema and whether it is required, of each parameter in the query."""
        if route.query is None:
            return []
        schema = TypeAdapter(route.query).json_schema(ref_template=_REF, schema_generator=_Generator)
        self.components |= schema.pop("$defs", {})
        required = schema.get("required", ())
        return [(name, _given(part), name in required) for name, part in schema.get("properties", {}).items()]


class _Generator(GenerateJsonSchema):
    """As pydantic has it, without the titles that only repeat a field's name, and with every field of an answer there."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def field_is_required(self, field: Any, total: bool) -> bool:
        if self.mode == "serialization" and field["type"] != "typed-dict-field":
            return not _may_be_missing(field["schema"])
        return super().field_is_required(field, total)


def _inputs(routes: Sequence[Route]) -> list[tuple[JsonSchemaMode, TypeAdapter[Any]]]:
    paths = [adapter for route in routes for adapter in route.path_adapters.values()]
    return [("validation", adapter) for adapter in (*paths, *(route.body for route in routes if route.body))]


def _answers(routes: Sequence[Route]) -> list[tuple[JsonSchemaMode, TypeAdapter[Any]]]:
    return [("serialization", route.answer) for route in routes if route.answer is not None]


def _may_be_missing(schema: CoreSchema | Any) -> bool:
    return "default" in schema and schema["default"] is MISSING


def _given(schema: Schema) -> Schema:
    """A parameter is left out, never null."""
    some = [part for part in schema.get("anyOf", ()) if part != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key != "anyOf" and not (key == "default" and value is None)}
    if not some:
        return rest
    return {**rest, **some[0]} if len(some) == 1 else {**rest, "anyOf": some}
