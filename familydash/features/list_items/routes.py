"""`/list-items`, and the items of one list."""

from familydash.db.database import Reader, Tx
from familydash.db.paging import Page, PageQuery
from familydash.features.gifts.from_address import is_needed
from familydash.features.gifts.routes import filled
from familydash.features.list_items import removal, store
from familydash.features.list_items.shapes import Assignment, ItemChange, ItemNew, ItemRow, ItemsQuery, StatusChange
from familydash.features.media.adopt import is_foreign
from familydash.features.media.routes import own_picture
from familydash.shapes import Id
from familydash.web.api import Api, Call

api = Api("List items")

_KEPT_BACK = "On a list that is for you, status, assignee and actual price are for the others: 403."


@api.get("/list-items", summary="The items of all lists")
async def find_items(call: Call, read: Reader, query: ItemsQuery) -> Page[ItemRow]:
    """All items that you may see. `assigned_to=me` are your own."""
    return await store.find(read, call.viewer, query)


@api.get("/lists/{id}/items", summary="The items of a list")
async def items_of_list(call: Call, read: Reader, id: Id, query: PageQuery) -> Page[ItemRow]:
    """In the order in which they were added."""
    return await store.page_of_list(read, call.viewer, id, query)


@api.post(
    "/lists/{id}/items",
    summary="Put a gift on a list",
    description=f"A `gift` with a `url` and no `name` is filled from its page, as by `POST /gifts`. {_KEPT_BACK}",
    errors=("FORBIDDEN", "CONFLICT"),
    location="/list-items/{id}",
)
async def add_item(call: Call, id: Id, body: ItemNew) -> ItemRow:
    gift = body.gift
    if gift is not None and (is_needed(gift) or is_foreign(gift.image_url)):
        async with call.db.read() as read:  # no shop is called for an item that will be refused
            await store.list_for(read, call.viewer, id, body)
        gift = await filled(call, gift)
    shown, said = (each and each.image_url for each in (gift, body.gift))
    async with own_picture(call, shown, said) as (tx, picture):
        gift = gift and gift.model_copy(update={"image_url": picture})
        made = await store.create(tx, id, body.model_copy(update={"gift": gift}))
        await call.keep(made)
    return made


@api.get("/list-items/{id}", summary="One list item")
async def get_item(call: Call, read: Reader, id: Id) -> ItemRow:
    """An item as you see it: on a list that is for you, it is an idea that nobody took until it is received."""
    return await store.detail(read, call.viewer, id)


@api.put(
    "/list-items/{id}",
    summary="Change a list item",
    description=_KEPT_BACK,
    errors=("FORBIDDEN", "INVALID_TRANSITION"),
)
async def change_item(call: Call, tx: Tx, id: Id, body: ItemChange) -> ItemRow:
    return await store.change(tx, id, body.model_dump(), call.match)


@api.put("/list-items/{id}/status", summary="Move a list item", errors=("FORBIDDEN", "INVALID_TRANSITION"))
async def change_status(call: Call, tx: Tx, id: Id, body: StatusChange) -> ItemRow:
    """idea → selected → purchased → received; back by one step; straight from idea to purchased. To its own status: no change."""
    return await store.change(tx, id, body.model_dump(), call.match)


@api.put("/list-items/{id}/assign", summary="Give a list item to somebody to take care of", errors=("FORBIDDEN",))
async def assign(call: Call, tx: Tx, id: Id, body: Assignment) -> ItemRow:
    """`user_id` null: to nobody."""
    return await store.change(tx, id, {"assigned_to": body.user_id}, call.match, assignee_field="user_id")


@api.delete("/list-items/{id}", summary="Take a gift off a list")
async def delete_item(call: Call, tx: Tx, id: Id) -> None:
    """A wish of yours that somebody has taken stays for the others, marked `withdrawn`."""
    await removal.remove_item(tx, id, call.match)
