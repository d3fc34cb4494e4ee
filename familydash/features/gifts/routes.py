"""`/gifts`."""

from pydantic import Field

from familydash.db.database import Reader, Tx
from familydash.db.paging import Page, PageQuery
from familydash.features.gifts import store
from familydash.features.gifts.shapes import MAX_SEARCH, GiftChange, GiftDetail, GiftNew, GiftQuery, GiftRow
from familydash.features.list_items import removal
from familydash.shapes import Id, Query
from familydash.web.api import Api, Call

api = Api("Gifts")


class SearchQuery(PageQuery):
    q: str = Field(max_length=MAX_SEARCH, description="Words that the gift's texts begin with.")


class Force(Query):
    force: bool = False


@api.get("/gifts", summary="The gifts")
async def find_gifts(call: Call, read: Reader, query: GiftQuery) -> Page[GiftRow]:
    """All gifts that you may know of, newest first unless sorted otherwise. Filters combine with AND, values of one with OR."""
    return await store.find(read, call.viewer, query)


@api.get("/gifts/search", summary="Gifts by words")
async def search_gifts(call: Call, read: Reader, query: SearchQuery) -> Page[GiftRow]:
    """Gifts whose texts have words beginning with each word of `q`, without accents or case."""
    return await store.find(read, call.viewer, GiftQuery(search=query.q, limit=query.limit, cursor=query.cursor))


@api.post("/gifts", summary="Make a gift")
async def make_gift(call: Call, tx: Tx, body: GiftNew) -> GiftDetail:
    """A gift by name, or by its address alone."""
    return await store.create(tx, body)


@api.get("/gifts/{id}", summary="One gift")
async def get_gift(call: Call, read: Reader, id: Id) -> GiftDetail:
    """A gift with `used_in`: each list item that you may see."""
    return await store.detail(read, call.viewer, id)


@api.put("/gifts/{id}", summary="Change a gift", errors=("FORBIDDEN",))
async def change_gift(call: Call, tx: Tx, id: Id, body: GiftChange) -> GiftDetail:
    """Only who made a gift may make it private."""
    return await store.change(tx, id, body, call.match)


@api.delete("/gifts/{id}", summary="Delete a gift", errors=("CONFLICT",))
async def delete_gift(call: Call, tx: Tx, id: Id, query: Force) -> None:
    """A gift that lists hold is kept (409), unless `force=true` takes it off them."""
    await removal.remove_gift(tx, id, force=query.force, match=call.match)
