"""A shop's picture becomes the household's own, or there is none."""

from dataclasses import dataclass

import pytest

from familydash.errors import Problem, RateLimited, UnreadablePage
from familydash.features.media.adopt import adopt
from tests.conftest import Family
from tests.features.pictures import a_jpeg

URL = "https://shop.example/lego.jpg"


@dataclass
class Shop:
    """What answers instead of the shop."""

    found: bytes | Problem

    async def picture(self, url: str) -> bytes:
        assert url == URL
        if isinstance(self.found, Problem):
            raise self.found
        return self.found


async def test_a_shops_picture_is_developed_as_one_that_was_sent(family: Family) -> None:
    developed = await adopt(Shop(a_jpeg(800, 600)), family.house.pictures, URL)

    assert developed is not None
    assert (developed.width, developed.height) == (800, 600)
    assert developed == await family.house.pictures.develop(a_jpeg(800, 600))


@pytest.mark.parametrize(
    "found",
    [
        UnreadablePage("there is no such shop"),
        RateLimited("too many at once", 5),
        b"<html>Not found</html>",
        b"\xff\xd8\xff and no more",
        b"",
    ],
)
async def test_where_it_cannot_be_had_there_is_none(family: Family, found: bytes | Problem) -> None:
    assert await adopt(Shop(found), family.house.pictures, URL) is None
