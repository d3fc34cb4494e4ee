"""Who is looking: told to those who listen to a topic whenever the set of people who do so changes.

It keeps nothing: the hub's registry is the truth. Everybody who listens to a topic may see the thing it names, so
they may see each other there. One whose rights are being looked at anew is told nothing until that is settled.
"""

from collections.abc import Iterable
from typing import Protocol

from pydantic_core import to_json

from familydash.realtime import topics
from familydash.shapes import ShortUser


class Watcher(Protocol):
    """A listener, as far as presence needs one."""

    @property
    def user(self) -> ShortUser: ...

    @property
    def unsure(self) -> bool:
        """Whether it is being found out if it may still hear what it listens to."""
        ...

    def send(self, frame: bytes) -> None: ...


def joined(topic: str, watchers: Iterable[Watcher], newcomer: Watcher) -> None:
    """`newcomer`, one of `watchers` by now, listens to the topic."""
    everyone = list(watchers)
    is_new = all(one.user.id != newcomer.user.id for one in everyone if one is not newcomer)
    _tell(topic, everyone, everyone if is_new else [newcomer])


def left(topic: str, watchers: Iterable[Watcher], gone: Iterable[Watcher]) -> None:
    """`gone`, none of `watchers` any more, listen no longer."""
    stayed = list(watchers)
    if {one.user.id for one in gone} - {one.user.id for one in stayed}:
        _tell(topic, stayed, stayed)


def remind(topic: str, watchers: Iterable[Watcher], one: Watcher) -> None:
    """Tell `one` of `watchers` again."""
    _tell(topic, watchers, [one])


def _tell(topic: str, watchers: Iterable[Watcher], hearers: Iterable[Watcher]) -> None:
    found = topics.find(topic)
    if found is None or not found[0].presence:
        return
    users = {one.user.id: one.user for one in watchers}  # each once, however many tabs
    frame = to_json({"action": "presence", "topic": topic, "users": [users[id] for id in sorted(users)]})
    for one in hearers:
        if not one.unsure:
            one.send(frame)
