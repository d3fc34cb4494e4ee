"""Who listens to what, and the last events for those who come back. Synchronous throughout: publishing never waits.

Cursors count, for each account, only the events that this account may hear: a shared number would tell by its
gaps that something went on in secret.
"""

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from familydash.realtime.topics import Event

KEPT_EVENTS: Final = 4_000  # four times what the contract promises, for families with many screens
KEPT_BYTES: Final = 8 * 2**20


@dataclass(frozen=True, slots=True)
class Message:
    """Something that happened on a topic, as all of `hearers` see it. `data` is encoded JSON."""

    topic: str
    event: Event
    entity: str
    entity_id: int
    data: bytes
    hearers: frozenset[int]

    def frame(self, cursor: str) -> bytes:
        return b'{"topic":"%s","event":"%s","cursor":"%s","data":%s}' % (
            self.topic.encode(),
            self.event.encode(),
            cursor.encode(),
            self.data,
        )

    @property
    def ends_topic(self) -> bool:
        """Whether it tells its hearers that the topic's own thing is gone for them."""
        return self.event == "DELETED" and self.topic == f"{self.entity}:{self.entity_id}"


class Listener(Protocol):
    """A socket, as far as the hub needs one."""

    @property
    def user_id(self) -> int: ...

    def send(self, frame: bytes) -> None:
        """Queue a frame. Must not block or raise."""
        ...

    def topic_closed(self, topic: str) -> None:
        """The topic is no longer the listener's to hear; the hub has dropped it already."""
        ...


class Hub:
    """The topic registry at run time."""

    def __init__(self, epoch: str) -> None:
        """`epoch` is new at each start of the process: cursors of another one mean "fetch again"."""
        self.published = 0
        """Counts what was published: who decides something over several awaits can tell that it is still true."""
        self._epoch = epoch
        self._listeners: dict[str, dict[Listener, None]] = {}
        self._counts: Counter[int] = Counter()
        self._log: deque[tuple[Message, Mapping[int, int]]] = deque()
        self._log_bytes = 0
        self._forgotten: dict[int, int] = {}  # account → the newest of its events that is no longer kept

    def publish(self, messages: Sequence[Message]) -> None:
        for message in messages:
            self.published += 1
            self._counts.update(message.hearers)
            numbers = {user: self._counts[user] for user in message.hearers}
            self._keep(message, numbers)
            self._deliver(message, numbers)

    def _deliver(self, message: Message, numbers: Mapping[int, int]) -> None:
        frames: dict[int, bytes] = {}
        for listener in list(self._listeners.get(message.topic, ())):
            user = listener.user_id
            if user not in numbers:
                continue
            if user not in frames:
                frames[user] = message.frame(self._cursor(numbers[user]))
            listener.send(frames[user])
            if message.ends_topic:
                self.unsubscribe(listener, message.topic)
                listener.topic_closed(message.topic)

    def _keep(self, message: Message, numbers: Mapping[int, int]) -> None:
        self._log.append((message, numbers))
        self._log_bytes += len(message.data)
        while len(self._log) > KEPT_EVENTS or self._log_bytes > KEPT_BYTES:
            old, old_numbers = self._log.popleft()
            self._log_bytes -= len(old.data)
            self._forgotten.update(old_numbers)

    def subscribe(self, listener: Listener, topic: str) -> None:
        self._listeners.setdefault(topic, {})[listener] = None

    def unsubscribe(self, listener: Listener, topic: str) -> None:
        listeners = self._listeners.get(topic)
        if listeners is not None:
            listeners.pop(listener, None)
            if not listeners:
                del self._listeners[topic]

    def topics(self) -> int:
        """How many topics somebody listens to."""
        return len(self._listeners)

    def cursor(self, user_id: int) -> str:
        """Where an account's events stand now."""
        return self._cursor(self._counts[user_id])

    def missed(self, user_id: int, topic: str, since: str) -> Sequence[tuple[Message, bytes]] | None:
        """The events of a topic after a cursor, oldest first, with their frames; None where they are no longer all kept."""
        epoch, _, number = since.rpartition("-")
        if epoch != self._epoch or not number.isascii() or not number.isdigit() or len(number) > 18:
            return None
        after = int(number)
        if after > self._counts[user_id] or after < self._forgotten.get(user_id, 0):
            return None
        return list(self._since(user_id, topic, after))

    def _since(self, user_id: int, topic: str, after: int) -> Iterator[tuple[Message, bytes]]:
        for message, numbers in self._log:
            number = numbers.get(user_id, 0)
            if message.topic == topic and number > after:
                yield message, message.frame(self._cursor(number))

    def _cursor(self, number: int) -> str:
        return f"{self._epoch}-{number}"
