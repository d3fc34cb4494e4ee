"""Eight writers who do all that a family does, at once and at random; what they make is for each other to change."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.realtime.household import Household, ask

Words = tuple[str, str, Any]
"""Method, path, body."""

VISIBILITIES = ("family", "family", "surprise", "private")
NAMES = ("Kite", "Lego", "Größe 38", "Book \u2028 🎁")
STATUSES = ("idea", "selected", "purchased", "received")


@dataclass
class Things:
    """What there is, by kind: ids that a writer may try. Some are gone, some are not theirs to see: that is refused."""

    kim: int
    wishes: int
    """Kim's own wish list, which stays."""
    ids: dict[str, list[int]] = field(
        default_factory=lambda: {"lists": [], "gifts": [], "list-items": [], "comments": []}
    )

    def any(self, rng: random.Random, kind: str) -> int:
        """One of the latest: so that writers meet."""
        return rng.choice(self.ids[kind][-30:])

    def made(self, path: str, data: Mapping[str, Any]) -> None:
        kind = "list-items" if path.endswith("/items") else path.strip("/")
        self.ids[kind].append(data["id"])
        if kind == "list-items":
            self.ids["gifts"].append(data["gift"]["id"])


@dataclass
class Writer:
    session: aiohttp.ClientSession
    household: Household
    token: str
    things: Things
    rng: random.Random
    refused: int = 0

    async def write(self) -> bool:
        """Do one thing. False where it was refused, or where nobody knows: the server went meanwhile."""
        await self.household.up.wait()
        method, path, body = self.rng.choice(DEEDS)(self.rng, self.things)
        try:
            status, answer = await ask(self.session, self.household.url, self.token, method, path, body)
        except aiohttp.ClientError:
            return False
        assert status < 500, (method, path, body, answer)
        if status == 201:
            self.things.made(path, answer["data"])
        self.refused += status >= 400
        return bool(status < 400)


def _word(rng: random.Random) -> str:
    return f"{rng.choice(NAMES)} {rng.randrange(10**6)}"


def _price(rng: random.Random) -> str | None:
    return rng.choice((None, f"{rng.randrange(100)}.{rng.randrange(10, 100)}"))


def _list(rng: random.Random, things: Things) -> int:
    return rng.choice((things.wishes, things.any(rng, "lists")))


def _make_list(rng: random.Random, things: Things) -> Words:
    visibility = rng.choice(VISIBILITIES)
    person = things.kim if visibility == "surprise" else rng.choice((None, things.kim))
    return "POST", "/lists", {"name": _word(rng), "visibility": visibility, "person_id": person}


def _change_list(rng: random.Random, things: Things) -> Words:
    return "PUT", f"/lists/{_list(rng, things)}", {"name": _word(rng), "notes": "n" * rng.randrange(300)}


def _hide_or_show(rng: random.Random, things: Things) -> Words:
    return (
        "PUT",
        f"/lists/{things.any(rng, 'lists')}",
        {"visibility": rng.choice(VISIBILITIES), "person_id": things.kim},
    )


def _give_to_nobody(rng: random.Random, things: Things) -> Words:
    return "PUT", f"/lists/{things.any(rng, 'lists')}", {"visibility": "family", "person_id": None}


def _delete_list(rng: random.Random, things: Things) -> Words:
    return "DELETE", f"/lists/{things.any(rng, 'lists')}", None


def _add_wish(rng: random.Random, things: Things) -> Words:
    return "POST", f"/lists/{_list(rng, things)}/items", {"gift": {"name": _word(rng), "price": _price(rng)}}


def _add_gift(rng: random.Random, things: Things) -> Words:
    return "POST", f"/lists/{_list(rng, things)}/items", {"gift_id": things.any(rng, "gifts")}


def _make_gift(rng: random.Random, _: Things) -> Words:
    return "POST", "/gifts", {"name": _word(rng), "tags": rng.sample(("toys", "books", "Toys", "wool"), 2)}


def _change_gift(rng: random.Random, things: Things) -> Words:
    return "PUT", f"/gifts/{things.any(rng, 'gifts')}", {"price": _price(rng), "description": "d" * rng.randrange(2000)}


def _delete_gift(rng: random.Random, things: Things) -> Words:
    return "DELETE", f"/gifts/{things.any(rng, 'gifts')}?force=true", None


def _move(rng: random.Random, things: Things) -> Words:
    return "PUT", f"/list-items/{things.any(rng, 'list-items')}/status", {"status": rng.choice(STATUSES)}


def _assign(rng: random.Random, things: Things) -> Words:
    return "PUT", f"/list-items/{things.any(rng, 'list-items')}/assign", {"user_id": rng.choice((None, 1, 2, 3))}


def _plan(rng: random.Random, things: Things) -> Words:
    body = {"planned_price": _price(rng), "quantity": rng.randrange(1, 9)}
    return "PUT", f"/list-items/{things.any(rng, 'list-items')}", body


def _take_off(rng: random.Random, things: Things) -> Words:
    return "DELETE", f"/list-items/{things.any(rng, 'list-items')}", None


def _comment(rng: random.Random, things: Things) -> Words:
    parent, id = rng.choice((("list", _list(rng, things)), ("list_item", things.any(rng, "list-items"))))
    visibility = rng.choice(("family", "surprise"))
    return (
        "POST",
        "/comments",
        {"parent_type": parent, "parent_id": id, "content": _word(rng), "visibility": visibility},
    )


def _change_comment(rng: random.Random, things: Things) -> Words:
    return "PUT", f"/comments/{things.any(rng, 'comments')}", {"content": _word(rng), "resolved": rng.random() < 0.5}


def _change_person(rng: random.Random, things: Things) -> Words:
    return "PUT", f"/persons/{things.kim}", {"notes": _word(rng), "interests": [_word(rng)]}


Deed = Callable[[random.Random, Things], Words]
OFTEN: tuple[Deed, ...] = (_add_wish, _change_gift, _move, _assign, _plan, _change_list, _comment)
DEEDS: tuple[Deed, ...] = (
    *OFTEN * 3, _make_list, _hide_or_show, _give_to_nobody, _delete_list, _add_gift, _make_gift, _delete_gift,
    _take_off, _change_comment, _change_person,
)  # fmt: skip
