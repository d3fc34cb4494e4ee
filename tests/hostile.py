"""What nobody should send, and a gun that sends it: each shot is refused as the contract says, and changes nothing."""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from yarl import URL

from familydash import __version__
from familydash.app import APIS
from familydash.web.openapi import document
from tests.conftest import Family, Member
from tests.json_schema import Checker, Schema
from tests.operations import OPEN, Operation, Stage, address, operations

DOCUMENT: Final = document(APIS, __version__)
CHECKER: Final = Checker(DOCUMENT)
OPERATIONS: Final = [each for each in operations(DOCUMENT) if (each.method, each.path) not in OPEN]
WITH_BODY: Final = [each for each in OPERATIONS if each.body is not None]
USERS: Final = [each for each in OPERATIONS if each.words["security"]]
FORGETFUL: Final = ("sessions", "idempotency")
"""Tables that a refused request may write to."""

LONG: Final = "x" * 100_000
WRONG_VALUES: Final[tuple[Any, ...]] = (
    None, True, 0, -1, 7, 1.5, 0.001, 10**9, 2**63, 10**30, "", "abc", "7", "-1", "NaN", "1e3", LONG,
    [], [None], [[]], ["x"], {}, {"x": None}, {"id": 1},
)  # fmt: skip
TOO_FINE: Final = 0.001
"""No amount of money, which JSON Schema cannot say."""
WRONG_TOKENS: Final = (
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "-1e400",
    r'"\ud800"',
    r'"\udc00x"',
    r'"a\u0000"',
    r'"\u0007b"',
)
"""Pieces of JSON that no field takes."""
UNKNOWN_FIELDS: Final[tuple[dict[str, Any], ...]] = (
    {"no_such_field": 1}, {"": 1}, {LONG: 1}, {"__proto__": {}}, {"id": 1}, {"version": 1}, {"\x00": 1},
)  # fmt: skip
WRONG_BODIES: Final = (
    b"{", b'{"', b'{"name', b'{"name":', b'{"name": "x"', b'{"name": "x",}', b"{'name': 'x'}", b"{}{}", b"{} x", b"\x00",
    b"[]", b"[{}]", b"1", b"true", b'"name"', b"NaN", b"\xff\xfe{\x00}\x00", b'{"name": "\xff"}', b'{"name": "\xed\xa0\x80"}',
    b"\xef\xbb\xbf{}", b"[" * 100 + b"]" * 100, b'{"name":' * 100 + b"1" + b"}" * 100, b"[" * 100_000, b'{"a":' * 100_000,
    b'{"name": ' + b"9" * 5000 + b"}", b'{"name": "' + b"\\u0041" * 100 + b'\x01"}',
)  # fmt: skip
WRONG_TYPES: Final = (
    "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=utf-16",
    "application/octet-stream", "application/merge-patch+json", "application/jsonx", "x",
)  # fmt: skip
WRONG_IDS: Final = (
    "0", "-1", str(2**63), str(10**30), "9" * 4000, "1.0", "1e3", "01", "+1", "%201", "1%20", "abc", "null", "%00", "%FF",
    "%ED%A0%80", "1%0A", "%D9%A1", "1_0", "0x1",
)  # fmt: skip
WRONG_QUERIES: Final = ("", "%00", "%FF", "%ED%A0%80", "-1", "0", "1.5", "9" * 30, "abc", "null", "1%0A2", "%5B%5D")
JSON: Final = {"Content-Type": "application/json"}
CURSORS: Final = (
    "", "x", "!!!!", "A", "=", "%00", "%FF", "x" * 1001, "null",
    *(base64.urlsafe_b64encode(text).decode().rstrip("=") for text in (
        b"", b"{}", b"[]", b"1", b"null", b"\xff", b"[1,2,3]", b'["newest"]', b'["newest",1,1,1]', b'["other",1,1]',
        b"[" * 700,
    )),
)  # fmt: skip


WRONG_ROW_IDS: Final[tuple[Any, ...]] = (0, -1, 2**63, 10**30, 1.5, True, None, "1", [], {})
WRONG_KEYS: Final[tuple[Any, ...]] = (None, True, [], {}, ["x"], "\ud800", 2**63, -(10**30))


@dataclass
class Fire:
    """Sends what nobody should, and sees to it that nothing comes of it."""

    family: Family
    before: dict[str, list[tuple[Any, ...]]]
    fired: int = 0

    async def at(
        self,
        operation: Operation,
        path: str,
        data: Any = None,
        *,
        headers: dict[str, str] | None = None,
        who: Member | None = None,
    ) -> tuple[int, Any]:
        """Send as an admin unless told otherwise. Returns status and error; fails where it is not refused as the
        contract says."""
        token = (who or self.family.ana).token
        more = {"Authorization": f"Bearer {token}"} if token else {}
        said = f"{operation.name} {path[:200]} {data[:200] if isinstance(data, bytes) else ''!r} {str(headers)[:300]}"
        self.fired += 1
        if isinstance(data, bytes) and len(data) > 1_000_000:
            data = BytesIO(data)  # aiohttp's client warns of bytes as large as these
        async with self.family.client.request(
            operation.method, URL(path, encoded=True), data=data, headers={**more, **JSON, **(headers or {})}
        ) as response:
            raw = await response.read()
            assert 400 <= response.status < 500, f"{response.status}: {said}: {raw[:300]!r}"
            assert response.content_type == "application/json", said
            error = json.loads(raw)["error"]
            assert error.keys() - {"current"} == {"code", "message", "trace_id", "details"}, said
            assert error["trace_id"] == response.headers["X-Request-ID"], said
            assert re.fullmatch(r"[A-Z_]+", error["code"]), said
            assert error["message"], said
            assert len(raw) < 20_000, said
            for detail in error["details"]:
                assert detail.keys() == {"field", "message"}, said
            return response.status, error

    async def harmless(self, what: object) -> None:
        """Nothing has changed since the beginning."""
        now = await dump(self.family)
        for table, rows in self.before.items():
            assert now[table] == rows, f"{what} changed {table}"


async def dump(family: Family) -> dict[str, list[tuple[Any, ...]]]:
    """All tables, row by row, but those that a refused request may write to."""
    async with family.house.db.read() as read:
        names = [row["name"] for row in await read.all("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        kept = [name for name in names if name not in FORGETFUL]
        return {name: [tuple(row) for row in await read.all(f'SELECT * FROM "{name}"')] for name in kept}


def fields(schema: Schema, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Schema]]:
    """Every field of a body, those inside of others too."""
    schema = CHECKER.resolve(schema)
    for part in schema.get("anyOf", ()):
        yield from fields(part, at)
    for name, part in schema.get("properties", {}).items():
        yield (*at, name), part
        yield from fields(part, (*at, name))


def put(body: Any, at: tuple[str, ...], value: Any) -> Any:
    """A copy of `body` with another value in that place."""
    head, *rest = at
    return {**body, head: put(body.get(head) or {}, tuple(rest), value) if rest else value}


def encoded(body: Any) -> bytes:
    return json.dumps(body).encode()


def filled(operation: Operation, stage: Stage, name: str, value: str) -> str:
    """The operation's address with `value` for one of its parts."""
    return address(Operation(operation.method, operation.path.replace(name, "@"), operation.words), stage).replace(
        "@", value
    )


def parameters(operation: Operation) -> list[Any]:
    return [each for each in operation.words.get("parameters", ()) if each.get("in") == "query"]


def is_wrong(text: str, schema: Schema) -> bool:
    """Whether no reading of a query's text fits."""
    if text == "%00":
        return True
    schema = CHECKER.resolve(schema)
    if "anyOf" in schema:
        return all(is_wrong(text, part) for part in schema["anyOf"])
    match schema.get("type"):
        case "array":
            return is_wrong(text, schema["items"])
        case "integer":
            return not re.fullmatch(r"-?\d+", text) or not CHECKER.fits(int(text), schema)
        case "boolean":
            return text not in ("0",)
        case "number":
            return True  # the string beside it says what is good
    return not CHECKER.fits(text, schema)


def sample(schema: Schema) -> str:
    text = {"integer": "1", "boolean": "true"}.get(schema.get("type", ""), "x")
    return str(schema["enum"][0]) if "enum" in schema else text


def packed(text: bytes) -> str:
    return base64.urlsafe_b64encode(text).decode().rstrip("=")
