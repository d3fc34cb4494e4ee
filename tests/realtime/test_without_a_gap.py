"""The storm: eight writers, a thousand writes, a hundred broken lines, a restart. Nothing lost, nothing heard twice.

Three people look on: zoe, who sees the surprises; ben, who has lists that are his alone; kim, whom it is all for. Each
folds what comes into what they were shown, and has in the end what GET says, byte for byte.
"""

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.conftest import StillClock
from tests.realtime.household import Household, ask, serving
from tests.realtime.storm import Things, Writer
from tests.realtime.viewers import Line, Place, Recorder, Seen, Viewer, place, text
from tests.realtime.wire import until

SEED = 20261126
WRITES, CUTS = 1000, 100
VIEWERS = ("zoe", "ben", "kim")
COLLECTIONS = {
    "lists:all": ("list", "/lists"),
    "list-items:all": ("list_item", "/list-items"),
    "gifts:all": ("gift", "/gifts"),
    "persons:all": ("person", "/persons"),
    "occasions:all": ("occasion", "/occasions"),
    "tags:all": ("tag", "/tags"),
}


def seen(entity: str, rows: list[Any]) -> Seen:
    return {(entity, row["id"]): text(row) for row in rows}


@dataclass
class Storm:
    household: Household
    session: aiohttp.ClientSession
    tokens: dict[str, str]
    things: Things
    viewers: dict[str, Viewer] = field(default_factory=dict)
    recorders: list[tuple[str, Recorder]] = field(default_factory=list)
    """What each viewer is to hear, in each life of the server."""
    written: int = 0

    @property
    def topics(self) -> list[str]:
        wishes, kim = self.things.wishes, self.things.kim
        return [*COLLECTIONS, f"list:{wishes}", f"comments:list:{wishes}", f"person:{kim}"]

    async def show(self, viewer: Viewer, topic: str) -> Seen:
        """What GET says of all that a topic carries."""
        wishes, kim = self.things.wishes, self.things.kim
        if topic in COLLECTIONS:
            entity, path = COLLECTIONS[topic]
            return seen(entity, await viewer.get(path))
        if topic == f"person:{kim}":
            return {
                **seen("person", [row for row in await viewer.get("/persons") if row["id"] == kim]),
                **seen("list", await viewer.get(f"/lists?person_id={kim}")),
                **seen("list_item", await viewer.get(f"/list-items?person_id={kim}")),
            }
        comments = await viewer.get(f"/comments?parent_type=list&parent_id={wishes}")
        if topic == f"comments:list:{wishes}":
            return seen("comment", comments)
        items = await viewer.get(f"/lists/{wishes}/items")
        ids = {item["id"] for item in items}
        of_items = [row for row in await viewer.get("/comments?parent_type=list_item") if row["parent_id"] in ids]
        return {
            **seen("list", [row for row in await viewer.get("/lists") if row["id"] == wishes]),
            **seen("list_item", items),
            **seen("comment", [*comments, *of_items]),
        }

    def record(self) -> None:
        users = {one.user.name.lower(): one.user for one in self.household.house.sockets.live}
        for name in VIEWERS:
            recorder = Recorder(users[name])
            recorder.listen(self.household.house.sockets.hub, self.topics)
            self.recorders.append((name, recorder))

    async def restart(self) -> None:
        users = {name: recorder.user for name, recorder in self.recorders}
        await self.household.stop()
        await self.household.start()
        for name in VIEWERS:
            self.recorders.append((name, Recorder(users[name])))
            self.recorders[-1][1].listen(self.household.house.sockets.hub, self.topics)

    async def blow(self) -> None:
        """A thousand writes, the cuts at random places among them, a restart in the middle."""
        rng = random.Random(SEED)  # noqa: S311  a storm to be had again, not a secret
        cuts = deque(sorted(rng.randrange(WRITES) for _ in range(CUTS)))
        restarting: asyncio.Task[None] | None = None

        async def write(writer: Writer) -> None:
            nonlocal restarting
            while self.written < WRITES:
                if not await writer.write():
                    continue
                self.written += 1
                while cuts and cuts[0] < self.written:
                    cuts.popleft()
                    # From a frame's first bytes to some frames further on, and in the middle of a replay.
                    self.viewers[rng.choice(VIEWERS)].line.break_after(rng.choice((1, 40, 700, 5_000, 20_000)))
                if self.written == WRITES // 2:
                    restarting = asyncio.create_task(self.restart())

        rngs = [random.Random(SEED + number) for number in range(8)]  # noqa: S311
        tokens = [*self.tokens.values()] * 2
        writers = [
            Writer(self.session, self.household, token, self.things, rng)
            for token, rng in zip(tokens, rngs, strict=True)
        ]
        await asyncio.gather(*(write(writer) for writer in writers))
        assert restarting is not None
        await restarting

    async def calm(self) -> None:
        """Everybody has heard everything."""
        for viewer in self.viewers.values():
            viewer.line.heal()
            await viewer.finish()


@pytest.fixture
async def storm(tmp_path: Path, clock: StillClock) -> AsyncIterator[Storm]:
    async with AsyncExitStack() as opened:
        household = await opened.enter_async_context(serving(tmp_path, clock))
        session = await opened.enter_async_context(
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), cookie_jar=aiohttp.DummyCookieJar())
        )
        tokens = await household.sign_up(session, {"ana": None})

        async def made(path: str, **body: Any) -> Any:
            status, answer = await ask(session, household.url, tokens["ana"], "POST", path, body)
            assert status == 201
            return answer["data"]

        kim = (await made("/persons", name="Kim", birthdate="2014-02-28"))["id"]
        tokens |= await household.sign_up(session, {"ben": None, "kim": kim, "zoe": None})
        things = Things(kim, (await made("/lists", name="Wishes", person_id=kim))["id"])
        storm = Storm(household, session, tokens, things)
        for path, body in (
            ("/lists", {"name": "Ideas"}),
            (f"/lists/{things.wishes}/items", {"gift": {"name": "Kite"}}),
            ("/comments", {"parent_type": "list", "parent_id": things.wishes, "content": "Blue?"}),
        ):
            things.made(path, await made(path, **body))
        for name in VIEWERS:
            line = Line(household)
            server = await line.open()
            opened.callback(server.close)
            fetch = {topic: partial(storm.show, topic=topic) for topic in storm.topics}
            storm.viewers[name] = Viewer(session, household, line, tokens[name], fetch)
        yield storm


async def test_nothing_is_lost_or_told_twice_whatever_breaks(storm: Storm) -> None:
    async with asyncio.timeout(120), asyncio.TaskGroup() as group:
        for viewer in storm.viewers.values():
            group.create_task(viewer.follow())
        await until(lambda: all(len(viewer.shown) == len(storm.topics) for viewer in storm.viewers.values()))
        storm.record()
        await storm.blow()
        await storm.calm()

    assert sum(viewer.line.breaks for viewer in storm.viewers.values()) == CUTS
    for name, viewer in storm.viewers.items():
        for topic in storm.topics:
            assert viewer.shown[topic] == await storm.show(viewer, topic), (name, topic)
        told = [event for whose, recorder in storm.recorders if whose == name for event in recorder.events()]
        check(viewer, told)
    kim, zoe = (storm.viewers[name] for name in ("kim", "zoe"))
    wishes = f"list:{storm.things.wishes}"
    assert any('"status":"purchased"' in item for item in zoe.shown[wishes].values())
    assert len(kim.shown["lists:all"]) < len(zoe.shown["lists:all"])


def check(viewer: Viewer, told: list[Any]) -> None:
    """What was heard is what was told, each once and in its order, less what was fetched instead or hidden since."""
    by_place: dict[tuple[str, Place], Any] = {(event["topic"], place(event["cursor"])): event for event in told}
    assert len(by_place) == len(told)
    heard = [(event["topic"], place(event["cursor"])) for event in viewer.heard]
    assert len(set(heard)) == len(heard), "repeated"
    assert all(by_place[where] == event for where, event in zip(heard, viewer.heard, strict=True))
    order = {where: number for number, where in enumerate(by_place)}
    for topic in viewer.shown:
        numbers = [order[where] for where in heard if where[0] == topic]
        assert numbers == sorted(numbers), topic

    missing = by_place.keys() - set(heard)
    gone = last_words(told)
    lost = [
        where
        for where in missing
        if not fetched_since(viewer, where) and not order[where] < gone.get(key(by_place[where]), -1)
    ]
    assert lost == []


def key(event: Any) -> tuple[str, str, str]:
    return event["topic"], event["data"]["entity"], event["data"]["entity_id"]


def last_words(told: list[Any]) -> dict[tuple[str, str, str], int]:
    """Where it was said last of a thing that it is gone."""
    return {key(event): number for number, event in enumerate(told) if event["event"] == "DELETED"}


def fetched_since(viewer: Viewer, where: tuple[str, Place]) -> bool:
    """Whether its topic was fetched as of a later cursor, or in a later life of the server."""
    topic, (life, number) = where
    fetched = [place(cursor) for cursor in viewer.fetched[topic]]
    return any(number <= at for one, at in fetched if one == life) or fetched[-1][0] != life
