"""What the viewer does: anything at all, to what they see and, by guessing ids, to what they do not."""

import random
from collections.abc import Sequence
from typing import Any

from tests.surprises.addresses import TAGS
from tests.surprises.pair import Deed, Pair
from tests.surprises.sight import Sight, ids

STATUSES = ("idea", "selected", "purchased", "received")
SOON = ("2026-11-28", "2026-12-02")
NAMES = (*TAGS, "Garden", "music", "music")
"""Of tags."""


def some_gift(rng: random.Random) -> dict[str, Any]:
    gift: dict[str, Any] = {"name": rng.choice(("LEGO castle", "Books", "Scarf", "Lego car", "Bicycle", "Cheese"))}
    if rng.random() < 0.6:
        gift["price"] = rng.choice(("10", "25.50", "60"))
    if rng.random() < 0.5:
        gift["tags"] = [rng.choice(TAGS)]
    return gift


async def own(pair: Pair, sight: Sight) -> Deed:
    rng = pair.rng
    menu = (
        (_make_list, 2), (_change_list, 4), (_delete_list, 1), (_add_item, 4), (_change_item, 3), (_order_item, 1),
        (_delete_item, 4), (_make_gift, 2), (_change_gift, 4), (_delete_gift, 4), (_people, 2), (_occasions, 2),
        (_say, 4), (_change_comment, 3), (_delete_comment, 1), (_make_tag, 3), (_change_tag, 3), (_delete_tag, 1),
    )  # fmt: skip
    (choice,) = rng.choices([each for each, _ in menu], [weight for _, weight in menu])
    deed = choice(rng, sight)
    headers = {}
    if deed.method in ("PUT", "DELETE") and rng.random() < 0.4:
        # The version that they saw: what others did in secret must not make it an old one.
        seen = await pair.a.ask(pair.viewer, "GET", deed.path.partition("?")[0])
        headers["If-Match"] = seen.etag or '"1"'
        if rng.random() < 0.2:
            headers["If-Match"] = '"1"'
    if deed.method == "POST" and rng.random() < 0.1:
        headers["Idempotency-Key"] = f"key {rng.randrange(3)}"
    return Deed(pair.viewer, deed.method, deed.path, deed.body, headers)


def _one(rng: random.Random, seen: Sequence[int], hidden: Sequence[int] = ()) -> int:
    """Mostly what they see; now and then what they should not know of, or what never was."""
    if hidden and rng.random() < 0.15:
        return rng.choice(hidden)
    return rng.choice(seen) if seen else 99_999


def _deed(method: str, path: str, body: Any = None) -> Deed:
    return Deed("", method, path, body)


def _maybe(rng: random.Random, among: Sequence[int]) -> int | None:
    return rng.choice(among) if among and rng.random() < 0.6 else None


def _make_list(rng: random.Random, sight: Sight) -> Deed:
    body: dict[str, Any] = {
        "name": rng.choice(("Wishes", "Ideas", "Plans")),
        "occasion_id": _maybe(rng, ids(sight.occasions)),
    }
    kind = rng.random()
    if kind < 0.5:
        body["person_id"] = sight.person
    elif kind < 0.7:
        body |= {"visibility": "private", "person_id": _maybe(rng, [*ids(sight.people), *([sight.person or 1] * 3)])}
    else:
        body |= {"visibility": "surprise", "person_id": _one(rng, ids(sight.people)), "reveal_on": _day(rng)}
    return _deed("POST", "/lists", body)


def _day(rng: random.Random) -> str | None:
    return rng.choice((None, *SOON))


def _change_list(rng: random.Random, sight: Sight) -> Deed:
    mine = [id for id, row in sight.lists.items() if row["owner_id"] in (None, sight.me["id"])]
    target = _one(rng, mine or ids(sight.lists), ids(sight.hidden_lists))
    body: dict[str, Any] = rng.choice(
        (
            {"name": "Renamed"},
            {"visibility": "private"},
            {"visibility": "family"},
            {"visibility": "private"},
            {"person_id": None},
            {"person_id": rng.choice(ids(sight.people) or [1])},
            {"visibility": "surprise", "person_id": rng.choice(ids(sight.people) or [1])},
            {"occasion_id": _maybe(rng, ids(sight.occasions)), "notes": "Lego, please"},
            {"reveal_on": _day(rng)},
        )
    )
    return _deed("PUT", f"/lists/{target}", body)


def _delete_list(rng: random.Random, sight: Sight) -> Deed:
    return _deed("DELETE", f"/lists/{_one(rng, ids(sight.lists), ids(sight.hidden_lists))}")


def _add_item(rng: random.Random, sight: Sight) -> Deed:
    mine = [id for id, row in sight.lists.items() if sight.for_viewer(row)]
    target = _one(rng, mine if mine and rng.random() < 0.6 else ids(sight.lists), ids(sight.hidden_lists))
    body: dict[str, Any] = {"gift": some_gift(rng)}
    if rng.random() < 0.5:
        body = {"gift_id": _one(rng, ids(sight.gifts), ids(sight.hidden_gifts))}
    if rng.random() < 0.2:
        body["status"] = rng.choice(STATUSES)
    return _deed("POST", f"/lists/{target}/items", body)


def _item(rng: random.Random, sight: Sight) -> int:
    mine = [id for id, row in sight.items.items() if sight.for_viewer(sight.shop_list(row))]
    return _one(rng, mine if mine and rng.random() < 0.7 else ids(sight.items), ids(sight.hidden_items))


def _change_item(rng: random.Random, sight: Sight) -> Deed:
    body: dict[str, Any] = rng.choice(
        (
            {"notes": "the red one"},
            {"notes": None, "quantity": 2},
            {"quantity": 1},
            {"planned_price": "12"},
            {"status": rng.choice(STATUSES)},
            {"notes": "x", "actual_price": None},
        )
    )
    return _deed("PUT", f"/list-items/{_item(rng, sight)}", body)


def _order_item(rng: random.Random, sight: Sight) -> Deed:
    target = _item(rng, sight)
    if rng.random() < 0.5:
        return _deed("PUT", f"/list-items/{target}/status", {"status": rng.choice(STATUSES)})
    return _deed("PUT", f"/list-items/{target}/assign", {"user_id": rng.choice((None, *ids(sight.accounts)))})


def _delete_item(rng: random.Random, sight: Sight) -> Deed:
    return _deed("DELETE", f"/list-items/{_item(rng, sight)}")


def _make_gift(rng: random.Random, sight: Sight) -> Deed:
    audience: dict[str, Any] = rng.choice(
        (
            {},
            {"visibility": "private"},
            {"visibility": "surprise", "person_id": rng.choice(ids(sight.people) or [1])},
        )
    )
    return _deed("POST", "/gifts", {**some_gift(rng), **audience})


def _change_gift(rng: random.Random, sight: Sight) -> Deed:
    target = _one(rng, ids(sight.gifts), ids(sight.hidden_gifts))
    body: dict[str, Any] = rng.choice(
        (
            {"tags": [rng.choice(TAGS)]},
            {"tags": []},
            {"name": "Better name", "price": "25.50"},
            {"visibility": rng.choice(("private", "family"))},
            {"visibility": "surprise", "person_id": rng.choice(ids(sight.people) or [1])},
            {"person_id": _maybe(rng, ids(sight.people))},
        )
    )
    return _deed("PUT", f"/gifts/{target}", body)


def _delete_gift(rng: random.Random, sight: Sight) -> Deed:
    target = _one(rng, ids(sight.gifts), ids(sight.hidden_gifts))
    return _deed("DELETE", f"/gifts/{target}" + rng.choice(("", "?force=true", "?force=true")))


def _people(rng: random.Random, sight: Sight) -> Deed:
    person = rng.choice(ids(sight.people) or [1])
    kind = rng.random()
    if kind < 0.15:
        return _deed("DELETE", f"/persons/{person}" + rng.choice(("", "", "?force=true")))
    if kind < 0.3:
        return _deed("POST", "/persons", {"name": "Ada", "birthdate": "1990-12-01", "tags": [rng.choice(TAGS)]})
    body: dict[str, Any] = rng.choice(
        (
            {"birthdate": "2010-12-24"},
            {"birthdate": None},
            {"tags": [rng.choice(TAGS)]},
            {"tags": []},
            {"archived": True},
        )
    )
    return _deed("PUT", f"/persons/{person}", body)


def _occasions(rng: random.Random, sight: Sight) -> Deed:
    occasion = _one(rng, ids(sight.occasions))
    person = rng.choice(ids(sight.people) or [1])
    kind = rng.random()
    if kind < 0.3:
        return _deed("DELETE", f"/occasions/{occasion}" + rng.choice(("", "?force=true")))
    if kind < 0.6:
        return _deed(
            "POST", "/occasions", {"name": "Party", "date": "2026-12-24", "repeats": "yearly", "person_ids": [person]}
        )
    if kind < 0.8:
        return _deed("POST", f"/occasions/{occasion}/persons", {"person_id": person, "budget": "60"})
    return _deed("PUT", f"/occasions/{occasion}", {"date": rng.choice(("2026-12-24", "2026-11-27")), "budget": "100"})


def _say(rng: random.Random, sight: Sight) -> Deed:
    """On what they see of each kind and, by guessing, on what they do not."""
    parents = sight.hidden_parents() if rng.random() < 0.15 else sight.parents()
    kind = rng.choice(("person", "occasion", "list", "gift", "list_item"))
    parent_id = _one(rng, [parent.id for parent in parents if parent.type == kind])
    said = {"content": "Is there anything about LEGO?", "visibility": rng.choice(("family", "family", "surprise"))}
    return _deed("POST", "/comments", {"parent_type": kind, "parent_id": parent_id, **said})


def _change_comment(rng: random.Random, sight: Sight) -> Deed:
    body: dict[str, Any] = rng.choice(
        ({"content": "Never mind"}, {"resolved": True}, {"visibility": "surprise"}, {"visibility": "family"})
    )
    return _deed("PUT", f"/comments/{_comment(rng, sight)}", body)


def _delete_comment(rng: random.Random, sight: Sight) -> Deed:
    return _deed("DELETE", f"/comments/{_comment(rng, sight)}")


def _comment(rng: random.Random, sight: Sight) -> int:
    mine = [id for id, row in sight.comments.items() if row["author_id"] == sight.me["id"]]
    return _one(rng, mine if mine and rng.random() < 0.7 else ids(sight.comments), ids(sight.hidden_comments))


def _make_tag(rng: random.Random, sight: Sight) -> Deed:
    return _deed("POST", "/tags", {"name": rng.choice(NAMES), "color": rng.choice((None, "teal"))})


def _change_tag(rng: random.Random, sight: Sight) -> Deed:
    target = _one(rng, ids(sight.tags), ids(sight.hidden_tags))
    return _deed("PUT", f"/tags/{target}", rng.choice(({"name": rng.choice(NAMES)}, {"color": "#d97706"})))


def _delete_tag(rng: random.Random, sight: Sight) -> Deed:
    return _deed("DELETE", f"/tags/{_one(rng, ids(sight.tags), ids(sight.hidden_tags))}")
