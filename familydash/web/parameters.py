"""Path and query: text that becomes the values that a handler's signature names."""

import re
from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from aiohttp import web
from pydantic import BaseModel, TypeAdapter, ValidationError

from familydash.errors import Detail
from familydash.web.details import MOST, details, shortened

# One number, one way to write it: pydantic would read "01", " 1", "1_0" and "1.0" too.
_WHOLE: Final = re.compile(r"0|-?[1-9][0-9]*", re.ASCII)
_LIKE_A_NUMBER: Final = re.compile(r"[\s\d+._-]+")


def path(request: web.Request, adapters: Mapping[str, TypeAdapter[Any]]) -> tuple[dict[str, Any], list[Detail]]:
    """The parts of the path by name, and what is wrong with them."""
    values: dict[str, Any] = {}
    wrong: list[Detail] = []
    for name, adapter in adapters.items():
        text = request.match_info[name]
        if problem := _broken(text):
            wrong.append(Detail(name, problem))
        elif _is_number(adapter) and not _WHOLE.fullmatch(text):
            wrong.append(Detail(name, "must be a whole number"))
        else:
            try:
                values[name] = adapter.validate_strings(text)
            except ValidationError as error:
                wrong += [Detail(name, detail.message) for detail in details(error, text)]
    return values, wrong


def query(request: web.Request, model: type[BaseModel] | None) -> tuple[BaseModel | None, list[Detail]]:
    """The query string as `model`, and what is wrong with it. Without a model no parameter is known."""
    many, numbers = (multiple(model), _whole_numbers(model)) if model else (frozenset[str](), frozenset[str]())
    given: dict[str, Any] = {}
    wrong: list[Detail] = []
    for name in dict.fromkeys(request.query):
        values = request.query.getall(name)
        problem = next(filter(None, map(_broken, (name, *values))), None)
        if problem is None and model is None:
            problem = "is not a parameter here"
        elif problem is None and len(values) > 1 and name not in many:
            problem = "must be given once"
        elif problem is None and name in numbers and any(map(_miswritten, values)):
            problem = "must be a whole number"
        if problem:
            wrong.append(Detail(shortened(name), problem))
        else:
            given[name] = values if name in many else values[0]
    if model is None:
        return None, wrong[:MOST]
    try:
        return model.model_validate(given), wrong[:MOST]
    except ValidationError as error:
        refused = {detail.field for detail in wrong}
        found = [detail for detail in details(error, given) if detail.field not in refused]
        return None, [*wrong, *map(_of_query, found)][:MOST]


def multiple(model: type[BaseModel]) -> frozenset[str]:
    """The parameters that may be given more than once: the tuples of the model."""
    return frozenset(
        field.alias or name for name, field in model.model_fields.items() if _is_tuple(field.annotation)
    )  # fmt: skip


@cache
def _whole_numbers(model: type[BaseModel]) -> frozenset[str]:
    """The parameters that are whole numbers, or may be."""
    fields = model.model_json_schema()["properties"]
    return frozenset(name for name, schema in fields.items() if "'integer'" in repr(schema))


def _miswritten(text: str) -> bool:
    return bool(_LIKE_A_NUMBER.fullmatch(text)) and not _WHOLE.fullmatch(text)


def _is_tuple(annotation: Any) -> bool:
    if get_origin(annotation) in (Union, UnionType):
        return any(map(_is_tuple, get_args(annotation)))
    if get_origin(annotation) is Annotated:
        return _is_tuple(get_args(annotation)[0])
    return annotation is tuple or get_origin(annotation) is tuple


def _is_number(adapter: TypeAdapter[Any]) -> bool:
    return bool(adapter.core_schema["type"] == "int")


def _broken(text: str) -> str | None:
    """What no store could take: a NUL, and bytes that are not UTF-8 (they arrive as lone surrogates)."""
    if "\0" in text:
        return "must not contain control characters"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "must be UTF-8"
    return None


def _of_query(detail: Detail) -> Detail:
    """By the parameter's name: which of its values it was is plain to see, and mostly there is one."""
    return Detail(
        detail.field.partition(".")[0], detail.message.replace("is not a field here", "is not a parameter here")
    )
