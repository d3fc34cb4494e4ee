"""Who an occasion is for, and how much to spend on each."""

from typing import Any, Final

from pydantic import MISSING

from familydash import audience
from familydash.db.database import Reader, Row, Tx, unique
from familydash.errors import NotFound
from familydash.realtime.topics import Kind
from familydash.shapes import Answer, Id, Input, Money, MoneyIn, Pictured


class OnOccasion(Answer):
    """A person on an occasion; `id` is the person's."""

    id: int
    person: Pictured
    budget: Money | None


class OnOccasionNew(Input):
    person_id: Id
    budget: MoneyIn | None = None


class OnOccasionChange(Input):
    budget: MoneyIn | None | MISSING = MISSING


def _select(eyes: audience.Eyes) -> str:
    who = "s.me," if eyes.who else ""
    return f"""
        SELECT {who} x.id, x.occasion_id, x.person_id, x.budget, p.name AS person_name, p.photo_url AS person_photo_url
        FROM ({audience.occasions(eyes)}) s
        JOIN occasion_persons x ON x.occasion_id = s.id
        JOIN persons p ON p.id = x.person_id"""


_ROWS: Final = _select(audience.ONE)


def shape(row: Row) -> OnOccasion:
    return OnOccasion(id=row["person_id"], person=pictured(row), budget=row["budget"])


def pictured(row: Any) -> Pictured:
    """The short person out of a row's columns `person_id`, `person_name`, `person_photo_url`."""
    return Pictured(id=row["person_id"], name=row["person_name"], image_url=row["person_photo_url"])


LIVE: Final = Kind(
    name="occasion_person",
    as_entity="person",
    seen=f"SELECT * FROM ({_select(audience.EVERYBODY)}) WHERE id = :id",
    shape=shape,
    topics=lambda row: (f"occasion:{row['occasion_id']}",),
    entity_id=lambda row: int(row["person_id"]),
)


async def of_occasion(reader: Reader, occasion_id: int) -> list[OnOccasion]:
    """By name."""
    rows = await reader.all(
        f"SELECT * FROM ({_ROWS}) WHERE occasion_id = :id ORDER BY fold(person_name), person_id", {"id": occasion_id}
    )
    return [shape(row) for row in rows]


async def touch(tx: Tx, person_id: int) -> None:
    """A person looks different now, and so they do on each occasion."""
    for row in await tx.all("SELECT id FROM occasion_persons WHERE person_id = :id ORDER BY id", {"id": person_id}):
        tx.touch("occasion_person", row["id"])


async def add(tx: Tx, occasion_id: int, body: OnOccasionNew) -> OnOccasion:
    await audience.require(tx, tx.viewer, "occasion", occasion_id)
    await audience.refer(tx, tx.viewer, "person", body.person_id, "person_id")
    with unique("that person is on this occasion already"):
        (row,) = await tx.run(
            """INSERT INTO occasion_persons (occasion_id, person_id, budget)
            VALUES (:occasion, :person, :budget)
            RETURNING id""",
            {"occasion": occasion_id, "person": body.person_id, "budget": body.budget},
        )
    tx.touch("occasion_person", row["id"])
    return shape(await _row_of(tx, occasion_id, body.person_id))


async def change(tx: Tx, occasion_id: int, person_id: int, body: OnOccasionChange) -> OnOccasion:
    row = await _row_of(tx, occasion_id, person_id)
    changes = body.model_dump()
    if not changes or changes["budget"] == row["budget"]:
        return shape(row)
    await tx.run("UPDATE occasion_persons SET budget = :budget WHERE id = :id", {**changes, "id": row["id"]})
    tx.touch("occasion_person", row["id"])
    return shape(await _row_of(tx, occasion_id, person_id))


async def remove(tx: Tx, occasion_id: int, person_id: int) -> None:
    row = await _row_of(tx, occasion_id, person_id)
    await tx.run("DELETE FROM occasion_persons WHERE id = :id", {"id": row["id"]})
    tx.touch("occasion_person", row["id"])


async def _row_of(tx: Tx, occasion_id: int, person_id: int) -> Row:
    await audience.require(tx, tx.viewer, "occasion", occasion_id)
    row = await tx.one(
        f"SELECT * FROM ({_ROWS}) WHERE occasion_id = :occasion AND person_id = :person",
        {"occasion": occasion_id, "person": person_id},
    )
    if row is None:
        raise NotFound("that person is not on this occasion")
    return row
