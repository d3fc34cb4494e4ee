"""What goes in and out of `/persons`."""

from typing import Annotated, Final

from pydantic import MISSING, Field

from familydash.db.paging import PageQuery
from familydash.features.list_items.sums import Counts
from familydash.features.lists.store import ListRow
from familydash.features.occasions.store import Coming
from familydash.features.persons.given import Given
from familydash.features.tags.store import TagName, TagNames
from familydash.shapes import Answer, Day, Entity, Input, Line, PictureUrl, Text

MAX_LINES: Final = 50  # interests, and sizes: more is a novel, and each row of a page carries them

Interests = Annotated[list[Line], Field(max_length=MAX_LINES, examples=[["chess", "astronomy"]])]
Sizes = Annotated[dict[Line, Line], Field(max_length=MAX_LINES, examples=[{"shoes": "42"}])]


class PersonRow(Entity):
    name: str = Field(examples=["Anna"])
    relationship: str | None = Field(examples=["sister"])
    birthdate: Day | None = Field(examples=["1990-04-05"])
    notes: str | None
    interests: list[str] = Field(examples=[["chess", "astronomy"]])
    sizes: dict[str, str] = Field(examples=[{"shoes": "42"}])
    constraints: str | None
    photo_url: str | None
    tags: list[str] = Field(examples=[["handmade"]])
    archived: bool


class Pagination(Answer):
    next_cursor: str | None
    has_more: bool
    limit: int


class FirstPage(Answer):
    """The first page of `/persons/{id}/history`, as that route would give it."""

    data: list[Given]
    pagination: Pagination


class PersonDetail(PersonRow):
    lists: list[ListRow]
    occasions: list[Coming]
    counts: Counts
    history: FirstPage


class PersonNew(Input):
    name: Line = Field(examples=["Anna"])
    relationship: Line | None = Field(None, examples=["sister"])
    birthdate: Day | None = Field(None, examples=["1990-04-05"])
    notes: Text | None = None
    interests: Interests | None = None
    sizes: Sizes | None = None
    constraints: Text | None = Field(None, description="What to keep in mind: allergies, no batteries.")
    photo_url: PictureUrl | None = None
    tags: TagNames | None = None
    archived: bool = False


class PersonChange(Input):
    name: Line | MISSING = Field(MISSING, examples=["Anna"])
    relationship: Line | None | MISSING = Field(MISSING, examples=["sister"])
    birthdate: Day | None | MISSING = Field(MISSING, examples=["1990-04-05"])
    notes: Text | None | MISSING = MISSING
    interests: Interests | None | MISSING = MISSING
    sizes: Sizes | None | MISSING = MISSING
    constraints: Text | None | MISSING = MISSING
    photo_url: PictureUrl | None | MISSING = MISSING
    tags: TagNames | None | MISSING = MISSING
    archived: bool | MISSING = MISSING


class PersonsQuery(PageQuery):
    search: str | None = Field(None, max_length=200, description="Words that the person's texts begin with.")
    relationship: tuple[Line, ...] = Field((), description="Without case.")
    tag: tuple[TagName, ...] = Field((), description="Without case.")
    archived: bool | None = Field(None, description="Only those, or only the others; all where it is left out.")
