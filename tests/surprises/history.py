"""A household's history out of a seed, lived in two worlds and compared on the way."""

import json
import random
from pathlib import Path

from tests.surprises.others import Others
from tests.surprises.own import own
from tests.surprises.pair import Deed, Pair, two_worlds
from tests.surprises.scenes import Scenes
from tests.surprises.sight import look
from tests.surprises.worlds import Template

VIEWERS = ("kim", "ana", "kim", "ben", "zoe")
"""Who is kept in the dark, by seed: kim and ben are people of the household, ana is one and an admin, zoe is not linked."""
ZOE = "zoe"
STEPS = 50
HALFWAY = 20
BETWEEN = 30  # steps between two looks on the way
A_LOOK = 0.1  # of the questions and walks that a look on the way takes
THE_LAST = 0.4  # and the last one: twenty histories ask all of them many times over
_HURRY = {"selected": "purchased", "idea": "purchased"}


async def live(seed: int, template: Template, home: Path, steps: int = STEPS) -> int:
    """Raises Learned where the viewer could tell that there were secrets. Returns how many addresses were compared."""
    rng = random.Random(seed)  # noqa: S311  a story to be told again, not a secret
    compared = 0
    async with two_worlds(template, home, VIEWERS[seed % len(VIEWERS)], rng) as pair:
        scenes = Scenes(pair)
        await scenes.play()
        for step in range(1, steps + 1):
            await _happen(pair)
            if step == HALFWAY:
                await _become_somebody(pair)
            if step % BETWEEN == 0:
                compared += await pair.compare(A_LOOK)
        await scenes.keep_what_its_maker_deleted()
        if (person := (await look(pair)).person) is not None:
            await scenes.reveal(person)
        await _lose_somebody(pair)
        await pair.check_the_activity()
        await pair.compare_the_past()
        return compared + await pair.compare(THE_LAST)


async def _happen(pair: Pair) -> None:
    kind = pair.rng.random()
    sight = await look(pair)
    others = Others(pair, sight)
    if kind < 0.42:
        if deed := others.in_secret():
            await pair.in_secret(deed)
    elif kind < 0.66:
        await pair.openly(await own(pair, sight))
    elif kind < 0.9:
        if deed := others.openly():
            await pair.openly(deed)
    elif kind < 0.97:
        await _give(pair)
    else:
        await pair.let_pass(pair.rng.randint(1, 3))


async def _give(pair: Pair) -> None:
    """Something from a list for the viewer is handed over: from now on they may see who gave it, and for what price.

    How far it had come in secret differs between the worlds; the last step, that they see, is the same.
    """
    sight = await look(pair)
    for_them = [row for row in sight.items.values() if sight.for_viewer(sight.lists[row["list_id"]])]
    fit = [
        (row, account)
        for row in for_them
        for account in sight.others
        if row["status"] != "received"
        and not sight.is_for(account, sight.lists[row["list_id"]])
        and sight.lists[row["list_id"]]["visibility"] != "private"
    ]
    if not fit:
        return
    row, account = pair.rng.choice(fit)
    who = next(name for name, each in pair.a.accounts.items() if each.id == account["id"])
    path = f"/list-items/{row['id']}"
    for world in pair.worlds:
        found = await world.ask(who, "GET", path)
        if found.status == 404:
            return  # the gift is kept from the giver: in both worlds
        status = json.loads(found.body)["data"]["status"]
        if status in _HURRY:
            await world.ask(who, "PUT", f"{path}/status", {"status": _HURRY[status]})
    given = {"status": "received", "assigned_to": account["id"], "actual_price": pair.rng.choice(("9.99", None))}
    await pair.openly(Deed(who, "PUT", path, given))


async def _become_somebody(pair: Pair) -> None:
    """The viewer's account is linked to who they are: zoe's for the first time, another's anew. From now on they read of all
    that happened before as far as they see now what it happened to."""
    sight = await look(pair)
    admins = [name for name, each in pair.a.accounts.items() if sight.accounts[each.id]["is_admin"]]
    doer = next((name for name in admins if name != pair.viewer), None)
    person = sight.person
    if pair.viewer == ZOE:
        person = next((id for id, row in sight.people.items() if row["name"] == ZOE.title()), None)
    if doer is None or person is None:
        return
    account = f"/users/{pair.a.accounts[pair.viewer].id}"
    await pair.openly(Deed(doer, "PUT", account, {"person_id": None}))
    await pair.openly(Deed(doer, "PUT", account, {"person_id": person}))


async def _lose_somebody(pair: Pair) -> None:
    """An account is removed at last, with all that only it could see."""
    leaver = pair.rng.choice([name for name in pair.a.accounts if name not in (pair.viewer, "ana")])
    await pair.openly(Deed("ana", "DELETE", f"/users/{pair.a.accounts[leaver].id}"))
