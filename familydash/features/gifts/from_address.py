"""A gift out of a shop: what its page says fills what was left out, and its picture becomes the household's own."""

from typing import Any, TypeVar

from familydash.errors import RateLimited, UnreadablePage
from familydash.features.gifts.shapes import GiftFields
from familydash.fetcher.pages import Pages, Preview

G = TypeVar("G", bound=GiftFields)


def is_needed(gift: GiftFields) -> bool:
    """Whether a gift has an address and no name."""
    return gift.name is None and gift.url is not None


async def fill(pages: Pages, gift: G, currency: str) -> G:
    """The gift with what its page says, where the body says nothing; `currency` is the household's. Its address stays
    as it was given: shops keep the chosen size and colour in it. What cannot be read leaves the gift as it is."""
    if gift.url is None or not is_needed(gift):
        return gift
    try:
        page = await pages.read(gift.url)
    except (UnreadablePage, RateLimited):
        return gift
    said = {name: value for name, value in _fields(page, currency).items() if name not in gift.model_fields_set}
    return gift.model_copy(update={**said, "name": page.name})


def _fields(page: Preview, currency: str) -> dict[str, Any]:
    is_ours = page.currency in (None, currency)  # an amount of another currency would be a wrong price
    return {
        "price": page.price if is_ours else None,
        "image_url": page.image_url,
        "source": page.source,
        "description": page.description,
    }
