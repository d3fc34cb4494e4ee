"""Tags: the words that people and gifts carry. Here is what those two need: reading an entity's names, setting them.

A tag that came into being by its first use exists only for those who see something that carries it (`audience.tags`).
"""

import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from familydash import audience
from familydash.db.database import Row, Tx
from familydash.features.users import author
from familydash.realtime.topics import Kind
from familydash.shapes import Entity, Line, short_user

Carrier = Literal["person", "gift"]

MAX_TAGS: Final = 20
MAX_NAME: Final = 50  # a word or three: it has to fit a chip on a phone


def key(name: str) -> str:
    """What names are compared by: without case."""
    return name.casefold()


def _short(name: str) -> str:
    if len(name) > MAX_NAME:
        raise ValueError(f"must have at most {MAX_NAME} characters")
    return name


def _each_once(names: Sequence[str]) -> Sequence[str]:
    """Sorted, as they are answered; of two spellings the first."""
    first = {key(name): name for name in reversed(names)}
    return [first[each] for each in sorted(first)]


TagName = Annotated[
    Line,
    AfterValidator(_short),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": MAX_NAME}),
]
TagNames = Annotated[Sequence[TagName], Field(max_length=MAX_TAGS), AfterValidator(_each_once)]
"""The tags of a body. Answers have them in the same order."""


def names(carrier: Carrier, id: str) -> str:
    """SQL: the sorted tag names of the entity whose id is the SQL expression `id`, as a JSON array."""
    return f"""(SELECT json_group_array(name) FROM (
            SELECT t.name
            FROM {carrier}_tags x
            JOIN tags t ON t.id = x.tag_id
            WHERE x.{carrier}_id = {id}
            ORDER BY t.name_key))"""


def carriers(carrier: Carrier, keys: str) -> str:
    """SQL: the ids of the entities that carry one of the tags; `keys` names a JSON array of `key(name)`."""
    return f"""SELECT x.{carrier}_id
        FROM {carrier}_tags x
        JOIN tags t ON t.id = x.tag_id
        WHERE t.name_key IN (SELECT value FROM json_each({keys}))"""


class TagRow(Entity):
    name: str
    color: str | None


def shape(row: Row) -> TagRow:
    fields = ("id", "name", "color", "version", "created_at", "updated_at")
    return TagRow(**{field: row[field] for field in fields}, updated_by=short_user(row, "updated_by"))


LIVE: Final = Kind(
    name="tag",
    seen=f"""
        SELECT s.*, {author.columns("ub", "updated_by")}
        FROM ({audience.tags(audience.EVERYBODY)}) s
        LEFT JOIN users ub ON ub.id = s.updated_by
        WHERE s.id = :id""",
    shape=shape,
    topics=lambda _: ("tags:all",),
)


async def put(tx: Tx, carrier: Carrier, id: int, wanted: Sequence[str]) -> bool:
    """Set the tags of an entity, which the caller has written and touches. True where they were others before.

    A name that the family has already keeps its spelling; a tag that nothing carries any more goes, unless it was declared.
    """
    by_key = {key(name): name for name in wanted}
    carried = await tx.all(
        f"SELECT t.id, t.name_key FROM {carrier}_tags x JOIN tags t ON t.id = x.tag_id WHERE x.{carrier}_id = :id",
        {"id": id},
    )
    dropped = [row["id"] for row in carried if row["name_key"] not in by_key]
    new = by_key.keys() - {row["name_key"] for row in carried}
    for each in sorted(new):
        tag_id = await _tag(tx, carrier, id, by_key[each])
        await tx.run(f"INSERT INTO {carrier}_tags ({carrier}_id, tag_id) VALUES (:id, :tag)", {"id": id, "tag": tag_id})
        tx.touch("tag", tag_id)
    if dropped:
        await tx.run(
            f"DELETE FROM {carrier}_tags WHERE {carrier}_id = :id AND tag_id IN (SELECT value FROM json_each(:dropped))",
            {"id": id, "dropped": json.dumps(dropped)},
        )
        _touch(tx, dropped)
        await drop_unused(tx)
    return bool(new or dropped)


_EVERYBODYS: Final = """
    t.declared = 1
    OR EXISTS (SELECT 1 FROM person_tags x WHERE x.tag_id = t.id)
    OR EXISTS (
        SELECT 1 FROM gift_tags x JOIN gifts g ON g.id = x.gift_id
        WHERE x.tag_id = t.id AND g.visibility = 'family' AND g.withdrawn = 0)"""


async def _tag(tx: Tx, carrier: Carrier, id: int, name: str) -> int:
    """The tag of that name, made where there is none."""
    row = await tx.one(
        f"SELECT t.id, t.name, ({_EVERYBODYS}) AS everybodys FROM tags t WHERE t.name_key = :key", {"key": key(name)}
    )
    if row is None:
        return await tx.insert("tags", {"name": name, "name_key": key(name), "color": None, "declared": 0})
    if not row["everybodys"] and await _is_everybodys(tx, carrier, id):
        await _make_anew(tx, row, name)
    return int(row["id"])


async def _is_everybodys(tx: Tx, carrier: Carrier, id: int) -> bool:
    if carrier == "person":
        return True
    return bool(await tx.value("SELECT visibility = 'family' FROM gifts WHERE id = :id", {"id": id}))


async def _make_anew(tx: Tx, row: Row, name: str) -> None:
    """Somebody uses in the open what only hidden gifts carried: spelling, age and author must not tell of those."""
    await tx.run(
        """UPDATE tags
        SET name = :name, color = NULL, version = 1, created_at = :now, updated_at = :now, updated_by = :me
        WHERE id = :id""",
        {"id": row["id"], "name": name, "now": tx.now, "me": tx.viewer.id},
    )
    if row["name"] != name:
        for gift in await tx.all("SELECT gift_id FROM gift_tags WHERE tag_id = :id", {"id": row["id"]}):
            tx.touch("gift", gift["gift_id"])


async def touch(tx: Tx, carrier: Carrier, ids: Iterable[int]) -> None:
    """Others see these carriers now, or nobody does: the tags that they carry may be there for others, too.
    Before a carrier is deleted; `drop_unused` after."""
    rows = await tx.all(
        f"SELECT tag_id FROM {carrier}_tags WHERE {carrier}_id IN (SELECT value FROM json_each(:ids))",
        {"ids": json.dumps(list(ids))},
    )
    _touch(tx, (row["tag_id"] for row in rows))


async def drop_unused(tx: Tx) -> None:
    """Delete the tags that nothing carries, declared ones aside."""
    gone = await tx.run(
        """DELETE FROM tags
        WHERE declared = 0
            AND NOT EXISTS (SELECT 1 FROM person_tags x WHERE x.tag_id = tags.id)
            AND NOT EXISTS (SELECT 1 FROM gift_tags x WHERE x.tag_id = tags.id)
        RETURNING id"""
    )
    _touch(tx, (row["id"] for row in gone))


def _touch(tx: Tx, ids: Iterable[int]) -> None:
    for id in ids:
        tx.touch("tag", id)
