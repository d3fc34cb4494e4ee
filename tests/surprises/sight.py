"""What a history is made up from: what there is in both worlds. Only for choosing what to do; nothing is judged by it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from familydash import audience
from familydash.db.database import Row
from tests.surprises.pair import Pair

Rows = dict[int, Row]


@dataclass(frozen=True)
class Parent:
    """What may be talked about. `guards` are the lists and gifts that one has to see for that."""

    type: str
    id: int
    guards: tuple[Row, ...] = ()
    for_viewer: bool = False


@dataclass(frozen=True)
class Sight:
    """`lists`, `gifts`, `items`, `comments` and `tags` are what the viewer sees in world A; `hidden_*` all the rest of world B.

    The rows are as the tables have them. Of an item that the viewer sees, `true_items` has the row of world B;
    `words` has, by account, the rows behind the tags that it sees there.
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
    comments: Rows
    hidden_comments: Rows
    tags: Rows
    hidden_tags: Rows
    words: Mapping[int, Rows]
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
        return mine or account["id"] in json.loads(row["kept_from"])

    def for_viewer(self, row: Row) -> bool:
        return self.is_for(self.me, row)

    @property
    def others(self) -> list[Row]:
        return [account for account in self.accounts.values() if account["id"] != self.me["id"]]

    def shop_list(self, item: Row) -> Row:
        """The list of an item."""
        return (self.lists | self.hidden_lists)[item["list_id"]]

    def parents(self) -> list[Parent]:
        """What the viewer sees, less what was withdrawn: who sees that depends on what is hidden."""
        gifts = {id: row for id, row in self.gifts.items() if not row["withdrawn"]}
        items = {id: row for id, row in self.items.items() if not row["withdrawn"] and row["gift_id"] in gifts}
        return [
            *(Parent("person", id, for_viewer=id == self.person) for id in self.people),
            *(Parent("occasion", id) for id in self.occasions),
            *(self._parent("list", id, row) for id, row in self.lists.items()),
            *(self._parent("gift", id, row) for id, row in gifts.items()),
            *(self._parent("list_item", id, self.shop_list(row), gifts[row["gift_id"]]) for id, row in items.items()),
        ]

    def hidden_parents(self) -> list[Parent]:
        gifts = self.gifts | self.hidden_gifts
        return [
            *(self._parent("list", id, row) for id, row in self.hidden_lists.items()),
            *(self._parent("gift", id, row) for id, row in self.hidden_gifts.items()),
            *(
                self._parent("list_item", id, self.shop_list(row), gifts[row["gift_id"]])
                for id, row in self.hidden_items.items()
            ),
        ]

    def _parent(self, type: str, id: int, *guards: Row) -> Parent:
        return Parent(type, id, guards, any(self.for_viewer(row) for row in guards))


TABLES = ("persons", "occasions", "lists", "gifts", "list_items", "comments", "tags", "users")
SEEN = {
    "lists": audience.lists(),
    "gifts": audience.gifts(),
    "list_items": audience.list_items(),
    "comments": audience.comments(),
    "tags": audience.tags(),
}


async def look(pair: Pair) -> Sight:
    async with pair.a.house.db.read() as read:
        in_a = {table: await read.all(f"SELECT * FROM {table}") for table in TABLES}
        me = next(row for row in in_a["users"] if row["id"] == pair.a.accounts[pair.viewer].id)
        eyes = {"me": me["id"], "mine": me["person_id"]}
        seen = {
            table: {row["id"] for row in await read.all(f"SELECT id FROM ({relation})", eyes)}
            for table, relation in SEEN.items()
        }
    async with pair.b.house.db.read() as read:
        in_b = {table: await read.all(f"SELECT * FROM {table}") for table in SEEN}
        words = await read.all(f"SELECT * FROM ({audience.tag_rows(audience.EVERYBODY)})")
    hidden = {table: _by_id(row for row in in_b[table] if row["id"] not in seen[table]) for table in SEEN}
    visible = {table: _by_id(row for row in in_a[table] if row["id"] in seen[table]) for table in SEEN}
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
        comments=visible["comments"],
        hidden_comments=hidden["comments"],
        tags=visible["tags"],
        hidden_tags=hidden["tags"],
        words={user["id"]: _by_id(row for row in words if row["me"] == user["id"]) for user in in_a["users"]},
        accounts=_by_id(row for row in in_a["users"] if row["removed_at"] is None),
        me=me,
    )


def _by_id(rows: Iterable[Row]) -> Rows:
    return {row["id"]: row for row in rows}


def ids(*rows: Rows) -> Sequence[Any]:
    return [id for each in rows for id in each]
