"""Comments: what is said about a person, an occasion, a list, a gift or a list item.

A comment has the audience of what it is on (`audience.comments`), a surprise less the account of whom that is for.
It is its author's: nobody else changes it, and an admin may only delete it.
"""

import json
from collections.abc import Collection
from typing import Any, Final, Literal

from pydantic import MISSING

from familydash import audience
from familydash.auth.viewer import Viewer
from familydash.db.database import Reader, Row, Tx
from familydash.db.paging import Order, Page, Where, page
from familydash.errors import Forbidden, Invalid
from familydash.features.comments.shapes import (
    CommentChange,
    CommentNew,
    CommentRow,
    CommentsQuery,
    CommentVisibility,
    Parent,
)
from familydash.features.users import author
from familydash.realtime.topics import Kind
from familydash.shapes import Match, short_user

_OLDEST_FIRST: Final = Order("said", "id")


def _select(eyes: audience.Eyes) -> str:
    return f"""
        SELECT s.*, i.list_id AS item_list_id, coalesce(p.name, o.name, l.name, g.name) AS parent_name,
            {author.columns("ua", "author")}, {author.columns("ub", "updated_by")}
        FROM ({audience.comments(eyes)}) s
        LEFT JOIN persons p ON s.parent_type = 'person' AND p.id = s.parent_id
        LEFT JOIN occasions o ON s.parent_type = 'occasion' AND o.id = s.parent_id
        LEFT JOIN lists l ON s.parent_type = 'list' AND l.id = s.parent_id
        LEFT JOIN list_items i ON s.parent_type = 'list_item' AND i.id = s.parent_id
        LEFT JOIN gifts g ON g.id = CASE s.parent_type WHEN 'gift' THEN s.parent_id ELSE i.gift_id END
        LEFT JOIN users ua ON ua.id = s.author_id
        LEFT JOIN users ub ON ub.id = s.updated_by"""


_ROWS: Final = _select(audience.ONE)


def shape(row: Row) -> CommentRow:
    said_by = short_user(row, "author")
    assert said_by is not None  # noqa: S101  # accounts are never deleted, only removed
    return CommentRow(
        **{name: row[name] for name in ("id", "parent_type", "parent_id", "content", "visibility")},
        **{name: row[name] for name in ("version", "created_at", "updated_at")},
        resolved=bool(row["resolved"]),
        author=said_by,
        updated_by=short_user(row, "updated_by"),
    )


def _topics(row: Row) -> tuple[str, str]:
    """Those of the comments on the parent, and the parent's own: of an item, which has none, its list's."""
    on = f"{row['parent_type']}:{row['parent_id']}"
    return (f"comments:{on}", f"list:{row['item_list_id']}" if row["parent_type"] == "list_item" else on)


def _along(parent: Parent) -> str:
    return f"""SELECT id FROM comments
        WHERE parent_type = '{parent}' AND parent_id IN (SELECT value FROM json_each(:ids))"""


LIVE: Final = Kind(
    name="comment",
    seen=f"SELECT * FROM ({_select(audience.EVERYBODY)}) WHERE id = :id",
    shape=shape,
    topics=_topics,
    added="COMMENT_ADDED",
    named=lambda row: str(row["parent_name"]),
    # One on what was withdrawn is as gone for who took that back as one on what was deleted.
    standing=f"""SELECT CASE c.parent_type
            WHEN 'gift' THEN (SELECT {audience.GIFT_STANDS} FROM gifts g WHERE g.id = c.parent_id)
            WHEN 'list_item' THEN (SELECT withdrawn_for IS NOT NULL FROM list_items WHERE id = c.parent_id)
            ELSE 0 END
        FROM comments c
        WHERE c.id = :id""",
    # Who sees the parent sees them: they come and go with it.
    along={parent: _along(parent) for parent in ("person", "occasion", "list", "gift", "list_item")},
)


async def find(reader: Reader, viewer: Viewer, query: CommentsQuery) -> Page[CommentRow]:
    """In the order in which they were said."""
    where = Where(dict(viewer.eyes))
    where.any("parent_type", query.parent_type)
    where.any("parent_id", query.parent_id)
    if query.resolved is not None:
        where.add("resolved = :resolved", resolved=query.resolved)
    return (await page(reader, _ROWS, where, _OLDEST_FIRST, query)).map(shape)


async def _row_of(reader: Reader, viewer: Viewer, id: int) -> Row:
    """Raises NotFound where the viewer sees no such comment."""
    row = await reader.one(f"SELECT * FROM ({_ROWS}) WHERE id = :id", {**viewer.eyes, "id": id})
    if row is None:
        raise audience.missing("comment")
    return row


async def detail(reader: Reader, viewer: Viewer, id: int) -> CommentRow:
    return shape(await _row_of(reader, viewer, id))


async def create(tx: Tx, body: CommentNew) -> CommentRow:
    await audience.refer(tx, tx.viewer, body.parent_type, body.parent_id, "parent_id")
    await _check_surprise(tx, body.visibility, body.parent_type, body.parent_id)
    id = await tx.insert("comments", {**body.model_dump(), "author_id": tx.viewer.id})
    tx.record("comment", id)
    return await _still_seen(tx, id)


async def change(tx: Tx, id: int, body: CommentChange, match: Match | None) -> CommentRow:
    row = await _row_of(tx, tx.viewer, id)
    if row["author_id"] != tx.viewer.id:
        raise Forbidden("only who wrote a comment may change it")
    now = shape(row)
    changes: dict[str, Any] = {name: value for name, value in body if value is not MISSING}
    changes = {name: value for name, value in changes.items() if value != getattr(now, name)}
    if "visibility" in changes:
        await _check_surprise(tx, changes["visibility"], now.parent_type, now.parent_id)
    if match:
        match.check(now)
    if not changes:
        return now
    await tx.update("comments", id, changes)
    tx.record("comment", id)
    return await _still_seen(tx, id)


async def remove(tx: Tx, id: int, match: Match | None) -> None:
    row = await _row_of(tx, tx.viewer, id)
    if row["author_id"] != tx.viewer.id and not tx.viewer.is_admin:
        raise Forbidden("only who wrote a comment, or an admin, may delete it")
    if match:
        match.check(shape(row))
    tx.record("comment", id)
    await tx.run("DELETE FROM comments WHERE id = :id", {"id": id})


_FOR: Final[dict[Parent, str]] = {
    "person": "SELECT id AS person_id FROM persons WHERE id = :id",
    "occasion": "SELECT NULL AS person_id",
    "list": "SELECT person_id FROM lists WHERE id = :id",
    "gift": "SELECT person_id FROM gifts WHERE id = :id",
    "list_item": """SELECT p.person_id FROM list_items i
        JOIN (SELECT id AS list_id, NULL AS gift_id, person_id FROM lists UNION ALL SELECT NULL, id, person_id FROM gifts) p
            ON p.list_id = i.list_id OR p.gift_id = i.gift_id
        WHERE i.id = :id""",
}
"""Whom a parent is for: rows of `person_id`."""


async def _check_surprise(tx: Tx, visibility: CommentVisibility, parent: Parent, id: int) -> None:
    """Raise Invalid for a surprise that would be kept from nobody, or from who says it."""
    if visibility == "family":
        return
    people = {row["person_id"] for row in await tx.all(_FOR[parent], {"id": id})} - {None}
    if not people:
        raise Invalid.of("visibility", "this is for nobody: there is nobody to keep a surprise from")
    if tx.viewer.person_id in people:
        raise _for_oneself()


def _for_oneself() -> Invalid:
    return Invalid.of("visibility", "this is for you: you cannot keep it from yourself")


async def _still_seen(tx: Tx, id: int) -> CommentRow:
    """Raises Invalid where its author does not see it: the parent was for them once, and stays kept from them."""
    if not await audience.sees(tx, tx.viewer, "comment", id):
        raise _for_oneself()
    return await detail(tx, tx.viewer, id)


async def drop(tx: Tx, parent: Parent, ids: Collection[int]) -> None:
    """Delete what was said about things that are deleted, and touched."""
    await tx.run(
        "DELETE FROM comments WHERE parent_type = :parent AND parent_id IN (SELECT value FROM json_each(:ids))",
        {"parent": parent, "ids": json.dumps(list(ids))},
    )


_ITEMS: Final[dict[Parent, str]] = {"list": "list_id", "gift": "gift_id", "list_item": "id"}
"""By what the items of a list or a gift are found."""


async def keep_from(
    tx: Tx, parent: Literal["list", "gift", "list_item"], ids: Collection[int], person_id: int | None, kept: str = "[]"
) -> None:
    """Things are no longer for that person, nor for the accounts that they were `kept` from (JSON): the surprises that
    were told about them, and about the items of a list or a gift, stay kept from those."""
    await tx.run(
        f"""UPDATE comments
        SET kept_from = (
            SELECT json_group_array(account) FROM (
                SELECT value AS account FROM json_each(comments.kept_from)
                UNION SELECT id FROM users WHERE person_id = :person
                UNION SELECT value FROM json_each(:kept)))
        WHERE visibility = 'surprise' AND (
            parent_type = :parent AND parent_id IN (SELECT value FROM json_each(:ids))
            OR parent_type = 'list_item' AND parent_id IN (
                SELECT id FROM list_items WHERE {_ITEMS[parent]} IN (SELECT value FROM json_each(:ids))))""",
        {"person": person_id, "parent": parent, "ids": json.dumps(list(ids)), "kept": kept},
    )
