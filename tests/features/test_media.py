"""POST /media and the files behind it: who may send what, what comes back, and under which name."""

import asyncio
import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from aiohttp import FormData

from familydash.auth.viewer import HOUSE
from familydash.config import MEDIA
from familydash.db.archive import PICTURE
from familydash.db.backup import backup
from familydash.db.restore import restore
from familydash.features.media.developed import Developed
from familydash.features.media.store import MAX_BYTES, Pictures
from familydash.web import dispatch
from familydash.web.keys import UPLOADS
from tests.conftest import Family, Member
from tests.features.pictures import PowerCut, a_jpeg, files, kept, send

FOREVER = "public, max-age=31536000, immutable"


async def test_a_picture_is_kept_and_shown_to_whoever_has_its_address(family: Family) -> None:
    reply = await send(family.ben, a_jpeg(800, 600))

    assert (reply.status, reply.data) == (201, {"url": reply.headers["Location"], "width": 800, "height": 600})
    nobody = Member("nobody", 0, family.client)
    picture = await nobody.get(reply.data["url"])
    card = await nobody.get(reply.data["url"].replace(".webp", "-card.webp"))
    for one in (picture, card):
        assert (one.status, one.headers["Content-Type"], one.body[8:12]) == (200, "image/webp", b"WEBP")
        assert one.headers["Cache-Control"] == FOREVER
        assert one.headers["X-Content-Type-Options"] == "nosniff"
        assert one.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert len(card.body) < len(picture.body)
    async with family.house.db.read() as read:
        row = dict(await read.only("SELECT * FROM media"))
    assert row == {
        "name": reply.data["url"][len("/media/") : -len(".webp")],
        "audience": "new",
        "digest": hashlib.sha256(picture.body).hexdigest(),
        "bytes": len(picture.body) + len(card.body),
        "width": 800,
        "height": 600,
        "created_at": family.clock.ms,
    }


async def test_what_a_browser_has_it_does_not_get_again(family: Family) -> None:
    url = await kept(family.house)
    picture = await family.ana.get(url)
    again = await family.ana.get(url, headers={"If-None-Match": picture.headers["ETag"]})
    head = await family.ana.ask("HEAD", url)

    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", picture.headers["ETag"])
    assert again.headers["Cache-Control"] == FOREVER
    assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", str(len(picture.body)))
    assert head.headers["ETag"] == picture.headers["ETag"]


async def test_the_same_picture_has_another_address_each_time_it_is_sent(family: Family) -> None:
    """Else whoever has it could ask by sending it whether somebody else did, too."""
    raw = a_jpeg()
    first, again, bens = await send(family.ana, raw), await send(family.ana, raw), await send(family.ben, raw)

    assert len({each.data["url"] for each in (first, again, bens)}) == 3
    assert (await family.ana.get(first.data["url"])).body == (await family.ana.get(bens.data["url"])).body


async def test_a_name_says_nothing_without_the_households_secret(family: Family) -> None:
    """Else whoever has a picture could ask whether somebody else has it too."""
    small = Developed(b"RIFF----WEBP", b"RIFF----WEBP", 4, 3)
    theirs = family.house.pictures
    others = Pictures(theirs._jail, theirs._folder, b"another household's", lambda: "")
    async with family.house.db.write(HOUSE) as tx:
        name = (await theirs.keep(tx, small)).removeprefix("/media/").removesuffix(".webp")
        assert await theirs.name_for(tx, name, "") != await others.name_for(tx, name, "")
        assert await theirs.name_for(tx, name, "") != await theirs.name_for(tx, name, "private 1")
        assert await theirs.name_for(tx, name, "") == await theirs.name_for(tx, name, "")


async def test_only_who_is_signed_in_may_send_one(family: Family) -> None:
    reply = await send(Member("nobody", 0, family.client), a_jpeg())
    assert (reply.status, reply.error["code"], files(family.house)) == (401, "UNAUTHORIZED", [])


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"Dear Oma, this is no picture", "must be a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "must be a picture"),
        (b"", "must be a picture"),
        (a_jpeg(400, 400)[:900], "damaged"),
    ],
)
async def test_what_is_no_picture_is_refused(family: Family, raw: bytes, words: str) -> None:
    reply = await send(family.ana, raw)

    assert (reply.status, reply.error["code"]) == (400, "VALIDATION_ERROR")
    assert [detail["field"] for detail in reply.error["details"]] == ["file"]
    assert words in reply.error["message"]
    assert files(family.house) == []


async def test_more_than_ten_mebibytes_are_too_many(family: Family) -> None:
    beginning = a_jpeg()
    too_many = await send(family.ana, beginning + bytes(MAX_BYTES + 1 - len(beginning)))
    just_as_many = await send(family.ana, beginning + bytes(MAX_BYTES - len(beginning)))

    assert (too_many.status, too_many.error["code"]) == (413, "PAYLOAD_TOO_LARGE")
    assert just_as_many.status == 201  # what stands behind a JPEG is not of it


async def test_the_file_is_a_field_of_a_form(family: Family) -> None:
    wrong = await send(family.ana, a_jpeg(), field="picture")
    json = await family.ana.post("/media", {"file": "x"})
    token = {"Authorization": f"Bearer {family.ana.token}"}
    async with family.client.post("/media", data=a_jpeg(), headers={**token, "Content-Type": "image/jpeg"}) as bare:
        assert bare.status == 415
    empty = FormData(default_to_multipart=True)
    empty.add_field("name", "x")
    async with family.client.post("/media", data=empty, headers=token) as without:
        assert (without.status, (await without.json())["error"]["details"][0]["field"]) == (400, "file")

    assert (wrong.status, wrong.error["details"]) == (400, [{"field": "file", "message": "is required"}])
    assert (json.status, json.error["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize(
    "name",
    [
        "0" * 32 + ".webp", "familydash.db", "..%2ffamilydash.db", "%2e%2e%2fsecret.key", "..%5csecret.key", "%2fetc%2fpasswd",
        ".unfinished-x", "x", "{name}", "{name}.png", "{name}.webp.webp", "{name}-card-card.webp", "{NAME}.webp",
        "{name}.webp%0a", "%20{name}.webp", "media%2f{name}.webp", "..%2fmedia%2f{name}.webp", "x/{name}.webp",
    ],
)  # fmt: skip
async def test_what_is_no_name_of_a_picture_is_not_there(family: Family, name: str) -> None:
    url = await kept(family.house)
    digits = url[len("/media/") : -len(".webp")]
    (family.house.db.path.parent / MEDIA / ".unfinished-x").write_bytes(b"half")
    asked = name.replace("{name}", digits).replace("{NAME}", digits.upper())
    reply = await family.ana.get(f"/media/{asked}")

    assert (reply.status, reply.error["code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize("name", ["..", "../familydash.db", "/etc/passwd", "", "\n", "{name}.webp\n"])
async def test_no_file_but_a_picture_is_ever_read(family: Family, name: str) -> None:
    """Some of these no client sends as they are."""
    digits = (await kept(family.house))[len("/media/") : -len(".webp")]
    assert await family.house.pictures.read(name.replace("{name}", digits)) is None


async def test_a_picture_that_is_sent_again_is_answered_again(family: Family) -> None:
    key = {"Idempotency-Key": "one"}
    first, again = await send(family.ana, a_jpeg(), headers=key), await send(family.ana, a_jpeg(), headers=key)
    other = await send(family.ana, a_jpeg(100, 100), headers=key)

    assert (first.body, first.headers["Location"]) == (again.body, again.headers["Location"])
    assert (again.status, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert (other.status, other.error["code"]) == (409, "CONFLICT")


async def test_a_key_that_is_none_keeps_no_picture(family: Family) -> None:
    reply = await send(family.ana, a_jpeg(), headers={"Idempotency-Key": "x" * 201})
    assert (reply.status, reply.error["details"][0]["field"], files(family.house)) == (400, "Idempotency-Key", [])


async def test_others_write_while_a_picture_is_developed(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, may_end, develop = asyncio.Event(), asyncio.Event(), family.house.pictures.develop

    async def slow(raw: bytes) -> Developed:
        begun.set()
        await may_end.wait()
        return await develop(raw)

    monkeypatch.setattr(family.house.pictures, "develop", slow)
    sending = asyncio.create_task(send(family.ana, a_jpeg()))
    await begun.wait()
    await family.ben.made("/gifts", name="LEGO")
    may_end.set()
    assert (await sending).status == 201


@contextmanager
def a_full_disk() -> Iterator[None]:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", full)
        yield


async def test_a_full_disk_is_said_and_leaves_nothing_half_written(family: Family) -> None:
    with a_full_disk():
        reply = await send(family.ana, a_jpeg())

    assert (reply.status, reply.error["code"]) == (507, "STORAGE_FULL")
    assert files(family.house) == []
    async with family.house.db.read() as read:
        assert await read.value("SELECT count(*) FROM media") == 0
    assert (await send(family.ana, a_jpeg())).status == 201


async def test_a_file_is_there_before_its_row_and_is_the_owners_alone(family: Family) -> None:
    small = Developed(b"RIFF----WEBP", b"RIFF----WEBP", 4, 3)
    with suppress(PowerCut):
        async with family.house.db.write(HOUSE) as tx:
            await family.house.pictures.keep(tx, small)
            raise PowerCut

    folder = family.house.db.path.parent / MEDIA
    assert len(files(family.house)) == 2
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    async with family.house.db.read() as read:
        assert await read.value("SELECT count(*) FROM media") == 0


async def test_a_backup_carries_every_picture_and_brings_it_back(family: Family) -> None:
    for shade in range(40):  # many, as some kinds of names would be passed over
        await kept(family.house, shade)
    data_dir = family.house.db.path.parent
    saved = await asyncio.to_thread(backup, data_dir)
    elsewhere = data_dir / "elsewhere"
    await asyncio.to_thread(restore, elsewhere, saved.path)

    names = files(family.house)
    assert len(names) == 80
    assert all(PICTURE.fullmatch(f"{MEDIA}/{name}") for name in names)
    assert sorted(file.name for file in (elsewhere / MEDIA).iterdir()) == names
    assert all((elsewhere / MEDIA / name).read_bytes() == (data_dir / MEDIA / name).read_bytes() for name in names)


async def test_few_files_are_read_at_once_and_one_that_waits_too_long_is_told_so(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "PATIENCE", 0.0)
    places = family.client.app[UPLOADS]
    while not places.locked():
        await places.acquire()
    busy = await send(family.ben, a_jpeg())
    places.release()
    free = await send(family.ben, a_jpeg())

    assert (busy.status, busy.error["code"], busy.headers["Retry-After"]) == (429, "RATE_LIMITED", "10")
    assert free.status == 201


async def test_a_form_of_many_parts_is_not_looked_through(family: Family) -> None:
    form = FormData()
    for number in range(9):
        form.add_field(f"field {number}", "x")
    form.add_field("file", a_jpeg(), filename="x.jpg")
    async with family.client.post(
        "/media", data=form, headers={"Authorization": f"Bearer {family.ben.token}"}
    ) as reply:
        assert (reply.status, (await reply.json())["error"]["details"][0]["field"]) == (400, "file")


async def test_a_picture_of_endless_scans_is_refused_before_it_is_decoded(family: Family) -> None:
    reply = await send(family.ben, a_jpeg() + b"\xff\xda" * 65)
    assert (reply.status, reply.error["details"][0]["field"]) == (400, "file")
