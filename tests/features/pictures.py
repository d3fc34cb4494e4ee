"""Pictures to send, and how to send them."""

import os
import struct
import zlib
from io import BytesIO
from typing import Any, Final

from aiohttp import FormData
from PIL import Image

from familydash.app import House
from familydash.auth.viewer import HOUSE
from familydash.config import MEDIA
from familydash.features.media.developed import Developed
from tests.conftest import Member, Reply

RED: Final = (220, 20, 20)
BLUE: Final = (20, 20, 220)
GREEN: Final = (20, 200, 20)
WHITE: Final = (250, 250, 250)


class PowerCut(Exception):
    """Between a file and its row, or between a row and its commit."""


def encoded(image: Image.Image, format: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def four_corners(width: int = 64, height: int = 32) -> Image.Image:
    """Red, green, blue and white, from the upper left clockwise."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (width // 2, height // 2, width, height))
    image.paste(WHITE, (0, height // 2, width // 2, height))
    return image


def a_jpeg(width: int = 64, height: int = 32) -> bytes:
    return encoded(four_corners(width, height), "JPEG", quality=90)


def png_of_zeros(width: int, height: int) -> bytes:
    """A black PNG of any size, out of few bytes and without being drawn: one bit a pixel."""
    rows = zlib.compressobj(9)
    line = bytes(1 + (width + 7) // 8)
    packed = b"".join(rows.compress(line) for _ in range(height)) + rows.flush()
    head = struct.pack("!IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack("!I", len(content)) + kind + content + struct.pack("!I", zlib.crc32(kind + content))


async def send(who: Member, raw: bytes, *, field: str = "file", headers: dict[str, str] | None = None) -> Reply:
    form = FormData()
    form.add_field(field, BytesIO(raw), filename="IMG_0001.jpg", content_type="image/jpeg")
    sent = {"Authorization": f"Bearer {who.token}"} if who.token else {}
    async with who.client.post("/media", data=form, headers={**sent, **(headers or {})}) as response:
        return Reply(response.status, response.headers, await response.read(), await response.json())


async def kept(house: House, shade: int = 1) -> str:
    """The address of a picture that no child process had to develop: another one for each shade."""
    small = encoded(Image.new("RGB", (4, 3), (shade, 0, 0)), "WEBP", lossless=True)
    async with house.db.write(HOUSE) as tx:
        url = await house.pictures.keep(tx, Developed(small, small, 4, 3))
    written_at(house, house.clock.now(), url.removeprefix("/media/").removesuffix(".webp"))
    return url


def files(house: House) -> list[str]:
    """The names in the household's folder of pictures."""
    folder = house.db.path.parent / MEDIA
    return sorted(os.listdir(folder)) if folder.exists() else []


def written_at(house: House, moment: int, name: str = "") -> None:
    """Have the files of that name, or all, been written at `moment`, milliseconds UTC, and not at the machine's time."""
    for file in (house.db.path.parent / MEDIA).glob(f"{name}*"):
        os.utime(file, ns=(moment * 1_000_000, moment * 1_000_000))
