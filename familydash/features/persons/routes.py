"""`/persons`."""

from pydantic import Field

from familydash.db.database import Reader, Tx
from familydash.db.paging import Page, PageQuery
from familydash.features.media.adopt import is_foreign
from familydash.features.media.routes import own_picture
from familydash.features.occasions.routes import today
from familydash.features.persons import given, removal, store
from familydash.features.persons.given import Given
from familydash.features.persons.shapes import PersonChange, PersonDetail, PersonNew, PersonRow, PersonsQuery
from familydash.shapes import Id, Query
from familydash.web.api import Api, Call

api = Api("Persons")


class DeletePerson(Query):
    force: bool = Field(False, description="Delete it although there are lists for it: they stay, without it.")


@api.get("/persons", summary="The people")
async def find_persons(call: Call, read: Reader, query: PersonsQuery) -> Page[PersonRow]:
    """Everybody by name. `search` finds words by their beginning in name, relationship, notes and interests,
    without accents or case."""
    return await store.find(read, call.viewer, query)


@api.post("/persons", summary="Make a person")
async def make_person(call: Call, body: PersonNew) -> PersonDetail:
    """With a `birthdate`, their next birthday is there as an occasion by itself, and each year's after it.
    Tags come into being by their first use. A picture of the web becomes the household's own."""
    async with own_picture(call, body.photo_url, body.photo_url) as (tx, picture):
        made = await store.create(tx, body.model_copy(update={"photo_url": picture}), await today(call, tx))
        await call.keep(made)
    return made


@api.get("/persons/{id}", summary="One person")
async def get_person(call: Call, read: Reader, id: Id) -> PersonDetail:
    """A person with the lists for them, their next occasions, how many items stand at which status, and the first
    page of what they were given, all as you may see it."""
    return await store.detail(read, call.viewer, id, await today(call, read))


@api.put("/persons/{id}", summary="Change a person")
async def change_person(call: Call, id: Id, body: PersonChange) -> PersonDetail:
    """Another name or birthdate changes the coming birthday too. Without a birthdate it goes, unless something
    is planned for it: then it stays as a plain occasion."""
    if is_foreign(body.photo_url):
        async with call.db.read() as read:  # nobody is called for a person that is not there
            await store.row_of(read, call.viewer, id)
    async with own_picture(call, body.photo_url, body.photo_url) as (tx, picture):
        change = body.model_copy(update={"photo_url": picture})
        changed = await store.change(tx, id, change, call.match, await today(call, tx))
        await call.keep(changed)
    return changed


@api.delete("/persons/{id}", summary="Delete a person", errors=("CONFLICT",))
async def delete_person(call: Call, tx: Tx, id: Id, query: DeletePerson) -> None:
    """A person whom lists are for is kept (409), unless `force=true`, which keeps the lists and clears the link.
    Their coming birthday goes with them, unless something is planned for it.
    What was hidden from the person's account stays hidden from it."""
    await removal.remove(tx, id, force=query.force, match=call.match, today=await today(call, tx))


@api.get("/persons/{id}/history", summary="What a person was given")
async def get_history(call: Call, read: Reader, id: Id, query: PageQuery) -> Page[Given]:
    """Received items of the lists for them, newest first, with gift, list, occasion and date."""
    return await given.history(read, call.viewer, id, query)
