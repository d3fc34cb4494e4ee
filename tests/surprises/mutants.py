"""Ways to break the rule, each a small and likely mistake. The proof has to notice every one of them.

Where a rule is SQL, the mistake is made in the text of each statement on its way to SQLite: modules keep the texts
that they put together when they are imported, so there is no one constant to patch.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import pytest

from familydash import audience
from familydash.db.database import Params, Reader, Row, Tx
from familydash.errors import Conflict, Forbidden, InvalidTransition, NotFound
from familydash.features.gifts import store as gifts
from familydash.features.gifts.shapes import GiftQuery
from familydash.features.list_items import removal as items_removal
from familydash.features.list_items import store as items
from familydash.features.lists import store as lists
from familydash.features.occasions import store as occasions
from familydash.features.persons import removal as persons_removal
from familydash.realtime import feed, sights
from familydash.realtime.feed import Feed
from familydash.realtime.hub import Hub, Message
from familydash.realtime.topics import Topic

Break = Callable[[pytest.MonkeyPatch], None]
Call = Callable[..., Awaitable[Any]]

ACCOUNTS: Final = (1, 2, 3, 4)


def sql(pattern: str, replacement: str) -> Break:
    """A mistake in the text of the statements. One that fits no statement is no mistake: then the test fails."""

    def break_(patch: pytest.MonkeyPatch) -> None:
        right = Reader.all
        fits: dict[str, str] = {}

        async def wrong(self: Reader, statement: str, params: Params = ()) -> list[Row]:
            if statement not in fits:
                fits[statement] = re.sub(pattern, replacement, statement, flags=re.S)
            return await right(self, fits[statement], params)

        patch.setattr(Reader, "all", wrong)

    return break_


def before(module: Any, name: str, look: Callable[..., Awaitable[None]]) -> Break:
    """Somebody looks at what is hidden before they do what they should."""

    def break_(patch: pytest.MonkeyPatch) -> None:
        right: Call = getattr(module, name)

        async def wrong(tx: Any, *args: Any, **more: Any) -> Any:
            await look(tx, *args, **more)
            return await right(tx, *args, **more)

        patch.setattr(module, name, wrong)

    return break_


def after_item_update(statement: str) -> Break:
    """A change of an item, whoever may see it, leaves a trace elsewhere."""

    def break_(patch: pytest.MonkeyPatch) -> None:
        right = items.update

        async def wrong(tx: Tx, id: int, values: dict[str, Any]) -> None:
            await right(tx, id, values)
            await tx.run(statement, {"id": id, "now": tx.now})

        patch.setattr(items, "update", wrong)

    return break_


async def _lists_for_person(tx: Tx, id: int, *, force: bool, **_: Any) -> None:
    if not force and await tx.value("SELECT 1 FROM lists WHERE person_id = :id", {"id": id}):
        raise Conflict("there are lists for them")


async def _lists_for_occasion(tx: Tx, id: int, *, force: bool, **_: Any) -> None:
    if not force and await tx.value("SELECT 1 FROM lists WHERE occasion_id = :id", {"id": id}):
        raise Conflict("there are lists for it")


async def _lists_with_gift(tx: Tx, id: int, *, force: bool, **_: Any) -> None:
    if not force and await tx.value("SELECT 1 FROM list_items WHERE gift_id = :id", {"id": id}):
        raise Conflict("it is on lists")


async def _taken(tx: Tx, id: int, _match: Any) -> None:
    if await tx.value("SELECT status IN ('selected', 'purchased') FROM list_items WHERE id = :id", {"id": id}):
        raise Conflict("somebody has it already")


async def _wished_before(tx: Tx, list_id: int, item: Any) -> None:
    on_it = "SELECT 1 FROM list_items WHERE list_id = :list AND gift_id = :gift"
    if item.gift_id and await tx.value(on_it, {"list": list_id, "gift": item.gift_id}):
        raise Conflict("that gift is on this list already")


async def _true_status(tx: Tx, id: int, changes: dict[str, Any], *_: Any, **__: Any) -> None:
    status = await tx.value("SELECT status FROM list_items WHERE id = :id", {"id": id})
    if status and "status" in changes and changes["status"] not in (status, *items.NEXT[status]):
        raise InvalidTransition(f"{status} cannot become that")


async def _there_is_one(reader: Reader, _viewer: Any, thing: str, id: int | None, *_: Any) -> None:
    table = {"list": "lists", "gift": "gifts"}.get(thing)
    if table and await reader.value(f"SELECT visibility <> 'family' FROM {table} WHERE id = :id", {"id": id}):
        raise NotFound("you may not know of this")


async def _hidden_list(reader: Reader, viewer: Any, id: int) -> None:
    if await reader.value("SELECT 1 FROM lists WHERE id = :id", {"id": id}) and not await audience.sees(
        reader, viewer, "list", id
    ):
        raise Forbidden("this list is not for your eyes")


def _shared_cursor(patch: pytest.MonkeyPatch) -> None:
    right = Hub.publish

    def wrong(self: Hub, messages: Sequence[Message]) -> None:
        for message in messages:
            self._counts.update({*ACCOUNTS} - message.hearers)
            right(self, [message])

    patch.setattr(Hub, "publish", wrong)


def _topics_of_all_there_is(patch: pytest.MonkeyPatch) -> None:
    async def wrong(_: Feed, reader: Reader, _user: int, topic: Topic, id: int | None) -> bool:
        there = f"SELECT EXISTS (SELECT 1 FROM {topic.seen}s WHERE id = :id)"
        return topic.seen is None or bool(await reader.value(there, {"id": id}))

    patch.setattr(Feed, "may_hear", wrong)


def _all_hear(patch: pytest.MonkeyPatch) -> None:
    right = sights.sights

    async def wrong(*args: Any) -> Any:
        seen = await right(*args)
        return {user: seen.get(user, next(iter(seen.values()))) for user in ACCOUNTS} if seen else seen

    patch.setattr(feed, "sights", wrong)


def _unused_of_all(patch: pytest.MonkeyPatch) -> None:
    def wrong(where: Any, query: GiftQuery) -> None:
        if query.unused is not None:
            where.add(f"id {'NOT ' if query.unused else ''}IN (SELECT gift_id FROM list_items)")

    patch.setattr(gifts, "_filter_by_use", wrong)


_MASKED: Final = r"CASE WHEN (?:(?!CASE).)*?THEN (?:NULL|'idea') ELSE (i\.{}) END"
_PUBLIC: Final = r"CASE WHEN (?:(?!CASE).)*?THEN i\.public_{0} ELSE (i\.{0}) END"

MUTANTS: Final[dict[str, Break]] = {
    "the status of a wish is shown": sql(_MASKED.format("status"), r"\1"),
    "the assignee of a wish is shown": sql(_MASKED.format("assigned_to"), r"\1"),
    "the actual price of a wish is shown": sql(_MASKED.format("actual_price"), r"\1"),
    "the version of a wish is its true one": sql(_PUBLIC.format("version"), r"\1"),
    "updated_at of a wish is its true one": sql(_PUBLIC.format("updated_at"), r"\1"),
    "updated_by of a wish is its true one": sql(_PUBLIC.format("updated_by"), r"\1"),
    "every change counts up the public version": after_item_update(
        "UPDATE list_items SET public_version = public_version + 1 WHERE id = :id"
    ),
    "a change of an item is a change of its gift": after_item_update(
        "UPDATE gifts SET version = version + 1 WHERE id = (SELECT gift_id FROM list_items WHERE id = :id)"
    ),
    "a change of an item is a change of its list": after_item_update(
        "UPDATE lists SET updated_at = :now WHERE id = (SELECT list_id FROM list_items WHERE id = :id)"
    ),
    "surprise lists are seen by all": sql(r"(CASE l\.visibility.*?)ELSE NOT", r"\1ELSE 1 OR"),
    "surprise gifts are seen by all": sql(r"(CASE g\.visibility.*?)ELSE NOT", r"\1ELSE 1 OR"),
    "private lists are seen by all": sql(r"coalesce\(l\.owner_id = [^,]*, 0\)", "1"),
    "private gifts are seen by all": sql(r"coalesce\(g\.owner_id = [^,]*, 0\)", "1"),
    "an item is seen by who sees its list": sql(r"AND CASE g\.visibility.{,600}?END( AND \(i\.withdrawn_for)", r"\1"),
    "an item is seen by who sees its gift": sql(
        r"(JOIN gifts g ON g\.id = i\.gift_id\s+WHERE (?:(?!CASE).)*)CASE l\.visibility.{,600}?END AND", r"\1"
    ),
    "a withdrawn wish is still there": sql(r"\bi\.withdrawn_for", "NULL"),
    "a withdrawn gift is still there": sql(r"\(g\.withdrawn = 0 OR EXISTS", "(1 OR EXISTS"),
    "what a cut link kept back is shown": sql(r"[lg]\.kept_from <> '\[\]' AND", "0 AND"),
    "tags on hidden gifts are heard of": sql(r"\(t\.declared = 1\s+OR EXISTS", "(1 OR EXISTS"),
    "a birthday stays where a hidden list hangs on it": sql(
        r"occasion_id = :id AND visibility = 'family'", "occasion_id = :id"
    ),
    "`unused` counts hidden items": _unused_of_all,
    "a person with hidden lists is kept": before(persons_removal, "remove", _lists_for_person),
    "an occasion with hidden lists is kept": before(occasions, "remove", _lists_for_occasion),
    "a gift on hidden lists is kept": before(items_removal, "remove_gift", _lists_with_gift),
    "a wish that was taken is kept": before(items_removal, "remove_item", _taken),
    "a withdrawn wish cannot be wished again": before(items, "create", _wished_before),
    "the refusal of a status depends on the true one": before(items, "change", _true_status),
    "a hidden gift is referred to in other words": before(audience, "refer", _there_is_one),
    "a hidden list is forbidden": before(lists, "row_of", _hidden_list),
    "cursors count for all": _shared_cursor,
    "the topic of a hidden thing may be heard": _topics_of_all_there_is,
    "events go to everybody": _all_hear,
}
