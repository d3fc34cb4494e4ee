"""What every history begins with: the traps that families walk into, one after the other.

Chance alone would set some of them in one history of fifty; what comes after builds on what they leave behind.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.surprises.pair import Deed, Pair


class Scenes:
    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.viewer = pair.viewer
        self.me = pair.a.accounts[pair.viewer]
        others = [name for name in pair.a.accounts if name != pair.viewer]
        self.first, self.second = pair.rng.sample(others, 2)
        self.hidden: Mapping[str, Any] = (
            {"visibility": "surprise", "person_id": self.me.person_id}
            if self.me.person_id
            else {"visibility": "private"}
        )

    async def play(self) -> None:
        pair = self.pair
        if self.viewer != "ben" and pair.rng.random() < 0.5:
            await pair.openly(Deed("ana", "PUT", f"/users/{pair.a.accounts['ben'].id}", {"is_admin": True}))
        christmas = await self._make(self.first, "/occasions", name="Christmas", date="2026-12-24", repeats="yearly")
        secret = await self._hide("/lists", name="Secret", occasion_id=christmas, **self.hidden)
        drums = {"name": "Drum kit", "price": "25.50", "tags": ["LEGO", "Books"]}
        drum_kit = await self._hide(f"/lists/{secret}/items", gift=drums, status="selected")
        atlas = await self._make(self.viewer, "/gifts", name="Atlas")
        item = await self._hide(f"/lists/{secret}/items", gift_id=atlas)
        await self._hide("/comments", parent_type="list_item", parent_id=item, content="They know this one")
        await self._hide("/gifts", name="Not for anybody's eyes", visibility="private", tags=["books"])
        await self._wish_and_think_better_of_it(christmas, secret, drum_kit)
        await self._cut_the_link()
        await self._clear_away()
        await self._make(self.second, "/lists", name="For us", person_id=self.me.person_id)
        await self._whisper(secret, drum_kit)
        await self._give_a_gift_to_somebody_else()
        await self._have_the_same_words()

    async def _wish_and_think_better_of_it(self, christmas: int, secret: int, drum_kit: int) -> None:
        wishes = await self._wish_list("My wishes", occasion_id=christmas)
        castle = {"name": "LEGO castle", "price": "60", "tags": ["lego"]}
        kept = await self._make(self.viewer, f"/lists/{wishes}/items", gift=castle)
        await self._hide(f"/lists/{secret}/items", gift_id=kept)  # a gift made with its item has the same id here
        gift = wish = await self._make(self.viewer, f"/lists/{wishes}/items", gift={"name": "Telescope", "price": "60"})
        await self._take(wish)
        await self._own("PUT", f"/list-items/{wish}/status", {"status": "received"})
        await self._own("DELETE", f"/list-items/{wish}")
        again = await self._make(self.viewer, f"/lists/{wishes}/items", gift_id=gift)
        await self._take(again)
        await self._make(self.second, "/comments", parent_type="list_item", parent_id=again, content="With a stand?")
        await self._own("DELETE", f"/list-items/{again}")
        await self._hide(f"/lists/{secret}/items", gift_id=gift)
        await self._own("DELETE", f"/gifts/{gift}")
        await self._own("POST", f"/lists/{wishes}/items", {"gift_id": gift})
        await self._own("POST", f"/lists/{wishes}/items", {"gift_id": drum_kit})
        await self._take(kept)

    async def _cut_the_link(self) -> None:
        """They say that the list was not for them after all, to see what others did with it."""
        wishes = await self._wish_list("Other wishes")
        wish = await self._make(self.viewer, f"/lists/{wishes}/items", gift={"name": "Scarf"})
        await self._take(wish)
        await self._own("PUT", f"/lists/{wishes}", {"person_id": None})

    async def _clear_away(self) -> None:
        """People and days that only hidden lists hang on."""
        ada = await self._make(self.viewer, "/persons", name="Ada", birthdate="1990-12-01")
        birthday = self.pair.ids["occasions"][-1]
        party = await self._make(self.viewer, "/occasions", name="Party", date="2026-12-10")
        await self._hide("/lists", name="For Ada", visibility="private", person_id=ada, occasion_id=birthday)
        await self._hide("/lists", name="At the party", occasion_id=party, **self.hidden)
        await self._own("PUT", f"/persons/{ada}", {"birthdate": None})
        await self._own("DELETE", f"/occasions/{party}")
        await self._own("DELETE", f"/persons/{ada}")

    async def _whisper(self, secret: int, drum_kit: int) -> None:
        """They are talked about behind their back, and then they say that nothing of it was for them."""
        wishes = await self._wish_list("Wishes to talk about")
        wish = await self._make(self.viewer, f"/lists/{wishes}/items", gift={"name": "Kite"})  # and its gift's id
        for kind, id in (("person", self.me.person_id), ("list", wishes), ("list_item", wish), ("gift", wish)):
            await self._make(self.second, "/comments", parent_type=kind, parent_id=id or 1, content="Blue?")
            if self.me.person_id is not None:
                await self._hide(
                    "/comments", parent_type=kind, parent_id=id, content="I have it", visibility="surprise"
                )
        for kind, id in (("list", secret), ("list_item", drum_kit), ("gift", drum_kit)):
            await self._hide("/comments", parent_type=kind, parent_id=id, content="Not a word")
            await self._own(
                "POST", "/comments", {"parent_type": kind, "parent_id": id, "content": "Is there anything?"}
            )
        await self._own("PUT", f"/gifts/{wish}", {"person_id": None})
        await self._own("PUT", f"/lists/{wishes}", {"person_id": None})

    async def _give_a_gift_to_somebody_else(self) -> None:
        """A gift for them on a list for all: what was said about the item is kept from them because of the gift alone."""
        plans = await self._make(self.first, "/lists", name="For everybody")
        gift = await self._make(self.viewer, "/gifts", name="Balloon", person_id=self.me.person_id)
        item = await self._make(self.first, f"/lists/{plans}/items", gift_id=gift)
        said = {"parent_type": "list_item", "parent_id": item, "content": "Taken!"}
        if self.me.person_id is not None:
            await self._hide("/comments", **said, visibility="surprise")
        await self._own("PUT", f"/gifts/{gift}", {"person_id": None})
        await self._make(self.second, "/comments", **said)
        rattle = await self._hide("/gifts", name="Rattle", **self.hidden)
        planted = await self._hide(f"/lists/{plans}/items", gift_id=rattle)
        await self._hide("/comments", parent_type="list_item", parent_id=planted, content="On their list, unseen")

    async def _have_the_same_words(self) -> None:
        """Words that are used in secret are made, taken and given up by the viewer, and by others openly."""
        await self._hide("/gifts", name="Chess board", tags=["CHESS", "drums", "toys"], **self.hidden)
        await self._own("POST", "/tags", {"name": "chess"})
        drums = await self._make(self.viewer, "/tags", name="Percussion")
        await self._own("PUT", f"/tags/{drums}", {"name": "drums"})
        await self._own("POST", "/gifts", {"name": "Whistle", "tags": ["Drums"], "visibility": "private"})
        await self._own("DELETE", f"/tags/{drums}")
        toys = await self._make(self.viewer, "/gifts", name="Top", tags=["toys"], visibility="private")
        tag = await self.pair.b.rows("SELECT id FROM tags WHERE name_key = 'toys' ORDER BY id")
        await self.pair.in_secret(Deed(self.first, "PUT", f"/tags/{tag[0]['id']}", {"name": "Games", "color": "teal"}))
        await self._own("PUT", f"/gifts/{toys}", {"visibility": "family"})

    async def keep_what_its_maker_deleted(self) -> None:
        """A withdrawn gift is theirs by what they have put it on, and not by what others have, in secret."""
        for end in ("/list-items/{item}", "/lists/{mine}", "/gifts/{gift}?force=true"):
            gift = await self._make(self.first, "/gifts", name="Globe")
            mine = await self._make(self.viewer, "/lists", name="Mine", visibility="private")
            item = await self._make(self.viewer, f"/lists/{mine}/items", gift_id=gift)
            await self._make(self.second, "/comments", parent_type="gift", parent_id=gift, content="Does it light up?")
            theirs = await self._hide_by(self.second, "/lists", name="Theirs", visibility="private")
            await self._hide_by(self.second, f"/lists/{theirs}/items", gift_id=gift)
            await self.pair.openly(Deed(self.first, "DELETE", f"/gifts/{gift}?force=true"))
            await self._own("DELETE", end.format(item=item, mine=mine, gift=gift))

    async def reveal(self, person: int) -> None:
        """A surprise is over. What was on it is theirs to see; what else was done in secret with the same things is not."""
        day = datetime.fromtimestamp(self.pair.a.clock.now() / 1000, UTC).date() + timedelta(days=1)
        kept = {"visibility": "surprise", "person_id": person}
        await self._hide("/gifts", name="Another kite", tags=["Kites"], **kept)
        over = await self._make(self.first, "/lists", name="Until then", reveal_on=day.isoformat(), **kept)
        kite = await self._make(self.first, f"/lists/{over}/items", gift={"name": "Kite", "tags": ["KITES", "toys"]})
        await self._make(self.second, "/comments", parent_type="list_item", parent_id=kite, content="With a tail")
        other = await self._hide("/lists", name="Not yet", **kept)
        await self._hide(f"/lists/{other}/items", gift_id=kite, status="purchased")
        for kind, id in (("list", over), ("list_item", kite), ("gift", kite)):
            await self._hide("/comments", parent_type=kind, parent_id=id, content="I have it", visibility="surprise")
        await self._take(kite)
        await self.pair.let_pass(2)

    async def _wish_list(self, name: str, **fields: Any) -> int:
        return await self._make(self.viewer, "/lists", name=name, person_id=self.me.person_id, **fields)

    async def _make(self, who: str, path: str, **fields: Any) -> int:
        """Openly. Returns its id."""
        reply = await self.pair.openly(Deed(who, "POST", path, fields))
        return int((reply.location or "").rpartition("/")[2])

    async def _hide(self, path: str, **fields: Any) -> int:
        return await self._hide_by(self.first, path, **fields)

    async def _hide_by(self, who: str, path: str, **fields: Any) -> int:
        reply = await self.pair.in_secret(Deed(who, "POST", path, fields))
        return int((reply.location or "").rpartition("/")[2])

    async def _own(self, method: str, path: str, body: Any = None) -> None:
        await self.pair.openly(Deed(self.viewer, method, path, body))

    async def _take(self, item: int) -> None:
        """Somebody buys it. On a list that is for nobody in particular the viewer may know of that."""
        if self.me.person_id is not None:
            bought = {"status": "purchased", "assigned_to": self.pair.b.accounts[self.first].id, "actual_price": "55"}
            await self.pair.in_secret(Deed(self.first, "PUT", f"/list-items/{item}", bought))
