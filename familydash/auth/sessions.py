"""The living sessions of the one process: asked by each request and each socket, at no cost in SQL.

The tables are the truth, this is their image: read at the start, then brought up to date after each commit that
concerns an account. Rights are the account's as it is now, never what a token says, so that all that ends or
changes a session holds from the next request on.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, Final

from aiohttp import hdrs, web

from familydash.auth.tokens import Tokens
from familydash.auth.viewer import Viewer
from familydash.clock import Clock
from familydash.db.database import Reader, Row, Tx, Witness
from familydash.errors import Unauthorized

log: Final = logging.getLogger(__name__)

_ROWS: Final = """
    SELECT s.id AS sid, s.expires_at, u.id, u.name, u.avatar_url, u.is_admin, u.person_id
    FROM sessions s
    JOIN users u ON u.id = s.user_id
    WHERE u.removed_at IS NULL"""


@dataclass(frozen=True, slots=True)
class Live:
    """A session that lives, and its account as it is now. `sid` is negative where the disk was too full to keep it."""

    sid: int
    user_id: int
    viewer: Viewer
    expires_at: int


class Sessions:
    def __init__(self, tokens: Tokens, clock: Clock) -> None:
        self._tokens = tokens
        self._clock = clock
        self._live: dict[int, Live] = {}
        self._unsaved: dict[int, str] = {}  # the password hash that the session was opened with
        self._unsaved_ids = count(-clock.now(), -1)  # none twice, not by the next process either
        self._ended: list[Callable[[int], None]] = []
        self._changed: list[Callable[[int], None]] = []

    async def load(self, reader: Reader) -> None:
        """Read all of them anew: at the start, and, out of a unit of work, after another process has written to the file.
        Listeners hear what differs."""
        found = [_live(row) for row in await reader.all(_ROWS)]
        users = {live.user_id for live in (*self._live.values(), *found)}
        for user_id in users:
            self._replace(user_id, [live for live in found if live.user_id == user_id])

    def resolve(self, access_token: str) -> Live | None:
        """The session of an access token; None where the token is not good or its session does not live any more."""
        access = self._tokens.read_access(access_token)
        live = self._live.get(access.sid) if access else None
        if access is None or live is None or live.user_id != access.user_id:
            return None
        return live if self.alive(live.sid) else None

    def alive(self, sid: int) -> bool:
        live = self._live.get(sid)
        # A session that ran out is refused and kept: the clock may be wrong, and right again tomorrow.
        return live is not None and live.expires_at > self._clock.now()

    def current(self, request: web.Request) -> Live | None:
        """The session whose access token the request carries."""
        token = bearer(request)
        return self.resolve(token) if token else None

    async def authenticate(self, request: web.Request) -> Viewer | None:
        """Who sends the request; None where it names nobody. Raises Unauthorized where what it names is not good."""
        if hdrs.AUTHORIZATION not in request.headers:
            return None
        live = self.current(request)
        if live is None:
            raise Unauthorized("your session has ended: sign in again")
        return live.viewer

    def on_end(self, call: Callable[[int], None]) -> None:
        """Have `call(sid)` run when a session has ended, after the commit that ended it. It must not raise or block."""
        self._ended.append(call)

    def on_change(self, call: Callable[[int], None]) -> None:
        """Have `call(user_id)` run when a signed-in account has other rights or another link to a person."""
        self._changed.append(call)

    async def follow(self, tx: Tx, user_id: int) -> None:
        """Take over, once it is committed, what `tx` has made of the account and its sessions. To be called last."""
        found = [_live(row) for row in await tx.all(f"{_ROWS} AND u.id = :id", {"id": user_id})]
        row = await tx.one("SELECT * FROM users WHERE id = :id AND removed_at IS NULL", {"id": user_id})

        def take_over() -> None:
            unsaved = [] if row is None else [replace(live, viewer=viewer_of(row)) for live in self._still(row)]
            self._replace(user_id, [*found, *unsaved])

        tx.after_commit(take_over)

    def following(self, witness: Witness) -> Witness:
        """A witness that follows each account that a write touches, then does what `witness` does."""
        return _Following(self, witness)

    def admit(self, account: Row, expires_at: int) -> Live:
        """A session that only this process knows, since the disk is full. It ends with the account's password."""
        sid = next(self._unsaved_ids)
        self._unsaved[sid] = account["password_hash"]
        self._live[sid] = Live(sid, account["id"], viewer_of(account), expires_at)
        return self._live[sid]

    def dismiss(self, sid: int) -> None:
        """End a session that only this process knows."""
        if self._unsaved.pop(sid, None) is not None and self._live.pop(sid, None) is not None:
            self._tell(self._ended, sid)

    def _still(self, account: Row) -> list[Live]:
        """The account's sessions that only this process knows, and whose password still holds."""
        mine = [self._live[sid] for sid, hash in self._unsaved.items() if hash == account["password_hash"]]
        return [live for live in mine if live.user_id == account["id"]]

    def _replace(self, user_id: int, found: list[Live]) -> None:
        before = {sid: live for sid, live in self._live.items() if live.user_id == user_id}
        after = {live.sid: live for live in found}
        for sid in before:
            del self._live[sid]
            if sid not in after:
                self._unsaved.pop(sid, None)
        self._live |= after
        for sid in before.keys() - after.keys():
            self._tell(self._ended, sid)
        if any(sid in after and _rights(live) != _rights(after[sid]) for sid, live in before.items()):
            self._tell(self._changed, user_id)

    def _tell(self, listeners: list[Callable[[int], None]], id: int) -> None:
        for call in listeners:
            try:
                call(id)
            except Exception:
                # The write is durable: one deaf listener must not keep the others from hearing of it.
                log.exception("a listener of the sessions failed")


class _Following:
    def __init__(self, sessions: Sessions, witness: Witness) -> None:
        self._sessions = sessions
        self._witness = witness

    async def prepare(self, before: Reader, after: Tx) -> Sequence[Any]:
        for kind, id in after.touched:
            if kind == "user":
                await self._sessions.follow(after, id)
        return await self._witness.prepare(before, after)

    def publish(self, events: Sequence[Any]) -> None:
        self._witness.publish(events)


def bearer(request: web.Request) -> str | None:
    """The token of `Authorization: Bearer …`."""
    scheme, _, token = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def viewer_of(row: Row) -> Viewer:
    """Who looks, out of a row of `users`."""
    return Viewer(row["id"], row["name"], row["avatar_url"], bool(row["is_admin"]), row["person_id"])


def _rights(live: Live) -> tuple[bool, int | None]:
    return live.viewer.is_admin, live.viewer.person_id


def _live(row: Row) -> Live:
    return Live(row["sid"], row["id"], viewer_of(row), row["expires_at"])
