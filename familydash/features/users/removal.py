"""Removing an account: it stays as a name on what it wrote, and nothing else of it stays."""

from typing import Final

from familydash.db.database import Tx
from familydash.features.list_items import removal as items
from familydash.features.users import store
from familydash.shapes import Match

_TOMBSTONE: Final = {
    "email": None,
    "email_key": None,
    "password_hash": None,
    "person_id": None,
    "is_admin": 0,
}
_CHANGED: Final = "version = version + 1, updated_at = :now, updated_by = :by"


async def remove(tx: Tx, id: int, match: Match | None) -> None:
    """Raises NotFound, Forbidden, PreconditionFailed, or Conflict for the last admin."""
    user = await store.get(tx, tx.viewer, id)
    tx.viewer.require_admin()
    if match:
        match.check(user)
    await store.require_another_admin(tx, user)
    await _touch_what_names(tx, id)
    await _delete_private_lists(tx, id)
    await _delete_private_gifts(tx, id)
    await _disown(tx, id)
    await _unassign(tx, id)
    await tx.run("DELETE FROM sessions WHERE user_id = :id", {"id": id})
    await tx.run("DELETE FROM idempotency WHERE user_id = :id", {"id": id})
    await tx.update("users", id, {**_TOMBSTONE, "removed_at": tx.now})
    tx.record("user", id)


_NAMED_IN: Final = {
    "person": "SELECT id FROM persons WHERE updated_by = :id",
    "occasion": "SELECT id FROM occasions WHERE updated_by = :id",
    "list": "SELECT id FROM lists WHERE :id IN (updated_by, owner_id)",
    "gift": "SELECT id FROM gifts WHERE updated_by = :id",
    "list_item": "SELECT id FROM list_items WHERE :id IN (updated_by, public_updated_by, assigned_to)",
    "comment": "SELECT id FROM comments WHERE :id IN (updated_by, author_id)",
    "tag": "SELECT id FROM tags WHERE updated_by = :id",
    "user": "SELECT id FROM users WHERE updated_by = :id AND removed_at IS NULL",
}


async def _touch_what_names(tx: Tx, id: int) -> None:
    """All of it, and first of all: if only some were told of as a former user's, or those earlier than the others, that
    would tell what else they had to do with."""
    for kind, naming in _NAMED_IN.items():
        for row in await tx.all(f"{naming} ORDER BY id", {"id": id}):
            tx.touch(kind, row["id"])


async def _delete_private_lists(tx: Tx, id: int) -> None:
    for row in await tx.all("SELECT id FROM lists WHERE owner_id = :id AND visibility = 'private'", {"id": id}):
        await items.remove_list(tx, row["id"])


async def _delete_private_gifts(tx: Tx, id: int) -> None:
    """Those that no list holds any more: one that still stands on somebody's list is not pulled away from it."""
    # As withdrawn ones they go together with all that hangs on them.
    await tx.run(
        """UPDATE gifts SET withdrawn = 1
        WHERE owner_id = :id AND visibility = 'private'
            AND NOT EXISTS (SELECT 1 FROM list_items i WHERE i.gift_id = gifts.id)""",
        {"id": id},
    )
    await items.drop_unheld(tx)


async def _disown(tx: Tx, id: int) -> None:
    params = {"id": id, "now": tx.now, "by": tx.viewer.id}
    for kind, table in (("list", "lists"), ("gift", "gifts")):
        sql = f"UPDATE {table} SET owner_id = NULL, {_CHANGED} WHERE owner_id = :id RETURNING id"
        for row in await tx.run(sql, params):
            tx.touch(kind, row["id"])


async def _unassign(tx: Tx, id: int) -> None:
    """What they have not bought yet is open again. Without a trace in `public_*`: whom a list is for knows of no assignment."""
    await tx.run(
        f"UPDATE list_items SET assigned_to = NULL, {_CHANGED} WHERE assigned_to = :id AND status IN ('idea', 'selected')",
        {"id": id, "now": tx.now, "by": tx.viewer.id},
    )
