"""The tags themselves: the words that the household has, their colours, and what becomes of a word everywhere.

What one sees as one tag may be several rows (`audience.tags`): a change is made to all of them that the viewer sees,
and to no other. So others may keep a word, on things of their own, that was renamed or deleted here.
"""

import json
import re
from collections.abc import Sequence
from typing import Annotated, Any, Final

from pydantic import MISSING, AfterValidator, WithJsonSchema

from familydash import audience
from familydash.auth.viewer import Viewer
from familydash.db.database import Reader, Row, Tx, unique
from familydash.db.paging import Order, Page, PageQuery, Where, page
from familydash.errors import Conflict
from familydash.features.tags.store import Carrier, TagName, TagRow, key, shape
from familydash.features.users import author
from familydash.shapes import Input, Match

_COLOR: Final = "#([0-9a-fA-F]{3}){1,2}|[a-zA-Z]{3,20}"


def _color(text: str) -> str:
    if not re.fullmatch(_COLOR, text, re.ASCII):
        raise ValueError("must be a color such as #d97706 or teal")
    return text.lower()


Color = Annotated[
    str,
    AfterValidator(_color),
    WithJsonSchema({"type": "string", "pattern": f"^({_COLOR})$", "examples": ["#d97706"]}),
]
"""A color as style sheets write it: in hexadecimal, or by name."""


class TagNew(Input):
    name: TagName
    color: Color | None = None


class TagChange(Input):
    name: TagName | MISSING = MISSING
    color: Color | None | MISSING = MISSING


_BY_NAME: Final = Order("name", "fold(name)", keys=str)
_TAKEN: Final = "there is a tag of that name already"
_ROWS: Final = f"""
    SELECT s.*, {author.columns("ub", "updated_by")}
    FROM ({audience.tags()}) s
    LEFT JOIN users ub ON ub.id = s.updated_by"""


async def find(reader: Reader, viewer: Viewer, query: PageQuery) -> Page[TagRow]:
    """By name, without case."""
    return (await page(reader, _ROWS, Where(dict(viewer.eyes)), _BY_NAME, query)).map(shape)


async def detail(reader: Reader, viewer: Viewer, id: int) -> TagRow:
    return shape(await _row_of(reader, viewer, id))


async def _row_of(reader: Reader, viewer: Viewer, id: int) -> Row:
    """Raises NotFound where the viewer sees no such tag."""
    row = await reader.one(f"SELECT * FROM ({_ROWS}) WHERE id = :id", {**viewer.eyes, "id": id})
    if row is None:
        raise audience.missing("tag")
    return row


async def create(tx: Tx, body: TagNew) -> TagRow:
    """A tag for the family. Raises Conflict where the viewer sees one of that name; a hidden one makes no difference."""
    if await _ids_of(tx, key(body.name)):
        raise Conflict(_TAKEN)
    with unique(_TAKEN):
        id = await tx.insert("tags", {**body.model_dump(), "name_key": key(body.name), "audience": "", "declared": 1})
    tx.record("tag", id)
    return await detail(tx, tx.viewer, id)


async def change(tx: Tx, id: int, body: TagChange, match: Match | None) -> TagRow:
    """Rename or recolour a tag, on everything that carries it."""
    row = await _row_of(tx, tx.viewer, id)
    now = shape(row)
    if match:
        match.check(now)
    changes: dict[str, Any] = {name: value for name, value in body if value is not MISSING}
    changes = {name: value for name, value in changes.items() if value != getattr(now, name)}
    if not changes:
        return now
    ids = await _ids_of(tx, row["name_key"])
    if "name" in changes:
        changes["name_key"] = key(changes["name"])
        if changes["name_key"] != row["name_key"] and await _ids_of(tx, changes["name_key"]):
            raise Conflict(_TAKEN)
    with unique(_TAKEN):
        for each in ids:
            await tx.update("tags", each, changes)
            tx.touch("tag", each)
    tx.record("tag", id)
    if "name" in changes:
        await tx.run(
            "UPDATE gift_tags SET spelling = :name WHERE tag_id IN (SELECT value FROM json_each(:ids))",
            {"name": changes["name"], "ids": json.dumps(ids)},
        )
        await _touch_carriers(tx, ids)
    return await detail(tx, tx.viewer, id)


async def remove(tx: Tx, id: int, match: Match | None) -> None:
    """Delete a tag, and take it off everything that carries it."""
    row = await _row_of(tx, tx.viewer, id)
    if match:
        match.check(shape(row))
    ids = await _ids_of(tx, row["name_key"])
    await _touch_carriers(tx, ids)
    for each in ids:
        tx.touch("tag", each)
    tx.record("tag", id)
    await tx.run("DELETE FROM tags WHERE id IN (SELECT value FROM json_each(:ids))", {"ids": json.dumps(ids)})


async def _ids_of(tx: Tx, name_key: str) -> Sequence[int]:
    """The rows of a name that the viewer sees."""
    rows = await tx.all(
        f"SELECT id FROM ({audience.tag_rows()}) WHERE name_key = :key ORDER BY id",
        {**tx.viewer.eyes, "key": name_key},
    )
    return [row["id"] for row in rows]


async def _touch_carriers(tx: Tx, ids: Sequence[int]) -> None:
    """What carries one of the tags is changed with it: a new version, too."""
    carriers: tuple[tuple[Carrier, str], ...] = (("person", "persons"), ("gift", "gifts"))
    for carrier, table in carriers:
        changed = await tx.run(
            f"""UPDATE {table}
            SET version = version + 1, updated_at = :now, updated_by = :me
            WHERE id IN (
                SELECT {carrier}_id FROM {carrier}_tags WHERE tag_id IN (SELECT value FROM json_each(:ids)))
            RETURNING id""",
            {"now": tx.now, "me": tx.viewer.id, "ids": json.dumps(ids)},
        )
        for row in changed:
            tx.touch(carrier, row["id"])
