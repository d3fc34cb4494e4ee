"""The dashboard: what to do next, through the eyes of who looks, in a number of queries that never grows."""

from datetime import date, timedelta
from typing import Final

from familydash import audience
from familydash.auth.viewer import Viewer
from familydash.db.database import Reader, Row
from familydash.features.activity import store as activity
from familydash.features.activity.store import ActivityRow
from familydash.features.list_items import store as list_items
from familydash.features.list_items.shapes import ItemRow
from familydash.features.list_items.sums import Counts
from familydash.features.occasions import people, summary
from familydash.features.occasions import store as occasions
from familydash.features.occasions.store import Coming
from familydash.features.occasions.summary import PersonSums, Summary
from familydash.shapes import Answer, Money, Pictured

IDEAS: Final = 10
ASSIGNMENTS: Final = 20
ACTIVITY: Final = 10
UPCOMING: Final = 20
AHEAD: Final = timedelta(days=90)


class NextOccasion(Coming):
    """Somebody is covered by an item on their lists for it that is selected, purchased or received."""

    people_covered: int
    people_total: int
    budget: Money | None
    planned: Money
    spent: Money


class PersonCounts(Answer):
    person: Pictured
    counts: Counts


class AssignedItem(ItemRow):
    """An item with whom and what its list is for."""

    person: Pictured | None
    occasion: Coming | None


class Dashboard(Answer):
    occasion: NextOccasion | None
    pipeline: Counts | None
    people: list[PersonCounts]
    ideas: list[ItemRow]
    assignments: list[AssignedItem]
    activity: list[ActivityRow]
    upcoming: list[Coming]


async def dashboard(reader: Reader, viewer: Viewer, today: date) -> Dashboard:
    row = await _next_occasion(reader, viewer, today)
    summed = await _summary(reader, viewer, row) if row is not None else None
    return Dashboard(
        occasion=_occasion(row, summed, today) if row is not None and summed is not None else None,
        pipeline=summed.total.counts if summed is not None else None,
        people=_people(summed) if summed is not None else [],
        ideas=await _ideas(reader, viewer),
        assignments=await _assignments(reader, viewer, today),
        activity=await activity.latest(reader, viewer, ACTIVITY),
        upcoming=await _upcoming(reader, today),
    )


async def _next_occasion(reader: Reader, viewer: Viewer, today: date) -> Row | None:
    """The soonest one with a list that the viewer sees: a list hidden from them does not choose it."""
    return await reader.one(
        f"""SELECT id, name, type, date, budget
        FROM ({audience.occasions()})
        WHERE date >= :today AND id IN (SELECT occasion_id FROM ({audience.lists()}))
        ORDER BY date, id
        LIMIT 1""",
        {**viewer.eyes, "today": today.isoformat()},
    )


async def _summary(reader: Reader, viewer: Viewer, row: Row) -> Summary:
    on_it = await people.of_occasion(reader, row["id"])
    return await summary.add_up(reader, viewer, row["id"], row["budget"], on_it)


def _occasion(row: Row, summed: Summary, today: date) -> NextOccasion:
    return NextOccasion(
        **dict(occasions.coming(row, today)),
        people_covered=sum(_taken_care_of(each) > 0 for each in summed.persons),
        people_total=len(summed.persons),
        budget=summed.total.budget,
        planned=summed.total.planned,
        spent=summed.total.spent,
    )


def _people(summed: Summary) -> list[PersonCounts]:
    """Those with fewest gifts first; among equals, those with fewest that are more than ideas. The summary has them by name."""
    needy_first = sorted(
        summed.persons, key=lambda each: (each.counts.idea + _taken_care_of(each), _taken_care_of(each))
    )
    return [PersonCounts(person=each.person, counts=each.counts) for each in needy_first]


def _taken_care_of(each: PersonSums) -> int:
    """How many items are more than ideas."""
    return each.counts.selected + each.counts.purchased + each.counts.received


async def _ideas(reader: Reader, viewer: Viewer) -> list[ItemRow]:
    """The newest on lists of ideas that are for nobody and for no day yet."""
    rows = await reader.all(
        f"""SELECT *
        FROM ({list_items.ROWS})
        WHERE list_id IN (
            SELECT id FROM ({audience.lists()}) WHERE type = 'ideas' AND person_id IS NULL AND occasion_id IS NULL)
        ORDER BY id DESC
        LIMIT :most""",
        {**viewer.eyes, "most": IDEAS},
    )
    return [list_items.shape(row) for row in rows]


async def _assignments(reader: Reader, viewer: Viewer, today: date) -> list[AssignedItem]:
    """What the viewer has still to buy, for the soonest occasion first; for none, or one that is over, last."""
    rows = await reader.all(
        f"""SELECT s.*, p.name AS person_name, p.photo_url AS person_photo_url,
            o.name AS occasion_name, o.type AS occasion_type, o.date AS occasion_date
        FROM ({list_items.ROWS}) s
        LEFT JOIN persons p ON p.id = s.person_id
        LEFT JOIN occasions o ON o.id = s.occasion_id
        WHERE s.assigned_to = :me AND s.status IN ('idea', 'selected')
        ORDER BY iif(o.date >= :today, o.date, NULL) NULLS LAST, s.id
        LIMIT :most""",
        {**viewer.eyes, "today": today.isoformat(), "most": ASSIGNMENTS},
    )
    return [_assigned(row, today) for row in rows]


def _assigned(row: Row, today: date) -> AssignedItem:
    return AssignedItem(
        **dict(list_items.shape(row)),
        person=people.pictured(row) if row["person_id"] is not None else None,
        occasion=occasions.coming(row, today, "occasion_") if row["occasion_id"] is not None else None,
    )


async def _upcoming(reader: Reader, today: date) -> list[Coming]:
    rows = await reader.all(
        f"""SELECT id, name, type, date
        FROM ({audience.occasions()})
        WHERE date BETWEEN :today AND :last
        ORDER BY date, id
        LIMIT :most""",
        {"today": today.isoformat(), "last": (today + AHEAD).isoformat(), "most": UPCOMING},
    )
    return [occasions.coming(row, today) for row in rows]
