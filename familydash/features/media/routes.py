"""/media: a picture in, and its file out to whoever knows the name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, TypeVar

from aiohttp import web
from pydantic import Field

from familydash.db.database import Tx
from familydash.errors import NotFound
from familydash.features.media.adopt import adopt, is_foreign
from familydash.features.media.store import MAX_BYTES, Pictures
from familydash.fetcher.pages import Pages
from familydash.shapes import Answer
from familydash.web.answers import etag, not_modified
from familydash.web.api import Api, Call

PICTURES: Final = web.AppKey("pictures", Pictures)
PAGES: Final = web.AppKey("pages", Pages)

U = TypeVar("U")

_HEADERS: Final = {
    "Cache-Control": "public, max-age=31536000, immutable",  # another picture has another name
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}

api = Api("Pictures", "What people photograph, and what shops show.")


class Picture(Answer):
    """`url` is what `image_url`, `photo_url` and `avatar_url` take. The size is in pixels."""

    url: str = Field(examples=["/media/9d2f60c1b7e84a53a1f00c6de2b94877.webp"])
    width: int
    height: int

    @property
    def name(self) -> str:
        """The last part of `url`."""
        return self.url.rpartition("/")[2]


@api.post("/media", summary="Keep a picture", location="/media/{name}", max_body=MAX_BYTES, errors=("RATE_LIMITED",))
async def keep_picture(call: Call, file: bytes) -> Picture:
    """A JPEG, PNG, WebP, GIF or AVIF of up to 10 MiB. It is turned upright, stripped of its metadata, scaled to at most 1600 px
    and kept as WebP; of an animation, the first frame. One that is put on nothing within a day is taken away again."""
    pictures = call.service(PICTURES)
    developed = await pictures.develop(file)
    async with call.write() as tx:
        url = await pictures.keep(tx, developed)
        answer = Picture(url=url, width=developed.width, height=developed.height)
        await call.keep(answer)
    return answer


@api.get("/media/{name}", summary="A picture", who="anyone", content="image/webp")
async def get_picture(call: Call, name: str) -> web.Response:
    """Its name is the key to it, so no token is needed. With `-card` before `.webp` it is at most 480 px wide and high.
    It never changes: caches may keep it."""
    picture = await call.service(PICTURES).read(name)
    if picture is None:
        raise NotFound("there is no such picture")
    headers = {**_HEADERS, "ETag": etag(picture)}
    if not_modified(call.request, headers["ETag"]):
        return web.Response(status=304, headers=headers)
    return web.Response(body=picture, headers=headers, content_type="image/webp")


@asynccontextmanager
async def own_picture(call: Call, url: U, otherwise: U) -> AsyncIterator[tuple[Tx, U | str]]:
    """A unit of work, and what to write in it for the picture at `url`: where that stands somewhere else on the web, the
    address of the household's own copy; `otherwise` where there is none to be had. Browsers never call the shop."""
    if not is_foreign(url):
        async with call.write() as tx:
            yield tx, url
        return
    pictures = call.service(PICTURES)
    developed = await adopt(call.service(PAGES), pictures, str(url))
    async with call.write() as tx:
        yield tx, otherwise if developed is None else await pictures.keep(tx, developed)
