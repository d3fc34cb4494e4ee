"""List items: a gift on a list, its way from idea to received, and who takes care of it.

For whom the list is for, an item shows none of that before it is received (`audience.list_items`); what they
may see of it has a version, a time and an author of its own (`public_*`).
"""

from typing import Any, Final

from familydash import audience
from familydash.auth.viewer import Viewer
from familydash.db.database import Reader, Row, Tx, unique
from familydash.db.paging import Order, Page, PageQuery, Where, page
from familydash.errors import Conflict, Forbidden, Invalid, InvalidTransition
from familydash.features.gifts import store as gifts
from familydash.features.gifts.shapes import Status
from familydash.features.list_items.shapes import ItemGift, ItemNew, ItemRow, ItemsQuery
from familydash.features.settings import store as settings
from familydash.features.users import author
from familydash.realtime.topics import Event, Kind
from familydash.shapes import Match, Named, short_user

NEXT: Final[dict[Status, tuple[Status, ...]]] = {
    "idea": ("selected", "purchased"),
    "selected": ("idea", "purchased"),
    "purchased": ("selected", "received"),
    "received": ("purchased",),
}


_ORDER: Final = Order("added", "id")
_TWICE: Final = "that gift is on this list already"
_SECRET: Final = ("status", "assigned_to", "actual_price")
"""What is kept from whom the list is for."""


def _select(eyes: audience.Eyes) -> str:
    return f"""
        SELECT s.*, {author.columns("ua", "assignee")}, {author.columns("ub", "updated_by")}
        FROM ({audience.list_items(eyes)}) s
        LEFT JOIN users ua ON ua.id = s.assigned_to
        LEFT JOIN users ub ON ub.id = s.updated_by"""


ROWS: Final = _select(audience.ONE)
"""The items that the viewer sees: what `shape` reads, for other relations to join."""


def shape(row: Row) -> ItemRow:
    assignee = short_user(row, "assignee")
    return ItemRow(
        id=row["id"],
        list_id=row["list_id"],
        list=Named(id=row["list_id"], name=row["list_name"]),
        gift_id=row["gift_id"],
        gift=ItemGift(
            id=row["gift_id"],
            name=row["gift_name"],
            image_url=row["gift_image_url"],
            price=row["gift_price"],
            url=row["gift_url"],
        ),
        status=row["status"],
        assigned_to=assignee.id if assignee else None,
        assignee=assignee,
        quantity=row["quantity"],
        planned_price=row["planned_price"],
        actual_price=row["actual_price"],
        notes=row["notes"],
        withdrawn=bool(row["withdrawn"]),
        version=row["version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        updated_by=short_user(row, "updated_by"),
    )


def _event(old: Row, new: Row) -> Event:
    if old["status"] != new["status"]:
        return "STATUS_CHANGED"
    if old["assigned_to"] != new["assigned_to"]:
        return "ASSIGNED"
    return "UPDATED"


def _topics(row: Row) -> tuple[str, ...]:
    topics = (f"list:{row['list_id']}", "list-items:all")
    return (*topics, f"person:{row['person_id']}") if row["person_id"] else topics


LIVE: Final = Kind(
    name="list_item",
    seen=f"SELECT * FROM ({_select(audience.EVERYBODY)}) WHERE id = :id",
    shape=shape,
    topics=_topics,
    event=_event,
    named=lambda row: str(row["gift_name"]),
    standing="SELECT withdrawn_for IS NOT NULL FROM list_items WHERE id = :id",
)


async def find(reader: Reader, viewer: Viewer, query: ItemsQuery) -> Page[ItemRow]:
    where = Where(dict(viewer.eyes))
    where.any("status", query.status)
    where.any("assigned_to", [viewer.id if who == "me" else who for who in query.assigned_to])
    where.any("list_id", query.list_id)
    where.any("person_id", query.person_id)
    where.any("occasion_id", query.occasion_id)
    return (await page(reader, ROWS, where, _ORDER, query)).map(shape)


async def of_list(reader: Reader, viewer: Viewer, list_id: int) -> list[ItemRow]:
    """All items of a list, oldest first."""
    rows = await reader.all(
        f"SELECT * FROM ({ROWS}) WHERE list_id = :list_id ORDER BY id", {**viewer.eyes, "list_id": list_id}
    )
    return [shape(row) for row in rows]


async def page_of_list(reader: Reader, viewer: Viewer, list_id: int, query: PageQuery) -> Page[ItemRow]:
    await audience.require(reader, viewer, "list", list_id)
    where = Where(dict(viewer.eyes))
    where.add("list_id = :list_id", list_id=list_id)
    return (await page(reader, ROWS, where, _ORDER, query)).map(shape)


async def row_of(reader: Reader, viewer: Viewer, id: int) -> Row:
    """Raises NotFound where the viewer sees no such item."""
    row = await reader.one(f"SELECT * FROM ({ROWS}) WHERE id = :id", {**viewer.eyes, "id": id})
    if row is None:
        raise audience.missing("list_item")
    return row


async def detail(reader: Reader, viewer: Viewer, id: int) -> ItemRow:
    return shape(await row_of(reader, viewer, id))


async def list_for(reader: Reader, viewer: Viewer, list_id: int, item: ItemNew) -> Row:
    """The list that a new item is for. Raises NotFound where the viewer sees none, Forbidden where the item says what is
    kept from them."""
    seen = await reader.one(f"SELECT * FROM ({audience.lists()}) WHERE id = :id", {**viewer.eyes, "id": list_id})
    if seen is None:
        raise audience.missing("list")
    if seen["for_me"] and (item.status != "idea" or item.assigned_to is not None or item.actual_price is not None):
        raise _kept_secret()
    return seen


async def create(tx: Tx, list_id: int, item: ItemNew) -> ItemRow:
    seen = await list_for(tx, tx.viewer, list_id, item)
    await _refer_gift(tx, item.gift_id)
    await _refer_assignee(tx, list_id, item.gift_id, item.assigned_to, "assigned_to")
    gift_id = item.gift_id
    if item.gift is not None:
        gift_id = await gifts.insert(tx, item.gift, seen["visibility"], seen["person_id"], seen["kept_from"])
    elif await _is_on(tx, list_id, item.gift_id):
        raise Conflict(_TWICE)
    with unique(_TWICE):
        id = await tx.insert(
            "list_items",
            {
                **item.model_dump(exclude={"gift_id", "gift"}),
                "list_id": list_id,
                "gift_id": gift_id,
                "received_on": await _received_on(tx, item.status),
                "public_version": 1,
                "public_updated_at": tx.now,
                "public_updated_by": tx.viewer.id,
            },
        )
    await gifts.touch_withdrawn(tx, item_id=id)
    tx.record("list_item", id)
    return await detail(tx, tx.viewer, id)


async def change(
    tx: Tx, id: int, changes: dict[str, Any], match: Match | None, assignee_field: str = "assigned_to"
) -> ItemRow:
    """Change fields of an item, by the names of `ItemChange`. What stays the same is no change."""
    row = await row_of(tx, tx.viewer, id)
    if row["for_me"] and any(name in changes for name in _SECRET):
        raise _kept_secret()
    # The columns, not the answer: a former account shows no id, and can be taken off.
    changes = {name: value for name, value in changes.items() if value != row[name]}
    await _refer_assignee(tx, row["list_id"], row["gift_id"], changes.get("assigned_to"), assignee_field)
    now = shape(row)
    if match:
        match.check(now)
    if "status" in changes:
        _check_transition(now.status, changes["status"])
        changes["received_on"] = await _received_on(tx, changes["status"])
    if not changes:
        return now
    await update(tx, id, changes)
    tx.record("list_item", id)
    return await detail(tx, tx.viewer, id)


def _check_transition(old: Status, new: Status) -> None:
    if new not in NEXT[old]:
        raise InvalidTransition(f"{old} cannot become {new}; allowed: {', '.join(NEXT[old])}")


def _kept_secret() -> Forbidden:
    return Forbidden("this list is for you: status, assignee and actual price are for the others")


async def _received_on(tx: Tx, status: Status) -> str | None:
    return (await settings.today(tx, tx.now)).isoformat() if status == "received" else None


async def _is_on(tx: Tx, list_id: int, gift_id: int | None) -> bool:
    """Whether the viewer sees that gift on that list. The constraint knows no wish that was withdrawn: whoever took it back
    may wish it again, but who still sees it has no use for two."""
    on_it = f"SELECT 1 FROM ({audience.list_items()}) WHERE list_id = :list AND gift_id = :gift"
    return bool(await tx.value(on_it, {**tx.viewer.eyes, "list": list_id, "gift": gift_id}))


async def _refer_gift(tx: Tx, gift_id: int | None) -> None:
    await audience.refer(tx, tx.viewer, "gift", gift_id, "gift_id")
    if await tx.value("SELECT withdrawn FROM gifts WHERE id = :id", {"id": gift_id}):
        # It would come back for who deleted it, and tell them that something held it.
        raise Invalid.of("gift_id", "this gift was withdrawn: make it anew")


async def _refer_assignee(tx: Tx, list_id: int, gift_id: int | None, user_id: int | None, field: str) -> None:
    """Who takes care of an item has to see its list and its gift, and the list must not be for them."""
    if user_id is None:
        return
    await audience.refer(tx, tx.viewer, "user", user_id, field)
    fit = await tx.value(
        f"""SELECT NOT for_me AND (:gift IS NULL OR EXISTS (
            SELECT 1 FROM ({audience.gifts(audience.EVERYBODY)}) WHERE id = :gift AND me = :user))
        FROM ({audience.lists(audience.EVERYBODY)}) WHERE id = :id AND me = :user""",
        {"id": list_id, "gift": gift_id, "user": user_id},
    )
    if not fit:
        raise Invalid.of(field, "this list is not for their eyes")


async def update(tx: Tx, id: int, values: dict[str, Any]) -> None:
    """Set columns of an item; `public_*` follow where whom the list is for may see a difference."""
    old = dict(await tx.only("SELECT * FROM list_items WHERE id = :id", {"id": id}))
    public: dict[str, Any] = {}
    if _public({**old, **values}) != _public(old):
        public = {
            "public_version": old["public_version"] + 1,
            "public_updated_at": tx.now,
            "public_updated_by": tx.viewer.id,
        }
    await tx.update("list_items", id, {**values, **public})
    tx.touch("list_item", id)


def _public(row: dict[str, Any]) -> tuple[Any, ...]:
    """What of an item is seen by whom the list is for."""
    always = (row["quantity"], row["planned_price"], row["notes"], row["withdrawn"])
    if row["status"] != "received":
        return (*always, "idea", None, None, None)
    return (*always, row["status"], row["assigned_to"], row["actual_price"], row["received_on"])
