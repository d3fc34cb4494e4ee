"""What each account sees of one entity, before a write and after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic_core import to_json

from familydash.db.database import Reader, Row
from familydash.realtime.topics import Kind


@dataclass(frozen=True, slots=True)
class Sight:
    """One account's view of one entity."""

    row: Row
    topics: frozenset[str]
    payload: bytes


async def sights(reader: Reader, kind: Kind, id: int) -> dict[int, Sight]:
    """By account, of those who see it. Equal rows are shaped and encoded once."""
    found: dict[int, Sight] = {}
    views: dict[tuple[object, ...], Sight] = {}
    for row in await reader.all(kind.seen, {"id": id}):
        me, *view = row
        key = tuple(view)
        if key not in views:
            views[key] = Sight(row, frozenset(kind.topics(row)), to_json(kind.shape(row)))
        found[me] = views[key]
    return found


@dataclass(frozen=True, slots=True)
class Change:
    """What a write did to one entity, for each account that saw it or sees it now."""

    kind: Kind
    id: int
    old: Mapping[int, Sight]
    new: Mapping[int, Sight]

    @property
    def accounts(self) -> Sequence[int]:
        return sorted(self.old.keys() | self.new.keys())

    @property
    def losers(self) -> Sequence[int]:
        """For whom it is not there any more, or not as it was."""
        return [user for user in sorted(self.old) if user not in self.new or self.outdates(user)]

    def outdates(self, user: int) -> bool:
        """Whether an account sees it as something else than before."""
        was, now = self.old.get(user), self.new.get(user)
        return was is not None and now is not None and self.kind.guise(was.row) != self.kind.guise(now.row)
