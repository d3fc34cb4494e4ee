"""Both worlds at once: deeds done in both or in secret, and the comparison of all that the viewer gets."""

import json
import random
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.surprises import addresses
from tests.surprises.listening import Ears, topics
from tests.surprises.worlds import Learned, Reply, Template, World, open_world

LISTEN = "LISTEN"
"""The method of a deed that is no request: to look at something, as a screen does that follows its topic."""

_TOLD = 12  # steps that a failure tells of


@dataclass(frozen=True)
class Deed:
    """One request. `hidden` are the fields of the body that only world B has: the secret part of an open deed."""

    who: str
    method: str
    path: str
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    hidden: Mapping[str, Any] = field(default_factory=dict)

    async def done_in(self, world: World, *, secrets: bool = False) -> Reply:
        if self.method == LISTEN:
            return await world.listen(self.who, self.path)
        body = {**self.body, **self.hidden} if secrets and self.hidden else self.body
        return await world.ask(self.who, self.method, self.path, body, self.headers)

    def __str__(self) -> str:
        words = f"{self.who}: {self.method} {self.path}"
        words += f" {json.dumps(self.body)}" if self.body is not None else ""
        words += f" {dict(self.headers)}" if self.headers else ""
        return words + (f" and in secret {json.dumps(self.hidden)}" if self.hidden else "")


@dataclass
class Pair:
    """`a` has what is open and the viewer's own, `b` has that and the secrets."""

    a: World
    b: World
    viewer: str
    rng: random.Random
    ids: dict[str, Sequence[int]] = field(default_factory=dict)
    pictures: set[str] = field(default_factory=set)
    steps: list[str] = field(default_factory=list)
    _ears: tuple[Ears, Ears] | None = None
    _compared: int = 0
    _followed: set[str] = field(default_factory=set)

    @property
    def worlds(self) -> tuple[World, World]:
        return self.a, self.b

    async def openly(self, deed: Deed) -> Reply:
        """In both worlds. Returns what came out in A."""
        await self._begin(f"{deed}")
        in_a = await deed.done_in(self.a)
        in_b = await deed.done_in(self.b, secrets=True)
        self.steps[-1] += f" → {in_a.status}" + (f", {in_b.status} in B" if in_a.status != in_b.status else "")
        if deed.who == self.viewer:
            self._same("the answer to the viewer's own deed", in_a, in_b)
        await self._end()
        return in_a

    async def in_secret(self, deed: Deed) -> Reply:
        """In world B alone."""
        await self._begin(f"    in secret {deed}")
        reply = await deed.done_in(self.b, secrets=True)
        self.steps[-1] += f" → {reply.status}"
        await self._end()
        return reply

    async def let_pass(self, days: int) -> None:
        await self._begin(f"{days} days pass")
        for world in self.worlds:
            world.clock.pass_(days=days)
            await world.sign_in()
        await self._end()

    async def _begin(self, words: str) -> None:
        self.steps.append(f"{len(self.steps) + 1:3} {words}")
        for world in self.worlds:
            world.clock.pass_(seconds=1)
            await world.number(len(self.steps))

    async def _end(self) -> None:
        """Take note of new ids, follow their topics, and compare what was heard."""
        for world in self.worlds:
            await world.settled()
        tables = [row["name"] for row in await self.b.rows("SELECT name FROM sqlite_sequence")]
        sql = " UNION ALL ".join(f"SELECT '{table}' AS name, id FROM {table}" for table in tables)
        found = {(row["name"], row["id"]) for world in self.worlds for row in await world.rows(sql)}
        for table in tables:
            here = {id for name, id in found if name == table}
            self.ids[table] = sorted({*self.ids.get(table, ()), *here})
        # In A nothing is hidden from the viewer, so these they may have been told of.
        self.pictures |= {row["name"] for row in await self.a.rows("SELECT name FROM media")}
        new = [topic for topic in topics(self.ids) if topic not in self._followed]
        self._followed.update(new)
        for ears in self._both_ears():
            await ears.follow(new)
            await ears.hear()
        in_a, in_b = (ears.frames[self._compared :] for ears in self._both_ears())
        self._compared += len(in_a)
        self._same("what the viewer's sockets heard", in_a, in_b)

    def _both_ears(self) -> tuple[Ears, Ears]:
        self._ears = self._ears or (Ears(self.a, self.viewer), Ears(self.b, self.viewer))
        return self._ears

    async def compare(self, share: float) -> int:
        """The bytes of every single thing and collection, and of a share of all that these may be asked. Returns how many."""
        paths = [*addresses.OPEN, *addresses.things(self.ids, sorted(self.pictures))]
        paths += self._some(addresses.questions(self.ids, self.rng), share)
        walks = self._some(addresses.walks(self.ids), share)
        for path in paths:
            await self._read(path)
        for path in walks:
            await self._walk(path)
        return len(paths) + len(walks)

    async def check_the_activity(self) -> None:
        """The same in both worlds is not enough: what the viewer is told of is there for them, or for nobody. Others have
        it still only where it was withdrawn: then it, or what it hangs on, is told of as deleted."""
        reply = await self._read("/activity?limit=200")
        rows = json.loads(reply.body)["data"]
        deleted = {(row["entity"], row["entity_id"]) for row in rows if row["action"] == "DELETED"}
        for entity, id in sorted({(row["entity"], row["entity_id"]) for row in rows} - deleted):
            if (await self._read(_path(entity, id))).status != 200 and await self._is_hidden(entity, id, deleted):
                raise Learned(f"{self.viewer} reads in the activity of the {entity} {id}, that is hidden from them")

    async def _is_hidden(self, entity: str, id: int, deleted: Collection[tuple[str, int]]) -> bool:
        """Whether somebody else has what is not there for the viewer, in A, where nothing is done in secret; but for what is
        told of as deleted, and what hangs on that."""
        if (entity, id) in deleted:
            return False
        for name in self.a.accounts:
            found = await self.a.ask(name, "GET", _path(entity, id))
            if found.status == 200:
                thing = json.loads(found.body)["data"]
                if entity == "comment":
                    return await self._is_hidden(thing["parent_type"], thing["parent_id"], deleted)
                return entity != "list_item" or ("gift", thing["gift"]["id"]) not in deleted
        return False

    def _some(self, paths: list[str], share: float) -> list[str]:
        return self.rng.sample(paths, int(len(paths) * share))

    async def compare_the_past(self) -> None:
        """What somebody is told who comes back with an old cursor, topic by topic."""
        since = str(self.rng.randrange(3) * self.rng.randrange(30))
        heard = []
        for old in self._both_ears():
            ears = Ears(old.world, self.viewer, epoch=old.epoch)
            await ears.follow(topics(self.ids), since)
            await ears.close()
            heard.append(ears.frames)
        self._same(f"what is told to the viewer who comes back with cursor {since}", *heard)

    async def _read(self, path: str) -> Reply:
        in_a = await self.a.ask(self.viewer, "GET", path)
        self._same(f"GET {path}", in_a, await self.b.ask(self.viewer, "GET", path))
        return in_a

    async def _walk(self, path: str) -> None:
        cursor = ""
        while True:
            reply = await self._read(path + cursor)
            after = json.loads(reply.body)["pagination"]["next_cursor"] if reply.status == 200 else None
            if after is None:
                return
            cursor = f"&cursor={after}"

    def _same(self, what: str, in_a: Any, in_b: Any) -> None:
        if in_a == in_b:
            return
        if isinstance(in_a, list):  # what was heard: from the first difference on
            alike = next((n for n, (a, b) in enumerate(zip(in_a, in_b, strict=False)) if a != b), None)
            if alike is None:
                alike = min(len(in_a), len(in_b))
            in_a, in_b = in_a[alike : alike + 1], in_b[alike : alike + 1]
        story = "\n".join(self.steps[-_TOLD:])
        raise Learned(
            f"{self.viewer} can tell by {what}\n\nwithout secrets: {in_a}\n   with secrets: {in_b}\n\n{story}"
        )


def _path(entity: str, id: int) -> str:
    return f"/{entity.replace('_', '-')}s/{id}"


@asynccontextmanager
async def two_worlds(template: Template, home: Path, viewer: str, rng: random.Random) -> AsyncIterator[Pair]:
    async with open_world("A", template, home / "a") as a, open_world("B", template, home / "b") as b:
        yield Pair(a, b, viewer, rng)
