"""THE registry of live events: every topic, what it carries, who may hear it, and how a feature's kind makes events.

A topic is heard by who sees the thing it names; an event is heard by whom it changes something for: what each
account saw before is compared with what it sees after (`feed.py`), so no topic has a rule of its own.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from pydantic import BaseModel

from familydash.db.database import Row
from familydash.shapes import MAX_ID

Event = Literal["ADDED", "UPDATED", "DELETED", "STATUS_CHANGED", "ASSIGNED", "COMMENT_ADDED"]


@dataclass(frozen=True, slots=True)
class Topic:
    """`pattern` with `{id}` names one thing of the kind `seen`; without, a whole collection that every account may follow."""

    pattern: str
    seen: str | None
    carries: str
    presence: bool = False
    every: str | None = None
    """The entity that it carries every change of."""


TOPICS: Final = (
    Topic("list:{id}", "list", "the list, its items, and comments on both", presence=True),
    Topic("occasion:{id}", "occasion", "the occasion, its lists and its people", presence=True),
    Topic("person:{id}", "person", "the person, lists for them, and the items on those", presence=True),
    Topic("gift:{id}", "gift", "the gift", presence=True),
    Topic("comments:person:{id}", "person", "comments on the person"),
    Topic("comments:occasion:{id}", "occasion", "comments on the occasion"),
    Topic("comments:list:{id}", "list", "comments on the list"),
    Topic("comments:gift:{id}", "gift", "comments on the gift"),
    Topic("comments:list_item:{id}", "list_item", "comments on the list item"),
    Topic("list-items:all", None, "every list item", every="list_item"),
    Topic("lists:all", None, "every list", every="list"),
    Topic("persons:all", None, "every person", every="person"),
    Topic("occasions:all", None, "every occasion", every="occasion"),
    Topic("gifts:all", None, "every gift", every="gift"),
    Topic("tags:all", None, "every tag", every="tag"),
    Topic("users:all", None, "every account", every="user"),
)

_BY_PATTERN: Final = {topic.pattern: topic for topic in TOPICS}
_COLLECTIONS: Final = {topic.every: topic.pattern for topic in TOPICS if topic.every}
_NAME: Final = re.compile(r"(?P<head>[a-z_:-]{1,40}):(?P<id>[1-9][0-9]{0,18})", re.ASCII)


def find(name: str) -> tuple[Topic, int | None] | None:
    """The topic that `name` is of, and the id in it: `list:7` → (`list:{id}`, 7). None where there is none."""
    if name in _BY_PATTERN and "{id}" not in name:
        return _BY_PATTERN[name], None
    parts = _NAME.fullmatch(name)
    if parts is None or int(parts["id"]) > MAX_ID:
        return None
    topic = _BY_PATTERN.get(f"{parts['head']}:{{id}}")
    return (topic, int(parts["id"])) if topic else None


def naming(entity: str, id: int) -> list[str]:
    """The topics of one thing, which end for whoever does not see it any more: `list`, 7 → `list:7`, `comments:list:7`."""
    return [topic.pattern.replace("{id}", str(id)) for topic in TOPICS if topic.seen == entity]


def is_collection(topic: str, entity: str) -> bool:
    """Whether a topic carries every change of an entity: `DELETED` on it says that a thing is gone, not only from there."""
    return _COLLECTIONS.get(entity) == topic


def updated(_old: Row, _new: Row) -> Event:
    return "UPDATED"


def _guise(row: Row) -> object:
    return row["for_me"] if "for_me" in row.keys() else None  # noqa: SIM118  a row has no other way


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of entity becomes events. A feature's store declares it, the composition root collects them."""

    name: str
    """What `Tx.touch` names, and `entity` in the event."""
    seen: str
    """SQL that binds `:id`: a row for each account that sees the entity, `me` first, then all that `shape` and `topics` read."""
    shape: Callable[[Row], BaseModel]
    """The payload: the entity as a collection has it."""
    topics: Callable[[Row], Sequence[str]]
    """The topics it stands on."""
    event: Callable[[Row, Row], Event] = updated
    """What a visible change is called."""
    added: Event = "ADDED"
    as_entity: str = ""
    """`entity` in the event, where it is not `name`."""
    entity_id: Callable[[Row], int] = lambda row: int(row["id"])
    """`entity_id` in the event, and what `DELETED` names."""
    guise: Callable[[Row], object] = _guise
    """As what an account sees it: when that changes (a list is for them from now on), what they heard before was not for
    those eyes, and is not told again."""
    named: Callable[[Row], str | None] = lambda _: None
    """What the activity calls it; None where it does not tell of it."""
    standing: str = ""
    """SQL that binds `:id`: one value as long as it is there. Who loses sight of it then had it hidden from them; where
    there is no value any more, or another one (it was withdrawn), it is gone for them. Empty for what is never hidden."""
    along: Mapping[str, str] = field(default_factory=dict)
    """By the kind that was touched: SQL that binds `:ids` (JSON), for the ids of what may look different with it."""

    @property
    def entity(self) -> str:
        return self.as_entity or self.name
