"""The activity: what happened, by whom, to what, when.

A row is written in the transaction of the write that it tells of, and holds what each account may read of it
(`realtime.deeds`): so reading it needs no rule of its own. An account reads of what happened since it is there; what
it loses sight of is taken out of its activity, and so is everything when it becomes another person.
"""

import json
from collections.abc import Sequence
from typing import Final, Literal

from pydantic import Field

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
    SELECT s.id, s.actor_id, {_MINE} AS action, s.entity, s.entity_id, s.entity_name, s.at, {author.columns("ua", "by")}
    FROM activity s
    LEFT JOIN users ua ON ua.id = s.actor_id"""


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
    where = Where({"me": viewer.id})
    where.add("action IS NOT NULL")
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
                """INSERT INTO activity (actor_id, entity, entity_id, entity_name, heard, at)
                VALUES (:actor, :entity, :id, :name, :heard, :at)""",
                {
                    "actor": tx.viewer.id,
                    "entity": deed.entity,
                    "id": deed.entity_id,
                    "name": deed.name,
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


async def forget(tx: Tx, user_id: int) -> None:
    """An account sees other things than before: its activity begins anew."""
    await tx.run(
        """UPDATE activity SET heard = json_remove(heard, '$."' || :user || '"')
        WHERE heard ->> ('$."' || :user || '"') IS NOT NULL""",
        {"user": user_id},
    )
