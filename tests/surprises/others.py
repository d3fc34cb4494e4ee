"""What others do: in the open, so that the viewer may know of it, and in secret, so that they may not."""

from collections.abc import Sequence
from typing import Any

from familydash.db.database import Row
from familydash.features.list_items.store import NEXT
from tests.surprises.addresses import TAGS
from tests.surprises.own import SOON, STATUSES, some_gift
from tests.surprises.pair import LISTEN, Deed
from tests.surprises.sight import Rows, ids
from tests.surprises.somebody import Somebody
from tests.surprises.talk import Talk
from tests.surprises.words import Words

FAR = "2031-01-01"  # no history lasts so long: what is revealed is no secret any more


class Others(Somebody):
    """One choice of what happens next, by somebody who is not the viewer."""

    def in_secret(self) -> Deed | None:
        """A deed that the viewer may not know of; None where there is nothing of the chosen sort to do."""
        return self._choose(
            (self._hide_a_list, 3), (self._change_hidden_list, 2), (self._drop_hidden_list, 1), (self._fill, 6),
            (self._tend_hidden_item, 6), (self._drop_hidden_item, 1), (self._hide_a_gift, 3), (self._change_hidden_gift, 3),
            (self._drop_hidden_gift, 1), (self._plant, 3), (self._take, 12), (self._be_refused, 2), (self._look_at_hidden, 2),
            *Talk(self.pair, self.sight).in_secret, *Words(self.pair, self.sight).in_secret,
        )  # fmt: skip

    def openly(self) -> Deed | None:
        """A deed that the viewer may know of, and that comes out for them the same whatever is hidden from them.

        Who deletes says `force`: a refusal would rightly name what the doer sees and the viewer does not.
        """
        return self._choose(
            (self._make_list, 3), (self._change_list, 4), (self._drop_list, 1), (self._add_item, 5), (self._change_item, 3),
            (self._tend_item, 4), (self._drop_item, 1), (self._make_gift, 2), (self._change_gift, 3), (self._drop_gift, 2),
            (self._people, 2), (self._occasions, 2), (self._look_at, 2),
            *Talk(self.pair, self.sight).openly, *Words(self.pair, self.sight).openly,
        )  # fmt: skip

    # What there is to choose from.

    def _person(self) -> int | None:
        """Somebody else than the viewer."""
        others = [id for id in self.sight.people if id != self.sight.person]
        return self.rng.choice(others) if others else None

    def _occasion(self) -> int | None:
        found: int | None = self.rng.choice([None, *ids(self.sight.occasions)])
        return found

    def _hidden(self) -> dict[str, Any]:
        """An audience without the viewer."""
        if self.sight.person is not None and self.rng.random() < 0.75:
            return {"visibility": "surprise", "person_id": self.sight.person}
        return {"visibility": "private", "person_id": self.rng.choice((None, self.sight.person, *self.sight.people))}

    # In secret.

    def _hide_a_list(self) -> Deed:
        body = {"name": "Secret", "occasion_id": self._occasion(), **self._hidden()}
        if body["visibility"] == "surprise":
            body["reveal_on"] = self.rng.choice((None, FAR))
        return self._deed(self._who(), "POST", "/lists", body)

    def _change_hidden_list(self) -> Deed | None:
        row = self._pick(self.sight.hidden_lists)
        if row is None:
            return None
        body: dict[str, Any] = self.rng.choice(
            (
                {"name": "More secret", "notes": "sh!"},
                {"occasion_id": self._occasion()},
                {"type": "ideas"},
                self._hidden(),
            )
        )
        return self._deed(self._who(sees=row), "PUT", f"/lists/{row['id']}", body)

    def _drop_hidden_list(self) -> Deed | None:
        row = self._pick(self.sight.hidden_lists)
        return self._deed(self._who(sees=row), "DELETE", f"/lists/{row['id']}") if row else None

    def _fill(self) -> Deed | None:
        """Something on a hidden list: new, or a gift that the viewer knows, a wish of theirs as well as not."""
        row = self._pick(self.sight.hidden_lists)
        if row is None:
            return None
        body: dict[str, Any] = {"gift": some_gift(self.rng)}
        gift = self._pick(self.sight.gifts if self.rng.random() < 0.8 else self.sight.hidden_gifts)
        if gift is not None and self.rng.random() < 0.6:
            body = {"gift_id": gift["id"]}
        body |= {"status": self.rng.choice(STATUSES), "actual_price": self.rng.choice((None, "11"))}
        return self._deed(self._who(sees=row), "POST", f"/lists/{row['id']}/items", body)

    def _tend_hidden_item(self) -> Deed | None:
        row = self._pick(self.sight.hidden_items)
        if row is None:
            return None
        who = self._who(sees=self.sight.shop_list(row))
        path = f"/list-items/{row['id']}"
        kind = self.rng.random()
        if kind < 0.5:
            after = self.rng.choice(NEXT[row["status"]])
            return self._deed(who, "PUT", f"{path}/status", {"status": after, "actual_price": "42"})
        if kind < 0.8:
            return self._deed(who, "PUT", f"{path}/assign", {"user_id": self.rng.choice((None, who["id"]))})
        return self._deed(who, "PUT", path, {"notes": "hidden in the cellar", "quantity": 3, "planned_price": "60"})

    def _drop_hidden_item(self) -> Deed | None:
        row = self._pick(self.sight.hidden_items)
        return (
            self._deed(self._who(sees=self.sight.shop_list(row)), "DELETE", f"/list-items/{row['id']}") if row else None
        )

    def _hide_a_gift(self) -> Deed:
        return self._deed(self._who(), "POST", "/gifts", {**some_gift(self.rng), **self._hidden()})

    def _change_hidden_gift(self) -> Deed | None:
        row = self._pick(self.sight.hidden_gifts)
        if row is None:
            return None
        body: dict[str, Any] = self.rng.choice(
            ({"tags": [self.rng.choice(TAGS)]}, {"tags": []}, {"price": "60"}, {"name": "Secret gift"}, self._hidden())
        )
        return self._deed(self._who(sees=row), "PUT", f"/gifts/{row['id']}", body)

    def _drop_hidden_gift(self) -> Deed | None:
        row = self._pick(self.sight.hidden_gifts)
        return self._deed(self._who(sees=row), "DELETE", f"/gifts/{row['id']}?force=true") if row else None

    def _plant(self) -> Deed | None:
        """A hidden gift on a list that the viewer sees: the item is hidden by its gift.

        Not one that is hidden by being withdrawn: on such a list it would be there for them again.
        """
        hidden = self.sight.hidden_gifts.items()
        gift = self._pick({id: row for id, row in hidden if row["visibility"] != "family" and not row["withdrawn"]})
        target = self._pick(self.sight.lists)
        if gift is None or target is None:
            return None
        return self._deed(self._who(sees=gift), "POST", f"/lists/{target['id']}/items", {"gift_id": gift["id"]})

    def _masked(self) -> Rows:
        """Items that the viewer sees on a list that is for them, before they are received."""
        return {
            id: self.sight.true_items[id]
            for id, row in self.sight.items.items()
            if self.sight.for_viewer(self.sight.lists[row["list_id"]])
            and row["status"] != "received"
            and id in self.sight.true_items
        }

    def _taking(self, who: Row, row: Row | None) -> dict[str, Any]:
        """Status, assignee and actual price of an item, short of received. `row` is None for a new item."""
        after = [status for status in NEXT[row["status"]] if status != "received"] if row else list(STATUSES[:3])
        taking: dict[str, Any] = {
            "status": self.rng.choice(after or ["purchased"]),
            "assigned_to": self.rng.choice((None, who["id"])),
            "actual_price": self.rng.choice((None, "9.99")),
        }
        return dict(self.rng.sample(list(taking.items()), self.rng.randint(1, 3)))

    def _buyer(self, row: Row) -> Row | None:
        """Somebody who sees a list and whom it is not for."""
        fit = [each for each in self.sight.others if not self.sight.is_for(each, row)]
        fit = fit if row["visibility"] != "private" else [each for each in fit if each["id"] == row["owner_id"]]
        return self.rng.choice(fit) if fit else None

    def _take(self) -> Deed | None:
        """What they wished for is chosen, given to somebody to buy, bought."""
        row = self._pick(self._masked())
        who = self._buyer(self.sight.lists[row["list_id"]]) if row else None
        if row is None or who is None:
            return None
        path = f"/list-items/{row['id']}"
        taking = self._taking(who, row)
        kind = self.rng.random()
        if kind < 0.4 and "status" in taking:
            return self._deed(who, "PUT", f"{path}/status", {k: taking[k] for k in taking if k != "assigned_to"})
        if kind < 0.6:
            return self._deed(who, "PUT", f"{path}/assign", {"user_id": self.rng.choice((None, who["id"]))})
        return self._deed(who, "PUT", path, taking)

    def _be_refused(self) -> Deed | None:
        row = self._pick(self.sight.hidden_items) or self._pick(self._masked())
        if row is None:
            return None
        who = self._who()
        return self.rng.choice(
            (
                self._deed(who, "PUT", f"/list-items/{row['id']}", {"status": "given"}),
                self._deed(who, "PUT", f"/list-items/{row['id']}/assign", {"user_id": self.sight.me["id"]}),
                self._deed(who, "POST", f"/lists/{row['list_id']}/items", {"gift_id": row["gift_id"], "quantity": 0}),
                self._deed(who, "PUT", f"/lists/{row['list_id']}", {"person_id": 99_999}),
            )
        )

    def _look_at_hidden(self) -> Deed | None:
        row, kind = self._pick(self.sight.hidden_lists), "list"
        if row is None or self.rng.random() < 0.4:
            row, kind = self._pick(self.sight.hidden_gifts), "gift"
        return self._deed(self._who(sees=row), LISTEN, f"{kind}:{row['id']}") if row else None

    # In the open.

    def _look_at(self) -> Deed | None:
        """The viewer may know who looks at what they see."""
        kind, rows = self.rng.choice(
            (("list", self.sight.lists), ("gift", self.sight.gifts), ("person", self.sight.people))
        )
        row = self._pick(rows)
        return self._deed(self._who(), LISTEN, f"{kind}:{row['id']}") if row else None

    def _make_list(self) -> Deed:
        kind = self.rng.random()
        body: dict[str, Any] = {"name": "For all to see", "occasion_id": self._occasion()}
        if kind < 0.6:
            body["person_id"] = self.sight.person
        elif kind < 0.8:
            body["person_id"] = self._person()
        elif (person := self._person()) is not None:
            body |= {"visibility": "surprise", "person_id": person, "reveal_on": self.rng.choice((None, *SOON))}
        return self._deed(self._who(), "POST", "/lists", body)

    def _change_list(self) -> Deed | None:
        row = self._pick(self.sight.lists)
        if row is None:
            return None
        bodies: list[dict[str, Any]] = [
            {"name": "Renamed by somebody"},
            {"occasion_id": self._occasion(), "notes": "hm"},
        ]
        bodies += [{**self._hidden(), "reveal_on": None}, {"visibility": "family"}]
        if not self.sight.for_viewer(row) or row["person_id"] not in (None, self.sight.person):
            # To say that a list is not for the viewer after all would show them what it was kept for.
            bodies += [{"person_id": self._person()}, {"visibility": "surprise", "person_id": self._person()}]
        owner = self.sight.accounts.get(row["owner_id"])
        who = owner if owner in self.sight.others and self.rng.random() < 0.8 else self._who(sees=row)
        return self._deed(who, "PUT", f"/lists/{row['id']}", self.rng.choice(bodies))

    def _drop_list(self) -> Deed | None:
        row = self._pick(self.sight.lists)
        return self._deed(self._who(sees=row), "DELETE", f"/lists/{row['id']}") if row else None

    def _add_item(self) -> Deed | None:
        """In the open for a list that is for the viewer, too; that it is bought already is not."""
        row = self._pick(self.sight.lists)
        who = self._buyer(row) if row else None
        if row is None or who is None:
            return None
        body: dict[str, Any] = {"gift": some_gift(self.rng)}
        # Not a wish that was withdrawn: they still see it there, and would rightly be refused.
        held = {item["gift_id"] for item in self.sight.hidden_items.values() if item["list_id"] == row["id"]}
        gift = self._pick({id: gift for id, gift in self.sight.gifts.items() if id not in held})
        if gift is not None and self.rng.random() < 0.4:
            body = {"gift_id": gift["id"]}
        hidden = self._taking(who, None) if self.sight.for_viewer(row) else {}
        return self._deed(who, "POST", f"/lists/{row['id']}/items", body, **hidden)

    def _change_item(self) -> Deed | None:
        row = self._pick(self.sight.items)
        who = self._buyer(self.sight.lists[row["list_id"]]) if row else None
        if row is None or who is None:
            return None
        body = self.rng.choice(({"notes": "size M"}, {"quantity": 2}, {"planned_price": "10", "notes": None}))
        masked = self._masked().get(row["id"])
        return self._deed(who, "PUT", f"/list-items/{row['id']}", body, **(self._taking(who, masked) if masked else {}))

    def _tend_item(self) -> Deed | None:
        """Status and assignment where the viewer may see them: on lists that are not for them, and of what they were given."""
        plain = {id: row for id, row in self.sight.items.items() if id not in self._masked()}
        row = self._pick(plain)
        who = self._buyer(self.sight.lists[row["list_id"]]) if row else None
        if row is None or who is None:
            return None
        path = f"/list-items/{row['id']}"
        if self.rng.random() < 0.6:
            return self._deed(who, "PUT", f"{path}/status", {"status": self.rng.choice(NEXT[row["status"]])})
        return self._deed(who, "PUT", path, {"assigned_to": self.rng.choice((None, who["id"])), "actual_price": "30"})

    def _drop_item(self) -> Deed | None:
        row = self._pick(self.sight.items)
        return (
            self._deed(self._who(sees=self.sight.shop_list(row)), "DELETE", f"/list-items/{row['id']}") if row else None
        )

    def _make_gift(self) -> Deed:
        body = some_gift(self.rng)
        person = self._person()
        if person is not None and self.rng.random() < 0.3:
            body |= {"visibility": "surprise", "person_id": person}
        return self._deed(self._who(), "POST", "/gifts", body)

    def _change_gift(self) -> Deed | None:
        row = self._pick(self.sight.gifts)
        if row is None:
            return None
        bodies: Sequence[dict[str, Any]] = (
            {"tags": [self.rng.choice(TAGS)]}, {"tags": []}, {"name": "Another name", "price": "10"}, self._hidden(),
        )  # fmt: skip
        return self._deed(self._who(sees=row), "PUT", f"/gifts/{row['id']}", self.rng.choice(bodies))

    def _drop_gift(self) -> Deed | None:
        row = self._pick(self.sight.gifts)
        return self._deed(self._who(sees=row), "DELETE", f"/gifts/{row['id']}?force=true") if row else None

    def _people(self) -> Deed | None:
        kind = self.rng.random()
        if kind < 0.3:
            return self._deed(self._who(), "POST", "/persons", {"name": "Otto", "birthdate": "1950-12-03"})
        row = self._pick(self.sight.people)
        if row is None:
            return None
        if kind < 0.45:
            return self._deed(self._who(), "DELETE", f"/persons/{row['id']}?force=true")
        body = self.rng.choice(({"birthdate": None}, {"birthdate": "2012-12-30"}, {"tags": [self.rng.choice(TAGS)]}))
        return self._deed(self._who(), "PUT", f"/persons/{row['id']}", body)

    def _occasions(self) -> Deed | None:
        row = self._pick(self.sight.occasions)
        if row is None or self.rng.random() < 0.5:
            people = [id for id in self.sight.people if self.rng.random() < 0.5]
            return self._deed(
                self._who(), "POST", "/occasions", {"name": "Feast", "date": "2026-12-25", "person_ids": people}
            )
        return self._deed(self._who(), "DELETE", f"/occasions/{row['id']}?force=true")
