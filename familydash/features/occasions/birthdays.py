"""Birthdays: a person with a birthdate has a birthday occasion by itself, kept in step with their name and date.

What happens here depends on what everybody sees, never on a hidden list: an occasion that stays or goes tells nothing.
"""

from datetime import date
from typing import Any

from familydash.db.database import Row, Tx
from familydash.features.occasions import rows
from familydash.features.occasions.days import anchor_of, nearest_birthday, next_birthday

_ROOM = 189  # of a person's name, so that the occasion's name still fits a line of 200


def name_of(person: str) -> str:
    return f"{person[:_ROOM]}'s birthday"


async def follow(tx: Tx, person_id: int, today: date, was: Row | None = None) -> None:
    """After a person was made or changed: make, move, rename or let go of their coming birthday. `was` is the row before."""
    person = await tx.only("SELECT * FROM persons WHERE id = :id", {"id": person_id})
    if was is not None and was["birthdate"] != person["birthdate"]:
        # the birthday that somebody deleted was on another day
        await tx.run("UPDATE persons SET birthday_after = NULL WHERE id = :id", {"id": person_id})
    coming = await tx.one(
        "SELECT * FROM occasions WHERE birthday_of = :id AND date >= :today ORDER BY date, id LIMIT 1",
        {"id": person_id, "today": today.isoformat()},
    )
    if coming is None:
        await make_missing(tx, today, person_id)
    elif person["birthdate"] is None:
        await let_go(tx, coming["id"])
    elif was is not None:
        await _keep_in_step(tx, coming, was, person, today)


async def _keep_in_step(tx: Tx, coming: Row, was: Row, person: Row, today: date) -> None:
    """A name or a day that somebody gave the occasion by hand stays, as long as the person's own did not change."""
    changes: dict[str, Any] = {}
    if coming["name"] == name_of(was["name"]) != name_of(person["name"]):
        changes["name"] = name_of(person["name"])
    if was["birthdate"] != person["birthdate"]:
        birthdate = date.fromisoformat(person["birthdate"])
        day = next_birthday(birthdate, today)
        if was["birthdate"] is None or day != next_birthday(date.fromisoformat(was["birthdate"]), today):
            changes |= {"date": day.isoformat(), "anchor": anchor_of(birthdate)}
    if changes:
        await tx.update("occasions", coming["id"], changes)
        tx.touch("occasion", coming["id"])


async def let_go(tx: Tx, id: int) -> None:
    """A birthday that is not to come. What the family planned for the day stays, as a plain occasion."""
    planned = await tx.value(
        """SELECT EXISTS (SELECT 1 FROM lists WHERE occasion_id = :id AND visibility = 'family')
            OR EXISTS (SELECT 1 FROM comments WHERE parent_type = 'occasion' AND parent_id = :id)""",
        {"id": id},
    )
    if planned:
        await tx.update("occasions", id, {"birthday_of": None, "repeats": "never"})
        tx.touch("occasion", id)
    else:
        await rows.delete(tx, id)


async def make_missing(tx: Tx, today: date, person_id: int | None = None) -> None:
    """The next birthday of each person (or of that one) who should have one and has none."""
    missing = await tx.all(
        """SELECT p.*
        FROM persons p
        WHERE p.birthdate IS NOT NULL
            AND p.archived = 0
            AND coalesce(p.birthday_after < :today, 1)
            AND (:person IS NULL OR p.id = :person)
            AND NOT EXISTS (SELECT 1 FROM occasions o WHERE o.birthday_of = p.id AND o.date >= :today)
        ORDER BY p.id""",
        {"today": today.isoformat(), "person": person_id},
    )
    for person in missing:
        await _make(tx, person, today)


async def _make(tx: Tx, person: Row, today: date) -> None:
    """The next birthday, with what the last one was given."""
    last = await tx.one(
        "SELECT * FROM occasions WHERE birthday_of = :id ORDER BY date DESC, id DESC LIMIT 1", {"id": person["id"]}
    )
    birthdate = date.fromisoformat(person["birthdate"])
    await rows.insert(
        tx,
        {
            "name": name_of(person["name"]),
            "type": "birthday",
            "date": next_birthday(birthdate, today).isoformat(),
            "repeats": "yearly",
            "description": last["description"] if last else None,
            "budget": last["budget"] if last else None,
            "birthday_of": person["id"],
        },
        await rows.people_of(tx, last["id"]) if last else [(person["id"], None)],
        series_id=last["series_id"] if last else None,
    )


async def set_aside(tx: Tx, occasion: Row, today: date, *days: date) -> None:
    """Somebody deletes an occasion, or moves it: the birthday that it stood for on `days` does not come back, next year's does.

    Nothing but the next birthday can be held back: a slip of the hand into another decade must not cost ten of them.
    """
    person = await tx.one("SELECT * FROM persons WHERE id = :id", {"id": occasion["birthday_of"]})
    if person is None or person["birthdate"] is None:
        return
    birthdate = date.fromisoformat(person["birthdate"])
    stood_for = max(nearest_birthday(birthdate, day) for day in days)
    after = min(stood_for, next_birthday(birthdate, today)).isoformat()
    await tx.run(
        "UPDATE persons SET birthday_after = max(coalesce(birthday_after, :after), :after) WHERE id = :id",
        {"id": person["id"], "after": after},
    )
