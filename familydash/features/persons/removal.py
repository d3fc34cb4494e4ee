"""Deleting a person. Their lists and gifts stay without the link, and what was hidden from their account stays hidden."""

from datetime import date

from familydash.db.database import Tx
from familydash.errors import Conflict
from familydash.features.comments import store as comments
from familydash.features.gifts import store as gifts
from familydash.features.lists import store as lists
from familydash.features.occasions import birthdays
from familydash.features.occasions import people as occasion_people
from familydash.features.persons import store
from familydash.features.tags import store as tags
from familydash.shapes import Match


async def remove(tx: Tx, id: int, *, force: bool, match: Match | None, today: date) -> None:
    """Raises Conflict where lists that the viewer sees are for them, unless forced. A hidden list says nothing."""
    await store.row_of(tx, tx.viewer, id)
    if match:
        match.check(await store.detail(tx, tx.viewer, id, today))
    held = await lists.rows_of(tx, tx.viewer, person_id=id)
    if held and not force:
        names = ", ".join(each.name for each in held[:5])
        raise Conflict(f"there are lists for them: {names}; force=true keeps them without the person")
    account = await tx.value("SELECT id FROM users WHERE person_id = :id", {"id": id})
    await _cut_lists(tx, id, account)
    await _cut_gifts(tx, id, account)
    await _cut_occasions(tx, id, today)
    if account is not None:
        await tx.update("users", account, {"person_id": None})
        tx.touch("user", account)
    await comments.drop(tx, "person", [id])
    await tags.touch(tx, "person", [id])
    await tx.run("DELETE FROM persons WHERE id = :id", {"id": id})
    await tags.drop_unused(tx)
    tx.record("person", id)


_CUT = """UPDATE {table}
    SET person_id = NULL,
        kept_from = CASE
            WHEN :account IS NULL OR EXISTS (SELECT 1 FROM json_each(kept_from) WHERE value = :account) THEN kept_from
            ELSE json_insert(kept_from, '$[#]', :account) END,
        version = version + 1, updated_at = :now, updated_by = :me
    WHERE person_id = :id
    RETURNING id"""


async def _cut_lists(tx: Tx, id: int, account: int | None) -> None:
    params = {"id": id, "account": account, "now": tx.now, "me": tx.viewer.id}
    for row in await tx.run(_CUT.format(table="lists"), params):
        await lists.touch(tx, row["id"])


async def _cut_gifts(tx: Tx, id: int, account: int | None) -> None:
    params = {"id": id, "account": account, "now": tx.now, "me": tx.viewer.id}
    await gifts.touch(tx, [row["id"] for row in await tx.run(_CUT.format(table="gifts"), params)])


async def _cut_occasions(tx: Tx, id: int, today: date) -> None:
    """Occasions stay, without the person. Their coming birthday goes, unless something is planned for it; those that
    were do not come again."""
    await occasion_people.touch(tx, id)
    coming = await tx.all(
        "SELECT id FROM occasions WHERE birthday_of = :id AND date >= :today", {"id": id, "today": today.isoformat()}
    )
    for row in coming:
        await birthdays.let_go(tx, row["id"])
    plain = await tx.run(
        """UPDATE occasions
        SET birthday_of = NULL, repeats = 'never', version = version + 1, updated_at = :now, updated_by = :me
        WHERE birthday_of = :id
        RETURNING id""",
        {"id": id, "now": tx.now, "me": tx.viewer.id},
    )
    for row in plain:
        tx.touch("occasion", row["id"])
