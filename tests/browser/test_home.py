"""The first screen: what comes next and what is one's own to do, as it happens."""

from playwright.async_api import expect

from tests.browser.conftest import PHONE, Browse, Served, home
from tests.conftest import Family

GIFT = "Telescope"


async def test_an_empty_household_is_told_how_to_begin(family: Family, browse: Browse) -> None:
    ben = await browse("ben", size=PHONE)

    await ben.page.get_by_role("link", name="Add an occasion").click()

    await expect(ben.page.get_by_role("heading", name="Occasions", level=1)).to_be_visible()


async def test_what_is_assigned_and_planned_comes_by_itself_and_kim_hears_nothing(
    family: Family, browse: Browse, served: Served
) -> None:
    christmas = await family.ana.made(
        "/occasions", name="Christmas", type="holiday", date="2026-12-24", budget="200", person_ids=[family.kim_person]
    )
    ana, kim = await browse("ana"), await browse("kim")
    await expect(ana.page.get_by_text("Christmas").first).to_be_visible()

    made = await family.ben.made(
        "/lists",
        name="Stars for Kim",
        visibility="surprise",
        person_id=family.kim_person,
        occasion_id=christmas["id"],
    )
    item = await family.ben.made(f"/lists/{made['id']}/items", gift={"name": GIFT, "price": "129"})
    await family.ben.put(f"/list-items/{item['id']}/assign", {"user_id": family.ana.id})
    await family.ben.put(f"/list-items/{item['id']}/status", {"status": "selected"})

    upcoming = ana.page.get_by_role("region", name="Next occasion")
    await expect(upcoming.get_by_text("€129.00 planned of €200.00")).to_be_visible()
    await expect(upcoming.get_by_text("Something is chosen for 1 of 1 person")).to_be_visible()
    await ana.picture("home-desktop-light")
    await ana.page.get_by_role("region", name="Yours to get").get_by_role("link", name=GIFT).click()
    await expect(ana.page.get_by_role("heading", name="Stars for Kim", level=1)).to_be_visible()
    await expect(ana.page.get_by_role("button", name=f"Edit {GIFT}")).to_be_focused()

    await kim.page.reload()
    await expect(home(kim.page)).to_be_visible()
    await expect(kim.page.get_by_text("Christmas").first).to_be_visible()
    everything = "\n".join(served[family.kim.id] + kim.frames) + await kim.page.content()
    assert "Christmas" in everything, "the ears work"
    assert GIFT not in everything
    assert "Stars for Kim" not in everything


async def test_what_happened_is_told_leads_there_and_is_filtered(family: Family, browse: Browse) -> None:
    made = await family.ben.made("/lists", name="Ideas")
    item = await family.ben.made(f"/lists/{made['id']}/items", gift={"name": GIFT})
    await family.ana.made("/comments", parent_type="list_item", parent_id=item["id"], content="With a tripod?")
    zoe = await browse("zoe")
    await zoe.open("activity")
    lines = zoe.page.get_by_role("main").get_by_role("listitem")
    await expect(lines.filter(has_text=f"Ben put {GIFT} on a list")).to_be_visible()

    await zoe.page.get_by_label("Who").select_option("Ana")
    await expect(lines.filter(has_text="Ben")).to_have_count(0)
    await lines.filter(has_text=f"Ana commented on {GIFT}").get_by_role("link").click()

    await expect(zoe.page.get_by_role("dialog", name=GIFT).get_by_text("With a tripod?")).to_be_visible()
