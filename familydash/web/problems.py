"""Every error that becomes an answer becomes one here."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web
from pydantic_core import to_json

from familydash import errors
from familydash.errors import Problem

log = logging.getLogger("familydash.web")

JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of error is answered."""

    status: int
    code: str
    when: str


INTERNAL: Final = Kind(500, "INTERNAL_ERROR", "A defect of the server; its log tells more under the `trace_id`.")

_KINDS: Final[Mapping[type[Problem], Kind]] = {
    errors.Invalid: Kind(400, "VALIDATION_ERROR", "A value of path, query or body is wrong; `details` says which."),
    errors.Unauthorized: Kind(401, "UNAUTHORIZED", "There is no token, or it is not good any more."),
    errors.Forbidden: Kind(403, "FORBIDDEN", "The account may not do this, or the request comes from a foreign page."),
    errors.NotFound: Kind(404, "NOT_FOUND", "There is no such thing, or the account may not know of it."),
    errors.MethodNotAllowed: Kind(405, "METHOD_NOT_ALLOWED", "The path does not answer this method."),
    errors.Conflict: Kind(409, "CONFLICT", "It exists already, or it is still in use."),
    errors.InvalidTransition: Kind(409, "INVALID_TRANSITION", "The status cannot change in this way."),
    errors.PreconditionFailed: Kind(
        412, "PRECONDITION_FAILED", "`If-Match` names an older version; `current` is today's."
    ),
    errors.PayloadTooLarge: Kind(413, "PAYLOAD_TOO_LARGE", "The body is over the limit."),
    errors.UnsupportedMediaType: Kind(415, "UNSUPPORTED_MEDIA_TYPE", "The body is of a type that is not read here."),
    errors.Misdirected: Kind(421, "MISDIRECTED_REQUEST", "The `Host` is not this household's."),
    errors.UnreadablePage: Kind(422, "UNREADABLE_PAGE", "The product page could not be fetched or read."),
    errors.RateLimited: Kind(429, "RATE_LIMITED", "Too much, too fast; `Retry-After` says how many seconds to wait."),
    errors.StorageFull: Kind(507, "STORAGE_FULL", "The disk is full; nothing was saved."),
}
KINDS: Final = {kind.code: kind for kind in (*_KINDS.values(), INTERNAL)}
"""By code: what a route's `errors` name."""

_ALIEN: Final[Mapping[int, type[Problem]]] = {
    401: errors.Unauthorized,
    403: errors.Forbidden,
    415: errors.UnsupportedMediaType,
}
"""aiohttp's own refusals, by status. Every other 4xx of it is a request that could not be read."""


def answer(request: web.BaseRequest, error: BaseException, trace_id: str) -> web.Response:
    """The answer to a request that failed with `error`; a cancellation and a lost connection are raised again."""
    if isinstance(error, asyncio.CancelledError | ConnectionError) or not isinstance(error, Exception):
        raise error
    if isinstance(error, web.HTTPException):
        if error.status < 400:
            return web.Response(status=error.status, headers=error.headers, body=error.body)
        error = _translated(error)
    kind = _kind(error)
    if kind is INTERNAL:
        log.error(
            "%s %s failed, request %s", request.method, readable_path(request), trace_id,
            exc_info=error, extra={"request_id": trace_id},
        )  # fmt: skip
    if request.writer.output_size > 0:  # half an answer is out, or a socket is open: there is no second answer
        raise ConnectionResetError from error
    body = {"error": _words(kind, error, trace_id)}
    return web.Response(status=kind.status, body=to_json(body), content_type=JSON, headers=_headers(error))


def readable_path(request: web.BaseRequest) -> str:
    """The path for a log: never the query, which may hold a token, and never a line break or a broken character."""
    return request.rel_url.raw_path.encode("ascii", "backslashreplace").decode()


def _kind(error: Exception) -> Kind:
    for type_ in type(error).__mro__:
        if kind := _KINDS.get(type_):
            return kind
    return INTERNAL


def _words(kind: Kind, error: Exception, trace_id: str) -> dict[str, Any]:
    message = error.message if isinstance(error, Problem) and kind is not INTERNAL else "something went wrong here"
    details = error.details if isinstance(error, errors.Invalid) else ()
    words: dict[str, Any] = {
        "code": kind.code,
        "message": message,
        "trace_id": trace_id,
        "details": [{"field": detail.field, "message": detail.message} for detail in details],
    }
    if isinstance(error, errors.PreconditionFailed):
        words["current"] = error.current
    return words


def _headers(error: Exception) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    match error:
        case errors.Unauthorized():
            headers["WWW-Authenticate"] = "Bearer"
        case errors.MethodNotAllowed():
            headers["Allow"] = ", ".join(error.allowed)
        case errors.RateLimited():
            headers["Retry-After"] = str(max(1, error.retry_after))
    return headers


def _translated(error: web.HTTPException) -> Exception:
    if isinstance(error, web.HTTPMethodNotAllowed):
        return errors.MethodNotAllowed(sorted(error.allowed_methods))
    if isinstance(error, web.HTTPNotFound):
        return errors.NotFound("there is nothing at this address")
    if isinstance(error, web.HTTPRequestEntityTooLarge):
        return errors.PayloadTooLarge("the body is too large")
    if error.status >= 500:
        return error
    usual = f"{error.status}: {error.reason}"
    words = error.reason if error.text in (None, usual) else error.text[:200]
    problem = _ALIEN.get(error.status)
    return problem(words) if problem else errors.Invalid.of("", words)
