"""`/comments`."""

from familydash.db.database import Reader, Tx
from familydash.db.paging import Page
from familydash.features.comments import store
from familydash.features.comments.shapes import CommentChange, CommentNew, CommentRow, CommentsQuery
from familydash.shapes import Id
from familydash.web.api import Api, Call

api = Api("Comments")


@api.get("/comments", summary="What was said")
async def find_comments(call: Call, read: Reader, query: CommentsQuery) -> Page[CommentRow]:
    """All comments that you may see, in the order in which they were said; with `parent_type` and `parent_id` those on
    one thing."""
    return await store.find(read, call.viewer, query)


@api.post("/comments", summary="Say something about a thing")
async def make_comment(call: Call, tx: Tx, body: CommentNew) -> CommentRow:
    """On a person, an occasion, a list, a gift or a list item that you see. A `surprise` is kept from the account of the
    person that it is for: where that is nobody, or you, it is a 400."""
    return await store.create(tx, body)


@api.get("/comments/{id}", summary="One comment")
async def get_comment(call: Call, read: Reader, id: Id) -> CommentRow:
    """`author` stays on it when their account is removed."""
    return await store.detail(read, call.viewer, id)


@api.put("/comments/{id}", summary="Change a comment", errors=("FORBIDDEN",))
async def change_comment(call: Call, tx: Tx, id: Id, body: CommentChange) -> CommentRow:
    """Only who wrote it: what it says, whether it is resolved, and who sees it."""
    return await store.change(tx, id, body, call.match)


@api.delete("/comments/{id}", summary="Delete a comment", errors=("FORBIDDEN",))
async def delete_comment(call: Call, tx: Tx, id: Id) -> None:
    """Only who wrote it, or an admin who sees it."""
    await store.remove(tx, id, call.match)
