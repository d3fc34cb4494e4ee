"""As much of JSON Schema as the OpenAPI document uses; a keyword that it does not know is an error, never a pass."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

Schema = Mapping[str, Any]

_WORDS_ONLY: Final = {"title", "description", "default", "examples", "contentMediaType", "readOnly", "deprecated"}
_TYPES: Final = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "null": lambda value: value is None,
}
_FORMATS: Final = {"date": date.fromisoformat, "date-time": datetime.fromisoformat}


class Checker:
    """Holds values against the schemas of one document."""

    def __init__(self, document: Schema) -> None:
        self.document = document

    def resolve(self, node: Schema) -> Schema:
        """What a `$ref` points to, or the node itself. Raises KeyError where it dangles."""
        while "$ref" in node:
            target: Any = self.document
            for part in str(node["$ref"]).removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def fits(self, value: Any, schema: Schema) -> bool:
        return not list(self.wrong(value, schema))

    def wrong(self, value: Any, schema: Schema, at: str = "$") -> Iterator[str]:
        """What does not fit, and where."""
        for keyword, wanted in schema.items():
            if keyword in _WORDS_ONLY or keyword in ("required", "additionalProperties"):
                continue
            check = getattr(self, f"_{keyword.replace('$', '')}", None)
            if check is None:
                raise NotImplementedError(f"{at}: {keyword}")
            yield from check(value, wanted, at)
        if isinstance(value, dict):
            yield from self._members(value, schema, at)

    def _members(self, value: dict[str, Any], schema: Schema, at: str) -> Iterator[str]:
        for name in schema.get("required", ()):
            if name not in value:
                yield f"{at}.{name}: is required"
        more = schema.get("additionalProperties", True)
        for name in value.keys() - schema.get("properties", {}).keys():
            if more is False:
                yield f"{at}.{name}: is unknown"
            elif more is not True:
                yield from self.wrong(value[name], more, f"{at}.{name}")

    def _ref(self, value: Any, ref: str, at: str) -> Iterator[str]:
        yield from self.wrong(value, self.resolve({"$ref": ref}), at)

    def _type(self, value: Any, wanted: str | list[str], at: str) -> Iterator[str]:
        if not any(_TYPES[name](value) for name in ([wanted] if isinstance(wanted, str) else wanted)):
            yield f"{at}: {value!r} is no {wanted}"

    def _anyOf(self, value: Any, schemas: list[Schema], at: str) -> Iterator[str]:  # noqa: N802  # the keyword's name
        if not any(self.fits(value, schema) for schema in schemas):
            yield f"{at}: {value!r} fits none of {schemas}"

    def _enum(self, value: Any, wanted: list[Any], at: str) -> Iterator[str]:
        if not any(value == each and type(value) is type(each) for each in wanted):
            yield f"{at}: {value!r} is none of {wanted}"

    def _const(self, value: Any, wanted: Any, at: str) -> Iterator[str]:
        yield from self._enum(value, [wanted], at)

    def _properties(self, value: Any, schemas: Mapping[str, Schema], at: str) -> Iterator[str]:
        if isinstance(value, dict):
            for name in schemas.keys() & value.keys():
                yield from self.wrong(value[name], schemas[name], f"{at}.{name}")

    def _propertyNames(self, value: Any, schema: Schema, at: str) -> Iterator[str]:  # noqa: N802
        if isinstance(value, dict):
            for name in value:
                yield from self.wrong(name, schema, f"{at}: the name {name!r}")

    def _items(self, value: Any, schema: Schema, at: str) -> Iterator[str]:
        if isinstance(value, list):
            for number, each in enumerate(value):
                yield from self.wrong(each, schema, f"{at}[{number}]")

    def _pattern(self, value: Any, wanted: str, at: str) -> Iterator[str]:
        if isinstance(value, str) and not re.search(wanted, value, re.ASCII):
            yield f"{at}: {value!r} has not the form {wanted}"

    def _format(self, value: Any, wanted: str, at: str) -> Iterator[str]:
        if isinstance(value, str):
            try:
                _FORMATS[wanted](value)
            except ValueError:
                yield f"{at}: {value!r} is no {wanted}"

    def _minLength(self, value: Any, least: int, at: str) -> Iterator[str]:  # noqa: N802
        if isinstance(value, str) and len(value) < least:
            yield f"{at}: {value!r} is too short"

    def _maxLength(self, value: Any, most: int, at: str) -> Iterator[str]:  # noqa: N802
        if isinstance(value, str) and len(value) > most:
            yield f"{at}: {value[:20]!r}… is too long"

    def _minimum(self, value: Any, least: float, at: str) -> Iterator[str]:
        if _TYPES["number"](value) and value < least:
            yield f"{at}: {value} is too small"

    def _maximum(self, value: Any, most: float, at: str) -> Iterator[str]:
        if _TYPES["number"](value) and value > most:
            yield f"{at}: {value} is too large"

    def _minItems(self, value: Any, least: int, at: str) -> Iterator[str]:  # noqa: N802
        if isinstance(value, list) and len(value) < least:
            yield f"{at}: has too few"

    def _maxItems(self, value: Any, most: int, at: str) -> Iterator[str]:  # noqa: N802
        if isinstance(value, list) and len(value) > most:
            yield f"{at}: has too many"

    def _maxProperties(self, value: Any, most: int, at: str) -> Iterator[str]:  # noqa: N802
        if isinstance(value, dict) and len(value) > most:
            yield f"{at}: has too many"
