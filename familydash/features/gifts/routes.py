"""`/gifts`."""

from pydantic import Field

from familydash.db.database import Reader, Tx
from familydash.db.paging import Page, PageQuery
from familydash.features.gifts import from_address, store
from familydash.features.gifts.shapes import (
    MAX_SEARCH,
    GiftChange,
    GiftDetail,
    GiftNew,
    GiftQuery,
    GiftRow,
    PageAddress,
)
from familydash.features.list_items import removal
from familydash.features.media.adopt import is_foreign
from familydash.features.media.routes import PAGES, own_picture
from familydash.features.settings import store as settings
from familydash.fetcher.pages import Preview
from familydash.shapes import Id, Query
from familydash.web.api import Api, Call

api = Api("Gifts")


class SearchQuery(PageQuery):
    q: str = Field(max_length=MAX_SEARCH, description="Words that the gift's texts begin with.")


class Force(Query):
    force: bool = Field(False, description="Take it off the lists that hold it.")


@api.get("/gifts", summary="The gifts")
async def find_gifts(call: Call, read: Reader, query: GiftQuery) -> Page[GiftRow]:
    """All gifts that you may know of, newest first unless sorted otherwise. Filters combine with AND, values of one with OR."""
    return await store.find(read, call.viewer, query)


@api.get("/gifts/search", summary="Gifts by words")
async def search_gifts(call: Call, read: Reader, query: SearchQuery) -> Page[GiftRow]:
    """Gifts whose texts have words beginning with each word of `q`, without accents or case."""
    return await store.find(read, call.viewer, GiftQuery(search=query.q, limit=query.limit, cursor=query.cursor))


@api.post("/gifts", summary="Make a gift")
async def make_gift(call: Call, body: GiftNew) -> GiftDetail:
    """A gift by name, or by its address alone: then its page is read, and what the body leaves out is filled with what
    the page says (the price, where it is in the household's currency). If it cannot be read, the gift is named after
    the address. A picture of the web becomes the household's own. Each takes up to 10 seconds."""
    gift = await filled(call, body)
    async with own_picture(call, gift.image_url, body.image_url) as (tx, picture):
        made = await store.create(tx, gift.model_copy(update={"image_url": picture}))
        await call.keep(made)
    return made


@api.post(
    "/gifts/preview", summary="What a page says of its product", status=200, errors=("UNREADABLE_PAGE", "RATE_LIMITED")
)
async def preview_gift(call: Call, body: PageAddress) -> Preview:
    """Reads the page at `url` and stores nothing. What the page does not say is null; `url` is its canonical address.
    Only public addresses on ports 80 and 443 are called. It takes up to 10 seconds."""
    return await call.service(PAGES).read(body.url)


async def filled(call: Call, gift: from_address.G) -> from_address.G:
    """A gift that is to be made, with what its page says where it has no name of its own."""
    if not from_address.is_needed(gift):
        return gift
    async with call.db.read() as read:
        currency = (await settings.get(read)).currency
    return await from_address.fill(call.service(PAGES), gift, currency)


@api.get("/gifts/{id}", summary="One gift")
async def get_gift(call: Call, read: Reader, id: Id) -> GiftDetail:
    """A gift with `used_in`: each list item that you may see."""
    return await store.detail(read, call.viewer, id)


@api.put("/gifts/{id}", summary="Change a gift", errors=("FORBIDDEN",))
async def change_gift(call: Call, id: Id, body: GiftChange) -> GiftDetail:
    """Only who made a gift may make it private. A picture of the web becomes the household's own."""
    if is_foreign(body.image_url):
        async with call.db.read() as read:  # no shop is called for a gift that is not there
            await store.row_of(read, call.viewer, id)
    async with own_picture(call, body.image_url, body.image_url) as (tx, picture):
        changed = await store.change(tx, id, body.model_copy(update={"image_url": picture}), call.match)
        await call.keep(changed)
    return changed


@api.delete("/gifts/{id}", summary="Delete a gift", errors=("CONFLICT",))
async def delete_gift(call: Call, tx: Tx, id: Id, query: Force) -> None:
    """A gift that lists hold is kept (409), unless `force=true` takes it off them."""
    await removal.remove_gift(tx, id, force=query.force, match=call.match)
