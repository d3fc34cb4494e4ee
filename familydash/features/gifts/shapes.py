"""What goes in and out of `/gifts`."""

from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import MISSING, AfterValidator, Field, model_validator

from familydash.audience import Visibility
from familydash.db.paging import PageQuery
from familydash.features.tags.store import TagName, TagNames
from familydash.shapes import Answer, Entity, Id, Input, Line, Money, MoneyIn, Named, Pictured, PictureUrl, Text, Url

Status = Literal["idea", "selected", "purchased", "received"]

MAX_SEARCH: Final = 200  # characters: more than anybody types


class GiftRow(Entity):
    name: str = Field(examples=["LEGO castle"])
    url: str | None
    price: Money | None
    image_url: str | None
    source: str | None = Field(examples=["shop.example"])
    description: str | None
    notes: str | None
    tags: list[str] = Field(examples=[["handmade"]])
    visibility: Visibility
    person_id: int | None


class Use(Answer):
    """A list item that holds the gift, as the viewer sees it."""

    id: int
    list: Named
    person: Pictured | None
    occasion: Named | None
    status: Status
    quantity: int


class GiftDetail(GiftRow):
    used_in: list[Use]


class GiftFields(Input):
    """What a gift says of itself."""

    name: Line | None = Field(None, examples=["LEGO castle"])
    url: Url | None = None
    price: MoneyIn | None = None
    image_url: PictureUrl | None = None
    source: Line | None = None
    description: Text | None = None
    notes: Text | None = None
    tags: TagNames | None = None

    @model_validator(mode="after")
    def _is_named(self) -> "GiftFields":
        if self.name is None and self.url is None:
            raise ValueError("a gift needs a name or a url")
        return self


class GiftNew(GiftFields):
    visibility: Visibility = "family"
    person_id: Id | None = None


class GiftChange(Input):
    name: Line | MISSING = Field(MISSING, examples=["LEGO castle"])
    url: Url | None | MISSING = MISSING
    price: MoneyIn | None | MISSING = MISSING
    image_url: PictureUrl | None | MISSING = MISSING
    source: Line | None | MISSING = MISSING
    description: Text | None | MISSING = MISSING
    notes: Text | None | MISSING = MISSING
    tags: TagNames | None | MISSING = MISSING
    visibility: Visibility | MISSING = MISSING
    person_id: Id | None | MISSING = MISSING


def _has_host(url: str) -> str:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    if not host:
        raise ValueError("must be the address of a page")
    return url


class PageAddress(Input):
    """The page of a shop."""

    url: Annotated[Url, AfterValidator(_has_host)]


class GiftQuery(PageQuery):
    search: str | None = Field(None, max_length=MAX_SEARCH, description="Words that the gift's texts begin with.")
    tag: tuple[TagName, ...] = Field((), description="Without case.")
    min_price: MoneyIn | None = Field(
        None, description="The least that it costs; a gift without a price is none of those."
    )
    max_price: MoneyIn | None = Field(
        None, description="The most that it costs; a gift without a price is none of those."
    )
    person_id: tuple[Id, ...] = Field((), description="Whom it is for, or a list that it is on.")
    status: tuple[Status, ...] = Field((), description="On a list with this status.")
    list_id: tuple[Id, ...] = Field((), description="On which list.")
    occasion_id: tuple[Id, ...] = Field((), description="On a list for which occasion.")
    unused: bool | None = Field(None, description="On no list that the viewer sees, or on one.")
    sort: Literal["recent", "name", "price", "-price"] = Field(
        "recent", description="Newest, by name, cheapest or dearest first; gifts without a price last."
    )
