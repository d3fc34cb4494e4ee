"""Full text: whatever people type finds what begins with it, and is never an error; the index keeps step with the rows."""

import random
import unicodedata
from typing import Any, Final
from urllib.parse import quote

import pytest
from yarl import URL

from familydash.auth.viewer import HOUSE
from familydash.features.gifts.shapes import MAX_SEARCH
from tests.conftest import Family, Member

PLACES: Final = ("/gifts?search=", "/gifts/search?q=", "/persons?search=")
NASTY: Final = (
    *"\"'*()^:-+{}[]\\/;%_~|&=<>,.!?#@$`", "''", '""', '"a', "'; DROP TABLE gifts; --", "AND", "OR", "NOT", "NEAR",
    "NEAR(a b, 2)", "a AND", "name : a", "{name notes}: a", "a*b*", "^a", "a + b", "%", "_",
    "\N{NO-BREAK SPACE}", "\u200b", "\u200d", "\u202e",
    "\ufeff", "\uffff", "\U0001f9f8", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1e9\U0001f1ea", "\u0301", "e\u0301",
    "\u0131\u0130", "\ufb01", "\u2167", "\u00b2", "\u00bd", "\u0915\u093f\u0924\u093e\u092c", "\u0645\u0631\u062d\u0628\u0627",
    "\u73a9\u5177", "\u1e9e", "\ue000", "\U0010ffff", "a" * 200, "a " * 100, '"' * 200, "\U0001f9f8" * 200,
)  # fmt: skip
SCRIPTS: Final = (
    "LEGO castle", "Légo", "Bücherregal", "ÅNGSTRÖM", "Łódź", "smørrebrød", "Ελλάδα", "Москва", "игрушка", "玩具", "おもちゃ",
    "장난감", "مكتبة", "ספר", "किताब", "ถุงมือ", "3D-Puzzle 1000", "Ⅷ", "x²", "R2D2", "O'Neill", "rock'n'roll", "snake_case",
    "e\u0301clair", "na\u0308hen",
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
async def test_nothing_that_people_type_is_an_error(family: Family, place: str) -> None:
    rng = random.Random(place)  # noqa: S311  # chance, not a secret
    mixed = [
        "".join(rng.choices([*"\"'*()^:-+{} aAé", "NEAR", "\u0301", "\U0001f9f8"], k=20))[:200] for _ in range(100)
    ]

    for words in (*NASTY, *mixed):
        reply = await family.zoe.get(place + quote(words))
        assert reply.status == 200, (words, reply.json)


@pytest.mark.parametrize("place", PLACES)
async def test_what_is_no_text_or_too_much_of_it_is_refused_on_its_name(family: Family, place: str) -> None:
    name = place.rpartition("?")[2].rstrip("=")
    for raw in ("%00", "a%00b", "a" * (MAX_SEARCH + 1)):
        address, token = URL(place + raw, encoded=True), {"Authorization": f"Bearer {family.zoe.token}"}
        async with family.client.get(address, headers=token) as response:
            assert response.status == 400, raw
            details = (await response.json())["error"]["details"]
            assert (response.status, [each["field"] for each in details]) == (400, [name]), raw


async def test_words_of_every_script_are_found_by_their_beginning_without_accents_or_case(family: Family) -> None:
    made = {words: (await family.ben.made("/gifts", name=words))["id"] for words in SCRIPTS}

    for words, id in made.items():
        whole = unicodedata.normalize("NFC", words)
        bare = "".join(each for each in unicodedata.normalize("NFD", words) if unicodedata.category(each) != "Mn")
        typed = [words, whole, whole.upper(), whole.lower(), whole[:-1] or whole]
        if all("LATIN" in unicodedata.name(each, "LATIN") for each in bare if each.isalpha()) and "Ł" not in words:
            typed.append(bare)
        for each in typed:
            found = [gift["id"] for gift in (await family.zoe.get(f"/gifts?search={quote(each)}")).data]
            assert id in found, (words, each)


async def test_a_search_without_a_word_finds_nothing_and_an_empty_one_leaves_all(family: Family) -> None:
    await family.ben.made("/gifts", name='"*"')

    for words, found in {"*": 0, "\U0001f9f8": 0, "\u0301": 0, "": 1}.items():
        assert len((await family.zoe.get(f"/gifts?search={quote(words)}")).data) == found, words


FIELDS: Final = {
    "gifts": ("name", "description", "notes", "source"),
    "persons": ("name", "relationship", "notes", "interests"),
}


@pytest.mark.parametrize("kind", FIELDS)
async def test_a_row_is_found_by_each_of_its_texts_as_they_are_now(family: Family, kind: str) -> None:
    def value(name: str, word: str) -> Any:
        return [word] if name == "interests" else word

    made = await family.ben.made(f"/{kind}", **{name: value(name, f"old{name}") for name in FIELDS[kind]})
    path = f"/{kind}/{made['id']}"
    assert await found(family.zoe, kind, "old") == [made["id"]]

    for name in FIELDS[kind]:
        assert await found(family.zoe, kind, f"OLD{name}") == [made["id"]]
        await family.ben.put(path, {name: value(name, f"new{name}")})
        assert await found(family.zoe, kind, f"old{name}") == []
        assert await found(family.zoe, kind, f"new{name}") == [made["id"]]
        if name != "name":
            await family.ben.put(path, {name: None})
            assert await found(family.zoe, kind, f"new{name}") == []
    await family.ben.delete(path)
    assert await found(family.zoe, kind, "newname") == []


async def found(who: Member, kind: str, words: str) -> list[int]:
    return [each["id"] for each in (await who.get(f"/{kind}?search={words}")).data]


async def test_the_index_has_what_the_rows_have_whatever_happens_to_them(family: Family) -> None:
    rng = random.Random(1)  # noqa: S311  # chance, not a secret
    ids: dict[str, list[int]] = {"gifts": [], "persons": [family.kim_person]}
    for _ in range(60):
        kind = rng.choice(tuple(ids))
        texts = {name: rng.choice(SCRIPTS) for name in rng.sample(FIELDS[kind], 2) if name != "interests"}
        match rng.choice(("make", "make", "change", "delete")):
            case "make":
                ids[kind].append((await family.ben.made(f"/{kind}", **{"name": "x", **texts}))["id"])
            case "change" if ids[kind]:
                assert (await family.ben.put(f"/{kind}/{rng.choice(ids[kind])}", texts)).status == 200
            case "delete" if ids[kind]:
                await family.ben.delete(f"/{kind}/{ids[kind].pop(rng.randrange(len(ids[kind])))}")

    async with family.house.db.write(HOUSE) as tx:
        for kind in ids:  # raises where the index and the rows differ
            await tx.run(f"INSERT INTO {kind}_text ({kind}_text, rank) VALUES ('integrity-check', 1)")
