"""Who listens to what, and what they hear. Synchronous throughout: publishing never waits."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from familydash.realtime import presence, topics
from familydash.realtime.log import NOTHING, Log, Message, Missed

__all__ = ["Hub", "Listener", "Message"]

log: Final = logging.getLogger(__name__)


class Listener(presence.Watcher, Protocol):
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
        self.moment = 0
        """Counts what may change an answer: who decides something over several awaits can tell that it is still true."""
        self._epoch = epoch
        self._listeners: dict[str, dict[Listener, None]] = {}
        self._counts: Counter[int] = Counter()  # two numbers for each account there ever was; ids are never used again
        self._log = Log()

    def publish(self, messages: Sequence[Message]) -> None:
        for message in messages:
            self.moment += 1
            try:
                self._publish(message)
            except Exception:
                # The write is durable and its writer is held: a defect here must not become theirs.
                log.exception("an event on %s could not be delivered", message.topic)

    def _publish(self, message: Message) -> None:
        self._counts.update(message.hearers)
        numbers = {user: self._counts[user] for user in message.hearers}
        self._keep(message, numbers)
        self._deliver(message, numbers)

    def _keep(self, message: Message, numbers: Mapping[int, int]) -> None:
        self._log.keep(message, numbers)
        if message.outdates:
            for user, number in numbers.items():
                self._log.forget(user, number - 1)

    def _deliver(self, message: Message, numbers: Mapping[int, int]) -> None:
        frames: dict[int, bytes] = {}
        for listener in self._hearers(message.topic, message):
            user = listener.user_id
            if user not in frames:
                frames[user] = message.frame(self._cursor(numbers[user]))
            listener.send(frames[user])
        for topic in topics.naming(message.entity, message.entity_id) if message.ends_topic else ():
            # All at once: who loses the topic hears no more of the others on it.
            losers = self._hearers(topic, message)
            self.unsubscribe(topic, *losers)
            for listener in losers:
                listener.topic_closed(topic)

    def _hearers(self, topic: str, message: Message) -> list[Listener]:
        return [one for one in self._listeners.get(topic, ()) if one.user_id in message.hearers]

    def subscribe(self, listener: Listener, topic: str) -> None:
        listeners = self._listeners.setdefault(topic, {})
        if listener in listeners:
            presence.remind(topic, listeners, listener)
        else:
            listeners[listener] = None
            presence.joined(topic, listeners, listener)

    def unsubscribe(self, topic: str, *listeners: Listener) -> None:
        registered = self._listeners.get(topic, {})
        gone = [listener for listener in listeners if listener in registered]
        for listener in gone:
            del registered[listener]
        if registered:
            presence.left(topic, registered, gone)
        else:
            self._listeners.pop(topic, None)

    def remind(self, topic: str, listener: Listener) -> None:
        """Tell a listener again who is looking."""
        listeners = self._listeners.get(topic, {})
        if listener in listeners:
            presence.remind(topic, listeners, listener)

    def forget(self, user_id: int) -> None:
        """An account sees other things than before: what it missed until now may no longer be for it."""
        self.moment += 1
        self._log.forget(user_id, self._counts[user_id])

    def topics(self) -> int:
        """How many topics somebody listens to."""
        return len(self._listeners)

    def cursor(self, user_id: int) -> str:
        """Where an account's events stand now."""
        return self._cursor(self._counts[user_id])

    def missed(self, user_id: int, topic: str, since: str | None, piece: int) -> Missed | None:
        """The first `piece` bytes of a topic's events after a cursor; None where they are no longer all kept."""
        if since is None:
            return NOTHING
        epoch, _, number = since.rpartition("-")
        if epoch != self._epoch or not number.isascii() or not number.isdigit() or len(number) > 18:
            return None
        if int(number) > self._counts[user_id]:
            return None
        return self._log.after(user_id, topic, int(number), piece, self._cursor)

    def _cursor(self, number: int) -> str:
        return f"{self._epoch}-{number}"
