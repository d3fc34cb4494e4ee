"""Pages of gifts while gifts come and go, by chance and with every sort: who stays is seen once, and in order."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from tests.conftest import Family, Member

NAMES: Final = ("a", "A", "b", "B", "Äpfel", "äpfel", "'", "\N{TEDDY BEAR}")
PRICES: Final = (None, "0", "0.01", "1", "1.00", "9999999.99")
Key = Callable[[Any], tuple[Any, ...]]


def without_case(name: str) -> str:
    """Nor accents: those of these names."""
    return name.casefold().translate(str.maketrans("äöüéè", "aouee"))


def price(gift: Any, missing: float) -> float:
    return missing if gift["price"] is None else float(gift["price"])


KEYS: Final[dict[str, Key]] = {
    "recent": lambda gift: (-gift["id"],),
    "name": lambda gift: (without_case(gift["name"]), gift["id"]),
    "price": lambda gift: (price(gift, math.inf), gift["id"]),
    "-price": lambda gift: (-price(gift, -math.inf), -gift["id"]),
}
FILTERS: Final[dict[str, Callable[[Any], bool]]] = {
    "": lambda gift: True,
    "tag=toys": lambda gift: "toys" in gift["tags"],
    "min_price=0.01&max_price=1": lambda gift: gift["price"] in ("0.01", "1.00"),
    "search=gift&unused=true&tag=TOYS&tag=books": lambda gift: bool(gift["tags"]),
}


@dataclass
class Shelf:
    """Gifts that come and go."""

    who: Member
    rng: random.Random
    gifts: dict[int, Any] = field(default_factory=dict)

    async def comes(self) -> None:
        gift = await self.who.made(
            "/gifts",
            name=self.rng.choice(NAMES),
            price=self.rng.choice(PRICES),
            tags=self.rng.choice(([], ["toys"], ["books", "toys"])),
            notes="a gift",
        )
        self.gifts[gift["id"]] = gift

    async def goes(self) -> None:
        id = self.rng.choice(sorted(self.gifts))
        assert (await self.who.delete(f"/gifts/{id}")).status == 204
        del self.gifts[id]


@pytest.mark.parametrize("sort", KEYS)
@pytest.mark.parametrize("filter", FILTERS)
async def test_whoever_stays_is_seen_once_and_in_order(family: Family, sort: str, filter: str) -> None:
    shelf = Shelf(family.ben, random.Random(f"{sort} {filter}"))  # noqa: S311  # chance, not a secret
    fits, key = FILTERS[filter], KEYS[sort]
    for _ in range(16):
        await shelf.comes()

    for limit in (1, 2, 3):
        stayed, seen, cursor = set(shelf.gifts), [], ""
        while True:
            page = (await family.zoe.get(f"/gifts?{filter}&sort={sort}&limit={limit}{cursor}")).json
            seen += page["data"]
            if not page["pagination"]["has_more"]:
                break
            cursor = f"&cursor={page['pagination']['next_cursor']}"
            await shelf.comes()
            await shelf.goes()
        ids = [gift["id"] for gift in seen]
        assert len(ids) == len(set(ids))
        assert {id for id in stayed & set(shelf.gifts) if fits(shelf.gifts[id])} <= set(ids)
        assert all(map(fits, seen))
        assert seen == sorted(seen, key=key)

    there = [gift for gift in shelf.gifts.values() if fits(gift)]
    whole = (await family.zoe.get(f"/gifts?{filter}&sort={sort}&limit=200")).data
    assert [gift["id"] for gift in whole] == [gift["id"] for gift in sorted(there, key=key)]


async def test_one_item_has_to_meet_the_filters_over_items(family: Family) -> None:
    """The same gift stands on a list for Kim as an idea, and on another one as bought."""
    party = await family.ana.made("/occasions", name="Party", date="2026-12-01")
    for_kim = await family.ben.made("/lists", name="K", person_id=family.kim_person)
    for_party = await family.ben.made("/lists", name="P", occasion_id=party["id"])
    gift = (await family.ben.made("/gifts", name="Castle", price="10"))["id"]
    await family.ben.made(f"/lists/{for_kim['id']}/items", gift_id=gift)
    await family.ben.made(f"/lists/{for_party['id']}/items", gift_id=gift, status="purchased")

    for query, found in {
        f"person_id={family.kim_person}&status=idea": True,
        f"person_id={family.kim_person}&status=purchased": False,
        f"occasion_id={party['id']}&status=purchased": True,
        f"occasion_id={party['id']}&person_id={family.kim_person}": False,
        f"list_id={for_party['id']}&occasion_id={party['id']}&status=purchased&status=idea": True,
        f"list_id={for_kim['id']}&status=selected&status=received": False,
        f"person_id={family.kim_person}&person_id=99": True,
        "unused=false&max_price=10&min_price=10": True,
        "unused=true": False,
        "min_price=10.01": False,
        "min_price=2&max_price=1": False,
    }.items():
        reply = await family.zoe.get(f"/gifts?{query}")
        assert [each["id"] for each in reply.data] == [gift] * found, query


async def test_a_filter_that_is_none_is_refused_on_its_name(family: Family) -> None:
    for name, value in {
        "min_price": "cheap", "max_price": "-1", "person_id": "me", "status": "lost", "list_id": "0", "occasion_id": "x",
        "unused": "perhaps", "sort": "price,name", "limit": "201", "cursor": "x", "owner_id": "1",
    }.items():  # fmt: skip
        reply = await family.zoe.get(f"/gifts?{name}={value}")
        assert (reply.status, [each["field"].partition(".")[0] for each in reply.error["details"]]) == (400, [name])
