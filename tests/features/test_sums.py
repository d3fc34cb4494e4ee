"""What gifts add up to, the same on every page that says it: the list's, the occasion's, the person's, the dashboard."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from tests.conftest import Family, Member

STATUSES: Final = ("idea", "selected", "purchased", "received")


@dataclass(frozen=True)
class Line:
    """One item, with amounts in cents; None where nobody has said."""

    status: str
    quantity: int
    price: int | None
    planned: int | None
    actual: int | None

    @property
    def body(self) -> dict[str, Any]:
        def text(cents: int | None) -> str | None:
            return None if cents is None else f"{cents / 100:.2f}"

        return {
            "gift": {"name": "Gift", "price": text(self.price)},
            "status": self.status,
            "quantity": self.quantity,
            "planned_price": text(self.planned),
            "actual_price": text(self.actual),
        }


@dataclass
class Sums:
    """The contract's words once more, by hand."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATUSES, 0))
    planned: int = 0
    spent: int = 0

    @classmethod
    def of(cls, lines: Iterable[Line]) -> "Sums":
        sums = cls()
        for line in lines:
            each = next((cents for cents in (line.planned, line.price) if cents is not None), 0)
            sums.counts[line.status] += 1
            sums.planned += each * line.quantity
            if line.status in ("purchased", "received"):
                sums.spent += (each if line.actual is None else line.actual) * line.quantity
        return sums

    @property
    def told(self) -> dict[str, Any]:
        return {"counts": self.counts, "planned": f"{self.planned / 100:.2f}", "spent": f"{self.spent / 100:.2f}"}


EVERY_LINE: Final = [
    Line(*each) for each in itertools.product(STATUSES, (1, 3), (None, 0, 1005), (None, 0, 850), (None, 0, 799))
]


def sums_in(answer: Any) -> dict[str, Any]:
    return {name: answer[name] for name in ("counts", "planned", "spent")}


async def put_on(who: Member, on: Any, lines: Iterable[Line]) -> None:
    for line in lines:
        await who.made(f"/lists/{on['id']}/items", **line.body)


@dataclass
class Christmas:
    """An occasion with two lists for Anna and one for nobody; a third one of Anna's is for no occasion."""

    id: int
    anna: int
    lists: list[Any]


async def christmas(family: Family) -> Christmas:
    anna = (await family.ana.made("/persons", name="Anna"))["id"]
    day = (await family.ana.made("/occasions", name="Christmas", date="2026-12-24"))["id"]
    fields: list[dict[str, Any]] = [
        {"person_id": anna, "occasion_id": day},
        {"person_id": anna, "occasion_id": day},
        {"occasion_id": day},
        {"person_id": anna},
    ]
    return Christmas(day, anna, [await family.ben.made("/lists", name="List", **each) for each in fields])


async def pages(who: Member, day: Christmas) -> list[Any]:
    """What each page says: the lists; the occasion in all and for Anna; Anna; the dashboard."""
    lists = [sums_in((await who.get(f"/lists/{each['id']}")).data) for each in day.lists]
    summary = (await who.get(f"/occasions/{day.id}/summary")).data
    dashboard = (await who.get("/dashboard")).data
    assert (await who.get(f"/occasions/{day.id}")).data["summary"] == summary
    [for_anna] = summary["persons"]
    assert dashboard["people"] == [{"person": for_anna["person"], "counts": for_anna["counts"]}]
    counts = (await who.get(f"/persons/{day.anna}")).data["counts"]
    return [*lists, sums_in(summary["total"]), sums_in(for_anna), counts,
            sums_in({**dashboard["occasion"], "counts": dashboard["pipeline"]})]  # fmt: skip


async def test_every_price_quantity_and_status_adds_up_on_every_page(family: Family) -> None:
    day = await christmas(family)
    on = [EVERY_LINE[number::4] for number in range(4)]
    for each, lines in zip(day.lists, on, strict=True):
        await put_on(family.ben, each, lines)

    found = await pages(family.zoe, day)

    first, second, for_nobody, later = on
    in_all, for_anna = Sums.of([*first, *second, *for_nobody]), Sums.of([*first, *second])
    assert found == [
        *(Sums.of(lines).told for lines in on),
        in_all.told,
        for_anna.told,
        Sums.of([*first, *second, *later]).counts,
        in_all.told,
    ]


async def test_what_is_returned_gives_its_money_back_on_every_page(family: Family) -> None:
    day = await christmas(family)
    item = await family.ben.made(
        f"/lists/{day.lists[0]['id']}/items", gift={"name": "Castle", "price": "10"}, quantity=2
    )
    path = f"/list-items/{item['id']}/status"

    for status, actual, spent in (
        ("purchased", "9.50", "19.00"),
        ("selected", "9.50", "0.00"),  # brought back; what it cost is still known
        ("purchased", None, "20.00"),
        ("received", "0", "0.00"),  # it was a present
        ("purchased", "0.01", "0.02"),
        ("selected", None, "0.00"),
        ("idea", None, "0.00"),
    ):
        assert (await family.ben.put(path, {"status": status, "actual_price": actual})).status == 200
        found = await pages(family.zoe, day)
        counts = {**dict.fromkeys(STATUSES, 0), status: 1}
        said = {"counts": counts, "planned": "20.00", "spent": spent}
        assert (found[0], found[4], found[5], found[6], found[7]) == (said, said, said, counts, said), status


async def test_what_goes_takes_its_money_along_on_every_page(family: Family) -> None:
    day = await christmas(family)
    for each in day.lists[:3]:
        await put_on(family.ben, each, [Line("purchased", 1, 1000, None, None)])
    assert (await pages(family.zoe, day))[4]["spent"] == "30.00"

    [item] = (await family.ben.get(f"/lists/{day.lists[0]['id']}/items")).data
    await family.ben.delete(f"/list-items/{item['id']}")
    assert (await pages(family.zoe, day))[4]["spent"] == "20.00"
    await family.ben.delete(f"/lists/{day.lists.pop(1)['id']}")
    assert (await pages(family.zoe, day))[3]["spent"] == "10.00"
    await family.ben.put(f"/lists/{day.lists[1]['id']}", {"occasion_id": None})
    assert (await pages(family.zoe, day))[3]["spent"] == "0.00"


async def test_a_withdrawn_wish_counts_for_the_others_on_every_page(family: Family) -> None:
    day = await family.ana.made("/occasions", name="Christmas", date="2026-12-24")
    wishes = await family.kim.made("/lists", name="Wishes", person_id=family.kim_person, occasion_id=day["id"])
    kims = Christmas(day["id"], family.kim_person, [wishes])
    item = await family.kim.made(f"/lists/{wishes['id']}/items", gift={"name": "LEGO", "price": "30"}, quantity=2)
    await family.ben.put(f"/list-items/{item['id']}/status", {"status": "purchased", "actual_price": "25"})
    others = await pages(family.zoe, kims)

    assert (await family.kim.delete(f"/list-items/{item['id']}")).status == 204

    nothing = Sums().told
    assert await pages(family.kim, kims) == [nothing, nothing, nothing, nothing["counts"], nothing]
    assert await pages(family.zoe, kims) == others
    assert others[1] == {
        **nothing,
        "counts": {**nothing["counts"], "purchased": 1},
        "planned": "60.00",
        "spent": "50.00",
    }


async def test_the_largest_sums_are_exact(family: Family) -> None:
    day = await christmas(family)
    await put_on(family.ben, day.lists[0], [Line("received", 999, None, None, 999_999_999)] * 3)

    assert (await pages(family.zoe, day))[4]["spent"] == "29969999970.03"


async def test_a_budget_is_the_occasions_else_that_of_its_people(family: Family) -> None:
    bob = (await family.ana.made("/persons", name="Bob"))["id"]
    day = await family.ana.made("/occasions", name="Christmas", date="2026-12-24", person_ids=[family.kim_person, bob])
    await family.ana.made("/lists", name="List", occasion_id=day["id"])
    path = f"/occasions/{day['id']}"

    async def budgets() -> tuple[Any, Any]:
        summary = (await family.zoe.get(f"{path}/summary")).data
        return summary["total"]["budget"], (await family.zoe.get("/dashboard")).data["occasion"]["budget"]

    assert await budgets() == (None, None)
    for person, amount in ((bob, "20"), (family.kim_person, "0.50")):
        await family.ana.put(f"{path}/persons/{person}", {"budget": amount})
    assert await budgets() == ("20.50", "20.50")
    await family.ana.put(path, {"budget": "99"})
    assert await budgets() == ("99.00", "99.00")
