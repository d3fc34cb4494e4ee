"""The values that every entity is made of: text, money, days, ids, and the base of each model.

Input models are strict and refuse unknown fields; answers are built from rows. Money is an integer of
minor units inside, a decimal string outside, never a float.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from familydash.clock import rfc3339
from familydash.errors import PreconditionFailed

MAX_ID: Final = 2**63 - 1  # what SQLite can hold
MAX_MONEY: Final = 999_999_999  # 9 999 999.99 in minor units
MAX_QUANTITY: Final = 999

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_INVISIBLE: Final = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Marks without a width and turns of the writing direction: they hide what stands there. Joiners are letters to some."""


class Input(BaseModel):
    """A body: strict types, no unknown fields. Fields of a PUT default to `MISSING`: what is left out stays."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class Query(BaseModel):
    """A query string: text is read as the type that the field has, unknown names are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """What goes out. Every field is always there."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _clean(text: str) -> str:
    """In NFC: the same letters are the same text, whichever keyboard wrote them."""
    if _CONTROL.search(text):
        raise ValueError("must not contain control characters")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).strip()


def _one_line(text: str) -> str:
    if "\n" in text or "\r" in text:
        raise ValueError("must be one line")
    if not (cleaned := _clean(text)):
        raise ValueError("must not be empty")
    return cleaned


def _money(value: object) -> int:
    """`"79.99"`, `79.99` or `79` → 7999."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError('must be an amount such as "79.99"')
    text = str(value)
    if len(text) > 20 or not re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII):
        raise ValueError('must be an amount such as "79.99"')
    try:
        amount = Decimal(text) * 100
    except InvalidOperation as error:
        raise ValueError('must be an amount such as "79.99"') from error
    if amount != amount.to_integral_value():
        raise ValueError("must have at most two decimal places")
    if amount > MAX_MONEY:
        raise ValueError("must be at most 9999999.99")
    return int(amount)


def money_text(minor: int) -> str:
    """7999 → `"79.99"`."""
    return f"{minor // 100}.{minor % 100:02d}"


def _day(value: object) -> object:
    """Only `YYYY-MM-DD`: pydantic alone would also read a number or a midnight."""
    if isinstance(value, str):
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            raise ValueError("must be a date such as 2026-12-24")
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValueError("must be a date such as 2026-12-24") from error
    if isinstance(value, date):
        return value
    raise ValueError("must be a date such as 2026-12-24")


Id = Annotated[int, Field(ge=1, le=MAX_ID)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_one_line)]
"""One line that must not be empty: a name."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000), AfterValidator(_clean)]
"""Free text, possibly of several lines."""
Url = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=2_000, pattern=r"^https?://[^\s]+$"),
    AfterValidator(_clean),
    Field(examples=["https://shop.example/castle"]),
]
PictureUrl = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, max_length=2_000, pattern=r"^(https?://[^\s]+|/media/[A-Za-z0-9][A-Za-z0-9._-]*)$"
    ),
    AfterValidator(_clean),
    Field(examples=["https://pictures.example/1.jpg"]),
]
Day = Annotated[
    date,
    BeforeValidator(_day),
    PlainSerializer(lambda day: day.isoformat(), return_type=str),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-12-24"]}),
]
MoneyIn = Annotated[
    int,
    BeforeValidator(_money),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^\d{1,7}(\.\d{1,2})?$"},
                {"type": "number", "minimum": 0, "maximum": 9999999.99},
            ],
            "examples": ["79.99"],
        }
    ),
]
Money = Annotated[
    int,
    PlainSerializer(money_text, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d+\.\d{2}$", "examples": ["79.99"]}),
]
Moment = Annotated[
    int,
    PlainSerializer(rfc3339, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-26T10:30:00.000Z"]}),
]


class ShortUser(Answer):
    id: int
    name: str = Field(examples=["Ben"])
    avatar_url: str | None


class FormerUser(Answer):
    """Somebody whose account was removed: on what they wrote they stay."""

    id: None
    name: str = Field(examples=["Ben"])
    avatar_url: str | None
    former: bool


AnyUser = ShortUser | FormerUser


def short_user(row: Any, prefix: str) -> AnyUser | None:
    """The short user out of a row's columns `{prefix}_id`, `_name`, `_avatar_url`, `_former`; None where there is none."""
    if row[f"{prefix}_name"] is None:
        return None
    if row[f"{prefix}_former"]:
        return FormerUser(id=None, name=row[f"{prefix}_name"], avatar_url=row[f"{prefix}_avatar_url"], former=True)
    return ShortUser(id=row[f"{prefix}_id"], name=row[f"{prefix}_name"], avatar_url=row[f"{prefix}_avatar_url"])


class Entity(Answer):
    """What every entity has beside its own fields."""

    id: int
    version: int
    created_at: Moment
    updated_at: Moment
    updated_by: AnyUser | None


class Named(Answer):
    """A short form: `id`, `name` and the picture, where there is one."""

    id: int
    name: str = Field(examples=["Christmas"])


class Pictured(Named):
    name: str = Field(examples=["Anna"])
    image_url: str | None


class Match:
    """`If-Match`: the versions that a change was meant for. Weak marks are ignored, since proxies that compress add them."""

    def __init__(self, header: str) -> None:
        self._any = header.strip() == "*"
        tags = re.findall(r'"([^"]*)"', header)
        self._versions = {int(part[0]) for tag in tags if (part := re.match(r"\d{1,18}(?=-|$)", tag))}

    def check(self, current: Entity) -> None:
        """Raise PreconditionFailed with `current` where it is of another version."""
        if not self._any and current.version not in self._versions:
            raise PreconditionFailed(current)
