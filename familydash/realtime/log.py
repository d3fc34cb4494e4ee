"""The last events, for those who come back.

Cursors count, for each account, only the events that this account may hear: a shared number would tell by its
gaps that something went on in secret.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from familydash.realtime.topics import Event

PROMISED_EVENTS: Final = 1_000  # the contract's: kept however large they are
KEPT_EVENTS: Final = 4_000  # a write makes several events, one for each topic it stands on
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
    outdates: bool = False
    """Whether its hearers must not be told again what they could hear of such things before."""

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


@dataclass(frozen=True, slots=True)
class Missed:
    """Events of one topic that an account missed, oldest first, with their cursors."""

    events: Sequence[tuple[Message, str]]
    is_all: bool
    """False where there are more after these."""


NOTHING: Final = Missed((), is_all=True)


class Log:
    def __init__(self) -> None:
        self._kept: deque[tuple[Message, Mapping[int, int]]] = deque()
        self._bytes = 0
        self._forgotten: dict[int, int] = {}  # account → the newest of its events that is no longer told

    def keep(self, message: Message, numbers: Mapping[int, int]) -> None:
        """`numbers` is what each hearer counts the event as."""
        self._kept.append((message, numbers))
        self._bytes += len(message.data)
        while len(self._kept) > KEPT_EVENTS or (len(self._kept) > PROMISED_EVENTS and self._bytes > KEPT_BYTES):
            old, old_numbers = self._kept.popleft()
            self._bytes -= len(old.data)
            for user, number in old_numbers.items():
                self.forget(user, number)

    def forget(self, user_id: int, number: int) -> None:
        """What an account could hear up to `number` is not to be told again."""
        self._forgotten[user_id] = max(number, self._forgotten.get(user_id, 0))

    def after(self, user_id: int, topic: str, number: int, piece: int, cursor: Callable[[int], str]) -> Missed | None:
        """The topic's events after the account's `number`, until they have `piece` bytes; None where some are forgotten."""
        if number < self._forgotten.get(user_id, 0):
            return None
        events: list[tuple[Message, str]] = []
        size = 0
        for message, numbers in self._kept:
            mine = numbers.get(user_id, 0)
            if message.topic == topic and mine > number:
                if size >= piece:
                    return Missed(events, is_all=False)
                events.append((message, cursor(mine)))
                size += len(message.data)
        return Missed(events, is_all=True)
