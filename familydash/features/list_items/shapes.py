"""What goes in and out of `/list-items`."""

from typing import Literal

from pydantic import MISSING, Field, model_validator

from familydash.db.paging import PageQuery
from familydash.features.gifts.shapes import GiftFields, Status
from familydash.shapes import MAX_QUANTITY, AnyUser, Entity, Id, Input, Money, MoneyIn, Named, Pictured, Text


class ItemGift(Pictured):
    name: str = Field(examples=["LEGO castle"])
    price: Money | None
    url: str | None


class ItemRow(Entity):
    list_id: int
    list: Named
    gift_id: int
    gift: ItemGift
    status: Status
    assigned_to: int | None
    assignee: AnyUser | None
    quantity: int
    planned_price: Money | None
    actual_price: Money | None
    notes: str | None
    withdrawn: bool


class ItemNew(Input):
    gift_id: Id | None = None
    gift: GiftFields | None = None
    status: Status = Field("idea", examples=["purchased"])
    assigned_to: Id | None = None
    quantity: int = Field(1, ge=1, le=MAX_QUANTITY)
    planned_price: MoneyIn | None = None
    actual_price: MoneyIn | None = None
    notes: Text | None = None

    @model_validator(mode="after")
    def _has_one_gift(self) -> "ItemNew":
        if (self.gift_id is None) == (self.gift is None):
            raise ValueError("an item needs either gift_id or gift")
        return self


class ItemChange(Input):
    status: Status | MISSING = MISSING
    assigned_to: Id | None | MISSING = MISSING
    quantity: int | MISSING = Field(MISSING, ge=1, le=MAX_QUANTITY)
    planned_price: MoneyIn | None | MISSING = MISSING
    actual_price: MoneyIn | None | MISSING = MISSING
    notes: Text | None | MISSING = MISSING


class StatusChange(Input):
    status: Status = Field(examples=["purchased"])
    actual_price: MoneyIn | None | MISSING = MISSING


class Assignment(Input):
    user_id: Id | None


class ItemsQuery(PageQuery):
    status: tuple[Status, ...] = Field((), description="As you see it.")
    assigned_to: tuple[Id | Literal["me"], ...] = Field((), description="Ids of accounts, or `me`.")
    list_id: tuple[Id, ...] = Field((), description="On which list.")
    person_id: tuple[Id, ...] = Field((), description="Whom the list is for.")
    occasion_id: tuple[Id, ...] = Field((), description="What the list is for.")
