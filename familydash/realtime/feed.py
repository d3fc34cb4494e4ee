"""What a write changed, for whom: the witness of every unit of work.

For each touched entity it compares what each account saw before with what it sees now, topic by topic. Nothing
seen before is `ADDED`, nothing now is `DELETED`, another payload is a change, the same bytes are no event. So an
event never says more than a GET of its hearer would, and needs no rule of its own.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pydantic_core import to_json

from familydash.clock import rfc3339
from familydash.db.database import Reader, Tx
from familydash.realtime.deeds import Deed, Journal, deed
from familydash.realtime.hub import Hub
from familydash.realtime.log import Message
from familydash.realtime.sights import Change, Sight, sights
from familydash.realtime.topics import Event, Kind, Topic

_NOWHERE: Final[frozenset[str]] = frozenset()


class Feed:
    """Finds the events of a write before its commit, hands them to the hub after it."""

    def __init__(self, kinds: Iterable[Kind], hub: Hub, journal: Journal) -> None:
        self._kinds: Mapping[str, Kind] = {kind.name: kind for kind in kinds}
        self._hub = hub
        self._journal = journal

    async def prepare(self, before: Reader, after: Tx) -> Sequence[Message]:
        messages: list[Message] = []
        deeds: list[Deed] = []
        for name, id in await self._touched(before, after):
            kind = self._kinds[name]
            change = Change(kind, id, await sights(before, kind, id), await sights(after, kind, id))
            messages += _messages(change, after)
            if (name, id) in after.recorded or change.losers:
                deeds.append(await deed(change, before, after))
        if deeds:
            await self._journal.keep(after, deeds)
        # Who does not see a thing any more hears nothing on its topic once that is said: so it is said last.
        return sorted(messages, key=lambda message: message.ends_topic)

    async def _touched(self, before: Reader, after: Tx) -> Iterable[tuple[str, int]]:
        """What was touched, and what may look different along with that, whether it was there before or is now."""
        found = dict(after.touched)
        for kind in self._kinds.values():
            for name, sql in kind.along.items():
                ids = json.dumps([id for touched, id in after.touched if touched == name])
                for reader in (before, after) if ids != "[]" else ():
                    found |= {(kind.name, row[0]): None for row in await reader.all(sql, {"ids": ids})}
        return found

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


def _messages(change: Change, tx: Tx) -> list[Message]:
    """One message for each topic and each distinct thing that happened on it."""
    kind = change.kind
    heard: dict[tuple[str, bool, Event, int, bytes], set[int]] = {}
    for user in change.accounts:
        was, now = change.old.get(user), change.new.get(user)
        outdates = change.outdates(user)
        for topic in sorted((was.topics if was else _NOWHERE) | (now.topics if now else _NOWHERE)):
            was_there = was if was and topic in was.topics else None
            is_there = now if now and topic in now.topics else None
            happened = _happened(kind, was_there, is_there)
            if happened is not None:
                heard.setdefault((topic, outdates, *happened), set()).add(user)
    return [
        Message(topic, event, kind.entity, id, _data(kind.entity, id, payload, tx), frozenset(users), outdates)
        for (topic, outdates, event, id, payload), users in sorted(heard.items(), key=lambda each: each[0][0])
    ]


def _happened(kind: Kind, was: Sight | None, now: Sight | None) -> tuple[Event, int, bytes] | None:
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
