"""Occasions: one day in one year. What repeats is a series of them (`yearly`, `birthdays`)."""

import json
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import MISSING, Field

from familydash import audience
from familydash.auth.viewer import Viewer
from familydash.db.database import Reader, Row, Tx
from familydash.db.paging import Order, Page, PageQuery, Where, page
from familydash.errors import Conflict, Detail, Invalid
from familydash.features.lists import store as lists
from familydash.features.lists.store import ListRow
from familydash.features.occasions import birthdays, people, rows, summary, yearly
from familydash.features.occasions.days import anchor_of
from familydash.features.occasions.people import OnOccasion
from familydash.features.occasions.summary import Summary
from familydash.features.users import author
from familydash.realtime.topics import Kind
from familydash.shapes import Answer, Day, Entity, Id, Input, Line, Match, Money, MoneyIn, Text, short_user

OccasionType = Annotated[Literal["birthday", "holiday", "other"], Field(examples=["holiday"])]
Repeats = Literal["never", "yearly"]

MAX_PEOPLE: Final = 200  # at once: a page of them


class OccasionRow(Entity):
    name: str = Field(examples=["Christmas"])
    type: OccasionType
    date: Day
    repeats: Repeats
    description: str | None
    budget: Money | None
    series_id: int


class OccasionDetail(OccasionRow):
    days_until: int
    persons: list[OnOccasion]
    lists: list[ListRow]
    summary: Summary


class Coming(Answer):
    """An occasion that lies ahead, in short."""

    id: int
    name: str = Field(examples=["Christmas"])
    type: OccasionType
    date: Day
    days_until: int


class OccasionNew(Input):
    name: Line = Field(examples=["Christmas"])
    type: OccasionType = "other"
    date: Day
    repeats: Repeats = "never"
    description: Text | None = None
    budget: MoneyIn | None = None
    person_ids: list[Id] = Field([], max_length=MAX_PEOPLE, description="Who it is for.")


class OccasionChange(Input):
    name: Line | MISSING = Field(MISSING, examples=["Christmas"])
    type: OccasionType | MISSING = MISSING
    date: Day | MISSING = MISSING
    repeats: Repeats | MISSING = MISSING
    description: Text | None | MISSING = MISSING
    budget: MoneyIn | None | MISSING = MISSING


class OccasionsQuery(PageQuery):
    type: tuple[OccasionType, ...] = Field((), description="Of which type.")
    from_: Day | None = Field(None, alias="from", description="The first day.")
    to: Day | None = Field(None, description="The last day.")
    person_id: tuple[Id, ...] = Field((), description="Who it is for.")


_BY_DATE: Final = Order("date", "date", keys=str)


def _select(eyes: audience.Eyes) -> str:
    return f"""
        SELECT s.*, {author.columns("ub", "updated_by")}
        FROM ({audience.occasions(eyes)}) s
        LEFT JOIN users ub ON ub.id = s.updated_by"""


_ROWS: Final = _select(audience.ONE)


def shape(row: Row) -> OccasionRow:
    return OccasionRow(**_fields(row))


def _fields(row: Row) -> dict[str, Any]:
    names = ("id", "name", "type", "date", "repeats", "description", "budget", "series_id")
    return {
        **{name: row[name] for name in (*names, "version", "created_at", "updated_at")},
        "updated_by": short_user(row, "updated_by"),
    }


LIVE: Final = Kind(
    name="occasion",
    seen=f"SELECT * FROM ({_select(audience.EVERYBODY)}) WHERE id = :id",
    shape=shape,
    topics=lambda row: (f"occasion:{row['id']}", "occasions:all"),
    named=lambda row: str(row["name"]),
)


async def find(reader: Reader, viewer: Viewer, query: OccasionsQuery) -> Page[OccasionRow]:
    """By date."""
    where = Where(dict(viewer.eyes))
    where.any("type", query.type)
    if query.from_ is not None:
        where.add("date >= :first", first=query.from_.isoformat())
    if query.to is not None:
        where.add("date <= :last", last=query.to.isoformat())
    where.any(
        "person_id",
        query.person_id,
        """id IN (SELECT occasion_id FROM occasion_persons
            WHERE person_id IN (SELECT value FROM json_each(:person_id)))""",
    )
    return (await page(reader, _ROWS, where, _BY_DATE, query)).map(shape)


async def coming_for(reader: Reader, person_id: int, today: date, limit: int) -> list[Coming]:
    """The next occasions that a person is on, soonest first."""
    found = await reader.all(
        f"""SELECT s.id, s.name, s.type, s.date
        FROM ({audience.occasions()}) s
        JOIN occasion_persons x ON x.occasion_id = s.id
        WHERE x.person_id = :person AND s.date >= :today
        ORDER BY s.date, s.id
        LIMIT :limit""",
        {"person": person_id, "today": today.isoformat(), "limit": limit},
    )
    return [coming(row, today) for row in found]


def coming(row: Row, today: date, prefix: str = "") -> Coming:
    """The short form out of a row's columns `{prefix}id`, `name`, `type`, `date`."""
    values = {name: row[f"{prefix}{name}"] for name in ("id", "name", "type", "date")}
    return Coming(**values, days_until=(date.fromisoformat(values["date"]) - today).days)


async def row_of(reader: Reader, viewer: Viewer, id: int) -> Row:
    """Raises NotFound where the viewer sees no such occasion."""
    row = await reader.one(f"SELECT * FROM ({_ROWS}) WHERE id = :id", {**viewer.eyes, "id": id})
    if row is None:
        raise audience.missing("occasion")
    return row


async def detail(reader: Reader, viewer: Viewer, id: int, today: date) -> OccasionDetail:
    row = await row_of(reader, viewer, id)
    persons = await people.of_occasion(reader, id)
    return OccasionDetail(
        **_fields(row),
        days_until=(date.fromisoformat(row["date"]) - today).days,
        persons=persons,
        lists=await lists.rows_of(reader, viewer, occasion_id=id),
        summary=await summary.add_up(reader, viewer, id, row["budget"], persons),
    )


async def create(tx: Tx, body: OccasionNew, today: date) -> OccasionDetail:
    """One that repeats and is over already is followed up at once."""
    await _refer_people(tx, body.person_ids)
    values = _columns({name: value for name, value in body if name != "person_ids"})
    each_once = dict.fromkeys(body.person_ids)
    id = await rows.insert(tx, {**values, "birthday_of": None}, [(person, None) for person in each_once])
    tx.record("occasion", id)
    await yearly.follow_up(tx, today, series_id=id)
    return await detail(tx, tx.viewer, id, today)


async def change(tx: Tx, id: int, body: OccasionChange, match: Match | None, today: date) -> OccasionDetail:
    """Changes this one only, and what will be copied from it: another date is the one that its series repeats on."""
    row = await row_of(tx, tx.viewer, id)
    if match:
        match.check(await detail(tx, tx.viewer, id, today))
    now = shape(row)
    said = {name: value for name, value in body if value is not MISSING}
    changes = _columns({name: value for name, value in said.items() if value != getattr(now, name)})
    if changes:
        if "date" in changes:
            day = date.fromisoformat(changes["date"])
            changes["anchor"] = anchor_of(day)
            await birthdays.set_aside(tx, row, today, now.date, day)
        await tx.update("occasions", id, changes)
        tx.record("occasion", id)
        await yearly.follow_up(tx, today, series_id=row["series_id"])
    return await detail(tx, tx.viewer, id, today)


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "date": values["date"].isoformat()} if "date" in values else values


async def _refer_people(tx: Tx, ids: list[int]) -> None:
    unknown = await tx.all(
        f"""SELECT key FROM json_each(:ids)
        WHERE value NOT IN (SELECT id FROM ({audience.persons()}))""",
        {"ids": json.dumps(ids)},
    )
    if unknown:
        raise Invalid([Detail(f"person_ids.{row['key']}", "there is no such person") for row in unknown])


async def remove(tx: Tx, id: int, *, force: bool, match: Match | None, today: date) -> None:
    """Raises Conflict where lists that the viewer sees hang on it, unless forced: the lists stay, without it."""
    row = await row_of(tx, tx.viewer, id)
    if match:
        match.check(await detail(tx, tx.viewer, id, today))
    held = await lists.rows_of(tx, tx.viewer, occasion_id=id)
    if held and not force:
        names = ", ".join(each.name for each in held[:5])
        raise Conflict(f"there are lists for it: {names}; force=true keeps them without it")
    tx.record("occasion", id)
    await rows.delete(tx, id)
    await birthdays.set_aside(tx, row, today, date.fromisoformat(row["date"]))
    await yearly.end(tx, row, today)
