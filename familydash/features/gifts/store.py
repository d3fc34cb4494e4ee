"""Gifts: what might be given. A gift has an audience of its own; what stands on a list is in `list_items`."""

import json
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from familydash import audience
from familydash.audience import Visibility
from familydash.auth.viewer import Viewer
from familydash.db.database import Reader, Row, Tx
from familydash.db.paging import Order, Page, Where, page
from familydash.db.search import match as text_match
from familydash.errors import Forbidden, Invalid
from familydash.features.comments import store as comments
from familydash.features.gifts import hiding
from familydash.features.gifts.shapes import GiftChange, GiftDetail, GiftFields, GiftNew, GiftQuery, GiftRow, Use
from familydash.features.tags import store as tags
from familydash.features.users import author
from familydash.realtime.topics import Kind
from familydash.shapes import Match, Named, Pictured, short_user

_DEAR: Final = 10**12  # above every price: gifts without one come last in both directions
_ORDERS: Final = {
    "recent": Order("recent", "id", descending=True),
    "name": Order("name", "fold(name)", keys=str),
    "price": Order("price", f"coalesce(price, {_DEAR})"),
    "-price": Order("-price", "coalesce(price, -1)", descending=True),
}


def _select(eyes: audience.Eyes) -> str:
    return f"""
        SELECT s.*, {tags.names("gift", "s.id")} AS tags, {author.columns("ub", "updated_by")}
        FROM ({audience.gifts(eyes)}) s
        LEFT JOIN users ub ON ub.id = s.updated_by"""


_ROWS: Final = _select(audience.ONE)


def shape(row: Row) -> GiftRow:
    return GiftRow(**_fields(row))


def _fields(row: Row) -> dict[str, Any]:
    names = ("id", "name", "url", "price", "image_url", "source", "description", "notes", "visibility", "person_id")
    return {
        **{name: row[name] for name in (*names, "version", "created_at", "updated_at")},
        "tags": json.loads(row["tags"]),
        "updated_by": short_user(row, "updated_by"),
    }


LIVE: Final = Kind(
    name="gift",
    seen=f"SELECT * FROM ({_select(audience.EVERYBODY)}) WHERE id = :id",
    shape=shape,
    topics=lambda row: (f"gift:{row['id']}", "gifts:all"),
    named=lambda row: str(row["name"]),
    standing=f"SELECT {audience.GIFT_STANDS} FROM gifts g WHERE g.id = :id",
)


async def find(reader: Reader, viewer: Viewer, query: GiftQuery) -> Page[GiftRow]:
    where = Where(dict(viewer.eyes))
    if query.search:
        where.add(
            "id IN (SELECT rowid FROM gifts_text WHERE gifts_text MATCH :search)", search=text_match(query.search)
        )
    where.any("tag", [tags.key(tag) for tag in query.tag], f"id IN ({tags.carriers('gift', ':tag')})")
    if query.min_price is not None:
        where.add("price >= :min_price", min_price=query.min_price)
    if query.max_price is not None:
        where.add("price <= :max_price", max_price=query.max_price)
    _filter_by_use(where, query)
    rows = await page(reader, _ROWS, where, _ORDERS[query.sort], query)
    return rows.map(shape)


def _filter_by_use(where: Where, query: GiftQuery) -> None:
    """Filters over the items that hold a gift: one item has to meet all of them."""
    items = audience.list_items()
    use = Where({})
    use.any("status", query.status)
    use.any("list_id", query.list_id)
    use.any("occasion_id", query.occasion_id)
    where.any("person_id", query.person_id, "1")  # only binds
    use.any("person_id", query.person_id)
    if query.status or query.list_id or query.occasion_id:
        where.add(f"id IN (SELECT gift_id FROM ({items}) WHERE {use.sql})", **use.params)
    elif query.person_id:
        where.add(
            f"""(person_id IN (SELECT value FROM json_each(:person_id))
                OR id IN (SELECT gift_id FROM ({items}) WHERE {use.sql}))"""
        )
    if query.unused is not None:
        where.add(f"id {'NOT ' if query.unused else ''}IN (SELECT gift_id FROM ({items}))")


async def row_of(reader: Reader, viewer: Viewer, id: int) -> Row:
    """Raises NotFound where the viewer sees no such gift."""
    row = await reader.one(f"SELECT * FROM ({_ROWS}) WHERE id = :id", {**viewer.eyes, "id": id})
    if row is None:
        raise audience.missing("gift")
    return row


async def detail(reader: Reader, viewer: Viewer, id: int) -> GiftDetail:
    row = await row_of(reader, viewer, id)
    uses = await reader.all(
        f"""SELECT s.id, s.list_id, s.list_name, s.status, s.quantity,
            p.id AS person_id, p.name AS person_name, p.photo_url, o.id AS occasion_id, o.name AS occasion_name
        FROM ({audience.list_items()}) s
        LEFT JOIN persons p ON p.id = s.person_id
        LEFT JOIN occasions o ON o.id = s.occasion_id
        WHERE s.gift_id = :id
        ORDER BY s.id""",
        {**viewer.eyes, "id": id},
    )
    return GiftDetail(**_fields(row), used_in=[_use(use) for use in uses])


def _use(row: Row) -> Use:
    person = (
        Pictured(id=row["person_id"], name=row["person_name"], image_url=row["photo_url"]) if row["person_id"] else None
    )
    return Use(
        id=row["id"],
        list=Named(id=row["list_id"], name=row["list_name"]),
        person=person,
        occasion=Named(id=row["occasion_id"], name=row["occasion_name"]) if row["occasion_id"] else None,
        status=row["status"],
        quantity=row["quantity"],
    )


async def create(tx: Tx, gift: GiftNew) -> GiftDetail:
    await audience.refer(tx, tx.viewer, "person", gift.person_id, "person_id")
    audience.check_surprise(tx.viewer, gift.visibility, gift.person_id)
    id = await insert(tx, gift, gift.visibility, gift.person_id)
    tx.record("gift", id)
    return await detail(tx, tx.viewer, id)


async def insert(tx: Tx, gift: GiftFields, visibility: Visibility, person_id: int | None, kept_from: str = "[]") -> int:
    """A new gift with that audience, checked by the caller. Returns its id."""
    values = gift.model_dump(include={"url", "price", "image_url", "source", "description", "notes"})
    id = await tx.insert(
        "gifts",
        {
            **values,
            "name": gift.name or name_of(gift.url or ""),
            "source": gift.source or (source_of(gift.url) if gift.url else None),
            "visibility": visibility,
            "person_id": person_id,
            "owner_id": tx.viewer.id,
            "kept_from": kept_from,
        },
    )
    await tags.put(tx, "gift", id, gift.tags or ())
    tx.touch("gift", id)
    return id


def source_of(url: str) -> str | None:
    """The shop: `https://www.shop.example/x` → `shop.example`."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")[:200] or None
    except ValueError:
        return None


def name_of(url: str) -> str:
    """A name for a gift that is only an address: the last readable part of its path, else the shop."""
    try:
        parts = [unquote(part) for part in urlsplit(url).path.split("/")]
    except ValueError:
        parts = []
    words = [part.rsplit(".", 1)[0].replace("-", " ").replace("_", " ") for part in parts]
    told = [" ".join(word.split()) for word in words if sum(letter.isalpha() for letter in word) > len(word) / 2]
    name = max(told, key=len, default="") or source_of(url) or url
    return "".join(letter for letter in name if letter.isprintable())[:200] or "Gift"


async def change(tx: Tx, id: int, body: GiftChange, match: Match | None) -> GiftDetail:
    row, now = await row_of(tx, tx.viewer, id), await detail(tx, tx.viewer, id)
    changes = _changes(now, body)
    if changes.get("visibility") == "private" and row["owner_id"] != tx.viewer.id:
        raise Forbidden("only who made a gift may make it private")
    await audience.refer(tx, tx.viewer, "person", changes.get("person_id"), "person_id")
    if "visibility" in changes or "person_id" in changes:
        after = {**now.model_dump(include={"visibility", "person_id"}), **changes}
        said_by = "visibility" if "visibility" in changes else "person_id"
        audience.check_surprise(tx.viewer, after["visibility"], after["person_id"], said_by)
        if after["visibility"] == "surprise" and audience.is_kept_from(row, tx.viewer):
            raise Invalid.of(said_by, "this was for you: you cannot keep it from yourself")
    if match:
        match.check(now)
    if not changes:
        return now
    names = changes.pop("tags", None)
    await tx.update("gifts", id, changes)
    tx.record("gift", id)
    if "person_id" in changes:
        await comments.keep_from(tx, "gift", [id], now.person_id)
    if changes.keys() & {"visibility", "person_id"}:
        await hiding.leave_copies(tx, id)
    if names is not None:
        await tags.put(tx, "gift", id, names)
    await touch(tx, [id])
    return await detail(tx, tx.viewer, id)


def _changes(now: GiftRow, body: GiftChange) -> dict[str, Any]:
    """What a body would really change. Tags compare without case: the family has one spelling of each."""
    said = body.model_dump()
    if "tags" in said:
        said["tags"] = said["tags"] or []
        if {tags.key(name) for name in said["tags"]} == {tags.key(name) for name in now.tags}:
            del said["tags"]
    return {name: value for name, value in said.items() if value != getattr(now, name)}


async def touch_withdrawn(tx: Tx, *, item_id: int | None = None, list_id: int | None = None) -> None:
    """A withdrawn gift is seen by who sees an item that holds it: for when an item comes or goes (before that),
    or its list is seen by others now."""
    held = await tx.all(
        """SELECT DISTINCT g.id FROM gifts g JOIN list_items i ON i.gift_id = g.id
        WHERE g.withdrawn = 1 AND (i.id = :item OR i.list_id = :list)""",
        {"item": item_id, "list": list_id},
    )
    await touch(tx, [gift["id"] for gift in held])


async def touch(tx: Tx, ids: Iterable[int]) -> None:
    """Gifts that look different now, and so do the items that show them; others may see their tags."""
    ids = list(ids)
    await tags.touch(tx, "gift", ids)
    await tags.follow_gifts(tx, ids)
    for id in ids:
        tx.touch("gift", id)
    items = await tx.all(
        "SELECT id FROM list_items WHERE gift_id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        {"ids": json.dumps(ids)},
    )
    for item in items:
        tx.touch("list_item", item["id"])
