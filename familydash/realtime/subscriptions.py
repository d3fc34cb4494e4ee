"""What a socket asks to hear: its topics, what it missed on them, and what it may hear no longer.

What takes several awaits to find out is acted upon only where nothing was published meanwhile. Under steady writing
that may never be so: then the writer is held for the moment that it takes.
"""

import logging
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Final

from familydash.auth.viewer import HOUSE
from familydash.db.database import Database, Reader
from familydash.realtime import protocol, topics
from familydash.realtime.connection import Connection
from familydash.realtime.feed import Feed
from familydash.realtime.hub import Hub
from familydash.realtime.limits import Limits
from familydash.realtime.log import Missed

log: Final = logging.getLogger(__name__)

TRIES: Final = 3  # without holding the writer


@dataclass
class Subscriptions:
    db: Database
    hub: Hub
    feed: Feed

    async def subscribe(self, connection: Connection, said: protocol.Subscribe, limits: Limits) -> bool:
        """False where there is no such topic, or none for this account, or it would be one too many."""
        topic, user, since = said.topic, connection.user_id, said.since
        if topic not in connection.topics and len(connection.topics) >= limits.topics:
            connection.send(protocol.error("RATE_LIMITED", f"a connection holds up to {limits.topics} topics"))
            return False
        answered = False
        for tries in count():
            async with self._snapshot(tries) as read:
                moment = self.hub.moment
                missed = self.hub.missed(user, topic, since, limits.replay_bytes)
                heard = await self._may_hear(read, user, topic)
                frames = await self._still_seen(read, user, missed) if heard and missed else []
                if moment != self.hub.moment:
                    continue
                if not heard:
                    self.hub.unsubscribe(topic, connection)
                    connection.topic_closed(topic)
                    return False
                if missed is None:
                    connection.send(protocol.answer("resync", topic=topic, cursor=self.hub.cursor(user)))
                elif not answered:
                    cursor = since if missed.events else self.hub.cursor(user)
                    connection.send(protocol.answer("subscribed", topic=topic, cursor=cursor))
                answered = True
                for frame in frames:
                    connection.send(frame)
                if missed is None or missed.is_all:
                    connection.topics.add(topic)
                    self.hub.subscribe(connection, topic)
                    return True
                # Asked for again, and longer than a piece: nothing newer may come between.
                self.hub.unsubscribe(topic, connection)
                since = missed.events[-1][1]
            # Out of the block: nothing is held while a slow reader takes what it missed.
            if not await connection.taken():
                break
        return True

    def unsubscribe(self, connection: Connection, topic: str) -> None:
        connection.topics.discard(topic)
        self.hub.unsubscribe(topic, connection)
        connection.send(protocol.answer("unsubscribed", topic=topic))

    async def check(self, user_id: int, connections: Collection[Connection]) -> None:
        """An account has other rights than before: topics that it may hear no longer end, the others are to be fetched
        again. Its sockets are `unsure` until then."""
        try:
            heard = await self._check(user_id, connections)
        except Exception:
            log.exception("what account %d may still hear could not be found out", user_id)
            for connection in connections:
                connection.close(protocol.INTERNAL)
            return
        finally:
            for connection in connections:
                connection.checks -= 1
        for connection in connections:
            for topic in sorted(connection.topics & heard):
                self.hub.remind(topic, connection)

    async def _check(self, user_id: int, connections: Collection[Connection]) -> set[str]:
        """The topics that are still heard."""
        for tries in count():
            async with self._snapshot(tries) as read:
                moment = self.hub.moment
                names = sorted(set[str]().union(*(connection.topics for connection in connections)))
                heard = {name for name in names if await self._may_hear(read, user_id, name)}
                if moment != self.hub.moment:
                    continue
                for connection in connections:
                    for topic in sorted(connection.topics):
                        self._keep_or_close(connection, topic, topic in heard)
                return heard
        raise AssertionError  # the count has no end

    def _keep_or_close(self, connection: Connection, topic: str, keep: bool) -> None:
        if keep:
            connection.send(protocol.answer("resync", topic=topic, cursor=self.hub.cursor(connection.user_id)))
        else:
            self.hub.unsubscribe(topic, connection)
            connection.topic_closed(topic)

    @asynccontextmanager
    async def _snapshot(self, tries: int) -> AsyncIterator[Reader]:
        if tries < TRIES:
            async with self.db.read() as read:
                yield read
        else:
            async with self.db.write(HOUSE) as tx:  # nothing is written
                yield tx

    async def _may_hear(self, read: Reader, user_id: int, topic: str) -> bool:
        found = topics.find(topic)
        return found is not None and await self.feed.may_hear(read, user_id, *found)

    async def _still_seen(self, read: Reader, user_id: int, missed: Missed) -> list[bytes]:
        """The frames of what was missed, less what was hidden since: of that only its `DELETED` is told."""
        seen: dict[tuple[str, int], bool] = {}
        frames = []
        for message, cursor in missed.events:
            thing = message.entity, message.entity_id
            if message.event != "DELETED" and thing not in seen:
                seen[thing] = await self.feed.sees(read, user_id, *thing)
            if message.event == "DELETED" or seen[thing]:
                frames.append(message.frame(cursor))
        return frames
