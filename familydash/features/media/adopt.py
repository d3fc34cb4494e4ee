"""A shop's picture into the household's own store, so that browsers never call the shop."""

from typing import Protocol

from familydash.errors import Invalid, RateLimited, UnreadablePage
from familydash.features.media.developed import Developed
from familydash.features.media.store import Pictures


class Pages(Protocol):
    """What calls the shop."""

    async def picture(self, url: str) -> bytes:
        """The bytes that stand at an http(s) address. Raises UnreadablePage."""
        ...


def is_foreign(url: object) -> bool:
    """Whether a picture stands somewhere else on the web."""
    return isinstance(url, str) and url.startswith("http")


async def adopt(pages: Pages, pictures: Pictures, url: str) -> Developed | None:
    """The picture at `url`, to be kept; None where it cannot be had: a gift is not worth less without it."""
    try:
        return await pictures.develop(await pages.picture(url))
    except (UnreadablePage, Invalid, RateLimited):
        return None
