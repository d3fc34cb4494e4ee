"""`/occasions`."""

from datetime import date

from pydantic import Field

from familydash.db.database import Reader, Tx
from familydash.db.paging import Page
from familydash.features.occasions import people, store, summary
from familydash.features.occasions.people import OnOccasion, OnOccasionChange, OnOccasionNew
from familydash.features.occasions.store import (
    OccasionChange,
    OccasionDetail,
    OccasionNew,
    OccasionRow,
    OccasionsQuery,
)
from familydash.features.occasions.summary import Summary
from familydash.features.settings import store as settings
from familydash.shapes import Id, Query
from familydash.web.api import Api, Call
from familydash.web.keys import CLOCK

api = Api("Occasions")


class DeleteOccasion(Query):
    force: bool = Field(False, description="Delete it although there are lists for it: they stay, without it.")


async def today(call: Call, reader: Reader) -> date:
    """The household's day."""
    return call.service(CLOCK).today(await settings.timezone(reader))


@api.get("/occasions", summary="The occasions")
async def find_occasions(call: Call, read: Reader, query: OccasionsQuery) -> Page[OccasionRow]:
    """All occasions by date, those that are over too. `from` and `to` are both included; `person_id` is who it is for."""
    return await store.find(read, call.viewer, query)


@api.post("/occasions", summary="Make an occasion")
async def make_occasion(call: Call, tx: Tx, body: OccasionNew) -> OccasionDetail:
    """One day in one year. When the day of one that repeats yearly is over, next year's is there by itself: a new
    occasion of the same `series_id`, with its name, people and budgets."""
    return await store.create(tx, body, await today(call, tx))


@api.get("/occasions/{id}", summary="One occasion")
async def get_occasion(call: Call, read: Reader, id: Id) -> OccasionDetail:
    """An occasion with its people, the lists for it, how many days are left (below zero: it is over), and its summary."""
    return await store.detail(read, call.viewer, id, await today(call, read))


@api.put("/occasions/{id}", summary="Change an occasion")
async def change_occasion(call: Call, tx: Tx, id: Id, body: OccasionChange) -> OccasionDetail:
    """Changes this one, and what will be copied from it: those of other years stay as they are. With another `date`
    the series repeats on that day; `repeats: never` on the newest ends it."""
    return await store.change(tx, id, body, call.match, await today(call, tx))


@api.delete("/occasions/{id}", summary="Delete an occasion", errors=("CONFLICT",))
async def delete_occasion(call: Call, tx: Tx, id: Id, query: DeleteOccasion) -> None:
    """One with lists is kept (409), unless `force=true`, which keeps the lists and clears the link. Without its newest
    occasion a series does not go on; a birthday is back next year."""
    await store.remove(tx, id, force=query.force, match=call.match, today=await today(call, tx))


@api.get("/occasions/{id}/summary", summary="An occasion in numbers")
async def get_summary(call: Call, read: Reader, id: Id) -> Summary:
    """For each person and in all: items per status, `planned` (planned price, else the gift's, times quantity over all
    items), `spent` (actual price, else planned, times quantity over what is purchased or received) and `budget`.
    A list for nobody counts in all only. Without a budget of its own an occasion has the sum of its people's."""
    return await summary.of_occasion(read, call.viewer, id)


@api.post("/occasions/{id}/persons", summary="Put a person on an occasion", errors=("CONFLICT",))
async def add_person(call: Call, tx: Tx, id: Id, body: OnOccasionNew) -> OnOccasion:
    """Each person is on an occasion once (409). The `id` of the answer is the person's."""
    return await people.add(tx, id, body)


@api.put("/occasions/{id}/persons/{person_id}", summary="Change a person's budget on an occasion")
async def change_person(call: Call, tx: Tx, id: Id, person_id: Id, body: OnOccasionChange) -> OnOccasion:
    """`null` clears the budget."""
    return await people.change(tx, id, person_id, body)


@api.delete("/occasions/{id}/persons/{person_id}", summary="Take a person off an occasion")
async def remove_person(call: Call, tx: Tx, id: Id, person_id: Id) -> None:
    """Their lists for it stay on it."""
    await people.remove(tx, id, person_id)
