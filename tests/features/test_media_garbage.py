"""Pictures that nothing shows go after a day, and what is shown in secret makes no difference."""

import threading
from contextlib import suppress
from pathlib import Path

import pytest

from familydash.auth.viewer import HOUSE
from familydash.config import MEDIA
from familydash.features.media.developed import Developed
from familydash.features.media.garbage import collect
from tests.conftest import PASSWORD, Family, Member
from tests.features.pictures import PowerCut, files, kept, written_at


async def days_pass(family: Family, days: float) -> None:
    """Time passes, and the first request of another day has been answered."""
    family.clock.pass_(days=days)
    await Member("nobody", 0, family.client).get("/media/no-such.webp")
    await family.house.pictures.settle()
    for member in family.members:
        reply = await member.post("/auth/login", {"email": f"{member.name}@family.example", "password": PASSWORD})
        member.token = reply.data["access_token"]


async def is_there(family: Family, url: str) -> bool:
    statuses = {(await family.ana.get(each)).status for each in (url, url.replace(".webp", "-card.webp"))}
    async with family.house.db.read() as read:
        row = await read.value("SELECT 1 FROM media WHERE '/media/' || name || '.webp' = :url", {"url": url})
    assert statuses == ({200} if row else {404})
    return bool(row)


async def test_a_picture_that_is_put_on_nothing_goes_after_a_day(family: Family) -> None:
    old = await kept(family.house, 1)
    await days_pass(family, 0.5)
    assert await is_there(family, old)
    new = await kept(family.house, 2)
    await days_pass(family, 0.9)

    assert not await is_there(family, old)
    assert await is_there(family, new)
    assert len(files(family.house)) == 2


@pytest.mark.parametrize(
    ("path", "field"), [("/gifts", "image_url"), ("/persons", "photo_url"), ("/users/{me}", "avatar_url")]
)
@pytest.mark.parametrize("card", ["", "-card"])
async def test_one_that_something_shows_stays_until_nothing_does(
    family: Family, path: str, field: str, card: str
) -> None:
    made = await kept(family.house, 1)
    shown = made.replace(".webp", f"{card}.webp")
    if path.startswith("/users"):
        thing = path.format(me=family.ben.id)
        await family.ben.put(thing, {field: shown})
    else:
        thing = f"{path}/{(await family.ben.made(path, name='LEGO', **{field: shown}))['id']}"
    await days_pass(family, 3)
    first = (await family.ben.get(thing)).data[field]
    assert first.endswith(f"{card}.webp")
    assert await is_there(family, first.replace("-card", ""))
    assert not await is_there(family, made)
    other = (await kept(family.house, 2)).replace(".webp", f"{card}.webp")
    assert (await family.ben.put(thing, {field: other})).status == 200
    await days_pass(family, 3)
    second = (await family.ben.get(thing)).data[field]
    assert await is_there(family, second.replace("-card", ""))
    assert not await is_there(family, first.replace("-card", ""))
    assert (await family.ben.put(thing, {field: None})).status == 200
    await days_pass(family, 3)

    assert files(family.house) == []


async def test_a_new_address_is_news_but_no_change(family: Family) -> None:
    gift = await family.ben.made("/gifts", name="LEGO", image_url=await kept(family.house))
    made = await family.ben.made("/lists", name="For all")
    await family.ben.made(f"/lists/{made['id']}/items", gift_id=gift["id"])
    await days_pass(family, 1.5)
    ears = await family.ana.listen("gifts:all", "list-items:all")
    before = (await family.ana.get(f"/gifts/{gift['id']}")).data
    async with family.house.db.write(HOUSE) as tx:
        await tx.update("gifts", gift["id"], {"visibility": "surprise", "person_id": family.kim_person})
        tx.touch("gift", gift["id"])
    await ears.events()
    await days_pass(family, 1.5)
    after = (await family.ana.get(f"/gifts/{gift['id']}")).data

    assert after["image_url"] != before["image_url"]
    assert after["version"] == before["version"] + 1  # of becoming a surprise
    assert [event[:2] for event in await ears.events()] == [("gifts:all", "UPDATED"), ("list-items:all", "UPDATED")]


@pytest.mark.parametrize("held", [True, False])
@pytest.mark.parametrize("days", [0, 3])
async def test_nobody_learns_by_a_picture_that_a_wish_outlives_them(family: Family, held: bool, days: int) -> None:
    """Kim deletes a wish. Whether somebody holds it in secret is not told by the picture, whose address she still has."""
    urls = [await kept(family.house)]
    wish = await family.kim.made("/gifts", name="LEGO", image_url=urls[0])
    await days_pass(family, days)
    urls.append((await family.kim.get(f"/gifts/{wish['id']}")).data["image_url"])
    if held:
        secret = await family.ben.made("/lists", name="!", visibility="surprise", person_id=family.kim_person)
        item = await family.ben.made(f"/lists/{secret['id']}/items", gift_id=wish["id"])
    assert (await family.kim.delete(f"/gifts/{wish['id']}")).status == 204
    assert (await family.kim.get(urls[1])).status == 200
    await days_pass(family, 3)

    assert [(await family.kim.get(url)).status for url in urls] == [404, 404]
    if held:
        gift = (await family.ben.get(f"/list-items/{item['id']}")).data["gift"]
        assert (await family.ben.get(gift["image_url"])).status == 200


async def test_nobody_learns_by_a_picture_that_it_is_shown_in_secret_too(family: Family) -> None:
    """The same one on a gift that Kim sees and on one that she does not: when the first is gone, so is its address."""
    url = await kept(family.house)
    gift = await family.ben.made("/gifts", name="LEGO", image_url=url)
    secret = await family.ben.made(
        "/gifts", name="!", image_url=url, visibility="surprise", person_id=family.kim_person
    )
    await days_pass(family, 3)
    shown = (await family.kim.get(f"/gifts/{gift['id']}")).data["image_url"]
    assert (await family.kim.delete(f"/gifts/{gift['id']}")).status == 204
    await days_pass(family, 3)

    assert (await family.kim.get(shown)).status == 404
    hidden = (await family.ben.get(f"/gifts/{secret['id']}")).data["image_url"]
    assert (await family.ben.get(hidden)).status == 200


async def test_a_revealed_gift_does_not_show_what_is_still_hidden(family: Family) -> None:
    """Two surprises with one picture: when the first is told of, its address is no key to the second."""
    url = await kept(family.house)
    hidden = {"image_url": url, "visibility": "surprise", "person_id": family.kim_person}
    first = await family.ben.made("/gifts", name="LEGO", **hidden)
    second = await family.ben.made("/gifts", name="!", **hidden)
    await days_pass(family, 1.5)
    assert (await family.ben.put(f"/gifts/{first['id']}", {"visibility": "family"})).status == 200
    shown = (await family.kim.get(f"/gifts/{first['id']}")).data["image_url"]
    await days_pass(family, 3)

    assert (await family.kim.get(shown)).status == 404
    assert (await family.ben.get((await family.ben.get(f"/gifts/{second['id']}")).data["image_url"])).status == 200


async def test_a_picture_whose_file_is_lost_is_in_nobodys_way(family: Family, caplog: pytest.LogCaptureFixture) -> None:
    lost, other = await kept(family.house, 1), await kept(family.house, 2)
    gift = await family.ana.made("/gifts", name="LEGO", image_url=lost)
    whole = await family.ana.made("/gifts", name="Kite", image_url=other)
    for file in (family.house.db.path.parent / MEDIA).glob(f"{lost[7:39]}*"):
        file.unlink()
    await days_pass(family, 1.5)

    assert "is lost: its file is not there" in caplog.text
    assert (await family.ana.get(f"/gifts/{gift['id']}")).data["image_url"] == lost
    assert (await family.ana.get((await family.ana.get(f"/gifts/{whole['id']}")).data["image_url"])).status == 200


async def test_files_that_a_crash_left_go_after_a_day(family: Family) -> None:
    wanted = await kept(family.house)
    gift = await family.ana.made("/gifts", name="LEGO", image_url=wanted)
    with suppress(PowerCut):
        async with family.house.db.write(HOUSE) as tx:
            await family.house.pictures.keep(tx, Developed(b"RIFF----WEBP", b"RIFF----WEBP", 4, 3))
            raise PowerCut
    folder: Path = family.house.db.path.parent / MEDIA
    (folder / ".unfinished-ab").write_bytes(b"half")
    (folder / "holiday.jpg").write_bytes(b"put there by hand")
    written_at(family.house, family.clock.ms)
    await days_pass(family, 0.9)
    assert len(files(family.house)) == 8
    await days_pass(family, 0.9)

    left = (await family.ana.get(f"/gifts/{gift['id']}")).data["image_url"].removeprefix("/media/")
    assert files(family.house) == sorted([left, left.replace(".webp", "-card.webp"), "holiday.jpg"])


async def test_what_was_not_committed_takes_no_file_away(family: Family) -> None:
    url = await kept(family.house)
    family.clock.pass_(days=3)
    with suppress(PowerCut):
        async with family.house.db.write(HOUSE) as tx:
            await collect(family.house.pictures, tx, family.clock.today("UTC"))
            raise PowerCut
    await family.house.pictures.settle()

    assert (await family.house.pictures.read(url.removeprefix("/media/"))) is not None


async def test_a_picture_that_comes_back_while_it_is_taken_away_is_there(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The family's name of it is given up and taken again."""
    pictures = family.house.pictures
    name = (await kept(family.house)).removeprefix("/media/").removesuffix(".webp")
    async with family.house.db.write(HOUSE) as tx:
        shown = await pictures.name_for(tx, name, "")
    family.clock.pass_(days=3)
    may_go, unlink, settle = threading.Event(), Path.unlink, pictures.settle

    def slowly(path: Path, *, missing_ok: bool = False) -> None:
        may_go.wait()
        unlink(path, missing_ok=missing_ok)

    async def somebody_waits() -> None:
        may_go.set()
        await settle()

    again = await kept(family.house)
    monkeypatch.setattr(Path, "unlink", slowly)
    async with family.house.db.write(HOUSE) as tx:
        await collect(pictures, tx, family.clock.today("UTC"))
    monkeypatch.setattr(pictures, "settle", somebody_waits)
    async with family.house.db.write(HOUSE) as tx:
        name = again.removeprefix("/media/").removesuffix(".webp")
        assert await pictures.name_for(tx, name, "") == shown
    await somebody_waits()

    assert await is_there(family, f"/media/{shown}.webp")


async def test_a_file_that_cannot_be_taken_away_stops_nobody(
    family: Family, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = await kept(family.house)

    def stuck(_: Path, *, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", stuck)
        await days_pass(family, 3)
    assert "could not be taken away: Permission denied" in caplog.text
    assert (await family.ana.get(url)).status == 200  # until it can be
