"""What a history is made up from: what there is in both worlds. Only for choosing what to do; nothing is judged by it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from familydash import audience
from familydash.db.database import Row
from tests.surprises.pair import Pair

Rows = dict[int, Row]


@dataclass(frozen=True)
class Sight:
    """`lists`, `gifts` and `items` are what the viewer sees in world A; `hidden_*` all the rest of world B.

    The rows are as the tables have them. Of an item that the viewer sees, `true_items` has the row of world B.
    """

    people: Rows
    occasions: Rows
    lists: Rows
    gifts: Rows
    items: Rows
    true_items: Rows
    hidden_lists: Rows
    hidden_gifts: Rows
    hidden_items: Rows
    accounts: Rows
    me: Row

    @property
    def person(self) -> int | None:
        """The person that the viewer is, as long as that link holds."""
        link: int | None = self.me["person_id"]
        return link

    def is_for(self, account: Row, row: Row) -> bool:
        """Whether a list is for an account: the person's, or kept from it after the link was cut."""
        mine = account["person_id"] is not None and account["person_id"] == row["person_id"]
        return mine or bool(row["kept_from"] == account["id"])

    def for_viewer(self, row: Row) -> bool:
        return self.is_for(self.me, row)

    @property
    def others(self) -> list[Row]:
        return [account for account in self.accounts.values() if account["id"] != self.me["id"]]

    def shop_list(self, item: Row) -> Row:
        """The list of an item."""
        return (self.lists | self.hidden_lists)[item["list_id"]]


async def look(pair: Pair) -> Sight:
    tables = ("persons", "occasions", "lists", "gifts", "list_items", "users")
    async with pair.a.house.db.read() as read:
        in_a = {table: await read.all(f"SELECT * FROM {table}") for table in tables}
        me = next(row for row in in_a["users"] if row["id"] == pair.a.accounts[pair.viewer].id)
        eyes = {"me": me["id"], "mine": me["person_id"]}
        relations = {"lists": audience.lists(), "gifts": audience.gifts(), "list_items": audience.list_items()}
        seen = {
            table: {row["id"] for row in await read.all(f"SELECT id FROM ({relation})", eyes)}
            for table, relation in relations.items()
        }
    async with pair.b.house.db.read() as read:
        in_b = {table: await read.all(f"SELECT * FROM {table}") for table in relations}
    hidden = {table: _by_id(row for row in in_b[table] if row["id"] not in seen[table]) for table in relations}
    visible = {table: _by_id(row for row in in_a[table] if row["id"] in seen[table]) for table in relations}
    return Sight(
        people=_by_id(in_a["persons"]),
        occasions=_by_id(in_a["occasions"]),
        lists=visible["lists"],
        gifts=visible["gifts"],
        items=visible["list_items"],
        true_items=_by_id(row for row in in_b["list_items"] if row["id"] in seen["list_items"]),
        hidden_lists=hidden["lists"],
        hidden_gifts=hidden["gifts"],
        hidden_items=hidden["list_items"],
        accounts=_by_id(row for row in in_a["users"] if row["removed_at"] is None),
        me=me,
    )


def _by_id(rows: Iterable[Row]) -> Rows:
    return {row["id"]: row for row in rows}


def ids(*rows: Rows) -> Sequence[Any]:
    return [id for each in rows for id in each]
