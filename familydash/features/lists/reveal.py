"""How the audience of a list reaches the gifts on it: when it is changed, and when a surprise is over."""

from datetime import date

from familydash.db.database import Row, Tx
from familydash.features.comments import store as comments
from familydash.features.gifts import hiding
from familydash.features.gifts import store as gifts

_AUDIENCE = ("visibility", "person_id", "kept_from")


async def let_gifts_follow(tx: Tx, before: Row) -> None:
    """After a list's audience was changed: the gifts on it that had just that audience get the new one.

    To become the family's it may be anybody's. To be hidden it must be the viewer's own and stand on no other list of
    the family's: nobody loses sight of what they made themselves. Other lists, and wishes that were withdrawn, make
    no difference, since that would tell of them; they keep a copy.
    """
    after = await tx.only("SELECT * FROM lists WHERE id = :id", {"id": before["id"]})
    if all(after[name] == before[name] for name in _AUDIENCE):
        return
    wider = after["visibility"] == "family" != before["visibility"]
    followers = await tx.all(
        """SELECT DISTINCT g.id
        FROM gifts g
        JOIN list_items i ON i.gift_id = g.id
        WHERE i.list_id = :list AND i.withdrawn_for IS NULL
            AND g.visibility = :visibility AND g.person_id IS :person_id AND g.kept_from = :kept_from
            AND (:wider OR g.owner_id = :me AND NOT EXISTS (
                SELECT 1 FROM list_items o JOIN lists ol ON ol.id = o.list_id
                WHERE o.gift_id = g.id AND o.list_id <> :list AND o.withdrawn_for IS NULL AND ol.visibility = 'family'))""",
        {
            **{name: before[name] for name in _AUDIENCE},
            "list": before["id"],
            "wider": wider,
            "me": tx.viewer.id,
        },
    )
    for gift in followers:
        await tx.update("gifts", gift["id"], {name: after[name] for name in _AUDIENCE})
        await comments.keep_from(tx, "gift", [gift["id"]], before["person_id"])
        if not wider:
            await hiding.leave_copies(tx, gift["id"])
    await gifts.touch(tx, [gift["id"] for gift in followers])


async def reveal(tx: Tx, today: date) -> None:
    """Surprises whose day has come: the lists, and what is on them, become the family's.

    A gift that is kept from somebody else than its list stays so: it is a surprise of another day.
    """
    due = await tx.all(
        "SELECT * FROM lists WHERE visibility = 'surprise' AND reveal_on <= :today", {"today": today.isoformat()}
    )
    for row in due:
        await tx.update("lists", row["id"], {"visibility": "family"})
        await let_gifts_follow(tx, row)
        tx.record("list", row["id"])
        await touch(tx, row["id"])


async def touch(tx: Tx, id: int) -> None:
    """A list that looks different now, and so do the items that show its name and have its audience."""
    tx.touch("list", id)
    for item in await tx.all("SELECT id FROM list_items WHERE list_id = :id ORDER BY id", {"id": id}):
        tx.touch("list_item", item["id"])
    await gifts.touch_withdrawn(tx, list_id=id)
