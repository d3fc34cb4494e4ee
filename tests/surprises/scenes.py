"""What every history begins with: the traps that families walk into, one after the other.

Chance alone would set some of them in one history of fifty; what comes after builds on what they leave behind.
"""

from collections.abc import Mapping
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
        await self._hide(f"/lists/{secret}/items", gift_id=atlas)
        await self._hide("/gifts", name="Not for anybody's eyes", visibility="private", tags=["books"])
        await self._wish_and_think_better_of_it(christmas, secret, drum_kit)
        await self._cut_the_link()
        await self._clear_away()
        await self._make(self.second, "/lists", name="For us", person_id=self.me.person_id)

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

    async def _wish_list(self, name: str, **fields: Any) -> int:
        return await self._make(self.viewer, "/lists", name=name, person_id=self.me.person_id, **fields)

    async def _make(self, who: str, path: str, **fields: Any) -> int:
        """Openly. Returns its id."""
        reply = await self.pair.openly(Deed(who, "POST", path, fields))
        return int((reply.location or "").rpartition("/")[2])

    async def _hide(self, path: str, **fields: Any) -> int:
        reply = await self.pair.in_secret(Deed(self.first, "POST", path, fields))
        return int((reply.location or "").rpartition("/")[2])

    async def _own(self, method: str, path: str, body: Any = None) -> None:
        await self.pair.openly(Deed(self.viewer, method, path, body))

    async def _take(self, item: int) -> None:
        """Somebody buys it. On a list that is for nobody in particular the viewer may know of that."""
        if self.me.person_id is not None:
            bought = {"status": "purchased", "assigned_to": self.pair.b.accounts[self.first].id, "actual_price": "55"}
            await self.pair.in_secret(Deed(self.first, "PUT", f"/list-items/{item}", bought))
