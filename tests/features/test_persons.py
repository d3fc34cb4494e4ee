"""People: what is kept of them, how they are found, and what goes and stays when one is deleted."""

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
from pydantic import ValidationError

from familydash.auth.viewer import Viewer
from familydash.clock import Clock
from familydash.config import DATABASE
from familydash.db.database import Database, Reader, Tx
from familydash.db.migrate import migrate
from familydash.db.paging import PageQuery
from familydash.errors import Conflict, Invalid, NotFound, PreconditionFailed
from familydash.features.gifts import store as gifts
from familydash.features.gifts.shapes import GiftFields, GiftNew
from familydash.features.list_items import store as items
from familydash.features.list_items.shapes import ItemNew
from familydash.features.lists import store as lists
from familydash.features.lists.store import ListNew
from familydash.features.occasions import people
from familydash.features.occasions import store as occasions
from familydash.features.occasions.store import OccasionNew
from familydash.features.persons import given, removal
from familydash.features.persons import store as persons
from familydash.features.persons.shapes import PersonChange, PersonDetail, PersonNew, PersonsQuery
from familydash.features.settings import store as settings
from familydash.features.users import store as users
from familydash.realtime.feed import Feed
from familydash.realtime.hub import Hub, Message
from familydash.shapes import Match

T = TypeVar("T")


NOV_20 = 1_795_132_800_000  # 2026-11-20, noon UTC
TODAY = date(2026, 11, 20)
ANA = Viewer(1, "Ana", None, True, None)
BEN = Viewer(2, "Ben", None, False, None)
KIM = Viewer(3, "Kim", None, False, 1)  # is the person Kim


class Noon(Clock):
    def now(self) -> int:
        return NOV_20


class Ears:
    """A hub that keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[Message] = []

    def publish(self, messages: Sequence[Message]) -> None:
        self.heard += messages


class House:
    def __init__(self, db: Database, ears: Ears) -> None:
        self.db = db
        self.ears = ears

    async def do(self, viewer: Viewer, write: Callable[[Tx], Awaitable[T]]) -> T:
        """One unit of work."""
        async with self.db.write(viewer) as tx:
            return await write(tx)

    async def see(self, look: Callable[[Reader], Awaitable[T]]) -> T:
        async with self.db.read() as reader:
            return await look(reader)

    def heard(self, viewer: Viewer, topic: str) -> list[tuple[str, str, int]]:
        """What the account has heard on a topic since the last time it was asked, by anybody."""
        heard, self.ears.heard = self.ears.heard, []
        return [
            (each.event, each.entity, each.entity_id)
            for each in heard
            if each.topic == topic and viewer.id in each.hearers
        ]

    async def add(self, name: str, **fields: Any) -> PersonDetail:
        return await self.do(ANA, lambda tx: persons.create(tx, PersonNew(name=name, **fields), TODAY))

    async def put(self, id: int, match: Match | None = None, **fields: Any) -> PersonDetail:
        return await self.do(ANA, lambda tx: persons.change(tx, id, PersonChange(**fields), match, TODAY))

    async def get(self, id: int, viewer: Viewer = ANA) -> PersonDetail:
        return await self.see(lambda reader: persons.detail(reader, viewer, id, TODAY))

    async def remove(self, id: int, viewer: Viewer = ANA, *, force: bool = False, match: Match | None = None) -> None:
        await self.do(viewer, lambda tx: removal.remove(tx, id, force=force, match=match, today=TODAY))

    async def find(self, **query: Any) -> list[str]:
        found = await self.see(lambda reader: persons.find(reader, ANA, PersonsQuery(**query)))
        return [person.name for person in found.items]

    async def list_for(self, owner: Viewer, person_id: int, **fields: Any) -> int:
        new = ListNew(name=fields.pop("name", "List"), person_id=person_id, **fields)
        return (await self.do(owner, lambda tx: lists.create(tx, new))).id

    async def item(self, owner: Viewer, list_id: int, name: str, **fields: Any) -> int:
        new = ItemNew(gift=GiftFields(name=name), **fields)
        return (await self.do(owner, lambda tx: items.create(tx, list_id, new))).id


KINDS = (persons.LIVE, occasions.LIVE, people.LIVE, lists.LIVE, gifts.LIVE, items.LIVE, users.LIVE)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Ana, Ben, and Kim, who is the person Kim."""
    migrate(tmp_path)
    db = await Database.open(tmp_path / DATABASE, Noon())
    ears = Ears()
    db.witness = Feed(KINDS, cast(Hub, ears))
    house = House(db, ears)
    async with db.write(ANA) as tx:
        for viewer in (ANA, BEN, KIM):
            address = f"{viewer.name}@example.org".lower()
            await tx.insert("users", {"name": viewer.name, "email": address, "email_key": address})
        await settings.create(tx)
        await tx.run("UPDATE household SET timezone = 'UTC'")
    await house.add("Kim")
    async with db.write(ANA) as tx:
        await tx.update("users", 3, {"person_id": 1})
    ears.heard.clear()
    yield house
    await db.close()


async def test_a_person_comes_back_as_they_were_written(house: House) -> None:
    anna = await house.add(
        "Anna",
        relationship="aunt",
        birthdate="1980-02-29",
        notes="likes\ntea",
        interests=["Öl painting", "tea"],
        sizes={"shoes": "38"},
        constraints="no nuts",
        photo_url="/media/ab.webp",
        tags=["Family", "abroad"],
    )
    row = (await house.see(lambda reader: persons.find(reader, BEN, PersonsQuery(search="anna")))).items[0]
    assert anna.model_dump(include=set(type(row).model_fields)) == row.model_dump()
    assert (row.relationship, row.birthdate, row.notes) == ("aunt", date(1980, 2, 29), "likes\ntea")
    assert (row.interests, row.sizes, row.constraints) == (["Öl painting", "tea"], {"shoes": "38"}, "no nuts")
    assert row.tags == ["abroad", "Family"]
    assert (row.version, row.archived, row.photo_url) == (1, False, "/media/ab.webp")
    assert row.updated_by is not None
    assert row.updated_by.name == "Ana"


async def test_what_is_left_out_stays_and_null_clears(house: House) -> None:
    anna = await house.add("Anna", notes="tea", relationship="aunt", interests=["tea"], sizes={"a": "b"}, tags=["x"])
    changed = await house.put(anna.id, relationship=None, interests=None, sizes=None, tags=None)
    assert (changed.name, changed.notes) == ("Anna", "tea")
    assert (changed.relationship, changed.interests, changed.sizes, changed.tags) == (None, [], {}, [])
    assert changed.version == 2


@pytest.mark.parametrize("field", ["name", "archived"])
def test_null_for_what_must_be_there_is_refused(field: str) -> None:
    with pytest.raises(ValidationError):
        PersonChange.model_validate_json(f'{{"{field}": null}}')


@pytest.mark.parametrize(
    "wrong",
    [
        {"interests": ["x"] * 51},
        {"sizes": {f"size {n}": "1" for n in range(51)}},
        {"sizes": {"shoes": "two\nlines"}},
        {"tags": ["x" * 51]},
        {"tags": [f"tag {n}" for n in range(21)]},
        {"photo_url": "javascript:alert(1)"},
        {"birthdate": "2026-02-30"},
    ],
)
def test_what_is_too_much_or_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PersonNew(name="Anna", **wrong)


async def test_a_change_of_nothing_counts_no_version_and_tells_nobody(house: House) -> None:
    anna = await house.add("Anna", notes="tea", birthdate="1980-03-01", tags=["Tea"], sizes={"a": "b", "c": "d"})
    house.ears.heard.clear()
    same = await house.put(anna.id, name="Anna", birthdate="1980-03-01", tags=["TEA"], sizes={"c": "d", "a": "b"})
    assert same == anna
    assert not house.ears.heard


async def test_an_older_version_is_refused_with_what_is_there_now(house: House) -> None:
    await house.put(1, notes="new")
    with pytest.raises(PreconditionFailed) as refused:
        await house.put(1, Match('"1-abc"'), notes="newer")
    assert refused.value.current == await house.get(1)
    with pytest.raises(PreconditionFailed):
        await house.remove(1, match=Match('"1"'))
    assert (await house.put(1, Match('"2"'), notes="newer")).version == 3


async def test_who_is_not_there_is_not_found(house: House) -> None:
    for attempt in (house.get(9), house.put(9, name="X"), house.remove(9)):
        with pytest.raises(NotFound):
            await attempt
    with pytest.raises(NotFound):
        await house.see(lambda reader: given.history(reader, ANA, 9, PageQuery()))


async def test_people_are_found_by_words_relationship_tag_and_archive(house: House) -> None:
    await house.add("Émile", relationship="Uncle", interests=["Ägypten"], tags=["Überraschung"])
    await house.add("Anna", relationship="aunt", notes='knits; 100% "wool"', tags=["wool"])
    await house.add("Zed", archived=True)
    assert await house.find() == ["Anna", "Kim", "Zed", "Émile"]
    assert await house.find(search="emi") == ["Émile"]
    assert await house.find(search="agypt") == ["Émile"]
    assert await house.find(search='"wool" AND (') == []
    assert await house.find(search="wool kni") == ["Anna"]
    assert await house.find(relationship=["AUNT", "uncle"]) == ["Anna", "Émile"]
    assert await house.find(tag=["ÜBERRASCHUNG", "wool"]) == ["Anna", "Émile"]
    assert await house.find(tag=["wool"], relationship=["uncle"]) == []
    assert await house.find(archived=True) == ["Zed"]
    assert await house.find(archived=False, search="z") == []


async def test_pages_neither_skip_nor_repeat_while_people_come_and_go(house: House) -> None:
    for name in ("Anna", "Bob", "Carl", "Dora"):
        await house.add(name)
    first = await house.see(lambda reader: persons.find(reader, ANA, PersonsQuery(limit=2)))
    await house.add("Aaron")
    await house.remove(2)
    await house.add("Bo")  # before Bob, where the page ended
    rest = await house.see(lambda reader: persons.find(reader, ANA, PersonsQuery(limit=9, cursor=first.next_cursor)))
    assert [each.name for each in (*first.items, *rest.items)] == ["Anna", "Bob", "Carl", "Dora", "Kim"]
    with pytest.raises(Invalid):
        await house.see(lambda reader: persons.find(reader, ANA, PersonsQuery(cursor="x")))


async def test_a_tag_keeps_the_familys_spelling_and_goes_with_its_last_use(house: House) -> None:
    await house.add("Anna", tags=["LEGO"])
    bob = await house.add("Bob", tags=["lego", "Lego", "new"])
    assert bob.tags == ["LEGO", "new"]
    await house.put(bob.id, tags=["lego"])
    assert await house.see(lambda reader: reader.value("SELECT count(*) FROM tags")) == 1
    await house.remove(bob.id)
    await house.put(2, tags=[])
    assert await house.see(lambda reader: reader.value("SELECT count(*) FROM tags")) == 0


async def test_a_tag_that_only_hidden_gifts_carry_is_not_there_for_who_uses_it_in_the_open(house: House) -> None:
    hidden = GiftNew(name="Castle", visibility="surprise", person_id=1, tags=["LEGO"])
    gift = await house.do(BEN, lambda tx: gifts.create(tx, hidden))
    kim = await house.do(KIM, lambda tx: persons.change(tx, 1, PersonChange(tags=["lego"]), None, TODAY))
    assert kim.tags == ["lego"]
    assert (await house.see(lambda reader: gifts.detail(reader, BEN, gift.id))).tags == ["lego"]
    tag = await house.see(lambda reader: reader.only("SELECT * FROM tags"))
    assert (tag["updated_by"], tag["version"]) == (KIM.id, 1)


async def test_a_person_shows_lists_counts_and_coming_occasions_as_the_viewer_sees_them(house: House) -> None:
    wishes = await house.list_for(KIM, 1, name="Wishes")
    await house.item(KIM, wishes, "Book")
    hidden = await house.list_for(BEN, 1, name="Secret", visibility="surprise")
    await house.item(BEN, hidden, "Bike", status="purchased", actual_price="300")
    await house.do(BEN, lambda tx: items.change(tx, 1, {"status": "selected"}, None))
    for day in ("2026-12-24", "2026-11-20", "2026-11-19"):
        new = OccasionNew(name=day, date=day, person_ids=[1])
        await house.do(ANA, lambda tx, new=new: occasions.create(tx, new, TODAY))  # type: ignore[misc]

    kim, ben = await house.get(1, KIM), await house.get(1, BEN)
    assert [each.name for each in kim.lists] == ["Wishes"]
    assert kim.counts.model_dump() == {"idea": 1, "selected": 0, "purchased": 0, "received": 0}
    assert [each.name for each in ben.lists] == ["Secret", "Wishes"]
    assert ben.counts.model_dump() == {"idea": 0, "selected": 1, "purchased": 1, "received": 0}
    assert [(each.name, each.days_until) for each in kim.occasions] == [("2026-11-20", 0), ("2026-12-24", 34)]


async def test_the_history_is_what_was_received_newest_first(house: House) -> None:
    new = OccasionNew(name="Christmas", date="2026-12-24")
    christmas = await house.do(ANA, lambda tx: occasions.create(tx, new, TODAY))
    wishes = await house.list_for(KIM, 1, name="Wishes", occasion_id=christmas.id)
    ids = [await house.item(BEN, wishes, name, quantity=2) for name in ("Book", "Ball", "Bell")]
    for id, status in itertools.product(ids[:2], ("purchased", "received")):
        await house.do(BEN, lambda tx, id=id, status=status: items.change(tx, id, {"status": status}, None))  # type: ignore[misc]
    await house.do(BEN, lambda tx: tx.run("UPDATE list_items SET received_on = '2026-11-21' WHERE id = 1"))
    hidden = await house.list_for(BEN, 1, visibility="surprise")
    await house.item(BEN, hidden, "Bike", status="received")

    kim = await house.see(lambda reader: given.history(reader, KIM, 1, PageQuery()))
    assert [(each.gift.name, each.date) for each in kim.items] == [
        ("Book", date(2026, 11, 21)),
        ("Ball", date(2026, 11, 20)),
    ]
    assert kim.items[0].occasion is not None
    assert (kim.items[0].occasion.name, kim.items[0].list.name, kim.items[0].quantity) == ("Christmas", "Wishes", 2)
    ben = await house.see(lambda reader: given.history(reader, BEN, 1, PageQuery(limit=2)))
    assert [each.gift.name for each in ben.items] == ["Book", "Bike"]
    rest = await house.see(lambda reader: given.history(reader, BEN, 1, PageQuery(cursor=ben.next_cursor)))
    assert [each.gift.name for each in rest.items] == ["Ball"]
    shown = (await house.get(1, KIM)).history
    assert (shown.data, shown.pagination.next_cursor) == (kim.items, None)


async def test_a_person_with_lists_is_kept_unless_forced(house: House) -> None:
    wishes = await house.list_for(BEN, 1, name="Wishes")
    with pytest.raises(Conflict, match="Wishes"):
        await house.remove(1)
    await house.remove(1, force=True)
    kept = await house.see(lambda reader: lists.detail(reader, BEN, wishes))
    assert (kept.person_id, kept.version) == (None, 2)


async def test_a_hidden_list_is_no_conflict_and_stays_hidden_after_its_person_is_gone(house: House) -> None:
    hidden = await house.list_for(BEN, 1, visibility="surprise")
    bike = await house.item(BEN, hidden, "Bike", status="selected")
    await house.remove(1, KIM)
    kim = Viewer(3, "Kim", None, False, None)
    assert (await house.see(lambda reader: users.get(reader, ANA, 3))).person_id is None
    with pytest.raises(NotFound):
        await house.see(lambda reader: lists.detail(reader, kim, hidden))
    with pytest.raises(NotFound):
        await house.see(lambda reader: items.detail(reader, kim, bike))
    gift = (await house.see(lambda reader: items.detail(reader, BEN, bike))).gift_id
    with pytest.raises(NotFound):
        await house.see(lambda reader: gifts.detail(reader, kim, gift))


async def test_a_wish_list_stays_masked_for_whom_it_was(house: House) -> None:
    wishes = await house.list_for(KIM, 1)
    book = await house.item(KIM, wishes, "Book")
    await house.do(BEN, lambda tx: items.change(tx, book, {"status": "purchased"}, None))
    await house.remove(1, force=True)
    kim = Viewer(3, "Kim", None, False, None)
    assert (await house.see(lambda reader: items.detail(reader, kim, book))).status == "idea"
    assert (await house.see(lambda reader: items.detail(reader, BEN, book))).status == "purchased"


async def test_occasions_stay_without_a_deleted_person(house: House) -> None:
    anna = await house.add("Anna", birthdate="1980-12-01")
    await house.remove(anna.id)
    row = await house.see(lambda reader: reader.only("SELECT * FROM occasions"))
    assert (row["name"], row["birthday_of"], row["repeats"]) == ("Anna's birthday", None, "never")
    detail = await house.see(lambda reader: occasions.detail(reader, ANA, row["id"], TODAY))
    assert detail.persons == []


async def test_everything_that_a_deletion_concerns_is_told(house: House) -> None:
    await house.put(1, birthdate="2015-12-01")
    wishes = await house.list_for(KIM, 1)
    book = await house.item(KIM, wishes, "Book")
    house.ears.heard.clear()
    await house.remove(1, force=True)
    everything = list(house.ears.heard)
    assert house.heard(BEN, "person:1") == [
        ("DELETED", "list", wishes),
        ("DELETED", "list_item", book),
        ("DELETED", "person", 1),
    ]
    told = {(each.topic, each.event, each.entity, each.entity_id) for each in everything if 2 in each.hearers}
    assert told >= {
        (f"list:{wishes}", "UPDATED", "list", wishes),
        ("gift:1", "UPDATED", "gift", 1),
        ("users:all", "UPDATED", "user", 3),
        ("occasion:1", "UPDATED", "occasion", 1),
        ("occasion:1", "DELETED", "person", 1),
        ("persons:all", "DELETED", "person", 1),
    }


async def test_those_whom_a_hidden_list_is_kept_from_hear_only_of_the_person(house: House) -> None:
    hidden = await house.list_for(BEN, 1, visibility="surprise")
    await house.item(BEN, hidden, "Bike")
    house.ears.heard.clear()
    await house.remove(1, force=True)
    assert {each.entity for each in house.ears.heard if KIM.id in each.hearers} == {"person", "user"}
    assert {each.entity for each in house.ears.heard if BEN.id in each.hearers} == {
        "person",
        "user",
        "list",
        "list_item",
        "gift",
    }


async def test_a_new_name_is_told_where_the_person_stands(house: House) -> None:
    new = OccasionNew(name="Christmas", date="2026-12-24", person_ids=[1])
    await house.do(ANA, lambda tx: occasions.create(tx, new, TODAY))
    house.ears.heard.clear()
    await house.put(1, name="Kimberly")
    everything = {(each.topic, each.event, each.entity) for each in house.ears.heard}
    assert everything == {
        ("person:1", "UPDATED", "person"),
        ("persons:all", "UPDATED", "person"),
        ("occasion:1", "UPDATED", "person"),
    }


async def test_a_refused_write_tells_nobody(house: House) -> None:
    await house.list_for(BEN, 1)
    house.ears.heard.clear()
    with pytest.raises(Conflict):
        await house.remove(1)
    assert not house.ears.heard
