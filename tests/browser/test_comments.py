"""What is said about a gift: the others see it at once, and the one it is for never."""

import re
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import PHONE, Browse, Browsing, Served
from tests.conftest import Family

GIFT = "Drawing tablet"
SECRET = "Ordered it in blue, it hides in the garage."


async def a_wish(family: Family) -> Any:
    """On Kim's own list, which Kim sees."""
    made = await family.kim.made("/lists", name="My wishes", person_id=family.kim_person)
    return {**made, "item": await family.kim.made(f"/lists/{made['id']}/items", gift={"name": GIFT})}


async def open_list(browsing: Browsing, made: Any) -> None:
    await browsing.open(f"lists/{made['id']}")
    await expect(browsing.page.get_by_role("button", name=re.compile(f"[cC]omment.* {GIFT}$"))).to_be_visible()


async def open_talk(page: Page) -> Locator:
    await page.get_by_role("button", name=re.compile(f"[cC]omment.* {GIFT}$")).click()
    dialog = page.get_by_role("dialog", name=GIFT)
    await expect(dialog.get_by_role("textbox", name="Write a comment")).to_be_visible()
    return dialog


async def test_a_comment_is_there_at_once_and_the_one_it_is_kept_from_never_gets_a_byte_of_it(
    family: Family, browse: Browse, served: Served
) -> None:
    made = await a_wish(family)
    ben, ana, kim = await browse("ben"), await browse("ana"), await browse("kim")
    for one in (ben, ana, kim):
        await open_list(one, made)
    bens, anas, kims = await open_talk(ben.page), await open_talk(ana.page), await open_talk(kim.page)

    await bens.get_by_role("textbox", name="Write a comment").fill(SECRET)
    await expect(bens.get_by_text("Kim will not see this comment.")).to_be_visible()
    await bens.get_by_role("button", name="Send").click()

    await expect(anas.get_by_text(SECRET)).to_be_visible()
    await expect(anas.get_by_text("hidden from Kim")).to_be_visible()
    await ana.picture("comments-desktop-light")

    await anas.get_by_role("switch", name="Keep from Kim").uncheck()
    await anas.get_by_role("textbox", name="Write a comment").fill("Which colour do you like, Kim?")
    await anas.get_by_role("button", name="Send").click()

    # The open question is the barrier: what came before it has been heard by now.
    await expect(kims.get_by_text("Which colour do you like, Kim?")).to_be_visible()
    await expect(kims.get_by_role("switch")).to_have_count(0)
    for path in ("home", "activity", "lists", f"lists/{made['id']}", "gifts"):
        await kim.open(path)
        await expect(kim.page.get_by_role("heading", level=1)).to_be_visible()
    await expect(kim.page.get_by_role("article", name=GIFT)).to_be_visible()
    everything = "\n".join(served[family.kim.id] + kim.frames) + await kim.page.content()
    assert "Which colour" in everything, "the ears work"
    assert SECRET not in everything
    assert "garage" not in everything
    assert '"surprise"' not in everything


async def test_a_comment_is_written_changed_settled_and_deleted_by_keyboard_alone(
    family: Family, browse: Browse
) -> None:
    made = await a_wish(family)
    ben, ana = await browse("ben"), await browse("ana")
    await open_list(ben, made)
    await open_list(ana, made)
    anas = await open_talk(ana.page)
    keys = ben.page.keyboard

    await ben.page.get_by_role("button", name=f"Comment on {GIFT}").focus()
    await keys.press("Enter")
    dialog = ben.page.get_by_role("dialog", name=GIFT)
    await tab_to(ben.page, dialog.get_by_role("textbox", name="Write a comment"))
    await keys.type("Shall we share it?")
    await keys.press("Control+Enter")
    await expect(dialog.get_by_role("article", name="Comment by Ben").get_by_text("Shall we share it?")).to_be_visible()
    await expect(anas.get_by_text("Shall we share it?")).to_be_visible()

    async def choose(times: int) -> None:
        await tab_to(ben.page, dialog.get_by_role("button", name="Options for"), back=True)
        await keys.press("Enter")
        await expect(ben.page.get_by_role("menu")).to_be_visible()
        for _ in range(times):
            await keys.press("ArrowDown")
        await keys.press("Enter")

    family.clock.pass_(minutes=1)
    await choose(1)
    await expect(ben.page.get_by_role("textbox", name="Change the comment")).to_be_focused()
    await keys.type(" Half each.")
    await keys.press("Control+Enter")
    await expect(anas.get_by_text("Shall we share it? Half each.")).to_be_visible()
    await expect(anas.get_by_text(re.compile("updated .+ by Ben"))).to_be_visible()

    await choose(0)
    await expect(anas.get_by_text("settled")).to_be_visible()

    await choose(2)
    await expect(ben.page.get_by_role("dialog", name="Delete this comment?")).to_be_visible()
    await tab_to(ben.page, ben.page.get_by_role("button", name="Delete", exact=True))
    await keys.press("Enter")
    await expect(anas.get_by_text("Nothing said yet.")).to_be_visible()


async def tab_to(page: Page, wanted: Locator, *, back: bool = False) -> None:
    """By the Tab key, as somebody does it who has no mouse; a dozen times at most."""
    for _ in range(12):
        if await wanted.evaluate("element => element === document.activeElement"):
            return
        await page.keyboard.press("Shift+Tab" if back else "Tab")
    await expect(wanted).to_be_focused()


async def test_a_comment_that_was_refused_comes_back_into_the_field_and_says_why(
    family: Family, browse: Browse
) -> None:
    made = await a_wish(family)
    ben = await browse("ben", size=PHONE, scheme="dark")
    await open_list(ben, made)
    dialog = await open_talk(ben.page)
    await ben.page.route("**/comments", lambda route: route.fulfill(
        status=507, content_type="application/json",
        body='{"error": {"code": "STORAGE_FULL", "message": "no", "trace_id": "x", "details": []}}',
    ))  # fmt: skip

    field = dialog.get_by_role("textbox", name="Write a comment")
    await field.fill("Not lost")
    await dialog.get_by_role("button", name="Send").click()

    await expect(dialog.get_by_text("The disk of your familydash is full.")).to_be_visible()
    await expect(field).to_have_value("Not lost")
    await expect(dialog.get_by_text("Nothing said yet.")).to_be_visible()
    await ben.picture("comments-phone-dark")


async def test_cards_tell_how_much_was_said_and_the_list_has_a_thread_of_its_own(
    family: Family, browse: Browse
) -> None:
    made = await a_wish(family)
    about = {"parent_type": "list_item", "parent_id": made["item"]["id"]}
    await family.ben.made("/comments", **about, content="One")
    ana = await browse("ana")
    await ana.open(f"lists/{made['id']}")
    await expect(ana.page.get_by_role("button", name=f"1 comment on {GIFT}")).to_be_visible()

    await family.ben.made("/comments", **about, content="Two")
    await expect(ana.page.get_by_role("button", name=f"2 comments on {GIFT}")).to_be_visible()

    await family.ben.made("/comments", parent_type="list", parent_id=made["id"], content="Not too much this year")
    await expect(ana.page.get_by_role("region", name="Comments").get_by_text("Not too much this year")).to_be_visible()
