"""The routes of the toy house. `LOOKS` counts how often the slow one looked around."""

from typing import Any, Literal

from aiohttp import web
from pydantic import MISSING, Field

from familydash.db.database import Reader, Row, Tx, unique
from familydash.db.paging import Order, Page, PageQuery, Where, page
from familydash.errors import Conflict, NotFound, RateLimited, StorageFull
from familydash.shapes import Day, Entity, Id, Input, Line, Money, MoneyIn, Query, Text
from familydash.web.api import Api, Call


class Part(Input):
    name: Line
    count: int = 1


class NoteNew(Input):
    name: Line
    price: MoneyIn | None = None
    color: Literal["red", "green", "blue"] = "red"
    when: Day | None = None
    date: int | Literal["today"] | None = None
    text: Text | None = None
    gift_id: Id | None = None
    parts: list[Part] = Field(default_factory=list)
    sizes: dict[str, str] = Field(default_factory=dict)
    anything: Any = None


class NoteChange(Input):
    name: Line | MISSING = MISSING
    price: MoneyIn | None | MISSING = MISSING


class Note(Entity):
    """A note on the fridge."""

    name: str
    price: Money | None
    remark: str | None = None


class NoteQuery(PageQuery):
    tag: tuple[str, ...] = Field((), description="Any of them.")
    who: Id | Literal["me"] | None = None
    since: Day | None = Field(None, alias="from")


class Word(Query):
    q: str


class Force(Query):
    force: bool = False


def apis() -> list[Api]:
    """The notes, and a few routes that go wrong. Made anew for each test."""
    notes, odd = Api("Notes", "What hangs on the fridge."), Api("Odd ones")

    @notes.get("/notes/{id}", summary="One note")
    async def get(read: Reader, id: Id) -> Note:
        return await one(read, id)

    @notes.get("/notes", summary="The notes")
    async def listing(read: Reader, query: NoteQuery) -> Page[Note]:
        """All of them, by name."""
        return (await page(read, "SELECT * FROM notes", Where({}), Order("name", "name", keys=str), query)).map(note)

    @notes.get("/notes/search", summary="Notes by words")
    async def search(query: Word) -> list[str]:
        return [query.q]

    @notes.post("/notes", summary="Write a note", errors=("CONFLICT",))
    async def create(call: Call, tx: Tx, body: NoteNew) -> Note:
        call.set_header("X-Fridge", "kitchen")
        return await insert(tx, body)

    @notes.put("/notes/{id}", summary="Change a note", errors=("CONFLICT", "INVALID_TRANSITION"))
    async def change(call: Call, tx: Tx, id: Id, body: NoteChange) -> Note:
        now = await one(tx, id)
        if call.match:
            call.match.check(now)
        await tx.update("notes", id, body.model_dump())
        tx.touch("note", id)
        return await one(tx, id)

    @notes.delete("/notes/{id}", summary="Take a note down")
    async def remove(call: Call, tx: Tx, id: Id, query: Force) -> None:
        await one(tx, id)
        await tx.run("DELETE FROM notes WHERE id = :id", {"id": id})

    @notes.post("/notes/{id}/parts", summary="Write a part", location="/parts/{name}/of/{id}")
    async def add_part(call: Call, id: Id, body: Part) -> Part:
        return body

    @notes.post("/notes/slow", summary="Look around, then write")
    async def slow(call: Call, body: NoteNew) -> Note:
        call.request.app[LOOKS].append(body.name)
        async with call.write() as tx:
            made = await insert(tx, body)
            await call.keep(made)
        return made

    @odd.post("/door", summary="Come in", who="anyone", status=200)
    async def knock(call: Call, body: Word | None) -> dict[str, str]:
        call.set_cookie("crumb", "1", path="/door", httponly=True)
        call.set_header("Cache-Control", "no-store")
        return {"said": body.q if body else ""}

    @odd.get("/whoami", summary="Nobody knows", who="anyone")
    async def whoami(call: Call) -> str:
        return call.viewer.name

    @odd.get("/file", summary="A file", who="anyone")
    async def file() -> web.StreamResponse:
        return web.Response(text="bytes", headers={"Content-Security-Policy": "sandbox"})

    @odd.post("/picture", summary="A picture", max_body=3 * 1024 * 1024, status=200)
    async def picture(file: bytes) -> int:
        return len(file)

    @odd.get("/fails/{how}", summary="Fails", who="anyone", errors=("RATE_LIMITED",))
    async def fails(how: Literal["defect", "busy", "full", "conflict"]) -> None:
        errors = {"busy": RateLimited("slower", 7), "full": StorageFull(), "conflict": Conflict("it is there")}
        raise errors.get(how, RuntimeError("SELECT secret"))

    return [notes, odd]


LOOKS = web.AppKey("looks", list[str])


async def one(read: Reader, id: int) -> Note:
    row = await read.one("SELECT * FROM notes WHERE id = :id", {"id": id})
    if row is None:
        raise NotFound("there is no such note")
    return note(row)


async def insert(tx: Tx, body: NoteNew) -> Note:
    with unique("there is such a note"):
        id = await tx.insert("notes", {"name": body.name, "price": body.price})
    tx.touch("note", id)
    return await one(tx, id)


def note(row: Row) -> Note:
    names = ("id", "version", "created_at", "updated_at", "name", "price")
    return Note(**{name: row[name] for name in names}, updated_by=None)
