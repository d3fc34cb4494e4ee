"""Ways to break the rule where it is about comments, tags and the activity."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import pytest

from familydash import audience
from familydash.auth.viewer import Viewer
from familydash.db.database import Reader, Tx
from familydash.db.paging import Page, Where, page
from familydash.errors import Conflict, Forbidden
from familydash.features.activity import store as activity
from familydash.features.comments import store as comments
from familydash.features.comments.shapes import CommentNew
from familydash.features.tags import vocabulary
from familydash.features.tags.store import key
from familydash.realtime import feed
from familydash.realtime.deeds import Deed, deed
from tests.surprises.mutants import ACCOUNTS, Break, before, sql


async def _hidden_parent(tx: Tx, body: CommentNew) -> None:
    there = await tx.value(f"SELECT 1 FROM {body.parent_type}s WHERE id = :id", {"id": body.parent_id})
    if there and not await audience.sees(tx, tx.viewer, body.parent_type, body.parent_id):
        raise Forbidden("this is not for your eyes")


async def _count_up(tx: Tx, body: CommentNew) -> None:
    sql = f"UPDATE {body.parent_type}s SET version = version + 1 WHERE id = :id"
    await tx.run(sql, {"id": body.parent_id})


async def _named_so(tx: Tx, body: vocabulary.TagNew) -> None:
    if await tx.value("SELECT 1 FROM tags WHERE name_key = :key", {"key": key(body.name)}):
        raise Conflict("there is a tag of that name already")


def _all_rows_of_a_name(patch: pytest.MonkeyPatch) -> None:
    right = vocabulary._ids_of

    async def wrong(tx: Tx, name_key: str) -> Sequence[int]:
        rows = await tx.all("SELECT id FROM tags WHERE name_key = :key ORDER BY id", {"key": name_key})
        return [row["id"] for row in rows] if await right(tx, name_key) else []

    patch.setattr(vocabulary, "_ids_of", wrong)


def _everybody_reads(patch: pytest.MonkeyPatch) -> None:
    async def wrong(*args: Any) -> Deed:
        told = await deed(*args)
        return replace(told, heard={user: event for event in told.heard.values() for user in ACCOUNTS})

    patch.setattr(feed, "deed", wrong)


def _nothing_is_taken_out(patch: pytest.MonkeyPatch) -> None:
    async def wrong(_tx: Tx, _lost: str) -> None:
        pass

    patch.setattr(activity, "_take_out", wrong)


def _pages_of_all(patch: pytest.MonkeyPatch) -> None:
    async def wrong(reader: Reader, viewer: Viewer, query: activity.ActivityQuery) -> Page[activity.ActivityRow]:
        found = await page(reader, activity._ROWS, Where(dict(viewer.eyes)), activity._NEWEST_FIRST, query)
        rows = [activity.shape(row) for row in found.items if row["action"] and row["entity_name"]]
        return Page(rows, found.next_cursor, found.limit)

    patch.setattr(activity, "find", wrong)


_OF_AN_ITEM: Final = r"(i\.id = c\.parent_id(?:(?!c\.visibility).)*?)"

MUTANTS: Final[dict[str, Break]] = {
    "surprise comments are seen by all": sql(r"c\.visibility = 'family'", "1"),
    "a comment is seen by who does not see its list": sql(
        r"(l\.id = c\.parent_id AND )CASE l\.visibility.{,600}?END AND", r"\1"
    ),
    "a comment is seen by who does not see its gift": sql(
        r"(g\.id = c\.parent_id AND )CASE g\.visibility.{,600}?END AND", r"\1"
    ),
    "a comment on an item is seen by who does not see its list": sql(
        _OF_AN_ITEM + r"CASE l\.visibility.{,600}?END AND", r"\1"
    ),
    "a comment on an item is seen by who does not see its gift": sql(
        _OF_AN_ITEM + r"CASE g\.visibility.{,600}?END AND", r"\1"
    ),
    "a comment on a withdrawn wish is still there": sql(_OF_AN_ITEM + r"i\.withdrawn_for IS NULL", r"\g<1>1"),
    "a surprise about an item is kept from whom its list is for alone": sql(
        r"(i\.id = c\.parent_id.*?NOT \(\(coalesce\(l\.person_id.*? OR \()coalesce\(g\.person_id = [^,]*, 0\)",
        r"\g<1>0",
    ),
    "surprises about what was for them are shown": sql(r"c\.kept_from <> '\[\]' AND", "0 AND"),
    "surprises about the items of what was for them are shown": sql(r"OR parent_type = 'list_item'", "OR 0"),
    "a comment on what is hidden is forbidden": before(comments, "create", _hidden_parent),
    "a comment is a change of what it is on": before(comments, "create", _count_up),
    "a tag of a hidden one's name is refused": before(vocabulary, "create", _named_so),
    "what is done to a tag is done to hidden ones of that name": _all_rows_of_a_name,
    "of all tags of a name there is one for all": sql(
        "WHERE place = 1", "WHERE place = 1 AND id IN (SELECT min(x.id) FROM tags x GROUP BY x.name_key)"
    ),
    "a new tag is spelled like a hidden one": sql(
        r"(SELECT name, color FROM tags WHERE name_key = :key) AND audience = ''", r"\1"
    ),
    "a tag that is revealed is spelled like a hidden one": sql(r"x\.spelling", "t.name AS spelling"),
    "the activity is that of somebody else": sql(
        r"""heard ->> \('\$\."' \|\| :me \|\| '"'\)""", "(SELECT value FROM json_each(heard) LIMIT 1)"
    ),
    "what is told to one is told to all": _everybody_reads,
    "what is hidden stays in the activity": _nothing_is_taken_out,
    "what happened before an account was there is read without looking": sql(
        r"ELSE CASE s\.entity\s.*ELSE s\.entity_name END END AS entity_name", "ELSE s.entity_name END AS entity_name"
    ),
    "what became of a wish before an account was there is read by whom it is for": sql(
        r"s\.action = 'ADDED' OR NOT i\.for_me", "1"
    ),
    "a page of the activity has room for what they may not read": _pages_of_all,
}
