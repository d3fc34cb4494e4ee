"""A handler's signature, read once into the record that serves it and describes it."""

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from aiohttp import web
from pydantic import BaseModel, TypeAdapter

from familydash.db.database import Reader, Tx
from familydash.db.paging import Page
from familydash.web.call import Call
from familydash.web.problems import KINDS

Handler = Callable[..., Awaitable[Any]]
Who = Literal["user", "anyone"]

_PART: Final = re.compile(r"\{(\w+)\}")
_GIVEN: Final[Mapping[Any, str]] = {Call: "call", Tx: "tx", Reader: "read", bytes: "upload"}
"""What a handler may ask for beside path, query and body: by its annotation."""


@dataclass(frozen=True)
class Options:
    """What a signature does not say about its route."""

    summary: str
    description: str = ""
    status: int | None = None
    who: Who = "user"
    errors: tuple[str, ...] = ()
    location: str | None = None
    max_body: int | None = None
    content: str | None = None


@dataclass(frozen=True)
class Route:
    """One method of one path. `parameters` maps what the handler takes to what it is given:
    `call`, `tx`, `read`, `path`, `query`, `body` or `upload`."""

    method: str
    path: str
    tag: str
    handler: Handler
    options: Options
    parameters: Mapping[str, str]
    hints: Mapping[str, Any]

    @property
    def takes_tx(self) -> bool:
        return "tx" in self.parameters.values()

    @property
    def takes_read(self) -> bool:
        return "read" in self.parameters.values()

    @property
    def who(self) -> Who:
        return self.options.who

    @property
    def location(self) -> str | None:
        return self.options.location

    @property
    def raw(self) -> bool:
        """Whether the handler makes its own answer (a file, a socket): no envelope, no ETag, a free query string."""
        returns = self.hints["return"]
        return inspect.isclass(returns) and issubclass(returns, web.StreamResponse)

    @property
    def conditional(self) -> bool:
        """Whether it is a GET that answers 304 to the `ETag` it gave."""
        return self.method == "GET" and (not self.raw or self.options.content is not None)

    @property
    def versioned(self) -> bool:
        """Whether it answers with one entity: what has a version, and so an `ETag` that `If-Match` takes."""
        returns = self.hints["return"]
        return inspect.isclass(returns) and issubclass(returns, BaseModel) and "version" in returns.model_fields

    @property
    def page(self) -> bool:
        return get_origin(self.hints["return"]) is Page

    @property
    def status(self) -> int:
        if self.options.status is not None:
            return self.options.status
        if self.hints["return"] is NoneType:
            return 204
        return 201 if self.method == "POST" and not self.raw else 200

    @property
    def takes_key(self) -> bool:
        """Whether `Idempotency-Key` counts: a POST of a known account that writes, and whose body is read here."""
        writes = self.takes_tx or self.status == 201
        return self.method == "POST" and self.who == "user" and writes and not self.raw

    @cached_property
    def answer(self) -> TypeAdapter[Any] | None:
        """What the envelope holds: of a page, the list of its items. None where there is no body."""
        returns = self.hints["return"]
        if returns is NoneType or self.raw:
            return None
        if self.page:
            items: Any = list[get_args(returns)[0]]  # type: ignore[misc]  # known only while the program runs
            return TypeAdapter(items)
        return TypeAdapter(returns)

    @cached_property
    def path_adapters(self) -> Mapping[str, TypeAdapter[Any]]:
        return {name: TypeAdapter(self.hints[name]) for name, source in self.parameters.items() if source == "path"}

    @property
    def query(self) -> type[BaseModel] | None:
        model: type[BaseModel] | None = self.hints.get("query") if "query" in self.parameters else None
        return model

    @cached_property
    def body(self) -> TypeAdapter[Any] | None:
        return TypeAdapter(self.hints["body"]) if "body" in self.parameters else None

    @property
    def upload(self) -> str | None:
        """The field of a multipart form that is the handler's file: its parameter of type `bytes`."""
        return next((name for name, source in self.parameters.items() if source == "upload"), None)

    @property
    def body_optional(self) -> bool:
        hint = self.hints.get("body")
        return get_origin(hint) in (Union, UnionType) and NoneType in get_args(hint)


def read(method: str, path: str, tag: str, handler: Handler, options: Options) -> Route:
    """The route that `handler`'s signature describes. Raises TypeError where it does not describe one."""
    where = f"{method} {path} ({handler.__module__}.{handler.__qualname__})"
    hints = get_type_hints(handler, include_extras=True)
    if "return" not in hints:
        raise TypeError(f"{where}: say what it returns")
    parts = set(_PART.findall(path))
    parameters = {name: _source(where, name, hints, parts) for name in inspect.signature(handler).parameters}
    if missing := parts - parameters.keys():
        raise TypeError(f"{where}: the path has {missing}, the signature does not")
    sources = list(parameters.values())
    route = Route(method, path, tag, handler, options, MappingProxyType(parameters), MappingProxyType(hints))
    if "tx" in sources and (method == "GET" or "read" in sources):
        raise TypeError(f"{where}: a GET does not write, and a unit of work reads by itself")
    if route.raw and route.takes_tx:
        raise TypeError(f"{where}: an answer of its own is not kept with a unit of work; use call.write()")
    if {"body", "upload"} & set(sources) and method in ("GET", "DELETE"):
        raise TypeError(f"{where}: a {method} has no body")
    if unknown := set(options.errors) - KINDS.keys():
        raise TypeError(f"{where}: there are no errors {unknown}")
    return route


def _source(where: str, name: str, hints: Mapping[str, Any], parts: set[str]) -> str:
    if name not in hints:
        raise TypeError(f"{where}: say of which type {name} is")
    if name in parts:
        return "path"
    if name in ("query", "body"):
        return name
    for given, source in _GIVEN.items():
        if hints[name] is given:
            return source
    raise TypeError(f"{where}: {name} is neither of the path, nor query, body, file, call, tx or read")
