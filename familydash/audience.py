"""Who may see what: the one place. Nobody learns from familydash what they will be given.

Each rule is SQL with two holes: the account that looks (`me`) and the person that this account is (`mine`).
`ONE` fills them with the parameters of a request (`Viewer.eyes`), `EVERYBODY` with each account in turn, so
the very same text answers a GET and finds the audience of an event. A query about lists, gifts or items
starts from the relations below, never from the tables.
"""

import json
from dataclasses import dataclass
from typing import Final, Literal

from familydash.auth.viewer import Viewer
from familydash.db.database import Reader, Row
from familydash.errors import Invalid, NotFound

Visibility = Literal["family", "surprise", "private"]
Thing = Literal["person", "occasion", "list", "gift", "list_item", "comment", "tag", "user"]


@dataclass(frozen=True, slots=True)
class Eyes:
    """How a relation names its viewer. `who` is a column to select, `source` a table to join."""

    me: str
    mine: str
    who: str
    source: str
    where: str


ONE: Final = Eyes(":me", ":mine", "", "", "")
"""The viewer of a request; a query binds `viewer.eyes`."""
EVERYBODY: Final = Eyes("u.id", "u.person_id", "u.id AS me,", "users u CROSS JOIN", "u.removed_at IS NULL AND")
"""Every account; each row starts with the column `me`, the account that sees it."""


def _for_me(row: str, eyes: Eyes) -> str:
    """Whether a list or gift is for the viewer."""
    return f"(coalesce({row}.person_id = {eyes.mine}, 0) OR {_kept(row, eyes)})"


def _kept(row: str, eyes: Eyes) -> str:
    """`kept_from` remembers the accounts that a list, gift or comment was for where the link to the person was cut by
    that account, or by deleting the person: one is added, none ever taken away."""
    return f"{row}.kept_from <> '[]' AND EXISTS (SELECT 1 FROM json_each({row}.kept_from) WHERE value = {eyes.me})"


def _admits(row: str, eyes: Eyes) -> str:
    """The audience of a row with `visibility`, `owner_id`, `person_id`, `kept_from`."""
    return f"""CASE {row}.visibility
        WHEN 'family' THEN 1
        WHEN 'private' THEN coalesce({row}.owner_id = {eyes.me}, 0)
        ELSE NOT {_for_me(row, eyes)} END"""


def _stands(eyes: Eyes) -> str:
    """Whether an item `i` of a list `l` is still there: a wish that was taken back is gone for who did that, and for all
    from whom its status is kept."""
    return f"(i.withdrawn_for IS NULL OR NOT (coalesce(i.withdrawn_for = {eyes.me}, 0) OR {_for_me('l', eyes)}))"


def lists(eyes: Eyes = ONE) -> str:
    """The lists that are seen, with `for_me`."""
    return f"""
        SELECT {eyes.who} l.*, {_for_me("l", eyes)} AS for_me
        FROM {eyes.source} lists l
        WHERE {eyes.where} {_admits("l", eyes)}"""


def list_items(eyes: Eyes = ONE) -> str:
    """The items that are seen (by who sees their list and their gift), as they are seen: for whom the list is for,
    an item is an idea that nobody took until it is received, and its version is that of the last change they may see.

    Columns: id, list_id, gift_id, status, assigned_to, quantity, planned_price, actual_price, notes, withdrawn,
    received_on, version, created_at, updated_at, updated_by; from the list: list_name, person_id, occasion_id, for_me;
    from the gift: gift_name, gift_image_url, gift_price, gift_url; `cost`, the price to plan with (planned, else the gift's).
    """
    for_me = _for_me("l", eyes)
    secret = f"({for_me} AND i.status <> 'received')"
    return f"""
        SELECT {eyes.who} i.id, i.list_id, i.gift_id,
            CASE WHEN {secret} THEN 'idea' ELSE i.status END AS status,
            CASE WHEN {secret} THEN NULL ELSE i.assigned_to END AS assigned_to,
            i.quantity, i.planned_price,
            CASE WHEN {secret} THEN NULL ELSE i.actual_price END AS actual_price,
            i.notes, i.withdrawn,
            CASE WHEN {secret} THEN NULL ELSE i.received_on END AS received_on,
            i.created_at,
            CASE WHEN {for_me} THEN i.public_version ELSE i.version END AS version,
            CASE WHEN {for_me} THEN i.public_updated_at ELSE i.updated_at END AS updated_at,
            CASE WHEN {for_me} THEN i.public_updated_by ELSE i.updated_by END AS updated_by,
            l.name AS list_name, l.person_id, l.occasion_id, {for_me} AS for_me,
            g.name AS gift_name, g.image_url AS gift_image_url, g.price AS gift_price, g.url AS gift_url,
            coalesce(i.planned_price, g.price, 0) AS cost
        FROM {eyes.source} list_items i
        JOIN lists l ON l.id = i.list_id
        JOIN gifts g ON g.id = i.gift_id
        WHERE {eyes.where} {_admits("l", eyes)} AND {_admits("g", eyes)} AND {_stands(eyes)}"""


def _gift_is_seen(eyes: Eyes) -> str:
    """A withdrawn gift is left only to those who see an item that holds it."""
    return f"""{_admits("g", eyes)} AND (g.withdrawn = 0 OR EXISTS (
        SELECT 1 FROM list_items i JOIN lists l ON l.id = i.list_id
        WHERE i.gift_id = g.id AND {_admits("l", eyes)} AND {_stands(eyes)}))"""


def gifts(eyes: Eyes = ONE) -> str:
    """The gifts that are seen."""
    return f"SELECT {eyes.who} g.* FROM {eyes.source} gifts g WHERE {eyes.where} {_gift_is_seen(eyes)}"


GIFT_STANDS: Final = """CASE WHEN g.withdrawn THEN json_array(g.visibility, g.person_id, g.owner_id, g.kept_from,
    (SELECT json_group_array(id) FROM (
        SELECT id FROM list_items WHERE gift_id = g.id AND withdrawn_for IS NULL ORDER BY id))) ELSE 0 END"""
"""By what a gift `g` is there (`Kind.standing`). A withdrawn one is there by the items that hold it: when one of them goes, or
it gets another audience, it is gone for who loses sight of it, and whether a hidden list still holds it says nothing."""

OF_GIFT: Final = """CASE
    WHEN g.withdrawn THEN 'gift ' || g.id
    WHEN g.visibility = 'family' THEN ''
    WHEN g.visibility = 'private' THEN 'private ' || coalesce(g.owner_id, 0)
    ELSE 'surprise ' || coalesce(g.person_id, 0) || ' ' || g.kept_from END"""
"""Who sees a gift `g`, as text: equal for gifts that the same accounts see, '' for the family's."""


def tags(eyes: Eyes = ONE) -> str:
    """The tags that are seen, of each name one: what is used in secret is a row of its own, and who sees several rows
    of a name sees the family's, else the first."""
    return f"""
        SELECT *
        FROM (SELECT s.*, row_number() OVER (
            PARTITION BY {"s.me," if eyes.who else ""} s.name_key
            ORDER BY s.audience <> '', s.id) AS place
            FROM ({tag_rows(eyes)}) s)
        WHERE place = 1"""


def tag_rows(eyes: Eyes = ONE) -> str:
    """The rows behind `tags`: those made for the family, and those on something that is seen."""
    return f"""
        SELECT {eyes.who} t.*
        FROM {eyes.source} tags t
        WHERE {eyes.where} (t.declared = 1
            OR EXISTS (SELECT 1 FROM person_tags x WHERE x.tag_id = t.id)
            OR EXISTS (SELECT 1 FROM gift_tags x JOIN gifts g ON g.id = x.gift_id
                WHERE x.tag_id = t.id AND {_gift_is_seen(eyes)}))"""


def comments(eyes: Eyes = ONE) -> str:
    """The comments that are seen: by who sees what they are on; a surprise not by whom that is for."""
    open_ = "c.visibility = 'family'"
    return f"""
        SELECT {eyes.who} c.*
        FROM {eyes.source} comments c
        WHERE {eyes.where} ({open_} OR NOT ({_kept("c", eyes)})) AND CASE c.parent_type
            WHEN 'person' THEN {open_} OR coalesce(c.parent_id <> {eyes.mine}, 1)
            WHEN 'occasion' THEN 1
            WHEN 'list' THEN EXISTS (
                SELECT 1 FROM lists l
                WHERE l.id = c.parent_id AND {_admits("l", eyes)} AND ({open_} OR NOT {_for_me("l", eyes)}))
            WHEN 'gift' THEN EXISTS (
                SELECT 1 FROM gifts g
                WHERE g.id = c.parent_id AND {_gift_is_seen(eyes)} AND ({open_} OR NOT {_for_me("g", eyes)}))
            ELSE EXISTS (
                SELECT 1 FROM list_items i JOIN lists l ON l.id = i.list_id JOIN gifts g ON g.id = i.gift_id
                WHERE i.id = c.parent_id AND {_admits("l", eyes)} AND {_admits("g", eyes)} AND {_stands(eyes)}
                    AND ({open_} OR NOT ({_for_me("l", eyes)} OR {_for_me("g", eyes)}))) END"""


def persons(eyes: Eyes = ONE) -> str:
    """All people are the whole family's."""
    return f"SELECT {eyes.who} p.* FROM {eyes.source} persons p WHERE {eyes.where} 1"


def occasions(eyes: Eyes = ONE) -> str:
    """All occasions are the whole family's."""
    return f"SELECT {eyes.who} o.* FROM {eyes.source} occasions o WHERE {eyes.where} 1"


def users(eyes: Eyes = ONE) -> str:
    """All accounts that are not removed."""
    return f"SELECT {eyes.who} a.* FROM {eyes.source} users a WHERE {eyes.where} a.removed_at IS NULL"


_SUBJECT: Final = """CASE c.parent_type
        WHEN 'person' THEN (SELECT name FROM persons WHERE id = c.parent_id)
        WHEN 'occasion' THEN (SELECT name FROM occasions WHERE id = c.parent_id)
        WHEN 'list' THEN (SELECT name FROM lists WHERE id = c.parent_id)
        WHEN 'gift' THEN (SELECT name FROM gifts WHERE id = c.parent_id)
        ELSE (SELECT g.name FROM list_items i JOIN gifts g ON g.id = i.gift_id WHERE i.id = c.parent_id) END"""
NAME_OF_DEED: Final = f"""CASE s.entity
        WHEN 'list' THEN (SELECT name FROM ({lists()}) WHERE id = s.entity_id)
        WHEN 'gift' THEN (SELECT name FROM ({gifts()}) WHERE id = s.entity_id)
        WHEN 'comment' THEN (SELECT {_SUBJECT} FROM ({comments()}) c WHERE c.id = s.entity_id)
        WHEN 'list_item' THEN (
            SELECT i.gift_name FROM ({list_items()}) i
            WHERE i.id = s.entity_id AND (s.action = 'ADDED' OR NOT i.for_me))
        ELSE s.entity_name END"""
"""What a row `s` of the activity, from before the viewer could hear of it, is about: by its name of today, NULL where they do
not see it. On a list that is for them they read only that something was put there."""


_SEEN: Final[dict[Thing, tuple[str, str]]] = {
    "person": (persons(), "person"),
    "occasion": (occasions(), "occasion"),
    "list": (lists(), "list"),
    "gift": (gifts(), "gift"),
    "list_item": (list_items(), "list item"),
    "comment": (comments(), "comment"),
    "tag": (tags(), "tag"),
    "user": (users(), "account"),
}


async def sees(reader: Reader, viewer: Viewer, thing: Thing, id: int) -> bool:
    relation, _ = _SEEN[thing]
    return bool(await reader.value(f"SELECT 1 FROM ({relation}) WHERE id = :id", {**viewer.eyes, "id": id}))


async def require(reader: Reader, viewer: Viewer, thing: Thing, id: int) -> None:
    """Raise NotFound where the thing of a path does not exist for the viewer."""
    if not await sees(reader, viewer, thing, id):
        raise missing(thing)


async def refer(reader: Reader, viewer: Viewer, thing: Thing, id: int | None, field: str) -> None:
    """Raise Invalid on `field` where a body refers to what does not exist for the viewer: hidden or not, in the same words."""
    if id is not None and not await sees(reader, viewer, thing, id):
        raise Invalid.of(field, f"there is no such {_SEEN[thing][1]}")


def is_kept_from(row: Row, viewer: Viewer) -> bool:
    """Whether a list or gift stays for the viewer, whomever it is for now."""
    return viewer.id in json.loads(row["kept_from"])


def missing(thing: Thing) -> NotFound:
    return NotFound(f"there is no such {_SEEN[thing][1]}")


def check_surprise(viewer: Viewer, visibility: Visibility, person_id: int | None, field: str = "visibility") -> None:
    """Raise Invalid, on what the body has of it, for a surprise that would be kept from nobody, or from who makes it."""
    if visibility != "surprise":
        return
    if person_id is None:
        raise Invalid.of(field, "a surprise needs the person it is kept from (person_id)")
    if person_id == viewer.person_id:
        raise Invalid.of(field, "this is for you: you cannot keep it from yourself")
