"""The accounts over HTTP. Making one is `POST /auth/register`."""

from familydash.db.database import Reader, Tx
from familydash.db.paging import Page, PageQuery
from familydash.errors import Unauthorized
from familydash.features.media.adopt import is_foreign
from familydash.features.media.routes import own_picture
from familydash.features.users import removal, store
from familydash.features.users.store import User, UserChange
from familydash.shapes import Id, ShortUser
from familydash.web.api import Api, Call

api = Api("Users")


@api.get("/users", summary="All accounts")
async def listing(call: Call, read: Reader, query: PageQuery) -> Page[ShortUser]:
    """Short, by name."""
    return await store.listing(read, call.viewer, query)


@api.get("/users/me", summary="The own account")
async def me(call: Call, read: Reader) -> User:
    """As `GET /users/{id}` gives it."""
    if call.viewer.id is None:
        raise Unauthorized
    return await store.get(read, call.viewer, call.viewer.id)


@api.get("/users/{id}", summary="An account")
async def get(call: Call, read: Reader, id: Id) -> User:
    """`person_id` is the person that this account is: surprises are kept from that link."""
    return await store.get(read, call.viewer, id)


@api.put("/users/{id}", summary="Change an account", errors=("FORBIDDEN", "CONFLICT"))
async def change(call: Call, id: Id, body: UserChange) -> User:
    """The own account or, for an admin, any. `is_admin` and `person_id` are an admin's to change; an admin whose own
    account is linked to a person cannot change that link: another admin must. The last admin stays one."""
    if is_foreign(body.avatar_url):
        async with call.db.read() as read:  # nobody is called for an account that is not there
            await store.get(read, call.viewer, id)
    async with own_picture(call, body.avatar_url, body.avatar_url) as (tx, picture):
        changed = await store.change(tx, id, body.model_copy(update={"avatar_url": picture}), call.match)
        await call.keep(changed)
    return changed


@api.delete("/users/{id}", summary="Remove an account", errors=("FORBIDDEN", "CONFLICT"))
async def remove(call: Call, tx: Tx, id: Id) -> None:
    """Only an admin may. Its sessions end at once and its private lists go with it; its other lists stay without an
    owner, and on what it wrote it stays as a former user. The last admin cannot be removed."""
    await removal.remove(tx, id, call.match)
