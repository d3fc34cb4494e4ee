"""The last events, for those who come back.

Each account has a log of its own, and cursors count only what this account may hear: a shared number would tell by
its gaps that something went on in secret, a shared log by what it pushes out.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from familydash.realtime.topics import Event, is_collection

PROMISED_EVENTS: Final = 1_000  # the contract's: kept however large they are
KEPT_EVENTS: Final = 8_000  # of one account: a write makes several events, one for each topic it stands on
KEPT_BYTES: Final = 8 * 2**20  # what several accounts hear is there once


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
        """Whether it is the last word to its hearers about a thing that is gone for them: the topics that name it end."""
        return self.event == "DELETED" and is_collection(self.topic, self.entity)


@dataclass(frozen=True, slots=True)
class Missed:
    """Events of one topic that an account missed, oldest first, with their cursors."""

    events: Sequence[tuple[Message, str]]
    is_all: bool
    """False where there are more after these."""


NOTHING: Final = Missed((), is_all=True)


@dataclass(slots=True)
class _Kept:
    """What one account may be told again, oldest first, each with the number that the account counts it as."""

    events: deque[tuple[int, Message]] = field(default_factory=deque)
    size: int = 0
    forgotten: int = 0
    """The newest of its events that is no longer told."""

    def forget_oldest(self) -> None:
        self.forgotten, message = self.events.popleft()
        self.size -= len(message.data)


class Log:
    def __init__(self) -> None:
        self._accounts: dict[int, _Kept] = {}

    def keep(self, message: Message, numbers: Mapping[int, int]) -> None:
        """`numbers` is what each hearer counts the event as."""
        for user, number in numbers.items():
            kept = self._accounts.setdefault(user, _Kept())
            kept.events.append((number, message))
            kept.size += len(message.data)
            while len(kept.events) > KEPT_EVENTS or (len(kept.events) > PROMISED_EVENTS and kept.size > KEPT_BYTES):
                kept.forget_oldest()

    def forget(self, user_id: int, number: int) -> None:
        """What an account could hear up to `number` is not to be told again."""
        kept = self._accounts.setdefault(user_id, _Kept())
        while kept.events and kept.events[0][0] <= number:
            kept.forget_oldest()
        kept.forgotten = max(number, kept.forgotten)

    def after(self, user_id: int, topic: str, number: int, piece: int, cursor: Callable[[int], str]) -> Missed | None:
        """The topic's events after the account's `number`, until they have `piece` bytes; None where some are forgotten."""
        kept = self._accounts.get(user_id, _Kept())
        if number < kept.forgotten:
            return None
        events: list[tuple[Message, str]] = []
        size = 0
        for mine, message in kept.events:
            if message.topic == topic and mine > number:
                if size >= piece:
                    return Missed(events, is_all=False)
                events.append((message, cursor(mine)))
                size += len(message.data)
        return Missed(events, is_all=True)
