"""Things to talk about: one of each kind that a comment can be on."""

from dataclasses import dataclass
from typing import Any

from tests.conftest import Ears, Family, Member, Reply

KINDS = ("person", "occasion", "list", "gift", "list_item")


@dataclass(frozen=True)
class Parent:
    type: str
    id: int
    topic: str
    """Its own, beside that of the comments on it."""

    @property
    def topics(self) -> tuple[str, str]:
        return f"comments:{self.type}:{self.id}", self.topic

    @property
    def named(self) -> dict[str, Any]:
        return {"parent_type": self.type, "parent_id": self.id}

    @property
    def path(self) -> str:
        return f"/{self.type.replace('_', '-')}s/{self.id}"

    @property
    def comments(self) -> str:
        return f"/comments?parent_type={self.type}&parent_id={self.id}"

    def never(self) -> "Parent":
        """One of the same kind that is not there."""
        return Parent(self.type, 99_999, self.topic)


async def parents(family: Family, **audience: Any) -> dict[str, Parent]:
    """Kim and an occasion, and Ben's list for her with an item on it, of that audience (`family` unless told otherwise)."""
    occasion = await family.ana.made("/occasions", name="Christmas", date="2026-12-24")
    fields = {"person_id": family.kim_person, **audience}
    made = await family.ben.made("/lists", name="For Kim", **fields)
    item = await family.ben.made(f"/lists/{made['id']}/items", gift={"name": "LEGO castle"})
    topics = {
        "person": family.kim_person,
        "occasion": occasion["id"],
        "list": made["id"],
        "gift": item["gift_id"],
    }
    found = {kind: Parent(kind, id, f"{kind}:{id}") for kind, id in topics.items()}
    return {**found, "list_item": Parent("list_item", item["id"], f"list:{made['id']}")}


async def say(who: Member, parent: Parent, content: str = "Blue?", **fields: Any) -> Any:
    return await who.made("/comments", **parent.named, content=content, **fields)


async def try_to_say(who: Member, parent: Parent, content: str = "Blue?", **fields: Any) -> Reply:
    return await who.post("/comments", {**parent.named, "content": content, **fields})


async def said(who: Member, path: str = "/comments") -> list[str]:
    """What they read there."""
    return [comment["content"] for comment in (await who.get(path)).data]


async def about_comments(ears: Ears) -> list[tuple[str, str, int]]:
    """Topic, event and id of what was heard about comments, by topic."""
    heard = await ears.events()
    return sorted((topic, event, payload["id"]) for topic, event, entity, payload in heard if entity == "comment")


def same_words(one: Reply, other: Reply) -> bool:
    """Whether two refusals tell the same."""
    return (one.status, {**one.error, "trace_id": ""}) == (other.status, {**other.error, "trace_id": ""})
