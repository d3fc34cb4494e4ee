"""Finding gifts: words, filters, sorts, and pages that stay right while gifts come and go."""

import itertools
import unicodedata
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.conftest import Family, Member


async def names(who: Member, query: str) -> list[str]:
    reply = await who.get(f"/gifts?limit=200&{query}")
    return [each["name"] for each in reply.data]


async def test_words_are_found_by_their_beginning_without_accents_or_case(family: Family) -> None:
    await family.ben.made("/gifts", name="LEGO Castle", notes="the tall one")
    await family.ben.made("/gifts", name="Légo boat", source="Shop")
    await family.ben.made("/gifts", name="Bücher", description="About knights")

    for words, found in {
        "leg": {"LEGO Castle", "Légo boat"},
        "LEGO": {"LEGO Castle", "Légo boat"},
        "castle leg": {"LEGO Castle"},
        "bucher": {"Bücher"},
        "BÜCHER": {"Bücher"},
        "tall": {"LEGO Castle"},  # in the notes
        "knight": {"Bücher"},  # in the description
        "shop": {"Légo boat"},  # in the source
        "ego": set(),  # words are found by their beginning
        "castle nothing": set(),
    }.items():
        assert set(await names(family.zoe, f"search={quote(words)}")) == found, words
        searched = await family.zoe.get(f"/gifts/search?q={quote(words)}")
        assert {each["name"] for each in searched.data} == found, words


async def test_accents_that_stand_apart_from_their_letters_are_none_either(family: Family) -> None:
    await family.ben.made("/gifts", name="Bücherregal")

    assert await names(family.ben, f"search={quote(unicodedata.normalize('NFD', 'bücherr'))}") == ["Bücherregal"]


SYNTAX = (
    "\"|'|*|leg*|OR|a OR|NEAR(|NOT|AND AND|name:leg|^leg|(|-leg|+|leg\\|{name}: x|;--| ||\N{SNOWMAN}|\N{FAMILY}".split(
        "|"
    )
)


async def test_no_words_of_a_user_are_a_syntax_error(family: Family) -> None:
    await family.ben.made("/gifts", name="LEGO")

    for words in (*SYNTAX, "a" * 200, " ".join("abcdefghijklmnopqrstuvwxyz")):
        assert (await family.ben.get(f"/gifts?search={quote(words)}")).status == 200, words
        assert (await family.ben.get(f"/gifts/search?q={quote(words)}")).status == 200, words


async def test_a_search_wants_words_and_not_too_many(family: Family) -> None:
    for path in ("/gifts/search", f"/gifts/search?q={'a' * 201}", "/gifts/search?q=a&q=b", "/gifts/search?q=a&x=1"):
        assert (await family.ben.get(path)).status == 400, path
    assert (await family.ben.get(f"/gifts?search={'a' * 201}")).status == 400


async def test_a_changed_gift_is_found_by_its_new_words_only(family: Family) -> None:
    made = await family.ben.made("/gifts", name="LEGO")
    await family.ben.put(f"/gifts/{made['id']}", {"name": "Playmobil"})

    assert await names(family.ben, "search=lego") == []
    assert await names(family.ben, "search=play") == ["Playmobil"]
    await family.ben.delete(f"/gifts/{made['id']}")
    assert await names(family.ben, "search=play") == []


async def test_gifts_are_filtered_by_each_filter_with_and_and_or(family: Family) -> None:
    christmas = await family.ana.made("/occasions", name="Christmas", date="2026-12-24")
    for_kim = await family.ben.made(
        "/lists", name="K", visibility="surprise", person_id=family.kim_person, occasion_id=christmas["id"]
    )
    plain = await family.ben.made("/lists", name="P")
    gifts: list[tuple[str, dict[str, Any], list[tuple[Any, str]]]] = [
        ("a", {"price": "5", "tags": ["Toys"]}, [(for_kim, "purchased")]),
        ("b", {"price": "10", "tags": ["toys", "Books"]}, [(plain, "idea"), (for_kim, "selected")]),
        ("c", {"price": "20", "tags": ["books"]}, [(plain, "purchased")]),
        ("d", {"person_id": family.kim_person}, []),
        ("e", {"price": "10.01"}, []),
    ]
    for name, fields, uses in gifts:
        gift = await family.ben.made("/gifts", name=name, **fields)
        for on, status in uses:
            await family.ben.made(f"/lists/{on['id']}/items", gift_id=gift["id"], status=status)

    k, p, kim = for_kim["id"], plain["id"], family.kim_person
    for query, expected in {
        "": "edcba",
        "tag=TOYS": "ba",
        "tag=toys&tag=books": "cba",
        "tag=nothing": "",
        "min_price=10": "ecb",
        "max_price=10": "ba",
        "min_price=10&max_price=10.00": "b",
        "unused=true": "ed",
        "unused=false": "cba",
        f"list_id={k}": "ba",
        f"list_id={k}&list_id={p}": "cba",
        "status=purchased": "ca",
        "status=purchased&status=selected": "cba",
        f"status=purchased&list_id={k}": "a",  # one item has to meet all of them
        f"status=idea&list_id={k}": "",
        f"occasion_id={christmas['id']}": "ba",
        f"person_id={kim}": "dba",  # for them, or on a list for them
        f"person_id={kim}&status=selected": "b",
        f"person_id={kim}&unused=true": "d",
        f"person_id={kim}&tag=books&min_price=1": "b",
        f"occasion_id={christmas['id']}&list_id={p}": "",
        "list_id=999999": "",
    }.items():
        assert "".join(await names(family.zoe, query)) == expected, query
    # Kim does not see the list: those gifts of the family's are on no list, for them.
    assert "".join(await names(family.kim, "unused=true")) == "eda"
    assert "".join(await names(family.kim, f"person_id={kim}")) == "d"
    assert await names(family.kim, f"list_id={k}") == []
    assert "".join(await names(family.kim, "status=selected")) == ""


SORTS = {
    "recent": ["dear", "none2", "none1", "cheap", "Beta", "alpha"],
    "name": ["alpha", "Beta", "cheap", "dear", "none1", "none2"],
    "price": ["cheap", "alpha", "Beta", "dear", "none1", "none2"],
    "-price": ["dear", "Beta", "alpha", "cheap", "none2", "none1"],
}


async def some_gifts(family: Family) -> dict[str, int]:
    prices = {"alpha": "2", "Beta": "2", "cheap": "1", "none1": None, "none2": None, "dear": "9"}
    return {name: (await family.ben.made("/gifts", name=name, price=price))["id"] for name, price in prices.items()}


async def test_pages_of_every_size_have_each_gift_once_in_order(family: Family) -> None:
    await some_gifts(family)

    for sort, limit in itertools.product(SORTS, (1, 2, 4, 6)):
        assert await walk(family.zoe, sort, limit) == SORTS[sort], (sort, limit)


async def walk(who: Member, sort: str, limit: int) -> list[str]:
    found: list[str] = []
    query: dict[str, Any] = {"sort": sort, "limit": limit}
    while True:
        reply = await who.get(f"/gifts?{urlencode(query)}")
        found += [each["name"] for each in reply.data]
        pagination = reply.json["pagination"]
        assert pagination["has_more"] is (pagination["next_cursor"] is not None)
        if not pagination["has_more"]:
            return found
        assert len(reply.data) == limit
        query["cursor"] = pagination["next_cursor"]


@pytest.mark.parametrize("sort", SORTS)
async def test_pages_stay_right_while_gifts_come_and_go(family: Family, sort: str) -> None:
    ids, order = await some_gifts(family), SORTS[sort]
    first = await family.zoe.get(f"/gifts?sort={sort}&limit=3")
    cursor = first.json["pagination"]["next_cursor"]

    for name in (order[0], order[2], order[3]):  # behind us, the very last one seen, and the next to come
        await family.ben.delete(f"/gifts/{ids[name]}")
    await family.ben.made("/gifts", name="zz", price="9.5")  # comes where it belongs
    rest = [each["name"] for each in (await family.zoe.get(f"/gifts?sort={sort}&cursor={cursor}")).data]

    assert [each["name"] for each in first.data] == order[:3]
    expected = {"recent": order[4:], "name": [*order[4:], "zz"], "price": ["zz", *order[4:]], "-price": order[4:]}
    assert rest == expected[sort]


async def test_a_cursor_is_of_one_sort_only(family: Family) -> None:
    await some_gifts(family)
    cursors = {
        sort: (await family.zoe.get(f"/gifts?sort={sort}&limit=2")).json["pagination"]["next_cursor"] for sort in SORTS
    }

    for sort in SORTS:
        for other, cursor in cursors.items():
            reply = await family.zoe.get(f"/gifts?sort={sort}&cursor={cursor}")
            assert reply.status == (200 if sort == other else 400), (sort, other)


async def test_pages_go_on_behind_the_longest_name_there_can_be(family: Family) -> None:
    for letter in ("\N{FAMILY}", "ü", "x"):
        for ending in "ab":
            await family.ben.made("/gifts", name=letter * 199 + ending)

    assert len(await walk(family.zoe, "name", 1)) == 6


async def test_what_is_hidden_is_on_no_page(family: Family) -> None:
    for n in range(4):
        audience = {"visibility": "surprise", "person_id": family.kim_person} if n % 2 else {}
        await family.ben.made("/gifts", name=f"gift {n}", price=str(n), tags=[f"tag{n}"], **audience)

    for sort in SORTS:
        assert set(await walk(family.kim, sort, 1)) == {"gift 0", "gift 2"}
    assert len(await walk(family.zoe, "name", 1)) == 4
    assert await names(family.kim, "tag=tag1") == []
    assert [each["name"] for each in (await family.kim.get("/gifts/search?q=gift")).data] == ["gift 2", "gift 0"]


async def test_a_search_is_paged_too(family: Family) -> None:
    for n in range(5):
        await family.ben.made("/gifts", name=f"gift {n}")

    first = await family.zoe.get("/gifts/search?q=gift&limit=2")
    second = await family.zoe.get(f"/gifts/search?q=gift&cursor={first.json['pagination']['next_cursor']}")

    assert [each["name"] for each in first.data + second.data] == [f"gift {n}" for n in (4, 3, 2, 1, 0)]
