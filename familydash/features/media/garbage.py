"""Pictures that nothing shows: they go, without a word about what others have in secret.

Whoever was shown a picture knows its name and can ask for it again. So what keeps a name alive must be nothing that
they do not see: the family has a name of its own for each picture, and each gift that is not for all to see has one,
since others may be shown it one day. What is shown under another name than that (it was just uploaded, or hidden, or
withdrawn, or revealed) gets it, as a second name of the same file.
"""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Final

from familydash import audience
from familydash.db.database import Tx
from familydash.features.gifts import store as gifts
from familydash.features.media.store import Pictures
from familydash.features.occasions import people as occasion_people

DAY: Final = 24 * 60 * 60 * 1000  # milliseconds: for who uploads first and saves the gift later

_OF_GIFT: Final = f"iif({audience.OF_GIFT} = '', '', 'gift ' || g.id || ' ' || {audience.OF_GIFT})"
_SHOWN: Final = {
    "gifts": ("image_url", _OF_GIFT),
    "persons": ("photo_url", "''"),
    "users": ("avatar_url", "''"),
}
"""By table: the column that has a picture's address, and the audience of a row `g`."""


async def collect(pictures: Pictures, tx: Tx, today: date) -> None:
    """The daily job. Files go once the write is durable: a crash before that leaves them for the next day."""
    for table in _SHOWN:
        await _give_names(pictures, tx, table)
    then = tx.now - DAY
    shown = " UNION ALL ".join(
        f"SELECT substr({column}, 8, 32) FROM {table} WHERE {column} LIKE '/media/%'"
        for table, (column, _) in _SHOWN.items()
    )
    await tx.run(f"DELETE FROM media WHERE created_at < :then AND name NOT IN ({shown})", {"then": then})
    kept = {row["name"] for row in await tx.all("SELECT name FROM media")}
    files = await pictures.files_before(then)
    left = [file for file, name in files.items() if name not in kept]
    tx.after_commit(lambda: pictures.drop(left))


async def _give_names(pictures: Pictures, tx: Tx, table: str) -> None:
    column, seen_by = _SHOWN[table]
    shown = await tx.all(
        f"""SELECT g.id, m.name, {seen_by} AS audience
        FROM {table} g
        JOIN media m ON m.name = substr(g.{column}, 8, 32)
        WHERE g.{column} LIKE '/media/%' AND m.audience <> {seen_by}
        ORDER BY g.id"""
    )
    for row in shown:
        name = await pictures.name_for(tx, row["name"], row["audience"])
        if name is None:
            continue
        await tx.run(
            f"UPDATE {table} SET {column} = replace({column}, :old, :new) WHERE id = :id",
            {"old": row["name"], "new": name, "id": row["id"]},
        )
        await _TOUCH[table](tx, row["id"])


async def _touch_gift(tx: Tx, id: int) -> None:
    await gifts.touch(tx, [id])


async def _touch_person(tx: Tx, id: int) -> None:
    tx.touch("person", id)
    await occasion_people.touch(tx, id)


async def _touch_user(tx: Tx, id: int) -> None:
    tx.touch("user", id)


_TOUCH: Final[dict[str, Callable[[Tx, int], Awaitable[None]]]] = {
    "gifts": _touch_gift,
    "persons": _touch_person,
    "users": _touch_user,
}
