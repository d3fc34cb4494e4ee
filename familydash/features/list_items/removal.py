"""Taking things off lists without a word about what others have done in secret.

A wish that somebody has taken is gone for whom the list is for and stays for the others, marked `withdrawn`;
a gift that is deleted while a list hidden from the deleter holds it is kept for those who see that list.
"""

import json

from familydash.db.database import Row, Tx
from familydash.errors import Conflict
from familydash.features.comments import store as comments
from familydash.features.gifts import store as gifts
from familydash.features.list_items import store
from familydash.features.tags import store as tags
from familydash.shapes import Match


async def remove_item(tx: Tx, id: int, match: Match | None) -> None:
    row = await store.row_of(tx, tx.viewer, id)
    if match:
        match.check(store.shape(row))
    tx.record("list_item", id)
    await _take_off(tx, row)
    await drop_unheld(tx)


async def _take_off(tx: Tx, row: Row) -> None:
    """Delete an item, or withdraw it where it is a wish of the viewer's that was taken."""
    await gifts.touch_withdrawn(tx, item_id=row["id"])
    tx.touch("list_item", row["id"])
    if row["for_me"] and await _taken(tx, row["id"]):
        await store.update(tx, row["id"], {"withdrawn": 1, "withdrawn_for": tx.viewer.id})
        return
    await comments.drop(tx, "list_item", [row["id"]])
    await tx.run("DELETE FROM list_items WHERE id = :id", {"id": row["id"]})


async def _taken(tx: Tx, id: int) -> bool:
    return bool(
        await tx.value(
            """SELECT status <> 'idea' OR assigned_to IS NOT NULL OR actual_price IS NOT NULL
            FROM list_items WHERE id = :id""",
            {"id": id},
        )
    )


async def remove_gift(tx: Tx, id: int, *, force: bool, match: Match | None) -> None:
    """Delete a gift. Raises Conflict where lists that the viewer sees hold it, unless forced."""
    now = await gifts.detail(tx, tx.viewer, id)
    if match:
        match.check(now)
    if now.used_in and not force:
        names = ", ".join(use.list.name for use in now.used_in[:5])
        raise Conflict(f"it is on lists: {names}; force=true takes it off them")
    for use in now.used_in:
        await _take_off(tx, await store.row_of(tx, tx.viewer, use.id))
    tx.record("gift", id)
    await gifts.touch(tx, [id])
    left = await tx.all("SELECT id, withdrawn FROM list_items WHERE gift_id = :id", {"id": id})
    for item in left:
        if not item["withdrawn"]:
            await store.update(tx, item["id"], {"withdrawn": 1})
    if left:
        await tx.update("gifts", id, {"withdrawn": 1})
        await gifts.touch(tx, [id])
    else:
        await _drop_gifts(tx, [id])


async def drop_unheld(tx: Tx) -> None:
    """Delete the withdrawn gifts that no list holds any more: nobody sees them."""
    unheld = await tx.all(
        "SELECT id FROM gifts WHERE withdrawn = 1 AND NOT EXISTS (SELECT 1 FROM list_items WHERE gift_id = gifts.id)"
    )
    if unheld:
        ids = [gift["id"] for gift in unheld]
        await gifts.touch(tx, ids)
        await _drop_gifts(tx, ids)


async def remove_list(tx: Tx, id: int) -> None:
    """Delete a list with its items. Who may is the caller's business."""
    items = [item["id"] for item in await tx.all("SELECT id FROM list_items WHERE list_id = :id", {"id": id})]
    for item in items:
        tx.touch("list_item", item)
    tx.touch("list", id)
    await gifts.touch_withdrawn(tx, list_id=id)
    await comments.drop(tx, "list_item", items)
    await comments.drop(tx, "list", [id])
    await tx.run("DELETE FROM lists WHERE id = :id", {"id": id})
    await drop_unheld(tx)


async def _drop_gifts(tx: Tx, ids: list[int]) -> None:
    """Delete gifts that no list holds, and what hangs on them. They were touched before."""
    await comments.drop(tx, "gift", ids)
    await tx.run("DELETE FROM gifts WHERE id IN (SELECT value FROM json_each(:ids))", {"ids": json.dumps(ids)})
    await tags.drop_unused(tx)
