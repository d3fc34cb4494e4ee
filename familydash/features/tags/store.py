"""Tags: the words that people and gifts carry. Here is what those two need: reading an entity's names, setting them.

A tag that came into being by its first use exists only for those who see something that carries it (`audience.tags`).
What is done to tags themselves is `vocabulary.py`.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Final, Literal

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
    """What names are compared by: without case, and however a keyboard puts their accents."""
    return unicodedata.normalize("NFC", name.strip()).casefold()


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
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": MAX_NAME, "examples": ["handmade"]}),
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
    name: str = Field(examples=["handmade"])
    color: str | None = Field(examples=["#d97706"])


def shape(row: Row) -> TagRow:
    fields = ("id", "name", "color", "version", "created_at", "updated_at")
    return TagRow(**{field: row[field] for field in fields}, updated_by=short_user(row, "updated_by"))


LIVE: Final = Kind(
    name="tag",
    seen=f"""
        SELECT s.*, {author.columns("ub", "updated_by")}
        FROM ({audience.tags(audience.EVERYBODY)}) s
        LEFT JOIN users ub ON ub.id = s.updated_by
        WHERE s.name_key = (SELECT name_key FROM tags WHERE id = :id) AND s.id = :id""",  # the name: few rows to rank
    shape=shape,
    topics=lambda _: ("tags:all",),
    named=lambda row: str(row["name"]) if row["declared"] else None,
    # Another row of the name may be the one that is seen now.
    along={
        "tag": """SELECT id FROM tags
            WHERE name_key IN (SELECT name_key FROM tags WHERE id IN (SELECT value FROM json_each(:ids)))"""
    },
)


async def put(tx: Tx, carrier: Carrier, id: int, wanted: Sequence[str]) -> bool:
    """Set the tags of an entity, which the caller has written and touches. True where they were others before.

    A name that is there already keeps its spelling; a tag that nothing carries any more goes, unless it was declared.
    """
    by_key = {key(name): name for name in wanted}
    carried = await tx.all(
        f"SELECT t.id, t.name_key FROM {carrier}_tags x JOIN tags t ON t.id = x.tag_id WHERE x.{carrier}_id = :id",
        {"id": id},
    )
    dropped = [row["id"] for row in carried if row["name_key"] not in by_key]
    new = by_key.keys() - {row["name_key"] for row in carried}
    for each in sorted(new):
        await _carry(tx, carrier, id, by_key[each])
    if dropped:
        await tx.run(
            f"DELETE FROM {carrier}_tags WHERE {carrier}_id = :id AND tag_id IN (SELECT value FROM json_each(:dropped))",
            {"id": id, "dropped": json.dumps(dropped)},
        )
        _touch(tx, dropped)
        await drop_unused(tx)
    return bool(new or dropped)


async def _carry(tx: Tx, carrier: Carrier, id: int, name: str) -> None:
    """Put a tag on a carrier that has none of that name, spelled as the family spells it, else as `name` is.

    A gift keeps that spelling for the day on which others see it: the tag's own may be that of another gift.
    """
    known = await tx.one("SELECT name, color FROM tags WHERE name_key = :key AND audience = ''", {"key": key(name)})
    like = dict(known) if known else {"name": name, "color": None}
    tag_id = await _tag(tx, carrier, id, like)
    spelling = {"spelling": like["name"]} if carrier == "gift" else {}
    values = {f"{carrier}_id": id, "tag_id": tag_id, **spelling}
    columns, slots = ", ".join(values), ", ".join(f":{name}" for name in values)
    await tx.run(f"INSERT INTO {carrier}_tags ({columns}) VALUES ({slots})", values)
    tx.touch("tag", tag_id)


async def _tag(tx: Tx, carrier: Carrier, id: int, like: Mapping[str, Any]) -> int:
    """The tag of that name for who sees the carrier, made `like` that where there is none.

    Tags of one name are one only among gifts that the same accounts see: else their spelling, age or author would tell
    of a use in secret.
    """
    name_key, seen_by = key(like["name"]), ""
    if carrier == "gift":
        seen_by = await tx.value(f"SELECT {audience.OF_GIFT} FROM gifts g WHERE g.id = :id", {"id": id})
    found = await tx.value(
        "SELECT id FROM tags WHERE name_key = :key AND audience = :audience", {"key": name_key, "audience": seen_by}
    )
    if found:
        return int(found)
    return await tx.insert("tags", {**like, "name_key": name_key, "audience": seen_by, "declared": 0})


async def follow_gifts(tx: Tx, ids: Iterable[int]) -> None:
    """After the audience of gifts was changed: they carry the tags of that audience now, of the same names."""
    moved = await tx.all(
        f"""SELECT g.id AS gift_id, t.id, x.spelling
        FROM gifts g
        JOIN gift_tags x ON x.gift_id = g.id
        JOIN tags t ON t.id = x.tag_id
        WHERE g.id IN (SELECT value FROM json_each(:ids)) AND t.audience <> {audience.OF_GIFT}
        ORDER BY g.id, t.name_key""",
        {"ids": json.dumps(list(ids))},
    )
    for row in moved:
        await tx.run(
            "DELETE FROM gift_tags WHERE gift_id = :gift_id AND tag_id = :id",
            {"gift_id": row["gift_id"], "id": row["id"]},
        )
        await _carry(tx, "gift", row["gift_id"], row["spelling"])
        tx.touch("tag", row["id"])
    if moved:
        await drop_unused(tx)


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
