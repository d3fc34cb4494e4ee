"""What a write did, for the record: the events of what it was about, whatever topic they stand on.

Like an event a deed is a difference, so the record never says more than its reader could see when it happened. What
is hidden from an account, or is something else to it now, is taken out of its record; what is gone stays in it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from familydash.db.database import Reader, Tx
from familydash.realtime.sights import Change
from familydash.realtime.topics import Event


@dataclass(frozen=True, slots=True)
class Deed:
    """What happened to one entity."""

    entity: str
    entity_id: int
    name: str
    action: Event
    """What it was to who did it, or to most."""
    heard: Mapping[int, Event]
    """By account, for those who are to read of it; empty where the write was about something else."""
    losers: Sequence[int]
    """The accounts that are to read nothing any more of what happened to it before: it was hidden from them, or is
    something else to them now."""


class Journal(Protocol):
    """Who keeps the record, in the very transaction of the write."""

    async def keep(self, tx: Tx, deeds: Sequence[Deed]) -> None: ...


async def deed(change: Change, before: Reader, after: Tx) -> Deed:
    recorded = (change.kind.name, change.id) in after.recorded
    hidden = bool(change.losers) and await _stands(change, before, after)
    heard = _heard(change, hidden=hidden) if recorded else {}
    losers = [user for user in change.losers if hidden or change.outdates(user)]
    return Deed(change.kind.name, change.id, _name(change, heard), _action(heard, after.viewer.id), heard, losers)


def _heard(change: Change, *, hidden: bool) -> dict[int, Event]:
    heard: dict[int, Event] = {}
    for user in change.accounts:
        was, now = change.old.get(user), change.new.get(user)
        if now is None:
            if not hidden:
                heard[user] = "DELETED"
        elif was is None:
            heard[user] = change.kind.added
        elif was.payload != now.payload:
            heard[user] = change.kind.event(was.row, now.row)
    return heard if any(_name_of(change, user) is not None for user in heard) else {}


def _action(heard: Mapping[int, Event], doer: int | None) -> Event:
    if doer is not None and doer in heard:
        return heard[doer]
    return Counter(heard.values()).most_common(1)[0][0] if heard else "UPDATED"


async def _stands(change: Change, before: Reader, after: Reader) -> bool:
    """Whether it is still there for others: then nobody is to read that it was hidden from them."""
    if not change.kind.standing:
        return False
    was, now = [await reader.value(change.kind.standing, {"id": change.id}) for reader in (before, after)]
    return now is not None and was == now


def _name(change: Change, heard: Mapping[int, Event]) -> str:
    names = (_name_of(change, user) for user in heard)
    return next((name for name in names if name is not None), "")


def _name_of(change: Change, user: int) -> str | None:
    sight = change.new.get(user) or change.old[user]
    return change.kind.named(sight.row)
