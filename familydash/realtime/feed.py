"""What a write changed, for whom: the witness of every unit of work.

For each touched entity it compares what each account saw before with what it sees now, topic by topic. Nothing
seen before is `ADDED`, nothing now is `DELETED`, another payload is a change, the same bytes are no event. So an
event never says more than a GET of its hearer would, and needs no rule of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic_core import to_json

from familydash.clock import rfc3339
from familydash.db.database import Reader, Row, Tx
from familydash.realtime.hub import Hub
from familydash.realtime.log import Message
from familydash.realtime.topics import Event, Kind, Topic

_NOWHERE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class _Sight:
    """One account's view of one entity."""

    row: Row
    topics: frozenset[str]
    payload: bytes


class Feed:
    """Finds the events of a write before its commit, hands them to the hub after it."""

    def __init__(self, kinds: Iterable[Kind], hub: Hub) -> None:
        self._kinds: Mapping[str, Kind] = {kind.name: kind for kind in kinds}
        self._hub = hub

    async def prepare(self, before: Reader, after: Tx) -> Sequence[Message]:
        messages: list[Message] = []
        for name, id in after.touched:
            kind = self._kinds[name]
            old, new = await _sights(before, kind, id), await _sights(after, kind, id)
            messages += _messages(kind, old, new, after)
        # Who does not see a thing any more hears nothing on its topic once that is said: so it is said last.
        return sorted(messages, key=lambda message: message.ends_topic)

    def publish(self, events: Sequence[Message]) -> None:
        self._hub.publish(events)

    async def sees(self, reader: Reader, user_id: int, entity: str, id: int) -> bool:
        """Whether an account sees that entity now."""
        return bool(
            await reader.value(f"SELECT 1 FROM ({self._kinds[entity].seen}) WHERE me = :me", {"id": id, "me": user_id})
        )

    async def may_hear(self, reader: Reader, user_id: int, topic: Topic, id: int | None) -> bool:
        """A topic of one thing is heard by who sees the thing, one of a collection by every account."""
        if topic.seen is None or id is None:
            return topic.seen is None and id is None
        return await self.sees(reader, user_id, topic.seen, id)


async def _sights(reader: Reader, kind: Kind, id: int) -> dict[int, _Sight]:
    """What each account sees of the entity. Equal rows are shaped and encoded once."""
    sights: dict[int, _Sight] = {}
    views: dict[tuple[object, ...], _Sight] = {}
    for row in await reader.all(kind.seen, {"id": id}):
        me, *view = row
        key = tuple(view)
        if key not in views:
            views[key] = _Sight(row, frozenset(kind.topics(row)), to_json(kind.shape(row)))
        sights[me] = views[key]
    return sights


def _messages(kind: Kind, old: Mapping[int, _Sight], new: Mapping[int, _Sight], tx: Tx) -> list[Message]:
    """One message for each topic and each distinct thing that happened on it."""
    heard: dict[tuple[str, bool, Event, int, bytes], set[int]] = {}
    for user in sorted(old.keys() | new.keys()):
        was, now = old.get(user), new.get(user)
        outdates = was is not None and now is not None and kind.guise(was.row) != kind.guise(now.row)
        for topic in sorted((was.topics if was else _NOWHERE) | (now.topics if now else _NOWHERE)):
            was_there = was if was and topic in was.topics else None
            is_there = now if now and topic in now.topics else None
            happened = _happened(kind, was_there, is_there)
            if happened is not None:
                heard.setdefault((topic, outdates, *happened), set()).add(user)
    entity = kind.entity or kind.name
    return [
        Message(topic, event, entity, id, _data(entity, id, payload, tx), frozenset(users), outdates)
        for (topic, outdates, event, id, payload), users in sorted(heard.items(), key=lambda each: each[0][0])
    ]


def _happened(kind: Kind, was: _Sight | None, now: _Sight | None) -> tuple[Event, int, bytes] | None:
    if now is None:
        if was is None:
            return None
        id = kind.entity_id(was.row)
        return "DELETED", id, to_json({"id": id})
    id = kind.entity_id(now.row)
    if was is None:
        return kind.added, id, now.payload
    return None if was.payload == now.payload else (kind.event(was.row, now.row), id, now.payload)


def _data(entity: str, id: int, payload: bytes, tx: Tx) -> bytes:
    """The event's `data` member."""
    rest = {
        "user_id": None if tx.viewer.id is None else str(tx.viewer.id),
        "timestamp": rfc3339(tx.now),
    }
    return b'{"entity":"%s","entity_id":"%d","payload":%s,%s' % (entity.encode(), id, payload, to_json(rest)[1:])
