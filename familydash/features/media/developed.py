"""What may go into the development of a picture and what comes out of it, on both sides of the child process.

Without Pillow, which only the child loads.
"""

import struct
from dataclasses import dataclass
from typing import Final, Self

LONGEST: Final = 1600  # pixels of a picture's longer side
CARD: Final = 480  # of the same picture on a card

BROKEN: Final = b"B"
TOO_LARGE: Final = b"L"
"""The two results that are no picture."""

_HEAD: Final = struct.Struct("!HHI")
_BRANDS: Final = (b"avif", b"avis")


def format_of(raw: bytes) -> str | None:
    """Pillow's name of the format that the first bytes tell of; None where it is none of those that are taken."""
    if raw.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if raw.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if raw.startswith(b"RIFF") and raw[8:12] == b"WEBP":
        return "WEBP"
    # A box of brands: the first is the file's own, and some cameras name AVIF only among the others.
    if raw[4:8] == b"ftyp" and any(raw[at : at + 4] in _BRANDS for at in (8, *range(16, min(raw[3], 64), 4))):
        return "AVIF"
    return None


@dataclass(frozen=True, slots=True)
class Developed:
    """A picture that can be kept: upright, without metadata, twice as WebP. `width` and `height` are the larger one's."""

    picture: bytes
    card: bytes
    width: int
    height: int

    def pack(self) -> bytes:
        return _HEAD.pack(self.width, self.height, len(self.picture)) + self.picture + self.card

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        """Raises ValueError where it is not what `pack` makes: the child may have been taken over by what it read."""
        if len(packed) < _HEAD.size:
            raise ValueError("too short")
        width, height, size = _HEAD.unpack_from(packed)
        picture, card = packed[_HEAD.size : _HEAD.size + size], packed[_HEAD.size + size :]
        if len(picture) != size or {format_of(picture), format_of(card)} != {"WEBP"}:
            raise ValueError("not two pictures")
        if not (1 <= width <= LONGEST and 1 <= height <= LONGEST):
            raise ValueError("not of that size")
        return cls(picture, card, width, height)
