"""Somebody who is not the viewer: who they are, what they see, and how one of several things to do is chosen."""

from collections.abc import Callable, Mapping
from typing import Any

from familydash.db.database import Row
from tests.surprises.pair import Deed, Pair
from tests.surprises.sight import Rows, Sight

Choice = tuple[Callable[[], Deed | None], int]
"""Something to do, and how often."""


class Somebody:
    def __init__(self, pair: Pair, sight: Sight) -> None:
        self.pair = pair
        self.rng = pair.rng
        self.sight = sight
        self.names: Mapping[int, str] = {account.id: name for name, account in pair.a.accounts.items()}

    def _choose(self, *menu: Choice) -> Deed | None:
        (choice,) = self.rng.choices([each for each, _ in menu], [weight for _, weight in menu])
        return choice()

    def _who(self, *, sees: Row | None = None) -> Row:
        """One of the others; with `sees` one who may see that list or gift, by its plain audience."""
        return self._one_of(() if sees is None else (sees,))

    def _one_of(self, guards: tuple[Row, ...]) -> Row:
        """One of the others who may see all of these lists and gifts."""
        fit = [account for account in self.sight.others if all(self._may_see(account, row) for row in guards)]
        return self.rng.choice(fit or self.sight.others)

    def _may_see(self, account: Row, row: Row) -> bool:
        return (
            row["visibility"] == "family"
            or (row["visibility"] == "private" and row["owner_id"] == account["id"])
            or (row["visibility"] == "surprise" and not self.sight.is_for(account, row))
        )

    def _deed(self, who: Row, method: str, path: str, body: Any = None, **hidden: Any) -> Deed:
        return Deed(self.names[who["id"]], method, path, body, hidden=hidden)

    def _pick(self, rows: Rows) -> Row | None:
        return self.rng.choice(list(rows.values())) if rows else None
