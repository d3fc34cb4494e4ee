"""People: whom the family gives to. Everybody sees all of them; what is on their lists is another matter."""

import json
from datetime import date
from typing import Any, Final

from pydantic import MISSING

from familydash import audience
from familydash.auth.viewer import Viewer
from familydash.db.database import Reader, Row, Tx
from familydash.db.paging import Order, Page, PageQuery, Where, page
from familydash.db.search import match as text_match
from familydash.features.list_items import sums
from familydash.features.lists import store as lists
from familydash.features.occasions import birthdays
from familydash.features.occasions import people as occasion_people
from familydash.features.occasions import store as occasions
from familydash.features.persons import given
from familydash.features.persons.shapes import (
    FirstPage,
    Pagination,
    PersonChange,
    PersonDetail,
    PersonNew,
    PersonRow,
    PersonsQuery,
)
from familydash.features.tags import store as tags
from familydash.features.users import author
from familydash.realtime.topics import Kind
from familydash.shapes import Match, short_user

COMING: Final = 10  # occasions that a person's page shows
_BY_NAME: Final = Order("name", "fold(name)", keys=str)
_EMPTY: Final[dict[str, Any]] = {"interests": [], "sizes": {}, "tags": []}
"""What `null` makes of fields that are never null."""


def _select(eyes: audience.Eyes) -> str:
    return f"""
        SELECT s.*, {tags.names("person", "s.id")} AS tags, {author.columns("ub", "updated_by")}
        FROM ({audience.persons(eyes)}) s
        LEFT JOIN users ub ON ub.id = s.updated_by"""


_ROWS: Final = _select(audience.ONE)


def shape(row: Row) -> PersonRow:
    return PersonRow(**_fields(row))


def _fields(row: Row) -> dict[str, Any]:
    names = ("id", "name", "relationship", "birthdate", "notes", "constraints", "photo_url")
    return {
        **{name: row[name] for name in (*names, "version", "created_at", "updated_at")},
        **{name: json.loads(row[name]) for name in ("interests", "sizes", "tags")},
        "archived": bool(row["archived"]),
        "updated_by": short_user(row, "updated_by"),
    }


LIVE: Final = Kind(
    name="person",
    seen=f"SELECT * FROM ({_select(audience.EVERYBODY)}) WHERE id = :id",
    shape=shape,
    topics=lambda row: (f"person:{row['id']}", "persons:all"),
    named=lambda row: str(row["name"]),
)


async def find(reader: Reader, viewer: Viewer, query: PersonsQuery) -> Page[PersonRow]:
    """By name."""
    where = Where(dict(viewer.eyes))
    if query.search:
        where.add(
            "id IN (SELECT rowid FROM persons_text WHERE persons_text MATCH :search)", search=text_match(query.search)
        )
    where.any(
        "relationship",
        query.relationship,
        "relationship COLLATE NOCASE IN (SELECT value FROM json_each(:relationship))",
    )
    where.any("tag", [tags.key(tag) for tag in query.tag], f"id IN ({tags.carriers('person', ':tag')})")
    if query.archived is not None:
        where.add("archived = :archived", archived=query.archived)
    return (await page(reader, _ROWS, where, _BY_NAME, query)).map(shape)


async def row_of(reader: Reader, viewer: Viewer, id: int) -> Row:
    """Raises NotFound where the viewer sees no such person."""
    row = await reader.one(f"SELECT * FROM ({_ROWS}) WHERE id = :id", {**viewer.eyes, "id": id})
    if row is None:
        raise audience.missing("person")
    return row


async def detail(reader: Reader, viewer: Viewer, id: int, today: date) -> PersonDetail:
    row = await row_of(reader, viewer, id)
    counted = await reader.only(
        f"SELECT {sums.COUNTS} FROM ({audience.list_items()}) WHERE person_id = :id", {**viewer.eyes, "id": id}
    )
    history = await given.history(reader, viewer, id, PageQuery())
    return PersonDetail(
        **_fields(row),
        lists=await lists.rows_of(reader, viewer, person_id=id),
        occasions=await occasions.coming_for(reader, id, today, COMING),
        counts=sums.counts(counted),
        history=FirstPage(
            data=history.items,
            pagination=Pagination(
                next_cursor=history.next_cursor, has_more=history.next_cursor is not None, limit=history.limit
            ),
        ),
    )


async def create(tx: Tx, body: PersonNew, today: date) -> PersonDetail:
    """With a birthdate, the birthday occasion is there as well."""
    values = _filled(dict(body))
    names = values.pop("tags")
    id = await tx.insert("persons", _columns(values))
    await tags.put(tx, "person", id, names)
    tx.record("person", id)
    await birthdays.follow(tx, id, today)
    return await detail(tx, tx.viewer, id, today)


async def change(tx: Tx, id: int, body: PersonChange, match: Match | None, today: date) -> PersonDetail:
    """A change of name or birthdate takes the coming birthday along."""
    was = await row_of(tx, tx.viewer, id)
    if match:
        match.check(await detail(tx, tx.viewer, id, today))
    now = shape(was)
    said = _filled({name: value for name, value in body if value is not MISSING})
    changes = {name: value for name, value in said.items() if value != getattr(now, name)}
    names = changes.pop("tags", None)
    retagged = names is not None and await tags.put(tx, "person", id, names)
    if changes or retagged:
        await tx.update("persons", id, _columns(changes))
        tx.record("person", id)
        await occasion_people.touch(tx, id)
        await birthdays.follow(tx, id, today, was)
    return await detail(tx, tx.viewer, id, today)


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _EMPTY[name] if value is None and name in _EMPTY else value for name, value in values.items()}


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    """As the table holds them."""
    columns = dict(values)
    for name in ("interests", "sizes"):
        if name in columns:
            columns[name] = json.dumps(columns[name], ensure_ascii=False)  # the full text reads the letters
    if columns.get("birthdate") is not None:
        columns["birthdate"] = columns["birthdate"].isoformat()
    return columns
