"""`/tags`."""

from familydash.db.database import Reader, Tx
from familydash.db.paging import Page, PageQuery
from familydash.features.tags import vocabulary
from familydash.features.tags.store import TagRow
from familydash.features.tags.vocabulary import TagChange, TagNew
from familydash.shapes import Id
from familydash.web.api import Api, Call

api = Api("Tags")


@api.get("/tags", summary="The tags")
async def find_tags(call: Call, read: Reader, query: PageQuery) -> Page[TagRow]:
    """By name: those made for the family, and those that something carries which you may see."""
    return await vocabulary.find(read, call.viewer, query)


@api.post("/tags", summary="Make a tag", errors=("CONFLICT",))
async def make_tag(call: Call, tx: Tx, body: TagNew) -> TagRow:
    """For the family. Names are unique without case. People and gifts make their tags by using them, too."""
    return await vocabulary.create(tx, body)


@api.get("/tags/{id}", summary="One tag")
async def get_tag(call: Call, read: Reader, id: Id) -> TagRow:
    """Its name as it is spelled everywhere, and its colour."""
    return await vocabulary.detail(read, call.viewer, id)


@api.put("/tags/{id}", summary="Change a tag", errors=("CONFLICT",))
async def change_tag(call: Call, tx: Tx, id: Id, body: TagChange) -> TagRow:
    """Another name is there at once on all that carries it and that you may see."""
    return await vocabulary.change(tx, id, body, call.match)


@api.delete("/tags/{id}", summary="Delete a tag")
async def delete_tag(call: Call, tx: Tx, id: Id) -> None:
    """Takes it off all that carries it and that you may see."""
    await vocabulary.remove(tx, id, call.match)
