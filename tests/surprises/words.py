"""What others do to the tags themselves: in the open, and to those that the viewer does not know of."""

from collections.abc import Sequence
from typing import Any

from familydash.db.database import Row
from familydash.features.tags.store import key
from tests.surprises.own import NAMES
from tests.surprises.pair import Deed
from tests.surprises.somebody import Choice, Somebody

COLORS = ("#d97706", "teal", None)


class Words(Somebody):
    @property
    def in_secret(self) -> Sequence[Choice]:
        return (self._change_hidden, 4), (self._drop_hidden, 1)

    @property
    def openly(self) -> Sequence[Choice]:
        return (self._make, 3), (self._change, 3), (self._drop, 1)

    def _make(self) -> Deed | None:
        name = self._free()
        return self._deed(self._who(), "POST", "/tags", {"name": name, "color": self._color()}) if name else None

    def _change(self) -> Deed | None:
        """The family's: everybody sees it by the same id."""
        row, name = self._familys(), self._free()
        if row is None:
            return None
        bodies: list[dict[str, Any]] = [{"color": self._color()}, {"name": row["name"].upper()}]
        bodies += [{"name": name}] * 2 if name else []
        return self._deed(self._who(), "PUT", f"/tags/{row['id']}", self.rng.choice(bodies))

    def _drop(self) -> Deed | None:
        row = self._familys()
        return self._deed(self._who(), "DELETE", f"/tags/{row['id']}") if row else None

    def _change_hidden(self) -> Deed | None:
        body = self.rng.choice(({"name": self.rng.choice(NAMES)}, {"color": self._color()}))
        return self._of_hidden("PUT", body)

    def _drop_hidden(self) -> Deed | None:
        return self._of_hidden("DELETE")

    def _of_hidden(self, method: str, body: Any = None) -> Deed | None:
        """To one of which the doer sees no row that the viewer sees, too: that would change with it."""
        words, mine = self.sight.words, self.sight.words[self.sight.me["id"]]
        fit = [
            (account, row)
            for account in self.sight.others
            for row in words[account["id"]].values()
            if not {id for id in mine if mine[id]["name_key"] == row["name_key"]} & words[account["id"]].keys()
        ]
        if not fit:
            return None
        account, row = self.rng.choice(fit)
        return self._deed(account, method, f"/tags/{row['id']}", body)

    def _familys(self) -> Row | None:
        return self._pick({id: row for id, row in self.sight.tags.items() if row["audience"] == ""})

    def _free(self) -> str | None:
        """A name that nobody uses, not even in secret: else the refusal would rightly tell its doer so."""
        used = {row["name_key"] for rows in self.sight.words.values() for row in rows.values()}
        free = [name for name in NAMES if key(name) not in used]
        return self.rng.choice(free) if free else None

    def _color(self) -> str | None:
        return self.rng.choice(COLORS)
