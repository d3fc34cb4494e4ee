"""What becomes of a picture: upright, in sRGB, without metadata, small, and WebP."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageCms
from PIL.ExifTags import IFD, Base

from familydash.features.media.develop import MOST, work
from familydash.features.media.developed import BROKEN, TOO_LARGE, Developed
from familydash.features.media.store import LIMITS
from familydash.jail import Jail
from tests.features.pictures import BLUE, GREEN, RED, WHITE, a_jpeg, encoded, four_corners, png_of_zeros

Colour = tuple[int, ...]


def developed(raw: bytes) -> Developed:
    return Developed.unpack(work(raw))


def opened(webp: bytes) -> Image.Image:
    image = Image.open(BytesIO(webp))
    assert image.format == "WEBP"
    image.load()
    return image


def near(pixel: Any, colour: Colour) -> bool:
    return all(abs(one - other) < 40 for one, other in zip(pixel, colour, strict=False))


def corners(image: Image.Image) -> list[Any]:
    """From the upper left clockwise."""
    right, low = image.width * 7 // 8, image.height * 7 // 8
    return [image.getpixel(at) for at in ((4, 4), (right, 4), (right, low), (4, low))]


def in_order(image: Image.Image, *colours: Colour) -> bool:
    return all(near(pixel, colour) for pixel, colour in zip(corners(image), colours, strict=True))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_each_format_becomes_webp(format: str) -> None:
    made = developed(encoded(four_corners(), format))

    assert (made.width, made.height) == (64, 32) == opened(made.picture).size
    assert in_order(opened(made.picture), RED, GREEN, BLUE, WHITE)
    assert in_order(opened(made.card), RED, GREEN, BLUE, WHITE)


@pytest.mark.parametrize(
    ("width", "height", "picture", "card"),
    [
        (3200, 1600, (1600, 800), (480, 240)),
        (1000, 4000, (400, 1600), (120, 480)),
        (1601, 1601, (1600, 1600), (480, 480)),
        (1600, 20, (1600, 20), (480, 6)),
        (481, 200, (481, 200), (480, 200)),
        (300, 200, (300, 200), (300, 200)),
        (9000, 1, (1600, 1), (480, 1)),
        (1, 1, (1, 1), (1, 1)),
    ],
)
@pytest.mark.parametrize("format", ["JPEG", "PNG"])
def test_it_is_scaled_down_and_never_up(
    format: str, width: int, height: int, picture: tuple[int, int], card: tuple[int, int]
) -> None:
    made = developed(encoded(Image.new("RGB", (width, height), RED), format))

    assert opened(made.picture).size == picture == (made.width, made.height)
    assert opened(made.card).size == card
    assert near(opened(made.card).getpixel((0, 0)), RED)


@pytest.mark.parametrize(
    ("orientation", "shown"),
    [
        (1, (RED, GREEN, BLUE, WHITE)),
        (2, (GREEN, RED, WHITE, BLUE)),
        (3, (BLUE, WHITE, RED, GREEN)),
        (4, (WHITE, BLUE, GREEN, RED)),
        (5, (RED, WHITE, BLUE, GREEN)),
        (6, (WHITE, RED, GREEN, BLUE)),
        (7, (BLUE, GREEN, RED, WHITE)),
        (8, (GREEN, BLUE, WHITE, RED)),
        (9, (RED, GREEN, BLUE, WHITE)),
    ],
)
def test_it_is_turned_upright(orientation: int, shown: tuple[Colour, ...]) -> None:
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    made = developed(encoded(four_corners(), "JPEG", exif=exif, quality=90))

    assert (made.width, made.height) == ((32, 64) if 5 <= orientation <= 8 else (64, 32))
    assert in_order(opened(made.picture), *shown)
    assert in_order(opened(made.card), *shown)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_tells_where_and_with_what_it_was_taken(format: str) -> None:
    exif = Image.Exif()
    exif[Base.Make] = "A telling camera"
    exif.get_ifd(IFD.GPSInfo)[2] = (52.0, 31.0, 12.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    raw = encoded(four_corners(), format, exif=exif, icc_profile=profile)
    assert b"A telling camera" in raw
    made = developed(raw)

    for webp in (made.picture, made.card):
        assert not opened(webp).getexif()
        assert opened(webp).info.keys() <= {"loop", "background", "timestamp", "duration"}
        assert not [kind for kind in (b"EXIF", b"ICCP", b"XMP ", b"telling") if kind in webp]


def test_broken_metadata_do_not_break_the_picture() -> None:
    raw = encoded(
        four_corners(), "JPEG", exif=b"Exif\0\0MM\0*\0\0\xff\xffnonsense", icc_profile=b"nonsense", quality=90
    )

    assert in_order(opened(developed(raw).picture), RED, GREEN, BLUE, WHITE)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_colours_are_those_of_the_pictures_own_profile(mode: str) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red_is_blue = srgb.replace(b"rXYZ", b"----", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"----", b"bXYZ", 1)
    made = developed(encoded(Image.new(mode, (40, 40), RED), "PNG", icc_profile=red_is_blue))

    assert near(opened(made.picture).getpixel((20, 20)), BLUE)


@pytest.mark.parametrize("size", [(60, 40), (4000, 2000)])
@pytest.mark.parametrize("kind", ["RGBA", "palette", "LA", "webp"])
def test_what_shows_through_still_does(kind: str, size: tuple[int, int]) -> None:
    image = Image.new("RGBA", size, (*RED, 255))
    image.paste((0, 255, 0, 0), (0, 0, size[0] // 2, size[1]))  # a colour that nobody sees, and must not come through
    raw = {
        "RGBA": lambda: encoded(image, "PNG"),
        "palette": lambda: encoded(image.convert("P"), "PNG", transparency=image.convert("P").getpixel((0, 0))),
        "LA": lambda: encoded(image.convert("LA"), "PNG"),
        "webp": lambda: encoded(image, "WEBP", lossless=True),
    }[kind]()
    made = opened(developed(raw).picture)

    assert made.mode == "RGBA"
    alpha = made.getchannel("A")
    assert alpha.getpixel((2, 2)) == 0
    assert alpha.getpixel((made.width - 2, 2)) == 255
    if kind == "RGBA":
        assert near(made.getpixel((made.width // 2 + 1, 5)), RED)


@pytest.mark.parametrize("format", ["GIF", "WEBP", "AVIF", "PNG"])
def test_an_animation_stands_still_at_its_first_frame(format: str) -> None:
    more = [Image.new("RGB", (64, 32), colour) for colour in (GREEN, BLUE)]
    made = developed(encoded(four_corners(), format, save_all=True, append_images=more, duration=100))

    assert in_order(opened(made.picture), RED, GREEN, BLUE, WHITE)
    assert not getattr(opened(made.picture), "is_animated", False)


def test_a_picture_with_others_behind_it_is_the_first() -> None:
    """As phones write them: a second picture for depth or brightness."""
    raw = encoded(four_corners(), "MPO", save_all=True, append_images=[Image.new("RGB", (64, 32), GREEN)], quality=90)

    assert in_order(opened(developed(raw).picture), RED, GREEN, BLUE, WHITE)


def test_prints_scans_and_drawings_are_read_too() -> None:
    assert near(
        opened(developed(encoded(four_corners().convert("CMYK"), "JPEG")).picture).getpixel((4, 4)), RED
    )  # fmt: skip
    grey = Image.new("I;16", (40, 40), 40_000)
    for raw in (encoded(grey, "PNG"), encoded(Image.new("L", (40, 40), 156), "JPEG")):
        assert near(opened(developed(raw).picture).getpixel((20, 20)), (156, 156, 156))
    assert near(
        opened(developed(encoded(Image.new("1", (40, 40), 1), "PNG")).picture).getpixel((20, 20)), (255, 255, 255)
    )  # fmt: skip


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(a_jpeg(400, 400)[:900], id="half a JPEG"),
        pytest.param(encoded(four_corners(400, 400), "PNG")[:-40], id="most of a PNG"),
        pytest.param(encoded(four_corners(), "WEBP")[:60], id="half a WebP"),
        pytest.param(encoded(four_corners(), "AVIF")[:200], id="half an AVIF"),
        pytest.param(b"\xff\xd8\xff", id="the beginning of a JPEG"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\0" * 100, id="a PNG of nothing"),
        pytest.param(b"GIF89a", id="the beginning of a GIF"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="SVG"),
        pytest.param(encoded(four_corners(), "BMP"), id="BMP"),
        pytest.param(encoded(four_corners(), "TIFF"), id="TIFF"),
    ],
)
def test_what_is_no_whole_picture_is_broken(raw: bytes) -> None:
    assert work(raw) == BROKEN


def test_a_bomb_is_too_large_before_it_is_decoded() -> None:
    bomb = png_of_zeros(20_000, 20_000)
    assert len(bomb) < 100_000
    assert work(bomb) == TOO_LARGE
    for format, most in MOST.items():
        if format in ("PNG", "WEBP"):
            side = int(most**0.5)
            assert work(encoded(Image.new("1", (side + 2, side + 2)).convert("L"), format)) == TOO_LARGE


async def test_fifty_megapixels_fit_into_the_childs_memory() -> None:
    """Of a phone: the limit on the child's memory makes this fail where it would take more."""
    raw = a_jpeg(8660, 5773)
    result = await Jail().run("familydash.features.media.develop", raw, LIMITS)
    made = Developed.unpack(result)

    assert (made.width, made.height) == (1600, 1067)
    assert in_order(opened(made.picture), RED, GREEN, BLUE, WHITE)


async def test_the_largest_png_fits_into_the_childs_memory() -> None:
    raw = encoded(four_corners(6000, 4000), "PNG", compress_level=1)
    result = await Jail().run("familydash.features.media.develop", raw, LIMITS)

    assert Developed.unpack(result).width == 1600


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"\0" * 7,
        Developed(b"<html>", b"RIFF----WEBP", 4, 3).pack(),
        Developed(b"RIFF----WEBP", b"<script>", 4, 3).pack(),
        Developed(b"RIFF----WEBP", b"RIFF----WEBP", 0, 3).pack(),
        Developed(b"RIFF----WEBP", b"RIFF----WEBP", 4, 1601).pack(),
        Developed(b"RIFF----WEBP", b"", 4, 3).pack()[:-4],
    ],
)
def test_a_child_that_was_taken_over_is_not_believed(packed: bytes) -> None:
    with pytest.raises(ValueError):
        Developed.unpack(packed)
