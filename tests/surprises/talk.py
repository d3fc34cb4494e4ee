"""What others say: comments that the viewer reads, and comments that they may not know of."""

from collections.abc import Sequence
from typing import Any

from familydash.db.database import Row
from tests.surprises.pair import Deed
from tests.surprises.sight import Parent
from tests.surprises.somebody import Choice, Somebody

SAID = ("In blue, I think", "LEGO is sold out", "Half each?")


class Talk(Somebody):
    @property
    def in_secret(self) -> Sequence[Choice]:
        return (self._whisper, 8), (self._change_hidden, 3), (self._drop_hidden, 1)

    @property
    def openly(self) -> Sequence[Choice]:
        return (self._say, 6), (self._change, 4), (self._drop, 1)

    def _whisper(self) -> Deed | None:
        """On something hidden, or a surprise on something that is for the viewer."""
        if self.rng.random() < 0.4:
            return self._on(self.sight.hidden_parents(), self.rng.choice(("family", "family", "surprise")))
        return self._on([parent for parent in self.sight.parents() if parent.for_viewer], "surprise")

    def _say(self) -> Deed | None:
        """To all or, about something that is not for the viewer, to all but whom it is for."""
        parents = self.sight.parents()
        if self.rng.random() < 0.3:
            return self._on([parent for parent in parents if not parent.for_viewer], "surprise")
        return self._on(parents, "family")

    def _on(self, parents: Sequence[Parent], visibility: str) -> Deed | None:
        kinds = sorted({parent.type for parent in parents})
        if not kinds:
            return None
        kind = self.rng.choice(kinds)
        parent = self.rng.choice([each for each in parents if each.type == kind])
        said = {"content": self.rng.choice(SAID), "resolved": self.rng.random() < 0.3, "visibility": visibility}
        body = {"parent_type": parent.type, "parent_id": parent.id, **said}
        return self._deed(self._one_of(parent.guards), "POST", "/comments", body)

    def _change_hidden(self) -> Deed | None:
        row = self._pick(self.sight.hidden_comments)
        return self._changed(row, {"content": "Nobody is to read this"}, {"resolved": True}, {"resolved": False})

    def _change(self) -> Deed | None:
        """What a comment says, or who reads it: the viewer, for whom it may be, no longer."""
        bodies: Sequence[dict[str, Any]] = (
            {"content": "I take that back"}, {"resolved": True}, {"visibility": "surprise"}, {"visibility": "family"},
        )  # fmt: skip
        return self._changed(self._pick_open(), *bodies)

    def _changed(self, row: Row | None, *bodies: dict[str, Any]) -> Deed | None:
        author = self._author(row) if row else None
        return self._deed(author, "PUT", f"/comments/{row['id']}", self.rng.choice(bodies)) if row and author else None

    def _drop_hidden(self) -> Deed | None:
        return self._dropped(self._pick(self.sight.hidden_comments))

    def _drop(self) -> Deed | None:
        return self._dropped(self._pick_open())

    def _dropped(self, row: Row | None) -> Deed | None:
        """By its author, or by somebody who may or may not be an admin."""
        who = (self._author(row) if self.rng.random() < 0.7 else self._who()) if row else None
        return self._deed(who, "DELETE", f"/comments/{row['id']}") if row and who else None

    def _pick_open(self) -> Row | None:
        """One that the viewer reads. Whether others see what was withdrawn depends on what is hidden."""
        open_ = {(parent.type, parent.id) for parent in self.sight.parents()}
        rows = self.sight.comments.items()
        return self._pick({id: row for id, row in rows if (row["parent_type"], row["parent_id"]) in open_})

    def _author(self, row: Row) -> Row | None:
        """None where it is the viewer's own."""
        return next((account for account in self.sight.others if account["id"] == row["author_id"]), None)
