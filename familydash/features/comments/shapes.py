"""What goes in and out of `/comments`."""

from typing import Annotated, Final, Literal

from pydantic import MISSING, AfterValidator, Field, WithJsonSchema

from familydash.db.paging import PageQuery
from familydash.shapes import AnyUser, Entity, Id, Input, Text

Parent = Literal["person", "occasion", "list", "gift", "list_item"]
CommentVisibility = Literal["family", "surprise"]

MAX_CONTENT: Final = 10_000


def _not_empty(text: str) -> str:
    if not text:
        raise ValueError("must not be empty")
    return text


Content = Annotated[
    Text,
    AfterValidator(_not_empty),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": MAX_CONTENT, "examples": ["Is blue all right?"]}),
]

KEPT_FROM: Final = "`surprise`: not for the account of the person that the parent is for."


class CommentRow(Entity):
    parent_type: Parent
    parent_id: int
    content: str = Field(examples=["Is blue all right?"])
    resolved: bool
    visibility: CommentVisibility
    author: AnyUser


class CommentNew(Input):
    parent_type: Parent
    parent_id: Id
    content: Content
    resolved: bool = False
    visibility: CommentVisibility = Field("family", description=KEPT_FROM)


class CommentChange(Input):
    content: Content | MISSING = MISSING
    resolved: bool | MISSING = MISSING
    visibility: CommentVisibility | MISSING = Field(MISSING, description=KEPT_FROM)


class CommentsQuery(PageQuery):
    parent_type: tuple[Parent, ...] = Field((), description="On what kind of thing.")
    parent_id: tuple[Id, ...] = Field((), description="Together with `parent_type`: what is talked about.")
    resolved: bool | None = Field(None, description="Only those, or only the others; all where it is left out.")
