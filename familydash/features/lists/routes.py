"""`/lists`."""

from familydash.db.database import Reader, Tx
from familydash.db.paging import Page
from familydash.features.lists import store
from familydash.features.lists.store import ListChange, ListDetail, ListNew, ListRow, ListsQuery
from familydash.shapes import Id
from familydash.web.api import Api, Call

api = Api("Lists")


@api.get("/lists", summary="The lists")
async def find_lists(call: Call, read: Reader, query: ListsQuery) -> Page[ListRow]:
    """All lists that you may know of, newest first."""
    return await store.find(read, call.viewer, query)


@api.post("/lists", summary="Make a list")
async def make_list(call: Call, tx: Tx, body: ListNew) -> ListDetail:
    """`surprise` is everyone but the account of the person it is for; `private` is yours alone."""
    return await store.create(tx, body)


@api.get("/lists/{id}", summary="One list")
async def get_list(call: Call, read: Reader, id: Id) -> ListDetail:
    """A list with its items and what they add up to, as you see them."""
    return await store.detail(read, call.viewer, id)


@api.put("/lists/{id}", summary="Change a list", errors=("FORBIDDEN",))
async def change_list(call: Call, tx: Tx, id: Id, body: ListChange) -> ListDetail:
    """Only who made a list changes `visibility`, `reveal_on` and `person_id`. Gifts that were made on it follow its audience."""
    return await store.change(tx, id, body, call.match)


@api.delete("/lists/{id}", summary="Delete a list", errors=("FORBIDDEN",))
async def delete_list(call: Call, tx: Tx, id: Id) -> None:
    """With its items; the gifts stay. Only who made it, or an admin who sees it."""
    await store.remove(tx, id, call.match)
