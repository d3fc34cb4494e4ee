"""The child that reads what somebody photographed: bytes of an image in, the packed `Developed` out, or why not.

Memory is the limit here. A JPEG is decoded at a fraction of its size; what the other formats decode to is held once,
and anything made of it is made in strips.
"""

import warnings
from contextlib import suppress
from io import BytesIO
from typing import Final

from PIL import AvifImagePlugin, GifImagePlugin, Image, ImageCms, JpegImagePlugin, PngImagePlugin, WebPImagePlugin
from PIL.ExifTags import Base as Tag
from PIL.Image import Resampling, Transpose

from familydash.features.media.developed import BROKEN, CARD, LONGEST, TOO_LARGE, Developed, format_of
from familydash.jail import serve

PLUGINS: Final = (AvifImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
"""Named here so that nothing has to be looked for: Pillow knows forty more formats."""

MOST: Final = {
    "JPEG": 210_000_000,  # of the largest sensor in a phone
    "PNG": 24_000_000,
    "GIF": 24_000_000,
    "AVIF": 14_000_000,  # at nine bytes a pixel
    "WEBP": 8_500_000,  # at sixteen: the decoder keeps two frames, and each is copied
}
"""Pixels that fit into the child's memory."""

_SCAN: Final = b"\xff\xda"
MOST_SCANS: Final = 64  # progressive ones have about ten

_STRIP: Final = 64  # rows of the result that are made at a time
_QUALITY: Final = 82
_EFFORT: Final = 4  # of 6: a Pi takes a second for it

_TURNS: Final = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
"""What makes a picture upright, by EXIF's orientation."""


def work(raw: bytes) -> bytes:
    try:
        return develop(raw).pack()
    except (MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return TOO_LARGE
    except Exception:  # Pillow's plugins raise whatever a broken file leads them to
        return BROKEN


def develop(raw: bytes) -> Developed:
    """Raises whatever Pillow does where it cannot be decoded, DecompressionBombWarning where it has too many pixels."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of broken metadata
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        picture = _upright(_opened(raw))
    card = _fitted(picture, CARD)
    return Developed(_webp(picture), _webp(card), *picture.size)


def _opened(raw: bytes) -> Image.Image:
    format = format_of(raw)
    if format is None:
        raise ValueError("none of the formats that are taken")
    if format == "JPEG" and raw.count(_SCAN) > MOST_SCANS:
        raise ValueError("more scans than any camera makes: each costs as much as the whole picture")
    Image.MAX_IMAGE_PIXELS = MOST[format]
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # each would reserve address space
    image: Image.Image = Image.open(BytesIO(raw), formats=[format])
    if format == "JPEG":
        image.draft(None, _size_within(image.size, LONGEST))
    return image


def _upright(image: Image.Image) -> Image.Image:
    """The picture as it is kept: in sRGB, of at most LONGEST pixels, turned, with nothing attached to it."""
    turn, profile = None, image.info.get("icc_profile")
    with suppress(Exception):  # broken metadata do not break the picture
        turn = _TURNS.get(image.getexif().get(Tag.Orientation, 1))
    image.load()
    if image.mode == "CMYK":  # a JPEG, so it is small by now
        image = _in_srgb(image, profile, "RGB")
        profile = None
    small = _fitted(_plain(image), LONGEST)
    if profile:
        small = _in_srgb(small, profile, small.mode)
    return small if turn is None else small.transpose(turn)


def _plain(image: Image.Image) -> Image.Image:
    """In RGB or RGBA, and reduced by a whole number to less than twice LONGEST."""
    mode = "RGBA" if image.has_transparency_data and image.mode != "I;16" else "RGB"
    factor = max(1, max(image.size) // LONGEST)
    if factor == 1 and image.mode == mode:
        return image
    width, height = image.size
    whole = Image.new(mode, (-(-width // factor), -(-height // factor)))
    for top in range(0, height, _STRIP * factor):
        strip = image.crop((0, top, width, min(height, top + _STRIP * factor)))
        if strip.mode == "I;16":
            strip = strip.point(lambda value: value / 256).convert("L")
        whole.paste(strip.convert(mode).reduce(factor), (0, top // factor))
    return whole


def _fitted(image: Image.Image, longest: int) -> Image.Image:
    """At most `longest` pixels on the longer side; what is smaller stays as it is."""
    size = _size_within(image.size, longest)
    return image if size == image.size else image.resize(size, Resampling.LANCZOS)


def _size_within(size: tuple[int, int], longest: int) -> tuple[int, int]:
    scale = min(1.0, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _in_srgb(image: Image.Image, profile: bytes | None, mode: str) -> Image.Image:
    """With the colours of its own profile, where that is good for anything."""
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
            if turned is not None:
                return turned
    return image.convert(mode)


def _webp(image: Image.Image) -> bytes:
    out = BytesIO()
    image.info = {}  # nothing of the original goes along
    image.save(out, "WEBP", quality=_QUALITY, method=_EFFORT)
    return out.getvalue()


if __name__ == "__main__":
    serve(work)
