"""The door: signing in, staying in, going out. What is slow here is done before the writer is taken.

Signing in goes on when the disk is full: such a session is known to this process alone, until its next refresh
finds room.
"""

from dataclasses import dataclass

from familydash.auth import store, throttle
from familydash.auth.account import email_key
from familydash.auth.passwords import Passwords
from familydash.auth.sessions import Live, Sessions, viewer_of
from familydash.auth.store import Credentials, Held
from familydash.auth.throttle import Bucket, Throttle
from familydash.auth.tokens import Refresh, Tokens
from familydash.auth.unsaved import UnsavedSessions
from familydash.auth.viewer import HOUSE, Viewer
from familydash.clock import Clock
from familydash.db.database import Database, Row, Tx
from familydash.errors import Invalid, RateLimited, StorageFull, Unauthorized

_WRONG = "the e-mail address or the password is not right"
_OVER = "your session has ended: sign in again"


@dataclass(frozen=True, slots=True)
class Caller:
    """From where somebody signs in, and how they name themselves."""

    address: str
    device: str
    """A name for the device, as the list of sessions shows it."""
    device_token: str = ""
    """What the device was given when somebody signed in on it before."""


@dataclass(frozen=True, slots=True)
class Entered:
    """Who is in, and by what they may stay."""

    user_id: int
    access_token: str
    refresh_token: str


class Entrance:
    def __init__(
        self, db: Database, clock: Clock, tokens: Tokens, sessions: Sessions, passwords: Passwords, throttle: Throttle
    ) -> None:
        self.db = db
        self.clock = clock
        self.tokens = tokens
        self.sessions = sessions
        self.passwords = passwords
        self.throttle = throttle
        self._unsaved = UnsavedSessions(sessions)

    @classmethod
    async def open(cls, db: Database, clock: Clock, key: bytes) -> "Entrance":
        """With all that it needs, and the sessions read. `close` must be called."""
        tokens = Tokens(key, clock)
        sessions = Sessions(tokens, clock)
        async with db.read() as read:
            await sessions.load(read)
        return cls(db, clock, tokens, sessions, Passwords(), Throttle(clock))

    def close(self) -> None:
        self.passwords.close()

    async def login(self, given: Credentials, caller: Caller) -> Entered:
        """Raises Unauthorized, in the same words and after the same time whether or not there is such an account, and
        RateLimited."""
        async with self.db.read() as read:
            account = await store.account(read, given.email)
        attempt = self.throttle.take(self._buckets(given, account, caller))
        try:
            verdict = await self.passwords.verify(account["password_hash"] if account else None, given.password)
        except RateLimited:
            attempt.give_back()  # nothing was compared
            raise
        if account is None or not verdict.right:
            raise Unauthorized(_WRONG)
        attempt.give_back()
        try:
            async with self.db.write(viewer_of(account)) as tx:
                if not await store.has_password(tx, account["id"], account["password_hash"]):
                    raise Unauthorized(_WRONG)
                if verdict.rehash:
                    await store.set_password(tx, account["id"], verdict.rehash)
                return await self.enter(tx, account["id"], caller)
        except StorageFull:
            return await self._enter_unwritten(account["id"])

    def _buckets(self, given: Credentials, account: Row | None, caller: Caller) -> list[Bucket]:
        device = self.tokens.read_device(caller.device_token)
        if account is not None and device is not None and device.user_id == account["id"]:
            return [(throttle.DEVICE, f"{device.user_id} {device.id}")]
        return [throttle.of_address(caller.address), (throttle.ACCOUNT, email_key(given.email))]

    async def enter(self, tx: Tx, user_id: int, caller: Caller) -> Entered:
        """A new session."""
        sid = await store.open_session(tx, user_id, caller.device)
        refresh = Refresh(self.tokens.family(sid), self.clock.secret())
        await store.renew(tx, sid, refresh)
        await self.sessions.follow(tx, user_id)
        return self._entered(user_id, sid, refresh)

    def _entered(self, user_id: int, sid: int, refresh: Refresh) -> Entered:
        return Entered(user_id, self.tokens.access(user_id, sid), refresh.text)

    async def refresh(self, shown: Refresh | Live, caller: Caller, beside: Refresh | None = None) -> Entered:
        """By a refresh token or by a session whose access token is still good. `beside` is the cookie that came along
        with an access token: where it is of the same session, it says which token the client really has."""
        try:
            async with self.db.write(HOUSE) as tx:
                entered = await self._refresh(tx, shown, caller, beside)
        except StorageFull:
            entered = await self._refresh_unwritten(shown)
        if entered is None:
            raise Unauthorized(_OVER)
        return entered

    async def _refresh(self, tx: Tx, shown: Refresh | Live, caller: Caller, beside: Refresh | None) -> Entered | None:
        held = await self._held(tx, shown, beside)
        if held is None:
            return await self._save(tx, shown, caller)
        if held.standing == "reused":
            # Not raised in here: that would take the end of the session back.
            await store.end(tx, held.sid)
            await self.sessions.follow(tx, held.user_id)
            return None
        refresh = Refresh(held.family, self.clock.secret())
        # The previous one again: its successor was never used, so the answer was lost. Either may come next.
        await store.renew(tx, held.sid, refresh, keep_previous=held.standing == "previous")
        await self.sessions.follow(tx, held.user_id)
        return self._entered(held.user_id, held.sid, refresh)

    async def _held(self, tx: Tx, shown: Refresh | Live, beside: Refresh | None = None) -> Held | None:
        if isinstance(shown, Refresh):
            return await store.held(tx, shown, tx.now)
        if shown.sid < 0 or not self.sessions.alive(shown.sid):
            return None
        if beside is not None:
            held = await store.held(tx, beside, tx.now)
            if held is not None and held.sid == shown.sid and held.standing != "reused":
                return held
        return Held(shown.sid, shown.user_id, self.tokens.family(shown.sid), "newest")

    async def _save(self, tx: Tx, shown: Refresh | Live, caller: Caller) -> Entered | None:
        """Write down a session that only this process knew."""
        unsaved = self._unsaved.find(shown)
        if unsaved is None:
            return None
        sid = await store.open_session(tx, unsaved.live.user_id, caller.device)
        refresh = Refresh(unsaved.refresh.family, self.clock.secret())
        await store.renew(tx, sid, refresh, previous=unsaved.refresh.secret_hash)
        await self.sessions.follow(tx, unsaved.live.user_id)
        tx.after_commit(lambda: self._unsaved.end(unsaved))
        return self._entered(unsaved.live.user_id, sid, refresh)

    async def _refresh_unwritten(self, shown: Refresh | Live) -> Entered | None:
        """On a full disk the refresh token stays as it is: what cannot be written cannot be replaced."""
        if (unsaved := self._unsaved.find(shown)) is not None:
            return self._entered(unsaved.live.user_id, unsaved.live.sid, unsaved.refresh)
        if isinstance(shown, Live):
            return await self._enter_unwritten(shown.user_id)
        async with self.db.read() as read:
            held = await store.held(read, shown, self.clock.now())
        if held is None or held.standing == "reused":
            return None
        return self._entered(held.user_id, held.sid, shown)

    async def _enter_unwritten(self, user_id: int) -> Entered:
        async with self.db.read() as read:
            account = await store.account_of(read, user_id)
        if account is None:
            raise Unauthorized(_OVER)
        live = self.sessions.admit(account, self.clock.now() + store.LIFE)
        refresh = Refresh(self.tokens.family(live.sid), self.clock.secret())
        self._unsaved.add(live, refresh)
        return self._entered(user_id, live.sid, refresh)

    async def logout(self, shown: Refresh | Live) -> None:
        async with self.db.write(HOUSE) as tx:
            held = await self._held(tx, shown)
            if held is not None:
                await store.end(tx, held.sid)
                await self.sessions.follow(tx, held.user_id)
        unsaved = self._unsaved.find(shown)
        if unsaved is not None:
            self._unsaved.end(unsaved)
        elif held is None or held.standing == "reused":
            raise Unauthorized(_OVER)

    async def change_password(self, live: Live, current: str, new: str, address: str) -> None:
        """Ends the account's other sessions. Raises Invalid where the current password is not right."""
        async with self.db.read() as read:
            stored = await read.value("SELECT password_hash FROM users WHERE id = :id", {"id": live.user_id})
        attempt = self.throttle.take([(throttle.PASSWORD, str(live.user_id))])
        try:
            verdict = await self.passwords.verify(stored, current)
        except RateLimited:
            attempt.give_back()
            raise
        if not verdict.right:
            raise Invalid.of("current_password", "is not right")
        attempt.give_back()
        new_hash = await self.passwords.hash(new)
        async with self.db.write(live.viewer) as tx:
            if not self.sessions.alive(live.sid):
                raise Unauthorized(_OVER)
            if not await store.has_password(tx, live.user_id, stored):
                raise Invalid.of("current_password", "is not right")
            await store.set_password(tx, live.user_id, new_hash)
            await store.end_all(tx, live.user_id, but=live.sid)
            await self.sessions.follow(tx, live.user_id)

    async def end_session(self, viewer: Viewer, user_id: int, sid: int) -> None:
        """Sign another device out. Raises NotFound where the session is not the account's own."""
        async with self.db.write(viewer) as tx:
            await store.require_own(tx, user_id, sid)
            await store.end(tx, sid)
            await self.sessions.follow(tx, user_id)
