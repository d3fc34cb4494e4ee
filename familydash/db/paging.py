"""Keyset pages and filters: a row added or removed meanwhile is neither skipped nor repeated."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from pydantic import Field

from familydash.db.database import Reader, Row
from familydash.errors import Invalid
from familydash.shapes import MAX_ID, Query

T = TypeVar("T")
U = TypeVar("U")

DEFAULT_LIMIT: Final = 50
MAX_LIMIT: Final = 200


class PageQuery(Query):
    """What every collection takes. Filters of a collection are tuples: given twice they combine with OR."""

    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="Rows of one page.")
    cursor: str | None = Field(None, max_length=2000, description="`next_cursor` of the page before.")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a collection; `next_cursor` is None on the last."""

    items: list[T]
    next_cursor: str | None
    limit: int

    def map(self, shape: Callable[[T], U]) -> "Page[U]":
        return Page([shape(item) for item in self.items], self.next_cursor, self.limit)


@dataclass(frozen=True, slots=True)
class Order:
    """A sort of a collection: by `key` (an SQL expression that is never NULL), then by id in the same direction.
    `name` stands in the cursor, so that one of another order is refused."""

    name: str
    key: str
    descending: bool = False
    keys: type[int] | type[str] = int
    """What the key's values are."""


@dataclass(slots=True)
class Where:
    """Conditions that combine with AND, and the parameters they bind."""

    params: dict[str, Any]
    clauses: list[str] = field(default_factory=list)

    def add(self, clause: str, **params: Any) -> None:
        self.clauses.append(clause)
        self.params |= params

    def any(self, name: str, values: Iterable[Any], clause: str | None = None) -> None:
        """Any of `values`, bound as JSON under `name`. `clause` tests `IN (SELECT value FROM json_each(:name))`
        where the plain column of that name will not do. No values, no condition."""
        values = list(values)
        if values:
            self.add(clause or f"{name} IN (SELECT value FROM json_each(:{name}))", **{name: json.dumps(values)})

    @property
    def sql(self) -> str:
        return " AND ".join(self.clauses) or "1"


async def page(reader: Reader, relation: str, where: Where, order: Order, query: PageQuery) -> Page[Row]:
    """One page of `relation` (a SELECT with a column `id`), read in one statement."""
    params: dict[str, Any] = {**where.params, "page_limit": query.limit + 1}
    sign, direction = ("<", "DESC") if order.descending else (">", "ASC")
    after = "1"
    if query.cursor is not None:
        params["after_key"], params["after_id"] = _open(query.cursor, order)
        after = f"({order.key}, id) {sign} (:after_key, :after_id)"
    rows = await reader.all(
        f"""SELECT *, {order.key} AS page_key FROM ({relation})
        WHERE {where.sql} AND {after}
        ORDER BY {order.key} {direction}, id {direction}
        LIMIT :page_limit""",
        params,
    )
    more = len(rows) > query.limit
    rows = rows[: query.limit]
    return Page(rows, _close(rows[-1], order) if more else None, query.limit)


def _close(row: Row, order: Order) -> str:
    text = json.dumps([order.name, row["page_key"], row["id"]], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _open(cursor: str, order: Order) -> tuple[Any, int]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        name, key, id = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        # bool is an int to Python, and a lone surrogate is text to json
        good = name == order.name and type(id) is int and 0 < id <= MAX_ID and type(key) is order.keys
        if not good or (isinstance(key, int) and abs(key) > MAX_ID):
            raise ValueError
        str(key).encode()
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise Invalid.of("cursor", "is not a cursor of this collection") from error
    return key, id
