"""What repeats every year: when the day of an occasion is over, the next one is there, and the old one stays as history."""

from datetime import date

from familydash.db.database import Row, Tx
from familydash.features.occasions import birthdays, rows
from familydash.features.occasions.days import next_anniversary

_NEWEST = """NOT EXISTS (
    SELECT 1 FROM occasions n
    WHERE n.series_id = o.series_id AND (n.date, n.id) > (o.date, o.id))"""


async def roll_over(tx: Tx, today: date) -> None:
    """Make all that is due. Once or twice a day makes no difference; after a jump of the clock one is made, not many."""
    await follow_up(tx, today)
    await birthdays.make_missing(tx, today)


async def follow_up(tx: Tx, today: date, series_id: int | None = None) -> None:
    """The next occasion of each series (or of that one) whose newest is over and repeats yearly. Birthdays have their own way."""
    over = await tx.all(
        f"""SELECT o.*
        FROM occasions o
        WHERE o.date < :today
            AND o.repeats = 'yearly'
            AND o.birthday_of IS NULL
            AND (:series IS NULL OR o.series_id = :series)
            AND {_NEWEST}
        ORDER BY o.id""",
        {"today": today.isoformat(), "series": series_id},
    )
    for last in over:
        values = {name: last[name] for name in ("name", "type", "repeats", "description", "budget")}
        day = next_anniversary(last["anchor"], today)
        id = await rows.insert(
            tx,
            {**values, "date": day.isoformat(), "birthday_of": None},
            await rows.people_of(tx, last["id"]),
            series_id=last["series_id"],
        )
        # 29 February may have been kept on the 28th: the series still stands on the 29th
        await tx.run("UPDATE occasions SET anchor = :anchor WHERE id = :id", {"anchor": last["anchor"], "id": id})


async def end(tx: Tx, deleted: Row, today: date) -> None:
    """The newest occasion of a series was deleted: the one before must not bring it back. (Birthdays have `set_aside`.)"""
    if deleted["birthday_of"] is not None:
        return
    last = await tx.one(
        f"""SELECT o.id
        FROM occasions o
        WHERE o.series_id = :series AND o.date < :today AND o.date <= :date AND o.repeats = 'yearly' AND {_NEWEST}""",
        {"series": deleted["series_id"], "today": today.isoformat(), "date": deleted["date"]},
    )
    if last is not None:
        await tx.update("occasions", last["id"], {"repeats": "never"})
        tx.touch("occasion", last["id"])
