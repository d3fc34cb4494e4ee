"""The activity: what happened, by whom, to what, when.

A row is written in the transaction of the write that it tells of, and holds what each account may read of it
(`realtime.deeds`): so reading it needs no rule of its own. What is hidden from an account is taken out of its activity.

What happened before an account was there, or before it became another person (`activity_from`), it reads as far as it
sees now what that happened to; and on its own wish lists only that something was put there.
"""

import json
from collections.abc import Sequence
from typing import Final, Literal

from pydantic import Field

from familydash import audience
from familydash.auth.viewer import Viewer
from familydash.db.database import Reader, Row, Tx
from familydash.db.paging import Order, Page, PageQuery, Where, page
from familydash.features.users import author
from familydash.realtime.deeds import Deed
from familydash.realtime.topics import Event
from familydash.shapes import Answer, AnyUser, Id, Moment, short_user

RecordedEntity = Literal["person", "occasion", "list", "gift", "list_item", "comment", "tag", "user"]


class ActivityRow(Answer):
    id: int
    actor: AnyUser | None
    """None: it happened by itself."""
    action: Event
    entity: RecordedEntity
    entity_id: int
    entity_name: str = Field(examples=["LEGO castle"])
    timestamp: Moment


class ActivityQuery(PageQuery):
    user_id: tuple[Id, ...] = Field((), description="Who did it.")
    entity: tuple[RecordedEntity, ...] = Field((), description="To what kind of thing.")


_NEWEST_FIRST: Final = Order("newest", "id", descending=True)
_MINE: Final = """heard ->> ('$."' || :me || '"')"""
_ROWS: Final = f"""
    SELECT s.id, s.actor_id, s.entity, s.entity_id, s.at, {author.columns("ua", "by")},
        CASE WHEN s.id > my.activity_from THEN s.entity_name ELSE {audience.NAME_OF_DEED} END AS entity_name,
        CASE WHEN s.id > my.activity_from THEN {_MINE} ELSE s.action END AS action
    FROM users my
    CROSS JOIN activity s
    LEFT JOIN users ua ON ua.id = s.actor_id
    WHERE my.id = :me"""


def shape(row: Row) -> ActivityRow:
    return ActivityRow(
        id=row["id"],
        actor=short_user(row, "by"),
        action=row["action"],
        entity=row["entity"],
        entity_id=row["entity_id"],
        entity_name=row["entity_name"],
        timestamp=row["at"],
    )


async def find(reader: Reader, viewer: Viewer, query: ActivityQuery) -> Page[ActivityRow]:
    """Newest first."""
    where = Where(dict(viewer.eyes))
    where.add("action IS NOT NULL AND entity_name IS NOT NULL")
    where.any("actor_id", query.user_id)
    where.any("entity", query.entity)
    return (await page(reader, _ROWS, where, _NEWEST_FIRST, query)).map(shape)


async def latest(reader: Reader, viewer: Viewer, limit: int) -> list[ActivityRow]:
    return (await find(reader, viewer, ActivityQuery(limit=limit))).items


async def keep(tx: Tx, deeds: Sequence[Deed]) -> None:
    """Write down what a write did, after taking out what is no longer to be read."""
    if lost := [(deed.entity, deed.entity_id, deed.losers) for deed in deeds if deed.losers]:
        await _take_out(tx, json.dumps(lost))
    for deed in deeds:
        if deed.heard:
            await tx.run(
                """INSERT INTO activity (actor_id, entity, entity_id, entity_name, action, heard, at)
                VALUES (:actor, :entity, :id, :name, :action, :heard, :at)""",
                {
                    "actor": tx.viewer.id,
                    "entity": deed.entity,
                    "id": deed.entity_id,
                    "name": deed.name,
                    "action": deed.action,
                    "heard": json.dumps(deed.heard),
                    "at": tx.now,
                },
            )


async def _take_out(tx: Tx, lost: str) -> None:
    """`lost` is JSON: [entity, id, accounts] for each."""
    about = """(entity, entity_id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(:lost))"""
    await tx.run(
        f"""UPDATE activity
        SET heard = (
            SELECT json_group_object(h.key, h.value)
            FROM json_each(activity.heard) h
            WHERE NOT EXISTS (
                SELECT 1
                FROM json_each(:lost) l, json_each(l.value, '$[2]') gone
                WHERE l.value ->> 0 = activity.entity AND l.value ->> 1 = activity.entity_id
                    AND CAST(gone.value AS TEXT) = h.key))
        WHERE {about}""",
        {"lost": lost},
    )
    await tx.run(f"DELETE FROM activity WHERE heard = '{{}}' AND {about}", {"lost": lost})


async def begin_anew(tx: Tx, user_id: int) -> None:
    """An account is new, or sees other things than before."""
    await tx.run(
        "UPDATE users SET activity_from = (SELECT coalesce(max(id), 0) FROM activity) WHERE id = :user",
        {"user": user_id},
    )
