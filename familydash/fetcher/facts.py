"""What is known of a page's product, and how what several readers found becomes one."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Facts:
    """Plain text and absolute addresses. `price` in minor units of two digits, `currency` in ISO 4217."""

    name: str | None = None
    price: int | None = None
    currency: str | None = None
    image_url: str | None = None
    source: str | None = None
    description: str | None = None
    url: str | None = None


def merge(found: list[Facts]) -> Facts:
    """Field by field the first that is known. A currency belongs to its price: it comes from where the price does, if
    that says it."""
    first = {
        field.name: next((value for each in found if (value := getattr(each, field.name)) is not None), None)
        for field in fields(Facts)
    }
    priced = next((each for each in found if each.price is not None), None)
    if priced is None:
        first["currency"] = None
    elif priced.currency is not None:
        first["currency"] = priced.currency
    return Facts(**first)
