"""An occasion in numbers, for each person and in all, as the viewer sees its lists."""

from familydash import audience
from familydash.auth.viewer import Viewer
from familydash.db.database import Reader
from familydash.db.search import fold
from familydash.features.list_items import sums
from familydash.features.occasions import people
from familydash.features.occasions.people import OnOccasion
from familydash.shapes import Answer, Money, Pictured


class Total(sums.Sums):
    budget: Money | None


class PersonSums(Total):
    person: Pictured


class Summary(Answer):
    """`total` has all lists of the occasion, those for nobody too; its budget is the occasion's, else that of its people.
    `persons` are those on the occasion, and those with a list for it."""

    total: Total
    persons: list[PersonSums]


async def of_occasion(reader: Reader, viewer: Viewer, id: int) -> Summary:
    """Raises NotFound where the viewer sees no such occasion."""
    row = await reader.one(f"SELECT budget FROM ({audience.occasions()}) WHERE id = :id", {"id": id})
    if row is None:
        raise audience.missing("occasion")
    return await add_up(reader, viewer, id, row["budget"], await people.of_occasion(reader, id))


async def add_up(reader: Reader, viewer: Viewer, id: int, budget: int | None, on_it: list[OnOccasion]) -> Summary:
    """Two statements, however many people and lists there are. `on_it` are the occasion's people."""
    with_lists = await reader.all(
        f"""SELECT DISTINCT s.person_id, p.name AS person_name, p.photo_url AS person_photo_url
        FROM ({audience.lists()}) s
        JOIN persons p ON p.id = s.person_id
        WHERE s.occasion_id = :id""",
        {**viewer.eyes, "id": id},
    )
    rows = await reader.all(
        f"""SELECT person_id, {sums.COLUMNS}
        FROM ({audience.list_items()})
        WHERE occasion_id = :id
        GROUP BY person_id""",
        {**viewer.eyes, "id": id},
    )
    by_person = {row["person_id"]: sums.shape(row) for row in rows}
    budgets = {each.id: each.budget for each in on_it}
    pictures = {each.id: each.person for each in on_it}
    pictures |= {row["person_id"]: people.pictured(row) for row in with_lists}
    return Summary(
        total=_with_budget(sums.total(list(by_person.values())), _budget(budget, list(budgets.values()))),
        persons=[
            PersonSums(
                person=person,
                **dict(by_person.get(person.id, sums.NOTHING)),
                budget=budgets.get(person.id),
            )
            for person in sorted(pictures.values(), key=lambda each: (fold(each.name), each.id))
        ],
    )


def _with_budget(part: sums.Sums, budget: int | None) -> Total:
    return Total(counts=part.counts, planned=part.planned, spent=part.spent, budget=budget)


def _budget(occasion: int | None, persons: list[int | None]) -> int | None:
    given = [budget for budget in persons if budget is not None]
    return occasion if occasion is not None else sum(given) if given else None
