"""What becomes of a gift on lists of others, when it is hidden from those who see these lists.

The lists must not lose it, and what anybody else sees must not depend on them: each keeps a copy of its own, with the
audience of the list, and its item is marked `withdrawn` as if the gift had been deleted.
"""

from familydash.db.database import Tx
from familydash.features.comments import store as comments

_TEXTS = "name, url, price, image_url, source, description, notes"


async def leave_copies(tx: Tx, id: int) -> None:
    """After the audience of a gift was changed: give its copy to each list of another audience. Not to the family's
    lists (that they lose it is plain to see, but for a wish that was withdrawn), nor to the viewer's own."""
    hidden = await tx.all(
        """SELECT i.id, l.visibility, l.person_id, l.kept_from, l.owner_id,
            g.person_id AS gift_person_id, g.kept_from AS gift_kept_from
        FROM list_items i
        JOIN lists l ON l.id = i.list_id
        JOIN gifts g ON g.id = i.gift_id
        WHERE i.gift_id = :id AND g.visibility <> 'family'
            AND (i.withdrawn_for IS NOT NULL OR l.visibility <> 'family')
            AND (l.visibility <> g.visibility OR l.person_id IS NOT g.person_id OR l.kept_from <> g.kept_from
                OR l.visibility = 'private' AND l.owner_id IS NOT g.owner_id)
            AND NOT (l.visibility = 'private' AND l.owner_id IS :me)""",
        {"id": id, "me": tx.viewer.id},
    )
    for item in hidden:
        await comments.keep_from(tx, "list_item", [item["id"]], item["gift_person_id"], item["gift_kept_from"])
        copy = await _copy(tx, id, dict(item))
        await tx.run(
            """UPDATE list_items
            SET gift_id = :copy, withdrawn = 1,
                version = version + 1, updated_at = :now, updated_by = :me,
                public_version = public_version + 1, public_updated_at = :now, public_updated_by = :me
            WHERE id = :id""",
            {"copy": copy, "id": item["id"], "now": tx.now, "me": tx.viewer.id},
        )
        tx.touch("list_item", item["id"])


async def _copy(tx: Tx, id: int, seen_by: dict[str, object]) -> int:
    """Without the tags: those are of who saw the gift."""
    made = await tx.run(
        f"""INSERT INTO gifts ({_TEXTS}, visibility, person_id, owner_id, kept_from, withdrawn,
            version, created_at, updated_at, updated_by)
        SELECT {_TEXTS}, :visibility, :person_id, :owner_id, :kept_from, 1, 1, created_at, :now, :me
        FROM gifts
        WHERE id = :gift
        RETURNING id""",
        {**seen_by, "gift": id, "now": tx.now, "me": tx.viewer.id},
    )
    copy = int(made[0]["id"])
    tx.touch("gift", copy)
    return copy
