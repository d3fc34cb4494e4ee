"""The server's side of the fetcher: pages and pictures of strangers, had from a child process."""

import asyncio
import json
from typing import Annotated, Final

from pydantic import Field, ValidationError

from familydash.errors import UnreadablePage
from familydash.jail import Failed, Jail, Limits
from familydash.shapes import MAX_MONEY, Answer, Line, Money, Text, Url

SECONDS: Final = 10.0  # in all, waiting for a free child included
MAX_PAGE: Final = 4 * 2**20  # bytes that are read of a page
MAX_PICTURE: Final = 10 * 2**20  # bytes, as of one that is uploaded
MAX_DESCRIPTION: Final = 2_000  # characters

_CHILD: Final = "familydash.fetcher.child"
_CPU: Final = 6  # seconds: ten times what a large page takes, for a small machine is as much slower
_MEMORY: Final = 224  # MiB of address space; an ordinary page takes 60, the largest that is read 150
_FACTS: Final = 64 * 2**10  # bytes
# The same for an address that is not called, does not answer or has nothing to say: nobody can look around with it.
_WORDS: Final = "this page could not be read; the gift can be filled in by hand"


class Preview(Answer):
    """What a page says of the product it shows, as plain text; null where it does not say it."""

    # The child made it so. But the child has read a stranger's page, so it is checked again.
    name: Line | None
    price: Annotated[Money, Field(ge=1, le=MAX_MONEY)] | None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None
    image_url: Url | None
    source: Line | None
    description: Annotated[Text, Field(max_length=MAX_DESCRIPTION)] | None
    url: Url


class Pages:
    """What stands at the addresses of shops."""

    def __init__(self, jail: Jail) -> None:
        self._jail = jail

    async def read(self, url: str) -> Preview:
        """What the page at `url` says. Raises UnreadablePage, or RateLimited where too many wait."""
        facts = await self._fetch(url, "page", MAX_PAGE, _FACTS)
        try:
            return Preview.model_validate_json(facts)
        except ValidationError:
            raise UnreadablePage(_WORDS) from None

    async def picture(self, url: str) -> bytes:
        """The bytes of the image at `url`, in whatever format the shop has it. Raises UnreadablePage or RateLimited."""
        return await self._fetch(url, "picture", MAX_PICTURE, MAX_PICTURE)

    async def _fetch(self, url: str, want: str, most: int, output: int) -> bytes:
        job = json.dumps({"url": url, "want": want, "most": most}).encode()
        try:
            async with asyncio.timeout(SECONDS):
                return await self._jail.run(_CHILD, job, Limits(SECONDS, _CPU, _MEMORY, output))
        except (Failed, TimeoutError):
            raise UnreadablePage(_WORDS) from None
