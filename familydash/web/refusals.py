"""What a route may refuse, as the OpenAPI document says it."""

from collections.abc import Sequence
from typing import Any, Final

from familydash.web.problems import INTERNAL, JSON, KINDS, Kind
from familydash.web.route import Route
from familydash.web.schemas import Schema

_WITH: Final = {401: "WWW-Authenticate", 405: "Allow", 429: "Retry-After"}
"""The header that a refusal of this status brings."""
_DETAIL: Final = {"field": "name", "message": "must not be empty"}


def components() -> dict[str, Schema]:
    """Each kind of refusal, and the answer that is none: `NotModified`."""
    unchanged = {
        "description": "`If-None-Match` names what is there: nothing has changed.",
        "headers": _headers("X-Request-ID", "ETag"),
    }
    return {**{_name(kind): _refusal([kind]) for kind in KINDS.values()}, "NotModified": unchanged}


def of(route: Route, *, matched: bool) -> dict[str, Schema]:
    """The refusals of a route by status. `matched`: it takes `If-Match`."""
    by_status: dict[int, list[Kind]] = {}
    for kind in sorted((KINDS[code] for code in _codes(route, matched)), key=lambda kind: (kind.status, kind.code)):
        by_status.setdefault(kind.status, []).append(kind)
    return {str(status): _refused(kinds) for status, kinds in by_status.items()}


def _codes(route: Route, matched: bool) -> set[str]:
    codes = {"VALIDATION_ERROR", "MISDIRECTED_REQUEST", INTERNAL.code, *route.options.errors}
    if route.who == "user":
        codes.add("UNAUTHORIZED")
    if route.path_adapters:
        codes.add("NOT_FOUND")
    if route.method != "GET":
        codes |= {"FORBIDDEN", "STORAGE_FULL"}
    if matched:
        codes.add("PRECONDITION_FAILED")
    if route.body is not None or route.upload is not None:
        codes |= {"PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"}
    if route.takes_key:
        codes.add("CONFLICT")
    return codes


def _refused(kinds: Sequence[Kind]) -> Schema:
    return {"$ref": f"#/components/responses/{_name(kinds[0])}"} if len(kinds) == 1 else _refusal(kinds)


def _refusal(kinds: Sequence[Kind]) -> Schema:
    headers = _headers("X-Request-ID", *(_WITH[kind.status] for kind in kinds[:1] if kind.status in _WITH))
    examples = {kind.code: {"value": _example(kind)} for kind in kinds}
    return {
        "description": " ".join(f"`{kind.code}`: {kind.when}" for kind in kinds),
        "headers": headers,
        "content": {JSON: {"schema": {"$ref": "#/components/schemas/Error"}, "examples": examples}},
    }


def _example(kind: Kind) -> dict[str, Any]:
    details = [_DETAIL] if kind.code == "VALIDATION_ERROR" else []
    message = "; ".join(f"{each['field']}: {each['message']}" for each in details) or kind.when
    return {"error": {"code": kind.code, "message": message, "trace_id": "3f9c2a7e5b10", "details": details}}


def _headers(*names: str) -> Schema:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _name(kind: Kind) -> str:
    return "".join(word.capitalize() for word in kind.code.split("_"))
