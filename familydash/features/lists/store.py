"""Lists: what is wished, thought of or planned, for a person, an occasion, both or neither."""

import json
from datetime import date
from typing import Any, Final, Literal

from pydantic import MISSING, Field

from familydash import audience
from familydash.audience import Visibility
from familydash.auth.viewer import Viewer
from familydash.db.database import Reader, Row, Tx
from familydash.db.paging import Order, Page, PageQuery, Where, page
from familydash.errors import Forbidden, Invalid
from familydash.features.comments import store as comments
from familydash.features.list_items import removal, sums
from familydash.features.list_items import store as list_items
from familydash.features.list_items.shapes import ItemRow
from familydash.features.lists import reveal
from familydash.features.settings import store as settings
from familydash.features.users import author
from familydash.realtime.topics import Kind
from familydash.shapes import AnyUser, Day, Entity, Id, Input, Line, Match, Money, Text, short_user

ListType = Literal["wishlist", "ideas", "assigned"]


class ListRow(Entity):
    name: str = Field(examples=["What Anna wishes for"])
    type: ListType
    visibility: Visibility
    reveal_on: Day | None
    person_id: int | None
    occasion_id: int | None
    notes: str | None
    owner: AnyUser | None


class ListDetail(ListRow):
    items: list[ItemRow]
    counts: sums.Counts
    planned: Money
    spent: Money


class ListNew(Input):
    name: Line = Field(examples=["What Anna wishes for"])
    type: ListType = "wishlist"
    visibility: Visibility = "family"
    reveal_on: Day | None = Field(None, description="The day on which a surprise becomes the family's by itself.")
    person_id: Id | None = None
    occasion_id: Id | None = None
    notes: Text | None = None


class ListChange(Input):
    name: Line | MISSING = Field(MISSING, examples=["What Anna wishes for"])
    type: ListType | MISSING = MISSING
    visibility: Visibility | MISSING = MISSING
    reveal_on: Day | None | MISSING = MISSING
    person_id: Id | None | MISSING = MISSING
    occasion_id: Id | None | MISSING = MISSING
    notes: Text | None | MISSING = MISSING


class ListsQuery(PageQuery):
    type: tuple[ListType, ...] = Field((), description="Of which type.")
    person_id: tuple[Id, ...] = Field((), description="Whom the list is for.")
    occasion_id: tuple[Id, ...] = Field((), description="What it is for.")
    owner_id: tuple[Id, ...] = Field((), description="Who made it.")


touch: Final = reveal.touch

_NEWEST_FIRST: Final = Order("newest", "id", descending=True)
_OWNERS: Final = frozenset({"visibility", "reveal_on", "person_id"})
"""What only the owner may change: it decides who sees the list."""


def _select(eyes: audience.Eyes) -> str:
    return f"""
        SELECT s.*, {author.columns("uo", "owner")}, {author.columns("ub", "updated_by")}
        FROM ({audience.lists(eyes)}) s
        LEFT JOIN users uo ON uo.id = s.owner_id
        LEFT JOIN users ub ON ub.id = s.updated_by"""


_ROWS: Final = _select(audience.ONE)


def shape(row: Row) -> ListRow:
    return ListRow(**_fields(row))


def _fields(row: Row) -> dict[str, Any]:
    names = ("id", "name", "type", "visibility", "person_id", "occasion_id", "notes")
    return {
        **{name: row[name] for name in (*names, "version", "created_at", "updated_at")},
        "reveal_on": row["reveal_on"],
        "owner": short_user(row, "owner"),
        "updated_by": short_user(row, "updated_by"),
    }


def _topics(row: Row) -> tuple[str, ...]:
    hangs_on = (("occasion", row["occasion_id"]), ("person", row["person_id"]))
    return (f"list:{row['id']}", "lists:all", *(f"{thing}:{id}" for thing, id in hangs_on if id))


LIVE: Final = Kind(
    name="list",
    seen=f"SELECT * FROM ({_select(audience.EVERYBODY)}) WHERE id = :id",
    shape=shape,
    topics=_topics,
    named=lambda row: str(row["name"]),
    standing="SELECT 1 FROM lists WHERE id = :id",
)


async def find(reader: Reader, viewer: Viewer, query: ListsQuery) -> Page[ListRow]:
    where = Where(dict(viewer.eyes))
    where.any("type", query.type)
    where.any("person_id", query.person_id)
    where.any("occasion_id", query.occasion_id)
    where.any("owner_id", query.owner_id)
    return (await page(reader, _ROWS, where, _NEWEST_FIRST, query)).map(shape)


async def rows_of(
    reader: Reader, viewer: Viewer, *, person_id: int | None = None, occasion_id: int | None = None
) -> list[ListRow]:
    """All lists for a person or an occasion that the viewer sees, newest first."""
    column, id = ("person_id", person_id) if person_id is not None else ("occasion_id", occasion_id)
    rows = await reader.all(f"SELECT * FROM ({_ROWS}) WHERE {column} = :id ORDER BY id DESC", {**viewer.eyes, "id": id})
    return [shape(row) for row in rows]


async def row_of(reader: Reader, viewer: Viewer, id: int) -> Row:
    """Raises NotFound where the viewer sees no such list."""
    row = await reader.one(f"SELECT * FROM ({_ROWS}) WHERE id = :id", {**viewer.eyes, "id": id})
    if row is None:
        raise audience.missing("list")
    return row


async def detail(reader: Reader, viewer: Viewer, id: int) -> ListDetail:
    return await _detail(reader, viewer, await row_of(reader, viewer, id))


async def _detail(reader: Reader, viewer: Viewer, row: Row) -> ListDetail:
    items = await list_items.of_list(reader, viewer, row["id"])
    total = await reader.only(
        f"SELECT {sums.COLUMNS} FROM ({audience.list_items()}) WHERE list_id = :id", {**viewer.eyes, "id": row["id"]}
    )
    summed = sums.shape(total)
    return ListDetail(**_fields(row), items=items, counts=summed.counts, planned=summed.planned, spent=summed.spent)


async def create(tx: Tx, body: ListNew) -> ListDetail:
    await _refer(tx, dict(body))
    audience.check_surprise(tx.viewer, body.visibility, body.person_id)
    id = await tx.insert("lists", {**_columns(dict(body)), "owner_id": tx.viewer.id})
    tx.record("list", id)
    await reveal.reveal(tx, await settings.today(tx, tx.now))
    return await detail(tx, tx.viewer, id)


async def change(tx: Tx, id: int, body: ListChange, match: Match | None) -> ListDetail:
    row = await row_of(tx, tx.viewer, id)
    now = shape(row)
    # Not model_dump(): it would make text of the day.
    said = {name: value for name, value in body if value is not MISSING}
    changes = {name: value for name, value in said.items() if value != getattr(now, name)}
    if changes.keys() & _OWNERS and row["owner_id"] not in (None, tx.viewer.id):
        raise Forbidden("only who made a list decides whom it is for and who sees it")
    await _refer(tx, changes)
    after = {**{name: getattr(now, name) for name in _OWNERS}, **changes}
    if changes.keys() & {"visibility", "person_id"}:
        said_by = "visibility" if "visibility" in changes else "person_id"
        audience.check_surprise(tx.viewer, after["visibility"], after["person_id"], said_by)
        stays_for_me = audience.is_kept_from(row, tx.viewer) or (row["for_me"] and "person_id" in changes)
        if after["visibility"] == "surprise" and stays_for_me:
            raise Invalid.of(said_by, "this was for you: you cannot keep it from yourself")
    is_over = now.reveal_on is not None and now.reveal_on <= await settings.today(tx, tx.now)
    if changes.get("visibility") == "surprise" and "reveal_on" not in changes and is_over:
        raise Invalid.of("reveal_on", "is over: say when this surprise is to be revealed, or null for never")
    if changes.get("visibility") == "private" and row["owner_id"] is None:
        raise Invalid.of("visibility", "nobody would see a private list that belongs to nobody")
    if match:
        match.check(await _detail(tx, tx.viewer, row))
    if changes:
        await _apply(tx, row, changes)
    return await detail(tx, tx.viewer, id)


async def _apply(tx: Tx, row: Row, changes: dict[str, Any]) -> None:
    values = _columns(changes)
    if row["for_me"] and "person_id" in changes:
        # Cutting the link must not show what others did meanwhile.
        values["kept_from"] = json.dumps(sorted({*json.loads(row["kept_from"]), tx.viewer.id}))
    await tx.update("lists", row["id"], values)
    tx.record("list", row["id"])
    if "person_id" in changes:
        await comments.keep_from(tx, "list", [row["id"]], row["person_id"])
    await reveal.let_gifts_follow(tx, row)
    await touch(tx, row["id"])
    await reveal.reveal(tx, await settings.today(tx, tx.now))


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    day = values.get("reveal_on")
    return {**values, "reveal_on": day.isoformat()} if isinstance(day, date) else values


async def _refer(tx: Tx, values: dict[str, Any]) -> None:
    await audience.refer(tx, tx.viewer, "person", values.get("person_id"), "person_id")
    await audience.refer(tx, tx.viewer, "occasion", values.get("occasion_id"), "occasion_id")


async def remove(tx: Tx, id: int, match: Match | None) -> None:
    row = await row_of(tx, tx.viewer, id)
    if row["owner_id"] != tx.viewer.id and not tx.viewer.is_admin:
        raise Forbidden("only who made a list, or an admin, may delete it")
    if match:
        match.check(await _detail(tx, tx.viewer, row))
    tx.record("list", id)
    await removal.remove_list(tx, id)
