"""The rows that an occasion is made of: putting them in, taking them out. What may be done is decided elsewhere."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from familydash.db.database import Tx
from familydash.features.comments import store as comments


async def insert(
    tx: Tx, values: Mapping[str, Any], people: Iterable[tuple[int, int | None]], *, series_id: int | None = None
) -> int:
    """A new occasion with its people (id, budget). Without `series_id` it begins a series. Returns its id."""
    id = await tx.insert("occasions", {**values, "anchor": values["date"][5:], "series_id": series_id or 0})
    if series_id is None:
        await tx.run("UPDATE occasions SET series_id = id WHERE id = :id", {"id": id})
    await tx.run(
        """INSERT INTO occasion_persons (occasion_id, person_id, budget)
        SELECT :id, value ->> 0, value ->> 1
        FROM json_each(:people)""",
        {"id": id, "people": json.dumps(list(people))},
    )
    tx.touch("occasion", id)
    return id


async def people_of(tx: Tx, id: int) -> list[tuple[int, int | None]]:
    """Who an occasion is for, and the budget for each."""
    rows = await tx.all(
        "SELECT person_id, budget FROM occasion_persons WHERE occasion_id = :id ORDER BY id", {"id": id}
    )
    return [(row["person_id"], row["budget"]) for row in rows]


async def delete(tx: Tx, id: int) -> None:
    """Delete an occasion. Its lists, hidden ones too, stay and lose the link; what was said about it goes."""
    lists = await tx.run(
        """UPDATE lists
        SET occasion_id = NULL, version = version + 1, updated_at = :now, updated_by = :me
        WHERE occasion_id = :id
        RETURNING id""",
        {"id": id, "now": tx.now, "me": tx.viewer.id},
    )
    await comments.drop(tx, "occasion", [id])
    await tx.run("DELETE FROM occasions WHERE id = :id", {"id": id})
    for row in lists:
        tx.touch("list", row["id"])
    tx.touch("occasion", id)
