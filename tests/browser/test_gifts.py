"""Gifts from their address, with pictures and tags."""

import io

from PIL import Image
from playwright.async_api import expect

from familydash.fetcher.pages import Preview
from tests.browser.conftest import PHONE, Browse
from tests.conftest import Family, Shops

CASTLE = "https://shop.example/castle"


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "#b8434f").save(out, "JPEG")
    return out.getvalue()


async def test_an_address_fills_the_form_but_never_what_somebody_wrote(
    family: Family, shops: Shops, browse: Browse
) -> None:
    shops.open[f"{CASTLE}?from=mail"] = Preview.model_validate({
        "name": "Castle", "price": 7999, "currency": "EUR", "image_url": None,
        "source": "shop.example", "description": None, "url": CASTLE,
    })  # fmt: skip
    made = await family.ben.made("/lists", name="Ideas")
    ben = await browse("ben", size=PHONE)
    await ben.open(f"lists/{made['id']}")
    await ben.page.get_by_role("button", name="Add gift").first.click()
    dialog = ben.page.get_by_role("dialog")

    await dialog.get_by_label("Price", exact=True).fill("60")
    await dialog.get_by_label("Gift").fill(f"{CASTLE}?from=mail")

    await expect(dialog.get_by_label("Gift")).to_have_value("Castle")
    await expect(dialog.get_by_label("Link")).to_have_value(f"{CASTLE}?from=mail")
    await expect(dialog.get_by_label("Price", exact=True)).to_have_value("60")
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(ben.page.get_by_role("article", name="Castle").get_by_text("€60.00")).to_be_visible()


async def test_a_page_that_cannot_be_read_is_said_in_words_and_the_link_stays(family: Family, browse: Browse) -> None:
    ben = await browse("ben")
    await ben.open("gifts")
    await ben.page.get_by_role("button", name="Add gift").click()
    dialog = ben.page.get_by_role("dialog")

    await dialog.get_by_label("Name").fill(CASTLE)

    await expect(dialog.get_by_text("That page cannot be read.")).to_be_visible()
    await expect(dialog.get_by_label("Link")).to_have_value(CASTLE)
    await dialog.get_by_label("Name").fill("Castle")
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(ben.page.get_by_role("article", name="Castle")).to_be_visible()


async def test_a_picture_is_chosen_and_shown_to_the_others(family: Family, browse: Browse) -> None:
    gift = await family.ben.made("/gifts", name="Castle")
    ben, ana = await browse("ben"), await browse("ana")
    await ana.open("gifts")
    await expect(ana.page.get_by_role("article", name="Castle")).to_be_visible()
    await ben.open(f"gifts/{gift['id']}")
    dialog = ben.page.get_by_role("dialog", name="Edit Castle")

    await dialog.locator("input[type=file]").set_input_files(
        {"name": "castle.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    await expect(dialog.get_by_role("img", name="Picture of Castle")).to_be_visible()
    await dialog.get_by_role("button", name="Save").click()

    picture = ana.page.get_by_role("article", name="Castle").locator("img")
    await expect(picture).to_be_visible()
    await expect(picture).to_have_js_property("naturalWidth", 480)


async def test_a_file_that_is_no_picture_is_refused_in_words(family: Family, browse: Browse) -> None:
    gift = await family.ben.made("/gifts", name="Castle")
    ben = await browse("ben")
    await ben.open(f"gifts/{gift['id']}")
    dialog = ben.page.get_by_role("dialog", name="Edit Castle")

    await dialog.locator("input[type=file]").set_input_files(
        {"name": "castle.jpg", "mimeType": "image/jpeg", "buffer": b"not a picture"}
    )

    await expect(dialog.get_by_text("That is no picture that can be read.")).to_be_visible()


async def test_gifts_are_tagged_and_found_by_the_tag(family: Family, browse: Browse) -> None:
    await family.ben.made("/gifts", name="Novel", tags=["books"])
    castle = await family.ben.made("/gifts", name="Castle")
    ben = await browse("ben")
    await ben.open(f"gifts/{castle['id']}")
    dialog = ben.page.get_by_role("dialog", name="Edit Castle")
    await dialog.get_by_label("Tags").fill("Lego")
    await ben.page.keyboard.press("Enter")
    await expect(dialog.get_by_role("button", name="Take Lego off")).to_be_visible()
    await dialog.get_by_role("button", name="Save").click()

    await ben.page.get_by_role("button", name="Lego", exact=True).click()
    await expect(ben.page.get_by_role("article", name="Novel")).to_have_count(0)
    await expect(ben.page.get_by_role("article", name="Castle")).to_be_visible()

    await ben.page.get_by_role("button", name="Edit tags").click()
    tags = ben.page.get_by_role("dialog", name="Tags")
    await tags.get_by_label("Name of books").fill("lego")
    await ben.page.keyboard.press("Enter")
    await expect(tags.get_by_text("There is a tag of that name already.")).to_be_visible()
    await tags.get_by_role("button", name="Delete Lego").click()
    await ben.page.get_by_role("button", name="Delete", exact=True).click()
    await expect(tags.get_by_label("Name of Lego")).to_have_count(0)
