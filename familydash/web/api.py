"""Typed routes: a handler's signature says what it reads and what it answers (CONTRIBUTING.md, "How a route is written").

An `Api` only collects the routes of one tag. `server.mount` serves them, `openapi.document` describes them.
"""

from collections.abc import Callable
from typing import Required, TypedDict, TypeVar, Unpack

from familydash.web.call import Call
from familydash.web.route import Handler, Options, Route, Who, read

__all__ = ["Api", "Call", "Route"]

H = TypeVar("H", bound=Handler)


class Told(TypedDict, total=False):
    """What a decorator says of a route, beside its path: the fields of `Options`."""

    summary: Required[str]
    description: str
    status: int | None
    who: Who
    errors: tuple[str, ...]
    location: str | None
    """The address of what was made, `/lists/{id}`, filled from the answer."""
    max_body: int | None
    """The bytes of a body or of a file."""
    content: str | None
    """The media type of a file that the handler answers with: `image/webp`. It has an ETag, and heeds If-None-Match."""


class Api:
    """The routes of one subject. A decorated handler stays the plain function it was."""

    def __init__(self, tag: str, description: str = "") -> None:
        self.tag = tag
        self.description = description
        self._routes: list[Route] = []

    @property
    def routes(self) -> tuple[Route, ...]:
        return tuple(self._routes)

    def get(self, path: str, **told: Unpack[Told]) -> Callable[[H], H]:
        return self._add("GET", path, Options(**told))

    def post(self, path: str, **told: Unpack[Told]) -> Callable[[H], H]:
        """The parameter `file: bytes` of a handler is the field `file` of a multipart form."""
        return self._add("POST", path, Options(**told))

    def put(self, path: str, **told: Unpack[Told]) -> Callable[[H], H]:
        return self._add("PUT", path, Options(**told))

    def delete(self, path: str, **told: Unpack[Told]) -> Callable[[H], H]:
        return self._add("DELETE", path, Options(**told))

    def _add(self, method: str, path: str, options: Options) -> Callable[[H], H]:
        def add(handler: H) -> H:
            self._routes.append(read(method, path, self.tag, handler, options))
            return handler

        return add
