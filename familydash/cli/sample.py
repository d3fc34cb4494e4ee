"""The family of `familydash demo`, made through the same operations as the API's. All days count from today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from familydash.app import House
from familydash.auth.viewer import HOUSE, Viewer
from familydash.db.database import Tx
from familydash.features.comments import store as comments
from familydash.features.comments.shapes import CommentNew, CommentVisibility
from familydash.features.gifts import store as gifts
from familydash.features.gifts.shapes import GiftFields, GiftNew
from familydash.features.list_items import store as list_items
from familydash.features.list_items.shapes import ItemNew
from familydash.features.lists import store as lists
from familydash.features.lists.store import ListNew
from familydash.features.occasions import store as occasions
from familydash.features.occasions.store import OccasionNew
from familydash.features.persons import store as persons
from familydash.features.persons.shapes import PersonNew
from familydash.features.settings import store as settings
from familydash.features.settings.store import SettingsChange
from familydash.features.tags import vocabulary
from familydash.features.tags.vocabulary import TagNew
from familydash.features.users import store as users
from familydash.features.users.store import UserNew

PASSWORD: Final = "gifts4all"  # noqa: S105  printed for everybody to see


@dataclass(frozen=True, slots=True)
class Family:
    """Ids by first name."""

    persons: dict[str, int]
    accounts: dict[str, Viewer]
    christmas: int
    today: date


async def plant(house: House) -> Sequence[str]:
    """Fill the new household. Returns how to sign in."""
    password_hash = await house.passwords.hash(PASSWORD)
    async with house.db.write(HOUSE) as tx:
        today = await settings.today(tx, tx.now)
        await settings.change(tx, SettingsChange(household_name="The Winters"), None)
        people = await _people(tx, today)
        accounts = await _accounts(tx, people, password_hash)
        christmas = await _christmas(tx, today, people)
        await _tags(tx)
    family = Family(people, accounts, christmas, today)
    deeds = (
        ("Anna", _lists_of_anna),
        ("Kim", _lists_of_kim),
        ("Ben", _lists_of_ben),
        ("Ben", _said_by_ben),
        ("Anna", _said_by_anna),
    )
    for name, make in deeds:
        async with house.db.write(accounts[name]) as tx:
            await make(tx, family)
    return [f"sign in as {name.lower()}@example.org with the password {PASSWORD}" for name in accounts]


async def _people(tx: Tx, today: date) -> dict[str, int]:
    def born(years: int, days: int) -> date:
        """Somebody who becomes `years` old in so many days (or did, that many days ago)."""
        day = today + timedelta(days=days)
        return day.replace(year=day.year - years, day=min(day.day, 28))

    family = (
        PersonNew(name="Anna", relationship="mother", birthdate=born(41, 140), interests=["running", "crime novels"]),
        PersonNew(name="Ben", relationship="father", birthdate=born(43, -90), interests=["cooking", "bouldering"]),
        PersonNew(
            name="Kim",
            relationship="daughter",
            birthdate=born(12, 18),
            interests=["drawing", "astronomy", "football"],
            sizes={"shoes": "37", "sweater": "158"},
            notes="Is saving for a telescope.",
        ),
        PersonNew(
            name="Leo",
            relationship="son",
            birthdate=born(5, -40),
            interests=["dinosaurs"],
            constraints="No batteries, please.",
        ),
        PersonNew(
            name="Oma",
            relationship="grandmother",
            birthdate=born(70, 44),
            interests=["garden", "puzzles"],
            constraints="Allergic to nuts.",
        ),
    )
    return {person.name: (await persons.create(tx, person, today)).id for person in family}


async def _accounts(tx: Tx, people: dict[str, int], password_hash: str) -> dict[str, Viewer]:
    made = {}
    for name in ("Anna", "Ben", "Kim"):
        new = UserNew(email=f"{name.lower()}@example.org", name=name, is_admin=name == "Anna", person_id=people[name])
        user = await users.create(tx, new, password_hash)
        made[name] = Viewer(user.id, user.name, user.avatar_url, user.is_admin, user.person_id)
    return made


async def _christmas(tx: Tx, today: date, people: dict[str, int]) -> int:
    eve = date(today.year, 12, 24)
    new = OccasionNew(
        name="Christmas",
        type="holiday",
        date=eve if eve >= today else eve.replace(year=today.year + 1),
        repeats="yearly",
        budget=600,
        person_ids=list(people.values()),
    )
    return (await occasions.create(tx, new, today)).id


async def _tags(tx: Tx) -> None:
    for name, color in (
        ("astronomy", "#4f46e5"),
        ("dinosaurs", "#15803d"),
        ("drawing", "#db2777"),
        ("games", "#d97706"),
    ):
        await vocabulary.create(tx, TagNew(name=name, color=color))


async def _birthday(tx: Tx, family: Family, name: str) -> int:
    found = await tx.only(
        "SELECT id FROM occasions WHERE birthday_of = :person AND date >= :today ORDER BY date LIMIT 1",
        {"person": family.persons[name], "today": family.today.isoformat()},
    )
    return int(found["id"])


async def _lists_of_anna(tx: Tx, family: Family) -> None:
    ben = family.accounts["Ben"].id
    birthday = await _birthday(tx, family, "Kim")
    surprise = await _list(
        tx, "Kim turns twelve", "assigned", "surprise", person_id=family.persons["Kim"], occasion_id=birthday
    )
    await _item(tx, surprise, "Telescope for beginners", "129.00", "selected", assigned_to=ben, tags=("astronomy",))
    await _item(tx, surprise, "Star map", "14.95", "purchased", assigned_to=tx.viewer.id, actual_price=12.95)
    await _item(tx, surprise, "Evening at the planetarium", "36.00")
    oma = await _list(
        tx, "For Oma", "assigned", "family", person_id=family.persons["Oma"], occasion_id=family.christmas
    )
    await _item(tx, oma, "Puzzle with 2000 pieces", "24.99", "purchased", assigned_to=ben, actual_price="19.99")
    await _item(tx, oma, "Garden gloves", "17.50", "selected", assigned_to=tx.viewer.id)
    ideas = await _list(tx, "Ideas", "ideas", "family")
    await _item(tx, ideas, "Board game for rainy Sundays", "39.90", tags=("games",))
    await _item(tx, ideas, "Bread baking course", "85.00")
    await _item(tx, ideas, "Bird feeder", "22.00", tags=("garden",))
    await gifts.create(tx, GiftNew(name="Headlamp", price=30, notes="For the tent, in summer."))


async def _lists_of_ben(tx: Tx, family: Family) -> None:
    private = await _list(
        tx, "For Anna", "assigned", "private", person_id=family.persons["Anna"], occasion_id=family.christmas
    )
    await _item(tx, private, "Running watch", "179.00", "selected", assigned_to=tx.viewer.id)
    await _item(tx, private, "New crime novel", "18.00")
    leo = await _list(
        tx, "Leo's Christmas", "assigned", "family", person_id=family.persons["Leo"], occasion_id=family.christmas
    )
    await _item(tx, leo, "Dinosaur excavation kit", "16.99", "selected", assigned_to=tx.viewer.id, tags=("dinosaurs",))
    await _item(tx, leo, "Wooden train tracks", "34.50")
    given = await _list(tx, "Leo turned five", "assigned", "family", person_id=family.persons["Leo"])
    await _item(tx, given, "Balance bike", "69.00", "received", actual_price="65.00")
    await _item(tx, given, "Picture book of whales", "15.00", "received", quantity=2)


async def _lists_of_kim(tx: Tx, family: Family) -> None:
    wishes = await _list(
        tx, "My wishes", "wishlist", "family", person_id=family.persons["Kim"], occasion_id=family.christmas
    )
    await _item(tx, wishes, "Set of brush pens", "32.00", tags=("drawing",))
    await _item(tx, wishes, "Football, size 5", "25.00", notes="The blue one!")
    await _item(tx, wishes, "Sleeping bag", "59.90")
    secret = await _list(
        tx, "For Ben", "assigned", "surprise", person_id=family.persons["Ben"], occasion_id=family.christmas
    )
    await _item(tx, secret, "Chalk bag, home-made", "0.00", "selected", assigned_to=tx.viewer.id)


async def _said_by_ben(tx: Tx, family: Family) -> None:
    await _say(tx, "Telescope for beginners", "The one with the tripod? I can keep it at work until her birthday.")
    await _say(tx, "Football, size 5", "Somebody should ask the team which one they play with.", "surprise")


async def _said_by_anna(tx: Tx, family: Family) -> None:
    await _say(tx, "Telescope for beginners", "Yes, and the star map goes with it.")
    await _say(tx, "Set of brush pens", "Thick tips or thin ones?")


async def _say(tx: Tx, gift: str, content: str, visibility: CommentVisibility = "family") -> None:
    """About that gift, where it stands on a list."""
    item = await tx.value(
        "SELECT i.id FROM list_items i JOIN gifts g ON g.id = i.gift_id WHERE g.name = :name", {"name": gift}
    )
    said = CommentNew(parent_type="list_item", parent_id=item, content=content, visibility=visibility)
    await comments.create(tx, said)


async def _list(tx: Tx, name: str, type: Any, visibility: Any, **hangs_on: Any) -> int:
    return (await lists.create(tx, ListNew(name=name, type=type, visibility=visibility, **hangs_on))).id


async def _item(
    tx: Tx, list_id: int, name: str, price: str, status: Any = "idea", *, tags: tuple[str, ...] = (), **more: Any
) -> None:
    gift = GiftFields.model_validate({"name": name, "price": price, "tags": tags})  # money is text until it is read
    await list_items.create(tx, list_id, ItemNew(gift=gift, status=status, **more))
